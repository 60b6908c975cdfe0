//! One gap: what was found, where, what supports it, what hangs on it, what closes it, and what would make it harmless.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use plumb_engine::{GapStory, TableView};
use plumb_report::parts;

use crate::figures::wrong;
use crate::frame::{self, Knot, Page};
use crate::pages::{lost, wrong as reports};
use crate::reader::Reader;

pub(crate) async fn page(reader: Reader, Path(id): Path<String>) -> Response {
    match told(&reader, &id) {
        Ok(Some(page)) => page.into_response(),
        Ok(None) => lost::nothing(),
        Err(why) => lost::failed(&why),
    }
}

fn told(reader: &Reader, id: &str) -> Result<Option<Page>, crate::WebError> {
    let Some(gap) = reader.review().gaps.iter().find(|gap| gap.id == id) else { return Ok(None) };
    let story = reader.kept().gap(id, &reader.seen, &reader.viewer)?;
    let about = format!("gap:{id}");
    let says =
        reader.review().rules.iter().find(|rule| rule.rule == gap.rule).map(|rule| rule.summary.as_str());
    let state = match gap.exposure.as_ref().map(|exposure| exposure.effect.as_str()) {
        Some("breaks") => "broken",
        Some("strains") => "strained",
        _ => "",
    };
    let body = html! {
        p.eyebrow { span.severity.(gap.severity) { (gap.severity) } " " (parts::sentence(says.unwrap_or(&gap.rule))) }
        h1 { (parts::sentence(&gap.message)) " " (wrong(&about, Some("message"))) }
        dl.facts {
            dt { "what closes it" } dd { (parts::sentence(&parts::fix(&gap.fix))) "." }
            @if let Some(innocent) = &gap.innocent { dt { "harmless if" } dd { (parts::prose(innocent)) } }
            dt { "exposure" }
            dd {
                @match &gap.exposure {
                    Some(known) => { (parts::prose(&parts::exposure(known, &gap.strand))) " " (wrong(&about, Some("exposure"))) },
                    None => (parts::no_exposure(&reader.seen)),
                }
            }
            @if let Some(worth) = parts::worth(&gap.worth) {
                dt { "worth" } dd { (parts::prose(&worth)) " " (wrong(&about, Some("worth"))) }
            }
            dt { "evidence" } dd { (parts::evidence(gap)) }
            @if !gap.nodes.is_empty() {
                dt { "unit" }
                dd { @for unit in &gap.nodes { (parts::prose(reader.unit_name(unit))) " " } }
            }
            @if let Some(person) = &gap.person {
                dt { "person" }
                dd { @if reader.kept().people().contains_key(person) { a href=(format!("/line/{person}")) { (parts::prose(reader.name_of(person))) } } @else { (parts::prose(person)) } }
            }
            @if let Some(exception) = &gap.exception { dt { "accepted" } dd { "by the exception " code { (parts::clean(exception)) } } }
            dt { "rule" } dd { a href=(format!("/gaps?rule={}", gap.rule)) { code { (parts::clean(&gap.rule)) } } }
        }
        @if let Some(story) = &story { (behind(story)) }
        (reports::about(reader, &about)?)
    };
    let knots =
        vec![Knot::to(html! { "Gaps" }, "/gaps", ""), Knot::at(html! { (parts::prose(&gap.strand)) }, state)];
    Ok(Some(frame::page(reader, "A gap", knots, &body)))
}

/// What stands behind it, as far as the reader may see it.
fn behind(story: &GapStory) -> Markup {
    html! {
        @if !story.why.trim().is_empty() { section { h2 { "Why does it matter?" } (paragraphs(&story.why)) } }
        @if !story.plan_lines.is_empty() {
            section {
                h2 { "What does the plan say?" }
                @for line in &story.plan_lines {
                    p.about { (parts::place(&line.at)) }
                    pre { code { (parts::clean(line.text.trim_end())) } }
                }
            }
        }
        @if !story.figures.is_empty() {
            section {
                h2 { "What was computed?" }
                dl.computed { @for (name, figure) in &story.figures { dt { (parts::clean(name)) } dd { (parts::prose(figure)) } } }
            }
        }
        @if let Some(rows) = story.rows.as_ref().filter(|rows| !rows.rows.is_empty()) {
            section {
                h2 { "What do the facts say?" }
                @if story.rows_in_all > rows.rows.len() { p.about { (rows.rows.len()) " of " (parts::count(story.rows_in_all, "row", "rows")) } }
                (table(rows, story))
            }
        }
        @if !story.people.is_empty() {
            section {
                h2 { "Whose lines does it concern?" }
                table.people {
                    thead { tr { th scope="col" { "Person" } th.number scope="col" { "Part of the mandate" } } }
                    tbody { @for (person, part) in &story.people { tr { th scope="row" { (parts::prose(person)) } td.number { (parts::prose(part)) } } } }
                }
            }
        }
        @if !story.worth.is_empty() {
            section { h2 { "What is closing it worth?" } ol { @for step in &story.worth { li { (parts::prose(step)) } } } }
        }
        @if !story.thresholds.is_empty() {
            section {
                h2 { "What decides?" }
                dl.computed { @for (name, value, says) in &story.thresholds { dt { (parts::clean(name)) " " strong { (value) } } dd { (parts::prose(says)) } } }
            }
        }
    }
}

/// Paragraphs of a rule's page.
fn paragraphs(text: &str) -> Markup {
    html! { @for paragraph in text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) { p { (parts::prose(paragraph)) } } }
}

fn table(rows: &TableView, story: &GapStory) -> Markup {
    let has_origins = story.origins.iter().any(Option::is_some);
    html! {
        div.wide {
            table.rows {
                thead {
                    tr {
                        @for column in &rows.columns { th scope="col" { (parts::clean(column)) } }
                        @if has_origins { th scope="col" { "read from" } }
                    }
                }
                tbody {
                    @for (at, row) in rows.rows.iter().enumerate() {
                        tr {
                            @for cell in row {
                                @match cell {
                                    serde_json::Value::Null => td {},
                                    serde_json::Value::String(text) => td { (parts::prose(text)) },
                                    other => td.number { (other.to_string()) },
                                }
                            }
                            @if has_origins {
                                td { @if let Some(Some(origin)) = story.origins.get(at) { code { (parts::clean(&origin.file)) ":" (origin.line) } } }
                            }
                        }
                    }
                }
            }
        }
        @for note in &rows.notes { p.about { (parts::prose(note)) } }
    }
}
