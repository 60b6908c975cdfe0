//! Time as the forecast sees it: whole periods behind the day, and steps ahead of it.

use plumb_units::{Date, Weekday};

use crate::history::{Period, Person};

/// A whole period that is over.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Slot {
    pub(crate) from: Date,
    pub(crate) until: Date,
    pub(crate) days: f64,
    pub(crate) season: u8,
}

/// A period ahead, or what is left of the running one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// The period's name.
    pub name: String,
    /// The first day that is forecast.
    pub from: Date,
    /// The day after the last.
    pub until: Date,
    /// Selling days in it.
    pub days: f64,
    /// The share of the period that lies ahead: 1, or less for the running one.
    pub share: f64,
    /// The period's position in the fiscal year.
    pub season: u8,
}

/// Calendar days from one day to another.
pub(crate) fn days_between(from: Date, until: Date) -> i64 {
    from.until(until).map_or(0, |span| i64::from(span.get_days()))
}

/// The day after, or the last day there is.
pub(crate) fn next_day(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

fn weekdays(from: Date, until: Date) -> f64 {
    let mut count = 0.0;
    let mut day = from;
    // A period longer than a year is no month; its rest counts by the calendar.
    for _ in 0..400 {
        if day >= until {
            return count;
        }
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            count += 1.0;
        }
        day = next_day(day);
    }
    count + days_between(day, until).max(0) as f64 * 5.0 / 7.0
}

fn working_days(period: &Period) -> f64 {
    if period.working_days > 0 {
        f64::from(period.working_days)
    } else {
        days_between(period.from, period.until) as f64 * 5.0 / 7.0
    }
}

/// Periods that are over on the evening of `day`, and at most `count` steps from the next morning on.
pub(crate) fn grid(periods: &[Period], day: Date, count: usize) -> (Vec<Slot>, Vec<Step>) {
    let morning = next_day(day);
    let past = periods.iter().filter(|period| period.until <= morning).map(|period| Slot {
        from: period.from,
        until: period.until,
        days: working_days(period),
        season: period.season % 12,
    });
    let ahead = periods.iter().filter(|period| period.until > morning).take(count).map(|period| {
        let from = period.from.max(morning);
        let whole = weekdays(period.from, period.until);
        let share =
            if from > period.from && whole > 0.0 { weekdays(from, period.until) / whole } else { 1.0 };
        Step {
            name: period.name.clone(),
            from,
            until: period.until,
            days: working_days(period) * share,
            share,
            season: period.season % 12,
        }
    });
    (past.collect(), ahead.collect())
}

/// The slot that holds a day, by number.
pub(crate) fn slot_of(past: &[Slot], day: Date) -> Option<usize> {
    let at = past.partition_point(|slot| slot.until <= day);
    past.get(at).filter(|slot| slot.from <= day).map(|_| at)
}

/// The share of a range in which a person is there and up to speed; `since` stands in for an unknown first day.
pub(crate) fn capacity(person: &Person, since: Option<Date>, from: Date, until: Date) -> f64 {
    let length = days_between(from, until) as f64;
    let start = person.from.or(since).map_or(from, |first| first.max(from));
    let end = person.until.map_or(until, |last| last.min(until));
    let there = days_between(start, end) as f64;
    if length <= 0.0 || there <= 0.0 {
        return 0.0;
    }
    let ramp = match (person.from, person.ramp_days) {
        (Some(first), Some(ramp)) if ramp > 0 => {
            let middle = days_between(first, start) as f64 + there / 2.0;
            (middle / f64::from(ramp)).clamp(0.0, 1.0)
        }
        _ => 1.0,
    };
    there / length * ramp
}
