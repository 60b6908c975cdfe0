//! When a part of pay that waits is paid, or lost.

use jiff::ToSpan;
use plumb_units::{Date, Period};

use crate::component::Due;

/// What becomes of a part that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is paid with the period that holds this day.
    Paid(Date),
    /// It is lost on this day.
    Lost(Date),
    /// Neither has happened yet.
    Waits,
}

/// What becomes of a part earned on a day, as far as is known at the end of `as_of`.
///
/// `event` is the first day on which what [`Due::On`] waits for happened to the deal, `reversed` the day on which the
/// deal was taken back without the part being refunded by a line of its own: where a refund mirrors the waiting part,
/// give `None`, or the person would pay twice.
///
/// - after days or months: on that day, and lost if the deal was taken back on it or before. A month after the 31st
///   ends with the month.
/// - on an event: on its day, at the earliest on the day it was earned; lost on the day after `forfeit_after` days
///   without it, or on the day the deal is taken back before it.
/// - at once: on the day it is earned, whatever happens later.
///
/// ```
/// # use plumb_pay::component::Due;
/// # use plumb_pay::due::{Fate, fate};
/// # use plumb_units::parse_date;
/// # let day = |text: &str| parse_date(text).unwrap();
/// let paid = Due::On("payment".into());
/// let (earned, as_of) = (day("2026-01-10"), day("2026-12-31"));
/// assert_eq!(fate(&paid, Some(180), earned, Some(day("2026-03-05")), None, as_of), Fate::Paid(day("2026-03-05")));
/// assert_eq!(fate(&paid, Some(180), earned, None, None, as_of), Fate::Lost(day("2026-07-10")));
/// assert_eq!(fate(&paid, None, earned, None, None, as_of), Fate::Waits);
/// ```
pub fn fate(
    when: &Due,
    forfeit_after: Option<i64>,
    earned: Date,
    event: Option<Date>,
    reversed: Option<Date>,
    as_of: Date,
) -> Fate {
    let (paid, lost) = match when {
        Due::AtOnce => (Some(earned), None),
        Due::Days(days) => (after_days(earned, (*days).max(0)), None),
        Due::Months(months) => (earned.checked_add(i64::from(*months).months()).ok(), None),
        Due::On(_) => {
            let lost = forfeit_after.and_then(|days| after_days(earned, days.max(0).checked_add(1)?));
            (event.map(|day| day.max(earned)), lost)
        }
    };
    let reversed = reversed.filter(|_| *when != Due::AtOnce).map(|day| day.max(earned));
    let lost = match (lost, reversed) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let fate = match (paid, lost) {
        (Some(paid), Some(lost)) if lost <= paid => Fate::Lost(lost),
        (Some(paid), _) => Fate::Paid(paid),
        (None, Some(lost)) => Fate::Lost(lost),
        (None, None) => Fate::Waits,
    };
    match fate {
        Fate::Paid(day) | Fate::Lost(day) if day > as_of && day != earned => Fate::Waits,
        known => known,
    }
}

/// The place of the period that holds a day; the first for days before it, `None` after the last.
pub fn period_of(periods: &[Period], day: Date) -> Option<usize> {
    let place = periods.partition_point(|period| period.until <= day);
    (place < periods.len()).then_some(place)
}

fn after_days(day: Date, days: i64) -> Option<Date> {
    // More days than a calendar has: never.
    (days <= 4_000_000).then(|| day.checked_add(days.days()).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use plumb_units::parse_date;

    fn day(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    fn known(when: &Due, event: Option<&str>, reversed: Option<&str>, as_of: &str) -> Fate {
        fate(when, Some(30), day("2026-01-31"), event.map(day), reversed.map(day), day(as_of))
    }

    #[test]
    fn ninety_days_after_it_is_paid_if_the_deal_still_stands() {
        let when = Due::Days(90);
        assert_eq!(known(&when, None, None, "2026-12-31"), Fate::Paid(day("2026-05-01")));
        assert_eq!(known(&when, None, Some("2026-04-30"), "2026-12-31"), Fate::Lost(day("2026-04-30")));
        assert_eq!(known(&when, None, Some("2026-05-02"), "2026-12-31"), Fate::Paid(day("2026-05-01")));
    }

    #[test]
    fn nothing_is_known_of_what_lies_ahead() {
        assert_eq!(known(&Due::Days(90), None, None, "2026-04-30"), Fate::Waits);
        assert_eq!(known(&Due::On("payment".to_owned()), None, None, "2026-03-02"), Fate::Waits);
    }

    #[test]
    fn an_event_on_the_last_day_is_in_time_and_a_day_later_too_late() {
        let when = Due::On("payment".to_owned());
        assert_eq!(known(&when, Some("2026-03-02"), None, "2026-12-31"), Fate::Paid(day("2026-03-02")));
        assert_eq!(known(&when, Some("2026-03-03"), None, "2026-12-31"), Fate::Lost(day("2026-03-03")));
        assert_eq!(known(&when, Some("2026-01-02"), None, "2026-12-31"), Fate::Paid(day("2026-01-31")));
    }

    #[test]
    fn months_after_the_last_of_a_month_end_with_a_month() {
        assert_eq!(known(&Due::Months(1), None, None, "2026-12-31"), Fate::Paid(day("2026-02-28")));
    }

    #[test]
    fn days_beyond_the_calendar_never_come() {
        assert_eq!(known(&Due::Days(i64::MAX), None, None, "2026-12-31"), Fate::Waits);
    }
}
