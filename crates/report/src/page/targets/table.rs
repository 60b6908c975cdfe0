//! Unit by unit: what is asked, what the bases alone would hand down, what the quotas come to, what is left over, what people say.

use maud::{Markup, html};
use plumb_engine::{MoneyView, OutlookNode, OutlookView};

use super::left_over;
use crate::figures::{Scale, count, like, money};
use crate::page::outlook::{Link, linked, unsigned, whose};
use crate::page::text::{figure, level, name, prose};

/// Units and people that are listed; more are counted.
const ROWS_MAX: usize = 300;

/// The table of units with a sentence, and of people folded.
pub(super) fn section(outlook: &OutlookView, link: Link<'_>) -> Markup {
    let units: Vec<&OutlookNode> = outlook.nodes.iter().filter(|node| node.person.is_none()).collect();
    let people: Vec<&OutlookNode> = outlook.nodes.iter().filter(|node| node.person.is_some()).collect();
    let open = units.is_empty() || people.len() == 1;
    html! {
        section #unit-by-unit {
            h2 { "What is asked, unit by unit" }
            p { (said(outlook, &units)) }
            @if units.is_empty() { p { "No unit's sums may be shown to you: they would tell of fewer than five people." } }
            @else { (table(&units, outlook, link, true)) }
            @if !people.is_empty() {
                details open[open] {
                    summary { (count(people.len(), "person: what is asked, and how that came about", "people: what is asked of each, and how that came about")) }
                    (table(&people, outlook, link, false))
                }
            }
        }
    }
}

/// How far what is asked lies from what the bases alone would hand down, and who said nothing.
fn said(outlook: &OutlookView, units: &[&OutlookNode]) -> Markup {
    let off = |node: &&&OutlookNode| node.target.minor.saturating_sub(node.by_bases.minor);
    let furthest =
        units.iter().filter(|node| node.parent.is_some()).max_by_key(|node| off(node).saturating_abs());
    let silent =
        outlook.nodes.iter().filter(|node| node.person.is_some()).map(|node| node.silent).sum::<usize>();
    let spoke = outlook.nodes.iter().any(|node| node.committed.is_some());
    html! {
        @if let Some(node) = furthest.filter(|node| off(node) != 0) {
            "Furthest from what its bases alone would hand down is " strong { (name(&node.name)) } ": "
            (figure(&unsigned(&like(&node.target, off(&node)))))
            @if off(&node) > 0 { " more is asked of it. " } @else { " less is asked of it. " }
        }
        @if !spoke && silent > 0 {
            @if silent == 1 { "The one person" } @else { "None of the " (count(silent, "person", "people")) }
            " shown here " @if silent == 1 { "has not" } @else { "has" } " said yet what they bring: commitments in " code { "plan/private" } " or imported forecasts of people would tell."
        } @else if silent > 0 {
            (count(silent, "person has", "people have")) " not said yet what they bring."
        }
    }
}

fn table(nodes: &[&OutlookNode], outlook: &OutlookView, link: Link<'_>, units: bool) -> Markup {
    let Some(first) = nodes.first() else { return Markup::default() };
    let scale = Scale::of(&first.target, nodes.iter().map(|node| node.target.minor));
    let deepest = nodes.iter().map(|node| node.depth).min().unwrap_or(0);
    let plain = |label: &'static str, amount: Option<&MoneyView>| {
        html! { td.number data-label=(label) { @match amount { Some(amount) => span title=(money(amount)) { (scale.whole(amount.minor)) }, None => "–" } } }
    };
    html! {
        div.wide {
            table.stack {
                caption { "In " (name(&scale.says())) ", fiscal year " (name(&outlook.period.name)) "; hold the pointer over a figure to read it to the cent" }
                thead { tr {
                    th scope="col" { @if units { "Unit" } @else { "Person" } }
                    th.number scope="col" { "Asked for" }
                    th scope="col" { "By" }
                    th.number scope="col" { "By the bases alone" }
                    @if units { th.number scope="col" { "Quotas together" } th scope="col" { "Left over" } }
                    th scope="col" { @if units { "Its people say" } @else { "Says" } }
                } }
                tbody {
                    @for node in nodes.iter().take(ROWS_MAX) {
                        tr class=[units.then(|| level(node.depth.saturating_sub(deepest)))] {
                            th scope="row" { (linked(node, link)) @if let Some(unit) = whose(outlook, node) { " " span.quiet { (name(unit)) } } }
                            (plain("Asked for", Some(&node.target)))
                            td data-label="By" title=(crate::cells::clean(&node.why)) { (by(&node.asked_by)) @if !units { " " span.quiet { (prose(&node.why)) } } }
                            (plain("By the bases alone", Some(&node.by_bases)))
                            @if units {
                                (plain("Quotas together", node.quota.as_ref()))
                                td data-label="Left over" { (left(outlook, node, &scale)) }
                            }
                            td data-label="Says" { (says(node, &scale)) }
                        }
                    }
                }
            }
        }
        @if units {
            details {
                summary { "How each amount came about" }
                ul { @for node in nodes.iter().take(ROWS_MAX) { li { strong { (name(&node.name)) } ": " (prose(&node.why)) "." } } }
            }
        }
        @if nodes.len() > ROWS_MAX {
            p { "And " (nodes.len() - ROWS_MAX) " more; " code { "plumb review --format json" } " lists all." }
        }
    }
}

/// Where a target stands.
fn by(asked_by: &str) -> Markup {
    html! {
        @match asked_by {
            "quota" => "quota",
            "settled" => "settled in the plan",
            "handed down" => "handed down",
            at => { code { (name(at)) } }
        }
    }
}

/// What is left over, in words.
fn left(outlook: &OutlookView, node: &OutlookNode, scale: &Scale) -> Markup {
    let of = |left: i64| scale.whole(left.saturating_abs());
    html! {
        @match left_over(outlook, node) {
            None => "–",
            Some(0) => "even",
            Some(left) if left > 0 => { strong { (of(left)) " nobody has" } }
            Some(left) => { (of(left)) " too much" }
        }
    }
}

/// What people say that they bring, beside what was asked of those who spoke.
fn says(node: &OutlookNode, scale: &Scale) -> Markup {
    html! {
        @match (&node.committed, node.silent) {
            (None, 0) => "–",
            (None, _) => span.quiet { "nothing yet" },
            (Some(committed), silent) => {
                span title=(money(committed)) { (scale.whole(committed.minor)) }
                @if let Some(asked) = &node.asked_of_those { " of " (scale.whole(asked.minor)) }
                @if silent > 0 && node.person.is_none() { " " span.quiet { (silent) " silent" } }
            }
        }
    }
}
