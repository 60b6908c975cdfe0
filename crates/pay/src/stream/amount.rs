//! Amounts before rounding.

use plumb_units::{Rounding, divide};

use crate::number::Ratio;

/// A fraction that need not be in lowest terms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exact {
    pub(crate) above: i128,
    pub(crate) below: i128,
}

impl Exact {
    pub(super) const ZERO: Self = Self { above: 0, below: 1 };
    /// What did not fit; it rounds to nothing that could be paid.
    pub(super) const TOO_LARGE: Self = Self { above: i128::MAX, below: 0 };

    /// In whole cents.
    #[inline]
    pub(crate) fn rounded(self, rounding: Rounding) -> Option<i64> {
        if rounding == Rounding::HalfUp
            && let (Ok(above), Ok(below)) = (i64::try_from(self.above), i64::try_from(self.below))
            && let Some(raised) = above.unsigned_abs().checked_add(below.unsigned_abs() / 2)
        {
            let cents = (raised / below.unsigned_abs()).cast_signed();
            return Some(if above < 0 { -cents } else { cents });
        }
        i64::try_from(divide(self.above, self.below, rounding)?).ok()
    }

    pub(super) fn ratio(self) -> Ratio {
        Ratio::new(self.above, self.below).unwrap_or(Ratio::ZERO)
    }
}
