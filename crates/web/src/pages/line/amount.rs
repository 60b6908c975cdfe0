//! Amounts as people type them: `310 000`, `310k`, `1.2 M`, with or without the currency.

use plumb_units::{Amount, Currency, MILLION, NumberFormat, Quantity};

/// The longest text that is an amount.
const LONGEST: usize = 40;

/// Minor units of the currency; why not, in a sentence for who typed it.
pub(super) fn parse(text: &str, code: &str) -> Result<i64, String> {
    let text = text.trim();
    let currency = Currency::parse(code).map_err(|error| error.to_string())?;
    if text.is_empty() {
        return Err("write an amount, such as 310 000 or 310k".to_owned());
    }
    if text.chars().count() > LONGEST {
        return Err("that is too long for an amount".to_owned());
    }
    let (number, word) = text.split_at(text.find(char::is_alphabetic).unwrap_or(text.len()));
    let (scale, unit) = scaled(word.trim());
    if !unit.is_empty() && !unit.eq_ignore_ascii_case(code) {
        return Err(format!("the goal is in {code}; write the number alone, or with k or M"));
    }
    let minor = match scale {
        1 => whole(number, currency),
        scale => thousands(number, scale, currency),
    };
    let minor = minor.ok_or_else(|| {
        if number.contains([',', '.']) {
            return "that could mean two amounts; write thousands apart by spaces and cents after a point, such as 310 000 or 310k".to_owned();
        }
        format!(
            "that is not an amount; write it such as 310 000, 310k or 1.2 M, at most {} decimals",
            currency.minor_digits()
        )
    })?;
    match minor {
        ..=0 => Err("a goal is more than nothing".to_owned()),
        _ if minor > plumb_ledger::AMOUNT_MAX => Err("that is more than is sold anywhere".to_owned()),
        _ => Ok(minor),
    }
}

/// What the letters behind a number multiply it by, and the currency behind them.
fn scaled(word: &str) -> (i64, &str) {
    let (letters, rest) = word.split_once(char::is_whitespace).unwrap_or((word, ""));
    match letters {
        "k" | "K" => (1_000, rest.trim()),
        "m" | "M" => (1_000_000, rest.trim()),
        _ => (1, word),
    }
}

fn whole(number: &str, currency: Currency) -> Option<i64> {
    let quantity = Quantity::parse(&format!("{} {}", number.trim(), currency.code())).ok()?;
    Some(quantity.money()?.minor())
}

fn thousands(number: &str, scale: i64, currency: Currency) -> Option<i64> {
    let number = Amount::parse(number, NumberFormat::PLAIN).ok()?;
    let scaled = i128::from(number.millionths())
        .checked_mul(i128::from(scale) * 10_i128.pow(currency.minor_digits()))?;
    let million = i128::from(MILLION);
    (scaled % million == 0).then_some(())?;
    i64::try_from(scaled / million).ok()
}

#[cfg(test)]
mod tests {
    use super::parse;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (text, minor) in [
            ("310000", 31_000_000),
            (" 310 000 ", 31_000_000),
            ("310\u{202f}000 EUR", 31_000_000),
            ("310'000 eur", 31_000_000),
            ("310k", 31_000_000),
            ("310 K EUR", 31_000_000),
            ("1.25 M", 125_000_000),
            ("0.01", 1),
            ("12.5", 1_250),
        ] {
            assert_eq!(parse(text, "EUR"), Ok(minor), "{text}");
        }
        assert_eq!(parse("310 000", "JPY"), Ok(310_000));
    }

    #[test]
    fn what_could_mean_two_amounts_is_asked_again() {
        for text in [
            "310.000",
            "310,000",
            "",
            "  ",
            "k",
            "EUR",
            "-5",
            "0",
            "3 1 0 USD",
            "ten",
            "1.005",
            "9e9",
            "310 kg",
            "1.2.3 M",
        ] {
            assert!(parse(text, "EUR").is_err(), "{text}");
        }
        assert!(parse("99999999999999999", "EUR").is_err());
        assert!(parse("99999999999999 M", "EUR").is_err());
        assert!(parse("1.5", "JPY").is_err());
        assert!(parse(&"1".repeat(1_000), "EUR").is_err());
        assert!(parse("5", "no currency").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn any_text_is_an_amount_above_nothing_or_a_sentence(text in "\\PC{0,60}") {
            match parse(&text, "EUR") {
                Ok(minor) => prop_assert!(minor > 0 && minor <= plumb_ledger::AMOUNT_MAX),
                Err(says) => prop_assert!(!says.is_empty()),
            }
        }
    }
}
