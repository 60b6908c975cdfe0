//! What pay plans pay for: the mix beside what is wanted, pairs the wrong way round, slopes, bends and jumps, timing and cost.

use plumb_engine::{AnalyseView, MixView, ShapeView};
use serde_json::Value;

use super::mix::{
    NOBODY_ASKED, NOBODY_DEAD, NOTHING, RESTS, changes, cost_rests, dead_says, differs, has_any,
    inversion_says, inversions, mix, mix_says, none_wrong, paid, point_says, points, timing, timing_says,
    today, whose,
};
use super::run::table;
use super::words::{plan, share, spoken};
use crate::aloud::day;
use crate::cells::{clean, cut, hanging, left, right, width};
use crate::figures::{exact, list};
use crate::gaps::place;
use crate::paper::Paper;

/// Columns of the longest bar, and of the longest where there is little room.
const BAR: usize = 40;
const BAR_MIN: usize = 10;

/// Sentences of one sort that are listed; more are counted.
const LISTED: usize = 12;

/// All of it, the answer first. Nothing of single people is shown.
pub fn analyse(view: &AnalyseView, paper: Paper) -> String {
    let mut out = format!("{}\n", paper.heading("What do pay plans pay for?"));
    let plans: Vec<String> = view.plans.iter().map(plan).collect();
    for line in crate::cells::wrap(&list(&plans), paper.columns()) {
        out += &format!("{}\n", paper.quiet(&line));
    }
    if !has_any(view) && !view.plans.is_empty() {
        return out + "\n" + &hanging("", &format!("{NOTHING}."), paper.columns());
    }
    out += &objectives(view, paper);
    let pairs: Vec<String> =
        inversions(view).into_iter().map(|one| inversion_says(one, today(view))).collect();
    let heading = "What is paid the wrong way round?";
    if pairs.is_empty() {
        out += &format!("\n{}\n", paper.heading(heading));
        out += &hanging("  ", &none_wrong(view), paper.columns());
    } else {
        out += &sentences(heading, &pairs, "", paper);
    }
    out += &of_slopes(view, paper);
    let found = points(view);
    let said = |shapes: &[&ShapeView]| -> Vec<String> {
        let at = |shape: &&ShapeView| {
            shape.place.as_ref().map_or_else(String::new, |at| format!(" ({})", place(at)))
        };
        shapes.iter().map(|shape| format!("{}{}", point_says(shape, &view.plans), at(shape))).collect()
    };
    out += &sentences("Where does pay jump?", &said(&found.cliffs), "Nowhere.", paper);
    out += &sentences("Where does it bend?", &said(&found.kinks), "Nowhere.", paper);
    out += &sentences("Where does more bring nothing?", &said(&found.dead), "Nowhere.", paper);
    let says = if view.dead.is_empty() { NOBODY_ASKED } else { NOBODY_DEAD };
    out += &sentences("Who had nothing to gain?", &dead_says(view), says, paper);
    let moves: Vec<String> = timing(view).iter().map(timing_says).collect();
    if !moves.is_empty() {
        out += &sentences("What does moving a deal pay?", &moves, "", paper);
    }
    out += &cost(view, paper);
    out
}

/// The mix as bars, what is paid above what is wanted.
fn objectives(view: &AnalyseView, paper: Paper) -> String {
    let mix = mix(view);
    let mut out = format!("\n{}\n", paper.heading("Does pay follow the objectives?"));
    if mix.is_empty() {
        let says = "No component says which objective it pays for: `objective = \"ID\"` in a component does.";
        return out + &hanging("  ", says, paper.columns());
    }
    if let Some(says) = mix_says(&mix) {
        out += &hanging("  ", &says, paper.columns());
        out.push('\n');
    }
    let names = mix.iter().map(|one| width(&named(one))).max().unwrap_or(0).min(32);
    // Indent, name, word, figure, and two columns between each.
    let room = paper.columns().saturating_sub(2 + names + 2 + 6 + 2 + 7 + 2).clamp(BAR_MIN, BAR);
    let longest = mix
        .iter()
        .flat_map(|one| [one.pay_share, one.weight.unwrap_or(0.0)])
        .fold(0.0_f64, f64::max)
        .max(1e-9);
    let bar = |of: f64, mark: &str| {
        let columns = (of / longest * room as f64).round().clamp(0.0, room as f64) as usize;
        mark.repeat(if of > 0.0 { columns.max(1) } else { 0 })
    };
    for one in mix {
        let name = left(&cut(&named(one), names), names);
        let paid = paper.sound(&bar(one.pay_share, "█"));
        out += &format!("  {name}  paid    {}  {paid}\n", right(&share(one.pay_share), 6));
        let wanted = match one.weight {
            Some(weight) => {
                format!("wanted  {}  {}", right(&share(weight), 6), paper.quiet(&bar(weight, "░")))
            }
            None => "wanted  not told".to_owned(),
        };
        out += &format!("  {}  {wanted}\n", " ".repeat(names));
    }
    out
}

fn named(one: &MixView) -> String {
    match &one.plan {
        Some(plan) => format!("{}, {}", spoken(&one.objective), clean(plan)),
        None => spoken(&one.objective),
    }
}

/// Sentences below their heading; what is said where there is none.
fn sentences(heading: &str, says: &[String], none: &str, paper: Paper) -> String {
    let mut out = format!("\n{}\n", paper.heading(heading));
    if says.is_empty() {
        return out + &format!("  {none}\n");
    }
    for (number, one) in says.iter().take(LISTED).enumerate() {
        out += &hanging(&format!("  {}. ", number + 1), one, paper.columns());
    }
    if says.len() > LISTED {
        out += &format!("  and {} more; `--format json` lists all\n", says.len() - LISTED);
    }
    out
}

fn of_slopes(view: &AnalyseView, paper: Paper) -> String {
    let all = paid(view);
    if all.is_empty() {
        return String::new();
    }
    let per = |of: Option<f64>| of.map_or(Value::Null, |of| per_hundred(of).into());
    let wide = differs(&all);
    let name = if paper.columns() < 100 { 22 } else { 36 };
    let dated = changes(&all);
    let rows = all.iter().map(|one| {
        let mut row = vec![
            cut(&whose(one.first), name).into(),
            cut(&one.names(), name + 12).into(),
            per(Some(one.first.now)),
        ];
        if dated {
            row.insert(1, day(&one.first.day).into());
        }
        if wide {
            row.extend([per(one.first.year), per(one.first.cash)]);
        }
        row
    });
    let mut heads = vec!["role", "offering", if wide { "now" } else { "earns" }];
    if dated {
        heads.insert(1, "from");
    }
    if wide {
        heads.extend(["in the year", "in cash"]);
    }
    let mut out = table("What does a sale of 100 earn?", &heads, rows.collect(), paper);
    let mut says: Vec<String> = Vec::new();
    if wide {
        says.push(
            "now: earned at once. in cash: paid in this period, after caps, draws and holds.".to_owned(),
        );
    }
    says.push(format!("{RESTS}."));
    for line in says.iter().flat_map(|says| crate::cells::wrap(says, paper.columns().saturating_sub(2))) {
        out += &format!("  {}\n", paper.quiet(&line));
    }
    out
}

/// What so much of a unit brings for a hundred of them.
pub(crate) fn per_hundred(slope: f64) -> String {
    let text = format!("{:.2}", slope * 100.0);
    if text == "-0.00" { "0.00".to_owned() } else { text }
}

fn cost(view: &AnalyseView, paper: Paper) -> String {
    if view.cost.is_empty() {
        return String::new();
    }
    let rows = view.cost.iter().map(|one| {
        vec![
            clean(&one.period).into_owned().into(),
            exact(&one.target).into(),
            exact(&one.p10).into(),
            exact(&one.p50).into(),
            exact(&one.p90).into(),
            one.share_p50.map_or(Value::Null, |of| share(of).into()),
        ]
    });
    let currency = view.cost.first().map_or("", |one| one.p50.currency.as_str());
    let heading = format!("What is variable pay likely to cost? In {}", clean(currency));
    let mut out = table(
        &heading,
        &["year", "at target", "one in ten below", "middle", "one in ten above", "of revenue"],
        rows.collect(),
        paper,
    );
    for one in &view.cost {
        for line in crate::cells::wrap(&cost_rests(one), paper.columns().saturating_sub(2)) {
            out += &format!("  {}\n", paper.quiet(&line));
        }
    }
    out
}
