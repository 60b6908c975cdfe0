//! Files of a change, line by line.

use plumb_versions::{LineSign, diff, is_private};

use super::view::{FileView, LineDiff};
use crate::FileChange;

/// What comes and goes in a file.
pub(super) fn view(file: &FileChange) -> FileView {
    let empty = Vec::new();
    let (before, after) = (file.before.as_ref().unwrap_or(&empty), file.after.as_ref().unwrap_or(&empty));
    let column = |text: &[u8]| is_private(&file.path).then(|| person_column(text)).flatten();
    let (before_column, after_column) = (column(before), column(after));
    let lines = diff(before, after).into_iter().map(|line| {
        let text = String::from_utf8_lossy(&line.bytes).trim_end_matches(['\r', '\n']).to_owned();
        let (sign, column) = match line.sign {
            LineSign::Removed => ('-', before_column),
            LineSign::Added => ('+', after_column),
        };
        let person = column.and_then(|column| cells(&text).into_iter().nth(column));
        LineDiff { sign, line: line.line, text, person: person.filter(|person| !person.is_empty()) }
    });
    let lines: Vec<LineDiff> = lines.collect();
    let state = match (&file.before, &file.after) {
        (None, _) => "new",
        (_, None) => "gone",
        _ => "changed",
    };
    FileView {
        path: file.path.clone(),
        state: state.to_owned(),
        added: lines.iter().filter(|line| line.sign == '+').count(),
        removed: lines.iter().filter(|line| line.sign == '-').count(),
        lines,
    }
}

/// The column of a list that says whom a row is about.
fn person_column(text: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(text);
    let head = text.trim_start_matches('\u{feff}').lines().find(|line| !line.starts_with('#'))?;
    cells(head).iter().position(|cell| cell == "person")
}

/// The cells of one line of a list.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().into_iter().for_each(|cell| cell.push(other)),
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}
