//! The levers under each step with their arithmetic, those that are not decided, and how far drivers moved before.

use maud::{Markup, html};
use plumb_engine::{BridgeStep, BridgeView, LeverView};

use super::word;
use crate::figures::{Scale, count, money};
use crate::page::text::{figure, name};

/// How many there are, what they cost, and which rest on chance.
pub(super) fn said(bridge: &BridgeView) -> Markup {
    let levers: Vec<&LeverView> = bridge.steps.iter().flat_map(|step| &step.levers).collect();
    let uncertain = levers.iter().filter(|lever| lever.chance < 1.0).count();
    let part = levers.iter().filter(|lever| lever.part < 1.0).count();
    html! {
        @if levers.is_empty() {
            p { "No lever is written yet. One says what it brings in a full year, how likely it comes about, from when on and what it costs: write them in " code { "plan/levers.toml" } "." }
        } @else {
            p {
                (count(levers.len(), "lever counts", "levers count")) "; "
                @if uncertain == 0 { "all are taken for certain" } @else { (uncertain) " by a chance" }
                @if part > 0 { ", " (part) " for a part of the year only" }
                ". "
                @if bridge.cost.minor != 0 { "Together they cost " (figure(&bridge.cost)) ", once." } @else { "What they cost is not told." }
            }
        }
    }
}

/// The levers of each step: full × chance × part of the year.
pub(super) fn table(bridge: &BridgeView) -> Markup {
    let steps = bridge.steps.iter().filter(|step| !step.levers.is_empty() || step.not_planned.is_some());
    let steps: Vec<_> = steps.collect();
    if steps.is_empty() {
        return Markup::default();
    }
    let scale = scale(bridge);
    html! {
        div.wide {
            table.stack.levers {
                (head(&scale))
                tbody { @for step in steps { (under(step, &scale)) } }
            }
        }
    }
}

/// A step with its levers: in one row where there is one.
fn under(step: &BridgeStep, scale: &Scale) -> Markup {
    html! {
        @match step.levers.as_slice() {
            [lever] => (row(lever, scale, Some(word(&step.component)))),
            levers => {
                tr.total {
                    th scope="row" { (name(word(&step.component))) }
                    td colspan="3" {}
                    td.number data-label="= in the year" title=(money(&step.amount)) { (scale.signed(step.amount.minor)) }
                    td {}
                }
                @for lever in levers { (row(lever, scale, None)) }
            }
        }
        @if let Some(lost) = &step.not_planned {
            tr { td.quiet colspan="6" { "No lever plans for it; a year before it came to " (figure(lost)) "." } }
        }
    }
}

fn scale(bridge: &BridgeView) -> Scale {
    let levers = bridge.steps.iter().flat_map(|step| &step.levers).chain(&bridge.options);
    let amounts = levers.flat_map(|lever| [&lever.full, &lever.cost]).flatten().map(|amount| amount.minor);
    Scale::of(&bridge.goal, amounts.chain(bridge.steps.iter().map(|step| step.amount.minor)))
}

/// Levers that are not decided: they count for nothing.
pub(super) fn options(bridge: &BridgeView) -> Markup {
    let scale = scale(bridge);
    html! {
        @if !bridge.options.is_empty() {
            h3 { "Not decided yet" }
            p { (count(bridge.options.len(), "lever is an option", "levers are options")) " that nobody has decided on: nothing of it is counted above." }
            div.wide {
                table.stack.levers {
                    (head(&scale))
                    tbody { @for lever in &bridge.options { (row(lever, &scale, None)) } }
                }
            }
        }
    }
}

fn head(scale: &Scale) -> Markup {
    html! {
        caption { "In " (name(&scale.says())) "; in the year = in a full year × chance × part of the year" }
        thead { tr {
            th scope="col" { "Lever" } th.number scope="col" { "In a full year" } th.number scope="col" { "× chance" }
            th.number scope="col" { "× part of the year" } th.number scope="col" { "= in the year" } th.number scope="col" { "Costs, once" }
        } }
    }
}

/// A lever; `step` where it is the only one of its step.
fn row(lever: &LeverView, scale: &Scale, step: Option<&str>) -> Markup {
    html! {
        tr.level-1[step.is_none()] {
            th scope="row" {
                @match step {
                    Some(step) => { strong { (name(step)) } @if lever.name != lever.lever { " " (name(&lever.name)) } },
                    None => (name(&lever.name)),
                }
                @if !lever.at.is_empty() { " " code.quiet { (name(&lever.at)) } }
            }
            td.number data-label="In a full year" { @match &lever.full { Some(full) => span title=(money(full)) { (scale.signed(full.minor)) }, None => "not told" } }
            td.number data-label="× chance" { (share(lever.chance)) }
            td.number data-label="× part of the year" { (share(lever.part)) }
            td.number data-label="= in the year" title=(money(&lever.amount)) { (scale.signed(lever.amount.minor)) }
            td.number data-label="Costs, once" { @match &lever.cost { Some(cost) => span title=(money(cost)) { (scale.whole(cost.minor)) }, None => "not told" } }
        }
    }
}

fn share(of: f64) -> String {
    format!("{:.0} %", of * 100.0)
}

/// How far drivers moved before, folded; nothing where that is not known.
pub(super) fn drivers(bridge: &BridgeView) -> Markup {
    if bridge.drivers.is_empty() {
        return Markup::default();
    }
    html! {
        details {
            summary { "How far drivers have moved before" }
            p.about { "Of the changes of a driver over four quarters, nine in ten were smaller than this. What a lever asks of a driver beyond that has hardly happened here before." }
            table.stack {
                thead { tr { th scope="col" { "Driver" } th.number scope="col" { "Nine in ten changes were within" } th.number scope="col" { "Changes" } } }
                tbody {
                    @for driver in &bridge.drivers {
                        tr {
                            th scope="row" { (name(&driver.driver)) }
                            td.number data-label="Nine in ten within" { (format!("± {:.0} %", driver.most * 100.0)) }
                            td.number data-label="Changes" { (driver.changes) }
                        }
                    }
                }
            }
        }
    }
}
