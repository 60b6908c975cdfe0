//! Pay: who is credited with what, what it earns, what is paid of it when, and what a plan pays for.
//!
//! Whole minor units and exact fractions; no float takes part in pay. Plain columns go in, plain columns come out: this
//! crate knows neither the plan files nor where transactions come from.

pub mod component;
pub mod credit;
pub mod events;
pub mod given;
pub mod measure;
pub mod number;
pub mod periods;
pub mod person;
pub mod plan;
pub mod predicate;
pub mod quota;
pub mod result;
pub mod settlement;

pub use component::Component;
pub use credit::Credit;
pub use events::Events;
pub use given::Given;
pub use measure::Measure;
pub use plan::{Over, PayPlan, RoundAt};
pub use predicate::Predicate;
pub use settlement::Settlement;
