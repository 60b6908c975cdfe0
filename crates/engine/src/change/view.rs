//! What a change does, as plain data.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::review::{MoneyView, ProblemView, Split};

/// What a change would do to the plan and to the people who carry it.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// Version of this form of data.
    pub version: u32,
    /// The day of both reviews.
    pub as_of: String,
    /// The files, by path.
    pub files: Vec<FileView>,
    /// What it does to signed mandates, in sentences.
    pub signed: Vec<String>,
    /// People whose quota, part of the mandate or pay changes, by id.
    pub people: Vec<PersonMove>,
    /// Units in which such people are, or whose part changes, in the order of the tree.
    pub units: Vec<UnitMove>,
    /// Strands that were broken or missing and are not any more.
    pub lines_made: Vec<LineMove>,
    /// Strands that are broken or missing and were not before.
    pub lines_broken: Vec<LineMove>,
    /// Lines that are no more, because their seller or their mandate is not.
    pub lines_gone: usize,
    /// Gaps that open.
    pub gaps_opened: Vec<GapMove>,
    /// Gaps that close.
    pub gaps_closed: Vec<GapMove>,
    /// How the headline mandate is carried; absent where that cannot be told.
    pub mandate: Option<MandateMove>,
    /// What is wrong in the texts after the change and was not before.
    pub problems: Vec<ProblemView>,
    /// Every unit of each person, before and after.
    #[serde(skip)]
    pub(crate) units_of: BTreeMap<String, Vec<String>>,
}

/// One file of a change.
#[derive(Clone, Debug, Serialize)]
pub struct FileView {
    /// Path below the workspace.
    pub path: String,
    /// `new`, `changed` or `gone`.
    pub state: String,
    /// Lines that come.
    pub added: usize,
    /// Lines that go.
    pub removed: usize,
    /// The lines; where some replace others, those that go stand first.
    pub lines: Vec<LineDiff>,
}

/// One line of a file that comes or goes.
#[derive(Clone, Debug, Serialize)]
pub struct LineDiff {
    /// `+` or `-`.
    pub sign: char,
    /// Its number, from 1: after the change where it comes, before it where it goes.
    pub line: usize,
    /// Its text without its line end.
    pub text: String,
    /// Whom it is about, in a list of what single people owe or earn.
    pub person: Option<String>,
}

/// An amount before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MoneyMove {
    /// Before; absent where there was none.
    pub before: Option<MoneyView>,
    /// After; absent where there is none.
    pub after: Option<MoneyView>,
    /// After less before, where both are of one currency; none counts as nothing.
    pub difference: Option<MoneyView>,
}

/// A quota before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotaMove {
    /// Its measure.
    pub measure: String,
    /// `direct`, `roll-up` or `overlay`.
    pub kind: String,
    /// The fiscal year in which it begins.
    pub year: String,
    /// All quotas of that kind and year before, with unit; absent where there was none.
    pub before: Option<String>,
    /// The same after.
    pub after: Option<String>,
    /// After less before with sign and unit.
    pub difference: Option<String>,
    /// Whether it rises (`up`), falls (`down`), is given anew (`new`) or taken away (`gone`).
    pub direction: String,
}

/// What changes for one person.
#[derive(Clone, Debug, Serialize)]
pub struct PersonMove {
    /// Id, or source and key for one whom the plan does not know.
    pub person: String,
    /// Name.
    pub name: String,
    /// Unit after, else before.
    pub unit: Option<String>,
    /// `wins` (more pay or a lower quota), `loses` (less pay or a higher quota), `both`, `carries more`, `carries less`
    /// (another part of the mandate with neither), `begins` or `ends`.
    pub effect: String,
    /// Quotas that change.
    pub quotas: Vec<QuotaMove>,
    /// The part of the headline mandate, where it changes.
    pub part: Option<MoneyMove>,
    /// Pay on target a year, where it changes.
    pub pay: Option<MoneyMove>,
    /// The largest amount that moves, in minor units: what moves most is shown first.
    #[serde(skip)]
    pub largest: i64,
}

/// What changes for a unit: sums over the people in it and below.
#[derive(Clone, Debug, Serialize)]
pub struct UnitMove {
    /// Unit.
    pub unit: String,
    /// Name.
    pub name: String,
    /// Units above it.
    pub depth: usize,
    /// People in it and below for whom something changes.
    pub people: usize,
    /// Direct quotas in the company's money of the fiscal years in which any quota changes.
    pub quota: Option<MoneyMove>,
    /// Its part of the headline mandate.
    pub part: Option<MoneyMove>,
    /// Pay on target a year in the company's money.
    pub pay: Option<MoneyMove>,
}

/// A strand of somebody's line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineMove {
    /// The seller.
    pub person: String,
    /// The seller's name.
    pub name: String,
    /// The mandate.
    pub mandate: String,
    /// The strand.
    pub strand: String,
    /// State before; absent where there was no such line.
    pub before: Option<String>,
    /// State after.
    pub after: Option<String>,
}

/// A gap that opens or closes.
#[derive(Clone, Debug, Serialize)]
pub struct GapMove {
    /// Its id.
    pub id: String,
    /// Its rule.
    pub rule: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// What was found.
    pub message: String,
    /// The person, when it is about one.
    pub person: Option<String>,
    /// The unit.
    pub nodes: Vec<String>,
    /// The part of the mandate that hangs on it.
    pub exposure: Option<MoneyView>,
}

/// How the headline mandate is carried, before and after.
#[derive(Clone, Debug, Serialize)]
pub struct MandateMove {
    /// The mandate.
    pub mandate: String,
    /// What it says.
    pub says: String,
    /// Its level.
    pub total: MoneyMove,
    /// Soundly carried, carried but broken, unseen, nobody's.
    pub states: Vec<StateMove>,
}

/// A part of the mandate before and after.
#[derive(Clone, Debug, Serialize)]
pub struct StateMove {
    /// How it is carried.
    pub state: String,
    /// The amounts.
    #[serde(flatten)]
    pub amount: MoneyMove,
}

/// A change in the list of changes.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeSummary {
    /// Counts from 1.
    pub id: i64,
    /// What it is for.
    pub says: String,
    /// `proposed`, `approved`, `refused`, `published` or `undone`.
    pub state: String,
    /// The files.
    pub files: Vec<String>,
    /// What happened to it, in order.
    pub steps: Vec<StepView>,
}

/// A step of a change.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    /// `proposed`, `approved`, `refused`, `published` or `undone`.
    pub step: String,
    /// Who took it.
    pub by: String,
    /// When.
    pub at: String,
    /// Why, or what is to be known of it; may be empty.
    pub says: String,
}

/// A change with what it does.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeStory {
    /// What it is and what happened to it.
    pub change: ChangeSummary,
    /// Files that somebody else changed since it was proposed.
    pub since: Vec<SinceView>,
    /// What it does, on top of that.
    pub does: ChangeView,
}

/// A file that was changed by other means since a change was proposed.
#[derive(Clone, Debug, Serialize)]
pub struct SinceView {
    /// The file.
    pub path: String,
    /// The first lines that both changed, in sentences; none where the change still fits.
    pub clashes: Vec<String>,
}

/// What became of a change.
#[derive(Clone, Debug, Serialize)]
pub struct DoneView {
    /// The change.
    pub id: i64,
    /// Its state now.
    pub state: String,
    /// What was done, in sentences.
    pub says: Vec<String>,
    /// Files that were written.
    pub written: Vec<String>,
    /// The version that it made.
    pub version: Option<VersionView>,
}

/// A version of the workspace's texts.
#[derive(Clone, Debug, Serialize)]
pub struct VersionView {
    /// The hash of its commit.
    pub id: String,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: String,
    /// What it is for.
    pub says: String,
}

/// All versions.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryView {
    /// The newest first.
    pub versions: Vec<VersionView>,
    /// Files that differ from the newest version.
    pub unkept: Vec<String>,
    /// Why there is none, or what is wrong with them.
    pub remarks: Vec<String>,
}

impl MoneyMove {
    /// The move between two amounts; `None` where nothing moves.
    pub(crate) fn of(before: Option<MoneyView>, after: Option<MoneyView>) -> Option<Self> {
        if before == after {
            return None;
        }
        Some(Self::between(before, after))
    }

    /// The move between two amounts, even where nothing moves.
    pub(crate) fn between(before: Option<MoneyView>, after: Option<MoneyView>) -> Self {
        let difference = match (&before, &after) {
            (Some(before), Some(after)) if before.currency == after.currency => {
                Some(after.with(after.minor - before.minor))
            }
            (Some(_), Some(_)) | (None, None) => None,
            (Some(before), None) => Some(before.with(-before.minor)),
            (None, Some(after)) => Some(after.clone()),
        };
        Self { before, after, difference }
    }
}

impl MoneyView {
    /// So much in the same currency.
    pub(crate) fn with(&self, minor: i64) -> Self {
        match plumb_units::Currency::parse(&self.currency) {
            Ok(currency) => crate::view::money(minor, currency),
            Err(_) => Self { minor, ..self.clone() },
        }
    }
}

/// The four ways a mandate is carried, in words.
pub(crate) fn states(split: &Split) -> [(&'static str, &MoneyView); 4] {
    [
        ("soundly carried", &split.soundly_carried),
        ("carried but broken", &split.carried_but_broken),
        ("unseen", &split.unseen),
        ("nobody's", &split.nobodys),
    ]
}
