//! A list that somebody drops: a CSV in whatever dialect a spreadsheet saves, or a workbook.

use std::io::Read as _;
use std::path::Path;

use plumb_facts::{GridCell, GridSheet, grid};

/// Rows of a sheet among which the names of its columns are looked for.
const HEADER_ROWS: usize = 40;

/// The most bytes that a list may have.
const BYTES_MAX: u64 = 8 * 1024 * 1024;

/// A list with named columns.
pub(super) struct TableFile {
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<TableRow>,
}

/// A row of it.
#[derive(Clone)]
pub(super) struct TableRow {
    /// The line on which it begins, from 1.
    pub(super) line: usize,
    pub(super) cells: Vec<String>,
}

impl TableFile {
    /// The first column whose name is one of these words, or begins with one.
    pub(super) fn column(&self, words: &[&str]) -> Option<usize> {
        let names: Vec<String> = self.header.iter().map(|name| name.trim().to_lowercase()).collect();
        let exact = words.iter().find_map(|word| names.iter().position(|name| name == word));
        exact.or_else(|| words.iter().find_map(|word| names.iter().position(|name| name.starts_with(word))))
    }
}

/// Reads a list: the first line of a CSV that is no comment names the columns; in a workbook the first row, of any sheet, that
/// has a column for each of the wanted ones does.
pub(super) fn read(path: &Path, wanted: &[&[&str]]) -> Result<TableFile, (String, String)> {
    let shown = path.display();
    let file = std::fs::File::open(path);
    let file =
        file.map_err(|why| (format!("`{shown}` cannot be read: {why}"), "check the path".to_owned()))?;
    let mut bytes = Vec::new();
    let read = file.take(BYTES_MAX + 1).read_to_end(&mut bytes);
    read.map_err(|why| (format!("`{shown}` cannot be read: {why}"), "name a file".to_owned()))?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err((
            format!("`{shown}` has more than {BYTES_MAX} bytes"),
            "is it the right file?".to_owned(),
        ));
    }
    if bytes.starts_with(b"PK") {
        let sheets = grid(&bytes).map_err(|why| (format!("`{shown}` {why}"), "save it as CSV".to_owned()))?;
        return Ok(workbook(&sheets, wanted));
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(parse(text.trim_start_matches('\u{feff}')))
}

/// The list in a workbook; without a row that names all wanted columns, its first row.
fn workbook(sheets: &[GridSheet], wanted: &[&[&str]]) -> TableFile {
    let all: Vec<Vec<TableRow>> = sheets.iter().map(rows_of).collect();
    for rows in &all {
        for (place, row) in rows.iter().enumerate().take(HEADER_ROWS) {
            let list = TableFile { header: row.cells.clone(), rows: Vec::new() };
            let mut places: Vec<usize> = wanted.iter().filter_map(|words| list.column(words)).collect();
            places.dedup();
            if places.len() == wanted.len() {
                return TableFile { rows: rows.iter().skip(place + 1).cloned().collect(), ..list };
            }
        }
    }
    let mut rows = all.into_iter().find(|rows| !rows.is_empty()).unwrap_or_default().into_iter();
    TableFile { header: rows.next().map(|row| row.cells).unwrap_or_default(), rows: rows.collect() }
}

/// The rows of a sheet that hold something.
fn rows_of(sheet: &GridSheet) -> Vec<TableRow> {
    let mut rows: Vec<TableRow> = Vec::new();
    for ((row, column), cell) in &sheet.cells {
        let (line, column) = (*row as usize + 1, *column as usize);
        if rows.last().is_none_or(|last| last.line != line) {
            rows.push(TableRow { line, cells: Vec::new() });
        }
        let text = match cell {
            GridCell::Text(text) | GridCell::Number(text) => text.clone(),
            GridCell::Date(day) => day.split('T').next().unwrap_or_default().to_owned(),
            GridCell::Flag(flag) => flag.to_string(),
            GridCell::Error(error) => error.clone(),
        };
        if let Some(last) = rows.last_mut() {
            last.cells.resize(last.cells.len().max(column + 1), String::new());
            if let Some(place) = last.cells.get_mut(column) {
                *place = text;
            }
        }
    }
    rows
}

fn parse(text: &str) -> TableFile {
    let head =
        text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    let most = [';', '\t', ','].into_iter().max_by_key(|mark| head.matches(*mark).count());
    let delimiter = most.unwrap_or(',');
    let (mut rows, mut row, mut cell): (Vec<TableRow>, Vec<String>, String) = Default::default();
    let (mut line, mut began, mut quoted, mut comment) = (1, 1, false, false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\n' {
            line += 1;
        }
        if comment {
            comment = character != '\n';
            began = line;
            continue;
        }
        match character {
            '#' if !quoted && row.is_empty() && cell.is_empty() => comment = true,
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(TableRow { line: began, cells: std::mem::take(&mut row) });
                began = line;
            }
            mark if mark == delimiter && !quoted => row.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(TableRow { line: began, cells: row });
    }
    rows.retain(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
    let header = if rows.is_empty() { Vec::new() } else { rows.remove(0).cells };
    TableFile { header, rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lists_of_spreadsheets_are_read_in_their_dialects() {
        for text in [
            "Name,Quota\n\"Blum, Ana\",\"1,200\"\n",
            "# x\nName;Quota\r\nBlum, Ana;1,200\r\n",
            "Name\tQuota\nBlum, Ana\t1,200",
        ] {
            let list = parse(text);
            assert_eq!(
                (list.column(&["name"]), list.column(&["amount", "quota"])),
                (Some(0), Some(1)),
                "{text}"
            );
            assert_eq!(list.rows[0].cells, ["Blum, Ana", "1,200"], "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>()) {
            parse(&text);
        }
    }
}
