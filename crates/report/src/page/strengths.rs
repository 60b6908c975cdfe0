//! What is strong, and to be kept while the rest is mended.

use maud::{Markup, html};
use plumb_engine::Review;

use crate::figures::count;
use crate::page::text::{name, prose};
use crate::strengths::{sentences, whose};

/// Strengths that are listed.
const LISTED: usize = 6;

/// The strengths with their heading; a sentence where none was found.
pub(crate) fn section(review: &Review) -> Markup {
    html! {
        section #strengths {
            h2 { "What is strong?" }
            @if review.strengths.is_empty() {
                p { "Nothing stands out yet: only what fresh facts show to be well beyond the mark is praised." }
            } @else {
                ul.strengths {
                    @for strength in review.strengths.iter().take(LISTED) {
                        li { strong { (name(&whose(strength))) } ": " (prose(&sentences(strength))) "." }
                    }
                }
                @if review.strengths.len() > LISTED {
                    p { "And " (count(review.strengths.len() - LISTED, "strength", "strengths")) " more; " code { "out/review.json" } " lists all." }
                }
            }
        }
    }
}
