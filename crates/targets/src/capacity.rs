//! What a team can do: seats with leavers, vacancies and ramps, and productive full-time months by month.

use plumb_units::{Date, MILLION, Rate, Rounding, divide};

use crate::presence::{Stint, WorkDays, productive_days};
use crate::split::fit;

/// The most months looked at; a hundred years.
pub const MONTHS_MAX: u32 = 1_200;

/// Seats, all full and ramped at the start, and what happens to them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seats {
    /// How many.
    pub seats: f64,
    /// The part that leaves in a year, from 0 to 1.
    pub leave_per_year: f64,
    /// Whole months for which a leaver's seat is empty.
    pub vacant_months: u32,
    /// Months until a replacement is fully productive.
    pub ramp_months: u32,
    /// Months looked at.
    pub months: u32,
}

/// What is to be expected of seats.
#[derive(Clone, Debug, PartialEq)]
pub struct SeatForecast {
    /// Productive full-time equivalents by month.
    pub by_month: Vec<f64>,
    /// Their mean: productive full-time equivalents over the whole time.
    pub mean: f64,
}

/// Expected productivity of seats, month by month.
///
/// A month's order is: produce, then leave. Each occupied seat is left with chance `1 − (1 − A)^(1/12)` a month, a replacement's
/// as well; it then stays empty for exactly `vacant_months`, and in month k = 0, 1, … after hire its holder produces
/// `min(1, (k + 0.5) / ramp_months)`. Capacity is seats times the mean of that over the months.
///
/// `None` where seats are not a number from zero up, the part that leaves is not from 0 to 1, or months, ramp or vacancy are
/// more than [`MONTHS_MAX`], or there is no month.
///
/// ```
/// use plumb_targets::capacity::{Seats, expected};
/// let stable = Seats { seats: 20.0, leave_per_year: 0.0, vacant_months: 2, ramp_months: 5, months: 12 };
/// assert_eq!(expected(&stable).map(|found| found.mean), Some(20.0));
/// ```
pub fn expected(seats: &Seats) -> Option<SeatForecast> {
    let sound = seats.seats.is_finite() && seats.seats >= 0.0 && (0.0..=1.0).contains(&seats.leave_per_year);
    let most = seats.months.max(seats.ramp_months).max(seats.vacant_months);
    if !sound || seats.months == 0 || most > MONTHS_MAX {
        return None;
    }
    let leave = 1.0 - (1.0 - seats.leave_per_year).powf(1.0 / 12.0);
    let share = |month: u32| (f64::from(month) + 0.5) / f64::from(seats.ramp_months);
    let productivity: Vec<f64> = (0..seats.ramp_months).map(|month| share(month).min(1.0)).collect();
    let mut full = 1.0;
    // The newest stands first: in each a place for every month of it.
    let mut ramping = std::collections::VecDeque::from(vec![0.0; productivity.len()]);
    let mut vacant = std::collections::VecDeque::from(vec![0.0; seats.vacant_months as usize]);
    let mut by_month = Vec::with_capacity(seats.months as usize);
    for _ in 0..seats.months {
        let new: f64 = ramping.iter().zip(&productivity).map(|(seat, part)| seat * part).sum();
        by_month.push(seats.seats * (full + new));
        let left = leave * (full + ramping.iter().sum::<f64>());
        full *= 1.0 - leave;
        ramping.iter_mut().for_each(|seat| *seat *= 1.0 - leave);
        vacant.push_front(left);
        ramping.push_front(vacant.pop_back().unwrap_or(0.0));
        full += ramping.pop_back().unwrap_or(0.0);
    }
    let mean = by_month.iter().sum::<f64>() / by_month.len() as f64;
    Some(SeatForecast { by_month, mean })
}

/// A month, or any other stretch of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its name.
    pub name: String,
    /// First day.
    pub from: Date,
    /// The day after the last one.
    pub until: Date,
}

/// Somebody, or a head that is planned, with the stints in which it works.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Head {
    /// Its name.
    pub id: String,
    /// Whose working days count; `None` takes those for all.
    pub country: Option<String>,
    /// When it works; none at all is never.
    pub stints: Vec<Stint>,
}

/// Planned capacity beside what is there and what is to be expected of it, in productive full-time equivalents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthRow {
    /// The month.
    pub name: String,
    /// What the planned heads would do.
    pub planned: Rate,
    /// What the people who are there or have signed do, if nobody leaves.
    pub committed: Rate,
    /// The same after leavers, vacancies and ramps; `committed` where no attrition is given.
    pub expected: Rate,
    /// Planned less committed; above zero is missing.
    pub gap: Rate,
}

/// The month table. A full-time, ramped head has 100 % in a month it is there on every working day.
///
/// `attrition` are the seats' leavers, vacancy and ramp; its number of seats and months is not looked at. Expected is committed
/// times what [`expected`] gives for one seat in that month.
pub fn month_table(
    planned: &[Head],
    committed: &[Head],
    months: &[Month],
    days: &WorkDays,
    attrition: Option<&Seats>,
) -> Vec<MonthRow> {
    let count = u32::try_from(months.len()).unwrap_or(u32::MAX);
    let of_one = attrition.and_then(|seats| expected(&Seats { seats: 1.0, months: count, ..*seats }));
    let (planned, committed) = (fte_months(planned, months, days), fte_months(committed, months, days));
    let rows = months.iter().zip(planned.into_iter().zip(committed)).enumerate();
    rows.map(|(index, (month, (planned, committed)))| {
        let factor = of_one.as_ref().and_then(|one| one.by_month.get(index)).copied().unwrap_or(1.0);
        let (plan, there) = (planned.millionths(), committed.millionths());
        MonthRow {
            name: month.name.clone(),
            planned,
            committed,
            expected: Rate::from_millionths((there as f64 * factor).round() as i64),
            gap: Rate::from_millionths(plan.saturating_sub(there)),
        }
    })
    .collect()
}

/// Productive full-time equivalents of all heads in each month: productive days over the month's working days in the head's
/// country, each head's rounded half to even to a millionth. A month without working days has none.
///
/// ```
/// use plumb_targets::{Stint, WorkDays, capacity::{Head, Month, fte_months}};
/// use plumb_units::parse_date;
/// let day = |text| parse_date(text).ok_or("no date");
/// let (from, until) = (day("2026-02-01")?, day("2026-03-01")?);
/// let february = Month { name: "2026-02".to_owned(), from, until };
/// // Ten of February's twenty working days.
/// let head = Head { id: "ann".to_owned(), country: None, stints: vec![Stint::full(day("2026-02-16")?, None)] };
/// assert_eq!(fte_months(&[head], &[february], &WorkDays::weekdays(from, until))[0].millionths(), 500_000);
/// # Ok::<(), &str>(())
/// ```
pub fn fte_months(heads: &[Head], months: &[Month], days: &WorkDays) -> Vec<Rate> {
    let in_month = |month: &Month| {
        let of = |head: &Head| {
            let all = days
                .of(head.country.as_deref())
                .iter()
                .filter(|day| month.from <= **day && **day < month.until);
            let worked: std::collections::BTreeSet<Date> = all.copied().collect();
            let worked: Vec<Date> = worked.into_iter().collect();
            let productive = i128::from(productive_days(&head.stints, &worked));
            divide(productive, worked.len() as i128, Rounding::HalfEven).unwrap_or(0)
        };
        Rate::from_millionths(fit(heads.iter().map(of).sum()))
    };
    months.iter().map(in_month).collect()
}

/// The target less what a capacity brings, in the target's smallest unit, rounded half to even: what the team is too small for.
///
/// `per_month` is what a productive full-time month brings. The nearest number that fits is taken.
///
/// ```
/// use plumb_targets::capacity::capacity_gap;
/// use plumb_units::Rate;
/// let months = [Rate::from_millionths(2_000_000), Rate::from_millionths(1_500_000)];
/// assert_eq!(capacity_gap(1_000, &months, 200), 300);
/// ```
pub fn capacity_gap(target: i64, months: &[Rate], per_month: i64) -> i64 {
    let all = months.iter().map(|month| i128::from(month.millionths())).sum::<i128>();
    let brought = i128::from(fit(all)) * i128::from(per_month);
    let brought = divide(brought, i128::from(MILLION), Rounding::HalfEven).unwrap_or(0);
    fit(i128::from(target) - brought)
}

#[cfg(test)]
mod tests {
    use super::*;
    use plumb_units::parse_date;
    use proptest::prelude::*;

    fn seats(leave_per_year: f64, vacant_months: u32, ramp_months: u32) -> Seats {
        Seats { seats: 20.0, leave_per_year, vacant_months, ramp_months, months: 12 }
    }

    fn mean(seats: Seats) -> f64 {
        expected(&seats).unwrap().mean
    }

    #[test]
    fn v3_2_capacity_with_ramp_attrition_and_vacancy() {
        assert!((mean(seats(0.30, 2, 5)) - 18.142_251).abs() < 5e-7);
        assert!((mean(seats(0.0, 2, 5)) - 20.0).abs() < 1e-12);
        assert!((mean(seats(0.30, 0, 1)) - 19.731_549).abs() < 5e-7);
    }

    #[test]
    fn seats_that_cannot_be_have_no_forecast() {
        for seats in [
            seats(1.1, 0, 1),
            seats(f64::NAN, 0, 1),
            seats(0.1, MONTHS_MAX + 1, 1),
            Seats { months: 0, ..seats(0.1, 0, 1) },
        ] {
            assert_eq!(expected(&seats), None);
        }
    }

    #[test]
    fn the_month_table_shows_the_hole_of_heads_that_were_not_hired() {
        let day = |text| parse_date(text).unwrap();
        let months = [("2026-01", "2026-01-01", "2026-02-01"), ("2026-02", "2026-02-01", "2026-03-01")]
            .map(|(name, from, until)| Month { name: name.to_owned(), from: day(from), until: day(until) });
        let head = |id: &str, from| Head {
            id: id.to_owned(),
            country: None,
            stints: vec![Stint::full(day(from), None)],
        };
        let (old, new) = (head("old", "2020-01-01"), head("new", "2026-02-01"));
        let days = WorkDays::weekdays(day("2026-01-01"), day("2026-03-01"));
        let leaving = seats(0.30, 2, 5);
        let table = month_table(&[old.clone(), new], &[old], &months, &days, Some(&leaving));
        let figures: Vec<_> = table
            .iter()
            .map(|row| (row.planned.millionths(), row.committed.millionths(), row.gap.millionths()))
            .collect();
        assert_eq!(figures, [(1_000_000, 1_000_000, 0), (2_000_000, 1_000_000, 1_000_000)]);
        // In the second month one of 0.7^(1/12) seats is still held.
        assert_eq!((table[0].expected.millionths(), table[1].expected.millionths()), (1_000_000, 970_714));
    }

    #[test]
    fn a_country_with_a_holiday_loses_nothing_by_it() {
        let day = |text| parse_date(text).unwrap();
        let mut days = WorkDays::weekdays(day("2026-01-01"), day("2026-02-01"));
        days.by_country.insert("DE".to_owned(), days.days[2..].to_vec());
        let month = Month { name: "2026-01".to_owned(), from: day("2026-01-01"), until: day("2026-02-01") };
        let head = Head {
            id: "a".to_owned(),
            country: Some("DE".to_owned()),
            stints: vec![Stint::full(day("2020-01-01"), None)],
        };
        assert_eq!(fte_months(&[head], &[month], &days), [Rate::ONE]);
    }

    proptest! {
        #[test]
        fn no_seat_is_lost_and_none_does_more_than_it_can(leave in 0.0_f64..1.0, vacant in 0_u32..12, ramp in 0_u32..12, months in 1_u32..40) {
            let found = expected(&Seats { seats: 1.0, leave_per_year: leave, vacant_months: vacant, ramp_months: ramp, months }).unwrap();
            prop_assert!(found.by_month.iter().all(|month| (0.0..=1.0 + 1e-12).contains(month)));
            // A longer vacancy is never better.
            let longer = expected(&Seats { seats: 1.0, leave_per_year: leave, vacant_months: vacant + 1, ramp_months: ramp, months }).unwrap();
            prop_assert!(longer.mean <= found.mean + 1e-12);
        }

        #[test]
        fn nothing_makes_it_panic(target in any::<i64>(), months in proptest::collection::vec(any::<i64>(), 0..5), per_month in any::<i64>(), seats in any::<f64>(), leave in any::<f64>()) {
            capacity_gap(target, &months.into_iter().map(Rate::from_millionths).collect::<Vec<_>>(), per_month);
            expected(&Seats { seats, leave_per_year: leave, vacant_months: 3, ramp_months: 0, months: 5 });
        }
    }
}
