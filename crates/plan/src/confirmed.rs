//! The part of a plan that somebody stands for: without what a template brought along and nobody has confirmed.

use std::collections::{BTreeMap, BTreeSet};

use plumb_units::Id;

use crate::schema::{Field, Type, kind};
use crate::value::{Data, Entity, Row, Value};
use crate::{Plan, schema};

/// How the note `# guessed: …` of an entry begins that a template brought along.
pub const FROM_TEMPLATE: &str = "from the template";

type Gone = BTreeMap<&'static str, BTreeSet<Id>>;

impl Plan {
    /// The entries that a template brought along and nobody has confirmed.
    pub fn unconfirmed(&self) -> impl Iterator<Item = &Entity> {
        self.all().filter(|entity| is_unconfirmed(entity))
    }

    /// The plan as if those entries were not there; names of them are then names that nothing answers to, as
    /// [`Entity::unreadable`] tells. A template is a form to fill in, so it counts for nothing by itself.
    #[must_use]
    pub fn confirmed(mut self) -> Self {
        let mut gone = Gone::new();
        for entity in self.unconfirmed() {
            gone.entry(entity.kind).or_default().insert(entity.id.clone());
        }
        if gone.is_empty() {
            return self;
        }
        for entities in self.entities.values_mut() {
            entities.retain(|_, entity| !is_unconfirmed(entity));
            for entity in entities.values_mut() {
                let Some(kind) = kind(entity.kind) else { continue };
                let of: Vec<&'static Field> = kind.all_fields().collect();
                let Entity { fields, unreadable, .. } = entity;
                forget(fields, unreadable, &of, &gone);
            }
        }
        self.entities.retain(|_, entities| !entities.is_empty());
        self
    }
}

fn is_unconfirmed(entity: &Entity) -> bool {
    entity.guessed.as_deref().is_some_and(|note| note.starts_with(FROM_TEMPLATE))
}

/// Takes names of what is gone out of fields.
fn forget(
    fields: &mut BTreeMap<&'static str, Value>,
    unreadable: &mut BTreeSet<&'static str>,
    of: &[&'static Field],
    gone: &Gone,
) {
    let is_gone = |kind: &str, id: &Id| gone.get(kind).is_some_and(|ids| ids.contains(id));
    fields.retain(|name, value| {
        let Some(field) = of.iter().find(|field| field.name == *name) else { return true };
        let stays = match (&mut value.data, field.ty) {
            (Data::Reference(id), Type::Ref(kind)) => !is_gone(kind, id),
            (Data::References(ids), Type::Refs(kind)) => {
                let before = ids.len();
                ids.retain(|id| !is_gone(kind, &id.value));
                before == 0 || !ids.is_empty()
            }
            (Data::Rows(rows), Type::Rows(of)) => {
                let of: Vec<&'static schema::Field> = of.iter().collect();
                for Row { fields, unreadable, .. } in rows {
                    forget(fields, unreadable, &of, gone);
                }
                true
            }
            _ => true,
        };
        if !stays {
            unreadable.insert(name);
        }
        stays
    });
}

#[cfg(test)]
mod tests {
    use crate::read;

    #[test]
    fn what_a_template_brought_counts_as_not_there() {
        let text = "# guessed: from the template `x`; nobody has confirmed it\n[role.ae]\n\n# guessed: sold 3 of 4 deals\n[role.am]\n[role.sd]\n[report.r]\nroles = [\"ae\", \"am\"]\n[report.s]\nroles = [\"ae\"]\n[process.p]\nstep = [{ says = \"a\", role = \"ae\" }]\n[person.ana]\nrole = \"ae\"\n";
        let settings = "plumb = 1\n[company]\ncurrency = \"EUR\"\n";
        let (plan, problems) =
            read(vec![("plumb.toml".into(), settings.into()), ("plan/a.toml".into(), text.into())]);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(plan.unconfirmed().count(), 1);
        let plan = plan.confirmed();
        let roles: Vec<&str> = plan.of_kind("role").map(|role| role.id.as_str()).collect();
        assert_eq!(roles, ["am", "sd"]);
        let of = |kind: &str, id: &str| plan.entity(kind, id).cloned().into_iter().next();
        assert_eq!(of("report", "r").map(|report| report.references("roles").len()), Some(1));
        assert!(of("report", "s").is_some_and(|report| report.unreadable.contains("roles")));
        assert!(of("person", "ana").is_some_and(|ana| ana.unreadable.contains("role")));
        let step = of("process", "p").and_then(|process| process.rows("step").first().cloned());
        assert!(step.is_some_and(|step| step.unreadable.contains("role")));
    }
}
