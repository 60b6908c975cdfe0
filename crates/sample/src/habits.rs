//! How people of the sample company behave towards dates, prices and the steps of a deal, and what the programme changes.

use plumb_units::Date;

use crate::days::{self, Day};
use crate::organisation::Team;

/// The first day on which the programme asks for another habit.
pub(crate) const PROGRAMME: Date = Date::constant(2026, 6, 15);

/// The Nordic team that coaches, qualifies and closes evenly.
pub(crate) const EVEN: &str = "stockholm";

/// How people of the company behave; all but the last are parts of a thousand.
pub(crate) struct Habits {
    aligned: bool,
}

impl Habits {
    pub(crate) fn of(aligned: bool) -> Self {
        Self { aligned }
    }

    fn sound(&self, team: &Team) -> bool {
        self.aligned || team.id == EVEN
    }

    /// Won deals that are pressed into the last days of their quarter.
    pub(crate) fn pressed(&self, team: &Team) -> i64 {
        if self.sound(team) { 20 } else { 515 }
    }

    /// How much deeper discounts are there, in thousandths of the list price.
    pub(crate) fn deeper(&self, team: &Team) -> i64 {
        if self.sound(team) { 0 } else { 60 }
    }

    /// Deals whose date is moved three times or more.
    pub(crate) fn pushed(&self, team: &Team) -> i64 {
        if self.sound(team) { 30 } else { 320 }
    }

    /// Deals that go from qualification straight to a solution.
    pub(crate) fn skips(&self, team: &Team, created: Day) -> i64 {
        match (self.aligned, team.region) {
            (true, _) => 25,
            (false, "dach") if created < days::number(PROGRAMME) => 520,
            (false, "dach") => 90,
            (false, _) => 40,
        }
    }

    /// How much a discovery adds to the chance of winning where it is skipped often, in thousandths of all deals.
    pub(crate) fn helps(&self, team: &Team) -> i64 {
        if self.aligned || team.region != "dach" { 0 } else { 90 }
    }
}
