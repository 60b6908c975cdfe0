//! A cell of a workbook, however it was typed, as the text that a sheet has for it.

use plumb_facts::GridCell;
use plumb_plan::Plan;
use plumb_units::{Date, Rate, parse_date};

use super::columns::Form;
use super::rows::{fraction, plain};

/// What is wrong with a cell: the fact, and what to do.
pub(super) type Wrong = (String, String);

/// Reads a cell; nothing is an empty text.
pub(super) fn read(plan: &Plan, cell: Option<&GridCell>, form: Form) -> Result<String, Wrong> {
    let cell = match cell {
        None => return Ok(String::new()),
        Some(GridCell::Error(error)) => {
            return Err((
                format!("`{}` is an error of the sheet", short(error)),
                "write the value itself".to_owned(),
            ));
        }
        Some(cell) => cell,
    };
    let text = match cell {
        GridCell::Text(text) | GridCell::Number(text) | GridCell::Date(text) => text.trim().to_owned(),
        GridCell::Flag(flag) => flag.to_string(),
        GridCell::Error(_) => String::new(),
    };
    if text.is_empty() {
        return Ok(text);
    }
    let is_number = matches!(cell, GridCell::Number(_));
    match form {
        Form::Number => number(&text, is_number),
        Form::Rate => percent(&text, is_number),
        Form::Date => date(&text, is_number),
        Form::Id(kind) => id(plan, kind, &text),
        Form::Ids(kind) => {
            let ids = text.split([',', ';']).map(str::trim).filter(|id| !id.is_empty());
            let ids: Result<Vec<String>, Wrong> = ids.map(|word| id(plan, kind, word)).collect();
            ids.map(|ids| ids.join(", "))
        }
        Form::Choice(words) => words
            .iter()
            .find(|word| word.eq_ignore_ascii_case(&text))
            .map(|word| (*word).to_owned())
            .ok_or_else(|| {
                (
                    format!("`{}` is no choice here", short(&text)),
                    format!("write one of `{}`", words.join("`, `")),
                )
            }),
        Form::Unit => Ok(match text.as_str() {
            "€" => "EUR".to_owned(),
            "$" => "USD".to_owned(),
            "£" => "GBP".to_owned(),
            word if word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                word.to_uppercase()
            }
            _ => text,
        }),
        Form::Tiers => tiers(&text).map(|tiers| {
            tiers.iter().map(|(over, rate)| format!("{over}: {rate}")).collect::<Vec<_>>().join("; ")
        }),
        Form::Text | Form::Shown => {
            // A day that a spreadsheet made of a text is still that text.
            Ok(text)
        }
    }
}

/// A cell as the plan writes it; numbers get the unit beside them.
pub(super) fn plan_text(cell: &str, form: Form) -> String {
    match form {
        Form::Rate if !cell.is_empty() => {
            let millionths = plumb_units::Amount::parse(cell, plumb_units::NumberFormat::POINT);
            millionths
                .map_or(cell.to_owned(), |amount| Rate::from_millionths(amount.millionths()).to_string())
        }
        Form::Tiers if !cell.is_empty() => {
            let tiers = tiers(cell).unwrap_or_default();
            let rows: Vec<String> = tiers
                .iter()
                .map(|(over, rate)| format!("{{ over = \"{over}\", rate = \"{rate}\" }}"))
                .collect();
            format!("[{}]", rows.join(", "))
        }
        _ => cell.to_owned(),
    }
}

/// A number and what it counts, as the plan writes them.
pub(super) fn quantity(number: &str, unit: &str) -> String {
    match (number, unit) {
        ("", _) => String::new(),
        (number, "count" | "") => number.to_owned(),
        (number, "%") => format!("{number} %"),
        (number, unit) => format!("{} {unit}", grouped(number)),
    }
}

/// Thousands with a space between them.
fn grouped(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, decimals) = rest
        .split_once('.')
        .map_or((rest, String::new()), |(whole, decimals)| (whole, format!(".{decimals:0<2}")));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{decimals}")
}

/// A decimal number: of a number cell as it is, of text whichever mark it has.
fn number(text: &str, is_number: bool) -> Result<String, Wrong> {
    if is_number {
        return Ok(plain(text));
    }
    let word = |c: char| c.is_alphabetic() || matches!(c, '€' | '$' | '£' | '%');
    let bare: String = text
        .trim_matches(|c: char| word(c) || c.is_whitespace())
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '\u{a0}' | '\u{202f}'))
        .map(|c| if c == '\u{2212}' { '-' } else { c })
        .collect();
    let (sign, digits) = bare.strip_prefix('-').map_or(("", bare.as_str()), |rest| ("-", rest));
    let no_number =
        || (format!("`{}` is no number", short(text)), "write it as `4200000` or `4200000.50`".to_owned());
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')) {
        return Err(no_number());
    }
    let marks: Vec<(usize, char)> = digits.char_indices().filter(|(_, c)| matches!(c, '.' | ',')).collect();
    let behind = |at: usize| digits.len() - at - 1;
    let decimal = match marks.as_slice() {
        [] => None,
        [(at, _)] if behind(*at) == 3 && !digits.starts_with('0') && *at <= 3 => {
            let other = digits.replace(['.', ','], "");
            return Err((
                format!("`{}` may be a thousand or a decimal", short(text)),
                format!("write it as a number: `{other}`, or with two decimals"),
            ));
        }
        [(at, _)] => Some(*at),
        [.., (before, first), (last, mark)] if first != mark => {
            let groups = marks.iter().filter(|(_, c)| c == mark).count() == 1 && *before < *last;
            if !groups {
                return Err(no_number());
            }
            Some(*last)
        }
        [..] => None,
    };
    let (whole, decimals) = match decimal {
        Some(at) => (digits.get(..at).unwrap_or(""), digits.get(at + 1..).unwrap_or("")),
        None => (digits, ""),
    };
    let groups: Vec<&str> = whole.split(['.', ',']).collect();
    let grouped = groups
        .iter()
        .enumerate()
        .all(|(index, group)| if index == 0 { (1..=3).contains(&group.len()) } else { group.len() == 3 });
    if groups.len() > 1 && !grouped {
        return Err(no_number());
    }
    let whole = match whole.replace(['.', ','], "") {
        empty if empty.is_empty() => "0".to_owned(),
        whole => whole,
    };
    let number = if decimals.is_empty() { whole } else { format!("{whole}.{decimals}") };
    Ok(format!("{sign}{}", plain(&number)))
}

fn percent(text: &str, is_number: bool) -> Result<String, Wrong> {
    if is_number {
        return Ok(plain(text));
    }
    let Some(bare) = text.strip_suffix('%') else {
        return Err((
            format!("`{}` is no percentage", short(text)),
            "write it with its sign, such as `60 %`".to_owned(),
        ));
    };
    let number = number(bare, false)?;
    Rate::parse(&format!("{number} %"))
        .map(fraction)
        .map_err(|_| (format!("`{}` is no percentage", short(text)), "write it as `60 %`".to_owned()))
}

fn date(text: &str, is_number: bool) -> Result<String, Wrong> {
    let wrong =
        || (format!("`{}` is no date", short(text)), "write year, month and day: `2026-01-31`".to_owned());
    if is_number {
        // A day whose cell lost its format: days since the end of 1899.
        let days: i64 = text.parse().map_err(|_| wrong())?;
        let date = (61..=2_958_465).contains(&days).then(|| day_of(days)).flatten();
        return date.map(|date| date.to_string()).ok_or_else(wrong);
    }
    let day = text.split(['T', ' ']).next().unwrap_or(text);
    if let Some(date) = parse_date(day) {
        return Ok(date.to_string());
    }
    let parts: Vec<&str> = day.split('.').collect();
    let [d, m, y] = parts.as_slice() else { return Err(wrong()) };
    let year = if y.len() == 2 { format!("20{y}") } else { (*y).to_owned() };
    parse_date(&format!("{year}-{m:0>2}-{d:0>2}")).map(|date| date.to_string()).ok_or_else(wrong)
}

/// The day of a spreadsheet's number: within its 400 years of the calendar, then year, month and day, with years that
/// begin in March.
fn day_of(number: i64) -> Option<Date> {
    // Number 25569 is the first day of 1970, which is 719468 days after the first of March of the year 0.
    let days = number - 25_569 + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = i16::try_from(year + era * 400 + next).ok()?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn id(plan: &Plan, kind: &'static str, text: &str) -> Result<String, Wrong> {
    if plan.entity(kind, text).is_some() {
        return Ok(text.to_owned());
    }
    let mut named = plan.of_kind(kind).filter(|entity| {
        entity.id.as_str().eq_ignore_ascii_case(text)
            || entity.text("name").is_some_and(|name| name.eq_ignore_ascii_case(text))
    });
    if let (Some(only), None) = (named.next(), named.next()) {
        return Ok(only.id.to_string());
    }
    let ids: Vec<&str> = plan.of_kind(kind).map(|entity| entity.id.as_str()).collect();
    let near = plumb_diag::meant(text, ids);
    let help = if near.is_empty() {
        format!("write the id of a {kind} of the plan")
    } else {
        format!("did you mean `{}`?", near.join("` or `"))
    };
    Err((format!("no {kind} is called `{}`", short(text)), help))
}

fn tiers(text: &str) -> Result<Vec<(Rate, Rate)>, Wrong> {
    let rate = |text: &str| Rate::parse(&text.trim().replace(',', ".")).ok();
    let tiers = text.split(';').map(str::trim).filter(|tier| !tier.is_empty());
    let read = |tier: &str| {
        let (over, of) = tier.split_once(':')?;
        Some((rate(over)?, rate(of)?))
    };
    let tiers: Option<Vec<_>> = tiers.map(read).collect();
    tiers.ok_or_else(|| {
        (format!("`{}` are no tiers", short(text)), "write them as `0 %: 1 %; 100 %: 1.5 %`".to_owned())
    })
}

/// Text as it can stand in a message.
pub(super) fn short(text: &str) -> String {
    let line: String = text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(60).is_some() { format!("{line}…") } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_however_they_are_typed() {
        for (text, read) in [
            ("2250000", "2250000"),
            ("2.250.000,50", "2250000.5"),
            ("2,250,000.50 EUR", "2250000.5"),
            ("€ 2 250 000", "2250000"),
            ("12,5", "12.5"),
            ("1'234.00", "1234"),
            ("-3,00", "-3"),
            ("0,125", "0.125"),
        ] {
            assert_eq!(number(text, false).as_deref(), Ok(read), "{text}");
        }
        assert_eq!(number("2.125", true).as_deref(), Ok("2.125"));
        for text in ["2.250", "2,250", "1.2.3", "12-3", "abc", "1,23,456.7,8"] {
            assert!(number(text, false).is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_read_however_they_are_typed() {
        for text in ["2026-01-31", "2026-01-31T00:00:00", "31.01.2026", "31.1.26"] {
            assert_eq!(date(text, false).as_deref(), Ok("2026-01-31"), "{text}");
        }
        assert_eq!(date("46053", true).as_deref(), Ok("2026-01-31"));
        assert!(date("1/2/2026", false).is_err());
        assert!(date("99999999999", true).is_err());
    }

    #[test]
    fn amounts_are_written_as_plans_write_them() {
        assert_eq!(quantity("2250000", "EUR"), "2 250 000 EUR");
        assert_eq!(quantity("-1250.5", "EUR"), "-1 250.50 EUR");
        assert_eq!(quantity("11", "%"), "11 %");
        assert_eq!(quantity("12", "count"), "12");
        assert_eq!(plan_text("0.605", Form::Rate), "60.5 %");
    }
}
