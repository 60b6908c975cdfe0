//! Measures: from their definition in the plan to SQL, and to exact figures.
//!
//! The unit of a measure says what its figures are in: `money` and `count` in millionths, `days` and `hours` in minutes,
//! `rate` as numerator and
//! denominator, both in millionths, whose share it is.

mod check;
mod compile;
mod definition;
mod dimension;
mod evaluate;
mod events;
mod rows;

pub use check::check;
pub use compile::compile;
pub use dimension::{Dimension, dimensions};
pub use evaluate::{Figure, MeasureError, MeasureRow, MeasureTable, evaluate};
pub use events::{Event, events};
pub use rows::{CountedRow, counted_rows};
