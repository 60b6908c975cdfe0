//! Days of the sample company, counted from the first one of its history.

use std::time::Duration;

use plumb_units::Date;

/// Days since the first day of the history; earlier ones are negative.
pub(crate) type Day = i64;

/// The first day of the history: three whole fiscal years lie between it and the mandate.
const FIRST: Date = Date::constant(2023, 4, 1);
/// The first fiscal year of the history. It ends in March of this year.
pub(crate) const FIRST_YEAR: i16 = 2024;
/// The last fiscal year that is over.
pub(crate) const LAST_YEAR: i16 = 2026;
/// The day from which the mandate counts.
pub(crate) const MANDATE: Date = Date::constant(2026, 4, 1);
/// Day 0 of the programme, the day of the first review.
pub(crate) const TODAY: Date = Date::constant(2026, 6, 1);
/// Day 45 of the programme.
pub(crate) const DAY_45: Date = Date::constant(2026, 7, 16);
/// Day 90 of the programme.
pub(crate) const DAY_90: Date = Date::constant(2026, 8, 30);
/// The first day on which the service could be bought.
pub(crate) const LAUNCH: Date = Date::constant(2024, 4, 1);

const SECONDS: u64 = 86_400;

/// The number of a date.
pub(crate) fn number(date: Date) -> Day {
    date.duration_since(FIRST).as_secs() / 86_400
}

/// The date of a number.
pub(crate) fn date(day: Day) -> Date {
    let span = Duration::from_secs(day.unsigned_abs() * SECONDS);
    if day < 0 { FIRST.saturating_sub(span) } else { FIRST.saturating_add(span) }
}

/// The first day of a fiscal year.
pub(crate) fn year_start(year: i16) -> Day {
    number(Date::new(year - 1, 4, 1).unwrap_or(FIRST))
}

/// The fiscal year that holds a day.
pub(crate) fn year_of(day: Day) -> i16 {
    let date = date(day);
    if date.month() >= 4 { date.year() + 1 } else { date.year() }
}

/// The day after the last one of the quarter that holds a day.
pub(crate) fn quarter_end(day: Day) -> Day {
    let date = date(day);
    let month = (date.month() - 1) / 3 * 3 + 4;
    let (year, month) = if month > 12 { (date.year() + 1, 1) } else { (date.year(), month) };
    number(Date::new(year, month, 1).unwrap_or(FIRST))
}

/// The first day of the month so many months after the first one of the history.
pub(crate) fn month_start(months: i64) -> Day {
    let (years, month) = ((months + 3).div_euclid(12), (months + 3).rem_euclid(12) + 1);
    let year = i16::try_from(2023 + years).unwrap_or(2023);
    number(Date::new(year, i8::try_from(month).unwrap_or(1), 1).unwrap_or(FIRST))
}

/// The day itself, or the Friday before it on a weekend.
pub(crate) fn workday(day: Day) -> Day {
    // The first day of the history is a Saturday.
    match day.rem_euclid(7) {
        0 => day - 1,
        1 => day - 2,
        _ => day,
    }
}

/// How many days of a quarter count as its end.
pub(crate) const LATE: Day = 10;

/// Whether a day lies in the last ten of its quarter.
pub(crate) fn is_late(day: Day) -> bool {
    day >= quarter_end(day) - LATE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_lead_back_to_each_other() {
        for day in [-4_000, -1, 0, 1, 400, 1_157] {
            assert_eq!(number(date(day)), day);
        }
        assert_eq!(date(year_start(2027)), MANDATE);
        assert_eq!(month_start(0), 0);
        assert_eq!(date(month_start(-4)).to_string(), "2022-12-01");
        assert_eq!(month_start(36), number(MANDATE));
    }

    #[test]
    fn quarters_end_with_the_fiscal_calendar_and_weekends_are_free() {
        assert_eq!(date(quarter_end(number(Date::constant(2025, 12, 30)))).to_string(), "2026-01-01");
        assert!(is_late(number(Date::constant(2026, 3, 22))));
        assert!(!is_late(number(Date::constant(2026, 3, 21))));
        assert_eq!(date(workday(number(Date::constant(2026, 5, 31)))).to_string(), "2026-05-29");
        assert_eq!(year_of(number(Date::constant(2026, 3, 31))), 2026);
    }
}
