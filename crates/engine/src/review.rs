//! What a review says, as plain data: whole and immutable. What a person gets is [`Review::seen_by`] that person.

mod strength;
mod worth;

use serde::Serialize;

use crate::outlook::{BridgeView, OutlookView};
use crate::pictures::{MatrixRow, MoveView, SaidAloud};
pub use strength::StrengthView;
pub use worth::WorthView;

/// Everything that one look at a workspace found.
#[derive(Clone, Debug, Serialize)]
pub struct Review {
    /// Version of this form of data.
    pub version: u32,
    /// The company's name.
    pub company: String,
    /// The company's currency.
    pub currency: String,
    /// The day of the review, and how it came about.
    pub as_of: AsOf,
    /// The fiscal year of that day; absent when the calendar has none.
    pub fiscal_year: Option<PeriodView>,
    /// The signed mandates, headline first.
    pub mandates: Vec<MandateView>,
    /// Their arithmetic said aloud; absent without a headline in the company's money.
    pub said_aloud: Option<SaidAloud>,
    /// Where its growth is to come from; absent where nothing is asked for in the company's money.
    pub bridge: Option<BridgeView>,
    /// Targets, pace and forecast; absent where there is nothing to follow.
    pub outlook: Option<OutlookView>,
    /// Who carries the headline mandate; absent without a signed mandate in money.
    pub carry: Option<Carry>,
    /// Why there is no such picture, when there is none.
    pub no_carry_because: Option<String>,
    /// What single fixes close, the furthest reaching first.
    pub moves: Vec<MoveView>,
    /// Alignment gaps: open ones first, of these the leaders' own, then by what they do to lines, the largest exposure first.
    pub gaps: Vec<Gap>,
    /// What is sound beyond the mark: praised by several rules first, then by reach.
    pub strengths: Vec<StrengthView>,
    /// Of the headline mandate, what lies under at least one gap that breaks its own lines: each part once.
    pub under_gaps: Option<MoneyView>,
    /// The same, counting the lines of every signed mandate.
    pub under_gaps_of_any: Option<MoneyView>,
    /// How much of what should be tested was seen.
    pub coverage: CoverageView,
    /// The score; absent below 60 % coverage.
    pub score: Option<ScoreView>,
    /// How the lines stand, strand by strand.
    pub strands: Vec<StrandView>,
    /// How units stand, element by element, in the order of the tree.
    pub matrix: Vec<MatrixRow>,
    /// The line of each seller to each mandate.
    pub lines: Vec<LineView>,
    /// What each rule did.
    pub rules: Vec<RuleView>,
    /// What is wrong in the plan's texts and rule pages.
    pub problems: Vec<ProblemView>,
    /// The facts that were read.
    pub facts: Vec<FactsView>,
}

/// The day of the review.
#[derive(Clone, Debug, Serialize)]
pub struct AsOf {
    /// The day.
    pub date: String,
    /// How it came about, in words: `given`, or the newest day on which something happened.
    pub because: String,
}

/// Money in words that programs can read: never a float.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct MoneyView {
    /// Decimal digits.
    pub amount: String,
    /// Three letters.
    pub currency: String,
    /// Whole minor units, for sums and comparison.
    #[serde(skip)]
    pub minor: i64,
}

/// A period of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeriodView {
    /// Its name.
    pub name: String,
    /// First day.
    pub from: String,
    /// The day after the last one.
    pub until: String,
}

/// A signed mandate.
#[derive(Clone, Debug, Serialize)]
pub struct MandateView {
    /// Its id.
    pub id: String,
    /// What it says.
    pub says: String,
    /// Its measure.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Its target as text with unit.
    pub target: Option<String>,
    /// Its growth a year as text, such as `11 %`.
    pub growth: Option<String>,
    /// Its level for the fiscal year, as text with unit.
    pub level: Option<String>,
    /// What its measure has come to in the fiscal year so far, as text with unit.
    pub so_far: Option<String>,
    /// The day on which it is due.
    pub date: String,
    /// Whether it is the headline.
    pub headline: bool,
    /// Who signed it.
    pub signed_by: String,
    /// When.
    pub signed_on: String,
    /// Whether the plan says something else now.
    pub changed_since: bool,
}

/// Who carries the headline mandate. All amounts sum to `total` to the cent.
#[derive(Clone, Debug, Serialize)]
pub struct Carry {
    /// The mandate.
    pub mandate: String,
    /// What it says.
    pub says: String,
    /// Its level for the fiscal year.
    pub total: MoneyView,
    /// The four parts of the whole; absent where one would tell a viewer of fewer than five people.
    pub split: Option<Split>,
    /// Units, the mandate's own first, then depth first by id.
    pub units: Vec<UnitCarry>,
    /// Sellers, by unit and id.
    pub people: Vec<PersonCarry>,
    /// Where lines are cut: per strand the parts under it. A part may stand at several.
    pub broken_at: Vec<StrandAmount>,
    /// Where lines cannot be seen: per strand the parts under it.
    pub unseen_at: Vec<StrandAmount>,
}

/// An amount split by how it is carried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Split {
    /// Every strand is seen and none is broken or missing.
    pub soundly_carried: MoneyView,
    /// A person holds it, and a strand is broken or missing.
    pub carried_but_broken: MoneyView,
    /// Nothing broken can be seen, but strands cannot be seen.
    pub unseen: MoneyView,
    /// No person holds it.
    pub nobodys: MoneyView,
}

/// A unit's part of the mandate.
#[derive(Clone, Debug, Serialize)]
pub struct UnitCarry {
    /// The unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Units above it below the mandate's: 0 for the mandate's own.
    pub depth: usize,
    /// Sellers in it and below.
    pub sellers: usize,
    /// What it holds.
    pub amount: MoneyView,
    /// How that is carried; absent where it would tell a viewer of fewer than five people.
    pub split: Option<Split>,
    /// By how much what stands below it exceeds its own amount, if it does.
    pub excess: Option<MoneyView>,
}

/// A seller's part of the mandate.
#[derive(Clone, Debug, Serialize)]
pub struct PersonCarry {
    /// Id, or source and key for one whom the plan does not know.
    pub person: String,
    /// Name.
    pub name: String,
    /// Unit, if known.
    pub unit: Option<String>,
    /// Role.
    pub role: String,
    /// The part.
    pub part: MoneyView,
    /// `sound`, `broken` or `unseen`.
    pub state: String,
    /// The strands that make it so.
    pub at: Vec<String>,
}

/// Parts under one strand.
#[derive(Clone, Debug, Serialize)]
pub struct StrandAmount {
    /// The strand.
    pub strand: String,
    /// Parts of distinct people.
    pub amount: MoneyView,
    /// How many people.
    pub people: usize,
}

/// An alignment gap.
#[derive(Clone, Debug, Serialize)]
pub struct Gap {
    /// Stable while the gap is the same gap.
    pub id: String,
    /// The rule.
    pub rule: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// The strand, or `symptom`.
    pub strand: String,
    /// The driver it acts on.
    pub driver: String,
    /// Above 0, at most 1.
    pub magnitude: f64,
    /// What was found.
    pub message: String,
    /// What it is about, as `kind:id`.
    pub subject: String,
    /// The unit.
    pub nodes: Vec<String>,
    /// The mandate.
    pub objectives: Vec<String>,
    /// The person, when it is about one.
    pub person: Option<String>,
    /// The role, when it is about one.
    pub role: Option<String>,
    /// `open` or `accepted` (an exception sets it aside).
    pub state: String,
    /// The exception that sets it aside.
    pub exception: Option<String>,
    /// Who must close it: `everyone` (whoever it is about) or `leaders`. Open gaps of leaders stand first.
    pub concerns: String,
    /// Whether facts or a signed mandate require its subject.
    pub required: bool,
    /// Where it stands in the plan or the facts.
    pub at: Vec<PlaceView>,
    /// What supports it, and its figures.
    pub evidence: EvidenceView,
    /// The part of the mandate that hangs on it; absent without a mandate in money.
    pub exposure: Option<ExposureView>,
    /// What closing it is worth.
    pub worth: WorthView,
    /// What closes it.
    pub fix: FixView,
    /// The explanation that would make it harmless, with how to tell; absent where its rule offers none.
    pub innocent: Option<String>,
    /// The filter that shows it in the export itself, in names of facts; the first screen tells it in those of the export.
    #[serde(skip)]
    pub try_it: Option<String>,
}

/// A place in the plan, or a row of facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlaceView {
    /// Path of the text below the workspace; absent for a row of facts.
    pub file: Option<String>,
    /// Line from 1.
    pub line: Option<usize>,
    /// Column from 1.
    pub column: Option<usize>,
    /// `table/source/key`; absent for a place in the plan.
    pub fact: Option<String>,
    /// What it contributes.
    pub label: String,
    /// The plan path.
    #[serde(skip)]
    pub path: String,
}

/// What supports a gap.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceView {
    /// `nothing`, `declared`, `stale` or `fresh`.
    pub kind: String,
    /// The rule's figures by name, as text.
    pub figures: std::collections::BTreeMap<String, String>,
    /// The one-sided p, where the rule is a test.
    pub p: Option<f64>,
}

/// The part of the mandate that hangs on a gap.
#[derive(Clone, Debug, Serialize)]
pub struct ExposureView {
    /// `breaks`, `strains` or `touches`.
    pub effect: String,
    /// The parts of the people concerned, and what nobody holds there.
    pub amount: MoneyView,
    /// The part that only this gap breaks; absent for who may not see single persons' parts.
    pub alone: Option<MoneyView>,
    /// People concerned.
    pub people: usize,
}

/// What closes a gap.
#[derive(Clone, Debug, Serialize)]
pub struct FixView {
    /// What to do.
    pub says: String,
    /// Working time.
    pub effort: Option<String>,
    /// When it shows.
    pub effect: Option<String>,
}

/// How much was seen.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageView {
    /// Share of weight that is not unknown, 0 to 1.
    pub seen: f64,
    /// Share that stands on the plan's word alone.
    pub declared_only: f64,
    /// Share set aside by exceptions.
    pub waived: f64,
    /// Rules that are installed.
    pub rules: usize,
    /// What would show more, largest first.
    pub would_show: Vec<WouldShow>,
    /// The same by files that people know, those first that show most of the mandate's money.
    pub inputs: Vec<InputView>,
}

/// A file that a person knows, and what it would show.
#[derive(Clone, Debug, Serialize)]
pub struct InputView {
    /// The file, in words.
    pub input: String,
    /// The question of `plumb start` that asks for it, if one does.
    pub question: Option<String>,
    /// What rules miss and would find in it.
    pub answers: Vec<String>,
    /// Share of weight that it would turn on.
    pub share: f64,
    /// The money of the headline mandate on lines of which it alone would show a strand; absent where nobody knows.
    pub money: Option<MoneyView>,
    /// How many people's lines those are.
    pub people: usize,
}

/// An input that would show more.
#[derive(Clone, Debug, Serialize)]
pub struct WouldShow {
    /// The file or column.
    pub input: String,
    /// Share of weight that it would turn on.
    pub share: f64,
}

/// The score.
#[derive(Clone, Debug, Serialize)]
pub struct ScoreView {
    /// 0 to 100, one decimal.
    pub value: f64,
    /// The highest that open gaps at error level allow.
    pub cap: f64,
    /// Each element, 0 to 1; absent where nothing tests it.
    pub elements: Vec<ElementView>,
    /// What costs most.
    pub losses: Vec<LossView>,
}

/// One of the seven elements.
#[derive(Clone, Debug, Serialize)]
pub struct ElementView {
    /// Its name.
    pub element: String,
    /// Mean credit, 0 to 1.
    pub credit: Option<f64>,
}

/// What an element costs.
#[derive(Clone, Debug, Serialize)]
pub struct LossView {
    /// The element.
    pub element: String,
    /// Points that the score would gain if it were whole.
    pub points: f64,
}

/// How one strand stands over all lines.
#[derive(Clone, Debug, Serialize)]
pub struct StrandView {
    /// The strand.
    pub strand: String,
    /// The element it folds into.
    pub element: String,
    /// Whether an installed rule tests it.
    pub tested: bool,
    /// Lines where it is sound.
    pub sound: usize,
    /// Lines where it is strained.
    pub strained: usize,
    /// Lines where it is unseen.
    pub unseen: usize,
    /// Lines where it is missing.
    pub missing: usize,
    /// Lines where it is broken.
    pub broken: usize,
}

/// The line of one seller to one mandate.
#[derive(Clone, Debug, Serialize)]
pub struct LineView {
    /// The seller.
    pub person: String,
    /// The mandate.
    pub mandate: String,
    /// The state of the strands that are tested.
    pub strands: std::collections::BTreeMap<String, String>,
}

/// What one rule did.
#[derive(Clone, Debug, Serialize)]
pub struct RuleView {
    /// Its name.
    pub rule: String,
    /// Its severity.
    pub severity: String,
    /// Its strand, or `symptom`.
    pub strand: String,
    /// Its first sentence.
    pub summary: String,
    /// Subjects that are sound.
    pub passed: usize,
    /// Subjects with a gap.
    pub gaps: usize,
    /// Subjects that are unknown.
    pub unknown: usize,
    /// Subjects to which it does not apply.
    pub not_applicable: usize,
    /// Whether it is the company's own.
    pub own: bool,
}

/// Something wrong in a text.
#[derive(Clone, Debug, Serialize)]
pub struct ProblemView {
    /// Its code.
    pub code: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// The fact.
    pub message: String,
    /// Places: the first is where it is, the others take part.
    pub at: Vec<SpotView>,
    /// What to do.
    pub help: Option<String>,
}

/// A place in a text, with enough of it to be shown.
#[derive(Clone, Debug, Serialize)]
pub struct SpotView {
    /// Path below the workspace.
    pub file: String,
    /// Line from 1.
    pub line: usize,
    /// Column from 1.
    pub column: usize,
    /// What it contributes.
    pub label: String,
    /// The whole text and the bytes in it, for drawing; the same text for all spots of a file.
    #[serde(skip)]
    pub source: std::sync::Arc<str>,
    /// First byte.
    #[serde(skip)]
    pub start: usize,
    /// One past the last byte.
    #[serde(skip)]
    pub end: usize,
}

/// Facts of one table.
#[derive(Clone, Debug, Serialize)]
pub struct FactsView {
    /// The table.
    pub table: String,
    /// Rows.
    pub rows: i64,
    /// Rows that imports could not read.
    pub rejected: i64,
}

impl Review {
    /// Whether a gap or a problem at error level stands.
    pub fn has_errors(&self) -> bool {
        self.gaps.iter().any(|gap| gap.severity == "error" && gap.state == "open")
            || self.problems.iter().any(|problem| problem.severity == "error")
    }
}
