//! Sums of fractions that mostly have the same denominator.

use crate::number::{Fraction, Near, Ratio};

/// A sum over a denominator that seldom changes.
#[derive(Clone, Copy)]
pub(super) struct Sum {
    above: i128,
    below: i128,
}

impl Sum {
    pub(super) const ZERO: Self = Self { above: 0, below: 1 };

    /// Whether it could be added.
    pub(super) fn add(&mut self, above: i128, below: i128) -> bool {
        if self.below != below && self.above == 0 {
            *self = Self { above, below };
            return true;
        }
        if self.below == below {
            return self.above.checked_add(above).map(|sum| self.above = sum).is_some();
        }
        let sum = Ratio::new(self.above, self.below)
            .zip(Ratio::new(above, below))
            .and_then(|(sum, more)| sum.plus_kept(more));
        sum.map(|sum| (self.above, self.below) = (sum.above(), sum.below())).is_some()
    }

    pub(super) fn near(self) -> Option<Near> {
        Some(Near::exact(Ratio::new(self.above, self.below)?))
    }
}
