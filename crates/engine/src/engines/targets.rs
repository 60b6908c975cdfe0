//! The target handed down: what each unit and person is to bring, why, by which month, and how far along they are.

use std::collections::BTreeMap;

use plumb_catalog::Ground;
use plumb_plan::Plan;
use plumb_store::{Cell, Store};
use plumb_targets::cascade::{Assigned, Cascade, Kind, Level, Node, PeriodWeight, Request, cascade};
use plumb_targets::pace::{Band, Pace, PastYear, Schedule, band, pace, seasonality};
use plumb_units::{Date, Grain, MILLION, Rate, largest_remainder};

use super::inputs::Inputs;
use super::organisation::{Known, blend, levels_of_units, locks, nodes, of_unit, rule};
use crate::EngineError;

/// Years of history that season and band are taken from.
const YEARS_MAX: usize = 4;

/// What one unit or person is to bring.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// `unit:id` or `person:id`.
    pub(crate) subject: String,
    /// The unit, or the person's.
    pub(crate) unit: Option<usize>,
    pub(crate) person: Option<usize>,
    pub(crate) parent: Option<String>,
    pub(crate) depth: usize,
    /// What the plan asks: a unit's own objective, a person's quota of the year; a unit without an objective has none.
    pub(crate) asked: Option<i64>,
    /// What the bases hand down, within what units' objectives settle.
    pub(crate) handed: i64,
    /// What the bases alone would hand down.
    pub(crate) by_bases: i64,
    pub(crate) buffer: i64,
    /// Of a unit: what those below it are held to together.
    pub(crate) handed_on: Option<i64>,
    pub(crate) locked: bool,
    pub(crate) quota: Option<i64>,
    pub(crate) potential: Option<i64>,
    pub(crate) history: Option<i64>,
    pub(crate) capacity: i64,
    /// What is to be brought in each month of the year.
    pub(crate) months: Vec<i64>,
    pub(crate) actual: i64,
    pub(crate) pace: Pace,
    pub(crate) why: String,
    /// The same without anybody's share.
    pub(crate) why_plainly: String,
    pub(crate) at: String,
}

impl Target {
    /// What it is held to: what the plan asks, else what is handed down.
    pub(crate) fn amount(&self) -> i64 {
        self.asked.unwrap_or(self.handed)
    }

    /// What nobody below has of it; below zero: what they have beyond it.
    pub(crate) fn unallocated(&self) -> Option<i64> {
        Some(self.amount().saturating_sub(self.handed_on?))
    }

    /// Whether anything is asked of it.
    pub(crate) fn is_asked(&self) -> bool {
        self.asked.is_some() || self.handed != 0
    }
}

/// The target of the year through the organisation.
#[derive(Clone, Debug)]
pub(crate) struct Targets {
    pub(crate) nodes: Vec<Target>,
    /// What each level asks for, by the plan's quotas and objectives where they are there.
    pub(crate) ladder: Vec<Level>,
    pub(crate) schedule: Schedule,
    pub(crate) bands: Vec<Band>,
    pub(crate) remarks: Vec<String>,
    pub(crate) at: String,
}

impl Targets {
    /// Hands the target down; `None` where nobody is there to carry it.
    pub(crate) fn of(
        inputs: &Inputs,
        known: &Known,
        plan: &Plan,
        ground: &Ground,
        store: &Store,
    ) -> Result<Option<Self>, EngineError> {
        let quotas = quotas(inputs, store)?;
        let rule = rule(plan, inputs);
        let levels = levels_of_units(inputs, store)?;
        let street: i64 = quotas.values().fold(0, |sum, quota| sum.saturating_add(*quota));
        // Where nothing is asked, everybody is still there: with what came and what is likely to.
        let amount = inputs.level.unwrap_or(street);
        let years = past_years(inputs, ground);
        let weights = seasonality(&years, inputs.months.len());
        let periods: Vec<PeriodWeight> = inputs
            .months
            .iter()
            .zip(weights)
            .map(|(month, weight)| PeriodWeight {
                name: month.name.clone(),
                from: month.from,
                until: month.until,
                weight,
            })
            .collect();
        let mut free = nodes(inputs, known, rule);
        locks(rule, inputs.currency, &mut free);
        let mut settled = free.clone();
        settle(&mut settled, inputs, &levels);
        let request = |nodes: Vec<Node>| Request {
            amount,
            nodes,
            blend: blend(rule),
            periods: periods.clone(),
            days: known.days.clone(),
            ..Request::default()
        };
        let handed = cascade(&request(settled));
        let by_bases = cascade(&request(free.clone()));
        let schedule = Schedule::new(periods, known.days.days.clone());
        let amounts: Vec<Vec<i64>> = years.iter().map(|year| year.amounts.clone()).collect();
        let bands = band(&amounts, inputs.months.len(), plumb_targets::pace::FALLBACK);
        let actuals = Actuals::of(inputs);
        let at = rule.map_or_else(
            || inputs.objective.as_ref().map_or_else(String::new, |id| format!("objective.{id}")),
            |rule| rule.path.clone(),
        );
        let mut targets = Self {
            nodes: Vec::new(),
            ladder: Vec::new(),
            remarks: super::told::of_cascade(&handed.problems, inputs),
            schedule,
            bands,
            at,
        };
        targets.fill(inputs, &handed, &by_bases, &free, &quotas, &levels, &actuals);
        targets.add_up();
        targets.ladder = ladder(&targets.nodes, amount);
        Ok((!targets.nodes.is_empty()).then_some(targets))
    }

    /// What those below each unit are held to together, whoever asks it of them.
    fn add_up(&mut self) {
        let mut below: BTreeMap<String, i64> = BTreeMap::new();
        for node in &self.nodes {
            if let Some(parent) = &node.parent {
                let sum = below.entry(parent.clone()).or_default();
                *sum = sum.saturating_add(node.amount());
            }
        }
        for node in self.nodes.iter_mut().filter(|node| node.handed_on.is_some()) {
            node.handed_on = Some(below.get(&node.subject).copied().unwrap_or(0));
        }
    }

    #[expect(clippy::too_many_arguments, reason = "each is a column of its own of the same rows")]
    fn fill(
        &mut self,
        inputs: &Inputs,
        handed: &Cascade,
        by_bases: &Cascade,
        free: &[Node],
        quotas: &BTreeMap<usize, i64>,
        levels: &BTreeMap<usize, (String, i64)>,
        actuals: &Actuals,
    ) {
        let alone: BTreeMap<&str, &Assigned> =
            by_bases.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
        let given: BTreeMap<&str, &Node> = free.iter().map(|node| (node.id.as_str(), node)).collect();
        let tolerance = self.schedule.tolerance(&self.bands, inputs.as_of);
        let names: BTreeMap<&str, &str> =
            inputs.units.iter().map(|unit| (unit.id.as_str(), unit.name.as_str())).collect();
        for node in &handed.nodes {
            let (kind, id) = node.id.split_once(':').unwrap_or(("unit", node.id.as_str()));
            let person = (kind == "person").then(|| inputs.person(id)).flatten();
            let unit = match person {
                Some(person) => inputs.people.get(person).and_then(|person| person.unit),
                None => inputs.unit(id),
            };
            let own = unit.filter(|_| person.is_none()).and_then(|unit| levels.get(&unit));
            let quota = match person {
                Some(person) => quotas.get(&person).copied(),
                None => sum_below(inputs, unit, quotas),
            };
            let asked = match person {
                Some(_) => quota,
                None => own.map(|(_, level)| *level),
            };
            let amount = asked.unwrap_or(node.amount);
            let weights: Vec<u128> =
                node.periods.iter().map(|part| u128::from(part.unsigned_abs())).collect();
            let months =
                largest_remainder(amount, &weights).unwrap_or_else(|| self.schedule.spread(amount).amounts);
            let actual = match person {
                Some(person) => actuals.of_person(person),
                None => actuals.of_unit(unit),
            };
            let at = match (person, own) {
                (None, Some((objective, _))) => format!("objective.{objective}"),
                _ => self.at.clone(),
            };
            let below = node.parent.as_deref().and_then(|parent| parent.split_once(':'));
            let above = below.and_then(|(_, id)| names.get(id)).copied().unwrap_or("the whole");
            let of = given.get(node.id.as_str());
            let free = alone.get(node.id.as_str()).copied();
            // Where an objective settles the amount, the reason is that of what the bases alone would give.
            let reason = free.filter(|_| own.is_some()).unwrap_or(node);
            self.nodes.push(Target {
                subject: node.id.clone(),
                unit,
                person,
                parent: node.parent.clone(),
                depth: node.depth,
                asked,
                handed: node.amount,
                by_bases: free.map_or(0, |node| node.amount),
                buffer: node.buffer,
                handed_on: node.handing.as_ref().map(|_| 0),
                locked: node.locked,
                quota,
                potential: of.and_then(|node| node.potential),
                history: of.and_then(|node| node.history),
                capacity: capacity(node),
                pace: pace(&self.schedule, amount, actual, inputs.as_of, tolerance),
                months,
                actual,
                why: super::told::why(reason, above, inputs),
                why_plainly: super::told::why_plainly(reason),
                at,
            });
        }
    }
}

/// Ramped working days in the year, in thousandths.
fn capacity(node: &Assigned) -> i64 {
    let part = node.parts.iter().find(|part| part.base == plumb_targets::cascade::Base::Capacity);
    part.map_or(0, |part| part.value / 1_000)
}

/// Units whose objective says what they bring hand down that, unless the rule settles another amount.
fn settle(nodes: &mut [Node], inputs: &Inputs, levels: &BTreeMap<usize, (String, i64)>) {
    for (unit, (_, level)) in levels {
        if inputs.top == Some(*unit) {
            continue;
        }
        let id = inputs.units.get(*unit).map(|unit| of_unit(&unit.id));
        if let Some(node) = nodes.iter_mut().find(|node| Some(&node.id) == id.as_ref())
            && node.lock.is_none()
        {
            node.lock = Some((*level).max(0));
        }
    }
}

/// Direct quotas of the year, by person.
fn quotas(inputs: &Inputs, store: &Store) -> Result<BTreeMap<usize, i64>, EngineError> {
    let found = store.query(
        "select person, amount from year_quotas where measure = :measure and currency = :currency",
        &[("measure", inputs.measure.as_str().into()), ("currency", inputs.currency.code().into())],
    )?;
    let rows = found
        .rows
        .iter()
        .filter_map(|row| Some((inputs.person(row.first()?.text()?)?, row.get(1).and_then(Cell::int)?)));
    Ok(rows.collect())
}

/// The sum of the quotas of a unit and of those below it.
fn sum_below(inputs: &Inputs, unit: Option<usize>, quotas: &BTreeMap<usize, i64>) -> Option<i64> {
    let unit = unit?;
    let inside = quotas.iter().filter(|(person, _)| {
        let of = inputs.people.get(**person).and_then(|person| person.unit);
        inputs.above(of).contains(&unit)
    });
    let amounts: Vec<i64> = inside.map(|(_, amount)| *amount).collect();
    (!amounts.is_empty()).then(|| amounts.iter().fold(0_i64, |sum, amount| sum.saturating_add(*amount)))
}

/// Past fiscal years that the facts reach from end to end, by month, the newest first.
fn past_years(inputs: &Inputs, ground: &Ground) -> Vec<PastYear> {
    let Some(first) = inputs.events.first().map(|event| event.day) else { return Vec::new() };
    let mut years = Vec::new();
    let mut until = inputs.year.from;
    while years.len() < YEARS_MAX {
        let last = until.yesterday().ok();
        let Some(year) = last.and_then(|day| ground.calendar.period(day, Grain::Year)) else {
            break;
        };
        let months = super::inputs::months(ground, &year);
        // A year whose first month brought nothing may not be whole.
        let whole = months.first().is_some_and(|month| first < month.until);
        if !whole || months.len() != inputs.months.len() {
            break;
        }
        let amounts = months.iter().map(|month| {
            inputs.sold(month.from, month.until).values().fold(0_i64, |sum, part| sum.saturating_add(*part))
        });
        let days = months.iter().map(|month| {
            i64::try_from(ground.workdays(month.from, month.until, None).len()).unwrap_or(i64::MAX)
        });
        years.push(PastYear { amounts: amounts.collect(), days: days.collect() });
        until = year.from;
    }
    years
}

/// What came in the year so far, by person and by unit.
struct Actuals {
    people: BTreeMap<usize, i64>,
    units: BTreeMap<usize, i64>,
    all: i64,
}

impl Actuals {
    fn of(inputs: &Inputs) -> Self {
        let until = inputs.as_of.tomorrow().unwrap_or(Date::MAX);
        let sold = inputs.sold_exactly(inputs.year.from, until.min(inputs.year.until));
        let mut found = Self { people: BTreeMap::new(), units: BTreeMap::new(), all: 0 };
        for (person, amount) in sold {
            found.all = found.all.saturating_add(amount);
            let Some(place) = person else { continue };
            found.people.insert(place, amount);
            for unit in inputs.above(inputs.people.get(place).and_then(|person| person.unit)) {
                let sum = found.units.entry(unit).or_default();
                *sum = sum.saturating_add(amount);
            }
        }
        // What nobody of a unit brought was still brought by the company.
        if let Some(top) =
            inputs.top.filter(|top| inputs.units.get(*top).is_some_and(|unit| unit.parent.is_none()))
        {
            found.units.insert(top, found.all);
        }
        // Each sum is rounded once.
        for sum in found.people.values_mut().chain(found.units.values_mut()) {
            *sum = inputs.minor(*sum);
        }
        found
    }

    fn of_person(&self, person: usize) -> i64 {
        self.people.get(&person).copied().unwrap_or(0)
    }

    fn of_unit(&self, unit: Option<usize>) -> i64 {
        unit.and_then(|unit| self.units.get(&unit)).copied().unwrap_or(0)
    }
}

/// What each level of the organisation asks for: units their own objective, people their quota.
fn ladder(nodes: &[Target], target: i64) -> Vec<Level> {
    let deepest = nodes.iter().filter(|node| node.person.is_none()).map(|node| node.depth).max().unwrap_or(0);
    let mut levels: Vec<Level> = Vec::new();
    let sum = |kind: Kind, depth: usize| -> Option<i64> {
        let of_level = nodes.iter().filter(|node| match kind {
            Kind::Unit => node.person.is_none() && node.depth == depth,
            Kind::Person => node.person.is_some(),
        });
        let asked: Vec<i64> = of_level.filter_map(|node| node.asked).collect();
        (!asked.is_empty()).then(|| asked.iter().fold(0_i64, |sum, part| sum.saturating_add(*part)))
    };
    let steps = (0..=deepest).map(|depth| (Kind::Unit, depth)).chain([(Kind::Person, deepest + 1)]);
    for (kind, depth) in steps {
        let Some(sum) = sum(kind, depth) else { continue };
        let above = levels.last().map_or(target, |level| level.sum);
        let over = |base: i64| (base > 0).then(|| over(sum, base));
        levels.push(Level {
            depth,
            sum,
            adds: sum.saturating_sub(above),
            over_assignment: over(above),
            cumulative: over(target),
        });
    }
    levels
}

fn over(sum: i64, base: i64) -> Rate {
    let more = (i128::from(sum) - i128::from(base)) * i128::from(MILLION) / i128::from(base);
    Rate::from_millionths(i64::try_from(more).unwrap_or(i64::MAX))
}
