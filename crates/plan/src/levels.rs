//! The level that a mandate asks for in a fiscal year, exactly.
//!
//! The baseline is the level of the year before the one in which the mandate starts. So the start's fiscal year is
//! year 1, and with a due day in the third fiscal year there are 3 years. A due day that is the first day of a fiscal
//! year means the end of the year before. A target given for the year itself comes
//! first; else growth compounds on the baseline; else a straight line leads from baseline to target.

mod exact;

use plumb_units::{Amount, Calendar, Date, Duration, Grain, Money, Period, Quantity, Rate, Rounding, divide};

use crate::lock::Mandate;
use crate::value::Entity;

/// What leads from a baseline to a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// Level of the year before the first.
    pub baseline: Option<Quantity>,
    /// Level of the year in which it is due.
    pub target: Option<Quantity>,
    /// Growth a year, compounding on the baseline.
    pub growth: Option<Rate>,
    /// Day from which it counts.
    pub start: Option<Date>,
    /// Day on which it is due.
    pub date: Option<Date>,
    /// Targets of single periods, by the period's name.
    pub levels: Vec<(String, Quantity)>,
}

/// The level of a fiscal year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The level, rounded half-even, once, to the minor unit of its currency or to millionths.
    pub quantity: Quantity,
    /// The fiscal year it is for.
    pub year: Period,
    /// How it came about.
    pub by: By,
}

/// How a level came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A target is given for this year.
    Given,
    /// Growth compounds on the baseline: year k, counted from 1.
    Growth(u32),
    /// A straight line from baseline to target: year k of n.
    Line(u32, u32),
    /// The year before the first: the baseline.
    Baseline,
}

/// Why there is no level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLevel {
    /// This field of the objective is missing.
    Missing(&'static str),
    /// The calendar does not hold the day, the start or the due day.
    OutsideCalendar,
    /// The day lies more than a year before the start.
    BeforeStart,
    /// Baseline and target are counted in different units.
    Units,
    /// The number does not fit.
    TooLarge,
}

/// The most years between a start and a day; plans do not reach further.
const YEARS_MAX: u32 = 200;

impl Course {
    /// The course of an objective as the plan has it.
    pub fn of(objective: &Entity) -> Self {
        let levels = objective.rows("level").iter().filter_map(|row| {
            let period = row.period("period")?;
            Some((period.name.clone(), row.quantity("target")?))
        });
        Self {
            baseline: objective.quantity("baseline"),
            target: objective.quantity("target"),
            growth: objective.rate("growth"),
            start: objective.date("start"),
            date: objective.date("date"),
            levels: levels.collect(),
        }
    }

    /// The level of the fiscal year that holds `day`. After the due day the last level stays.
    ///
    /// # Errors
    /// When a field is missing that this year needs, or the numbers do not allow it; see [`NoLevel`].
    ///
    /// ```
    /// use plumb_plan::levels::Course;
    /// use plumb_units::{Calendar, Quantity, Rate, parse_date};
    /// let course = Course {
    ///     baseline: Quantity::parse("62 000 000 EUR").ok(),
    ///     growth: Rate::parse("11 %").ok(),
    ///     start: parse_date("2025-04-01"),
    ///     date: parse_date("2028-03-31"),
    ///     ..Course::default()
    /// };
    /// let calendar = Calendar::months(4).unwrap();
    /// let level = course.level(&calendar, parse_date("2028-01-15").unwrap()).unwrap();
    /// assert_eq!(level.quantity.to_string(), "84 793 122.00 EUR");
    /// ```
    pub fn level(&self, calendar: &Calendar, day: Date) -> Result<Level, NoLevel> {
        let year_of = |day| calendar.period(day, Grain::Year).ok_or(NoLevel::OutsideCalendar);
        let year = year_of(day)?;
        if let Some((_, quantity)) = self.levels.iter().find(|(period, _)| *period == year.name) {
            return Ok(Level { quantity: *quantity, year, by: By::Given });
        }
        // Due on the first day of a year means by the end of the one before.
        let last_day = |date: Date| match (date.yesterday(), self.start) {
            (Ok(eve), start) if start.is_none_or(|start| start <= eve) => eve,
            _ => date,
        };
        let due = self.date.map(|date| year_of(last_day(date))).transpose()?;
        if self.growth.is_none()
            && let (Some(target), Some(due)) = (self.target, &due)
            && (self.baseline.is_none() || self.start.is_none())
            && *due == year
        {
            return Ok(Level { quantity: target, year, by: By::Given });
        }
        let baseline = self.baseline.ok_or(NoLevel::Missing("baseline"))?;
        let first = year_of(self.start.ok_or(NoLevel::Missing("start"))?)?;
        let last = match &due {
            Some(due) if due.from < year.from => due,
            _ => &year,
        };
        if last.from < first.from {
            let is_before = year.until == first.from;
            return match is_before {
                true => Ok(Level { quantity: baseline, year, by: By::Baseline }),
                false => Err(NoLevel::BeforeStart),
            };
        }
        let k = years(calendar, &first, last)?;
        if let Some(growth) = self.growth {
            let number =
                exact::compound(baseline.integer(), growth.millionths(), k).ok_or(NoLevel::TooLarge)?;
            return Ok(Level { quantity: like(baseline, number), year, by: By::Growth(k) });
        }
        let target = self.target.ok_or(NoLevel::Missing("target"))?;
        if !same_unit(baseline, target) {
            return Err(NoLevel::Units);
        }
        let n = years(calendar, &first, &due.ok_or(NoLevel::Missing("date"))?)?;
        let number = line(baseline.integer(), target.integer(), k, n).ok_or(NoLevel::TooLarge)?;
        Ok(Level { quantity: like(baseline, number), year, by: By::Line(k, n) })
    }
}

impl From<&Mandate> for Course {
    fn from(mandate: &Mandate) -> Self {
        Self {
            baseline: mandate.baseline,
            target: mandate.target,
            growth: mandate.growth,
            start: mandate.start,
            date: Some(mandate.date),
            levels: mandate.levels.clone(),
        }
    }
}

/// The number of fiscal years from `first` to `last`, both counted.
fn years(calendar: &Calendar, first: &Period, last: &Period) -> Result<u32, NoLevel> {
    let mut year = first.clone();
    for count in 1..=YEARS_MAX {
        if year.from >= last.from {
            return Ok(count);
        }
        year = calendar.period(year.until, Grain::Year).ok_or(NoLevel::OutsideCalendar)?;
    }
    Err(NoLevel::TooLarge)
}

fn line(baseline: i64, target: i64, k: u32, n: u32) -> Option<i64> {
    let (baseline, target) = (i128::from(baseline), i128::from(target));
    let whole = baseline * i128::from(n) + (target - baseline) * i128::from(k);
    i64::try_from(divide(whole, i128::from(n), Rounding::HalfEven)?).ok()
}

/// Whether two quantities are counted in the same unit; lengths of time always are.
pub(crate) fn same_unit(a: Quantity, b: Quantity) -> bool {
    match (a, b) {
        (Quantity::Duration(_), Quantity::Duration(_)) => true,
        _ => a.unit_word() == b.unit_word(),
    }
}

/// A number in the unit of a quantity.
fn like(unit: Quantity, number: i64) -> Quantity {
    match unit {
        Quantity::Money(money) => Quantity::Money(Money::new(number, money.currency())),
        Quantity::Rate(_) => Quantity::Rate(Rate::from_millionths(number)),
        Quantity::Count(_) => Quantity::Count(Amount::from_millionths(number)),
        Quantity::Duration(duration) => Quantity::Duration(Duration { minutes: number, ..duration }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plumb_units::parse_date;

    fn date(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    fn course(baseline: &str, target: &str, growth: &str) -> Course {
        Course {
            baseline: Quantity::parse(baseline).ok(),
            target: Quantity::parse(target).ok(),
            growth: Rate::parse(growth).ok(),
            start: Some(date("2026-01-01")),
            date: Some(date("2028-12-31")),
            levels: Vec::new(),
        }
    }

    fn level(course: &Course, day: &str) -> String {
        match course.level(&Calendar::months(1).unwrap(), date(day)) {
            Ok(level) => format!("{} {:?}", level.quantity, level.by),
            Err(no) => format!("{no:?}"),
        }
    }

    #[test]
    fn eleven_per_cent_compound_on_the_year_before_the_first() {
        let grow = course("62 000 000 EUR", "", "11 %");
        assert_eq!(level(&grow, "2025-06-30"), "62 000 000.00 EUR Baseline");
        assert_eq!(level(&grow, "2026-06-30"), "68 820 000.00 EUR Growth(1)");
        assert_eq!(level(&grow, "2027-06-30"), "76 390 200.00 EUR Growth(2)");
        assert_eq!(level(&grow, "2028-12-31"), "84 793 122.00 EUR Growth(3)");
    }

    #[test]
    fn due_on_the_first_day_of_a_year_is_due_by_the_end_of_the_year_before() {
        let course = Course {
            baseline: Quantity::parse("900 EUR").ok(),
            target: Quantity::parse("1 000 EUR").ok(),
            start: parse_date("2026-01-01"),
            date: parse_date("2027-01-01"),
            ..Course::default()
        };
        let calendar = Calendar::months(1).unwrap();
        let level = course.level(&calendar, parse_date("2026-06-30").unwrap()).unwrap();
        assert_eq!((level.quantity.to_string().as_str(), level.by), ("1 000.00 EUR", By::Line(1, 1)));
    }

    #[test]
    fn after_the_due_day_the_last_level_stays() {
        let grow = course("62 000 000 EUR", "", "11 %");
        assert_eq!(level(&grow, "2031-01-01"), "84 793 122.00 EUR Growth(3)");
        let line = course("1 EUR", "4 EUR", "");
        assert_eq!(level(&line, "2031-01-01"), "4.00 EUR Line(3, 3)");
    }

    #[test]
    fn a_straight_line_rounds_half_even_once() {
        let up = course("100.00 EUR", "100.05 EUR", "");
        assert_eq!(level(&up, "2026-01-01"), "100.02 EUR Line(1, 3)");
        assert_eq!(level(&up, "2027-01-01"), "100.03 EUR Line(2, 3)");
        assert_eq!(level(&up, "2028-01-01"), "100.05 EUR Line(3, 3)");
        let half = Course { date: Some(date("2027-12-31")), ..course("0.00 EUR", "0.05 EUR", "") };
        assert_eq!(level(&half, "2026-01-01"), "0.02 EUR Line(1, 2)");
    }

    #[test]
    fn rates_counts_and_days_go_the_same_way() {
        assert_eq!(level(&course("20 %", "26 %", ""), "2026-05-01"), "22 % Line(1, 3)");
        assert_eq!(level(&course("10", "13", ""), "2027-05-01"), "12 Line(2, 3)");
        assert_eq!(level(&course("30 days", "24 days", ""), "2027-05-01"), "26 days Line(2, 3)");
    }

    #[test]
    fn a_target_of_the_year_itself_comes_first() {
        let mut grow = course("62 000 000 EUR", "", "11 %");
        grow.levels.push(("2027".into(), Quantity::parse("70 000 000 EUR").unwrap()));
        assert_eq!(level(&grow, "2027-03-01"), "70 000 000.00 EUR Given");
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(level(&course("", "", "11 %"), "2026-01-01"), "Missing(\"baseline\")");
        assert_eq!(level(&course("1 EUR", "", ""), "2026-01-01"), "Missing(\"target\")");
        assert_eq!(level(&course("1 EUR", "2 USD", ""), "2026-01-01"), "Units");
        assert_eq!(level(&course("1 EUR", "2 EUR", ""), "2020-01-01"), "BeforeStart");
        let bare = Course { start: None, ..course("", "5 EUR", "") };
        assert_eq!(level(&bare, "2028-02-01"), "5.00 EUR Given");
        assert_eq!(level(&bare, "2027-02-01"), "Missing(\"baseline\")");
    }

    #[test]
    fn fiscal_years_count_not_calendar_years() {
        let grow = Course { start: Some(date("2026-02-01")), ..course("100 EUR", "", "10 %") };
        let april = Calendar::months(4).unwrap();
        let level = grow.level(&april, date("2026-04-01")).unwrap();
        assert_eq!((level.quantity.to_string().as_str(), level.by), ("121.00 EUR", By::Growth(2)));
    }
}
