//! `[source.NAME]`: which files, how they are written, what their columns are.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use encoding_rs::Encoding;
use plumb_units::NumberFormat;
use toml::de::DeValue;

use super::nodes::{Entry, Node, Reading};

/// One source of a mapping.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) at: Range<usize>,
    pub(crate) input: Input,
    pub(crate) encoding: &'static Encoding,
    pub(crate) delimiter: u8,
    /// The sheet of a workbook; without it, the first one.
    pub(crate) sheet: Option<String>,
    /// Whether every file is a workbook, whatever it is called.
    pub(crate) workbook: bool,
    /// Whether headers may be written with other capitals, and with other signs or none between words.
    pub(crate) loose: bool,
    pub(crate) null: Vec<String>,
    pub(crate) header: bool,
    pub(crate) skip_top: usize,
    pub(crate) footer: Vec<String>,
    pub(crate) numbers: NumberFormat,
    pub(crate) dates: Option<String>,
    /// In the order of the mapping.
    pub(crate) columns: Vec<Column>,
    pub(crate) required: BTreeSet<String>,
    /// Columns that a file may lack.
    pub(crate) optional: BTreeSet<String>,
    /// Whether the file itself may be absent.
    pub(crate) may_be_absent: bool,
    /// Whether a file may lack any column.
    pub(crate) may_lack_any: bool,
    /// Columns that only the selects name; all that is known of a file that is absent.
    pub(crate) only_read: Vec<String>,
}

/// Where a source's text comes from.
#[derive(Clone, Debug)]
pub(crate) enum Input {
    /// Files that match one of these patterns.
    Files(Vec<String>),
    /// Text in the mapping itself, which starts on this line of it.
    Inline { text: String, first_line: usize },
}

/// What is said about one column of a source.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: CellKind,
    pub(crate) format: Option<String>,
    pub(crate) values: BTreeMap<String, String>,
    pub(crate) aliases: Vec<String>,
}

impl Column {
    pub(crate) fn text(name: impl Into<String>) -> Self {
        let name = name.into();
        Self { name, kind: CellKind::Text, format: None, values: BTreeMap::new(), aliases: Vec::new() }
    }
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellKind {
    Text,
    Date,
    Instant,
    Amount,
    Fraction,
    Integer,
    Flag,
}

impl CellKind {
    const WORDS: [(&'static str, Self); 7] = [
        ("text", Self::Text),
        ("date", Self::Date),
        ("instant", Self::Instant),
        ("amount", Self::Amount),
        ("fraction", Self::Fraction),
        ("integer", Self::Integer),
        ("flag", Self::Flag),
    ];

    pub(crate) fn sql_type(self) -> &'static str {
        match self {
            Self::Text | Self::Date | Self::Instant => "text",
            Self::Amount | Self::Fraction | Self::Integer | Self::Flag => "integer",
        }
    }
}

const KEYS: [&str; 18] = [
    "file",
    "sheet",
    "text",
    "format",
    "header_spelling",
    "encoding",
    "delimiter",
    "null",
    "header",
    "skip_top",
    "footer",
    "columns",
    "dates",
    "numbers",
    "values",
    "aliases",
    "required",
    "optional",
];
const NUMBERS: [(&str, NumberFormat); 3] = [
    ("plain", NumberFormat::PLAIN),
    ("decimal point", NumberFormat::POINT),
    ("decimal comma", NumberFormat::COMMA),
];

impl Source {
    pub(crate) fn read(reading: &mut Reading<'_>, name: &str, at: Range<usize>, node: &Node<'_>) -> Self {
        let mut source = Self {
            name: name.to_owned(),
            at: at.clone(),
            input: Input::Files(Vec::new()),
            encoding: encoding_rs::UTF_8,
            delimiter: b',',
            sheet: None,
            workbook: false,
            loose: false,
            null: vec![String::new()],
            header: true,
            skip_top: 0,
            footer: Vec::new(),
            numbers: NumberFormat::PLAIN,
            dates: None,
            columns: Vec::new(),
            required: BTreeSet::new(),
            optional: BTreeSet::new(),
            may_be_absent: false,
            may_lack_any: false,
            only_read: Vec::new(),
        };
        let mut inputs = 0;
        for entry in reading.table(node, &format!("`source.{name}`")) {
            inputs += usize::from(matches!(entry.name, "file" | "text"));
            source.take(reading, &entry);
        }
        if inputs != 1 {
            let message = format!("source `{name}` needs either `file` or `text`");
            reading.error("no-input", at.clone(), message, "one of them says where its rows are");
        }
        if !source.header && source.columns.is_empty() {
            let message =
                format!("source `{name}` has no header, so `columns` must name its columns in order");
            reading.error("no-columns", at, message, "");
        }
        source
    }

    /// Whether a file is read as a workbook.
    pub(crate) fn is_workbook(&self, path: &str) -> bool {
        let ends = |end: &str| path.to_lowercase().ends_with(end);
        self.workbook || self.sheet.is_some() || ends(".xlsx") || ends(".xlsm")
    }

    /// The column that a header means; `None` where the mapping names none that is written so.
    pub(crate) fn meant(&self, header: &str) -> Option<&str> {
        let told = self.columns.iter().flat_map(|column| {
            std::iter::once(&column.name).chain(&column.aliases).map(|name| (name, &column.name))
        });
        let read = self.only_read.iter().chain(&self.optional).map(|name| (name, name));
        let exact = told.clone().find(|(name, _)| name.eq_ignore_ascii_case(header));
        let loosely = || {
            let header = bare(header);
            told.chain(read).find(|(name, _)| bare(name) == header && !header.is_empty())
        };
        let found = exact.or_else(|| if self.loose { loosely() } else { None });
        found.map(|(_, column)| column.as_str())
    }

    fn take(&mut self, reading: &mut Reading<'_>, entry: &Entry<'_>) {
        let node = entry.value;
        match entry.name {
            "file" => self.file(reading, node),
            "text" => self.inline(reading, node),
            "format" => {
                if let Some(format) = reading.text(node, "`format`").filter(|format| format != "csv") {
                    self.workbook = format == "xlsx";
                    if !self.workbook {
                        let message = format!("format `{format}` cannot be read");
                        reading.unknown("unknown-format", node.span(), message, &format, ["csv", "xlsx"]);
                    }
                }
            }
            "sheet" => self.sheet = reading.text(node, "`sheet`"),
            "header_spelling" => {
                if let Some(word) = reading.text(node, "`header_spelling`") {
                    self.loose = word == "loose";
                    if !["loose", "exact"].contains(&word.as_str()) {
                        let message = format!("headers are not spelt `{word}`");
                        let known = ["exact", "loose"];
                        reading.unknown("unknown-spelling", node.span(), message, &word, known);
                    }
                }
            }
            "encoding" => self.encoding(reading, node),
            "delimiter" => self.delimiter(reading, node),
            "null" => self.null = reading.texts(node, "`null`"),
            "header" => self.header = reading.flag(node, "`header`").unwrap_or(true),
            "skip_top" => self.skip_top = reading.count(node, "`skip_top`").unwrap_or(0),
            "footer" => self.footer = reading.texts(node, "`footer`"),
            "dates" => self.dates = date_format(reading, node),
            "numbers" => self.numbers(reading, node),
            "columns" => {
                for entry in reading.table(node, "`columns`") {
                    self.column(reading, &entry);
                }
            }
            "values" => {
                for entry in reading.table(node, "`values`") {
                    let values = reading.table(entry.value, "a value map");
                    let values = values.iter().filter_map(|value| {
                        Some((value.name.to_owned(), reading.written(value.value, "a value")?))
                    });
                    let values: Vec<_> = values.collect();
                    self.said(entry.name).values.extend(values);
                }
            }
            "aliases" => {
                for entry in reading.table(node, "`aliases`") {
                    let aliases = reading.texts(entry.value, "a list of aliases");
                    self.said(entry.name).aliases.extend(aliases);
                }
            }
            "required" => self.required.extend(reading.texts(node, "`required`")),
            "optional" => match node.get_ref() {
                DeValue::Boolean(optional) => self.may_be_absent = *optional,
                DeValue::String(word) if word == "all" => {
                    self.may_be_absent = true;
                    self.may_lack_any = true;
                }
                _ => self.optional.extend(reading.texts(node, "`optional`")),
            },
            other => {
                let message = format!("source `{}` has no setting `{other}`", self.name);
                reading.unknown("unknown-key", entry.at.clone(), message, other, KEYS);
            }
        }
    }

    fn file(&mut self, reading: &mut Reading<'_>, node: &Node<'_>) {
        let patterns = match node.get_ref() {
            DeValue::Array(_) => reading.texts(node, "`file`"),
            _ => reading.text(node, "`file`").into_iter().collect(),
        };
        for pattern in &patterns {
            if let Err(error) = glob::Pattern::new(pattern) {
                let message = format!("`{pattern}` is no file pattern");
                reading.error("bad-pattern", node.span(), message, error.msg);
            }
        }
        self.input = Input::Files(patterns);
    }

    fn inline(&mut self, reading: &mut Reading<'_>, node: &Node<'_>) {
        let Some(text) = reading.text(node, "`text`") else { return };
        let quoted = reading.source().get(node.span()).unwrap_or("");
        let opening = quoted.get(3..).filter(|_| quoted.starts_with("\"\"\"") || quoted.starts_with("'''"));
        let below = opening.is_some_and(|rest| rest.starts_with(['\n', '\r']));
        let first_line = reading.line(node.span().start) + usize::from(below);
        self.input = Input::Inline { text, first_line };
    }

    fn encoding(&mut self, reading: &mut Reading<'_>, node: &Node<'_>) {
        let Some(label) = reading.text(node, "`encoding`") else { return };
        let known = Encoding::for_label(label.replace("latin-", "latin").as_bytes());
        match known.filter(|encoding| *encoding != encoding_rs::REPLACEMENT) {
            Some(encoding) => self.encoding = encoding,
            None => {
                let message = format!("encoding `{label}` is not known");
                let known = ["utf-8", "latin-1", "windows-1252", "utf-16", "utf-16be", "iso-8859-15"];
                reading.unknown("unknown-encoding", node.span(), message, &label, known);
            }
        }
    }

    fn delimiter(&mut self, reading: &mut Reading<'_>, node: &Node<'_>) {
        let Some(text) = reading.text(node, "`delimiter`") else { return };
        match text.as_bytes() {
            [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => self.delimiter = *byte,
            _ => reading.error(
                "bad-delimiter",
                node.span(),
                format!("a delimiter is one ASCII character, not `{text}`"),
                "such as \",\", \";\" or \"\\t\"",
            ),
        }
    }

    fn numbers(&mut self, reading: &mut Reading<'_>, node: &Node<'_>) {
        let Some(word) = reading.text(node, "`numbers`") else { return };
        match NUMBERS.iter().find(|(known, _)| *known == word) {
            Some((_, format)) => self.numbers = *format,
            None => {
                let message = format!("numbers are not written `{word}`");
                reading.unknown(
                    "unknown-numbers",
                    node.span(),
                    message,
                    &word,
                    NUMBERS.map(|(known, _)| known),
                );
            }
        }
    }

    fn column(&mut self, reading: &mut Reading<'_>, entry: &Entry<'_>) {
        let what = format!("column `{}`", entry.name);
        let mut kind = None;
        let mut format = None;
        match entry.value.get_ref() {
            DeValue::Table(table) => {
                for part in super::nodes::entries(table) {
                    match part.name {
                        "type" => kind = Some(part.value),
                        "format" => format = date_format(reading, part.value),
                        other => {
                            let message = format!("{what} has no setting `{other}`");
                            reading.unknown(
                                "unknown-key",
                                part.at.clone(),
                                message,
                                other,
                                ["type", "format"],
                            );
                        }
                    }
                }
                if kind.is_none() {
                    reading.error("no-type", entry.at.clone(), format!("{what} needs a `type`"), "");
                }
            }
            _ => kind = Some(entry.value),
        }
        let Some(word) = kind.and_then(|node| reading.text(node, &what).map(|word| (node.span(), word)))
        else {
            return;
        };
        let (span, word) = word;
        let Some((_, kind)) = CellKind::WORDS.iter().find(|(known, _)| *known == word) else {
            let message = format!("{what} has no type `{word}`");
            reading.unknown("unknown-type", span, message, &word, CellKind::WORDS.map(|(known, _)| known));
            return;
        };
        let column = self.said(entry.name);
        column.kind = *kind;
        column.format = format;
    }

    /// What is said about a column; a text until its type is told.
    fn said(&mut self, name: &str) -> &mut Column {
        let index = match self.columns.iter().position(|column| column.name == name) {
            Some(index) => index,
            None => {
                self.columns.push(Column::text(name));
                self.columns.len() - 1
            }
        };
        &mut self.columns[index]
    }
}

/// The letters and digits of a name, small.
fn bare(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A date format such as `%d.%m.%Y`, checked by writing a date with it.
fn date_format(reading: &mut Reading<'_>, node: &Node<'_>) -> Option<String> {
    let format = reading.text(node, "a date format")?;
    let sample = jiff::civil::date(2026, 1, 31).at(9, 0, 0, 0);
    let utc = sample.to_zoned(jiff::tz::TimeZone::UTC).ok();
    let written = utc.and_then(|instant| jiff::fmt::strtime::format(&format, &instant).ok());
    if format.contains('%') && written.is_some() {
        return Some(format);
    }
    let message = format!("`{format}` is no date format");
    let span = reading.span(node.span());
    reading.push(
        plumb_diag::Problem::error("bad-date-format", message)
            .at(span, "")
            .help("write it like `%d.%m.%Y` or `%m/%d/%Y %H:%M`"),
    );
    None
}
