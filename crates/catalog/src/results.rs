//! Tables that a review computes, written beside those it was computed from.

use plumb_store::Cell;

use crate::tables::TableDoc;

/// One table of results.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultTable {
    /// Name, meaning and columns.
    pub table: TableDoc,
    /// Rows, each with a cell per column, in the order in which they are written.
    pub rows: Vec<Vec<Cell>>,
}

impl ResultTable {
    /// What keeps it from being written; `taken` are the names that the catalogue has.
    pub(crate) fn fault(&self, taken: &[String]) -> Option<String> {
        let plain = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if !plain(&self.table.name) {
            return Some("needs a name of small letters, digits and underscores".to_owned());
        }
        if taken.contains(&self.table.name) {
            return Some("has the name of a table that is there already".to_owned());
        }
        if let Some(column) = self.table.columns.iter().find(|column| !plain(&column.name)) {
            return Some(format!(
                "has a column `{}`; use small letters, digits and underscores",
                column.name
            ));
        }
        if self.table.columns.is_empty() {
            return Some("has no columns".to_owned());
        }
        let width = self.table.columns.len();
        let odd = (1..).zip(&self.rows).find(|(_, row)| row.len() != width);
        odd.map(|(number, row)| format!("has {} cells for {width} columns in row {number}", row.len()))
    }
}
