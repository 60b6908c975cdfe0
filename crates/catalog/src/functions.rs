//! The functions that SQL has here, each with its meaning and its source.

mod argument;
mod calendar;
mod exchange;
mod listed;
mod markdown;
mod statistics;
mod working_time;

use plumb_store::{Store, StoreError};

pub use exchange::Rates;
pub use listed::FUNCTIONS;
pub use markdown::functions_markdown;

use crate::Ground;

/// One function of SQL, for documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// Name in SQL.
    pub name: &'static str,
    /// Its arguments, as written between the brackets.
    pub arguments: &'static str,
    /// Which kind of function it is.
    pub kind: FunctionKind,
    /// What it gives.
    pub says: &'static str,
    /// Where its definition comes from; empty where the words say it all.
    pub source: &'static str,
}

/// What a function works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FunctionKind {
    /// Exact arithmetic on one row.
    Exact,
    /// Days and periods of the company's calendar.
    Calendar,
    /// A figure of one row, as a float.
    Figure,
    /// A statistic over the rows of a group; rows with NULL in an argument do not count.
    Statistic,
}

/// Registers the functions of the calendar, of exchange rates and of statistics. The exact ones every store has.
///
/// # Errors
/// SQLite's own.
pub fn register(store: &Store, ground: &Ground) -> Result<(), StoreError> {
    let connection = store.connection();
    calendar::register(connection, ground)?;
    exchange::register(connection, ground)?;
    statistics::register(store)
}
