//! All sheets of a workbook, cell by cell, with what each cell is.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx};

use super::{BYTES_MAX, COLUMNS_MAX, ROWS_MAX, bounded, moment_text, shown};

/// The most cells that all sheets may have together.
const CELLS_MAX: usize = 2_000_000;

/// One sheet of a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridSheet {
    /// Its name.
    pub name: String,
    /// Cells that hold something, by row and column from 0.
    pub cells: BTreeMap<(u32, u32), GridCell>,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GridCell {
    /// Text, as typed.
    Text(String),
    /// A number, in decimal digits with a point.
    Number(String),
    /// A day, `2026-01-31`, with its time behind a `T` where it has one.
    Date(String),
    /// A truth.
    Flag(bool),
    /// An error of the spreadsheet, or a formula without its result.
    Error(String),
}

/// Reads all sheets of a workbook, hidden ones too, in their order.
///
/// # Errors
/// What to tell of the file: it is no workbook, or more than is sensible.
pub fn grid(bytes: &[u8]) -> Result<Vec<GridSheet>, String> {
    bounded(bytes)?;
    let outcome = catch_unwind(AssertUnwindSafe(|| sheets(bytes)));
    outcome.unwrap_or_else(|_| Err("is no workbook that can be read".to_owned()))
}

fn sheets(bytes: &[u8]) -> Result<Vec<GridSheet>, String> {
    let unread = |error: calamine::XlsxError| format!("is no workbook that can be read: {error}");
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(unread)?;
    let mut sheets = Vec::new();
    let (mut count, mut length) = (0, 0_u64);
    for name in book.sheet_names() {
        let mut cells = BTreeMap::new();
        // A chart has a sheet of its own, and no cells.
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
        while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(unread)? {
            let (row, column) = cell.pos;
            if row >= ROWS_MAX || column >= COLUMNS_MAX {
                return Err(format!(
                    "has a cell in row {} and column {}",
                    u64::from(row) + 1,
                    u64::from(column) + 1
                ));
            }
            let value = match &cell.value {
                DataRef::Empty if cell.formula.is_some() => {
                    GridCell::Error("a formula without its result".to_owned())
                }
                DataRef::Empty => continue,
                DataRef::Error(error) => GridCell::Error(error.to_string()),
                DataRef::Int(number) => GridCell::Number(number.to_string()),
                DataRef::Float(number) if !number.is_finite() => GridCell::Error("#NUM!".to_owned()),
                DataRef::Float(number) => GridCell::Number(shown(*number)),
                DataRef::String(text) | DataRef::DurationIso(text) => GridCell::Text(text.clone()),
                DataRef::DateTimeIso(text) => GridCell::Date(text.clone()),
                DataRef::SharedString(text) => GridCell::Text((*text).to_owned()),
                DataRef::Bool(flag) => GridCell::Flag(*flag),
                DataRef::DateTime(moment) if moment.is_duration() => GridCell::Number(shown(moment.as_f64())),
                DataRef::DateTime(moment) => GridCell::Date(moment_text(moment)),
            };
            count += 1;
            length += match &value {
                GridCell::Text(text) => text.len() as u64,
                _ => 8,
            };
            if count > CELLS_MAX || length > BYTES_MAX {
                return Err(format!("has more than {CELLS_MAX} cells, or {} MB of text", BYTES_MAX >> 20));
            }
            if !matches!(&value, GridCell::Text(text) if text.trim().is_empty()) {
                cells.insert((row, column), value);
            }
        }
        sheets.push(GridSheet { name, cells });
    }
    Ok(sheets)
}
