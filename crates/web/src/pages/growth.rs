//! Where is the growth to come from? The bridge with its levers, for whoever may see the sums of the company.

use axum::response::{IntoResponse as _, Response};
use maud::html;
use plumb_report::parts;

use crate::frame::{self, Knot};
use crate::reader::Reader;

pub(crate) async fn page(reader: Reader) -> Response {
    let body = parts::growth(&reader.seen);
    frame::page(&reader, "Growth", vec![Knot::at(html! { "Growth" }, "")], &body).into_response()
}
