//! Pay as text for a terminal, and as files for payroll and finance.

pub(crate) mod alike;
pub(crate) mod analyse;
mod check;
mod diff;
pub(crate) mod explain;
mod files;
mod letter;
pub(crate) mod mix;
mod run;
pub(crate) mod stages;
mod statement;
mod sums;
mod tree;
pub(crate) mod words;

pub use analyse::analyse;
pub use check::check;
pub use diff::diff;
pub use explain::explain;
pub use files::file;
pub use letter::letter;
pub use run::run;
pub use statement::statement;
