//! Why something could not be recorded.

use plumb_store::{StoreError, rusqlite};

use crate::{DisputeState, RunId};

/// Why something could not be recorded or read.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The database's own.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was asked for does not fit what is recorded; the sentence says why.
    #[error("{0}")]
    Refused(String),
    /// Something was to be posted in a period that is closed, or such a period was to be closed again.
    #[error("`{period}` is closed; post in a period that is open")]
    PeriodClosed {
        /// The period.
        period: String,
    },
    /// From the same inputs something else came out, or somebody gave other postings for them.
    #[error("run {run} was made from the same inputs and posted something else; nothing is recorded")]
    NotReproduced {
        /// The run before.
        run: RunId,
    },
    /// A dispute was to take a step that it cannot take.
    #[error("dispute {dispute} is {} and cannot become {}", from.word(), to.word())]
    DisputeStep {
        /// The dispute.
        dispute: i64,
        /// How it stands.
        from: DisputeState,
        /// How it was to stand.
        to: DisputeState,
    },
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(StoreError::from(error))
    }
}
