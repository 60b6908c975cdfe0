//! What the engines found, as rows of the catalogue's tables.

mod ahead;
mod bridge;
mod pay;

use std::collections::BTreeMap;

use plumb_catalog::Filled;
use plumb_store::Cell;
use plumb_targets::edges::Reconciliation;

use super::inputs::Sellers;
use super::quality::ones;
use super::{Computed, Target};

/// Every table but those that rest on no measure.
pub(super) fn of(computed: &Computed) -> Vec<Filled> {
    let mut filled = vec![
        nodes(computed),
        months(computed),
        levels(computed),
        paces(computed),
        quality(computed),
        said(computed),
        capacity(computed),
    ];
    filled.extend(ahead::of(computed));
    filled.extend(bridge::of(computed));
    filled
}

pub(super) fn filled(table: &str, columns: &[&str], rows: Vec<Vec<Cell>>) -> Filled {
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    Filled { table: table.to_owned(), columns, rows }
}

pub(super) fn count(number: usize) -> Cell {
    Cell::from(i64::try_from(number).unwrap_or(i64::MAX))
}

/// A float that is one; others are nothing.
pub(super) fn real(number: Option<f64>) -> Cell {
    number.filter(|number| number.is_finite()).map_or(Cell::Null, Cell::Real)
}

/// The ids of a target's unit and person.
pub(super) fn place(computed: &Computed, unit: Option<usize>, person: Option<usize>) -> (Cell, Cell) {
    let unit = unit.and_then(|unit| computed.inputs.units.get(unit)).map(|unit| unit.id.clone());
    let person = person.and_then(|person| computed.inputs.people.get(person)).map(|person| person.id.clone());
    (unit.into(), person.into())
}

fn targets(computed: &Computed) -> impl Iterator<Item = &Target> {
    computed.targets.iter().flat_map(|targets| &targets.nodes)
}

pub(crate) use ahead::{sellers_in, still};
pub(crate) use bridge::minor;
pub(super) use pay::{cost as of_pay_cost, of as of_pay};

use ahead::node_of;

/// Whose sales count for a target: one person, a unit and those below it, or everybody's and nobody's.
pub(crate) fn sellers(computed: &Computed, target: &Target) -> Sellers {
    match (target.person, target.unit) {
        (Some(person), _) => Sellers::Person(person),
        (None, Some(unit)) if node_of(computed, target) != plumb_forecast::Node::Company => {
            Sellers::Unit(unit)
        }
        _ => Sellers::All,
    }
}

fn nodes(computed: &Computed) -> Filled {
    let columns = [
        "subject",
        "measure",
        "objective",
        "period",
        "node",
        "person",
        "parent",
        "depth",
        "amount",
        "buffer",
        "handed_on",
        "unallocated",
        "locked",
        "quota",
        "potential",
        "history",
        "capacity",
        "why",
        "at",
    ];
    let inputs = &computed.inputs;
    let rows = targets(computed).map(|target| {
        let (node, person) = place(computed, target.unit, target.person);
        vec![
            target.subject.as_str().into(),
            inputs.measure.as_str().into(),
            inputs.objective.clone().into(),
            inputs.year.name.as_str().into(),
            node,
            person,
            target.parent.clone().into(),
            count(target.depth),
            target.amount().into(),
            target.buffer.into(),
            target.handed_on.into(),
            target.unallocated().into(),
            i64::from(target.locked).into(),
            target.quota.into(),
            target.potential.into(),
            target.history.into(),
            target.capacity.into(),
            target.why.as_str().into(),
            target.at.as_str().into(),
        ]
    });
    filled("target_nodes", &columns, rows.collect())
}

fn months(computed: &Computed) -> Filled {
    let columns = [
        "subject",
        "person",
        "objective",
        "measure",
        "period",
        "valid_from",
        "valid_until",
        "amount",
        "working_days",
    ];
    let inputs = &computed.inputs;
    let days = |from, until| {
        let schedule = computed.targets.as_ref().map(|targets| targets.schedule.days());
        schedule.map_or(0, |days| days.iter().filter(|day| from <= **day && **day < until).count())
    };
    let worked: Vec<usize> = inputs.months.iter().map(|month| days(month.from, month.until)).collect();
    let rows = targets(computed).flat_map(|target| {
        let (_, person) = place(computed, target.unit, target.person);
        let months = inputs.months.iter().zip(&target.months).zip(&worked);
        let rows: Vec<Vec<Cell>> = months
            .map(|((month, amount), worked)| {
                vec![
                    target.subject.as_str().into(),
                    person.clone(),
                    inputs.objective.clone().into(),
                    inputs.measure.as_str().into(),
                    month.name.as_str().into(),
                    month.from.to_string().into(),
                    month.until.to_string().into(),
                    (*amount).into(),
                    count(*worked),
                ]
            })
            .collect();
        rows
    });
    filled("target_months", &columns, rows.collect())
}

/// What each depth of the organisation is called; people stand below the deepest.
pub(crate) fn levels_in_words(computed: &Computed) -> BTreeMap<usize, String> {
    let mut words = BTreeMap::new();
    for target in targets(computed).filter(|target| target.person.is_none()) {
        let unit = target.unit.and_then(|unit| computed.inputs.units.get(unit));
        let word = unit.map_or_else(String::new, |unit| unit.level.clone());
        words.entry(target.depth).or_insert(word);
    }
    let below = words.keys().max().map_or(0, |deepest| deepest + 1);
    words.insert(below, "person".to_owned());
    words
}

fn levels(computed: &Computed) -> Filled {
    let columns = ["measure", "objective", "depth", "level", "asked", "above", "over", "stacked"];
    let inputs = &computed.inputs;
    let words = levels_in_words(computed);
    let rows = computed.targets.iter().flat_map(|targets| &targets.ladder).map(|level| {
        vec![
            inputs.measure.as_str().into(),
            inputs.objective.clone().into(),
            count(level.depth),
            words.get(&level.depth).cloned().into(),
            level.sum.into(),
            level.sum.saturating_sub(level.adds).into(),
            real(level.over_assignment.map(ones)),
            real(level.cumulative.map(ones)),
        ]
    });
    filled("target_levels", &columns, rows.collect())
}

fn paces(computed: &Computed) -> Filled {
    let columns = [
        "subject",
        "node",
        "person",
        "objective",
        "measure",
        "period",
        "target",
        "actual",
        "expected",
        "low",
        "high",
        "remaining",
        "days_left",
        "per_day",
        "so_far_per_day",
        "state",
    ];
    let inputs = &computed.inputs;
    let rows = targets(computed).map(|target| {
        let (node, person) = place(computed, target.unit, target.person);
        let pace = &target.pace;
        vec![
            target.subject.as_str().into(),
            node,
            person,
            inputs.objective.clone().into(),
            inputs.measure.as_str().into(),
            inputs.year.name.as_str().into(),
            pace.target.into(),
            pace.actual.into(),
            pace.expected_by_today.into(),
            pace.low.into(),
            pace.high.into(),
            pace.remaining.into(),
            pace.days_left.into(),
            pace.required_per_day.into(),
            pace.per_day_so_far.into(),
            super::told::pace(pace.state).into(),
        ]
    });
    filled("paces", &columns, rows.collect())
}

fn quality(computed: &Computed) -> Filled {
    let columns = [
        "subject",
        "node",
        "measure",
        "period",
        "people",
        "likely",
        "odds_mean",
        "spread",
        "gini",
        "rank_correlation",
        "potentials",
        "up",
        "up_lower",
        "down",
        "down_lower",
        "down_upper",
        "changes",
    ];
    let inputs = &computed.inputs;
    let rows = computed.qualities.iter().map(|quality| {
        let id = inputs.units.get(quality.unit).map_or_else(String::new, |unit| unit.id.clone());
        let slope = |slope: &Option<plumb_targets::quality::Slope>,
                     of: fn(&plumb_targets::quality::Slope) -> Option<f64>| {
            real(slope.as_ref().and_then(of))
        };
        let ratchet = &quality.ratchet;
        vec![
            format!("unit:{id}").into(),
            id.into(),
            inputs.measure.as_str().into(),
            inputs.year.name.as_str().into(),
            count(quality.attainability.n),
            count(quality.attainability.likely),
            real(quality.attainability.expected_share),
            real(quality.spread.cv),
            real(quality.spread.gini),
            real(quality.rank_correlation),
            count(quality.potentials),
            slope(&ratchet.up, |slope| Some(slope.value)),
            slope(&ratchet.up, |slope| slope.interval.map(|(lower, _)| lower)),
            slope(&ratchet.down, |slope| Some(slope.value)),
            slope(&ratchet.down, |slope| slope.interval.map(|(lower, _)| lower)),
            slope(&ratchet.down, |slope| slope.interval.map(|(_, upper)| upper)),
            count(ratchet.n),
        ]
    });
    filled("quota_quality", &columns, rows.collect())
}

fn said(computed: &Computed) -> Filled {
    let columns = [
        "subject",
        "node",
        "person",
        "measure",
        "objective",
        "target",
        "committed",
        "difference",
        "silent",
        "state",
    ];
    let inputs = &computed.inputs;
    let by_subject: BTreeMap<&str, &Target> =
        targets(computed).map(|target| (target.subject.as_str(), target)).collect();
    let rows = computed.said.iter().filter_map(|said| {
        let target = by_subject.get(said.id.as_str())?;
        let (node, person) = place(computed, target.unit, target.person);
        let silent = said.silent.len() == said.persons;
        Some(vec![
            said.id.as_str().into(),
            node,
            person,
            inputs.measure.as_str().into(),
            inputs.objective.clone().into(),
            said.target.into(),
            if silent { Cell::Null } else { said.committed.into() },
            if silent { Cell::Null } else { said.difference.into() },
            count(said.silent.len()),
            said.kind.word().into(),
        ])
    });
    filled("commitments_beside", &columns, rows.collect())
}

fn capacity(computed: &Computed) -> Filled {
    let columns = [
        "subject",
        "node",
        "role",
        "period",
        "valid_from",
        "planned_heads",
        "heads",
        "planned",
        "productive",
        "at",
    ];
    let inputs = &computed.inputs;
    let rows = computed.capacities.iter().flat_map(|capacity| {
        let id = inputs.units.get(capacity.unit).map_or_else(String::new, |unit| unit.id.clone());
        let columns = capacity.heads.iter().zip(&capacity.planned).zip(&capacity.productive);
        let months = inputs.months.iter().zip(columns);
        let rows: Vec<Vec<Cell>> = months
            .map(|(month, ((heads, planned), productive))| {
                vec![
                    format!("unit:{id}").into(),
                    id.as_str().into(),
                    capacity.role.clone().into(),
                    month.name.as_str().into(),
                    month.from.to_string().into(),
                    capacity.planned_heads.into(),
                    (*heads).into(),
                    real(Some(ones(*planned))),
                    real(Some(ones(*productive))),
                    capacity.at.as_str().into(),
                ]
            })
            .collect();
        rows
    });
    filled("capacity_months", &columns, rows.collect())
}

/// What serves each objective beside what it asks.
pub(super) fn sums(sums: &Reconciliation, units: &BTreeMap<String, (String, String)>) -> Filled {
    let columns =
        ["objective", "kind", "level_unit", "level", "made", "difference", "twice", "children", "at"];
    let rows = sums.parents.iter().map(|sum| {
        let (unit, at) = units.get(&sum.parent).cloned().unwrap_or_default();
        let twice =
            sums.counted_twice.iter().filter(|twice| twice.at.as_deref() == Some(sum.parent.as_str()));
        vec![
            sum.parent.as_str().into(),
            super::told::edge(sum.kind).into(),
            unit.into(),
            sum.level.into(),
            sum.makes.into(),
            sum.difference.into(),
            twice.fold(0_i64, |all, part| all.saturating_add(part.amount)).into(),
            count(sum.children.len()),
            at.into(),
        ]
    });
    filled("objective_sums", &columns, rows.collect())
}
