//! What is said to be wrong with a statement, and what was answered: both sides.

use maud::{Markup, html};
use plumb_engine::{DisputeView, StatementView};

use super::Drawing;
use crate::aloud::day;
use crate::figures::money;
use crate::page::text::{anchor, name, prose};
use crate::pay::words::deal;

/// Everything that is said; nothing where there is nothing to say and no way to.
pub(super) fn section(view: &StatementView, drawing: &Drawing<'_>) -> Markup {
    if view.disputes.is_empty() && drawing.about_all.0.is_empty() {
        return Markup::default();
    }
    html! {
        section #disputes {
            h2 { "What is said to be wrong?" }
            @if view.disputes.is_empty() { p { "Nothing yet." } }
            @for one in &view.disputes { (both_sides(view, one, drawing)) }
            (drawing.about_all)
        }
    }
}

fn both_sides(view: &StatementView, one: &DisputeView, drawing: &Drawing<'_>) -> Markup {
    let line = one.line.as_ref().and_then(|id| view.lines.iter().find(|line| line.id == *id));
    html! {
        div.dispute id=(format!("dispute-{}", one.number)) {
            h3 {
                @match (line, &one.line) {
                    (Some(line), _) => a href=(format!("#{}", anchor("line", &line.id))) { (name(&deal(line, &view.credits))) },
                    (None, Some(id)) => code { (name(id)) },
                    (None, None) => "The period",
                }
                " " span.severity { (name(&one.state)) }
            }
            blockquote {
                p.about { (name(&one.opened_by)) ", " (name(&day(&one.opened_on))) @if let Some(claimed) = &one.claimed { ", claims " (prose(&money(claimed))) } ":" }
                p { (prose(&one.says)) }
            }
            @for answer in &one.answers {
                blockquote.answer {
                    p.about { (name(&answer.by)) ", " (name(&day(&answer.on))) ": " strong { (name(&answer.state)) } }
                    p { (prose(&answer.says)) }
                }
            }
            ((drawing.dispute)(one))
        }
    }
}
