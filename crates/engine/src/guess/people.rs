//! Guesses people and their roles from the table of people, and from whatever else names somebody.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use plumb_store::{Store, StoreError};

use super::Draft;
use super::last_seen::LastSeen;
use super::seen::{Named, People, Person, named};
use super::units::Units;
use super::vote::Vote;
use super::written::{Ids, counted, keys, quoted, row, shown};

/// Ids of the roles by the sources' word, and what else is known of each word.
pub(super) struct Roles {
    ids: BTreeMap<String, String>,
    words: BTreeMap<String, Named>,
    /// Id of the role of those who own deals and have no job title.
    seller: String,
}

impl Roles {
    /// Reads the words.
    pub(super) fn read(store: &Store) -> Result<Self, StoreError> {
        let words = named(store, "role")?;
        let mut taken = Ids::default();
        let ids = words.keys().map(|word| (word.clone(), taken.take("role", word))).collect();
        Ok(Self { ids, words, seller: taken.take("role", "seller") })
    }

    /// Whether somebody without a job title is thought to sell: who owns deals or sales, where no other row says what they do.
    fn is_seller(&self, place: usize, person: &Person, last_seen: &LastSeen) -> bool {
        person.role.is_none() && person.sells != Some(false) && last_seen.sales(place) > 0
    }

    /// Writes `plan/roles.toml`; nothing where no role is named.
    pub(super) fn write(&self, people: &People, last_seen: &LastSeen) -> Option<Draft> {
        let sellers = people
            .list
            .iter()
            .enumerate()
            .filter(|(place, person)| self.is_seller(*place, person, last_seen));
        let sellers = sellers.count();
        if self.words.is_empty() && sellers == 0 {
            return None;
        }
        let leaders: BTreeSet<usize> =
            people.list.iter().filter_map(|person| people.manager(person)).collect();
        let mut text = String::from(
            "# Roles, as the facts word them. What a role controls and may decide is for you to say.\n",
        );
        let mut selling = 0;
        for (word, named) in &self.words {
            let Some(id) = self.ids.get(word) else { continue };
            let holders = people.list.iter().enumerate();
            let holders: Vec<(usize, &Person)> =
                holders.filter(|(_, person)| person.role.as_ref() == Some(word)).collect();
            let told = Vote::of(holders.iter().filter_map(|(_, person)| person.sells));
            // Where nobody says it, who owns deals or sales sells.
            let owns = told == Vote::Nobody && last_seen.any_sales();
            let sells = match owns {
                true => Vote::of(holders.iter().map(|(place, _)| last_seen.sales(*place) > 0)),
                false => told,
            };
            let leading = holders.iter().filter(|(place, _)| leaders.contains(place)).count();
            let says = match &sells {
                Vote::Most { value: true, agree, all } if owns => format!("{agree} of {all} own deals"),
                Vote::Most { value: false, agree, all } if owns => format!("{agree} of {all} own no deal"),
                Vote::Most { value: true, agree, all } => format!("{agree} of {all} sell"),
                Vote::Most { value: false, agree, all } => format!("{agree} of {all} do not sell"),
                Vote::Split { all, .. } => format!("half of {all} sell, so it is left open"),
                Vote::Nobody => "nobody says whether they sell".to_owned(),
            };
            let all = counted(holders.len(), "holder leads", "holders lead");
            let _ = writeln!(text, "\n# guessed: {says}; {leading} of {all} people\n[role.{id}]");
            let _ = writeln!(text, "name = {}", quoted(word.trim()));
            if let Some(sells) = sells.value() {
                selling += usize::from(*sells);
                let _ = writeln!(text, "sells = {sells}");
            }
            if leading * 2 > holders.len() {
                text.push_str("leads = true\n");
            }
            let _ = writeln!(text, "keys = {}", keys(&named.sources, word));
        }
        if sellers > 0 {
            let people =
                counted(sellers, "person without a job title owns", "people without a job title own");
            let _ = writeln!(text, "\n# guessed: {people} deals or sales, so they are thought to sell");
            let _ = writeln!(text, "[role.{}]\nname = \"Seller\"\nsells = true", self.seller);
            selling += 1;
        }
        let count = counted(self.words.len() + usize::from(sellers > 0), "role", "roles");
        let draft = Draft::new("plan/roles.toml", text);
        Some(draft.guess(count, format!("{selling} of them sell; the job titles of {}", listed(people))))
    }
}

fn listed(people: &People) -> String {
    let titled = people.list.iter().filter(|person| person.role.is_some()).count();
    format!("{titled} of {}", counted(people.list.len(), "person", "people"))
}

/// Writes `plan/people.csv`; nothing where no person is named.
pub(super) fn write(people: &People, roles: &Roles, units: &Units, last_seen: &LastSeen) -> Option<Draft> {
    if people.list.is_empty() {
        return None;
    }
    let managers = chains(people);
    let sources = people.sources();
    let mut silent = 0;
    let rows: Vec<(Vec<String>, String)> = people
        .list
        .iter()
        .enumerate()
        .map(|(place, person)| {
            let (fields, mut remark) = fields(people, roles, units, &managers, last_seen, place, person);
            if person.until.is_none()
                && let Some(doubt) = last_seen.doubt(place)
            {
                silent += 1;
                remark = if remark.is_empty() { doubt } else { format!("{remark}; {doubt}") };
            }
            (fields, remark)
        })
        .collect();
    let remarks = rows.iter().any(|(_, remark)| !remark.is_empty());
    let count = |column: usize| {
        let filled =
            rows.iter().filter(|(fields, _)| fields.get(column).is_some_and(|field| !field.is_empty()));
        filled.count()
    };
    let all = people.list.len();
    let placed = count(3);
    let evidence = format!(
        "{} of {all} with a role, {} with a unit, {} with a manager, {} with a first day",
        count(2),
        count(3),
        count(4),
        count(5)
    );
    let names = sources.iter().map(|source| format!("`{}`", shown(source))).collect::<Vec<_>>().join(", ");
    let mut text = format!("# guessed: {} in {names}; {evidence}\n", counted(all, "person", "people"));
    if people.without_key > 0 {
        let rows = counted(people.without_key, "row has", "rows have");
        let _ = writeln!(text, "# {rows} no key, so no fact can lead to them; they are left out");
    }
    let mut header = vec!["id", "name", "role", "unit", "manager", "from", "until"];
    let of_source: Vec<String> = sources.iter().map(|source| format!("key.{source}")).collect();
    if remarks {
        header.push("guessed");
    }
    header.extend(of_source.iter().map(String::as_str));
    text.push_str(&row(header));
    for ((mut fields, remark), person) in rows.into_iter().zip(&people.list) {
        if remarks {
            fields.push(remark);
        }
        let key = |source: &&str| if **source == person.source { person.key.clone() } else { String::new() };
        fields.extend(sources.iter().map(key));
        text.push_str(&row(fields.iter().map(String::as_str)));
    }
    let unlisted = people.list.iter().filter(|person| person.named_by.is_some()).count();
    let mut draft = Draft::new("plan/people.csv", text).guess(counted(all, "person", "people"), evidence);
    if placed > 0 {
        draft = draft.sure(placed, all);
    }
    let gone: Vec<usize> = (0..all)
        .filter(|place| people.list.get(*place).is_some_and(|person| person.until.is_some()))
        .collect();
    if !gone.is_empty() {
        let owners = gone.iter().filter(|place| last_seen.open(**place) > 0).count();
        let deals: usize = gone.iter().map(|place| last_seen.open(*place)).sum();
        let what = counted(gone.len(), "person has left", "people have left");
        draft =
            draft.guess(what, format!("the source says so; {owners} of them own {deals} open deals still"));
    }
    if silent > 0 {
        let what = counted(silent, "person may have left", "people may have left");
        draft = draft.guess(what, "no deal, sale, activity or change of theirs for more than 180 days, and nobody says that they left".to_owned());
    }
    if unlisted > 0 {
        let what =
            counted(unlisted, "person who is in no list of people", "people who are in no list of people");
        draft = draft.guess(what, "other facts name their keys".to_owned());
    }
    Some(draft)
}

/// The cells of a person up to `until`, and a remark where something is not as the source says it.
fn fields(
    people: &People,
    roles: &Roles,
    units: &Units,
    managers: &[Option<usize>],
    last_seen: &LastSeen,
    place: usize,
    person: &Person,
) -> (Vec<String>, String) {
    let mut remarks = Vec::new();
    if let Some(rows) = &person.named_by {
        remarks.push(format!("only named by {rows}"));
    }
    let unit = units.of(place);
    remarks.extend(unit.and_then(|unit| unit.because.clone()));
    let manager = managers.get(place).copied().flatten();
    if let (Some(key), None) = (&person.manager, manager) {
        let why = if *key == person.key { "is the person" } else { "closes a circle" };
        remarks.push(format!("manager: left out, for it {why}"));
    }
    let until = person.until.filter(|until| person.from.is_none_or(|from| from < *until));
    if let (Some(until), None) = (person.until, until) {
        remarks.push(format!("until: {until} is left out, for it is not after the first day"));
    }
    let manager = manager.and_then(|place| people.list.get(place)).map(|manager| manager.id.clone());
    let mut role = person.role.as_ref().and_then(|word| roles.ids.get(word)).cloned();
    if roles.is_seller(place, person, last_seen) {
        remarks.push("role: no job title, and owns deals or sales".to_owned());
        role = Some(roles.seller.clone());
    }
    let day = |day: Option<plumb_units::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let fields = vec![
        person.id.clone(),
        person.name.trim().to_owned(),
        role.unwrap_or_default(),
        unit.map(|unit| unit.unit.clone()).unwrap_or_default(),
        manager.unwrap_or_default(),
        day(person.from),
        day(until),
    ];
    (fields, remarks.join("; "))
}

/// The manager of each person by places, without those who would close a circle.
fn chains(people: &People) -> Vec<Option<usize>> {
    let mut above: Vec<Option<usize>> = vec![None; people.list.len()];
    for (place, person) in people.list.iter().enumerate() {
        let Some(manager) = people.manager(person) else { continue };
        let mut at = Some(manager);
        while let Some(next) = at.filter(|next| *next != place) {
            at = above.get(next).copied().flatten();
        }
        if at.is_none()
            && let Some(slot) = above.get_mut(place)
        {
            *slot = Some(manager);
        }
    }
    above
}
