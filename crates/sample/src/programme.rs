//! The programme that mends the company from day 0 on: what it changed, what it did not, and what slipped back.

use plumb_units::Date;

use crate::days::{self, Day};
use crate::{Day as Stand, Sample};

/// The day from which leads have an owner and a clock.
const CLOCK: Date = Date::constant(2026, 6, 22);
/// The day from which nobody looks at the clock any more.
const FORGOTTEN: Date = Date::constant(2026, 8, 3);

/// How a fix of the programme stands on the day of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// What was missing in the plan is there.
    Mended,
    /// People do otherwise since then, and the facts of that time show it.
    Works,
    /// Its day is over, and the facts have not moved.
    Fails,
    /// It worked, and slipped back.
    Drifts,
}

/// The fixes that were begun, by their ids in the plan, and how each stands; none before the programme and in the aligned
/// company.
///
/// ```
/// use plumb_sample::{Day, Progress, Sample, programme};
/// let fixes = programme(&Sample { seed: 1, aligned: false, day: Day::Ninety });
/// assert!(fixes.contains(&("lead-clock", Progress::Drifts)));
/// ```
pub fn programme(sample: &Sample) -> Vec<(&'static str, Progress)> {
    if !runs(sample) {
        return Vec::new();
    }
    let clock = if sample.day == Stand::Ninety { Progress::Drifts } else { Progress::Works };
    vec![
        ("service-in-dach", Progress::Mended),
        ("exit-criteria", Progress::Mended),
        ("discovery", Progress::Works),
        ("lead-clock", clock),
        ("late-discounts", Progress::Fails),
    ]
}

/// Whether the programme has begun to mend what was planted.
pub(crate) fn runs(sample: &Sample) -> bool {
    !sample.aligned && sample.day != Stand::Zero
}

/// Rules, by the codes of their origin, whose faults stood in the plan and are mended there.
pub(crate) const MENDED: [&str; 3] = ["O102", "O107", "M102"];

/// Whether a lead that came in on a day is answered as the programme asks.
pub(crate) fn answers_quickly(asked: Day) -> bool {
    (days::number(CLOCK)..days::number(FORGOTTEN)).contains(&asked)
}
