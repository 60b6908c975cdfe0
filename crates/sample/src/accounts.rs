//! The customers of the sample company and those it would like to have.

use std::collections::BTreeSet;

use crate::chance::Chance;
use crate::days::{self, Day};
use crate::offerings::SEGMENTS;
use crate::organisation::{TEAMS, Tongue, region_of};
use crate::people::{People, Seat};
use crate::prices::rounded;
use crate::{Sample, ground, names};

/// A customer or a prospect.
pub(crate) struct Account {
    pub(crate) name: String,
    /// Place in the list of segments.
    pub(crate) segment: usize,
    /// Place in the list of seats: whoever sits there answers for it.
    pub(crate) seat: usize,
    /// Whoever sat there answered for it until it was moved.
    pub(crate) before: Option<usize>,
    /// Place in the list of clusters, where it lies in one.
    pub(crate) cluster: Option<usize>,
    /// What it could buy in a year, in whole euros.
    pub(crate) potential: i64,
    /// The month in which its own year ends.
    pub(crate) year_end: i64,
    pub(crate) town: &'static str,
    /// Size in thousandths of a middling one.
    pub(crate) size: i64,
    /// The discount it is used to, in thousandths.
    pub(crate) discount: i64,
    /// Whether it bought before the history begins.
    pub(crate) is_old: bool,
    pub(crate) created: Day,
}

impl Account {
    /// Whose it was on a day: a place in the list of seats.
    pub(crate) fn seat_on(&self, day: Day) -> usize {
        if day < days::number(ground::MOVED) { self.before.unwrap_or(self.seat) } else { self.seat }
    }
}

/// Accounts of each seat.
const OF_SEAT: i64 = 46;
/// Accounts in a thousand that are several times larger than all others.
const GIANTS: i64 = 6;
/// Size of all accounts of a seat.
const GROUND: i64 = OF_SEAT * 1_350;
/// Euros of potential of one thousandth of a middling account.
const POTENTIAL: i64 = 55;
/// Accounts of each cluster.
const OF_CLUSTER: u64 = 26;
/// The place of pharma in the list of segments.
const PHARMA: usize = 2;
/// The place of energy in the list of segments.
const ENERGY: usize = 3;
/// How the segments lie in Vienna, which sells to food.
const FOOD_FIRST: [i64; 5] = [60, 760, 80, 70, 30];

/// Draws the accounts of each seat, and those of the clusters.
pub(crate) fn drawn(sample: &Sample, people: &People) -> Vec<Account> {
    let mut taken = BTreeSet::new();
    let mut accounts = Vec::new();
    for (at, seat) in people.seats.iter().enumerate() {
        of_seat(sample.seed, people, at, seat, &mut taken, &mut accounts);
    }
    for (number, cluster) in ground::CLUSTERS.iter().enumerate() {
        of_cluster(sample, people, (number, cluster), &mut taken, &mut accounts);
    }
    ground::laid(sample, people, &mut accounts);
    accounts
}

fn of_seat(
    seed: u64,
    people: &People,
    at: usize,
    seat: &Seat,
    taken: &mut BTreeSet<String>,
    accounts: &mut Vec<Account>,
) {
    let shares =
        if seat.team.id == "vienna" { FOOD_FIRST } else { SEGMENTS.each_ref().map(|segment| segment.share) };
    let fte = seat.held_by.first().map_or(100, |holder| people.person(*holder).fte);
    let mut chance = Chance::of(seed, "accounts of a seat", at as u64);
    let first = accounts.len();
    for _ in 0..(OF_SEAT + chance.between(-6, 6)) * fte / 100 {
        let segment = chance.weighted(&shares);
        let (name, town) = named(&mut chance, seat, segment, seat.team.towns, taken);
        let giant = if chance.happens(GIANTS) { 3 } else { 1 };
        accounts.push(Account {
            name,
            segment,
            seat: at,
            before: None,
            cluster: None,
            town,
            size: chance.skewed() * giant,
            potential: 0,
            year_end: if segment == ENERGY { 3 } else { *chance.pick(&[12, 12, 12, 12, 12, 6, 9]) },
            discount: chance.between(30, 110),
            is_old: chance.happens(650),
            created: chance.between(-2_500, 600),
        });
    }
    // Grounds were made alike when the teams were formed.
    let wanted = GROUND * fte / 100 * chance.between(970, 1_030) / 1_000;
    let drawn: i64 = accounts[first..].iter().map(|account| account.size).sum();
    for account in &mut accounts[first..] {
        account.size = (account.size * wanted / drawn.max(1)).max(60);
        account.potential = rounded(account.size * POTENTIAL, 1_000);
    }
}

/// Customers that nobody sells to yet; once the ground is in order, everybody in the region has a part of them.
fn of_cluster(
    sample: &Sample,
    people: &People,
    (number, cluster): (usize, &ground::Cluster),
    taken: &mut BTreeSet<String>,
    accounts: &mut Vec<Account>,
) {
    let region = TEAMS.iter().find(|team| team.id == cluster.team).map_or("", |team| team.region);
    let seats = |counts: &dyn Fn(&Seat) -> bool| -> Vec<usize> {
        (0..people.seats.len()).filter(|at| counts(&people.seats[*at])).collect()
    };
    let of_team = seats(&|seat| seat.team.id == cluster.team);
    let of_region = seats(&|seat| seat.team.region == region);
    let mut chance = Chance::of(sample.seed, "accounts of a cluster", number as u64);
    for nth in 0..OF_CLUSTER {
        let at = |seats: &[usize]| seats[usize::try_from(nth).unwrap_or(0) % seats.len().max(1)];
        let seat = if sample.aligned { at(&of_region) } else { at(&of_team) };
        let (name, town) = named(&mut chance, &people.seats[of_team[0]], PHARMA, cluster.towns, taken);
        let size = chance.between(5_000, 10_500);
        accounts.push(Account {
            name,
            segment: PHARMA,
            seat,
            before: None,
            cluster: Some(number),
            town,
            size,
            potential: rounded(size * POTENTIAL, 1_000),
            year_end: 12,
            discount: 60,
            is_old: false,
            created: chance.between(-700, 300),
        });
    }
}

/// A name that no other account has.
fn named(
    chance: &mut Chance,
    seat: &Seat,
    segment: usize,
    towns: &[&'static str],
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
        let town = *chance.pick(towns);
        let name = names::customer(chance, tongue, trades, town);
        if taken.insert(name.clone()) {
            return (name, town);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn_of(seed: u64, aligned: bool) -> (People, Vec<Account>) {
        let sample = Sample { seed, aligned, day: crate::Day::Zero };
        let people = crate::people::drawn(&sample);
        let accounts = drawn(&sample, &people);
        (people, accounts)
    }

    /// Potential of each full-time seat of a region, without the clusters.
    fn grounds(seed: u64, aligned: bool, region: &str) -> Vec<i64> {
        let (people, accounts) = drawn_of(seed, aligned);
        let full = |at: &usize| {
            let seat = &people.seats[*at];
            seat.team.region == region && people.person(seat.held_by[0]).fte == 100
        };
        (0..people.seats.len())
            .filter(full)
            .map(|at| {
                let mine = accounts.iter().filter(|one| one.seat == at && (aligned || one.cluster.is_none()));
                mine.map(|account| account.potential).sum()
            })
            .collect()
    }

    #[test]
    fn about_two_thousand_accounts_lie_in_all_segments_and_a_few_are_large() {
        let (_, accounts) = drawn_of(3, false);
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

    #[test]
    fn grounds_are_alike_in_the_twin_and_differ_by_six_in_the_benelux() {
        for seed in 1..=5 {
            for region in ["nordics", "dach", "benelux"] {
                let grounds = grounds(seed, true, region);
                let (least, most) = (grounds.iter().min().unwrap(), grounds.iter().max().unwrap());
                assert!(most * 10 < least * 13, "{region}: {grounds:?}");
            }
            let uneven = grounds(seed, false, "benelux");
            let (least, most) = (uneven.iter().min().unwrap(), uneven.iter().max().unwrap());
            assert!((5..=8).contains(&(most / least)), "{uneven:?}");
            let moved = grounds(seed, false, "dach");
            let (least, most) = (moved.iter().min().unwrap(), moved.iter().max().unwrap());
            assert!(most * 10 < least * 16, "{moved:?}");
        }
    }

    #[test]
    fn three_in_ten_customers_in_dach_changed_hands_in_january() {
        for seed in 1..=5 {
            let (people, accounts) = drawn_of(seed, false);
            let in_dach = |account: &&Account| {
                people.seats[account.seat].team.region == "dach" && account.cluster.is_none()
            };
            let all = accounts.iter().filter(in_dach).count();
            let moved = accounts.iter().filter(in_dach).filter(|one| one.before.is_some()).count();
            assert!((280..=300).contains(&(moved * 1_000 / all)), "{moved} of {all}");
            let outside = accounts.iter().filter(|one| !in_dach(one) && one.before.is_some()).count();
            assert_eq!(outside, 0);
        }
    }
}
