//! Pay as text for a terminal, and as files for payroll and finance.

use plumb_engine::{
    DiffView, ExplainView, LetterView, PayCheckView, PayFileView, RunView, StatementView,
};

use crate::Paper;

fn plain<View: serde::Serialize>(view: &View) -> String {
    crate::json(view).unwrap_or_default()
}

/// A statement.
pub fn statement(view: &StatementView, _: Paper) -> String {
    plain(view)
}

/// A run.
pub fn run(view: &RunView, _: Paper) -> String {
    plain(view)
}

/// Where a line comes from.
pub fn explain(view: &ExplainView, _: Paper) -> String {
    plain(view)
}

/// Why pay differs.
pub fn diff(view: &DiffView, _: Paper) -> String {
    plain(view)
}

/// What checks found.
pub fn check(view: &PayCheckView, _: Paper) -> String {
    plain(view)
}

/// A letter.
pub fn letter(view: &LetterView, _: Paper) -> String {
    plain(view)
}

/// A file as CSV.
pub fn file(view: &PayFileView) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |cells: &Vec<String>| cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n";
    std::iter::once(&view.columns).chain(&view.rows).map(line).collect()
}
