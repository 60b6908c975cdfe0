//! Shapes over one window: ladders of tiers that pay unit by unit, and payouts that pay a share of a target.

use plumb_units::{MILLION, Rate};

use crate::component::{Component, Edge, Level, Matrix, Point, Price, Shape, TierPays};
use crate::number::{Fraction, Number, Ratio};

/// What each unit brings, tier by tier. Rates stand over [`below`](Self::below).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ladder {
    /// Where each tier begins; the first holds everything below the second.
    starts: Vec<i64>,
    rates: Vec<i64>,
    /// The common denominator of the rates.
    pub(crate) below: i64,
    edge: Edge,
}

impl Ladder {
    /// The ladder of a component for a window's quota; `None` when its levels need a quota and there is none, or when it does not fit.
    pub(crate) fn of(component: &Component, quota: Option<i64>) -> Option<Self> {
        let place = |level: i64| place(component.level, level, quota);
        let mut rungs: Vec<(i64, i128, i128)> = Vec::new();
        let edge = match &component.shape {
            Shape::Marginal(tiers) | Shape::Retro(tiers) => {
                for (index, tier) in tiers.rows.iter().enumerate() {
                    let start = if index == 0 && tier.from <= 0 { i64::MIN } else { place(tier.from)? };
                    if index == 0 && tier.from > 0 {
                        rungs.push((i64::MIN, 0, 1));
                    }
                    let (above, below) = match tier.pays {
                        TierPays::Times(rate) | TierPays::Rate(rate) => {
                            (i128::from(rate.millionths()), i128::from(MILLION))
                        }
                        TierPays::Whole(amount) => {
                            let end = place(tier.to?)?;
                            let width =
                                i128::from(end) - i128::from(if start == i64::MIN { 0 } else { start });
                            (i128::from(amount), width)
                        }
                    };
                    rungs.push((start, above, below));
                    let next = tiers.rows.get(index + 1).map(|next| next.from);
                    if let Some(to) = tier.to
                        && next != Some(to)
                        && next.is_none_or(|next| next > to)
                    {
                        rungs.push((place(to)?, 0, 1));
                    }
                }
                tiers.edge
            }
            _ => {
                rungs.push((i64::MIN, 1, 1));
                Edge::Upper
            }
        };
        if let Some(threshold) = component.threshold.filter(|threshold| !threshold.from_zero) {
            cut_below(&mut rungs, place(threshold.at)?);
        }
        // Where the tier reached pays for all, no unit has a rate of its own that could end: see [`of_all`].
        let for_all = matches!(component.shape, Shape::Retro(_));
        if let Some(top) = component.top.filter(|_| !for_all) {
            let top = place(top)?;
            rungs.retain(|rung| rung.0 < top);
            rungs.push((top, 0, 1));
        }
        Self::over_common(&rungs, edge)
    }

    fn over_common(rungs: &[(i64, i128, i128)], edge: Edge) -> Option<Self> {
        let mut below = 1_i128;
        for rung in rungs {
            let reduced = Ratio::new(rung.1, rung.2)?.below();
            below = Ratio::new(below, reduced)?.above().checked_mul(reduced)?;
            if below > 1_000_000_000_000_000 {
                return None;
            }
        }
        let rates = rungs.iter().map(|rung| i64::try_from(rung.1.checked_mul(below)? / rung.2).ok());
        Some(Self {
            starts: rungs.iter().map(|rung| rung.0).collect(),
            rates: rates.collect::<Option<_>>()?,
            below: i64::try_from(below).ok()?,
            edge,
        })
    }

    /// The tier that holds a value.
    pub(crate) fn tier(&self, value: i64) -> usize {
        let past = match self.edge {
            Edge::Upper => self.starts.partition_point(|start| *start <= value),
            Edge::Lower => self.starts.partition_point(|start| *start < value),
        };
        past.saturating_sub(1)
    }

    /// The rate of a tier, over [`below`](Self::below).
    pub(crate) fn rate(&self, tier: usize) -> i64 {
        self.rates.get(tier).copied().unwrap_or(0)
    }

    /// Where a tier begins.
    pub(crate) fn start(&self, tier: usize) -> i64 {
        self.starts.get(tier).copied().unwrap_or(i64::MIN)
    }

    /// Where the tier after this one begins.
    pub(crate) fn end(&self, tier: usize) -> i64 {
        self.starts.get(tier + 1).copied().unwrap_or(i64::MAX)
    }

    /// Where each tier but the first begins: the kinks.
    pub(crate) fn edges(&self) -> &[i64] {
        self.starts.get(1..).unwrap_or(&[])
    }

    /// What the units from `from` to `to` bring together, over [`below`](Self::below): negative when `to` lies lower.
    pub(crate) fn between(&self, from: i64, to: i64) -> i128 {
        self.pieces(from, to)
            .map(|piece| i128::from(piece.rate) * (i128::from(piece.to) - i128::from(piece.from)))
            .sum()
    }

    /// The tiers that a step from `from` to `to` crosses, each with its part of the step, in the direction of the step.
    pub(crate) fn pieces(&self, from: i64, to: i64) -> impl Iterator<Item = Piece> + '_ {
        let (low, high) = (from.min(to), from.max(to));
        let first = self.starts.partition_point(|start| *start <= low).saturating_sub(1);
        (first..self.starts.len())
            .map(move |tier| {
                let start = self.starts.get(tier).copied().unwrap_or(i64::MIN).max(low);
                (tier, start, self.end(tier).min(high))
            })
            .take_while(move |(tier, start, _)| *start < high || *tier == first)
            .filter(|(_, start, end)| start < end)
            .map(move |(tier, start, end)| {
                let (from, to) = if from <= to { (start, end) } else { (end, start) };
                Piece { tier, from, to, rate: self.rate(tier) }
            })
    }

    /// What the units from 0 to a value bring, exactly; negative values go by the first tier.
    pub(crate) fn integral<N: Number>(&self, value: &N) -> Option<N> {
        let mut sum = N::whole(0);
        let zero = N::whole(0);
        for tier in 0..self.starts.len() {
            let start = self.starts.get(tier).copied().unwrap_or(i64::MIN);
            let low = if start == i64::MIN { None } else { Some(N::whole(start)) };
            let high = self.starts.get(tier + 1).map(|end| N::whole(*end));
            let clamp = |at: &N| {
                let at = low.as_ref().map_or(at, |low| at.max(low));
                high.as_ref().map_or(at, |high| at.min(high)).clone()
            };
            let width = clamp(value).minus(&clamp(&zero))?;
            sum = sum.plus(&width.times(self.rate(tier), self.below)?)?;
        }
        Some(sum)
    }

    /// The rate at a value, exactly: of the tier that holds it.
    pub(crate) fn rate_at<N: Number>(&self, value: &N) -> Option<N> {
        let holds = |start: &i64| {
            *start == i64::MIN
                || match self.edge {
                    Edge::Upper => N::whole(*start) <= *value,
                    Edge::Lower => N::whole(*start) < *value,
                }
        };
        let tier = self.starts.iter().filter(|start| holds(start)).count().saturating_sub(1);
        N::whole(1).times(self.rate(tier), self.below)
    }
}

/// Whether a shape with a price for all needs more than the rate of a tier.
pub(crate) fn is_curved(component: &Component) -> bool {
    component.top.is_some() || matches!(component.shape, Shape::Linear(_) | Shape::Step { .. })
}

/// What all of a window brings: so much at the plain price, times what the shape says at the level reached.
///
/// Above the top nothing more is paid: of a measure that is a sum, what lies above is not paid on.
pub(crate) fn of_all<N: Fraction>(
    component: &Component,
    ladder: Option<&Ladder>,
    quota: Option<i64>,
    is_sum: bool,
    value: &N,
    base: &N,
) -> Option<N> {
    let top = match component.top {
        Some(top) => Some(N::whole(place(component.level, top, quota)?)),
        None => None,
    };
    let (value, base) = match top.filter(|top| top < value) {
        Some(top) if is_sum => (top.clone(), base.by(&top.over(value)?)?),
        Some(top) => (top, base.clone()),
        None => (value.clone(), base.clone()),
    };
    let rate = match &component.shape {
        Shape::Linear(_) | Shape::Step { .. } => {
            Payout::of(component, MILLION, quota)?.at(&value, None)?.times(1, MILLION)?
        }
        _ => ladder?.rate_at(&value)?,
    };
    rate.by(&base)
}

/// A part of a step that lies in one tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) tier: usize,
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) rate: i64,
}

fn cut_below(rungs: &mut Vec<(i64, i128, i128)>, at: i64) {
    let at_threshold = rungs.iter().rev().find(|rung| rung.0 <= at).copied();
    rungs.retain(|rung| rung.0 > at);
    if let Some((_, above, below)) = at_threshold {
        rungs.insert(0, (at, above, below));
    }
    rungs.insert(0, (i64::MIN, 0, 1));
}

/// A level in units of the measure; attainments are cut to the last whole unit that is not above.
pub(crate) fn place(unit: Level, level: i64, quota: Option<i64>) -> Option<i64> {
    match unit {
        Level::Value => Some(level),
        Level::Attainment => {
            let quota = quota.filter(|quota| *quota > 0)?;
            i64::try_from((i128::from(quota) * i128::from(level)).div_euclid(i128::from(MILLION))).ok()
        }
    }
}

/// Pays a share of an amount by the level that a measure has.
#[derive(Clone, Debug)]
pub(crate) struct Payout<'a> {
    /// What is paid at 100 %.
    pub(crate) amount: i64,
    component: &'a Component,
    quota: Option<i64>,
}

impl<'a> Payout<'a> {
    /// The payout of a component; `None` when its levels need a quota and there is none.
    pub(crate) fn of(component: &'a Component, amount: i64, quota: Option<i64>) -> Option<Self> {
        if component.level == Level::Attainment && quota.is_none_or(|quota| quota <= 0) {
            return None;
        }
        Some(Self { amount, component, quota })
    }

    /// What is paid at a value of the measure, and of the one across where there is a matrix.
    pub(crate) fn at<N: Number>(&self, value: &N, across: Option<&N>) -> Option<N> {
        let level = match self.component.level {
            Level::Value => value.clone(),
            Level::Attainment => value.times(MILLION, self.quota?)?,
        };
        let threshold = self.component.threshold;
        if threshold.is_some_and(|threshold| level < N::whole(threshold.at)) {
            return Some(N::whole(0));
        }
        let capped = match self.component.top {
            Some(top) => level.clone().min(N::whole(top)),
            None => level,
        };
        let share = share(self.component, &capped, across)?;
        let below = match threshold.filter(|threshold| !threshold.from_zero) {
            Some(threshold) => self::share(self.component, &N::whole(threshold.at), across)?,
            None => N::whole(0),
        };
        share.minus(&below)?.times(self.amount, MILLION)
    }
}

/// The share of the price at a level, in millionths.
fn share<N: Number>(component: &Component, level: &N, across: Option<&N>) -> Option<N> {
    match &component.shape {
        Shape::Linear(points) => line_through(points, level),
        Shape::Step { points, edge } => Some(last_reached(points, *edge, level)),
        Shape::Matrix(matrix) => in_matrix(matrix, level, across?),
        Shape::Retro(tiers) | Shape::Marginal(tiers)
            if matches!(component.price, Price::Share | Price::Amount(_)) =>
        {
            let mut sum = N::whole(0);
            let retro = matches!(component.shape, Shape::Retro(_));
            for (index, tier) in tiers.rows.iter().enumerate() {
                let (TierPays::Times(rate) | TierPays::Rate(rate)) = tier.pays else { return None };
                let from = N::whole(tier.from);
                let next = tiers.rows.get(index + 1).map(|next| N::whole(next.from));
                if retro {
                    let reached = if tiers.edge == Edge::Upper { from <= *level } else { from < *level };
                    if index == 0 || reached {
                        sum = level.times(rate.millionths(), MILLION)?;
                    }
                } else {
                    let low = if index == 0 { N::whole(0) } else { from };
                    let high = next.map_or_else(|| level.clone(), |next| level.clone().min(next));
                    if index == 0 || high > low {
                        sum = sum.plus(&high.minus(&low)?.times(rate.millionths(), MILLION)?)?;
                    }
                }
            }
            Some(sum)
        }
        _ => Some(level.clone()),
    }
}

fn line_through<N: Number>(points: &[Point], level: &N) -> Option<N> {
    let first = points.first()?;
    if *level <= N::whole(first.at) {
        return Some(N::whole(first.pays.millionths()));
    }
    for pair in points.windows(2) {
        let [a, b] = pair else { continue };
        if *level <= N::whole(b.at) {
            let rise = b.pays.millionths().checked_sub(a.pays.millionths())?;
            let part = level.minus(&N::whole(a.at))?.times(rise, b.at.checked_sub(a.at)?)?;
            return part.plus(&N::whole(a.pays.millionths()));
        }
    }
    points.last().map(|last| N::whole(last.pays.millionths()))
}

fn reached<N: Number>(at: i64, edge: Edge, level: &N) -> bool {
    match edge {
        Edge::Upper => N::whole(at) <= *level,
        Edge::Lower => N::whole(at) < *level,
    }
}

/// The share of the last point reached; before the first nothing.
pub(crate) fn last_reached<N: Number>(points: &[Point], edge: Edge, level: &N) -> N {
    let last = points.iter().rev().find(|point| reached(point.at, edge, level));
    N::whole(last.map_or(0, |point| point.pays.millionths()))
}

fn in_matrix<N: Number>(matrix: &Matrix, down: &N, across: &N) -> Option<N> {
    let cell = |row: usize, column: usize| -> Option<N> {
        Some(N::whole(matrix.cells.get(row)?.get(column).copied().map(Rate::millionths)?))
    };
    if !matrix.bilinear {
        let row = matrix.down_at.iter().rposition(|at| reached(*at, Edge::Upper, down));
        let column = matrix.across_at.iter().rposition(|at| reached(*at, Edge::Upper, across));
        return match row.zip(column) {
            Some((row, column)) => cell(row, column),
            None => Some(N::whole(0)),
        };
    }
    let (row, down_from, down_width, down) = between(&matrix.down_at, down)?;
    let (column, across_from, across_width, across) = between(&matrix.across_at, across)?;
    let along = |row: usize| -> Option<N> {
        let left = cell(row, column)?;
        if across_width == 0 {
            return Some(left);
        }
        let rise = cell(row, column + 1)?.minus(&left)?;
        left.plus(&across.minus(&N::whole(across_from))?.times(1, across_width)?.by(&rise)?)
    };
    let top = along(row)?;
    if down_width == 0 {
        return Some(top);
    }
    let rise = along(row + 1)?.minus(&top)?;
    top.plus(&down.minus(&N::whole(down_from))?.times(1, down_width)?.by(&rise)?)
}

/// Between which two levels a value lies: the place of the lower, its level, the width (0 with one level), and the value within.
fn between<N: Number>(levels: &[i64], value: &N) -> Option<(usize, i64, i64, N)> {
    let (first, last) = (*levels.first()?, *levels.last()?);
    let inside = value.clone().max(N::whole(first)).min(N::whole(last));
    let place = levels.iter().rposition(|at| N::whole(*at) <= inside)?.min(levels.len().saturating_sub(2));
    let from = *levels.get(place)?;
    let width = levels.get(place + 1).map_or(0, |next| next - from);
    Some((place, from, width, inside))
}
