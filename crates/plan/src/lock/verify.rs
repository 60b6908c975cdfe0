//! Whether the plan still says what was signed, and the lock what was written.

use std::collections::BTreeMap;

use plumb_diag::{Problem, Span};

use super::change::objective_of;
use super::{Lines, Mandate, hash, lines};
use crate::{Entity, Plan};

/// Compares the lock with the plan: what changed since it was signed, what is gone, what was edited by hand, what stands
/// twice.
pub fn verify(plan: &Plan) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut standing: BTreeMap<&str, Span> = BTreeMap::new();
    let mut headline: Option<&Mandate> = None;
    for mandate in &plan.lock.mandates {
        if hash(&mandate.canonical()) != mandate.sha256 {
            let message = format!("the mandate `{}` was changed in the lock after it was signed", mandate.id);
            let problem = Problem::error("lock-edited", message);
            problems.push(
                problem
                    .at(mandate.span, "its lines do not give its hash")
                    .help("restore the last good version of `plan.lock`, or let the signer sign again"),
            );
        }
        if mandate.ended.is_some() {
            continue;
        }
        if let Some(first) = standing.insert(mandate.id.as_str(), mandate.span) {
            let problem =
                Problem::error("duplicate-id", format!("the mandate `{}` stands twice", mandate.id));
            let problem = problem.at(mandate.span, "again here").also(first, "first here");
            problems.push(problem.help("keep the one that was signed last"));
        }
        match headline.filter(|_| mandate.headline) {
            Some(first) if first.id != mandate.id => {
                let message = format!("`{}` and `{}` are both signed as the headline", first.id, mandate.id);
                let problem = Problem::error("second-headline", message).at(mandate.span, "signed here");
                problems.push(problem.also(first.span, "first here").help(format!(
                    "let `{}` end `{}`, or sign it again without `headline`",
                    mandate.signed_by, mandate.id
                )));
            }
            _ => headline = headline.or(Some(mandate).filter(|mandate| mandate.headline)),
        }
        match objective_of(plan, &mandate.id) {
            None => {
                let message = format!("the mandate `{}` is signed, and no longer in the plan", mandate.id);
                let problem = Problem::error("mandate-gone", message).at(mandate.span, "signed here");
                problems.push(problem.help(format!(
                    "put `[objective.{}]` back, or let `{}` end the mandate",
                    mandate.id, mandate.signed_by
                )));
            }
            Some(objective) => problems.extend(changed(plan, mandate, objective)),
        }
    }
    problems
}

fn changed(plan: &Plan, mandate: &Mandate, objective: &Entity) -> Option<Problem> {
    let of_lines =
        |lines: Lines| lines.into_iter().filter(|(name, _)| *name != "id").collect::<BTreeMap<_, _>>();
    let signed = of_lines(mandate.lines.clone());
    let now = of_lines(lines(objective.id.as_str(), &objective.fields));
    let names = signed.keys().chain(now.keys()).copied().collect::<std::collections::BTreeSet<_>>();
    let differing: Vec<&str> = names.into_iter().filter(|name| signed.get(name) != now.get(name)).collect();
    let first = differing.first()?;
    let shown = |fields: &BTreeMap<&str, String>, name: &str| {
        fields
            .get(name)
            .map_or_else(|| "nothing".to_owned(), |value| format!("`{}`", value.trim_matches('"')))
    };
    let many = if differing.len() == 1 { "field" } else { "fields" };
    let message =
        format!("{} {many} of the mandate `{}` changed since it was signed", differing.len(), mandate.id);
    let mut problem = Problem::error("mandate-changed", message).at(
        objective.place(first),
        format!("`{first}` is {}, and was {}", shown(&now, first), shown(&signed, first)),
    );
    for name in differing.iter().skip(1) {
        let text = format!("`{name}` is {}, and was {}", shown(&now, name), shown(&signed, name));
        problem = problem.also(objective.place(name), text);
    }
    if let Some(span) = plan.place(&format!("plan.lock/{}/{first}", mandate.id)) {
        problem = problem.also(span, format!("signed by `{}` on {}", mandate.signed_by, mandate.signed_on));
    }
    Some(problem.help(format!("put it back, or let `{}` sign again", mandate.signed_by)))
}
