//! How likely each objective of the year is reached.

use maud::{Markup, html};
use plumb_engine::OutlookView;

use crate::ahead;
use crate::figures::count;
use crate::page::text::{amount, name, prose};

/// A sentence that counts them, the table below it.
pub(super) fn section(outlook: &OutlookView) -> Markup {
    let odds = &outlook.odds;
    let known: Vec<f64> = odds.iter().filter_map(|odds| odds.chance).collect();
    let likely = known.iter().filter(|chance| **chance >= 0.5).count();
    let hardly = known.iter().filter(|chance| **chance < 0.1).count();
    html! {
        section #odds {
            h2 { "How likely is each objective?" }
            @if odds.is_empty() {
                p { "No objective of this year has a level that may be shown to you. Objectives with a level stand in " code { "plan/objectives.toml" } "." }
            } @else {
                p {
                    "Of " (count(odds.len(), "objective", "objectives")) " with a level, " strong { (likely) } " are more likely reached than not"
                    @if hardly > 0 { ", and " strong { (hardly) } " have less than one chance in ten" }
                    @if known.len() < odds.len() { "; of " (odds.len() - known.len()) " the odds are not known, and the table says why" }
                    "."
                }
                details {
                    summary { "The odds of each objective" }
                    div.wide {
                        table.stack {
                            thead { tr {
                                th scope="col" { "Objective" } th scope="col" { "Measure" } th.number scope="col" { "Asked for" }
                                th.number scope="col" { "One in ten ends below" } th.number scope="col" { "As likely above as below" } th.number scope="col" { "One in ten ends above" } th.number scope="col" { "Odds" }
                            } }
                            tbody {
                                @for one in odds {
                                    tr {
                                        th scope="row" { code { (name(&one.objective)) } }
                                        td data-label="Measure" { (name(&one.measure)) }
                                        td.number data-label="Asked for" { (amount(&one.target)) }
                                        @match &one.missing {
                                            Some(why) => td colspan="4" data-label="Odds" { "not known: " (prose(why)) },
                                            None => {
                                                @for (label, end) in [("One in ten below", &one.p10), ("Middle", &one.p50), ("One in ten above", &one.p90)] {
                                                    td.number data-label=(label) { @match end { Some(end) => (amount(end)), None => "–" } }
                                                }
                                                td.number data-label="Odds" { @match one.chance { Some(chance) => (ahead::in_100(chance)), None => "–" } }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
