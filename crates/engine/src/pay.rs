//! Pay plans: from the plan's text to what `plumb_pay` computes with, and the worked examples that stand beside them.

pub(crate) mod checked;
pub(crate) mod columns;
pub(crate) mod example;
mod loose;
pub(crate) mod read;

pub use loose::{ExampleView, PayCheck, check_files};
