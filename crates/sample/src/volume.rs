//! How much each year brought: orders are made larger or smaller until the years grow as those of such a company do.

use crate::chance::Chance;
use crate::days::{self, Day};
use crate::deals::{Deal, Outcome};
use crate::offerings::offering;

/// Instruments sold in each year of the history, in thousandths of those of its last year.
const YEARS: [i64; 3] = [985, 995, 1_000];
/// How far a year may stray from that, in thousandths.
const STRAYS: i64 = 25;

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
        .flat_map(|deal| {
            deal.lines
                .iter()
                .map(|line| offering(line.offering).price * line.pieces * (1_000 - deal.discount))
        })
        .sum::<i64>()
        / 1_000
}
