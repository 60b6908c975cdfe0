//! Who looks after a deal while its owner is on holiday: it changes hands for two weeks, and comes back.

use crate::chance::Chance;
use crate::days;
use crate::deals::Deal;
use crate::people::People;

/// Deals in a thousand that are handed to a colleague for a while.
const COVERED: i64 = 14;
/// Days of a holiday.
const HOLIDAY: days::Day = 12;

/// Hands some deals to a colleague of the team for two weeks.
pub(crate) fn holidays(seed: u64, people: &People, deals: &mut [Deal]) {
    for (number, deal) in deals.iter_mut().enumerate() {
        let mut chance = Chance::of(seed, "holiday of an owner", number as u64);
        let [(owner, _)] = deal.owners[..] else { continue };
        let from = days::workday(deal.created + (deal.close - deal.created) / 3);
        let back = from + HOLIDAY;
        let is_short = deal.close - deal.created < 4 * HOLIDAY;
        if !chance.happens(COVERED) || is_short || !people.person(owner).is_there(back) {
            continue;
        }
        let Some(seat) = people.seats.get(deal.seat) else { continue };
        let of_team = people.seats.iter().filter(|other| other.team.id == seat.team.id);
        let there = of_team.filter_map(|other| people.sitting(other, from));
        let colleagues: Vec<usize> =
            there.filter(|at| *at != owner && people.person(*at).is_there(back)).collect();
        if !colleagues.is_empty() {
            let colleague = *chance.pick(&colleagues);
            deal.owners.extend([(colleague, from), (owner, back)]);
        }
    }
}
