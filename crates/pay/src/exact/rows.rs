//! Lines with extra ones among them.

use plumb_units::{MILLION, Rounding};

use crate::book::{Book, Row, amounts, count, sum, within};
use crate::exact::Ground;
use crate::lines::Line;
use crate::number::{Fraction, Near, Number, Ratio};
use crate::ready::{ReadyComponent, ReadyPlan};
use crate::stream::ratio_of;

use super::beside::{Extra, Extras};

/// The lines of a seat and the extra ones.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    all: &'a [Vec<Line>],
    extras: &'a Extras,
    plans: &'a [ReadyPlan<'a>],
    pub(super) lines: &'a [Line],
    pub(super) extra: &'a [Extra],
    last_day: i32,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(ground: &Ground<'a>, seat: usize) -> Self {
        let rows = Self {
            all: ground.world.lines,
            extras: ground.extras,
            plans: ground.beside,
            lines: &[],
            extra: &[],
            last_day: ground.world.last_day(),
        };
        rows.of(seat)
    }

    /// The same with other lines in the places of its own.
    pub(super) fn with<'b>(&self, lines: &'b [Line]) -> Rows<'b>
    where
        'a: 'b,
    {
        Rows { lines, ..*self }
    }

    fn extra_sum(
        &self,
        credits: u64,
        from: i32,
        until: i32,
        of: impl Fn(&Extra) -> Option<Near>,
    ) -> Option<Near> {
        let within = |extra: &&Extra| {
            let day = extra.line.day_number();
            from <= day && day < until && extra.line.counts_in(credits)
        };
        self.extra.iter().filter(within).try_fold(Near::ZERO, |sum, extra| sum.plus(&of(extra)?))
    }

    /// The ratio of a transaction by itself, in whole millionths.
    pub(super) fn own_ratio(&self, met: &Met<'_>, above: &[usize], below: &[usize]) -> Option<Near> {
        if let Some(place) = met.place {
            return Some(Near::whole(ratio_of(&met.line, self.lines, place, above, below)));
        }
        let (mut up, mut down) = (Near::ZERO, Near::ZERO);
        for extra in self.extra.iter().filter(|extra| extra.line.event == met.line.event && !extra.joins) {
            let credit = usize::from(extra.line.credit());
            if above.contains(&credit) {
                up = up.plus(&extra.amount)?;
            }
            if below.contains(&credit) {
                down = down.plus(&extra.amount)?;
            }
        }
        if down == Near::ZERO {
            return Some(Near::ZERO);
        }
        let ratio = up.times(MILLION, 1)?.over(&down)?;
        let whole = ratio.value.above().div_euclid(ratio.value.below());
        let exactly = ratio.value.below() == 1 && ratio.step < Ratio::ZERO;
        Some(Near::whole(i64::try_from(if exactly { whole - 1 } else { whole }).ok()?))
    }

    /// Every line in order, extra ones in their places.
    pub(super) fn merged(&self) -> Merged<'a> {
        Merged { rows: *self, place: 0, extra: 0 }
    }
}

/// A line, whole or with what an extra transaction makes of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met<'a> {
    pub(super) line: Line,
    /// Its place among the lines; none for an extra one.
    pub(super) place: Option<usize>,
    pub(super) extra: Option<&'a Extra>,
}

impl Met<'_> {
    /// Amount and weighted credit.
    pub(super) fn near(&self) -> Option<(Near, Near)> {
        let whole = (Near::whole(self.line.amount), Near::whole(self.line.weighted));
        match (self.extra, self.place) {
            (None, _) => Some(whole),
            (Some(extra), None) => Some((extra.amount, extra.weighted)),
            (Some(extra), Some(_)) => Some((whole.0.plus(&extra.amount)?, whole.1.plus(&extra.weighted)?)),
        }
    }

    /// Whether its columns are those of an extra row.
    pub(super) fn beside(&self) -> bool {
        self.place.is_none()
    }
}

pub(super) struct Merged<'a> {
    rows: Rows<'a>,
    place: usize,
    extra: usize,
}

impl<'a> Iterator for Merged<'a> {
    type Item = Met<'a>;

    fn next(&mut self) -> Option<Met<'a>> {
        let extra = self.rows.extra.get(self.extra).filter(|extra| extra.at <= self.place);
        if let Some(extra) = extra {
            self.extra += 1;
            if !extra.joins {
                return Some(Met { line: extra.line, place: None, extra: Some(extra) });
            }
        }
        let line = *self.rows.lines.get(self.place)?;
        self.place += 1;
        Some(Met { line, place: Some(self.place - 1), extra })
    }
}

impl Book for Rows<'_> {
    type N = Near;
    type Money = Near;

    fn money(exact: &Near, _: Rounding) -> Option<Near> {
        Some(exact.kept())
    }

    fn multiplied(money: &Near, factor: &Near) -> Option<Near> {
        money.by(factor).map(|money| money.kept())
    }

    fn rows(&self, from: i32, until: i32) -> impl Iterator<Item = Row<Near>> {
        let within = move |met: &Met<'_>| {
            let day = met.line.day_number();
            from <= day && day < until
        };
        self.merged().filter(within).filter_map(|met| {
            let (amount, weighted) = met.near()?;
            Some(Row { line: met.line, amount, weighted, beside: met.beside() })
        })
    }

    fn sum(&self, credits: u64, from: i32, until: i32) -> Option<Near> {
        let more = self.extra_sum(credits, from, until, |extra| Some(extra.weighted))?;
        Near::whole(sum(self.lines, credits, from, until)).plus(&more)
    }

    fn amounts(&self, credits: u64, from: i32, until: i32) -> Option<Near> {
        let more = self.extra_sum(credits, from, until, |extra| Some(extra.amount))?;
        Near::whole(amounts(self.lines, credits, from, until)).plus(&more)
    }

    fn count(&self, credits: u64, from: i32, until: i32) -> Option<Near> {
        let more = self.extra_sum(credits, from, until, |extra| {
            let sign = if extra.amount < Near::ZERO { -MILLION } else { MILLION };
            Some(Near::whole(if extra.joins { 0 } else { sign }))
        })?;
        Near::whole(count(self.lines, credits, from, until)?).plus(&more)
    }

    fn of(&self, seat: usize) -> Self {
        let lines = self.all.get(seat).map_or(&[][..], Vec::as_slice);
        let extra = self.extras.get(&seat).map_or(&[][..], Vec::as_slice);
        let extra =
            if extra.iter().any(|extra| extra.line.day_number() > self.last_day) { &[] } else { extra };
        Self { lines: within(lines, i32::MIN, self.last_day.saturating_add(1)), extra, ..*self }
    }

    fn beside(&self, plan: usize, component: usize) -> Option<&ReadyComponent<'_>> {
        self.plans.get(plan)?.components.get(component)
    }
}
