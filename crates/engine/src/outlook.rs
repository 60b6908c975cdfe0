//! What is asked of whom, how far along they are, what is likely to come, and where growth comes from: as plain data.

use serde::Serialize;

use crate::review::{MoneyView, PeriodView};

/// Targets, pace and forecast of the fiscal year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutlookView {
    /// The measure that is followed: that of the headline mandate, else of most quotas.
    pub measure: String,
    /// The objective whose level is handed down; absent where only quotas ask for something.
    pub objective: Option<String>,
    /// The fiscal year.
    pub period: PeriodView,
    /// How likely each objective of the year is reached, the followed one first.
    pub odds: Vec<OddsView>,
    /// Units and people, a unit before what stands below it.
    pub nodes: Vec<OutlookNode>,
    /// Milestones of objectives that lie in the year, by date.
    pub milestones: Vec<MilestoneCheckView>,
    /// Objectives that others serve, with what these make of them.
    pub sums: Vec<SumView>,
    /// How good numbers are, by unit.
    pub quality: Vec<QualityView>,
    /// How much more than the target each level asks for.
    pub levels: Vec<LevelView>,
    /// How far the forecast was off on past days, beside simple rules.
    pub looks_back: Vec<LookBackView>,
    /// What could not be computed as asked, and where a simple rule was nearer.
    pub remarks: Vec<String>,
}

/// Where something is likely to end: one in ten is lower than the first, one in two than the second, nine in ten than the third.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RangeView {
    /// One in ten is lower.
    pub p10: MoneyView,
    /// One in two is lower.
    pub p50: MoneyView,
    /// Nine in ten are lower.
    pub p90: MoneyView,
}

/// The odds of an objective in the fiscal year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OddsView {
    /// The objective.
    pub objective: String,
    /// The unit that carries it.
    pub unit: Option<String>,
    /// Its measure.
    pub measure: String,
    /// What it asks for, as text with unit.
    pub target: String,
    /// The share of simulated years that reach it; absent where it is not known.
    pub chance: Option<f64>,
    /// One in ten ends lower, as text with unit.
    pub p10: Option<String>,
    /// One in two.
    pub p50: Option<String>,
    /// Nine in ten.
    pub p90: Option<String>,
    /// Why there are no odds, where there are none.
    pub missing: Option<String>,
}

/// A unit or a person of the outlook.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutlookNode {
    /// `unit:id` or `person:id`.
    pub subject: String,
    /// The unit, or the person's.
    pub unit: Option<String>,
    /// The person.
    pub person: Option<String>,
    /// Its name.
    pub name: String,
    /// The subject above.
    pub parent: Option<String>,
    /// Units above: 0 at the top.
    pub depth: usize,
    /// People who sell there.
    pub sellers: usize,
    /// What it is to bring in the year.
    pub target: MoneyView,
    /// Where that stands: the unit's own objective, the person's quota, or handed down.
    pub asked_by: String,
    /// What the bases alone would hand down to it.
    pub by_bases: MoneyView,
    /// What the quotas of its people come to.
    pub quota: Option<MoneyView>,
    /// Of a unit, what nobody below it has; below zero, what they have beyond it.
    pub unallocated: Option<MoneyView>,
    /// How the amount that the bases hand down came about.
    pub why: String,
    /// The same without shares, for those who may not see the sums of a small unit.
    #[serde(skip)]
    pub why_plainly: String,
    /// How far along it is.
    pub pace: PaceView,
    /// How likely it reaches its target.
    pub chance: Option<f64>,
    /// Where it is likely to end.
    pub range: Option<RangeView>,
    /// What its people say they bring; absent where nobody said anything.
    pub committed: Option<MoneyView>,
    /// What was asked of those who said something, in the time that they spoke of.
    pub asked_of_those: Option<MoneyView>,
    /// People who said nothing.
    pub silent: usize,
    /// Month by month, added up from the start of the year.
    pub months: Vec<MonthView>,
}

/// How far along a target is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PaceView {
    /// What came so far.
    pub actual: MoneyView,
    /// What should be there by the day of the review, by season and working days.
    pub expected: MoneyView,
    /// The lower end of what counts as on the way.
    pub low: MoneyView,
    /// The upper end.
    pub high: MoneyView,
    /// What is still to come.
    pub remaining: MoneyView,
    /// Working days left.
    pub days_left: i64,
    /// What each of them has to bring.
    pub per_day: Option<MoneyView>,
    /// What each working day brought so far.
    pub so_far_per_day: Option<MoneyView>,
    /// `ahead`, `on the way`, `behind`, `reached`, `over` or `not begun`.
    pub state: String,
}

/// A month of the year, added up from its start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthView {
    /// The month.
    pub period: String,
    /// The day after its last.
    pub until: String,
    /// What should have come by its end.
    pub target: MoneyView,
    /// What had come by its end; absent where it is still to come.
    pub actual: Option<MoneyView>,
    /// Where it is likely to stand; absent where it is over.
    pub range: Option<RangeView>,
}

/// A milestone of an objective.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MilestoneCheckView {
    /// The objective.
    pub objective: String,
    /// The unit that carries it.
    pub unit: Option<String>,
    /// The last day for it.
    pub date: String,
    /// What is to be there by then, counted from the start of the fiscal year.
    pub target: MoneyView,
    /// How far below still counts, as a share.
    pub tolerance: f64,
    /// What was there by then, or is there today.
    pub actual: MoneyView,
    /// Whether it was kept; absent while it is ahead and not reached.
    pub kept: Option<bool>,
    /// Working days left until then.
    pub days_left: i64,
    /// What each of them has to bring.
    pub per_day: Option<MoneyView>,
    /// `ahead`, `on the way`, `behind`, `reached`, `over` or `not begun`.
    pub state: String,
}

/// What others make of an objective that they serve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SumView {
    /// The objective.
    pub objective: String,
    /// `sum`, `mean`, `min` or `product`.
    pub kind: String,
    /// What it asks for, as text with unit.
    pub level: String,
    /// What those that serve it make.
    pub made: Option<String>,
    /// What nobody has of it; with a minus, what they have beyond it.
    pub difference: Option<String>,
    /// What is counted twice in it; absent where nothing is.
    pub twice: Option<String>,
    /// How many serve it so.
    pub children: usize,
}

/// How good the numbers of a unit's people are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QualityView {
    /// The unit.
    pub unit: String,
    /// People with a number.
    pub people: usize,
    /// Of them, who reach it more likely than not.
    pub likely: usize,
    /// Mean chance of reaching it.
    pub chance: Option<f64>,
    /// Spread of number by potential, as a share of its mean.
    pub spread: Option<f64>,
    /// Inequality of number by potential: 0 when all are alike.
    pub gini: Option<f64>,
    /// Correlation of ranks of number and potential.
    pub rank_correlation: Option<f64>,
    /// How much of a result above the number the next number takes up, with its 95 % interval.
    pub up: Option<[f64; 3]>,
    /// How much of a shortfall the next number gives back, with its 95 % interval.
    pub down: Option<[f64; 3]>,
    /// Changes of numbers that these rest on.
    pub changes: usize,
}

/// What a level of the organisation asks for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LevelView {
    /// The level, as the units call it; `person` for people.
    pub level: String,
    /// The sum of what is asked for there.
    pub asked: MoneyView,
    /// How much more that is than the level above, as a share.
    pub over: Option<f64>,
    /// How much more than the target at the top.
    pub stacked: Option<f64>,
}

/// How far a forecast or a simple rule was off on past days.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LookBackView {
    /// `company`, `team` or `person`.
    pub level: String,
    /// `last year`, `run rate` or `stage weighted`.
    pub rule: String,
    /// Past days from which was looked ahead.
    pub origins: usize,
    /// Forecasts that were compared.
    pub n: usize,
    /// Mean pinball loss of the rule over the tenth, fiftieth and ninetieth percentile, in minor units.
    pub loss: f64,
    /// The same of the forecast, over the same results.
    pub forecast_loss: f64,
    /// Mean distance of the rule from what came.
    pub miss: f64,
    /// The same of the middle of the forecast.
    pub forecast_miss: f64,
    /// Share of results at that level inside the forecast's 80 % interval.
    pub coverage: Option<f64>,
    /// Mean of forecast less result, as a share of results.
    pub bias: Option<f64>,
}

/// The growth bridge of the fiscal year: its steps and what is unfunded lead from the base to the goal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BridgeView {
    /// The headline mandate.
    pub mandate: String,
    /// The fiscal year.
    pub period: String,
    /// Where growth starts.
    pub base: MoneyView,
    /// What that is, in words.
    pub base_says: String,
    /// What the mandate asks for.
    pub goal: MoneyView,
    /// What leads from the one to the other; parts of nothing are left out.
    pub steps: Vec<BridgeStep>,
    /// What nothing pays for, weighed by the chances of levers; below zero, a surplus.
    pub unfunded: MoneyView,
    /// The same if every lever comes about.
    pub unfunded_at_full: MoneyView,
    /// What the levers cost, once.
    pub cost: MoneyView,
    /// What the markets bring by themselves, by the growth of segments; absent where none is told.
    pub momentum: Option<MoneyView>,
    /// Levers that are not decided yet: they count for nothing.
    pub options: Vec<LeverView>,
    /// What moved sales in the twelve months to the day of the review, beside the twelve before.
    pub happened: Option<HappenedView>,
    /// Month by month: base, what levers bring, what is unfunded, goal.
    pub months: Vec<BridgeMonth>,
    /// How far drivers have moved before.
    pub drivers: Vec<DriverView>,
    /// What had to be worked around.
    pub remarks: Vec<String>,
}

/// A part of the growth bridge.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BridgeStep {
    /// `churn`, `price`, `new-customers`, `market`, `inorganic` and so on.
    pub component: String,
    /// What it brings in the year, weighed by chance.
    pub amount: MoneyView,
    /// What was lost so in the year before and no lever plans for.
    pub not_planned: Option<MoneyView>,
    /// The levers that it is made of.
    pub levers: Vec<LeverView>,
}

/// A lever of the growth bridge, with its arithmetic.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeverView {
    /// The lever.
    pub lever: String,
    /// Its name.
    pub name: String,
    /// What it brings in a full year.
    pub full: Option<MoneyView>,
    /// How likely it comes about.
    pub chance: f64,
    /// The share of the year in which it counts.
    pub part: f64,
    /// What it brings in the year: the three multiplied.
    pub amount: MoneyView,
    /// What it costs, once.
    pub cost: Option<MoneyView>,
    /// Plan path.
    pub at: String,
}

/// What moved sales.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HappenedView {
    /// First day of the later twelve months.
    pub from: String,
    /// The day after their last.
    pub until: String,
    /// What came in the twelve months before them.
    pub before: MoneyView,
    /// What came in them.
    pub after: MoneyView,
    /// The parts; they sum to the difference.
    pub parts: Vec<PartView>,
    /// The same by segment.
    pub segments: Vec<SegmentView>,
    /// Of what was sold before, the share that came again with what the same customers bought besides.
    pub kept_and_grown: Option<f64>,
    /// Of what was sold before, the share that came again.
    pub kept: Option<f64>,
}

/// A part of a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartView {
    /// `churn`, `contraction`, `price`, `volume`, `mix`, `expansion`, `new-customers` and so on.
    pub component: String,
    /// What it brought or took.
    pub amount: MoneyView,
}

/// What moved the sales of a segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SegmentView {
    /// The segment; absent for customers without one.
    pub segment: Option<String>,
    /// Before.
    pub before: MoneyView,
    /// After.
    pub after: MoneyView,
    /// The parts.
    pub parts: Vec<PartView>,
}

/// A month of the growth bridge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BridgeMonth {
    /// The month.
    pub period: String,
    /// What came a year before.
    pub base: MoneyView,
    /// What levers and markets add.
    pub added: MoneyView,
    /// What nothing pays for.
    pub unfunded: MoneyView,
    /// What is asked for.
    pub goal: MoneyView,
}

/// How far a driver has moved before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DriverView {
    /// The driver.
    pub driver: String,
    /// Nine in ten of its changes over four quarters were smaller, relative to the level before.
    pub most: f64,
    /// Changes that this rests on.
    pub changes: usize,
}

/// The cheapest way to close what is unfunded.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SolutionView {
    /// What is to be closed.
    pub gap: MoneyView,
    /// Levers that are taken.
    pub levers: Vec<TakenView>,
    /// Drivers that are moved, each within what it has done before.
    pub drivers: Vec<TakenView>,
    /// What all of it brings.
    pub brings: MoneyView,
    /// What it costs, as far as that is told.
    pub cost: MoneyView,
    /// Parts without a told cost.
    pub without_cost: usize,
    /// What stays open all the same.
    pub short: MoneyView,
    /// Whether nothing cheaper can do it.
    pub proved: bool,
    /// How far each driver alone would have to move.
    pub alone: Vec<AloneView>,
}

/// A lever or a driver of a solution.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TakenView {
    /// The lever or the driver.
    pub id: String,
    /// By how much a driver moves, relative to today; absent of a lever.
    pub change: Option<f64>,
    /// What it brings.
    pub brings: MoneyView,
    /// What it costs, where that is told.
    pub cost: Option<MoneyView>,
}

/// A driver that would close it alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AloneView {
    /// The driver.
    pub driver: String,
    /// By how much it would have to move, relative to today; absent where no movement does.
    pub change: Option<f64>,
    /// The furthest that nine in ten of its past changes went.
    pub most: f64,
    /// Whether the one lies inside the other.
    pub inside: bool,
}
