//! A person's lines as measures and conditions see them: whole ones, or whole ones and an extra transaction beside them.

use plumb_units::{MILLION, Rounding};

use crate::lines::Line;
use crate::number::{Fraction, Number, Ratio};
use crate::ready::ReadyComponent;
use crate::stream::Exact;

/// The lines of one person under one plan, in any kind of number.
pub(crate) trait Book: Copy {
    /// What sums are made of.
    type N: Fraction;
    /// What is earned: whole minor units, or the same unrounded.
    type Money: Number;

    /// What is earned, from an exact amount.
    fn money(exact: &Self::N, rounding: Rounding) -> Option<Self::Money>;

    /// What is earned, times a factor.
    fn multiplied(money: &Self::Money, factor: &Self::N) -> Option<Self::Money>;

    /// Every line from a day until another, in order.
    fn rows(&self, from: i32, until: i32) -> impl Iterator<Item = Row<Self::N>>;

    /// The credits of a mask from a day until another.
    fn sum(&self, mask: u64, from: i32, until: i32) -> Option<Self::N>;

    /// The amounts of a mask from a day until another.
    fn amounts(&self, mask: u64, from: i32, until: i32) -> Option<Self::N>;

    /// How many lines of a mask, those below zero against the others, in millionths.
    fn count(&self, mask: u64, from: i32, until: i32) -> Option<Self::N>;

    /// The lines of another seat.
    fn of(&self, seat: usize) -> Self;

    /// The component as compiled for rows that are not among the events.
    fn beside(&self, plan: usize, component: usize) -> Option<&ReadyComponent<'_>>;
}

/// One line.
#[derive(Clone, Debug)]
pub(crate) struct Row<N> {
    pub(crate) line: Line,
    pub(crate) amount: N,
    pub(crate) weighted: N,
    /// Whether the line's row is not one of the events.
    pub(crate) beside: bool,
}

/// Lines as they are.
#[derive(Clone, Copy)]
pub(crate) struct Whole<'a> {
    /// Everybody's.
    pub(crate) all: &'a [Vec<Line>],
    /// This seat's.
    pub(crate) lines: &'a [Line],
}

impl Whole<'_> {
    /// The lines of a seat among everybody's.
    pub(crate) fn seat(all: &[Vec<Line>], seat: usize) -> Whole<'_> {
        Whole { all, lines: all.get(seat).map_or(&[][..], Vec::as_slice) }
    }
}

impl Book for Whole<'_> {
    type N = Ratio;
    type Money = i64;

    fn money(exact: &Ratio, rounding: Rounding) -> Option<i64> {
        Exact { above: exact.above(), below: exact.below() }.rounded(rounding)
    }

    fn multiplied(money: &i64, factor: &Ratio) -> Option<i64> {
        Self::money(&factor.by(&Ratio::whole(*money))?, Rounding::HalfUp)
    }

    fn rows(&self, from: i32, until: i32) -> impl Iterator<Item = Row<Ratio>> {
        within(self.lines, from, until).iter().map(|line| Row {
            line: *line,
            amount: Ratio::whole(line.amount),
            weighted: Ratio::whole(line.weighted),
            beside: false,
        })
    }

    fn sum(&self, mask: u64, from: i32, until: i32) -> Option<Ratio> {
        Some(Ratio::whole(sum(self.lines, mask, from, until)))
    }

    fn amounts(&self, mask: u64, from: i32, until: i32) -> Option<Ratio> {
        Some(Ratio::whole(amounts(self.lines, mask, from, until)))
    }

    fn count(&self, mask: u64, from: i32, until: i32) -> Option<Ratio> {
        count(self.lines, mask, from, until).map(Ratio::whole)
    }

    fn of(&self, seat: usize) -> Self {
        Self { all: self.all, lines: self.all.get(seat).map_or(&[][..], Vec::as_slice) }
    }

    fn beside(&self, _: usize, _: usize) -> Option<&ReadyComponent<'_>> {
        None
    }
}

pub(crate) fn within(lines: &[Line], from: i32, until: i32) -> &[Line] {
    let start = lines.partition_point(|line| line.day_number() < from);
    let end = lines.partition_point(|line| line.day_number() < until);
    lines.get(start..end.max(start)).unwrap_or(&[])
}

fn of_mask(lines: &[Line], mask: u64, from: i32, until: i32) -> impl Iterator<Item = &Line> {
    within(lines, from, until).iter().filter(move |line| line.counts_in(mask))
}

/// The credits of a mask from a day until another.
pub(crate) fn sum(lines: &[Line], mask: u64, from: i32, until: i32) -> i64 {
    of_mask(lines, mask, from, until).fold(0, |sum, line| sum.saturating_add(line.weighted))
}

/// The amounts of a mask from a day until another.
pub(crate) fn amounts(lines: &[Line], mask: u64, from: i32, until: i32) -> i64 {
    of_mask(lines, mask, from, until).fold(0, |sum, line| sum.saturating_add(line.amount))
}

/// How many lines, those below zero against the others, in millionths.
pub(crate) fn count(lines: &[Line], mask: u64, from: i32, until: i32) -> Option<i64> {
    of_mask(lines, mask, from, until)
        .try_fold(0_i64, |sum, line| sum.checked_add(if line.amount < 0 { -MILLION } else { MILLION }))
}
