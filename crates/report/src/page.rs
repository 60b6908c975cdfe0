//! A review as one page that a browser shows offline: the sentence, the picture, three moves, and what stands behind them.
//!
//! There is no script in it and nothing outside it is asked for; a policy in its head forbids both.

mod bars;
mod coverage;
mod gaps;
mod matrix;
mod moves;
mod text;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use plumb_engine::{Page, Review, SeenReview};

use crate::aloud;
use crate::page::text::{name, prose};
use crate::summary::answer;

/// The pages that a review writes beside its data.
pub const PAGES: &[Page<'static>] = &[("review.html", &page)];

/// How the page looks on a screen, on a phone and on paper.
const STYLE: &str = include_str!("page/style.css");

/// What a browser may do with the page: show it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

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
                    (bars::section(review))
                    (moves::section(review))
                    (gaps::section(seen))
                    (matrix::section(review))
                    (coverage::section(review))
                    (coverage::rests_on(review))
                }
                footer { p { "Made by Plumb from the workspace of " (name(&review.company)) ". The same data stands in " code { "review.json" } " and " code { "review.db" } " beside this page." } }
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
        @match &review.said_aloud {
            Some(said) => {
                h1 { (prose(&aloud::sentence(said))) }
                @for other in &said.others { p { (prose(&aloud::other(other))) } }
            },
            None => h1 { "Who carries the mandate of " (name(&review.company)) "?" },
        }
        p.answer { (prose(&answer(review))) }
    }
}

/// Hatchings, so that the pieces of a bar are told apart without colour.
fn patterns() -> Markup {
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
