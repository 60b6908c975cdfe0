//! The queries that make anchored tables: subjects that facts and signed mandates require, whatever the plan says.

use plumb_store::{Store, StoreError};

use crate::CatalogError;
use crate::sql_text::{made_by, statements};
use crate::tables::{ColumnDoc, Storage, TableDoc};

const FILE: &str = "anchors.sql";
const QUERIES: &str = include_str!("../queries/anchors.sql");

/// Runs them, in their order.
pub(crate) fn run(store: &Store) -> Result<(), CatalogError> {
    for (index, statement) in statements(QUERIES).into_iter().enumerate() {
        store.connection().execute_batch(statement).map_err(|error| CatalogError::Anchor {
            file: FILE,
            number: index + 1,
            source: error.into(),
        })?;
    }
    Ok(())
}

/// The tables that they make, in that order, with what the comment above each tells.
pub(crate) fn documented(store: &Store) -> Result<Vec<TableDoc>, StoreError> {
    let mut tables = Vec::new();
    for (name, says) in statements(QUERIES).into_iter().filter_map(made_by) {
        let listed =
            store.query("select name, type from pragma_table_info(:name)", &[("name", name.into())])?;
        let columns = listed.rows.iter().filter_map(|row| {
            let [column, kind] = row.as_slice() else { return None };
            let storage = Storage::parse(kind.text().unwrap_or_default());
            Some(ColumnDoc::new(column.text()?, storage, storage.sql(), None, ""))
        });
        tables.push(TableDoc::new(name, says, columns.collect()));
    }
    Ok(tables)
}
