//! Writes `plumb.toml` from what a mapping says about the company, and asks for the rest.

use std::fmt::Write;

use plumb_facts::{CalendarHint, Mapping};
use plumb_store::{Store, StoreError};
use plumb_units::{Currency, Id};

use super::seen::{named, number};
use super::vote::Vote;
use super::written::{quoted, shown};
use super::{units, year};
use crate::answers::{ConfidenceView, GuessView};

/// The path of a list of periods below the workspace.
pub(crate) const PERIODS: &str = "plan/periods.csv";

/// What a new workspace says about its company.
pub(crate) struct Settings {
    /// The currency it counts in.
    pub(crate) currency: Currency,
    /// The text of `plumb.toml`.
    pub(crate) text: String,
    /// The text of `plan/periods.csv`, where the fiscal calendar is a list.
    pub(crate) periods: Option<String>,
    /// What is guessed in it.
    pub(crate) guesses: Vec<GuessView>,
}

/// Settles what a mapping says; `None` when neither it nor the facts tell a currency.
pub(crate) fn settings(store: &Store, mapping: &Mapping) -> Result<Option<Settings>, StoreError> {
    let hints = mapping.workspace();
    let mut guesses = Vec::new();
    let mut guess = |what: &str, evidence: String, confidence: Option<ConfidenceView>| {
        guesses.push(GuessView {
            file: "plumb.toml".to_owned(),
            what: what.to_owned(),
            evidence: evidence.clone(),
            confidence,
        });
        format!("# guessed: {evidence}\n")
    };
    let mut text = format!(
        "# Made by `plumb new` from `mappings/{}.toml`. Everything here is yours to change.\nplumb = 1\n\n[company]\n",
        mapping.name()
    );
    match &hints.company {
        Some(name) => {
            let _ = writeln!(text, "name = {}", quoted(name));
        }
        None => {
            let (name, why, confidence) = match units::root(store, mapping.name())? {
                Some((root, below)) => {
                    let why = format!(
                        "the mapping names no company, and the facts have one unit above all {below} others"
                    );
                    (root, why, None)
                }
                None => match by_addresses(store)? {
                    Some(found) => found,
                    None => (
                        mapping.name().to_owned(),
                        "the mapping names no company, so its own name stands here".to_owned(),
                        None,
                    ),
                },
            };
            text.push_str(&guess("the company's name", why, confidence));
            let _ = writeln!(text, "name = {}", quoted(&name));
        }
    }
    let currency = match hints.currency {
        Some(currency) => currency,
        None => {
            let Some((currency, agree, all)) = most_used(store)? else { return Ok(None) };
            text.push_str(&guess(
                "the company's currency",
                format!("{agree} of {all} amounts are in {currency}"),
                Some(ConfidenceView { agree, all }),
            ));
            currency
        }
    };
    let _ = writeln!(text, "currency = \"{currency}\"");
    match &hints.zone {
        Some(zone) => {
            let _ = writeln!(text, "zone = {}", quoted(zone));
        }
        None => {
            text.push_str("# zone = \"Europe/Berlin\"   # the mapping names none: days are those of UTC\n")
        }
    }
    let listed = match &hints.calendar {
        Some(CalendarHint::Periods(source)) => mapping.inline_text(source),
        _ => None,
    };
    let start = year::start(store)?;
    let (calendar, periods) = match (&hints.calendar, listed) {
        (Some(CalendarHint::YearStarts(day)), _) => {
            let line = format!("year_starts = {}\n", quoted(day));
            match start.as_ref().and_then(|start| other_start(start, day)) {
                Some(other) => {
                    let confidence = start.map(|start| ConfidenceView { agree: start.agree, all: start.all });
                    let said = guess("the start of the fiscal year is in doubt", other, confidence);
                    (said.replacen("# guessed: ", "# ", 1) + &line, None)
                }
                None => (line, None),
            }
        }
        (Some(CalendarHint::Weeks(day)), _) => (format!("weeks = {}\n", quoted(day)), None),
        (Some(CalendarHint::Periods(_)), Some(list)) => {
            (format!("periods = \"{PERIODS}\"\n"), Some(list.to_owned()))
        }
        (hint, _) => {
            let mut confidence = None;
            let mut first = 1;
            let why = match (hint, start) {
                (Some(_), _) => {
                    "the mapping lists periods in a file of its own; until they stand in `plan/periods.csv`, years are those of the calendar".to_owned()
                }
                (None, Some(start)) => {
                    confidence = start.month.map(|_| ConfidenceView { agree: start.agree, all: start.all });
                    first = start.month.unwrap_or(1);
                    let calendar = if start.month.is_none() { ", so years are those of the calendar" } else { "" };
                    format!("the mapping does not say when the fiscal year starts; {}{calendar}", start.says)
                }
                (None, None) => {
                    "the mapping does not say when the fiscal year starts, so years are those of the calendar".to_owned()
                }
            };
            let said = guess("the fiscal year", why, confidence);
            (format!("{said}year_starts = \"{first:02}-01\"\n"), None)
        }
    };
    let _ = write!(text, "\n[calendar]\n{calendar}");
    Ok(Some(Settings { currency, text, periods, guesses }))
}

/// What to say where the facts point to another start of the fiscal year than the mapping tells.
fn other_start(start: &year::Start, told: &str) -> Option<String> {
    let month = start.month?;
    let told_month: u8 = told.split('-').next()?.parse().ok()?;
    (month != told_month).then(|| {
        format!(
            "the mapping says that the fiscal year starts on {told}, the facts point to {month:02}-01: {}",
            start.says
        )
    })
}

/// The company's name as most addresses of its people tell it: the unit whose name begins so, else the address's own word;
/// with the evidence.
fn by_addresses(store: &Store) -> Result<Option<(String, String, Option<ConfidenceView>)>, StoreError> {
    let table = store.query(
        "select lower(substr(email, instr(email, '@') + 1)) from people where email like '%_@_%'",
        &[],
    )?;
    let domains = table.rows.iter().filter_map(|row| row.first()?.text());
    let Vote::Most { value: domain, agree, all } = Vote::of(domains) else { return Ok(None) };
    let word = domain.split('.').next().and_then(Id::suggest);
    let Some(word) = word.filter(|word| word.len() > 1) else { return Ok(None) };
    let begins = |unit: &String| {
        Id::suggest(unit)
            .is_some_and(|id| id == word || id.strip_prefix(&word).is_some_and(|rest| rest.starts_with('-')))
    };
    let units: Vec<String> = named(store, "unit")?.into_keys().filter(begins).collect();
    let (name, unit) = match units.as_slice() {
        [only] => (only.trim().to_owned(), ", and one unit is called so"),
        _ => (word, ""),
    };
    let why = format!(
        "the mapping names no company; {agree} of {all} addresses of people end in `{}`{unit}",
        shown(domain)
    );
    Ok(Some((name, why, Some(ConfidenceView { agree, all }))))
}

/// The currency of most amounts, with how many are in it and how many there are; of equals the first by letters.
fn most_used(store: &Store) -> Result<Option<(Currency, usize, usize)>, StoreError> {
    let table = store.query(
        "select currency, count(*) as amounts from (select currency from bookings union all \
         select currency from opportunities union all select currency from quotas) \
         where currency is not null group by 1 order by amounts desc, currency",
        &[],
    )?;
    let rows = || table.rows.iter().filter_map(|row| Some((row.first()?.text()?, number(row.get(1)?))));
    let all = rows().map(|(_, count)| count).sum();
    Ok(rows().find_map(|(code, count)| Some((Currency::parse(code).ok()?, count, all))))
}
