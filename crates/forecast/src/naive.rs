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

/// What was sold by each person and by nobody, to be summed over any days at once.
pub(crate) struct Sold {
    /// Days in order, and the sum of all up to and with each, for each person; the last row is nobody's.
    rows: Vec<Vec<(Date, i64)>>,
    begun: Option<Date>,
}

impl Sold {
    pub(crate) fn new(history: &History) -> Self {
        let people = history.people.len();
        let mut rows: Vec<Vec<(Date, i64)>> = vec![Vec::new(); people + 1];
        for sale in &history.sales {
            if let Some(row) = rows.get_mut(sale.person.unwrap_or(people)) {
                row.push((sale.day, sale.amount));
            }
        }
        for row in &mut rows {
            row.sort_unstable();
            let mut sum = 0_i64;
            for (_, amount) in row {
                sum = sum.saturating_add(*amount);
                *amount = sum;
            }
        }
        Self { rows, begun: history.sales.iter().map(|sale| sale.day).min() }
    }

    /// What a node sold from a day up to before another.
    pub(crate) fn of(&self, history: &History, node: Node, from: Date, until: Date) -> i64 {
        let before = |row: &[(Date, i64)], day: Date| {
            let count = row.partition_point(|(of, _)| *of < day);
            count.checked_sub(1).and_then(|last| row.get(last)).map_or(0, |(_, sum)| *sum)
        };
        members(history, node)
            .filter_map(|person| self.rows.get(person))
            .fold(0, |sum: i64, row| sum.saturating_add(before(row, until).saturating_sub(before(row, from))))
    }
}

/// People of a node by number, and for the company nobody too.
fn members(history: &History, node: Node) -> impl Iterator<Item = usize> {
    let people = history.people.len();
    (0..=people).filter(move |number| match node {
        Node::Company => true,
        Node::Person(person) => *number == person,
        Node::Unit(unit) => {
            let own = history.people.get(*number).and_then(|person| person.unit);
            within(&history.units, own, unit)
        }
    })
}

/// What the rules make of what was known on the evening of a day.
pub(crate) struct Naive<'a> {
    known: &'a History,
    sold: &'a Sold,
    steps: &'a [Step],
    day: Date,
    /// Chance times amount, and deals, of each person and of nobody.
    staged: Vec<(f64, usize)>,
}

impl<'a> Naive<'a> {
    /// `sold` may reach beyond the day: no rule looks there.
    pub(crate) fn new(known: &'a History, sold: &'a Sold, steps: &'a [Step], day: Date) -> Self {
        Self { known, sold, steps, day, staged: staged(known, day, steps) }
    }

    /// What a rule says of a node; nothing where its data do not exist.
    pub(crate) fn says(&self, rule: Rule, node: Node) -> Option<f64> {
        match rule {
            Rule::LastYear => self.last_year(node),
            Rule::RunRate => self.run_rate(node),
            Rule::StageWeighted => {
                let of = members(self.known, node).filter_map(|person| self.staged.get(person));
                let (sum, count) =
                    of.fold((0.0, 0), |(sum, count), (value, deals)| (sum + value, count + deals));
                (count > 0).then_some(sum)
            }
        }
    }

    fn last_year(&self, node: Node) -> Option<f64> {
        let (first, last) = (self.steps.first()?, self.steps.last()?);
        let periods = &self.known.periods;
        let place = |until: Date| periods.iter().position(|period| period.until == until);
        let before = |until: Date| place(until)?.checked_sub(12).and_then(|place| periods.get(place));
        let start = before(first.until)?;
        // Of the running period, what was left of it a year ago.
        let passed = days_between(place(first.until).and_then(|place| periods.get(place))?.from, first.from);
        let from = (0..passed).fold(start.from, |day, _| next_day(day)).min(start.until);
        let until = before(last.until)?.until;
        let begun = self.sold.begun?;
        if days_between(start.from, begun) * 4 > days_between(start.from, start.until) {
            return None;
        }
        let sum = self.sold.of(self.known, node, from, until);
        // Who was not there a year ago has no last year.
        (sum != 0 || !matches!(node, Node::Person(_))).then_some(sum as f64)
    }

    fn run_rate(&self, node: Node) -> Option<f64> {
        let begun = self.sold.begun?;
        let (past, _) = grid(&self.known.periods, self.day, 0);
        let whole: Vec<_> = past.iter().filter(|slot| slot.until > begun).rev().take(RUN).collect();
        let (newest, oldest) = (whole.first()?, whole.last()?);
        let sum = self.sold.of(self.known, node, oldest.from, newest.until) as f64;
        let length: f64 = self.steps.iter().map(|step| step.share).sum();
        Some(sum / whole.len() as f64 * length)
    }
}

fn staged(known: &History, day: Date, steps: &[Step]) -> Vec<(f64, usize)> {
    let people = known.people.len();
    let mut staged = vec![(0.0, 0); people + 1];
    let Some(until) = steps.last().map(|step| step.until) else { return staged };
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
    for deal in dated(Outcome::Open) {
        let chance =
            deal.chance.or_else(|| known.stages.get(deal.stage?).and_then(|stage| stage.chance)).or(rate);
        let amount = deal
            .amount
            .map(|amount| amount as f64)
            .or_else(|| by_family.get(deal.family).copied().flatten())
            .or(overall);
        let own = staged.get_mut(deal.person.unwrap_or(people));
        if let (Some(chance), Some(amount), Some((sum, count))) = (chance, amount, own) {
            *count += 1;
            if !any_date || deal.expected.is_some_and(|expected| expected >= morning && expected < until) {
                *sum += chance * amount;
            }
        }
    }
    staged
}
