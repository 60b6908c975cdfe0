//! Are we on track? The first screen: a sentence, a picture, three moves, three inputs, and what exports show by themselves.

use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use plumb_engine::{FindingView, FirstScreen, InputView, PictureRow, first_screen};
use plumb_report::parts;

use crate::figures::{self, wrong};
use crate::frame;
use crate::pages::gaps;
use crate::reader::Reader;

/// How states of the picture are drawn: state, class, words.
const STATES: [(&str, &str, &str); 7] = [
    ("sound", "sound", "sound"),
    ("seen", "sound", "can be tested"),
    ("strained", "strained", "strained"),
    ("broken", "broken", "broken"),
    ("missing", "nobodys", "missing"),
    ("unseen", "unseen", "unseen"),
    ("nobodys", "nobodys", "nobody's"),
];

pub(crate) async fn page(reader: Reader) -> Response {
    let seen = &reader.seen;
    let screen = first_screen(seen);
    // Where the mandate's money lies on units, the picture of who carries it tells more.
    let in_money = screen.picture.iter().any(|row| row.amount.is_some());
    let body = html! {
        @if reader.review().carry.is_some() { h1 { (parts::sentence_of(seen)) } (parts::answer(seen)) }
        @else { h1 { "Are we on track?" } p.answer { (parts::sentence(&screen.sentence)) } }
        (parts::odds(seen))
        (doubts(&reader))
        @if in_money { (parts::who_carries(seen, &|unit| wrong("first", Some(&format!("unit-{unit}"))))) }
        @else { (picture(&screen)) }
        (parts::three_moves(seen, &|rule| format!("/gaps?rule={rule}"), &|rule| html! { " " (wrong("first", Some(&format!("move-{rule}")))) }))
        @if parts::looks_ahead(seen) {
            section #ahead {
                h2 { "What will happen?" }
                (parts::furthest_behind(seen))
                p { a href="/ahead" { "The year ahead, unit by unit" } " · " a href="/targets" { "Who carries what?" } }
            }
        }
        @if let Some(finding) = &screen.finding { (shown(finding)) }
        (teach(&reader, &screen))
        (parts::units_by_element(seen))
        @if reader.review().bridge.is_some() {
            section #growth {
                h2 { "Where is the growth to come from?" }
                (parts::growth_in_short(seen))
                p { a href="/growth" { "Each lever with its arithmetic" } }
            }
        }
        (parts::what_is_strong(seen))
        (parts::what_it_rests_on(seen))
    };
    frame::page(&reader, "Are we on track?", Vec::new(), &body).into_response()
}

/// The figures of the answer, each with a way to say that it is wrong.
fn doubts(reader: &Reader) -> Markup {
    let figures = figures::answered(reader.review());
    html! {
        @if !figures.is_empty() {
            ul.figures aria-label="The figures of this answer" {
                @for figure in &figures { li { (figure.name) " " (parts::prose(&figure.value)) " " (wrong("first", Some(&figure.key))) } }
            }
        }
    }
}

/// How lines stand, or what can be tested yet, as bars.
fn picture(screen: &FirstScreen) -> Markup {
    let used = |state: &str| screen.picture.iter().flat_map(|row| &row.parts).any(|part| part.state == state);
    html! {
        @if !screen.picture.is_empty() {
            section #picture {
                h2 { (screen.picture_says) }
                ul.legend {
                    @for (_, class, says) in STATES.iter().filter(|(state, ..)| used(state)) {
                        li { svg.swatch width="22" height="14" aria-hidden="true" { rect.(class) width="22" height="14" {} } " " (says) }
                    }
                }
                table.bars {
                    tbody { @for row in &screen.picture { tr { th scope="row" { (parts::sentence(&row.name)) } td.bar { (bar(row)) } } } }
                }
            }
        }
    }
}

fn bar(row: &PictureRow) -> Markup {
    let mut from = 0.0;
    let mut pieces = Vec::new();
    for part in &row.parts {
        let (class, says) = STATES
            .iter()
            .find(|(state, ..)| *state == part.state)
            .map_or(("unseen", "unseen"), |one| (one.1, one.2));
        pieces.push((class, from, part.share, format!("{says} {}", percent(part.share))));
        from += part.share;
    }
    let spoken: Vec<&str> = pieces.iter().map(|piece| piece.3.as_str()).collect();
    html! {
        svg.bar width="100%" height="16" role="img" aria-label=(format!("{}: {}", parts::clean(&row.name), spoken.join(", "))) {
            @for (class, from, share, says) in &pieces {
                rect.(class) x=(format!("{:.3}%", from * 100.0)) width=(format!("{:.3}%", share * 100.0)) height="16" { title { (says) } }
            }
        }
    }
}

/// What the exports show by themselves, and what would make it harmless.
fn shown(finding: &FindingView) -> Markup {
    html! {
        section #finding {
            h2 { "What do the exports show by themselves?" }
            p { a href=(gaps::address(&finding.gap)) { (parts::sentence(&finding.says)) } }
            p { strong { "Harmless if " } (parts::prose(&finding.innocent)) }
            @if !finding.check.is_empty() {
                p.about { "To check it in a spreadsheet, filter and count by" }
                ul { @for check in &finding.check { li { code { (parts::clean(&check.column)) } " in " code { (parts::clean(&check.file)) } " (" (parts::clean(&check.means)) ")" } } }
            }
        }
    }
}

/// The inputs that would teach most.
fn teach(reader: &Reader, screen: &FirstScreen) -> Markup {
    html! {
        section #teach {
            h2 { "What would teach most next?" }
            p { (parts::sentence(&parts::teaches(screen))) "." }
            ul.inputs { @for input in &screen.inputs { li { (teaching(reader, input)) } } }
            @if !reader.review().coverage.would_show.is_empty() { p { a href="/coverage" { "All that would show more" } } }
        }
    }
}

fn teaching(reader: &Reader, input: &InputView) -> Markup {
    let points = (input.share * 100.0).round();
    html! {
        (parts::prose(&input.input)) ": "
        @if points < 1.0 { "less than 1 point" } @else if points < 2.0 { "1 point" } @else { (points) " points" }
        @if let Some(money) = input.money.as_ref().filter(|money| money.minor != 0) { ", a strand under " (parts::figure(money)) " of the mandate" }
        @if let Some(question) = input.question.as_ref().filter(|_| reader.operates) { " · " a href=(format!("/start/{question}")) { "answer it" } }
    }
}

/// A share in whole per cent, rounded down.
pub(crate) fn percent(share: f64) -> String {
    format!("{} %", (share * 100.0 + 1e-9).floor())
}
