//! The engines, called: named queries give columns, pure functions turn them into results, results become tables for rules.
//!
//! The order is that of the dependencies: the target goes down, what is likely to come is simulated against it, numbers are
//! judged by both, and the growth bridge closes.

mod bridge;
mod changes;
mod forecast;
mod history;
mod inputs;
mod milestones;
mod organisation;
mod quality;
mod tables;
mod targets;
mod told;

use std::collections::BTreeMap;

use plumb_catalog::{Catalogue, Filled};
use plumb_plan::Plan;
use plumb_targets::commitments::Committed;
use plumb_targets::edges::Reconciliation;

use crate::EngineError;
use crate::workspace::Workspace;

pub(crate) use bridge::Growth;
pub(crate) use forecast::{Ahead, Odds, PATHS, Wanted, confessions, months as months_ahead};
pub(crate) use inputs::{Inputs, Sellers, minor as minor_of, months as months_of};
pub(crate) use organisation::Known;
pub(crate) use quality::{Capacity, Quality, ones};
pub(crate) use tables::{levels_in_words, minor, sellers_in};
pub(crate) use targets::{Target, Targets};
pub(crate) use told::{edge as edge_word, level as level_word, pace as pace_word, rule as rule_word};

/// What the engines found.
pub(crate) struct Computed {
    pub(crate) inputs: Inputs,
    pub(crate) targets: Option<Targets>,
    pub(crate) ahead: Option<Ahead>,
    pub(crate) qualities: Vec<Quality>,
    pub(crate) said: Vec<Committed>,
    pub(crate) capacities: Vec<Capacity>,
    pub(crate) growth: Growth,
    pub(crate) milestones: Vec<milestones::Checked>,
    pub(crate) sums: Reconciliation,
    /// The unit in which each objective is counted.
    pub(crate) sum_units: BTreeMap<String, String>,
    /// What could not be computed as asked, and where a simple rule was nearer, in words.
    pub(crate) remarks: Vec<String>,
}

impl Computed {
    /// What is expected to be sold in the rest of the year.
    pub(crate) fn to_come(&self) -> i64 {
        let company = self.ahead.as_ref().and_then(|ahead| ahead.of_node(plumb_forecast::Node::Company));
        company.map_or(0, |forecast| forecast.total.mean)
    }
}

/// What pay is likely to cost, for who asks nothing else of the forecast.
pub(crate) fn cost_of_pay(
    pay: &crate::pay::computed::Computed,
    plan: &Plan,
    catalogue: &Catalogue,
    wanted: Wanted,
) -> Result<Option<crate::pay::cost::Costed>, EngineError> {
    let store = catalogue.connect()?;
    let Some(inputs) = Inputs::read(plan, catalogue, &store)? else { return Ok(None) };
    let model = forecast::model(&inputs, catalogue, &store)?;
    Ok(model
        .and_then(|(_, model)| crate::pay::cost::of(pay, plan, &inputs, &model, catalogue.ground(), wanted)))
}

/// Everybody's pay; `None` without a pay plan.
type Pay = Option<crate::pay::computed::Computed>;

/// Runs the engines and fills the catalogue's tables; `None` where the plan has no measure of money to follow. Beside it pay.
pub(crate) fn compute(
    workspace: &Workspace,
    plan: &Plan,
    catalogue: &Catalogue,
    wanted: Wanted,
) -> Result<(Option<Computed>, Pay), EngineError> {
    let store = catalogue.connect()?;
    let ground = catalogue.ground();
    let (sums, sums_at) = quality::sums(&store)?;
    let pay = crate::pay::computed::Computed::read(plan, catalogue, &store, wanted.threads)?;
    let books = crate::pay::books::Books::read(workspace.dir(), None)?;
    let since = organisation::a_year_before(ground.as_of).unwrap_or(ground.as_of);
    let mut filled: Vec<Filled> = vec![
        tables::sums(&sums, &sums_at),
        changes::objective_changes(workspace, plan, since, ground.as_of)?,
    ];
    filled.extend(tables::of_pay(pay.as_ref(), plan, &books, wanted.threads));
    let Some(inputs) = Inputs::read(plan, catalogue, &store)? else {
        drop(store);
        catalogue.add_computed(filled)?;
        return Ok((None, pay));
    };
    let known = Known::read(&inputs, ground, &store)?;
    let targets = Targets::of(&inputs, &known, plan, ground, &store)?;
    let ahead = Ahead::of(&inputs, targets.as_ref(), plan, catalogue, &store, wanted)?;
    let cost = pay
        .as_ref()
        .zip(ahead.as_ref())
        .and_then(|(pay, ahead)| crate::pay::cost::of(pay, plan, &inputs, &ahead.model, ground, wanted));
    filled.push(tables::of_pay_cost(cost.as_ref()));
    let odds: &[Odds] = ahead.as_ref().map_or(&[], |ahead| &ahead.odds);
    let qualities = match &targets {
        Some(targets) => quality::qualities(&inputs, &known, targets, odds, &store)?,
        None => Vec::new(),
    };
    let said = match &targets {
        Some(targets) => quality::said(&inputs, targets, ground, &store)?,
        None => Vec::new(),
    };
    let capacities = quality::capacities(&inputs, &known.days, &store)?;
    let growth = Growth::of(&inputs, targets.as_ref(), plan, &store)?;
    let milestones =
        targets.as_ref().map(|targets| milestones::checked(&inputs, targets, plan)).unwrap_or_default();
    drop(store);
    let mut remarks: Vec<String> = targets.iter().flat_map(|targets| targets.remarks.clone()).collect();
    remarks.extend(ahead.iter().flat_map(|ahead| forecast::confessions(&ahead.backtest)));
    remarks.extend(told::of_sums(&sums));
    remarks.extend(told::of_no_level(&inputs));
    remarks.extend(told::of_old_facts(&inputs));
    let sum_units = sums_at.into_iter().map(|(objective, (unit, _))| (objective, unit)).collect();
    let computed = Computed {
        inputs,
        targets,
        ahead,
        qualities,
        said,
        capacities,
        growth,
        milestones,
        sums,
        sum_units,
        remarks,
    };
    filled.extend(tables::of(&computed));
    catalogue.add_computed(filled)?;
    Ok((Some(computed), pay))
}
