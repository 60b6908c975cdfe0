//! How much each year brought: orders are made larger or smaller until the years grow as those of such a company do.

use crate::chance::Chance;
use crate::days::{self, Day};
use crate::deals::{Deal, Outcome};
use crate::offerings::offering;

/// Instruments sold in each year of the history, in thousandths of those of its last year.
const YEARS: [i64; 3] = [985, 995, 1_000];
/// How far a year may stray from that, in thousandths.
const STRAYS: i64 = 25;

/// Of a thousand euros of a year, how many a few people bring.
const CARRIED: i64 = 380;
/// What the others' larger orders shrink to, in thousandths.
const OTHERS: i64 = 750;

/// Lets a few seats carry much of the year: their orders grow, those of the others shrink.
pub(crate) fn concentrate(seed: u64, deals: &mut [Deal], carries: impl Fn(usize) -> bool) {
    let brought = |deals: &[Deal], carried: bool| -> i64 {
        let of_year = |deal: &&Deal| {
            deal.outcome == Outcome::Won
                && days::year_of(deal.close) == days::LAST_YEAR
                && carries(deal.seat) == carried
        };
        deals.iter().filter(of_year).map(worth).sum()
    };
    grow(seed, deals, OTHERS, |deal| !carries(deal.seat) && deal.lines.iter().all(|line| line.pieces >= 3));
    let others = brought(deals, false);
    let factor = others / 1_000 * CARRIED / (1_000 - CARRIED) * 1_000 / (brought(deals, true) / 1_000).max(1);
    grow(seed, deals, factor, |deal| carries(deal.seat));
}

/// Makes the orders that are chosen larger or smaller.
fn grow(seed: u64, deals: &mut [Deal], factor: i64, chosen: impl Fn(&Deal) -> bool) {
    for (number, deal) in deals.iter_mut().enumerate() {
        if !chosen(deal) {
            continue;
        }
        let mut chance = Chance::of(seed, "pieces of a seat", number as u64);
        for line in &mut deal.lines {
            let pieces = line.pieces * factor;
            line.pieces = (pieces / 1_000 + i64::from(chance.happens(pieces % 1_000))).max(1);
        }
    }
}

/// What a deal brings, before prices are set.
fn worth(deal: &Deal) -> i64 {
    let lines = deal.lines.iter();
    lines.map(|line| offering(line.offering).price * line.pieces * (1_000 - deal.discount)).sum()
}

/// Sets the pieces of all orders of instruments so that years grow steadily.
pub(crate) fn steady(seed: u64, deals: &mut [Deal]) {
    let drawn = [0, 1, 2].map(|year| total(deals, days::FIRST_YEAR + year));
    let last = drawn[2].max(1);
    for (number, deal) in deals.iter_mut().enumerate().filter(|(_, deal)| !deal.is_service()) {
        let Some((year, total)) = of_day(deal.close).and_then(|at| Some((at, drawn.get(at)?))) else {
            continue;
        };
        let strays = Chance::of(seed, "market of a year", year as u64).between(-STRAYS, STRAYS);
        let wanted = last * (YEARS.get(year).copied().unwrap_or(1_000) + if year < 2 { strays } else { 0 });
        let factor = wanted / (*total).max(1);
        let mut chance = Chance::of(seed, "pieces of a deal", number as u64);
        for line in &mut deal.lines {
            let pieces = line.pieces * factor;
            line.pieces = (pieces / 1_000 + i64::from(chance.happens(pieces % 1_000))).max(1);
        }
    }
}

/// The place of the fiscal year that holds a day.
fn of_day(day: Day) -> Option<usize> {
    usize::try_from(days::year_of(day) - days::FIRST_YEAR).ok()
}

/// What instruments brought in a year, before prices are set.
fn total(deals: &[Deal], year: i16) -> i64 {
    deals
        .iter()
        .filter(|deal| {
            deal.outcome == Outcome::Won && days::year_of(deal.close) == year && !deal.is_service()
        })
        .map(worth)
        .sum::<i64>()
        / 1_000
}
