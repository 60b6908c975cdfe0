//! What a plan costs along the paths of a forecast.

use plumb_units::{Currency, MILLION, Period, Rate, Rounding, divide};

use crate::awards::{Awards, awards};
use crate::events::{Events, Keys, NONE};
use crate::given::Given;
use crate::lines::{Crediting, Line, canonical};
use crate::paying::followers;
use crate::periods::windows;
use crate::plan::PayPlan;
use crate::rollup;
use crate::roster::{Roster, day_number};
use crate::run::{each, ready, seats};
use crate::world::{Seat, World};

/// What plans cost in one fiscal year, over the paths of a forecast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The fiscal year.
    pub year: String,
    /// Variable pay earned in it, in minor units.
    pub earned: Spread,
    /// Variable pay paid in it.
    pub paid: Spread,
    /// What the paths amount to in it.
    pub revenue: Spread,
    /// Pay earned of each million of revenue; of paths without revenue 0.
    pub share: Spread,
}

/// A distribution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// One in ten paths lies below.
    pub p10: i64,
    /// Half of the paths lie below.
    pub p50: i64,
    /// One in ten paths lies above.
    pub p90: i64,
    /// The mean, half a unit away from zero.
    pub mean: i64,
}

/// More paths than this are not run: the first count.
pub const MOST_PATHS: usize = 1_000;

/// What is still to come of a fiscal year, path by path.
#[derive(Clone, Debug)]
pub struct Ahead<'a> {
    /// The fiscal year.
    pub year: Period,
    /// The column of numbers that amounts of deals stand in.
    pub column: &'a str,
    /// Their currency.
    pub currency: Currency,
    /// Of each plan, what one minor unit of its currency is in that one.
    pub into: Vec<Rate>,
    /// The paths.
    pub paths: Vec<Path>,
}

/// One path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    /// What the whole year comes to on it, with what has come already.
    pub revenue: i64,
    /// The deals that are still to come.
    pub deals: Vec<Deal>,
}

/// A deal of a path: like one that there was, on a day of its own and of another size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deal {
    /// The row of the transactions that it is like. All money of that row grows or shrinks with the deal.
    pub like: u32,
    /// Whose it is. Who shared the row, and the customer and territory it was made in, are kept only where that is the row's owner.
    pub owner: u32,
    /// The day, counted from 1970-01-01. A day that is known already, or after the year, makes it no deal.
    pub day: i32,
    /// What stands in the column of amounts. Nothing is no deal.
    pub amount: i64,
}

/// What plans cost in a fiscal year: along each path, what happened up to `given.as_of` and the deals of the path are one run, to
/// whole cents; of the transactions, those after that day are not looked at. `None` without a path.
///
/// Pay is what was earned in the pay periods that end in the year, in the currency of the paths, before draws, holds and
/// guarantees; what is paid stands beside it. Each deal of a path is one deal, so what goes by the size or number of single
/// deals is as rough as they are. Plans, people, quotas and figures are taken as they are given.
///
/// The result does not depend on the number of threads. More than [`MOST_PATHS`] paths are not run.
pub fn cost(
    plans: &[PayPlan],
    events: &Events,
    given: &Given,
    ahead: &Ahead<'_>,
    threads: usize,
) -> Option<Cost> {
    let paths = ahead.paths.get(..ahead.paths.len().min(MOST_PATHS))?;
    let start = Start::new(plans, events, given, ahead);
    let parts: Vec<&[Path]> = paths.chunks(paths.len().div_ceil(threads.clamp(1, 64)).max(1)).collect();
    let mut found: Vec<OfPath> = Vec::with_capacity(paths.len());
    std::thread::scope(|scope| {
        let handles: Vec<_> = parts.iter().map(|part| scope.spawn(|| start.along(part))).collect();
        for handle in handles {
            match handle.join() {
                Ok(part) => found.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    if found.is_empty() {
        return None;
    }
    let of = |get: fn(&OfPath) -> i64| spread(found.iter().map(get).collect());
    Some(Cost {
        year: ahead.year.name.clone(),
        earned: of(|path| path.earned),
        paid: of(|path| path.paid),
        revenue: of(|path| path.revenue),
        share: of(|path| {
            let share = i128::from(path.earned) * i128::from(MILLION);
            let share = divide(share, i128::from(path.revenue), Rounding::HalfUp);
            share.and_then(|share| i64::try_from(share).ok()).unwrap_or(0)
        }),
    })
}

/// What one path comes to in the year.
#[derive(Clone, Copy, Default)]
struct OfPath {
    earned: i64,
    paid: i64,
    revenue: i64,
}

/// What all paths have in common: everything that is known, credited once.
struct Start<'a> {
    plans: &'a [PayPlan],
    given: Given,
    ahead: &'a Ahead<'a>,
    events: Events,
    /// Direct lines, without what rolls up.
    lines: Vec<Vec<Line>>,
    roster: Roster,
    /// Seats of plans that last into the year.
    seats: Vec<usize>,
    /// Pay periods of each plan that end in the year.
    periods: Vec<Vec<bool>>,
    known: i32,
}

impl<'a> Start<'a> {
    fn new(plans: &'a [PayPlan], events: &Events, given: &Given, ahead: &'a Ahead<'a>) -> Self {
        let known = day_number(given.as_of);
        let last = ahead.year.until.yesterday().unwrap_or(given.as_of).max(given.as_of);
        let mut events = events.clone();
        for day in events.days.iter_mut().filter(|day| **day > known) {
            *day = day_number(last).saturating_add(1).max(*day);
        }
        if !events.currency.is_empty() && !events.currencies.contains(&ahead.currency) {
            events.currencies.push(ahead.currency);
        }
        let given = Given { as_of: last, ..given.clone() };
        let roster = Roster::new(&given);
        let mut lines = vec![Vec::new(); roster.seats.len()];
        let crediting = Crediting::new(plans, &events, &given, &roster);
        for row in canonical(&events) {
            crediting.of(row, &mut Vec::new(), &mut |seat, line| push(&mut lines, seat, line));
        }
        let year = &ahead.year;
        let lasts = |plan: &PayPlan| plan.from < year.until && year.from < plan.until;
        let in_year = (0..).zip(&roster.seats).filter(|(_, (_, plan))| plans.get(*plan).is_some_and(lasts));
        let periods = plans.iter().map(|plan| {
            let windows = windows(&given.calendar, plan.every, plan.from, plan.until);
            let ends = windows.iter().map(|window| window.until.yesterday().unwrap_or(window.from));
            ends.map(|end| year.from <= end && end < year.until).collect()
        });
        Self {
            plans,
            periods: periods.collect(),
            seats: in_year.map(|(seat, _)| seat).collect(),
            given,
            ahead,
            events,
            lines,
            roster,
            known,
        }
    }

    fn along(&self, paths: &[Path]) -> Vec<OfPath> {
        let mut events = self.events.clone();
        let rows = events.len();
        // Quotas and targets are the same on every path, and seats remember them.
        let seats = seats(&self.given, &self.roster);
        let path = |path: &Path| {
            events.cut(rows);
            // In the order in which they come, whatever the order of the path.
            let mut deals: Vec<&Deal> = path.deals.iter().filter(|deal| self.comes(deal)).collect();
            deals.sort_by_key(|deal| (deal.day, deal.owner, deal.like, deal.amount));
            for deal in deals {
                events.put(deal, self.ahead);
            }
            let (earned, paid) = self.pay(&events, rows, &seats);
            OfPath { earned, paid, revenue: path.revenue }
        };
        paths.iter().map(path).collect()
    }

    fn comes(&self, deal: &Deal) -> bool {
        deal.amount != 0 && self.known < deal.day && deal.day <= day_number(self.given.as_of)
    }

    /// What everybody earns and is paid in the year when the rows from `rows` on come as well.
    fn pay(&self, events: &Events, rows: usize, seats: &[Seat<'_>]) -> (i64, i64) {
        let (plans, given, roster) = (self.plans, &self.given, &self.roster);
        let mut lines = self.lines.clone();
        let crediting = Crediting::new(plans, events, given, roster);
        let of = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
        for row in of(rows)..of(events.len()) {
            crediting.of(row, &mut Vec::new(), &mut |seat, line| push(&mut lines, seat, line));
        }
        for rule in rollup::rules(plans) {
            let sums = rule.sums(plans, events, given.people.len(), roster, &lines);
            rule.lay(&sums, roster, &mut lines);
        }
        let (ready, followers) = (ready(plans, events, given), followers(plans, events));
        let world = World {
            plans: &ready,
            events,
            given,
            roster,
            seats,
            lines: &lines,
            awards: &Awards::new(),
            followers: &followers,
            last_day: day_number(given.as_of),
        };
        let awards = awards(&world);
        let world = World { awards: &awards, ..world };
        let mut sums = vec![(0_i64, 0_i64); plans.len()];
        for seat in each(&world, &self.seats, 1) {
            let plan = seat.paid.plan;
            let (Some(sum), Some(in_year)) = (sums.get_mut(plan), self.periods.get(plan)) else { continue };
            for (of, _) in seat.paid.periods.iter().zip(in_year).filter(|(_, in_year)| **in_year) {
                sum.0 = of.earned.iter().fold(sum.0, |sum, more| sum.saturating_add(*more));
                sum.1 = sum.1.saturating_add(of.paid);
            }
        }
        let rates = self.ahead.into.iter().copied().chain(std::iter::repeat(Rate::ONE));
        sums.iter().zip(rates).fold((0, 0), |(earned, paid), (sum, rate)| {
            (part(sum.0, rate.millionths(), MILLION, earned), part(sum.1, rate.millionths(), MILLION, paid))
        })
    }
}

fn push(lines: &mut [Vec<Line>], seat: u32, line: Line) {
    if let Some(lines) = lines.get_mut(seat as usize) {
        lines.push(line);
    }
}

/// `more` than so many `of`s of a number; a number that does not fit stays at the largest.
fn part(number: i64, of: i64, whole: i64, more: i64) -> i64 {
    let part = divide(i128::from(number) * i128::from(of), i128::from(whole), Rounding::HalfEven);
    more.saturating_add(part.and_then(|part| i64::try_from(part).ok()).unwrap_or(0))
}

/// Where a deal was made, which is its owner's alone.
const OWN_TEXTS: [&str; 3] = ["account", "territory", "unit"];

impl Events {
    /// Takes all rows away from one on.
    fn cut(&mut self, rows: usize) {
        self.days.truncate(rows);
        self.on.truncate(rows);
        self.owner.truncate(rows);
        self.refers.truncate(rows);
        self.currency.truncate(rows);
        self.numbers.values_mut().for_each(|numbers| numbers.of.truncate(rows));
        self.texts.values_mut().for_each(|words| words.of.truncate(rows));
        self.roles.values_mut().for_each(|people| people.truncate(rows));
        if !self.shares.starts.is_empty() {
            self.shares.starts.truncate(rows + 1);
            self.shares.of.truncate(self.shares.starts.last().map_or(0, |end| *end as usize));
        }
        match &mut self.keys {
            Keys::Texts(keys) => keys.truncate(rows),
            Keys::Numbers(keys) => keys.truncate(rows),
        }
    }

    /// Adds a row for a deal; one that is like no sale of an amount is left out.
    fn put(&mut self, deal: &Deal, ahead: &Ahead<'_>) {
        let like = deal.like as usize;
        let whole = self.number(ahead.column, like);
        if like >= self.len() || whole == 0 {
            return;
        }
        let own = self.owner.get(like) == Some(&deal.owner);
        let shared = if own { self.shared(like).to_vec() } else { Vec::new() };
        self.days.push(deal.day);
        self.on.push(self.on.get(like).copied().unwrap_or(0));
        self.owner.push(deal.owner);
        self.refers.push(NONE);
        for numbers in self.numbers.values_mut() {
            let of = numbers.of.get(like).copied().unwrap_or(0);
            numbers.of.push(if numbers.money { part(of, deal.amount, whole, 0) } else { of });
        }
        for (name, words) in &mut self.texts {
            let code = words.of.get(like).copied().filter(|_| own || !OWN_TEXTS.contains(&name.as_str()));
            words.of.push(code.unwrap_or(u16::MAX));
        }
        for people in self.roles.values_mut() {
            people.push(people.get(like).copied().filter(|_| own).unwrap_or(NONE));
        }
        if !self.shares.starts.is_empty() {
            self.shares.of.extend(shared);
            self.shares.starts.push(u32::try_from(self.shares.of.len()).unwrap_or(u32::MAX));
        }
        if !self.currency.is_empty() {
            let code = self.currencies.iter().position(|currency| *currency == ahead.currency);
            self.currency.push(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(0));
        }
        match &mut self.keys {
            // Above every text that a source would use.
            Keys::Texts(keys) => keys.push("\u{10ffff}".to_owned()),
            Keys::Numbers(keys) => keys.push(u64::MAX),
        }
    }
}

/// By nearest rank: the smallest number that so many of all do not exceed.
fn spread(mut all: Vec<i64>) -> Spread {
    all.sort_unstable();
    let at = |percent: usize| {
        let rank = (all.len() * percent).div_ceil(100).max(1);
        all.get(rank - 1).copied().unwrap_or(0)
    };
    let sum: i128 = all.iter().map(|number| i128::from(*number)).sum();
    let count = i128::try_from(all.len().max(1)).unwrap_or(1);
    let mean = plumb_units::divide(sum, count, plumb_units::Rounding::HalfUp);
    Spread {
        p10: at(10),
        p50: at(50),
        p90: at(90),
        mean: mean.and_then(|mean| i64::try_from(mean).ok()).unwrap_or(0),
    }
}
