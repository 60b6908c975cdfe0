//! Why something could not be done: one sentence with a next step.

use std::path::PathBuf;

use plumb_catalog::CatalogError;
use plumb_diag::{Files, Problem};
use plumb_facts::ImportError;
use plumb_store::StoreError;

use crate::review::ProblemView;
use crate::view;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// There is no workspace here or above.
    #[error("no `plumb.toml` in `{}` or above it; `plumb new DIR --from MAPPING.toml --data PATH` makes a workspace", from.display())]
    NoWorkspace {
        /// Where the search began.
        from: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("`{}` {}", path.display(), told(source))]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// There are no facts to take the day from, and none is given.
    #[error("no day is known: there are no facts to take it from; give one with `--as-of 2026-06-30`")]
    NoDay,
    /// Texts have errors that must be put right first.
    #[error("{says}")]
    Problems {
        /// What cannot be done because of them.
        says: String,
        /// The problems, placed.
        problems: Vec<ProblemView>,
    },
    /// Something that was asked for is not there.
    #[error("{says}{}", near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    Unknown {
        /// What was looked for in vain.
        says: String,
        /// The nearest thing there is.
        near: Option<String>,
    },
    /// The catalogue's own.
    #[error(transparent)]
    Catalogue(#[from] CatalogError),
    /// The database's own.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The import's own.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Versions cannot be kept or read.
    #[error(transparent)]
    Versions(#[from] plumb_versions::VersionsError),
    /// What was to be recorded cannot be.
    #[error(transparent)]
    Ledger(#[from] plumb_ledger::LedgerError),
    /// A change cannot be taken a step further.
    #[error("{0}")]
    Change(String),
    /// Something is in the way of a new workspace.
    #[error(transparent)]
    New(#[from] crate::NewError),
    /// A result cannot be written as JSON.
    #[error("the result cannot be written: {0}")]
    Json(#[from] serde_json::Error),
}

/// The system's reason, with what to do about the common ones.
fn told(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "is not there; check the path".to_owned(),
        ErrorKind::PermissionDenied => "may not be read or written by you; check its permissions".to_owned(),
        ErrorKind::IsADirectory => "is a folder, and a file is wanted".to_owned(),
        ErrorKind::NotADirectory => "is a file, and a folder is wanted".to_owned(),
        _ => format!("cannot be used: {error}"),
    }
}

impl EngineError {
    /// Something that is not there, with the names that may have been meant.
    pub(crate) fn unknown<'a>(
        says: impl Into<String>,
        word: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) -> Self {
        let meant = plumb_diag::meant(word, known);
        let near = (!meant.is_empty()).then(|| meant.join("` or `"));
        Self::Unknown { says: says.into(), near }
    }

    /// The problems behind it, placed.
    pub fn problems(&self) -> &[ProblemView] {
        match self {
            Self::Problems { problems, .. } => problems,
            _ => &[],
        }
    }

    pub(crate) fn of_problems(says: impl Into<String>, problems: &[Problem], files: &Files) -> Self {
        Self::Problems { says: says.into(), problems: view::problems(problems, files) }
    }

    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
