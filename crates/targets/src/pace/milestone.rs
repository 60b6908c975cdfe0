//! Milestones: dates by which a part of a target is to be there.

use plumb_units::{Date, Rate};

use super::{Pace, Schedule, State, after, around, pace};

/// A level to be reached by the end of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Its name.
    pub name: String,
    /// The last day for it.
    pub date: Date,
    /// The level.
    pub target: i64,
    /// How far below still counts as kept, and how far off the way there is on track.
    pub tolerance: Rate,
}

/// A milestone beside what was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneCheck {
    /// Its name.
    pub name: String,
    /// The last day for it.
    pub date: Date,
    /// Whether that day is over.
    pub due: bool,
    /// Whether the level, less its tolerance, was there in time; `None` while it is not due and not reached.
    pub kept: Option<bool>,
    /// The pace until its date, with what was there by then or is there today, whichever is earlier.
    pub pace: Pace,
}

/// Checks milestones against results by day, in any order, that add up; results after `today` or after a milestone's date do
/// not count for it. The way to a milestone follows the schedule up to its date.
pub fn milestones(
    schedule: &Schedule,
    milestones: &[Milestone],
    results: &[(Date, i64)],
    today: Date,
) -> Vec<MilestoneCheck> {
    let check = |milestone: &Milestone| {
        let at = today.min(milestone.date);
        let there: i128 =
            results.iter().filter(|(day, _)| *day <= at).map(|(_, amount)| i128::from(*amount)).sum();
        let mut way = schedule.clone();
        way.days.retain(|day| *day <= milestone.date);
        way.periods.retain(|period| period.from <= milestone.date);
        for period in &mut way.periods {
            period.until = period.until.min(after(milestone.date));
        }
        let mut pace = pace(&way, milestone.target, crate::split::fit(there), at, milestone.tolerance);
        let due = milestone.date <= today;
        let (least, _) = around(milestone.target, milestone.tolerance);
        let kept = if due || pace.state == State::Reached { Some(pace.actual >= least) } else { None };
        if due && kept == Some(true) && pace.state != State::Reached {
            pace.state = State::OnTrack;
        }
        MilestoneCheck { name: milestone.name.clone(), date: milestone.date, due, kept, pace }
    };
    milestones.iter().map(check).collect()
}
