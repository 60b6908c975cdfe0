//! Signing a mandate and ending it: the new text of the lock.

use plumb_diag::{Problem, Span};
use plumb_units::{Date, Id};

use super::{Lines, Mandate, canonical, entry, hash, lines};
use crate::context;
use crate::{Entity, Plan};

const PREAMBLE: &str = "# Signed mandates. `plumb lock` writes this file; a change by hand is reported.\n";

/// Signs an objective of the plan and returns the new text of `plan.lock`.
///
/// A standing mandate of the same objective, or of the one it was before it was renamed, is replaced; ended ones stay.
/// Other entries keep every byte.
///
/// # Errors
/// When there is no such objective, when its measure, unit, date, or both target and growth are missing or could not
/// be read, when nobody signs, when the lock that is there could not be read, when somebody else signed the standing
/// mandate, when nothing has changed since it was signed, or when another headline stands.
pub fn sign(plan: &Plan, objective: &str, by: &str, on: Date) -> Result<String, Vec<Problem>> {
    let mut problems = unwritable(plan, by);
    let Some(entity) = plan.entity("objective", objective) else {
        let problem = Problem::error("unknown-name", format!("no objective is called `{objective}`"));
        let near = context::near(objective, plan.of_kind("objective").map(|entity| entity.id.as_str()));
        let help = near.map_or_else(
            || "write the id of an objective of the plan".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        problems.push(problem.help(help));
        return Err(problems);
    };
    let lacks = |field: &str| entity.value(field).is_none();
    let mut missing: Vec<&str> =
        ["measure", "unit", "date"].into_iter().filter(|field| lacks(field)).collect();
    if lacks("target") && (lacks("growth") || lacks("baseline")) {
        missing.push("target");
    }
    for field in missing {
        problems.push(
            Problem::error("not-signable", format!("`{}` has no `{field}`", entity.path))
                .at(entity.span, "a mandate is signed with measure, unit, target and date")
                .help(format!("add `{field}` to the objective, then sign")),
        );
    }
    let standing = standing(plan, entity);
    let now = lines(entity.id.as_str(), &entity.fields);
    problems.extend(standing.and_then(|standing| not_to_replace(standing, &now, by)));
    problems.extend(second_headline(plan, entity, standing));
    if !problems.is_empty() {
        return Err(problems);
    }
    let signed = entry(&canonical(&now, by, on));
    let old = standing.and_then(|old| entry_range(plan, old.span));
    Ok(match old {
        Some(range) => replace(text(plan), range, &signed),
        None => append(text(plan), &signed),
    })
}

/// The mandate of this objective that stands, under its id or the one it had before.
fn standing<'p>(plan: &'p Plan, objective: &Entity) -> Option<&'p Mandate> {
    plan.lock.mandate(objective.id.as_str()).or_else(|| {
        let was = objective.text("was").filter(|was| plan.entity("objective", was).is_none())?;
        plan.lock.mandate(was)
    })
}

/// Why a standing mandate is not signed anew: it is another's word, or it is the same word.
fn not_to_replace(standing: &Mandate, now: &Lines, by: &str) -> Option<Problem> {
    let Mandate { id, signed_by, signed_on, .. } = standing;
    if signed_by != by {
        let message =
            format!("`{id}` is signed by {signed_by} on {signed_on}, and nobody else can sign over it");
        return Some(Problem::error("signed-by-another", message).at(standing.span, "").help(format!(
            "let {signed_by} sign again, or let {signed_by} end it first: `plumb lock end {id} --by {signed_by} --on DATE`"
        )));
    }
    // Of an entry that was edited by hand nobody can say that it is the same.
    let untouched = hash(&standing.canonical()) == standing.sha256;
    (untouched && standing.lines == *now).then(|| {
        let message = format!("nothing has changed since {signed_by} signed `{id}` on {signed_on}");
        let help = "it stands as signed; sign again once the objective says something else";
        Problem::error("nothing-changed", message).at(standing.span, "").help(help)
    })
}

/// The review follows the money of one mandate.
fn second_headline(plan: &Plan, objective: &Entity, replaced: Option<&Mandate>) -> Option<Problem> {
    if objective.flag("headline") != Some(true) {
        return None;
    }
    let other = |mandate: &&Mandate| mandate.headline && replaced.is_none_or(|old| old.span != mandate.span);
    let first = plan.lock.live().find(other)?;
    let Mandate { id, signed_by, signed_on, .. } = first;
    let message = format!(
        "`{id}` is the headline, signed by {signed_by} on {signed_on}; `{}` would be a second one",
        objective.id
    );
    let place = plan.place(&format!("plan.lock/{id}/headline")).unwrap_or(first.span);
    Some(Problem::error("second-headline", message).at(objective.place("headline"), "").also(place, "").help(
        format!(
            "remove `headline` from `{}`; or remove it from `{id}` and let {signed_by} sign that again, or end it, first",
            objective.id
        ),
    ))
}

/// Ends a standing mandate and returns the new text of `plan.lock`; its entry stays, with who ended it and when.
///
/// # Errors
/// When no such mandate stands, when somebody else signed it, when it would end before it was signed, or when the lock
/// could not be read.
pub fn end(plan: &Plan, id: &str, by: &str, on: Date) -> Result<String, Vec<Problem>> {
    let mut problems = unwritable(plan, by);
    let Some(mandate) = plan.lock.mandate(id) else {
        let problem = Problem::error("unknown-name", format!("no mandate `{id}` stands"));
        let near = context::near(id, plan.lock.live().map(|mandate| mandate.id.as_str()));
        let help =
            near.map_or_else(|| "nothing is to be done".to_owned(), |near| format!("did you mean `{near}`?"));
        problems.push(problem.help(help));
        return Err(problems);
    };
    if mandate.signed_by != by {
        let problem =
            Problem::error("not-signer", format!("`{}` signed `{id}`, not `{by}`", mandate.signed_by));
        problems.push(problem.at(mandate.span, "").help(format!("let `{}` end it", mandate.signed_by)));
    }
    if on < mandate.signed_on {
        let problem = Problem::error("date-order", format!("`{id}` would end on {on}, before it was signed"));
        problems
            .push(problem.at(mandate.span, "").help(format!("take {} or a later day", mandate.signed_on)));
    }
    let ended = Mandate { ended: Some((by.to_owned(), on)), ..mandate.clone() };
    match entry_range(plan, mandate.span) {
        Some(range) if problems.is_empty() => Ok(replace(text(plan), range, &entry(&ended.canonical()))),
        _ => Err(problems),
    }
}

fn unwritable(plan: &Plan, by: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if by.trim().is_empty() {
        problems.push(
            Problem::error("not-signable", "nobody signs").help("say who signs, by the id of the person"),
        );
    }
    if plan.lock.file.is_some() && !plan.lock.readable {
        let problem = Problem::error("not-signable", "`plan.lock` has errors, so it is not rewritten");
        problems.push(problem.help("restore the last good version of the file"));
    }
    problems
}

fn text(plan: &Plan) -> &str {
    plan.lock.file.map_or("", |file| plan.files.text(file))
}

/// From the header to the end of the last line with a value. What follows, comments too, stays.
fn entry_range(plan: &Plan, header: Span) -> Option<std::ops::Range<usize>> {
    let text = plan.files.text(header.file);
    let starts = plan.lock.mandates.iter().map(|mandate| mandate.span.start);
    let limit = starts.filter(|start| *start > header.start).min().unwrap_or(text.len());
    let entry = text.get(header.start..limit)?;
    let mut end = 0;
    let mut at = 0;
    for line in entry.split_inclusive('\n') {
        at += line.len();
        if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            end = at;
        }
    }
    Some(header.start..header.start + end)
}

fn replace(text: &str, range: std::ops::Range<usize>, entry: &str) -> String {
    let (before, after) = (text.get(..range.start).unwrap_or(""), text.get(range.end..).unwrap_or(""));
    format!("{before}{entry}{after}")
}

fn append(text: &str, entry: &str) -> String {
    let text = if text.is_empty() { PREAMBLE } else { text };
    let newline = if text.ends_with('\n') { "" } else { "\n" };
    format!("{text}{newline}\n{entry}")
}

/// The objective that a mandate is about: of the same id, or renamed since.
pub(super) fn objective_of<'p>(plan: &'p Plan, id: &Id) -> Option<&'p Entity> {
    plan.entity("objective", id.as_str())
        .or_else(|| plan.of_kind("objective").find(|entity| entity.text("was") == Some(id.as_str())))
}
