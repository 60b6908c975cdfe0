//! What Plumb promises, pays and allocates: whole minor units of one currency.

use std::fmt;

use crate::number::write_scaled;

/// A currency by its three letters (ISO 4217).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Text that is not three capital letters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a currency; write three capital letters such as `EUR`")]
pub struct CurrencyError(String);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");

    /// Reads three capital letters.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn parse(text: &str) -> Result<Self, CurrencyError> {
        match text.as_bytes() {
            [a, b, c] if [a, b, c].iter().all(|byte| byte.is_ascii_uppercase()) => Ok(Self([*a, *b, *c])),
            _ => Err(CurrencyError(text.to_owned())),
        }
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Decimals of the minor unit: 2, but 0 and 3 for the currencies that ISO 4217 lists so.
    pub fn minor_digits(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Whole minor units (cents) of one currency.
///
/// ```
/// use plumb_units::{Currency, Money};
/// let money = Money::new(100_000, Currency::parse("EUR")?);
/// let parts = money.split(&[1, 1, 1]).unwrap();
/// assert_eq!(parts.iter().map(|part| part.minor()).collect::<Vec<_>>(), [33_334, 33_333, 33_333]);
/// assert_eq!(money.to_string(), "1 000.00 EUR");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// So many minor units.
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// The minor units.
    pub fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The sum; `None` on overflow or when the currencies differ.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let minor = self.minor.checked_add(other.minor)?;
        (self.currency == other.currency).then_some(Self { minor, ..self })
    }

    /// The difference; `None` on overflow or when the currencies differ.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        let minor = self.minor.checked_sub(other.minor)?;
        (self.currency == other.currency).then_some(Self { minor, ..self })
    }

    /// Splits by weights so that the parts sum to the whole; see [`largest_remainder`].
    ///
    /// Returns `None` when all weights are zero.
    pub fn split(self, weights: &[u128]) -> Option<Vec<Self>> {
        let parts = largest_remainder(self.minor, weights)?;
        Some(parts.into_iter().map(|minor| Self { minor, ..self }).collect())
    }

    /// The decimal number without its currency, ungrouped: `1000.00`.
    pub fn decimal(self) -> String {
        let digits = self.currency.minor_digits();
        write_scaled(self.minor, digits, digits as usize, "")
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.currency.minor_digits();
        write!(f, "{} {}", write_scaled(self.minor, digits, digits as usize, " "), self.currency)
    }
}

/// Splits a whole number by weights: each part gets its floor, the largest remainders get one more, ties go to
/// the first (Hamilton's method).
///
/// A negative total splits as its positive does, with the sign put back. Returns `None` when all weights are zero
/// or the weights are so large that they do not fit.
///
/// ```
/// assert_eq!(plumb_units::largest_remainder(10, &[1, 1, 1]), Some(vec![4, 3, 3]));
/// assert_eq!(plumb_units::largest_remainder(10, &[0, 0]), None);
/// ```
pub fn largest_remainder(total: i64, weights: &[u128]) -> Option<Vec<i64>> {
    let sum = weights.iter().try_fold(0_u128, |sum, weight| sum.checked_add(*weight))?;
    if sum == 0 {
        return None;
    }
    let whole = u128::from(total.unsigned_abs());
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    let mut given = 0_u128;
    for (index, weight) in weights.iter().enumerate() {
        let product = whole.checked_mul(*weight)?;
        parts.push(product / sum);
        given += product / sum;
        remainders.push((product % sum, index));
    }
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let left = usize::try_from(whole - given).ok()?;
    for (_, index) in remainders.iter().take(left) {
        if let Some(part) = parts.get_mut(*index) {
            *part += 1;
        }
    }
    parts
        .into_iter()
        .map(|part| {
            let part = i128::try_from(part).ok()?;
            i64::try_from(if total < 0 { -part } else { part }).ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn currencies_are_never_added_to_one_another() {
        let eur = Money::new(1, Currency::parse("EUR").unwrap());
        let usd = Money::new(1, Currency::parse("USD").unwrap());
        assert_eq!(eur.checked_add(usd), None);
    }

    #[test]
    fn yen_have_no_cents() {
        assert_eq!(Money::new(1234, Currency::parse("JPY").unwrap()).to_string(), "1 234 JPY");
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_whole_to_the_cent(total in -1_000_000_000_000_i64..1_000_000_000_000,
                                              weights in proptest::collection::vec(0_u64..1_000_000_000, 1..40)) {
            let weights: Vec<u128> = weights.into_iter().map(u128::from).collect();
            if let Some(parts) = largest_remainder(total, &weights) {
                prop_assert_eq!(parts.iter().sum::<i64>(), total);
            }
        }

        #[test]
        fn no_part_is_off_by_a_whole_cent(total in 0_i64..1_000_000, weights in proptest::collection::vec(1_u64..1000, 1..20)) {
            let sum: u64 = weights.iter().sum();
            let parts = largest_remainder(total, &weights.iter().copied().map(u128::from).collect::<Vec<_>>()).unwrap();
            for (part, weight) in parts.iter().zip(&weights) {
                let exact = i128::from(total) * i128::from(*weight);
                prop_assert!((i128::from(*part) * i128::from(sum) - exact).abs() < i128::from(sum));
            }
        }
    }
}
