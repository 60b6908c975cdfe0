//! Every cent told: which transaction, which rule, which tier, and what rounding did.

use plumb_units::{Date, Period};

use crate::awards::Awards;
use crate::component::{Shape, Times};
use crate::curve::Ladder;
use crate::events::{Events, NONE};
use crate::given::Given;
use crate::lines::{FIRST_DAY, Line};
use crate::number::{Number, Ratio};
use crate::plan::{PayPlan, RoundAt};
use crate::predicate::{Compiled, Predicate};
use crate::ready::{ReadyComponent, ReadyPlan, Way};
use crate::rollup::{self, RollUp};
use crate::roster::{Roster, date_of, day_number};
use crate::run::{Run, ready, seats};
use crate::stream::{Exact, Step, stream};
use crate::world::{Seat, World};

/// One line of one component, explained. Its pay is `exact` rounded; pieces sum to `exact`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The component's place in the plan.
    pub component: usize,
    /// The rule of crediting: its place in the plan.
    pub credit: usize,
    /// The row of the events; `None` for a day of those below.
    pub event: Option<u32>,
    /// The day.
    pub day: Date,
    /// Place of the pay period.
    pub period: usize,
    /// What was credited.
    pub amount: i64,
    /// What it counts towards the quota.
    pub weighted: i64,
    /// The component's window; `None` where each transaction stands alone.
    pub window: Option<Period>,
    /// The quota of the window.
    pub quota: Option<i64>,
    /// The measure before and after the line.
    pub before: i64,
    /// The measure after the line.
    pub after: i64,
    /// What was paid on.
    pub basis: i64,
    /// What a unit brings before tiers.
    pub price: Ratio,
    /// What multiplies the price: places in the component's list of multipliers.
    pub times: Vec<usize>,
    /// The tiers that the line crosses, or the change of what is paid for all.
    pub pieces: Vec<Explanation>,
    /// The pay before rounding, in minor units.
    pub exact: Ratio,
    /// The pay.
    pub pays: i64,
    /// The transaction whose own pay is taken back.
    pub takes_back: Option<u32>,
    /// For a day of those below: whose transactions it is made of, and what each brings of the pay.
    pub from_below: Vec<FromBelow>,
}

/// A part of a line's pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Explanation {
    /// So many units lie in a tier and are paid so many times.
    Tier {
        /// Place of the tier, from 0.
        tier: usize,
        /// Where the part begins.
        from: i64,
        /// Where it ends.
        to: i64,
        /// How many times the price.
        times: Ratio,
        /// What it brings.
        brings: Ratio,
    },
    /// All of the window was paid at one rate and is now paid at another, or there is more of it.
    Whole {
        /// What all brought before.
        before: Ratio,
        /// What all brings now.
        now: Ratio,
    },
}

/// A transaction of somebody below, as a part of a day that rolls up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FromBelow {
    /// Whose.
    pub person: u32,
    /// The row of the events; `None` where it rolled up itself.
    pub event: Option<u32>,
    /// What was credited below.
    pub amount: i64,
    /// What it brings of the pay, to the cent.
    pub pays: i64,
}

impl Run {
    /// The lines of one person under one plan, explained, by component and then in their order.
    ///
    /// `plans`, `events` and `given` must be those of the run. Sales taken back with recalculation are explained line by line
    /// as they were when new; what taking back changed stands with the line that takes back.
    pub fn explain(
        &self,
        plans: &[PayPlan],
        events: &Events,
        given: &Given,
        person: u32,
        plan: usize,
    ) -> Vec<Explained> {
        let roster = Roster::new(given);
        let seats = seats(given, &roster);
        let (ready, followers) = (ready(plans, events, given), std::collections::BTreeMap::new());
        let world = World {
            plans: &ready,
            events,
            given,
            roster: &roster,
            seats: &seats,
            lines: &self.lines,
            awards: &Awards::new(),
            followers: &followers,
            last_day: day_number(given.as_of),
        };
        let Ok(index) = roster.seats.binary_search(&(person, plan)) else { return Vec::new() };
        let (Some(seat), Some(lines)) = (seats.get(index), self.lines.get(index)) else { return Vec::new() };
        let Some(plan) = world.plans.get(plan) else { return Vec::new() };
        let rules = rollup::rules(plans);
        let mut found = Vec::new();
        for component in &plan.components {
            let mut steps = Vec::new();
            stream(&world, plan, component, seat, lines, Some(&mut steps), &mut Vec::new());
            let posted = self.raws.get(index).and_then(|raws| raws.get(component.place));
            let mut total = (usize::MAX, Ratio::ZERO, 0_i64);
            for step in steps {
                let Some(line) = lines.get(step.line) else { continue };
                let pays = if component.round_at == RoundAt::Period {
                    if total.0 != step.window {
                        total = (step.window, Ratio::ZERO, 0);
                    }
                    let sum = total.1.plus(&step.exact).unwrap_or(total.1);
                    let all = Exact { above: sum.above(), below: sum.below() }
                        .rounded(plan.plan.rounding)
                        .unwrap_or(total.2);
                    let pays = all.saturating_sub(total.2);
                    total = (step.window, sum, all);
                    pays
                } else {
                    posted.and_then(|raw| raw.pays.get(step.line)).copied().unwrap_or(step.pays)
                };
                found.push(explained(&world, plan, component, seat, line, &step, pays, &rules));
            }
        }
        found
    }
}

#[expect(clippy::too_many_arguments, reason = "a line, its step, and where both stand")]
fn explained(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    component: &ReadyComponent<'_>,
    seat: &Seat<'_>,
    line: &Line,
    step: &Step,
    pays: i64,
    rules: &[RollUp],
) -> Explained {
    let window = component
        .windows
        .get(step.window)
        .filter(|_| !component.windows.is_empty())
        .map(|window| &window.period);
    let quota = window.and_then(|window| world.quota(plan, component.measure?, seat, window, None));
    let below =
        if line.event == NONE { from_below(world, plan, seat, line, pays, rules) } else { Vec::new() };
    let sale = |place: usize| -> Option<u32> {
        let index = world.roster.seats.binary_search(&(seat.person, seat.plan)).ok()?;
        Some(world.lines.get(index)?.get(place)?.event)
    };
    Explained {
        component: component.place,
        credit: usize::from(line.credit()),
        event: Some(line.event).filter(|event| *event != NONE),
        day: date_of(line.day_number()),
        period: plan.period_of(line.day_number()).unwrap_or(0),
        amount: line.amount,
        weighted: line.weighted,
        window: window.cloned(),
        quota,
        before: step.before,
        after: step.after,
        basis: step.basis,
        price: step.price,
        times: multipliers(world, component, seat, line, step),
        pieces: pieces(component, step, quota),
        exact: step.exact,
        pays,
        takes_back: step.takes_back.and_then(sale),
        from_below: below,
    }
}

fn multipliers(
    world: &World<'_>,
    component: &ReadyComponent<'_>,
    seat: &Seat<'_>,
    line: &Line,
    step: &Step,
) -> Vec<usize> {
    let told_by = line.told_by(world.events);
    if told_by == NONE || step.takes_back.is_some() {
        return Vec::new();
    }
    let places = component
        .component
        .times
        .iter()
        .enumerate()
        .filter_map(|(place, times)| matches!(times, Times::When { .. }).then_some(place));
    let held = component.when.iter().map(|(when, _)| when.holds(told_by as usize, seat.person));
    places.zip(held).filter_map(|(place, held)| held.then_some(place)).collect()
}

fn pieces(component: &ReadyComponent<'_>, step: &Step, quota: Option<i64>) -> Vec<Explanation> {
    let ladder = || Ladder::of(component.component, quota);
    match component.way {
        Way::Marginal if step.takes_back.is_none() => {
            let Some(ladder) = ladder() else { return Vec::new() };
            let moved = step.after.saturating_sub(step.before);
            let brings = |times: Ratio, width: i64| -> Option<Ratio> {
                let part = Ratio::whole(width).by(&times)?.by(&step.price)?;
                if moved == 0 || moved == step.basis { Some(part) } else { part.times(step.basis, moved) }
            };
            if moved == 0 {
                let tier = ladder.tier(step.after);
                let times = ratio(ladder.rate(tier), ladder.below);
                let brings = brings(times, step.basis).unwrap_or(Ratio::ZERO);
                return vec![Explanation::Tier { tier, from: step.before, to: step.after, times, brings }];
            }
            ladder
                .pieces(step.before, step.after)
                .map(|piece| {
                    let times = ratio(piece.rate, ladder.below);
                    let brings = brings(times, piece.to.saturating_sub(piece.from)).unwrap_or(Ratio::ZERO);
                    Explanation::Tier { tier: piece.tier, from: piece.from, to: piece.to, times, brings }
                })
                .collect()
        }
        Way::Retro if matches!(component.component.shape, Shape::Retro(_)) && step.takes_back.is_none() => {
            let Some(ladder) = ladder() else { return Vec::new() };
            let (old, new) = (ladder.tier(step.before), ladder.tier(step.after));
            let times = ratio(ladder.rate(new), ladder.below);
            let own = Ratio::whole(step.basis)
                .by(&step.price)
                .and_then(|own| own.by(&times))
                .unwrap_or(Ratio::ZERO);
            let tier = Explanation::Tier { tier: new, from: step.before, to: step.after, times, brings: own };
            match step.exact.minus(&own) {
                Some(more) if old != new => vec![tier, Explanation::Whole { before: Ratio::ZERO, now: more }],
                _ => vec![tier],
            }
        }
        _ => vec![Explanation::Whole { before: Ratio::ZERO, now: step.exact }],
    }
}

fn ratio(above: i64, below: i64) -> Ratio {
    Ratio::new(i128::from(above), i128::from(below)).unwrap_or(Ratio::ZERO)
}

/// The transactions that a day is made of, and what each brings of the day's pay: in proportion, to the cent.
fn from_below(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    seat: &Seat<'_>,
    line: &Line,
    pays: i64,
    rules: &[RollUp],
) -> Vec<FromBelow> {
    let Some(rule) = rules.iter().find(|rule| (rule.plan, rule.place) == (plan.index, line.credit())) else {
        return Vec::new();
    };
    let when = plan.plan.credits.get(usize::from(line.credit())).map(|credit| &credit.when);
    let when = when.filter(|when| **when != Predicate::Always).map(|when| Compiled::new(when, world.events));
    let mut found: Vec<FromBelow> = Vec::new();
    for ((person, of_plan), lines) in world.roster.seats.iter().zip(world.lines) {
        let day = i32::from(line.day) + FIRST_DAY;
        if !rule.sources.iter().any(|(source, _)| source == of_plan)
            || !rule.above(*person, day, world.roster).any(|above| above == seat.person)
        {
            continue;
        }
        let start = lines.partition_point(|other| other.day < line.day);
        let end = lines.partition_point(|other| other.day <= line.day);
        let counts = |below: &&Line| {
            let told_by = below.told_by(world.events) as usize;
            rule.takes(*of_plan, below)
                && when.as_ref().is_none_or(|when| below.event != NONE && when.holds(told_by, *person))
        };
        for below in lines.get(start..end).unwrap_or(&[]).iter().filter(counts) {
            let event = Some(below.event).filter(|event| *event != NONE);
            found.push(FromBelow { person: *person, event, amount: below.amount, pays: 0 });
        }
    }
    let total = found.iter().fold(0_i64, |sum, part| sum.saturating_add(part.amount));
    let (mut so_far, mut given) = (0_i64, 0_i64);
    for part in &mut found {
        so_far = so_far.saturating_add(part.amount);
        let due = pays.times(so_far, total).unwrap_or(0);
        part.pays = due.saturating_sub(given);
        given = due;
    }
    found
}
