//! Guesses a first plan from facts: every entry with the evidence for it, nothing stated as if it were known.
//!
//! The same facts give the same bytes, in whatever order their rows came.

mod clock;
mod holes;
mod last_seen;
mod mandate;
mod measures;
mod meetings;
mod method;
mod moves;
mod noticed;
mod people;
mod quotas;
mod ramp;
mod season;
mod seen;
mod settings;
mod sold;
mod stays;
mod territories;
mod units;
mod vote;
mod written;
mod year;

use plumb_plan::Company;
use plumb_store::{Store, StoreError};
use plumb_units::{Amount, Currency, Date, Money, Rounding};

use crate::answers::{ConfidenceView, GuessView};
pub(crate) use settings::{PERIODS, settings};
pub(crate) use written::{counted, quoted};

/// What is known before anything is guessed.
pub(crate) struct Ground<'g> {
    /// The company, as the workspace's `plumb.toml` tells it.
    pub(crate) company: &'g Company,
    /// The currency it counts in.
    pub(crate) currency: Currency,
    /// The day of the export.
    pub(crate) exported_at: Date,
}

/// A file of the guessed plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    /// Its path below the workspace, with `/`.
    pub(crate) path: &'static str,
    /// What stands in it.
    pub(crate) text: String,
    /// What is guessed in it.
    guesses: Vec<Guess>,
}

/// One thing guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Guess {
    what: String,
    evidence: String,
    confidence: Option<ConfidenceView>,
}

/// Guesses a plan: its files, by path.
///
/// # Errors
/// The store's own.
pub(crate) fn guess(store: &Store, ground: &Ground<'_>) -> Result<Vec<Draft>, StoreError> {
    let people = seen::People::read(store)?;
    let roles = people::Roles::read(store)?;
    let (units, words) = units::Units::read(store, ground.company_name(), &people)?;
    let territories = territories::Territories::read(store, ground, &people)?;
    let quotas = quotas::Quotas::read(store, ground, &people)?;
    let last_seen = last_seen::read(store, ground, &people)?;
    let mut drafts: Vec<Draft> = [
        Some(units.write(ground, &people, &words)),
        roles.write(&people, &last_seen),
        people::write(&people, &roles, &units, &last_seen),
        territories.write(&units),
        territories.write_assignments(&people),
        quotas.write(),
        sold::offerings(store, ground)?,
        sold::segments(store)?,
        sold::channels(store)?,
        method::write(store)?,
        meetings::write(store, &people, &units)?,
        noticed::write(store, ground, &people)?,
        measures::write(store, &quotas)?,
        Some(mandate::write(store, ground, &units.company)?),
    ]
    .into_iter()
    .flatten()
    .collect();
    drafts.sort_by_key(|draft| draft.path);
    Ok(drafts)
}

impl Draft {
    fn new(path: &'static str, text: String) -> Self {
        Self { path, text, guesses: Vec::new() }
    }

    fn guess(mut self, what: String, evidence: String) -> Self {
        self.guesses.push(Guess { what, evidence, confidence: None });
        self
    }

    /// Says how many agree with the last guess.
    fn sure(mut self, agree: usize, all: usize) -> Self {
        if let Some(guess) = self.guesses.last_mut().filter(|_| all > 0) {
            guess.confidence = Some(ConfidenceView { agree, all });
        }
        self
    }

    /// Adds to the evidence of the last guess.
    fn evidence(mut self, more: &str) -> Self {
        if let Some(guess) = self.guesses.last_mut() {
            guess.evidence.push_str("; ");
            guess.evidence.push_str(more);
        }
        self
    }

    /// What is guessed, for showing.
    pub(crate) fn views(&self) -> impl Iterator<Item = GuessView> + '_ {
        self.guesses.iter().map(|guess| GuessView {
            file: self.path.to_owned(),
            what: guess.what.clone(),
            evidence: guess.evidence.clone(),
            confidence: guess.confidence,
        })
    }
}

impl Ground<'_> {
    fn currency(&self) -> Currency {
        self.currency
    }

    fn company_name(&self) -> &str {
        &self.company.name
    }

    /// An amount as money of the company, and whether nothing was rounded. `None` when it is in another currency or does
    /// not fit; an amount whose currency is not told counts as the company's.
    fn money(&self, amount: Amount, code: Option<&str>) -> Option<(Money, bool)> {
        if code.is_some_and(|code| code != self.currency.code()) {
            return None;
        }
        let money = amount.to_money(self.currency, Rounding::HalfEven)?;
        Some((money, self.is_exact(amount, money)))
    }

    fn is_exact(&self, amount: Amount, money: Money) -> bool {
        amount.to_money(self.currency, Rounding::Floor) == Some(money)
            && amount.to_money(self.currency, Rounding::Ceil) == Some(money)
    }
}

#[cfg(test)]
mod tests;
