//! What can go wrong with the catalogue, as sentences.

use std::path::PathBuf;

use plumb_store::StoreError;

/// What can go wrong with the catalogue.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// The database's own.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file that could not be written or moved.
    #[error("`{}` could not be written: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A statement of ours that makes an anchored table does not run.
    #[error("statement {number} of `{file}` does not run: {source}")]
    Anchor {
        /// The file below `queries/`.
        file: &'static str,
        /// Position of the statement, from 1.
        number: usize,
        /// SQLite's words.
        source: StoreError,
    },
    /// A file that is no review.
    #[error("`{}` holds no review; run `plumb review` first", path.display())]
    NoReview {
        /// The file.
        path: PathBuf,
    },
    /// A result table that cannot be written.
    #[error("the result table `{table}` {reason}")]
    Result {
        /// Its name.
        table: String,
        /// What is wrong.
        reason: String,
    },
}

impl From<plumb_store::rusqlite::Error> for CatalogError {
    fn from(error: plumb_store::rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
