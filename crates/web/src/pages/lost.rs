//! Pages for what is not there, not theirs, or not yet: what is not theirs looks like what is not there.

use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use maud::html;
use plumb_report::parts;

use crate::WebError;
use crate::frame::{self, Page};

/// The answer for every address that is not there, and for every one that is not the reader's.
pub(crate) fn nothing() -> Response {
    let body = html! {
        h1 { "There is nothing here for you" }
        p { "The address may be mistyped, what it showed may have been mended since, or it may be about somebody else." }
        p { a href="/" { "To the first page" } " · " a href="/gaps" { "To the gaps that you can see" } }
    };
    (StatusCode::NOT_FOUND, frame::outside("Nothing here · Plumb", &body)).into_response()
}

/// Any other address.
pub(crate) async fn nowhere() -> Response {
    nothing()
}

/// What is refused, whoever asks.
pub(crate) fn refused(why: &str) -> Page {
    let body = html! {
        h1 { "This was not done" }
        p { (parts::sentence(why)) "." }
        p { a href="/" { "To the first page" } }
    };
    frame::outside("Not done · Plumb", &body)
}

/// While the first review is made; the page asks again by itself.
pub(crate) fn wait() -> Response {
    let body = html! {
        h1 { "Testing every line" }
        p { "The first review is being made; this page looks again every second." }
    };
    let mut response = (StatusCode::OK, frame::outside("One moment · Plumb", &body)).into_response();
    response.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from_static("1"));
    response
}

/// Without any review to draw from.
pub(crate) fn no_review(why: Option<&String>) -> Page {
    let body = html! {
        h1 { "No review can be made just now" }
        @match why {
            Some(why) => p { (parts::sentence(why)) },
            None => p { "Something in the plan's texts is in the way. Those who operate Plumb see what." },
        }
    };
    frame::outside("No review · Plumb", &body)
}

/// What the reader asked for and could not be done, in a sentence; what is ours to mend is told as such.
pub(crate) fn failed(why: &WebError) -> Response {
    if matches!(why, WebError::Engine(plumb_engine::EngineError::Unknown { .. })) {
        return nothing();
    }
    let (status, says) = match why {
        WebError::Refused(says) => (StatusCode::UNPROCESSABLE_ENTITY, says.clone()),
        WebError::Ledger(plumb_ledger::LedgerError::Refused(says)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, says.clone())
        }
        WebError::Engine(plumb_engine::EngineError::Change(says)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, says.clone())
        }
        // Reasons of the system may name paths of this machine.
        _ => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "the page could not be made; try again, and tell those who operate Plumb if it stays so"
                .to_owned(),
        ),
    };
    (status, refused(&says)).into_response()
}
