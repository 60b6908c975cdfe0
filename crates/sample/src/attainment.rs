//! How far people of the sample company came with their quotas in the years that are over.

use plumb_units::MILLION;

use crate::chance::Chance;
use crate::company::{CARRY, Company};
use crate::days;

/// Of a hundred people, how many reached their quota.
const REACHED: usize = 31;
/// Of ten who reached it, how many came in just above it.
const JUST: usize = 6;

/// What somebody brought in a year, in millionths of the quota. Who sets quotas knows the ground, so how far each was off
/// is what is drawn.
pub(crate) fn of_year(company: &Company, year: i16, holder: usize) -> i64 {
    let number = |person: usize| u64::try_from(year).unwrap_or(0) * 1_000 + person as u64;
    let mut chance = Chance::of(company.sample.seed, "attainment of a year", number(holder));
    if company.sample.aligned {
        // A little more than half reach theirs.
        return 515_000 + (0..4).map(|_| chance.between(0, 250_000)).sum::<i64>();
    }
    let everybody = holders(company).filter(|person| in_year(company, year, *person)).count();
    let mut ranked: Vec<(bool, u64, usize)> = holders(company)
        .filter(|person| whole_year(company, year, *person))
        .map(|person| {
            let one = company.people.person(person);
            // Who can leave first is who sells best.
            let first = CARRY.contains(&one.post.as_str()) || one.until.is_some();
            let luck = Chance::of(company.sample.seed, "luck of a year", number(person)).below(1 << 32);
            (!first, luck, person)
        })
        .collect();
    ranked.sort_unstable();
    let reached = (everybody * REACHED + 50) / 100;
    let far = reached - reached * JUST / 10;
    match ranked.iter().position(|(_, _, person)| *person == holder) {
        Some(rank) if rank < far => MILLION + chance.between(45_000, 380_000),
        // Nobody stops short of a bonus that is one order away.
        Some(rank) if rank < reached => MILLION + chance.between(3_000, 28_000),
        _ => 965_000 - chance.between(0, 200_000) - chance.between(0, 220_000),
    }
}

/// Everybody who ever carried a quota.
fn holders(company: &Company) -> impl Iterator<Item = usize> {
    company.people.seats.iter().flat_map(|seat| seat.held_by.iter().copied())
}

/// Whether somebody carried a quota for the whole of a year.
fn whole_year(company: &Company, year: i16, holder: usize) -> bool {
    let person = company.people.person(holder);
    person.is_there(days::year_start(year)) && person.is_there(days::year_start(year + 1) - 1)
}

/// Whether somebody carried a quota in a year.
pub(crate) fn in_year(company: &Company, year: i16, holder: usize) -> bool {
    let person = company.people.person(holder);
    person.from < days::year_start(year + 1)
        && person.until.is_none_or(|until| until > days::year_start(year))
}
