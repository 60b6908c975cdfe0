//! From condition to text, in one way only.

use plumb_units::{Amount, Date, Money};

use super::parse::is_bare;
use super::{ColumnKind, Columns, Compare, Predicate};

impl Predicate {
    /// The condition as text; reading it again gives a condition that holds of the same transactions, and the same text.
    pub fn shown(&self, columns: &Columns) -> String {
        let mut text = String::new();
        write(self, columns, Binds::Loosely, &mut text);
        text
    }
}

/// How close the place binds: what binds looser stands in parentheses there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binds {
    Loosely,
    ByAnd,
    ByNot,
}

fn write(predicate: &Predicate, columns: &Columns, place: Binds, text: &mut String) {
    match predicate {
        Predicate::Always => text.push_str("always"),
        Predicate::All(parts) => join(parts, columns, place, (" and ", Binds::ByAnd, "always"), text),
        Predicate::Any(parts) => join(parts, columns, place, (" or ", Binds::Loosely, "never"), text),
        Predicate::In { column, values } => values_in(column, values, false, text),
        Predicate::Compare { column, how, with } => compare(column, sign(*how), *with, columns, text),
        Predicate::Has { role } => *text += &format!("{role} is payee"),
        Predicate::Set { column } => text.push_str(column),
        Predicate::Not(inner) => match alone(inner) {
            Predicate::In { column, values } => values_in(column, values, true, text),
            Predicate::Compare { column, how: Compare::Is, with } => {
                compare(column, "!=", *with, columns, text)
            }
            Predicate::Has { role } => *text += &format!("{role} is not payee"),
            inner => {
                text.push_str("not ");
                write(inner, columns, Binds::ByNot, text);
            }
        },
    }
}

/// What a list of one part is: that part.
fn alone(predicate: &Predicate) -> &Predicate {
    match predicate {
        Predicate::All(parts) | Predicate::Any(parts) => match parts.as_slice() {
            [only] => alone(only),
            _ => predicate,
        },
        _ => predicate,
    }
}

fn join(
    parts: &[Predicate],
    columns: &Columns,
    place: Binds,
    (mark, binds, none): (&str, Binds, &str),
    text: &mut String,
) {
    match parts {
        [] => text.push_str(none),
        [only] => write(only, columns, place, text),
        parts => {
            let closed = place > binds;
            text.push_str(if closed { "(" } else { "" });
            for (index, part) in parts.iter().enumerate() {
                text.push_str(if index > 0 { mark } else { "" });
                write(part, columns, binds, text);
            }
            text.push_str(if closed { ")" } else { "" });
        }
    }
}

fn sign(how: Compare) -> &'static str {
    match how {
        Compare::Is => "=",
        Compare::Below => "<",
        Compare::AtMost => "<=",
        Compare::Above => ">",
        Compare::AtLeast => ">=",
    }
}

fn values_in(column: &str, values: &[String], not: bool, text: &mut String) {
    match values {
        [] => text.push_str(if not { "always" } else { "never" }),
        [value] => *text += &format!("{column} {} {}", if not { "!=" } else { "=" }, quoted(value)),
        values => {
            let values: Vec<_> = values.iter().map(|value| quoted(value)).collect();
            *text += &format!("{column} {} ({})", if not { "not in" } else { "in" }, values.join(", "));
        }
    }
}

fn quoted(value: &str) -> String {
    if is_bare(value) { value.to_owned() } else { format!("'{}'", value.replace('\'', "''")) }
}

/// The day of a day number.
pub(crate) fn day_of(number: i64) -> Option<Date> {
    i32::try_from(number).ok().map(crate::roster::date_of)
}

fn compare(column: &str, sign: &str, with: i64, columns: &Columns, text: &mut String) {
    let number = match columns.kind(column) {
        Some(ColumnKind::Money) => Money::new(with, columns.currency()).to_string(),
        Some(ColumnKind::Date) => day_of(with).map_or_else(String::new, |day| day.to_string()),
        _ => Amount::from_millionths(with).to_string(),
    };
    *text += &format!("{column} {sign} {number}");
}
