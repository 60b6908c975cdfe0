//! How much was seen, what would show more, and the score where enough is seen.

use plumb_engine::{CoverageView, Review, ScoreView, WouldShow};

use crate::cells::{clean, hanging, left, right};
use crate::figures::{count, points};
use crate::paper::Paper;

/// Inputs that are named; more are counted.
const INPUTS_MAX: usize = 3;

/// The share of weight below which no score is shown, in per cent.
const SEEN_MIN: usize = 60;

/// What cannot be seen and which inputs would show it; empty when everything is seen.
pub(crate) fn would_show(coverage: &CoverageView, indent: &str, paper: Paper) -> String {
    if coverage.would_show.is_empty() {
        return String::new();
    }
    let shown: f64 = coverage.would_show.iter().map(|input| input.share).sum();
    let inputs: Vec<String> = coverage
        .would_show
        .iter()
        .map(|input| format!("{} ({})", input.input, points(input.share)))
        .collect();
    let verb = if inputs.len() == 1 { "this input would show" } else { "these inputs would show" };
    let text = format!("{verb} {} points more: {}", points(shown), inputs.join(", "));
    let plain = hanging(&format!("{indent}not seen: "), &text, paper.columns());
    plain.replacen("not seen:", &paper.heading("not seen:"), 1)
}

/// Points where there are any; without a signed mandate nothing has weight yet.
fn more(share: f64) -> String {
    if share > 0.0 { format!("{} points more", points(share)) } else { "more".to_owned() }
}

fn inputs(inputs: &[WouldShow]) -> String {
    let named = |input: &WouldShow| match input.share {
        share if share > 0.0 => format!("{} ({})", input.input, points(share)),
        _ => input.input.clone(),
    };
    inputs.iter().map(named).collect::<Vec<_>>().join(", ")
}

/// What was seen, and the score or why there is none.
pub(crate) fn seen(review: &Review, paper: Paper) -> String {
    let coverage = &review.coverage;
    let mut out = paper.heading("How much do we see?") + "\n";
    if review.mandates.is_empty() {
        let text = "Lines hang from signed mandates, and none is signed: nothing along a line is tested yet.";
        out += &hanging("  ", text, paper.columns());
        return out + &would_show(coverage, "  ", paper);
    }
    let mut facts = vec![format!("{} % of what should be tested is seen", points(coverage.seen))];
    facts.push(format!("{} % stands on the plan's word alone", points(coverage.declared_only)));
    if coverage.waived > 0.0 {
        facts.push(format!("{} % is set aside by exceptions", points(coverage.waived)));
    }
    let rules = count(coverage.rules, "rule is", "rules are");
    let known = "what no rule tests is neither counted nor blamed";
    out += &hanging("  ", &format!("{}. {rules} installed; {known}.", facts.join(", ")), paper.columns());
    match &review.score {
        Some(score) => out += &scored(score, coverage, paper),
        None => out += &unscored(coverage, paper),
    }
    out
}

fn unscored(coverage: &CoverageView, paper: Paper) -> String {
    let mut text = format!("No score under {SEEN_MIN} % coverage: we can see {} %", points(coverage.seen));
    let most = coverage.would_show.get(..INPUTS_MAX.min(coverage.would_show.len())).unwrap_or_default();
    if most.is_empty() {
        text += ". Nothing could be tested yet: import facts with `plumb import MAPPING PATH`";
    } else {
        let shown: f64 = most.iter().map(|input| input.share).sum();
        let which = match most.len() {
            1 => "this input".to_owned(),
            2 => "these two inputs".to_owned(),
            _ => "these three inputs".to_owned(),
        };
        text += &format!("; {which} would show {}: {}", more(shown), inputs(most));
    }
    hanging("  ", &(text + "."), paper.columns())
}

fn scored(score: &ScoreView, coverage: &CoverageView, paper: Paper) -> String {
    let cap = if score.cap < 100.0 {
        format!(
            " While parts of the mandate lie under open gaps at error level, no score is above {:.1}.",
            score.cap
        )
    } else {
        String::new()
    };
    let text = format!("The score is {:.1} of 100, with {} % seen.{cap}", score.value, points(coverage.seen));
    let mut out = hanging("  ", &text, paper.columns());
    let lost: Vec<String> = score
        .losses
        .iter()
        .filter(|loss| loss.points >= 0.05)
        .map(|loss| format!("{} ({:.1})", loss.element, loss.points))
        .collect();
    if !lost.is_empty() {
        out += &hanging(
            "  ",
            &format!("Points that would come back if it were whole: {}.", lost.join(", ")),
            paper.columns(),
        );
    }
    for element in &score.elements {
        let credit = match element.credit {
            Some(credit) => right(&points(credit), 3) + " %",
            None => "not tested yet".to_owned(),
        };
        out += &format!("    {} {credit}\n", left(&clean(&element.element), 24));
    }
    out + &would_show(coverage, "  ", paper)
}
