//! Who is who on the day of a review, and who leads which units: those who are named by a unit, and those above them.

use std::collections::{BTreeMap, BTreeSet};

use plumb_store::Cell;

use crate::EngineError;
use crate::pass::Pass;

/// A person whom the plan knows on the day of the review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonView {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Id of the role.
    pub role: Option<String>,
    /// The role in words.
    pub role_name: String,
    /// Id of the unit.
    pub unit: Option<String>,
    /// Id of whom the person reports to.
    pub manager: Option<String>,
    /// Address, as the plan has it.
    pub email: Option<String>,
    /// Whether the role sells.
    pub sells: bool,
    /// Whether the person leads a unit.
    pub leads: bool,
}

type People = BTreeMap<String, PersonView>;
type Leads = BTreeMap<String, BTreeSet<String>>;

/// People by id, and the units that each leads with all below them.
pub(super) fn of(pass: &Pass) -> Result<(People, Leads), EngineError> {
    let store = pass.look.catalogue.connect()?;
    let led = store.query(
        "select lead, below.unit from plan_unit as one join plan_unit_above as below on below.above = one.id \
         where lead is not null and (one.valid_from is null or one.valid_from <= as_of()) \
         and (one.valid_until is null or one.valid_until > as_of())",
        &[],
    )?;
    let mut leads: Leads = BTreeMap::new();
    for row in &led.rows {
        if let [Cell::Text(person), Cell::Text(unit)] = row.as_slice() {
            leads.entry(person.clone()).or_default().insert(unit.clone());
        }
    }
    let managers = store.query(
        "select id, manager from plan_people where manager is not null and id <> manager \
         and (valid_from is null or valid_from <= as_of()) and (valid_until is null or valid_until > as_of())",
        &[],
    )?;
    let managers: Vec<(&str, &str)> = managers
        .rows
        .iter()
        .filter_map(|row| Some((row.first().and_then(Cell::text)?, row.get(1).and_then(Cell::text)?)))
        .collect();
    above(&mut leads, &managers);
    let found = store.query(
        "select one.id, one.name, one.role, coalesce(role.name, one.role), one.unit, one.manager, one.email, role.sells \
         from plan_people as one left join plan_role as role on role.id = one.role \
         where (one.valid_from is null or one.valid_from <= as_of()) \
         and (one.valid_until is null or one.valid_until > as_of())",
        &[],
    )?;
    let person = |row: &Vec<Cell>| {
        let text = |at: usize| row.get(at).and_then(Cell::text).map(str::to_owned);
        let id = text(0)?;
        let view = PersonView {
            name: text(1).unwrap_or_else(|| id.clone()),
            role: text(2),
            role_name: text(3).unwrap_or_default().replace('-', " "),
            unit: text(4),
            manager: text(5),
            email: text(6),
            sells: row.get(7).and_then(Cell::int) == Some(1),
            leads: leads.contains_key(&id),
            id: id.clone(),
        };
        Some((id, view))
    };
    let people = found.rows.iter().filter_map(person).collect();
    Ok((people, leads))
}

/// Whoever is reported to by those who lead leads too: a head of sales need not be named by each unit. `managers` are
/// people with whom each reports to.
fn above(leads: &mut Leads, managers: &[(&str, &str)]) {
    // Every round carries what is led one step up, and steps that go in a circle change nothing any more.
    for _ in 0..managers.len() {
        let mut grew = false;
        for (person, manager) in managers {
            let Some(units) = leads.get(*person).cloned() else { continue };
            let own = leads.entry((*manager).to_owned()).or_default();
            let before = own.len();
            own.extend(units);
            grew |= own.len() > before;
        }
        if !grew {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_heads_those_who_lead_leads_too() {
        let mut leads = Leads::from([("head".to_owned(), BTreeSet::from(["north".to_owned()]))]);
        above(&mut leads, &[("seller", "lead"), ("lead", "head"), ("head", "chief"), ("chief", "owner")]);
        let who: Vec<&str> = leads.keys().map(String::as_str).collect();
        assert_eq!(who, ["chief", "head", "owner"]);
    }

    #[test]
    fn a_circle_ends() {
        let mut leads = Leads::from([("one".to_owned(), BTreeSet::from(["north".to_owned()]))]);
        above(&mut leads, &[("one", "two"), ("two", "one")]);
        assert_eq!(leads.len(), 2);
    }
}
