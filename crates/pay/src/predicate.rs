//! The tiny language of conditions: comparisons, `in`, `and`, `or`, `not`. No loops and no functions, so what a plan pays
//! for can be computed exactly.

mod compiled;
mod overlap;
mod parse;
mod shown;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use plumb_units::Currency;

use crate::events::Events;

pub use compiled::Compiled;
pub use overlap::overlaps;
pub use parse::PredicateError;
pub(crate) use shown::day_of;

/// The name of the column that is the day of each transaction.
pub const DATE: &str = "date";

/// A condition on one transaction.
///
/// ```
/// use plumb_pay::predicate::{ColumnKind, Columns, Predicate};
/// let columns = Columns::new(plumb_units::Currency::parse("EUR")?)
///     .with("kind", ColumnKind::Text)
///     .with("net", ColumnKind::Money);
/// let text = "kind in (new, expansion) and net >= 1000 EUR";
/// let predicate = Predicate::parse(text, &columns)?;
/// assert_eq!(predicate.shown(&columns), "kind in (new, expansion) and net >= 1 000.00 EUR");
/// assert!(Predicate::parse("colour = red", &columns).unwrap_err().says.contains("known are `date`, `kind`, `net`"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Predicate {
    /// Every transaction.
    #[default]
    Always,
    /// All of them hold.
    All(Vec<Predicate>),
    /// One of them holds.
    Any(Vec<Predicate>),
    /// It does not hold.
    Not(Box<Predicate>),
    /// A text column has one of these values; an empty cell has none.
    In {
        /// The column.
        column: String,
        /// The values.
        values: Vec<String>,
    },
    /// A number column compares to a number: minor units of money columns, millionths of others; of the day of the
    /// transaction, [`DATE`], a [day number](crate::day_number).
    Compare {
        /// The column.
        column: String,
        /// How.
        how: Compare,
        /// With what.
        with: i64,
    },
    /// The person credited has this role on the transaction.
    Has {
        /// The role.
        role: String,
    },
    /// A flag column is set.
    Set {
        /// The column.
        column: String,
    },
}

/// How two numbers compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// The same.
    Is,
    /// Below.
    Below,
    /// At most.
    AtMost,
    /// Above.
    Above,
    /// At least.
    AtLeast,
}

/// What a column of transactions holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words: `kind`, `segment`.
    Text,
    /// Money, in minor units of the plan's currency.
    Money,
    /// Other numbers, in millionths.
    Number,
    /// Yes or no: a number column where anything but 0 is yes, or a text column where `yes` and `true` are.
    Flag,
    /// A person: `owner`, `specialist`.
    Role,
    /// A day.
    Date,
}

/// The columns that a condition may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    currency: Currency,
    kinds: BTreeMap<String, ColumnKind>,
}

impl Columns {
    /// No columns but the owner and the day; money is in this currency.
    pub fn new(currency: Currency) -> Self {
        Self { currency, kinds: BTreeMap::new() }.with("owner", ColumnKind::Role).with(DATE, ColumnKind::Date)
    }

    /// One more column; a column named twice is what it was named last.
    #[must_use]
    pub fn with(mut self, column: &str, kind: ColumnKind) -> Self {
        self.kinds.insert(column.to_owned(), kind);
        self
    }

    /// What a column holds; `None` when there is no such column.
    pub fn kind(&self, column: &str) -> Option<ColumnKind> {
        self.kinds.get(column).copied()
    }

    /// The names of all columns, in the order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }

    /// The currency of money columns.
    pub fn currency(&self) -> Currency {
        self.currency
    }
}

impl Compare {
    /// Whether it holds of `number` and `with`.
    ///
    /// ```
    /// use plumb_pay::predicate::Compare;
    /// assert!(Compare::AtLeast.holds(3, 3) && !Compare::Above.holds(3, 3));
    /// ```
    pub fn holds(self, number: i64, with: i64) -> bool {
        match self {
            Self::Is => number == with,
            Self::Below => number < with,
            Self::AtMost => number <= with,
            Self::Above => number > with,
            Self::AtLeast => number >= with,
        }
    }
}

impl Predicate {
    /// Whether it holds of one row for the person who would be credited.
    ///
    /// Numbers are compared as they stand in the row. For many rows [`Compiled`] finds the columns once.
    pub fn holds(&self, events: &Events, row: usize, payee: u32) -> bool {
        Compiled::new(self, events).holds(row, payee)
    }

    /// Every column that it names, roles included, in the order of the alphabet.
    pub fn columns(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.gather(&mut found);
        found.sort_unstable();
        found.dedup();
        found
    }

    fn gather<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Self::Always => {}
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.gather(found)),
            Self::Not(part) => part.gather(found),
            Self::In { column, .. } | Self::Compare { column, .. } | Self::Set { column } => {
                found.push(column)
            }
            Self::Has { role } => found.push(role),
        }
    }
}
