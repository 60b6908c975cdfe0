//! What a component promises at a level of its measure: for checks and letters, before limits of the plan.

use plumb_units::{MILLION, Rate};

use crate::component::{Component, Edge, Level, Matrix, Point, Price, Shape, TierPays, Tiers};
use crate::number::{Number, Ratio};

/// What a component is held against.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ground {
    /// Its share of the target for the window.
    pub(crate) target: i64,
    /// The quota of the window.
    pub(crate) quota: Option<i64>,
    /// A rate of the person's own.
    pub(crate) own: Option<Rate>,
    /// The level of the measure across, where there is a matrix.
    pub(crate) across: Option<i64>,
}

/// What is paid of a share of the target at a level, in millionths of it; `None` where that cannot be said from the plan alone.
pub(crate) fn multiple(component: &Component, level: &Ratio, across: Option<i64>) -> Option<Ratio> {
    if component.level != Level::Attainment
        && !matches!(component.shape, Shape::Linear(_) | Shape::Step { .. })
    {
        return None;
    }
    within(component, level, |at| match (&component.price, &component.shape) {
        (Price::Share | Price::Amount(_), _) => of_share(component, at, across),
        (Price::ShareOverQuota, Shape::Linear(_) | Shape::Step { .. } | Shape::Matrix(_)) => {
            of_share(component, at, across)?.by(&at.times(1, MILLION)?)
        }
        (Price::ShareOverQuota, _) => of_share(component, at, across),
        _ => None,
    })
}

/// What is paid in a window at a level, in minor units; `None` where it hangs on what is sold or a needed figure is missing.
pub(crate) fn money(component: &Component, level: &Ratio, ground: &Ground) -> Option<Ratio> {
    let (above, below) = match &component.price {
        Price::Share | Price::ShareOverQuota => {
            return multiple(component, level, ground.across)?.times(ground.target, MILLION);
        }
        Price::Amount(amount) => return multiple(component, level, ground.across)?.times(*amount, MILLION),
        Price::Rate(rate) => (rate.millionths(), MILLION),
        Price::Own => (ground.own?.millionths(), MILLION),
        Price::Each(amount) => (*amount, MILLION),
        Price::InTiers => (1, 1),
        Price::Table(_) => return None,
    };
    // Levels that are attainments count as units of the quota.
    let per_level = match component.level {
        Level::Value => Ratio::ONE,
        Level::Attainment => Ratio::new(i128::from(ground.quota?), i128::from(MILLION))?,
    };
    within(component, level, |at| match &component.shape {
        Shape::Flat => at.by(&per_level)?.times(above, below),
        Shape::Marginal(tiers) | Shape::Retro(tiers) => {
            let retro = matches!(component.shape, Shape::Retro(_));
            let sum = in_tiers(tiers, retro, at)?;
            sum.units.by(&per_level)?.times(above, below)?.plus(&sum.whole)
        }
        Shape::Linear(_) | Shape::Step { .. } | Shape::Matrix(_) => {
            let share = of_share(component, at, ground.across)?.times(1, MILLION)?;
            at.by(&per_level)?.times(above, below)?.by(&share)
        }
    })
}

/// Applies threshold and top around what is paid at a level.
fn within(component: &Component, level: &Ratio, pays: impl Fn(&Ratio) -> Option<Ratio>) -> Option<Ratio> {
    let capped = component.top.map_or(*level, |top| (*level).min(Ratio::whole(top)));
    match component.threshold {
        Some(threshold) if *level < Ratio::whole(threshold.at) => Some(Ratio::ZERO),
        Some(threshold) if !threshold.from_zero => pays(&capped)?.minus(&pays(&Ratio::whole(threshold.at))?),
        _ => pays(&capped),
    }
}

fn of_share(component: &Component, level: &Ratio, across: Option<i64>) -> Option<Ratio> {
    match &component.shape {
        Shape::Flat => Some(*level),
        Shape::Marginal(tiers) => in_tiers(tiers, false, level).map(|sum| sum.units),
        Shape::Retro(tiers) => in_tiers(tiers, true, level).map(|sum| sum.units),
        Shape::Linear(points) => line_through(points, level),
        Shape::Step { points, edge } => Some(last_reached(points, *edge, level)),
        Shape::Matrix(matrix) => in_matrix(matrix, level, &Ratio::whole(across?)),
    }
}

/// What tiers bring: units of the level, each times its rate, and whole amounts of money.
struct TierSum {
    units: Ratio,
    whole: Ratio,
}

fn in_tiers(tiers: &Tiers, retro: bool, level: &Ratio) -> Option<TierSum> {
    let mut sum = TierSum { units: Ratio::ZERO, whole: Ratio::ZERO };
    for (index, tier) in tiers.rows.iter().enumerate() {
        let from = Ratio::whole(tier.from);
        if retro {
            let reached = index == 0 && tier.from <= 0 || is_reached(&from, tiers.edge, level);
            if reached && let TierPays::Times(rate) | TierPays::Rate(rate) = tier.pays {
                sum.units = level.times(rate.millionths(), MILLION)?;
            }
            continue;
        }
        let high = tier.to.map_or(*level, |to| (*level).min(Ratio::whole(to)));
        if high <= from {
            continue;
        }
        let width = high.minus(&from)?;
        match tier.pays {
            TierPays::Times(rate) | TierPays::Rate(rate) => {
                sum.units = sum.units.plus(&width.times(rate.millionths(), MILLION)?)?;
            }
            TierPays::Whole(amount) => {
                sum.whole = sum.whole.plus(&width.times(amount, tier.to?.checked_sub(tier.from)?)?)?;
            }
        }
    }
    Some(sum)
}

fn line_through(points: &[Point], level: &Ratio) -> Option<Ratio> {
    let first = points.first()?;
    if *level <= Ratio::whole(first.at) {
        return Some(Ratio::whole(first.pays.millionths()));
    }
    for pair in points.windows(2) {
        if let [a, b] = pair
            && *level <= Ratio::whole(b.at)
        {
            let rise = b.pays.millionths().checked_sub(a.pays.millionths())?;
            let part = level.minus(&Ratio::whole(a.at))?.times(rise, b.at.checked_sub(a.at)?)?;
            return part.plus(&Ratio::whole(a.pays.millionths()));
        }
    }
    points.last().map(|last| Ratio::whole(last.pays.millionths()))
}

fn is_reached(at: &Ratio, edge: Edge, level: &Ratio) -> bool {
    match edge {
        Edge::Upper => at <= level,
        Edge::Lower => at < level,
    }
}

/// The share of the last point reached, in millionths; before the first nothing.
pub(crate) fn last_reached(points: &[Point], edge: Edge, level: &Ratio) -> Ratio {
    let last = points.iter().rev().find(|point| is_reached(&Ratio::whole(point.at), edge, level));
    Ratio::whole(last.map_or(0, |point| point.pays.millionths()))
}

fn in_matrix(matrix: &Matrix, down: &Ratio, across: &Ratio) -> Option<Ratio> {
    let cell = |row: usize, column: usize| -> Option<Ratio> {
        Some(Ratio::whole(matrix.cells.get(row)?.get(column)?.millionths()))
    };
    if !matrix.bilinear {
        let last = |levels: &[i64], level: &Ratio| levels.iter().rposition(|at| Ratio::whole(*at) <= *level);
        return match last(&matrix.down_at, down).zip(last(&matrix.across_at, across)) {
            Some((row, column)) => cell(row, column),
            None => Some(Ratio::ZERO),
        };
    }
    let (row, down) = between(&matrix.down_at, down)?;
    let (column, across) = between(&matrix.across_at, across)?;
    let along = |row: usize| -> Option<Ratio> {
        let left = cell(row, column)?;
        match cell(row, column + 1) {
            Some(right) => left.plus(&right.minus(&left)?.by(&across)?),
            None => Some(left),
        }
    };
    let upper = along(row)?;
    match along(row + 1) {
        Some(lower) => upper.plus(&lower.minus(&upper)?.by(&down)?),
        None => Some(upper),
    }
}

/// The place of the level at or below a value, and how far the value is on the way to the next: 0 to 1.
fn between(levels: &[i64], value: &Ratio) -> Option<(usize, Ratio)> {
    let (first, last) = (*levels.first()?, *levels.last()?);
    let inside = (*value).max(Ratio::whole(first)).min(Ratio::whole(last));
    let place = levels.iter().rposition(|at| Ratio::whole(*at) <= inside)?;
    let from = *levels.get(place)?;
    let way = match levels.get(place + 1) {
        Some(next) => inside.minus(&Ratio::whole(from))?.times(1, next.checked_sub(from)?)?,
        None => Ratio::ZERO,
    };
    Some((place, way))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::check::tests::component;
    use crate::component::{Threshold, Tier};
    use crate::curve::{Ladder, Payout};
    use crate::plan::Over;

    const QUOTA: i64 = 40_000_000;

    fn rates(numbers: &[i64]) -> (Vec<Point>, Vec<Tier>) {
        let pays: Vec<Rate> = numbers.iter().map(|rate| Rate::from_millionths(*rate)).collect();
        let starts = [0, 300_000, 750_000, 1_000_000, 1_400_000];
        let points = starts.iter().zip(&pays).map(|(at, pays)| Point { at: *at, pays: *pays });
        let tiers = starts.iter().enumerate().zip(&pays).map(|((row, from), rate)| Tier {
            from: *from,
            to: starts.get(row + 1).copied(),
            pays: TierPays::Times(*rate),
        });
        (points.collect(), tiers.collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn what_is_promised_is_what_is_paid(
            numbers in prop::collection::vec(0..3_000_000_i64, 5),
            level in prop_oneof![0..2_000_000_i64, Just(0), Just(300_000), Just(1_000_000), Just(1_400_000)],
            threshold in prop::option::of((0..1_000_000_i64, any::<bool>())),
            top in prop::option::of(1_000_000..2_000_000_i64),
            kind in 0..5_usize,
            lower in any::<bool>(),
        ) {
            let edge = if lower { Edge::Lower } else { Edge::Upper };
            let (points, rows) = rates(&numbers);
            let tiers = Tiers { edge, rows };
            let shape = match kind {
                0 => Shape::Flat,
                1 => Shape::Marginal(tiers),
                2 => Shape::Retro(tiers),
                3 => Shape::Linear(points),
                _ => Shape::Step { points, edge },
            };
            let mut component = component("arr", Some(0), Over::Year, Price::Share, shape);
            component.threshold = threshold.map(|(at, from_zero)| Threshold { at, from_zero });
            component.top = top;
            let value = Ratio::whole(level).times(QUOTA, MILLION).unwrap();
            let payout = Payout::of(&component, 8_000_000, Some(QUOTA)).unwrap();
            let ground = Ground { target: 8_000_000, ..Ground::default() };
            prop_assert_eq!(money(&component, &Ratio::whole(level), &ground), payout.at(&value, None));
            component.price = Price::Rate(Rate::from_millionths(50_000));
            if kind < 2 && threshold.is_none_or(|(_, from_zero)| !from_zero) {
                let ladder = Ladder::of(&component, Some(QUOTA)).unwrap();
                let paid = ladder.integral(&value).unwrap().times(50_000, MILLION);
                let ground = Ground { quota: Some(QUOTA), ..Ground::default() };
                prop_assert_eq!(money(&component, &Ratio::whole(level), &ground), paid);
            }
        }
    }
}
