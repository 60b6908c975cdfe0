//! Pay: who is credited with what, what it earns, what is paid of it when, and what a plan pays for.
//!
//! Whole minor units and exact fractions; no float takes part in pay. Plain columns go in, plain columns come out: this
//! crate knows neither the plan files nor where transactions come from.

pub mod align;
mod awards;
mod book;
pub mod capitalise;
pub mod check;
mod circular;
pub mod component;
mod conditions;
pub mod contest;
pub mod cost;
pub mod credit;
mod curve;
pub mod dead;
pub mod due;
pub mod events;
mod exact;
pub mod explain;
pub mod given;
pub mod kept;
pub mod letter;
mod lines;
pub mod measure;
pub mod number;
mod outline;
mod paying;
pub mod periods;
pub mod person;
pub mod plan;
pub mod predicate;
pub mod quota;
mod ready;
mod recalculate;
pub mod result;
mod rollup;
mod roster;
mod run;
pub mod settle;
pub mod settlement;
pub mod shape;
pub mod slope;
pub mod standing;
mod stream;
pub mod timing;
mod world;

pub use component::Component;
pub use credit::Credit;
pub use events::Events;
pub use given::Given;
pub use measure::Measure;
pub use plan::{Over, PayPlan, RoundAt};
pub use predicate::Predicate;
pub use result::{Entry, EntryKind, Paid, PaidPeriod, Problem};
pub use roster::{date_of, day_number};
pub use run::{LinePay, Run, run};
pub use settlement::Settlement;
