//! What a plan costs along the paths of a forecast.

use std::collections::BTreeMap;

use plumb_units::{Grain, MILLION};

use crate::events::Events;
use crate::given::Given;
use crate::periods::windows;
use crate::plan::PayPlan;
use crate::run::run;

/// What plans cost in one fiscal year, over the paths of a forecast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The fiscal year.
    pub year: String,
    /// Variable pay earned in it, in minor units.
    pub earned: Spread,
    /// Variable pay paid in it.
    pub paid: Spread,
    /// What the paths amount to in it.
    pub revenue: Spread,
    /// Pay earned of each million of revenue; of paths without revenue 0.
    pub share: Spread,
}

/// A distribution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// One in ten paths lies below.
    pub p10: i64,
    /// Half of the paths lie below.
    pub p50: i64,
    /// One in ten paths lies above.
    pub p90: i64,
    /// The mean, half a unit away from zero.
    pub mean: i64,
}

/// More paths than this are not run: the first count.
pub const MOST_PATHS: usize = 1_000;

/// Runs plans along paths. `cells` has a row for each person, offering, month or whatever the forecast tells apart, on a day
/// of its own; each path has an amount for each cell, which stands in the `columns` of numbers. Cells of nothing are no
/// deals. `given.as_of` must be the last day of the paths.
///
/// Each path is a run of its own, to whole cents: a cell counts as one deal, so what goes by the size or number of single
/// deals is as rough as the cells.
///
/// Paths that have not one amount for each cell are left out. The result does not depend on the number of threads.
pub fn cost(
    plans: &[PayPlan],
    cells: &Events,
    columns: &[&str],
    paths: &[Vec<i64>],
    given: &Given,
    threads: usize,
) -> Vec<Cost> {
    let paths: Vec<&Vec<i64>> =
        paths.iter().take(MOST_PATHS).filter(|path| path.len() == cells.len()).collect();
    let threads = threads.clamp(1, 64).min(paths.len().max(1));
    let parts: Vec<&[&Vec<i64>]> = paths.chunks(paths.len().div_ceil(threads).max(1)).collect();
    let mut found: Vec<ByYear> = Vec::with_capacity(paths.len());
    std::thread::scope(|scope| {
        let work = |part: &[&Vec<i64>]| -> Vec<ByYear> {
            part.iter().map(|path| along(plans, cells, columns, path, given)).collect()
        };
        let handles: Vec<_> = parts.iter().map(|part| scope.spawn(move || work(part))).collect();
        for handle in handles {
            match handle.join() {
                Ok(part) => found.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    let years: BTreeMap<&String, ()> = found.iter().flat_map(BTreeMap::keys).map(|year| (year, ())).collect();
    let cost = |year: &String| {
        let of = |get: fn(&OfYear) -> i64| {
            spread(found.iter().map(|path| path.get(year).map_or(0, get)).collect())
        };
        Cost {
            year: year.clone(),
            earned: of(|year| year.earned),
            paid: of(|year| year.paid),
            revenue: of(|year| year.revenue),
            share: of(|year| {
                let share = i128::from(year.earned) * i128::from(MILLION);
                let share =
                    plumb_units::divide(share, i128::from(year.revenue), plumb_units::Rounding::HalfUp);
                share.and_then(|share| i64::try_from(share).ok()).unwrap_or(0)
            }),
        }
    };
    years.keys().map(|year| cost(year)).collect()
}

/// What one path comes to in a fiscal year.
#[derive(Clone, Copy, Default)]
struct OfYear {
    earned: i64,
    paid: i64,
    revenue: i64,
}

type ByYear = BTreeMap<String, OfYear>;

fn along(plans: &[PayPlan], cells: &Events, columns: &[&str], path: &[i64], given: &Given) -> ByYear {
    let filled: Vec<(u32, i64)> =
        (0..).zip(path).filter(|(_, amount)| **amount != 0).map(|(row, amount)| (row, *amount)).collect();
    let day = |row: u32| cells.days.get(row as usize).copied().unwrap_or(0);
    let copies: Vec<(u32, i32)> = filled.iter().map(|(row, _)| (*row, day(*row))).collect();
    let mut events = cells.copies(&copies, true);
    for column in columns {
        if let Some(numbers) = events.numbers.get_mut(*column) {
            numbers.of = filled.iter().map(|(_, amount)| *amount).collect();
        }
    }
    let mut years = ByYear::new();
    let year_of = |date| given.calendar.period(date, Grain::Year).map(|year| year.name);
    for (row, amount) in &filled {
        if let Some(year) = year_of(crate::roster::date_of(day(*row))) {
            let of = years.entry(year).or_default();
            of.revenue = of.revenue.saturating_add(*amount);
        }
    }
    for paid in run(plans, &events, given, 1).paid {
        let Some(plan) = plans.get(paid.plan) else { continue };
        let every = windows(&given.calendar, plan.every, plan.from, plan.until);
        for (period, paid) in every.iter().zip(&paid.periods) {
            let Some(year) = year_of(period.until.yesterday().unwrap_or(period.from)) else { continue };
            let of = years.entry(year).or_default();
            of.earned = paid.earned.iter().fold(of.earned, |sum, more| sum.saturating_add(*more));
            of.paid = of.paid.saturating_add(paid.paid);
        }
    }
    years
}

/// By nearest rank: the smallest number that so many of all do not exceed.
fn spread(mut all: Vec<i64>) -> Spread {
    all.sort_unstable();
    let at = |percent: usize| {
        let rank = (all.len() * percent).div_ceil(100).max(1);
        all.get(rank - 1).copied().unwrap_or(0)
    };
    let sum: i128 = all.iter().map(|number| i128::from(*number)).sum();
    let count = i128::try_from(all.len().max(1)).unwrap_or(1);
    let mean = plumb_units::divide(sum, count, plumb_units::Rounding::HalfUp);
    Spread {
        p10: at(10),
        p50: at(50),
        p90: at(90),
        mean: mean.and_then(|mean| i64::try_from(mean).ok()).unwrap_or(0),
    }
}
