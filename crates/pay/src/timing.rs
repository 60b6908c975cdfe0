//! What holding a deal back or pulling it forward pays: the same deal on the two sides of the end of a pay period.

use plumb_units::Date;

use crate::events::Events;
use crate::given::Given;
use crate::number::{Number, Ratio};
use crate::periods::windows;
use crate::plan::PayPlan;
use crate::roster::{Roster, day_number};
use crate::run::Run;
use crate::slope::{Slope, Unit, slopes};

/// What one person would be paid for one usual deal more, on the two sides of an end of a pay period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Who.
    pub person: u32,
    /// The plan: its place in the list.
    pub plan: usize,
    /// The last day of the pay period.
    pub end: Date,
    /// The row of the deal: the person's median deal by its number.
    pub deal: u32,
    /// What it earns in all of the plan's time when it is made on the last day.
    pub before: Ratio,
    /// What it earns when it is made on the day after.
    pub after: Ratio,
}

impl Timing {
    /// What making it a period later brings; below zero what making it earlier brings.
    pub fn later(&self) -> Option<Ratio> {
        self.after.minus(&self.before)
    }
}

/// What one more usual deal earns on the last day of each pay period and on the day after, for everybody with deals.
///
/// The usual deal of a person is the one of median size by `column`, with all its numbers and texts. Ends whose next day has
/// not come, or on which the person is not under the plan, are left out: of the first, nothing can be told yet.
pub fn timing(
    plans: &[PayPlan],
    events: &Events,
    given: &Given,
    run: &Run,
    column: &str,
    threads: usize,
) -> Vec<Timing> {
    let roster = Roster::new(given);
    let usual = |seat: usize, person: u32| {
        let deals = run.own_deals(events, seat, person).into_iter();
        let sizes = deals.map(|(_, row)| (events.number(column, row as usize), row));
        let mut sizes: Vec<(i64, u32)> = sizes.filter(|(size, _)| *size > 0).collect();
        sizes.sort_unstable();
        sizes.get(sizes.len().checked_sub(1)? / 2).map(|(_, row)| *row)
    };
    let last_day = day_number(given.as_of);
    let mut asked = Vec::new();
    let mut copies = Vec::new();
    for (seat, (person, plan)) in roster.seats.iter().enumerate() {
        let (Some(of), Some(deal)) = (plans.get(*plan), usual(seat, *person)) else { continue };
        for period in windows(&given.calendar, of.every, of.from, of.until) {
            let next = day_number(period.until);
            let here =
                |day: i32| roster.seat(*person, u32::try_from(*plan).unwrap_or(u32::MAX), day).is_some();
            if next <= last_day && period.until < of.until && here(next - 1) && here(next) {
                asked.push((*person, *plan, period.until, deal));
                copies.extend([(deal, next - 1), (deal, next)]);
            }
        }
    }
    let found = slopes(plans, events, given, run, &events.copies(&copies, true), &Unit::new(), threads);
    asked
        .into_iter()
        .zip(found.chunks(2))
        .filter_map(|((person, plan, until, deal), sides)| {
            let [before, after] = sides else { return None };
            let of = |slope: &Slope| {
                let seat = slope.seats.iter().find(|seat| (seat.person, seat.plan) == (person, plan));
                slope.complete.then(|| seat.map_or(Ratio::ZERO, |seat| seat.figures.year.brings))
            };
            let end = until.yesterday().ok()?;
            Some(Timing { person, plan, end, deal, before: of(before)?, after: of(after)? })
        })
        .collect()
}
