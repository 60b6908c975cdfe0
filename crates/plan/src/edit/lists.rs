//! Edits of one CSV list: all of them are gathered, then written into the text at once.

use std::collections::{BTreeMap, BTreeSet};

use plumb_diag::Files;

use super::tables::{is_source, line_end, one_line};
use crate::csv_text::{self, Record};
use crate::entries::kind_of_list;
use crate::source::span_in;

/// A list with what is to become of it.
pub(super) struct ListEdit {
    text: String,
    header: Vec<String>,
    /// The place behind the header's last column.
    header_end: usize,
    rows: Vec<Record>,
    delimiter: char,
    cells: BTreeMap<(usize, usize), String>,
    new_columns: Vec<String>,
    removed: BTreeSet<usize>,
    added: Vec<BTreeMap<usize, String>>,
    /// The text after a change of the comment above all rows.
    said: Option<Option<String>>,
}

/// Why a row cannot be edited.
pub(super) enum RowFailure {
    Absent,
    /// Several rows are meant.
    Many(usize),
    /// A quote in it is not closed.
    Cut,
}

impl ListEdit {
    pub(super) fn of(path: &str, text: &str) -> Self {
        let mut files = Files::default();
        let file = files.add(path, text);
        let csv = csv_text::read(&files, file, &mut Vec::new());
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let header_end =
            csv.header.last().map_or(span_in(&files, file, start..start).end, |cell| cell.span.end);
        Self {
            text: text.to_owned(),
            header: csv.header.iter().map(|cell| cell.text.trim().to_owned()).collect(),
            header_end,
            rows: csv.rows,
            delimiter: csv.delimiter,
            cells: BTreeMap::new(),
            new_columns: Vec::new(),
            removed: BTreeSet::new(),
            added: Vec::new(),
            said: None,
        }
    }

    /// Whether it holds rows of this kind.
    pub(super) fn is_of(path: &str, kind: &str) -> bool {
        path.strip_prefix("plan/").and_then(kind_of_list).is_some_and(|of| of.name == kind)
    }

    /// The row that starts at a byte.
    pub(super) fn row_at(&self, start: usize) -> Result<usize, RowFailure> {
        let row =
            self.rows.iter().position(|row| row.cells.first().is_some_and(|cell| cell.span.start == start));
        self.whole(row.ok_or(RowFailure::Absent)?)
    }

    /// The one row whose columns hold these words.
    pub(super) fn row_of(&self, words: &[(&str, &str)]) -> Result<usize, RowFailure> {
        let holds = |row: &Record| {
            words.iter().all(|(name, word)| {
                let column = self.header.iter().position(|column| column == name);
                column.and_then(|column| row.cells.get(column)).map_or("", |cell| cell.text.trim()) == *word
            })
        };
        let mut found = (0..self.rows.len()).filter(|index| self.rows.get(*index).is_some_and(holds));
        let first = found.next().ok_or(RowFailure::Absent)?;
        match found.count() {
            0 => self.whole(first),
            more => Err(RowFailure::Many(more + 1)),
        }
    }

    fn whole(&self, row: usize) -> Result<usize, RowFailure> {
        if self.rows.get(row).is_some_and(|row| row.is_cut) { Err(RowFailure::Cut) } else { Ok(row) }
    }

    /// Sets a cell; the column is added where it is not there and something is to stand in it.
    pub(super) fn set(&mut self, row: usize, column: &str, value: &str) {
        let known = self.header.iter().chain(&self.new_columns).position(|name| name == column);
        let Some(column) = known.or_else(|| (!value.is_empty()).then(|| self.column(column))) else { return };
        let cell = self.rows.get(row).and_then(|row| row.cells.get(column));
        if cell.map_or("", |cell| cell.text.trim()) == value.trim() {
            self.cells.remove(&(row, column));
        } else {
            self.cells.insert((row, column), value.to_owned());
        }
    }

    pub(super) fn remove(&mut self, row: usize) {
        self.removed.insert(row);
    }

    pub(super) fn add(&mut self, fields: &[(String, String)]) {
        let row = fields.iter().filter(|(_, value)| !value.is_empty());
        let row = row.map(|(name, value)| (self.column(name), value.clone())).collect();
        self.added.push(row);
    }

    /// Replaces the comment that tells where the whole list is from.
    pub(super) fn say(&mut self, says: Option<&str>) {
        self.said = Some(says.map(one_line));
    }

    fn column(&mut self, name: &str) -> usize {
        let known = self.header.iter().chain(&self.new_columns).position(|column| column == name);
        known.unwrap_or_else(|| {
            self.new_columns.push(name.to_owned());
            self.header.len() + self.new_columns.len() - 1
        })
    }

    /// The new text.
    pub(super) fn written(&self) -> String {
        let mut splices: Vec<(std::ops::Range<usize>, String)> = Vec::new();
        let width = self.header.len() + self.new_columns.len();
        if !self.new_columns.is_empty() {
            let names: Vec<String> = self.new_columns.iter().map(|name| self.cell(name, false)).collect();
            let glue = self.delimiter.to_string();
            let first = if self.header.is_empty() { "" } else { glue.as_str() };
            let line = if self.header.is_empty() && !self.text.trim_start_matches('\u{feff}').is_empty() {
                line_end(&self.text, 0)
            } else {
                ""
            };
            splices.push((self.header_end..self.header_end, format!("{first}{}{line}", names.join(&glue))));
        }
        for (index, row) in self.rows.iter().enumerate() {
            let (Some(first), Some(last)) = (row.cells.first(), row.cells.last()) else { continue };
            if self.removed.contains(&index) {
                let after = self.text.get(last.span.end..).unwrap_or("");
                let end = after.find('\n').map_or(self.text.len(), |length| last.span.end + length + 1);
                splices.push((first.span.start..end, String::new()));
                continue;
            }
            let changes: BTreeMap<usize, &String> = self
                .cells
                .range((index, 0)..(index + 1, 0))
                .map(|((_, column), value)| (*column, value))
                .collect();
            for (column, value) in &changes {
                let Some(cell) = row.cells.get(*column) else { continue };
                let raw = self.text.get(cell.span.start..cell.span.end).unwrap_or("");
                let quotes = raw.starts_with('"') || (*column == 0 && value.trim_start().starts_with('#'));
                splices.push((cell.span.start..cell.span.end, self.cell(value, quotes)));
            }
            let grows =
                !self.new_columns.is_empty() || changes.keys().any(|column| *column >= row.cells.len());
            if grows && row.cells.len() < width {
                let last_change = changes.keys().next_back().copied().unwrap_or(0);
                let until = if self.new_columns.is_empty() { last_change + 1 } else { width };
                let cells: String = (row.cells.len()..until)
                    .map(|column| {
                        let value =
                            changes.get(&column).map_or(String::new(), |value| self.cell(value, false));
                        format!("{}{value}", self.delimiter)
                    })
                    .collect();
                splices.push((last.span.end..last.span.end, cells));
            }
        }
        splices.extend(self.comment());
        splices.sort_by_key(|(range, _)| (range.start, range.end));
        let mut text = self.text.clone();
        for (range, new) in splices.iter().rev() {
            text.replace_range(range.clone(), new);
        }
        let end = line_end(&self.text, self.text.len());
        for row in &self.added {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push_str(end);
            }
            let cells: Vec<String> = (0..width)
                .map(|column| {
                    let value = row.get(&column).map_or("", String::as_str);
                    self.cell(value, column == 0 && value.trim_start().starts_with('#'))
                })
                .collect();
            text.push_str(&cells.join(&self.delimiter.to_string()));
            text.push_str(end);
        }
        text
    }

    /// The change of the comment above all rows.
    fn comment(&self) -> Option<(std::ops::Range<usize>, String)> {
        let says = self.said.as_ref()?;
        let top = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let first_row =
            self.rows.first().and_then(|row| row.cells.first()).map_or(self.text.len(), |c| c.span.start);
        let mut at = top;
        for line in self.text.get(top..first_row)?.split_inclusive('\n') {
            if line.starts_with('#') && is_source(line) {
                let length = line.trim_end_matches(['\r', '\n']).len();
                return Some(match says {
                    Some(says) => (at..at + length, format!("# {says}")),
                    None => (at..at + line.len(), String::new()),
                });
            }
            at += line.len();
        }
        says.as_ref().map(|says| (top..top, format!("# {says}{}", line_end(&self.text, 0))))
    }

    fn cell(&self, text: &str, quotes: bool) -> String {
        let plain = text.trim() == text && !text.contains(['"', '\n', '\r', self.delimiter]);
        if plain && !quotes { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
    }
}
