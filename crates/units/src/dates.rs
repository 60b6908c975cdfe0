//! Civil dates and half-open ranges of them.

use jiff::civil::Date;

/// Reads `2026-01-31`; nothing else is a date.
///
/// ```
/// assert!(plumb_units::parse_date("2026-02-30").is_none());
/// ```
pub fn parse_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number =
        |part: Option<&str>| part.filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok();
    let year: i16 = number(text.get(0..4))?;
    let month: i16 = number(text.get(5..7))?;
    let day: i16 = number(text.get(8..10))?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Days from `from` until `until`; an open end is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateRange {
    /// First day.
    pub from: Date,
    /// The day after the last one; `None` while it lasts.
    pub until: Option<Date>,
}

impl DateRange {
    /// Whether the day lies inside.
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// Whether a day lies in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.until.is_none_or(|until| other.from < until) && other.until.is_none_or(|until| self.from < until)
    }

    /// The number of days that lie in both; `None` when that never ends.
    pub fn overlap_days(&self, other: &Self) -> Option<i64> {
        let from = self.from.max(other.from);
        let until = match (self.until, other.until) {
            (Some(a), Some(b)) => a.min(b),
            (Some(a), None) | (None, Some(a)) => a,
            (None, None) => return None,
        };
        Some(days_between(from, until).max(0))
    }

    /// The number of days; `None` while it lasts.
    pub fn days(&self) -> Option<i64> {
        self.until.map(|until| days_between(self.from, until).max(0))
    }
}

/// Days from one date to another; negative when the second is earlier.
pub(crate) fn days_between(from: Date, until: Date) -> i64 {
    i64::from((until - from).get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: &str, until: &str) -> DateRange {
        DateRange { from: parse_date(from).unwrap(), until: parse_date(until) }
    }

    #[test]
    fn the_end_is_not_inside() {
        let january = range("2026-01-01", "2026-02-01");
        assert!(january.contains(parse_date("2026-01-31").unwrap()));
        assert!(!january.contains(parse_date("2026-02-01").unwrap()));
        assert_eq!(january.days(), Some(31));
    }

    #[test]
    fn neighbours_do_not_overlap() {
        let (january, february) = (range("2026-01-01", "2026-02-01"), range("2026-02-01", ""));
        assert!(!january.overlaps(&february));
        assert_eq!(january.overlap_days(&february), Some(0));
    }

    #[test]
    fn days_are_counted_over_years() {
        assert_eq!(range("2024-05-29", "2025-05-29").days(), Some(365));
    }

    #[test]
    fn only_iso_dates_are_dates() {
        for text in ["2026-1-1", "01.02.2026", "2026-13-01", "+026-01-01", "２０２６-01"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
