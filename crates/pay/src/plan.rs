//! A pay plan as data: a closed set of mechanisms, each with its settings stated.
//!
//! Money is in minor units of the plan's currency, rates in millionths, days are dates. Places in lists refer to the
//! plan's own lists: `credits`, `measures`, `components`.

use plumb_units::{Currency, Date, Rate, Rounding};

use crate::component::Component;
use crate::credit::Credit;
use crate::measure::Measure;
use crate::settlement::Settlement;

/// How long something is gathered before it starts anew, or how often it is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Over {
    /// Each transaction alone.
    Transaction,
    /// Seven days from the first day of the plan.
    Week,
    /// A fiscal month.
    Month,
    /// A fiscal quarter.
    Quarter,
    /// Half a fiscal year.
    Half,
    /// A fiscal year.
    Year,
    /// The whole time of the plan.
    Plan,
    /// So many months up to and with the current one, each month anew.
    Rolling(u8),
}

/// Where amounts become whole cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RoundAt {
    /// Each line by itself: every cent is explained by one transaction.
    #[default]
    Line,
    /// The sum since the start of the window at the end of each pay period; paid is the difference to the one before.
    Period,
}

/// A pay plan: what is paid, to whom, for which result, from when until when.
#[derive(Clone, Debug, PartialEq)]
pub struct PayPlan {
    /// Its id in the plan files.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its version, from 1.
    pub version: u32,
    /// First day.
    pub from: Date,
    /// The day after the last.
    pub until: Date,
    /// The currency in which it pays.
    pub currency: Currency,
    /// How often it pays.
    pub every: Over,
    /// Variable pay of a full year at exactly the target.
    pub on_target: i64,
    /// Fixed pay of a full year.
    pub base: i64,
    /// Where amounts are rounded; a component may differ.
    pub round_at: RoundAt,
    /// How: [`Rounding::HalfUp`] is half away from zero.
    pub rounding: Rounding,
    /// The day whose exchange rate counts.
    pub convert: Convert,
    /// Who is credited with what.
    pub credits: Vec<Credit>,
    /// What is gathered from credits, and against which quota.
    pub measures: Vec<Measure>,
    /// What pays.
    pub components: Vec<Component>,
    /// How what is earned becomes what is paid.
    pub settlement: Settlement,
}

/// The day whose exchange rate counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Convert {
    /// The rate in force on the plan's first day, for the whole plan.
    #[default]
    PlanRate,
    /// The rate in force on the day of the transaction.
    TransactionDay,
}

/// A table of rates or weights by a column of the transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateTable {
    /// The column: `offering`, `segment`, `kind`, or another of the transaction.
    pub by: String,
    /// Its rows; the last one whose days hold the transaction's counts.
    pub rows: Vec<TableRow>,
    /// What counts where no row does; `None`: nothing is paid, and it is said.
    pub other: Option<Rate>,
}

/// One row of a [`RateTable`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// The value of the column.
    pub is: String,
    /// The rate or weight.
    pub rate: Rate,
    /// First day; `None`: always held.
    pub from: Option<Date>,
    /// The day after the last; `None`: still holds.
    pub until: Option<Date>,
}

impl RateTable {
    /// The rate for a value on a day.
    pub fn rate(&self, value: Option<&str>, day: Date) -> Option<Rate> {
        let holds = |row: &&TableRow| {
            Some(row.is.as_str()) == value
                && row.from.is_none_or(|from| from <= day)
                && row.until.is_none_or(|until| day < until)
        };
        self.rows.iter().rev().find(holds).map(|row| row.rate).or(self.other)
    }
}
