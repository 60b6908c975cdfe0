//! Why a command could not do it: a sentence, and the places in texts behind it.

use plumb_engine::{EngineError, ProblemView};

/// Why a command could not do it.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What was wrong, where, and what to do.
    pub(crate) says: String,
    /// Places in texts, drawn above the sentence.
    pub(crate) problems: Vec<ProblemView>,
}

impl Failure {
    pub(crate) fn new(says: impl Into<String>) -> Self {
        Self { says: says.into(), problems: Vec::new() }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self { says: error.to_string(), problems: error.problems().to_vec() }
    }
}

impl From<plumb_web::WebError> for Failure {
    fn from(error: plumb_web::WebError) -> Self {
        match error {
            plumb_web::WebError::Engine(error) => error.into(),
            other => Self::new(other.to_string()),
        }
    }
}
