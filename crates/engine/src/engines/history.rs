//! What happened, as the columns that the forecast takes in.

use std::collections::BTreeMap;

use plumb_catalog::Catalogue;
use plumb_forecast::{DateMove, Deal, History, Outcome, Person, Pressure, Sale, Stage, StageMove, Unit};
use plumb_store::{Cell, Store};
use plumb_units::{Date, Grain, MILLION, Period, parse_date};

use super::inputs::{Inputs, months};
use crate::EngineError;

const DEALS: &str = include_str!("../../queries/deals.sql");
const STAGES: &str = include_str!("../../queries/stages.sql");
const MOVES: &str = include_str!("../../queries/deal_moves.sql");
const PRESSURES: &str = include_str!("../../queries/pressures.sql");

/// Numbers of things by their names, in the order in which they were first met.
#[derive(Default)]
struct Numbers {
    names: Vec<String>,
    by_name: BTreeMap<String, usize>,
}

impl Numbers {
    fn of(&mut self, name: &str) -> usize {
        if let Some(number) = self.by_name.get(name) {
            return *number;
        }
        let number = self.names.len();
        self.names.push(name.to_owned());
        self.by_name.insert(name.to_owned(), number);
        number
    }
}

/// The history of the measure, with months from the first sale or deal to the end of `until`.
pub(super) fn history(
    inputs: &Inputs,
    catalogue: &Catalogue,
    store: &Store,
    until: Date,
) -> Result<History, EngineError> {
    let mut segments = Numbers::default();
    let mut stages = Numbers::default();
    let mut history = History {
        families: inputs.families.clone(),
        units: inputs.units.iter().map(|unit| Unit { id: unit.id.clone(), parent: unit.parent }).collect(),
        people: inputs
            .people
            .iter()
            .map(|person| Person {
                id: person.id.clone(),
                unit: person.unit,
                from: person.from,
                until: person.until,
                ramp_days: person.ramp_days,
                sells: person.sells,
            })
            .collect(),
        ..History::default()
    };
    for row in store.query(STAGES, &[])?.rows {
        let Some(id) = row.first().and_then(Cell::text) else { continue };
        let order = stages.of(id);
        let chance = row.get(2).and_then(Cell::int).map(fraction);
        history.stages.push(Stage { id: id.to_owned(), order, chance });
    }
    let open = history.stages.len();
    let mut deals: BTreeMap<String, usize> = BTreeMap::new();
    for row in store.query(DEALS, &[])?.rows {
        let text = |at: usize| row.get(at).and_then(Cell::text);
        let day = |at: usize| text(at).and_then(parse_date);
        let Some(id) = text(0) else { continue };
        deals.insert(id.to_owned(), history.deals.len());
        history.deals.push(Deal {
            person: text(1).and_then(|person| inputs.person(person)),
            family: inputs.family(text(2)),
            segment: text(3).map(|segment| segments.of(segment)),
            created: day(4),
            closed: day(5),
            outcome: match text(6) {
                Some("won") => Outcome::Won,
                Some("lost") => Outcome::Lost,
                _ => Outcome::Open,
            },
            amount: row.get(7).and_then(Cell::int).map(|amount| inputs.minor(amount)),
            stage: text(8).and_then(|stage| stages.by_name.get(stage).copied()).filter(|stage| *stage < open),
            expected: day(9),
            chance: row.get(10).and_then(Cell::int).map(fraction),
        });
    }
    for row in store.query(MOVES, &[])?.rows {
        let text = |at: usize| row.get(at).and_then(Cell::text);
        let (Some(deal), Some(day)) =
            (text(0).and_then(|deal| deals.get(deal)), text(2).and_then(parse_date))
        else {
            continue;
        };
        if text(1) == Some("stage") {
            let stage = |at: usize| text(at).and_then(|stage| stages.by_name.get(stage).copied());
            if let Some(to) = stage(4) {
                history.stage_moves.push(StageMove { deal: *deal, day, from: stage(3), to });
            }
        } else {
            let date = |at: usize| text(at).and_then(parse_date);
            history.date_moves.push(DateMove { deal: *deal, day, old: date(3), new: date(4) });
        }
    }
    for event in &inputs.events {
        let person = event.person.as_deref().and_then(|person| inputs.person(person));
        let deal = event.deal.as_ref().and_then(|deal| deals.get(deal)).copied();
        let family = inputs.family(event.offering.as_deref());
        let segment = event.segment.as_deref().map(|segment| segments.of(segment));
        let amount = inputs.minor(event.value);
        history.sales.push(Sale { day: event.day, person, family, segment, amount, deal });
    }
    families_of_deals(&mut history);
    for row in store.query(PRESSURES, &[])?.rows {
        let text = |at: usize| row.get(at).and_then(Cell::text);
        let (Some(id), Some(from), Some(effect)) =
            (text(0), text(1).and_then(parse_date), row.get(6).and_then(Cell::int))
        else {
            continue;
        };
        history.pressures.push(Pressure {
            id: id.to_owned(),
            from,
            until: text(2).and_then(parse_date),
            unit: text(3).and_then(|unit| inputs.unit(unit)),
            segment: text(4).map(|segment| segments.of(segment)),
            family: text(5).map(|offering| inputs.family(Some(offering))),
            effect: fraction(effect),
        });
    }
    history.segments = segments.names;
    history.periods = periods(inputs, catalogue, &history, until);
    Ok(history)
}

/// A deal that names no offering counts with what it brought.
fn families_of_deals(history: &mut History) {
    let other = history.families.len().saturating_sub(1);
    for sale in &history.sales {
        if let Some(deal) = sale.deal.and_then(|deal| history.deals.get_mut(deal))
            && deal.family == other
        {
            deal.family = sale.family;
        }
    }
}

/// Months of the fiscal calendar from the first event to `until`, with the working days of each.
fn periods(
    inputs: &Inputs,
    catalogue: &Catalogue,
    history: &History,
    until: Date,
) -> Vec<plumb_forecast::Period> {
    let ground = catalogue.ground();
    let first_sale = history.sales.first().map(|sale| sale.day);
    let first_deal = history.deals.iter().filter_map(|deal| deal.created).min();
    let first = first_sale.into_iter().chain(first_deal).min().unwrap_or(inputs.year.from);
    let from = ground.calendar.period(first, Grain::Year).map_or(first, |year| year.from);
    let stretch = Period { name: String::new(), from, until };
    let mut season = 0_u8;
    let mut year = None;
    let months = months(ground, &stretch).into_iter().map(|month| {
        let holding = ground.calendar.period(month.from, Grain::Year).map(|year| year.from);
        season = if holding == year { season.saturating_add(1) } else { 0 };
        year = holding;
        let days = ground.workdays(month.from, month.until, None).len();
        plumb_forecast::Period {
            working_days: u32::try_from(days).unwrap_or(u32::MAX),
            season,
            name: month.name,
            from: month.from,
            until: month.until,
        }
    });
    months.collect()
}

fn fraction(millionths: i64) -> f64 {
    millionths as f64 / MILLION as f64
}
