//! Days on which people work, and the hours of those days.

use std::collections::{BTreeMap, BTreeSet};

use plumb_units::{Clock, Date, Weekday};

use crate::Ground;

/// When people work.
pub(super) struct WorkingTime {
    weekdays: BTreeSet<i8>,
    /// Holidays on working days, by country; those under the empty name count everywhere.
    holidays: BTreeMap<String, BTreeSet<Date>>,
    /// First minute of the business day, and the one after its last.
    hours: (i64, i64),
    clock: Clock,
}

impl WorkingTime {
    pub(super) fn new(ground: &Ground) -> Self {
        let weekdays: BTreeSet<i8> =
            ground.working_days.iter().copied().map(Weekday::to_monday_zero_offset).collect();
        let mut holidays: BTreeMap<String, BTreeSet<Date>> = BTreeMap::new();
        for (country, day) in &ground.holidays {
            if weekdays.contains(&day.weekday().to_monday_zero_offset()) {
                holidays.entry(country.clone()).or_default().insert(*day);
            }
        }
        let (from, until) = ground.hours;
        Self {
            weekdays,
            holidays,
            hours: (i64::from(from), i64::from(until)),
            clock: Clock::of(&ground.zone),
        }
    }

    /// Working days from `from` until before `until`; below zero when `until` is earlier.
    pub(super) fn days(&self, from: Date, until: Date, country: Option<&str>) -> i64 {
        if until < from {
            return -self.days(until, from, country);
        }
        let days = i64::from((until - from).get_days());
        let first = from.weekday().to_monday_zero_offset();
        let rest = (0..days % 7).filter(|ahead| {
            let weekday = (i64::from(first) + ahead) % 7;
            self.weekdays.iter().any(|working| i64::from(*working) == weekday)
        });
        let weeks = days / 7 * self.weekdays.len() as i64;
        let everywhere = self.holidays.get("");
        let here =
            country.filter(|country| !country.is_empty()).and_then(|country| self.holidays.get(country));
        let off: BTreeSet<Date> =
            everywhere.into_iter().chain(here).flat_map(|days| days.range(from..until)).copied().collect();
        weeks + rest.count() as i64 - off.len() as i64
    }

    /// Minutes of business hours between two instants; below zero when `until` is earlier. `None` for a text that is no
    /// instant.
    pub(super) fn minutes(&self, from: &str, until: &str, country: Option<&str>) -> Option<i64> {
        let (from, until) = (self.clock.shown(from)?, self.clock.shown(until)?);
        let (opens, closes) = self.hours;
        let whole_days = self.days(from.0, until.0, country) * (closes - opens);
        Some(whole_days + self.worked(until, country) - self.worked(from, country))
    }

    /// Minutes of business hours on a day before one of its minutes.
    fn worked(&self, (day, minute): (Date, i64), country: Option<&str>) -> i64 {
        let (opens, closes) = self.hours;
        let is_working = day.tomorrow().is_ok_and(|next| self.days(day, next, country) == 1);
        if is_working { minute.clamp(opens, closes) - opens } else { 0 }
    }
}
