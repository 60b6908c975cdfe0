//! How far off a year may be at a point of it: the noise of past years.

use plumb_units::{MILLION, Rate};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// The relative standard deviation that stands in where fewer than two past years are known.
pub const FALLBACK: f64 = 0.10;

/// What part of years a band holds: four in five.
pub const BAND: f64 = 0.80;

/// The band at the end of a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Past years that count.
    pub years: usize,
    /// The mean part of the year's result that was there by then; `None` without a past year.
    pub share: Option<f64>,
    /// Standard deviation of that part over past years, over its mean.
    pub relative_sd: f64,
    /// Half the band's width, as a part of what is expected.
    pub tolerance: Rate,
    /// Whether [`FALLBACK`] stood in.
    pub assumed: bool,
}

/// The band at the end of each of so many periods, from past years' results by period.
///
/// By the end of a period each past year had a part of its own total; their relative standard deviation s (n − 1 in the
/// divisor) is the noise. The band holds the next year with a chance of four in five: t · s · √(1 + 1/n), with the ninetieth
/// percentile of Student's t of n − 1 degrees of freedom. Years of another number of periods, with a total not above zero, or
/// a part that is not above zero do not count at that point. With fewer than two, `fallback` stands for s with the normal's
/// percentile, and the band says so; a `fallback` that is no number from zero up is [`FALLBACK`].
///
/// ```
/// use plumb_targets::pace::band;
/// let years = [vec![20, 80], vec![30, 70], vec![25, 75]];
/// let band = band(&years, 2, 0.10);
/// assert!((band[0].relative_sd - 0.2).abs() < 1e-12 && !band[0].assumed);
/// assert_eq!(band[1].relative_sd, 0.0); // at the end of the year all of it is there
/// ```
pub fn band(years: &[Vec<i64>], periods: usize, fallback: f64) -> Vec<Band> {
    let fallback = if fallback.is_finite() && fallback >= 0.0 { fallback } else { FALLBACK };
    (0..periods).map(|period| at(years, periods, period, fallback)).collect()
}

fn at(years: &[Vec<i64>], periods: usize, period: usize, fallback: f64) -> Band {
    let mut shares: Vec<f64> = years.iter().filter_map(|year| share(year, periods, period)).collect();
    shares.sort_by(f64::total_cmp);
    let n = shares.len() as f64;
    let mean = shares.iter().sum::<f64>() / n;
    let share = (!shares.is_empty()).then_some(mean);
    let students = if shares.len() < 2 { None } else { StudentsT::new(0.0, 1.0, n - 1.0).ok() };
    let (relative_sd, width) = match &students {
        Some(students) => {
            let squares: f64 = shares.iter().map(|share| (share - mean).powi(2)).sum();
            let relative_sd = (squares / (n - 1.0)).sqrt() / mean;
            (relative_sd, relative_sd * students.inverse_cdf(0.5 + BAND / 2.0) * (1.0 + 1.0 / n).sqrt())
        }
        None => (fallback, fallback * crate::quality::normal_quantile(0.5 + BAND / 2.0)),
    };
    // A cast of a number beyond the range takes its end.
    let tolerance = Rate::from_millionths((width * MILLION as f64).round() as i64);
    Band { years: shares.len(), share, relative_sd, tolerance, assumed: students.is_none() }
}

/// A past year, period by period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastYear {
    /// Results.
    pub amounts: Vec<i64>,
    /// Selling days.
    pub days: Vec<i64>,
}

/// Seasonal weights from past years: what a selling day of each period brought beside a mean day of its year, averaged over
/// the years. 100 % is a mean day. Years of another number of periods or without a result above zero do not count; without
/// any, or in a period that had no selling day, the weight is 100 %. A period that lost more than it brought has weight zero.
///
/// ```
/// use plumb_targets::pace::{PastYear, seasonality};
/// let year = PastYear { amounts: vec![60, 180], days: vec![60, 60] };
/// assert_eq!(seasonality(&[year], 2).iter().map(|rate| rate.millionths()).collect::<Vec<_>>(), [500_000, 1_500_000]);
/// ```
pub fn seasonality(years: &[PastYear], periods: usize) -> Vec<Rate> {
    let weight = |period: usize| {
        let mut found: Vec<f64> =
            years.iter().filter_map(|year| day_beside_mean(year, periods, period)).collect();
        found.sort_by(f64::total_cmp);
        let mean = if found.is_empty() { 1.0 } else { found.iter().sum::<f64>() / found.len() as f64 };
        Rate::from_millionths((mean.max(0.0) * MILLION as f64).round() as i64)
    };
    (0..periods).map(weight).collect()
}

fn day_beside_mean(year: &PastYear, periods: usize, period: usize) -> Option<f64> {
    if year.amounts.len() != periods || year.days.len() != periods {
        return None;
    }
    let total: i128 = year.amounts.iter().map(|amount| i128::from(*amount)).sum();
    let days: i128 = year.days.iter().map(|days| i128::from(*days)).sum();
    let (amount, own) = (*year.amounts.get(period)?, *year.days.get(period)?);
    let is_sound = total > 0 && own > 0 && year.days.iter().all(|days| *days >= 0);
    is_sound.then(|| amount as f64 / total as f64 * (days as f64 / own as f64))
}

/// The part of a year's result that was there at the end of a period.
fn share(year: &[i64], periods: usize, period: usize) -> Option<f64> {
    if year.len() != periods {
        return None;
    }
    let total: i128 = year.iter().map(|amount| i128::from(*amount)).sum();
    let so_far: i128 = year.iter().take(period + 1).map(|amount| i128::from(*amount)).sum();
    (total > 0 && so_far > 0).then(|| so_far as f64 / total as f64)
}
