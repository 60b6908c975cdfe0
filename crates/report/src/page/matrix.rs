//! Units beside the seven elements: a sign, a word and a share in each cell, so that it reads without colour.

use maud::{Markup, html};
use plumb_engine::{MatrixCell, MatrixRow, Review, StateShare};

use crate::figures::{count, money, percent};
use crate::page::text::{level, name};

/// Rows that are drawn; more are counted.
const ROWS_MAX: usize = 120;

/// The states with their signs.
const SIGNS: [(&str, &str); 5] =
    [("sound", "●"), ("strained", "◐"), ("broken", "✕"), ("missing", "○"), ("unseen", "?")];

/// The matrix with its heading; nothing where no line is drawn.
pub(crate) fn section(review: &Review) -> Markup {
    let Some(first) = review.matrix.first() else { return Markup::default() };
    html! {
        section #matrix {
            h2 { "Where does the line break?" }
            p.about {
                "A line runs from a signed mandate through seven elements to one seller: what the person is asked for, taught, paid, "
                "equipped, shown, led and told. Broken = at least one of the conditions of an element fails for the seller; "
                "a credit in the score counts how many hold, so that it can be high where a cell is broken."
            }
            p.about {
                "Each cell is the worst of every seller's lines to " (count(review.mandates.len(), "signed mandate", "signed mandates"))
                ": the state of most of the unit's money, and how much of it that is unless it is all. "
                "Unseen is what we do not know, never the company's fault."
            }
            ul.legend {
                @for (state, sign) in SIGNS { li { span.sign.(state) aria-hidden="true" { (sign) } " " (state) } }
            }
            div.wide {
                table.matrix {
                    thead {
                        tr {
                            th scope="col" { "Unit" }
                            @for cell in &first.cells { th scope="col" { (cell.element) } }
                        }
                    }
                    tbody { @for row in review.matrix.iter().take(ROWS_MAX) { (line(row)) } }
                }
            }
            @if review.matrix.len() > ROWS_MAX {
                p { "And " (count(review.matrix.len() - ROWS_MAX, "unit", "units")) " more; " code { "out/review.json" } " lists them all." }
            }
            (untested(review))
        }
    }
}

fn line(row: &MatrixRow) -> Markup {
    html! {
        tr class=(level(row.depth)) {
            th scope="row" { (name(&row.name)) " " span.quiet { (row.sellers) } }
            @for cell in &row.cells { (drawn(cell)) }
        }
    }
}

fn drawn(cell: &MatrixCell) -> Markup {
    let Some(state) = &cell.state else {
        return html! { td.cell.untested title=(format!("{}: no rule tests it", cell.element)) { span.word { "not tested" } } };
    };
    let sign = SIGNS.iter().find(|(name, _)| name == state).map_or("", |(_, sign)| *sign);
    let spoken: Vec<String> = cell.states.iter().map(said).collect();
    let whole = cell.states.iter().find(|share| share.state == *state).and_then(|most| of_all(most, cell));
    html! {
        td.cell.(*state) title=(format!("{}: {}", cell.element, spoken.join(", "))) {
            span.sign aria-hidden="true" { (sign) } " " span.word { (state) }
            @if let Some(whole) = whole.filter(|whole| whole != "100 %") { " " span.share { (whole) } }
        }
    }
}

/// A state with its money, or its people where no money is placed.
fn said(share: &StateShare) -> String {
    let people = count(share.people, "person", "people");
    match &share.amount {
        Some(amount) => format!("{} {} ({people})", share.state, money(amount)),
        None => format!("{} {people}", share.state),
    }
}

fn of_all(share: &StateShare, cell: &MatrixCell) -> Option<String> {
    let all: i64 =
        cell.states.iter().filter_map(|share| share.amount.as_ref()).map(|amount| amount.minor).sum();
    let people = |share: &StateShare| i64::try_from(share.people).unwrap_or(i64::MAX);
    match &share.amount {
        Some(amount) if all > 0 => percent(amount.minor, all),
        _ => percent(people(share), cell.states.iter().map(people).sum()),
    }
    .map(|share| share.split('.').next().map_or(share.clone(), |whole| format!("{whole} %")))
}

fn untested(review: &Review) -> Markup {
    let untested: Vec<String> =
        review.strands.iter().filter(|strand| !strand.tested).map(|strand| strand.strand.clone()).collect();
    html! {
        @if !untested.is_empty() {
            p.about { "No rule tests yet, and left out: " (crate::figures::list(&untested)) "." }
        }
    }
}
