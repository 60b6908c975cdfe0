//! The lines of sales taken back.

use super::line::BACK;
use super::{Crediting, Line, Rule};
use crate::result::Problem;
use crate::roster::date_of;
use crate::settlement::Clawback;

impl<'a> Crediting<'a> {
    /// The lines of a sale taken back: what the sale was credited, negative, as far as it is taken back in time.
    pub(super) fn back(
        &self,
        rule: &Rule<'a>,
        row: u32,
        sale: u32,
        day: i32,
        problems: &mut Vec<Problem>,
        add: &mut impl FnMut(u32, Line),
    ) {
        let plan = self.plans.get(rule.plan as usize);
        let Some(clawback) = plan.and_then(|plan| plan.settlement.clawback.as_ref()) else { return };
        let Some(sold) = self.events.days.get(sale as usize).copied() else { return };
        let kind = self.events.on.get(sale as usize).copied().map_or(0, usize::from);
        let counts = rule.counts(kind) && rule.from <= sold && sold < rule.until;
        let late = clawback.within.is_some_and(|within| !within.holds(date_of(sold), date_of(day)));
        if !counts || late {
            return;
        }
        let of = |row: u32| rule.amounts.and_then(|amounts| amounts.get(row as usize)).copied().unwrap_or(0);
        let (whole, taken) = (of(sale), of(row));
        let part = |amount: i64| taken_back(clawback, (whole, taken), (sold, day), amount);
        self.credited(rule, sale, sold, problems, &mut |person, amount, weighted| {
            let seat = self
                .roster
                .seat(person, rule.plan, day)
                .or_else(|| self.roster.seat(person, rule.plan, sold));
            // Who was not there when it was sold was not credited with it: under this plan or the one before.
            if let Some(seat) = seat.filter(|_| self.roster.is_member(person, sold)) {
                let line = rule.line(row, sale, day, (part(amount), part(weighted)));
                add(seat, Line { credit: line.credit | BACK, ..line });
            }
        });
    }
}

/// What taking back so much of a whole takes of an amount: negative, and only for months that were not served.
pub(crate) fn taken_back(
    clawback: &Clawback,
    (whole, taken): (i64, i64),
    (sold, day): (i32, i32),
    amount: i64,
) -> i64 {
    let share = |amount: i64, part: i128, of: i128| {
        let cents = plumb_units::divide(i128::from(amount) * part, of, plumb_units::Rounding::HalfUp);
        cents.and_then(|cents| i64::try_from(cents).ok()).unwrap_or(amount)
    };
    let (whole, taken) = (whole.unsigned_abs(), taken.unsigned_abs());
    let all = taken == 0 || whole == 0 || taken >= whole;
    let part = if all { amount } else { share(amount, i128::from(taken), i128::from(whole)) };
    let part = match clawback.served_months.filter(|months| *months > 0) {
        Some(months) => {
            let served = months_between(sold, day).min(months);
            share(part, i128::from(months - served), i128::from(months))
        }
        None => part,
    };
    part.saturating_neg()
}

/// Whole months from one day to another.
pub(crate) fn months_between(from: i32, to: i32) -> u32 {
    let (from, to) = (date_of(from), date_of(to));
    let months = (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month())
        - i32::from(from.month());
    let whole = if to.day() < from.day() { months - 1 } else { months };
    u32::try_from(whole).unwrap_or(0)
}
