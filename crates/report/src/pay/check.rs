//! What checks of pay plans find, and which examples come out as written.

use plumb_engine::{CheckedExampleView, PayCheckView};

use super::words::plan;
use crate::cells::{clean, hanging};
use crate::figures::{count, list};
use crate::gaps::place;
use crate::paper::Paper;
use crate::problems::problems;

/// Findings as a compiler prints them, then the examples: how many come out as written, and what of the others does not.
pub fn check(view: &PayCheckView, paper: Paper) -> String {
    let mut out = String::new();
    let drawn = problems(&view.findings, paper);
    if !drawn.is_empty() {
        out += &format!("{drawn}\n");
    }
    let plans: Vec<String> = view.plans.iter().map(plan).collect();
    let says = match plans.as_slice() {
        [] => "No pay plan is written yet; `[pay.ID]` in a file below `plan/` is one.".to_owned(),
        plans if view.findings.is_empty() => format!("Nothing is wrong with {}.", list(plans)),
        plans => format!("Looked at {}.", list(plans)),
    };
    out += &hanging("", &says, paper.columns());
    out += &examples(view, paper);
    out
}

fn examples(view: &PayCheckView, paper: Paper) -> String {
    let (passed, failed): (Vec<&CheckedExampleView>, Vec<&CheckedExampleView>) =
        view.examples.iter().partition(|example| example.passed);
    if view.examples.is_empty() {
        let says = "No example stands in the plans: `[[pay.ID.example]]` with what it expects is worked out at every check.";
        return if view.plans.is_empty() { String::new() } else { hanging("", says, paper.columns()) };
    }
    let says = match failed.is_empty() {
        true => format!("{} as written.", count(passed.len(), "example comes out", "examples come out")),
        false => format!(
            "{} of {} come out as written.",
            passed.len(),
            count(view.examples.len(), "example", "examples")
        ),
    };
    let mut out = format!("\n{}\n", paper.heading(&says));
    for example in failed.into_iter().chain(passed) {
        let mark = if example.passed { "✓" } else { "✕" };
        let at = example.at.as_ref().map_or_else(String::new, |at| format!(" ({})", place(at)));
        let line = hanging(&format!("  {mark} "), &format!("{}{at}", said(example)), paper.columns());
        out += &if example.passed { line } else { paper.broken(line.trim_end()) + "\n" };
        for otherwise in &example.otherwise {
            out += &hanging("      ", otherwise, paper.columns());
        }
    }
    out
}

/// What an example says, with its plan.
fn said(example: &CheckedExampleView) -> String {
    match example.says.trim() {
        "" => format!("an example of `{}`", clean(&example.plan)),
        says => format!("`{}`: {}", clean(&example.plan), clean(says)),
    }
}
