//! From what lines bring to what a component earns: what is computed at the end of windows, gates, multipliers, limits.

use plumb_units::{MILLION, Period};

use crate::component::{Limit, Price, Shape, Times};
use crate::curve::{Ladder, Payout, last_reached};
use crate::events::NONE;
use crate::lines::Line;
use crate::number::{Number, Ratio};
use crate::plan::Over;
use crate::ready::{LinePrice, ReadyComponent, ReadyPlan, Slot, Way};
use crate::result::{Entry, EntryKind, Problem};
use crate::roster::{date_of, day_number};
use crate::stream::{Exact, Raw};
use crate::world::{Seat, World};

/// What a component earns in each pay period, and the entries that make it up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Earned {
    pub(crate) earned: Vec<i64>,
    pub(crate) entries: Vec<Vec<Entry>>,
}

/// Applies everything that is settled at the end of slots.
pub(crate) fn conditions(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    component: &ReadyComponent<'_>,
    seat: &Seat<'_>,
    lines: &[Line],
    raw: &Raw,
    problems: &mut Vec<Problem>,
) -> Earned {
    let periods = plan.periods.len();
    let mut found = Earned { earned: vec![0; periods], entries: vec![Vec::new(); periods] };
    if plain(component) {
        for (slot, earned) in component.slots.iter().zip(&raw.earned) {
            if let Some(sum) = found.earned.get_mut(slot.period) {
                *sum = sum.saturating_add(*earned);
            }
        }
        let mut taken = vec![0_i64; periods];
        for (slot, back) in component.slots.iter().zip(&raw.taken) {
            if let Some(sum) = taken.get_mut(slot.period) {
                *sum = sum.saturating_add(*back);
            }
        }
        for ((entries, earned), taken) in found.entries.iter_mut().zip(&found.earned).zip(taken) {
            put(entries, EntryKind::Earning, component.place, earned.saturating_sub(taken));
            put(entries, EntryKind::Clawback, component.place, taken);
        }
        return found;
    }
    let mut run = Run::default();
    for (index, slot) in component.slots.iter().enumerate() {
        if slot.from > world.last_day() {
            continue;
        }
        let taken = raw.taken.get(index).copied().unwrap_or(0);
        if slot.window == usize::MAX {
            // After the last window only refunds are left, and no condition of a window holds for them.
            if let (Some(sum), Some(entries)) =
                (found.earned.get_mut(slot.period), found.entries.get_mut(slot.period))
            {
                *sum = sum.saturating_add(taken);
                put(entries, EntryKind::Clawback, component.place, taken);
            }
            continue;
        }
        if run.window != Some(slot.window) {
            run = Run { window: Some(slot.window), ..Run::default() };
        }
        let lines_bring = raw.earned.get(index).copied().unwrap_or(0);
        run.raw = run.raw.saturating_add(lines_bring);
        run.taken = run.taken.saturating_add(taken);
        let mut steps =
            vec![(EntryKind::Earning, run.raw.saturating_sub(run.taken)), (EntryKind::Clawback, run.taken)];
        if component.way == Way::AtEnd
            && let Some(now) = at_end(world, plan, component, seat, lines, slot, problems)
        {
            run.bonus = now;
        }
        steps.push((EntryKind::Bonus, run.bonus));
        let mut value = run.raw.saturating_add(run.bonus);
        let until = slot.until.min(world.last_day() + 1);
        for (kind, factor) in factors(world, plan, component, seat, lines, slot, until, problems) {
            let after = product(value, &factor);
            steps.push((kind, after.saturating_sub(value)));
            value = after;
        }
        let window = component.windows.get(slot.window);
        let alone = component.component.over == Over::Transaction;
        let limit = |limit: Limit| match limit {
            Limit::Money(amount) => amount,
            Limit::OfTarget(rate) => {
                let target =
                    window.map_or(0, |window| world.target(plan, component.component, seat, &window.period));
                crate::lines::shared(target, rate.millionths())
            }
        };
        if let Some(most) = component.component.most.filter(|_| !alone).map(limit) {
            let after = value.min(most);
            steps.push((EntryKind::Cap, after.saturating_sub(value)));
            value = after;
        }
        let ended =
            window.is_some_and(|window| window.until == slot.until && window.until <= world.last_day() + 1);
        if let Some(least) = component.component.least.filter(|_| ended && !alone).map(limit) {
            let after = value.max(least);
            steps.push((EntryKind::Floor, after.saturating_sub(value)));
            value = after;
        }
        post(&mut found, &mut run, slot.period, component.place, &steps, value);
    }
    found
}

/// Whether what lines bring is all there is.
fn plain(component: &ReadyComponent<'_>) -> bool {
    let of = component.component;
    component.way != Way::AtEnd
        && of.gates.is_empty()
        && of.times.iter().all(|times| matches!(times, Times::When(..)))
        && (of.over == Over::Transaction || (of.most.is_none() && of.least.is_none()))
        && !from_zero(component)
}

/// Whether a threshold, once reached, pays for all from zero: it works as a gate.
fn from_zero(component: &ReadyComponent<'_>) -> bool {
    component.component.threshold.is_some_and(|threshold| threshold.from_zero)
        && matches!(component.way, Way::Marginal | Way::Retro)
        && component.component.over != Over::Transaction
}

/// Where a window stands.
#[derive(Default)]
struct Run {
    window: Option<usize>,
    raw: i64,
    taken: i64,
    bonus: i64,
    /// What each step has come to before.
    before: Vec<i64>,
    posted: i64,
}

fn post(
    found: &mut Earned,
    run: &mut Run,
    period: usize,
    place: usize,
    steps: &[(EntryKind, i64)],
    value: i64,
) {
    if let Some(sum) = found.earned.get_mut(period) {
        *sum = sum.saturating_add(value.saturating_sub(run.posted));
    }
    run.posted = value;
    run.before.resize(steps.len(), 0);
    for ((kind, now), before) in steps.iter().zip(&mut run.before) {
        let more = now.saturating_sub(*before);
        *before = *now;
        if let Some(entries) = found.entries.get_mut(period) {
            put(entries, *kind, place, more);
        }
    }
}

fn put(entries: &mut Vec<Entry>, kind: EntryKind, place: usize, amount: i64) {
    if amount != 0 {
        entries.push(Entry { kind, component: Some(place), amount, earned_in: None, event: None });
    }
}

/// The product in whole cents, half a cent away from zero.
fn product(value: i64, factor: &Ratio) -> i64 {
    let exact = factor.by(&Ratio::whole(value));
    let cents = exact.and_then(|exact| {
        Exact { above: exact.above(), below: exact.below() }.rounded(plumb_units::Rounding::HalfUp)
    });
    cents.unwrap_or(0)
}

/// What multiplies the component at the end of a slot.
#[expect(clippy::too_many_arguments, reason = "the place in the run and what is looked at")]
fn factors(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    component: &ReadyComponent<'_>,
    seat: &Seat<'_>,
    lines: &[Line],
    slot: &Slot,
    until: i32,
    problems: &mut Vec<Problem>,
) -> Vec<(EntryKind, Ratio)> {
    let mut found = Vec::new();
    let share = |millionths: i64| Ratio::whole(millionths).times(1, MILLION).unwrap_or(Ratio::ZERO);
    let of = component.component;
    if from_zero(component)
        && let (Some(threshold), Some(measure)) = (of.threshold, of.measure)
    {
        let level = world.level(plan, (measure, of.level), seat, lines, until, problems);
        let reached = level.is_some_and(|level| level >= Ratio::whole(threshold.at));
        found.push((EntryKind::Gate, share(if reached { MILLION } else { 0 })));
    }
    for gate in &of.gates {
        let level = world.level(plan, (gate.measure, gate.level), seat, lines, until, problems);
        let reached = level.is_some_and(|level| level >= Ratio::whole(gate.at_least));
        found.push((EntryKind::Gate, share(if reached { MILLION } else { gate.otherwise.millionths() })));
    }
    for times in &of.times {
        match times {
            Times::When(..) => {}
            Times::Step { measure, level, points } => {
                let value = world.level(plan, (*measure, *level), seat, lines, until, problems);
                let factor = value.map(|value| last_reached(points, crate::component::Edge::Upper, &value));
                let factor = factor.and_then(|factor| factor.times(1, MILLION)).unwrap_or(Ratio::ONE);
                found.push((EntryKind::Multiplier, factor));
            }
            Times::Word { figure, words } => {
                let window = component.windows.get(slot.window).or_else(|| plan.periods.get(slot.period));
                let word = window.and_then(|window| world.entered(figure, seat, window)?.word.clone());
                let rate = word.as_ref().and_then(|word| words.iter().find(|(is, _)| is == word));
                if rate.is_none() {
                    problems.push(Problem::NoFigure {
                        plan: plan.index,
                        person: seat.person,
                        figure: figure.clone(),
                        from: date_of(slot.from),
                    });
                }
                found.push((
                    EntryKind::Multiplier,
                    rate.map_or(Ratio::ONE, |(_, rate)| share(rate.millionths())),
                ));
            }
        }
    }
    found
}

/// What the window pays at the end of a slot: where its last slot ends, or, with a quota to date, after each.
fn at_end(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    component: &ReadyComponent<'_>,
    seat: &Seat<'_>,
    lines: &[Line],
    slot: &Slot,
    problems: &mut Vec<Problem>,
) -> Option<i64> {
    let window = component.windows.get(slot.window);
    let until = slot.until.min(world.last_day() + 1);
    let to_date = component.measure.is_some_and(|measure| measure.to_date);
    let ended = window.is_none_or(|window| window.until == slot.until) && slot.until <= world.last_day() + 1;
    if !ended && !to_date {
        return None;
    }
    let from = window.map_or(slot.from, |window| window.from);
    let whole = Period { name: String::new(), from: date_of(from), until: date_of(slot.until) };
    let here = seat
        .who
        .rows
        .iter()
        .any(|row| row.from < whole.until && row.until.is_none_or(|until| until > whole.from));
    if !here {
        return None;
    }
    let exact = amount(world, plan, component, seat, lines, &whole, until, problems)?;
    Exact { above: exact.above(), below: exact.below() }.rounded(plan.plan.rounding)
}

#[expect(clippy::too_many_arguments, reason = "the place in the run and what is looked at")]
fn amount(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    component: &ReadyComponent<'_>,
    seat: &Seat<'_>,
    lines: &[Line],
    window: &Period,
    until: i32,
    problems: &mut Vec<Problem>,
) -> Option<Ratio> {
    let of = component.component;
    let target = || world.target(plan, of, seat, window);
    let quota = || {
        let measure = component.measure?;
        seat.who.quota(plan.plan, measure, window, Some(date_of(until)))
    };
    let value = match of.measure {
        Some(measure) => Some(world.value(plan, measure, seat, lines, until, problems)?),
        None => None,
    };
    if let Some(circular) = &of.circular {
        let income = value?;
        let rate = match &of.price {
            Price::Rate(rate) => *rate,
            _ => return None,
        };
        let cents = Exact { above: income.above(), below: income.below() }.rounded(plan.plan.rounding)?;
        return crate::circular::solve(*circular, rate, cents).map(|solved| Ratio::whole(solved.bonus));
    }
    let across = match &of.shape {
        Shape::Matrix(matrix) => {
            Some(world.level(plan, (matrix.across, matrix.across_level), seat, lines, until, problems)?)
        }
        _ => None,
    };
    let no_quota = |problems: &mut Vec<Problem>| {
        problems.push(Problem::NoQuota {
            plan: plan.index,
            person: seat.person,
            measure: component.measure.map(|measure| measure.id.clone()).unwrap_or_default(),
            from: window.from,
        });
        None
    };
    if crate::stream::needs_quota(of) && value.is_some() && quota().is_none_or(|quota| quota <= 0) {
        return no_quota(problems);
    }
    match &of.price {
        Price::Share | Price::Amount(_) => {
            let amount = match of.price {
                Price::Amount(amount) => amount,
                _ => target(),
            };
            match value {
                Some(value) => Payout::of(of, amount, quota())?.at(&value, across.as_ref()),
                None => Some(Ratio::whole(amount)),
            }
        }
        _ => {
            let base = base(component, seat, lines, window, until, target(), quota(), value, problems)?;
            let Some(value) = value else { return Some(base) };
            match &of.shape {
                Shape::Flat | Shape::Marginal(_) => {
                    let ladder = Ladder::of(of, quota())?;
                    if value == Ratio::ZERO {
                        Some(Ratio::ZERO)
                    } else {
                        ladder.integral(&value)?.over(value)?.by(&base)
                    }
                }
                Shape::Retro(_) => {
                    let ladder = Ladder::of(of, quota())?;
                    let value = if value < Ratio::ZERO { Ratio::ZERO.minus(&value)? } else { value };
                    ladder.rate_at(&value)?.by(&base)
                }
                Shape::Linear(_) | Shape::Step { .. } | Shape::Matrix(_) => {
                    let share = Payout::of(of, MILLION, quota())?.at(&value, across.as_ref())?;
                    share.times(1, MILLION)?.by(&base)
                }
            }
        }
    }
}

/// What is paid on at the plain price: the lines of the window, or the measure itself where no lines are paid.
#[expect(clippy::too_many_arguments, reason = "the place in the run and what is looked at")]
fn base(
    component: &ReadyComponent<'_>,
    seat: &Seat<'_>,
    lines: &[Line],
    window: &Period,
    until: i32,
    target: i64,
    quota: Option<i64>,
    value: Option<Ratio>,
    problems: &mut Vec<Problem>,
) -> Option<Ratio> {
    let (above, below) = match &component.price {
        LinePrice::Fixed(above, below) => (*above, *below),
        LinePrice::Table(_, divisor, below) => (*divisor, below.checked_mul(*divisor)?),
        LinePrice::TargetOverQuota => (target, quota?),
        LinePrice::Own => (seat.own_rate(until - 1), MILLION),
    };
    if component.paid == 0 {
        return value?.times(above, below);
    }
    let from = day_number(window.from).max(component.from);
    let until = until.min(component.until);
    let mut sum = Ratio::ZERO;
    for line in lines.iter().filter(|line| from <= line.day_number() && line.day_number() < until) {
        if component.paid & (1 << (line.credit() & 63)) == 0 {
            continue;
        }
        let basis = if component.by_credit { line.weighted } else { line.amount };
        let mut exact = match &component.price {
            LinePrice::Table(table, ..) if line.event != NONE => {
                let Some(rate) = table.rate(line.event, line.day_number()) else {
                    problems.push(Problem::NoRate {
                        plan: seat.plan,
                        place: component.component.id.clone(),
                        value: table.value(line.event),
                    });
                    continue;
                };
                Ratio::whole(basis).times(rate, MILLION)?
            }
            _ => Ratio::whole(basis).times(above, below)?,
        };
        for (when, rate) in &component.when {
            if line.event != NONE && when.holds(line.event as usize, seat.person) {
                exact = exact.times(*rate, MILLION)?;
            }
        }
        sum = sum.plus(&exact)?;
    }
    Some(sum)
}
