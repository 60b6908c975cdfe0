//! Everything that a run looks at: plans made ready, people, transactions, and everybody's lines.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use plumb_units::{Date, MILLION, Period};

use crate::book::Book;
use crate::component::Level;
use crate::events::Events;
use crate::given::Given;
use crate::lines::Line;
use crate::measure::{Measure, What};
use crate::number::{Fraction, Number};
use crate::person::Person;
use crate::plan::Over;
use crate::ready::{ReadyComponent, ReadyPlan, Window, mask};
use crate::result::Problem;
use crate::roster::{Roster, date_of};

/// One person under one plan.
pub(crate) struct Seat<'a> {
    pub(crate) person: u32,
    pub(crate) plan: usize,
    pub(crate) who: Person<'a>,
    /// Quotas and targets that were asked for: each is worked out once.
    asked: Mutex<BTreeMap<Ask, Option<i64>>>,
}

/// A measure or, behind them, a component; the window's days, and the day up to which a quota counts.
type Ask = (usize, Date, Date, Option<i32>);

impl<'a> Seat<'a> {
    pub(crate) fn new(person: u32, plan: usize, who: Person<'a>) -> Self {
        Self { person, plan, who, asked: Mutex::default() }
    }

    fn known(&self, ask: Ask, find: impl FnOnce() -> Option<i64>) -> Option<i64> {
        let open = || self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = open().get(&ask) {
            return *known;
        }
        let found = find();
        open().insert(ask, found);
        found
    }

    /// The person's own rate on a day, in millionths.
    pub(crate) fn own_rate(&self, day: i32) -> i64 {
        let date = date_of(day);
        let holds =
            |row: &&&crate::given::Member| row.from <= date && row.until.is_none_or(|until| date < until);
        let row = self.who.rows.iter().rfind(holds).or_else(|| self.who.rows.last());
        row.and_then(|row| row.rate).map_or(0, |rate| rate.millionths())
    }
}

/// Everything that a run looks at.
#[derive(Clone, Copy)]
pub(crate) struct World<'w> {
    pub(crate) plans: &'w [ReadyPlan<'w>],
    pub(crate) events: &'w Events,
    pub(crate) given: &'w Given,
    pub(crate) roster: &'w Roster,
    pub(crate) seats: &'w [Seat<'w>],
    pub(crate) lines: &'w [Vec<Line>],
    /// Funds and prizes.
    pub(crate) awards: &'w crate::awards::Awards,
    /// What happened to each sale afterwards: days and kinds of events.
    pub(crate) followers: &'w BTreeMap<u32, Vec<(i32, u8)>>,
    /// The last day that is known.
    pub(crate) last_day: i32,
}

impl World<'_> {
    /// The quota of a seat for a window; where it counts to date, up to a day, that day not included.
    pub(crate) fn quota(
        &self,
        plan: &ReadyPlan<'_>,
        measure: &Measure,
        seat: &Seat<'_>,
        window: &Period,
        until: Option<i32>,
    ) -> Option<i64> {
        let until = until.filter(|_| measure.to_date);
        let find = || seat.who.quota(plan.plan, measure, window, until.map(date_of));
        let Some(place) = plan.plan.measures.iter().position(|other| std::ptr::eq(other, measure)) else {
            return find();
        };
        seat.known((place, window.from, window.until, until), find)
    }

    /// A component's share of a seat's variable pay for a window.
    pub(crate) fn target(
        &self,
        plan: &ReadyPlan<'_>,
        component: &ReadyComponent<'_>,
        seat: &Seat<'_>,
        window: &Period,
    ) -> i64 {
        // Behind the places of measures.
        let place = plan.plan.measures.len() + component.place;
        let find = || seat.who.target(plan.plan, component.component, window);
        seat.known((place, window.from, window.until, None), find).unwrap_or(0)
    }

    /// The last day that is known.
    pub(crate) fn last_day(&self) -> i32 {
        self.last_day
    }

    /// The value of a measure from the first day of its window up to a day, that day not included: minor units, or millionths.
    ///
    /// `None` where a figure that it needs is not given, or the line below a ratio is empty.
    pub(crate) fn value<B: Book>(
        &self,
        plan: &ReadyPlan<'_>,
        measure: usize,
        seat: &Seat<'_>,
        book: B,
        until: i32,
        problems: &mut Vec<Problem>,
    ) -> Option<B::N> {
        let of = plan.plan.measures.get(measure)?;
        let windows = plan.measures.get(measure)?;
        let place = windows.partition_point(|window| window.until < until);
        let window = windows.get(place).or_else(|| windows.last())?;
        let from = match of.over {
            Over::Rolling(months) => {
                let back = usize::from(months.saturating_sub(1));
                windows.get(place.saturating_sub(back)).map_or(window.from, |first| first.from)
            }
            _ => window.from,
        };
        let until = until.min(window.until);
        let zero = B::N::whole(0);
        match &of.what {
            What::Sum(credits) => book.sum(mask(credits), from, until),
            What::Count(credits) => book.count(mask(credits), from, until),
            What::Average(credits) => {
                let mask = mask(credits);
                let count = book.count(mask, from, until)?;
                book.sum(mask, from, until)?.times(MILLION, 1)?.over(&count)
            }
            What::Ratio { above, below } => {
                let below = book.amounts(mask(below), from, until)?;
                if below <= zero {
                    return None;
                }
                book.amounts(mask(above), from, until)?.times(MILLION, 1)?.over(&below)
            }
            What::Growth(credits) => {
                let now = book.sum(mask(credits), from, until)?;
                let before = place.checked_sub(1).and_then(|before| windows.get(before));
                let before = match before {
                    Some(before) => book.sum(mask(credits), before.from, before.until)?,
                    None => B::N::whole(self.figure(
                        plan,
                        &format!("{}-before", of.id),
                        seat,
                        window,
                        problems,
                    )?),
                };
                now.minus(&before)?.times(MILLION, 1)?.over(&Some(before).filter(|before| *before > zero)?)
            }
            What::Figure(name) => self.figure(plan, name, seat, window, problems).map(B::N::whole),
            What::ReportsAtQuota(name) => self.reports_at_quota(plan, name, seat, book, until),
            What::Rank(credits) => {
                let mask = mask(credits);
                let own = book.sum(mask, from, until)?;
                let others = (0..).zip(&self.roster.seats).filter(|(_, (_, other))| *other == seat.plan);
                let ahead = others.filter(|(index, _)| {
                    book.of(*index).sum(mask, from, until).is_some_and(|other| other > own)
                });
                i64::try_from(ahead.count())
                    .ok()
                    .and_then(|ahead| (ahead + 1).checked_mul(MILLION))
                    .map(B::N::whole)
            }
        }
    }

    /// The attainment of a measure up to a day, in millionths; the value itself where the level is one of values.
    pub(crate) fn level<B: Book>(
        &self,
        plan: &ReadyPlan<'_>,
        (measure, level): (usize, Level),
        seat: &Seat<'_>,
        book: B,
        until: i32,
        problems: &mut Vec<Problem>,
    ) -> Option<B::N> {
        let value = self.value(plan, measure, seat, book, until, problems)?;
        if level == Level::Value {
            return Some(value);
        }
        let of = plan.plan.measures.get(measure)?;
        let windows = plan.measures.get(measure)?;
        let window = windows.iter().find(|window| until <= window.until).or_else(|| windows.last())?;
        let quota = self.quota(plan, of, seat, &window.period, Some(until.min(window.until)));
        value.times(MILLION, quota.filter(|quota| *quota > 0)?)
    }

    /// A figure that somebody entered, for a window: the person's own before everybody's, the latest of each.
    fn figure(
        &self,
        plan: &ReadyPlan<'_>,
        name: &str,
        seat: &Seat<'_>,
        window: &Window,
        problems: &mut Vec<Problem>,
    ) -> Option<i64> {
        let found = self.entered(name, seat, window).and_then(|figure| figure.value);
        if found.is_none() {
            problems.push(Problem::NoFigure {
                plan: plan.index,
                person: seat.person,
                figure: name.to_owned(),
                from: window.period.from,
            });
        }
        found
    }

    /// The entry of a figure that holds for a window.
    pub(crate) fn entered(
        &self,
        name: &str,
        seat: &Seat<'_>,
        window: &Window,
    ) -> Option<&crate::given::Figure> {
        let holds = |figure: &&crate::given::Figure| {
            figure.name == name
                && figure.from < window.period.until
                && figure.until > window.period.from
                && figure.person.is_none_or(|person| person == seat.person)
        };
        self.given
            .figures
            .iter()
            .filter(holds)
            .max_by_key(|figure| (figure.person.is_some(), figure.from, figure.until))
    }

    /// The share of those who report directly to somebody and have reached their quota of a measure, in millionths.
    fn reports_at_quota<B: Book>(
        &self,
        plan: &ReadyPlan<'_>,
        name: &str,
        seat: &Seat<'_>,
        book: B,
        until: i32,
    ) -> Option<B::N> {
        let (plan_id, measure) = name.split_once('.').unwrap_or((&plan.plan.id, name));
        let of = self.plans.iter().find(|other| other.plan.id == plan_id)?;
        let place = of.plan.measures.iter().position(|other| other.id == measure)?;
        // Shares of shares could turn in a circle.
        if matches!(of.plan.measures.get(place)?.what, What::ReportsAtQuota(_)) {
            return None;
        }
        let (mut all, mut reached) = (0, 0);
        for person in self.roster.reports(seat.person, until - 1) {
            let index = self.roster.seats.binary_search(&(person, of.index)).ok();
            let Some((index, other)) = index.and_then(|index| Some((index, self.seats.get(index)?))) else {
                continue;
            };
            let level =
                self.level(of, (place, Level::Attainment), other, book.of(index), until, &mut Vec::new());
            if let Some(level) = level {
                all += 1;
                reached += i64::from(level >= B::N::whole(MILLION));
            }
        }
        B::N::whole(reached).times(MILLION, all)
    }
}
