//! Why something could not be recorded.

use plumb_store::{StoreError, rusqlite};

/// Why something could not be recorded or read.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The database's own.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was asked for does not fit what is recorded; the sentence says why.
    #[error("{0}")]
    Refused(String),
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(StoreError::from(error))
    }
}
