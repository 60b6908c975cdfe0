//! Amounts of other currencies, in the company's, at the plan's dated rates.

use std::collections::BTreeMap;

use plumb_store::StoreError;
use plumb_store::rusqlite::Connection;
use plumb_store::rusqlite::types::Value;
use plumb_units::{Amount, Currency, Date, Money, NumberFormat, Rounding, divide};

use super::argument::{date, failure, scalar, text, value, whole};
use crate::Ground;

/// Decimal places that a rate may have.
const PLACES_MAX: u32 = 12;

/// Dated exchange rates into one currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    into: String,
    /// By currency and first day: one unit is worth `numerator / denominator` of `into`.
    known: BTreeMap<String, BTreeMap<Date, (i128, i128)>>,
}

impl Rates {
    /// No rates yet; amounts already in `into` convert to themselves.
    pub fn into(currency: impl Into<String>) -> Self {
        Self { into: currency.into(), known: BTreeMap::new() }
    }

    /// The currency that amounts are converted into.
    pub fn currency(&self) -> &str {
        &self.into
    }

    /// Adds a rate that holds from a day until the next one: one unit of `currency` is worth `rate` of `into`. A rate
    /// out of the company's currency counts the other way round, unless a direct one stands for the same day.
    ///
    /// Returns whether it could be used: the text must be a decimal above zero, and one of both currencies the company's.
    pub fn add(&mut self, currency: &str, into: &str, from: Date, rate: &str) -> bool {
        let Some((digits, scale)) = decimal(rate) else {
            return false;
        };
        if into == self.into {
            self.known.entry(currency.to_owned()).or_default().insert(from, (digits, scale));
        } else if currency == self.into {
            self.known.entry(into.to_owned()).or_default().entry(from).or_insert((scale, digits));
        }
        into == self.into || currency == self.into
    }

    /// An amount in millionths as one of the company's currency on a day: exact, then halves to the even millionth.
    ///
    /// `Ok(None)` when no rate holds on that day; an amount without a currency is in the company's.
    ///
    /// # Errors
    /// A sentence when the result is too large.
    pub fn convert(
        &self,
        amount: i64,
        currency: Option<&str>,
        day: Option<Date>,
    ) -> Result<Option<i64>, String> {
        let Some(currency) = currency.filter(|currency| *currency != self.into) else {
            return Ok(Some(amount));
        };
        let rate = day.and_then(|day| self.known.get(currency)?.range(..=day).next_back());
        let Some((_, (numerator, denominator))) = rate else {
            return Ok(None);
        };
        i128::from(amount)
            .checked_mul(*numerator)
            .and_then(|product| divide(product, *denominator, Rounding::HalfEven))
            .and_then(|converted| i64::try_from(converted).ok())
            .map(Some)
            .ok_or_else(|| format!("{amount} millionths of {currency} are too large to convert"))
    }

    /// Whole minor units of a currency as ones of the company's on a day: exact, then halves to the even one.
    ///
    /// `Ok(None)` when no rate holds on that day or a currency is unknown; without a currency, the same.
    ///
    /// # Errors
    /// A sentence when the result is too large.
    pub fn convert_minor(
        &self,
        minor: i64,
        currency: Option<&str>,
        day: Option<Date>,
    ) -> Result<Option<i64>, String> {
        let Some(code) = currency.filter(|currency| *currency != self.into) else {
            return Ok(Some(minor));
        };
        let (Ok(own), Ok(into)) = (Currency::parse(code), Currency::parse(&self.into)) else {
            return Ok(None);
        };
        let Ok(amount) = Amount::parse(&Money::new(minor, own).decimal(), NumberFormat::POINT) else {
            return Err(format!("{minor} minor units of {code} are too large to convert"));
        };
        let converted = self.convert(amount.millionths(), Some(code), day)?;
        Ok(converted
            .and_then(|amount| Amount::from_millionths(amount).to_money(into, Rounding::HalfEven))
            .map(|money| money.minor()))
    }
}

/// A decimal above zero as a fraction.
fn decimal(text: &str) -> Option<(i128, i128)> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let places = u32::try_from(fraction.len()).ok().filter(|places| *places <= PLACES_MAX)?;
    let digits = format!("{whole}{fraction}");
    if whole.is_empty() || digits.len() > 18 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|digits| *digits > 0).map(|digits| (digits, 10_i128.pow(places)))
}

/// `money(minor)`, `converted_money(minor, currency, date)` and `converted(amount, currency, date)`.
pub(super) fn register(connection: &Connection, ground: &Ground) -> Result<(), StoreError> {
    let rates = ground.rates.clone();
    let company = Currency::parse(rates.currency()).ok();
    let minor_rates = ground.rates.clone();
    scalar(connection, "money", 1, move |context| {
        let (Some(minor), Some(company)) = (whole(context, 0)?, company) else {
            return Ok(Value::Null);
        };
        Ok(Value::Text(Money::new(minor, company).decimal()))
    })?;
    scalar(connection, "converted_money", 3, move |context| {
        let Some(minor) = whole(context, 0)? else {
            return Ok(Value::Null);
        };
        minor_rates.convert_minor(minor, text(context, 1)?, date(context, 2)?).map(value).map_err(failure)
    })?;
    scalar(connection, "converted", 3, move |context| {
        let Some(amount) = whole(context, 0)? else {
            return Ok(Value::Null);
        };
        rates.convert(amount, text(context, 1)?, date(context, 2)?).map(value).map_err(failure)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use plumb_units::parse_date;

    fn rates() -> Rates {
        let mut rates = Rates::into("EUR");
        assert!(rates.add("USD", "EUR", parse_date("2026-01-01").unwrap(), "0.9216"));
        assert!(rates.add("USD", "EUR", parse_date("2026-02-01").unwrap(), "0.85"));
        assert!(rates.add("EUR", "GBP", parse_date("2026-01-01").unwrap(), "0.8"));
        rates
    }

    fn euros(amount: i64, currency: &str, day: &str) -> Option<i64> {
        rates().convert(amount, Some(currency), parse_date(day)).unwrap()
    }

    #[test]
    fn the_rate_of_the_day_holds_until_the_next() {
        assert_eq!(euros(100_000_000, "USD", "2026-01-31"), Some(92_160_000));
        assert_eq!(euros(100_000_000, "USD", "2026-02-01"), Some(85_000_000));
        assert_eq!(euros(5, "EUR", "1999-01-01"), Some(5));
    }

    #[test]
    fn a_rate_out_of_the_company_currency_counts_the_other_way_round() {
        assert_eq!(euros(100_000_000, "GBP", "2026-01-31"), Some(125_000_000));
    }

    #[test]
    fn minor_units_convert_between_currencies_of_other_digits() {
        let mut rates = rates();
        rates.add("JPY", "EUR", parse_date("2026-01-01").unwrap(), "0.006");
        let minor = |amount, code, day| rates.convert_minor(amount, code, parse_date(day)).unwrap();
        assert_eq!(minor(10_000, Some("JPY"), "2026-01-31"), Some(6_000));
        assert_eq!(minor(10_000, Some("USD"), "2026-02-01"), Some(8_500));
        assert_eq!([Some("EUR"), None].map(|code| minor(5, code, "2026-01-31")), [Some(5), Some(5)]);
        assert_eq!([Some("CHF"), Some("?")].map(|code| minor(5, code, "2026-01-31")), [None, None]);
    }

    #[test]
    fn half_a_millionth_goes_to_the_even_one() {
        let mut rates = Rates::into("EUR");
        rates.add("USD", "EUR", parse_date("2026-01-01").unwrap(), "0.5");
        let day = parse_date("2026-01-01");
        assert_eq!(
            [1, 3, -1].map(|amount| rates.convert(amount, Some("USD"), day)),
            [Ok(Some(0)), Ok(Some(2)), Ok(Some(0))]
        );
    }

    #[test]
    fn without_a_rate_nothing_is_made_up() {
        assert_eq!(euros(100, "USD", "2025-12-31"), None);
        assert_eq!(euros(100, "CHF", "2026-02-01"), None);
        assert!(!rates().add("CHF", "USD", parse_date("2026-01-01").unwrap(), "1.1"));
        assert!(["0", "-1", "1e3", "", "."].iter().all(|text| decimal(text).is_none()));
    }
}
