//! The year 2026 in quarters and weekdays, for tests that hand a target down through it.

use plumb_targets::WorkDays;
use plumb_targets::cascade::PeriodWeight;
use plumb_units::{Date, Rate, parse_date};

pub(crate) fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

pub(crate) fn quarters() -> Vec<PeriodWeight> {
    [
        ("2026-01-01", "2026-04-01"),
        ("2026-04-01", "2026-07-01"),
        ("2026-07-01", "2026-10-01"),
        ("2026-10-01", "2027-01-01"),
    ]
    .into_iter()
    .map(|(from, until)| PeriodWeight {
        name: from.to_owned(),
        from: day(from),
        until: day(until),
        weight: Rate::ONE,
    })
    .collect()
}

pub(crate) fn year() -> WorkDays {
    WorkDays::weekdays(day("2026-01-01"), day("2027-01-01"))
}
