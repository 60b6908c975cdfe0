//! The customers of the sample company and those it would like to have.

use std::collections::BTreeSet;

use crate::chance::Chance;
use crate::days::Day;
use crate::names;
use crate::offerings::SEGMENTS;
use crate::organisation::{Tongue, region_of};
use crate::people::Seat;

/// A customer or a prospect.
pub(crate) struct Account {
    pub(crate) name: String,
    /// Place in the list of segments.
    pub(crate) segment: usize,
    /// Place in the list of seats: whoever sits there answers for it.
    pub(crate) seat: usize,
    pub(crate) town: &'static str,
    /// Size in thousandths of a middling one.
    pub(crate) size: i64,
    /// The discount it is used to, in thousandths.
    pub(crate) discount: i64,
    /// Whether it bought before the history begins.
    pub(crate) is_old: bool,
    pub(crate) created: Day,
}

/// Accounts of each seat.
const OF_SEAT: i64 = 46;
/// Accounts in a thousand that are several times larger than all others.
const GIANTS: i64 = 6;

/// Draws the accounts of each seat.
pub(crate) fn drawn(seed: u64, seats: &[Seat]) -> Vec<Account> {
    let mut taken = BTreeSet::new();
    let mut accounts = Vec::new();
    let shares = SEGMENTS.each_ref().map(|segment| segment.share);
    for (at, seat) in seats.iter().enumerate() {
        let mut chance = Chance::of(seed, "accounts of a seat", at as u64);
        for _ in 0..OF_SEAT + chance.between(-6, 6) {
            let segment = chance.weighted(&shares);
            let (name, town) = named(&mut chance, seat, segment, &mut taken);
            let giant = if chance.happens(GIANTS) { 5 } else { 1 };
            accounts.push(Account {
                name,
                segment,
                seat: at,
                town,
                size: chance.skewed() * giant,
                discount: chance.between(30, 110),
                is_old: chance.happens(650),
                created: chance.between(-2_500, 600),
            });
        }
    }
    accounts
}

/// A name that no other account has.
fn named(
    chance: &mut Chance,
    seat: &Seat,
    segment: usize,
    taken: &mut BTreeSet<String>,
) -> (String, &'static str) {
    let tongue = region_of(seat.team).tongue;
    let trades = crate::offerings::segment(segment).trades;
    let trades = match tongue {
        Tongue::Nordic => trades[0],
        Tongue::German => trades[1],
        Tongue::Dutch => trades[2],
    };
    loop {
        let town = *chance.pick(seat.team.towns);
        let name = names::customer(chance, tongue, trades, town);
        if taken.insert(name.clone()) {
            return (name, town);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_two_thousand_accounts_lie_in_all_segments_and_a_few_are_large() {
        let people = crate::people::drawn(3);
        let accounts = drawn(3, &people.seats);
        assert!((1_800..2_200).contains(&accounts.len()), "{}", accounts.len());
        assert!(
            (0..SEGMENTS.len())
                .all(|at| accounts.iter().filter(|account| account.segment == at).count() > 100)
        );
        let mut sizes: Vec<i64> = accounts.iter().map(|account| account.size).collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let top: i64 = sizes.iter().take(100).sum();
        assert!(top * 5 > sizes.iter().sum::<i64>(), "the largest hundred are a fifth of all");
    }
}
