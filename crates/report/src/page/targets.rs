//! Who carries what: the target on its way down, how much more each level asks, what nobody has, how good the numbers are.

mod quality;
mod table;

use maud::{Markup, html};
use plumb_engine::{OutlookNode, OutlookView, Review, SumView};

use crate::ahead::is_whole;
use crate::charts::{self, Branch, Rest};
use crate::figures::{count, like, list, short};
use crate::page::outlook::{Link, has_any, saying, unsigned};
use crate::page::text::{amount, figure, name, prose};

/// Units without an owner for all of theirs that a sentence names.
const NAMED_MAX: usize = 3;

/// All of it.
pub(crate) fn section(review: &Review, link: Link<'_>) -> Markup {
    let Some(outlook) = review.outlook.as_ref().filter(|outlook| has_any(outlook)) else {
        return html! { section #targets { h1 { "Who carries what?" } (nothing()) } };
    };
    let root = root(outlook);
    html! {
        section #targets {
            h1 { "Who carries what?" }
            @if let Some(top) = outlook.nodes.first() { p.answer { (asked(outlook, top)) } }
            @for says in nobodys(outlook) { p { (prose(&says)) } }
            @match root {
                Some(root) => {
                    p.about { "The wider a band, the more is asked. "
                        @if is_whole(outlook) { "What leaves a unit dashed, nobody below it has." }
                        @else { "What leaves a unit grey, others have whose sums may not be shown to you." } }
                    (saying(&root.target, |say| charts::cascade(&title(outlook, root), &branch(outlook, root), say)))
                },
                None => p {
                    "There is no unit below another here that may be shown to you, so there is nothing to draw. Units stand in " code { "plan/organisation.toml" } "."
                },
            }
        }
        (table::section(outlook, link))
        (quality::section(outlook))
        (sums(&outlook.sums))
    }
}

/// What would fill the page.
fn nothing() -> Markup {
    html! {
        p { "No target is handed down yet, or none that may be shown to you: what would tell of fewer than five other people is left out." }
        p {
            "It takes a signed mandate with a level in money (" code { "plan/objectives.toml" } ", then " code { "plumb lock sign ID --by NAME --on DATE" }
            "), or quotas (" code { "plan/private/quotas.csv" } "), and units to hand it down to (" code { "plan/organisation.toml" } ")."
        }
    }
}

/// What is asked for at the top, and how much more each level asks.
fn asked(outlook: &OutlookView, top: &OutlookNode) -> Markup {
    let more: Vec<String> = outlook
        .levels
        .iter()
        .skip(1)
        .filter_map(|level| {
            let stacked = level.stacked?;
            let word = if level.level == "person" {
                "people's numbers".to_owned()
            } else {
                format!("the level “{}”", level.level)
            };
            Some(match stacked {
                of if of.abs() < 0.000_5 => format!("{word} for as much"),
                of if of > 0.0 => format!("{word} for {:.1} % more", of * 100.0),
                of => format!("{word} for {:.1} % less", -of * 100.0),
            })
        })
        .collect();
    html! {
        (figure(&top.target)) " are asked of " (name(&top.name)) " in fiscal year " (name(&outlook.period.name))
        @if !more.is_empty() { "; added up, " (name(&list(&more))) }
        "."
    }
}

/// What nobody below a unit has, and what those below have too much of, in sentences.
fn nobodys(outlook: &OutlookView) -> Vec<String> {
    let named = |wanted: fn(i64) -> bool| {
        let mut found: Vec<(&OutlookNode, i64)> = outlook
            .nodes
            .iter()
            .filter_map(|node| Some((node, left_over(outlook, node)?)))
            .filter(|(_, left)| wanted(*left))
            .collect();
        found.sort_by_key(|(_, left)| left.saturating_abs().saturating_neg());
        let rest = found.len().saturating_sub(NAMED_MAX);
        let mut words: Vec<String> = found
            .iter()
            .take(NAMED_MAX)
            .map(|(node, left)| format!("{} ({})", node.name, short(&unsigned(&like(&node.target, *left)))))
            .collect();
        if rest > 0 {
            words.push(format!("{rest} more"));
        }
        words
    };
    let (open, over) = (named(|left| left > 0), named(|left| left < 0));
    let mut says = Vec::new();
    if !open.is_empty() {
        says.push(format!("Of what is asked of these, nobody below has a part: {}.", list(&open)));
    }
    if !over.is_empty() {
        says.push(format!(
            "Below these, more is asked than they have: {}. That is a reserve, if it is meant as one.",
            list(&over)
        ));
    }
    says
}

/// What none of those below has of a unit's target; below nothing, what they have beyond it. Units below count where there are
/// any, people's numbers where there are none; `None` where that is not known.
fn left_over(outlook: &OutlookView, node: &OutlookNode) -> Option<i64> {
    if node.person.is_some() {
        return None;
    }
    if units_below(outlook, node).next().is_some() {
        return node.unallocated.as_ref().map(|left| left.minor);
    }
    node.quota.as_ref().map(|quota| node.target.minor.saturating_sub(quota.minor))
}

fn units_below<'o>(outlook: &'o OutlookView, node: &'o OutlookNode) -> impl Iterator<Item = &'o OutlookNode> {
    below(outlook, node).filter(|below| below.person.is_none())
}

fn below<'o>(outlook: &'o OutlookView, node: &'o OutlookNode) -> impl Iterator<Item = &'o OutlookNode> {
    outlook.nodes.iter().filter(|below| below.parent.as_deref() == Some(node.subject.as_str()))
}

/// The first unit that hands on to other units.
fn root(outlook: &OutlookView) -> Option<&OutlookNode> {
    outlook.nodes.iter().find(|node| node.person.is_none() && units_below(outlook, node).next().is_some())
}

fn title(outlook: &OutlookView, root: &OutlookNode) -> String {
    format!("What is asked of {} in fiscal year {}, on its way down", root.name, outlook.period.name)
}

/// A unit with the units below it; people that stand in it directly as one.
fn branch(outlook: &OutlookView, node: &OutlookNode) -> Branch {
    branch_at(outlook, node, 0)
}

/// Units deeper than any organisation is: a ring of parents ends there.
const DEEPEST: usize = 12;

fn branch_at(outlook: &OutlookView, node: &OutlookNode, depth: usize) -> Branch {
    let mut below_it: Vec<Branch> = if depth < DEEPEST {
        units_below(outlook, node).map(|unit| branch_at(outlook, unit, depth + 1)).collect()
    } else {
        Vec::new()
    };
    let own: i64 = below(outlook, node)
        .filter(|one| one.person.is_some())
        .fold(0, |sum, one| sum.saturating_add(one.target.minor));
    if !below_it.is_empty() && own > 0 {
        below_it.push(Branch { name: "People in it".to_owned(), amount: own, ..Branch::default() });
    }
    let rest = if node.unallocated.is_some() { Rest::NotHandedOn } else { Rest::NotShown };
    Branch { name: node.name.clone(), amount: node.target.minor, below: below_it, rest }
}

/// Objectives that others serve, folded; nothing without any.
fn sums(sums: &[SumView]) -> Markup {
    if sums.is_empty() {
        return Markup::default();
    }
    let is_even = |sum: &&SumView| {
        sum.difference.as_deref().is_none_or(|text| !text.contains(|c: char| matches!(c, '1'..='9')))
    };
    let even = sums.iter().filter(is_even).count();
    html! {
        section #sums {
            h2 { "Do objectives add up?" }
            p {
                (count(sums.len(), "objective is", "objectives are")) " served by others; " (count(even, "adds up", "add up")) " exactly"
                @if even < sums.len() { ", and for " (sums.len() - even) " those below make more or less than is asked" }
                "."
            }
            details {
                summary { "What those below make of each objective" }
                div.wide {
                    table.stack {
                        thead { tr {
                            th scope="col" { "Objective" } th scope="col" { "How they add up" } th.number scope="col" { "Asks for" }
                            th.number scope="col" { "They make" } th.number scope="col" { "Nobody has" } th.number scope="col" { "Counted twice" }
                        } }
                        tbody {
                            @for sum in sums {
                                tr {
                                    th scope="row" { code { (name(&sum.objective)) } }
                                    td data-label="How they add up" { (kind(&sum.kind)) " of " (sum.children) }
                                    td.number data-label="Asks for" { (amount(&sum.level)) }
                                    @for (label, told) in [("They make", &sum.made), ("Nobody has", &sum.difference), ("Counted twice", &sum.twice)] {
                                        td.number data-label=(label) { @match told { Some(of) => (amount(of)), None => "–" } }
                                    }
                                }
                            }
                        }
                    }
                }
                p.about { "With a minus, those below make more than the objective asks for." }
            }
        }
    }
}

fn kind(kind: &str) -> &str {
    match kind {
        "min" => "the least",
        "mean" => "mean",
        "product" => "product",
        _ => "sum",
    }
}
