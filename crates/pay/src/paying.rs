//! What a seat is paid of what it earned: what waits and for what, then settlement period by period.

use plumb_units::{Date, Period, Rate, largest_remainder};

use crate::component::{Due, Tranche};
use crate::conditions::Earned;
use crate::due::{Fate, fate, period_of};
use crate::events::{Events, NONE};
use crate::lines::{Line, shared};
use crate::periods::windows;
use crate::plan::{Over, PayPlan};
use crate::ready::{ReadyComponent, ReadyPlan};
use crate::result::{Paid, PaidPeriod, Problem};
use crate::roster::date_of;
use crate::settle::{CapRoom, Item, Missed, ToSettle, Waiting, settle};
use crate::stream::Raw;
use crate::world::{Seat, World};

/// Settles everything that a seat earned, up to the pay period that holds the last known day.
pub(crate) fn settled(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    seat: &Seat<'_>,
    lines: &[Line],
    raws: &[Raw],
    earned: Vec<Earned>,
    problems: &mut Vec<Problem>,
) -> Paid {
    let mut periods = vec![PaidPeriod::default(); plan.periods.len()];
    let mut items: Vec<Vec<Item<i64>>> = vec![Vec::new(); periods.len()];
    let waiting = waiting(world, plan, lines, raws, &earned);
    for component in earned {
        for (((period, items), earned), entries) in
            periods.iter_mut().zip(&mut items).zip(component.earned).zip(component.entries)
        {
            period.earned.push(earned);
            items.extend(entries.into_iter().map(|entry| Item {
                kind: entry.kind,
                component: entry.component,
                amount: entry.amount,
                earned_in: entry.earned_in,
                event: entry.event,
            }));
        }
    }
    let known = plan.periods.iter().take_while(|period| period.from <= world.last_day()).count();
    let to_settle = to_settle(world, plan, seat, items, known);
    let draw = seat.who.rows.last().and_then(|row| row.draw);
    match settle(&plan.plan.settlement, draw, &to_settle, &waiting) {
        Some(settled) => {
            for (period, settled) in periods.iter_mut().zip(settled) {
                period.entries = settled.items.into_iter().map(Into::into).collect();
                (period.paid, period.held, period.balance) = (settled.paid, settled.held, settled.balance);
            }
        }
        None => {
            problems.push(Problem::TooLarge { plan: plan.index, person: seat.person, component: usize::MAX })
        }
    }
    Paid { person: seat.person, plan: seat.plan, periods }
}

fn to_settle(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    seat: &Seat<'_>,
    items: Vec<Vec<Item<i64>>>,
    known: usize,
) -> Vec<ToSettle<i64>> {
    let settlement = &plan.plan.settlement;
    let spans: Vec<Period> = plan.periods.iter().map(|period| period.period.clone()).collect();
    let nth = seat.who.nth(plan.plan, &spans);
    let caps: Vec<(Period, i64)> = match settlement.cap {
        Some(cap) => {
            let over = if cap.over == Over::Transaction { plan.plan.every } else { cap.over };
            let windows = windows(&world.given.calendar, over, plan.plan.from, plan.plan.until);
            windows
                .into_iter()
                .map(|window| {
                    let most = seat.who.cap(plan.plan, &window).unwrap_or(i64::MAX);
                    (window, most)
                })
                .collect()
        }
        None => Vec::new(),
    };
    let absent = settlement.leave.pays != crate::settlement::LeavePays::Earned;
    let mut found = Vec::with_capacity(known);
    for (place, (items, period)) in items.into_iter().zip(&spans).enumerate().take(known) {
        let last_day = period.until.yesterday().unwrap_or(period.from);
        let cap = caps.iter().position(|(window, _)| window.from <= last_day && last_day < window.until);
        found.push(ToSettle {
            items,
            nth: nth.get(place).copied().flatten(),
            cap: cap.and_then(|window| Some(CapRoom { window, most: caps.get(window)?.1 })),
            missed: if absent { missed(seat, period) } else { Missed::default() },
            target: if absent { seat.who.at_target(plan.plan, period).unwrap_or(0) } else { 0 },
            last: period.from < plan.plan.until && plan.plan.until <= period.until,
        });
    }
    found
}

fn missed(seat: &Seat<'_>, period: &Period) -> Missed {
    let of = i64::from((period.until - period.from).get_days());
    Missed { days: seat.who.missed(period), of }
}

/// The parts that are not paid with the period in which they are earned.
fn waiting(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    lines: &[Line],
    raws: &[Raw],
    earned: &[Earned],
) -> Vec<Waiting<i64>> {
    let mut found = Vec::new();
    let spans: Vec<Period> = plan.periods.iter().map(|period| period.period.clone()).collect();
    for ((component, raw), earned) in plan.components.iter().zip(raws).zip(earned) {
        let Some(parts) = parts(plan.plan, component) else { continue };
        let mut wait = |event: u32, line: Option<&Line>, day: Date, whole: i64| {
            let Some(earned_in) = period_of(&spans, day) else { return };
            for (part, amount) in parts.iter().zip(split(whole, &parts)) {
                if part.when == Due::AtOnce || amount == 0 {
                    continue;
                }
                let fate = fate_of(world, plan.plan, part, event, line, day);
                let at = |day: Date| period_of(&spans, day).unwrap_or(usize::MAX);
                found.push(Waiting {
                    component: component.place,
                    event: Some(event).filter(|event| *event != NONE),
                    earned_in,
                    whole,
                    share: part.share,
                    amount,
                    due: if let Fate::Paid(day) = fate { Some(at(day)) } else { None },
                    forfeited: if let Fate::Lost(day) = fate { Some(at(day)) } else { None },
                });
            }
        };
        if raw.pays.is_empty() {
            for (period, earned) in
                plan.periods.iter().zip(&earned.earned).filter(|(_, earned)| **earned != 0)
            {
                wait(NONE, None, date_of(period.until - 1), *earned);
            }
        }
        for (line, pay) in lines.iter().zip(&raw.pays).filter(|(_, pay)| **pay != 0) {
            wait(line.event, Some(line), date_of(line.day_number()), *pay);
        }
    }
    found.sort_by_key(|part| part.earned_in);
    found
}

/// How a component is paid out, where not all at once.
fn parts(plan: &PayPlan, component: &ReadyComponent<'_>) -> Option<Vec<Tranche>> {
    if !component.component.tranches.is_empty() {
        return Some(component.component.tranches.clone());
    }
    let hold = plan.settlement.hold.as_ref()?;
    if !hold.components.is_empty() && !hold.components.contains(&component.place) {
        return None;
    }
    let rest = Rate::from_millionths(plumb_units::MILLION - hold.share.millionths());
    Some(vec![
        Tranche { share: rest, when: Due::AtOnce, forfeit_after: None },
        Tranche { share: hold.share, when: hold.release.clone(), forfeit_after: hold.forfeit_after },
    ])
}

/// A pay by the shares of its parts, to the cent.
fn split(whole: i64, parts: &[Tranche]) -> Vec<i64> {
    let weights: Vec<u128> =
        parts.iter().map(|part| u128::try_from(part.share.millionths()).unwrap_or(0)).collect();
    largest_remainder(whole, &weights)
        .unwrap_or_else(|| parts.iter().map(|part| shared(whole, part.share.millionths())).collect())
}

/// What becomes of a part of a line: a refund shares the fate of the sale that it takes back.
fn fate_of(
    world: &World<'_>,
    plan: &PayPlan,
    part: &Tranche,
    event: u32,
    line: Option<&Line>,
    day: Date,
) -> Fate {
    let events = world.events;
    let back = line.is_some_and(Line::back);
    let refers = events.refers.get(event as usize).copied().filter(|sale| *sale != NONE);
    let (sale, day) = match refers.filter(|_| back) {
        Some(sale) => (sale, events.days.get(sale as usize).map_or(day, |day| date_of(*day))),
        None => (event, day),
    };
    // Invoices and payments are themselves about an earlier sale: what they wait for happens to that sale.
    let deal = refers.filter(|_| !back).unwrap_or(sale);
    let happened = match &part.when {
        Due::On(kind) => first(world, deal, |other| other == kind),
        _ => None,
    };
    let refunds = |kind: &str| {
        plan.settlement.clawback.as_ref().is_some_and(|clawback| clawback.on.iter().any(|on| on == kind))
    };
    let ends = |kind: &str| TAKES_BACK.contains(&kind) && !refunds(kind);
    let reversed = first(world, sale, ends);
    fate(&part.when, part.forfeit_after, day, happened, reversed, world.given.as_of)
}

/// Kinds of event after which a deal no longer stands.
const TAKES_BACK: [&str; 4] = ["cancel", "return", "nonpayment", "churn"];

fn first(world: &World<'_>, sale: u32, kind: impl Fn(&str) -> bool) -> Option<Date> {
    let of_sale = world.followers.get(&sale)?;
    let found = of_sale.iter().find(|(day, of)| {
        *day <= world.last_day() && world.events.kinds.get(usize::from(*of)).is_some_and(|name| kind(name))
    });
    found.map(|(day, _)| date_of(*day))
}

/// What happened to each sale afterwards, by day: only where a plan waits for something.
pub(crate) fn followers(
    plans: &[PayPlan],
    events: &Events,
) -> std::collections::BTreeMap<u32, Vec<(i32, u8)>> {
    let waits = |plan: &PayPlan| {
        plan.settlement.hold.is_some()
            || plan.components.iter().any(|component| !component.tranches.is_empty())
    };
    let mut found: std::collections::BTreeMap<u32, Vec<(i32, u8)>> = std::collections::BTreeMap::new();
    if !plans.iter().any(waits) {
        return found;
    }
    for (row, sale) in events.refers.iter().enumerate().filter(|(_, sale)| **sale != NONE) {
        let kind = events.on.get(row).copied().unwrap_or(0);
        if let Some(day) = events.days.get(row) {
            found.entry(*sale).or_default().push((*day, kind));
        }
    }
    for of_sale in found.values_mut() {
        of_sale.sort_unstable();
    }
    found
}
