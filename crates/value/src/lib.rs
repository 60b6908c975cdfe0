//! What closing a gap is worth: effects on margin, stacked without counting twice and shared without a remainder.
//!
//! The margin of a cell is a product of drivers. A gap bears on one of them; closing it moves the driver by its effect at full
//! magnitude, times its magnitude, up to the driver's cap. Gaps on one driver saturate, gaps on different drivers multiply,
//! and each gets its Shapley value: the mean of what it adds over all orders in which the gaps could be closed
//! (Shapley 1953). Their sum is the worth of closing all. Figures are estimates and therefore real numbers; who shows
//! them rounds them.

mod class;
mod driver;
mod effect;
mod estimate;
mod luck;
mod quadrature;
mod share;

pub use class::{Class, LARGE, MEDIUM};
pub use driver::{DRIVERS, Driver, Factor, VOLUME_AT_PRICE};
pub use effect::{Effect, widening};
pub use estimate::{Cell, DRAWS_MAX, Estimate, Gap, Interval, SATURATION, Steps, Worth, estimate, saturated};
pub use quadrature::{Node, nodes};
pub use share::{Product, Stack, all, shares};
