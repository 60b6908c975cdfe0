//! The year as it may well end: what is known, then the same months of the year before once more.

use std::collections::BTreeSet;

use plumb_pay::component::{Price, Times};
use plumb_pay::events::{Events, TAKES_BACK};
use plumb_pay::predicate::{Compare, DATE};
use plumb_pay::{Given, PayPlan, Predicate, Run, date_of, day_number};
use plumb_units::{Date, Grain};

use crate::pay::computed::Computed;
use crate::pay::inputs::Inputs;
use crate::pay::read::years;

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
        // A year of history fills no more than a year.
        let last = last.unwrap_or(as_of).min(years(as_of, 1)).max(as_of);
        let (known, end) = (day_number(as_of), day_number(last));
        let again = |(row, day): (u32, i32)| {
            let later = day_number(years(date_of(day), 1));
            let sold = inputs.events.number("net", row as usize) >= 0 && !takes_back(inputs, row as usize);
            (day <= known && known < later && later <= end && sold).then_some((row, later))
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

fn takes_back(inputs: &Inputs, row: usize) -> bool {
    let kind = inputs.events.on.get(row).and_then(|on| inputs.events.kinds.get(usize::from(*on)));
    let Some(kind) = kind.map(String::as_str) else { return false };
    let mut told = inputs.plans.iter().filter_map(|plan| plan.settlement.clawback.as_ref());
    TAKES_BACK.contains(&kind)
        || kind == "refund"
        || told.any(|clawback| clawback.on.iter().any(|on| on == kind))
}

/// The days on which plans are looked at: today, where a quarter begins, where something dated begins or ends to hold in any
/// plan that holds today. All plans have the same days, so that they can be compared.
pub(super) fn days(computed: &Computed) -> Vec<Date> {
    let as_of = computed.as_of();
    let holds = |plan: &&PayPlan| plan.from <= as_of && as_of < plan.until;
    let calendar = &computed.inputs.given.calendar;
    let mut found = BTreeSet::new();
    for plan in computed.inputs.plans.iter().filter(holds) {
        let last = plan.until.yesterday().unwrap_or(as_of).min(years(as_of, 1));
        let mut own = BTreeSet::new();
        let mut day = as_of;
        while let Some(quarter) = calendar.period(day, Grain::Quarter).filter(|quarter| quarter.until <= last)
        {
            own.insert(quarter.until);
            day = quarter.until;
        }
        dated(plan, &mut own);
        found.extend(own.into_iter().filter(|day| as_of < *day && *day <= last));
    }
    std::iter::once(as_of).chain(found).take(DAYS_MAX).collect()
}

/// The first and the last days of everything dated in a plan.
fn dated(plan: &PayPlan, found: &mut BTreeSet<Date>) {
    let components = || plan.components.iter();
    let times = components().flat_map(|component| &component.times).filter_map(|times| match times {
        Times::When { when, .. } => Some(when),
        _ => None,
    });
    let credits = plan
        .credits
        .iter()
        .flat_map(|credit| credit.share_when.iter().map(|(when, _)| when).chain([&credit.when]));
    times.chain(credits).for_each(|when| bounds(when, found));
    let prices = components().filter_map(|component| match &component.price {
        Price::Table(table) => Some(table),
        _ => None,
    });
    let tables = plan.credits.iter().filter_map(|credit| credit.weight.as_ref()).chain(prices);
    found.extend(tables.flat_map(|table| &table.rows).flat_map(|row| [row.from, row.until]).flatten());
    found.extend(components().flat_map(|component| [component.from, component.until]).flatten());
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
