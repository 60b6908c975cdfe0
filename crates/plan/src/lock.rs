//! `plan.lock`: the mandates as they were signed.
//!
//! The lock is TOML with one `[[mandate]]` per signing. `sha256` is the hash of the entry's canonical text: the lines
//! of the entry as [`sign`] writes them, from `id` to `signed_on` and, once ended, `ended_on`, each ended by a newline,
//! after a first line `plumb mandate 1`. A mandate stays in the lock when it ends.

mod change;
mod verify;

pub use change::{end, sign};
pub use verify::verify;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use plumb_diag::{FileId, Files, Problem, Severity, Span};
use plumb_units::{Calendar, Date, Id, Quantity, Rate};
use sha2::{Digest, Sha256};
use toml::de::DeValue;

use crate::context::Context;
use crate::schema::{Field, Type, field};
use crate::value::{Data, Row, Value};
use crate::{fill, toml_text};

/// The signed mandates of a plan.
#[derive(Clone, Debug, Default)]
pub struct Lock {
    /// All entries, in the order of the file; ended ones too.
    pub mandates: Vec<Mandate>,
    /// The file, if there is one.
    file: Option<FileId>,
    /// Whether the file could be read without errors, so that it may be rewritten.
    readable: bool,
    places: BTreeMap<String, Span>,
}

/// One objective as it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// The objective's id.
    pub id: Id,
    /// The objective in words.
    pub says: Option<String>,
    /// The measure's id.
    pub measure: String,
    /// The unit's id.
    pub unit: String,
    /// Which way is better: `up`, `down` or `keep`.
    pub direction: Option<String>,
    /// Level of the year before the first.
    pub baseline: Option<Quantity>,
    /// Day from which it counts.
    pub start: Option<Date>,
    /// Level of the year in which it is due.
    pub target: Option<Quantity>,
    /// Growth a year, compounding on the baseline.
    pub growth: Option<Rate>,
    /// Targets of single periods, by the period's name.
    pub levels: Vec<(String, Quantity)>,
    /// Weight among the objectives of its unit.
    pub weight: Option<Rate>,
    /// Whether it is the mandate whose money the review follows.
    pub headline: bool,
    /// Day on which it is due.
    pub date: Date,
    /// Id of the person who answers for it.
    pub owner: Option<String>,
    /// Who signed.
    pub signed_by: String,
    /// Day of the signing.
    pub signed_on: Date,
    /// Hash of the canonical text, 64 hex digits.
    pub sha256: String,
    /// Who ended it and when; `None` while it stands.
    pub ended: Option<(String, Date)>,
    /// The header of its entry in the lock.
    pub span: Span,
    lines: Lines,
}

const FIELDS: &[Field] = &[
    field("id", Type::Text, "id of the objective").required(),
    field("says", Type::Text, "the objective in words"),
    field("measure", Type::Text, "id of the measure").required(),
    field("unit", Type::Text, "id of the unit").required(),
    field("direction", Type::Choice(&["up", "down", "keep"]), "which way is better"),
    field("baseline", Type::Quantity, "level of the year before the first").signed(),
    field("start", Type::Date, "day from which it counts"),
    field("target", Type::Quantity, "level of the year in which it is due").signed(),
    field("growth", Type::Rate, "growth a year, compounding on the baseline").signed(),
    field("level", Type::Rows(LEVEL), "targets of single periods"),
    field("weight", Type::Rate, "weight among the objectives of its unit"),
    field("headline", Type::Flag, "whether it is the mandate whose money the review follows"),
    field("date", Type::Date, "day on which it is due").required(),
    field("owner", Type::Text, "id of the person who answers for it"),
    field("signed_by", Type::Text, "who signed").required(),
    field("signed_on", Type::Date, "day of the signing").required(),
    field("ended_by", Type::Text, "who ended it"),
    field("ended_on", Type::Date, "day on which it was ended"),
    field("sha256", Type::Text, "hash of the lines above").required(),
];

const NOT_OF_OBJECTIVE: &[&str] = &["id", "signed_by", "signed_on", "ended_by", "ended_on", "sha256"];

const LEVEL: &[Field] = &[
    field("period", Type::Text, "name of the period").required(),
    field("target", Type::Quantity, "level of the period").required().signed(),
];

impl Lock {
    /// The mandates that stand, in the order of the file.
    pub fn live(&self) -> impl Iterator<Item = &Mandate> {
        self.mandates.iter().filter(|mandate| mandate.ended.is_none())
    }

    /// The standing mandate of this id.
    pub fn mandate(&self, id: &str) -> Option<&Mandate> {
        self.live().find(|mandate| mandate.id.as_str() == id)
    }

    pub(crate) fn places(&self, places: &mut BTreeMap<String, Span>) {
        places.extend(self.places.iter().map(|(path, span)| (path.clone(), *span)));
    }
}

/// Reads the lock; entries that cannot be read are reported and left out.
pub(crate) fn read(files: &Files, file: FileId, problems: &mut Vec<Problem>) -> Lock {
    let mut found = Vec::new();
    let text = toml_text::read(files, file, &mut found);
    let calendar = Calendar::weeks(Date::ZERO);
    let mut cx = Context::new(files, calendar, found);
    let mut lock = Lock { file: Some(file), ..Lock::default() };
    for (word, value) in &text.root {
        match (word.get_ref().as_ref(), value.get_ref()) {
            ("mandate", DeValue::Array(list)) => {
                for row in fill::rows(&mut cx, file, list, FIELDS, "plan.lock", "mandate") {
                    lock.mandates.extend(Mandate::of_row(&mut cx, &row));
                    lock.place(&row);
                }
            }
            _ => {
                let span = cx.span(file, word.span());
                let problem = Problem::error("unknown-field", "the lock holds nothing but `[[mandate]]`");
                cx.report(problem.at(span, "").help("remove this; the lock is written by `plumb lock`"));
            }
        }
    }
    lock.readable = !cx.problems.iter().any(|problem| problem.severity == Severity::Error);
    problems.append(&mut cx.problems);
    lock
}

impl Lock {
    /// A mandate that stands takes the path before one that has ended.
    fn place(&mut self, row: &Row) {
        let Some(id) = row.text("id") else { return };
        let path = format!("plan.lock/{id}");
        if row.value("ended_on").is_some() && self.places.contains_key(&path) {
            return;
        }
        for (name, value) in &row.fields {
            self.places.insert(format!("{path}/{name}"), value.span);
        }
        self.places.insert(path, row.span);
    }
}

impl Mandate {
    fn of_row(cx: &mut Context<'_>, row: &Row) -> Option<Self> {
        let text = |field: &str| row.text(field).map(str::to_owned);
        let id = row.text("id")?;
        let Ok(id) = Id::parse(id) else {
            let problem = Problem::error("illegal-id", "a mandate of the lock has no legal id");
            cx.report(
                problem.at(row.place("id"), "").help("the lock is written by `plumb lock`; sign again"),
            );
            return None;
        };
        let ended = row.text("ended_by").map(str::to_owned).zip(row.date("ended_on"));
        if ended.is_none() && (row.value("ended_by").is_some() || row.value("ended_on").is_some()) {
            let problem = Problem::error("lock-edited", format!("the mandate `{id}` is ended by half"));
            cx.report(problem.at(row.span, "").help("an end has `ended_by` and `ended_on`"));
        }
        let level = |row: &Row| Some((row.text("period")?.to_owned(), row.quantity("target")?));
        Some(Self {
            id,
            says: text("says"),
            measure: text("measure")?,
            unit: text("unit")?,
            direction: row.choice("direction").map(str::to_owned),
            baseline: row.quantity("baseline"),
            start: row.date("start"),
            target: row.quantity("target"),
            growth: row.rate("growth"),
            levels: row.rows("level").iter().filter_map(level).collect(),
            weight: row.rate("weight"),
            headline: row.flag("headline").unwrap_or(false),
            date: row.date("date")?,
            owner: text("owner"),
            signed_by: text("signed_by")?,
            signed_on: row.date("signed_on")?,
            sha256: text("sha256")?,
            ended,
            span: row.span,
            lines: lines(row.text("id")?, &row.fields),
        })
    }

    /// All lines that are hashed.
    fn canonical(&self) -> String {
        let mut text = canonical(&self.lines, &self.signed_by, self.signed_on);
        if let Some((by, on)) = &self.ended {
            let _ = writeln!(text, "ended_by = {}\nended_on = {}", quoted(by), quoted(&on.to_string()));
        }
        text
    }
}

type Lines = Vec<(&'static str, String)>;

/// What is signed of an objective: field and value as TOML, in the order of the file.
fn lines(id: &str, fields: &BTreeMap<&'static str, Value>) -> Lines {
    let mut lines = vec![("id", quoted(id))];
    for field in FIELDS.iter().filter(|field| !NOT_OF_OBJECTIVE.contains(&field.name)) {
        let text = match fields.get(field.name).map(|value| &value.data) {
            Some(Data::Text(text)) => quoted(text),
            Some(Data::Choice(word)) => quoted(word),
            Some(Data::Reference(id)) => quoted(id.as_str()),
            Some(Data::Quantity(quantity)) => quoted(&quantity.to_string()),
            Some(Data::Rate(rate)) => quoted(&rate.to_string()),
            Some(Data::Date(date)) => quoted(&date.to_string()),
            Some(Data::Flag(true)) => "true".to_owned(),
            Some(Data::Rows(rows)) if !rows.is_empty() => {
                format!("[{}]", rows.iter().map(level_line).collect::<Vec<_>>().join(", "))
            }
            _ => continue,
        };
        lines.push((field.name, text));
    }
    lines
}

fn level_line(row: &Row) -> String {
    let period = row.period("period").map(|period| period.name.as_str()).or_else(|| row.text("period"));
    let target = row.quantity("target").map(|target| target.to_string()).unwrap_or_default();
    format!("{{ period = {}, target = {} }}", quoted(period.unwrap_or_default()), quoted(&target))
}

fn canonical(lines: &Lines, by: &str, on: Date) -> String {
    let mut text = String::new();
    for (name, value) in lines {
        let _ = writeln!(text, "{name} = {value}");
    }
    let _ = writeln!(text, "signed_by = {}", quoted(by));
    let _ = writeln!(text, "signed_on = {}", quoted(&on.to_string()));
    text
}

fn hash(canonical: &str) -> String {
    let digest = Sha256::digest(format!("plumb mandate 1\n{canonical}"));
    digest.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The entry as it stands in the lock.
fn entry(canonical: &str) -> String {
    format!("[[mandate]]\n{canonical}sha256 = \"{}\"\n", hash(canonical))
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
