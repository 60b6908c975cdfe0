//! Writes `plumb.toml` from what a mapping says about the company, and asks for the rest.

use std::fmt::Write;

use plumb_facts::{CalendarHint, Mapping};
use plumb_store::{Store, StoreError};
use plumb_units::Currency;

use super::seen::number;
use super::units;
use super::written::quoted;
use crate::answers::GuessView;

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
    let mut guess = |what: &str, evidence: String| {
        guesses.push(GuessView {
            file: "plumb.toml".to_owned(),
            what: what.to_owned(),
            evidence: evidence.clone(),
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
            let (name, why) = match units::root(store, mapping.name())? {
                Some((root, below)) => {
                    let why = format!(
                        "the mapping names no company, and the facts have one unit above all {below} others"
                    );
                    (root, why)
                }
                None => (
                    mapping.name().to_owned(),
                    "the mapping names no company, so its own name stands here".to_owned(),
                ),
            };
            text.push_str(&guess("the company's name", why));
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
    let (calendar, periods) = match (&hints.calendar, listed) {
        (Some(CalendarHint::YearStarts(day)), _) => (format!("year_starts = {}\n", quoted(day)), None),
        (Some(CalendarHint::Weeks(day)), _) => (format!("weeks = {}\n", quoted(day)), None),
        (Some(CalendarHint::Periods(_)), Some(list)) => {
            (format!("periods = \"{PERIODS}\"\n"), Some(list.to_owned()))
        }
        (hint, _) => {
            let why = match hint {
                Some(_) => {
                    "the mapping lists periods in a file of its own; until they stand in `plan/periods.csv`, years are those of the calendar"
                }
                None => {
                    "the mapping does not say when the fiscal year starts, so years are those of the calendar"
                }
            };
            (format!("{}year_starts = \"01-01\"\n", guess("the fiscal year", why.to_owned())), None)
        }
    };
    let _ = write!(text, "\n[calendar]\n{calendar}");
    Ok(Some(Settings { currency, text, periods, guesses }))
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
