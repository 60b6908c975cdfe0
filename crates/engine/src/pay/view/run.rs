//! What a run came to and posted, as plain data.

use serde::Serialize;

use super::{AdjustmentView, PayPlanView, PayRunView};
use crate::review::{MoneyView, PeriodView, ProblemView};

/// What a run of pay found, and what it posted.
#[derive(Clone, Debug, Serialize)]
pub struct RunView {
    /// The run in the ledger; absent where it was only looked at.
    pub run: Option<PayRunView>,
    /// Runs of plans that are paid in other periods, made at the same time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub more_runs: Vec<PayRunView>,
    /// Whether nothing differs from what was posted before, so that nothing was posted.
    pub same_as_before: bool,
    /// The period that it is about.
    pub period: PeriodView,
    /// A hash of everything that it was made from.
    pub hash: String,
    /// How many people are paid.
    pub people: usize,
    /// How many lines were credited.
    pub lines: usize,
    /// What was earned in the period, by currency.
    pub earned: Vec<MoneyView>,
    /// What is paid in the period, by currency.
    pub paid: Vec<MoneyView>,
    /// By plan.
    pub plans: Vec<RunPlanView>,
    /// By person and plan.
    pub statements: Vec<RunRow>,
    /// What was posted anew, or would be: postings of open periods.
    pub posted: PostedView,
    /// Corrections of closed periods, each in the first open one.
    pub adjustments: Vec<PersonAdjustmentView>,
    /// What could not be computed.
    pub problems: Vec<ProblemView>,
}

/// One plan in a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunPlanView {
    /// The plan.
    pub plan: PayPlanView,
    /// How many are paid by it.
    pub people: usize,
    /// Variable pay of the period at exactly the target.
    pub target: MoneyView,
    /// What was earned.
    pub earned: MoneyView,
    /// What is paid.
    pub paid: MoneyView,
}

/// One person under one plan in a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunRow {
    /// The person's id.
    pub person: String,
    /// The person's name.
    pub name: String,
    /// The plan's id.
    pub plan: String,
    /// Attainment of the first measure with a quota.
    pub attainment: Option<f64>,
    /// What was earned.
    pub earned: MoneyView,
    /// What is paid.
    pub paid: MoneyView,
    /// What is held back.
    pub held: MoneyView,
    /// What is owed.
    pub balance: MoneyView,
}

/// How many postings a run made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PostedView {
    /// Postings in open periods.
    pub new: usize,
    /// Corrections of closed periods.
    pub adjustments: usize,
    /// People of whom nothing was posted.
    pub unchanged: usize,
}

/// A correction, and whose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonAdjustmentView {
    /// Whose.
    pub person: String,
    /// Of which plan.
    pub plan: String,
    /// The correction.
    #[serde(flatten)]
    pub adjustment: AdjustmentView,
    /// The period in which it is posted.
    pub posted_in: String,
}
