//! What the lines of one component bring, unrounded.

use std::collections::BTreeMap;

use plumb_units::MILLION;

use super::again::recalculated;
use super::rows::{Met, Rows};
use super::sum::Sum;
use crate::book::Book;
use crate::component::Price;
use crate::conditions::At;
use crate::curve::{Ladder, Payout, of_all};
use crate::events::NONE;
use crate::lines::Line;
use crate::measure::What;
use crate::number::{Fraction, Near, Number, Ratio};
use crate::plan::{Over, RoundAt};
use crate::ready::{LinePrice, Way};
use crate::settlement::ClawbackMethod;
use crate::stream::needs_quota;

/// What the lines bring: by slot, and each of them where that was asked.
pub(super) struct Brought {
    pub(super) slots: Vec<Near>,
    pub(super) pays: Vec<Pay>,
    /// Whether parts wait line by line.
    pub(super) by_line: bool,
}

/// What one line brings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pay {
    pub(super) line: Line,
    /// Its place among the lines; none for an extra one.
    pub(super) place: Option<usize>,
    pub(super) pays: Near,
}

/// What the lines of a component bring; `None` when a number does not fit.
pub(super) fn brought(at: &At<'_, Rows<'_>>, each: bool) -> Option<Brought> {
    let clawback = at.plan.plan.settlement.clawback.as_ref();
    let again = clawback.is_some_and(|clawback| clawback.method == ClawbackMethod::Recalculate);
    if again && at.book.lines.iter().any(Line::back) {
        recalculated(at, each)
    } else {
        streamed(at, at.book, each)
    }
}

pub(super) fn places(lines: &[Line]) -> BTreeMap<(u32, u8), usize> {
    let sales = (0..).zip(lines).filter(|(_, line)| line.event != NONE && !line.back());
    sales.map(|(place, line)| ((line.event, line.credit()), place)).collect()
}

pub(super) fn streamed(at: &At<'_, Rows<'_>>, rows: Rows<'_>, each: bool) -> Option<Brought> {
    let component = at.component;
    let by_line = component.way != Way::AtEnd && component.round_at == RoundAt::Line;
    let mut found = Brought { slots: vec![Near::ZERO; component.slots.len()], pays: Vec::new(), by_line };
    if component.way == Way::AtEnd {
        return Some(found);
    }
    let wanted = component.moves | component.paid;
    let alone = component.component.over == Over::Transaction;
    let mut state = State::new(at, rows, each)?;
    let (mut slot, mut until) = (0, component.slots.first().map_or(i32::MAX, |first| first.until));
    for met in rows.merged() {
        let day = met.line.day_number();
        if !met.line.counts_in(wanted) || day < component.from || day >= component.until {
            continue;
        }
        if met.line.gone() {
            found.pays.push(Pay { line: met.line, place: met.place, pays: Near::ZERO });
            continue;
        }
        while day >= until && slot + 1 < component.slots.len() {
            if let Some(to) = found.slots.get_mut(slot) {
                *to = to.plus_kept(&state.since_last()?)?;
            }
            slot += 1;
            until = component.slots.get(slot).map_or(i32::MAX, |next| next.until);
        }
        if !alone && day >= state.until {
            state.open(day)?;
        }
        if !state.each && state.fast(&met) {
            continue;
        }
        let pays = match state.original(&met) {
            Some(original) => state.taken_back(&met, original)?,
            None => state.line(&met)?,
        };
        if state.each {
            if let Some(to) = met.place.and_then(|place| state.paid.get_mut(place)) {
                *to = pays;
            }
            found.pays.push(Pay { line: met.line, place: met.place, pays });
        }
    }
    if let Some(to) = found.slots.get_mut(slot) {
        *to = to.plus_kept(&state.since_last()?)?;
    }
    Some(found)
}

struct State<'a, 'w> {
    at: &'a At<'w, Rows<'w>>,
    rows: Rows<'a>,
    /// Whether what each line brings is wanted.
    each: bool,
    window: usize,
    until: i32,
    ladder: Option<Ladder>,
    payout: Option<Payout<'a>>,
    price: (i64, i64),
    quota: Option<i64>,
    /// Where the measure stands: a whole number, and what is beside it.
    value: i64,
    shift: Near,
    /// The tier that holds it, its bounds not included.
    low: i64,
    high: i64,
    rate: i64,
    /// What was gathered at the plain price, or brought in the slot.
    sum: Sum,
    more: Near,
    /// What all of the window had come to at the start of the slot.
    start: Near,
    /// What it had come to after the last line, where each is wanted: nothing before the first.
    last: Near,
    originals: BTreeMap<(u32, u8), usize>,
    given_back: BTreeMap<(u32, u8), (i64, Near)>,
    /// What each line brought, by its place.
    paid: Vec<Near>,
}

impl<'a, 'w> State<'a, 'w> {
    fn new(at: &'a At<'w, Rows<'w>>, rows: Rows<'a>, each: bool) -> Option<Self> {
        let clawback = at.plan.plan.settlement.clawback.as_ref();
        let original = clawback.is_some_and(|clawback| clawback.method == ClawbackMethod::OriginalRate);
        let originals =
            if original && rows.lines.iter().any(Line::back) { places(rows.lines) } else { BTreeMap::new() };
        let each = each || !originals.is_empty();
        let mut state = Self {
            at,
            rows,
            each,
            window: 0,
            until: i32::MIN,
            ladder: None,
            payout: None,
            price: (0, 1),
            quota: None,
            value: 0,
            shift: Near::ZERO,
            low: 0,
            high: 0,
            rate: 0,
            sum: Sum::ZERO,
            more: Near::ZERO,
            start: Near::ZERO,
            last: Near::ZERO,
            originals,
            given_back: BTreeMap::new(),
            paid: if each { vec![Near::ZERO; rows.lines.len()] } else { Vec::new() },
        };
        if at.component.component.over == Over::Transaction {
            state.ready(None);
        }
        Some(state)
    }

    fn marginal(&self) -> bool {
        self.at.component.way == Way::Marginal
    }

    fn alone(&self) -> bool {
        self.at.component.component.over == Over::Transaction
    }

    fn open(&mut self, day: i32) -> Option<()> {
        let windows = &self.at.component.windows;
        self.window = windows.partition_point(|window| window.until <= day);
        (self.value, self.shift) = (0, Near::ZERO);
        (self.start, self.last) = (Near::ZERO, Near::ZERO);
        (self.low, self.high) = (0, 0);
        if !self.marginal() {
            (self.sum, self.more) = (Sum::ZERO, Near::ZERO);
        }
        match windows.get(self.window) {
            Some(window) => {
                self.until = window.until;
                self.ready(Some(self.window));
            }
            None => (self.until, self.ladder, self.payout) = (i32::MAX, None, None),
        }
        Some(())
    }

    fn ready(&mut self, window: Option<usize>) {
        let At { world, plan, component, seat, .. } = *self.at;
        let of = component.component;
        let window = window.and_then(|window| component.windows.get(window));
        let quota = match (window, component.measure) {
            (Some(window), Some(measure)) => world.quota(plan, measure, seat, &window.period, None),
            _ => None,
        };
        (self.ladder, self.payout, self.quota) = (None, None, quota);
        if needs_quota(of) && quota.is_none_or(|quota| quota <= 0) {
            return;
        }
        let target = || window.map_or(0, |window| world.target(plan, component, seat, &window.period));
        self.price = match &component.price {
            LinePrice::Fixed(above, below) => (*above, *below),
            LinePrice::TargetOverQuota => (target(), quota.unwrap_or(1).max(1)),
            LinePrice::Table { .. } | LinePrice::Own => (0, MILLION),
        };
        if component.way == Way::Running {
            let amount = match of.price {
                Price::Amount(amount) => amount,
                _ => target(),
            };
            self.payout = Payout::of(of, amount, quota);
        } else {
            self.ladder = Ladder::of(of, quota);
        }
    }

    /// Takes a whole line that stays within a tier with nothing but whole numbers; false where that cannot be done.
    #[inline]
    fn fast(&mut self, met: &Met<'_>) -> bool {
        if met.extra.is_some()
            || self.shift.value != Ratio::ZERO
            || self.alone()
            || !self.originals.is_empty()
        {
            return false;
        }
        let line = &met.line;
        let (step, basis) = (self.moves_by(line), self.basis(line));
        let Some(value) = self.value.checked_add(step) else { return false };
        let gathers = match self.at.component.way {
            Way::Running => true,
            Way::Retro => {
                let price = self
                    .price(met)
                    .and_then(|(above, below)| Some((above.checked_mul(i128::from(basis))?, below)));
                price.is_some_and(|(above, below)| self.sum.add(above, below))
            }
            _ => {
                let Some(ladder) = &self.ladder else { return true };
                if !(self.low < self.value && self.value < self.high) {
                    let tier = ladder.tier(self.value);
                    (self.low, self.high, self.rate) =
                        (ladder.start(tier), ladder.end(tier), ladder.rate(tier));
                }
                if !(self.low < self.value && self.value < self.high && self.low < value && value < self.high)
                {
                    return false;
                }
                let below = ladder.below;
                let price = self.price(met).and_then(|(above, under)| {
                    let above = above.checked_mul(i128::from(self.rate))?.checked_mul(i128::from(basis))?;
                    Some((above, under.checked_mul(i128::from(below))?))
                });
                price.is_some_and(|(above, below)| self.sum.add(above, below))
            }
        };
        if gathers {
            self.value = value;
        }
        gathers
    }

    /// What a line brings, in any case.
    fn line(&mut self, met: &Met<'_>) -> Option<Near> {
        let (amount, weighted) = met.near()?;
        let component = self.at.component;
        let step = if !met.line.counts_in(component.moves) {
            Near::ZERO
        } else if component.counted {
            Near::whole(if amount < Near::ZERO { -MILLION } else { MILLION })
        } else {
            weighted
        };
        let basis = match (met.line.counts_in(component.paid), component.by_credit) {
            (false, _) => Near::ZERO,
            (true, true) => weighted,
            (true, false) => amount,
        };
        let from = if self.alone() { Near::ZERO } else { self.stands()? };
        let to = from.plus(&step)?;
        let price = self.price(met)?;
        let exact = Near::exact(Ratio::new(price.0, price.1)?);
        let pays = match component.way {
            Way::Running => {
                self.stand(&to)?;
                self.difference()?
            }
            Way::Marginal => {
                self.stand(&to)?;
                let brings = self.crosses(&from, &to, &step, &basis)?;
                brings.by(&exact)?
            }
            _ if self.alone() => {
                if self.ladder.is_none() {
                    return Some(Near::ZERO);
                }
                let value = match component.measure.map(|measure| &measure.what) {
                    Some(What::Ratio { above, below }) => self.rows.own_ratio(met, above, below)?,
                    _ => size(&step)?,
                };
                self.of_all(&value, &basis.by(&exact)?)?
            }
            _ => {
                self.stand(&to)?;
                self.more = self.more.plus_kept(&basis.by(&exact)?)?;
                self.difference()?
            }
        };
        let pays = if self.alone() { self.at.component.limited(pays)? } else { pays };
        if self.marginal() || self.alone() {
            self.more = self.more.plus_kept(&pays)?;
        }
        Some(pays)
    }

    /// What all of the window has come to since the line before, where each is wanted.
    fn difference(&mut self) -> Option<Near> {
        if !self.each {
            return Some(Near::ZERO);
        }
        let total = self.total()?;
        let more = total.minus(&self.last)?;
        self.last = total;
        Some(more)
    }

    /// What the units from one level to another bring, for so much that is paid on.
    fn crosses(&self, from: &Near, to: &Near, step: &Near, basis: &Near) -> Option<Near> {
        let Some(ladder) = &self.ladder else { return Some(Near::ZERO) };
        if *step == Near::ZERO {
            return basis.by(&ladder.rate_at(to)?);
        }
        let through = if self.alone() && *to < Near::ZERO {
            Near::ZERO.minus(&ladder.integral(&Near::ZERO.minus(to)?)?)?
        } else {
            ladder.integral(to)?.minus(&ladder.integral(from)?)?
        };
        if basis == step { Some(through) } else { through.over(step)?.by(basis) }
    }

    /// The line that a line takes back at its own rate.
    fn original(&self, met: &Met<'_>) -> Option<usize> {
        if !met.line.back() || self.originals.is_empty() {
            return None;
        }
        let sale = self.at.world.events.refers.get(met.line.event as usize)?;
        self.originals.get(&(*sale, met.line.credit())).copied()
    }

    /// What is given back of what a line was paid.
    fn taken_back(&mut self, met: &Met<'_>, place: usize) -> Option<Near> {
        let original = *self.rows.lines.get(place)?;
        let paid = *self.paid.get(place)?;
        let back = self.given_back.entry((original.event, original.credit())).or_insert((0, Near::ZERO));
        let amount = back.0.saturating_sub(met.line.amount);
        let due = if amount.unsigned_abs() >= original.amount.unsigned_abs() {
            paid
        } else {
            paid.times(amount.saturating_abs(), original.amount.saturating_abs())?
        };
        let more = due.minus(&back.1)?;
        *back = (amount, due);
        let to = self.stands()?.plus(&Near::whole(self.moves_by(&met.line)))?;
        self.stand(&to)?;
        let pays = Near::ZERO.minus(&more)?;
        if self.marginal() || self.alone() {
            self.more = self.more.plus_kept(&pays)?;
        } else {
            if self.at.component.way == Way::Retro {
                let price = self.price(&Met { line: original, place: Some(place), extra: None })?;
                let basis = Near::whole(self.basis(&met.line));
                self.more = self.more.plus_kept(&basis.by(&Near::exact(Ratio::new(price.0, price.1)?))?)?;
            }
            // The measure moves without pay: what stands now is where the next line starts from.
            let moved = self.difference()?;
            self.start = self.start.plus(&moved)?.minus(&pays)?;
        }
        Some(pays)
    }

    /// What the slot has brought since this was last asked.
    fn since_last(&mut self) -> Option<Near> {
        if self.marginal() || self.alone() {
            let sum = self.sum.near()?.plus_kept(&self.more)?;
            (self.sum, self.more) = (Sum::ZERO, Near::ZERO);
            return Some(sum);
        }
        let total = self.total()?;
        let more = total.minus(&self.start)?;
        self.start = total;
        Some(more)
    }

    /// What all of the window brings so far, where tiers pay for all or a payout runs.
    fn total(&self) -> Option<Near> {
        match self.at.component.way {
            Way::Running => match &self.payout {
                Some(payout) if self.until != i32::MIN => payout.at(&self.stands()?, None),
                _ => Some(Near::ZERO),
            },
            Way::Retro => match &self.ladder {
                Some(_) => self.of_all(&self.stands()?, &self.sum.near()?.plus_kept(&self.more)?),
                None => Some(Near::ZERO),
            },
            Way::Marginal | Way::AtEnd => Some(Near::ZERO),
        }
    }

    fn of_all(&self, value: &Near, base: &Near) -> Option<Near> {
        let component = self.at.component;
        of_all(component.component, self.ladder.as_ref(), self.quota, component.adds_up(), value, base)
    }

    fn stands(&self) -> Option<Near> {
        Near::whole(self.value).plus(&self.shift)
    }

    fn stand(&mut self, at: &Near) -> Option<()> {
        let whole = i64::try_from(at.value.above().div_euclid(at.value.below())).ok()?;
        self.shift = at.minus(&Near::whole(whole))?;
        self.value = whole;
        Some(())
    }

    fn moves_by(&self, line: &Line) -> i64 {
        if !line.counts_in(self.at.component.moves) {
            0
        } else if self.at.component.counted {
            if line.amount < 0 { -MILLION } else { MILLION }
        } else {
            line.weighted
        }
    }

    fn basis(&self, line: &Line) -> i64 {
        match (line.counts_in(self.at.component.paid), self.at.component.by_credit) {
            (false, _) => 0,
            (true, true) => line.weighted,
            (true, false) => line.amount,
        }
    }

    /// The price of a unit of a line.
    #[inline]
    fn price(&self, met: &Met<'_>) -> Option<(i128, i128)> {
        let beside = if met.beside() {
            self.at.book.beside(self.at.plan.index, self.at.component.place)
        } else {
            None
        };
        let component = beside.unwrap_or(self.at.component);
        let told_by = if met.beside() { met.line.event } else { met.line.told_by(self.at.world.events) };
        let (mut above, mut below) = match &component.price {
            LinePrice::Table { table, .. } => {
                (i128::from(table.rate(told_by, met.line.day_number()).unwrap_or(0)), i128::from(MILLION))
            }
            LinePrice::Own => (i128::from(self.at.seat.own_rate(met.line.day_number())), i128::from(MILLION)),
            _ => (i128::from(self.price.0), i128::from(self.price.1)),
        };
        for (when, rate) in &component.when {
            if told_by != NONE && when.holds(told_by as usize, self.at.seat.person) {
                (above, below) =
                    (above.checked_mul(i128::from(*rate))?, below.checked_mul(i128::from(MILLION))?);
            }
        }
        Some((above, below))
    }
}

fn size(near: &Near) -> Option<Near> {
    if *near < Near::ZERO { Near::ZERO.minus(near) } else { Some(*near) }
}
