//! A value of the plan as the cells of its columns.

use plumb_plan::schema::{Field, Type};
use plumb_plan::{Data, Value};
use plumb_store::Cell;

/// What stands for a name that nothing answers to: no id, and not the same as no name.
pub(super) const NOBODY: &str = "?";

/// The cells of a field, as many as it has columns; NULL where nothing is written.
pub(super) fn of(field: &Field, value: Option<&Value>, unreadable: bool) -> Vec<Cell> {
    if unreadable && matches!(field.ty, Type::Ref(_)) {
        return vec![NOBODY.into()];
    }
    let data = value.map(|value| &value.data);
    let cells = match data {
        Some(Data::Text(text)) => vec![Cell::from(text.as_str())],
        Some(Data::Flag(flag)) => vec![Cell::Int(i64::from(*flag))],
        Some(Data::Count(count)) => vec![Cell::Int(*count)],
        Some(Data::Date(date)) => vec![Cell::from(date.to_string())],
        Some(Data::Period(period)) => {
            vec![period.name.as_str().into(), period.from.to_string().into(), period.until.to_string().into()]
        }
        Some(Data::Rate(rate)) => vec![Cell::Int(rate.millionths())],
        Some(Data::Quantity(quantity)) => vec![Cell::Int(quantity.integer()), quantity.unit_word().into()],
        Some(Data::Money(money)) => vec![Cell::Int(money.minor()), money.currency().code().into()],
        Some(Data::Duration(duration)) => vec![Cell::Int(duration.minutes)],
        Some(Data::Choice(word)) => vec![Cell::from(*word)],
        Some(Data::Reference(id)) => vec![Cell::from(id.as_str())],
        Some(Data::Texts(_) | Data::Quantities(_) | Data::References(_) | Data::Keys(_) | Data::Rows(_))
        | None => Vec::new(),
    };
    if cells.len() == width(field) { cells } else { vec![Cell::Null; width(field)] }
}

fn width(field: &Field) -> usize {
    match field.ty {
        Type::Money | Type::Quantity => 2,
        Type::Period => 3,
        _ => 1,
    }
}
