//! What the facts name: people with what is said of them, and every other word that a source uses for a thing.

use std::collections::{BTreeMap, BTreeSet};

use plumb_facts::FactTable;
use plumb_store::{Cell, Store, StoreError};
use plumb_units::{Date, parse_date};

use super::written::{Ids, counted};

/// A person as a source knows them.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// Id in the plan.
    pub(super) id: String,
    pub(super) source: String,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) role: Option<String>,
    pub(super) unit: Option<String>,
    /// Key of the manager in the same source.
    pub(super) manager: Option<String>,
    pub(super) sells: Option<bool>,
    pub(super) from: Option<Date>,
    pub(super) until: Option<Date>,
    /// What names the person, when the table of people does not.
    pub(super) named_by: Option<String>,
}

/// All people, by source and key.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) list: Vec<Person>,
    places: BTreeMap<(String, String), usize>,
    /// Rows of the table of people whose key is empty, so that nothing can lead to them.
    pub(super) without_key: usize,
}

/// A word that sources use for a unit, a role, an offering …
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub(super) sources: BTreeSet<String>,
    /// Rows by the table that holds them.
    pub(super) rows: BTreeMap<&'static str, usize>,
}

/// The tables whose people belong into a plan even when the table of people does not hold them.
const CARRY: [&str; 4] = ["quotas", "bookings", "opportunities", "assignments"];

impl People {
    /// Reads everybody, sorted, each with an id.
    pub(super) fn read(store: &Store) -> Result<Self, StoreError> {
        let mut people = Self::default();
        let mut rows: BTreeMap<(String, String), Person> = BTreeMap::new();
        let table = store.query(
            "select source, key, name, role, unit, manager, sells, valid_from, valid_until from people",
            &[],
        )?;
        for row in &table.rows {
            let [source, key, name, role, unit, manager, sells, from, until] = row.as_slice() else {
                continue;
            };
            let (source, key) = (source.to_string(), key.to_string());
            if key.is_empty() {
                people.without_key += 1;
                continue;
            }
            let person = Person {
                id: String::new(),
                name: name.to_string(),
                role: text(role),
                unit: text(unit),
                manager: text(manager),
                sells: sells.int().map(|flag| flag == 1),
                from: date(from),
                until: date(until),
                named_by: None,
                source: source.clone(),
                key: key.clone(),
            };
            rows.insert((source, key), person);
        }
        for (who, evidence) in unlisted(store, &rows)? {
            let (source, key) = who.clone();
            let person = Person {
                id: String::new(),
                name: String::new(),
                role: None,
                unit: None,
                manager: None,
                sells: None,
                from: None,
                until: None,
                named_by: Some(evidence),
                source,
                key,
            };
            rows.insert(who, person);
        }
        let mut ids = Ids::default();
        for (who, mut person) in rows {
            person.id = if is_name(&person) {
                ids.take("person", &person.name)
            } else {
                ids.free(&plumb_units::Id::suggest(&format!("person {}", person.key)).unwrap_or_default())
            };
            people.places.insert(who, people.list.len());
            people.list.push(person);
        }
        Ok(people)
    }

    /// The person that a source calls so.
    pub(super) fn place(&self, source: &str, key: &str) -> Option<usize> {
        self.places.get(&(source.to_owned(), key.to_owned())).copied()
    }

    /// The person that a source calls so.
    pub(super) fn called(&self, source: &str, key: &str) -> Option<&Person> {
        self.list.get(self.place(source, key)?)
    }

    /// The place of a person's manager, when the manager is another person who is known.
    pub(super) fn manager(&self, person: &Person) -> Option<usize> {
        let manager = person.manager.as_deref().filter(|manager| *manager != person.key)?;
        self.place(&person.source, manager)
    }

    /// The sources that name people.
    pub(super) fn sources(&self) -> BTreeSet<&str> {
        self.list.iter().map(|person| person.source.as_str()).collect()
    }
}

/// Whether a person's name is one: a source without names repeats its key, such as 274.
fn is_name(person: &Person) -> bool {
    let name = person.name.trim();
    !name.is_empty() && (name != person.key.trim() || !name.contains(|c: char| c.is_ascii_digit()))
}

type Who = (String, String);

/// People who carry something or lead somebody, and are not in the table of people; with the rows that name them.
fn unlisted(store: &Store, listed: &BTreeMap<Who, Person>) -> Result<BTreeMap<Who, String>, StoreError> {
    let mut rows: BTreeMap<Who, Vec<String>> = BTreeMap::new();
    for name in CARRY {
        let sql = format!("select source, person, count(*) from {name} where person <> '' group by 1, 2");
        for (who, count) in pairs(store, &sql)? {
            rows.entry(who).or_default().push(format!("{count} of `{name}`"));
        }
    }
    let sql = "select source, manager, count(*) from people where manager <> '' and key <> '' group by 1, 2";
    for (who, count) in pairs(store, sql)? {
        rows.entry(who).or_default().push(format!("{count} of `people` as their manager"));
    }
    rows.retain(|who, _| !listed.contains_key(who));
    Ok(rows.into_iter().map(|(who, rows)| (who, rows.join(", "))).collect())
}

fn pairs(store: &Store, sql: &str) -> Result<Vec<(Who, usize)>, StoreError> {
    let table = store.query(sql, &[])?;
    let row = |row: &Vec<Cell>| match row.as_slice() {
        [source, word, count] => Some(((source.to_string(), word.to_string()), number(count))),
        _ => None,
    };
    Ok(table.rows.iter().filter_map(row).collect())
}

/// Every word that some fact uses for things of this kind.
pub(super) fn named(store: &Store, kind: &str) -> Result<BTreeMap<String, Named>, StoreError> {
    let mut found: BTreeMap<String, Named> = BTreeMap::new();
    for table in FactTable::all() {
        for column in table.columns.iter().filter(|column| column.refers == Some(kind)) {
            let sql = format!(
                "select source, \"{column}\", count(*) from \"{table}\" where \"{column}\" <> '' group by 1, 2",
                column = column.name,
                table = table.name
            );
            for ((source, word), count) in pairs(store, &sql)? {
                let named = found.entry(word).or_default();
                named.sources.insert(source);
                *named.rows.entry(table.name).or_insert(0) += count;
            }
        }
    }
    Ok(found)
}

impl Named {
    /// The rows that use the word: `12 rows of accounts, 40 rows of bookings`.
    pub(super) fn evidence(&self) -> String {
        let rows =
            self.rows.iter().map(|(table, count)| format!("{} of `{table}`", counted(*count, "row", "rows")));
        rows.collect::<Vec<_>>().join(", ")
    }
}

/// Text that says something.
pub(super) fn text(cell: &Cell) -> Option<String> {
    cell.text().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A day.
pub(super) fn date(cell: &Cell) -> Option<Date> {
    cell.text().and_then(parse_date)
}

/// A count of rows.
pub(super) fn number(cell: &Cell) -> usize {
    cell.int().and_then(|count| usize::try_from(count).ok()).unwrap_or(0)
}
