//! What is wrong with pay plans that could be read: findings with their places in the text.

use plumb_diag::{Problem, Severity, Span};
use plumb_pay::check::{Against, Complaint, Finding, Norms, Step, check_against};
use plumb_pay::{Given, PayPlan};
use plumb_plan::Plan;

use super::columns;
use super::read::Read;

/// Everything that the checks find in plans that were read, in the order of plans and of their texts.
///
/// `reported` is what reading said: what it said of a place is not said again.
pub(crate) fn findings(
    plan: &Plan,
    read: &[Read],
    given: Option<&Given>,
    norms: Option<&Norms>,
    reported: &[Problem],
) -> Vec<Problem> {
    let plans: Vec<PayPlan> = read.iter().map(|read| read.plan.clone()).collect();
    let kinds = columns::all(plan);
    let euro = plans.first().map(|plan| columns::of(&kinds, plan.currency));
    let against = Against { given, columns: euro.as_ref(), norms };
    let told: Vec<Span> =
        reported.iter().filter_map(|problem| problem.primary.as_ref().map(|label| label.span)).collect();
    let found = check_against(&plans, &against);
    found.iter().filter_map(|finding| problem(plan, read, &plans, finding, &told)).collect()
}

fn problem(
    plan: &Plan,
    read: &[Read],
    plans: &[PayPlan],
    finding: &Finding,
    told: &[Span],
) -> Option<Problem> {
    let path = finding.path.text(plans);
    let of = finding.path.plan.and_then(|place| read.get(place));
    let span = match of {
        Some(of) => of.places.place(plan, &path),
        None => plan.place(&path),
    };
    let again = |span: Span| {
        told.iter().any(|told| told.file == span.file && told.start < span.end && span.start < told.end)
    };
    if span.is_some_and(again) {
        return None;
    }
    // What a part lacks because a name in it could not be found was said of the name.
    let lacks =
        matches!(finding.what, Complaint::NothingPaid | Complaint::NoMeasure | Complaint::NoAttainment(_));
    if lacks && let Some(Step::Row(list, row)) = finding.path.steps.first() {
        let id = finding.path.plan.and_then(|place| plans.get(place)).map_or("", |plan| plan.id.as_str());
        let of = |field: &&str| plan.place(&format!("pay.{id}.{list}.{}.{field}", row + 1));
        if ["of", "credit", "measure", "objective"].iter().filter_map(|field| of(&field)).any(again) {
            return None;
        }
    }
    let message = finding.message();
    let (fact, help) = match message.split_once("; ") {
        Some((fact, help)) => (fact.to_owned(), Some(help.to_owned())),
        None => (message, None),
    };
    let fact = if path.is_empty() { fact } else { format!("`{path}`: {fact}") };
    let mut problem = Problem::warning("pay", fact);
    problem.severity = match finding.severity {
        plumb_pay::check::Severity::Error => Severity::Error,
        plumb_pay::check::Severity::Warning => Severity::Warning,
        plumb_pay::check::Severity::Note => Severity::Note,
    };
    problem.help = help;
    if let Some(span) = span {
        problem = problem.at(span, "");
    }
    Some(problem)
}
