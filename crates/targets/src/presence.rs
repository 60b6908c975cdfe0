//! Who is there on which working day, and how productive.

use std::collections::BTreeMap;

use plumb_units::{Date, DateRange, Rate, Rounding, divide};

/// A time in which a person holds a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stint {
    /// First day.
    pub from: Date,
    /// The day after the last one; `None` while it lasts.
    pub until: Option<Date>,
    /// Part of a full working time; below zero counts as zero.
    pub fte: Rate,
    /// First day of the ramp; before it nothing is produced. `None`: fully productive from the first day.
    pub ramp_from: Option<Date>,
    /// Calendar days until full productivity; 0 is no ramp.
    pub ramp_days: u32,
}

impl Stint {
    /// A full-time stint without a ramp.
    pub fn full(from: Date, until: Option<Date>) -> Self {
        Self { from, until, fte: Rate::ONE, ramp_from: None, ramp_days: 0 }
    }

    /// Whether the day lies inside.
    pub fn covers(&self, day: Date) -> bool {
        DateRange { from: self.from, until: self.until }.contains(day)
    }

    /// The sum over the given days of productivity × full time, in millionths of a day, rounded once to even.
    ///
    /// The ramp is linear: on day d after its start a person produces (d + 0.5) / `ramp_days` of a full day, at most 1.
    fn productive(&self, days: &[Date]) -> i128 {
        let ramp = i128::from(self.ramp_days);
        let (mut shares, mut whole) = (0_i128, 1_i128);
        for day in days.iter().filter(|day| self.covers(**day)) {
            match self.ramp_from {
                Some(start) if *day < start => {}
                Some(start) if ramp > 0 => {
                    whole = 2 * ramp;
                    let since = DateRange { from: start, until: Some(*day) }.days().unwrap_or(0);
                    shares += (2 * i128::from(since) + 1).min(2 * ramp);
                }
                _ => shares += 1,
            }
        }
        let fte = i128::from(self.fte.millionths().max(0));
        divide(fte * shares, whole, Rounding::HalfEven).unwrap_or(0)
    }
}

/// The productive days of some stints over a list of days, in millionths of a full-time day. Stints that overlap add up.
///
/// ```
/// use plumb_targets::{Stint, productive_days};
/// use plumb_units::parse_date;
/// let from = parse_date("2026-01-05").ok_or("no date")?;
/// let days = [from, from.tomorrow().map_err(|_| "no date")?];
/// let new = Stint { ramp_from: Some(from), ramp_days: 10, ..Stint::full(from, None) };
/// // 0.5 / 10 on the first day, 1.5 / 10 on the second.
/// assert_eq!(productive_days(&[new], &days), 200_000);
/// # Ok::<(), &str>(())
/// ```
pub fn productive_days(stints: &[Stint], days: &[Date]) -> i64 {
    crate::split::fit(stints.iter().map(|stint| stint.productive(days)).fold(0, i128::saturating_add))
}

/// The working days of a target's year. Order and repetition do not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkDays {
    /// Where nothing else is said.
    pub days: Vec<Date>,
    /// By country, where its holidays differ. The key is the caller's.
    pub by_country: BTreeMap<String, Vec<Date>>,
}

impl WorkDays {
    /// Monday to Friday from one day until another, no holidays.
    ///
    /// ```
    /// use plumb_units::parse_date;
    /// let (from, until) = (parse_date("2026-01-01").ok_or("date")?, parse_date("2027-01-01").ok_or("date")?);
    /// assert_eq!(plumb_targets::WorkDays::weekdays(from, until).days.len(), 261);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn weekdays(from: Date, until: Date) -> Self {
        let mut days = Vec::new();
        let mut day = from;
        while day < until {
            if day.weekday().to_monday_one_offset() <= 5 {
                days.push(day);
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        Self { days, by_country: BTreeMap::new() }
    }

    /// The days of a country, or of all where it has none of its own.
    pub fn of(&self, country: Option<&str>) -> &[Date] {
        country.and_then(|country| self.by_country.get(country)).unwrap_or(&self.days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plumb_units::parse_date;

    #[test]
    fn a_ramp_before_its_start_produces_nothing_and_after_its_end_everything() {
        let day = |text| parse_date(text).unwrap();
        let stint = Stint {
            ramp_from: Some(day("2026-03-01")),
            ramp_days: 2,
            ..Stint::full(day("2026-01-01"), None)
        };
        assert_eq!(productive_days(&[stint], &[day("2026-02-28")]), 0);
        assert_eq!(productive_days(&[stint], &[day("2026-03-01")]), 250_000);
        assert_eq!(productive_days(&[stint], &[day("2026-03-02")]), 750_000);
        assert_eq!(productive_days(&[stint], &[day("2026-03-03")]), 1_000_000);
    }

    #[test]
    fn the_ends_of_the_calendar_are_survived() {
        let fte = Rate::from_millionths(i64::MAX);
        let stint =
            Stint { from: Date::MIN, until: None, fte, ramp_from: Some(Date::MIN), ramp_days: u32::MAX };
        assert!(productive_days(&[stint, stint], &[Date::MIN, Date::MAX]) > 0);
    }

    #[test]
    fn the_day_of_leaving_is_not_worked() {
        let day = |text| parse_date(text).unwrap();
        let stint = Stint::full(day("2026-01-01"), Some(day("2026-01-03")));
        assert_eq!(productive_days(&[stint], &[day("2026-01-02"), day("2026-01-03")]), 1_000_000);
    }
}
