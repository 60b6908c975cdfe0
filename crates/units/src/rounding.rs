//! The named roundings.

/// How a quotient becomes a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest, halves to the even neighbour.
    HalfEven,
    /// To the nearest, halves away from zero.
    HalfUp,
    /// Towards minus infinity.
    Floor,
    /// Towards plus infinity.
    Ceil,
}

/// Divides whole numbers under a named rounding; `None` when the divisor is not above zero.
///
/// ```
/// use plumb_units::{Rounding, divide};
/// assert_eq!(divide(5, 2, Rounding::HalfEven), Some(2));
/// assert_eq!(divide(-5, 2, Rounding::HalfUp), Some(-3));
/// assert_eq!(divide(-5, 2, Rounding::Floor), Some(-3));
/// ```
pub fn divide(dividend: i128, divisor: i128, rounding: Rounding) -> Option<i128> {
    if divisor <= 0 {
        return None;
    }
    let floor = dividend.div_euclid(divisor);
    let rest = dividend.rem_euclid(divisor);
    let other_half = divisor - rest;
    let up = match rounding {
        Rounding::Floor => false,
        Rounding::Ceil => rest > 0,
        Rounding::HalfUp => rest > other_half || (rest == other_half && dividend > 0),
        Rounding::HalfEven => rest > other_half || (rest == other_half && floor.rem_euclid(2) == 1),
    };
    floor.checked_add(i128::from(up))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_to_the_even_neighbour_on_both_sides_of_zero() {
        let rounded: Vec<_> = [-3, -1, 1, 3, 5].iter().map(|n| divide(*n, 2, Rounding::HalfEven)).collect();
        assert_eq!(rounded, [Some(-2), Some(0), Some(0), Some(2), Some(2)]);
    }

    #[test]
    fn halves_go_away_from_zero_when_told_so() {
        let rounded: Vec<_> = [-3, -1, 1, 3].iter().map(|n| divide(*n, 2, Rounding::HalfUp)).collect();
        assert_eq!(rounded, [Some(-2), Some(-1), Some(1), Some(2)]);
    }

    #[test]
    fn a_divisor_of_zero_gives_nothing() {
        assert_eq!(divide(1, 0, Rounding::Floor), None);
    }
}
