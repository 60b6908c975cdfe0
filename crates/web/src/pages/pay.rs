//! What do I earn, and why? One's own pay, period by period, each line down to where it comes from.
//!
//! Nobody reaches another's: whoever operates sees whose pay is named in the address, everybody else their own.

mod analysis;
mod disputes;
mod line;

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use plumb_engine::{PayLineView, PayPeriodView, StatementView};
use plumb_report::parts::{self, Drawing};

use crate::WebError;
use crate::frame::{self, Knot, Page};
use crate::pages::lost;
use crate::reader::Reader;
use crate::time::today;

pub(crate) use analysis::page as analysis;
pub(crate) use disputes::{answer, open as dispute};
pub(crate) use line::page as line;

/// Every period of the reader's pay, the newest first.
pub(crate) async fn list(reader: Reader) -> Response {
    answered(listed(&reader))
}

/// The statement of a period.
pub(crate) async fn page(reader: Reader, Path(period): Path<String>) -> Response {
    let page = told(&reader, &period, None);
    // Whoever looks at the own pay has seen it; looks of others are not counted.
    if let (Ok(Some(_)), true, Some(day)) = (&page, whose(&reader) == reader.person, today()) {
        let counted = reader.site.ledger().pay().count_opening(&reader.person, &period, day);
        if let Err(why) = counted {
            return lost::failed(&why.into());
        }
    }
    answered(page)
}

fn answered(found: Result<Option<Page>, WebError>) -> Response {
    match found {
        Ok(Some(page)) => page.into_response(),
        Ok(None) => lost::nothing(),
        Err(why) => lost::failed(&why),
    }
}

/// Whose pay is asked for: the reader's own, unless whoever operates names somebody.
fn whose(reader: &Reader) -> &str {
    reader.asked("person").unwrap_or(&reader.person)
}

/// An address of somebody's pay, with whose it is where it is not the reader's own.
fn address(reader: &Reader, person: &str, path: &str, more: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in more {
        query.append_pair(name, value);
    }
    if person != reader.person {
        query.append_pair("person", person);
    }
    match query.finish() {
        none if none.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

fn listed(reader: &Reader) -> Result<Option<Page>, WebError> {
    let person = whose(reader);
    let found = reader.of_pay(|kept| kept.periods(&reader.viewer, person))?.unwrap_or_default();
    let own = person == reader.person;
    if found.is_empty() && !own {
        return Ok(None);
    }
    let name = parts::clean(reader.name_of(person));
    let body = html! {
        h1 { @if own { "What do I earn?" } @else { "What does " (name) " earn?" } }
        @match newest(&found, &reader.review().as_of.date) {
            None => p { "No pay plan is for you on this day. Plans name the roles that they pay (" code { "[pay.ID]" } " below " code { "plan/" } "); whoever operates Plumb can tell you which one is yours." },
            Some(one) => p.answer {
                "For " (parts::prose(&parts::pay_period(&one.period))) " " @if own { "you are paid " } @else { (name) " is paid " } strong { (parts::prose(&parts::money(&one.paid))) }
                ", and " (parts::prose(&parts::money(&one.earned))) " were earned." @if !one.posted { " That is as computed now; nothing is posted yet." }
            },
        }
        @if !found.is_empty() { (table(reader, person, &found)) }
    };
    let title = if own { "My pay".to_owned() } else { format!("Pay of {name}") };
    Ok(Some(frame::page(reader, &title, vec![Knot::at(html! { (title) }, "")], &body)))
}

/// The newest period that was posted, else the newest that is over, else the one that has begun.
fn newest<'p>(found: &'p [PayPeriodView], as_of: &str) -> Option<&'p PayPeriodView> {
    let posted = found.iter().find(|one| one.posted);
    posted.or_else(|| found.iter().find(|one| one.period.until.as_str() <= as_of)).or(found.first())
}

fn table(reader: &Reader, person: &str, found: &[PayPeriodView]) -> Markup {
    let plans = found
        .iter()
        .any(|one| one.plan != found.first().map_or_else(|| one.plan.clone(), |first| first.plan.clone()));
    html! {
        table.stack.numbers {
            thead { tr {
                th scope="col" { "Period" } @if plans { th scope="col" { "Plan" } }
                th.number scope="col" { "Earned" } th.number scope="col" { "Paid" } th scope="col" { "State" }
            } }
            tbody {
                @for one in found {
                    @let more: &[(&str, &str)] = if plans { &[("plan", one.plan.id.as_str())] } else { &[] };
                    tr {
                        th scope="row" { a href=(address(reader, person, &format!("/pay/{}", one.period.name), more)) { (parts::prose(&parts::pay_period(&one.period))) } }
                        @if plans { td data-label="Plan" { (parts::prose(&one.plan.name)) } }
                        td.number data-label="Earned" { (parts::prose(&parts::money(&one.earned))) }
                        td.number data-label="Paid" { (parts::prose(&parts::money(&one.paid))) }
                        td data-label="State" {
                            (one.state) @if !one.posted { ", as computed now" }
                            @if one.disputes > 0 { span.about { " · " (parts::count(one.disputes, "thing", "things")) " said to be wrong" } }
                        }
                    }
                }
            }
        }
    }
}

/// The page of a period; `typed` is what the reader typed as wrong and could not be kept.
fn told(reader: &Reader, period: &str, typed: Option<&disputes::Typed>) -> Result<Option<Page>, WebError> {
    let person = whose(reader);
    let found = reader.of_pay(|kept| kept.statements(&reader.viewer, person, period))?.unwrap_or_default();
    let plan = reader.asked("plan");
    let Some(view) = found.iter().find(|one| plan.is_none_or(|plan| one.plan.id == plan)) else {
        return Ok(None);
    };
    let own = person == reader.person;
    let path = format!("/pay/{}", view.period.name);
    let beside_line = |line: &PayLineView| {
        let href = address(reader, person, &format!("{path}/line"), &[("id", &line.id)]);
        html! { p { a href=(href) { "Where it comes from" @if own { ", and what to do if it is wrong" } } } }
    };
    let curve = reader.kept().pay_curve()?;
    let drawing = Drawing {
        own,
        curve: &curve,
        line: &beside_line,
        dispute: &|one| disputes::reply(reader, one),
        about_all: html! { @if own { (disputes::form(view, None, typed)) } },
    };
    let body = html! {
        @if found.len() > 1 { (others(reader, person, view, &found)) }
        (parts::statement(view, &reader.review().company, &drawing))
    };
    let said = parts::pay_period(&view.period);
    let knots = vec![
        Knot::to(
            html! { @if own { "My pay" } @else { "Pay of " (parts::clean(&view.name)) } },
            address(reader, person, "/pay", &[]),
            "",
        ),
        Knot::at(html! { (parts::prose(&said)) }, ""),
    ];
    Ok(Some(frame::page(reader, &format!("Pay for {said}"), knots, &body)))
}

/// The other plans that pay in the same period.
fn others(reader: &Reader, person: &str, view: &StatementView, all: &[StatementView]) -> Markup {
    html! {
        p.about {
            "Paid by " (parts::count(all.len(), "plan", "plans")) ": "
            @for (index, one) in all.iter().enumerate() {
                @if index > 0 { " · " }
                @if one.plan.id == view.plan.id { strong { (parts::prose(&one.plan.name)) } }
                @else { a href=(address(reader, person, &format!("/pay/{}", one.period.name), &[("plan", &one.plan.id)])) { (parts::prose(&one.plan.name)) } }
            }
        }
    }
}
