//! The front matter of a rule page, checked field by field.

use std::collections::BTreeMap;

use plumb_diag::{FileId, Files, Problem, Severity, Span, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::strand::Touch;
use crate::threshold::Threshold;

/// What stands between the two `+++` of a page.
#[derive(Clone, Debug)]
pub struct Front {
    /// How much a gap of this rule weighs.
    pub severity: Severity,
    /// The strand it belongs to.
    pub touch: Touch,
    /// The one driver of growth that it acts on.
    pub driver: String,
    /// How large its effect may be at full magnitude.
    pub prior: Option<Prior>,
    /// What closes it.
    pub fix: Fix,
    /// The anchored table of required subjects.
    pub subjects: String,
    /// The profile predicate that makes it not applicable, when facts confirm it.
    pub na_when: Option<String>,
    /// The figure that must reach a threshold for the result to count.
    pub min_n: Option<MinimumN>,
    /// Who must close its gaps.
    pub concerns: Concerns,
    /// Whether groups under five are rolled up into the next larger node.
    pub rolls_up: bool,
    /// The figure that says how large a group is, where it is not its sellers, and the threshold it must reach.
    pub group: Option<MinimumN>,
    /// Its code in the field's catalogue of rules.
    pub origin: Option<String>,
    /// Thresholds by name.
    pub thresholds: BTreeMap<String, Threshold>,
}

/// Who must close a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concerns {
    /// Whoever the gap is about.
    Everyone,
    /// Those who lead: what they owe stands before what their people owe.
    Leaders,
}

impl Concerns {
    /// The word: `everyone` or `leaders`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Leaders => "leaders",
        }
    }

    /// What a word names.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Everyone, Self::Leaders].into_iter().find(|concerns| concerns.word() == word)
    }
}

/// The relative effect on the driver of closing a gap of magnitude 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prior {
    /// Tenth percentile, in millionths.
    pub low: i64,
    /// Median, in millionths.
    pub mid: i64,
    /// Ninetieth percentile, in millionths.
    pub high: i64,
    /// Grade of the source: `A`, `B`, `C` or `X`.
    pub grade: char,
    /// The source.
    pub source: String,
    /// Whether the figures themselves, and not only the mechanism, were measured in the field by the source.
    pub anchored: bool,
}

/// What closes a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What to do.
    pub says: String,
    /// Working time, as text with its unit.
    pub effort: Option<String>,
    /// When it shows, such as `day 45`.
    pub effect: Option<String>,
}

/// `column >= threshold`: fewer leave the result open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinimumN {
    /// The figure of the query.
    pub column: String,
    /// The threshold it must reach.
    pub threshold: String,
}

const FIELDS: [&str; 12] = [
    "severity",
    "strand",
    "driver",
    "prior",
    "fix",
    "concerns",
    "subjects",
    "na_when",
    "min_n",
    "rolls_up",
    "origin",
    "threshold",
];

/// Reads front matter; `offset` is where it starts in the page.
pub(crate) fn read(
    files: &Files,
    file: FileId,
    range: std::ops::Range<usize>,
) -> (Option<Front>, Vec<Problem>) {
    let text = files.text(file).get(range.clone()).unwrap_or("");
    let mut reader = Reader { files, file, offset: range.start, problems: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let problem = Problem::error("page-syntax", error.message().to_lowercase()).at(reader.span(span), "");
        reader.problems.push(problem);
    }
    let front = reader.front(table.get_ref());
    (front.filter(|_| reader.problems.is_empty()), reader.problems)
}

struct Reader<'a> {
    files: &'a Files,
    file: FileId,
    offset: usize,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let span = Span { file: self.file, start: self.offset + range.start, end: self.offset + range.end };
        self.files.snapped(span)
    }

    fn complain(&mut self, range: std::ops::Range<usize>, message: String, help: &str) {
        let problem = Problem::error("page-front-matter", message).at(self.span(range), "").help(help);
        self.problems.push(problem);
    }

    fn front(&mut self, table: &DeTable<'_>) -> Option<Front> {
        for key in table.keys() {
            let name = key.get_ref().as_ref();
            if !FIELDS.contains(&name) {
                let help = nearest(name, FIELDS).map_or_else(
                    || format!("known are {}", FIELDS.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                self.complain(key.span(), format!("`{name}` is not a field of a rule page"), &help);
            }
        }
        let severity = self.word(table, "severity", Severity::parse, "`error`, `warning` or `note`");
        let strands = Touch::words().collect::<Vec<_>>().join(", ");
        let touch = self.word(table, "strand", Touch::parse, &strands);
        let driver = self.word(
            table,
            "driver",
            |word| plumb_plan::schema::DRIVERS.contains(&word).then(|| word.to_owned()),
            &plumb_plan::schema::DRIVERS.join(", "),
        );
        let subjects = self.word(
            table,
            "subjects",
            |word| (!word.is_empty()).then(|| word.to_owned()),
            "the name of an anchored table",
        );
        let prior = table.get("prior").and_then(|value| self.prior(value));
        let fix = self.fix(table);
        let thresholds = self.thresholds(table);
        let concerns = match table.get("concerns") {
            Some(_) => self.word(table, "concerns", Concerns::parse, "`everyone`, `leaders`"),
            None => Some(Concerns::Everyone),
        };
        let group = self.counted(table, "rolls_up", "answers >= min_answers");
        Some(Front {
            severity: severity?,
            touch: touch?,
            driver: driver?,
            prior,
            fix: fix?,
            subjects: subjects?,
            na_when: self.text(table, "na_when"),
            concerns: concerns?,
            min_n: self.counted(table, "min_n", "deals >= min_deals"),
            rolls_up: group.is_some()
                || table.get("rolls_up").and_then(|value| value.get_ref().as_bool()).unwrap_or(false),
            group,
            origin: self.text(table, "origin"),
            thresholds,
        })
    }

    fn text(&mut self, table: &DeTable<'_>, name: &str) -> Option<String> {
        let value = table.get(name)?;
        if let Some(text) = value.get_ref().as_str() {
            return Some(text.to_owned());
        }
        self.complain(value.span(), format!("`{name}` is not a text"), "write it in quotes");
        None
    }

    fn word<T>(
        &mut self,
        table: &DeTable<'_>,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
        known: &str,
    ) -> Option<T> {
        let Some(value) = table.get(name) else {
            let start = 0..0;
            self.complain(
                start,
                format!("the page does not say its `{name}`"),
                &format!("write one of: {known}"),
            );
            return None;
        };
        let text = self.text(table, name)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            self.complain(
                value.span(),
                format!("`{text}` is no `{name}`"),
                &format!("write one of: {known}"),
            );
        }
        parsed
    }

    fn prior(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Prior> {
        let Some(table) = value.get_ref().as_table() else {
            self.complain(
                value.span(),
                "`prior` is not a table".into(),
                "write { low = \"1 %\", mid = \"3 %\", high = \"6 %\", grade = \"A\", source = \"…\" }",
            );
            return None;
        };
        let rate = |reader: &mut Self, name: &str| {
            let text = reader.text(table, name);
            let rate = text.as_deref().and_then(|text| plumb_units::Rate::parse(text).ok());
            if rate.is_none() {
                reader.complain(
                    value.span(),
                    format!("`prior.{name}` is not a percentage"),
                    "write one such as \"3 %\"",
                );
            }
            rate.map(plumb_units::Rate::millionths)
        };
        let (low, mid, high) = (rate(self, "low"), rate(self, "mid"), rate(self, "high"));
        let grade = self
            .text(table, "grade")
            .and_then(|text| text.chars().next())
            .filter(|grade| "ABCX".contains(*grade));
        if grade.is_none() {
            self.complain(value.span(), "`prior.grade` is missing".into(), "write A, B, C or X");
        }
        let source = self.text(table, "source").unwrap_or_default();
        let anchored = match table.get("anchored").map(|value| value.get_ref().as_bool()) {
            Some(None) => {
                self.complain(
                    value.span(),
                    "`prior.anchored` is not true or false".into(),
                    "write true or false",
                );
                false
            }
            Some(Some(anchored)) => anchored,
            None => false,
        };
        let prior = Prior { low: low?, mid: mid?, high: high?, grade: grade?, source, anchored };
        if !(prior.low <= prior.mid && prior.mid <= prior.high) {
            self.complain(
                value.span(),
                "`prior` does not rise from low to high".into(),
                "put the figures in order",
            );
        }
        Some(prior)
    }

    fn fix(&mut self, table: &DeTable<'_>) -> Option<Fix> {
        let fix = table.get("fix").and_then(|value| value.get_ref().as_table());
        let says = fix.and_then(|fix| self.text(fix, "says"));
        if says.is_none() {
            let start = 0..0;
            self.complain(
                start,
                "the page does not say its `fix`".into(),
                "write fix = { says = \"what to do\", effort = \"4 days\", effect = \"day 30\" }",
            );
        }
        let fix = fix?;
        Some(Fix { says: says?, effort: self.text(fix, "effort"), effect: self.text(fix, "effect") })
    }

    /// `column >= threshold`; `None` where the field is absent, or true or false.
    fn counted(&mut self, table: &DeTable<'_>, field: &str, example: &str) -> Option<MinimumN> {
        let value = table.get(field)?;
        if value.get_ref().as_bool().is_some() {
            return None;
        }
        let text = self.text(table, field)?;
        if let Some((column, threshold)) = text.split_once(">=") {
            return Some(MinimumN {
                column: column.trim().to_owned(),
                threshold: threshold.trim().to_owned(),
            });
        }
        self.complain(
            value.span(),
            format!("`{text}` is not `column >= threshold`"),
            &format!("write it such as \"{example}\""),
        );
        None
    }

    fn thresholds(&mut self, table: &DeTable<'_>) -> BTreeMap<String, Threshold> {
        let mut thresholds = BTreeMap::new();
        let Some(entries) = table.get("threshold").and_then(|value| value.get_ref().as_table()) else {
            return thresholds;
        };
        for (key, value) in entries {
            let name = key.get_ref().to_string();
            let span = value.span();
            let Some(fields) = value.get_ref().as_table() else {
                self.complain(
                    span,
                    format!("threshold `{name}` is not a table"),
                    "write name = { default = \"10 days\", says = \"what it means\" }",
                );
                continue;
            };
            let default = fields.get("default").map(|value| match value.get_ref() {
                DeValue::Integer(number) => number.as_str().to_owned(),
                DeValue::String(text) => text.to_string(),
                other => other.type_str().to_owned(),
            });
            let says = self.text(fields, "says").unwrap_or_default();
            match default.as_deref().map(|text| Threshold::parse(text, &says)) {
                Some(Ok(threshold)) if !says.is_empty() => {
                    thresholds.insert(name, threshold);
                }
                Some(Ok(_)) => self.complain(
                    span,
                    format!("threshold `{name}` does not say what it means"),
                    "add says = \"…\"",
                ),
                Some(Err(error)) => self.complain(
                    span,
                    format!("threshold `{name}`: {error}"),
                    "write a number, \"10 days\" or \"2 %\"",
                ),
                None => self.complain(span, format!("threshold `{name}` has no default"), "add default = …"),
            }
        }
        thresholds
    }
}
