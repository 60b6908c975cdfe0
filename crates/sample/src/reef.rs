//! The reef: a small company whose bridge, numbers and forecasts show what those of Halden Instruments are too good for.
//! For tests only.

use std::fmt::Write as _;

use plumb_units::Date;

use crate::{Exports, Signing};

/// What is to be imported into the reef.
pub const REEF: Exports = Exports { mapping: "mappings/reef.toml", folder: "exports" };

/// People who sell there.
const DIVERS: i64 = 8;
/// The years whose numbers are told; the last one runs.
const YEARS: std::ops::RangeInclusive<i64> = 2022..=2026;
/// What a diver brought of a number, in per cent, in turn.
const BROUGHT: [i64; 5] = [82, 118, 104, 91, 131];

/// The reef's workspace as text, by path: its plan, its exports and the mapping [`REEF`] names.
///
/// ```
/// assert!(plumb_sample::reef().iter().any(|(path, _)| path == "plumb.toml"));
/// ```
pub fn reef() -> Vec<(String, Vec<u8>)> {
    let files = [
        ("plumb.toml", include_str!("../reef/plumb.toml").to_owned()),
        ("plan/reef.toml", include_str!("../reef/plan.toml").to_owned()),
        ("plan/people.csv", people()),
        ("plan/private/quotas.csv", quotas()),
        (REEF.mapping, include_str!("../reef/mapping.toml").to_owned()),
        ("exports/orders.csv", orders()),
        ("exports/deals.csv", deals()),
        ("exports/contracts.csv", contracts()),
        ("exports/forecasts.csv", forecasts()),
        ("exports/payments.csv", payments()),
    ];
    files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect()
}

/// What was signed there.
pub fn reef_signing() -> Signing {
    Signing { objective: "grow", by: "diver-1".to_owned(), on: Date::constant(2026, 1, 5) }
}

fn people() -> String {
    let mut text = "id,name,role,unit,from,ramp,key.reef\n".to_owned();
    for diver in 1..=DIVERS {
        let _ = writeln!(text, "diver-{diver},Dana Diver {diver},diver,reef,2021-01-01,180 days,D{diver}");
    }
    text
}

/// Numbers of a diver's years, each with what was brought: nine tenths of what lies above a number stand in the next.
fn years(diver: i64) -> Vec<(i64, i64, i64)> {
    let mut number = 40_000 + 1_000 * diver;
    let mut years = Vec::new();
    for (at, year) in YEARS.enumerate() {
        let turn = usize::try_from(diver).unwrap_or(0) * 3 + at * 2;
        let brought = number * BROUGHT.get(turn % BROUGHT.len()).copied().unwrap_or(100) / 100;
        years.push((year, number, brought));
        number += (brought - number).max(0) * 9 / 10;
    }
    years
}

fn quotas() -> String {
    let mut text = "person,measure,amount,from,until\n".to_owned();
    for diver in 1..=DIVERS {
        for (year, number, _) in years(diver) {
            let _ = writeln!(text, "diver-{diver},net-revenue,{number} EUR,{year}-01-01,{}-01-01", year + 1);
        }
    }
    text
}

/// A quarter of a year's result in each of its quarters; one customer orders more than half of it.
fn orders() -> String {
    let mut text = "Order,Date,Diver,Customer,Net\n".to_owned();
    for diver in 1..=DIVERS {
        for (year, _, brought) in years(diver) {
            let over = if year == 2026 { 2 } else { 4 };
            for (quarter, month) in ["02", "05", "08", "11"].iter().enumerate().take(over) {
                let large = brought / 4 * 3 / 5;
                let small = brought / 4 - large;
                let _ = writeln!(text, "L{year}{quarter}{diver},{year}-{month}-15,D{diver},whale,{large}");
                let _ = writeln!(text, "S{year}{quarter}{diver},{year}-{month}-16,D{diver},K{diver},{small}");
            }
        }
    }
    text
}

/// Three years of deals of which every second is won after a hundred days, and a handful that are open.
fn deals() -> String {
    let mut text = "Deal,Diver,Customer,Outcome,Created,Closed,Expected,Amount\n".to_owned();
    for year in 2023..=2026 {
        for month in 1..=12 {
            for at in 0..8 {
                let (created, closed) = (format!("{year}-{month:02}-05"), closed(year, month));
                if closed.as_str() > "2026-06-30" {
                    continue;
                }
                let outcome = if at % 2 == 0 { "won" } else { "lost" };
                let _ = writeln!(
                    text,
                    "N{year}{month}{at},D{},K{at},{outcome},{created},{closed},{closed},2000",
                    at % DIVERS + 1
                );
            }
        }
    }
    for at in 0..6 {
        let _ = writeln!(text, "M{at},D{},K{at},open,2026-05-05,,2026-09-15,2000", at % DIVERS + 1);
    }
    text
}

/// Some hundred days after the fifth of a month.
fn closed(year: i64, month: i64) -> String {
    let later = month + 3;
    if later > 12 { format!("{}-{:02}-13", year + 1, later - 12) } else { format!("{year}-{later:02}-13") }
}

/// Half of the contracts were not renewed.
fn contracts() -> String {
    let mut text = "Contract,Customer,Diver,Due,Outcome,Amount\n".to_owned();
    for at in 0..20 {
        let outcome = if at % 2 == 0 { "renewed" } else { "lost" };
        let _ = writeln!(text, "C{at},K{},D{},2026-03-31,{outcome},1500", at % DIVERS, at % DIVERS + 1);
    }
    text
}

/// Twice as much as the plan means to pay for what is brought.
fn payments() -> String {
    let mut text = "Payment,Diver,From,Until,Amount\n".to_owned();
    for diver in 1..=DIVERS {
        let _ = writeln!(text, "Y1{diver},D{diver},2025-07-01,2026-01-01,5000");
        let _ = writeln!(text, "Y2{diver},D{diver},2026-01-01,2026-04-01,5000");
    }
    text
}

/// A month before the end of a quarter half as much again as what it brings is promised.
fn forecasts() -> String {
    let mut text = "Forecast,Day,Quarter,Amount\n".to_owned();
    let of_year = |wanted: i64| -> i64 {
        let all = (1..=DIVERS).flat_map(years);
        all.filter(|(year, ..)| *year == wanted).map(|(_, _, brought)| brought / 4).sum()
    };
    for (day, year, quarter) in
        [("2025-05-31", 2025, 2), ("2025-08-31", 2025, 3), ("2025-11-30", 2025, 4), ("2026-03-01", 2026, 1)]
    {
        let _ = writeln!(text, "F{year}{quarter},{day},{year}-Q{quarter},{}", of_year(year) * 3 / 2);
    }
    text
}
