//! The three moves that reach most of the mandate.

use maud::{Markup, html};
use plumb_engine::{MoveView, Review};

use crate::figures::{count, grouped, like};
use crate::moves::{SHOWN, effort};
use crate::page::text::{figure, name, sentence};

/// The first moves, each with what it reaches, its hours and a link to the gaps of its rule; nothing without gaps.
///
/// `beside` is drawn after what a move reaches, by its rule.
pub(crate) fn section(
    review: &Review,
    of_rule: &dyn Fn(&str) -> String,
    beside: &dyn Fn(&str) -> Markup,
) -> Markup {
    let shown: Vec<&MoveView> = review.moves.iter().take(SHOWN).collect();
    html! {
        section #moves {
            h2 { "What do we do first?" }
            @if shown.is_empty() {
                p { "No gap stands open, so there is no move to make." }
            } @else {
                ol.moves { @for one in &shown { li { (view(one, review, of_rule, beside)) } } }
                @if let Some(together) = together(&shown) { p.about { (together) } }
            }
        }
    }
}

fn view(
    one: &MoveView,
    review: &Review,
    of_rule: &dyn Fn(&str) -> String,
    beside: &dyn Fn(&str) -> Markup,
) -> Markup {
    let found = count(one.gaps.len(), "gap", "gaps");
    let because = one.gaps.first().and_then(|id| review.gaps.iter().find(|gap| gap.id == *id));
    html! {
        h3 { (sentence(&one.says)) }
        @if one.concerns == "leaders" { p.because { strong { "For those who lead." } } }
        @if let Some(gap) = because { p.because { (sentence(&gap.message)) } }
        p {
            @if let Some(reaches) = &one.reaches {
                strong { (figure(reaches)) } " of the mandate " (hangs(one.effect.as_deref())) (beside(&one.rule)) ", "
            }
            @if one.people > 0 { (count(one.people, "person", "people")) " · " }
            @if let Some(effort) = effort(one) { (name(&effort)) " · " }
            @if let Some(shows) = &one.shows { "shows by " (name(shows)) " · " }
            @if let Some(worth) = worth(one) { (name(&worth)) " · " }
            "closes " a href=(of_rule(&one.rule)) { (found) " of " code { (name(&one.rule)) } }
        }
    }
}

fn hangs(effect: Option<&str>) -> &'static str {
    match effect {
        Some("breaks") | None => "lies under what it closes",
        Some("strains") => "is strained by what it closes",
        Some(_) => "is touched by what it closes",
    }
}

/// What it would earn, as a class; an estimate, and marked as one.
fn worth(one: &MoveView) -> Option<String> {
    let class = one.worth.as_ref()?;
    let basis = one.worth_basis.as_ref().map_or_else(String::new, |basis| format!(" ({basis})"));
    Some(format!("worth {class}{basis}"))
}

/// What the moves reach together and take, each person's part counted once.
fn together(shown: &[&MoveView]) -> Option<Markup> {
    let first = shown.first()?.adds.as_ref()?;
    let reached: i64 = shown.iter().filter_map(|one| one.adds.as_ref()).map(|adds| adds.minor).sum();
    let hours: Option<i64> = shown.iter().map(|one| one.hours).sum();
    Some(html! {
        "Together they reach " (figure(&like(first, reached))) ", each part counted once"
        @if let Some(hours) = hours { ", in " (grouped(&hours.to_string())) " hours of work at eight hours a day" }
        ". What hangs on a gap is arithmetic: the part of the mandate carried by the people whose lines it concerns."
    })
}
