//! What is wrong with pay plans that could be read: findings with their places in the text.

use std::collections::BTreeSet;

use plumb_diag::{Problem, Severity, Span};
use plumb_pay::check::{Against, Complaint, Finding, Norms, Step, check_against};
use plumb_pay::component::Due;
use plumb_pay::{Credit, Events, Given, PayPlan};
use plumb_plan::Plan;
use plumb_units::Rate;

use super::columns;
use super::computed::Computed;
use super::read::Read;
use super::read::fields::Fields;

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
        if ["of", "credit", "measure", "objective"].iter().filter_map(of).any(again) {
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

/// Rules of crediting that do not say which events count, where there are several sorts: a sale that is booked, invoiced and
/// paid would count three times. `events` are the facts, where there are any.
pub(crate) fn unsaid_events(plan: &Plan, read: &[Read], events: Option<&Events>) -> Vec<Problem> {
    let mut found = Vec::new();
    for of in read {
        let Some(pay) = plan.entity("pay", &of.plan.id) else { continue };
        let rows = pay.rows("credit");
        for (row, credit) in rows.iter().zip(&of.plan.credits) {
            if row.has("on") || row.choice("to") == Some("roll-up") {
                continue;
            }
            let mut kinds = events.map(|events| counted(credit, events)).unwrap_or_default();
            let named = named(&of.plan, rows.len());
            if !named.is_empty() {
                kinds.insert("booking");
                kinds.extend(named);
            }
            let clawback = of.plan.settlement.clawback.iter().flat_map(|clawback| &clawback.on);
            for back in clawback {
                kinds.remove(back.as_str());
            }
            if kinds.len() > 1 {
                let kinds = kinds.into_iter().collect::<Vec<_>>().join("`, `");
                let message = format!(
                    "`{}` does not say which events count, and there are `{kinds}`: a sale can count more than once",
                    row.path
                );
                let help = "add `on = [\"booking\"]`, or the one event on which it is to count";
                found.push(Problem::warning("pay", message).at(row.span, "").help(help));
            }
        }
    }
    found
}

/// The kinds of events that have something to credit; what is taken back is below zero.
fn counted<'e>(credit: &Credit, events: &'e Events) -> BTreeSet<&'e str> {
    let rows = (0..events.len()).filter(|row| events.number(&credit.amount, *row) > 0);
    rows.filter_map(|row| Some(events.kinds.get(usize::from(*events.on.get(row)?))?.as_str())).collect()
}

/// The kinds of events that a plan names: in its written rules of crediting, and where pay waits for one.
fn named(plan: &PayPlan, written: usize) -> BTreeSet<&str> {
    let credits = plan.credits.iter().take(written).flat_map(|credit| &credit.on).map(String::as_str);
    let tranches = plan.components.iter().flat_map(|component| &component.tranches).map(|part| &part.when);
    let waits = tranches.chain(plan.settlement.hold.iter().map(|hold| &hold.release));
    let events = waits.filter_map(|due| match due {
        Due::On(event) => Some(event.as_str()),
        _ => None,
    });
    credits.chain(events).collect()
}

/// So far from the target at exactly the quota a plan may pay: quotas and rates are round.
const NEAR: f64 = 0.1;

/// Plans that pay much more or less than the target to whoever is exactly at quota: rates are written, and quotas stand elsewhere.
pub(crate) fn off_target(computed: &Computed, plan: &Plan) -> Vec<Problem> {
    let off = |(place, pay): (usize, &PayPlan)| {
        let pays = super::analysis::at_quota(computed, place)?;
        ((pays - 1.0).abs() > NEAR).then(|| {
            let share = Rate::from_millionths(((pays * 1_000.0).round() as i64).saturating_mul(1_000));
            let path = format!("pay.{}", pay.id);
            let says = format!(
                "`{path}`: pays {share} of its target at exactly the quota, with the quotas that people have in the mean"
            );
            let problem = Problem::warning("pay", says);
            let problem = match plan.place(&format!("{path}.on_target")).or_else(|| plan.place(&path)) {
                Some(span) => problem.at(span, ""),
                None => problem,
            };
            problem.help("change rates, quotas or `on_target` until the three fit, or tell people what to expect")
        })
    };
    computed.inputs.plans.iter().enumerate().filter_map(off).collect()
}

/// Days after which a plan that has credited nobody is no young plan.
const YOUNG: i32 = 60;

/// Plans under which people are, and nobody was credited with anything: their credits reach nobody.
pub(crate) fn credits_nobody(computed: &Computed, plan: &Plan) -> Vec<Problem> {
    let silent = |(place, pay): (usize, &PayPlan)| {
        let days = (computed.as_of() - pay.from).get_days();
        if days < YOUNG || pay.until <= computed.as_of() || pay.credits.is_empty() {
            return None;
        }
        let people: BTreeSet<u32> =
            computed.run.paid.iter().filter(|paid| paid.plan == place).map(|paid| paid.person).collect();
        let credited = people.iter().any(|person| !computed.run.credited(*person, place).is_empty());
        (!people.is_empty() && !credited).then(|| {
            let path = format!("pay.{}", pay.id);
            let many = people.len();
            let says = format!("`{path}`: none of {many} people was credited with anything in {days} days");
            let problem = Problem::warning("pay", says);
            let problem = match plan.place(&path) {
                Some(span) => problem.at(span, ""),
                None => problem,
            };
            problem.help(
                "let credits reach them: `to = \"role\"`, `\"territory\"`, `\"account\"` or `\"roll-up\"`",
            )
        })
    };
    computed.inputs.plans.iter().enumerate().filter_map(silent).collect()
}
