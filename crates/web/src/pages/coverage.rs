//! How much do we see, and what would show more?

use axum::response::{IntoResponse as _, Response};
use maud::html;
use plumb_report::parts;

use crate::frame::{self, Knot};
use crate::reader::Reader;

pub(crate) async fn page(reader: Reader) -> Response {
    let review = reader.review();
    let body = html! {
        (parts::how_much_is_seen(&reader.seen))
        section {
            h2 { "What each rule could tell" }
            div.wide {
                table.rules {
                    thead {
                        tr {
                            th scope="col" { "Rule" }
                            th scope="col" { "Strand" }
                            th.number scope="col" { "Sound" }
                            th.number scope="col" { "Gaps" }
                            th.number scope="col" { "Unknown" }
                            th.number scope="col" { "Does not apply" }
                        }
                    }
                    tbody {
                        @for rule in &review.rules {
                            tr {
                                th scope="row" { (parts::sentence(&rule.summary)) br; code.quiet { (parts::clean(&rule.rule)) } }
                                td { (rule.strand) }
                                @if reader.operates {
                                    td.number { (rule.passed) }
                                    td.number { @if rule.gaps > 0 { a href=(format!("/gaps?rule={}", rule.rule)) { (rule.gaps) } } @else { "0" } }
                                    td.number { (rule.unknown) }
                                    td.number { (rule.not_applicable) }
                                } @else {
                                    (told(rule.passed)) (told(rule.gaps)) (told(rule.unknown)) (told(rule.not_applicable))
                                }
                            }
                        }
                    }
                }
            }
        }
        (parts::what_it_rests_on(&reader.seen))
    };
    frame::page(&reader, "Coverage", vec![Knot::at(html! { "Coverage" }, "")], &body).into_response()
}

/// Whether there are any: how many would tell of few people.
fn told(number: usize) -> maud::Markup {
    html! { td.number { @if number == 0 { "none" } @else { "some" } } }
}
