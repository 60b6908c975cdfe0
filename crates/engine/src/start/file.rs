//! A file of answers: TOML with a table for each question.

use std::collections::BTreeMap;

use plumb_diag::{FileId, Files, Problem, Span, nearest};
use plumb_units::{Date, parse_date};
use toml::de::{DeTable, DeValue};

use super::asked;
use super::form::joined;
use super::kept::{Entry, State};

/// The most bytes that a file of answers may have.
const BYTES_MAX: usize = 1 << 20;

/// What a file says to one question, with its places.
pub(super) struct Given {
    pub(super) entry: Entry,
    pub(super) span: Span,
    places: BTreeMap<String, Span>,
}

impl Given {
    /// Where a field stands.
    pub(super) fn place(&self, field: &str) -> Option<Span> {
        self.places.get(field).copied()
    }
}

type Found = BTreeMap<&'static str, Given>;

/// Reads a file of answers: by question, and everything that is wrong with it.
pub(super) fn read(
    files: &mut Files,
    path: &str,
    bytes: &[u8],
    by: Option<&str>,
    on: Date,
) -> (Found, Vec<Problem>) {
    let mut reading = Reading::of(
        files,
        path,
        bytes,
        Entry {
            state: State::Answered,
            by: by.unwrap_or_default().trim().to_owned(),
            on: Some(on),
            values: BTreeMap::new(),
        },
    );
    reading.read();
    (reading.found, reading.problems)
}

/// Reads `answers.toml`, where nobody and no day stands in for what is not said.
pub(super) fn read_kept(files: &mut Files, path: &str, bytes: &[u8]) -> (Found, Vec<Problem>) {
    let nobody = Entry { state: State::Answered, by: String::new(), on: None, values: BTreeMap::new() };
    let mut reading = Reading::of(files, path, bytes, nobody);
    reading.read();
    (reading.found, reading.problems)
}

struct Reading {
    text: String,
    file: FileId,
    default: Entry,
    found: Found,
    problems: Vec<Problem>,
}

impl Reading {
    fn of(files: &mut Files, path: &str, bytes: &[u8], default: Entry) -> Self {
        let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(BYTES_MAX)).unwrap_or_default());
        let text = text.into_owned();
        let file = files.add(path, text.clone());
        let mut problems = Vec::new();
        if bytes.len() > BYTES_MAX {
            let message =
                format!("the file has {} bytes, and answers need no more than {BYTES_MAX}", bytes.len());
            problems.push(Problem::error("answers-file", message).help("is it the right file?"));
        }
        Self { text, file, default, found: Found::new(), problems }
    }

    fn read(&mut self) {
        if !self.problems.is_empty() {
            return;
        }
        let text = self.text.clone();
        let (root, errors) = DeTable::parse_recoverable(&text);
        for error in &errors {
            let span = self.span(error.span().unwrap_or(0..0));
            let message = format!("this is not TOML: {}", error.message());
            let help = "write `[mandate]` and its values below, as `docs/start.md` shows";
            self.problems.push(Problem::error("syntax", message).at(span, "").help(help));
        }
        if !errors.is_empty() {
            return;
        }
        for (word, value) in root.get_ref() {
            let name = word.get_ref().as_ref();
            match (name, value.get_ref()) {
                ("by", DeValue::String(by)) => self.default.by = by.trim().to_owned(),
                ("on", day) => match day_of(day) {
                    Some(day) => self.default.on = Some(day),
                    None => self.not_a_day(value.span()),
                },
                _ => {}
            }
        }
        for (word, value) in root.get_ref() {
            let name = word.get_ref().as_ref();
            if ["by", "on"].contains(&name) {
                continue;
            }
            match (asked::ALL.iter().find(|question| question.id == name), value.get_ref()) {
                (Some(question), DeValue::Table(table)) => self.question(question.id, table, word.span()),
                (Some(_), _) => {
                    let span = self.span(value.span());
                    let help = format!("write `[{name}]` and its values below");
                    self.problems.push(
                        Problem::error("answers-file", format!("`{name}` is a table"))
                            .at(span, "")
                            .help(help),
                    );
                }
                (None, _) => self.unknown(name, word.span()),
            }
        }
    }

    fn unknown(&mut self, name: &str, span: std::ops::Range<usize>) {
        let ids = asked::ALL.iter().map(|question| question.id);
        let help = match nearest(name, ids.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the questions are `{}`", ids.collect::<Vec<_>>().join("`, `")),
        };
        let span = self.span(span);
        let message = format!("no question is called `{}`", name.chars().take(60).collect::<String>());
        self.problems.push(Problem::error("answers-file", message).at(span, "").help(help));
    }

    fn question(&mut self, id: &'static str, table: &DeTable<'_>, span: std::ops::Range<usize>) {
        let mut given = Given { entry: self.default.clone(), span: self.span(span), places: BTreeMap::new() };
        for (word, value) in table {
            let place = self.span(value.span());
            match (word.get_ref().as_ref(), value.get_ref()) {
                ("by", DeValue::String(by)) => given.entry.by = by.trim().to_owned(),
                ("on", day) => match day_of(day) {
                    Some(day) => given.entry.on = Some(day),
                    None => self.not_a_day(value.span()),
                },
                ("skipped", DeValue::Boolean(skipped)) => {
                    if *skipped {
                        given.entry.state = State::Skipped;
                    }
                }
                ("sent", DeValue::String(to)) => given.entry.state = State::Sent(to.to_string()),
                ("answered", DeValue::Boolean(_)) => {}
                (name, value) => self.field(&mut given, name.to_owned(), value, place),
            }
        }
        self.found.insert(id, given);
    }

    /// A field: text, a list of texts, a list of rows, or a table of fields.
    fn field(&mut self, given: &mut Given, name: String, value: &DeValue<'_>, place: Span) {
        if let DeValue::Table(table) = value {
            for (word, value) in table {
                let place = self.span(value.span());
                self.field(given, format!("{name}.{}", word.get_ref()), value.get_ref(), place);
            }
            return;
        }
        let text = match value {
            DeValue::Array(items) => {
                let mut lines = Vec::new();
                for item in items {
                    match (item.get_ref(), scalar(item.get_ref())) {
                        (DeValue::Table(row), _) => match self.row(&name, row) {
                            Some(row) => lines.push(row),
                            None => return,
                        },
                        (_, Some(text)) => lines.push(text),
                        _ => {
                            let span = self.span(item.span());
                            let message = format!("`{name}` holds a list within a list");
                            self.problems.push(
                                Problem::error("answers-file", message)
                                    .at(span, "")
                                    .help("write texts or rows"),
                            );
                        }
                    }
                }
                Some(lines.join("\n"))
            }
            value => scalar(value),
        };
        given.places.insert(name.clone(), place);
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            given.entry.values.insert(name, text.trim().to_owned());
        }
    }

    /// A row with named cells, as a line in the order of the question's columns.
    fn row(&mut self, name: &str, row: &DeTable<'_>) -> Option<String> {
        let columns = asked::columns(name)?;
        let mut cells = vec![String::new(); columns.len()];
        for (word, value) in row {
            let column = word.get_ref().as_ref();
            let place = columns.iter().position(|known| *known == column);
            match (place.and_then(|place| cells.get_mut(place)), scalar(value.get_ref())) {
                (Some(cell), Some(text)) => *cell = text,
                _ => {
                    let help = match nearest(column, columns.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("its columns are `{}`", columns.join("`, `")),
                    };
                    let span = self.span(word.span());
                    let message = format!("a row of `{name}` has no column `{column}`");
                    self.problems.push(Problem::error("answers-file", message).at(span, "").help(help));
                }
            }
        }
        Some(joined(cells.iter().map(String::as_str)))
    }

    fn not_a_day(&mut self, span: std::ops::Range<usize>) {
        let span = self.span(span);
        let message = "`on` is the day on which it was told";
        let help = "write year, month and day, such as `2026-01-31`";
        self.problems.push(Problem::error("answers-file", message).at(span, "").help(help));
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span { file: self.file, start: range.start, end: range.end }
    }
}

fn day_of(value: &DeValue<'_>) -> Option<Date> {
    match value {
        DeValue::String(text) => parse_date(text),
        DeValue::Datetime(day) => parse_date(&day.to_string()),
        _ => None,
    }
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    Some(match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(day) => day.to_string(),
        DeValue::Array(_) | DeValue::Table(_) => return None,
    })
}
