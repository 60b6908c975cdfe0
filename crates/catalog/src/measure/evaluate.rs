//! A measure's figures, exact.

use plumb_diag::Problem;
use plumb_plan::Entity;
use plumb_store::{Cell, Store, StoreError};
use plumb_units::Period;

use super::{Dimension, compile};

/// The figures of a measure.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureTable {
    /// What it is cut by.
    pub by: Vec<Dimension>,
    /// Unit of its figures, as in the plan: `money`, `count`, `rate`, `days` or `hours`.
    pub unit: String,
    /// One row per group, ordered by its keys.
    pub rows: Vec<MeasureRow>,
    /// Rows of the table that do not count, because no rate of their currency holds on their day.
    pub left_out: i64,
}

/// The figures of one group.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureRow {
    /// Its keys, one per dimension: a plan id, `key:…` of a key that no entry has, `None` where the fact has none.
    pub keys: Vec<Option<String>>,
    /// The value; `None` where nothing counts, and for a ratio whose denominator is 0.
    pub value: Option<Figure>,
    /// Of a ratio: the sum above the line.
    pub numerator: Option<i64>,
    /// Of a ratio: the sum below the line.
    pub denominator: Option<i64>,
    /// Rows that count.
    pub n: i64,
}

/// One value of a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// Millionths of money or of a count; minutes of days and hours.
    Exact(i64),
    /// A ratio's numerator divided by its denominator.
    Share(f64),
}

/// Why a measure has no figures.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MeasureError {
    /// Its definition, or what it is to be cut by, with its place in the plan.
    #[error("{}", .0.message)]
    Definition(Box<Problem>),
    /// A sum that does not fit.
    #[error("the sum of the measure `{0}` is too large to be exact; split it by period or unit")]
    Overflow(String),
    /// An expression that gives anything else than whole numbers.
    #[error(
        "the measure `{0}` gives `{1}`, which is no whole number; write amounts as columns or `amount('12.30')`, shares as a ratio"
    )]
    NotExact(String, String),
    /// The database's own.
    #[error("the measure `{0}` cannot be computed: {1}")]
    Store(String, #[source] StoreError),
}

impl MeasureTable {
    /// A sentence on the rows that are left out; `None` when there are none.
    pub fn remark(&self) -> Option<String> {
        let rows = if self.left_out == 1 { "row is" } else { "rows are" };
        (self.left_out > 0).then(|| {
            format!(
                "{} {rows} left out, because the plan has no exchange rate for their currency on their day; add them to `rates.csv`",
                self.left_out
            )
        })
    }
}

/// Computes a measure, cut by dimensions, within a period. A connection of the catalogue is needed.
///
/// Sums are exact; the groups of any cut add up to the total.
///
/// # Errors
/// [`MeasureError`].
pub fn evaluate(
    store: &Store,
    measure: &Entity,
    by: &[Dimension],
    period: Option<&Period>,
) -> Result<MeasureTable, MeasureError> {
    let sql = compile(measure, by, period).map_err(MeasureError::Definition)?;
    let id = || measure.id.to_string();
    let found =
        store.query(&sql, &[]).map_err(|error| match error.to_string().contains("integer overflow") {
            true => MeasureError::Overflow(id()),
            false => MeasureError::Store(id(), error),
        })?;
    let unit = measure.choice("unit").unwrap_or("count").to_owned();
    let mut table = MeasureTable { by: by.to_vec(), unit, rows: Vec::new(), left_out: 0 };
    for row in found.rows {
        let (keys, figures) = row.split_at(by.len().min(row.len()));
        let mut figures = figures.iter().map(|cell| whole(measure, cell));
        let mut next = || figures.next().unwrap_or(Ok(None));
        let (value, numerator, denominator) = (next()?, next()?, next()?);
        let (n, left_out) = (next()?.unwrap_or(0), next()?.unwrap_or(0));
        let share = numerator.zip(denominator).filter(|(_, denominator)| *denominator != 0);
        let share =
            share.map(|(numerator, denominator)| Figure::Share(numerator as f64 / denominator as f64));
        table.left_out += left_out;
        table.rows.push(MeasureRow {
            keys: keys.iter().map(key).collect(),
            value: value.map(Figure::Exact).or(share),
            numerator,
            denominator,
            n,
        });
    }
    Ok(table)
}

fn key(cell: &Cell) -> Option<String> {
    (!cell.is_null()).then(|| cell.to_string())
}

fn whole(measure: &Entity, cell: &Cell) -> Result<Option<i64>, MeasureError> {
    match cell {
        Cell::Null => Ok(None),
        Cell::Int(value) => Ok(Some(*value)),
        Cell::Real(_) | Cell::Text(_) => {
            Err(MeasureError::NotExact(measure.id.to_string(), cell.to_string()))
        }
    }
}
