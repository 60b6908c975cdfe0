//! What an import did.

use plumb_engine::{ImportView, TableView};

use crate::cells::{clean, cut};
use crate::figures::{count, grouped};
use crate::paper::Paper;
use crate::problems::problems;
use crate::table::aligned;

/// Rejected rows that are shown; all of them stand in the file.
const REJECTS_MAX: usize = 10;

/// Files and rows read, what became of them per table, and the first rows that could not be read, with their reasons.
pub fn import(view: &ImportView, paper: Paper) -> String {
    let mut out = problems(&view.problems, paper);
    if !out.is_empty() {
        out.push('\n');
    }
    let would = if view.dry_run { " (dry run: nothing is written)" } else { "" };
    let head = format!("{}, export of {}{would}", clean(&view.mapping), clean(&view.exported_at));
    out += &format!("{}\n", paper.heading(&head));
    for source in &view.sources {
        let read = grouped(&source.read.to_string());
        let rejected = if source.rejected > 0 {
            format!(", {} rejected", grouped(&source.rejected.to_string()))
        } else {
            String::new()
        };
        out += &format!(
            "  {}: {read} rows from {}{rejected}\n",
            clean(&source.source),
            count(source.files, "file", "files")
        );
    }
    out.push('\n');
    let table = TableView {
        columns: ["table", "new", "changed", "same", "older", "deleted", "rejected"]
            .map(str::to_owned)
            .to_vec(),
        rows: view
            .tables
            .iter()
            .map(|table| {
                let numbers =
                    [table.new, table.changed, table.same, table.older, table.deleted, table.rejected];
                [table.table.clone().into()].into_iter().chain(numbers.map(serde_json::Value::from)).collect()
            })
            .collect(),
        notes: Vec::new(),
    };
    out += &aligned(&table, paper);
    out += &stayed(view);
    if view.rejected > 0 {
        out += &rejects(view, paper);
    }
    out
}

/// What stays although these files do not have it, because some of their rows could not be read.
fn stayed(view: &ImportView) -> String {
    let mut out = String::new();
    for table in &view.tables {
        let name = clean(&table.table);
        let rows = |number: u64| match number {
            1 => "1 row".to_owned(),
            many => format!("{} rows", grouped(&many.to_string())),
        };
        if table.kept > 0 {
            out += &format!(
                "  {} of {name} not in this export stay: rows of the sources could not be read\n",
                rows(table.kept)
            );
        }
        if table.held > 0 {
            out += &format!(
                "  {} of {name} keep values that are not in this export: rows of joined sources could not be read\n",
                rows(table.held)
            );
        }
    }
    out
}

fn rejects(view: &ImportView, paper: Paper) -> String {
    let rows = if view.rejected == 1 { "row" } else { "rows" };
    let head = format!("{} {rows} could not be read", grouped(&view.rejected.to_string()));
    let mut out = format!("\n{}\n", paper.heading(&head));
    for reject in view.rejects.iter().take(REJECTS_MAX) {
        let column = reject.column.map_or_else(String::new, |column| format!(":{column}"));
        let field = reject.field.as_ref().map_or_else(String::new, |field| format!(" `{}`", clean(field)));
        let value = reject.value.as_ref().map_or_else(String::new, |value| format!(" ({})", cut(value, 40)));
        out += &format!(
            "  {}:{}{column}{field}: {}{value}\n",
            clean(&reject.file),
            reject.line,
            clean(&reject.reason)
        );
    }
    let shown = view.rejects.len().min(REJECTS_MAX);
    let more = view.rejected.saturating_sub(shown as u64);
    if more > 0 {
        out += &format!("  and {} more\n", grouped(&more.to_string()));
    }
    if let Some(file) = &view.reject_file {
        out += &format!("  all of them: {}\n", clean(file));
    }
    out
}
