//! Commands that look ahead: target, forecast, bridge.

use plumb_engine::{Every, LookBack, Options, Workspace};
use plumb_report as report;

use super::Clean;
use crate::arguments::{Allocate, Bridge, Forecast, Step, Target};
use crate::clock::now;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Bar;

pub(super) fn target(
    workspace: &Workspace,
    target: &Target,
    options: &Options,
    output: &Output,
) -> Result<Clean, Failure> {
    match target {
        Target::Show(show) => {
            let found = outlook(workspace, options, output)?;
            let subject = show.subject.as_deref();
            if let Some(subject) = subject.filter(|subject| !is_known(&found.answer, subject)) {
                return Err(Failure::new(format!(
                    "no unit and nobody who is to bring something is called `{subject}`; `plumb target show --people` lists all"
                )));
            }
            let (day, paper) = (&found.as_of, output.paper);
            output.result(
                || report::target(&found.answer, day, subject, show.people, paper),
                || report::json(&found),
            )?;
        }
        Target::Quality => {
            let found = outlook(workspace, options, output)?;
            output.result(
                || report::quality(&found.answer, &found.as_of, output.paper),
                || report::json(&found),
            )?;
        }
        Target::Allocate(wanted) => allocate(workspace, wanted, options, output)?,
    }
    Ok(true)
}

/// Whether a unit or a person is called so, by its id or as `unit:id`, `person:id`.
fn is_known(outlook: &plumb_engine::OutlookView, subject: &str) -> bool {
    let id =
        |node: &plumb_engine::OutlookNode| node.subject.split_once(':').is_some_and(|(_, id)| id == subject);
    outlook.nodes.iter().any(|node| node.subject == subject || id(node))
}

fn outlook(
    workspace: &Workspace,
    options: &Options,
    output: &Output,
) -> Result<plumb_engine::Dated<plumb_engine::OutlookView>, Failure> {
    let bar = Bar::new(output, "simulating ten thousand years");
    let found = workspace.outlook(options)?;
    drop(bar);
    Ok(found)
}

fn allocate(
    workspace: &Workspace,
    wanted: &Allocate,
    options: &Options,
    output: &Output,
) -> Result<(), Failure> {
    let found = workspace.allocation(options, wanted.unit.as_deref())?;
    // Nothing handed down would make a number of nothing for everybody.
    if found.answer.target.is_zero() {
        return Err(Failure::new(
            "nothing is asked for in this fiscal year, so there is nothing to hand down; write an objective with `target` or `growth`",
        ));
    }
    let Some(by) = &wanted.by else {
        output.result(
            || {
                let shown = report::allocation(&found.answer, &found.as_of, output.paper);
                format!("{shown}nothing is proposed yet; add `--by NAME`\n")
            },
            || report::json(&found),
        )?;
        return Ok(());
    };
    let at = now().ok_or_else(|| Failure::new("the clock tells no time; set it, then run this again"))?;
    let done = workspace.propose(&found.answer.files, &wanted.says, by, &at)?;
    output.result(
        || {
            let shown = report::allocation(&found.answer, &found.as_of, output.paper);
            format!("{shown}{}", report::change_done(&done, output.paper))
        },
        || report::json(&done),
    )?;
    Ok(())
}

pub(super) fn forecast(
    workspace: &Workspace,
    forecast: &Forecast,
    options: &Options,
    output: &Output,
) -> Result<Clean, Failure> {
    if forecast.backtest {
        let every = if forecast.every == Step::Month { Every::Month } else { Every::Quarter };
        let bar = Bar::new(output, "forecasting from past days");
        let found = workspace.look_back(options, LookBack { every, months: usize::from(forecast.months) })?;
        drop(bar);
        output.result(
            || report::look_back(&found.answer, &found.as_of, output.paper),
            || report::json(&found),
        )?;
        return Ok(true);
    }
    let found = outlook(workspace, options, output)?;
    output.result(
        || report::forecast(&found.answer, &found.as_of, forecast.people, output.paper),
        || report::json(&found),
    )?;
    Ok(true)
}

pub(super) fn bridge(
    workspace: &Workspace,
    bridge: &Bridge,
    options: &Options,
    output: &Output,
) -> Result<Clean, Failure> {
    if bridge.solve {
        let found = workspace.solve(options)?;
        output.result(
            || report::solution(&found.answer, &found.as_of, output.paper),
            || report::json(&found),
        )?;
    } else {
        let found = workspace.growth(options)?;
        output
            .result(|| report::growth(&found.answer, &found.as_of, output.paper), || report::json(&found))?;
    }
    Ok(true)
}
