//! Guesses territories and who holds them, from assignments and every other fact that names a territory.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use plumb_store::{Store, StoreError};
use plumb_units::{Amount, Date, MILLION, Money, Rate};

use super::seen::{Named, People, date, named, text};
use super::units::Units;
use super::vote::Vote;
use super::written::{Ids, counted, keys, quoted, row};
use super::{Draft, Ground};

/// Who holds what from one day until another, with all names resolved.
#[derive(Debug)]
struct Assignment {
    territory: String,
    person: usize,
    from: Option<Date>,
    until: Option<Date>,
    /// With whether it is exactly what the source says.
    potential: Option<(Money, bool)>,
}

/// What the facts say about territories.
pub(super) struct Territories {
    ids: BTreeMap<String, String>,
    words: BTreeMap<String, Named>,
    assignments: Vec<Assignment>,
    /// Who owns the customers in each, a vote for each customer.
    owners: BTreeMap<String, Vec<usize>>,
    /// Assignments that are not for a plan, by the reason.
    left_out: BTreeMap<&'static str, usize>,
}

impl Territories {
    /// Reads the words and the assignments.
    pub(super) fn read(store: &Store, ground: &Ground<'_>, people: &People) -> Result<Self, StoreError> {
        let words = named(store, "territory")?;
        let mut taken = Ids::default();
        let ids: BTreeMap<String, String> =
            words.keys().map(|word| (word.clone(), taken.take("territory", word))).collect();
        let mut territories =
            Self { ids, words, assignments: Vec::new(), owners: BTreeMap::new(), left_out: BTreeMap::new() };
        let owned = store.query(
            "select source, owner, territory from accounts where territory <> '' and owner <> ''",
            &[],
        )?;
        for cells in &owned.rows {
            let [source, owner, territory] = cells.as_slice() else { continue };
            let place = people.place(&source.to_string(), &owner.to_string());
            if let (Some(place), Some(id)) = (place, territories.ids.get(&territory.to_string())) {
                territories.owners.entry(id.clone()).or_default().push(place);
            }
        }
        let table = store.query(
            "select source, person, territory, account, valid_from, valid_until, potential, currency \
             from assignments order by territory, valid_from, source, key",
            &[],
        )?;
        for cells in &table.rows {
            let [source, person, territory, account, from, until, potential, currency] = cells.as_slice()
            else {
                continue;
            };
            let territory = text(territory).and_then(|word| territories.ids.get(&word).cloned());
            let person = people.place(&source.to_string(), &person.to_string());
            let (from, until) = (date(from), date(until));
            let reason = match (&territory, person) {
                _ if !account.is_null() => "of single accounts, which the plan does not list yet",
                (None, _) => "without a territory",
                (_, None) => "of people without a key",
                _ if until.is_some_and(|until| from.is_some_and(|from| until <= from)) => {
                    "that end before they begin"
                }
                (Some(territory), Some(person)) => {
                    let potential =
                        potential.int().filter(|amount| *amount >= 0).map(Amount::from_millionths);
                    let potential =
                        potential.and_then(|amount| ground.money(amount, text(currency).as_deref()));
                    let territory = territory.clone();
                    territories.assignments.push(Assignment { territory, person, from, until, potential });
                    continue;
                }
            };
            *territories.left_out.entry(reason).or_insert(0) += 1;
        }
        Ok(territories)
    }

    /// Writes `plan/territories.toml`; nothing where no territory is named.
    pub(super) fn write(&self, units: &Units) -> Option<Draft> {
        if self.words.is_empty() {
            return None;
        }
        let mut text = String::from(
            "# Territories, as the facts word them. The unit of each is guessed from the people who hold it.\n",
        );
        let mut placed = 0;
        for (word, named) in &self.words {
            let Some(id) = self.ids.get(word) else { continue };
            let own: Vec<&Assignment> =
                self.assignments.iter().filter(|assignment| assignment.territory == *id).collect();
            let holders: BTreeSet<usize> = own.iter().map(|assignment| assignment.person).collect();
            let mut unit = Vote::of(holders.iter().filter_map(|place| Some(units.of(*place)?.unit.as_str())));
            let by_owners = unit == Vote::Nobody;
            if by_owners {
                let owners = self.owners.get(id).map(Vec::as_slice).unwrap_or_default();
                unit = Vote::of(owners.iter().filter_map(|place| Some(units.of(*place)?.unit.as_str())));
            }
            let says = match &unit {
                Vote::Most { value, agree, all } if by_owners => {
                    format!("{agree} of {all} customers in it are owned from `{value}`")
                }
                Vote::Split { all, answers } if by_owners => {
                    format!(
                        "the {all} customers in it are owned from {answers} units, no half of them from one"
                    )
                }
                Vote::Most { value, agree, all } => {
                    format!("{agree} of {all} who held it belong to `{value}`")
                }
                Vote::Split { all, answers } => {
                    format!("the {all} who held it belong to {answers} units, no half of them to one")
                }
                Vote::Nobody => "no unit is known of anybody who held it".to_owned(),
            };
            let _ = writeln!(text, "\n# guessed: in {}; {says}", named.evidence());
            let potential = own.iter().rev().find_map(|newest| Some((newest.potential?, newest.from)));
            if let Some(((_, exact), from)) = potential {
                let of = from.map(|day| format!(" that begins on {day}")).unwrap_or_default();
                let rounded = if exact { "" } else { ", rounded half-even" };
                let _ = writeln!(text, "# potential: that of the newest assignment{of}{rounded}");
            }
            let _ = writeln!(text, "[territory.{id}]\nname = {}", quoted(word.trim()));
            if let Some(unit) = unit.value() {
                placed += 1;
                let _ = writeln!(text, "unit = \"{unit}\"");
            }
            if let Some(((potential, _), _)) = potential {
                let _ = writeln!(text, "potential = \"{potential}\"");
            }
            let _ = writeln!(text, "keys = {}", keys(&named.sources, word));
        }
        let count = self.words.len();
        let evidence =
            format!("{placed} of {count} in the unit of most who held them, or own customers there");
        Some(
            Draft::new("plan/territories.toml", text)
                .guess(counted(count, "territory", "territories"), evidence),
        )
    }

    /// Writes `plan/assignments.csv`; nothing where nobody is assigned.
    pub(super) fn write_assignments(&self, people: &People) -> Option<Draft> {
        if self.assignments.is_empty() && self.left_out.is_empty() {
            return None;
        }
        let shares = self.shares();
        let shared = shares.iter().filter(|holders| **holders > 1).count();
        let count = counted(self.assignments.len(), "assignment", "assignments");
        let mut text = format!("# guessed: {count} as the facts have them; no share is told\n");
        for (reason, rows) in &self.left_out {
            let _ = writeln!(text, "# {} {reason}: left out", counted(*rows, "assignment", "assignments"));
        }
        let mut header = vec!["territory", "person", "from", "until"];
        if shared > 0 {
            header.extend(["share", "guessed"]);
        }
        text.push_str(&row(header));
        for (assignment, holders) in self.assignments.iter().zip(&shares) {
            let Some(person) = people.list.get(assignment.person) else { continue };
            let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
            let mut cells = vec![
                assignment.territory.clone(),
                person.id.clone(),
                day(assignment.from),
                day(assignment.until),
            ];
            if shared > 0 && *holders > 1 {
                let share = MILLION / i64::try_from(*holders).unwrap_or(MILLION);
                cells.push(Rate::from_millionths(share).to_string());
                cells.push(format!("{holders} hold it at the same time, and no share is told: equal ones"));
            } else if shared > 0 {
                cells.extend([String::new(), String::new()]);
            }
            text.push_str(&row(cells.iter().map(String::as_str)));
        }
        let evidence = match shared {
            0 => "as the facts have them".to_owned(),
            shared => format!("{shared} of them share a territory at some time; equal shares are guessed"),
        };
        let mut draft = Draft::new("plan/assignments.csv", text).guess(count, evidence);
        for (reason, rows) in &self.left_out {
            let what = counted(*rows, "assignment left out", "assignments left out");
            draft = draft.guess(what, (*reason).to_owned());
        }
        Some(draft)
    }

    /// Of each assignment, how many hold its territory at most on one of its days. With that as divisor the shares of
    /// no day exceed the whole.
    fn shares(&self) -> Vec<usize> {
        let mut of_territory: BTreeMap<&str, Vec<&Assignment>> = BTreeMap::new();
        for assignment in &self.assignments {
            of_territory.entry(&assignment.territory).or_default().push(assignment);
        }
        let most = |own: &Assignment| {
            let others = of_territory.get(own.territory.as_str()).map(Vec::as_slice).unwrap_or_default();
            let begins = |day: Date| (day >= first(own) && day < last(own)).then_some(day);
            // The number changes where somebody begins.
            let days = others.iter().filter_map(|other| begins(first(other))).chain([first(own)]);
            let holding =
                |day: Date| others.iter().filter(|other| first(other) <= day && day < last(other)).count();
            days.collect::<BTreeSet<_>>().into_iter().map(holding).max().unwrap_or(1).max(1)
        };
        self.assignments.iter().map(most).collect()
    }
}

fn first(assignment: &Assignment) -> Date {
    assignment.from.unwrap_or(Date::MIN)
}

fn last(assignment: &Assignment) -> Date {
    assignment.until.unwrap_or(Date::MAX)
}
