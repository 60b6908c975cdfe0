//! Where does it come from? One line of pay, or what a component earned in a period.

use axum::extract::Path;
use axum::response::Response;
use maud::html;
use plumb_report::parts;

use super::{address, answered, disputes, whose};
use crate::WebError;
use crate::frame::{self, Knot, Page};
use crate::reader::Reader;

/// The line that `id` names.
pub(crate) async fn page(reader: Reader, Path(period): Path<String>) -> Response {
    answered(told(&reader, &period, reader.asked("id").unwrap_or_default(), None))
}

/// The page; `typed` is what the reader typed as wrong and could not be kept.
pub(super) fn told(
    reader: &Reader,
    period: &str,
    line: &str,
    typed: Option<&disputes::Typed>,
) -> Result<Option<Page>, WebError> {
    let person = whose(reader);
    let asked = reader.of_pay(|kept| {
        let view = kept.explain(&reader.viewer, person, line)?;
        let all = kept.statements(&reader.viewer, person, period);
        let statement =
            all.into_iter().find(|one| one.plan.id == view.plan.id && one.period == view.period)?;
        Some((view, statement))
    })?;
    let Some((view, statement)) = asked.flatten() else { return Ok(None) };
    let own = person == reader.person;
    let disputes: Vec<_> =
        statement.disputes.iter().filter(|one| one.line.as_deref() == Some(line)).collect();
    let is_open = disputes.iter().any(|one| matches!(one.state.as_str(), "open" | "answered"));
    let body = html! {
        p.eyebrow { (parts::prose(&view.name)) " · pay for " (parts::prose(&parts::pay_period(&view.period))) " · " (parts::sentence(&view.component.id.replace('-', " "))) }
        h1 { "Where do " (parts::prose(&parts::money(&view.amount))) " come from?" }
        (parts::pay_explained(&view))
        p.about { code { (parts::clean(&view.line)) } }
        @if own || !disputes.is_empty() {
            section #disputes {
                h2 { "Is it wrong?" }
                @for one in &disputes { (disputes::both_sides(reader, one)) (disputes::reply(reader, one)) }
                @if own && !is_open { (disputes::form(&statement, Some(line), typed)) }
            }
        }
    };
    let said = parts::pay_period(&view.period);
    let path = format!("/pay/{}", view.period.name);
    let knots = vec![
        Knot::to(
            html! { @if own { "My pay" } @else { "Pay of " (parts::clean(&view.name)) } },
            address(reader, person, "/pay", &[]),
            "",
        ),
        Knot::to(
            html! { (parts::prose(&said)) },
            address(reader, person, &path, &[("plan", &view.plan.id)]),
            "",
        ),
        Knot::at(html! { (parts::prose(&parts::money(&view.amount))) }, ""),
    ];
    Ok(Some(frame::page(reader, "Where it comes from", knots, &body)))
}
