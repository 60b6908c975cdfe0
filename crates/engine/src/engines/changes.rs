//! What was changed in objectives, as the kept versions of the plan show it, and what below them has not been touched since.

use std::collections::{BTreeMap, BTreeSet};

use plumb_catalog::Filled;
use plumb_plan::{Entity, Plan};
use plumb_store::Cell;
use plumb_units::{Date, parse_date};
use plumb_versions::Versions;

use crate::EngineError;
use crate::workspace::Workspace;

/// Fields whose change moves what people are held to.
const FIELDS: [&str; 4] = ["target", "growth", "date", "baseline"];

/// Versions that are compared, the newest; each is read anew.
const VERSIONS_MAX: usize = 60;

/// Changes from `since` on, as rows of `objective_changes`. Where no version was kept there are none.
pub(super) fn objective_changes(
    workspace: &Workspace,
    plan: &Plan,
    since: Date,
    as_of: Date,
) -> Result<Filled, EngineError> {
    let columns = ["objective", "field", "old", "new", "changed_on", "note", "below", "unchanged"];
    let mut filled = Filled {
        table: "objective_changes".to_owned(),
        columns: columns.map(str::to_owned).into(),
        rows: Vec::new(),
    };
    let Some(versions) = Versions::open(workspace.dir())? else { return Ok(filled) };
    let mut history = versions.history()?;
    history.sort_by(|a, b| a.at.cmp(&b.at).then(a.id.cmp(&b.id)));
    let kept = history.split_off(history.len().saturating_sub(VERSIONS_MAX));
    let mut before: Option<Plan> = None;
    let mut found: Vec<(Change, Plan)> = Vec::new();
    for version in kept {
        let day = version.at.get(..10).and_then(parse_date);
        let then = plan_of(&versions, &version.id)?;
        if let (Some(before), Some(day)) = (&before, day)
            && since <= day
            && day <= as_of
        {
            let said =
                Some(version.says.trim()).filter(|says| !says.is_empty() && *says != "no reason given");
            for change in changes(before, &then, day, said) {
                found.push((change, before.clone()));
            }
        }
        before = Some(then);
    }
    if found.is_empty() && before.is_some() {
        // Versions were kept and nothing was changed: that is known, and not the same as no versions.
        filled.rows.push(vec![Cell::Null; columns.len()]);
    }
    for (change, then) in found {
        // As of the version of the change: what was deleted since was never brought along.
        let hangs = below(&then).remove(&change.objective).unwrap_or_default();
        let unchanged = hangs.iter().filter(|thing| same(thing, &then, plan)).count();
        let count = |number: usize| Cell::from(i64::try_from(number).unwrap_or(i64::MAX));
        filled.rows.push(vec![
            change.objective.into(),
            change.field.into(),
            change.old.into(),
            change.new.into(),
            change.day.to_string().into(),
            change.note.into(),
            count(hangs.len()),
            count(unchanged),
        ]);
    }
    Ok(filled)
}

struct Change {
    objective: String,
    field: &'static str,
    old: Option<String>,
    new: Option<String>,
    day: Date,
    note: Option<String>,
}

fn plan_of(versions: &Versions, id: &str) -> Result<Plan, EngineError> {
    let files = versions.files(id)?;
    let texts = files.into_iter().filter(|(path, _)| !path.starts_with("mappings/")).collect();
    Ok(plumb_plan::read_bytes(texts).0)
}

fn changes(before: &Plan, then: &Plan, day: Date, note: Option<&str>) -> Vec<Change> {
    let mut found = Vec::new();
    for objective in then.of_kind("objective") {
        let Some(old) = before.entity("objective", objective.id.as_str()) else { continue };
        for field in FIELDS {
            let (old, new) = (written(old, field), written(objective, field));
            if old != new {
                let (objective, note) = (objective.id.to_string(), note.map(str::to_owned));
                found.push(Change { objective, field, old, new, day, note });
            }
        }
    }
    found
}

fn written(entity: &Entity, field: &str) -> Option<String> {
    match field {
        "date" => entity.date(field).map(|day| day.to_string()),
        "growth" => entity.rate(field).map(|rate| rate.to_string()),
        _ => entity.quantity(field).map(|quantity| quantity.to_string()),
    }
}

/// Whatever hangs on an objective: a kind and an id.
type Thing = (&'static str, String);

/// By objective: those that serve it, at any remove, and the numbers that serve it or them.
fn below(plan: &Plan) -> BTreeMap<String, BTreeSet<Thing>> {
    let mut serves: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for objective in plan.of_kind("objective") {
        for row in objective.rows("serves") {
            if let Some(parent) = row.reference("objective") {
                serves.entry(parent.to_string()).or_default().push(objective.id.to_string());
            }
        }
    }
    let mut found = BTreeMap::new();
    for objective in plan.of_kind("objective") {
        let mut reached = BTreeSet::from([objective.id.to_string()]);
        let mut next = vec![objective.id.to_string()];
        while let Some(id) = next.pop() {
            for child in serves.get(&id).into_iter().flatten() {
                if reached.insert(child.clone()) {
                    next.push(child.clone());
                }
            }
        }
        let mut things: BTreeSet<Thing> = reached
            .iter()
            .filter(|id| id.as_str() != objective.id.as_str())
            .map(|id| ("objective", id.clone()))
            .collect();
        for quota in plan.of_kind("quota") {
            let serves = quota.reference("objective").is_some_and(|id| reached.contains(id.as_str()));
            if serves {
                things.insert(("quota", quota.id.to_string()));
            }
        }
        found.insert(objective.id.to_string(), things);
    }
    found
}

/// Whether a thing is as it was then; one that is gone was not brought along.
fn same((kind, id): &Thing, then: &Plan, now: &Plan) -> bool {
    let (Some(old), Some(new)) = (then.entity(kind, id), now.entity(kind, id)) else { return true };
    let fields: &[&str] = if *kind == "quota" { &["amount", "from", "until"] } else { &FIELDS };
    let read = |entity: &Entity, field: &str| match field {
        "amount" => entity.quantity(field).map(|quantity| quantity.to_string()),
        "from" | "until" => entity.date(field).map(|day| day.to_string()),
        _ => written(entity, field),
    };
    let levels = |entity: &Entity| {
        let rows = entity.rows("level").iter();
        rows.filter_map(|row| Some((row.period("period")?.name.clone(), row.quantity("target")?.to_string())))
            .collect::<Vec<_>>()
    };
    fields.iter().all(|field| read(old, field) == read(new, field)) && levels(old) == levels(new)
}
