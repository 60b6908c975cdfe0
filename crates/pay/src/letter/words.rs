//! Words for days, windows, names and conditions.

use plumb_units::{Amount, Date, Money, Rounding};

use super::{Named, Writer};
use crate::component::Due;
use crate::plan::Over;
use crate::predicate::{ColumnKind, Compare, DATE, Predicate, day_of};

/// `1 January 2026`.
pub fn day(day: Date) -> String {
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::try_from(day.month()).ok().and_then(|month| months.get(month.checked_sub(1)?));
    format!("{} {} {}", day.day(), month.unwrap_or(&""), day.year())
}

/// The last day before one that is excluded.
pub(super) fn last_day(until: Date) -> String {
    day(until.yesterday().unwrap_or(until))
}

/// `a, b or c`.
pub(super) fn or(names: &[String]) -> String {
    joined(names, "or")
}

/// `a, b and c`.
pub(super) fn and(names: &[String]) -> String {
    joined(names, "and")
}

fn joined(names: &[String], word: &str) -> String {
    match names {
        [] => "none".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// `a month`, `each month`: the noun of a window.
pub(super) fn window(over: Over) -> String {
    match over {
        Over::Transaction => "sale".to_owned(),
        Over::Week => "week of the plan".to_owned(),
        Over::Month => "fiscal month".to_owned(),
        Over::Quarter => "fiscal quarter".to_owned(),
        Over::Half => "half of the fiscal year".to_owned(),
        Over::Year => "fiscal year".to_owned(),
        Over::Plan => "whole time of the plan".to_owned(),
        Over::Rolling(months) => format!("{months} months up to and with the current one"),
    }
}

/// `over the fiscal year`, `for each sale by itself`.
pub(super) fn counted_over(over: Over) -> String {
    match over {
        Over::Transaction => "for each sale by itself".to_owned(),
        Over::Plan => "over the whole time of the plan".to_owned(),
        Over::Rolling(_) => format!("over the {}", window(over)),
        over => format!("over each {}, and starts anew in the next", window(over)),
    }
}

/// `3 months`, `1 month`.
pub(super) fn count(number: impl Into<i64>, noun: &str) -> String {
    let number = number.into();
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// `first`, `second`, `4th`.
pub(super) fn place(number: usize) -> String {
    match number {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        number => format!("{number}th"),
    }
}

pub(super) fn rounding(rounding: Rounding) -> &'static str {
    match rounding {
        Rounding::HalfUp => "to the nearest, halves away from zero",
        Rounding::HalfEven => "to the nearest, halves to the even one",
        Rounding::Floor => "down",
        Rounding::Ceil => "up",
    }
}

impl Writer<'_> {
    /// The company's word for something, or its id with spaces.
    pub(super) fn name(&self, named: Named<'_>) -> String {
        let own = self.reader.names.and_then(|names| names(named));
        own.unwrap_or_else(|| named.id().replace(['_', '-'], " "))
    }

    /// `when it is paid for`, `90 days after`.
    pub(super) fn due(&self, due: &Due) -> String {
        match due {
            Due::AtOnce => "with the pay of the period in which it is earned".to_owned(),
            Due::Days(days) => format!("{} after, if the sale still stands", count(*days, "day")),
            Due::Months(months) => format!("{} after, if the sale still stands", count(*months, "month")),
            Due::On(event) => format!("after the {} of the sale", self.name(Named::Event(event))),
        }
    }

    pub(super) fn column(&self, column: &str) -> String {
        self.name(Named::Column(column))
    }

    /// A condition as a clause: `the kind is new or expansion, and the segment is not public`.
    pub(super) fn condition(&self, predicate: &Predicate) -> String {
        match predicate {
            Predicate::Always => "in any case".to_owned(),
            Predicate::All(parts) if parts.is_empty() => "in any case".to_owned(),
            Predicate::Any(parts) if parts.is_empty() => "in no case".to_owned(),
            Predicate::All(parts) => {
                let (days, others): (Vec<_>, Vec<_>) = parts.iter().partition(|part| is_day(part));
                let within = match days.as_slice() {
                    [from, until] => within(from, until),
                    _ => None,
                };
                let said = match within {
                    Some(within) => others
                        .into_iter()
                        .map(|part| self.condition(part))
                        .chain([within])
                        .collect::<Vec<_>>(),
                    None => parts.iter().map(|part| self.condition(part)).collect(),
                };
                said.join(", and ")
            }
            Predicate::Any(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self.condition(part)).collect();
                format!("either {}", parts.join(", or "))
            }
            Predicate::Not(part) => self.not(part),
            Predicate::In { column, values } => self.is(column, values, "is"),
            Predicate::Compare { column, how, with } if column == DATE => dated(*how, *with, true),
            Predicate::Compare { column, how, with } => {
                let how = match how {
                    Compare::Is => "is",
                    Compare::Below => "is below",
                    Compare::AtMost => "is at most",
                    Compare::Above => "is above",
                    Compare::AtLeast => "is at least",
                };
                format!("the {} {how} {}", self.column(column), self.number(column, *with))
            }
            Predicate::Has { role } if role == "owner" => "the sale is yours".to_owned(),
            Predicate::Has { role } => format!("you are its {}", self.name(Named::Role(role))),
            Predicate::Set { column } => format!("it is marked “{}”", self.column(column)),
        }
    }

    fn not(&self, part: &Predicate) -> String {
        match part {
            Predicate::Always => "in no case".to_owned(),
            Predicate::Any(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self.not(part)).collect();
                if parts.is_empty() { "in any case".to_owned() } else { parts.join(", and ") }
            }
            Predicate::All(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self.condition(part)).collect();
                format!("not all of this is true: {}", parts.join("; "))
            }
            Predicate::Not(part) => self.condition(part),
            Predicate::In { column, values } => self.is(column, values, "is not"),
            Predicate::Compare { column, how, with } if column == DATE => dated(*how, *with, false),
            Predicate::Compare { column, how, with } => {
                let how = match how {
                    Compare::Is => "is not",
                    Compare::Below => "is at least",
                    Compare::AtMost => "is above",
                    Compare::Above => "is at most",
                    Compare::AtLeast => "is below",
                };
                format!("the {} {how} {}", self.column(column), self.number(column, *with))
            }
            Predicate::Has { role } if role == "owner" => "the sale is not yours".to_owned(),
            Predicate::Has { role } => format!("you are not its {}", self.name(Named::Role(role))),
            Predicate::Set { column } => format!("it is not marked “{}”", self.column(column)),
        }
    }

    fn is(&self, column: &str, values: &[String], verb: &str) -> String {
        let values: Vec<_> = values.iter().map(|value| self.name(Named::Value(column, value))).collect();
        format!("the {} {verb} {}", self.column(column), or(&values))
    }

    fn number(&self, column: &str, with: i64) -> String {
        let kind = self.reader.columns.and_then(|columns| columns.kind(column));
        let money = match kind {
            Some(kind) => kind == ColumnKind::Money,
            None => matches!(column, "net" | "list" | "margin"),
        };
        if money {
            Money::new(with, self.currency()).to_string()
        } else {
            Amount::from_millionths(with).to_string()
        }
    }
}

fn is_day(predicate: &Predicate) -> bool {
    matches!(predicate, Predicate::Compare { column, .. } if column == DATE)
}

/// Two bounds of a day as one stretch.
fn within(a: &Predicate, b: &Predicate) -> Option<String> {
    let (Predicate::Compare { how: from_how, with: from, .. }, Predicate::Compare { how, with: until, .. }) =
        (a, b)
    else {
        return None;
    };
    let last = match how {
        Compare::Below => until.checked_sub(1)?,
        Compare::AtMost => *until,
        _ => return None,
    };
    let from = if *from_how == Compare::AtLeast { day_of(*from)? } else { return None };
    Some(format!("it is dated {} to {}", day(from), day(day_of(last)?)))
}

fn dated(how: Compare, with: i64, holds: bool) -> String {
    let said = day_of(with).map_or_else(String::new, day);
    match (how, holds) {
        (Compare::Is, true) => format!("it is dated {said}"),
        (Compare::Is, false) => format!("it is not dated {said}"),
        (Compare::Below, true) | (Compare::AtLeast, false) => format!("it is dated before {said}"),
        (Compare::AtMost, true) | (Compare::Above, false) => format!("it is dated {said} or before"),
        (Compare::Above, true) | (Compare::AtMost, false) => format!("it is dated after {said}"),
        (Compare::AtLeast, true) | (Compare::Below, false) => format!("it is dated {said} or later"),
    }
}
