//! One text or number of a plan to a typed value.

use std::borrow::Cow;

use plumb_diag::{Problem, Span};
use plumb_units::{Duration, MILLION, Quantity, Rate, parse_date};
use toml::de::DeValue;

use crate::context::{Context, a, shortened};
use crate::schema::{Bounds, Type};
use crate::suggest;
use crate::value::Data;

/// A value as written, before anybody knows what it should be.
pub(crate) struct Scalar<'t> {
    pub(crate) text: Cow<'t, str>,
    pub(crate) span: Span,
    pub(crate) form: Form,
}

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A string of TOML.
    Quoted,
    /// A field of CSV, which may be anything.
    Cell,
    Integer,
    Float,
    Flag,
    Date,
}

impl<'t> Scalar<'t> {
    /// A TOML value that is neither list nor table.
    pub(crate) fn of(value: &'t DeValue<'_>, span: Span) -> Option<Self> {
        let (text, form) = match value {
            DeValue::String(text) => (Cow::Borrowed(text.as_ref()), Form::Quoted),
            DeValue::Integer(number) => (Cow::Owned(number.to_string()), Form::Integer),
            DeValue::Float(number) => (Cow::Borrowed(number.as_str()), Form::Float),
            DeValue::Boolean(flag) => (Cow::Owned(flag.to_string()), Form::Flag),
            DeValue::Datetime(date) => (Cow::Owned(date.to_string()), Form::Date),
            DeValue::Array(_) | DeValue::Table(_) => return None,
        };
        Some(Self { text, span, form })
    }
}

/// What a value must be, and within which bounds.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'f> {
    pub(crate) name: &'f str,
    pub(crate) ty: Type,
    pub(crate) bounds: Bounds,
}

/// Reads a single value; what cannot be read is reported with an example.
pub(crate) fn read(cx: &mut Context<'_>, wanted: Wanted<'_>, scalar: &Scalar<'_>) -> Option<Data> {
    let text = scalar.text.trim();
    if text.is_empty() && matches!(scalar.form, Form::Integer | Form::Float | Form::Date) {
        // The parser puts this where it could not read what is written; that is reported already.
        return None;
    }
    let textual = matches!(scalar.form, Form::Quoted | Form::Cell);
    let data = match wanted.ty {
        Type::Text | Type::Sql if textual => Ok(Data::Text(text.to_owned())),
        Type::Flag => flag(text, scalar.form),
        Type::Count => count(text, scalar.form),
        Type::Date if textual || scalar.form == Form::Date => {
            parse_date(text).map(Data::Date).ok_or_else(|| format!("`{}` is no date", shortened(text)))
        }
        Type::Period if textual => cx
            .calendar
            .named(text)
            .map(Data::Period)
            .ok_or_else(|| format!("`{}` is no period of the calendar", shortened(text))),
        Type::Rate => rate(text),
        Type::Quantity if textual || scalar.form == Form::Integer || scalar.form == Form::Float => {
            quantity(text).map(Data::Quantity)
        }
        Type::Money => money(text),
        Type::Duration => Duration::parse(text)
            .map(Data::Duration)
            .map_err(|_| format!("`{}` is no length of time", shortened(text))),
        Type::Choice(words) if textual => return choice(cx, wanted, words, text, scalar.span),
        Type::Ref(kind) if textual => return cx.resolve(kind, text, scalar.span).map(Data::Reference),
        _ => Err(format!("`{}` is no {}", shortened(text), wanted.ty.word())),
    };
    let (fact, help) = match data {
        Ok(data) => match within(data, wanted.bounds, text) {
            Ok(data) => return Some(data),
            Err(fact) => (fact, format!("write it as {}", shown(&wanted.ty.example(), scalar.form))),
        },
        Err(fact) => (fact, help(cx, wanted, text, scalar.form)),
    };
    if scalar.form == Form::Quoted && !cx.files.slice(scalar.span).starts_with(['"', '\'']) {
        // Text without quotes is reported already.
        return None;
    }
    cx.report(
        Problem::error("wrong-value", fact)
            .at(scalar.span, format!("`{}` is {}", wanted.name, a(wanted.ty.word())))
            .help(help),
    );
    None
}

/// What to write instead: the value written right where it can only mean one thing, else the form.
fn help(cx: &Context<'_>, wanted: Wanted<'_>, text: &str, form: Form) -> String {
    let quoted = |text: String| format!("\"{text}\"");
    let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let meant = match wanted.ty {
        Type::Date => suggest::date(text).map(|date| date.to_string()),
        Type::Money => suggest::money(text, cx.currency),
        Type::Rate if number => Some(format!("{text} %")),
        Type::Rate if form == Form::Float => suggest::rate_of_fraction(text),
        Type::Rate => suggest::rate(text),
        Type::Duration if number => {
            let unit = if wanted.name == "minutes" { "minutes" } else { "days" };
            Some(format!("{text} {unit}"))
        }
        Type::Duration => suggest::duration(text),
        Type::Quantity => suggest::quantity(text),
        Type::Text if text.len() < 40 && !text.contains(['"', '\\']) => Some(text.to_owned()),
        _ => None,
    };
    match meant {
        Some(meant) => format!("write it as {}", shown(&quoted(meant), form)),
        None if matches!(wanted.ty, Type::Date) => {
            format!("write year, month and day: {}", shown(&wanted.ty.example(), form))
        }
        None => format!("write it as {}", shown(&wanted.ty.example(), form)),
    }
}

/// An example as it can be pasted: without the quotes of TOML in a cell.
fn shown(example: &str, form: Form) -> String {
    format!("`{}`", if form == Form::Cell { example.trim_matches('"') } else { example })
}

fn flag(text: &str, form: Form) -> Result<Data, String> {
    match text {
        "true" if form != Form::Quoted => Ok(Data::Flag(true)),
        "false" if form != Form::Quoted => Ok(Data::Flag(false)),
        "yes" | "1" if form == Form::Cell => Ok(Data::Flag(true)),
        "no" | "0" if form == Form::Cell => Ok(Data::Flag(false)),
        _ => Err(format!("`{}` is neither `true` nor `false`", shortened(text))),
    }
}

fn count(text: &str, form: Form) -> Result<Data, String> {
    let plain = matches!(form, Form::Integer | Form::Quoted | Form::Cell);
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '_' | '\u{a0}' | '\u{202f}')).collect();
    match digits.parse::<i64>() {
        Ok(count) if plain => Ok(Data::Count(count)),
        Err(error) if plain && matches!(error.kind(), std::num::IntErrorKind::PosOverflow) => {
            Err(format!("`{}` is too large", shortened(text)))
        }
        _ => Err(format!("`{}` is no whole number", shortened(text))),
    }
}

fn rate(text: &str) -> Result<Data, String> {
    Rate::parse(text).map(Data::Rate).map_err(|_| format!("`{}` is no percentage", shortened(text)))
}

fn quantity(text: &str) -> Result<Quantity, String> {
    Quantity::parse(text).map_err(|error| {
        let sentence = error.to_string();
        // The example stands in the help, the fact here.
        let fact = sentence.split("; write").next().unwrap_or_default();
        if text.len() > 60 { format!("`{}` is no quantity", shortened(text)) } else { fact.to_owned() }
    })
}

fn money(text: &str) -> Result<Data, String> {
    match quantity(text)? {
        Quantity::Money(money) => Ok(Data::Money(money)),
        _ => Err(format!("`{}` has no currency", shortened(text))),
    }
}

fn choice(
    cx: &mut Context<'_>,
    wanted: Wanted<'_>,
    words: &'static [&'static str],
    text: &str,
    span: Span,
) -> Option<Data> {
    if let Some(word) = words.iter().find(|word| **word == text) {
        return Some(Data::Choice(word));
    }
    let listed = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let help = cx.near(text, words.iter().copied()).unwrap_or_else(|| format!("write one of {listed}"));
    let message = format!("`{}` is no `{}`", shortened(text), wanted.name);
    cx.report(Problem::error("wrong-value", message).at(span, format!("one of {listed}")).help(help));
    None
}

fn within(data: Data, bounds: Bounds, text: &str) -> Result<Data, String> {
    let number = match &data {
        Data::Count(count) => *count,
        Data::Rate(rate) => rate.millionths(),
        Data::Quantity(quantity) => quantity.integer(),
        Data::Money(money) => money.minor(),
        Data::Duration(duration) => duration.minutes,
        _ => return Ok(data),
    };
    match bounds {
        Bounds::NotNegative | Bounds::Fraction if number < 0 => Err(format!("`{text}` is below zero")),
        Bounds::Fraction if number > MILLION => Err(format!("`{text}` is above 100 %")),
        _ => Ok(data),
    }
}
