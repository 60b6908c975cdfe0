//! A number with its unit in the text.

use std::fmt;

use crate::number::parse_scaled;
use crate::{Amount, Currency, Duration, Money, NumberFormat, Rate};

/// A number with the unit that stands beside it.
///
/// ```
/// use plumb_units::Quantity;
/// assert_eq!(Quantity::parse("4 200 000 EUR")?.to_string(), "4 200 000.00 EUR");
/// assert_eq!(Quantity::parse("11 %")?.unit_word(), "rate");
/// assert_eq!(Quantity::parse("120")?.unit_word(), "count");
/// # Ok::<(), plumb_units::QuantityError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Money of one currency.
    Money(Money),
    /// A percentage.
    Rate(Rate),
    /// A bare number.
    Count(Amount),
    /// A length of time.
    Duration(Duration),
}

/// Text that is no quantity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}; write a number with its unit, such as `4 200 000 EUR`, `11 %`, `10 days` or `120`")]
pub struct QuantityError(String);

impl Quantity {
    /// Reads a number and its unit.
    ///
    /// # Errors
    /// When the number cannot be read exactly or the unit is unknown.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let text = text.trim();
        if text.ends_with('%') {
            return Rate::parse(text)
                .map(Self::Rate)
                .map_err(|_| QuantityError(format!("`{text}` is not a percentage")));
        }
        let number_end = text
            .char_indices()
            .rev()
            .take_while(|(_, character)| character.is_alphabetic())
            .last()
            .map_or(text.len(), |(at, _)| at);
        let (number, unit) = text.split_at(number_end);
        if unit.is_empty() {
            return Amount::parse(number, NumberFormat::PLAIN)
                .map(Self::Count)
                .map_err(|error| QuantityError(error.to_string()));
        }
        if let Ok(currency) = Currency::parse(unit) {
            if currency.minor_digits() < 3 && ends_in_three_decimals(number) {
                let number = number.trim();
                return Err(QuantityError(format!(
                    "`{number}` has 3 decimals, or a point between thousands"
                )));
            }
            return parse_scaled(number, NumberFormat::PLAIN, currency.minor_digits())
                .map(|minor| Self::Money(Money::new(minor, currency)))
                .map_err(QuantityError);
        }
        Duration::parse(text)
            .map(Self::Duration)
            .map_err(|_| QuantityError(format!("`{unit}` is no unit that is known here")))
    }

    /// The unit in a word: the currency's letters, `rate`, `count`, or a unit of time.
    pub fn unit_word(&self) -> String {
        match self {
            Self::Money(money) => money.currency().code().to_owned(),
            Self::Rate(_) => "rate".to_owned(),
            Self::Count(_) => "count".to_owned(),
            Self::Duration(duration) => duration.unit.word().to_owned(),
        }
    }

    /// The number as tables hold it: minor units, millionths of a rate or count, or minutes.
    pub fn integer(&self) -> i64 {
        match self {
            Self::Money(money) => money.minor(),
            Self::Rate(rate) => rate.millionths(),
            Self::Count(count) => count.millionths(),
            Self::Duration(duration) => duration.minutes,
        }
    }

    /// The money, if it is money.
    pub fn money(&self) -> Option<Money> {
        match self {
            Self::Money(money) => Some(*money),
            _ => None,
        }
    }
}

/// Whether a point stands before the last three digits, as many write thousands. Of money with cents that is no number
/// to guess at, zeros or not.
fn ends_in_three_decimals(number: &str) -> bool {
    let decimals = number.trim().split_once('.').map(|(_, decimals)| decimals);
    decimals.is_some_and(|decimals| decimals.len() == 3 && decimals.bytes().all(|byte| byte.is_ascii_digit()))
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(money) => money.fmt(f),
            Self::Rate(rate) => rate.fmt(f),
            Self::Count(count) => count.fmt(f),
            Self::Duration(duration) => duration.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_third_decimal_of_a_euro_is_refused() {
        let error = Quantity::parse("1.005 EUR").unwrap_err().to_string();
        assert!(error.starts_with("`1.005` has 3 decimals"), "{error}");
        assert!(Quantity::parse("1.0050 EUR").unwrap_err().to_string().contains("more than 2 decimals"));
    }

    #[test]
    fn a_point_before_three_zeros_is_not_taken_for_a_decimal_point() {
        for text in ["900.000 EUR", "1 900.000 USD", "900.000 JPY"] {
            assert!(Quantity::parse(text).unwrap_err().to_string().contains("between thousands"), "{text}");
        }
        assert!(Quantity::parse("900.000 KWD").is_ok() && Quantity::parse("900.000").is_ok());
    }

    #[test]
    fn an_unknown_unit_is_named() {
        assert!(Quantity::parse("12 eur").unwrap_err().to_string().starts_with("`eur` is no unit"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,60}") {
            let _ = Quantity::parse(&text);
        }

        #[test]
        fn what_is_written_is_read_again(minor in any::<i64>()) {
            let money = Quantity::Money(Money::new(minor / 10, Currency::parse("EUR").unwrap()));
            prop_assert_eq!(Quantity::parse(&money.to_string()), Ok(money));
        }
    }
}
