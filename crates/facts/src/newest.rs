//! The newest day on which something is known to have happened.

use plumb_store::{Store, StoreError};
use plumb_units::{Date, parse_date};

use crate::tables::FactTable;

/// The newest day on which something happened, over all tables: a booking, an opportunity opened or closed, a
/// meeting. Days that are only due, expected or the end of something do not count. `None` when nothing happened.
///
/// # Errors
/// The store's own.
pub fn newest_event_date(store: &Store) -> Result<Option<Date>, StoreError> {
    let mut newest = None;
    for table in FactTable::all() {
        for column in table.columns.iter().filter(|column| column.event) {
            let only = match (table.name, column.name) {
                // Many sources keep the expected day in the same column until the deal ends.
                ("opportunities", "closed") => "where outcome in ('won', 'lost')",
                _ => "",
            };
            let sql = format!("select max(\"{}\") as newest from \"{}\" {only}", column.name, table.name);
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
