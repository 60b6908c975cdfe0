//! What pay plans pay for, as plain data.

use serde::Serialize;

use super::PayPlanView;
use crate::review::{MoneyView, PlaceView};

/// What pay plans pay for.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AnalyseView {
    /// The plans.
    pub plans: Vec<PayPlanView>,
    /// Points at which pay bends, jumps or stops.
    pub shapes: Vec<ShapeView>,
    /// What each component pays at each attainment.
    pub curve: Vec<CurveView>,
    /// What one more unit of money earns.
    pub slopes: Vec<SlopeView>,
    /// What is paid for each objective beside what it weighs.
    pub mix: Vec<MixView>,
    /// Pairs of offerings of which the one that is wanted less pays more.
    pub inversions: Vec<InversionView>,
    /// What moving a deal by a period pays.
    pub timing: Vec<TimingView>,
    /// Who had nothing to gain at the ends of pay periods.
    pub dead: Vec<DeadView>,
    /// What variable pay is likely to cost.
    pub cost: Vec<CostView>,
}

/// A point of a plan's curve.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShapeView {
    /// The plan.
    pub plan: String,
    /// The component.
    pub component: String,
    /// `kink`, `cliff`, `cap` or `flat`.
    pub kind: String,
    /// The level: `100 %` or an amount.
    pub at: String,
    /// What a little more pays below it, per unit of target pay and attainment.
    pub before: Option<f64>,
    /// The same above it.
    pub after: Option<f64>,
    /// By how much pay jumps.
    pub jump: Option<MoneyView>,
    /// Where it stands in the plan.
    pub place: Option<PlaceView>,
    /// What it means, in words.
    pub says: String,
}

/// A point of what is paid at an attainment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CurveView {
    /// The plan.
    pub plan: String,
    /// The component; absent for all together.
    pub component: Option<String>,
    /// The attainment.
    pub attainment: f64,
    /// Pay as a share of variable pay at target.
    pub paid_share: f64,
    /// What a little more pays.
    pub slope: Option<f64>,
}

/// What one more unit of money of an offering earns.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SlopeView {
    /// The plan.
    pub plan: String,
    /// The role.
    pub role: Option<String>,
    /// The person; absent for the mean of the role.
    pub person: Option<String>,
    /// The offering.
    pub offering: String,
    /// The segment.
    pub segment: Option<String>,
    /// The day of the sale.
    pub day: String,
    /// Earned at once per unit of money.
    pub now: f64,
    /// Earned over the year.
    pub year: Option<f64>,
    /// Paid this period.
    pub cash: Option<f64>,
}

/// What is paid for an objective.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MixView {
    /// The objective.
    pub objective: String,
    /// The plan; absent for all together.
    pub plan: Option<String>,
    /// Its weight among the objectives.
    pub weight: Option<f64>,
    /// The share of variable pay at target that hangs on it.
    pub pay_share: f64,
    /// Weight per unit of planned money.
    pub value: Option<f64>,
    /// Pay per unit of money.
    pub price: Option<f64>,
}

/// Two offerings of which the less wanted pays more.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InversionView {
    /// What is wanted more.
    pub more: String,
    /// What pays more all the same.
    pub less: String,
    /// The first day on which it does.
    pub day: String,
    /// How many times more it is wanted.
    pub value_ratio: f64,
    /// How many times as much it pays.
    pub pay_ratio: f64,
    /// Planned money of the two.
    pub amount: MoneyView,
}

/// What moving a deal pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimingView {
    /// The plan.
    pub plan: String,
    /// Whose.
    pub person: Option<String>,
    /// Out of which period.
    pub period: String,
    /// The most that it pays.
    pub gain: MoneyView,
    /// `later` or `earlier`.
    pub direction: String,
}

/// For how many people, and on how much money, a little more brought nothing at the end of a pay period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeadView {
    /// The plan.
    pub plan: String,
    /// The pay period.
    pub period: String,
    /// Its last day.
    pub end: String,
    /// Those who were looked at: with deals of their own up to then.
    pub people: i64,
    /// Of them, who earns nothing with more.
    pub earns_nothing: i64,
    /// Of them, who is paid nothing more for it in that period.
    pub paid_nothing: i64,
    /// What their deals of the period amount to.
    pub money: MoneyView,
    /// That of those who earn nothing with more.
    pub money_earns_nothing: MoneyView,
    /// That of those who are paid nothing more.
    pub money_paid_nothing: MoneyView,
}

/// What variable pay is likely to cost in a year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CostView {
    /// The fiscal year.
    pub period: String,
    /// One path in ten stays below.
    pub p10: MoneyView,
    /// The middle.
    pub p50: MoneyView,
    /// Nine paths in ten stay below.
    pub p90: MoneyView,
    /// The mean.
    pub mean: MoneyView,
    /// Variable pay at target.
    pub target: MoneyView,
    /// The middle of the cost as a share of revenue, path by path; absent without revenue.
    pub share_p50: Option<f64>,
    /// On how many paths of the forecast it rests.
    pub paths: i64,
}
