//! A pay plan as a letter.

use plumb_engine::LetterView;

use super::words::plan;
use crate::aloud::day;
use crate::cells::{clean, hanging, wrap};
use crate::paper::Paper;

/// Columns of a letter, however wide the paper is: longer lines are hard to read.
const COLUMNS_MAX: usize = 88;

/// The letter: each part below its heading, and by which hash it is accepted.
pub fn letter(view: &LetterView, paper: Paper) -> String {
    let columns = paper.columns().min(COLUMNS_MAX);
    let to = view.name.as_ref().or(view.person.as_ref());
    let title = match to {
        Some(name) => format!("How {} is paid", clean(name)),
        None => "How pay is worked out".to_owned(),
    };
    let mut out = format!("{}\n{}\n", paper.heading(&title), paper.quiet(&plan(&view.plan)));
    for part in &view.parts {
        out.push('\n');
        if !part.heading.is_empty() {
            out += &format!("{}\n", paper.heading(&clean(&part.heading)));
        }
        for sentence in &part.sentences {
            out += &hanging("  ", sentence, columns);
        }
        out += &table(&part.head, &part.rows);
    }
    let sent = view.sent_on.as_ref().map(|on| format!("sent on {}", day(on)));
    let accepted = match (&view.accepted_on, &view.sent_on) {
        (Some(on), _) => Some(format!("accepted on {}", day(on))),
        (None, Some(_)) => Some("not accepted yet".to_owned()),
        (None, None) => None,
    };
    let foot = [sent, accepted, Some(format!("text {}", clean(view.hash.get(..12).unwrap_or(&view.hash))))];
    let foot = foot.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    out.push('\n');
    for line in wrap(&foot, columns) {
        out += &format!("{}\n", paper.quiet(&line));
    }
    out
}

/// A table in columns as wide as their longest cell.
fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let cell = |row: &[String], place: usize| {
        row.get(place).map(|cell| clean(cell).into_owned()).unwrap_or_default()
    };
    let width = |place: usize| {
        let all = std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
        all.map(|row| cell(row, place).chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |row: &[String]| {
        let cells = widths.iter().enumerate().map(|(place, width)| format!("{:<width$}", cell(row, place)));
        format!("  {}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    if head.is_empty() {
        return String::new();
    }
    std::iter::once(head).chain(rows.iter().map(Vec::as_slice)).map(line).collect()
}
