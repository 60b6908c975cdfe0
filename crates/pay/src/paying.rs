//! What a seat is paid of what it earned: what waits and for what, then settlement period by period.

use plumb_units::{Date, Period, Rate, largest_remainder};

use crate::component::{Due, Tranche};
use crate::conditions::{Earned, plain};
use crate::due::{Fate, fate};
use crate::events::{Events, NONE, TAKES_BACK};
use crate::lines::{Line, shared};
use crate::number::Number;
use crate::periods::windows;
use crate::plan::{Over, PayPlan};
use crate::ready::{ReadyComponent, ReadyPlan};
use crate::result::{Paid, PaidPeriod, Problem};
use crate::roster::{date_of, day_number};
use crate::settle::{CapRoom, Item, Missed, Settled, ToSettle, Waiting, settle};
use crate::stream::Raw;
use crate::world::{Seat, World};

/// Settles everything that a seat earned, up to the pay period that holds the last known day.
pub(crate) fn settled(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    seat: &Seat<'_>,
    lines: &[Line],
    raws: &[Raw],
    earned: Vec<Earned<i64>>,
    problems: &mut Vec<Problem>,
) -> Paid {
    let mut periods = vec![PaidPeriod::default(); plan.periods.len()];
    let mut waiting = Vec::new();
    let pieces = plan.components.iter().zip(raws).zip(&earned);
    for ((component, raw), earned) in pieces {
        let by_line =
            lines.iter().zip(&raw.pays).map(|(line, pay)| (Deal::of(world, line), line.day_number(), *pay));
        let by_line = (!raw.pays.is_empty()).then_some(by_line);
        waits(world, plan, component, by_line, &earned.earned, &TO_THE_CENT, &mut waiting);
    }
    for component in &earned {
        for (period, earned) in periods.iter_mut().zip(&component.earned) {
            period.earned.push(*earned);
        }
    }
    match books(world, plan, seat, earned, waiting) {
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

/// Settles what components earned, in any kind of number.
pub(crate) fn books<M: Number>(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    seat: &Seat<'_>,
    earned: Vec<Earned<M>>,
    mut waiting: Vec<Waiting<M>>,
) -> Option<Vec<Settled<M>>> {
    let mut items: Vec<Vec<Item<M>>> = vec![Vec::new(); plan.periods.len()];
    for component in earned {
        for (all, more) in items.iter_mut().zip(component.items) {
            all.extend(more);
        }
    }
    waiting.sort_by_key(|part| part.earned_in);
    let known = plan.periods.iter().take_while(|period| period.from <= world.last_day()).count();
    let to_settle = to_settle(world, plan, seat, items, known);
    let draw = seat.who.rows.last().and_then(|row| row.draw);
    settle(&plan.plan.settlement, draw, &to_settle, &waiting)
}

fn to_settle<M: Number>(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    seat: &Seat<'_>,
    items: Vec<Vec<Item<M>>>,
    known: usize,
) -> Vec<ToSettle<M>> {
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

/// What pay is about, where a part of it waits for something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deal {
    /// The row of the line.
    event: u32,
    /// The sale that decides what becomes of the part, and its day: a refund shares the fate of the sale that it takes back.
    sale: u32,
    sold: Option<i32>,
    /// What is waited for happens to this one: invoices and payments are themselves about an earlier sale.
    about: u32,
    /// Whether a single deal stands behind it at all.
    single: bool,
}

impl Deal {
    /// Nothing that something could happen to.
    pub(crate) const NONE: Self = Self { event: NONE, sale: NONE, sold: None, about: NONE, single: false };

    /// A deal that is not among the transactions: nothing has happened to it yet.
    pub(crate) const BESIDE: Self = Self { single: true, ..Self::NONE };

    pub(crate) fn of(world: &World<'_>, line: &Line) -> Self {
        let refers = world.events.refers.get(line.event as usize).copied().filter(|sale| *sale != NONE);
        match refers {
            Some(sale) if line.back() => {
                let sold = world.events.days.get(sale as usize).copied();
                Self { event: line.event, sale, sold, about: sale, single: true }
            }
            about => {
                let single = line.event != NONE;
                Self {
                    event: line.event,
                    sale: line.event,
                    sold: None,
                    about: about.unwrap_or(line.event),
                    single,
                }
            }
        }
    }
}

/// How a kind of number is divided.
pub(crate) struct Divided<M> {
    /// By the shares of parts.
    pub(crate) by_parts: fn(&M, &[Tranche]) -> Option<Vec<M>>,
    /// `whole · part / sum`.
    pub(crate) in_proportion: fn(&M, &M, &M) -> Option<M>,
}

/// To whole cents.
const TO_THE_CENT: Divided<i64> =
    Divided { by_parts: to_the_cent, in_proportion: |whole, part, sum| whole.times(*part, *sum) };

/// The parts of a component's pay that are not paid with the period in which they are earned.
///
/// What gates, multipliers and limits make of a period's lines is laid on the lines in proportion: only what is earned waits.
/// What no single deal stands behind does not wait for something to happen to a deal.
pub(crate) fn waits<M: Number>(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    component: &ReadyComponent<'_>,
    by_line: Option<impl Iterator<Item = (Deal, i32, M)>>,
    earned: &[M],
    divided: &Divided<M>,
    found: &mut Vec<Waiting<M>>,
) {
    let Some(parts) = parts(plan.plan, component) else { return };
    let zero = M::whole(0);
    let mut wait = |deal: Deal, day: i32, whole: M| {
        let place = |day: i32| plan.periods.partition_point(|period| period.until <= day);
        let earned_in = place(day);
        if whole == zero || earned_in == plan.periods.len() {
            return;
        }
        for (part, amount) in parts.iter().zip((divided.by_parts)(&whole, &parts).unwrap_or_default()) {
            let nothing_happens = !deal.single && matches!(part.when, Due::On(_));
            if part.when == Due::AtOnce || amount == zero || nothing_happens {
                continue;
            }
            let fate = fate_of(world, plan.plan, part, deal, deal.sold.unwrap_or(day));
            let at = |day: Date| Some(place(day_number(day))).filter(|place| *place < plan.periods.len());
            found.push(Waiting {
                component: component.place,
                event: Some(deal.event).filter(|event| *event != NONE),
                earned_in,
                whole: whole.clone(),
                share: part.share,
                amount,
                due: if let Fate::Paid(day) = fate { at(day).or(Some(usize::MAX)) } else { None },
                forfeited: if let Fate::Lost(day) = fate { at(day).or(Some(usize::MAX)) } else { None },
            });
        }
    };
    match by_line {
        Some(lines) if plain(component) => lines.for_each(|(deal, day, pay)| wait(deal, day, pay)),
        Some(lines) => {
            let mut of_period: Vec<Vec<(Deal, i32, M)>> = plan.periods.iter().map(|_| Vec::new()).collect();
            for (deal, day, pay) in lines {
                let place = plan.periods.partition_point(|period| period.until <= day);
                if let Some(lines) = of_period.get_mut(place) {
                    lines.push((deal, day, pay));
                }
            }
            for ((lines, earned), period) in of_period.into_iter().zip(earned).zip(&plan.periods) {
                match laid_on(&lines, earned, divided) {
                    Some(amounts) => {
                        for ((deal, day, _), amount) in lines.into_iter().zip(amounts) {
                            wait(deal, day, amount);
                        }
                    }
                    None => wait(Deal::NONE, period.until - 1, earned.clone()),
                }
            }
        }
        None => {
            for (period, earned) in plan.periods.iter().zip(earned) {
                wait(Deal::NONE, period.until - 1, earned.clone());
            }
        }
    }
}

/// What is earned in a period, laid on its lines in proportion to what each brings; `None` where they bring nothing together.
fn laid_on<M: Number>(lines: &[(Deal, i32, M)], earned: &M, divided: &Divided<M>) -> Option<Vec<M>> {
    let zero = M::whole(0);
    let sum = lines.iter().try_fold(zero.clone(), |sum, (_, _, pay)| sum.plus(pay))?;
    if sum == *earned {
        return Some(lines.iter().map(|(_, _, pay)| pay.clone()).collect());
    }
    if sum == zero {
        return None;
    }
    let (mut so_far, mut given) = (zero.clone(), zero);
    let amounts = lines.iter().map(|(_, _, pay)| {
        so_far = so_far.plus(pay)?;
        let due = (divided.in_proportion)(earned, &so_far, &sum)?;
        let amount = due.minus(&given)?;
        given = due;
        Some(amount)
    });
    amounts.collect()
}

/// Whether a part of a component's pay may wait.
pub(crate) fn may_wait(plan: &ReadyPlan<'_>, component: &ReadyComponent<'_>) -> bool {
    parts(plan.plan, component).is_some()
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
fn to_the_cent(whole: &i64, parts: &[Tranche]) -> Option<Vec<i64>> {
    let weights: Vec<u128> =
        parts.iter().map(|part| u128::try_from(part.share.millionths()).unwrap_or(0)).collect();
    Some(
        largest_remainder(*whole, &weights)
            .unwrap_or_else(|| parts.iter().map(|part| shared(*whole, part.share.millionths())).collect()),
    )
}

fn fate_of(world: &World<'_>, plan: &PayPlan, part: &Tranche, deal: Deal, day: i32) -> Fate {
    let happened = match &part.when {
        Due::On(kind) => first(world, deal.about, |other| other == kind),
        _ => None,
    };
    let refunds = |kind: &str| {
        plan.settlement.clawback.as_ref().is_some_and(|clawback| clawback.on.iter().any(|on| on == kind))
    };
    let ends = |kind: &str| TAKES_BACK.contains(&kind) && !refunds(kind);
    let reversed = first(world, deal.sale, ends);
    fate(&part.when, part.forfeit_after, date_of(day), happened, reversed, date_of(world.last_day()))
}

fn first(world: &World<'_>, sale: u32, kind: impl Fn(&str) -> bool) -> Option<Date> {
    let of_sale = world.followers.get(&sale)?;
    let found = of_sale.iter().find(|(day, of)| {
        *day <= world.last_day() && world.events.kinds.get(usize::from(*of)).is_some_and(|name| kind(name))
    });
    found.map(|(day, _)| date_of(*day))
}

/// Whether a plan pays later than it earns.
pub(crate) fn waits_for(plan: &PayPlan) -> bool {
    plan.settlement.hold.is_some() || plan.components.iter().any(|component| !component.tranches.is_empty())
}

/// What happened to each sale afterwards, by day: only where a plan waits for something.
pub(crate) fn followers(
    plans: &[PayPlan],
    events: &Events,
) -> std::collections::BTreeMap<u32, Vec<(i32, u8)>> {
    let mut found: std::collections::BTreeMap<u32, Vec<(i32, u8)>> = std::collections::BTreeMap::new();
    if !plans.iter().any(waits_for) {
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
