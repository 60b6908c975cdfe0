//! Guesses units: the words that people's rows use for them, under one unit for the whole company.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use plumb_store::{Store, StoreError};
use plumb_units::Id;

use super::seen::{Named, People, named};
use super::vote::Vote;
use super::written::{Ids, counted, keys, quoted, shown};
use super::{Draft, Ground};

/// The units, and who belongs where.
pub(super) struct Units {
    /// Id of the unit above all.
    pub(super) company: String,
    /// Ids by the sources' word.
    ids: BTreeMap<String, String>,
    /// Unit of each person, by the person's place; and why, where the source does not say it.
    pub(super) of_person: Vec<Option<Belongs>>,
}

/// Where a person belongs.
#[derive(Clone, Debug)]
pub(super) struct Belongs {
    pub(super) unit: String,
    /// Why it is thought so; `None` where the source says it.
    pub(super) because: Option<String>,
}

/// How often units are handed up the chain of managers; no chain of people without a unit is longer.
const PASSES_MAX: usize = 32;

/// The word of the one unit that stands above all others, and how many these are, where the facts show exactly one; it
/// is the company, unless a unit has the `name` that the company is called already.
pub(super) fn root(store: &Store, name: &str) -> Result<Option<(String, usize)>, StoreError> {
    let people = People::read(store)?;
    let (units, words) = Units::read(store, name, &people)?;
    if units.ids.values().any(|id| *id == units.company) {
        return Ok(None);
    }
    let parents = units.parents(&people, Top::of(&people).place);
    let below = |word: &&String| {
        units.id(word).and_then(|id| parents.get(id)).is_none_or(|(parent, _)| *parent != units.company)
    };
    let under = words.keys().filter(below).count();
    let mut roots = words.keys().filter(|word| !below(word));
    Ok(match (roots.next(), roots.next()) {
        (Some(only), None) if under > 0 => Some((only.trim().to_owned(), under)),
        _ => None,
    })
}

impl Units {
    /// Reads the words and decides who belongs where.
    pub(super) fn read(
        store: &Store,
        company_name: &str,
        people: &People,
    ) -> Result<(Self, BTreeMap<String, Named>), StoreError> {
        let words = named(store, "unit")?;
        let mut taken = Ids::default();
        let company = taken.take("company", company_name);
        let above_all = company_word(&company, words.keys());
        let mut ids = BTreeMap::new();
        for word in words.keys() {
            let is_company = above_all == Some(word);
            ids.insert(word.clone(), if is_company { company.clone() } else { taken.take("unit", word) });
        }
        let mut units = Self { company, ids, of_person: Vec::new() };
        units.place(people);
        Ok((units, words))
    }

    /// The id of what a source calls so.
    pub(super) fn id(&self, word: &str) -> Option<&str> {
        self.ids.get(word).map(String::as_str)
    }

    /// The unit of the person at this place.
    pub(super) fn of(&self, place: usize) -> Option<&Belongs> {
        self.of_person.get(place)?.as_ref()
    }

    /// Who has no unit in the source belongs where all they lead belong, or to the company when these differ.
    fn place(&mut self, people: &People) {
        let own = |word: &Option<String>| {
            let unit = self.ids.get(word.as_deref()?)?.clone();
            Some(Belongs { unit, because: None })
        };
        self.of_person = people.list.iter().map(|person| own(&person.unit)).collect();
        let mut reports: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, person) in people.list.iter().enumerate() {
            if let Some(manager) = people.manager(person) {
                reports.entry(manager).or_default().push(place);
            }
        }
        for _ in 0..PASSES_MAX {
            let mut found = Vec::new();
            for (manager, led) in reports.iter().filter(|(manager, _)| self.of(**manager).is_none()) {
                let units: BTreeSet<&str> =
                    led.iter().filter_map(|place| Some(self.of(*place)?.unit.as_str())).collect();
                let mut units = units.into_iter();
                let (unit, because) = match (units.next(), units.next()) {
                    (None, _) => continue,
                    (Some(only), None) => (only.to_owned(), format!("all they lead belong to `{only}`")),
                    (Some(_), Some(_)) => {
                        let count = units.count() + 2;
                        (self.company.clone(), format!("they lead people of {count} units"))
                    }
                };
                let because = Some(format!("unit: the source names none, and {because}"));
                found.push((*manager, Belongs { unit, because }));
            }
            if found.is_empty() {
                break;
            }
            for (place, belongs) in found {
                if let Some(slot) = self.of_person.get_mut(place) {
                    *slot = Some(belongs);
                }
            }
        }
    }

    /// Writes `plan/units.toml`.
    pub(super) fn write(
        &self,
        ground: &Ground<'_>,
        people: &People,
        words: &BTreeMap<String, Named>,
    ) -> Draft {
        let top = Top::of(people);
        let parents = self.parents(people, top.place);
        let mut text = String::from(
            "# Units, as the facts word them. What stands above what, and who leads, is guessed from who reports to whom.\n",
        );
        let above_all = words.iter().find(|(word, _)| self.id(word) == Some(&self.company));
        let below = parents.values().filter(|(parent, _)| *parent == self.company).count();
        let _ = write!(
            text,
            "\n# guessed: the whole company; {} directly below it\n",
            counted(below, "unit stands", "units stand")
        );
        if let Some((word, _)) = above_all {
            let _ = writeln!(text, "# `{}` is taken for it, by its name", shown(word));
        }
        let _ = writeln!(text, "# {}\n[unit.{}]", top.evidence, self.company);
        let _ = writeln!(text, "name = {}\nlevel = \"company\"", quoted(ground.company_name()));
        if let Some(lead) = top.place.and_then(|place| people.list.get(place)) {
            let _ = writeln!(text, "lead = \"{}\"", lead.id);
        }
        if let Some((word, named)) = above_all {
            let _ = writeln!(text, "keys = {}", keys(&named.sources, word));
        }
        let mut led = 0;
        for (word, named) in words {
            let Some(id) = self.id(word).filter(|id| *id != self.company) else { continue };
            let Some((parent, placed)) = parents.get(id) else { continue };
            let (lead, evidence) = self.lead(people, id);
            led += usize::from(lead.is_some());
            let _ = write!(text, "\n# guessed: in {}; {placed}\n# {evidence}\n", named.evidence());
            let _ = writeln!(text, "[unit.{id}]\nname = {}\nparent = \"{parent}\"", quoted(word.trim()));
            if let Some(lead) = lead {
                let _ = writeln!(text, "lead = \"{lead}\"");
            }
            let _ = writeln!(text, "keys = {}", keys(&named.sources, word));
        }
        let count = self.ids.values().filter(|id| **id != self.company).count();
        let deep = parents.values().filter(|(parent, _)| *parent != self.company).count();
        Draft::new("plan/units.toml", text).guess(
            format!("{} and the company above them", counted(count, "unit", "units")),
            format!("{led} with a lead; {deep} below another unit, told by who reports to whom"),
        )
    }

    /// The unit above each, and why it is thought so.
    fn parents(&self, people: &People, top: Option<usize>) -> BTreeMap<String, (String, String)> {
        let mut ballots: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (place, person) in people.list.iter().enumerate() {
            // Only what the source says counts: a unit that is guessed from the chain proves nothing about it.
            let told = |place: usize| self.of(place).filter(|belongs| belongs.because.is_none());
            let (Some(own), Some(manager)) = (told(place), people.manager(person)) else { continue };
            // Who leads the company leads it from whatever unit the source names.
            let above = if top == Some(manager) {
                &self.company
            } else {
                let Some(above) = told(manager) else { continue };
                &above.unit
            };
            if *above != own.unit {
                ballots.entry(&own.unit).or_default().push(above);
            }
        }
        let mut parents: BTreeMap<String, (String, String)> = BTreeMap::new();
        for id in self.ids.values().filter(|id| **id != self.company) {
            let vote = Vote::of(ballots.get(id.as_str()).into_iter().flatten().copied());
            let (parent, because) = match vote {
                Vote::Nobody => (
                    self.company.as_str(),
                    "nobody in it reports to another unit, so it stands below the company".to_owned(),
                ),
                Vote::Split { all, answers } => (
                    self.company.as_str(),
                    format!(
                        "{all} of its people report to {answers} units, no half of them to one; it stands below the company"
                    ),
                ),
                Vote::Most { value, agree, all } if self.circles(&parents, id, value) => (
                    self.company.as_str(),
                    format!(
                        "{agree} of {all} reports out of it go to `{value}`, which stands below it; it stands below the company"
                    ),
                ),
                Vote::Most { value, agree, all } if *value == self.company => {
                    (value, format!("{agree} of {all} reports out of it go to who leads the company"))
                }
                Vote::Most { value, agree, all } => {
                    (value, format!("{agree} of {all} reports out of it go to `{value}`"))
                }
            };
            parents.insert(id.clone(), (parent.to_owned(), because));
        }
        parents
    }

    /// Whether the unit stands above what is to stand above it.
    fn circles(&self, parents: &BTreeMap<String, (String, String)>, unit: &str, parent: &str) -> bool {
        let mut at = parent;
        while at != unit {
            match parents.get(at) {
                Some((above, _)) => at = above,
                None => return false,
            }
        }
        true
    }

    /// Who most people of the unit report to.
    fn lead(&self, people: &People, unit: &str) -> (Option<String>, String) {
        let members: Vec<usize> = (0..people.list.len())
            .filter(|place| self.of(*place).is_some_and(|belongs| belongs.unit == unit))
            .collect();
        // Whom the lead reports to says nothing about the unit.
        let votes = |lead: usize| {
            let others = members.iter().filter(|place| **place != lead);
            Vote::of(others.filter_map(|place| people.manager(people.list.get(*place)?)))
        };
        let managers: BTreeSet<usize> =
            members.iter().filter_map(|place| people.manager(people.list.get(*place)?)).collect();
        let mut leads = managers.into_iter().filter_map(|lead| match votes(lead) {
            Vote::Most { value, agree, all } if value == lead => Some((people.list.get(lead)?, agree, all)),
            _ => None,
        });
        match (leads.next(), leads.next()) {
            (Some((lead, agree, all)), None) => (
                Some(lead.id.clone()),
                format!("lead: {agree} of {all} others in it report to the same person"),
            ),
            _ if members.is_empty() => (None, "lead: not known, for no person belongs to it".to_owned()),
            _ => {
                let count = counted(members.len(), "person has", "people have");
                (None, format!("lead: not known; its {count} no manager whom most share"))
            }
        }
    }
}

/// Who leads people and reports to nobody.
struct Top {
    /// The only one; `None` where there are several or none.
    place: Option<usize>,
    evidence: String,
}

impl Top {
    fn of(people: &People) -> Self {
        let leaders: BTreeSet<usize> =
            people.list.iter().filter_map(|person| people.manager(person)).collect();
        let is_top =
            |place: &usize| people.list.get(*place).is_some_and(|person| people.manager(person).is_none());
        let tops: Vec<usize> = leaders.iter().copied().filter(is_top).collect();
        let all = counted(leaders.len(), "person who leads others", "people who lead others");
        match tops.as_slice() {
            [] => {
                Self { place: None, evidence: "lead: not known; the facts name nobody who leads".to_owned() }
            }
            [only] => Self {
                place: Some(*only),
                evidence: format!("lead: of {all} the only one who reports to nobody"),
            },
            several => {
                let count = several.len();
                Self { place: None, evidence: format!("lead: not known; of {all} {count} report to nobody") }
            }
        }
    }
}

/// The word that means the whole company: its name, or the only one with which its name begins.
fn company_word<'w>(company: &str, words: impl Iterator<Item = &'w String>) -> Option<&'w String> {
    let mut exact = None;
    let mut beginnings = Vec::new();
    for word in words {
        let Some(id) = Id::suggest(word) else { continue };
        if id == company {
            exact = exact.or(Some(word));
        } else if company.strip_prefix(&id).is_some_and(|rest| rest.starts_with('-')) {
            beginnings.push(word);
        }
    }
    match beginnings.as_slice() {
        [only] => exact.or(Some(only)),
        _ => exact,
    }
}
