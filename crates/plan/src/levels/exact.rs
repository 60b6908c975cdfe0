//! Compound growth without a rounding on the way.

use plumb_units::MILLION;

/// `number × (1 + growth)^years`, growth in millionths, rounded half-even once.
///
/// Returns `None` when the result does not fit or growth is below -100 %.
pub(super) fn compound(number: i64, growth: i64, years: u32) -> Option<i64> {
    let factor = u32::try_from(MILLION.checked_add(growth)?).ok()?;
    let divisor = u32::try_from(MILLION).ok()?;
    // Twice the number, so that the last binary digit of the quotient tells the half.
    let mut digits = Digits::of(u128::from(number.unsigned_abs()) * 2);
    for _ in 0..years {
        digits.multiply(factor);
    }
    let mut has_rest = false;
    for _ in 0..years {
        has_rest |= digits.divide(divisor) != 0;
    }
    let halves = digits.small()?;
    let (floor, is_half) = (halves / 2, halves % 2 == 1);
    let rounds_up = is_half && (has_rest || floor % 2 == 1);
    let rounded = i128::try_from(floor).ok()?.checked_add(i128::from(rounds_up))?;
    i64::try_from(if number < 0 { -rounded } else { rounded }).ok()
}

/// A natural number in base 2^32, the lowest digit first.
struct Digits(Vec<u32>);

impl Digits {
    fn of(mut number: u128) -> Self {
        let mut digits = Vec::new();
        while number > 0 {
            digits.push(low(number));
            number >>= 32;
        }
        Self(digits)
    }

    fn multiply(&mut self, by: u32) {
        let mut carry = 0_u128;
        for digit in &mut self.0 {
            carry += u128::from(*digit) * u128::from(by);
            *digit = low(carry);
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(low(carry));
        }
    }

    /// Divides and returns the rest. The divisor is not 0.
    fn divide(&mut self, by: u32) -> u32 {
        let mut rest = 0_u128;
        for digit in self.0.iter_mut().rev() {
            let part = (rest << 32) | u128::from(*digit);
            *digit = low(part / u128::from(by));
            rest = part % u128::from(by);
        }
        low(rest)
    }

    fn small(&self) -> Option<u128> {
        self.0
            .iter()
            .rev()
            .try_fold(0_u128, |sum, digit| (sum >> 96 == 0).then_some((sum << 32) | u128::from(*digit)))
    }
}

/// The lowest 32 bits.
fn low(number: u128) -> u32 {
    u32::try_from(number & u128::from(u32::MAX)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::compound;
    use proptest::prelude::*;

    #[test]
    fn ten_years_of_eleven_per_cent_are_exact() {
        // 6 200 000 000 × 1.11^10 = 17 604 410 113.6…
        assert_eq!(compound(6_200_000_000, 110_000, 10), Some(17_604_410_114));
    }

    #[test]
    fn halves_go_to_the_even_neighbour() {
        assert_eq!(compound(1, 500_000, 1), Some(2));
        assert_eq!(compound(3, 500_000, 1), Some(4));
        assert_eq!(compound(5, -500_000, 1), Some(2));
        assert_eq!(compound(-5, -500_000, 1), Some(-2));
    }

    #[test]
    fn what_does_not_fit_is_none() {
        assert_eq!(compound(i64::MAX, 1, 1), None);
        assert_eq!(compound(1, 1_000_000, 200), None);
        assert_eq!(compound(1, -1_000_001, 1), None);
        assert_eq!(compound(7, -1_000_000, 3), Some(0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn one_year_agrees_with_plain_division(number in -1_000_000_000_000_i64..1_000_000_000_000, growth in -1_000_000_i64..3_000_000) {
            let product = i128::from(number) * i128::from(1_000_000 + growth);
            let expected = plumb_units::divide(product, 1_000_000, plumb_units::Rounding::HalfEven);
            prop_assert_eq!(compound(number, growth, 1).map(i128::from), expected);
        }
    }
}
