//! Pay in the workspace: from the plan's text and facts to statements, runs, explanations and files; and the worked examples
//! that stand beside plans.

mod analyse;
pub(crate) mod analysis;
pub(crate) mod books;
pub(crate) mod checked;
pub(crate) mod columns;
pub(crate) mod computed;
pub(crate) mod cost;
mod diff;
pub(crate) mod example;
mod explain;
mod export;
mod figures;
mod inputs;
mod kept;
mod letter;
mod lines;
mod loose;
mod next;
mod post;
mod questions;
pub(crate) mod read;
mod sale;
mod seen;
mod sheets;
mod shown;
mod statement;
mod view;
mod words;

pub(crate) use inputs::kind_of_table;
pub(crate) use statement::target;

pub use diff::DiffRequest;
pub use export::PAY_FILES;
pub use loose::{ExampleView, PayCheck, check_files, pay_plans_of};
pub use post::RunRequest;
pub use questions::{Claim, ClaimAnswer};
pub use seen::{AttainedView, LEADS_SEE_PAY, PaySight, SeenStatement, seen_disputes};
pub use shown::{KeptPay, PayPeriodView};
pub use view::{
    AdjustmentView, AnalyseView, AttainmentView, BelowView, CauseView, CheckedExampleView, ClosedView,
    ComponentView, CostView, CreditView, CurveView, DeadView, DiffView, DisputeAnswerView, DisputeView,
    EntryView, ExplainView, InversionView, LetterPart, LetterView, MixView, NextView, PayCheckView,
    PayFileView, PayLineView, PayPlanView, PayRunView, PersonAdjustmentView, PostedView, RunPlanView, RunRow,
    RunView, ShapeView, SlopeView, StatementView, StatementsView, TierView, TimingView, ToDateView,
};
