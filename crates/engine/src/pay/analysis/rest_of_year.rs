//! The year as it may well end: what is known, then the same months of the year before once more.

use std::collections::BTreeSet;

use plumb_pay::component::Times;
use plumb_pay::events::{Events, NONE};
use plumb_pay::predicate::{Compare, DATE};
use plumb_pay::{Given, PayPlan, Predicate, Run, date_of, day_number};
use plumb_units::{Date, Grain};

use crate::pay::computed::Computed;

/// Days that are looked at: more would fill a page and say little.
const DAYS_MAX: usize = 8;

/// Transactions up to the last day of the plans that hold now, and pay computed on them.
pub(crate) struct RestOfYear {
    pub(crate) events: Events,
    pub(crate) given: Given,
    pub(crate) run: Run,
}

impl RestOfYear {
    /// What was sold a year before each day that is still to come is sold again, by the same people to the same accounts.
    pub(crate) fn of(computed: &Computed, threads: usize) -> Self {
        let inputs = &computed.inputs;
        let as_of = computed.as_of();
        let holds = |plan: &&PayPlan| plan.from <= as_of && as_of < plan.until;
        let last = inputs.plans.iter().filter(holds).filter_map(|plan| plan.until.yesterday().ok()).max();
        let last = last.unwrap_or(as_of).max(as_of);
        let (known, end) = (day_number(as_of), day_number(last));
        let again = |(row, day): (u32, i32)| {
            let later = day_number(year_later(date_of(day)));
            let new = inputs.events.refers.get(row as usize).is_none_or(|of| *of == NONE);
            let sold = inputs.events.number("net", row as usize) >= 0;
            (day <= known && known < later && later <= end && new && sold).then_some((row, later))
        };
        let days = inputs.events.days.iter().copied();
        let copies: Vec<(u32, i32)> = (0_u32..).zip(days).filter_map(again).collect();
        let mut events = inputs.events.clone();
        events.append(inputs.events.copies(&copies, true));
        let given = Given { as_of: last, ..inputs.given.clone() };
        let run = plumb_pay::run(&inputs.plans, &events, &given, threads);
        Self { events, given, run }
    }
}

/// The days on which a plan is looked at: today, where a quarter begins, where a condition begins or ends to hold.
pub(super) fn days(computed: &Computed, plan: &PayPlan) -> Vec<Date> {
    let as_of = computed.as_of();
    let Ok(last) = plan.until.yesterday() else { return Vec::new() };
    if as_of < plan.from {
        return Vec::new();
    }
    if as_of > last {
        return vec![last];
    }
    let calendar = &computed.inputs.given.calendar;
    let mut found = BTreeSet::new();
    let mut day = as_of;
    while let Some(quarter) = calendar.period(day, Grain::Quarter).filter(|quarter| quarter.until <= last) {
        found.insert(quarter.until);
        day = quarter.until;
    }
    let parts = plan.components.iter();
    let conditions = parts.clone().flat_map(|component| &component.times).filter_map(|times| match times {
        Times::When { when, .. } => Some(when),
        _ => None,
    });
    conditions.for_each(|when| bounds(when, &mut found));
    found.extend(parts.flat_map(|component| [component.from, component.until]).flatten());
    found.retain(|day| as_of < *day && *day <= last);
    std::iter::once(as_of).chain(found).take(DAYS_MAX).collect()
}

/// The first days on which a condition on the day changes its answer.
pub(crate) fn bounds(when: &Predicate, found: &mut BTreeSet<Date>) {
    match when {
        Predicate::All(parts) | Predicate::Any(parts) => parts.iter().for_each(|part| bounds(part, found)),
        Predicate::Not(part) => bounds(part, found),
        Predicate::Compare { column, how, with } if column == DATE => {
            let of = |day: i64| i32::try_from(day).ok().map(date_of);
            let (first, second) = match how {
                Compare::Below | Compare::AtLeast => (of(*with), None),
                Compare::AtMost | Compare::Above => (of(with.saturating_add(1)), None),
                Compare::Is => (of(*with), of(with.saturating_add(1))),
            };
            found.extend([first, second].into_iter().flatten());
        }
        _ => {}
    }
}

/// The same day a year later; the 28th where there is none.
fn year_later(day: Date) -> Date {
    let year = day.year().saturating_add(1);
    let same = Date::new(year, day.month(), day.day());
    same.or_else(|_| Date::new(year, day.month(), 28)).unwrap_or(day)
}
