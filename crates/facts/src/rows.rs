//! Rows put straight into a canonical table, without a mapping.

use std::fmt::Write;

use plumb_diag::nearest;
use plumb_store::{Cell, Store, StoreError};

use crate::cells;
use crate::tables::{ColumnKind, FactTable};

/// Why rows were not put into a table. None of them was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RowsError {
    /// No table has this name.
    #[error("no table is called `{name}`{}", did_you_mean(near))]
    NoTable {
        /// The name given.
        name: String,
        /// The nearest one.
        near: Option<String>,
    },
    /// No column of the table has this name.
    #[error("table `{table}` has no column `{name}`{}", did_you_mean(near))]
    NoColumn {
        /// The table.
        table: &'static str,
        /// The name given.
        name: String,
        /// The nearest one.
        near: Option<String>,
    },
    /// A row with more or fewer cells than columns.
    #[error("row {row} has {found} cells for {wanted} columns")]
    Length {
        /// Position from 1.
        row: usize,
        /// Cells in the row.
        found: usize,
        /// Columns named.
        wanted: usize,
    },
    /// A cell that does not fit its column.
    #[error("row {row}: `{column}` {reason}")]
    Cell {
        /// Position from 1.
        row: usize,
        /// The column.
        column: String,
        /// What does not fit.
        reason: String,
    },
    /// The database's own.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn did_you_mean(near: &Option<String>) -> String {
    near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// Puts rows into a canonical table, all or none, and returns how many.
///
/// `source`, `key` and `exported_at` may be among the columns; without them `source` is `rows`, `key` the position of
/// the row from 1, `exported_at` empty. Amounts and fractions may be decimal text. A row with a key that is there
/// already takes its place.
///
/// ```
/// use plumb_store::Store;
/// let store = Store::in_memory(&plumb_facts::migrations())?;
/// let columns = ["date", "person", "net", "currency"];
/// let rows = [vec!["2026-01-31".into(), "ana".into(), "12.30".into(), "EUR".into()]];
/// plumb_facts::insert_rows(&store, "bookings", &columns, &rows)?;
/// let table = store.query("select at, net from bookings", &[])?;
/// assert_eq!(table.rows, [["bookings/rows/1".into(), plumb_store::Cell::Int(12_300_000)]]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A table or column that does not exist, a cell that does not fit; the database's own.
pub fn insert_rows(
    store: &Store,
    table: &str,
    columns: &[&str],
    rows: &[Vec<Cell>],
) -> Result<usize, RowsError> {
    let table = FactTable::named(table).ok_or_else(|| RowsError::NoTable {
        name: table.to_owned(),
        near: nearest(table, FactTable::all().map(|table| table.name)).map(str::to_owned),
    })?;
    let kinds = columns.iter().map(|name| kind(table, name)).collect::<Result<Vec<_>, _>>()?;
    let sql = insertion(table, columns);
    let transaction = store.connection().unchecked_transaction().map_err(StoreError::from)?;
    {
        let mut statement = transaction.prepare(&sql).map_err(StoreError::from)?;
        for (index, row) in rows.iter().enumerate() {
            let row = read(table, columns, &kinds, row, index + 1)?;
            statement.execute(plumb_store::rusqlite::params_from_iter(&row)).map_err(StoreError::from)?;
        }
    }
    transaction.commit().map_err(StoreError::from)?;
    Ok(rows.len())
}

fn kind(table: &'static FactTable, name: &str) -> Result<ColumnKind, RowsError> {
    match name {
        "source" | "key" => Ok(ColumnKind::Text),
        "exported_at" => Ok(ColumnKind::Date),
        _ => table.column(name).map(|column| column.kind).ok_or_else(|| RowsError::NoColumn {
            table: table.name,
            name: name.to_owned(),
            near: nearest(name, table.columns.iter().map(|column| column.name)).map(str::to_owned),
        }),
    }
}

fn insertion(table: &FactTable, columns: &[&str]) -> String {
    let mut names = String::new();
    let mut values = String::new();
    for (index, column) in columns.iter().enumerate() {
        let _ = write!(names, "\"{column}\", ");
        let _ = write!(values, "?{}, ", index + 1);
    }
    for absent in ["source", "key"].iter().filter(|name| !columns.contains(name)) {
        let _ = write!(names, "{absent}, ");
        values.push_str(if *absent == "source" { "'rows', " } else { "?, " });
    }
    let (names, values) = (names.trim_end_matches(", "), values.trim_end_matches(", "));
    format!("insert or replace into \"{}\" ({names}) values ({values})", table.name)
}

fn read(
    table: &FactTable,
    columns: &[&str],
    kinds: &[ColumnKind],
    row: &[Cell],
    position: usize,
) -> Result<Vec<Cell>, RowsError> {
    if row.len() != columns.len() {
        return Err(RowsError::Length { row: position, found: row.len(), wanted: columns.len() });
    }
    let mut cells: Vec<Cell> =
        row.iter().zip(kinds).map(|(cell, kind)| cells::from_text(*kind, cell)).collect();
    for column in table.columns {
        let given = columns.iter().position(|name| *name == column.name).and_then(|index| cells.get(index));
        cells::check(column, given.unwrap_or(&Cell::Null)).map_err(|reason| RowsError::Cell {
            row: position,
            column: column.name.to_owned(),
            reason,
        })?;
    }
    if !columns.contains(&"key") {
        cells.push(Cell::Text(position.to_string()));
    }
    Ok(cells)
}
