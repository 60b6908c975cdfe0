//! What do pay plans pay for? For those who operate; no person's amounts stand on it.

use axum::response::{IntoResponse as _, Response};
use maud::html;
use plumb_report::parts;

use crate::frame::{self, Knot};
use crate::pages::lost;
use crate::reader::Reader;

pub(crate) async fn page(reader: Reader) -> Response {
    let found = match reader.kept().pay_analysis(&reader.viewer) {
        Ok(Some(found)) => found,
        Ok(None) => return lost::nothing(),
        Err(why) => return lost::failed(&why.into()),
    };
    let knots = vec![Knot::at(html! { "What pay pays for" }, "")];
    frame::page(&reader, "What pay pays for", knots, &parts::pay_analysis(&found)).into_response()
}
