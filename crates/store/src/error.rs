//! What can go wrong with a database, as sentences.

use std::path::PathBuf;

/// What can go wrong with a database. Every variant reads as a sentence for the person at the keyboard.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no file to open.
    #[error("there is no database at `{}`", path.display())]
    Missing {
        /// The file asked for.
        path: PathBuf,
    },
    /// A file is in the way of a new database.
    #[error("`{}` exists already; open it instead", path.display())]
    Exists {
        /// The file in the way.
        path: PathBuf,
    },
    /// A folder, a pipe or another thing that is no file.
    #[error("`{}` is no file, and a database is one; move it away", path.display())]
    NotAFile {
        /// What is there.
        path: PathBuf,
    },
    /// A new file could not be made.
    #[error("`{}` cannot be made: {source}", path.display())]
    NotMade {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A SQLite file that this program did not make.
    #[error("`{}` is a database, but not one of Plumb's; move it away and import again", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// Written by a newer version of the program.
    #[error("`{}` has schema version {found}, this program knows up to {known}; use a newer plumb", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Version in the file.
        found: u32,
        /// Newest version this program knows.
        known: u32,
    },
    /// Written by an older version, and opened for reading only.
    #[error("`{}` has schema version {found}, this program needs {known}; open it once for writing, which brings it up to date and keeps a copy", path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// Version in the file.
        found: u32,
        /// Version needed.
        known: u32,
    },
    /// The copy before a migration could not be kept, so nothing was migrated.
    #[error("no copy of `{}` could be kept, so it stays as it was: {source}", path.display())]
    NoCopy {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A parameter that the statement names got no value.
    #[error("`:{name}` has no value{}", listed(given))]
    Unbound {
        /// The parameter, without its colon.
        name: String,
        /// The names that were given.
        given: Vec<String>,
    },
    /// A statement that would change something where only reading is allowed.
    #[error("this is no reading statement; only one `select` is allowed here")]
    NotARead,
    /// The guard refused a statement; `what` names the part.
    #[error("`{what}` is not allowed here; only reading tables is")]
    Refused {
        /// What the statement wanted.
        what: String,
    },
    /// A result column holds bytes, which no table of Plumb does.
    #[error("column `{column}` holds bytes; turn them into text with hex()")]
    Bytes {
        /// The column.
        column: String,
    },
    /// A query went past a limit.
    #[error("the query was stopped after {limit} {what}; narrow it, or raise the limit")]
    Limit {
        /// What was counted: `steps`, `rows`, `bytes` of the result or `bytes of memory`.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// A query was stopped from outside.
    #[error("the query was stopped before it ended")]
    Interrupted,
    /// SQLite's own words.
    #[error("{}", sentence(.0))]
    Sqlite(#[from] rusqlite::Error),
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("; given are `{}`", names.join("`, `")) }
}

/// SQLite's message without the program's own wrapping.
fn sentence(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}
