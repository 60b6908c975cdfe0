//! Offerings and segments that must grow.

use plumb_plan::edit::Edit;

use super::Trouble;
use super::asked::Applied;
use super::form::{FieldView, Form, Values};
use super::ground::{Ground, Told};
use super::{guessed, listed::comment};
use crate::EngineError;

/// What it asks for.
pub(super) fn form(ground: &Ground) -> Result<Form, EngineError> {
    let names = |kind: &str| -> Vec<String> {
        let entities = ground.plan.of_kind(kind);
        entities.map(|entity| entity.text("name").unwrap_or(entity.id.as_str()).to_owned()).collect()
    };
    let example = |kind: &str| names(kind).into_iter().next().unwrap_or_else(|| kind.to_owned());
    let mut guess = Vec::new();
    for (kind, many) in [("offering", "offerings"), ("segment", "segments")] {
        let names = names(kind);
        if !names.is_empty() {
            guess.push(format!("the exports name {} {many}: {}", names.len(), first(&names)));
        }
    }
    guess.extend(guessed::of(ground, &["offering", "segment"]));
    Ok(Form {
        guess,
        fields: vec![
            FieldView::new(
                "offerings",
                "lines",
                "offerings that must grow, a line each; write `none` for none",
                &example("offering"),
            ),
            FieldView::new(
                "segments",
                "lines",
                "segments that must grow, a line each; write `none` for none",
                &example("segment"),
            ),
        ],
    })
}

/// The first names of many.
fn first(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown}, …") } else { shown }
}

/// Marks what must grow, and what need not.
pub(super) fn apply(ground: &mut Ground, values: &Values, told: &Told) -> Applied {
    let (mut edits, mut troubles, mut says) = (Vec::new(), Vec::new(), Vec::new());
    for (field, kind) in [("offerings", "offering"), ("segments", "segment")] {
        let Some(lines) = values.get(field) else { continue };
        let mut named = Vec::new();
        for line in lines.lines().filter(|line| !line.eq_ignore_ascii_case("none")) {
            match ground.named(kind, line) {
                Some(id) => named.push(id),
                None => {
                    let (message, help) = ground.unknown(kind, line);
                    troubles.push(Trouble::new(field, message, help));
                }
            }
        }
        for entity in ground.plan.of_kind(kind) {
            let id = entity.id.to_string();
            let grows = named.contains(&id);
            match kind {
                "segment" => {
                    edits.push(Edit::set(kind, &id, "priority", if grows { "true" } else { "false" }));
                }
                _ if grows => edits.push(Edit::set(kind, &id, "stage", "growing")),
                // Who was told to grow before and is not named now need no longer.
                _ if entity.choice("stage") == Some("growing") => edits.push(Edit::clear(kind, &id, "stage")),
                _ => continue,
            }
            if grows || kind == "segment" {
                edits.push(comment(kind, &id, told));
            }
        }
        says.push(match named.len() {
            0 => format!("no {kind} must grow"),
            _ => format!("`{}` must grow", named.join("`, `")),
        });
    }
    if troubles.is_empty() {
        troubles = ground.edit(&edits);
    }
    Ok((troubles, says))
}
