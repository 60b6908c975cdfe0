//! What a simulation says: intervals, fans, and odds.

use std::collections::BTreeMap;

use crate::grid::Step;
use crate::percentiles::Percentiles;

/// Someone or something that is forecast. Numbers are those of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// The whole company.
    Company,
    /// A unit with all below it.
    Unit(usize),
    /// A person.
    Person(usize),
}

/// Percentiles and mean of a total, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    /// One path in ten is not above it.
    pub p10: i64,
    /// One in two.
    pub p50: i64,
    /// Nine in ten.
    pub p90: i64,
    /// The mean, rounded towards zero.
    pub mean: i64,
}

/// The forecast of one node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forecast {
    /// The total of all steps.
    pub total: Interval,
    /// Totals from the first step up to the end of each.
    pub fan: Vec<Interval>,
    /// The total of all steps by family.
    pub families: Vec<Interval>,
    /// The fan of each family; empty for people, to save time.
    pub family_fans: Vec<Vec<Interval>>,
    /// The whole distribution of the totals up to the end of each step, of people only: their paths are not kept.
    pub percentiles: Vec<Percentiles>,
}

/// A target to be given odds.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Whose.
    pub node: Node,
    /// The first step that counts.
    pub from: usize,
    /// The last step that counts.
    pub by: usize,
    /// What was reached before the first step, in the units of the target.
    pub already: i64,
    /// What is to be reached.
    pub target: i64,
    /// What a minor unit of each family counts; 1 for all without.
    pub weights: Option<Vec<f64>>,
}

/// A target for a ratio of two weighted totals.
#[derive(Clone, Debug, PartialEq)]
pub struct RatioGoal {
    /// Whose.
    pub node: Node,
    /// The first step that counts.
    pub from: usize,
    /// The last step that counts.
    pub by: usize,
    /// What was there before the first step: numerator and denominator.
    pub already: (f64, f64),
    /// What a minor unit of each family adds to the numerator.
    pub numerator: Vec<f64>,
    /// And to the denominator.
    pub denominator: Vec<f64>,
    /// The ratio that is to be reached.
    pub target: f64,
}

/// What became of a [`Goal`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Chance {
    /// The share of paths that reach the target.
    pub odds: f64,
    /// Where the total ends, with what was already reached.
    pub total: Interval,
}

/// What became of a [`RatioGoal`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RatioChance {
    /// The share of paths that reach the target. A denominator that is not above zero reaches nothing.
    pub odds: f64,
    /// One path in ten ends lower, of those whose denominator is above zero; 0 where none has one.
    pub p10: f64,
    /// One in two.
    pub p50: f64,
    /// Nine in ten.
    pub p90: f64,
}

/// What a simulation says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outlook {
    /// Paths that were simulated.
    pub paths: usize,
    /// What lies ahead.
    pub steps: Vec<Step>,
    /// The number of families.
    pub families: usize,
    /// Forecasts of the company, every unit and every person that sells.
    pub forecasts: BTreeMap<Node, Forecast>,
    /// One for each goal asked for, in order; nothing for a node that is not forecast or steps that there are not.
    pub chances: Vec<Option<Chance>>,
    /// One for each ratio asked for.
    pub ratio_odds: Vec<Option<RatioChance>>,
    /// Totals of every path, by step, family and path, of the nodes for which there was room.
    pub(crate) kept: BTreeMap<Node, Vec<i64>>,
    /// How many paths were kept whole.
    pub(crate) whole: usize,
    /// They, by step, family and path, of each person; under `None` what is nobody's.
    pub(crate) whole_of: BTreeMap<Option<usize>, Vec<i64>>,
}

impl Outlook {
    /// The share of paths on which `already` and what comes in the steps from `from` to `by` reaches the target.
    ///
    /// Nothing where the node's paths were not kept (people, whose [`Forecast::percentiles`] answer nearly as well, and units beyond the
    /// room for them: name a [`Goal`] before simulating) or
    /// where there are no such steps. Odds never rise with the target.
    pub fn odds(&self, goal: &Goal) -> Option<f64> {
        let kept = self.kept.get(&goal.node)?;
        let totals = weighted(kept, self.shape(), goal.from, goal.by, goal.weights.as_deref())?;
        Some(reached(&totals, goal))
    }

    /// The share of paths on which the ratio reaches its target. A denominator that is not above zero reaches nothing.
    pub fn odds_ratio(&self, goal: &RatioGoal) -> Option<RatioChance> {
        ratio(self.kept.get(&goal.node)?, self.shape(), goal)
    }

    /// How many paths were kept whole: the first of all, as many as [`Options::whole`](crate::Options::whole) asked for.
    pub fn whole_paths(&self) -> usize {
        self.whole
    }

    /// What a person brings on one of the whole paths in a step, of a family, in minor units; of `None` what is nobody's. 0 where
    /// there is no such path, step, family or person.
    ///
    /// ```
    /// use plumb_forecast::{Node, Options, simulate, synthetic};
    ///
    /// let outlook = simulate(&synthetic(3, 2, 2, 1), &Options { paths: 10, whole: 10, ..Options::default() });
    /// let brings = |path| -> i64 { (0..4).map(|cell| outlook.on_path(Some(1), path, cell / 2, cell % 2)).sum() };
    /// let mean = (0..10).map(brings).sum::<i64>() / 10;
    /// assert_eq!(mean, outlook.forecasts[&Node::Person(1)].total.mean);
    /// ```
    pub fn on_path(&self, person: Option<usize>, path: usize, step: usize, family: usize) -> i64 {
        if path >= self.whole || family >= self.families {
            return 0;
        }
        let at = (step * self.families + family) * self.whole + path;
        self.whole_of.get(&person).and_then(|paths| paths.get(at)).copied().unwrap_or(0)
    }

    fn shape(&self) -> Shape {
        Shape { paths: self.paths, families: self.families, steps: self.steps.len() }
    }
}

/// How totals lie in memory: by step, then family, then path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) paths: usize,
    pub(crate) families: usize,
    pub(crate) steps: usize,
}

impl Shape {
    pub(crate) fn len(self) -> usize {
        self.paths * self.families * self.steps
    }

    /// The totals of one step and family.
    pub(crate) fn column(self, totals: &[i64], step: usize, family: usize) -> &[i64] {
        let from = (step * self.families + family) * self.paths;
        totals.get(from..from + self.paths).unwrap_or(&[])
    }
}

fn weighted(
    totals: &[i64],
    shape: Shape,
    from: usize,
    by: usize,
    weights: Option<&[f64]>,
) -> Option<Vec<i64>> {
    if from > by || by >= shape.steps {
        return None;
    }
    let Some(weights) = weights else {
        let mut sums = vec![0_i64; shape.paths];
        for step in from..=by {
            for family in 0..shape.families {
                add(&mut sums, shape.column(totals, step, family));
            }
        }
        return Some(sums);
    };
    let sums = weighted_real(totals, shape, from, by, weights);
    Some(sums.iter().map(|sum| sum.round() as i64).collect())
}

fn weighted_real(totals: &[i64], shape: Shape, from: usize, by: usize, weights: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; shape.paths];
    for step in from..=by {
        for (family, weight) in weights.iter().enumerate().take(shape.families) {
            let weight = if weight.is_finite() { *weight } else { 0.0 };
            for (sum, value) in sums.iter_mut().zip(shape.column(totals, step, family)) {
                *sum += weight * *value as f64;
            }
        }
    }
    sums
}

/// Adds path by path; nothing here is negative, so holding at the largest sum keeps the order of addition without effect.
pub(crate) fn add(sums: &mut [i64], values: &[i64]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum = sum.saturating_add(*value);
    }
}

fn reached(totals: &[i64], goal: &Goal) -> f64 {
    let count = totals.iter().filter(|total| total.saturating_add(goal.already) >= goal.target).count();
    count as f64 / totals.len().max(1) as f64
}

pub(crate) fn ratio(totals: &[i64], shape: Shape, goal: &RatioGoal) -> Option<RatioChance> {
    if goal.from > goal.by || goal.by >= shape.steps {
        return None;
    }
    let above = weighted_real(totals, shape, goal.from, goal.by, &goal.numerator);
    let below = weighted_real(totals, shape, goal.from, goal.by, &goal.denominator);
    let mut ratios: Vec<f64> = above
        .iter()
        .zip(&below)
        .map(|(above, below)| (above + goal.already.0, below + goal.already.1))
        .filter(|(_, below)| *below > 0.0)
        .map(|(above, below)| above / below)
        .collect();
    let reached = ratios.iter().filter(|ratio| **ratio >= goal.target).count();
    ratios.sort_by(f64::total_cmp);
    let rank = |tenths: usize| {
        let place = (ratios.len() * tenths).div_ceil(10).saturating_sub(1);
        ratios.get(place).copied().unwrap_or(0.0)
    };
    let odds = reached as f64 / shape.paths.max(1) as f64;
    Some(RatioChance { odds, p10: rank(1), p50: rank(5), p90: rank(9) })
}

pub(crate) fn chance(totals: &[i64], shape: Shape, goal: &Goal, scratch: &mut Vec<i64>) -> Option<Chance> {
    let sums = weighted(totals, shape, goal.from, goal.by, goal.weights.as_deref())?;
    let odds = reached(&sums, goal);
    let mut total = interval(&sums, scratch);
    for value in [&mut total.p10, &mut total.p50, &mut total.p90, &mut total.mean] {
        *value = value.saturating_add(goal.already);
    }
    Some(Chance { odds, total })
}

/// Percentiles by nearest rank, and the mean.
pub(crate) fn interval(values: &[i64], scratch: &mut Vec<i64>) -> Interval {
    let count = values.len();
    if count == 0 {
        return Interval::default();
    }
    scratch.clear();
    scratch.extend_from_slice(values);
    let sum: i128 = values.iter().map(|value| i128::from(*value)).sum();
    let rank = |tenths: usize| (count * tenths).div_ceil(10).saturating_sub(1);
    let (lower, p50, upper) = scratch.select_nth_unstable(rank(5));
    let p50 = *p50;
    let p10 = if rank(1) < lower.len() { *lower.select_nth_unstable(rank(1)).1 } else { p50 };
    let above = rank(9).saturating_sub(rank(5) + 1);
    let p90 =
        if rank(9) > rank(5) && above < upper.len() { *upper.select_nth_unstable(above).1 } else { p50 };
    let mean = i64::try_from(sum / count as i128).unwrap_or(i64::MAX);
    Interval { p10, p50, p90, mean }
}

/// The forecast from the totals of all paths.
pub(crate) fn forecast(totals: &[i64], shape: Shape, by_family: bool, scratch: &mut Vec<i64>) -> Forecast {
    let mut forecast = Forecast::default();
    let mut all = vec![0_i64; shape.paths];
    let mut of_family = vec![vec![0_i64; shape.paths]; shape.families];
    if by_family {
        forecast.family_fans = vec![Vec::with_capacity(shape.steps); shape.families];
    }
    for step in 0..shape.steps {
        for (family, sums) in of_family.iter_mut().enumerate() {
            let column = shape.column(totals, step, family);
            add(sums, column);
            add(&mut all, column);
            if let Some(fan) = forecast.family_fans.get_mut(family) {
                fan.push(interval(sums, scratch));
            }
        }
        forecast.fan.push(interval(&all, scratch));
        if !by_family {
            // What the interval left in disorder is the same totals.
            forecast.percentiles.push(Percentiles::of(scratch));
        }
    }
    forecast.total = forecast.fan.last().copied().unwrap_or_default();
    forecast.families = of_family.iter().map(|sums| interval(sums, scratch)).collect();
    forecast
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let mut scratch = Vec::new();
        let values: Vec<i64> = (1..=100).rev().collect();
        assert_eq!(interval(&values, &mut scratch), Interval { p10: 10, p50: 50, p90: 90, mean: 50 });
        assert_eq!(interval(&[7], &mut scratch), Interval { p10: 7, p50: 7, p90: 7, mean: 7 });
        assert_eq!(interval(&[1, 9], &mut scratch), Interval { p10: 1, p50: 1, p90: 9, mean: 5 });
    }
}
