//! "This is wrong": saying it of a figure, and what was answered, for both sides.

use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use plumb_ledger::{Kind, NewReport, Report, State};
use plumb_report::parts;

use crate::WebError;
use crate::figures::{self, Figure};
use crate::frame::{self, Knot, Page};
use crate::pages::lost;
use crate::reader::{Reader, fields};
use crate::time::{now, text};

/// Reports that are listed.
const LISTED: usize = 500;

/// What a kind of doubt means to who has it.
fn says(kind: Kind) -> &'static str {
    match kind {
        Kind::Data => "the data: it was computed from something that is not so",
        Kind::Credit => "the credit: something of mine counts for another, or the other way round",
        Kind::Owner => "the owner: it belongs to another person, team or territory",
    }
}

/// The form for one figure, or for one of several.
pub(crate) async fn form(reader: Reader) -> Response {
    answered(asked(&reader))
}

fn answered(found: Result<Option<Page>, WebError>) -> Response {
    match found {
        Ok(Some(page)) => page.into_response(),
        Ok(None) => lost::nothing(),
        Err(why) => lost::failed(&why),
    }
}

fn asked(reader: &Reader) -> Result<Option<Page>, WebError> {
    let about = reader.asked("about").unwrap_or("first");
    let all = figures::of(reader, about)?;
    let wanted = reader.asked("figure");
    let chosen: Vec<&Figure> = all.iter().filter(|one| wanted.is_none_or(|key| one.key == key)).collect();
    if chosen.is_empty() {
        return Ok(None);
    }
    let body = html! {
        h1 { "What is wrong?" }
        form.door method="post" action="/wrong" {
            input type="hidden" name="about" value=(about);
            @match chosen.as_slice() {
                [one] => {
                    input type="hidden" name="figure" value=(one.key);
                    p { (parts::sentence(&one.name)) ": " strong { (parts::prose(&one.value)) } }
                },
                many => label { "Which figure?"
                    select name="figure" { @for one in many { option value=(one.key) { (parts::clean(&one.name)) ": " (parts::clean(&one.value)) } } }
                },
            }
            fieldset {
                legend { "What about it?" }
                @for (at, kind) in Kind::ALL.into_iter().enumerate() {
                    label.choice { input type="radio" name="kind" value=(kind.word()) checked[at == 0] required; " " (says(kind)) }
                }
            }
            label { "What should it be, and how can one tell?" textarea name="says" rows="5" maxlength="2000" required {} }
            button type="submit" { "Say so" }
        }
        p.about { "Those who operate Plumb answer; what you say and what they answer stays beside the figure." }
    };
    Ok(Some(frame::page(reader, "What is wrong?", vec![Knot::at(html! { "What is wrong?" }, "")], &body)))
}

/// Records it. The value is what the page shows, never what was sent.
pub(crate) async fn report(reader: Reader, body: Bytes) -> Response {
    let form = fields(&body);
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let (about, key) = (field("about"), field("figure"));
    let figure = match figures::of(&reader, about) {
        Ok(all) => all.into_iter().find(|one| one.key == key),
        Err(why) => return lost::failed(&why.into()),
    };
    let (Some(figure), Some(kind)) = (figure, Kind::parse(field("kind"))) else { return lost::nothing() };
    let at = text(now());
    let recorded = reader.site.ledger().report_wrong(NewReport {
        at: &at,
        by: &reader.person,
        figure: &figure.name,
        about,
        shown: &figure.value,
        kind,
        says: field("says"),
    });
    match recorded {
        Ok(number) => Redirect::to(&format!("/wrong/{number}")).into_response(),
        Err(why) => lost::failed(&why.into()),
    }
}

/// All that the reader may see.
pub(crate) async fn list(reader: Reader) -> Response {
    answered(listed(&reader).map(Some))
}

fn listed(reader: &Reader) -> Result<Page, WebError> {
    let all = seen(reader)?;
    let open = all.iter().filter(|report| report.state() == State::Open).count();
    let body = html! {
        h1 { "What was said to be wrong?" }
        @if all.is_empty() { p { "Nothing yet. Beside every figure stands " span.wrong { "wrong?" } ": say so where one is not right." } }
        @else { p { (parts::count(all.len(), "report", "reports")) ", " (open) " open." } }
        ul.list { @for report in all.iter().take(LISTED) { li { (row(reader, report)) } } }
    };
    Ok(frame::page(reader, "Said to be wrong", vec![Knot::at(html! { "Said to be wrong" }, "")], &body))
}

fn row(reader: &Reader, report: &Report) -> Markup {
    html! {
        p.says { a href=(format!("/wrong/{}", report.number)) { (parts::sentence(&report.figure)) ": " (parts::prose(&report.shown)) } }
        p.about {
            span.severity { (report.state().word()) } " " (report.kind.word()) " · " (parts::prose(reader.name_of(&report.by)))
            " · " (day(&report.at))
        }
    }
}

/// One report with its answers.
pub(crate) async fn page(reader: Reader, Path(number): Path<String>) -> Response {
    answered(number.parse().map_or(Ok(None), |number| one(&reader, number)))
}

fn one(reader: &Reader, number: i64) -> Result<Option<Page>, WebError> {
    let Some(report) = reader.site.ledger().wrong(number)?.filter(|report| may_see(reader, report)) else {
        return Ok(None);
    };
    let body = html! {
        h1 { (parts::sentence(&report.figure)) ": " (parts::prose(&report.shown)) }
        (both_sides(reader, &report))
        @if let Some(address) = address(&report.about) { p { a href=(address) { "Where it stands" } } }
        @if reader.operates {
            section {
                h2 { "What do you answer?" }
                form.door method="post" action=(format!("/wrong/{number}")) {
                    fieldset {
                        legend { "The report is" }
                        @for state in State::ALL {
                            label.choice { input type="radio" name="state" value=(state.word()) checked[state == State::Open] required; " " (state.word()) }
                        }
                    }
                    label { "Why" textarea name="says" rows="4" maxlength="2000" required {} }
                    button type="submit" { "Answer" }
                }
            }
        }
    };
    let knots = vec![
        Knot::to(html! { "Said to be wrong" }, "/wrong", ""),
        Knot::at(html! { (report.state().word()) }, ""),
    ];
    Ok(Some(frame::page(reader, "Said to be wrong", knots, &body)))
}

/// Records what those who operate answer.
pub(crate) async fn answer(reader: Reader, Path(number): Path<String>, body: Bytes) -> Response {
    let form = fields(&body);
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let (Ok(number), Some(state)) = (number.parse(), State::parse(field("state"))) else {
        return lost::nothing();
    };
    if !reader.operates {
        return lost::nothing();
    }
    let answered =
        reader.site.ledger().answer_wrong(number, &reader.person, &text(now()), state, field("says"));
    match answered {
        Ok(()) => Redirect::to(&format!("/wrong/{number}")).into_response(),
        Err(why) => lost::failed(&why.into()),
    }
}

/// What was said of the figures of a page; nothing where nothing was.
pub(crate) fn about(reader: &Reader, about: &str) -> Result<Markup, WebError> {
    let reports: Vec<Report> = seen(reader)?.into_iter().filter(|report| report.about == about).collect();
    if reports.is_empty() {
        return Ok(Markup::default());
    }
    Ok(html! {
        section #doubts {
            h2 { "What was said to be wrong here?" }
            @for report in &reports {
                h3 { a href=(format!("/wrong/{}", report.number)) { (parts::sentence(&report.figure)) ": " (parts::prose(&report.shown)) } " " span.severity { (report.state().word()) } }
                (both_sides(reader, report))
            }
        }
    })
}

fn both_sides(reader: &Reader, report: &Report) -> Markup {
    html! {
        blockquote {
            p.about { (parts::prose(reader.name_of(&report.by))) ", " (day(&report.at)) ", about the " (report.kind.word()) ":" }
            p { (parts::prose(&report.says)) }
        }
        @for answer in &report.answers {
            blockquote.answer {
                p.about { (parts::prose(reader.name_of(&answer.by))) ", " (day(&answer.at)) ": " strong { (answer.state.word()) } }
                p { (parts::prose(&answer.says)) }
            }
        }
    }
}

fn seen(reader: &Reader) -> Result<Vec<Report>, WebError> {
    let all = reader.site.ledger().wrongs()?;
    Ok(all.into_iter().filter(|report| may_see(reader, report)).collect())
}

/// Who says it, who operates, and who may see the line that it is about.
fn may_see(reader: &Reader, report: &Report) -> bool {
    let of_line = report.about.strip_prefix("line:");
    reader.operates
        || report.by == reader.person
        || of_line.is_some_and(|person| {
            let by_other = report.by != person && !reader.kept().may_see(&reader.viewer, &report.by);
            reader.kept().may_see(&reader.viewer, person) && !by_other
        })
}

/// Where the figures of what a report is about are shown.
fn address(about: &str) -> Option<String> {
    match about.split_once(':') {
        None => Some("/".to_owned()),
        Some(("line", person)) => Some(format!("/line/{person}")),
        Some(("gap", id)) => Some(crate::pages::gaps::address(id)),
        Some(_) => None,
    }
}

/// The day of an instant, as people say it.
fn day(instant: &str) -> String {
    parts::day(instant.get(..10).unwrap_or(instant))
}
