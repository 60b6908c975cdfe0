//! The exact functions that every connection has: amounts, days, shares.

use std::fmt::Display;

use plumb_units::{Amount, Date, DateRange, MILLION, NumberFormat, Rounding, divide, parse_date};
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};

use crate::StoreError;

type Outcome = rusqlite::Result<Value>;

/// Registers the exact functions. All are deterministic, and give NULL for NULL unless said otherwise.
pub(crate) fn register(connection: &Connection) -> Result<(), StoreError> {
    scalar(connection, "part", 2, part)?;
    scalar(connection, "amount", 1, amount)?;
    scalar(connection, "exact_text", 1, exact_text)?;
    scalar(connection, "share", 2, share)?;
    scalar(connection, "day_after", 1, day_after)?;
    scalar(connection, "days", 2, days)?;
    scalar(connection, "days_overlap", 4, days_overlap)
}

fn scalar(
    connection: &Connection,
    name: &str,
    arguments: i32,
    function: fn(&Context<'_>) -> Outcome,
) -> Result<(), StoreError> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function(name, arguments, flags, move |context| {
        function(context).map(ToSqlOutput::Owned)
    })?;
    Ok(())
}

/// `part(amount, fraction)`: their product, both in millionths; what lies beyond millionths rounds half to even.
fn part(context: &Context<'_>) -> Outcome {
    let (Some(amount), Some(fraction)) = (whole(context, 0, "part")?, whole(context, 1, "part")?) else {
        return Ok(Value::Null);
    };
    divide(i128::from(amount) * i128::from(fraction), i128::from(MILLION), Rounding::HalfEven)
        .and_then(|product| i64::try_from(product).ok())
        .map(Value::Integer)
        .ok_or_else(|| failure(format!("part({amount}, {fraction}) is too large")))
}

/// `amount('12.30')`: decimal text, or a whole number of units, as millionths.
fn amount(context: &Context<'_>) -> Outcome {
    match context.get_raw(0) {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(units) => units
            .checked_mul(MILLION)
            .map(Value::Integer)
            .ok_or_else(|| failure(format!("amount({units}) is too large"))),
        ValueRef::Text(_) => {
            let text = context.get_raw(0).as_str().map_err(failure)?;
            let amount = Amount::parse(text, NumberFormat::PLAIN).map_err(failure)?;
            Ok(Value::Integer(amount.millionths()))
        }
        _ => Err(failure("amount() takes decimal text or a whole number")),
    }
}

/// `exact_text(amount)`: millionths as decimal text without trailing zeros.
fn exact_text(context: &Context<'_>) -> Outcome {
    let amount = whole(context, 0, "exact_text")?;
    Ok(amount.map_or(Value::Null, |amount| Value::Text(Amount::from_millionths(amount).to_string())))
}

/// `share(a, b)`: a / b as a float; NULL also when b is 0.
fn share(context: &Context<'_>) -> Outcome {
    let (Some(a), Some(b)) = (number(context, 0)?, number(context, 1)?) else {
        return Ok(Value::Null);
    };
    Ok(if b.abs() > 0.0 { Value::Real(a / b) } else { Value::Null })
}

/// `day_after(date)`: the next day. Of an instant, the day after its day.
fn day_after(context: &Context<'_>) -> Outcome {
    let Some(date) = date(context, 0)? else {
        return Ok(Value::Null);
    };
    let next = date.tomorrow().map_err(|_| failure(format!("there is no day after {date}")))?;
    Ok(Value::Text(next.to_string()))
}

/// `days(a, b)`: days from a to b, negative when b is earlier.
fn days(context: &Context<'_>) -> Outcome {
    let (Some(from), Some(until)) = (date(context, 0)?, date(context, 1)?) else {
        return Ok(Value::Null);
    };
    Ok(Value::Integer(i64::from((until - from).get_days())))
}

/// `days_overlap(from1, until1, from2, until2)`: days in both; a NULL `until` is open; NULL when it never ends.
fn days_overlap(context: &Context<'_>) -> Outcome {
    let (Some(first), Some(second)) = (date(context, 0)?, date(context, 2)?) else {
        return Ok(Value::Null);
    };
    let first = DateRange { from: first, until: date(context, 1)? };
    let second = DateRange { from: second, until: date(context, 3)? };
    Ok(first.overlap_days(&second).map_or(Value::Null, Value::Integer))
}

fn whole(context: &Context<'_>, index: usize, function: &str) -> rusqlite::Result<Option<i64>> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(value) => Ok(Some(value)),
        _ => Err(failure(format!("{function}() takes whole numbers of millionths"))),
    }
}

fn number(context: &Context<'_>, index: usize) -> rusqlite::Result<Option<f64>> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(value) => Ok(Some(value as f64)),
        ValueRef::Real(value) => Ok(Some(value)),
        _ => Err(failure("share() takes numbers")),
    }
}

/// A date, or the day of an instant.
fn date(context: &Context<'_>, index: usize) -> rusqlite::Result<Option<Date>> {
    let value = context.get_raw(index);
    if value == ValueRef::Null {
        return Ok(None);
    }
    let text = value.as_str().map_err(|_| failure("a date is text such as 2026-01-31"))?;
    let day = match text.get(..10) {
        Some(day) if text.len() == 10 || matches!(text.as_bytes().get(10), Some(b'T' | b' ')) => day,
        _ => text,
    };
    parse_date(day).map(Some).ok_or_else(|| failure(format!("`{text}` is not a date such as 2026-01-31")))
}

fn failure(message: impl Display) -> rusqlite::Error {
    rusqlite::Error::UserFunctionError(message.to_string().into())
}
