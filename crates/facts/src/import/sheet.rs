//! One sheet of a workbook as delimited text whose lines know their rows, within bounds that a hostile file cannot pass.

mod grid;

pub use grid::{GridCell, GridSheet, grid};

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxFormulaMetadata};

use crate::mapping::suggestion;

/// The most bytes that a workbook may come to when it is unpacked, and the most that a sheet may as text.
const BYTES_MAX: u64 = 512 << 20;
/// The most parts that a workbook may have.
const PARTS_MAX: usize = 20_000;
/// Rows and columns that a sheet has at most; a cell beyond them is no spreadsheet's.
const ROWS_MAX: u32 = 1 << 20;
const COLUMNS_MAX: u32 = 1 << 14;
/// The most bytes that one row may have as text: shared texts let a small file ask for many large ones.
const ROW_BYTES_MAX: usize = 16 << 20;
/// What decimal digits a spreadsheet keeps of a number.
const DIGITS: usize = 15;

/// How a sheet is written as text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout<'l> {
    /// Without a name, the first sheet.
    pub(crate) sheet: Option<&'l str>,
    /// Rows above the header.
    pub(crate) skip_top: usize,
    /// Cells that every row has at least.
    pub(crate) width: usize,
    pub(crate) delimiter: u8,
    pub(crate) decimal: char,
}

/// A sheet as text.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) text: String,
    /// Per line of the text: the row of the sheet, from 1.
    pub(crate) rows: Vec<u32>,
    /// Line of the text and place in the row of cells that hold an error, such as `#N/A`, or a formula without its
    /// result; with why they cannot be read.
    pub(crate) errors: BTreeMap<(usize, usize), &'static str>,
}

/// Reads a sheet; the error is what to tell of the file.
pub(crate) fn read(bytes: &[u8], layout: &Layout<'_>) -> Result<Sheet, String> {
    bounded(bytes)?;
    // The reader of workbooks is not ours: what it does not foresee costs this file and not the whole run.
    let outcome = catch_unwind(AssertUnwindSafe(|| rendered(bytes, layout)));
    outcome.unwrap_or_else(|_| Err("is no workbook that can be read".to_owned()))
}

/// Refuses an archive that unpacks to more than is sensible, without keeping any of it.
fn bounded(bytes: &[u8]) -> Result<(), String> {
    let refused = |_| "is no workbook; save it as .xlsx, or export it as CSV".to_owned();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(refused)?;
    if archive.len() > PARTS_MAX {
        return Err(format!("has {} parts, and {PARTS_MAX} are the most", archive.len()));
    }
    let mut left = BYTES_MAX;
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(|_| "has a part that cannot be unpacked".to_owned())?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|_| "has a part that cannot be unpacked".to_owned())?;
        left = left
            .checked_sub(read)
            .ok_or_else(|| format!("unpacks to more than {} MB; export the sheet as CSV", BYTES_MAX >> 20))?;
    }
    Ok(())
}

fn rendered(bytes: &[u8], layout: &Layout<'_>) -> Result<Sheet, String> {
    let unread = |error: calamine::XlsxError| format!("is no workbook that can be read: {error}");
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(unread)?;
    let names = book.sheet_names();
    let name = match layout.sheet {
        None => names.first().cloned().ok_or("has no sheet")?,
        Some(wanted) => {
            names.iter().find(|name| name.eq_ignore_ascii_case(wanted)).cloned().ok_or_else(|| {
                let near = suggestion(wanted, names.iter().map(String::as_str));
                format!("has no sheet `{wanted}`{near}")
            })?
        }
    };
    let mut writing = Writing { sheet: Sheet { name, ..Sheet::default() }, layout, width: layout.width };
    let mut cells = book.worksheet_cells_reader(&writing.sheet.name).map_err(unread)?;
    let mut row = BTreeMap::new();
    let (mut at, mut bytes) = (0, 0);
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(unread)? {
        let (next, column) = cell.pos;
        if next >= ROWS_MAX || column >= COLUMNS_MAX {
            return Err(format!(
                "has a cell in row {} and column {}, and a sheet has {ROWS_MAX} rows and {COLUMNS_MAX} columns at most",
                u64::from(next) + 1,
                u64::from(column) + 1
            ));
        }
        if next != at {
            writing.row(at, &row)?;
            row.clear();
            (at, bytes) = (next, 0);
        }
        let value = match (&cell.value, &cell.formula) {
            (DataRef::Empty, Some(formula)) => Some((formula_text(formula), Some(NO_RESULT))),
            (value, _) => self::value(value, layout.decimal),
        };
        if let Some(value) = value {
            bytes += value.0.len();
            if bytes > ROW_BYTES_MAX {
                return Err(format!(
                    "has more than {} MB of text in row {}; export the sheet as CSV",
                    ROW_BYTES_MAX >> 20,
                    next + 1
                ));
            }
            row.insert(usize::try_from(column).unwrap_or(usize::MAX), value);
        }
    }
    writing.row(at, &row)?;
    Ok(writing.sheet)
}

/// A cell's text, and why it cannot be read, if so.
type Value = (String, Option<&'static str>);

const ERROR: &str = "is an error of the sheet";
const NO_RESULT: &str = "a formula without its result; open and save the workbook in a spreadsheet program";

struct Writing<'l> {
    sheet: Sheet,
    layout: &'l Layout<'l>,
    /// Cells that every row has at least: those of the header, once it is written.
    width: usize,
}

impl Writing<'_> {
    /// Writes one row, from 0; empty ones and those above the header are left out.
    fn row(&mut self, at: u32, cells: &BTreeMap<usize, Value>) -> Result<(), String> {
        let Some(last) = cells.keys().next_back() else { return Ok(()) };
        if usize::try_from(at).unwrap_or(usize::MAX) < self.layout.skip_top {
            return Ok(());
        }
        self.width = self.width.max(if self.sheet.rows.is_empty() { last + 1 } else { 0 });
        let line = self.sheet.rows.len() + 1;
        let before = self.sheet.text.len();
        let delimiter = char::from(self.layout.delimiter);
        for place in 0..self.width.max(last + 1) {
            if place > 0 {
                self.sheet.text.push(delimiter);
            }
            let Some((text, unreadable)) = cells.get(&place) else { continue };
            if let Some(reason) = unreadable {
                self.sheet.errors.insert((line, place), reason);
            }
            if text.contains([delimiter, '"', '\n', '\r']) {
                self.sheet.text.push_str(&format!("\"{}\"", text.replace('"', "\"\"")));
            } else {
                self.sheet.text.push_str(text);
            }
        }
        if self.sheet.text.len() as u64 > BYTES_MAX {
            return Err(format!("comes to more than {} MB as text; export it as CSV", BYTES_MAX >> 20));
        }
        let written = self.sheet.text.get(before..).unwrap_or("");
        let lines = written.replace("\r\n", "\n").matches(['\n', '\r']).count() + 1;
        self.sheet.text.push('\n');
        self.sheet.rows.extend(std::iter::repeat_n(at.saturating_add(1), lines));
        Ok(())
    }
}

/// What a cell shows; `None` where it is empty.
fn value(cell: &DataRef<'_>, decimal: char) -> Option<Value> {
    let text = match cell {
        DataRef::Empty => return None,
        DataRef::Error(error) => return Some((error.to_string(), Some(ERROR))),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if !number.is_finite() => return Some(("#NUM!".to_owned(), Some(ERROR))),
        DataRef::Float(number) => shown(*number).replace('.', &decimal.to_string()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => (if *flag { "true" } else { "false" }).to_owned(),
        DataRef::DateTime(moment) => moment_text(moment),
    };
    (!text.is_empty()).then_some((text, None))
}

/// A formula as a spreadsheet shows it; of one that follows another cell's, only that it is one.
fn formula_text(formula: &XlsxFormulaMetadata) -> String {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            format!("={formula}")
        }
        _ => "=".to_owned(),
    }
}

/// A number as a spreadsheet shows it, with at most fifteen digits: what is beyond them is an error of its binary form.
fn shown(number: f64) -> String {
    let shortest = number.to_string();
    let digits = shortest.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    if digits <= DIGITS {
        return shortest;
    }
    let rounded = format!("{number:.*e}", DIGITS - 1).parse::<f64>();
    rounded.map_or(shortest, |rounded| rounded.to_string())
}

/// A day, a day and a time, or a span of time.
fn moment_text(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return shown(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date}T{hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_a_spreadsheet_shows_them() {
        for (number, text) in [
            (12.3, "12.3"),
            (0.1 + 0.2, "0.3"),
            (1_234_567_890.12, "1234567890.12"),
            (-80.5, "-80.5"),
            (0.000_001, "0.000001"),
            (71.0, "71"),
            (123_456_789_012_345_680.0, "123456789012346000"),
        ] {
            assert_eq!(shown(number), text);
        }
    }
}
