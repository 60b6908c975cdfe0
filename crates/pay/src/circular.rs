//! A bonus that is a share of what is left after itself or after tax, solved exactly.
//!
//! With the income `I`, the rate `r` and the tax `t`, what stands in brackets if the plan says so:
//! `B = r (I − [B] − [T])` and `T = t (I − [B])`. Two linear equations, so `B = r I (1 − t) / (1 + [r] − [r t])`.
//! The four forms are worked in textbooks of accounting as the bonus before or after itself, before or after tax.

use plumb_units::{MILLION, Rate, Rounding, divide};

use crate::component::Circular;

/// A bonus and the tax beside it, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Solved {
    /// The bonus.
    pub bonus: i64,
    /// The tax; 0 where none is taken off.
    pub tax: i64,
}

/// Solves for bonus and tax; both are rounded once, half away from zero, from the exact fractions.
///
/// Of an income of nothing or less there is no bonus and no tax. A tax that the bonus lowers is that of the income after
/// the bonus. `None` when a rate is below zero, the tax above 100 %, the equations have no positive answer, or a number
/// does not fit.
///
/// ```
/// use plumb_pay::circular::{Solved, solve};
/// use plumb_pay::component::Circular;
/// use plumb_units::Rate;
/// let rate = |percent: i64| Rate::from_millionths(percent * 10_000);
/// // 14 % of what is left after the bonus and 30 % tax
/// let after = Circular { after_bonus: true, tax: Some(rate(30)), bonus_lowers_tax: true };
/// assert_eq!(solve(after, rate(14), 49_297_959), Some(Solved { bonus: 4_400_000, tax: 13_469_388 }));
/// ```
pub fn solve(terms: Circular, rate: Rate, income: i64) -> Option<Solved> {
    let whole = i128::from(MILLION);
    let (rate, tax) = (i128::from(rate.millionths()), i128::from(terms.tax.map_or(0, Rate::millionths)));
    if rate < 0 || !(0..=whole).contains(&tax) {
        return None;
    }
    if income <= 0 {
        return Some(Solved { bonus: 0, tax: 0 });
    }
    let income = i128::from(income);
    let after = if terms.after_bonus { rate.checked_mul(whole)? } else { 0 };
    let lowered = if terms.bonus_lowers_tax { rate.checked_mul(tax)? } else { 0 };
    let below = (whole * whole).checked_add(after)?.checked_sub(lowered)?;
    let above = income.checked_mul(rate)?.checked_mul(whole - tax)?;
    let bonus = divide(above, below, Rounding::HalfUp)?;
    let taxed = if terms.bonus_lowers_tax {
        income.checked_mul(below)?.checked_sub(above)?
    } else {
        income.checked_mul(below)?
    };
    let tax = divide(taxed.checked_mul(tax)?, below.checked_mul(whole)?, Rounding::HalfUp)?;
    Some(Solved { bonus: i64::try_from(bonus).ok()?, tax: i64::try_from(tax).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rate(percent: i64) -> Rate {
        Rate::from_millionths(percent * 10_000)
    }

    fn terms(after_bonus: bool, tax: Option<i64>, bonus_lowers_tax: bool) -> Circular {
        Circular { after_bonus, tax: tax.map(rate), bonus_lowers_tax }
    }

    #[test]
    fn twenty_of_what_is_left_after_a_tax_of_forty_that_the_bonus_lowers() {
        let solved = solve(terms(false, Some(40), true), rate(20), 10_000_000);
        assert_eq!(solved, Some(Solved { bonus: 1_304_348, tax: 3_478_261 }));
    }

    #[test]
    fn the_four_forms_of_ten_of_a_hundred_thousand_with_a_tax_of_forty() {
        let bonus = |terms| solve(terms, rate(10), 10_000_000).map(|solved| solved.bonus);
        assert_eq!(bonus(terms(false, None, false)), Some(1_000_000), "before both");
        assert_eq!(bonus(terms(true, None, false)), Some(909_091), "after the bonus: 100 000 / 11");
        assert_eq!(bonus(terms(false, Some(40), true)), Some(625_000), "after tax: 0.06 / 0.96");
        assert_eq!(bonus(terms(true, Some(40), true)), Some(566_038), "after both: 0.06 / 1.06");
    }

    #[test]
    fn a_loss_pays_nothing_and_rates_out_of_bounds_have_no_answer() {
        assert_eq!(solve(terms(true, None, false), rate(10), -5), Some(Solved { bonus: 0, tax: 0 }));
        assert_eq!(solve(terms(true, None, false), rate(-1), 100), None);
        assert_eq!(solve(terms(true, Some(101), false), rate(1), 100), None);
        assert_eq!(solve(terms(false, Some(100), true), rate(100), 100), None, "0 = 0 says nothing");
    }

    proptest! {
        #[test]
        fn both_equations_hold_to_within_a_cent(
            income in 0_i64..1_000_000_000_000, bonus_rate in 0_i64..500_000, tax in 0_i64..=1_000_000,
            after_bonus: bool, bonus_lowers_tax: bool,
        ) {
            let terms = Circular { after_bonus, tax: Some(Rate::from_millionths(tax)), bonus_lowers_tax };
            let solved = solve(terms, Rate::from_millionths(bonus_rate), income);
            let Some(Solved { bonus, tax: taken }) = solved else { return Err(TestCaseError::fail("no answer")) };
            let left = |bonus: i64, tax: i64| i128::from(income - if after_bonus { bonus } else { 0 } - tax);
            let off = i128::from(bonus) * 1_000_000 - left(bonus, taken) * i128::from(bonus_rate);
            prop_assert!(off.abs() <= 1_250_000, "{off}");
            let base = i128::from(income - if bonus_lowers_tax { bonus } else { 0 });
            let off = i128::from(taken) * 1_000_000 - base * i128::from(tax);
            prop_assert!(off.abs() <= 1_000_000, "{off}");
        }
    }
}
