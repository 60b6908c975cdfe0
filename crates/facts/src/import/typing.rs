//! The text of one cell to its value.

use std::borrow::Cow;

use jiff::civil::DateTime;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use plumb_store::rusqlite::ToSql;
use plumb_store::rusqlite::types::{ToSqlOutput, ValueRef};
use plumb_units::{Amount, Date, MILLION, NumberFormat, parse_date};

use crate::mapping::{CellKind, Column, Source};

/// A cell's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Typed<'t> {
    Null,
    Int(i64),
    Text(Cow<'t, str>),
}

impl ToSql for Typed<'_> {
    fn to_sql(&self) -> plumb_store::rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// Reads a cell as its column says; the error is a reason to show.
pub(crate) fn typed<'t>(
    text: &'t str,
    column: &'t Column,
    source: &Source,
    zone: Option<&TimeZone>,
    of_sheet: bool,
) -> Result<Typed<'t>, String> {
    if source.null.iter().any(|null| null == text) {
        return Ok(Typed::Null);
    }
    let text = column.values.get(text.trim()).map_or(text, String::as_str);
    if column.kind == CellKind::Text {
        return Ok(Typed::Text(Cow::Borrowed(text)));
    }
    let text = text.trim();
    if text.is_empty() {
        return Ok(Typed::Null);
    }
    let format = column.format.as_deref().or(source.dates.as_deref());
    // A date cell is a date however texts beside it are written.
    let format = format.filter(|_| !(of_sheet && (parse_date(text).is_some() || iso(text).is_ok())));
    match column.kind {
        CellKind::Text => Ok(Typed::Text(Cow::Borrowed(text))),
        CellKind::Date => date(text, format, zone).map(Typed::Text),
        CellKind::Instant => instant(text, format).map(Typed::Text),
        CellKind::Amount => amount(text, source.numbers).map(Typed::Int),
        CellKind::Fraction => fraction(text, source.numbers).map(Typed::Int),
        CellKind::Integer => integer(text, source.numbers).map(Typed::Int),
        CellKind::Flag => flag(text).map(|flag| Typed::Int(flag.into())),
    }
}

fn amount(text: &str, format: NumberFormat) -> Result<i64, String> {
    Amount::parse(text, format).map(Amount::millionths).map_err(|error| {
        let grouped = format == NumberFormat::PLAIN && text.contains(',');
        let hint = if grouped { "; say `numbers = \"decimal point\"` or `\"decimal comma\"`" } else { "" };
        format!("{error}{hint}")
    })
}

fn fraction(text: &str, format: NumberFormat) -> Result<i64, String> {
    let Some(percent) = text.strip_suffix('%') else {
        return amount(text, format);
    };
    let hundredths = amount(percent, format)?;
    if hundredths % 100 == 0 {
        Ok(hundredths / 100)
    } else {
        Err(format!("`{text}` has more than four decimals"))
    }
}

fn integer(text: &str, format: NumberFormat) -> Result<i64, String> {
    if let Ok(value) = text.parse() {
        return Ok(value);
    }
    let value = amount(text, format)?;
    if value % MILLION == 0 { Ok(value / MILLION) } else { Err(format!("`{text}` is not a whole number")) }
}

fn flag(text: &str) -> Result<bool, String> {
    let is = |words: [&str; 5]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    match () {
        () if is(["1", "true", "yes", "y", "t"]) => Ok(true),
        () if is(["0", "false", "no", "n", "f"]) => Ok(false),
        () => Err(format!("`{text}` is neither yes nor no")),
    }
}

fn date<'t>(text: &'t str, format: Option<&str>, zone: Option<&TimeZone>) -> Result<Cow<'t, str>, String> {
    let day = match format {
        Some(format) => {
            let (local, instant) = parsed(text, format)?;
            instant.map_or(Ok(local.date()), |instant| day_in(text, instant, zone))?
        }
        None if parse_date(text).is_some() => return Ok(Cow::Borrowed(text)),
        None => match iso(text)? {
            Moment::Local(local) => local.date(),
            Moment::Instant(instant) => day_in(text, instant, zone)?,
        },
    };
    written(text, day)
}

/// The day of an instant, in the company's zone.
fn day_in(text: &str, instant: Timestamp, zone: Option<&TimeZone>) -> Result<Date, String> {
    zone.map(|zone| instant.to_zoned(zone.clone()).date()).ok_or_else(|| {
        format!("`{text}` is an instant; say `zone` under `[workspace]`, so that its day is known")
    })
}

fn instant<'t>(text: &'t str, format: Option<&str>) -> Result<Cow<'t, str>, String> {
    let moment = match format {
        Some(format) => match parsed(text, format)? {
            (_, Some(instant)) => Moment::Instant(instant),
            (local, None) => Moment::Local(local),
        },
        None if parse_date(text).is_some() => return Ok(Cow::Borrowed(text)),
        None => iso(text)?,
    };
    let (day, moment) = match moment {
        Moment::Local(local) => (local.date(), local.to_string()),
        Moment::Instant(instant) => (TimeZone::UTC.to_datetime(instant).date(), instant.to_string()),
    };
    written(text, day).map(|_| Cow::Owned(moment))
}

enum Moment {
    Local(DateTime),
    Instant(Timestamp),
}

/// `2026-01-31 09:00`, with `T` or a space, with or without an offset.
fn iso(text: &str) -> Result<Moment, String> {
    let time = text.get(11..).unwrap_or("");
    if matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' ')) {
        if time.contains(['Z', 'z', '+', '-']) {
            if let Ok(instant) = text.parse() {
                return Ok(Moment::Instant(instant));
            }
        } else if let Ok(local) = text.parse() {
            return Ok(Moment::Local(local));
        }
    }
    Err(format!("`{text}` is not a date such as 2026-01-31; say how it is written with `dates`"))
}

fn parsed(text: &str, format: &str) -> Result<(DateTime, Option<Timestamp>), String> {
    let fail = || format!("`{text}` is not a date written like `{format}`");
    let parts = BrokenDownTime::parse(format, text).map_err(|_| fail())?;
    let instant = match parts.offset() {
        Some(_) => Some(parts.to_timestamp().map_err(|_| fail())?),
        None => None,
    };
    let day = parts.to_date().map_err(|_| fail())?;
    let local = parts.to_datetime().unwrap_or_else(|_| day.to_datetime(civil::Time::midnight()));
    Ok((local, instant))
}

fn written(text: &str, day: Date) -> Result<Cow<'static, str>, String> {
    if (0..=9999).contains(&day.year()) {
        Ok(Cow::Owned(day.to_string()))
    } else {
        Err(format!("`{text}` lies before the year 0"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_with_and_without_a_time() {
        assert_eq!(date("2022-05-30 00:00:00.000", None, None).as_deref(), Ok("2022-05-30"));
        assert_eq!(date("7/4/1996", Some("%m/%d/%Y"), None).as_deref(), Ok("1996-07-04"));
        assert_eq!(date("31.01.2026 10:30", Some("%d.%m.%Y %H:%M"), None).as_deref(), Ok("2026-01-31"));
        assert!(date("30.02.2026", Some("%d.%m.%Y"), None).is_err());
        assert!(date("31.01.2026", None, None).is_err());
    }

    #[test]
    fn the_day_of_an_instant_is_a_day_in_the_companys_zone() {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        assert_eq!(date("2026-01-31T20:00:00Z", None, Some(&zone)).as_deref(), Ok("2026-02-01"));
        assert!(date("2026-01-31T20:00:00Z", None, None).unwrap_err().contains("zone"));
    }

    #[test]
    fn instants_keep_utc_where_the_source_has_an_offset() {
        assert_eq!(instant("2026-01-31T10:00:00.000+0100", None).as_deref(), Ok("2026-01-31T09:00:00Z"));
        assert_eq!(instant("2026-01-31 10:00", None).as_deref(), Ok("2026-01-31T10:00:00"));
        assert_eq!(instant("2026-01-31", None).as_deref(), Ok("2026-01-31"));
    }

    #[test]
    fn percentages_are_fractions() {
        assert_eq!(fraction("15 %", NumberFormat::PLAIN), Ok(150_000));
        assert_eq!(fraction(".0120", NumberFormat::PLAIN), Ok(12_000));
        assert_eq!(fraction("1,5%", NumberFormat::COMMA), Ok(15_000));
    }

    #[test]
    fn a_comma_is_not_guessed() {
        assert!(amount("1,234", NumberFormat::PLAIN).unwrap_err().contains("decimal comma"));
        assert_eq!(amount("1.234,5", NumberFormat::COMMA), Ok(1_234_500_000));
        assert_eq!(integer("1.234", NumberFormat::COMMA), Ok(1234));
        assert!(integer("12.5", NumberFormat::PLAIN).is_err());
    }
}
