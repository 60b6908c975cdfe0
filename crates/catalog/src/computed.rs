//! Tables that the engines fill: declared here, so that rules can read them and the examples of pages can give rows of them.

mod ahead;
mod bridge;
mod pay;
mod targets;

use crate::tables::{ColumnDoc, Storage, TableDoc};
use crate::{CatalogError, Catalogue, ResultTable};

/// The declared tables, by name.
///
/// ```
/// assert!(plumb_catalog::computed().iter().any(|table| table.name == "odds"));
/// ```
pub fn computed() -> Vec<TableDoc> {
    let parts = [targets::tables(), ahead::tables(), bridge::tables(), pay::tables()];
    let mut tables: Vec<TableDoc> = parts.into_iter().flatten().collect();
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    tables
}

impl Catalogue {
    /// Writes every declared table: those given with their rows, the others empty.
    ///
    /// Each row is a list of cells by column name; columns that are not named are NULL.
    ///
    /// # Errors
    /// [`CatalogError::Result`] for a table or a column that is not declared; the database's own.
    pub fn add_computed(&self, filled: Vec<Filled>) -> Result<(), CatalogError> {
        let mut results: Vec<ResultTable> =
            computed().into_iter().map(|table| ResultTable { table, rows: Vec::new() }).collect();
        for part in filled {
            let Some(result) = results.iter_mut().find(|result| result.table.name == part.table) else {
                return Err(refused(&part.table, "is not declared as a table that engines fill"));
            };
            let columns: Vec<usize> = part
                .columns
                .iter()
                .map(|name| {
                    let place = result.table.columns.iter().position(|column| column.name == *name);
                    place.ok_or_else(|| refused(&part.table, &format!("has no column `{name}`")))
                })
                .collect::<Result<_, _>>()?;
            for row in part.rows {
                let mut cells = vec![plumb_store::Cell::Null; result.table.columns.len()];
                for (place, cell) in columns.iter().zip(row) {
                    if let Some(slot) = cells.get_mut(*place) {
                        *slot = cell;
                    }
                }
                result.rows.push(cells);
            }
        }
        self.write_results(&results)
    }
}

/// Rows for one declared table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// The table's name.
    pub table: String,
    /// The columns that the rows give, in their order.
    pub columns: Vec<String>,
    /// The rows, a cell per named column.
    pub rows: Vec<Vec<plumb_store::Cell>>,
}

fn refused(table: &str, reason: &str) -> CatalogError {
    CatalogError::Result { table: table.to_owned(), reason: reason.to_owned() }
}

fn text(name: &str, says: &str) -> ColumnDoc {
    ColumnDoc::text(name, says)
}

fn date(name: &str, says: &str) -> ColumnDoc {
    ColumnDoc::new(name, Storage::Text, "date", None, says)
}

fn whole(name: &str, says: &str) -> ColumnDoc {
    ColumnDoc::integer(name, None, says)
}

/// Minor units of the company's currency for money; otherwise the measure's whole units (millionths, minutes).
fn amount(name: &str, says: &str) -> ColumnDoc {
    ColumnDoc::new(
        name,
        Storage::Integer,
        "quantity",
        Some("minor units; millionths or minutes where no money"),
        says,
    )
}

fn real(name: &str, says: &str) -> ColumnDoc {
    ColumnDoc::real(name, says)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_table_and_column_is_explained_once() {
        let tables = computed();
        let names: BTreeSet<_> = tables.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names.len(), tables.len());
        for table in &tables {
            let columns: BTreeSet<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
            assert_eq!(columns.len(), table.columns.len(), "{}", table.name);
            assert!(table.columns.iter().all(|column| !column.says.is_empty()), "{}", table.name);
        }
    }
}
