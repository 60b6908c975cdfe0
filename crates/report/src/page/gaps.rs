//! Alignment gaps, folded by rule: what was found, where, what supports it, what hangs on it, what closes it.

use std::collections::BTreeMap;

use maud::{Markup, html};
use plumb_engine::{Gap, MoneyView, Review, SeenReview};

use crate::cells::clean;
use crate::figures::{count, money};
use crate::gaps::{evidence, exposure, fix, no_exposure, place, worth};
use crate::page::text::{anchor, figure, name, prose, sentence};
use crate::ranking::any_alone;

/// Rules that are told with their first gap; the rest are folded away together.
const TOLD: usize = 10;

/// Rules that are told with their first gap where they break nothing.
const TOLD_OF_LESSER: usize = 3;

/// What gaps do to lines, with what stands above those that do it, the worst first.
const EFFECTS: [(&str, &str); 3] = [
    ("breaks", "What breaks lines"),
    ("strains", "What strains them"),
    ("touches", "What shows in the figures"),
];

/// Gaps of one rule that are listed; more are counted.
const LISTED: usize = 20;

/// Rules that are listed; more are counted.
const RULES_MAX: usize = 150;

/// Places of one gap that are listed.
const PLACES_MAX: usize = 4;

/// All open gaps: those that leaders must close first, the others below.
pub(super) fn section(seen: &SeenReview) -> Markup {
    let review = seen.review();
    let open: Vec<&Gap> = review.gaps.iter().filter(|gap| gap.state == "open").collect();
    let (leaders, others): (Vec<&Gap>, Vec<&Gap>) = open.iter().partition(|gap| gap.concerns == "leaders");
    html! {
        section #gaps {
            h2 { "What stands in the way?" }
            @if open.is_empty() { p { (nothing(review)) } }
            @else { (under(review, &open)) }
            @if !leaders.is_empty() {
                h3 { "For those who lead" }
                p.about { "These stand first: what is out of true above cannot be mended below." }
                (by_rule(&leaders, review, TOLD))
            }
            (along_the_lines(&others, review))
            (left_out(seen, review.gaps.len() - open.len()))
        }
    }
}

fn nothing(review: &Review) -> String {
    let tested: usize = review.rules.iter().map(|rule| rule.passed).sum();
    match tested {
        0 => "Nothing could be tested yet.".to_owned(),
        tested => format!("No gap in {}.", count(tested, "thing that was tested", "things that were tested")),
    }
}

/// What all can close, rule by rule, by the worst that its gaps do to lines where that is known.
fn along_the_lines(gaps: &[&Gap], review: &Review) -> Markup {
    let mut worst: BTreeMap<&str, usize> = BTreeMap::new();
    for gap in gaps {
        let effect = gap.exposure.as_ref().map(|exposure| exposure.effect.as_str());
        let at = EFFECTS.iter().position(|(word, _)| Some(*word) == effect).unwrap_or(EFFECTS.len());
        worst.entry(&gap.rule).and_modify(|before| *before = at.min(*before)).or_insert(at);
    }
    let of = |at: usize| -> Vec<&Gap> {
        gaps.iter().copied().filter(|gap| worst.get(gap.rule.as_str()) == Some(&at)).collect()
    };
    let unknown = of(EFFECTS.len());
    html! {
        @for (at, (_, heading)) in EFFECTS.iter().enumerate() {
            @let of = of(at);
            @if !of.is_empty() {
                h3 { (heading) }
                (by_rule(&of, review, if at == 0 { TOLD } else { TOLD_OF_LESSER }))
            }
        }
        @if !unknown.is_empty() {
            @if unknown.len() < review.gaps.iter().filter(|gap| gap.state == "open").count() { h3 { "What else was found" } }
            (by_rule(&unknown, review, TOLD))
        }
    }
}

fn under(review: &Review, open: &[&Gap]) -> Markup {
    let known = |amount: &&MoneyView| !amount.is_zero();
    let exposed = review.gaps.iter().any(|gap| gap.exposure.is_some());
    html! {
        p.about {
            (count(open.len(), "gap", "gaps"))
            @if exposed {
                ": first what leaders must close, then what breaks lines, what strains them and what shows in the figures; "
                "in each, the largest exposure first"
                @if review.mandates.len() > 1 { ", what concerns other mandates last" }
                ". "
            } @else { ". What hangs on each is " (no_exposure(review)) "." }
            @if let (Some(carry), Some(own)) = (&review.carry, review.under_gaps.as_ref().filter(known)) {
                "Of " code { (name(&carry.mandate)) } ", " (figure(own)) " lie under gaps that break its lines, each part counted once. "
            } @else if let Some(any) = review.under_gaps_of_any.as_ref().filter(known) {
                "The people who carry " (figure(any)) " of the mandate have a broken line to another mandate. "
            }
            @if exposed {
                "Exposure is the part of the mandate that hangs on a gap"
                @if any_alone(open) { ", alone is what only this gap breaks" }
                "."
            }
        }
    }
}

fn left_out(seen: &SeenReview, accepted: usize) -> Markup {
    html! {
        @if accepted > 0 { p { (count(accepted, "gap is", "gaps are")) " accepted by an exception." } }
        @if seen.hidden_gaps() > 0 {
            p { (count(seen.hidden_gaps(), "gap", "gaps")) " about other people left out." }
        }
    }
}

/// Gaps of the same rule together, in the order of the first of each; the first rules are told with their first gap.
fn by_rule(gaps: &[&Gap], review: &Review, told: usize) -> Markup {
    let mut rules: Vec<(&str, Vec<&Gap>)> = Vec::new();
    for gap in gaps {
        match rules.iter_mut().find(|(rule, _)| *rule == gap.rule) {
            Some((_, gaps)) => gaps.push(gap),
            None => rules.push((&gap.rule, vec![gap])),
        }
    }
    let folded_away = rules.iter().take(RULES_MAX).skip(told).count();
    html! {
        @for (rule, gaps) in rules.iter().take(told) { (folded(rule, gaps, review, true)) }
        @if folded_away > 0 {
            details.more {
                summary { "Gaps of " (count(folded_away, "rule", "rules")) " more" }
                @for (rule, gaps) in rules.iter().take(RULES_MAX).skip(told) { (folded(rule, gaps, review, false)) }
            }
        }
        @if rules.len() > RULES_MAX {
            p { "And gaps of " (count(rules.len() - RULES_MAX, "rule", "rules")) " more; " code { "plumb check" } " draws them all." }
        }
    }
}

fn folded(rule: &str, gaps: &[&Gap], review: &Review, told: bool) -> Markup {
    let Some(first) = gaps.first() else { return Markup::default() };
    let reached = review.moves.iter().find(|one| one.rule == rule).and_then(|one| one.reaches.as_ref());
    let summary = review.rules.iter().find(|view| view.rule == rule).map(|view| view.summary.as_str());
    html! {
        details.rule.(severity(first)) #(anchor("rule", rule)) {
            summary {
                span.severity { (severity(first)) } " "
                span.says {
                    @if told { strong { (sentence(summary.unwrap_or(rule))) } br; (sentence(&first.message)) }
                    @else { (sentence(summary.unwrap_or(rule))) }
                } " "
                span.count { (count(gaps.len(), "gap", "gaps")) }
                @if let Some(reached) = reached { " " (figure(reached)) }
            }
            p { "What closes it: " (sentence(&fix(&first.fix))) "." }
            ul.gaps { @for gap in gaps.iter().take(LISTED) { (one(gap, review)) } }
            @if gaps.len() > LISTED {
                p { "And " (count(gaps.len() - LISTED, "gap", "gaps")) " more of this rule; " code { "out/review.json" } " lists them all." }
            }
        }
    }
}

fn severity(gap: &Gap) -> &'static str {
    match gap.severity.as_str() {
        "error" => "error",
        "warning" => "warning",
        _ => "note",
    }
}

fn one(gap: &Gap, review: &Review) -> Markup {
    html! {
        li #(anchor("gap", &gap.id)) {
            p.says { (sentence(&gap.message)) }
            dl {
                @if !gap.at.is_empty() {
                    dt { "place" }
                    dd { (places(gap)) }
                }
                dt { "exposure" }
                dd {
                    @match &gap.exposure {
                        Some(known) => span title=(money(&known.amount)) { (prose(&exposure(known, &gap.strand))) },
                        None => (no_exposure(review)),
                    }
                }
                @if let Some(worth) = worth(&gap.worth) {
                    dt { "worth" }
                    dd title=(clean(&gap.worth.why)) { (prose(&worth)) }
                }
                dt { "evidence" }
                dd { (name(&evidence(gap))) }
                @if let Some(innocent) = &gap.innocent {
                    dt { "harmless if" }
                    dd { (prose(innocent)) }
                }
                @if !gap.objectives.is_empty() {
                    dt { "mandate" }
                    dd { (prose(&quoted(&gap.objectives))) }
                }
                dt { "id" }
                dd { code { (name(&gap.id)) } }
            }
        }
    }
}

fn places(gap: &Gap) -> Markup {
    html! {
        @for (index, at) in gap.at.iter().take(PLACES_MAX).enumerate() {
            @if index > 0 { "; " }
            code { (place(at)) }
            @if !at.label.is_empty() { " (" (prose(&at.label)) ")" }
        }
        @if gap.at.len() > PLACES_MAX { "; " (gap.at.len() - PLACES_MAX) " more" }
    }
}

fn quoted(ids: &[String]) -> String {
    crate::figures::list(&ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>())
}
