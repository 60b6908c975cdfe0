//! Reading what SQL passes to a function.

use std::fmt::Display;

use plumb_store::StoreError;
use plumb_store::rusqlite::functions::{Context, FunctionFlags};
use plumb_store::rusqlite::types::{ToSqlOutput, Value, ValueRef};
use plumb_store::rusqlite::{Connection, Error, Result};
use plumb_units::{Date, parse_date};

/// What every function of ours promises SQLite: same arguments, same result, nothing else touched.
pub(super) fn flags() -> FunctionFlags {
    FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS
}

pub(super) fn scalar(
    connection: &Connection,
    name: &'static str,
    arguments: i32,
    function: impl Fn(&Context<'_>) -> Result<Value> + Send + 'static,
) -> std::result::Result<(), StoreError> {
    connection.create_scalar_function(name, arguments, flags(), move |context| {
        function(context).map(ToSqlOutput::Owned).map_err(|error| named(name, &error))
    })?;
    Ok(())
}

/// Puts the function's name before its complaint.
pub(super) fn named(name: &str, error: &Error) -> Error {
    failure(format!("{name}(): {error}"))
}

pub(super) fn failure(message: impl Display) -> Error {
    Error::UserFunctionError(message.to_string().into())
}

/// A number; `None` for NULL.
pub(super) fn number(context: &Context<'_>, index: usize) -> Result<Option<f64>> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(value) => Ok(Some(value as f64)),
        ValueRef::Real(value) => Ok(Some(value)),
        _ => Err(failure(format!("argument {} is not a number", index + 1))),
    }
}

/// A whole number; `None` for NULL.
pub(super) fn whole(context: &Context<'_>, index: usize) -> Result<Option<i64>> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(value) => Ok(Some(value)),
        _ => Err(failure(format!("argument {} is not a whole number", index + 1))),
    }
}

/// A condition; `None` for NULL.
pub(super) fn condition(context: &Context<'_>, index: usize) -> Result<Option<bool>> {
    Ok(number(context, index)?.map(|value| value.abs() > 0.0))
}

/// A text; `None` for NULL.
pub(super) fn text<'a>(context: &'a Context<'_>, index: usize) -> Result<Option<&'a str>> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).map(Some).map_err(failure),
        _ => Err(failure(format!("argument {} is not a text", index + 1))),
    }
}

/// A date, or the day of an instant; `None` for NULL.
pub(super) fn date(context: &Context<'_>, index: usize) -> Result<Option<Date>> {
    let Some(text) = text(context, index)? else {
        return Ok(None);
    };
    let day = match text.get(..10) {
        Some(day) if text.len() == 10 || matches!(text.as_bytes().get(10), Some(b'T' | b' ')) => day,
        _ => text,
    };
    parse_date(day).map(Some).ok_or_else(|| failure(format!("`{text}` is not a date such as 2026-01-31")))
}

pub(super) fn value(found: Option<impl Into<Value>>) -> Value {
    found.map_or(Value::Null, Into::into)
}
