//! What an import did, and why one did not happen.

use plumb_store::StoreError;
use plumb_units::Date;

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The day on which the files were exported; overrides what the mapping says.
    pub exported_at: Option<Date>,
    /// The day on which the import is made; without it, the day of the export.
    pub recorded_at: Option<Date>,
    /// The files hold everything: rows that are no longer in them are deleted.
    pub full: bool,
    /// Report what would happen, and change nothing.
    pub dry_run: bool,
}

/// How far an import is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// `reading` or `writing`.
    pub stage: &'static str,
    /// The source that is read, or the table that is written.
    pub name: String,
    /// Rows of it so far.
    pub rows: u64,
}

/// What an import did, or would have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// Name of the mapping.
    pub source: String,
    /// The day on which the files were exported.
    pub exported_at: Date,
    /// Per source of the mapping, in its order.
    pub sources: Vec<SourceCounts>,
    /// Per canonical table, in the order of the mapping.
    pub tables: Vec<TableCounts>,
    /// Everything that could not be taken over, by table, file and line.
    pub rejects: Vec<Reject>,
    /// Whether the database is now another one. A second import of the same files changes nothing.
    pub changed: bool,
}

/// Rows of one source: `rows = typed + rejected`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceCounts {
    /// Name of the source.
    pub source: String,
    /// Files that it was read from.
    pub files: Vec<String>,
    /// Rows read; empty lines, lines above the header and footers are none.
    pub rows: u64,
    /// Rows whose every cell could be read.
    pub typed: u64,
    /// Rows with a cell that could not be read.
    pub rejected: u64,
}

/// Rows of one table: `produced = new + changed + same + older + rejected`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableCounts {
    /// Name of the table.
    pub table: &'static str,
    /// Rows that the mapping's selects made.
    pub produced: u64,
    /// Rows that were not there.
    pub new: u64,
    /// Rows of which a value is another one now.
    pub changed: u64,
    /// Rows that were there already, as they are.
    pub same: u64,
    /// Rows that the database knows from a newer export.
    pub older: u64,
    /// Rows that do not fit the table.
    pub rejected: u64,
    /// Rows that a full export no longer holds; not among `produced`.
    pub deleted: u64,
    /// Rows that a full export does not hold, but which stay because rows of its sources could not be read.
    pub kept: u64,
    /// Rows, among `changed` and `same`, of which a value stays that is now absent, because rows of a source that is
    /// joined to theirs could not be read.
    pub held: u64,
}

/// One thing that could not be taken over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    /// The canonical table; `None` for a cell that could not be read from its source.
    pub table: Option<&'static str>,
    /// The file it comes from; the mapping where the row comes from no file.
    pub file: String,
    /// Line of the file, from 1.
    pub line: Option<i64>,
    /// Character of the line, from 1.
    pub column: Option<i64>,
    /// Name of the column.
    pub field: Option<String>,
    /// What stood there, cut after 200 characters.
    pub value: Option<String>,
    /// Why it could not be taken over.
    pub reason: String,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The mapping was read with errors.
    #[error("mapping `{0}` has errors; put them right first")]
    Mapping(String),
    /// Files or columns that the mapping wants are not there: one sentence each.
    #[error("{}", .0.join("\n"))]
    Inputs(Vec<String>),
    /// Nobody says on which day the files were exported.
    #[error(
        "the day of the export is not known; give it with `--exported-at DATE`, or write `exported_at` under `[mapping]`, so that an older export never overwrites a newer one"
    )]
    NoExportedAt,
    /// A select stopped while it ran.
    #[error("{path}:{line}: the select of table `{table}` stopped: {reason}")]
    Select {
        /// The mapping.
        path: String,
        /// Line on which the select starts.
        line: usize,
        /// The table.
        table: &'static str,
        /// Why.
        reason: String,
    },
    /// A full export would delete more than a fifth of what is known.
    #[error(
        "{vanishing} of {known} rows of `{table}` would be deleted, more than a fifth; is this export whole? Import it without `full` to keep them"
    )]
    Vanishing {
        /// The table.
        table: &'static str,
        /// Rows that would be deleted.
        vanishing: u64,
        /// Rows that are known from this source.
        known: u64,
    },
    /// The database's own.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<plumb_store::rusqlite::Error> for ImportError {
    fn from(error: plumb_store::rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A value as rejects show it.
pub(crate) fn shown(value: &str) -> String {
    match value.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or("")),
        None => value.to_owned(),
    }
}
