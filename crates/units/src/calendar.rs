//! The company's fiscal calendar: which year, quarter and month a day belongs to.

use std::fmt;

use jiff::civil::Date;
use jiff::{ToSpan, Unit};

use crate::dates::days_between;

/// The length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// One day.
    Day,
    /// Seven days from the weekday on which the fiscal year starts.
    Week,
    /// A fiscal month.
    Month,
    /// A fiscal quarter.
    Quarter,
    /// A fiscal year.
    Year,
}

impl Grain {
    /// The grain that a word names: `day`, `week`, `month`, `quarter`, `year`.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year]
            .into_iter()
            .find(|grain| grain.word() == word)
    }

    /// The word: `quarter`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// A named stretch of days.
///
/// Names are `2026`, `2026-Q3`, `2026-M07`, `2026-W05` and, for days, the date. The fiscal year is named after the
/// calendar year in which its last day lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// Its name.
    pub name: String,
    /// First day.
    pub from: Date,
    /// The day after the last one.
    pub until: Date,
}

/// Periods that do not make a calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// No period was given.
    #[error("the calendar has no periods")]
    Empty,
    /// A period's name is not `2026-Q1` or `2026-M01`.
    #[error("`{0}` is not the name of a period; write `2026-Q1` or `2026-M01`")]
    Name(String),
    /// One period ends where the next does not begin.
    #[error(
        "`{0}` ends on {1}, and `{2}` begins on {3}; periods must follow one another without hole or overlap"
    )]
    Hole(String, Date, String, Date),
    /// Quarters and months are mixed, or a year lacks one.
    #[error("the year {0} does not hold all of its quarters or months in order")]
    Year(i16),
}

/// The fiscal calendar of a company.
///
/// ```
/// use plumb_units::{Calendar, Grain, parse_date};
/// let calendar = Calendar::months(4).unwrap();
/// let day = parse_date("2026-01-15").unwrap();
/// assert_eq!(calendar.period(day, Grain::Quarter).unwrap().name, "2026-Q4");
/// assert_eq!(calendar.named("2026-Q4").unwrap().from, parse_date("2026-01-01").unwrap());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar(Pattern);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Pattern {
    /// Calendar months, the year starting with this one.
    Months(i8),
    /// 4-4-5 weeks, a year starting on this weekday nearest to this day of the year.
    Weeks(Date),
    /// Listed months or quarters.
    Listed { months: Vec<Period>, quarters: Vec<Period>, years: Vec<Period> },
}

impl Calendar {
    /// A calendar of months whose year starts with `first_month` (1 to 12).
    pub fn months(first_month: u8) -> Option<Self> {
        (1..=12).contains(&first_month).then(|| Self(Pattern::Months(first_month.cast_signed())))
    }

    /// A 4-4-5 calendar: years start on the weekday of `anchor` that lies nearest to its day of the year; a
    /// fifty-third week falls to the last month.
    pub fn weeks(anchor: Date) -> Self {
        Self(Pattern::Weeks(anchor))
    }

    /// A calendar of listed months or quarters.
    ///
    /// # Errors
    /// When names or dates do not make whole years without hole or overlap.
    pub fn periods(mut periods: Vec<Period>) -> Result<Self, CalendarError> {
        periods.sort_by_key(|period| period.from);
        let (Some(first), Some(_)) = (periods.first(), periods.last()) else {
            return Err(CalendarError::Empty);
        };
        let (_, grain, _) = parse_name(&first.name).ok_or_else(|| CalendarError::Name(first.name.clone()))?;
        let per_year = match grain {
            Grain::Quarter => 4,
            Grain::Month => 12,
            _ => return Err(CalendarError::Name(first.name.clone())),
        };
        for pair in periods.windows(2) {
            if let [a, b] = pair
                && (a.until != b.from || a.from >= a.until)
            {
                return Err(CalendarError::Hole(a.name.clone(), a.until, b.name.clone(), b.from));
            }
        }
        for (index, period) in periods.iter().enumerate() {
            let named = parse_name(&period.name).ok_or_else(|| CalendarError::Name(period.name.clone()))?;
            let expected = i16::try_from(index % per_year).unwrap_or(0) + 1;
            if named.1 != grain || named.2 != expected || period.from >= period.until {
                return Err(CalendarError::Year(named.0));
            }
        }
        let year_of = |period: &Period| parse_name(&period.name).map_or(0, |(year, _, _)| year);
        let mut years = Vec::new();
        for chunk in periods.chunks(per_year) {
            if let [first, .., last] = chunk {
                let year = year_of(first);
                if chunk.len() != per_year || chunk.iter().any(|period| year_of(period) != year) {
                    return Err(CalendarError::Year(year));
                }
                years.push(Period { name: year.to_string(), from: first.from, until: last.until });
            } else {
                return Err(CalendarError::Year(chunk.first().map_or(0, year_of)));
            }
        }
        if grain == Grain::Quarter {
            return Ok(Self(Pattern::Listed { months: Vec::new(), quarters: periods, years }));
        }
        let quarters = periods
            .chunks(3)
            .enumerate()
            .filter_map(|(index, chunk)| {
                let (first, last) = (chunk.first()?, chunk.last()?);
                let name = format!("{}-Q{}", year_of(first), index % 4 + 1);
                Some(Period { name, from: first.from, until: last.until })
            })
            .collect();
        Ok(Self(Pattern::Listed { months: periods, quarters, years }))
    }

    /// The period of this grain that holds the day.
    ///
    /// Returns `None` outside a listed calendar, and for months where only quarters are listed.
    pub fn period(&self, day: Date, grain: Grain) -> Option<Period> {
        match grain {
            Grain::Day => Some(Period { name: day.to_string(), from: day, until: day.tomorrow().ok()? }),
            Grain::Week => {
                let year = self.year(day)?;
                let week = days_between(year.from, day) / 7;
                let from = year.from.checked_add(week.checked_mul(7)?.days()).ok()?;
                let until = from.checked_add(7.days()).ok()?.min(year.until);
                Some(Period { name: format!("{}-W{:02}", year.name, week + 1), from, until })
            }
            Grain::Year => self.year(day),
            Grain::Quarter => self.inside(day, 4, "Q", |pattern| pattern.0),
            Grain::Month => self.inside(day, 12, "M", |pattern| pattern.1),
        }
    }

    /// The period of this name, such as `2026`, `2026-Q3` or `2026-M07`.
    pub fn named(&self, name: &str) -> Option<Period> {
        let (year, grain, number) = parse_name(name)?;
        let year = self.year_named(year)?;
        if grain == Grain::Year {
            return Some(year);
        }
        let mut day = year.from;
        for _ in 1..number {
            day = self.period(day, grain)?.until;
        }
        self.period(day, grain).filter(|period| period.name == name)
    }

    fn year(&self, day: Date) -> Option<Period> {
        match &self.0 {
            Pattern::Listed { years, .. } => holding(years, day),
            _ => {
                let guess = day.year();
                (guess - 1..=guess + 1)
                    .filter_map(|year| self.year_named(year))
                    .find(|year| year.from <= day && day < year.until)
            }
        }
    }

    fn year_named(&self, year: i16) -> Option<Period> {
        let name = year.to_string();
        match &self.0 {
            Pattern::Months(first) => {
                let start = if *first == 1 { year } else { year.checked_sub(1)? };
                let from = Date::new(start, *first, 1).ok()?;
                Some(Period { name, from, until: from.checked_add(1.year()).ok()? })
            }
            Pattern::Weeks(anchor) => {
                let from = self.week_start(*anchor, year)?;
                Some(Period { name, from, until: self.week_start(*anchor, year.checked_add(1)?)? })
            }
            Pattern::Listed { years, .. } => years.iter().find(|period| period.name == name).cloned(),
        }
    }

    /// The first day of the 4-4-5 year that ends in calendar year `year`.
    fn week_start(&self, anchor: Date, year: i16) -> Option<Date> {
        // A year that starts in the first days of January or the last of December ends in the year of that January.
        let ends_one_later = i16::from(anchor.day_of_year() > 7 && anchor.day_of_year() <= 358);
        let near_new_year = i16::from(anchor.day_of_year() > 358);
        let start_year = year.checked_sub(ends_one_later.max(near_new_year))?;
        let years = start_year.checked_sub(anchor.year())?;
        let same_day = anchor.checked_add(i32::from(years).years()).ok()?;
        let ahead = i64::from(anchor.weekday().since(same_day.weekday()));
        let shift = if ahead > 3 { ahead - 7 } else { ahead };
        same_day.checked_add(shift.days()).ok()
    }

    fn inside<'a>(
        &'a self,
        day: Date,
        per_year: i64,
        letter: &str,
        listed: impl Fn((&'a [Period], &'a [Period])) -> &'a [Period],
    ) -> Option<Period> {
        match &self.0 {
            Pattern::Listed { months, quarters, .. } => holding(listed((quarters, months)), day),
            Pattern::Months(_) => {
                let year = self.year(day)?;
                let months = i64::from(year.from.until((Unit::Month, day)).ok()?.get_months());
                let length = 12 / per_year;
                let number = months / length;
                let from = year.from.checked_add((number * length).months()).ok()?;
                let until = from.checked_add(length.months()).ok()?;
                Some(Period {
                    name: format!("{}-{letter}{}", year.name, Number(number + 1, per_year)),
                    from,
                    until,
                })
            }
            Pattern::Weeks(_) => {
                let year = self.year(day)?;
                let week = days_between(year.from, day) / 7;
                let quarter = (week / 13).min(3);
                let month_in_quarter = ((week - quarter * 13) / 4).min(2);
                let (number, first_week, weeks) = if per_year == 4 {
                    (quarter, quarter * 13, 13)
                } else {
                    let weeks = if month_in_quarter == 2 { 5 } else { 4 };
                    (quarter * 3 + month_in_quarter, quarter * 13 + month_in_quarter * 4, weeks)
                };
                let from = year.from.checked_add((first_week * 7).days()).ok()?;
                let last = number + 1 == per_year;
                let until = if last { year.until } else { from.checked_add((weeks * 7).days()).ok()? };
                Some(Period {
                    name: format!("{}-{letter}{}", year.name, Number(number + 1, per_year)),
                    from,
                    until,
                })
            }
        }
    }
}

/// A number within a year: two digits where there are more than nine.
struct Number(i64, i64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.1 > 9 { write!(f, "{:02}", self.0) } else { write!(f, "{}", self.0) }
    }
}

fn holding(periods: &[Period], day: Date) -> Option<Period> {
    let index = periods.partition_point(|period| period.from <= day).checked_sub(1)?;
    periods.get(index).filter(|period| day < period.until).cloned()
}

fn parse_name(name: &str) -> Option<(i16, Grain, i16)> {
    let digits = |text: &str, count: usize| {
        (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<i16>().ok())?
    };
    let Some((year, part)) = name.split_once('-') else {
        return Some((digits(name, 4)?, Grain::Year, 1));
    };
    let year = digits(year, 4)?;
    let (grain, number, most) = match part.split_at_checked(1)? {
        ("Q", number) => (Grain::Quarter, digits(number, 1)?, 4),
        ("M", number) => (Grain::Month, digits(number, 2)?, 12),
        ("W", number) => (Grain::Week, digits(number, 2)?, 53),
        _ => return None,
    };
    (1..=most).contains(&number).then_some((year, grain, number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_date;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    fn name(calendar: &Calendar, text: &str, grain: Grain) -> Option<String> {
        calendar.period(day(text), grain).map(|period| period.name)
    }

    #[test]
    fn a_year_from_april_is_named_after_the_year_in_which_it_ends() {
        let calendar = Calendar::months(4).unwrap();
        assert_eq!(name(&calendar, "2026-03-31", Grain::Year).as_deref(), Some("2026"));
        assert_eq!(name(&calendar, "2026-04-01", Grain::Year).as_deref(), Some("2027"));
        assert_eq!(name(&calendar, "2026-04-01", Grain::Month).as_deref(), Some("2027-M01"));
    }

    #[test]
    fn a_calendar_year_is_its_own_name() {
        let calendar = Calendar::months(1).unwrap();
        assert_eq!(name(&calendar, "2017-12-31", Grain::Quarter).as_deref(), Some("2017-Q4"));
    }

    #[test]
    fn quarters_of_a_weeks_calendar_have_thirteen_weeks() {
        let calendar = Calendar::weeks(day("2025-02-03"));
        let quarter = calendar.period(day("2025-02-03"), Grain::Quarter).unwrap();
        assert_eq!(
            quarter,
            Period { name: "2026-Q1".into(), from: day("2025-02-03"), until: day("2025-05-05") }
        );
        let months: Vec<_> = ["2025-02-03", "2025-03-03", "2025-03-31"]
            .iter()
            .map(|text| {
                calendar.period(day(text), Grain::Month).map(|month| days_between(month.from, month.until))
            })
            .collect();
        assert_eq!(months, [Some(28), Some(28), Some(35)]);
    }

    #[test]
    fn listed_quarters_hold_their_days_and_no_others() {
        let listed = [
            ("2025-Q1", "2024-05-29", "2024-08-29"),
            ("2025-Q2", "2024-08-29", "2024-11-29"),
            ("2025-Q3", "2024-11-29", "2025-02-28"),
            ("2025-Q4", "2025-02-28", "2025-05-29"),
        ];
        let period = |(name, from, until): (&str, &str, &str)| Period {
            name: name.into(),
            from: day(from),
            until: day(until),
        };
        let calendar = Calendar::periods(listed.into_iter().map(period).collect()).unwrap();
        assert_eq!(name(&calendar, "2025-05-28", Grain::Quarter).as_deref(), Some("2025-Q4"));
        assert_eq!(name(&calendar, "2025-05-28", Grain::Year).as_deref(), Some("2025"));
        assert_eq!(name(&calendar, "2025-05-29", Grain::Year), None);
        assert_eq!(calendar.named("2025").map(|year| year.from), Some(day("2024-05-29")));
    }

    #[test]
    fn a_hole_between_listed_periods_is_named() {
        let period = |name: &str, from: &str, until: &str| Period {
            name: name.into(),
            from: day(from),
            until: day(until),
        };
        let error = Calendar::periods(vec![
            period("2025-Q1", "2025-01-01", "2025-04-01"),
            period("2025-Q2", "2025-04-02", "2025-07-01"),
        ]);
        assert!(
            error
                .unwrap_err()
                .to_string()
                .starts_with("`2025-Q1` ends on 2025-04-01, and `2025-Q2` begins on 2025-04-02")
        );
    }

    proptest! {
        #[test]
        fn every_day_lies_in_the_period_that_its_name_names(offset in 0_i64..20_000, first in 1_u8..=12, weekday in 0_i64..7, month in 1_i8..=12) {
            let date = day("1990-01-01").checked_add(offset.days()).unwrap();
            let anchor = Date::new(2025, month, 1).unwrap().checked_add(weekday.days()).unwrap();
            for calendar in [Calendar::months(first).unwrap(), Calendar::weeks(anchor)] {
                for grain in [Grain::Week, Grain::Month, Grain::Quarter, Grain::Year] {
                    let period = calendar.period(date, grain).unwrap();
                    prop_assert!(period.from <= date && date < period.until, "{date} {period:?}");
                    if grain != Grain::Week {
                        prop_assert_eq!(calendar.named(&period.name), Some(period));
                    }
                }
            }
        }
    }
}
