//! The organisation as the plan tells it.

use std::collections::{BTreeMap, BTreeSet};

use plumb_diag::{Files, Span};
use plumb_units::Id;

use crate::company::{Company, Setting, Threshold};
use crate::lock::Lock;
use crate::value::{Data, Entity, Row, Value};

/// Everything a workspace's plan says, resolved and placed.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The company and its calendar.
    pub company: Company,
    /// Entries by kind, then by id. A kind without entries is absent.
    pub entities: BTreeMap<&'static str, BTreeMap<Id, Entity>>,
    /// The signed mandates.
    pub lock: Lock,
    /// The texts that were read, for showing places.
    pub files: Files,
    /// Thresholds that the company sets, by rule and name.
    pub thresholds: BTreeMap<String, BTreeMap<String, Threshold>>,
    /// The company's own words for things.
    pub words: BTreeMap<String, Setting>,
    /// What was agreed about people's data.
    pub privacy: BTreeMap<String, Setting>,
    /// How much things weigh.
    pub weights: BTreeMap<String, Setting>,
    /// Names that nothing answers to, with the kind that was meant.
    pub unresolved: BTreeSet<(&'static str, String)>,
    pub(crate) places: BTreeMap<String, Span>,
}

/// What another system calls a thing of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanKey<'p> {
    /// The kind of the thing; `stage` for the stages of methods.
    pub kind: &'static str,
    /// Its id; of a stage the stage's own.
    pub id: &'p str,
    /// The other system: `crm`.
    pub source: &'p str,
    /// Its key there, verbatim.
    pub key: &'p str,
}

impl Plan {
    /// All entries of a kind, by id; none for a kind that the schema does not know.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Entity> {
        self.entities.get(kind).into_iter().flat_map(BTreeMap::values)
    }

    /// All entries, by kind and id.
    pub fn all(&self) -> impl Iterator<Item = &Entity> {
        self.entities.values().flat_map(BTreeMap::values)
    }

    /// The entry of this kind and id.
    pub fn entity(&self, kind: &str, id: &str) -> Option<&Entity> {
        self.entities.get(kind)?.get(&Id::parse(id).ok()?)
    }

    /// The place that a plan path names: `objective.grow.target`, `people.csv/ana/from`, `plumb.toml/company/currency`,
    /// `plan.lock/grow`.
    ///
    /// A field that is not written is placed at the entry that lacks it. Returns `None` when nothing of the path is in
    /// the plan.
    pub fn place(&self, at: &str) -> Option<Span> {
        let mut path = at;
        loop {
            if let Some(span) = self.places.get(path) {
                return Some(*span);
            }
            path = path.get(..path.rfind(['.', '/'])?)?;
        }
    }

    /// Every plan path that is written, with its place.
    pub fn places(&self) -> impl Iterator<Item = (&str, Span)> {
        self.places.iter().map(|(path, span)| (path.as_str(), *span))
    }

    /// What other systems call things of the plan, by kind and id, then as written.
    pub fn keys(&self) -> impl Iterator<Item = PlanKey<'_>> {
        self.all().flat_map(|entity| {
            let own = keys_of(entity.kind, entity.id.as_str(), entity.keys("keys"));
            let stages = entity.rows("stage").iter().filter_map(|stage| Some((stage.text("id")?, stage)));
            own.chain(stages.flat_map(|(id, stage)| keys_of("stage", id, stage.keys("keys"))))
        })
    }

    /// The plan path of the threshold that the company sets for a rule, if it does.
    pub fn threshold(&self, rule: &str, name: &str) -> Option<(&Threshold, String)> {
        let threshold = self.thresholds.get(rule)?.get(name)?;
        Some((threshold, format!("plumb.toml/threshold/{rule}/{name}")))
    }
}

fn keys_of<'p>(
    kind: &'static str,
    id: &'p str,
    keys: &'p [crate::value::Key],
) -> impl Iterator<Item = PlanKey<'p>> {
    keys.iter().map(move |key| PlanKey { kind, id, source: &key.source, key: &key.key })
}

/// The places of an entity, its fields and nested rows.
pub(crate) fn places_of(entity: &Entity, places: &mut BTreeMap<String, Span>) {
    places.insert(entity.path.clone(), entity.span);
    for (name, value) in &entity.fields {
        places_of_value(&entity.at(name), value, places);
    }
}

fn places_of_value(path: &str, value: &Value, places: &mut BTreeMap<String, Span>) {
    places.insert(path.to_owned(), value.span);
    match &value.data {
        Data::Rows(rows) => {
            for row in rows {
                places_of_row(row, places);
            }
        }
        Data::Texts(texts) => {
            for (index, text) in texts.iter().enumerate() {
                places.insert(format!("{path}.{}", index + 1), text.span);
            }
        }
        Data::Quantities(quantities) => {
            for (index, quantity) in quantities.iter().enumerate() {
                places.insert(format!("{path}.{}", index + 1), quantity.span);
            }
        }
        Data::References(ids) => {
            for id in ids {
                places.insert(format!("{path}.{}", id.value), id.span);
            }
        }
        Data::Keys(keys) => {
            for key in keys {
                places.entry(format!("{path}.{}", key.source)).or_insert(key.span);
            }
        }
        _ => {}
    }
}

fn places_of_row(row: &Row, places: &mut BTreeMap<String, Span>) {
    places.insert(row.path.clone(), row.span);
    for (name, value) in &row.fields {
        places_of_value(&row.at(name), value, places);
    }
}
