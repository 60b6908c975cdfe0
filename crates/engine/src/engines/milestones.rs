//! Milestones of objectives in the followed measure: what was there in time, and the pace to those ahead.

use plumb_plan::Plan;
use plumb_targets::pace::{Milestone, MilestoneCheck, milestones};
use plumb_units::{Date, Rate};

use super::inputs::{Inputs, Sellers};
use super::targets::Targets;

/// A milestone of an objective, checked.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    pub(crate) objective: String,
    pub(crate) unit: Option<usize>,
    pub(crate) tolerance: Rate,
    pub(crate) check: MilestoneCheck,
}

/// Milestones that lie in the fiscal year, by date. A level is counted from the start of that year.
pub(crate) fn checked(inputs: &Inputs, targets: &Targets, plan: &Plan) -> Vec<Checked> {
    let mut found = Vec::new();
    for objective in plan.of_kind("objective") {
        let follows = objective.reference("measure").is_some_and(|id| id.as_str() == inputs.measure);
        let unit = objective.reference("unit").and_then(|unit| inputs.unit(unit.as_str()));
        if !follows {
            continue;
        }
        for row in objective.rows("milestone") {
            let (Some(date), Some(level)) = (row.date("date"), row.quantity("target")) else { continue };
            let money = level.money().filter(|money| money.currency() == inputs.currency);
            let inside = inputs.year.from <= date && date < inputs.year.until;
            let (Some(money), true) = (money, inside) else { continue };
            let tolerance =
                row.rate("tolerance").unwrap_or_else(|| targets.schedule.tolerance(&targets.bands, date));
            let milestone =
                Milestone { name: objective.id.to_string(), date, target: money.minor(), tolerance };
            let results = results(inputs, unit);
            let checks = milestones(&targets.schedule, &[milestone], &results, inputs.as_of);
            found.extend(checks.into_iter().map(|check| Checked {
                objective: objective.id.to_string(),
                unit,
                tolerance,
                check,
            }));
        }
    }
    found.sort_by(|a, b| (a.check.date, &a.objective).cmp(&(b.check.date, &b.objective)));
    found
}

/// What came in the fiscal year, day by day, of a unit and those below it.
fn results(inputs: &Inputs, unit: Option<usize>) -> Vec<(Date, i64)> {
    let top = unit.is_none_or(|unit| inputs.units.get(unit).is_some_and(|unit| unit.parent.is_none()));
    let sellers = match unit {
        Some(unit) if !top => Sellers::Unit(unit),
        _ => Sellers::All,
    };
    let mut days: Vec<Date> = inputs.events.iter().map(|event| event.day).collect();
    days.dedup();
    let inside = days.into_iter().filter(|day| inputs.year.from <= *day && *day < inputs.year.until);
    let next = |day: Date| day.tomorrow().unwrap_or(Date::MAX);
    inside.map(|day| (day, inputs.sold_by(&sellers, day, next(day)))).collect()
}
