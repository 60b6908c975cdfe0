//! Pay as plain data, for reports, pages and programs.
//!
//! Days are written as ISO dates, money with all of its digits. What sums, sums exactly: lines to components, components to
//! what is earned, steps to what is paid, causes to a difference.

mod analysis;
mod run;

use serde::Serialize;

use crate::review::{MoneyView, PeriodView, PlaceView, ProblemView};
pub use analysis::{
    AnalyseView, CostView, CurveView, DeadView, InversionView, MixView, ShapeView, SlopeView, TimingView,
};
pub use run::{PersonAdjustmentView, PostedView, RunPlanView, RunRow, RunView};

/// Which pay plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PayPlanView {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its version, from 1.
    pub version: u32,
}

/// A run of pay, as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PayRunView {
    /// Its number.
    pub run: i64,
    /// The period that it is about.
    pub period: String,
    /// Which run of the period it is, from 1.
    pub version: i64,
    /// When it was made.
    pub made_on: String,
    /// By whom.
    pub made_by: String,
    /// The day up to which facts counted.
    pub as_of: String,
    /// Why.
    pub reason: String,
    /// A hash of everything that it was made from.
    pub hash: String,
}

/// What one person is paid for one period under one plan, and why.
#[derive(Clone, Debug, Serialize)]
pub struct StatementView {
    /// The person's id.
    pub person: String,
    /// The person's name.
    pub name: String,
    /// The plan.
    pub plan: PayPlanView,
    /// The person's role.
    pub role: Option<String>,
    /// The pay period.
    pub period: PeriodView,
    /// `open` or `closed`.
    pub state: String,
    /// The run whose figures these are; absent where nothing was posted yet, and the figures are as computed now.
    pub run: Option<PayRunView>,
    /// The day as of whose knowledge it is shown, where one was asked for.
    pub known_on: Option<String>,
    /// Three letters.
    pub currency: String,
    /// Fixed pay of the period.
    pub base: MoneyView,
    /// Variable pay of the period at exactly the target.
    pub target: MoneyView,
    /// Who was credited with what, by day.
    pub credits: Vec<CreditView>,
    /// How far along the measures are at the end of the period, or on the day up to which facts count.
    pub attainments: Vec<AttainmentView>,
    /// What each component earned, in the order of the plan.
    pub components: Vec<ComponentView>,
    /// What lines brought, by component and day. They sum to the entries of kind `earning` and `clawback`.
    pub lines: Vec<PayLineView>,
    /// From nothing to what is paid, in order.
    pub steps: Vec<EntryView>,
    /// What was earned: lines, bonuses, gates, multipliers and limits of components.
    pub earned: MoneyView,
    /// What is paid.
    pub paid: MoneyView,
    /// What is held back at the end of the period.
    pub held: MoneyView,
    /// What is owed from draws and negative periods at its end.
    pub balance: MoneyView,
    /// The fiscal year up to and with this period.
    pub to_date: ToDateView,
    /// What was posted in this period for earlier ones.
    pub adjustments: Vec<AdjustmentView>,
    /// What the person says is wrong.
    pub disputes: Vec<DisputeView>,
    /// What the next sales would bring.
    pub next: Vec<NextView>,
    /// What could not be computed, in words.
    pub problems: Vec<String>,
}

/// The statements of a person for a period: one for each plan that pays the person in it.
#[derive(Clone, Debug, Serialize)]
pub struct StatementsView {
    /// The statements.
    pub statements: Vec<StatementView>,
}

/// A credited transaction, or a day of the transactions of those below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CreditView {
    /// Ids of the lines that it is paid by; empty where no component pays it.
    pub lines: Vec<String>,
    /// The rule of crediting.
    pub credit: String,
    /// The day.
    pub day: String,
    /// `table/source/key` of the fact; absent for a day that rolls up.
    pub key: Option<String>,
    /// The account's name.
    pub account: Option<String>,
    /// The offering's id.
    pub offering: Option<String>,
    /// What happened: `booking`, `invoice`, `payment`, `cancel`, …; `roll-up`.
    pub what: String,
    /// The whole amount of the transaction.
    pub amount: MoneyView,
    /// What was credited of it.
    pub credited: MoneyView,
    /// What it counts towards the quota.
    pub counts: MoneyView,
    /// Why: `own`, `split 30 %`, `as specialist`, `from 4 of the team`.
    pub why: String,
}

/// How far along a measure is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AttainmentView {
    /// The measure's id in the plan.
    pub measure: String,
    /// Its value so far: money, a number or a share, as text with its unit.
    pub value: String,
    /// Its quota for the whole window, likewise; absent without one.
    pub quota: Option<String>,
    /// Value over quota: 0.85; absent without a quota.
    pub attainment: Option<f64>,
    /// The window: `2026-Q1`.
    pub window: String,
}

/// What a component earned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComponentView {
    /// Its id.
    pub id: String,
    /// The objective that it pays for.
    pub objective: Option<String>,
    /// Where it stands in the plan.
    pub at: Option<PlaceView>,
    /// What it earned in the period.
    pub earned: MoneyView,
    /// How, in one sentence.
    pub how: String,
}

/// What one line brought in one component, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PayLineView {
    /// `PLAN/PERSON/COMPONENT/source/key`; for a day of those below `PLAN/PERSON/COMPONENT/DAY`.
    pub id: String,
    /// The component.
    pub component: String,
    /// The day.
    pub day: String,
    /// `table/source/key` of the fact.
    pub key: Option<String>,
    /// What is paid on.
    pub basis: MoneyView,
    /// What a unit brings before tiers: `8 %`, `12.50 EUR each`.
    pub price: String,
    /// The measure before the line, as text with its unit.
    pub before: String,
    /// The measure after it.
    pub after: String,
    /// What multiplies the price, and why: `200 %: The Q3 sprint`.
    pub multiplied: Vec<String>,
    /// The tiers that it crosses.
    pub tiers: Vec<TierView>,
    /// The pay before rounding, exactly: `123.4567 EUR`, or a fraction of minor units where digits do not end.
    pub exact: String,
    /// The pay.
    pub pays: MoneyView,
    /// What rounding did, in words; absent where nothing was rounded.
    pub rounding: Option<String>,
    /// The line whose pay is taken back.
    pub takes_back: Option<String>,
}

/// A part of a line, in one tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TierView {
    /// Where the part begins: `95 %` of the quota, or an amount.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// What is paid in it: `1.2 times` or `8 %`.
    pub pays: String,
    /// What it brings, exactly.
    pub brings: String,
}

/// A step from nothing to what is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryView {
    /// `earning`, `cap`, `hold`, … as in the ledger.
    pub kind: String,
    /// The same in words.
    pub words: String,
    /// The component.
    pub component: Option<String>,
    /// How much; what lowers pay is negative.
    pub amount: MoneyView,
    /// The period in which it was earned, where that is another one.
    pub earned_in: Option<String>,
    /// The line, where it is about one.
    pub line: Option<String>,
    /// Why it was posted.
    pub reason: Option<String>,
}

/// The fiscal year so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToDateView {
    /// What was earned.
    pub earned: MoneyView,
    /// What was paid.
    pub paid: MoneyView,
}

/// A correction of an earlier period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdjustmentView {
    /// The period that it corrects.
    pub earned_in: String,
    /// What sort of entry it corrects.
    pub corrects: String,
    /// The component.
    pub component: String,
    /// The line.
    pub line: Option<String>,
    /// How much.
    pub amount: MoneyView,
    /// Why.
    pub reason: String,
    /// The run that posted it.
    pub run: i64,
}

/// What somebody says of pay, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DisputeView {
    /// Its number.
    pub number: i64,
    /// Whose pay.
    pub person: String,
    /// Of which period.
    pub period: String,
    /// Which line.
    pub line: Option<String>,
    /// What it should be.
    pub claimed: Option<MoneyView>,
    /// What is wrong.
    pub says: String,
    /// `open`, `answered`, `upheld` or `refused`.
    pub state: String,
    /// The day.
    pub opened_on: String,
    /// Who said it.
    pub opened_by: String,
    /// What was answered, in order.
    pub answers: Vec<DisputeAnswerView>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DisputeAnswerView {
    /// How the dispute stands after it.
    pub state: String,
    /// What is said.
    pub says: String,
    /// The day.
    pub on: String,
    /// Who says it.
    pub by: String,
}

/// What more sales of an offering would bring now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NextView {
    /// The offering.
    pub offering: String,
    /// What the plan calls the offering.
    pub name: Option<String>,
    /// The segment.
    pub segment: Option<String>,
    /// How much more is sold.
    pub sold: MoneyView,
    /// What it earns.
    pub pays: MoneyView,
    /// Which components it comes from, in words.
    pub why: String,
}

/// A line, or an amount of a period, down to transactions and the text of the plan.
#[derive(Clone, Debug, Serialize)]
pub struct ExplainView {
    /// The line's id, or `PLAN/PERSON/COMPONENT/PERIOD`.
    pub line: String,
    /// Whose.
    pub person: String,
    /// The person's name.
    pub name: String,
    /// The plan.
    pub plan: PayPlanView,
    /// The component, and where it stands in the plan.
    pub component: ComponentView,
    /// The period.
    pub period: PeriodView,
    /// The window in which the component counts: `2026-Q1`; absent where each transaction stands alone.
    pub window: Option<PeriodView>,
    /// What was credited and why; for an amount of a period all that was.
    pub credits: Vec<CreditView>,
    /// How it was paid.
    pub lines: Vec<PayLineView>,
    /// Whose transactions a day of those below is made of.
    pub from_below: Vec<BelowView>,
    /// The conditions, multipliers and limits of the component in the period.
    pub steps: Vec<EntryView>,
    /// The quota that attainment is counted against, where it comes from, in words.
    pub quota: Option<String>,
    /// What the line, or the component in the period, brings.
    pub amount: MoneyView,
    /// The rows of facts and the plan lines that it rests on.
    pub at: Vec<PlaceView>,
}

/// A transaction of somebody below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BelowView {
    /// Whose.
    pub person: String,
    /// `table/source/key` of the fact.
    pub key: Option<String>,
    /// What was credited below.
    pub amount: MoneyView,
    /// What it brings of the pay.
    pub pays: MoneyView,
}

/// Why the pay of a period is not what it was.
#[derive(Clone, Debug, Serialize)]
pub struct DiffView {
    /// Whose; absent for everybody's.
    pub person: Option<String>,
    /// The period.
    pub period: PeriodView,
    /// What is compared: a run, a day, or what the files said.
    pub before_is: String,
    /// With what.
    pub after_is: String,
    /// What was paid before, by currency.
    pub before: Vec<MoneyView>,
    /// What is paid after.
    pub after: Vec<MoneyView>,
    /// What made the difference; they sum to it exactly.
    pub causes: Vec<CauseView>,
}

/// One cause of a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CauseView {
    /// Whose pay.
    pub person: String,
    /// `transaction`, `quota`, `plan`, `person`, `figure`, `exchange`, `time`, `ledger`, …
    pub kind: String,
    /// What changed, in words.
    pub what: String,
    /// The fact or plan line, where there is one.
    pub at: Option<PlaceView>,
    /// How much of the difference.
    pub amount: MoneyView,
}

/// What checks of pay plans find.
#[derive(Clone, Debug, Serialize)]
pub struct PayCheckView {
    /// The plans that were looked at.
    pub plans: Vec<PayPlanView>,
    /// What was found: the worst first.
    pub findings: Vec<ProblemView>,
    /// Examples worked by hand.
    pub examples: Vec<CheckedExampleView>,
}

/// An example of a plan, computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckedExampleView {
    /// The plan.
    pub plan: String,
    /// What it says.
    pub says: String,
    /// Where it stands.
    pub at: Option<PlaceView>,
    /// Whether everything came out as expected.
    pub passed: bool,
    /// What came out otherwise, in words.
    pub otherwise: Vec<String>,
}

/// A period that was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClosedView {
    /// The period.
    pub period: String,
    /// The day.
    pub closed_on: String,
    /// By whom.
    pub closed_by: String,
    /// The run that it was closed with.
    pub run: PayRunView,
}

/// A file for another system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PayFileView {
    /// `payroll`, `accruals` or `capitalised`.
    pub kind: String,
    /// The period; absent for all.
    pub period: Option<String>,
    /// Its columns.
    pub columns: Vec<String>,
    /// Its rows: every cell as text.
    pub rows: Vec<Vec<String>>,
}

/// A pay plan as a letter to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LetterView {
    /// To whom; absent for the plan as it is for everybody.
    pub person: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// The plan.
    pub plan: PayPlanView,
    /// Its parts, each with a heading and sentences.
    pub parts: Vec<LetterPart>,
    /// A hash of its text, by which it is accepted.
    pub hash: String,
    /// When it was sent.
    pub sent_on: Option<String>,
    /// When it was accepted.
    pub accepted_on: Option<String>,
}

/// A part of a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LetterPart {
    /// Its heading.
    pub heading: String,
    /// Its sentences.
    pub sentences: Vec<String>,
    /// What the columns of the table below them hold; empty without one.
    pub head: Vec<String>,
    /// Its rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
}
