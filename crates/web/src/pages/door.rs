//! The door: signing in with a password, an invitation or one click, and signing out.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use plumb_ledger::Ticket;
use plumb_report::parts;

use crate::frame::{self, Page};
use crate::pages::lost;
use crate::reader::fields;
use crate::time::{now, text};
use crate::{Site, WebError, cookies, secret};

/// What is said to whoever gives a name and a password that do not fit.
const NO: &str = "no one is known by that name and password";

/// The form, or the first page for who is in already.
pub(crate) async fn page(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let token = cookies::token(&headers, site.settings.port);
    let known = token.and_then(|token| site.ledger().session(&token, now()).ok().flatten());
    match known {
        Some(person) if site.operates(&person).ok().flatten().is_some() && token_leads_in(&site, &person) => {
            Redirect::to("/").into_response()
        }
        _ => form(&site, None, "").into_response(),
    }
}

/// Whether whoever is signed in can read pages; without this, the door and the first page would send each other readers.
fn token_leads_in(site: &Site, person: &str) -> bool {
    let Some(shown) = site.current().shown else { return true };
    site.viewer(person, &shown.kept).ok().flatten().is_some()
}

/// Signs in with a name and a password.
pub(crate) async fn sign_in(State(site): State<Arc<Site>>, body: Bytes) -> Response {
    let form = fields(&body);
    let name = form.get("name").map(|name| name.trim().to_lowercase()).unwrap_or_default();
    let password = form.get("password").cloned().unwrap_or_default();
    if site.is_tried_too_often(&name) {
        let says = "there were too many wrong passwords; try again in ten minutes";
        return (StatusCode::TOO_MANY_REQUESTS, self::form(&site, Some(says), &name)).into_response();
    }
    let person = person_named(&site, &name);
    let check = match site.ledger().password_check(&person) {
        Ok(check) => check,
        Err(why) => return lost::failed(&why.into()),
    };
    let checked = {
        let site = Arc::clone(&site);
        tokio::task::spawn_blocking(move || site.matches(&check, &password)).await
    };
    if !checked.unwrap_or(false) {
        site.tried(&name);
        return (StatusCode::UNAUTHORIZED, self::form(&site, Some(NO), &name)).into_response();
    }
    let known =
        site.current().shown.is_none_or(|shown| site.viewer(&person, &shown.kept).ok().flatten().is_some());
    if !known {
        let says = "the plan does not know you on the day of its review; ask those who operate Plumb";
        return (StatusCode::FORBIDDEN, self::form(&site, Some(says), &name)).into_response();
    }
    let_in(&site, &person)
}

/// The id of a person by id or address.
fn person_named(site: &Site, name: &str) -> String {
    let Some(shown) = site.current().shown else { return name.to_owned() };
    let by_address = shown.kept.people().values().find(|person| {
        person.email.as_ref().is_some_and(|email| !name.is_empty() && email.to_lowercase() == *name)
    });
    by_address.map_or_else(|| name.to_owned(), |person| person.id.clone())
}

/// Signs in as somebody of the sample company.
pub(crate) async fn sign_in_as(State(site): State<Arc<Site>>, body: Bytes) -> Response {
    let form = fields(&body);
    let person = form.get("person").cloned().unwrap_or_default();
    if site.settings.roles.iter().any(|role| role.person == person) {
        let_in(&site, &person)
    } else {
        lost::nothing()
    }
}

/// Signs in with a ready link, once.
pub(crate) async fn enter(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Response {
    let token = token(query);
    let redeemed = site.ledger().redeem(Ticket::Entry, &token, now());
    match redeemed {
        Ok(Some(person)) => let_in(&site, &person),
        Ok(None) => (StatusCode::GONE, frame::outside("Used · Plumb", &used())).into_response(),
        Err(why) => lost::failed(&why.into()),
    }
}

/// Asks whoever was invited for a password; looking at it uses nothing up.
pub(crate) async fn invitation(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Response {
    let token = token(query);
    let held = site.ledger().holder(Ticket::Invitation, &token, now());
    match held {
        Ok(Some((person, _))) => invited(&site, &person, &token, None).into_response(),
        Ok(None) => (StatusCode::GONE, frame::outside("Used · Plumb", &used())).into_response(),
        Err(why) => lost::failed(&why.into()),
    }
}

/// Keeps the password of whoever was invited, and signs in.
pub(crate) async fn accept(State(site): State<Arc<Site>>, body: Bytes) -> Response {
    let form = fields(&body);
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    let (token, password) = (field("token"), field("password"));
    let held = match site.ledger().holder(Ticket::Invitation, &token, now()) {
        Ok(Some((person, _))) => person,
        Ok(None) => return (StatusCode::GONE, frame::outside("Used · Plumb", &used())).into_response(),
        Err(why) => return lost::failed(&why.into()),
    };
    if password != field("again") {
        let says = "the two passwords differ; type the same one twice";
        return (StatusCode::UNPROCESSABLE_ENTITY, invited(&site, &held, &token, Some(says))).into_response();
    }
    let accepted = secret::salt().and_then(|salt| {
        let now = now();
        Ok(site.ledger().accept(&token, &password, &salt, &text(now), now)?)
    });
    match accepted {
        Ok(person) => let_in(&site, &person),
        Err(WebError::Ledger(plumb_ledger::LedgerError::Refused(says))) => {
            (StatusCode::UNPROCESSABLE_ENTITY, invited(&site, &held, &token, Some(&says))).into_response()
        }
        Err(why) => lost::failed(&why),
    }
}

/// Ends the session.
pub(crate) async fn sign_out(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    if let Some(token) = cookies::token(&headers, site.settings.port)
        && let Err(why) = site.ledger().end_session(&token)
    {
        return lost::failed(&why.into());
    }
    ([(SET_COOKIE, cookies::forgotten(site.settings.port))], Redirect::to("/sign-in")).into_response()
}

fn let_in(site: &Site, person: &str) -> Response {
    match site.signed_in(person) {
        Ok(token) => {
            ([(SET_COOKIE, cookies::kept(site.settings.port, &token))], Redirect::to("/")).into_response()
        }
        Err(why) => lost::failed(&why),
    }
}

fn token(query: Option<String>) -> String {
    fields(query.unwrap_or_default().as_bytes()).remove("token").unwrap_or_default()
}

fn form(site: &Site, says: Option<&str>, name: &str) -> Page {
    let roles = &site.settings.roles;
    let body = html! {
        h1 { "Sign in" }
        @if let Some(says) = says { p.notice role="alert" { (parts::sentence(says)) "." } }
        @if !roles.is_empty() {
            section.as {
                p { "Halden Instruments is an invented company. Look at it as" }
                @for role in roles {
                    form method="post" action="/sign-in/as" {
                        input type="hidden" name="person" value=(role.person);
                        button type="submit" { (parts::sentence(&role.says)) }
                    }
                }
            }
        }
        form.door method="post" action="/sign-in" {
            label { "Id or e-mail address" input name="name" value=(name) autocomplete="username" required; }
            label { "Password" input type="password" name="password" autocomplete="current-password" required; }
            button type="submit" { "Sign in" }
        }
        p.about { "No access yet? Those who operate Plumb send you a link that opens once; you choose the password then." }
    };
    frame::outside("Sign in · Plumb", &body)
}

fn invited(site: &Site, person: &str, token: &str, says: Option<&str>) -> Page {
    let shown = site.current().shown;
    let known = shown.as_ref().and_then(|shown| shown.kept.people().get(person));
    let body = html! {
        h1 { "Welcome" @if let Some(known) = known { ", " (parts::prose(&known.name)) } }
        @if let Some(says) = says { p.notice role="alert" { (parts::sentence(says)) "." } }
        p { "Choose a password of at least ten characters. Your id is " code { (person) } "." }
        form.door method="post" action="/invitation" {
            input type="hidden" name="token" value=(token);
            label { "Password" input type="password" name="password" autocomplete="new-password" minlength="10" maxlength="200" required; }
            label { "The same again" input type="password" name="again" autocomplete="new-password" minlength="10" maxlength="200" required; }
            button type="submit" { "Go in" }
        }
    };
    frame::outside("Welcome · Plumb", &body)
}

fn used() -> Markup {
    html! {
        h1 { "This link does not open any more" }
        p { "It opens once, and only for a while. Ask those who operate Plumb for another." }
        p { a href="/sign-in" { "Sign in" } }
    }
}
