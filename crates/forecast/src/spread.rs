//! How wide the intervals must be, learnt from forecasts of the past made with what was known then.

use plumb_units::Date;

use crate::estimate::raw;
use crate::grid::{grid, slot_of};
use crate::history::History;
use crate::model::{Model, Moments};

/// Past forecasts that are looked at, the newest ones.
const ORIGINS: usize = 8;
/// Whole periods before the first of them.
const PERIODS_MIN: usize = 4;
/// Periods that each of them looks ahead, at most: a quarter.
const LENGTH: usize = 3;
/// The standard deviation of what moves a company or a team within a quarter, where nothing is known.
const SPREAD: f64 = 0.12;
/// Past forecasts as which that counts.
const SPREAD_PRIOR: f64 = 3.0;
/// Forecasts of single people as which Poisson's own width counts.
const LUCK_PRIOR: f64 = 20.0;
/// Half the width of an interval that holds 80 % of a normal distribution, in standard deviations.
const HALF_80: f64 = 1.281_551_565_545;

/// On whom a width was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The whole company.
    Company,
    /// A unit.
    Team,
    /// A single person.
    Person,
}

/// What the past said about the width of the intervals at one level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// The level.
    pub level: Level,
    /// Past forecasts that were compared with what came.
    pub count: usize,
    /// The width against that of plain luck: for people a factor, for teams and the company the standard deviation of the logarithm that was
    /// added.
    pub width: f64,
    /// Whether that is too few to say more than the prior: under ten for people and teams, under five for the company.
    pub too_few: bool,
}

#[derive(Clone, Copy, Debug)]
struct Miss {
    origin: usize,
    /// The company as the course of all sales says, if the model rests on deals.
    direct: Option<f64>,
    team: Option<usize>,
    moments: Moments,
    actual: f64,
}

/// Sets the widths of the model from past forecasts only.
pub(crate) fn calibrate(model: &mut Model, direct: Option<&[f64]>, history: &History, as_of: Date) {
    let mut misses = misses(history, as_of, model.steps.len());
    let share = combine(&mut misses);
    if let Some(direct) = direct {
        rescale(model, direct, share);
    }
    let people: Vec<&Miss> = misses.iter().filter(|miss| miss.moments.mean > 0.0).collect();
    let mut deviations: Vec<f64> = people
        .iter()
        .map(|miss| {
            let variance = miss.moments.luck + miss.moments.pace;
            (miss.actual - miss.moments.mean).abs() / variance.max(1e-9).sqrt()
        })
        .filter(|deviation| deviation.is_finite())
        .collect();
    deviations.sort_by(f64::total_cmp);
    let count = deviations.len();
    let at = (count as f64 * 0.8).ceil() as usize;
    let seen = deviations.get(at.saturating_sub(1)).copied().unwrap_or(HALF_80) / HALF_80;
    let believed = count as f64 / (count as f64 + LUCK_PRIOR);
    let width = (seen.clamp(0.2, 4.0).ln() * believed).exp();
    widen(model, width);
    let person = Calibration { level: Level::Person, count, width, too_few: count < 10 };

    let units = history.units.len();
    let sums = |keep: &dyn Fn(&Miss) -> bool| {
        misses.iter().filter(|miss| keep(miss)).fold((0.0, 0.0, 0.0), |(mean, variance, actual), miss| {
            let own = (miss.moments.luck + miss.moments.pace) * width * width;
            (mean + miss.moments.mean, variance + own, actual + miss.actual)
        })
    };
    let (mut company, mut teams) = (Vec::new(), Vec::new());
    for origin in 0..ORIGINS {
        let (mean, variance, actual) = sums(&|miss| miss.origin == origin);
        if mean <= 0.0 {
            continue;
        }
        let whole = actual / mean;
        company.push(((whole - 1.0).powi(2), variance / (mean * mean)));
        for unit in 0..units {
            let (mean, variance, actual) = sums(&|miss| miss.origin == origin && miss.team == Some(unit));
            if mean > 0.0 {
                teams.push(((actual / mean - whole).powi(2).min(4.0), variance / (mean * mean)));
            }
        }
    }
    model.company_spread = excess(&company);
    model.team_spread = if teams.is_empty() { 0.0 } else { excess(&teams) };
    model.calibration = vec![
        Calibration {
            level: Level::Company,
            count: company.len(),
            width: model.company_spread,
            too_few: company.len() < 5,
        },
        Calibration {
            level: Level::Team,
            count: teams.len(),
            width: model.team_spread,
            too_few: teams.len() < 10,
        },
        person,
    ];
}

/// Squared relative misses as which it counts that both ways of forecasting are as good: three of a tenth each.
const COMBINE_PRIOR: f64 = 3.0 * 0.01;

/// Draws past forecasts from deals towards the course of all sales, each by what the forecasts before it showed, and says how far to
/// go now. Two forecasts that err differently err less together (Bates and Granger 1969): deals know what is in the pipeline, the
/// course knows what the people get done.
fn combine(misses: &mut [Miss]) -> f64 {
    let (mut of_deals, mut of_course) = (COMBINE_PRIOR, COMBINE_PRIOR);
    let origins: std::collections::BTreeSet<usize> = misses.iter().map(|miss| miss.origin).collect();
    for origin in origins {
        let mut at: Vec<&mut Miss> = misses.iter_mut().filter(|miss| miss.origin == origin).collect();
        let mean: f64 = at.iter().map(|miss| miss.moments.mean).sum();
        let actual: f64 = at.iter().map(|miss| miss.actual).sum();
        let Some(direct) = at.first().and_then(|miss| miss.direct) else { continue };
        if mean <= 0.0 || actual <= 0.0 {
            continue;
        }
        let share = of_deals / (of_deals + of_course);
        let factor = (1.0 - share) + share * (direct / mean).clamp(RESCALE.0, RESCALE.1);
        for miss in &mut at {
            miss.moments.mean *= factor;
            miss.moments.luck *= factor;
            miss.moments.pace *= factor * factor;
        }
        of_deals += ((mean - actual) / actual).powi(2);
        of_course += ((direct - actual) / actual).powi(2);
    }
    of_deals / (of_deals + of_course)
}

/// How far the course of all sales can move what deals say of a step.
const RESCALE: (f64, f64) = (0.25, 4.0);

fn rescale(model: &mut Model, direct: &[f64], share: f64) {
    let steps = model.steps.len();
    let mut of_deals = vec![0.0; steps];
    for member in &model.members {
        for (sum, mean) in of_deals.iter_mut().zip(member.means(steps)) {
            *sum += mean;
        }
    }
    let factors: Vec<f64> = of_deals
        .iter()
        .zip(direct)
        .map(|(of_deals, direct)| {
            let ratio = if *of_deals > 0.0 { (direct / of_deals).clamp(RESCALE.0, RESCALE.1) } else { 1.0 };
            (1.0 - share) + share * ratio
        })
        .collect();
    for member in &mut model.members {
        for (cell, factor) in member.cells.iter_mut().zip(&factors) {
            for rate in &mut cell.rates {
                *rate *= factor;
            }
        }
        for deal in &mut member.deals {
            let mut left = 1.0_f64;
            for (wins, factor) in deal.wins.iter_mut().zip(&factors) {
                *wins = (*wins * factor).min(left);
                left -= *wins;
            }
        }
    }
}

/// What squared misses have over the luck below them, drawn to the prior.
fn excess(misses: &[(f64, f64)]) -> f64 {
    let count = misses.len() as f64;
    let over: f64 = misses.iter().map(|(squared, luck)| squared - luck).sum();
    let variance = (over.max(0.0) + SPREAD_PRIOR * SPREAD * SPREAD) / (count + SPREAD_PRIOR);
    variance.sqrt().min(0.6)
}

/// Scales the width of every person's own luck.
fn widen(model: &mut Model, width: f64) {
    for member in &mut model.members {
        member.spread *= width;
        for cell in &mut member.cells {
            let (mut mean, mut squares, mut rate) = (0.0, 0.0, 0.0);
            for (size, of_size) in member.sizes.iter().zip(&cell.rates) {
                mean += of_size * size.mean;
                squares += of_size * size.mean.powi(2) * size.sigma.powi(2).exp();
                rate += of_size;
            }
            if mean > 0.0 {
                // The sizes keep their spread, so the count takes up what is missing.
                let wanted = width * width * squares;
                cell.dispersion = (1.0 + (wanted - squares) * rate / (mean * mean)).clamp(0.1, 12.0);
            }
        }
    }
}

fn misses(history: &History, as_of: Date, steps: usize) -> Vec<Miss> {
    let (past, _) = grid(&history.periods, as_of, 1);
    let length = steps.clamp(1, LENGTH);
    let begun = history
        .sales
        .iter()
        .map(|sale| sale.day)
        .min()
        .and_then(|first| past.iter().position(|slot| first < slot.until))
        .unwrap_or(past.len());
    let Some(last) = past.len().checked_sub(length) else { return Vec::new() };
    let first = (begun + PERIODS_MIN).max((last + 1).saturating_sub(ORIGINS));
    let people = history.people.len();
    let mut misses = Vec::new();
    for (origin, end) in (first..=last).enumerate() {
        let Some(day) =
            end.checked_sub(1).and_then(|slot| past.get(slot)).and_then(|slot| slot.until.yesterday().ok())
        else {
            continue;
        };
        let (model, direct) = raw(&history.facts_until(day), day, length);
        let direct = direct.map(|direct| direct.iter().sum());
        let mut actual = vec![0.0; people + 1];
        for sale in history.sales.iter().filter(|sale| sale.day > day) {
            if slot_of(&past, sale.day).is_some_and(|slot| slot < end + length)
                && let Some(actual) = actual.get_mut(sale.person.unwrap_or(people))
            {
                *actual += sale.amount as f64;
            }
        }
        for member in &model.members {
            let own = member.person.or_else(|| member.unit.is_none().then_some(people));
            let actual = own.and_then(|number| actual.get(number)).copied().unwrap_or(0.0);
            misses.push(Miss { origin, direct, team: member.unit, moments: member.moments(length), actual });
        }
    }
    misses
}
