//! What is gathered from credits, over which time, against which quota.

use plumb_units::Rate;

use crate::plan::Over;

/// A measure of a pay plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its id, unique in the plan.
    pub id: String,
    /// What it is.
    pub what: What,
    /// The time over which it is gathered.
    pub over: Over,
    /// What it is compared with.
    pub quota: Quota,
    /// How a year's quota lies on its quarters or months (4 or 12 shares that sum to 100 %); empty: by days.
    pub seasons: Vec<Rate>,
    /// The first months of a person and the share of the quota that counts in each; later months count in full.
    pub ramp: Vec<Rate>,
    /// How a quota, and a target amount, shrinks for a part of a window.
    pub prorate: Prorate,
    /// Whether the quota counts up to today only: attainment of the year's first quarter is against a quarter's quota.
    pub to_date: bool,
}

/// What a measure is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The sum of what these credits credit.
    Sum(Vec<usize>),
    /// How many transactions they credit, reversals negative.
    Count(Vec<usize>),
    /// The mean credited amount per transaction.
    Average(Vec<usize>),
    /// One sum over another, in millionths; nothing while the lower one is not positive.
    Ratio {
        /// Above the line.
        above: Vec<usize>,
        /// Below the line.
        below: Vec<usize>,
    },
    /// The change of the sum against the window before, as a share of it.
    Growth(Vec<usize>),
    /// A figure that somebody enters: a score, a company's result, a KPI.
    Figure(String),
    /// The share of direct reports who have reached their quota of this measure: `measure` or `plan.measure`.
    ReportsAtQuota(String),
    /// The place among all who are paid by the plan, from 1, by the sum of these credits.
    Rank(Vec<usize>),
}

/// What a measure is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quota {
    /// Nothing: it has no attainment.
    None,
    /// The person's rows of the table of quotas, for this measure.
    Table(String),
    /// The same for everybody, for a full window of [`Measure::over`].
    Fixed(i64),
}

/// How a quota shrinks for a part of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prorate {
    /// It does not.
    No,
    /// By calendar days; the first day counts or not.
    Days {
        /// Whether the first day counts.
        first_counts: bool,
    },
    /// By months, whole ones from the month of the first day on.
    Months,
}
