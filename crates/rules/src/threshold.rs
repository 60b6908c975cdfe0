//! Thresholds: numbers with units that a page names and a company may set.

use plumb_store::Cell;
use plumb_units::Quantity;

/// A number that a page compares with, and how it is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// The text with its unit, as people read it.
    pub text: String,
    /// What it decides.
    pub says: String,
    /// What the query sees: days and counts as whole numbers, rates as shares of 1, money in minor units.
    pub value: Cell,
    /// The unit in a word; a company's own value must have the same.
    pub unit: String,
}

impl Threshold {
    /// Reads a number with its unit.
    ///
    /// # Errors
    /// A sentence when it is none, or has a part that the query could not see exactly.
    pub fn parse(text: &str, says: &str) -> Result<Self, String> {
        let quantity = Quantity::parse(text).map_err(|error| error.to_string())?;
        let value = match &quantity {
            Quantity::Money(money) => Cell::Int(money.minor()),
            Quantity::Rate(rate) => Cell::Real(rate.millionths() as f64 / 1e6),
            Quantity::Count(count) if count.millionths() % plumb_units::MILLION == 0 => {
                Cell::Int(count.millionths() / plumb_units::MILLION)
            }
            Quantity::Count(count) => Cell::Real(count.millionths() as f64 / 1e6),
            Quantity::Duration(duration) if duration.minutes % (24 * 60) == 0 => Cell::Int(duration.days()),
            Quantity::Duration(_) => return Err(format!("`{text}` is not a whole number of days")),
        };
        let unit = match &quantity {
            Quantity::Duration(_) => "days".to_owned(),
            other => other.unit_word(),
        };
        Ok(Self { text: text.to_owned(), says: says.to_owned(), value, unit })
    }

    /// The same threshold with a company's own value.
    ///
    /// # Errors
    /// A sentence when the value is none or has another unit.
    pub fn with(&self, text: &str) -> Result<Self, String> {
        let own = Self::parse(text, &self.says)?;
        if own.unit == self.unit {
            Ok(own)
        } else {
            Err(format!("`{text}` is in {}, and this threshold is in {}", own.unit, self.unit))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_reach_the_query_as_whole_numbers_and_rates_as_shares() {
        assert_eq!(Threshold::parse("2 weeks", "").map(|threshold| threshold.value), Ok(Cell::Int(14)));
        assert_eq!(Threshold::parse("2 %", "").map(|threshold| threshold.value), Ok(Cell::Real(0.02)));
        assert_eq!(Threshold::parse("30", "").map(|threshold| threshold.value), Ok(Cell::Int(30)));
    }

    #[test]
    fn a_companys_own_value_keeps_the_unit() {
        let days = Threshold::parse("10 days", "").unwrap();
        assert_eq!(days.with("5 days").map(|threshold| threshold.value), Ok(Cell::Int(5)));
        assert_eq!(days.with("5 %").unwrap_err(), "`5 %` is in rate, and this threshold is in days");
    }
}
