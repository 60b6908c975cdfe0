//! A bonus that is a share of what is left after itself or after tax, solved exactly.
//!
//! With the income `I`, the rate `r` and the tax `t`, what stands in brackets if the plan says so:
//! `B = r (I − [B] − [T])` and `T = t (I − [B])`. Two linear equations, so `B = r I (1 − t) / (1 + [r] − [r t])`.
//! The four forms are worked in textbooks of accounting as the bonus before or after itself, before or after tax.

use plumb_units::{MILLION, Rate};

use crate::component::Circular;
use crate::number::{Fraction, Ratio};

/// The bonus of an income, before rounding.
///
/// Of an income of nothing or less there is none. `None` when a rate is below zero, the tax above 100 %, the equations have
/// no answer, or a number does not fit.
pub(crate) fn bonus<N: Fraction>(terms: Circular, rate: Rate, income: &N) -> Option<N> {
    let (rate, tax) = (rate.millionths(), terms.tax.map_or(0, Rate::millionths));
    if rate < 0 || !(0..=MILLION).contains(&tax) {
        return None;
    }
    if *income <= N::whole(0) {
        return Some(N::whole(0));
    }
    let (whole, rate, tax) = (i128::from(MILLION), i128::from(rate), i128::from(tax));
    let after = if terms.after_bonus { rate.checked_mul(whole)? } else { 0 };
    let lowered = if terms.bonus_lowers_tax { rate.checked_mul(tax)? } else { 0 };
    let below = (whole * whole).checked_add(after)?.checked_sub(lowered)?;
    income.by(&N::exact(Ratio::new(rate.checked_mul(whole - tax)?, below)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Number;
    use plumb_units::{Rounding, divide};
    use proptest::prelude::*;

    fn rate(percent: i64) -> Rate {
        Rate::from_millionths(percent * 10_000)
    }

    fn terms(after_bonus: bool, tax: Option<i64>, bonus_lowers_tax: bool) -> Circular {
        Circular { after_bonus, tax: tax.map(rate), bonus_lowers_tax }
    }

    fn cents(terms: Circular, percent: i64, income: i64) -> Option<i128> {
        let exact = bonus(terms, rate(percent), &Ratio::whole(income))?;
        divide(exact.above(), exact.below(), Rounding::HalfUp)
    }

    #[test]
    fn fourteen_of_what_is_left_after_the_bonus_and_thirty_tax_is_44_000_of_492_979_59() {
        assert_eq!(cents(terms(true, Some(30), true), 14, 49_297_959), Some(4_400_000));
    }

    #[test]
    fn twenty_of_what_is_left_after_a_tax_of_forty_that_the_bonus_lowers() {
        assert_eq!(cents(terms(false, Some(40), true), 20, 10_000_000), Some(1_304_348));
    }

    #[test]
    fn the_four_forms_of_ten_of_a_hundred_thousand_with_a_tax_of_forty() {
        let bonus = |terms| cents(terms, 10, 10_000_000);
        assert_eq!(bonus(terms(false, None, false)), Some(1_000_000), "before both");
        assert_eq!(bonus(terms(true, None, false)), Some(909_091), "after the bonus: 100 000 / 11");
        assert_eq!(bonus(terms(false, Some(40), true)), Some(625_000), "after tax: 0.06 / 0.96");
        assert_eq!(bonus(terms(true, Some(40), true)), Some(566_038), "after both: 0.06 / 1.06");
    }

    #[test]
    fn a_loss_pays_nothing_and_rates_out_of_bounds_have_no_answer() {
        assert_eq!(cents(terms(true, None, false), 10, -5), Some(0));
        assert_eq!(cents(terms(true, None, false), -1, 100), None);
        assert_eq!(cents(terms(true, Some(101), false), 1, 100), None);
        assert_eq!(cents(terms(false, Some(100), true), 100, 100), None, "0 = 0 says nothing");
    }

    proptest! {
        #[test]
        fn both_equations_hold_exactly(
            income in 0_i64..1_000_000_000_000, bonus_rate in 0_i64..500_000, tax in 0_i64..=1_000_000,
            after_bonus: bool, bonus_lowers_tax: bool,
        ) {
            let terms = Circular { after_bonus, tax: Some(Rate::from_millionths(tax)), bonus_lowers_tax };
            let income = Ratio::whole(income);
            let found = bonus(terms, Rate::from_millionths(bonus_rate), &income).unwrap();
            let less = |from: Ratio, takes: bool| if takes { from.minus(&found).unwrap() } else { from };
            let taken = less(income, bonus_lowers_tax).times(tax, MILLION).unwrap();
            let left = less(income, after_bonus).minus(&taken).unwrap();
            prop_assert_eq!(left.times(bonus_rate, MILLION).unwrap(), found);
        }
    }
}
