//! A part of the plan as a table of text.

use plumb_engine::{SheetView, TableView};

/// A sheet as a table: its headings and rows; what nobody filled in is absent.
pub fn sheet(view: &SheetView) -> TableView {
    let cell = |text: &String| if text.is_empty() { serde_json::Value::Null } else { text.as_str().into() };
    TableView {
        columns: view.columns.iter().map(|column| column.heading.clone()).collect(),
        rows: view.rows.iter().map(|row| row.cells.iter().map(cell).collect()).collect(),
        notes: Vec::new(),
    }
}
