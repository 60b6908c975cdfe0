//! Quantities that cannot be mixed up: money, amounts, rates, dates, periods, ids; and time zones.
//!
//! Money times money is not expressible, nothing here is a float, and every rounding has a name.

mod amount;
mod calendar;
mod dates;
mod duration;
mod id;
mod money;
mod number;
mod quantity;
mod rate;
mod rounding;
mod zone;

pub use amount::{Amount, AmountError};
pub use calendar::{Calendar, CalendarError, Grain, Period};
pub use dates::{DateRange, parse_date};
pub use duration::{Duration, DurationError, DurationUnit};
pub use id::{Id, IdError};
pub use jiff::civil::{Date, Weekday};
pub use money::{Currency, CurrencyError, Money, largest_remainder};
pub use number::NumberFormat;
pub use quantity::{Quantity, QuantityError};
pub use rate::{Rate, RateError};
pub use rounding::{Rounding, divide};
pub use zone::{Clock, is_time_zone, time_zones};

/// Millionths in one: the scale of [`Amount`] and [`Rate`].
pub const MILLION: i64 = 1_000_000;
