//! Exact numbers: fractions, and fractions with an infinitely small step beside them.
//!
//! A curve evaluated at `x + ε` shows its slope to the right, at `x − ε` its slope to the left; a jump shows as a
//! difference of the values themselves. So pay and its slope come from one evaluation.

use std::cmp::Ordering;

/// A number that curves and settlements can be computed with.
pub trait Number: Clone + PartialEq + Ord {
    /// A whole number.
    fn whole(value: i64) -> Self;
    /// The sum; `None` when it does not fit.
    fn plus(&self, other: &Self) -> Option<Self>;
    /// The difference; `None` when it does not fit.
    fn minus(&self, other: &Self) -> Option<Self>;
    /// The product with `above / below`; `None` when it does not fit or `below` is 0.
    fn times(&self, above: i64, below: i64) -> Option<Self>;
    /// The product; `None` when it does not fit.
    fn by(&self, other: &Self) -> Option<Self>;
}

/// A number that is not rounded, so that quotients of two of them mean something.
pub trait Fraction: Number {
    /// An exact fraction.
    fn exact(value: Ratio) -> Self;
    /// The quotient; `None` when it does not fit or nothing stands below. Of two infinitely small numbers it is the limit.
    fn over(&self, other: &Self) -> Option<Self>;
}

impl Fraction for Ratio {
    fn exact(value: Ratio) -> Self {
        value
    }

    fn over(&self, other: &Self) -> Option<Self> {
        Self::over(*self, *other)
    }
}

impl Fraction for Near {
    fn exact(value: Ratio) -> Self {
        Self { value, step: Ratio::ZERO }
    }

    fn over(&self, other: &Self) -> Option<Self> {
        if other.value == Ratio::ZERO {
            if self.value != Ratio::ZERO {
                return None;
            }
            return Some(Self { value: self.step.over(other.step)?, step: Ratio::ZERO });
        }
        let value = self.value.over(other.value)?;
        let step = self.step.minus(&value.by(&other.step)?)?.over(other.value)?;
        Some(Self { value, step })
    }
}

/// Whole minor units: every product is rounded half away from zero.
impl Number for i64 {
    fn whole(value: i64) -> Self {
        value
    }

    fn plus(&self, other: &Self) -> Option<Self> {
        self.checked_add(*other)
    }

    fn minus(&self, other: &Self) -> Option<Self> {
        self.checked_sub(*other)
    }

    fn times(&self, above: i64, below: i64) -> Option<Self> {
        let product =
            i128::from(*self).checked_mul(i128::from(above))?.checked_mul(i128::from(below.signum()))?;
        let rounded = plumb_units::divide(product, i128::from(below).abs(), plumb_units::Rounding::HalfUp)?;
        Self::try_from(rounded).ok()
    }

    fn by(&self, other: &Self) -> Option<Self> {
        self.checked_mul(*other)
    }
}

/// A fraction in lowest terms, its denominator positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    above: i128,
    below: i128,
}

impl Ratio {
    /// Zero.
    pub const ZERO: Self = Self { above: 0, below: 1 };
    /// One.
    pub const ONE: Self = Self { above: 1, below: 1 };

    /// `above / below`; `None` when `below` is 0.
    pub fn new(above: i128, below: i128) -> Option<Self> {
        if below == 0 {
            return None;
        }
        let divisor = gcd(above.unsigned_abs(), below.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?.max(1);
        let sign = below.signum();
        if divisor == 1 {
            return Some(Self { above: above.checked_mul(sign)?, below: below.checked_mul(sign)? });
        }
        Some(Self {
            above: (above / divisor).checked_mul(sign)?,
            below: (below / divisor).checked_mul(sign)?,
        })
    }

    /// What stands above the line.
    pub fn above(self) -> i128 {
        self.above
    }

    /// What stands below the line; positive.
    pub fn below(self) -> i128 {
        self.below
    }

    /// The quotient; `None` when the other is zero or it does not fit.
    pub fn over(self, other: Self) -> Option<Self> {
        self.by(&Self::new(other.below, other.above)?)
    }

    /// The nearest fraction with this denominator, half upwards; itself where it has it already, or does not fit.
    pub fn within(self, below: i128) -> Self {
        if below <= 0 || below % self.below == 0 {
            return self;
        }
        let (whole, mut rest, mut of) =
            (self.above.div_euclid(self.below), self.above.rem_euclid(self.below), self.below);
        while rest.checked_mul(below).is_none() {
            // Both halved: what is lost is far below what is kept.
            (rest, of) = (rest / 2, of / 2);
        }
        let part = rest
            .checked_mul(below)
            .and_then(|rest| plumb_units::divide(rest, of, plumb_units::Rounding::HalfUp));
        let above = whole.checked_mul(below).zip(part).and_then(|(whole, part)| whole.checked_add(part));
        above.and_then(|above| Self::new(above, below)).unwrap_or(self)
    }

    /// The nearest floating number, for pictures and averages; never for pay.
    pub fn to_f64(self) -> f64 {
        self.above as f64 / self.below as f64
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        // Numbers of one word are divided many times faster.
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(of_words(a, b));
        }
        (a, b) = (b, a % b);
    }
    a
}

fn of_words(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.below == other.below {
            return self.above.cmp(&other.above);
        }
        match (self.above.checked_mul(other.below), other.above.checked_mul(self.below)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => by_parts(*self, *other),
        }
    }
}

/// Compares by whole parts, then by the reciprocals of what is left: as long division would.
fn by_parts(a: Ratio, b: Ratio) -> Ordering {
    let (mut a, mut b, mut turned) = ((a.above, a.below), (b.above, b.below), false);
    loop {
        let whole = a.0.div_euclid(a.1).cmp(&b.0.div_euclid(b.1));
        let order = if turned { whole.reverse() } else { whole };
        if order != Ordering::Equal {
            return order;
        }
        let rest = (a.0.rem_euclid(a.1), b.0.rem_euclid(b.1));
        let order = match rest {
            (0, 0) => return Ordering::Equal,
            (0, _) => Ordering::Less,
            (_, 0) => Ordering::Greater,
            _ => Ordering::Equal,
        };
        if order != Ordering::Equal {
            return if turned { order.reverse() } else { order };
        }
        (a, b, turned) = ((a.1, rest.0), (b.1, rest.1), !turned);
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Number for Ratio {
    fn whole(value: i64) -> Self {
        Self { above: i128::from(value), below: 1 }
    }

    fn plus(&self, other: &Self) -> Option<Self> {
        if self.below == other.below {
            return Self::new(self.above.checked_add(other.above)?, self.below);
        }
        if other.above == 0 {
            return Some(*self);
        }
        let divisor = i128::try_from(gcd(self.below.unsigned_abs(), other.below.unsigned_abs())).ok()?;
        let (left, right) = (other.below / divisor, self.below / divisor);
        let above = self.above.checked_mul(left)?.checked_add(other.above.checked_mul(right)?)?;
        Self::new(above, self.below.checked_mul(left)?)
    }

    fn minus(&self, other: &Self) -> Option<Self> {
        self.plus(&Self { above: other.above.checked_neg()?, below: other.below })
    }

    fn times(&self, above: i64, below: i64) -> Option<Self> {
        self.by(&Self::new(i128::from(above), i128::from(below))?)
    }

    fn by(&self, other: &Self) -> Option<Self> {
        let first = Self::new(self.above, other.below)?;
        let second = Self::new(other.above, self.below)?;
        Some(Self {
            above: first.above.checked_mul(second.above)?,
            below: first.below.checked_mul(second.below)?,
        })
    }
}

/// The denominator of fractions where exact ones would outgrow the numbers.
pub(crate) const KEPT: i128 = 1_000_000_000_000_000;

impl Ratio {
    /// The sum, to a part in 10¹⁵ where it does not fit exactly.
    pub(crate) fn plus_kept(self, other: Self) -> Option<Self> {
        self.plus(&other).or_else(|| self.within(KEPT).plus(&other.within(KEPT)))
    }
}

/// A fraction and an infinitely small step beside it: `value + step · ε`.
///
/// ```
/// use plumb_pay::number::{Fraction, Near, Number, Ratio};
/// let near = |value, step| Near { value: Ratio::whole(value), step: Ratio::whole(step) };
/// // (3 + ε) · (2 − ε) = 6 − ε, as far as one step shows
/// assert_eq!(near(3, 1).by(&near(2, -1)), Some(near(6, -1)));
/// // a cap at 3 is met: from the right the slope is gone, from the left it is there
/// assert_eq!(near(3, 1).min(Near::whole(3)), near(3, 0));
/// assert_eq!(near(3, -1).min(Near::whole(3)), near(3, -1));
/// assert_eq!(near(0, 4).over(&near(0, 2)), Some(near(2, 0)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// The value.
    pub value: Ratio,
    /// How many infinitely small steps beside it.
    pub step: Ratio,
}

impl Near {
    /// Nothing.
    pub const ZERO: Self = Self { value: Ratio::ZERO, step: Ratio::ZERO };

    /// Both parts to a part in 10¹⁵.
    pub(crate) fn kept(&self) -> Self {
        Self { value: self.value.within(KEPT), step: self.step.within(KEPT) }
    }

    /// The sum, to a part in 10¹⁵ where it does not fit exactly.
    pub(crate) fn plus_kept(&self, other: &Self) -> Option<Self> {
        Some(Self { value: self.value.plus_kept(other.value)?, step: self.step.plus_kept(other.step)? })
    }
}

impl Number for Near {
    fn whole(value: i64) -> Self {
        Self { value: Ratio::whole(value), step: Ratio::ZERO }
    }

    fn plus(&self, other: &Self) -> Option<Self> {
        Some(Self { value: self.value.plus(&other.value)?, step: self.step.plus(&other.step)? })
    }

    fn minus(&self, other: &Self) -> Option<Self> {
        Some(Self { value: self.value.minus(&other.value)?, step: self.step.minus(&other.step)? })
    }

    fn times(&self, above: i64, below: i64) -> Option<Self> {
        Some(Self { value: self.value.times(above, below)?, step: self.step.times(above, below)? })
    }

    fn by(&self, other: &Self) -> Option<Self> {
        let step = self.value.by(&other.step)?.plus(&self.step.by(&other.value)?)?;
        Some(Self { value: self.value.by(&other.value)?, step })
    }
}
