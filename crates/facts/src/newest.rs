//! The newest day on which something is known to have happened.

use plumb_store::{Store, StoreError};
use plumb_units::{Date, parse_date};

use crate::tables::FactTable;

/// The newest day on which something happened, over all tables: a booking, an opportunity opened or closed, a
/// meeting. Days that are only due, expected or the end of something do not count, nor do days after the row's own export:
/// nothing that was planned has happened. `None` when nothing happened.
///
/// # Errors
/// The store's own.
pub fn newest_event_date(store: &Store) -> Result<Option<Date>, StoreError> {
    let mut newest = None;
    for table in FactTable::all() {
        for column in table.columns.iter().filter(|column| column.event) {
            let only = match (table.name, column.name) {
                // Many sources keep the expected day in the same column until the deal ends.
                ("opportunities", "closed") => "and outcome in ('won', 'lost')",
                _ => "",
            };
            let (name, table) = (column.name, table.name);
            let sql = format!(
                "select max(\"{name}\") as newest from \"{table}\" \
                 where (exported_at is null or substr(\"{name}\", 1, 10) <= exported_at) {only}"
            );
            let day = store
                .query(&sql, &[])?
                .rows
                .first()
                .and_then(|row| row.first()?.text()?.get(..10).and_then(parse_date));
            newest = newest.max(day);
        }
    }
    Ok(newest)
}

#[cfg(test)]
mod tests {
    use plumb_store::Cell;

    use super::*;

    #[test]
    fn a_day_after_the_export_has_not_happened() {
        let store = Store::in_memory(&crate::migrations()).unwrap();
        let columns = ["source", "key", "exported_at", "person", "stage", "outcome", "closed", "created"];
        let won = |key: &str, exported_at: Option<&str>, closed: &str| {
            let exported_at = exported_at.map_or(Cell::Null, Cell::from);
            let rest = ["p", "Won", "won", closed, "2025-01-02"].map(Cell::from);
            [vec![Cell::from("crm"), Cell::from(key), exported_at], rest.to_vec()].concat()
        };
        let put =
            |rows: Vec<Vec<Cell>>| crate::insert_rows(&store, "opportunities", &columns, &rows).unwrap();
        put(vec![won("1", Some("2025-06-30"), "2025-06-12"), won("2", Some("2025-06-30"), "2026-12-31")]);
        assert_eq!(newest_event_date(&store).unwrap(), parse_date("2025-06-12"));
        put(vec![won("3", Some("2025-07-31"), "2025-07-31"), won("4", Some("2025-06-30"), "2025-07-31")]);
        assert_eq!(newest_event_date(&store).unwrap(), parse_date("2025-07-31"));
        put(vec![won("5", None, "2025-08-01")]);
        assert_eq!(newest_event_date(&store).unwrap(), parse_date("2025-08-01"));
    }
}
