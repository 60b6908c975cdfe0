//! `plumb.toml`: the company, its calendar and what it wants otherwise.

use std::collections::BTreeMap;

use plumb_diag::{FileId, Files, Problem, Span};
use plumb_units::{
    Amount, Calendar, Currency, Id, NumberFormat, Rate, Weekday, is_time_zone, parse_date, time_zones,
};
use toml::de::{DeTable, DeValue};

use crate::context::{Context, shortened};
use crate::scalar::Scalar;
use crate::toml_text::TomlText;

/// The company, as `plumb.toml` tells it.
#[derive(Clone, Debug)]
pub struct Company {
    /// What it is called; empty when it is not told.
    pub name: String,
    /// The currency it counts in; `None` when it is not told.
    pub currency: Option<Currency>,
    /// Time zone in which its days begin and end, such as `Europe/Berlin`; `UTC` when it is not told.
    pub zone: String,
    /// Its fiscal calendar; calendar years when it is not told.
    pub calendar: Calendar,
    /// The days of the week on which it works; Monday to Friday when it is not told.
    pub working_days: Vec<Weekday>,
    /// First and last minute of its business day, counted from midnight.
    pub hours: Option<(u16, u16)>,
}

/// A setting as text, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The value without quotes.
    pub text: String,
    /// Its text in the file, quotes included.
    pub span: Span,
}

/// A threshold of a rule that the company sets otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// The value as written, without quotes.
    pub text: String,
    /// Why it is set so.
    pub because: Option<String>,
    /// The value's text in the file, quotes included.
    pub span: Span,
}

/// All of `plumb.toml`.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The company.
    pub company: Company,
    /// Thresholds by rule and name.
    pub thresholds: BTreeMap<String, BTreeMap<String, Threshold>>,
    /// The company's own words for things.
    pub words: BTreeMap<String, Setting>,
    /// What was agreed about people's data.
    pub privacy: BTreeMap<String, Setting>,
    /// How much things weigh.
    pub weights: BTreeMap<String, Setting>,
    /// Places by plan path, such as `plumb.toml/company/currency`.
    pub(crate) places: BTreeMap<String, Span>,
}

/// What the calendar setting asks for; a list of periods is a file that must be found first.
pub(crate) enum CalendarChoice {
    Ready(Calendar),
    Periods(String, Span),
}

/// The version of the plan language that this build reads.
const VERSION: &str = "1";

const SECTIONS: &[(&str, &[&str])] = &[
    ("company", &["name", "currency", "zone"]),
    ("calendar", &["year_starts", "weeks", "periods", "working_days"]),
    ("hours", &["from", "until"]),
    ("threshold", &[]),
    ("words", &[]),
    ("privacy", &[]),
    ("weights", &[]),
];

impl Settings {
    pub(crate) fn unset() -> Self {
        let week =
            [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
        Self {
            company: Company {
                name: String::new(),
                currency: None,
                zone: "UTC".to_owned(),
                calendar: calendar_years(),
                working_days: week.to_vec(),
                hours: None,
            },
            thresholds: BTreeMap::new(),
            words: BTreeMap::new(),
            privacy: BTreeMap::new(),
            weights: BTreeMap::new(),
            places: BTreeMap::new(),
        }
    }
}

fn calendar_years() -> Calendar {
    let january = Calendar::months(1);
    january.unwrap_or_else(|| Calendar::weeks(plumb_units::Date::ZERO))
}

/// Reads `plumb.toml`. The calendar is apart, because it may need another file.
pub(crate) fn read(cx: &mut Context<'_>, toml: &TomlText<'_>) -> (Settings, CalendarChoice) {
    let mut settings = Settings::unset();
    let mut calendar = CalendarChoice::Ready(calendar_years());
    let mut version_seen = false;
    for (word, value) in &toml.root {
        let (name, word_span) = (word.get_ref().as_ref(), cx.span(toml.file, word.span()));
        let value_span = cx.span(toml.file, value.span());
        settings.places.insert(format!("plumb.toml/{name}"), word_span);
        if name == "plumb" {
            version_seen = true;
            version(cx, value.get_ref(), value_span);
            continue;
        }
        let Some((_, fields)) = SECTIONS.iter().find(|(section, _)| *section == name) else {
            let sections = SECTIONS.iter().map(|(section, _)| *section);
            let help = cx
                .near(name, sections.clone())
                .unwrap_or_else(|| format!("the tables are `{}`", sections.collect::<Vec<_>>().join("`, `")));
            let message = format!("`plumb.toml` has no table `{}`", shortened(name));
            cx.report(Problem::error("unknown-field", message).at(word_span, "").help(help));
            continue;
        };
        let DeValue::Table(table) = value.get_ref() else {
            let problem = Problem::error("wrong-value", format!("`{name}` is a table"));
            cx.report(problem.at(value_span, "").help(format!("write `[{name}]` and its values below")));
            continue;
        };
        let section = Section { file: toml.file, name, fields };
        match name {
            "threshold" => thresholds(cx, &section, table, &mut settings),
            "words" => settings.words = section.settings(cx, table, &mut settings.places),
            "privacy" => settings.privacy = section.settings(cx, table, &mut settings.places),
            "weights" => settings.weights = section.settings(cx, table, &mut settings.places),
            "company" => company(cx, &section, table, &mut settings),
            "calendar" => calendar_table(cx, &section, table, &mut settings, &mut calendar),
            _ => hours(cx, &section, table, &mut settings),
        }
    }
    for weight in settings.weights.values() {
        let is_number =
            Rate::parse(&weight.text).is_ok() || Amount::parse(&weight.text, NumberFormat::PLAIN).is_ok();
        if !is_number {
            let message = format!("`{}` is no weight", shortened(&weight.text));
            cx.report(
                Problem::error("wrong-value", message)
                    .at(weight.span, "")
                    .help("write it as `3` or `\"30 %\"`"),
            );
        }
    }
    let start = cx.span(toml.file, 0..0);
    if !version_seen {
        let problem =
            Problem::error("missing-field", "`plumb.toml` does not say which version it is written for");
        cx.report(problem.at(start, "").help(format!("add `plumb = {VERSION}` as its first line")));
    }
    if settings.company.currency.is_none() && !settings.places.contains_key("plumb.toml/company/currency") {
        let problem = Problem::error("missing-field", "the company has no currency");
        cx.report(problem.at(start, "").help("add `currency = \"EUR\"` below `[company]`"));
    }
    (settings, calendar)
}

struct Section<'s> {
    file: FileId,
    name: &'s str,
    fields: &'s [&'s str],
}

impl Section<'_> {
    /// All values of the table as text.
    fn settings(
        &self,
        cx: &mut Context<'_>,
        table: &DeTable<'_>,
        places: &mut BTreeMap<String, Span>,
    ) -> BTreeMap<String, Setting> {
        let mut settings = BTreeMap::new();
        for (word, value) in table {
            let (name, span) = (word.get_ref().as_ref(), cx.span(self.file, value.span()));
            let word_span = cx.span(self.file, word.span());
            if !self.fields.is_empty() && !self.fields.contains(&name) {
                let names = self.fields.iter().copied();
                let help = cx
                    .near(name, names)
                    .unwrap_or_else(|| format!("the fields are `{}`", self.fields.join("`, `")));
                let message = format!("`[{}]` has no field `{}`", self.name, shortened(name));
                cx.report(Problem::error("unknown-field", message).at(word_span, "").help(help));
                continue;
            }
            places.insert(format!("plumb.toml/{}/{name}", self.name), span);
            match Scalar::of(value.get_ref(), span) {
                _ if span.start == span.end => {}
                Some(scalar) => {
                    settings.insert(name.to_owned(), Setting { text: scalar.text.into_owned(), span });
                }
                None if name == "working_days" => {}
                None => {
                    let problem =
                        Problem::error("wrong-value", format!("`{}` is a single value", shortened(name)));
                    cx.report(problem.at(span, "").help("write a text or a number"));
                }
            }
        }
        settings
    }
}

fn version(cx: &mut Context<'_>, value: &DeValue<'_>, span: Span) {
    let is = Scalar::of(value, span).map(|scalar| scalar.text.into_owned()).unwrap_or_default();
    if is != VERSION {
        let message =
            format!("version `{}` of the plan language is not known here; this is {VERSION}", shortened(&is));
        cx.report(
            Problem::error("wrong-version", message)
                .at(span, "")
                .help("use a newer `plumb`, or write `plumb = 1`"),
        );
    }
}

fn company(cx: &mut Context<'_>, section: &Section<'_>, table: &DeTable<'_>, settings: &mut Settings) {
    let values = section.settings(cx, table, &mut settings.places);
    if let Some(name) = values.get("name") {
        settings.company.name.clone_from(&name.text);
    }
    if let Some(currency) = values.get("currency") {
        match Currency::parse(&currency.text) {
            Ok(parsed) => settings.company.currency = Some(parsed),
            Err(_) => {
                let message = format!("`{}` is no currency", shortened(&currency.text));
                let problem = Problem::error("wrong-value", message).at(currency.span, "");
                cx.report(problem.help("write three capital letters such as `\"EUR\"`"));
            }
        }
    }
    if let Some(zone) = values.get("zone") {
        if is_time_zone(&zone.text) {
            settings.company.zone.clone_from(&zone.text);
        } else {
            let message = format!("`{}` is no time zone", shortened(&zone.text));
            let problem = Problem::error("wrong-value", message).at(zone.span, "");
            let zones = time_zones();
            let help = cx
                .near(&zone.text, zones.iter().map(String::as_str))
                .unwrap_or_else(|| "write the zone's name such as `\"Europe/Berlin\"`".to_owned());
            cx.report(problem.help(help));
        }
    }
}

fn calendar_table(
    cx: &mut Context<'_>,
    section: &Section<'_>,
    table: &DeTable<'_>,
    settings: &mut Settings,
    calendar: &mut CalendarChoice,
) {
    let values = section.settings(cx, table, &mut settings.places);
    let mut chosen: Option<Span> = None;
    for name in ["year_starts", "weeks", "periods"] {
        let Some(setting) = values.get(name) else { continue };
        if let Some(first) = chosen {
            let problem = Problem::error("wrong-value", "the calendar is told twice");
            cx.report(problem.at(setting.span, "").also(first, "first here").help("keep one of them"));
            continue;
        }
        chosen = Some(setting.span);
        let text = setting.text.as_str();
        let (read, example) = match name {
            "year_starts" => (
                text.strip_suffix("-01").and_then(|month| month.parse().ok()).and_then(Calendar::months),
                "the first day of a month such as `\"04-01\"`",
            ),
            "weeks" => {
                (parse_date(text).map(Calendar::weeks), "the first day of a year such as `\"2025-02-03\"`")
            }
            _ => {
                *calendar = CalendarChoice::Periods(text.to_owned(), setting.span);
                continue;
            }
        };
        match read {
            Some(read) => *calendar = CalendarChoice::Ready(read),
            None => {
                let message = format!("`{}` does not say when the year starts", shortened(text));
                let problem = Problem::error("wrong-value", message).at(setting.span, "");
                cx.report(problem.help(format!("write {example}")));
            }
        }
    }
    if let Some(value) = table.get("working_days") {
        working_days(cx, section.file, value.get_ref(), cx.span(section.file, value.span()), settings);
    }
}

fn working_days(
    cx: &mut Context<'_>,
    file: FileId,
    value: &DeValue<'_>,
    span: Span,
    settings: &mut Settings,
) {
    const DAYS: [(&str, Weekday); 7] = [
        ("mon", Weekday::Monday),
        ("tue", Weekday::Tuesday),
        ("wed", Weekday::Wednesday),
        ("thu", Weekday::Thursday),
        ("fri", Weekday::Friday),
        ("sat", Weekday::Saturday),
        ("sun", Weekday::Sunday),
    ];
    let help = "write a list such as `[\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]`";
    let DeValue::Array(list) = value else {
        cx.report(Problem::error("wrong-value", "`working_days` is a list").at(span, "").help(help));
        return;
    };
    let mut days = Vec::new();
    for item in list {
        let word = item.get_ref().as_str().unwrap_or_default();
        match DAYS.iter().find(|(name, _)| *name == word) {
            Some((_, day)) if !days.contains(day) => days.push(*day),
            Some(_) => {}
            None => {
                let span = cx.span(file, item.span());
                let message = format!("`{}` is no day of the week", shortened(cx.files.slice(span)));
                cx.report(Problem::error("wrong-value", message).at(span, "").help(help));
            }
        }
    }
    if days.is_empty() {
        cx.report(Problem::error("wrong-value", "0 working days are left").at(span, "").help(help));
    } else {
        days.sort_by_key(|day| day.to_monday_zero_offset());
        settings.company.working_days = days;
    }
}

fn hours(cx: &mut Context<'_>, section: &Section<'_>, table: &DeTable<'_>, settings: &mut Settings) {
    let values = section.settings(cx, table, &mut settings.places);
    let mut minutes = [None, None];
    for (slot, name) in minutes.iter_mut().zip(["from", "until"]) {
        let Some(setting) = values.get(name) else { continue };
        *slot = clock(&setting.text);
        if slot.is_none() {
            let message = format!("`{}` is no time of day", shortened(&setting.text));
            let problem = Problem::error("wrong-value", message).at(setting.span, "");
            cx.report(problem.help("write it as `\"09:00\"`"));
        }
    }
    if let [Some(from), Some(until)] = minutes {
        if from < until {
            settings.company.hours = Some((from, until));
        } else if let (Some(first), Some(second)) = (values.get("from"), values.get("until")) {
            let problem = Problem::error("date-order", "the business day ends before it begins");
            cx.report(
                problem.at(second.span, "").also(first.span, "").help("put the later time into `until`"),
            );
        }
    }
}

fn clock(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let part = |text: &str| {
        (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<u16>().ok())?
    };
    let (hour, minute) = (part(hour)?, part(minute)?);
    (hour * 60 + minute <= 24 * 60 && minute < 60).then_some(hour * 60 + minute)
}

fn thresholds(cx: &mut Context<'_>, section: &Section<'_>, table: &DeTable<'_>, settings: &mut Settings) {
    for (rule, values) in table {
        let (name, rule_span) = (rule.get_ref().as_ref(), cx.span(section.file, rule.span()));
        let DeValue::Table(values) = values.get_ref() else {
            let problem =
                Problem::error("wrong-value", format!("`{}` is no table of a rule", shortened(name)));
            cx.report(problem.at(rule_span, "").help("write `[threshold.RULE]` and its values below"));
            continue;
        };
        if Id::parse(name).is_err() {
            let message = format!("`{}` is no name of a rule", shortened(name));
            cx.report(
                Problem::error("illegal-id", message)
                    .at(rule_span, "")
                    .help("use the rule's name as it is shown"),
            );
        }
        let inner = Section { file: section.file, name: &format!("threshold/{name}"), fields: &[] };
        settings.places.insert(format!("plumb.toml/threshold/{name}"), rule_span);
        let mut read = inner.settings(cx, values, &mut settings.places);
        let because =
            read.remove("because").map(|because| because.text).filter(|text| !text.trim().is_empty());
        if because.is_none() && !read.is_empty() {
            let problem = Problem::warning(
                "missing-field",
                format!("the thresholds of `{}` have no reason", shortened(name)),
            );
            cx.report(problem.at(rule_span, "").help("add `because = \"…\"`"));
        }
        let read = read
            .into_iter()
            .map(|(name, Setting { text, span })| (name, Threshold { text, because: because.clone(), span }));
        settings.thresholds.insert(name.to_owned(), read.collect());
    }
}

/// Says that there is no `plumb.toml`.
pub(crate) fn absent(files: &Files) -> Problem {
    let help = "write one: `plumb = 1`, then `[company]` with `name`, `currency` and `zone`";
    let read = files.ids().count();
    Problem::error("missing-file", format!("{read} files are given, and none is `plumb.toml`")).help(help)
}
