//! One headline: the mandate whose money the review follows.

use plumb_diag::Problem;

use super::{Entities, of_kind};
use crate::context::Context;

pub(crate) fn check(cx: &mut Context<'_>, entities: &Entities) {
    let mut headlines: Vec<_> = of_kind(entities, "objective")
        .filter(|objective| objective.flag("headline") == Some(true))
        .map(|objective| (objective.place("headline"), &objective.id))
        .collect();
    headlines.sort();
    let [(first, _), (second, _), others @ ..] = headlines.as_slice() else { return };
    let ids: Vec<_> = headlines.iter().map(|(_, id)| format!("`{id}`")).collect();
    let message =
        format!("{} objectives are the headline, and a plan has one: {}", ids.len(), ids.join(", "));
    let mut problem =
        Problem::error("second-headline", message).at(*second, "again here").also(*first, "first here");
    for (span, _) in others {
        problem = problem.also(*span, "and here");
    }
    cx.report(problem.help("keep `headline = true` where the company's promise is, and remove the others"));
}
