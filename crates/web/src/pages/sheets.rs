//! Parts of the plan as workbooks: down, and up again as a change to be looked at. For those who operate.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use plumb_engine::{EngineError, SheetKind};
use plumb_report::parts;

use crate::WebError;
use crate::frame::{self, Knot};
use crate::pages::lost;
use crate::reader::Reader;
use crate::time::{now, text};
use crate::upload;

/// What a workbook is, to a browser.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Both ways, on the page of changes.
pub(crate) fn ways() -> Markup {
    html! {
        section #sheets {
            h2 { "How do I change many lines?" }
            p {
                "Take a sheet, edit it in a spreadsheet, and bring it back; what changed is proposed and touches nothing yet: "
                @for (at, kind) in SheetKind::ALL.into_iter().enumerate() { @if at > 0 { " · " } a href=(format!("/sheets/{}.xlsx", kind.word())) { (kind.title()) } }
            }
            form.act method="post" action="/sheets" enctype="multipart/form-data" {
                label { "The sheet" input type="file" name="file" accept=".xlsx" required; }
                label { "What is it for?" input name="says" maxlength="300" required; }
                button type="submit" { "Propose" }
            }
        }
    }
}

/// A part of the plan as a workbook.
pub(crate) async fn down(reader: Reader, Path(name): Path<String>) -> Response {
    let kind = name.strip_suffix(".xlsx").and_then(SheetKind::parse);
    let Some(kind) = kind.filter(|_| reader.operates) else { return lost::nothing() };
    match reader.site.workspace.sheet(kind) {
        Ok(view) => {
            let as_file = format!("attachment; filename=\"{}.xlsx\"", kind.word());
            let headers = [(CONTENT_TYPE, XLSX.to_owned()), (CONTENT_DISPOSITION, as_file)];
            (headers, plumb_report::workbook(&view)).into_response()
        }
        Err(why) => lost::failed(&why.into()),
    }
}

/// Proposes what was changed in a workbook.
pub(crate) async fn up(reader: Reader, headers: HeaderMap, body: Bytes) -> Response {
    if !reader.operates {
        return lost::nothing();
    }
    let work = move || -> Result<Response, WebError> {
        let fields = upload::parts(&headers, &body);
        let (Some(file), says) = (fields.get("file"), fields.get("says")) else {
            return Err(WebError::Refused("no file was sent; choose one first".to_owned()));
        };
        let says =
            says.map(|says| String::from_utf8_lossy(&says.bytes).trim().to_owned()).unwrap_or_default();
        let name = if file.name.is_empty() { "the sheet" } else { &file.name };
        let changes = match reader.site.workspace.sheet_changes(&file.bytes, name) {
            Ok(changes) => changes,
            Err(EngineError::Problems { says, problems }) => {
                let messages: Vec<(String, Option<String>)> =
                    problems.into_iter().map(|problem| (problem.message, problem.help)).collect();
                return Ok(refused(&reader, &says, &messages));
            }
            Err(why) => return Err(why.into()),
        };
        let done = reader.site.workspace.propose(&changes.files, &says, &reader.person, &text(now()))?;
        Ok(Redirect::to(&format!("/changes/{}", done.id)).into_response())
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(response)) => response,
        Ok(Err(why)) => lost::failed(&why),
        Err(_) => lost::failed(&WebError::System("a change".to_owned())),
    }
}

/// Everything that is wrong with a sheet, at once.
fn refused(reader: &Reader, says: &str, problems: &[(String, Option<String>)]) -> Response {
    let body = html! {
        h1 { "The sheet was not taken" }
        p { (parts::sentence(says)) }
        ul { @for (message, help) in problems { li { (parts::sentence(message)) @if let Some(help) = help { "; " (parts::prose(help)) } } } }
        p { a href="/changes" { "Back to changes" } }
    };
    let knots = vec![Knot::to(html! { "Changes" }, "/changes", ""), Knot::at(html! { "A sheet" }, "")];
    (StatusCode::UNPROCESSABLE_ENTITY, frame::page(reader, "The sheet", knots, &body)).into_response()
}
