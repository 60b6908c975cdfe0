//! The one style sheet and the one icon.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use plumb_report::parts;

/// How the pages look beyond the review's own style.
const OWN: &str = include_str!("style.css");

const ICON: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M8 0v9" stroke="#2166ac" stroke-width="1.5"/><path d="M4.5 8h7L8 16z" fill="#2166ac"/></svg>"##;

/// Browsers may keep both for an hour.
const KEPT: &str = "private, max-age=3600";

pub(crate) async fn sheet() -> impl IntoResponse {
    let text = format!("{}{OWN}", parts::style());
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, KEPT)], text)
}

pub(crate) async fn icon() -> impl IntoResponse {
    ([(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, KEPT)], ICON)
}
