//! What a canonical fact table is: its columns, their kinds, units and meaning.

use crate::declared;

/// One canonical table: what every source becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactTable {
    /// Name in SQL.
    pub name: &'static str,
    /// What one row is.
    pub says: &'static str,
    /// Columns, without the common ones ([`COMMON_COLUMNS`]).
    pub columns: &'static [FactColumn],
}

/// One column of a canonical table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactColumn {
    /// Name in SQL.
    pub name: &'static str,
    /// What its values are.
    pub kind: ColumnKind,
    /// Whether every row has it.
    pub required: bool,
    /// Unit of its numbers, where it has one.
    pub unit: Option<&'static str>,
    /// What it means.
    pub says: &'static str,
    /// The kind of plan entry that the key in it names, such as `person`.
    pub refers: Option<&'static str>,
    /// Whether it says when something happened; see [`newest_event_date`](crate::newest_event_date).
    pub event: bool,
}

/// What the values of a column are, and how they are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Any text.
    Text,
    /// A date as `2026-01-31`.
    Date,
    /// A date, or a date and time: `2026-01-31T09:00:00Z`, or local without the `Z`.
    Instant,
    /// INTEGER in millionths of the currency unit or of one.
    Amount,
    /// INTEGER in millionths: 15 % is 150000.
    Fraction,
    /// A whole number.
    Integer,
    /// 0 or 1.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
}

impl ColumnKind {
    /// The type in SQL: `text` or `integer`.
    pub fn sql_type(self) -> &'static str {
        match self {
            Self::Text | Self::Date | Self::Instant | Self::Choice(_) => "text",
            Self::Amount | Self::Fraction | Self::Integer | Self::Flag => "integer",
        }
    }

    /// The word that users read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Date => "date",
            Self::Instant => "instant",
            Self::Amount => "amount",
            Self::Fraction => "fraction",
            Self::Integer => "integer",
            Self::Flag => "flag",
            Self::Choice(_) => "choice",
        }
    }
}

/// The columns that every canonical table has before its own: `source` and `key` (together the primary key),
/// `exported_at` (date of the newest export that held the row), `at` (`table/source/key`).
pub const COMMON_COLUMNS: [&str; 4] = ["source", "key", "exported_at", "at"];

impl FactTable {
    /// All canonical tables, in the order of the documentation.
    ///
    /// ```
    /// assert!(plumb_facts::FactTable::all().any(|table| table.name == "bookings"));
    /// ```
    pub fn all() -> impl Iterator<Item = &'static Self> {
        declared::ALL.iter().copied().flatten()
    }

    /// The table of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::all().find(|table| table.name == name)
    }

    /// Its own column of that name; common columns are not among them.
    pub fn column(&self, name: &str) -> Option<&'static FactColumn> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl FactColumn {
    pub(crate) const fn new(name: &'static str, kind: ColumnKind, says: &'static str) -> Self {
        Self { name, kind, required: false, unit: None, says, refers: None, event: false }
    }

    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(crate) const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = Some(unit);
        self
    }

    pub(crate) const fn refers(mut self, kind: &'static str) -> Self {
        self.refers = Some(kind);
        self
    }

    pub(crate) const fn event(mut self) -> Self {
        self.event = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_no_column_hides_a_common_one() {
        let tables: BTreeSet<_> = FactTable::all().map(|table| table.name).collect();
        assert_eq!(tables.len(), FactTable::all().count());
        for table in FactTable::all() {
            let columns: BTreeSet<_> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(columns.len(), table.columns.len(), "{}", table.name);
            assert!(COMMON_COLUMNS.iter().all(|name| !columns.contains(name)), "{}", table.name);
        }
    }

    #[test]
    fn every_amount_of_money_has_its_currency_beside_it() {
        for table in FactTable::all() {
            let money = table.columns.iter().any(|column| column.unit == Some(declared::CURRENCY_UNIT));
            assert!(!money || table.column("currency").is_some(), "{}", table.name);
        }
    }
}
