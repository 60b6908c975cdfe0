//! Open deals of people who left long ago: nobody took them over, so they still wait in the CRM.

use crate::chance::Chance;
use crate::days::{self, Day};
use crate::deals::{Deal, Outcome};
use crate::people::{People, Seat};

/// How long ago their owner left, at least, in days.
const LONG_AGO: Day = 330;
/// How many each of them left behind.
const EACH: usize = 1;

/// Leaves behind with each of those who left long ago the last deals that they had opened and that were not won.
pub(crate) fn nobody_took(seed: u64, people: &People, deals: &mut [Deal], today: Day) {
    for (at, seat) in people.seats.iter().enumerate() {
        for (leaver, until) in leavers(people, seat, today) {
            let mut chance = Chance::of(seed, "deals left behind", leaver as u64);
            let was_his = |deal: &&mut Deal| {
                deal.seat == at
                    && deal.outcome == Outcome::Lost
                    && deal.owners.first().is_some_and(|(owner, _)| *owner == leaver)
                    && (until - 120..until - 10).contains(&deal.created)
            };
            for deal in deals.iter_mut().filter(was_his).take(EACH) {
                deal.outcome = Outcome::Open;
                deal.owners.truncate(1);
                deal.moved.retain(|(on, _)| *on < until);
                // The date that somebody once wrote down is far in the past.
                deal.close = days::workday(deal.created + 60 + chance.between(0, 60));
            }
        }
    }
}

/// Who left a seat long ago, with the day after the last.
fn leavers(people: &People, seat: &Seat, today: Day) -> Vec<(usize, Day)> {
    let left = seat.held_by.iter().filter_map(|at| Some((*at, people.person(*at).until?)));
    left.filter(|(_, until)| *until < today - LONG_AGO).collect()
}
