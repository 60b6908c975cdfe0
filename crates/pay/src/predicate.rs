//! The tiny language of conditions: comparisons, `in`, `and`, `or`, `not`. No loops and no functions, so what a plan pays
//! for can be computed exactly.

/// A condition on one transaction.
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
    /// A number column compares to a number: minor units of money columns, millionths of others.
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
