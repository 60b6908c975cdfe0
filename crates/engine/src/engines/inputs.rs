//! What the engines are asked with: whose target, which measure, who is there, what was sold.

use std::collections::BTreeMap;

use plumb_catalog::measure::{Event, events};
use plumb_catalog::{Catalogue, Ground};
use plumb_plan::{Entity, Plan};
use plumb_store::{Cell, Store};
use plumb_units::{Currency, Date, Grain, MILLION, Period, Rounding, divide, parse_date};

use crate::EngineError;

const PEOPLE: &str = include_str!("../../queries/people.sql");
const UNITS: &str = include_str!("../../queries/units.sql");
const FAMILIES: &str = include_str!("../../queries/offerings.sql");

/// Families of offerings that are told apart; the smallest ones beyond count together.
const FAMILIES_MAX: usize = 8;
/// The family of what no offering of the plan names.
pub(crate) const OTHER: &str = "other";

/// One unit of the organisation.
#[derive(Clone, Debug)]
pub(crate) struct UnitRow {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Place of the unit above.
    pub(crate) parent: Option<usize>,
    pub(crate) level: String,
    pub(crate) country: Option<String>,
}

/// One person.
#[derive(Clone, Debug)]
pub(crate) struct PersonRow {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Place of the unit.
    pub(crate) unit: Option<usize>,
    pub(crate) role: String,
    pub(crate) from: Option<Date>,
    pub(crate) until: Option<Date>,
    pub(crate) ramp_days: Option<u32>,
    /// Share of a full week, in millionths.
    pub(crate) fte: i64,
    pub(crate) sells: bool,
    /// Whether the role sells, whoever has it on that day.
    pub(crate) role_sells: bool,
}

/// The measure whose target is followed, in the fiscal year of the review.
#[derive(Clone, Debug)]
pub(crate) struct Inputs {
    pub(crate) measure: String,
    /// The objective whose level is the target at the top: the headline mandate, else the first objective of the measure.
    pub(crate) objective: Option<String>,
    /// What it asks for in the year, in minor units.
    pub(crate) level: Option<i64>,
    /// The unit that carries it.
    pub(crate) top: Option<usize>,
    pub(crate) currency: Currency,
    pub(crate) as_of: Date,
    pub(crate) year: Period,
    /// The months of the year.
    pub(crate) months: Vec<Period>,
    pub(crate) units: Vec<UnitRow>,
    pub(crate) people: Vec<PersonRow>,
    /// Rows of the measure until the day of the review, values in millionths.
    pub(crate) events: Vec<Event>,
    /// Families, and the place of each offering's.
    pub(crate) families: Vec<String>,
    family_of: BTreeMap<String, usize>,
}

impl Inputs {
    /// Reads them; `None` where there is no measure of money that sums, or no fiscal year.
    pub(crate) fn read(
        plan: &Plan,
        catalogue: &Catalogue,
        store: &Store,
    ) -> Result<Option<Self>, EngineError> {
        let ground = catalogue.ground();
        let Some((measure, currency)) = followed(plan, store)?.zip(plan.company.currency) else {
            return Ok(None);
        };
        let Some(year) = ground.calendar.period(ground.as_of, Grain::Year) else { return Ok(None) };
        let Ok(events) = events(store, measure, ground.as_of) else { return Ok(None) };
        let units = units(store)?;
        let places: BTreeMap<&str, usize> =
            units.iter().enumerate().map(|(place, unit)| (unit.id.as_str(), place)).collect();
        let people = people(store, &places, &events)?;
        let (families, family_of) = families(store, &events)?;
        let goal = goal(store, measure.id.as_str())?;
        let (objective, level, top) = goal.map_or((None, None, None), |(objective, level, unit)| {
            (Some(objective), level, places.get(unit.as_str()).copied())
        });
        let top = top.or_else(|| units.iter().position(|unit| unit.parent.is_none()));
        Ok(Some(Self {
            measure: measure.id.to_string(),
            objective,
            level,
            top,
            currency,
            as_of: ground.as_of,
            months: months(ground, &year),
            year,
            units,
            people,
            events,
            families,
            family_of,
        }))
    }

    /// Minor units of millionths, halves to the even one.
    pub(crate) fn minor(&self, millionths: i64) -> i64 {
        minor(millionths, self.currency)
    }

    /// The place of an offering's family.
    pub(crate) fn family(&self, offering: Option<&str>) -> usize {
        let other = self.families.len().saturating_sub(1);
        offering.and_then(|offering| self.family_of.get(offering)).copied().unwrap_or(other)
    }

    /// The place of a person.
    pub(crate) fn person(&self, id: &str) -> Option<usize> {
        self.people.binary_search_by(|person| person.id.as_str().cmp(id)).ok()
    }

    /// The place of a unit.
    pub(crate) fn unit(&self, id: &str) -> Option<usize> {
        self.units.iter().position(|unit| unit.id == id)
    }

    /// The unit and those above it, nearest first; a circle ends where it began.
    pub(crate) fn above(&self, unit: Option<usize>) -> Vec<usize> {
        let mut found = Vec::new();
        let mut next = unit;
        while let Some(place) = next.filter(|place| !found.contains(place)) {
            found.push(place);
            next = self.units.get(place).and_then(|unit| unit.parent);
        }
        found
    }

    /// What the measure gave each person between two days, in minor units; under `None` what is nobody's.
    pub(crate) fn sold(&self, from: Date, until: Date) -> BTreeMap<Option<usize>, i64> {
        self.sold_exactly(from, until).into_iter().map(|(person, sum)| (person, self.minor(sum))).collect()
    }

    /// The same in millionths, so that sums of people are rounded once.
    pub(crate) fn sold_exactly(&self, from: Date, until: Date) -> BTreeMap<Option<usize>, i64> {
        let mut sums: BTreeMap<Option<usize>, i64> = BTreeMap::new();
        for event in self.events.iter().filter(|event| from <= event.day && event.day < until) {
            let person = event.person.as_deref().and_then(|id| self.person(id));
            let sum = sums.entry(person).or_default();
            *sum = sum.saturating_add(event.value);
        }
        sums
    }
}

/// Whose sales count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sellers {
    /// Everybody's, and what is nobody's.
    All,
    /// Those of people in a unit or below it.
    Unit(usize),
    /// One person's.
    Person(usize),
}

impl Inputs {
    /// What some people brought between two days, in minor units.
    pub(crate) fn sold_by(&self, sellers: &Sellers, from: Date, until: Date) -> i64 {
        let counts = |event: &&Event| {
            let person = || event.person.as_deref().and_then(|id| self.person(id));
            let inside = |unit: usize| {
                let own = person().and_then(|person| self.people.get(person)?.unit);
                self.above(own).contains(&unit)
            };
            from <= event.day
                && event.day < until
                && match sellers {
                    Sellers::All => true,
                    Sellers::Unit(unit) => inside(*unit),
                    Sellers::Person(own) => person() == Some(*own),
                }
        };
        let sum: i128 = self.events.iter().filter(counts).map(|event| i128::from(event.value)).sum();
        self.minor(i64::try_from(sum).unwrap_or(i64::MAX))
    }
}

/// Minor units of millionths, halves to the even one.
pub(crate) fn minor(millionths: i64, currency: Currency) -> i64 {
    let per_minor = MILLION / 10_i64.pow(currency.minor_digits());
    divide(i128::from(millionths), i128::from(per_minor), Rounding::HalfEven)
        .and_then(|minor| i64::try_from(minor).ok())
        .unwrap_or(i64::MAX)
}

/// The measure of the headline mandate, else the one that most quotas are counted in, else the first that sums money.
fn followed<'p>(plan: &'p Plan, store: &Store) -> Result<Option<&'p Entity>, EngineError> {
    let sums_money = |measure: &&Entity| {
        measure.choice("unit") == Some("money") && measure.choice("aggregate").unwrap_or("sum") == "sum"
    };
    let wanted = store.query(
        "select m.measure, 0 as place, 0 as n from mandates m where m.headline = 1 and m.measure is not null
         union all
         select measure, 1, -count(*) from plan_quota group by measure
         union all
         select id, 2, case when table_name = 'bookings' then 0 else 1 end from plan_measure
         order by 2, 3, 1",
        &[],
    )?;
    let ids = wanted.rows.iter().filter_map(|row| row.first()?.text());
    let mut measures = ids.filter_map(|id| plan.entity("measure", id));
    Ok(measures.find(sums_money))
}

/// The objective that asks for the measure at the top, its level in minor units where it has one in the year, and its unit. One
/// without a level gives way to none below it: a region is not the company because the company's number cannot be counted.
fn goal(store: &Store, measure: &str) -> Result<Option<(String, Option<i64>, String)>, EngineError> {
    let found = store.query(
        "with asked as (
           select m.objective, m.unit, 1 as signed, coalesce(m.headline, 0) as headline
           from   mandates m where m.measure = :measure
           union  all
           select o.id, o.unit, 0, 0
           from   plan_objective o
           where  o.measure = :measure and (o.target is not null or o.growth is not null)
           and    not exists (select 1 from mandates m where m.objective = o.id)
         )
         select a.objective, case when l.is_money = 1 then l.level end, a.unit
         from   asked a
         left   join levels l on l.objective = a.objective
         left   join (select distinct objective from plan_objective_serves) s on s.objective = a.objective
         where  a.unit is not null
         order  by a.headline desc, a.signed desc, s.objective is not null,
                   (select count(*) from plan_unit_above x where x.unit = a.unit), l.level is null, a.objective
         limit  1",
        &[("measure", measure.into())],
    )?;
    Ok(found.rows.first().and_then(|row| {
        Some((row.first()?.text()?.to_owned(), row.get(1)?.int(), row.get(2)?.text()?.to_owned()))
    }))
}

fn units(store: &Store) -> Result<Vec<UnitRow>, EngineError> {
    let found = store.query(UNITS, &[])?;
    let text = |row: &[Cell], at: usize| row.get(at).and_then(Cell::text).map(str::to_owned);
    let ids: Vec<String> = found.rows.iter().filter_map(|row| text(row, 0)).collect();
    let rows = found.rows.iter().filter_map(|row| {
        Some(UnitRow {
            id: text(row, 0)?,
            parent: text(row, 1).and_then(|parent| ids.iter().position(|id| *id == parent)),
            level: text(row, 2).unwrap_or_default(),
            country: text(row, 3),
            name: text(row, 4).unwrap_or_default(),
        })
    });
    Ok(rows.collect())
}

/// Everybody, by id; whoever sold and is on no list stands there as well, without a unit.
fn people(
    store: &Store,
    units: &BTreeMap<&str, usize>,
    events: &[Event],
) -> Result<Vec<PersonRow>, EngineError> {
    let found = store.query(PEOPLE, &[])?;
    let mut people: BTreeMap<String, PersonRow> = BTreeMap::new();
    for row in &found.rows {
        let text = |at: usize| row.get(at).and_then(Cell::text);
        let day = |at: usize| text(at).and_then(parse_date);
        let Some(id) = text(0) else { continue };
        let ramp = row.get(6).and_then(Cell::int).and_then(|minutes| u32::try_from(minutes / (24 * 60)).ok());
        let person = PersonRow {
            id: id.to_owned(),
            name: text(1).unwrap_or(id).to_owned(),
            unit: text(2).and_then(|unit| units.get(unit)).copied(),
            role: text(3).unwrap_or_default().to_owned(),
            from: day(4),
            until: day(5),
            ramp_days: ramp,
            fte: row.get(7).and_then(Cell::int).unwrap_or(MILLION),
            sells: row.get(8).and_then(Cell::int) == Some(1),
            role_sells: row.get(9).and_then(Cell::int) == Some(1),
        };
        people.entry(person.id.clone()).or_insert(person);
    }
    for id in events.iter().filter_map(|event| event.person.as_ref()) {
        if !people.contains_key(id) {
            let person = PersonRow {
                id: id.clone(),
                name: id.clone(),
                unit: None,
                role: String::new(),
                from: None,
                until: None,
                ramp_days: None,
                fte: MILLION,
                sells: false,
                role_sells: false,
            };
            people.insert(id.clone(), person);
        }
    }
    Ok(people.into_values().collect())
}

/// The largest families by what they brought, then all others as one; and the place of each offering's.
fn families(store: &Store, events: &[Event]) -> Result<(Vec<String>, BTreeMap<String, usize>), EngineError> {
    let found = store.query(FAMILIES, &[])?;
    let named: BTreeMap<String, String> = found
        .rows
        .iter()
        .filter_map(|row| Some((row.first()?.text()?.to_owned(), row.get(1)?.text()?.to_owned())))
        .collect();
    let mut brought: BTreeMap<&str, i64> = BTreeMap::new();
    for event in events {
        if let Some(family) = event.offering.as_ref().and_then(|offering| named.get(offering)) {
            let sum = brought.entry(family).or_default();
            *sum = sum.saturating_add(event.value.saturating_abs());
        }
    }
    let mut order: Vec<(&str, i64)> = brought.into_iter().collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    order.truncate(FAMILIES_MAX);
    let mut families: Vec<String> = order.into_iter().map(|(family, _)| family.to_owned()).collect();
    families.sort();
    let places: BTreeMap<String, usize> = named
        .into_iter()
        .filter_map(|(offering, family)| Some((offering, families.iter().position(|one| *one == family)?)))
        .collect();
    families.push(OTHER.to_owned());
    Ok((families, places))
}

/// The months of a stretch. Where the calendar lists quarters only, each is cut into three at the same day of the month, so that a
/// forecast sees the same twelve steps a year whatever the calendar.
pub(crate) fn months(ground: &Ground, stretch: &Period) -> Vec<Period> {
    let mut found: Vec<Period> = Vec::new();
    let mut day = stretch.from;
    while day < stretch.until {
        let month = ground.calendar.period(day, Grain::Month);
        let parts = match month {
            Some(month) => vec![month],
            None => ground.calendar.period(day, Grain::Quarter).map(thirds).unwrap_or_default(),
        };
        let Some(until) = parts.last().map(|part| part.until).filter(|until| *until > day) else { break };
        day = until;
        found.extend(parts);
    }
    found
}

/// A quarter in three parts that begin on the same day of a month.
fn thirds(quarter: Period) -> Vec<Period> {
    let later = |months: i8| {
        let month = quarter.from.month() + months;
        let (year, month) =
            if month > 12 { (quarter.from.year() + 1, month - 12) } else { (quarter.from.year(), month) };
        let day = |day: i8| Date::new(year, month, day).ok();
        day(quarter.from.day()).or_else(|| day(28)).filter(|day| *day < quarter.until)
    };
    let mut starts = vec![quarter.from];
    starts.extend([1, 2].into_iter().filter_map(later));
    let ends = starts.iter().skip(1).copied().chain([quarter.until]);
    let parts = starts.iter().zip(ends).zip(1..);
    parts
        .map(|((from, until), number)| Period {
            name: format!("{}-{number}", quarter.name),
            from: *from,
            until,
        })
        .collect()
}
