//! Targets: handed down through the organisation, summed up again, paced through the year, and how good the quotas are.
//!
//! Plain columns in, plain columns out. Amounts are whole numbers in the measure's smallest unit: minor units of one currency,
//! or counts. What is odd about the input comes back as data beside the result, and everything else is still computed.
//! Real numbers appear only where a statistic makes them.

pub mod capacity;
pub mod cascade;
pub mod commitments;
pub mod edges;
pub mod pace;
pub mod quality;

mod presence;
mod split;

pub use presence::{Stint, WorkDays, productive_days};
