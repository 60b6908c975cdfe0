//! The canonical tables, declared.

mod people;
mod pipeline;
mod revenue;
mod work;

use crate::tables::{ColumnKind, FactColumn, FactTable};

/// All tables, grouped by what they tell of.
pub(crate) const ALL: [&[FactTable]; 4] = [people::TABLES, pipeline::TABLES, revenue::TABLES, work::TABLES];

/// Unit of money columns, as the documentation says it.
pub(crate) const CURRENCY_UNIT: &str = "millionths of one `currency`";

const fn text(name: &'static str, says: &'static str) -> FactColumn {
    FactColumn::new(name, ColumnKind::Text, says)
}

const fn date(name: &'static str, says: &'static str) -> FactColumn {
    FactColumn::new(name, ColumnKind::Date, says)
}

const fn instant(name: &'static str, says: &'static str) -> FactColumn {
    FactColumn::new(name, ColumnKind::Instant, says)
}

const fn money(name: &'static str, says: &'static str) -> FactColumn {
    FactColumn::new(name, ColumnKind::Amount, says).unit(CURRENCY_UNIT)
}

const fn quantity(name: &'static str, says: &'static str) -> FactColumn {
    FactColumn::new(name, ColumnKind::Amount, says).unit("millionths of one")
}

const fn fraction(name: &'static str, says: &'static str) -> FactColumn {
    FactColumn::new(name, ColumnKind::Fraction, says).unit("millionths")
}

const fn integer(name: &'static str, says: &'static str) -> FactColumn {
    FactColumn::new(name, ColumnKind::Integer, says)
}

const fn minutes(says: &'static str) -> FactColumn {
    FactColumn::new("minutes", ColumnKind::Integer, says).unit("minutes")
}

const fn flag(name: &'static str, says: &'static str) -> FactColumn {
    FactColumn::new(name, ColumnKind::Flag, says)
}

const fn choice(name: &'static str, words: &'static [&'static str], says: &'static str) -> FactColumn {
    FactColumn::new(name, ColumnKind::Choice(words), says)
}

const fn reference(name: &'static str, kind: &'static str, says: &'static str) -> FactColumn {
    text(name, says).refers(kind)
}

const fn person(says: &'static str) -> FactColumn {
    reference("person", "person", says)
}

const fn currency() -> FactColumn {
    text("currency", "ISO 4217 code of the amounts in the row")
}

const fn valid_from(says: &'static str) -> FactColumn {
    date("valid_from", says)
}

const fn valid_until() -> FactColumn {
    date("valid_until", "the day after the last one; empty while it lasts")
}
