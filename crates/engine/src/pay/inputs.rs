//! From plain tables to what a run of pay is asked with: transactions, people, dated tables. Pure: the same plan and the same
//! tables give the same inputs.

mod dated;
mod events;
mod people;

use std::collections::BTreeMap;

use plumb_pay::events::Words;
use plumb_pay::{Events, Given, PayPlan};
use plumb_plan::Plan;
use plumb_units::{Currency, parse_date};

use super::sheets::{Sheets, text};

pub(crate) use events::kind_of_table;

/// What a run is asked with, and what its rows are called.
pub(crate) struct Inputs {
    pub(crate) plans: Vec<PayPlan>,
    pub(crate) events: Events,
    pub(crate) given: Given,
    /// Of each transaction what only readers need.
    pub(crate) facts: Vec<Fact>,
    pub(crate) people: Vec<Who>,
    /// What of the facts could not be used, in words.
    pub(crate) remarks: Vec<String>,
}

/// What a reader is told of a transaction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fact {
    /// `table/source/key`.
    pub(crate) at: String,
    pub(crate) account: Option<String>,
    /// The contract's last day but one, from its first: whole months.
    pub(crate) months: Option<u32>,
}

/// Somebody.
#[derive(Clone, Debug, Default)]
pub(crate) struct Who {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) role: Option<String>,
    pub(crate) unit: Option<String>,
}

/// What the plan says beside its pay plans.
pub(super) struct Company<'p> {
    pub(super) plan: &'p Plan,
    pub(super) currency: Currency,
}

impl Inputs {
    /// Builds them; `None` where the company has no currency or the tables no day.
    pub(super) fn of(plan: &Plan, pay: Vec<PayPlan>, sheets: &Sheets) -> Option<Self> {
        let currency = plan.company.currency.or_else(|| pay.first().map(|plan| plan.currency))?;
        let as_of = parse_date(&sheets.as_of)?;
        let company = Company { plan, currency };
        let mut names = Names::default();
        let mut given = Given::new(plan.company.calendar.clone(), as_of);
        let mut remarks = Vec::new();
        people::read(&company, &pay, sheets, &mut names, &mut given, &mut remarks);
        let (mut events, facts) = events::read(&company, &pay, sheets, &mut names, &mut remarks);
        dated::read(&company, &pay, sheets, &mut names, &mut given);
        let mut people: Vec<Who> =
            names.names.iter().map(|id| Who { id: id.clone(), name: id.clone(), ..Who::default() }).collect();
        for row in sheets.of("people") {
            let Some(who) = text(row, 0)
                .and_then(|id| names.by_name.get(id))
                .and_then(|place| people.get_mut(*place as usize))
            else {
                continue;
            };
            text(row, 1).unwrap_or(&who.id).clone_into(&mut who.name);
            who.role = text(row, 2).filter(|role| *role != "no-role").map(str::to_owned);
            who.unit = text(row, 3).filter(|unit| *unit != "no-unit").map(str::to_owned);
        }
        of_owners(&mut events, &people);
        given.people = names.names;
        Some(Self { plans: pay, events, given, facts, people, remarks })
    }

    /// The place of a person.
    pub(crate) fn person(&self, id: &str) -> Option<u32> {
        (0..).zip(&self.people).find(|(_, who)| who.id == id).map(|(place, _)| place)
    }
}

/// A sale without a unit of its own is its owner's unit's.
fn of_owners(events: &mut Events, people: &[Who]) {
    let rows = events.len();
    let empty = || Words { names: Vec::new(), of: vec![u16::MAX; rows] };
    let words = events.texts.entry("unit".to_owned()).or_insert_with(empty);
    let mut places: BTreeMap<String, u16> = BTreeMap::new();
    for (place, name) in (0_u16..).zip(&words.names) {
        places.insert(name.clone(), place);
    }
    for (cell, owner) in words.of.iter_mut().zip(&events.owner).filter(|(cell, _)| **cell == u16::MAX) {
        let Some(unit) = people.get(*owner as usize).and_then(|who| who.unit.as_ref()) else { continue };
        let next = u16::try_from(words.names.len()).unwrap_or(u16::MAX);
        let place = *places.entry(unit.clone()).or_insert_with(|| {
            words.names.push(unit.clone());
            next
        });
        *cell = place;
    }
}

/// Numbers of people by their ids, in the order in which they were first met.
#[derive(Default)]
pub(super) struct Names {
    names: Vec<String>,
    by_name: BTreeMap<String, u32>,
}

impl Names {
    pub(super) fn of(&mut self, name: &str) -> u32 {
        if let Some(place) = self.by_name.get(name) {
            return *place;
        }
        let place = u32::try_from(self.names.len()).unwrap_or(plumb_pay::events::NONE);
        self.names.push(name.to_owned());
        self.by_name.insert(name.to_owned(), place);
        place
    }

    pub(super) fn known(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }
}

/// Minor units of millionths. The one place where amounts of facts become whole cents: halves to the even one.
pub(super) fn cents(millionths: i64, currency: Currency) -> i64 {
    crate::engines::minor_of(millionths, currency)
}
