//! A pay plan of the plan files to what `plumb_pay` computes with; every problem at once, each at its place.

mod component;
mod contests;
mod credit;
pub(crate) mod fields;
mod implied;
mod levels;
mod measure;
mod settle;
mod shape;
mod times;

use std::collections::BTreeMap;

use plumb_diag::{Problem, Span};
use plumb_pay::predicate::{ColumnKind, Columns};
use plumb_pay::{Credit, Measure, Over, PayPlan, Predicate, RoundAt};
use plumb_plan::{Entity, Placed, Plan, Row};
use plumb_units::{Currency, Date, Grain, Period, Quantity, Rounding};

use super::columns;
use fields::{Fields, minor};
pub(crate) use implied::{column_of_measure, columns_of_ratio, is_counted};

/// A pay plan as it was read, and where its parts stand.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    /// What can be computed with.
    pub(crate) plan: PayPlan,
    /// Where its parts stand.
    pub(crate) places: Places,
}

/// From the paths of a pay plan's parts to those that are written.
///
/// A path counts rows from 1: `pay.ae.component.2.tier.1.over`. What is implied and not written stands at what implies
/// it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    implied: BTreeMap<String, String>,
}

impl Places {
    /// The place of a part, or of the nearest whole that is written.
    pub(crate) fn place(&self, plan: &Plan, path: &str) -> Option<Span> {
        let mut end = path.len();
        while let Some(part) = path.get(..end) {
            if let Some(written) = self.implied.get(part) {
                return plan.place(written);
            }
            match part.rfind('.') {
                Some(dot) => end = dot,
                None => break,
            }
        }
        plan.place(path)
    }
}

/// Reads all pay plans, in the order of their ids. `year` is what a plan without days lasts for.
pub(crate) fn all(plan: &Plan, year: &Period) -> (Vec<Read>, Vec<Problem>) {
    let columns = columns::all(plan);
    let mut problems = Vec::new();
    let read = plan.of_kind("pay").map(|pay| {
        let year = year_of_examples(plan, pay).unwrap_or_else(|| year.clone());
        one(plan, pay, &year, &columns, &mut problems)
    });
    let read = read.collect();
    problems.sort_by_key(|problem| problem.primary.as_ref().map(|label| label.span));
    (read, problems)
}

/// The fiscal year of the first transaction of a plan's examples: what a plan without days is checked for.
fn year_of_examples(plan: &Plan, pay: &Entity) -> Option<Period> {
    if pay.day("from").is_some() || pay.day("until").is_some() {
        return None;
    }
    let transactions = pay.rows("example").iter().flat_map(|example| example.rows("transaction"));
    let first = transactions.filter_map(|transaction| transaction.date("date")).min()?;
    plan.company.calendar.period(first, Grain::Year)
}

/// What is known while one pay plan is read.
struct Reading<'p> {
    plan: &'p Plan,
    pay: &'p Entity,
    currency: Currency,
    columns: Columns,
    credits: Vec<Credit>,
    measures: Vec<Measure>,
    /// Measures whose quota is written, and not implied by what is compared with it.
    quota_written: Vec<bool>,
    components: Vec<plumb_pay::Component>,
    places: Places,
    problems: Vec<Problem>,
}

fn one(
    plan: &Plan,
    pay: &Entity,
    year: &Period,
    kinds: &BTreeMap<String, ColumnKind>,
    problems: &mut Vec<Problem>,
) -> Read {
    let currency = currency(plan, pay, problems);
    let mut reading = Reading {
        plan,
        pay,
        currency,
        columns: columns::of(kinds, currency),
        credits: Vec::new(),
        measures: Vec::new(),
        quota_written: Vec::new(),
        components: Vec::new(),
        places: Places::default(),
        problems: Vec::new(),
    };
    reading.read_credits();
    reading.read_measures();
    reading.read_components();
    let (from, until) = days(pay, year);
    reading.read_contests((from, until));
    let settlement = reading.settlement();
    let plan = PayPlan {
        id: pay.id.to_string(),
        name: pay.text("name").unwrap_or(pay.id.as_str()).to_owned(),
        version: pay.count("version").and_then(|version| u32::try_from(version).ok()).unwrap_or(1),
        from,
        until,
        currency,
        every: pay.choice("every").and_then(|word| over(word, 0)).unwrap_or(Over::Month),
        on_target: reading.money(pay, "on_target").unwrap_or(0),
        base: reading.money(pay, "base").unwrap_or(0),
        round_at: round_at(pay.choice("round_at")).unwrap_or_default(),
        rounding: match pay.choice("rounding") {
            Some("half-even") => Rounding::HalfEven,
            Some("down") => Rounding::Floor,
            _ => Rounding::HalfUp,
        },
        convert: match pay.choice("convert") {
            Some("transaction-day") => plumb_pay::plan::Convert::TransactionDay,
            _ => plumb_pay::plan::Convert::PlanRate,
        },
        credits: std::mem::take(&mut reading.credits),
        measures: std::mem::take(&mut reading.measures),
        components: std::mem::take(&mut reading.components),
        settlement,
    };
    problems.append(&mut reading.problems);
    Read { plan, places: reading.places }
}

/// The plan's currency; where nothing says one, that of its first amount.
fn currency(plan: &Plan, pay: &Entity, problems: &mut Vec<Problem>) -> Currency {
    if let Some(text) = pay.text("currency") {
        match Currency::parse(text) {
            Ok(currency) => return currency,
            Err(_) => problems.push(
                Problem::error("wrong-value", format!("`{text}` is no currency"))
                    .at(pay.place("currency"), "")
                    .help("write three capital letters such as `EUR`"),
            ),
        }
    }
    let own =
        ["on_target", "base", "draw"].iter().find_map(|field| pay.money(field)).map(|money| money.currency());
    plan.company.currency.or(own).unwrap_or(Currency::EUR)
}

/// First day and the day after the last; a plan that names neither holds for the year, one that names one for a year.
fn days(pay: &Entity, year: &Period) -> (Date, Date) {
    match (pay.date("from"), pay.date("until")) {
        (Some(from), Some(until)) if from < until => (from, until),
        (Some(from), _) => (from, years(from, 1)),
        (None, Some(until)) => (years(until, -1), until),
        (None, None) => (year.from, year.until),
    }
}

/// The same day so many years later; the 28th where the year has no such day.
pub(crate) fn years(day: Date, later: i16) -> Date {
    let year = day.year().saturating_add(later);
    Date::new(year, day.month(), day.day()).or_else(|_| Date::new(year, day.month(), 28)).unwrap_or(day)
}

fn round_at(word: Option<&str>) -> Option<RoundAt> {
    match word? {
        "period" => Some(RoundAt::Period),
        _ => Some(RoundAt::Line),
    }
}

/// The time that a word names.
fn over(word: &str, months: u8) -> Option<Over> {
    Some(match word {
        "transaction" => Over::Transaction,
        "week" => Over::Week,
        "month" => Over::Month,
        "quarter" => Over::Quarter,
        "half" => Over::Half,
        "year" => Over::Year,
        "plan" => Over::Plan,
        "rolling" => Over::Rolling(months),
        _ => return None,
    })
}

impl Reading<'_> {
    fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Money in minor units of the plan's currency.
    fn money(&mut self, of: &impl Fields, field: &str) -> Option<i64> {
        minor(of.amount(field)?, of.spot(field), field, self.currency, &mut self.problems)
    }

    /// A condition; what cannot be read holds always, and is said.
    fn condition(&mut self, of: &impl Fields, field: &str) -> Predicate {
        let Some(text) = of.words(field) else { return Predicate::Always };
        match Predicate::parse(text, &self.columns) {
            Ok(predicate) => predicate,
            Err(error) => {
                let whole = of.spot(field);
                let span = within(self.plan, whole, text, error.at.clone());
                let near =
                    error.unknown.as_deref().and_then(|name| plumb_diag::nearest(name, self.columns.names()));
                let (fact, known) = match error.says.split_once("; known are ") {
                    Some((fact, known)) => (fact.to_owned(), Some(format!("known are {known}"))),
                    None => (error.says.clone(), None),
                };
                let usual = || "conditions are such as `segment is not public and term >= 24`".to_owned();
                let help = near.map(|near| format!("did you mean `{near}`?")).or(known).unwrap_or_else(usual);
                self.report(Problem::error("wrong-condition", fact).at(span, "").help(help));
                Predicate::Always
            }
        }
    }

    /// The places of things that are named by their ids; names that nothing answers to are reported.
    fn places_of(&mut self, names: &[Placed<String>], what: &str, known: &[String]) -> Vec<usize> {
        let mut found = Vec::new();
        for name in names {
            if let Some(place) = self.place_of(&name.value, name.span, what, known)
                && !found.contains(&place)
            {
                found.push(place);
            }
        }
        found
    }

    fn place_of(&mut self, name: &str, span: Span, what: &str, known: &[String]) -> Option<usize> {
        if let Some(place) = known.iter().position(|id| id == name) {
            return Some(place);
        }
        let id = self.pay.id.clone();
        let help = match plumb_diag::nearest(name, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!("add `[[pay.{id}.{what}]]` with `id = \"{name}\"`"),
            None => format!("the plan has `{}`", known.join("`, `")),
        };
        let message = format!("`pay.{id}` has no {what} `{name}`");
        self.report(Problem::error("unknown-name", message).at(span, "").help(help));
        None
    }

    fn credit_ids(&self) -> Vec<String> {
        self.credits.iter().map(|credit| credit.id.clone()).collect()
    }

    fn measure_ids(&self) -> Vec<String> {
        self.measures.iter().map(|measure| measure.id.clone()).collect()
    }

    /// Which of these fields are written; more than one is reported, and the first counts.
    fn only(&mut self, of: &Row, fields: &[&'static str], what: &str) -> Option<&'static str> {
        let written: Vec<&'static str> = fields.iter().copied().filter(|field| of.has(field)).collect();
        if let [first, second, ..] = written.as_slice() {
            let message = format!("`{}` says two things: `{first}` and `{second}`", of.path);
            let problem = Problem::error("says-two-things", message).at(of.spot(second), "");
            self.report(problem.also(of.spot(first), "").help(format!("keep one of them: {what}")));
        }
        written.first().copied()
    }

    /// Something that a row needs and does not say.
    fn lacks(&mut self, of: &Row, message: String, help: String) {
        self.report(Problem::error("missing-field", message).at(of.span, "").help(help));
    }

    /// A share that must be a rate.
    fn rate_of(&mut self, quantity: &Placed<Quantity>, what: &str) -> Option<plumb_units::Rate> {
        match quantity.value {
            Quantity::Rate(rate) => Some(rate),
            other => {
                let message = format!(
                    "`{what}` has a number that is {}, and shares are meant",
                    fields::unit_words(other)
                );
                let problem = Problem::error("unit-mismatch", message).at(quantity.span, "");
                self.report(problem.help("write it as `\"50 %\"`"));
                None
            }
        }
    }
}

/// The place of some bytes of a text that stands in quotes; the whole where the text is written with escapes.
fn within(plan: &Plan, whole: Span, text: &str, at: std::ops::Range<usize>) -> Span {
    let raw = plan.files.slice(whole);
    let Some(start) = raw.find(text).filter(|_| !text.is_empty()) else { return whole };
    let start = whole.start + start;
    let end = (start + at.end).min(whole.end);
    Span { start: (start + at.start).min(end), end, ..whole }
}

#[cfg(test)]
mod tests;
