//! Changes to the plan: who wins and loses, approve, publish, take back.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use plumb_engine::{ChangeStory, ChangeView, GapMove, LineMove, MoneyMove};
use plumb_report::parts;

use crate::WebError;
use crate::frame::{self, Knot, Page};
use crate::pages::{lost, sheets};
use crate::reader::{Reader, fields};
use crate::time::{now, text};

/// Lines of one file that are drawn.
const LINES: usize = 200;
/// Gaps or strands that are listed of one sort.
const LISTED: usize = 40;

/// All changes, the newest first.
pub(crate) async fn list(reader: Reader) -> Response {
    match listed(&reader) {
        Ok(page) => page.into_response(),
        Err(why) => lost::failed(&why),
    }
}

fn listed(reader: &Reader) -> Result<Page, WebError> {
    let workspace = &reader.site.workspace;
    let changes: Vec<_> = workspace.changes()?.iter().map(|change| change.seen_by(&reader.viewer)).collect();
    let history = if reader.operates { Some(workspace.versions()?) } else { None };
    let body = html! {
        h1 { "What changes in the plan?" }
        p { "A change is proposed, looked at, approved by somebody else and published; it can be taken back." }
        @if changes.is_empty() { p { "No change was proposed yet." } }
        ul.list {
            @for change in &changes {
                li {
                    p.says { a href=(format!("/changes/{}", change.id)) { (change.id) ". " (parts::sentence(&change.says)) } }
                    p.about {
                        span.severity { (change.state) }
                        @if let Some(step) = change.steps.last() { " by " (parts::prose(reader.name_of(&step.by))) ", " (day(&step.at)) }
                        @if !change.files.is_empty() { " · " (parts::prose(&change.files.join(", "))) }
                    }
                }
            }
        }
        @if reader.operates { (sheets::ways()) }
        @if let Some(history) = history {
            section {
                h2 { "Which versions are kept?" }
                @for remark in &history.remarks { p { (parts::sentence(remark)) } }
                @if !history.unkept.is_empty() { p { "Edited in the files and in no version yet: " (parts::prose(&history.unkept.join(", "))) "." } }
                ul.list {
                    @for version in history.versions.iter().take(LISTED) {
                        li { p { (parts::sentence(&version.says)) } p.about { (parts::prose(reader.name_of(&version.by))) ", " (day(&version.at)) " · " code { (version.id.get(..10).unwrap_or(&version.id)) } } }
                    }
                }
            }
        }
    };
    Ok(frame::page(reader, "Changes", vec![Knot::at(html! { "Changes" }, "")], &body))
}

/// One change with what it does.
pub(crate) async fn page(reader: Reader, Path(id): Path<String>) -> Response {
    let Ok(id) = id.parse::<i64>() else { return lost::nothing() };
    let found = tokio::task::spawn_blocking(move || told(&reader, id)).await;
    match found {
        Ok(Ok(Some(page))) => page.into_response(),
        Ok(Ok(None)) => lost::nothing(),
        Ok(Err(why)) => lost::failed(&why),
        Err(_) => lost::failed(&WebError::System("a page".to_owned())),
    }
}

fn told(reader: &Reader, id: i64) -> Result<Option<Page>, WebError> {
    let all = reader.site.workspace.changes()?;
    let Some(now) = all.iter().find(|change| change.id == id) else { return Ok(None) };
    let story: Arc<ChangeStory> = reader.site.story(id, &now.state)?;
    let seen = story.seen_by(&reader.viewer);
    let change = &seen.change;
    let body = html! {
        p.eyebrow { "Change " (change.id) " · " (change.state) }
        h1 { (parts::sentence(&change.says)) }
        ol.steps {
            @for step in &change.steps {
                li { strong { (step.step) } " by " (parts::prose(reader.name_of(&step.by))) ", " (day(&step.at)) @if !step.says.is_empty() { ": " (parts::prose(&step.says)) } }
            }
        }
        @for since in &seen.since {
            p.notice { code { (parts::clean(&since.path)) } " was changed by other means since. " @for clash in &since.clashes { (parts::sentence(clash)) " " } }
        }
        (does(reader, &seen.does))
        @if reader.operates { (steps(reader, &seen)) }
    };
    let knots = vec![Knot::to(html! { "Changes" }, "/changes", ""), Knot::at(html! { (change.id) }, "")];
    Ok(Some(frame::page(reader, "A change", knots, &body)))
}

fn does(reader: &Reader, does: &ChangeView) -> Markup {
    let with = |effect: &str| does.people.iter().filter(|person| person.effect == effect).count();
    html! {
        @for says in &does.signed { p.notice { (parts::sentence(says)) } }
        section #people {
            h2 { "Who wins, who loses?" }
            @if does.people.is_empty() { p { "No quota, part of the mandate or pay changes that you can see." } }
            @else {
                p { (parts::count(does.people.len(), "person", "people")) ": " (with("wins")) " win, " (with("loses")) " lose. Who wins has more pay or a lower number." }
                div.wide {
                    table.moves {
                        thead { tr { th scope="col" { "Person" } th scope="col" { "Effect" } th.number scope="col" { "Number before" } th.number scope="col" { "after" } th.number scope="col" { "Difference" } th.number scope="col" { "Part of the mandate" } th.number scope="col" { "Pay a year" } } }
                        tbody {
                            @for person in &does.people {
                                tr {
                                    th scope="row" { (parts::prose(&person.name)) @if let Some(unit) = &person.unit { " " span.quiet { (parts::prose(reader.unit_name(unit))) } } }
                                    td { (person.effect) }
                                    td.number { (each(person.quotas.iter().map(|quota| quota.before.as_deref()))) }
                                    td.number { (each(person.quotas.iter().map(|quota| quota.after.as_deref()))) }
                                    td.number { (each(person.quotas.iter().map(|quota| quota.difference.as_deref()))) }
                                    td.number { (difference(person.part.as_ref())) }
                                    td.number { (difference(person.pay.as_ref())) }
                                }
                            }
                        }
                    }
                }
            }
        }
        @if !does.units.is_empty() {
            section #units {
                h2 { "What does it do to units?" }
                div.wide {
                    table.moves {
                        thead { tr { th scope="col" { "Unit" } th.number scope="col" { "People" } th.number scope="col" { "Numbers" } th.number scope="col" { "Part of the mandate" } th.number scope="col" { "Pay a year" } } }
                        tbody {
                            @for unit in &does.units {
                                tr.(format!("level-{}", unit.depth.min(5))) {
                                    th scope="row" { (parts::prose(&unit.name)) }
                                    td.number { (unit.people) }
                                    td.number { (difference(unit.quota.as_ref())) }
                                    td.number { (difference(unit.part.as_ref())) }
                                    td.number { (difference(unit.pay.as_ref())) }
                                }
                            }
                        }
                    }
                }
            }
        }
        @if let Some(mandate) = &does.mandate {
            section #mandate {
                h2 { "How is the mandate carried then?" }
                table.moves {
                    thead { tr { th scope="col" { "How" } th.number scope="col" { "Before" } th.number scope="col" { "After" } th.number scope="col" { "Difference" } } }
                    tbody {
                        @for state in &mandate.states {
                            tr {
                                th scope="row" { (state.state) }
                                td.number { @if let Some(before) = &state.amount.before { (parts::figure(before)) } }
                                td.number { @if let Some(after) = &state.amount.after { (parts::figure(after)) } }
                                td.number { (difference(Some(&state.amount))) }
                            }
                        }
                    }
                }
            }
        }
        (strands("Which lines are made?", &does.lines_made))
        (strands("Which lines are broken?", &does.lines_broken))
        (gaps("Which gaps close?", &does.gaps_closed))
        (gaps("Which gaps open?", &does.gaps_opened))
        @if !does.problems.is_empty() {
            section { h2 { "What is wrong in the texts then?" } ul { @for problem in &does.problems { li { (parts::sentence(&problem.message)) } } } }
        }
        section #files {
            h2 { "Which lines of the plan?" }
            @if does.files.is_empty() { p { "None that you can see." } }
            @for file in &does.files {
                details open[does.files.len() == 1] {
                    summary { code { (parts::clean(&file.path)) } ": " (file.removed) " lines go, " (file.added) " come" }
                    pre.diff { @for line in file.lines.iter().take(LINES) { span.(if line.sign == '+' { "comes" } else { "goes" }) { (line.sign) (format!("{:>5}  ", line.line)) (parts::clean(&line.text)) "\n" } } }
                    @if file.lines.len() > LINES { p.about { "And " (parts::count(file.lines.len() - LINES, "line", "lines")) " more." } }
                }
            }
        }
    }
}

fn each<'t>(texts: impl Iterator<Item = Option<&'t str>>) -> Markup {
    html! { @for (at, text) in texts.enumerate() { @if at > 0 { br; } @match text { Some(text) => (parts::prose(&parts::grouped(text))), None => "–" } } }
}

/// The difference with its sign; what it was and becomes in the tooltip.
fn difference(amount: Option<&MoneyMove>) -> Markup {
    let Some(amount) = amount else { return html! { "–" } };
    let before = amount.before.as_ref().map_or("none".to_owned(), parts::money);
    let after = amount.after.as_ref().map_or("none".to_owned(), parts::money);
    html! {
        span.figure title=(format!("from {before} to {after}")) {
            @match &amount.difference {
                Some(by) => { @if by.minor > 0 { "+" } (parts::short(by)) },
                None => "other currency",
            }
        }
    }
}

fn strands(heading: &str, lines: &[LineMove]) -> Markup {
    html! {
        @if !lines.is_empty() {
            section {
                h2 { (heading) }
                ul { @for line in lines.iter().take(LISTED) { li { (parts::prose(&line.name)) ": " (line.strand) " of " (parts::prose(&line.mandate)) ", " (line.before.as_deref().unwrap_or("no line")) " → " (line.after.as_deref().unwrap_or("no line")) } } }
                @if lines.len() > LISTED { p.about { "And " (lines.len() - LISTED) " more." } }
            }
        }
    }
}

fn gaps(heading: &str, gaps: &[GapMove]) -> Markup {
    html! {
        @if !gaps.is_empty() {
            section {
                h2 { (heading) }
                ul { @for gap in gaps.iter().take(LISTED) { li { span.severity { (gap.severity) } " " (parts::sentence(&gap.message)) @if let Some(exposure) = &gap.exposure { " · " (parts::figure(exposure)) } } } }
                @if gaps.len() > LISTED { p.about { "And " (gaps.len() - LISTED) " more." } }
            }
        }
    }
}

/// What those who operate can do with it now.
fn steps(reader: &Reader, story: &ChangeStory) -> Markup {
    let change = &story.change;
    let own = change.steps.first().is_some_and(|step| step.by == reader.person);
    let act = |act: &str, says: &str, words: Markup| {
        html! {
            form.act method="post" action=(format!("/changes/{}", change.id)) {
                input type="hidden" name="act" value=(act);
                (words)
                button type="submit" { (says) }
            }
        }
    };
    let because = |label: &str, required: bool| html! { label { (label) input name="because" maxlength="500" required[required]; } };
    html! {
        section #steps {
            h2 { "What now?" }
            @match change.state.as_str() {
                "proposed" => {
                    @if own { (act("approve", "Approve my own", because("You proposed it; why is there nobody else to approve it?", true))) }
                    @else { (act("approve", "Approve", Markup::default())) }
                    (act("refuse", "Refuse", because("Why?", false)))
                },
                "approved" => { (act("publish", "Publish", Markup::default())) (act("refuse", "Refuse", because("Why?", false))) },
                "published" => (act("undo", "Take it back", Markup::default())),
                _ => p { "It is " (change.state) "; propose it anew where it is still wanted." },
            }
        }
    }
}

/// Takes a step.
pub(crate) async fn act(reader: Reader, Path(id): Path<String>, body: Bytes) -> Response {
    let Ok(id) = id.parse::<i64>() else { return lost::nothing() };
    if !reader.operates {
        return lost::nothing();
    }
    let done = tokio::task::spawn_blocking(move || step(&reader, id, &body)).await;
    match done {
        Ok(Ok(true)) => Redirect::to(&format!("/changes/{id}")).into_response(),
        Ok(Ok(false)) => lost::nothing(),
        Ok(Err(why)) => lost::failed(&why),
        Err(_) => lost::failed(&WebError::System("a change".to_owned())),
    }
}

fn step(reader: &Reader, id: i64, body: &[u8]) -> Result<bool, WebError> {
    let form = fields(body);
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let (workspace, by, at) = (&reader.site.workspace, reader.person.as_str(), text(now()));
    let because = field("because");
    match field("act") {
        "approve" => _ = workspace.approve(id, by, &at, (!because.trim().is_empty()).then_some(because))?,
        "refuse" => _ = workspace.refuse(id, by, &at, because)?,
        "publish" => _ = workspace.publish(id, by, &at, false)?,
        "undo" => _ = workspace.undo(id, by, &at)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// The day of an instant, as people say it.
fn day(instant: &str) -> String {
    parts::day(instant.get(..10).unwrap_or(instant))
}
