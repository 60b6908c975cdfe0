//! Answers to single questions: a table, an explanation, an import, a new workspace.

use serde::Serialize;

use crate::review::{Gap, PlaceView, ProblemView};

/// A query's or measure's result.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TableView {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows of cells; an absent value is `null`, whole numbers are numbers, everything else is text or a float.
    pub rows: Vec<Vec<serde_json::Value>>,
    /// What was left out, in sentences.
    pub notes: Vec<String>,
}

/// What stands behind a rule or a gap.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Explanation {
    /// A rule: its page.
    Rule(RulePage),
    /// A gap: where it came from.
    Gap(Box<GapStory>),
}

/// A rule's page.
#[derive(Clone, Debug, Serialize)]
pub struct RulePage {
    /// Its name.
    pub rule: String,
    /// Its first sentence.
    pub summary: String,
    /// Severity.
    pub severity: String,
    /// Strand, or `symptom`.
    pub strand: String,
    /// Sections with their Markdown, in order.
    pub sections: Vec<(String, String)>,
    /// Thresholds: name, value here, what it decides.
    pub thresholds: Vec<(String, String, String)>,
    /// What closes it.
    pub fix: String,
}

/// Where a gap came from.
#[derive(Clone, Debug, Serialize)]
pub struct GapStory {
    /// The gap.
    pub gap: Gap,
    /// The rule's first sentence.
    pub summary: String,
    /// Why it matters, from the rule's page.
    pub why: String,
    /// Lines of text in the plan that take part, as they stand there.
    pub plan_lines: Vec<PlanLine>,
    /// Facts behind it, as the rule's page lists them.
    pub rows: Option<TableView>,
    /// How many facts there are in all.
    pub rows_in_all: usize,
    /// Where those facts came from, row by row.
    pub origins: Vec<Option<Origin>>,
    /// People whose lines it concerns, with the part of each.
    pub people: Vec<(String, String)>,
    /// How its worth comes about, sentence by sentence; nothing where it is not known.
    pub worth: Vec<String>,
    /// The figures by name, written as the message writes them, for reading; as they are they stand in the gap.
    #[serde(skip)]
    pub figures: Vec<(String, String)>,
    /// Thresholds: name, value here, what it decides.
    pub thresholds: Vec<(String, String, String)>,
}

/// A line of the plan.
#[derive(Clone, Debug, Serialize)]
pub struct PlanLine {
    /// Where.
    pub at: PlaceView,
    /// The line as it stands there.
    pub text: String,
}

/// Where a fact was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The file.
    pub file: String,
    /// The line in it, from 1.
    pub line: i64,
}

/// What an import did.
#[derive(Clone, Debug, Serialize)]
pub struct ImportView {
    /// The mapping's name.
    pub mapping: String,
    /// The day of the export.
    pub exported_at: String,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Per source: rows read and rejected.
    pub sources: Vec<SourceView>,
    /// Per table: what became of the rows.
    pub tables: Vec<ImportedTable>,
    /// The first rejected rows.
    pub rejects: Vec<RejectView>,
    /// How many rows were rejected in all.
    pub rejected: u64,
    /// The file with all of them, when there are any.
    pub reject_file: Option<String>,
    /// What is wrong in the mapping without stopping it.
    pub problems: Vec<ProblemView>,
}

/// Rows of one source.
#[derive(Clone, Debug, Serialize)]
pub struct SourceView {
    /// Its name.
    pub source: String,
    /// Files read.
    pub files: usize,
    /// Rows read.
    pub read: u64,
    /// Rows that could not be.
    pub rejected: u64,
}

/// What became of the rows of one table.
#[derive(Clone, Debug, Serialize)]
pub struct ImportedTable {
    /// Its name.
    pub table: String,
    /// Rows that are new.
    pub new: u64,
    /// Rows that changed.
    pub changed: u64,
    /// Rows that were there.
    pub same: u64,
    /// Rows that are older than what is there.
    pub older: u64,
    /// Rows that vanished from a full export.
    pub deleted: u64,
    /// Rows that a full export does not hold and that stay, because rows of their sources could not be read.
    pub kept: u64,
    /// Rows, changed or there, that keep a value which is now absent, because rows joined to them could not be read.
    pub held: u64,
    /// Rows that could not be read.
    pub rejected: u64,
}

/// A row that could not be read.
#[derive(Clone, Debug, Serialize)]
pub struct RejectView {
    /// The file.
    pub file: String,
    /// Line from 1.
    pub line: u64,
    /// Column from 1.
    pub column: Option<u64>,
    /// The field.
    pub field: Option<String>,
    /// Its text.
    pub value: Option<String>,
    /// Why.
    pub reason: String,
}

/// A new workspace.
#[derive(Clone, Debug, Serialize)]
pub struct NewView {
    /// Where it is.
    pub dir: String,
    /// What was imported.
    pub import: ImportView,
    /// What was guessed: file, what, how sure.
    pub guesses: Vec<GuessView>,
    /// What to do next.
    pub next: Vec<String>,
}

/// Something guessed from facts.
#[derive(Clone, Debug, Serialize)]
pub struct GuessView {
    /// The file that holds it.
    pub file: String,
    /// What was guessed.
    pub what: String,
    /// The evidence.
    pub evidence: String,
    /// How many of how many agree; absent where nothing was counted for it.
    pub confidence: Option<ConfidenceView>,
}

/// How many agree, of all that say something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ConfidenceView {
    /// Those that agree.
    pub agree: usize,
    /// All that say something.
    pub all: usize,
}

/// A change of `plan.lock`.
#[derive(Clone, Debug, Serialize)]
pub struct LockView {
    /// What was done or found, a sentence each.
    pub says: Vec<String>,
    /// What is wrong.
    pub problems: Vec<ProblemView>,
}
