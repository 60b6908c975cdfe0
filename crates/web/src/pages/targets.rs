//! Who carries what? Targets on their way down, as far as the reader may see them.

use axum::response::{IntoResponse as _, Response};
use maud::html;
use plumb_report::parts;

use crate::frame::{self, Knot};
use crate::pages::ahead::more;
use crate::reader::Reader;

pub(crate) async fn page(reader: Reader) -> Response {
    let body = html! {
        (parts::targets(&reader.seen, &|node| more(&reader, node)))
        p.about { a href="/ahead" { "What will happen?" } " · " a href="/gaps" { "What stands in the way?" } }
    };
    frame::page(&reader, "Who carries what?", vec![Knot::at(html! { "Who carries what?" }, "")], &body)
        .into_response()
}
