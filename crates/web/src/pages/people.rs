//! Who may sign in: for those who operate.

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::html;
use plumb_ledger::Deed;
use plumb_report::parts;

use crate::WebError;
use crate::access::{Access, invited};
use crate::frame::{self, Knot, Page};
use crate::guard::came_by;
use crate::pages::lost;
use crate::reader::{Reader, fields};
use crate::time::{now, text};

pub(crate) async fn page(reader: Reader) -> Response {
    if !reader.operates {
        return lost::nothing();
    }
    drawn(&reader, None)
}

fn drawn(reader: &Reader, link: Option<(&str, &str)>) -> Response {
    match list(reader, link) {
        Ok(page) => page.into_response(),
        Err(why) => lost::failed(&why),
    }
}

/// Invites somebody; the link is shown once, here.
pub(crate) async fn invite(reader: Reader, headers: HeaderMap, body: Bytes) -> Response {
    let form = fields(&body);
    let person = form.get("person").map(String::as_str).unwrap_or_default();
    if !reader.operates || !reader.kept().people().contains_key(person) {
        return lost::nothing();
    }
    let operates = form.get("operates").is_some_and(|value| value == "yes");
    let made = invited(&mut reader.site.ledger(), person, operates, &reader.person);
    match made {
        Ok(path) => drawn(&reader, Some((person, &format!("{}{path}", came_by(&headers))))),
        Err(why) => lost::failed(&why),
    }
}

/// Takes somebody's access away.
pub(crate) async fn revoke(reader: Reader, body: Bytes) -> Response {
    let form = fields(&body);
    let person = form.get("person").map(String::as_str).unwrap_or_default();
    if !reader.operates {
        return lost::nothing();
    }
    let revoked = reader.site.ledger().revoke(Deed { person, by: &reader.person, at: &text(now()) });
    match revoked {
        Ok(()) => Redirect::to("/people").into_response(),
        Err(why) => lost::failed(&why.into()),
    }
}

fn list(reader: &Reader, link: Option<(&str, &str)>) -> Result<Page, WebError> {
    let access: Vec<Access> = reader.site.ledger().accounts()?.into_iter().map(Access::from).collect();
    let people = reader.kept().people();
    let body = html! {
        h1 { "Who may sign in?" }
        @if let Some((person, link)) = link {
            p.notice role="status" {
                "Send this link to " (parts::prose(reader.name_of(person))) ". It is shown only now, opens once, and holds for a week: " br;
                code { (link) }
            }
        }
        p.about { "Each person sees the own line, those whom the person leads, and sums of five people or more. Who operates sees everything, answers what is said to be wrong, and approves changes." }
        form.filter method="post" action="/people/invite" {
            label { "Invite"
                select name="person" required {
                    @for person in people.values() { option value=(person.id) { (parts::clean(&person.name)) " – " (parts::clean(&person.role_name)) } }
                }
            }
            label.choice { input type="checkbox" name="operates" value="yes"; " operates" }
            button type="submit" { "Make a link" }
        }
        @if access.is_empty() { p { "Nobody is invited yet." } }
        @else {
            div.wide {
                table.people {
                    thead { tr { th scope="col" { "Person" } th scope="col" { "Access" } th scope="col" { "By" } th scope="col" { "Since" } th scope="col" { span.unseen-word { "Revoke" } } } }
                    tbody {
                        @for one in &access {
                            tr {
                                th scope="row" {
                                    @if people.contains_key(&one.person) { a href=(format!("/line/{}", one.person)) { (parts::prose(reader.name_of(&one.person))) } }
                                    @else { (parts::prose(&one.person)) " (not in the plan now)" }
                                }
                                td { (one.state) @if one.operates { ", operates" } }
                                td { (parts::prose(reader.name_of(&one.by))) }
                                td { (parts::day(one.at.get(..10).unwrap_or(&one.at))) }
                                td {
                                    @if one.state != "revoked" {
                                        form method="post" action="/people/revoke" {
                                            input type="hidden" name="person" value=(one.person);
                                            button.plain type="submit" { "Revoke" }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(frame::page(reader, "People", vec![Knot::at(html! { "People" }, "")], &body))
}
