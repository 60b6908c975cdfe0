//! What the engines found, in words.

use plumb_forecast::{Level, Rule};
use plumb_targets::cascade::{Assigned, Base, Field, Problem};
use plumb_targets::edges::{EdgeKind, EdgeProblem, Reconciliation};
use plumb_targets::pace::State;
use plumb_units::{MILLION, Money, Rate};

use super::inputs::Inputs;

/// Why a node is to bring its amount, in words.
pub(super) fn why(node: &Assigned, above: &str, inputs: &Inputs) -> String {
    if node.parent.is_none() {
        return "it is what is handed down".to_owned();
    }
    if node.locked {
        return "the plan settles it".to_owned();
    }
    let parts: Vec<String> = node
        .parts
        .iter()
        .filter(|part| part.weight.millionths() > 0)
        .map(|part| {
            let assumed = if part.assumed { ", taken from those beside it" } else { "" };
            format!(
                "{} of {}{assumed} ({} counts)",
                percent(part.share),
                word(part.base),
                percent(part.weight)
            )
        })
        .collect();
    if parts.is_empty() {
        return "nobody says by what it is shared, so all get the same".to_owned();
    }
    let buffer = match node.buffer {
        0 => String::new(),
        more => format!("; {} of it is a reserve", Money::new(more, inputs.currency)),
    };
    format!("of {above}: {}{buffer}", parts.join(", "))
}

fn word(base: Base) -> &'static str {
    match base {
        Base::Potential => "what customers could buy",
        Base::History => "last year's result",
        Base::Capacity => "ramped working days",
        Base::Equal => "the heads",
        Base::Manual => "the shares set by hand",
    }
}

/// By what it is shared, without anybody's share.
pub(super) fn why_plainly(node: &Assigned) -> String {
    if node.parent.is_none() {
        return "it is what is handed down".to_owned();
    }
    let parts: Vec<String> = node
        .parts
        .iter()
        .filter(|part| part.weight.millionths() > 0)
        .map(|part| format!("{} ({} counts)", word(part.base), percent(part.weight)))
        .collect();
    match (node.locked, parts.is_empty()) {
        (true, _) => "the plan settles it".to_owned(),
        (false, true) => "nobody says by what it is shared, so all get the same".to_owned(),
        (false, false) => format!("shared by {}", parts.join(", ")),
    }
}

/// A share with one decimal.
fn percent(rate: Rate) -> String {
    format!("{:.1} %", rate.millionths() as f64 * 100.0 / MILLION as f64)
}

/// How a naive rule is called.
pub(crate) fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::LastYear => "last year",
        Rule::RunRate => "run rate",
        Rule::StageWeighted => "stage weighted",
    }
}

/// How a level of a forecast is called.
pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::Company => "company",
        Level::Team => "team",
        Level::Person => "person",
    }
}

/// How an edge between objectives is called.
pub(crate) fn edge(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Sum => "sum",
        EdgeKind::Mean => "mean",
        EdgeKind::Min => "min",
        EdgeKind::Product => "product",
    }
}

fn field(field: Field) -> &'static str {
    match field {
        Field::Potential => "potential",
        Field::History => "result of last year",
        Field::Capacity => "capacity",
        Field::Manual => "share set by hand",
        Field::Lock => "settled amount",
        Field::Buffer => "reserve",
        Field::Fte => "share of a week",
    }
}

/// What was odd about handing down, one sentence each.
pub(super) fn of_cascade(problems: &[Problem], inputs: &Inputs) -> Vec<String> {
    let money = |minor: i64| Money::new(minor, inputs.currency).to_string();
    let place = |node: &Option<String>| node.as_ref().map_or("the target itself".to_owned(), |id| shown(id));
    let told = |problem: &Problem| match problem {
        Problem::DuplicateId { node } => format!("{} is there twice; one counts", shown(node)),
        Problem::UnknownParent { node, parent } => {
            format!("{} stands below {}, which no target reaches", shown(node), shown(parent))
        }
        Problem::Cycle { nodes } => {
            let names: Vec<String> = nodes.iter().map(|node| shown(node)).collect();
            format!(
                "{} stand below themselves, so no target reaches them; write a `parent` further up",
                names.join(", ")
            )
        }
        Problem::Negative { node, field: of, value } => {
            format!("{value} is the {} of {}; it counts as 0", field(*of), place(node))
        }
        Problem::LocksExceed { node, locked, available } => format!(
            "{} are settled below {} and {} are there: {} too much",
            money(*locked),
            place(node),
            money(*available),
            money(locked.saturating_sub(*available))
        ),
        Problem::NobodyBelow { node, amount } => {
            format!("{} have nobody below {} to carry them", money(*amount), place(node))
        }
        Problem::NeverPresent { node } => format!("{} is there on no working day of the year", shown(node)),
        Problem::StintsOfUnit { node } => format!("{} is a unit and has days of its own", shown(node)),
        Problem::PersonHandsOn { node } => format!("{} has others below and hands on", shown(node)),
        Problem::NothingToShareBy { node } => format!(
            "below {} nothing says by what to share, so all get the same; potential, last year's result or working days would",
            place(node)
        ),
        Problem::PeriodWithoutDays { period } => {
            format!("{period} has no working day; the other months take its part")
        }
        Problem::NegativePeriod { period } => format!("{period} brought less than nothing; it counts as 0"),
        Problem::PeriodsOverlap { first, second } => format!("{first} and {second} share days"),
        Problem::NoWorkingDays => "the year has no working day, so everybody counts as there".to_owned(),
        Problem::UnknownCountry { country } => {
            format!("no working days are known for `{country}`; those of everywhere count")
        }
        Problem::Overflow { node } => format!("the amount of {} is too large to be counted", place(node)),
    };
    problems.iter().map(told).collect()
}

/// A node's name without its kind.
fn shown(id: &str) -> String {
    let (_, name) = id.split_once(':').unwrap_or(("", id));
    format!("`{name}`")
}

/// That the objective at the top has no level in the year, though it asks for something.
pub(super) fn of_no_level(inputs: &Inputs) -> Option<String> {
    let objective = inputs.objective.as_ref().filter(|_| inputs.level.is_none())?;
    Some(format!(
        "what `{objective}` asks for in {} cannot be counted: it lies outside the objective's time, or is too large; nothing is handed down from it",
        inputs.year.name
    ))
}

/// Days after the newest sale from which on it is said that facts may be missing.
const QUIET_DAYS: i32 = 31;

/// That facts end long before the day of the review, which looks like a time without sales.
pub(super) fn of_old_facts(inputs: &Inputs) -> Option<String> {
    let newest = inputs.events.last()?.day;
    let days = (inputs.as_of - newest).get_days();
    (days > QUIET_DAYS).then(|| {
        format!(
            "the newest sale is of {newest}, {days} days before the day of the review: the time since counts as one without sales; import newer facts, or give `--as-of {newest}`"
        )
    })
}

/// Where a pace stands, in words.
pub(crate) fn pace(state: State) -> &'static str {
    match state {
        State::Reached => "reached",
        State::Ahead => "ahead",
        State::OnTrack => "on the way",
        State::Behind => "behind",
        State::NoDaysLeft => "over",
        State::NotStarted => "not begun",
    }
}

/// What was odd about objectives that serve others, one sentence each.
pub(super) fn of_sums(sums: &Reconciliation) -> Vec<String> {
    let told = |problem: &EdgeProblem| match problem {
        EdgeProblem::DuplicateObjective { id } => format!("`{id}` is there twice; the lower level counts"),
        EdgeProblem::DuplicateEdge { child, parent } => {
            format!("`{child}` serves `{parent}` twice; once counts")
        }
        EdgeProblem::UnknownObjective { id, child, .. } => {
            format!("`{child}` serves `{id}`, which has no level")
        }
        EdgeProblem::UnitMisfit { child, unit, parent, wanted } => format!(
            "`{child}` is counted in {unit} and `{parent}` in {wanted}, so the one cannot add to the other; write `kind = \"product\"`, or serve another objective"
        ),
        EdgeProblem::SecondInProduct { child, parent } => {
            format!("`{child}` is a second amount in the product of `{parent}`; only one counts")
        }
        EdgeProblem::NegativeWeight { child, parent } => {
            format!("the weight of `{child}` in `{parent}` is below zero; it counts as 0")
        }
        EdgeProblem::NoWeight { parent } => format!("all weights of the mean of `{parent}` are zero"),
        EdgeProblem::NothingOfItsUnit { parent } => {
            format!("nothing in the product of `{parent}` is counted in its own unit")
        }
        EdgeProblem::Cycle { objectives } => {
            format!("{} serve each other in a ring, so none of them adds up", objectives.join(", "))
        }
        EdgeProblem::Overflow { parent } => format!("what serves `{parent}` is too large to be counted"),
    };
    sums.problems.iter().map(told).collect()
}
