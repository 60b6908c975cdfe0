//! The fact tables as temporary views under their own names, with plan ids where their keys resolve.

mod history;

use std::fmt::Write;

use plumb_facts::{COMMON_COLUMNS, ColumnKind, FactColumn, FactTable};
use plumb_plan::schema::{self, Type};
use plumb_store::{Store, StoreError};

use crate::plan_tables::table_name;
use crate::tables::{ColumnDoc, Storage, TableDoc, quoted};

/// The name under which `plumb.db` is attached.
pub(crate) const FACTS: &str = "facts";

/// Makes the views. Without facts they are empty, with the same columns.
pub(crate) fn make(store: &Store, attached: bool) -> Result<(), StoreError> {
    let mut sql = String::new();
    for table in FactTable::all() {
        let name = quoted(table.name);
        let mut selected: Vec<String> = Vec::new();
        for common in COMMON_COLUMNS {
            selected.push(if attached { format!("f.{common}") } else { format!("null as {common}") });
        }
        if let Some(kind) = itself(table) {
            selected.push(format!("{} as id", resolved(kind, "key", attached)));
        }
        for column in table.columns {
            let name = quoted(column.name);
            let plain = if attached { format!("f.{name}") } else { format!("null as {name}") };
            match column.refers {
                None => selected.push(plain),
                Some(kind) => {
                    selected.push(format!("{} as {name}", resolved(kind, column.name, attached)));
                    let key = if attached { format!("f.{name}") } else { "null".to_owned() };
                    selected.push(format!("{key} as {}", quoted(&key_column(column))));
                }
            }
        }
        let from = if attached { format!("from {FACTS}.{name} as f") } else { "where 0".to_owned() };
        let more = match table.name {
            "opportunity_changes" if attached && history::is_kept(store)? => history::UNION,
            _ => "",
        };
        let _ = writeln!(sql, "create temp view {name} as select {} {from}{more};", selected.join(", "));
    }
    sql.push_str(if attached { history::CHANGES } else { history::NO_CHANGES });
    Ok(store.connection().execute_batch(&sql)?)
}

/// The plan id that a key resolves to. A scalar subquery, so that it costs nothing where the column is not used, and
/// SQLite still folds the view into the query around it.
fn resolved(kind: &str, column: &str, attached: bool) -> String {
    if !attached {
        return "null".to_owned();
    }
    let column = quoted(column);
    if has_keys(kind) {
        format!(
            "(select k.id from main.plan_keys as k where k.kind = '{kind}' and k.source = f.source and k.key = f.{column})"
        )
    } else {
        format!("(select p.id from main.{} as p where p.id = f.{column})", table_name(kind))
    }
}

/// Whether other systems may call the kind something else; if not, facts name it by its id.
fn has_keys(kind: &str) -> bool {
    schema::kind(kind).is_none_or(|kind| kind.fields.iter().any(|field| matches!(field.ty, Type::Keys)))
}

/// The kind of plan entry that the rows of a table are.
fn itself(table: &FactTable) -> Option<&'static str> {
    match table.name {
        "people" => Some("person"),
        "accounts" => Some("account"),
        "campaigns" => Some("campaign"),
        _ => None,
    }
}

/// The column that keeps a source's key verbatim.
pub(crate) fn key_column(column: &FactColumn) -> String {
    format!("{}_key", column.name)
}

/// The views, documented.
pub(crate) fn documented() -> Vec<TableDoc> {
    let tables = FactTable::all().map(|table| {
        let mut columns = vec![
            ColumnDoc::text("source", "the system it comes from"),
            ColumnDoc::text("key", "its key there; with `source` unique"),
            ColumnDoc::new(
                "exported_at",
                Storage::Text,
                "date",
                None,
                "date of the newest export that held it",
            ),
            ColumnDoc::text("at", "where it comes from: `table/source/key`"),
        ];
        if let Some(kind) = itself(table) {
            columns.push(ColumnDoc::text(
                "id",
                format!("id of the {kind} in the plan; empty where no entry has the key"),
            ));
        }
        for column in table.columns {
            columns.extend(of(column));
        }
        TableDoc::new(table.name, table.says, columns)
    });
    tables.chain([history::documented()]).collect()
}

fn of(column: &FactColumn) -> Vec<ColumnDoc> {
    let storage = if column.kind.sql_type() == "integer" { Storage::Integer } else { Storage::Text };
    let own = |name: &str, says: String| ColumnDoc::new(name, storage, column.kind.word(), column.unit, says);
    match column.refers {
        None => {
            let words = match column.kind {
                ColumnKind::Choice(words) => format!(": `{}`", words.join("`, `")),
                _ => String::new(),
            };
            vec![own(column.name, format!("{}{words}", column.says))]
        }
        Some(kind) => vec![
            own(
                column.name,
                format!("{}: id of the {kind} in the plan; empty where no entry has the key", column.says),
            ),
            own(&key_column(column), format!("{}: key in the source, verbatim", column.says)),
        ],
    }
}
