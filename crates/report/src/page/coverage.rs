//! What was seen, what was not and what would show it, and what the figures rest on.

use maud::{Markup, html};
use plumb_engine::{CoverageView, Review, ScoreView, WouldShow};

use crate::aloud::day;
use crate::figures::{count, grouped, points};
use crate::page::text::{name, prose};
use crate::problems::tally;

/// The share of weight below which no score is shown, in per cent.
const SEEN_MIN: usize = 60;

/// Inputs that are listed.
const INPUTS_MAX: usize = 12;

/// How much was seen and what would show more; the score where there is one.
pub(crate) fn section(review: &Review) -> Markup {
    let coverage = &review.coverage;
    html! {
        section #coverage {
            h2 { "How much do we see?" }
            @if review.mandates.is_empty() {
                p { "Lines hang from signed mandates, and none is signed: nothing along a line is tested yet." }
            } @else {
                p { (seen(coverage)) }
                @match &review.score {
                    Some(score) => (scored(score)),
                    None => p { "No score is shown under " (SEEN_MIN) " % coverage." },
                }
            }
            (inputs(coverage))
        }
    }
}

fn seen(coverage: &CoverageView) -> String {
    let waived = match coverage.waived > 0.0 {
        true => format!(", {} % is set aside by exceptions", points(coverage.waived)),
        false => String::new(),
    };
    format!(
        "{} % of what should be tested is seen; {} % stands on the plan's word alone{waived}. {} installed; what no rule tests is neither counted nor blamed.",
        points(coverage.seen),
        points(coverage.declared_only),
        count(coverage.rules, "rule is", "rules are")
    )
}

fn scored(score: &ScoreView) -> Markup {
    html! {
        p {
            "The score is " strong { (format!("{:.1}", score.value)) } " of 100."
            @if score.cap < 100.0 {
                (format!(" While parts of the mandate lie under open gaps at error level, no score is above {:.1}.", score.cap))
            }
        }
        table.elements {
            thead { tr { th scope="col" { "Element" } th.number scope="col" { "Credit" } th.number scope="col" { "Points it costs" } } }
            tbody {
                @for element in &score.elements {
                    tr {
                        th scope="row" { (element.element) }
                        td.number {
                            @match element.credit { Some(credit) => { (points(credit)) " %" }, None => "not tested yet" }
                        }
                        td.number {
                            @for loss in score.losses.iter().filter(|loss| loss.element == element.element) {
                                (format!("{:.1}", loss.points))
                            }
                            @if score.losses.iter().all(|loss| loss.element != element.element) { "–" }
                        }
                    }
                }
            }
        }
    }
}

fn inputs(coverage: &CoverageView) -> Markup {
    html! {
        @if !coverage.would_show.is_empty() {
            h3 { "What would show most" }
            ul.inputs {
                @for input in coverage.would_show.iter().take(INPUTS_MAX) {
                    li { (self::input(input)) }
                }
            }
            @if coverage.would_show.len() > INPUTS_MAX {
                p { "And " (count(coverage.would_show.len() - INPUTS_MAX, "input", "inputs")) " more." }
            }
        }
    }
}

/// An input with what it would show.
pub(crate) fn input(input: &WouldShow) -> Markup {
    html! {
        @if input.input.contains('`') { (prose(&input.input)) } @else { code { (name(&input.input)) } }
        @if input.share > 0.0 { " " (points(input.share)) " points more" }
    }
}

/// What all figures rest on: the signed mandates, the facts, the day.
pub(crate) fn rests_on(review: &Review) -> Markup {
    let rows = |rows: i64| grouped(&rows.to_string());
    html! {
        section #ground {
            h2 { "What do the figures rest on?" }
            p {
                "The day is " (day(&review.as_of.date)) " (" (prose(&review.as_of.because)) "). "
                "The same plan and the same facts on the same day give the same page."
            }
            @if !review.mandates.is_empty() {
                ul {
                    @for mandate in &review.mandates {
                        li {
                            code { (name(&mandate.id)) } " " (prose(&mandate.says)) ", due " (day(&mandate.date))
                            "; signed by " (name(&mandate.signed_by)) " on " (day(&mandate.signed_on))
                            @if mandate.changed_since { strong { "; the plan says something else now" } }
                            "."
                        }
                    }
                }
            }
            @if !review.problems.is_empty() {
                p {
                    "Problems in the plan's texts: " (tally(review.problems.iter().map(|problem| problem.severity.as_str())))
                    "; " code { "plumb check" } " draws them."
                }
            }
            @if review.facts.is_empty() {
                p { "No facts are imported: " code { "plumb import MAPPING PATH" } " reads exports." }
            } @else {
                details {
                    summary { "Facts that were read" }
                    table.facts {
                        thead { tr { th scope="col" { "Table" } th.number scope="col" { "Rows" } th.number scope="col" { "Could not be read" } } }
                        tbody {
                            @for facts in &review.facts {
                                tr {
                                    th scope="row" { (name(&facts.table)) }
                                    td.number { (rows(facts.rows)) }
                                    td.number { (rows(facts.rejected)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
