//! What will happen? Odds, pace and the forecast as far as the reader may see them.

use axum::response::{IntoResponse as _, Response};
use maud::html;
use plumb_engine::OutlookNode;
use plumb_report::parts;

use crate::frame::{self, Knot};
use crate::reader::Reader;

pub(crate) async fn page(reader: Reader) -> Response {
    let body = html! {
        (parts::ahead(&reader.seen, &|node| more(&reader, node)))
        p.about {
            a href="/targets" { "Who carries what?" } " · " a href="/gaps" { "What stands in the way?" }
            @if reader.review().bridge.is_some() { " · " a href="/growth" { "Where is the growth to come from?" } }
        }
    };
    frame::page(&reader, "What will happen?", vec![Knot::at(html! { "What will happen?" }, "")], &body)
        .into_response()
}

/// Where more about a unit or a person stands: its gaps, the line of a person whom the reader may see.
pub(crate) fn more(reader: &Reader, node: &OutlookNode) -> Option<String> {
    match (&node.person, &node.unit) {
        (Some(person), _) => {
            let is_open =
                reader.kept().people().contains_key(person) && reader.kept().may_see(&reader.viewer, person);
            is_open.then(|| format!("/line/{person}"))
        }
        (None, Some(unit)) => Some(format!("/gaps?unit={unit}")),
        (None, None) => None,
    }
}
