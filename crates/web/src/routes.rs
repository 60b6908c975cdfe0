//! The addresses that there are, each with what answers it.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::Site;
use crate::guard::guard;
use crate::pages::{
    ahead, changes, coverage, door, first, gap, gaps, growth, line, lost, pay, people, sheets, start, style,
    targets, wrong,
};

/// Bytes that a form may have.
const FORM_MAX: usize = 1024 * 1024;

/// Bytes that a sheet may have.
const SHEET_MAX: usize = 16 * 1024 * 1024;

/// All addresses.
pub fn routes(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(first::page))
        .route("/me", get(line::mine))
        .route("/me/goal", post(line::set_goal))
        .route("/line/{person}", get(line::page))
        .route("/pay", get(pay::list))
        .route("/pay/analysis", get(pay::analysis))
        .route("/pay/{period}", get(pay::page))
        .route("/pay/{period}/line", get(pay::line))
        .route("/pay/{period}/dispute", post(pay::dispute))
        .route("/pay/dispute/{number}", post(pay::answer))
        .route("/ahead", get(ahead::page))
        .route("/targets", get(targets::page))
        .route("/growth", get(growth::page))
        .route("/gaps", get(gaps::page))
        .route("/gap/{id}", get(gap::page))
        .route("/coverage", get(coverage::page))
        .route("/wrong", get(wrong::list).post(wrong::report))
        .route("/wrong/new", get(wrong::form))
        .route("/wrong/{number}", get(wrong::page).post(wrong::answer))
        .route("/people", get(people::page))
        .route("/people/invite", post(people::invite))
        .route("/people/revoke", post(people::revoke))
        .route("/changes", get(changes::list))
        .route("/changes/{id}", get(changes::page).post(changes::act))
        .route("/sheets/{name}", get(sheets::down))
        .route("/sheets", post(sheets::up).layer(DefaultBodyLimit::max(SHEET_MAX)))
        .route("/start", get(start::list))
        .route("/start/{id}", get(start::page).post(start::act))
        .route("/question", get(start::sent).post(start::sent_answer))
        .route("/sign-in", get(door::page).post(door::sign_in))
        .route("/sign-in/as", post(door::sign_in_as))
        .route("/sign-out", post(door::sign_out))
        .route("/enter", get(door::enter))
        .route("/invitation", get(door::invitation).post(door::accept))
        .route("/style.css", get(style::sheet))
        .route("/icon.svg", get(style::icon))
        .fallback(lost::nowhere)
        .layer(DefaultBodyLimit::max(FORM_MAX))
        .layer(from_fn_with_state(Arc::clone(&site), guard))
        .with_state(site)
}
