//! Whether the guessed tree of units is the company's.

use std::collections::{BTreeMap, BTreeSet};

use plumb_plan::edit::Edit;

use super::Trouble;
use super::asked::Applied;
use super::form::{FieldView, Form, Values, cells};
use super::ground::{Ground, Told};
use super::listed::comment;
use crate::EngineError;
use crate::guess::counted;

/// What it asks for.
pub(super) fn form(ground: &Ground) -> Result<Form, EngineError> {
    let columns = vec![
        FieldView::new("unit", "text", "the unit", "oslo").required(),
        FieldView::new("above", "text", "the unit above it", "nordics"),
        FieldView::new("lead", "text", "who leads it", "Karin Holm"),
    ];
    Ok(Form {
        guess: drawn(ground),
        fields: vec![
            FieldView::new("right", "flag", "is this your tree, but for what you put right below?", "yes"),
            FieldView::table("corrections", "what is otherwise", "oslo; nordics; Karin Holm", columns),
        ],
    })
}

/// The tree, a line for each unit below the one above it.
fn drawn(ground: &Ground) -> Vec<String> {
    let mut below: BTreeMap<Option<&str>, Vec<&plumb_plan::Entity>> = BTreeMap::new();
    for unit in ground.plan.of_kind("unit") {
        below.entry(unit.reference("parent").map(|parent| parent.as_str())).or_default().push(unit);
    }
    let mut people: BTreeMap<&str, usize> = BTreeMap::new();
    for unit in ground.plan.of_kind("person").filter_map(|person| person.reference("unit")) {
        *people.entry(unit.as_str()).or_default() += 1;
    }
    let mut lines = Vec::new();
    let mut seen = BTreeSet::new();
    let mut next: Vec<(usize, &plumb_plan::Entity)> =
        below.get(&None).into_iter().flatten().rev().map(|unit| (0, *unit)).collect();
    while let Some((depth, unit)) = next.pop() {
        if !seen.insert(unit.id.as_str()) {
            continue;
        }
        let name = |id: &str| {
            let person = ground.plan.entity("person", id);
            person.and_then(|person| person.text("name")).unwrap_or(id).to_owned()
        };
        let lead = unit
            .reference("lead")
            .map_or_else(|| "nobody known to lead it".to_owned(), |lead| name(lead.as_str()));
        let count = people.get(unit.id.as_str()).copied().unwrap_or(0);
        lines.push(format!("{}{}: {lead}, {count} people in it", "· ".repeat(depth), unit.id));
        next.extend(
            below.get(&Some(unit.id.as_str())).into_iter().flatten().rev().map(|unit| (depth + 1, *unit)),
        );
    }
    lines
}

/// Puts the tree right and takes the guess's mark from what was confirmed.
pub(super) fn apply(ground: &mut Ground, values: &Values, told: &Told) -> Applied {
    let is_right = values.get("right").map(|right| right == "true");
    let rows = values.get("corrections").map(String::as_str).unwrap_or_default();
    if is_right == Some(false) && rows.is_empty() {
        let help = "write a row `unit; the unit above; who leads it` for each, or skip the question";
        return Ok((
            vec![Trouble::new("right", "the tree is not right, and nothing says what is", help)],
            Vec::new(),
        ));
    }
    let (mut edits, mut troubles) = (Vec::new(), Vec::new());
    let mut corrected = BTreeSet::new();
    for (index, row) in rows.lines().map(cells).enumerate() {
        let mut wrong = |(message, help): (String, String)| {
            troubles.push(Trouble::new("corrections", format!("row {}: {message}", index + 1), help));
        };
        let cell = |place: usize| row.get(place).map(String::as_str).filter(|cell| !cell.is_empty());
        let Some(word) = cell(0) else { continue };
        let Some(unit) = ground.named("unit", word) else {
            wrong(ground.unknown("unit", word));
            continue;
        };
        if let Some(above) = cell(1) {
            match ground.named("unit", above) {
                Some(above) => edits.push(Edit::set("unit", &unit, "parent", &above)),
                None => wrong(ground.unknown("unit", above)),
            }
        }
        if let Some(lead) = cell(2) {
            match ground.person(lead) {
                Some(lead) => edits.push(Edit::set("unit", &unit, "lead", &lead)),
                None => wrong(ground.unknown("person", lead)),
            }
        }
        edits.push(comment("unit", &unit, told));
        corrected.insert(unit);
    }
    let mut confirmed = 0;
    if is_right == Some(true) {
        for unit in ground.plan.of_kind("unit").filter(|unit| unit.guessed.is_some()) {
            if !corrected.contains(unit.id.as_str()) {
                edits.push(comment("unit", unit.id.as_str(), told));
                confirmed += 1;
            }
        }
    }
    if troubles.is_empty() {
        troubles = ground.edit(&edits);
    }
    Ok((
        troubles,
        vec![format!(
            "{} confirmed, {} put right",
            counted(confirmed, "unit is", "units are"),
            corrected.len()
        )],
    ))
}
