//! The growth bridge: what moved sales from one year to the next, what is to lead to the mandate, and what would close the rest.
//!
//! Backwards, [`happened`] takes sales apart into components that exclude one another. Forwards, [`planned`] lays levers
//! between a base and a goal. Turned round, [`solve`] finds the cheapest movements that close what is left open, within what
//! [`own_bound`] says a company has done before. Amounts are whole minor units of one currency, and whatever is taken apart
//! adds up again to the cent, in total, by segment and by period.

mod component;
mod growth;
mod happened;
mod history;
mod lever;
mod pairs;
mod planned;
mod price;
mod solve;
mod spread;
mod step;

pub use component::{Component, Components};
pub use growth::{Cylinders, Retention, cagr, cylinders, organic_growth, retention};
pub use happened::{Change, Finding, Happened, PairChange, PeriodChange, SegmentChange, happened};
pub use history::{Better, Bound, own_bound, quantile};
pub use lever::{Category, Counted, Lever, Nature};
pub use pairs::{Kind, Row, Side};
pub use planned::{LastYear, Momentum, Plan, PlanPeriod, Planned, Problem, Segment, Total, planned};
pub use price::{Line, Logarithmic, PriceVolumeMix, by_logarithms, price_volume_mix};
pub use solve::{Alone, Choice, Moved, Movement, STEPS_MAX, Solution, Taken, solve};
pub use spread::Spread;
pub use step::{Step, StepKind};

/// Amounts whose sum does not fit: above 92 quadrillion of a currency with cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the amounts are too large to be added up")]
pub struct TooLarge;

/// A sum as a whole number of minor units.
fn narrow(sum: i128) -> Result<i64, TooLarge> {
    i64::try_from(sum).map_err(|_| TooLarge)
}
