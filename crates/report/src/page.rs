//! A review as one page that a browser shows offline: the sentence, the picture, three moves, and what stands behind them.
//!
//! There is no script in it and nothing outside it is asked for; a policy in its head forbids both.

pub(crate) mod analysis;
pub(crate) mod bars;
pub(crate) mod bridge;
pub(crate) mod coverage;
pub(crate) mod gaps;
pub(crate) mod matrix;
pub(crate) mod moves;
pub(crate) mod outlook;
pub(crate) mod statement;
pub(crate) mod strengths;
pub(crate) mod targets;
pub(crate) mod text;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use plumb_engine::{Page, Review, SeenReview};

use crate::aloud;
use crate::carry::headline;
use crate::figures::percent;
use crate::page::text::{figure, name, prose};
use crate::summary;

/// The pages that a review writes beside its data.
pub const PAGES: &[Page<'static>] = &[("review.html", &page)];

/// How the page looks on a screen, on a phone and on paper.
pub(crate) const STYLE: &str = include_str!("page/style.css");

/// Whom the page is for.
const CONFIDENTIAL: &str =
    "Confidential: for those who may see everybody's numbers, as it holds numbers of single people; ";

/// What a browser may do with the page: show it.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The page of `out/review.html`.
pub fn page(seen: &SeenReview) -> String {
    let review = seen.review();
    let title = format!("{} on {}", crate::cells::clean(&review.company), review.as_of.date);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (patterns())
                header { (opening(review)) }
                main {
                    (bars::section(review, &|_| Markup::default()))
                    (moves::section(review, &|rule| format!("#{}", text::anchor("rule", rule)), &|_| Markup::default()))
                    (outlook::in_short(review))
                    (gaps::section(seen))
                    (matrix::section(review))
                    (bridge::section(review))
                    (strengths::section(review))
                    (coverage::section(review))
                    (coverage::rests_on(review))
                }
                footer {
                    p { (CONFIDENTIAL) code { "plumb" } " shows each person less." }
                    p { "Made by Plumb from the workspace of " (name(&review.company)) ". The same data stands in " code { "review.json" } " and " code { "review.db" } " beside this page." }
                }
            }
        }
    };
    page.into_string() + "\n"
}

/// The company and the day, the sentence, and how much of the mandate is carried.
fn opening(review: &Review) -> Markup {
    let year = review.fiscal_year.as_ref();
    html! {
        p.eyebrow {
            strong { (name(&review.company)) } " · " (aloud::day(&review.as_of.date))
            @if let Some(year) = year { " · fiscal year " (name(&year.name)) }
        }
        h1 { (said(review)) }
        p.confidential { (CONFIDENTIAL) code { "plumb" } " shows each person less." }
        (answered(review))
    }
}

/// The mandate in a sentence; a question where there is none in money.
pub(crate) fn said(review: &Review) -> Markup {
    match &review.said_aloud {
        Some(said) => prose(&aloud::sentence(said)),
        None => html! { "Who carries the mandate of " (name(&review.company)) "?" },
    }
}

/// How much of it is carried, and what the other mandates ask for.
pub(crate) fn answered(review: &Review) -> Markup {
    html! {
        p.answer { (answer(review)) }
        @for other in review.said_aloud.iter().flat_map(|said| &said.others) { p { (prose(&aloud::other(other))) } }
    }
}

/// How much of this year's part is carried, in short figures; why that cannot be said, where it cannot.
fn answer(review: &Review) -> Markup {
    let Some(carry) = &review.carry else { return prose(&summary::answer(review)) };
    let Some(split) = &carry.split else { return prose(&summary::answer(review)) };
    let year = review.fiscal_year.as_ref().map_or("this year", |year| year.name.as_str());
    let pieces = [
        (&split.soundly_carried, "soundly carried"),
        (&split.carried_but_broken, "carried by people whose line is broken"),
        (&split.unseen, "unseen"),
        (&split.nobodys, "nobody's"),
    ];
    let shown: Vec<_> =
        pieces.into_iter().enumerate().filter(|(index, (part, _))| *index == 0 || part.minor != 0).collect();
    html! {
        "Fiscal year " (name(year)) " asks for " (figure(&carry.total)) "; "
        @if let Some(so_far) = headline(review).and_then(|mandate| mandate.so_far.as_ref()) { (prose(so_far)) " have come in so far. " }
        "Of it "
        @for (place, (_, (part, says))) in shown.iter().enumerate() {
            @if place > 0 { @if place + 1 == shown.len() { " and " } @else { ", " } }
            @if part.minor == 0 { strong { "nothing" } " is " (says) }
            @else { strong { (percent(part.minor, carry.total.minor).unwrap_or_default()) } " is " (says) }
        }
        "."
    }
}

/// Hatchings, so that the pieces of a bar are told apart without colour.
pub(crate) fn patterns() -> Markup {
    html! {
        svg.patterns width="0" height="0" aria-hidden="true" {
            defs {
                pattern #hatched width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.ground-broken width="7" height="7" {}
                    rect.line-broken width="2.5" height="7" {}
                }
                pattern #dotted width="6" height="6" patternUnits="userSpaceOnUse" {
                    rect.ground-unseen width="6" height="6" {}
                    circle.line-unseen cx="3" cy="3" r="1" {}
                }
            }
        }
    }
}
