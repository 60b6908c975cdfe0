//! The tables of the catalogue, for people and for programs.

use plumb_engine::{ColumnDoc, TableDoc};
use serde::Serialize;

use crate::cells::{clean, hanging, left, width};
use crate::figures::count;
use crate::paper::Paper;

/// A table with what its columns mean, or, of several, a line each.
pub fn tables(tables: &[TableDoc], paper: Paper) -> String {
    match tables {
        [one] => columns(one, paper),
        many => {
            let names = many.iter().map(|table| width(&table.name)).max().unwrap_or(0);
            let line = |table: &TableDoc| {
                hanging(&format!("{}  ", left(&clean(&table.name), names)), &table.says, paper.columns())
            };
            let lines: String = many.iter().map(line).collect();
            format!(
                "{lines}\n{}; `plumb tables NAME` tells the columns of one\n",
                count(many.len(), "table", "tables")
            )
        }
    }
}

/// The same as JSON.
///
/// # Errors
/// See [`crate::json`].
pub fn tables_json(tables: &[TableDoc]) -> Result<String, serde_json::Error> {
    let tables: Vec<Table<'_>> = tables
        .iter()
        .map(|table| Table {
            table: &table.name,
            says: &table.says,
            columns: table
                .columns
                .iter()
                .map(|column| Column {
                    column: &column.name,
                    storage: column.storage.sql(),
                    kind: &column.kind,
                    unit: column.unit.as_deref(),
                    says: &column.says,
                })
                .collect(),
        })
        .collect();
    crate::json(&tables)
}

#[derive(Serialize)]
struct Table<'a> {
    table: &'a str,
    says: &'a str,
    columns: Vec<Column<'a>>,
}

#[derive(Serialize)]
struct Column<'a> {
    column: &'a str,
    storage: &'a str,
    kind: &'a str,
    unit: Option<&'a str>,
    says: &'a str,
}

fn columns(table: &TableDoc, paper: Paper) -> String {
    let mut out = format!("{}\n", paper.heading(&clean(&table.name)));
    out += &hanging("  ", &table.says, paper.columns());
    out.push('\n');
    let names = table.columns.iter().map(|column| width(&column.name)).max().unwrap_or(0);
    for column in &table.columns {
        let first = format!("  {}  {}  ", left(&column.name, names), left(column.storage.sql(), 7));
        out += &hanging(&first, &meaning(column), paper.columns());
    }
    out
}

/// What a column means, with what its values are where the storage does not say it.
fn meaning(column: &ColumnDoc) -> String {
    let says = column.says.trim_end_matches('.');
    match &column.unit {
        Some(unit) => format!("{says} ({} in {unit})", column.kind),
        None if column.kind == column.storage.sql() => says.to_owned(),
        None => format!("{says} ({})", column.kind),
    }
}
