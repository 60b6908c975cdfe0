//! Shares and rates as plan text writes them, in millionths.

use std::fmt;

use crate::NumberFormat;
use crate::number::{parse_scaled, write_scaled};

/// A rate in millionths: `"11 %"` is 110 000.
///
/// ```
/// use plumb_units::Rate;
/// let rate = Rate::parse("11 %")?;
/// assert_eq!((rate.millionths(), rate.to_string()), (110_000, "11 %".to_owned()));
/// # Ok::<(), plumb_units::RateError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(i64);

/// Text that is not a percentage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}; write a percentage such as `11 %`")]
pub struct RateError(String);

impl Rate {
    /// The whole: 100 %.
    pub const ONE: Self = Self(crate::MILLION);

    /// The rate of so many millionths.
    pub fn from_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    /// Reads a percentage with at most four decimals.
    ///
    /// # Errors
    /// When the sign is missing or what stands before it is no such number.
    pub fn parse(text: &str) -> Result<Self, RateError> {
        let Some(number) = text.trim().strip_suffix('%') else {
            return Err(RateError(format!("`{}` has no percent sign", text.trim())));
        };
        parse_scaled(number, NumberFormat::PLAIN, 4).map(Self).map_err(RateError)
    }

    /// The rate in millionths.
    pub fn millionths(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", write_scaled(self.0, 4, 0, " "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_number_is_not_a_rate() {
        assert!(Rate::parse("0.11").unwrap_err().to_string().contains("no percent sign"));
    }

    #[test]
    fn four_decimals_of_a_percent_are_kept() {
        assert_eq!(Rate::parse("0.0125%").map(Rate::millionths), Ok(125));
    }
}
