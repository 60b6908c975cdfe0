//! Why something could not be served.

use plumb_engine::EngineError;
use plumb_ledger::LedgerError;

/// Why something could not be served; each reads as a sentence.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// The engine's own.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The ledger's own.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The port cannot be had.
    #[error("`{address}` cannot be served on: {source}; take another with `--port N`")]
    Address {
        /// Host and port.
        address: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The system gives no threads, sockets or random bits.
    #[error("the system gives none of what serving needs: {0}")]
    System(String),
    /// What was asked for does not fit; the sentence says why.
    #[error("{0}")]
    Refused(String),
}

impl From<plumb_ledger::StoreError> for WebError {
    fn from(error: plumb_ledger::StoreError) -> Self {
        Self::Ledger(error.into())
    }
}
