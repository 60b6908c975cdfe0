//! The programme that mends the company from day 0 on: what it changed, what it did not, and what slipped back.

use plumb_units::Date;

use crate::days::{self, Day};

/// The day from which leads have an owner and a clock.
const CLOCK: Date = Date::constant(2026, 6, 22);
/// The day from which nobody looks at the clock any more.
const FORGOTTEN: Date = Date::constant(2026, 8, 3);

/// Whether a lead that came in on a day is answered as the programme asks.
pub(crate) fn answers_quickly(asked: Day) -> bool {
    (days::number(CLOCK)..days::number(FORGOTTEN)).contains(&asked)
}
