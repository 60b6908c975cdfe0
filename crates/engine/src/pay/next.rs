//! What the next sales would bring: a sale like the last one of each offering, of a round amount, on the day of the review.

use std::collections::BTreeSet;

use plumb_pay::component::{Component, Settles, Times};
use plumb_pay::events::NONE;
use plumb_pay::measure::What;
use plumb_pay::{Events, Paid, PayPlan, Predicate, day_number};
use plumb_plan::Plan;
use plumb_units::{Date, MILLION, Rate, Rounding, divide};

use super::analysis::bounds;
use super::computed::Computed;
use super::inputs::Inputs;
use super::sale::{Seller, sales, template};
use super::view::NextView;
use super::words;
use crate::view::money;

/// How much is sold, in whole units of the currency.
const SOLD: i64 = 10_000;

/// For each offering that was sold: what one more sale would earn a seat, as far as it is earned at once.
pub(super) fn of(computed: &Computed, plan: &Plan, paid: &Paid) -> Vec<NextView> {
    let named = |offering: &plumb_plan::Entity| {
        let mut view = one(computed, paid, offering.id.as_str())?;
        view.name = offering.text("name").map(str::to_owned);
        Some(view)
    };
    let mut found: Vec<NextView> = plan.of_kind("offering").filter_map(named).collect();
    found.sort_by(|a, b| b.pays.minor.cmp(&a.pays.minor).then(a.offering.cmp(&b.offering)));
    found
}

fn one(computed: &Computed, paid: &Paid, offering: &str) -> Option<NextView> {
    let plan = computed.plan(paid.plan)?;
    let inputs = &computed.inputs;
    let last = plan.until.yesterday().ok()?;
    let day = computed.as_of().min(last);
    let member = |day| {
        inputs.given.members.iter().any(|member| {
            (member.person, member.plan) == (paid.person, paid.plan)
                && member.from <= day
                && member.until.is_none_or(|until| day < until)
        })
    };
    if day < plan.from || !member(day) {
        return None;
    }
    let sold = SOLD.checked_mul(10_i64.checked_pow(plan.currency.minor_digits())?)?;
    let template = template(&inputs.events, plan.currency, Some(offering), None)?;
    let row = inputs.events.len();
    let seller = Seller { person: paid.person, plan: paid.plan, day };
    let events = with_sale(inputs, template, seller, sold)?;
    // Only this seat: what others are paid does not matter here.
    let mut given = inputs.given.clone();
    let alone = |plan: &plumb_pay::PayPlan| {
        plan.components.iter().all(|component| component.pool.is_none() && component.prizes.is_none())
    };
    if alone(plan) {
        given.members.retain(|member| member.person == paid.person);
    }
    let run = |events: &plumb_pay::Events| plumb_pay::run(&inputs.plans, events, &given, 1);
    let earned = |run: &plumb_pay::Run| -> Vec<i64> {
        let seat = run.paid.iter().find(|seat| (seat.person, seat.plan) == (paid.person, paid.plan));
        let sum = |place: usize| {
            let periods = seat.into_iter().flat_map(|seat| &seat.periods);
            periods
                .fold(0_i64, |sum, period| sum.saturating_add(period.earned.get(place).copied().unwrap_or(0)))
        };
        (0..plan.components.len()).map(sum).collect()
    };
    let (before, after) = (earned(&run(&inputs.events)), earned(&run(&events)));
    let mut pays = 0_i64;
    let (mut at_once, mut later) = (Vec::new(), Vec::new());
    for ((component, before), after) in plan.components.iter().zip(&before).zip(&after) {
        let more = after.saturating_sub(*before);
        pays = pays.saturating_add(more);
        if more != 0 {
            at_once.push(format!("{} as {}", share(more, sold), words::spoken(&component.id)));
        } else {
            later.extend(towards(plan, component, &inputs.events, template, *before == 0));
        }
    }
    let mut why: Vec<String> = Vec::new();
    why.extend((!at_once.is_empty()).then(|| at_once.join(" and ")));
    why.append(&mut later);
    why.extend(raised(plan, events, row, day));
    Some(NextView {
        offering: offering.to_owned(),
        name: None,
        segment: None,
        sold: money(sold, plan.currency),
        pays: money(pays, plan.currency),
        why: if why.is_empty() { "no component pays for it".to_owned() } else { why.join("; ") },
    })
}

/// The transactions with one more: like the template, of a round amount.
fn with_sale(inputs: &Inputs, template: usize, seller: Seller, sold: i64) -> Option<Events> {
    let mut sale = sales(inputs, template, &[seller], true)?;
    let net = sale.number("net", 0);
    for numbers in sale.numbers.values_mut().filter(|numbers| numbers.money) {
        for of in &mut numbers.of {
            let scaled = divide(i128::from(*of) * i128::from(sold), i128::from(net), Rounding::HalfEven);
            *of = scaled.and_then(|scaled| i64::try_from(scaled).ok()).unwrap_or(0);
        }
    }
    let mut all = inputs.events.clone();
    (all.kinds, all.currencies) = (sale.kinds.clone(), sale.currencies.clone());
    all.append(sale);
    Some(all)
}

/// What multiplies the pay of a sale today, or will on a later day: a contest that runs, or one that is to come.
fn raised(plan: &PayPlan, mut events: Events, row: usize, today: Date) -> Vec<String> {
    let mut found = Vec::new();
    let owner = events.owner.get(row).copied().unwrap_or(NONE);
    for component in &plan.components {
        for times in &component.times {
            let Times::When { when, rate, name } = times else { continue };
            let mut days = BTreeSet::new();
            bounds(when, &mut days);
            let mut holds = |day: Date| {
                if let Some(of) = events.days.get_mut(row) {
                    *of = day_number(day);
                }
                when.holds(&events, row, owner)
            };
            let name = name.as_ref().map_or_else(String::new, |name| format!(" ({name})"));
            let what = words::spoken(&component.id);
            if holds(today) {
                found.push(format!("that is {rate} of the {what}{name}"));
                continue;
            }
            if let Some(from) = days.into_iter().find(|day| *day > today && *day < plan.until && holds(*day))
            {
                found.push(format!("{rate} of the {what} from {} on{name}", plumb_pay::letter::day(from)));
            }
        }
    }
    found
}

/// A part of what is sold in per cent, with two digits after the point at most.
fn share(part: i64, sold: i64) -> String {
    let hundredths = divide(i128::from(part) * 10_000, i128::from(sold), Rounding::HalfUp);
    let hundredths = hundredths.and_then(|of| i64::try_from(of).ok()).unwrap_or(0);
    Rate::from_millionths(hundredths.saturating_mul(MILLION / 10_000)).to_string()
}

/// What a sale does for a component that does not pay for it at once, as far as that is plain.
fn towards(
    plan: &PayPlan,
    component: &Component,
    events: &Events,
    row: usize,
    nothing_yet: bool,
) -> Option<String> {
    let measure = plan.measures.get(component.measure?)?;
    let name = words::spoken(&component.id);
    let counts = |credits: &[usize]| -> Option<i64> {
        let amounts = credits.iter().map(|credit| {
            let credit = plan.credits.get(*credit).filter(|credit| credit.when == Predicate::Always)?;
            Some(events.number(&credit.amount, row))
        });
        amounts.sum()
    };
    match &measure.what {
        // Where something was earned already and no more comes, it may be at its end.
        What::Sum(of) if nothing_yet && counts(of)? > 0 => Some(format!("counts towards the {name}")),
        What::Ratio { above, below } => {
            let (above, below) = (counts(above)?, counts(below)?);
            let moves = match (above, below) {
                (_, below) if below <= 0 => return None,
                (0, _) => "lowers",
                (above, below) if above >= below => "raises",
                _ => return None,
            };
            let when = words::time(component.over).filter(|_| component.settles == Settles::AtEnd);
            let when = when.map_or_else(String::new, |time| format!(" at the end of the {time}"));
            Some(format!("{moves} the {}, for which the {name} is paid{when}", words::spoken(&measure.id)))
        }
        _ => None,
    }
}
