//! A workbook that came back: which sheet it is, its rows, and what it was made from.

use std::collections::BTreeMap;

use plumb_facts::{GridCell, GridSheet, grid};

use super::cell::{Wrong, short};
use super::columns::columns;
use super::{BASE_MARK, BASE_SHEET, ID_HEADING, SheetKind};
use crate::EngineError;
use crate::review::ProblemView;

/// The most bytes that a workbook may have.
const BYTES_MAX: usize = 32 << 20;
/// Rows in which the headings are looked for.
const HEADER_ROWS: u32 = 30;

/// A workbook as it came back.
pub(super) struct Upload {
    pub(super) kind: SheetKind,
    /// The name of the sheet with the rows.
    pub(super) sheet: String,
    /// Per column of the kind: where it stands, if it does.
    pub(super) places: Vec<Option<u32>>,
    pub(super) rows: Vec<UploadRow>,
    /// Ids and cells, by field, of what the sheet was made from.
    pub(super) base: BTreeMap<String, BTreeMap<String, String>>,
    pub(super) notes: Vec<String>,
}

/// One row with at least one cell.
pub(super) struct UploadRow {
    /// From 0.
    pub(super) row: u32,
    pub(super) id: Option<String>,
    /// Per column of the kind.
    pub(super) cells: Vec<Option<GridCell>>,
}

/// One complaint.
pub(super) struct Complaint {
    pub(super) fact: String,
    pub(super) help: String,
}

impl Complaint {
    pub(super) fn new(fact: impl Into<String>, help: impl Into<String>) -> Self {
        Self { fact: fact.into(), help: help.into() }
    }

    /// About one cell of the sheet.
    pub(super) fn at(sheet: &str, cell: &str, (fact, help): Wrong) -> Self {
        Self { fact: format!("`{sheet}`, cell {cell}: {fact}"), help }
    }
}

/// Everything that is wrong with a workbook.
pub(super) fn refused(file: &str, complaints: &[Complaint]) -> EngineError {
    let problems: Vec<ProblemView> = complaints
        .iter()
        .map(|complaint| ProblemView {
            code: "sheet".to_owned(),
            severity: "error".to_owned(),
            message: complaint.fact.clone(),
            at: Vec::new(),
            help: Some(complaint.help.clone()),
        })
        .collect();
    let file = short(file);
    let says = match complaints {
        [only] => format!("nothing is taken from `{file}`: {}", only.fact),
        many => format!("nothing is taken from `{file}`: {} things are in the way", many.len()),
    };
    EngineError::Problems { says, problems }
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Upload, Complaint> {
    let again = "download the sheet anew, and change that one";
    if bytes.len() > BYTES_MAX {
        let fact =
            format!("{} MB are more than the {} that a sheet may have", bytes.len() >> 20, BYTES_MAX >> 20);
        return Err(Complaint::new(fact, again));
    }
    let sheets = grid(bytes).map_err(|why| Complaint::new(format!("it {why}"), "save it as .xlsx"))?;
    let base = sheets.iter().find(|sheet| sheet.name == BASE_SHEET);
    let base = base.filter(|sheet| text(sheet, 0, 0).as_deref() == Some(BASE_MARK)).ok_or_else(|| {
        Complaint::new(
            format!("its hidden sheet `{BASE_SHEET}`, which says what it was made from, is not there"),
            again,
        )
    })?;
    let kind = text(base, 0, 1).and_then(|word| SheetKind::parse(&word));
    let kind =
        kind.ok_or_else(|| Complaint::new("nobody can tell which part of the plan it shows", again))?;
    let visible = |sheet: &&GridSheet| sheet.name != BASE_SHEET;
    let named = sheets.iter().filter(visible).find(|sheet| sheet.name == kind.title());
    let header = |sheet: &GridSheet| {
        let found = sheet.cells.range((0, 0)..(HEADER_ROWS, 0)).find(|(_, cell)| is_text(cell, ID_HEADING));
        found.map(|(place, _)| *place)
    };
    let found = named
        .into_iter()
        .chain(sheets.iter().filter(visible))
        .find_map(|sheet| Some((sheet, header(sheet)?)));
    let Some((sheet, (header_row, id_column))) = found else {
        let fact = format!("no sheet has the hidden column `{ID_HEADING}`, by which rows are known again");
        return Err(Complaint::new(fact, again));
    };
    let mut notes = Vec::new();
    let (places, strange) = headings(sheet, header_row, kind);
    if !strange.is_empty() {
        notes.push(format!("columns that are not Plumb's are left out: `{}`", strange.join("`, `")));
    }
    let missing: Vec<&str> = columns(kind)
        .iter()
        .zip(&places)
        .filter_map(|(column, place)| place.is_none().then_some(column.heading))
        .collect();
    if !missing.is_empty() {
        notes.push(format!("columns that are not in the sheet stay as they are: `{}`", missing.join("`, `")));
    }
    let rows = rows(sheet, header_row, id_column, &places);
    Ok(Upload { kind, sheet: sheet.name.clone(), places, rows, base: made_from(base), notes })
}

/// Where each column stands, and the headings that are none of ours.
fn headings(sheet: &GridSheet, row: u32, kind: SheetKind) -> (Vec<Option<u32>>, Vec<String>) {
    let heads: Vec<(u32, &GridCell)> =
        sheet.cells.range((row, 0)..(row + 1, 0)).map(|((_, column), cell)| (*column, cell)).collect();
    let place =
        |heading: &str| heads.iter().find(|(_, cell)| is_text(cell, heading)).map(|(column, _)| *column);
    let places: Vec<Option<u32>> = columns(kind).iter().map(|column| place(column.heading)).collect();
    let is_strange =
        |(column, cell): &&(u32, &GridCell)| !places.contains(&Some(*column)) && !is_text(cell, ID_HEADING);
    let strange = heads.iter().filter(is_strange).map(|(_, cell)| short(&written(cell))).collect();
    (places, strange)
}

fn rows(sheet: &GridSheet, header: u32, id_column: u32, places: &[Option<u32>]) -> Vec<UploadRow> {
    let mut by_row: BTreeMap<u32, BTreeMap<u32, &GridCell>> = BTreeMap::new();
    for ((row, column), cell) in sheet.cells.range((header + 1, 0)..) {
        by_row.entry(*row).or_default().insert(*column, cell);
    }
    let mut rows = Vec::new();
    for (row, cells) in by_row {
        let own: Vec<Option<GridCell>> = places
            .iter()
            .map(|place| place.and_then(|place| cells.get(&place)).map(|cell| (*cell).clone()))
            .collect();
        if own.iter().any(Option::is_some) {
            let id = cells.get(&id_column).map(|cell| written(cell));
            rows.push(UploadRow { row, id, cells: own });
        }
    }
    rows
}

/// What the sheet was made from: the second row names fields, those below have an id and cells.
fn made_from(base: &GridSheet) -> BTreeMap<String, BTreeMap<String, String>> {
    let fields: BTreeMap<u32, String> =
        base.cells.range((1, 1)..(2, 0)).map(|((_, column), cell)| (*column, written(cell))).collect();
    let mut rows: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut ids: BTreeMap<u32, String> = BTreeMap::new();
    for ((row, column), cell) in base.cells.range((2, 0)..) {
        if *column == 0 {
            ids.insert(*row, written(cell));
            rows.entry(written(cell)).or_default();
        } else if let (Some(id), Some(field)) = (ids.get(row), fields.get(column)) {
            rows.entry(id.clone()).or_default().insert(field.clone(), written(cell));
        }
    }
    rows
}

fn text(sheet: &GridSheet, row: u32, column: u32) -> Option<String> {
    sheet.cells.get(&(row, column)).map(written)
}

fn written(cell: &GridCell) -> String {
    match cell {
        GridCell::Text(text) | GridCell::Number(text) | GridCell::Date(text) | GridCell::Error(text) => {
            text.trim().to_owned()
        }
        GridCell::Flag(flag) => flag.to_string(),
    }
}

fn is_text(cell: &GridCell, word: &str) -> bool {
    matches!(cell, GridCell::Text(text) if text.trim().eq_ignore_ascii_case(word))
}

/// The name of a cell, such as `F7`, of a row and a column from 0.
pub(super) fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    format!("{}{}", letters.iter().rev().collect::<String>(), u64::from(row) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        let names = [(0, 0), (6, 5), (9, 25), (0, 26), (0, 701), (0, 702)]
            .map(|(row, column)| cell_name(row, column));
        assert_eq!(names, ["A1", "F7", "Z10", "AA1", "ZZ1", "AAA1"]);
    }
}
