//! The pages, one file for each.

pub(crate) mod ahead;
pub(crate) mod changes;
pub(crate) mod coverage;
pub(crate) mod door;
pub(crate) mod first;
pub(crate) mod gap;
pub(crate) mod gaps;
pub(crate) mod growth;
pub(crate) mod line;
pub(crate) mod lost;
pub(crate) mod pay;
pub(crate) mod people;
pub(crate) mod sheets;
pub(crate) mod start;
pub(crate) mod style;
pub(crate) mod targets;
pub(crate) mod wrong;
