//! The door for programs: a workspace in, a [`Review`] out.

mod answers;
mod change;
mod changes;
mod edits;
mod engines;
mod error;
mod explain;
mod guess;
mod kept;
mod mappings;
mod new;
mod outlook;
mod outlooks;
mod pass;
mod pay;
mod pictures;
mod questions;
mod reconcile;
mod remarks;
mod results;
mod review;
mod seen;
mod sheets;
mod start;
mod templates;
mod view;
mod workspace;
mod worth;

pub use answers::{
    ConfidenceView, Explanation, GapStory, GuessView, ImportView, ImportedTable, LockView, NewView, Origin,
    PlanLine, RejectView, RulePage, SourceView, TableView,
};
pub use change::{
    ChangeStory, ChangeSummary, ChangeView, DoneView, FileView, GapMove, HistoryView, LineDiff, LineMove,
    MandateMove, MoneyMove, PersonMove, QuotaMove, SinceView, StateMove, StepView, UnitMove, VersionView,
};
pub use changes::ImportOptions;
pub use edits::FileChange;
pub use error::EngineError;
pub use kept::{Kept, Likely, LineStory, MilestoneView, NumberView, PersonView, Stamp, StrandStory};
pub use mappings::shipped_mappings;
pub use new::{NewError, new_workspace, new_workspace_with, workspace_of};
pub use outlook::{
    AloneView, BridgeMonth, BridgeStep, BridgeView, DriverView, HappenedView, LevelView, LeverView,
    LookBackView, MilestoneCheckView, MonthView, OddsView, OutlookNode, OutlookView, PaceView, PartView,
    QualityView, RangeView, SegmentView, SolutionView, SumView, TakenView,
};
pub use outlooks::{AllocatedView, AllocationView, Dated, Every, LookBack, LooksBackView};
pub use pass::{Options, Page};
pub use pay::{
    AdjustmentView, AnalyseView, AttainedView, AttainmentView, BelowView, CauseView, CheckedExampleView,
    Claim, ClaimAnswer, ClosedView, ComponentView, CostView, CreditView, CurveView, DeadView, DiffRequest,
    DiffView, DisputeAnswerView, DisputeView, EntryView, ExampleView, ExplainView, InversionView, KeptPay,
    LEADS_SEE_PAY, LetterPart, LetterView, MixView, NextView, PAY_FILES, PayCheck, PayCheckView, PayFileView,
    PayLineView, PayPeriodView, PayPlanView, PayRunView, PaySight, PersonAdjustmentView, PostedView,
    RunPlanView, RunRequest, RunRow, RunView, SeenStatement, ShapeView, SlopeView, StatementView,
    StatementsView, TierView, TimingView, ToDateView, check_files as check_pay_files, pay_plans_of,
    seen_disputes,
};
pub use pictures::{MatrixCell, MatrixRow, MoveView, OtherAloud, PartAloud, SaidAloud, StateShare};
pub use plumb_catalog::{ColumnDoc, Storage, TableDoc};
pub use plumb_facts::Progress;
pub use plumb_plan::edit::Edit;
pub use plumb_store::Interrupt;
pub use plumb_units::{Date, parse_date};
pub use questions::QueryLimits;
pub use reconcile::{ControlTotalView, FigureView, LeadRow, LeadView, ReconcileView};
pub use review::{
    AsOf, Carry, CoverageView, ElementView, EvidenceView, ExposureView, FactsView, FixView, Gap, InputView,
    LineView, LossView, MandateView, MoneyView, PeriodView, PersonCarry, PlaceView, ProblemView, Review,
    RuleView, ScoreView, Split, SpotView, StrandAmount, StrandView, StrengthView, UnitCarry, WorthView,
    WouldShow,
};
pub use seen::{GROUP_MIN, SeenReview, Viewer};
pub use sheets::{
    BASE_MARK, BASE_SHEET, CellForm, ID_HEADING, SheetChanges, SheetColumn, SheetKind, SheetRow, SheetView,
};
pub use start::{
    AnswerProblem, AnswerView, CheckView, FieldView, FindingView, FirstScreen, OptionView, PicturePart,
    PictureRow, QUESTIONS, QuestionView, first_screen,
};
pub use templates::{Template, TemplateView, new_from_template, template, templates};
pub use workspace::Workspace;
