//! What a source says: an exact decimal in millionths.

use std::fmt;

use crate::number::{parse_scaled, write_scaled};
use crate::{Currency, Money, NumberFormat, Rounding, divide};

/// An exact decimal number in millionths of its unit, as a source gave it.
///
/// ```
/// use plumb_units::{Amount, Currency, NumberFormat, Rounding};
/// let amount = Amount::parse("20565.6206", NumberFormat::PLAIN)?;
/// assert_eq!(amount.to_string(), "20565.6206");
/// let money = amount.to_money(Currency::parse("USD")?, Rounding::HalfEven);
/// assert_eq!(money.map(|money| money.decimal()).as_deref(), Some("20565.62"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

/// Text that is not an exact decimal of at most six places.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct AmountError(String);

impl Amount {
    /// The amount of so many millionths.
    pub fn from_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    /// Reads a decimal number.
    ///
    /// # Errors
    /// When the text is no number, has more than six decimals, wrong groups of thousands, or does not fit.
    pub fn parse(text: &str, format: NumberFormat) -> Result<Self, AmountError> {
        parse_scaled(text, format, 6).map(Self).map_err(AmountError)
    }

    /// The amount in millionths.
    pub fn millionths(self) -> i64 {
        self.0
    }

    /// The sum; `None` on overflow.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The amount as money: the one place where a source's figure is rounded to minor units.
    ///
    /// Returns `None` when the result does not fit.
    pub fn to_money(self, currency: Currency, rounding: Rounding) -> Option<Money> {
        let minor_per_unit = i128::from(10_i64.pow(currency.minor_digits()));
        let minor = divide(i128::from(self.0) * minor_per_unit, i128::from(crate::MILLION), rounding)?;
        Some(Money::new(i64::try_from(minor).ok()?, currency))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write_scaled(self.0, 6, 0, ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_keeps_the_digits_it_has() {
        for text in ["80487704.1832", "0.000001", "-12", "0"] {
            assert_eq!(Amount::parse(text, NumberFormat::PLAIN).map(|a| a.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn half_a_cent_goes_to_the_even_cent() {
        let usd = Currency::parse("USD").unwrap();
        let cents =
            |text| Amount::parse(text, NumberFormat::PLAIN).unwrap().to_money(usd, Rounding::HalfEven);
        assert_eq!(cents("0.125").map(Money::minor), Some(12));
        assert_eq!(cents("0.135").map(Money::minor), Some(14));
    }
}
