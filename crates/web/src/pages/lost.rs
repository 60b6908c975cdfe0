//! Pages for what is not there, not theirs, or not yet: what is not theirs looks like what is not there.

use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use maud::html;
use plumb_engine::EngineError;
use plumb_ledger::{LedgerError, StoreError};
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
    if matches!(why, WebError::Engine(EngineError::Unknown { .. })) {
        return nothing();
    }
    let (status, says) = told(why);
    (status, refused(&says)).into_response()
}

/// With which status, and in which words. Reasons of the system may name paths of this machine, so they are told in our own.
fn told(why: &WebError) -> (StatusCode, String) {
    const OURS: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;
    let theirs = |says: &str| (StatusCode::UNPROCESSABLE_ENTITY, says.to_owned());
    match why {
        WebError::Refused(says) | WebError::Engine(EngineError::Change(says)) => theirs(says),
        WebError::Ledger(why) | WebError::Engine(EngineError::Ledger(why)) => of_ledger(why),
        WebError::Engine(EngineError::Store(why)) => of_store(why),
        WebError::Engine(EngineError::Problems { says, .. }) => {
            (OURS, format!("{says}; those who operate Plumb see what with `plumb check`"))
        }
        WebError::Engine(EngineError::File { .. } | EngineError::NoWorkspace { .. }) => (
            OURS,
            "a file of the plan or of the facts cannot be read or written; those who operate Plumb find out which with `plumb check`".to_owned(),
        ),
        WebError::Engine(EngineError::NoDay) => {
            (OURS, "there are no facts yet, so no day is known; those who operate Plumb bring them in with `plumb import`".to_owned())
        }
        _ => (
            OURS,
            "the page could not be made; try again, and tell those who operate Plumb if it stays so".to_owned(),
        ),
    }
}

fn of_ledger(why: &LedgerError) -> (StatusCode, String) {
    match why {
        LedgerError::Refused(says) => (StatusCode::UNPROCESSABLE_ENTITY, says.clone()),
        LedgerError::PeriodClosed { .. } => {
            (StatusCode::CONFLICT, format!("{why}; what turns out otherwise is posted in the first open one"))
        }
        LedgerError::DisputeStep { .. } => (
            StatusCode::CONFLICT,
            format!("{why}; somebody else may have answered meanwhile: go back and look at it again"),
        ),
        LedgerError::NotReproduced { .. } => (
            StatusCode::CONFLICT,
            format!("{why}; those who operate Plumb compare both with `plumb pay diff`"),
        ),
        LedgerError::Store(why) => of_store(why),
    }
}

/// What is wrong with a database, without where it lies.
fn of_store(why: &StoreError) -> (StatusCode, String) {
    let says = match why {
        StoreError::Newer { .. } => {
            "the database was written by a newer version of Plumb; those who operate it bring this one up to date"
        }
        StoreError::Missing { .. } => {
            "the database is not there; those who operate Plumb look whether the folder of the workspace was moved"
        }
        StoreError::Foreign { .. }
        | StoreError::NotAFile { .. }
        | StoreError::Exists { .. }
        | StoreError::NotMade { .. } => {
            "something else lies where the database belongs, or it may not be written; those who operate Plumb move it away or give leave"
        }
        _ => {
            "the database could not be read or written; another program may hold it: try again in a moment, and tell those who operate Plumb if it stays so"
        }
    };
    (StatusCode::SERVICE_UNAVAILABLE, says.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use plumb_ledger::DisputeState;

    #[test]
    fn what_cannot_be_done_says_what_to_do_and_names_no_path() {
        let path = || std::path::PathBuf::from("/somewhere/secret/ledger.db");
        let step =
            LedgerError::DisputeStep { dispute: 7, from: DisputeState::Upheld, to: DisputeState::Open };
        let errors: [(WebError, u16, &str); 6] = [
            (LedgerError::PeriodClosed { period: "2026-M02".into() }.into(), 409, "`2026-M02` is closed"),
            (step.into(), 409, "look at it again"),
            (StoreError::Missing { path: path() }.into(), 503, "not there"),
            (StoreError::Newer { path: path(), found: 9, known: 3 }.into(), 503, "newer version"),
            (EngineError::NoDay.into(), 500, "plumb import"),
            (EngineError::NoWorkspace { from: path() }.into(), 500, "plumb check"),
        ];
        for (why, status, part) in errors {
            let (found, says) = told(&why);
            assert_eq!(found.as_u16(), status, "{says}");
            assert!(says.contains(part) && !says.contains("secret"), "{says}");
        }
    }
}
