//! Where something is and what is wrong with it, as data: files, spans, labels, problems.
//!
//! Nothing here knows a terminal, a colour or a rule; `report` draws problems.

mod files;
mod nearest;
mod problem;

pub use files::{FileId, Files, Place, Span};
pub use nearest::{meant, nearest};
pub use problem::{Label, Problem, Severity};
