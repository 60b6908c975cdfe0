//! Are we on track? The answer in a sentence, who carries what, three moves, and what would teach most.

use axum::response::{IntoResponse as _, Response};
use maud::html;
use plumb_report::parts;

use crate::figures::wrong;
use crate::frame;
use crate::reader::Reader;

/// Inputs that are named on the first screen.
const INPUTS: usize = 3;

pub(crate) async fn page(reader: Reader) -> Response {
    let seen = &reader.seen;
    let review = reader.review();
    let body = html! {
        h1 { (parts::sentence_of(seen)) }
        (parts::answer(seen))
        p.doubt { "A figure here is not right? " (wrong("first", None)) }
        (parts::who_carries(seen))
        (parts::three_moves(seen, &|rule| format!("/gaps?rule={rule}")))
        @if !review.coverage.would_show.is_empty() {
            section #teach {
                h2 { "What would teach most?" }
                p {
                    (percent(review.coverage.seen)) " of what should be tested is seen. These inputs would show most: "
                }
                (parts::inputs(seen, INPUTS))
                p { a href="/coverage" { "All that would show more" } }
            }
        }
        (parts::units_by_element(seen))
        (parts::growth_bridge(seen))
        (parts::what_is_strong(seen))
        (parts::what_it_rests_on(seen))
    };
    frame::page(&reader, "Are we on track?", Vec::new(), &body).into_response()
}

/// A share in whole per cent, rounded down.
pub(crate) fn percent(share: f64) -> String {
    format!("{} %", (share * 100.0 + 1e-9).floor())
}
