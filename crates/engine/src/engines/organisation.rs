//! The organisation as a target goes through it: units, seats, and what is known of each.

use std::collections::BTreeMap;

use plumb_catalog::Ground;
use plumb_plan::{Entity, Plan};
use plumb_store::{Cell, Store};
use plumb_targets::cascade::{Base, Blend, Node};
use plumb_targets::{Stint, WorkDays};
use plumb_units::{Currency, Date, MILLION, Money, Quantity, Rate};

use super::inputs::Inputs;
use crate::EngineError;

const POTENTIALS: &str = include_str!("../../queries/potentials.sql");

/// Days of last year on which somebody must have been there for the result to say something of a full year.
const SEEN_DAYS_MIN: i64 = 90;

/// The blend of a plan without a `cascade`: half by what was brought, the rest by ground and by heads.
pub(crate) const BLEND: [(Base, i64); 3] =
    [(Base::History, 500_000), (Base::Potential, 300_000), (Base::Capacity, 200_000)];

/// Names of nodes: units and people may share an id.
pub(crate) fn of_unit(id: &str) -> String {
    format!("unit:{id}")
}

/// As [`of_unit`].
pub(crate) fn of_person(id: &str) -> String {
    format!("person:{id}")
}

/// What is known of the people of the year.
pub(crate) struct Known {
    pub(crate) potential: BTreeMap<usize, i64>,
    pub(crate) history: BTreeMap<usize, i64>,
    pub(crate) days: WorkDays,
}

impl Known {
    pub(crate) fn read(inputs: &Inputs, ground: &Ground, store: &Store) -> Result<Self, EngineError> {
        let mut potential = BTreeMap::new();
        for row in store.query(POTENTIALS, &[])?.rows {
            let [person, amount, is_minor] = row.as_slice() else { continue };
            let person = person.text().and_then(|id| inputs.person(id));
            if let (Some(person), Some(amount)) = (person, amount.int()) {
                let amount = if is_minor.int() == Some(1) { amount } else { inputs.minor(amount) };
                potential.insert(person, amount);
            }
        }
        let (from, until) = (inputs.year.from, inputs.year.until);
        let countries: Vec<&String> = inputs.units.iter().filter_map(|unit| unit.country.as_ref()).collect();
        let of = |country: &&String| ((*country).clone(), ground.workdays(from, until, Some(country)));
        let days = WorkDays {
            days: ground.workdays(from, until, None),
            by_country: countries.iter().map(of).collect(),
        };
        Ok(Self { potential, history: history(inputs), days })
    }
}

/// What each person brought in the year before, as of a full one.
fn history(inputs: &Inputs) -> BTreeMap<usize, i64> {
    let until = inputs.year.from;
    let Some(from) = a_year_before(until) else { return BTreeMap::new() };
    let whole = i64::from((until - from).get_days()).max(1);
    let sold = inputs.sold(from, until);
    let rows = sold.into_iter().filter_map(|(person, sum)| {
        let place = person?;
        let person = inputs.people.get(place)?;
        let first = person.from.map_or(from, |day| day.max(from));
        let last = person.until.map_or(until, |day| day.min(until));
        let days = i64::from((last - first).get_days());
        if days < SEEN_DAYS_MIN {
            return None;
        }
        let full = i128::from(sum) * i128::from(whole) / i128::from(days);
        Some((place, i64::try_from(full).ok()?.max(0)))
    });
    rows.collect()
}

/// The same day a year before; a 29th of February has the 28th.
pub(crate) fn a_year_before(day: Date) -> Option<Date> {
    let year = day.year().checked_sub(1)?;
    Date::new(year, day.month(), day.day()).or_else(|_| Date::new(year, day.month(), 28)).ok()
}

/// The plan's rule for handing the measure down.
pub(crate) fn rule<'p>(plan: &'p Plan, inputs: &Inputs) -> Option<&'p Entity> {
    let of_measure = |entity: &&Entity| {
        entity.reference("measure").is_some_and(|measure| measure.as_str() == inputs.measure)
    };
    let fits = |entity: &&Entity| {
        entity.reference("objective").is_none_or(|id| Some(id.as_str()) == inputs.objective.as_deref())
    };
    plan.of_kind("cascade").filter(of_measure).find(fits)
}

/// By what it is shared.
pub(crate) fn blend(rule: Option<&Entity>) -> Blend {
    let told = |rule: &Entity| {
        Base::ALL.into_iter().fold(Blend::default(), |blend, base| {
            blend.with(base, rule.rate(base.word()).unwrap_or_default())
        })
    };
    let told = rule.map(told).filter(|blend| *blend != Blend::default());
    told.unwrap_or_else(|| {
        BLEND
            .into_iter()
            .fold(Blend::default(), |blend, (base, weight)| blend.with(base, Rate::from_millionths(weight)))
    })
}

/// Units below the top and the seats of the year's sellers in them.
pub(crate) fn nodes(inputs: &Inputs, known: &Known, rule: Option<&Entity>) -> Vec<Node> {
    let below: Vec<usize> = (0..inputs.units.len())
        .filter(|unit| inputs.top.is_none_or(|top| inputs.above(Some(*unit)).contains(&top)))
        .collect();
    let mut nodes: Vec<Node> = Vec::new();
    for place in &below {
        let Some(unit) = inputs.units.get(*place) else { continue };
        let is_top = inputs.top == Some(*place);
        let parent = unit.parent.filter(|_| !is_top).and_then(|parent| inputs.units.get(parent));
        let mut node = Node::unit(&of_unit(&unit.id), parent.map(|parent| of_unit(&parent.id)).as_deref());
        node.buffer = rule.and_then(|rule| buffer(rule, unit));
        node.country.clone_from(&unit.country);
        nodes.push(node);
    }
    for (place, person) in inputs.people.iter().enumerate() {
        let gone = person.until.is_some_and(|until| until <= inputs.year.from);
        let later = person.from.is_some_and(|from| from >= inputs.year.until);
        let sold = known.history.contains_key(&place);
        let left_within = person.until.is_some_and(|until| until > inputs.year.from) && sold;
        let joins = person.role_sells && person.from.is_some_and(|from| from > inputs.as_of);
        let unit = person.unit.filter(|unit| below.contains(unit)).and_then(|unit| inputs.units.get(unit));
        let Some(unit) = unit.filter(|_| !gone && !later && (person.sells || left_within || joins)) else {
            continue;
        };
        let mut node = Node::person(&of_person(&person.id), Some(&of_unit(&unit.id)));
        node.person = Some(person.id.clone());
        node.potential = known.potential.get(&place).copied();
        node.history = known.history.get(&place).copied();
        node.country.clone_from(&unit.country);
        node.stints = vec![stint(person, inputs.year.from)];
        nodes.push(node);
    }
    if let Some(rule) = rule {
        weigh_by_hand(&mut nodes, rule);
    }
    nodes
}

/// When a person is there, and how far ramped.
pub(crate) fn stint(person: &super::inputs::PersonRow, from: Date) -> Stint {
    let starts_inside = person.from.is_some();
    Stint {
        from: person.from.unwrap_or(from),
        until: person.until,
        fte: Rate::from_millionths(person.fte.clamp(0, 10 * MILLION)),
        ramp_from: person.from.filter(|_| starts_inside && person.ramp_days.is_some()),
        ramp_days: person.ramp_days.unwrap_or(0),
    }
}

fn buffer(rule: &Entity, unit: &super::inputs::UnitRow) -> Option<Rate> {
    let rows = rule.rows("buffer");
    let own = rows.iter().find(|row| row.reference("unit").is_some_and(|id| id.as_str() == unit.id));
    let level = || {
        rows.iter()
            .find(|row| row.text("level").is_some_and(|level| !level.is_empty() && level == unit.level))
    };
    own.or_else(level).and_then(|row| row.rate("rate"))
}

fn weigh_by_hand(nodes: &mut [Node], rule: &Entity) {
    for row in rule.rows("share") {
        if let (Some(id), Some(weight)) = (named(row), row.rate("weight"))
            && let Some(node) = nodes.iter_mut().find(|node| node.id == id)
        {
            node.manual = Some(weight.millionths());
        }
    }
}

/// The node that a row names.
fn named(row: &plumb_plan::Row) -> Option<String> {
    let person = row.reference("person").map(|id| of_person(id.as_str()));
    person.or_else(|| row.reference("unit").map(|id| of_unit(id.as_str())))
}

/// Amounts that the rule settles, by node.
pub(crate) fn locks(rule: Option<&Entity>, currency: Currency, nodes: &mut [Node]) {
    for row in rule.into_iter().flat_map(|rule| rule.rows("lock")) {
        let amount = row.quantity("amount").and_then(|amount| minor_of(amount, currency));
        if let (Some(id), Some(amount)) = (named(row), amount)
            && let Some(node) = nodes.iter_mut().find(|node| node.id == id)
        {
            node.lock = Some(amount);
        }
    }
}

fn minor_of(amount: Quantity, currency: Currency) -> Option<i64> {
    let money: Money = amount.money()?;
    (money.currency() == currency).then(|| money.minor())
}

/// Levels in minor units of the objectives of units that ask for the same measure, by unit: the first of each.
pub(crate) fn levels_of_units(
    inputs: &Inputs,
    store: &Store,
) -> Result<BTreeMap<usize, (String, i64)>, EngineError> {
    let found = store.query(
        "select unit, objective, level from levels where measure = :measure and is_money = 1 order by unit, objective",
        &[("measure", inputs.measure.as_str().into())],
    )?;
    let mut levels = BTreeMap::new();
    for row in &found.rows {
        let text = |at: usize| row.get(at).and_then(Cell::text);
        if let (Some(unit), Some(objective), Some(level)) =
            (text(0).and_then(|unit| inputs.unit(unit)), text(1), row.get(2).and_then(Cell::int))
        {
            levels.entry(unit).or_insert((objective.to_owned(), level));
        }
    }
    if let (Some(top), Some(objective), Some(level)) = (inputs.top, &inputs.objective, inputs.level) {
        levels.insert(top, (objective.clone(), level));
    }
    Ok(levels)
}
