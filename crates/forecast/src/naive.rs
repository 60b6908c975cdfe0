//! Naive rules that a forecast must beat to be worth its trouble.

use plumb_units::Date;

use crate::grid::{Step, days_between, grid, next_day};
use crate::history::{Deal, History, Outcome};
use crate::outlook::Node;
use crate::press::within;

/// Periods whose mean is the run rate: a quarter.
pub(crate) const RUN: usize = 3;

/// A naive rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// What was sold in the same periods a year ago.
    LastYear,
    /// The mean of the last three whole periods, for each period ahead.
    RunRate,
    /// Chance times amount of the open deals that are expected inside the horizon, or of all where no deal has a date. A deal
    /// without a chance counts with the share that was won of those closed so far, one without an amount with the mean won in its family.
    StageWeighted,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::LastYear, Self::RunRate, Self::StageWeighted];
}

/// What was sold at a node from a day up to before another.
pub(crate) fn sold(history: &History, node: Node, from: Date, until: Date) -> i64 {
    history
        .sales
        .iter()
        .filter(|sale| sale.day >= from && sale.day < until && belongs(history, node, sale.person))
        .fold(0_i64, |sum, sale| sum.saturating_add(sale.amount))
}

pub(crate) fn belongs(history: &History, node: Node, person: Option<usize>) -> bool {
    match node {
        Node::Company => true,
        Node::Person(number) => person == Some(number),
        Node::Unit(unit) => {
            let own = person.and_then(|person| history.people.get(person)).and_then(|person| person.unit);
            within(&history.units, own, unit)
        }
    }
}

/// What a rule makes of what was known on the evening of `day`; nothing where its data do not exist.
pub(crate) fn says(rule: Rule, known: &History, day: Date, steps: &[Step], node: Node) -> Option<f64> {
    match rule {
        Rule::LastYear => last_year(known, steps, node),
        Rule::RunRate => run_rate(known, day, steps, node),
        Rule::StageWeighted => stage_weighted(known, day, steps, node),
    }
}

fn last_year(known: &History, steps: &[Step], node: Node) -> Option<f64> {
    let (first, last) = (steps.first()?, steps.last()?);
    let place = |until: Date| known.periods.iter().position(|period| period.until == until);
    let before = |until: Date| place(until)?.checked_sub(12).and_then(|place| known.periods.get(place));
    let start = before(first.until)?;
    let ahead = i32::try_from(days_between(first.from, first.until)).ok()?;
    let from = if first.share < 1.0 {
        start.until.checked_sub(jiff_days(ahead)?).ok()?.max(start.from)
    } else {
        start.from
    };
    let until = before(last.until)?.until;
    let begun = known.sales.iter().map(|sale| sale.day).min()?;
    if days_between(from, begun) * 4 > days_between(start.from, start.until) {
        return None;
    }
    let sum = sold(known, node, from, until);
    // Who was not there a year ago has no last year.
    (sum != 0 || !matches!(node, Node::Person(_))).then_some(sum as f64)
}

fn jiff_days(days: i32) -> Option<std::time::Duration> {
    Some(std::time::Duration::from_secs(u64::try_from(days).ok()? * 86_400))
}

fn run_rate(known: &History, day: Date, steps: &[Step], node: Node) -> Option<f64> {
    let begun = known.sales.iter().map(|sale| sale.day).min()?;
    let (past, _) = grid(&known.periods, day, 0);
    let whole: Vec<_> = past.iter().filter(|slot| slot.until > begun).rev().take(RUN).collect();
    let (newest, oldest) = (whole.first()?, whole.last()?);
    let sum = sold(known, node, oldest.from, newest.until) as f64;
    let length: f64 = steps.iter().map(|step| step.share).sum();
    Some(sum / whole.len() as f64 * length)
}

fn stage_weighted(known: &History, day: Date, steps: &[Step], node: Node) -> Option<f64> {
    let until = steps.last()?.until;
    let dated = |outcome| {
        known.deals.iter().filter(move |deal: &&Deal| deal.created.is_some() && deal.outcome == outcome)
    };
    let (won, lost) = (dated(Outcome::Won).count() as f64, dated(Outcome::Lost).count() as f64);
    let rate = (won + lost > 0.0).then(|| won / (won + lost));
    let mean = |family: Option<usize>| {
        let amounts: Vec<f64> = dated(Outcome::Won)
            .filter(|deal| family.is_none_or(|family| deal.family == family))
            .filter_map(|deal| deal.amount)
            .map(|amount| amount as f64)
            .collect();
        (!amounts.is_empty()).then(|| amounts.iter().sum::<f64>() / amounts.len() as f64)
    };
    let overall = mean(None);
    let by_family: Vec<Option<f64>> = (0..known.families.len()).map(|family| mean(Some(family))).collect();
    let any_date = dated(Outcome::Open).any(|deal| deal.expected.is_some());
    let morning = next_day(day);
    let (mut sum, mut count) = (0.0, 0);
    for deal in dated(Outcome::Open).filter(|deal| belongs(known, node, deal.person)) {
        let chance =
            deal.chance.or_else(|| known.stages.get(deal.stage?).and_then(|stage| stage.chance)).or(rate);
        let amount = deal
            .amount
            .map(|amount| amount as f64)
            .or_else(|| by_family.get(deal.family).copied().flatten())
            .or(overall);
        if let (Some(chance), Some(amount)) = (chance, amount) {
            count += 1;
            if !any_date || deal.expected.is_some_and(|expected| expected >= morning && expected < until) {
                sum += chance * amount;
            }
        }
    }
    (count > 0).then_some(sum)
}
