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
const SPREAD: f64 = 0.08;
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
    team: Option<usize>,
    moments: Moments,
    actual: f64,
}

/// Sets the widths of the model from past forecasts only.
pub(crate) fn calibrate(model: &mut Model, history: &History, as_of: Date) {
    let misses = misses(history, as_of, model.steps.len());
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
        let model = raw(&history.facts_until(day), day, length);
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
            misses.push(Miss { origin, team: member.unit, moments: member.moments(length), actual });
        }
    }
    misses
}
