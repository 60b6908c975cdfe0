//! From what lines bring to what a component earns: what is computed at the end of windows, gates, multipliers, limits.
//!
//! The same steps serve whole cents and slopes: see [`Book`].

use plumb_units::{MILLION, Period};

use crate::book::{Book, Row};
use crate::component::{Edge, Limit, Price, Shape, Times};
use crate::curve::{Ladder, Payout, last_reached, of_all};
use crate::events::NONE;
use crate::number::{Fraction, Number, Ratio};
use crate::plan::Over;
use crate::ready::{LinePrice, ReadyComponent, ReadyPlan, Slot, Way};
use crate::result::{EntryKind, Problem};
use crate::roster::{date_of, day_number};
use crate::settle::Item;
use crate::world::{Seat, World};

/// What a component earns in each pay period, and what makes it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Earned<M> {
    pub(crate) earned: Vec<M>,
    pub(crate) items: Vec<Vec<Item<M>>>,
}

impl<M: Number> Earned<M> {
    pub(crate) fn nothing(periods: usize) -> Self {
        Self { earned: vec![M::whole(0); periods], items: vec![Vec::new(); periods] }
    }

    pub(crate) fn put(&mut self, period: usize, kind: EntryKind, component: usize, amount: M) -> Option<()> {
        if amount != M::whole(0)
            && let (Some(sum), Some(items)) = (self.earned.get_mut(period), self.items.get_mut(period))
        {
            *sum = sum.plus(&amount)?;
            items.push(Item::new(kind, Some(component), amount));
        }
        Some(())
    }
}

/// Applies everything that is settled at the end of slots, to what the lines of each slot bring; `taken` is what of it sales
/// taken back take.
///
/// `None` when a number does not fit.
pub(crate) fn conditions<B: Book>(
    at: &At<'_, B>,
    brought: &[B::Money],
    taken: &[B::Money],
    problems: &mut Vec<Problem>,
) -> Option<Earned<B::Money>> {
    let At { world, plan, component, seat, .. } = *at;
    let zero = || B::Money::whole(0);
    let place = component.place;
    let mut found = Earned::nothing(plan.periods.len());
    if plain(component) {
        let mut sums = vec![(zero(), zero()); plan.periods.len()];
        for ((slot, earned), taken) in component.slots.iter().zip(brought).zip(taken) {
            if let Some(sum) = sums.get_mut(slot.period) {
                *sum = (sum.0.plus(&earned.minus(taken)?)?, sum.1.plus(taken)?);
            }
        }
        for (period, (earned, taken)) in sums.into_iter().enumerate() {
            found.put(period, EntryKind::Earning, place, earned)?;
            found.put(period, EntryKind::Clawback, place, taken)?;
        }
        return Some(found);
    }
    let mut run: Run<B::Money> = Run::new();
    for (index, slot) in component.slots.iter().enumerate() {
        if slot.from > world.last_day() {
            continue;
        }
        let back = taken.get(index).cloned().unwrap_or_else(zero);
        if slot.window == usize::MAX {
            // After the last window only refunds are left, and no condition of a window holds for them.
            found.put(slot.period, EntryKind::Clawback, place, back)?;
            continue;
        }
        if run.window != Some(slot.window) {
            run = Run { window: Some(slot.window), ..Run::new() };
        }
        run.raw = run.raw.plus(brought.get(index).unwrap_or(&zero()))?;
        run.taken = run.taken.plus(&back)?;
        let mut steps =
            vec![(EntryKind::Earning, run.raw.minus(&run.taken)?), (EntryKind::Clawback, run.taken.clone())];
        if component.way == Way::AtEnd
            && let Some(now) = at.at_end(slot, problems)
        {
            run.bonus = now;
        }
        steps.push((EntryKind::Bonus, run.bonus.clone()));
        let mut value = run.raw.plus(&run.bonus)?;
        let until = slot.until.min(world.last_day() + 1);
        for (kind, factor) in at.factors(slot, until, problems) {
            let after = B::multiplied(&value, &factor)?;
            steps.push((kind, after.minus(&value)?));
            value = after;
        }
        let window = component.windows.get(slot.window);
        let alone = component.component.over == Over::Transaction;
        let limit = |limit: Limit| match limit {
            Limit::Money(amount) => amount,
            Limit::OfTarget(rate) => {
                let target = window.map_or(0, |window| world.target(plan, component, seat, &window.period));
                crate::lines::shared(target, rate.millionths())
            }
        };
        if let Some(most) = component.component.most.filter(|_| !alone).map(limit) {
            let after = value.clone().min(B::Money::whole(most));
            steps.push((EntryKind::Cap, after.minus(&value)?));
            value = after;
        }
        let ended =
            window.is_some_and(|window| window.until == slot.until && window.until <= world.last_day() + 1);
        if let Some(least) = component.component.least.filter(|_| ended && !alone).map(limit) {
            let after = value.clone().max(B::Money::whole(least));
            steps.push((EntryKind::Floor, after.minus(&value)?));
        }
        run.post(&mut found, slot.period, place, steps)?;
    }
    Some(found)
}

/// Whether what lines bring is all there is.
pub(crate) fn plain(component: &ReadyComponent<'_>) -> bool {
    let of = component.component;
    component.way != Way::AtEnd
        && of.gates.is_empty()
        && of.times.iter().all(|times| matches!(times, Times::When { .. }))
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
struct Run<M> {
    window: Option<usize>,
    raw: M,
    taken: M,
    bonus: M,
    /// What each step has come to before.
    before: Vec<M>,
}

impl<M: Number> Run<M> {
    fn new() -> Self {
        Self { window: None, raw: M::whole(0), taken: M::whole(0), bonus: M::whole(0), before: Vec::new() }
    }

    fn post(
        &mut self,
        found: &mut Earned<M>,
        period: usize,
        place: usize,
        steps: Vec<(EntryKind, M)>,
    ) -> Option<()> {
        self.before.resize(steps.len(), M::whole(0));
        for ((kind, now), before) in steps.into_iter().zip(&mut self.before) {
            let more = now.minus(before)?;
            *before = now;
            found.put(period, kind, place, more)?;
        }
        Some(())
    }
}

/// One component of one person, and the lines that are looked at.
pub(crate) struct At<'a, B> {
    pub(crate) world: &'a World<'a>,
    pub(crate) plan: &'a ReadyPlan<'a>,
    pub(crate) component: &'a ReadyComponent<'a>,
    pub(crate) seat: &'a Seat<'a>,
    pub(crate) book: B,
}

impl<B: Book> At<'_, B> {
    /// What multiplies the component at the end of a slot.
    fn factors(&self, slot: &Slot, until: i32, problems: &mut Vec<Problem>) -> Vec<(EntryKind, B::N)> {
        let Self { world, plan, component, seat, book } = *self;
        let mut found = Vec::new();
        let share = |millionths: i64| {
            B::N::exact(Ratio::new(i128::from(millionths), i128::from(MILLION)).unwrap_or(Ratio::ZERO))
        };
        let one = || B::N::whole(1);
        let of = component.component;
        if from_zero(component)
            && let (Some(threshold), Some(measure)) = (of.threshold, of.measure)
        {
            let level = world.level(plan, (measure, of.level), seat, book, until, problems);
            let reached = level.is_some_and(|level| level >= B::N::whole(threshold.at));
            found.push((EntryKind::Gate, share(if reached { MILLION } else { 0 })));
        }
        for gate in &of.gates {
            let level = world.level(plan, (gate.measure, gate.level), seat, book, until, problems);
            let reached = level.is_some_and(|level| level >= B::N::whole(gate.at_least));
            found.push((EntryKind::Gate, share(if reached { MILLION } else { gate.otherwise.millionths() })));
        }
        for times in &of.times {
            match times {
                Times::When { .. } => {}
                Times::Step { measure, level, points } => {
                    let value = world.level(plan, (*measure, *level), seat, book, until, problems);
                    let factor = value.map(|value| last_reached(points, Edge::Upper, &value));
                    let factor = factor.and_then(|factor| factor.times(1, MILLION)).unwrap_or_else(one);
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
                        rate.map_or_else(one, |(_, rate)| share(rate.millionths())),
                    ));
                }
            }
        }
        found
    }

    /// What the window pays at the end of a slot: where its last slot ends, or, with a quota to date, after each.
    fn at_end(&self, slot: &Slot, problems: &mut Vec<Problem>) -> Option<B::Money> {
        let Self { world, plan, component, seat, .. } = *self;
        let window = component.windows.get(slot.window);
        let until = slot.until.min(world.last_day() + 1);
        let to_date = component.measure.is_some_and(|measure| measure.to_date);
        let ended =
            window.is_none_or(|window| window.until == slot.until) && slot.until <= world.last_day() + 1;
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
        B::money(&self.amount(&whole, until, problems)?, plan.plan.rounding)
    }

    fn amount(&self, window: &Period, until: i32, problems: &mut Vec<Problem>) -> Option<B::N> {
        let Self { world, plan, component, seat, book } = *self;
        let of = component.component;
        let target = || world.target(plan, component, seat, window);
        let quota = || {
            let measure = component.measure?;
            world.quota(plan, measure, seat, window, Some(until))
        };
        let value = match of.measure {
            Some(measure) => Some(world.value(plan, measure, seat, book, until, problems)?),
            None => None,
        };
        if let Some(terms) = &of.circular {
            let Price::Rate(rate) = of.price else { return None };
            return crate::circular::bonus(*terms, rate, &value?);
        }
        let across = match &of.shape {
            Shape::Matrix(matrix) => {
                Some(world.level(plan, (matrix.across, matrix.across_level), seat, book, until, problems)?)
            }
            _ => None,
        };
        if crate::stream::needs_quota(of) && value.is_some() && quota().is_none_or(|quota| quota <= 0) {
            problems.push(Problem::NoQuota {
                plan: plan.index,
                person: seat.person,
                measure: component.measure.map(|measure| measure.id.clone()).unwrap_or_default(),
                from: window.from,
            });
            return None;
        }
        match &of.price {
            Price::Share | Price::Amount(_) => {
                let amount = match of.price {
                    Price::Amount(amount) => amount,
                    _ => target(),
                };
                match value {
                    Some(value) => Payout::of(of, amount, quota())?.at(&value, across.as_ref()),
                    None => Some(B::N::whole(amount)),
                }
            }
            _ => {
                let base = self.base(window, until, target(), quota(), value.as_ref(), problems)?;
                let Some(value) = value else { return Some(base) };
                match &of.shape {
                    Shape::Flat | Shape::Marginal(_) => {
                        let ladder = Ladder::of(of, quota())?;
                        if value == B::N::whole(0) {
                            Some(B::N::whole(0))
                        } else {
                            ladder.integral(&value)?.over(&value)?.by(&base)
                        }
                    }
                    Shape::Retro(_) | Shape::Linear(_) | Shape::Step { .. } => {
                        let ladder = Ladder::of(of, quota())?;
                        let value =
                            if value < B::N::whole(0) { B::N::whole(0).minus(&value)? } else { value };
                        of_all(of, Some(&ladder), quota(), component.adds_up(), &value, &base)
                    }
                    Shape::Matrix(_) => {
                        let share = Payout::of(of, MILLION, quota())?.at(&value, across.as_ref())?;
                        share.times(1, MILLION)?.by(&base)
                    }
                }
            }
        }
    }

    /// What is paid on at the plain price: the lines of the window, or the measure itself where no lines are paid.
    fn base(
        &self,
        window: &Period,
        until: i32,
        target: i64,
        quota: Option<i64>,
        value: Option<&B::N>,
        problems: &mut Vec<Problem>,
    ) -> Option<B::N> {
        let Self { component, seat, .. } = *self;
        let (above, below) = match &component.price {
            LinePrice::Fixed(above, below) => (*above, *below),
            LinePrice::Table { divisor, below, .. } => (*divisor, below.checked_mul(*divisor)?),
            LinePrice::TargetOverQuota => (target, quota?),
            LinePrice::Own => (seat.own_rate(until - 1), MILLION),
        };
        if component.paid == 0 {
            return value?.times(above, below);
        }
        let from = day_number(window.from).max(component.from);
        let until = until.min(component.until);
        let mut sum = B::N::whole(0);
        for row in self.book.rows(from, until).filter(|row| row.line.counts_in(component.paid)) {
            let basis = if component.by_credit { &row.weighted } else { &row.amount };
            if let Some((above, below)) = self.price(&row, (above, below), problems) {
                sum = sum.plus(&basis.by(&B::N::exact(Ratio::new(above, below)?))?)?;
            }
        }
        Some(sum)
    }

    /// The price of a unit of a line; `None` where a table has none.
    fn price(&self, row: &Row<B::N>, plain: (i64, i64), problems: &mut Vec<Problem>) -> Option<(i128, i128)> {
        let beside = if row.beside { self.book.beside(self.plan.index, self.component.place) } else { None };
        let component = beside.unwrap_or(self.component);
        let told_by = if row.beside { row.line.event } else { row.line.told_by(self.world.events) };
        let (mut above, mut below) = (i128::from(plain.0), i128::from(plain.1));
        if let LinePrice::Table { table, .. } = &component.price
            && told_by != NONE
        {
            (above, below) = match table.rate(told_by, row.line.day_number()) {
                Some(rate) => (i128::from(rate), i128::from(MILLION)),
                None => {
                    let (plan, place) = (self.plan.index, component.component.id.clone());
                    problems.push(Problem::NoRate { plan, place, value: table.value(told_by) });
                    return None;
                }
            };
        }
        for (when, rate) in &component.when {
            if told_by != NONE && when.holds(told_by as usize, self.seat.person) {
                (above, below) =
                    (above.checked_mul(i128::from(*rate))?, below.checked_mul(i128::from(MILLION))?);
            }
        }
        Some((above, below))
    }
}
