//! From a history to a model.

use plumb_units::Date;

use crate::base::Base;
use crate::flow::Flow;
use crate::grid::grid;
use crate::history::History;
use crate::link::link;
use crate::model::{Member, Model};
use crate::pipeline::Pipeline;
use crate::problem::{Fault, sound};
use crate::spread;

/// Estimates the model on the evening of `as_of` for at most `steps` periods from the next morning on.
///
/// Only facts up to that evening are looked at; hires, leaves and pressures that are planned count. A period that is running
/// is forecast for what is left of it. Money is in minor units, rates in sales per step. Faults of the history are in
/// [`Model::problems`], and everything else is estimated; an empty history gives a model without people that sells nothing.
///
/// ```
/// use plumb_forecast::{History, estimate};
///
/// let model = estimate(&History::default(), plumb_units::parse_date("2026-01-31").unwrap(), 3);
/// assert!(model.members.is_empty() && model.steps.is_empty());
/// ```
pub fn estimate(history: &History, as_of: Date, steps: usize) -> Model {
    let (history, mut faults) = sound(history);
    let history = link(history.facts_until(as_of), &mut faults);
    let (mut model, direct) = raw(&history, as_of, steps);
    spread::calibrate(&mut model, direct.as_deref(), &history, as_of);
    if model.steps.len() < steps && !history.periods.is_empty() {
        faults.add(Fault::PeriodsTooShort, history.periods.len());
    }
    model.problems = faults.problems();
    model
}

/// The model of a sound and linked history, with widths not yet set; and where it rests on deals, what the course of all sales says
/// of each step.
pub(crate) fn raw(history: &History, as_of: Date, steps: usize) -> (Model, Option<Vec<f64>>) {
    let (past, ahead) = grid(&history.periods, as_of, steps);
    let base = Base::new(history, past, ahead);
    let flow = Flow::fit(&base);
    let pipeline = Pipeline::fit(&base);
    let mut members: Vec<Member> = (0..base.groups.len()).map(|member| base.member(member)).collect();
    for (number, member) in members.iter_mut().enumerate() {
        flow.put(&base, number, member);
        pipeline.put(&base, number, member);
    }
    pipeline.open(&base, as_of, &mut members);
    members.retain(|member| {
        member.person.is_some()
            || !member.deals.is_empty()
            || member.cells.iter().any(|cell| sum(&cell.rates) > 0.0)
    });
    let direct = (pipeline.on && !history.sales.is_empty()).then(|| base.direct());
    let model = Model {
        families: history.families.clone(),
        units: history.units.clone(),
        people: history.people.len(),
        members,
        steps: base.ahead.clone(),
        ..Model::default()
    };
    (model, direct)
}

fn sum(values: &[f64]) -> f64 {
    values.iter().sum()
}
