//! Whether a value fits a canonical column.

use plumb_store::Cell;
use plumb_units::{Amount, NumberFormat, parse_date};

use crate::tables::{ColumnKind, FactColumn};

/// Checks a value against its column; the error is a reason to show.
pub(crate) fn check(column: &FactColumn, cell: &Cell) -> Result<(), String> {
    let kind = column.kind;
    match (kind, cell) {
        (_, Cell::Null) if column.required => Err("is empty, but every row needs one".to_owned()),
        (_, Cell::Null) | (ColumnKind::Text, Cell::Text(_)) => Ok(()),
        (ColumnKind::Date, Cell::Text(text)) if parse_date(text).is_some() => Ok(()),
        (ColumnKind::Instant, Cell::Text(text)) if is_instant(text) => Ok(()),
        (ColumnKind::Choice(words), Cell::Text(text)) if words.contains(&text.as_str()) => Ok(()),
        (ColumnKind::Flag, Cell::Int(0 | 1)) => Ok(()),
        (ColumnKind::Amount | ColumnKind::Fraction | ColumnKind::Integer, Cell::Int(_)) => Ok(()),
        (ColumnKind::Choice(words), _) => Err(format!("is none of `{}`", words.join("`, `"))),
        (ColumnKind::Flag, _) => Err("is neither 0 nor 1".to_owned()),
        (ColumnKind::Date, Cell::Text(text)) if is_instant(text) => Err(
            "is an instant, and a day is wanted; say that the source's column is a `date`, or take `substr(x, 1, 10)`"
                .to_owned(),
        ),
        (_, Cell::Real(_)) => {
            Err(format!("is a float, but {} are exact; see `amount()` and `part()`", kind.word()))
        }
        _ => Err(format!("is not {} {}", article(kind), kind.word())),
    }
}

/// Reads decimal text, whole numbers and flags where a number is wanted; an empty text is nothing.
pub(crate) fn from_text(kind: ColumnKind, cell: &Cell) -> Cell {
    let Cell::Text(text) = cell else {
        return cell.clone();
    };
    let read = match kind {
        _ if text.is_empty() => Some(Cell::Null),
        ColumnKind::Amount | ColumnKind::Fraction => {
            Amount::parse(text, NumberFormat::PLAIN).ok().map(|amount| Cell::Int(amount.millionths()))
        }
        ColumnKind::Integer | ColumnKind::Flag => text.parse().ok().map(Cell::Int),
        _ => None,
    };
    read.unwrap_or_else(|| cell.clone())
}

/// A date, or a date and a time with or without `Z`.
pub(crate) fn is_instant(text: &str) -> bool {
    if parse_date(text).is_some() {
        return true;
    }
    let local = text.strip_suffix('Z').unwrap_or(text);
    local.as_bytes().get(10) == Some(&b'T')
        && local.get(..10).and_then(parse_date).is_some()
        && local.parse::<jiff::civil::DateTime>().is_ok()
}

fn article(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Amount | ColumnKind::Instant | ColumnKind::Integer => "an",
        _ => "a",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_a_date_or_a_date_and_a_time() {
        for text in ["2026-01-31", "2026-01-31T09:00:00Z", "2026-01-31T09:00:00", "2026-01-31T09:00:00.250"] {
            assert!(is_instant(text), "{text}");
        }
        for text in ["", "2026-01-31 09:00", "2026-02-30T09:00:00", "09:00", "2026-01-31T25:00:00"] {
            assert!(!is_instant(text), "{text}");
        }
    }
}
