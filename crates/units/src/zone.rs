//! Time zones: their names, as the IANA database that is built in has them, and what the clocks there show.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// Whether a time zone has this name; capitals do not matter.
///
/// ```
/// assert!(plumb_units::is_time_zone("Europe/Berlin"));
/// assert!(!plumb_units::is_time_zone("Europe/Atlantis"));
/// ```
pub fn is_time_zone(name: &str) -> bool {
    TimeZoneDatabase::bundled().get(name).is_ok()
}

/// The names of all time zones, sorted.
///
/// ```
/// assert!(plumb_units::time_zones().iter().any(|zone| zone == "Asia/Tokyo"));
/// ```
pub fn time_zones() -> Vec<String> {
    let mut names: Vec<String> =
        TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect();
    names.sort();
    names
}

/// The clocks of one time zone.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: TimeZone,
}

impl Clock {
    /// The clocks of the zone with this name; of UTC where no zone has it.
    pub fn of(zone: &str) -> Self {
        Self { zone: TimeZoneDatabase::bundled().get(zone).unwrap_or(TimeZone::UTC) }
    }

    /// The day and the minute of the day, from 0, that these clocks show at an instant. One with `Z` or an offset from UTC is
    /// brought into the zone; one without is taken as it stands; a day without a time begins at its first minute. `None` for
    /// a text that is no instant.
    ///
    /// ```
    /// use plumb_units::{Clock, parse_date};
    /// let berlin = Clock::of("Europe/Berlin");
    /// let day = parse_date("2026-07-01").unwrap();
    /// assert_eq!(berlin.shown("2026-07-01T09:00:00Z"), Some((day, 11 * 60)));
    /// assert_eq!(berlin.shown("2026-07-01T09:00:00"), Some((day, 9 * 60)));
    /// assert_eq!(berlin.shown("2026-07-01"), Some((day, 0)));
    /// ```
    pub fn shown(&self, instant: &str) -> Option<(Date, i64)> {
        if let Some(day) = crate::parse_date(instant) {
            return Some((day, 0));
        }
        let moment: DateTime = match instant.parse::<Timestamp>() {
            Ok(moment) => self.zone.to_datetime(moment),
            Err(_) => instant.parse().ok()?,
        };
        Some((moment.date(), i64::from(moment.hour()) * 60 + i64::from(moment.minute())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_zone_that_is_listed_is_a_zone() {
        let zones = time_zones();
        assert!(zones.len() > 400 && zones.iter().all(|zone| is_time_zone(zone)), "{}", zones.len());
        assert!(zones.contains(&"UTC".to_owned()));
    }

    #[test]
    fn a_place_that_has_no_zone_of_its_own_is_none() {
        for name in ["", "Europe", "Berlin", "Europe/Bern", "+02:00", "MEZ", "/etc/localtime"] {
            assert!(!is_time_zone(name), "{name}");
        }
    }

    #[test]
    fn an_instant_late_in_utc_is_the_next_day_further_east() {
        let day = crate::parse_date("2026-01-02").unwrap();
        assert_eq!(Clock::of("Europe/Berlin").shown("2026-01-01T23:30:00Z"), Some((day, 30)));
        assert_eq!(Clock::of("nowhere").shown("2026-01-02 07:05:59+00:00"), Some((day, 425)));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_stop(text in "\\PC{0,40}") {
            if let Some((_, minute)) = Clock::of("Asia/Tokyo").shown(&text) {
                prop_assert!((0..24 * 60).contains(&minute));
            }
        }
    }
}
