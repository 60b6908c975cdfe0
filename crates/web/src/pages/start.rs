//! The twelve questions, one on a page: answered here, left out, or sent to a colleague as a link that opens only one.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use plumb_engine::{AnswerProblem, FieldView, QuestionView};
use plumb_ledger::Ticket;
use plumb_report::parts;

use crate::access::INVITATION;
use crate::frame::{self, Knot, Page};
use crate::guard::came_by;
use crate::pages::lost;
use crate::reader::{Reader, fields};
use crate::time::{now, today};
use crate::{Site, WebError, secret};

/// All questions, with how each stands.
pub(crate) async fn list(reader: Reader) -> Response {
    blocking(reader, |reader| {
        let questions = reader.site.workspace.questions(today())?;
        let open = questions.iter().filter(|question| question.state == "open").count();
        let body = html! {
            h1 { "What does no export tell?" }
            p { "Twelve questions; each can be left out or sent to a colleague. " (parts::count(open, "is", "are")) " open." }
            @if let Some(next) = questions.iter().find(|question| question.state == "open") {
                p { a.button href=(format!("/start/{}", next.id)) { "Go on with question " (next.number) } }
            }
            ol.list {
                @for question in &questions {
                    li {
                        p.says { a href=(format!("/start/{}", question.id)) { (question.number) ". " (parts::sentence(&question.says)) } }
                        p.about { span.severity { (question.state) } @if let Some(to) = &question.to { " to " (parts::prose(to)) } @if let Some(by) = &question.by { " by " (parts::prose(reader.name_of(by))) } }
                    }
                }
            }
        };
        Ok(Some(frame::page(reader, "Questions", vec![Knot::at(html! { "Questions" }, "")], &body).into_response()))
    })
    .await
}

/// One question.
pub(crate) async fn page(reader: Reader, Path(id): Path<String>) -> Response {
    blocking(reader, move |reader| one(reader, &id, &Tried::default())).await
}

/// What was tried with a question and did not succeed, or made a link.
#[derive(Default)]
struct Tried {
    values: BTreeMap<String, String>,
    problems: Vec<AnswerProblem>,
    link: Option<(String, String)>,
}

fn one(reader: &Reader, id: &str, tried: &Tried) -> Result<Option<Response>, WebError> {
    let questions = reader.site.workspace.questions(today())?;
    let Some(question) = questions.iter().find(|question| question.id == id) else { return Ok(None) };
    let next = questions.iter().find(|other| other.number == question.number + 1);
    let body = html! {
        p.eyebrow { "Question " (question.number) " of " (questions.len()) " · " (question.state) }
        @if let Some((to, link)) = &tried.link {
            p.notice role="status" { "Send this link to " (parts::prose(to)) ". It is shown only now, opens only this question, once, within a week:" br; code { (link) } }
        }
        (asked(question, tried, &format!("/start/{id}"), None, true))
        form.act method="post" action=(format!("/start/{id}")) { input type="hidden" name="do" value="skip"; button type="submit" { "Leave it out" } }
        form.act method="post" action=(format!("/start/{id}")) {
            input type="hidden" name="do" value="send";
            label { "Or send it to a colleague" input name="to" maxlength="100" required; }
            button type="submit" { "Make a link" }
        }
        @if let Some(next) = next { p { a href=(format!("/start/{}", next.id)) { "Next: " (parts::sentence(&next.says)) } } }
    };
    let knots =
        vec![Knot::to(html! { "Questions" }, "/start", ""), Knot::at(html! { (question.number) }, "")];
    Ok(Some(frame::page(reader, "A question", knots, &body).into_response()))
}

/// Answers, leaves out, or makes a link.
pub(crate) async fn act(reader: Reader, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let from = came_by(&headers);
    blocking(reader, move |reader| {
        let mut form = fields(&body);
        let workspace = &reader.site.workspace;
        let on = today().ok_or_else(|| WebError::System("a day".to_owned()))?;
        let done = form.remove("do").unwrap_or_default();
        let mut tried = Tried::default();
        match done.as_str() {
            "skip" => _ = workspace.skip(&id, &reader.person, on)?,
            "send" => {
                let to = form.remove("to").unwrap_or_default();
                workspace.send(&id, &to, &reader.person, on)?;
                let (token, now) = (secret::token()?, now());
                reader.site.ledger().ticket(Ticket::Question(&id), &to, &token, now, now + INVITATION)?;
                tried.link = Some((to, format!("{from}/question?token={token}")));
                return one(reader, &id, &tried);
            }
            _ => {
                let answer = workspace.answer(&id, &form, &reader.person, on)?;
                if !answer.problems.is_empty() {
                    (tried.values, tried.problems) = (form, answer.problems);
                    return one(reader, &id, &tried);
                }
            }
        }
        Ok(Some(Redirect::to("/start").into_response()))
    })
    .await
}

/// The one question that a link opens. What is known of single people is not shown to who comes by a link.
pub(crate) async fn sent(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Response {
    let token = fields(query.unwrap_or_default().as_bytes()).remove("token").unwrap_or_default();
    answered(tokio::task::spawn_blocking(move || open(&site, &token, &Tried::default())).await)
}

/// The answer of who came by a link; it does not open again once it is taken.
pub(crate) async fn sent_answer(State(site): State<Arc<Site>>, body: Bytes) -> Response {
    let answer = move || {
        let mut form = fields(&body);
        let token = form.remove("token").unwrap_or_default();
        let held = site.ledger().holder(Ticket::Question(""), &token, now())?;
        let Some((person, Some(question))) = held else { return Ok(gone()) };
        let on = today().ok_or_else(|| WebError::System("a day".to_owned()))?;
        let answer = site.workspace.answer(&question, &form, &person, on)?;
        if !answer.problems.is_empty() {
            return open(&site, &token, &Tried { values: form, problems: answer.problems, link: None });
        }
        site.ledger().redeem(Ticket::Question(""), &token, now())?;
        let body = html! { h1 { "Thank you" } p { "Your answer is kept. This link does not open again." } };
        Ok(frame::outside("Thank you · Plumb", &body).into_response())
    };
    answered(tokio::task::spawn_blocking(answer).await)
}

fn open(site: &Site, token: &str, tried: &Tried) -> Result<Response, WebError> {
    let held = site.ledger().holder(Ticket::Question(""), token, now())?;
    let Some((_, Some(id))) = held else { return Ok(gone()) };
    let questions = site.workspace.questions(today())?;
    let Some(question) = questions.iter().find(|question| question.id == id) else { return Ok(gone()) };
    let body = html! {
        p.eyebrow { (parts::prose(&site.workspace.company_name()?)) " asks you one question" }
        (asked(question, tried, "/question", Some(token), !question.private))
    };
    Ok(frame::outside("A question · Plumb", &body).into_response())
}

fn gone() -> Response {
    let page: Page = frame::outside(
        "Used · Plumb",
        &html! { h1 { "This link does not open any more" } p { "It was answered already, or its time is over." } },
    );
    (StatusCode::GONE, page).into_response()
}

/// A question with its form; `known` is whether what is known or guessed may be shown.
fn asked(question: &QuestionView, tried: &Tried, action: &str, token: Option<&str>, known: bool) -> Markup {
    html! {
        h1 { (parts::sentence(&question.says)) }
        p { (parts::sentence(&question.why)) }
        @if known && !question.guess.is_empty() {
            section.guess { h3 { "What the facts make one think; nothing of it is a fact" } ul { @for guess in &question.guess { li { (parts::sentence(guess)) } } } }
        }
        @for problem in &tried.problems {
            p.notice role="alert" { (parts::sentence(&problem.message)) @if !problem.help.is_empty() { "; " (parts::prose(&problem.help)) } "." }
        }
        form.door.wide-door method="post" action=(action) {
            @if let Some(token) = token { input type="hidden" name="token" value=(token); }
            @for field in &question.form { (input(field, tried.values.get(&field.name).cloned().or(field.value.clone().filter(|_| known)))) }
            button type="submit" { "Answer" }
        }
    }
}

fn input(field: &FieldView, value: Option<String>) -> Markup {
    let value = value.unwrap_or_default();
    html! {
        label {
            span { (parts::sentence(&field.label)) @if field.required { " (needed)" } }
            @match field.kind.as_str() {
                "choice" => select name=(field.name) {
                    option value="" { "–" }
                    @for option in &field.options { option value=(option.value) selected[option.value == value] { (parts::clean(&option.label)) } }
                },
                "flag" => select name=(field.name) {
                    option value="" { "–" }
                    @for word in ["yes", "no"] { option value=(word) selected[is_word(word, &value)] { (word) } }
                },
                "date" => input type="date" name=(field.name) value=(value);,
                "lines" | "table" => {
                    @if !field.columns.is_empty() { span.about { "A line for each, with ; between: " @for (at, column) in field.columns.iter().enumerate() { @if at > 0 { "; " } (parts::clean(&column.label)) } } }
                    textarea name=(field.name) rows=(value.lines().count().clamp(4, 20)) placeholder=(field.example) { (value) }
                },
                _ => input name=(field.name) value=(value) placeholder=(field.example);,
            }
        }
    }
}

fn is_word(word: &str, value: &str) -> bool {
    let is_yes = matches!(value.to_lowercase().as_str(), "yes" | "true");
    !value.is_empty() && is_yes == (word == "yes")
}

/// Does what reads the whole workspace where it holds nobody else up; only for those who operate.
async fn blocking(
    reader: Reader,
    work: impl FnOnce(&Reader) -> Result<Option<Response>, WebError> + Send + 'static,
) -> Response {
    if !reader.operates {
        return lost::nothing();
    }
    answered(tokio::task::spawn_blocking(move || Ok(work(&reader)?.unwrap_or_else(lost::nothing))).await)
}

fn answered(done: Result<Result<Response, WebError>, tokio::task::JoinError>) -> Response {
    match done {
        Ok(Ok(response)) => response,
        Ok(Err(why)) => lost::failed(&why),
        Err(_) => lost::failed(&WebError::System("an answer".to_owned())),
    }
}
