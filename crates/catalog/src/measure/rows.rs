//! The rows that a measure counts, one by one.

use plumb_plan::Entity;
use plumb_store::{Cell, Store};
use plumb_units::{Date, Period, parse_date};

use super::compile::{own, plain};
use super::definition::{Aggregate, Definition};
use super::evaluate::MeasureError;
use crate::fact_views::key_column;
use crate::tables::quoted;

/// One row that a measure counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedRow {
    /// Where it comes from: `table/source/key`.
    pub at: String,
    /// The day on which it counts.
    pub day: Date,
    /// What it brings, in millionths or minutes.
    pub value: i64,
    /// What sort of row it is, where its table says so.
    pub kind: Option<String>,
    /// Whose, where its table names a customer: source and key.
    pub account: Option<String>,
}

/// The rows that a sum or a count counts within a period, in no particular order; none of a ratio, a least or a greatest value.
///
/// Rows whose currency has no rate on their day are left out, as in the sum.
///
/// # Errors
/// [`MeasureError`].
pub fn counted_rows(
    store: &Store,
    measure: &Entity,
    period: &Period,
) -> Result<Vec<CountedRow>, MeasureError> {
    let definition = Definition::or_first(measure).map_err(MeasureError::Definition)?;
    let day = format!("substr({}, 1, 10)", own(&definition, definition.time.name));
    let value = match definition.aggregate {
        Aggregate::Sum(value) => plain(&definition, value, &day),
        Aggregate::Count(None) => "1000000".to_owned(),
        Aggregate::Count(Some(value)) => format!("case when ({value}\n) is not null then 1000000 end"),
        Aggregate::Ratio(..) | Aggregate::Min(_) | Aggregate::Max(_) => return Ok(Vec::new()),
    };
    let has = |name: &str| definition.table.column(name);
    let kind = has("kind").map_or("null".to_owned(), |column| own(&definition, column.name));
    let account = has("account").map_or("null".to_owned(), |column| {
        format!("{} || '/' || {}", own(&definition, "source"), own(&definition, &key_column(column)))
    });
    let filter = definition.filter.map_or(String::new(), |filter| format!("({filter}\n) and "));
    let sql = format!(
        "select {}, {day}, {value}, {kind}, {account} from {} where {filter}{day} >= '{}' and {day} < '{}' order by 1",
        own(&definition, "at"),
        quoted(definition.table.name),
        period.from,
        period.until
    );
    let found = store.query(&sql, &[]).map_err(|error| MeasureError::Store(measure.id.to_string(), error))?;
    let text = |cell: &Cell| cell.text().map(str::to_owned);
    let rows = found.rows.iter().filter_map(|row| {
        let [at, day, value, kind, account] = row.as_slice() else { return None };
        Some(CountedRow {
            at: text(at)?,
            day: parse_date(day.text()?)?,
            value: value.int()?,
            kind: text(kind),
            account: text(account),
        })
    });
    Ok(rows.collect())
}
