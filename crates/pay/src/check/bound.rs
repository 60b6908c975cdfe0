//! Proof that the arithmetic of a plan fits, for the largest amount and the most transactions.

use plumb_units::MILLION;

use super::{Complaint, Found, Site, Step};
use crate::component::{Component, Level, Price, Shape, TierPays, Times};
use crate::number::Ratio;
use crate::plan::PayPlan;

/// Whether every numerator and denominator fits 128 bits, and every sum of money 64, with so many transactions of at most
/// this amount (minor units, or millionths) for one person in one window.
///
/// Each factor is put over the least common denominator of its values: numerators multiply, and so do denominators.
/// Tiers may have a common denominator of at most 10^15. Rates of a person's own are taken as at most 100 %.
///
/// # Errors
/// With the place of the first component that does not fit.
///
/// ```
/// # use plumb_pay::check::bound;
/// # fn fits(plan: &plumb_pay::PayPlan) {
/// assert_eq!(bound(plan, 100_000_000_000, 100_000), Ok(()));
/// # }
/// ```
pub fn bound(plan: &PayPlan, largest: i64, lines: u64) -> Result<(), usize> {
    for (place, component) in plan.components.iter().enumerate() {
        fits(plan, component, largest, lines).ok_or(place)?;
    }
    Ok(())
}

pub(super) fn check(site: &Site<'_>, found: &mut Found) {
    let (amount, lines) = (site.norms.largest_amount, site.norms.lines_max);
    for (place, component) in site.plan.components.iter().enumerate() {
        if fits(site.plan, component, amount, lines).is_none() {
            let what = Complaint::TooLarge(lines, site.money(amount));
            site.add(found, &[Step::Row("component", place)], what);
        }
    }
}

/// The largest numerator of some values over their least common denominator, and that denominator.
fn over_common(values: impl IntoIterator<Item = (i128, i128)>) -> Option<(i128, i128)> {
    let values: Vec<Ratio> =
        values.into_iter().map(|(above, below)| Ratio::new(above, below)).collect::<Option<_>>()?;
    let mut below = 1_i128;
    for value in &values {
        below = Ratio::new(below, value.below())?.above().checked_mul(value.below())?;
    }
    let mut above = 1_i128;
    for value in &values {
        above = above.max(value.above().checked_abs()?.checked_mul(below / value.below())?);
    }
    Some((above, below))
}

fn of_million(rate: plumb_units::Rate) -> (i128, i128) {
    (i128::from(rate.millionths()), i128::from(MILLION))
}

/// `None` when something does not fit.
fn fits(plan: &PayPlan, component: &Component, largest: i64, lines: u64) -> Option<()> {
    let million = i128::from(MILLION);
    let sum = i128::from(largest.checked_abs()?).checked_mul(i128::from(lines))?;
    i64::try_from(sum).ok()?;
    let (mut above, mut below) = (sum.max(1), 1_i128);
    let mut factor = |(numerator, denominator): (i128, i128)| {
        above = above.checked_mul(numerator.max(1))?;
        below = below.checked_mul(denominator)?;
        Some(())
    };
    let mut of_quota = component.level == Level::Attainment;
    factor(match &component.price {
        Price::Rate(rate) => over_common([of_million(*rate)])?,
        Price::Table(table) => {
            over_common(table.rows.iter().map(|row| row.rate).chain(table.other).map(of_million))?
        }
        Price::Each(amount) => (i128::from(*amount).checked_abs()?, million),
        Price::ShareOverQuota | Price::Share => {
            of_quota = true;
            (i128::from(plan.on_target).checked_abs()?, 1)
        }
        Price::Amount(amount) => {
            of_quota = true;
            (i128::from(*amount).checked_abs()?, 1)
        }
        Price::Own => (million, million),
        Price::InTiers => (1, 1),
    })?;
    match &component.shape {
        Shape::Flat => {}
        Shape::Marginal(tiers) | Shape::Retro(tiers) => {
            let rates = tiers.rows.iter().map(|tier| match tier.pays {
                TierPays::Times(rate) | TierPays::Rate(rate) => of_million(rate),
                TierPays::Whole(amount) => {
                    let width = tier.to.map_or(1, |to| i128::from(to) - i128::from(tier.from));
                    (i128::from(amount), width.max(1))
                }
            });
            let common = over_common(rates)?;
            (common.1 <= 1_000_000_000_000_000).then_some(())?;
            factor(common)?;
        }
        Shape::Linear(points) | Shape::Step { points, .. } => {
            factor((million, 1))?;
            let pays = points.iter().map(|point| i128::from(point.pays.millionths()).abs()).max();
            factor((pays.unwrap_or(1), million))?;
            let width =
                points.windows(2).filter_map(|pair| pair.last()?.at.checked_sub(pair.first()?.at)).max();
            factor((1, i128::from(width.unwrap_or(1)).max(1)))?;
        }
        Shape::Matrix(matrix) => {
            factor((million, 1))?;
            let pays = matrix.cells.iter().flatten().map(|pays| i128::from(pays.millionths()).abs()).max();
            factor((pays.unwrap_or(1), million))?;
        }
    }
    for times in &component.times {
        match times {
            Times::When { rate, .. } => factor(of_million(*rate))?,
            Times::Step { points, .. } => {
                factor(over_common(points.iter().map(|point| of_million(point.pays)))?)?
            }
            Times::Word { words, .. } => {
                factor(over_common(words.iter().map(|(_, rate)| of_million(*rate)))?)?
            }
        }
    }
    // Where a quota divides, the sum is a share of a target and no sum of money by itself.
    if !of_quota {
        i64::try_from(above / below.max(1)).ok()?;
    }
    Some(())
}
