//! A made-up model of any size, for benchmarks and tests.

use plumb_units::Date;

use crate::grid::Step;
use crate::history::Unit;
use crate::luck::{Stream, hash, key};
use crate::model::{Cell, Member, Model, OpenDeal, Size};

/// People of one team in the made-up company.
const TEAM: usize = 10;
/// Open deals of each person.
const DEALS: usize = 6;

/// A model of a company with so many people in teams of ten, each with rates and sizes of their own and six open deals.
///
/// Its steps are the months of 2026 and on. The same numbers give the same model.
///
/// ```
/// let model = plumb_forecast::synthetic(20, 12, 4, 1);
/// assert_eq!((model.members.len(), model.steps.len(), model.units.len()), (20, 12, 3));
/// ```
pub fn synthetic(people: usize, months: usize, families: usize, seed: u64) -> Model {
    let families = families.max(1);
    let month = |number: usize| {
        let year = 2026 + i16::try_from(number / 12).unwrap_or(0);
        Date::new(year, (number % 12) as i8 + 1, 1).unwrap_or(Date::MAX)
    };
    let steps = (0..months).map(|number| Step {
        name: format!("month {number}"),
        from: month(number),
        until: month(number + 1),
        days: 21.0,
        share: 1.0,
        season: (number % 12) as u8,
    });
    let teams = people.div_ceil(TEAM);
    let units = std::iter::once(Unit { id: "all".to_owned(), parent: None })
        .chain((0..teams).map(|team| Unit { id: format!("team {team}"), parent: Some(0) }));
    Model {
        families: (0..families).map(|family| format!("family {family}")).collect(),
        units: units.collect(),
        people,
        members: (0..people).map(|person| member(person, months, families, seed)).collect(),
        steps: steps.collect(),
        company_spread: 0.1,
        team_spread: 0.08,
        ..Model::default()
    }
}

fn member(person: usize, months: usize, families: usize, seed: u64) -> Member {
    let id = format!("person {person}");
    let mut stream = Stream::new(key(seed, hash(&id), 0), 0);
    let mut draw =
        |from: f64, to: f64| from + (to - from) * (stream.next() >> 11) as f64 / (1_u64 << 53) as f64;
    let rate = draw(0.5, 3.0);
    let sizes: Vec<Size> = (0..families)
        .map(|family| Size { family, mean: draw(5e5, 5e6).round(), sigma: 0.4 + 0.2 * (family % 3) as f64 })
        .collect();
    let mix: Vec<f64> = (0..families).map(|_| draw(0.2, 1.0)).collect();
    let whole: f64 = mix.iter().sum();
    let dispersion = draw(1.1, 1.8);
    let cells = (0..months)
        .map(|month| {
            let season = [0.8, 0.9, 1.3].get(month % 3).copied().unwrap_or(1.0);
            Cell { rates: mix.iter().map(|share| rate * season * share / whole).collect(), dispersion }
        })
        .collect();
    let deals = (0..DEALS)
        .map(|deal| {
            let ever = draw(0.1, 0.6);
            let wins = (0..months).map(|month| ever * 0.5_f64.powi(month as i32 + 1)).collect();
            let family = deal % families;
            OpenDeal { deal: person * DEALS + deal, family, wins, mean: draw(1e6, 8e6).round(), sigma: 0.1 }
        })
        .collect();
    let unit = Some(1 + person / TEAM);
    Member { id, person: Some(person), unit, spread: 0.2, sizes, cells, deals }
}
