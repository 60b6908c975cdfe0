//! What was most likely meant by a date, an amount or a time that is written another way than plans write it.

use plumb_units::{Currency, Date, Duration, Quantity, Rate, parse_date};

/// Currencies that are known by small letters too; other words of three letters are no currency there.
const CURRENCIES: &str = "AED AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS INR JPY KRW MXN NOK NZD PLN RON SEK SGD THB TRY USD ZAR";

/// Words for a thousand, a million and so on, with the number of their zeros.
const SCALES: &[(&[&str], usize)] = &[
    (&["k", "tsd", "thousand"], 3),
    (&["m", "mm", "mio", "mill", "mln", "million", "millions", "millionen"], 6),
    (&["bn", "mrd", "billion", "billions", "milliarden"], 9),
];

const TIMES: &[(&[&str], &str)] = &[
    (&["min", "mins", "minute", "minutes", "minuten"], "minute"),
    (&["h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden"], "hour"),
    (&["d", "day", "days", "tag", "tage"], "day"),
    (&["w", "wk", "wks", "week", "weeks", "woche", "wochen"], "week"),
];

/// The date that a text can only mean: year first, or day first between points, or with a day above 12.
pub(crate) fn date(text: &str) -> Option<Date> {
    if let Some((day, _)) = text.split_at_checked(10).filter(|(_, rest)| rest.starts_with(['T', ' '])) {
        return parse_date(day);
    }
    let (mark, [a, b, c]) = parts(text)?;
    let number = |text: &str| text.parse::<i16>().ok();
    let (year, month, day) = match (a.len(), c.len()) {
        (4, _) => (number(a)?, number(b)?, number(c)?),
        (_, 4) => {
            let (first, second) = (number(a)?, number(b)?);
            let (day, month) = match mark {
                '.' => (first, second),
                _ if first > 12 || first == second => (first, second),
                _ if second > 12 => (second, first),
                _ => return None,
            };
            (number(c)?, month, day)
        }
        (_, 2) if mark == '.' => (2000 + number(c)?, number(b)?, number(a)?),
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Whether a text is three numbers with one mark between them, as dates are.
pub(crate) fn looks_like_date(text: &str) -> bool {
    parts(text).is_some()
}

fn parts(text: &str) -> Option<(char, [&str; 3])> {
    let mark = text.chars().find(|c| matches!(c, '.' | '/' | '-'))?;
    let mut parts = text.split(mark);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    let numbers =
        three.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    let day_long =
        three.iter().all(|part| part.len() <= 2) || three.iter().filter(|part| part.len() == 4).count() == 1;
    (parts.next().is_none() && numbers && day_long).then_some((mark, three))
}

/// A quantity as a plan writes it.
pub(crate) fn quantity(text: &str) -> Option<String> {
    rate(text).or_else(|| duration(text)).or_else(|| money(text, None))
}

/// Money as a plan writes it; `own` stands in for a currency that is not named.
pub(crate) fn money(text: &str, own: Option<Currency>) -> Option<String> {
    let text = text.replace('€', " EUR ").replace('£', " GBP ").replace('$', " USD ");
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (before, number_text, after) = (text.get(..start)?, text.get(start..end)?, text.get(end..)?);
    let (mut currency, mut zeros) = (None, None);
    for word in before.split_whitespace().chain(after.split_whitespace()) {
        let small = word.trim_matches('.').to_lowercase();
        if let Some((_, count)) = SCALES.iter().find(|(words, _)| words.contains(&small.as_str())) {
            zeros.replace(*count).is_none().then_some(())?;
        } else {
            currency.replace(named_currency(word, &small)?).is_none().then_some(())?;
        }
    }
    let currency = currency.or(own)?;
    let number = shifted(&plain(number_text, zeros.is_none())?, zeros.unwrap_or(0))?;
    let written = format!("{number} {}", currency.code());
    let Ok(Quantity::Money(money)) = Quantity::parse(&written) else { return None };
    Some(money.to_string().replace(".00 ", " "))
}

fn named_currency(word: &str, small: &str) -> Option<Currency> {
    match small {
        "euro" | "euros" => Currency::parse("EUR").ok(),
        _ if Currency::parse(word).is_ok() => Currency::parse(word).ok(),
        _ => {
            let code = small.to_uppercase();
            CURRENCIES.split(' ').find(|known| *known == code).and_then(|known| Currency::parse(known).ok())
        }
    }
}

/// A percentage as a plan writes it.
pub(crate) fn rate(text: &str) -> Option<String> {
    let signs = ["%", "percent", "per cent", "pct", "prozent"];
    let text = text.trim();
    let number = signs.iter().find_map(|sign| text.strip_suffix(sign))?;
    Rate::parse(&format!("{} %", plain(number.trim(), false)?)).ok().map(|rate| rate.to_string())
}

/// A fraction of one as a percentage.
pub(crate) fn rate_of_fraction(text: &str) -> Option<String> {
    let fraction = text.strip_prefix("0.").filter(|rest| rest.bytes().all(|b| b.is_ascii_digit()))?;
    let percent = shifted(&format!("0.{fraction}"), 2)?;
    Rate::parse(&format!("{percent} %"))
        .ok()
        .filter(|rate| rate.millionths() > 0)
        .map(|rate| rate.to_string())
}

/// A length of time as a plan writes it.
pub(crate) fn duration(text: &str) -> Option<String> {
    let text = text.trim();
    let (number, word) = text.split_at(text.find(char::is_alphabetic)?);
    let word = word.trim_end_matches('.').to_lowercase();
    let (_, unit) = TIMES.iter().find(|(words, _)| words.contains(&word.as_str()))?;
    Duration::parse(&format!("{} {unit}s", plain(number.trim(), false)?))
        .ok()
        .map(|duration| duration.to_string())
}

/// Digits with whatever stands between them, as a decimal number with a point. A single mark before three digits can be
/// either; it groups thousands where `thousands` says so.
fn plain(text: &str, thousands: bool) -> Option<String> {
    let gap = |c: &char| matches!(c, ' ' | '_' | '\'' | '\u{a0}' | '\u{202f}');
    let text: String = text.chars().filter(|c| !gap(c)).collect();
    let legal = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    if !legal || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let last = text.rfind(['.', ',']);
    let (whole, fraction) = match (last, points + commas) {
        (Some(at), count) => {
            let (whole, fraction) = (text.get(..at)?, text.get(at + 1..)?);
            let mixed = points > 0 && commas > 0;
            let once = text.get(at..=at).is_some_and(|mark| text.matches(mark).count() == 1);
            let groups = match (count, mixed) {
                (1, _) if fraction.len() == 3 && whole.len() <= 3 && whole != "0" => {
                    thousands.then_some(())?;
                    true
                }
                (1, _) => false,
                (_, true) => {
                    once.then_some(())?;
                    false
                }
                (_, false) => true,
            };
            if groups { (text.as_str(), "") } else { (whole, fraction) }
        }
        (None, _) => (text.as_str(), ""),
    };
    let mut groups = whole.split(['.', ',']);
    let first = groups.next()?;
    let (mut digits, mut grouped) = (first.to_owned(), false);
    for group in groups {
        (group.len() == 3).then_some(())?;
        digits.push_str(group);
        grouped = true;
    }
    (!grouped || (1..=3).contains(&first.len())).then_some(())?;
    Some(if fraction.is_empty() { digits } else { format!("{digits}.{fraction}") })
}

/// A decimal number with its point so many places further right.
fn shifted(number: &str, zeros: usize) -> Option<String> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = format!("{fraction:0<zeros$}");
    let (moved, left) = fraction.split_at_checked(zeros)?;
    let digits = format!("{whole}{moved}");
    let left = left.trim_end_matches('0');
    Some(if left.is_empty() { digits } else { format!("{digits}.{left}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_right_where_its_digits_allow_it() {
        for (written, meant) in [
            ("24.020.000 EUR", Some("24 020 000 EUR")),
            ("24,020,000 EUR", Some("24 020 000 EUR")),
            ("24020000 eur", Some("24 020 000 EUR")),
            ("24 Mio EUR", Some("24 000 000 EUR")),
            ("24,5 Mio. €", Some("24 500 000 EUR")),
            ("€24.5m", Some("24 500 000 EUR")),
            ("EUR 24 000", Some("24 000 EUR")),
            ("1.234.567,89 EUR", Some("1 234 567.89 EUR")),
            ("1,234,567.89 USD", Some("1 234 567.89 USD")),
            ("900,000 EUR", Some("900 000 EUR")),
            ("900.000 EUR", Some("900 000 EUR")),
            ("900,5 EUR", Some("900.50 EUR")),
            ("1.234 Mio EUR", None),
            ("1,23,456 EUR", None),
            ("1.234,567,8 EUR", None),
            ("12 pcs", None),
            ("900 000", None),
            ("24 EUR USD", None),
            ("1.005 JPY", Some("1 005 JPY")),
        ] {
            assert_eq!(money(written, None).as_deref(), meant, "{written}");
        }
    }

    #[test]
    fn a_date_is_written_right_where_it_can_only_be_one() {
        for (written, meant) in [
            ("01.04.2025", Some("2025-04-01")),
            ("1.4.25", Some("2025-04-01")),
            ("4/13/2025", Some("2025-04-13")),
            ("13/4/2025", Some("2025-04-13")),
            ("3-3-2025", Some("2025-03-03")),
            ("4/1/2025", None),
            ("2025/04/01", Some("2025-04-01")),
            ("2025-4-1", Some("2025-04-01")),
            ("2025-04-01T10:00", Some("2025-04-01")),
            ("31.02.2025", None),
            ("2025", None),
        ] {
            assert_eq!(date(written).map(|date| date.to_string()).as_deref(), meant, "{written}");
        }
        assert!(looks_like_date("4/1/2025") && !looks_like_date("24.020.000"));
    }

    #[test]
    fn times_and_percentages_are_written_right() {
        assert_eq!(duration("45 min").as_deref(), Some("45 minutes"));
        assert_eq!(duration("10days").as_deref(), Some("10 days"));
        assert_eq!(duration("1 Std.").as_deref(), Some("1 hour"));
        assert_eq!(duration("1,5 hours").as_deref(), Some("90 minutes"));
        assert_eq!(duration("3 months"), None);
        assert_eq!(rate("7,5 %").as_deref(), Some("7.5 %"));
        assert_eq!(rate("11 percent").as_deref(), Some("11 %"));
        assert_eq!(rate("1,234 %"), None);
        assert_eq!(rate_of_fraction("0.125").as_deref(), Some("12.5 %"));
        assert_eq!(rate_of_fraction("0.00"), None);
    }
}
