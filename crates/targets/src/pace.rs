//! How far along a target is: what was to be expected by today, how far that may be off, and the pace from here on.

use plumb_units::{Date, Rate, Rounding, divide};

use crate::cascade::PeriodWeight;
use crate::split::{fit, split, weight};

mod band;
mod milestone;

pub use band::{BAND, Band, FALLBACK, PastYear, band, seasonality};
pub use milestone::{Milestone, MilestoneCheck, milestones};

/// A target over its year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    periods: Vec<PeriodWeight>,
    days: Vec<Date>,
}

/// A target spread over its periods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// One per period; they sum to the target.
    pub amounts: Vec<i64>,
    /// Up to the end of each period.
    pub cumulative: Vec<i64>,
    /// Periods with weight and without a selling day; the others took theirs.
    pub without_days: Vec<String>,
}

impl Schedule {
    /// Periods in order, with their seasonal weights, and selling days in any order.
    pub fn new(periods: Vec<PeriodWeight>, mut days: Vec<Date>) -> Self {
        days.sort_unstable();
        days.dedup();
        Self { periods, days }
    }

    /// Its periods.
    pub fn periods(&self) -> &[PeriodWeight] {
        &self.periods
    }

    /// Its selling days, in order, each once.
    pub fn days(&self) -> &[Date] {
        &self.days
    }

    /// Spreads a target by seasonal weight × selling days, largest remainder, ties to the earlier period. Weights that are all
    /// zero count as all alike; where there are no selling days, the seasonal weights decide alone.
    ///
    /// ```
    /// use plumb_targets::{WorkDays, cascade::PeriodWeight, pace::Schedule};
    /// use plumb_units::{Rate, parse_date};
    /// let day = |text| parse_date(text).ok_or("no date");
    /// let (from, middle, until) = (day("2026-01-05")?, day("2026-01-12")?, day("2026-01-19")?);
    /// let week = |name: &str, from, until, weight| PeriodWeight { name: name.to_owned(), from, until, weight: Rate::from_millionths(weight) };
    /// let periods = vec![week("first", from, middle, 1_000_000), week("second", middle, until, 3_000_000)];
    /// let schedule = Schedule::new(periods, WorkDays::weekdays(from, until).days);
    /// assert_eq!(schedule.spread(100).amounts, [25, 75]);
    /// // Half-way through the second week's third day of five: 25 + 75 · 3 / 5.
    /// assert_eq!(schedule.expected_by(100, day("2026-01-14")?), 70);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn spread(&self, target: i64) -> Spread {
        let seasons = self.seasons();
        let counts: Vec<u128> =
            self.periods.iter().map(|period| self.between(period.from, period.until)).collect();
        let weights: Vec<u128> = seasons.iter().zip(&counts).map(|(season, count)| season * count).collect();
        let amounts = split(target, &weights).or_else(|| split(target, &seasons)).unwrap_or_default();
        let mut sum = 0_i64;
        let cumulative = amounts
            .iter()
            .map(|amount| {
                sum = sum.saturating_add(*amount);
                sum
            })
            .collect();
        let empty = self.periods.iter().zip(&seasons).zip(&counts);
        let without_days = empty
            .filter(|((_, season), count)| **season > 0 && **count == 0)
            .map(|((period, _), _)| period.name.clone())
            .collect();
        Spread { amounts, cumulative, without_days }
    }

    /// What of a target is to be there at the end of a day: the periods that are over, and of the others the part of their
    /// selling days that is gone, rounded half to even. A period without selling days is due on its last day. Without any
    /// period the whole is due at once.
    pub fn expected_by(&self, target: i64, today: Date) -> i64 {
        if self.periods.is_empty() {
            return target;
        }
        let amounts = self.spread(target).amounts;
        let due = self.periods.iter().zip(amounts).map(|(period, amount)| {
            let all = self.between(period.from, period.until);
            let gone = self.between(period.from, period.until.min(after(today)));
            match (all, gone) {
                (0, _) if after(today) >= period.until => i128::from(amount),
                (all, gone) => divide(i128::from(amount) * fit_days(gone), fit_days(all), Rounding::HalfEven)
                    .unwrap_or(0),
            }
        });
        fit(due.sum())
    }

    /// Selling days up to the end of a day, and after it, inside the periods' first and last day.
    pub fn days_around(&self, today: Date) -> (i64, i64) {
        let from = self.periods.iter().map(|period| period.from).min().unwrap_or(Date::MIN);
        let until = self.periods.iter().map(|period| period.until).max().unwrap_or(Date::MAX);
        let next = after(today).clamp(from.min(until), until);
        let days = |from, until| i64::try_from(self.between(from, until)).unwrap_or(i64::MAX);
        (days(from, next), days(next, until))
    }

    /// How far off a day's result may be, from the bands at the ends of the periods: inside a period in between its own and
    /// that of the one before, by selling days gone. Before the end of the first it is the first's. Without a band: zero.
    pub fn tolerance(&self, bands: &[Band], today: Date) -> Rate {
        let mut last = bands.first().map_or(0, |band| band.tolerance.millionths());
        for (period, band) in self.periods.iter().zip(bands) {
            let next = band.tolerance.millionths();
            if after(today) < period.until {
                let all = self.between(period.from, period.until);
                let gone = self.between(period.from, after(today));
                let step = (i128::from(next) - i128::from(last)) * fit_days(gone);
                let moved = divide(step, fit_days(all), Rounding::HalfEven).unwrap_or(0);
                return Rate::from_millionths(fit(i128::from(last) + moved));
            }
            last = next;
        }
        Rate::from_millionths(last)
    }

    fn seasons(&self) -> Vec<u128> {
        let mut seasons: Vec<u128> =
            self.periods.iter().map(|period| weight(i128::from(period.weight.millionths()))).collect();
        if seasons.iter().all(|season| *season == 0) {
            seasons.fill(1);
        }
        seasons
    }

    fn between(&self, from: Date, until: Date) -> u128 {
        let before = |day| self.days.partition_point(|one| *one < day);
        before(until).saturating_sub(before(from)) as u128
    }
}

fn after(day: Date) -> Date {
    day.tomorrow().unwrap_or(Date::MAX)
}

fn fit_days(days: u128) -> i128 {
    i128::try_from(days).unwrap_or(i128::MAX)
}

/// Where a target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The whole target is there.
    Reached,
    /// Above the band.
    Ahead,
    /// Inside the band.
    OnTrack,
    /// Below the band.
    Behind,
    /// Not reached, and no selling day is left.
    NoDaysLeft,
    /// No selling day is over yet.
    NotStarted,
}

impl State {
    /// The state in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Ahead => "ahead",
            Self::OnTrack => "on track",
            Self::Behind => "behind",
            Self::NoDaysLeft => "no days left",
            Self::NotStarted => "not started",
        }
    }
}

/// A target beside what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The target.
    pub target: i64,
    /// What is there at the end of today.
    pub actual: i64,
    /// Target less actual; below zero it is more than reached.
    pub remaining: i64,
    /// Selling days up to the end of today.
    pub days_gone: i64,
    /// Selling days after today.
    pub days_left: i64,
    /// What each remaining selling day must bring, rounded up; 0 once reached, `None` without a day left.
    pub required_per_day: Option<i64>,
    /// What each selling day brought so far, rounded half to even; `None` before the first is over.
    pub per_day_so_far: Option<i64>,
    /// What was to be there at the end of today.
    pub expected_by_today: i64,
    /// The lower end of the band around it.
    pub low: i64,
    /// The upper end.
    pub high: i64,
    /// Where it stands.
    pub state: State,
}

/// The pace of a target on a day, whose own results are in `actual`. More is better; whoever wants less, negates both.
///
/// Required pace from today = (target − actual) / remaining selling days.
///
/// ```
/// use plumb_targets::{WorkDays, cascade::PeriodWeight, pace::{Schedule, State, pace}};
/// use plumb_units::{Rate, parse_date};
/// let day = |text| parse_date(text).ok_or("no date");
/// let (from, until) = (day("2026-01-05")?, day("2026-01-19")?);
/// let periods = vec![PeriodWeight { name: "two weeks".to_owned(), from, until, weight: Rate::ONE }];
/// let schedule = Schedule::new(periods, WorkDays::weekdays(from, until).days);
/// let found = pace(&schedule, 1_000, 400, day("2026-01-09")?, Rate::from_millionths(100_000));
/// assert_eq!((found.expected_by_today, found.low, found.high), (500, 450, 550));
/// assert_eq!((found.required_per_day, found.per_day_so_far, found.state), (Some(120), Some(80), State::Behind));
/// # Ok::<(), &str>(())
/// ```
pub fn pace(schedule: &Schedule, target: i64, actual: i64, today: Date, tolerance: Rate) -> Pace {
    let (days_gone, days_left) = schedule.days_around(today);
    let expected = schedule.expected_by(target, today);
    let (low, high) = around(expected, tolerance);
    let missing = i128::from(target) - i128::from(actual);
    let per_day = |amount: i128, days: i64, rounding| divide(amount, i128::from(days), rounding).map(fit);
    let state = match () {
        () if missing <= 0 => State::Reached,
        () if days_left == 0 => State::NoDaysLeft,
        () if days_gone == 0 => State::NotStarted,
        () if actual > high => State::Ahead,
        () if actual < low => State::Behind,
        () => State::OnTrack,
    };
    Pace {
        target,
        actual,
        remaining: fit(missing),
        days_gone,
        days_left,
        required_per_day: per_day(missing.max(0), days_left, Rounding::Ceil),
        per_day_so_far: per_day(i128::from(actual), days_gone, Rounding::HalfEven),
        expected_by_today: expected,
        low,
        high,
        state,
    }
}

/// A band around an amount, as a part of it, rounded half to even.
fn around(amount: i64, tolerance: Rate) -> (i64, i64) {
    let part = i128::from(amount.unsigned_abs()) * i128::from(tolerance.millionths().max(0));
    let width = divide(part, i128::from(plumb_units::MILLION), Rounding::HalfEven).unwrap_or(0);
    (fit(i128::from(amount) - width), fit(i128::from(amount) + width))
}
