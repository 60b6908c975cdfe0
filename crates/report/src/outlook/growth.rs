//! The growth bridge as a table, and what would close it.

use plumb_engine::{AsOf, BridgeView, LeverView, SolutionView, TableView};
use serde_json::Value;

use super::{cell, head, plain};
use crate::cells::{clean, hanging};
use crate::figures::{count, money};
use crate::page::bridge::word;
use crate::paper::Paper;
use crate::table::justified;

/// From the base to the goal, lever by lever, with the arithmetic of each; then what moved sales before.
pub fn growth(bridge: &BridgeView, as_of: &AsOf, paper: Paper) -> String {
    let title = format!(
        "Where is the growth of `{}` to come from in {}? In {}",
        bridge.mandate, bridge.period, bridge.goal.currency
    );
    let mut out = head(&title, as_of, paper);
    let mut rows: Vec<Vec<Value>> = Vec::new();
    let level = |label: &str, note: &str, amount: &plumb_engine::MoneyView| -> Vec<Value> {
        vec![label.to_owned().into(), plain(amount).into(), Value::Null, clean(note).into_owned().into()]
    };
    rows.push(level("Base", &bridge.base_says, &bridge.base));
    for step in &bridge.steps {
        let note =
            step.not_planned.as_ref().map(|lost| format!("not planned; {} a year before", money(lost)));
        rows.push(vec![
            word(&step.component).to_owned().into(),
            plain(&step.amount).into(),
            Value::Null,
            note.map_or(Value::Null, Value::from),
        ]);
        rows.extend(step.levers.iter().map(lever));
    }
    rows.push(level("Nothing pays for", "", &bridge.unfunded));
    rows.push(level("Goal", &format!("`{}` in {}", bridge.mandate, bridge.period), &bridge.goal));
    let view = TableView {
        columns: ["", "in the year", "costs once", "how"].map(str::to_owned).into(),
        rows,
        notes: Vec::new(),
    };
    out += &justified(&view, paper);
    if bridge.unfunded_at_full.minor != bridge.unfunded.minor {
        let says = format!("{} stay open even if every lever comes about", money(&bridge.unfunded_at_full));
        out += &hanging("", &says, paper.columns());
    }
    if !bridge.options.is_empty() {
        let view = TableView {
            columns: ["not decided yet", "in the year", "costs once", "how"].map(str::to_owned).into(),
            rows: bridge.options.iter().map(lever).collect(),
            notes: Vec::new(),
        };
        out += &format!("\n{}", justified(&view, paper));
    }
    out += &happened(bridge, paper);
    for remark in &bridge.remarks {
        out += &hanging("note: ", &clean(remark), paper.columns());
    }
    out
}

fn lever(lever: &LeverView) -> Vec<Value> {
    let full = lever.full.as_ref().map_or("no amount told".to_owned(), |full| {
        format!("{} × {:.0} % × {:.0} % of the year", plain(full), lever.chance * 100.0, lever.part * 100.0)
    });
    vec![
        format!("  {}", clean(&lever.name)).into(),
        plain(&lever.amount).into(),
        cell(lever.cost.as_ref()),
        full.into(),
    ]
}

fn happened(bridge: &BridgeView, paper: Paper) -> String {
    let Some(happened) = &bridge.happened else { return String::new() };
    let mut rows: Vec<Vec<Value>> =
        vec![vec!["The twelve months before".into(), plain(&happened.before).into()]];
    rows.extend(happened.parts.iter().map(|part| {
        vec![
            format!("  {}", crate::page::bridge::of_the_past(&part.component)).into(),
            plain(&part.amount).into(),
        ]
    }));
    rows.push(vec!["The last twelve months".into(), plain(&happened.after).into()]);
    let view = TableView { columns: ["", "amount"].map(str::to_owned).into(), rows, notes: Vec::new() };
    format!("\n{}\n{}", paper.heading("What moved sales before"), justified(&view, paper))
}

/// The cheapest way to close what is open, and how far each driver alone would have to move.
pub fn solution(view: &SolutionView, as_of: &AsOf, paper: Paper) -> String {
    let mut out =
        head(&format!("What would close the {} that nothing pays for?", money(&view.gap)), as_of, paper);
    if view.gap.is_zero() {
        return out + "nothing is open: the levers reach what is asked for\n";
    }
    let percent =
        |share: Option<f64>| share.map_or(Value::Null, |share| format!("{:+.1} %", share * 100.0).into());
    let taken = view.levers.iter().chain(&view.drivers);
    let rows: Vec<Vec<Value>> = taken
        .map(|taken| {
            vec![
                clean(&taken.id).into_owned().into(),
                percent(taken.change),
                plain(&taken.brings).into(),
                cell(taken.cost.as_ref()),
            ]
        })
        .collect();
    if rows.is_empty() {
        let says = "no lever is left to choose and no driver has ever moved far enough; write levers with `option = true`, an amount and a cost";
        out += &hanging("", says, paper.columns());
    } else {
        let view = TableView {
            columns: ["lever or driver", "moves by", "brings in the year", "costs once"]
                .map(str::to_owned)
                .into(),
            rows,
            notes: Vec::new(),
        };
        out += &justified(&view, paper);
        out.push('\n');
    }
    let parts = view.levers.len() + view.drivers.len();
    let costs = match view.without_cost {
        0 => format!("for {}", money(&view.cost)),
        untold if untold == parts => "and nobody has told what it costs".to_owned(),
        untold => {
            format!(
                "for {}, and of {} nobody has told the cost",
                money(&view.cost),
                count(untold, "part", "parts")
            )
        }
    };
    out += &match view.short.minor {
        0 => format!("this closes it, {costs}"),
        _ => format!("that leaves {} open: nothing else is known that would close it", money(&view.short)),
    };
    // Where a cost is not told, nobody knows what is cheapest.
    let is_cheapest = view.proved && view.without_cost == 0 && view.short.is_zero();
    out += if is_cheapest { "; nothing cheaper does\n" } else { "\n" };
    if !view.alone.is_empty() {
        let rows = view.alone.iter().map(|alone| {
            vec![
                clean(&alone.driver).into_owned().into(),
                percent(alone.change),
                percent(Some(alone.most)),
                (if alone.inside { "yes" } else { "no" }).into(),
            ]
        });
        let view = TableView {
            columns: ["driver alone", "would have to move by", "has moved at most by", "done before"]
                .map(str::to_owned)
                .into(),
            rows: rows.collect(),
            notes: Vec::new(),
        };
        out += &format!("\n{}", justified(&view, paper));
        let says = "moved at most: nine in ten of its own changes over four quarters were smaller. A movement is always one for the better: of `cycle-time`, a shorter one. What a driver brings rests on the usual link of drivers to sales, an estimate.";
        out += &hanging("", &paper.quiet(says), paper.columns());
    }
    out
}
