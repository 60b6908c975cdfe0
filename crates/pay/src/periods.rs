//! The windows in which a plan gathers and pays.

use jiff::ToSpan;
use plumb_units::{Calendar, Date, Grain, Period};

use crate::plan::{Over, PayPlan};

/// The pay periods of a plan: those of its time, and, where something may still be released or taken back afterwards, those up
/// to the last known day.
pub fn pay_periods(plan: &PayPlan, calendar: &Calendar, as_of: Date) -> Vec<Period> {
    let settlement = &plan.settlement;
    let lasts = settlement.hold.is_some()
        || settlement.clawback.is_some()
        || plan.components.iter().any(|component| !component.tranches.is_empty());
    let until = match as_of.tomorrow() {
        Ok(day) if lasts => day.max(plan.until),
        _ => plan.until,
    };
    windows(calendar, plan.every, plan.from, until)
}

/// The windows of a length that touch the days from `from` until `until`, whole ones, in order.
///
/// Transactions and rolling windows have none of their own: rolling ones move by months.
pub fn windows(calendar: &Calendar, over: Over, from: Date, until: Date) -> Vec<Period> {
    match over {
        Over::Transaction => Vec::new(),
        Over::Plan => vec![Period { name: "plan".to_owned(), from, until }],
        Over::Week => weeks(from, until),
        Over::Half => halves(calendar, from, until),
        Over::Month | Over::Rolling(_) => of_grain(calendar, Grain::Month, from, until),
        Over::Quarter => of_grain(calendar, Grain::Quarter, from, until),
        Over::Year => of_grain(calendar, Grain::Year, from, until),
    }
}

fn of_grain(calendar: &Calendar, grain: Grain, from: Date, until: Date) -> Vec<Period> {
    let mut found = Vec::new();
    let mut day = from;
    while day < until && found.len() < 10_000 {
        let Some(period) = calendar.period(day, grain) else { break };
        if period.until <= day {
            break;
        }
        day = period.until;
        found.push(period);
    }
    found
}

fn weeks(from: Date, until: Date) -> Vec<Period> {
    let mut found = Vec::new();
    let mut day = from;
    while day < until && found.len() < 10_000 {
        let Ok(next) = day.checked_add(7.days()) else { break };
        found.push(Period { name: format!("week from {day}"), from: day, until: next });
        day = next;
    }
    found
}

fn halves(calendar: &Calendar, from: Date, until: Date) -> Vec<Period> {
    let mut found: Vec<Period> = Vec::new();
    let years = of_grain(calendar, Grain::Year, from, until);
    for year in years {
        let quarters = of_grain(calendar, Grain::Quarter, year.from, year.until);
        for (index, pair) in quarters.chunks(2).enumerate() {
            if let (Some(first), Some(last)) = (pair.first(), pair.last()) {
                let name = format!("{}-H{}", year.name, index + 1);
                found.push(Period { name, from: first.from, until: last.until });
            }
        }
    }
    found.retain(|half| half.from < until && half.until > from);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        plumb_units::parse_date(text).unwrap()
    }

    #[test]
    fn halves_are_pairs_of_fiscal_quarters() {
        let calendar = Calendar::months(4).unwrap();
        let names = windows(&calendar, Over::Half, day("2026-04-01"), day("2027-04-01"));
        let names: Vec<_> = names.iter().map(|half| (half.name.as_str(), half.from)).collect();
        assert_eq!(names, [("2027-H1", day("2026-04-01")), ("2027-H2", day("2026-10-01"))]);
    }

    #[test]
    fn weeks_count_from_the_first_day_of_the_plan() {
        let calendar = Calendar::months(1).unwrap();
        let weeks = windows(&calendar, Over::Week, day("2026-01-07"), day("2026-01-22"));
        assert_eq!(weeks.len(), 3);
        assert_eq!(weeks[2].from, day("2026-01-21"));
    }
}
