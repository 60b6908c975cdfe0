//! How good the numbers are, what people say beside them, who is there to bring them, and whether objectives add up.

use std::collections::BTreeMap;

use plumb_catalog::Ground;
use plumb_store::{Cell, Store};
use plumb_targets::capacity::{Head, Month, fte_months};
use plumb_targets::commitments::{Asked, Committed, Difference, commitments};
use plumb_targets::edges::{Edge, EdgeKind, Objective, Reconciliation, reconcile};
use plumb_targets::quality::{
    Attainability, Dispersion, QuotaYear, Ratchet, attainability, dispersion, quota_per_potential, ratchet,
    spearman,
};
use plumb_targets::{Stint, WorkDays};
use plumb_units::{MILLION, Rate, parse_date};

use super::forecast::Odds;
use super::inputs::Inputs;
use super::organisation::{Known, stint};
use super::targets::{Target, Targets};
use crate::EngineError;

const YEARS: &str = include_str!("../../queries/quota_years.sql");
const COMMITMENTS: &str = include_str!("../../queries/commitments.sql");
const CAPACITY: &str = include_str!("../../queries/capacity.sql");

/// How good the numbers of a unit's people are.
#[derive(Clone, Debug)]
pub(crate) struct Quality {
    pub(crate) unit: usize,
    pub(crate) attainability: Attainability,
    pub(crate) spread: Dispersion,
    pub(crate) rank_correlation: Option<f64>,
    pub(crate) potentials: usize,
    pub(crate) ratchet: Ratchet,
}

/// The quality of every unit with people who have a number.
pub(crate) fn qualities(
    inputs: &Inputs,
    known: &Known,
    targets: &Targets,
    odds: &[Odds],
    store: &Store,
) -> Result<Vec<Quality>, EngineError> {
    let years = years(inputs, store)?;
    let chances: BTreeMap<&str, f64> =
        odds.iter().filter_map(|odds| Some((odds.subject.as_str(), odds.chance?))).collect();
    let people: Vec<&Target> =
        targets.nodes.iter().filter(|target| target.person.is_some() && target.asked.is_some()).collect();
    let mut found = Vec::new();
    for unit in 0..inputs.units.len() {
        let inside = |person: usize| {
            inputs.above(inputs.people.get(person).and_then(|person| person.unit)).contains(&unit)
        };
        let own: Vec<&&Target> = people.iter().filter(|target| target.person.is_some_and(inside)).collect();
        if own.is_empty() {
            continue;
        }
        let odds: Vec<f64> =
            own.iter().filter_map(|target| chances.get(target.subject.as_str()).copied()).collect();
        let pairs: Vec<(i64, i64)> = own
            .iter()
            .filter_map(|target| {
                let potential = known.potential.get(&target.person?).copied().filter(|amount| *amount > 0)?;
                Some((target.amount(), potential))
            })
            .collect();
        let ranks: Vec<(f64, f64)> =
            pairs.iter().map(|(quota, potential)| (*quota as f64, *potential as f64)).collect();
        let mine: Vec<QuotaYear> =
            years.iter().filter(|year| inputs.person(&year.person).is_some_and(inside)).cloned().collect();
        found.push(Quality {
            unit,
            attainability: attainability(&odds),
            spread: dispersion(&quota_per_potential(&pairs)),
            rank_correlation: spearman(&ranks),
            potentials: pairs.len(),
            ratchet: ratchet(&mine),
        });
    }
    Ok(found)
}

/// Past quotas with what came and what was asked next, both as of a year.
fn years(inputs: &Inputs, store: &Store) -> Result<Vec<QuotaYear>, EngineError> {
    let found = store.query(YEARS, &[("measure", inputs.measure.as_str().into())])?;
    let yearly = |amount: i64, span: i64| i128::from(amount) * 365 / i128::from(span.max(1));
    let rows = found.rows.iter().filter_map(|row| {
        let whole = |at: usize| row.get(at).and_then(Cell::int);
        let (amount, actual) = (whole(1)?, whole(2)?);
        Some(QuotaYear {
            person: row.first()?.text()?.to_owned(),
            quota: inputs.minor(i64::try_from(yearly(amount, whole(3)?)).ok()?),
            attainment: actual as f64 / amount as f64,
            next_quota: i64::try_from(yearly(whole(4)?, whole(5)?)).ok()?,
        })
    });
    Ok(rows.collect())
}

/// What people say, beside what is asked of them.
pub(crate) fn said(
    inputs: &Inputs,
    targets: &Targets,
    ground: &Ground,
    store: &Store,
) -> Result<Vec<Committed>, EngineError> {
    let parameters =
        [("measure", inputs.measure.as_str().into()), ("currency", inputs.currency.code().into())];
    let found = store.query(COMMITMENTS, &parameters)?;
    let mut said: BTreeMap<usize, i64> = BTreeMap::new();
    let mut covered: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for row in &found.rows {
        let text = |at: usize| row.get(at).and_then(Cell::text);
        let whole = |at: usize| row.get(at).and_then(Cell::int);
        let person = text(0).and_then(|id| inputs.person(id));
        let (Some(person), Some(amount), Some(span), Some(inside)) = (person, whole(1), whole(2), whole(3))
        else {
            continue;
        };
        if let Some(period) = text(4) {
            // A forecast counts for periods of this year only.
            let of_year = ground
                .calendar
                .named(period)
                .is_some_and(|period| inputs.year.from <= period.from && period.until <= inputs.year.until);
            if !of_year {
                continue;
            }
            covered.entry(person).or_default().push(period.to_owned());
        }
        let amount = if whole(5) == Some(1) { amount } else { inputs.minor(amount) };
        let part =
            i64::try_from(i128::from(amount) * i128::from(inside) / i128::from(span)).unwrap_or(i64::MAX);
        let sum = said.entry(person).or_default();
        *sum = sum.saturating_add(part);
    }
    let asked: Vec<Asked> = targets
        .nodes
        .iter()
        .map(|target| {
            let person = target.person;
            // What is said of single periods stands beside what is asked of these.
            let periods = person.and_then(|person| covered.get(&person));
            let amount = match periods {
                Some(periods) => asked_in(inputs, target, periods, ground),
                None => target.amount(),
            };
            Asked {
                id: target.subject.clone(),
                parent: target.parent.clone(),
                is_person: person.is_some(),
                target: amount,
                commitment: person.and_then(|person| said.get(&person).copied()),
            }
        })
        .collect();
    let mut found = commitments(&asked);
    words_of_leads(inputs, &said, &covered, targets, ground, &mut found, &leads(store)?);
    Ok(found)
}

/// Who leads which unit.
fn leads(store: &Store) -> Result<Vec<(String, String)>, EngineError> {
    let found = store.query("select lead, id from plan_unit where lead is not null order by 1, 2", &[])?;
    let text = |row: &[Cell], at: usize| row.get(at).and_then(Cell::text).map(str::to_owned);
    Ok(found.rows.iter().filter_map(|row| Some((text(row, 0)?, text(row, 1)?))).collect())
}

/// Where nobody of a unit said anything, the word of whoever leads it counts for the whole.
fn words_of_leads(
    inputs: &Inputs,
    said: &BTreeMap<usize, i64>,
    covered: &BTreeMap<usize, Vec<String>>,
    targets: &Targets,
    ground: &Ground,
    found: &mut [Committed],
    leads: &[(String, String)],
) {
    for (lead, unit) in leads {
        // Who leads a region and a team of it speaks for the region.
        let above = inputs.unit(unit).map(|unit| inputs.above(Some(unit))).unwrap_or_default();
        let speaks_above = above
            .iter()
            .skip(1)
            .filter_map(|unit| inputs.units.get(*unit))
            .any(|above| leads.iter().any(|(other, unit)| other == lead && *unit == above.id));
        if speaks_above {
            continue;
        }
        let subject = super::organisation::of_unit(unit);
        let place = inputs.person(lead);
        let target = targets.nodes.iter().find(|target| target.subject == subject);
        let one = found.iter_mut().find(|one| one.id == subject && one.silent.len() == one.persons);
        let (Some(place), Some(target), Some(one)) = (place, target, one) else { continue };
        let Some(word) = said.get(&place) else { continue };
        let asked = match covered.get(&place) {
            Some(periods) => asked_in(inputs, target, periods, ground),
            None => target.amount(),
        };
        one.silent.clear();
        (one.target, one.committed, one.asked_of_those) = (asked, *word, asked);
        one.difference = word.saturating_sub(asked);
        one.kind = match one.difference {
            0 => Difference::Level,
            less if less < 0 => Difference::Short,
            _ => Difference::Over,
        };
    }
}

/// What is asked of a person in some periods of the year.
fn asked_in(inputs: &Inputs, target: &Target, periods: &[String], ground: &Ground) -> i64 {
    let months = inputs.months.iter().zip(&target.months);
    let inside = months.filter(|(month, _)| {
        periods.iter().any(|name| {
            ground
                .calendar
                .named(name)
                .is_some_and(|period| period.from <= month.from && month.until <= period.until)
        })
    });
    inside.fold(0, |sum, (_, amount)| sum.saturating_add(*amount))
}

/// Productive people by month: those the plan counts on, and those who are there.
#[derive(Clone, Debug)]
pub(crate) struct Capacity {
    pub(crate) unit: usize,
    pub(crate) role: Option<String>,
    pub(crate) planned_heads: i64,
    pub(crate) heads: Vec<i64>,
    pub(crate) planned: Vec<Rate>,
    pub(crate) productive: Vec<Rate>,
    pub(crate) at: String,
}

/// People that the plan counts on.
#[derive(Default)]
struct Planned {
    people: Vec<Head>,
    heads: i64,
    at: String,
}

/// Every unit and role that the plan counts on people of.
pub(crate) fn capacities(
    inputs: &Inputs,
    days: &WorkDays,
    store: &Store,
) -> Result<Vec<Capacity>, EngineError> {
    let months: Vec<Month> = inputs
        .months
        .iter()
        .map(|month| Month { name: month.name.clone(), from: month.from, until: month.until })
        .collect();
    let mut plans: BTreeMap<(usize, Option<String>), Planned> = BTreeMap::new();
    for row in store.query(CAPACITY, &[])?.rows {
        let text = |at: usize| row.get(at).and_then(Cell::text);
        let whole = |at: usize| row.get(at).and_then(Cell::int);
        let (Some(unit), Some(heads)) = (text(1).and_then(|unit| inputs.unit(unit)), whole(3)) else {
            continue;
        };
        let from = text(5).and_then(parse_date).unwrap_or(inputs.year.from);
        let until = text(6).and_then(parse_date);
        let overlaps = until.is_none_or(|until| until > inputs.year.from) && from < inputs.year.until;
        let role = text(2).map(str::to_owned);
        let country = inputs.units.get(unit).and_then(|unit| unit.country.clone());
        // Heads that begin before the year are there already; later ones ramp, unless the plan counts them in full.
        let ramp = if whole(4) == Some(1) || from <= inputs.year.from { 0 } else { usual_ramp(inputs) };
        let entry = plans.entry((unit, role)).or_default();
        for number in 0..heads.clamp(0, 100_000) {
            let stint =
                Stint { from, until, fte: Rate::ONE, ramp_from: (ramp > 0).then_some(from), ramp_days: ramp };
            entry.people.push(Head {
                id: format!("{from}-{number}"),
                country: country.clone(),
                stints: vec![stint],
            });
        }
        if overlaps {
            entry.heads = entry.heads.saturating_add(heads.max(0));
        }
        entry.at = text(7).unwrap_or_default().to_owned();
    }
    let found = plans.into_iter().map(|((unit, role), plan)| {
        let there: Vec<Head> = inputs
            .people
            .iter()
            .filter(|person| person.sells || person.until.is_some())
            .filter(|person| role.as_ref().is_none_or(|role| *role == person.role))
            .filter(|person| inputs.above(person.unit).contains(&unit))
            .map(|person| Head {
                id: person.id.clone(),
                country: person.unit.and_then(|unit| inputs.units.get(unit)?.country.clone()),
                stints: vec![stint(person, inputs.year.from)],
            })
            .collect();
        let heads = months.iter().map(|month| {
            let of_month = |head: &&Head| {
                head.stints.iter().any(|stint| {
                    stint.from < month.until && stint.until.is_none_or(|until| until > month.from)
                })
            };
            i64::try_from(there.iter().filter(of_month).count()).unwrap_or(i64::MAX)
        });
        Capacity {
            unit,
            role,
            planned_heads: plan.heads,
            heads: heads.collect(),
            planned: fte_months(&plan.people, &months, days),
            productive: fte_months(&there, &months, days),
            at: plan.at,
        }
    });
    Ok(found.collect())
}

/// The ramp in the middle of those that the plan tells, in days.
fn usual_ramp(inputs: &Inputs) -> u32 {
    let mut ramps: Vec<u32> = inputs.people.iter().filter_map(|person| person.ramp_days).collect();
    ramps.sort_unstable();
    ramps.get(ramps.len() / 2).copied().unwrap_or(0)
}

/// The unit in which each objective is counted, and its plan path.
pub(crate) type CountedIn = BTreeMap<String, (String, String)>;

/// Whether what serves an objective makes up what it asks.
pub(crate) fn sums(store: &Store) -> Result<(Reconciliation, CountedIn), EngineError> {
    let mut units = BTreeMap::new();
    let found = store.query("select objective, level, level_unit, at from levels order by objective", &[])?;
    let objectives: Vec<Objective> = found
        .rows
        .iter()
        .filter_map(|row| {
            let text = |at: usize| row.get(at).and_then(Cell::text).map(str::to_owned);
            let (id, unit) = (text(0)?, text(2)?);
            units.insert(id.clone(), (unit.clone(), text(3).unwrap_or_default()));
            Some(Objective { id, unit, level: row.get(1).and_then(Cell::int)? })
        })
        .collect();
    let found = store.query(
        "select objective, parent, coalesce(kind, 'sum'), weight from plan_objective_serves where parent is not null order by 1, 2, 3",
        &[],
    )?;
    let edges: Vec<Edge> = found
        .rows
        .iter()
        .filter_map(|row| {
            let text = |at: usize| row.get(at).and_then(Cell::text);
            let known = |id: &str| objectives.iter().any(|objective| objective.id == id);
            let (child, parent) = (text(0)?, text(1)?);
            // An objective without a level says nothing that could be added up.
            (known(child) && known(parent)).then(|| Edge {
                child: child.to_owned(),
                parent: parent.to_owned(),
                kind: match text(2) {
                    Some("mean") => EdgeKind::Mean,
                    Some("min") => EdgeKind::Min,
                    Some("product") => EdgeKind::Product,
                    _ => EdgeKind::Sum,
                },
                weight: row.get(3).and_then(Cell::int).map(Rate::from_millionths),
            })
        })
        .collect();
    Ok((reconcile(&objectives, &edges), units))
}

/// A rate as a number of ones.
pub(crate) fn ones(rate: Rate) -> f64 {
    rate.millionths() as f64 / MILLION as f64
}
