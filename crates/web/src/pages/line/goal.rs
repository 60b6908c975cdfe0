//! What somebody sets out to reach for themselves, beside what the company asks: shown to nobody else.

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use plumb_engine::{Likely, MoneyView, OutlookNode};
use plumb_ledger::{LedgerError, NOTE_MAX, OwnGoal};
use plumb_report::parts;

use super::{ahead, amount};
use crate::WebError;
use crate::pages::lost;
use crate::reader::{Reader, fields};
use crate::time::{now, text};

/// What was typed and could not be kept, with why.
#[derive(Default)]
pub(super) struct Typed {
    amount: String,
    by: String,
    note: String,
    /// Beside the amount, the day and the note.
    errors: [Option<String>; 3],
}

/// Keeps the reader's own goal, or ends it. What cannot be kept comes back with the reason beside its field.
pub(crate) async fn set(reader: Reader, body: Bytes) -> Response {
    if !reader.has_line() {
        return lost::nothing();
    }
    let form = fields(&body);
    let field = |name: &str| form.get(name).map(|value| value.trim()).unwrap_or_default();
    let done = || Redirect::to("/me#goal").into_response();
    if field("act") == "end" {
        let ended = reader.site.ledger().end_own_goal(&reader.person, &text(now()));
        return ended.map_or_else(|why| lost::failed(&why.into()), |()| done());
    }
    let Some(followed) = own_place(&reader) else { return lost::nothing() };
    let mut typed = Typed {
        amount: field("amount").chars().take(100).collect(),
        by: field("by").chars().take(20).collect(),
        note: field("note").chars().take(NOTE_MAX * 4).collect(),
        errors: [None, None, None],
    };
    let minor = match amount::parse(field("amount"), &followed.node.target.currency) {
        Ok(minor) => Some(minor),
        Err(why) => {
            typed.errors[0] = Some(why);
            None
        }
    };
    let days = days(&reader, followed.node);
    let by = match field("by") {
        "" => days.last().cloned(),
        by => days.iter().find(|day| *day == by).cloned(),
    };
    if by.is_none() {
        typed.errors[1] = Some("choose one of the days".to_owned());
    }
    if field("note").chars().count() > NOTE_MAX {
        typed.errors[2] = Some(format!("at most {NOTE_MAX} characters"));
    }
    if let (Some(minor), Some(by), None) = (minor, by, &typed.errors[2]) {
        let goal = OwnGoal {
            set_at: text(now()),
            measure: followed.measure.to_owned(),
            amount: minor,
            currency: followed.node.target.currency.clone(),
            by,
            note: field("note").to_owned(),
        };
        let kept = reader.site.ledger().set_own_goal(&reader.person, &goal);
        match kept {
            Ok(()) => return done(),
            Err(LedgerError::Refused(why)) => typed.errors[0] = Some(why),
            Err(why) => return lost::failed(&why.into()),
        }
    }
    match super::told(&reader, &reader.person, Some(&typed)) {
        Ok(Some(page)) => (StatusCode::UNPROCESSABLE_ENTITY, page).into_response(),
        Ok(None) => lost::nothing(),
        Err(why) => lost::failed(&why),
    }
}

/// The reader's place in what is followed.
struct Followed<'r> {
    node: &'r OutlookNode,
    measure: &'r str,
}

fn own_place(reader: &Reader) -> Option<Followed<'_>> {
    let outlook = reader.review().outlook.as_ref()?;
    let node = outlook.nodes.iter().find(|node| node.person.as_ref() == Some(&reader.person))?;
    Some(Followed { node, measure: &outlook.measure })
}

/// The last days of the months that are still to end.
fn days(reader: &Reader, node: &OutlookNode) -> Vec<String> {
    let today = reader.review().as_of.date.as_str();
    let last = node.months.iter().filter_map(|month| ahead::before(&month.until)).map(|day| day.to_string());
    last.filter(|day| day.as_str() > today).collect()
}

/// The goal of the reader, for the reader's own line only.
pub(super) fn section(reader: &Reader, typed: Option<&Typed>) -> Result<Markup, WebError> {
    let goal = reader.site.ledger().own_goal(&reader.person)?;
    let followed = own_place(reader);
    if goal.is_none() && followed.is_none() {
        return Ok(Markup::default());
    }
    let days = followed.as_ref().map(|followed| days(reader, followed.node)).unwrap_or_default();
    Ok(html! {
        section #goal {
            h2 { "My own goal" }
            p.private { strong { "Only you see this." } " No lead, nobody who operates Plumb, no report and no export shows it." }
            @match &goal {
                Some(goal) => (set_goal(reader, goal, followed.as_ref())),
                None => p { "You have set none. What you write here stands beside what the company asks of you, with its odds." },
            }
            @if let Some(followed) = followed.filter(|_| !days.is_empty()) {
                @let form = form(&days, &followed.node.target.currency, goal.as_ref(), typed);
                @if goal.is_some() { details open[typed.is_some()] { summary { "Change it" } (form) } } @else { (form) }
            }
            @if goal.is_some() {
                form.end method="post" action="/me/goal" {
                    input type="hidden" name="act" value="end";
                    button.plain type="submit" { "Clear my goal" }
                }
            }
        }
    })
}

fn set_goal(reader: &Reader, goal: &OwnGoal, followed: Option<&Followed<'_>>) -> Markup {
    let comparable = followed.filter(|followed| {
        followed.measure == goal.measure && followed.node.target.currency == goal.currency
    });
    let Some(Followed { node, .. }) = comparable else {
        return html! {
            p { "Your own goal is by " (parts::day(&goal.by)) ", but of " (parts::prose(&goal.measure.replace('-', " "))) " in " (parts::clean(&goal.currency))
                ", which is not what is followed for you now. Clear it, or set it anew." }
        };
    };
    let mine = parts::like(&node.target, goal.amount);
    let likely = reader.kept().likely(&reader.viewer, &reader.person, goal.amount, &goal.by);
    let year_end =
        node.months.last().and_then(|month| ahead::before(&month.until)).map(|day| day.to_string());
    let by_then = asked_by_then(node, &goal.by).filter(|_| year_end.as_deref() != Some(&goal.by));
    html! {
        p.answer { "Your own goal: " strong { (parts::figure(&mine)) } " by " (parts::day(&goal.by)) @if let Some(likely) = likely { ": " strong { (stands(likely)) } } "." }
        @if !goal.note.is_empty() { blockquote { p { (parts::prose(&goal.note)) } } }
        table.beside {
            thead { tr { th scope="col" { "Who asks" } th.number scope="col" { (parts::clean(&goal.currency)) } th scope="col" { "By" } th scope="col" { "Odds" } } }
            tbody {
                (row("You", &mine, &goal.by, likely.map(stands)))
                @if let Some(asked) = by_then {
                    @let likely = reader.kept().likely(&reader.viewer, &reader.person, asked.minor, &goal.by);
                    (row("The company, by then", asked, &goal.by, likely.map(stands)))
                }
                (row("The company", &node.target, year_end.as_deref().unwrap_or_default(), node.chance.map(ahead::odds)))
            }
        }
        @if likely.is_none() { p.about { "The odds of your goal are not known: its day lies outside this fiscal year, or nothing is forecast for you." } }
    }
}

fn row(who: &str, amount: &MoneyView, by: &str, odds: Option<String>) -> Markup {
    html! {
        tr {
            th scope="row" { (who) }
            td.number { (parts::grouped(&amount.amount)) }
            td { time datetime=(by) { (ahead::short_day(by)) } }
            td { (odds.as_deref().unwrap_or("not known")) }
        }
    }
}

/// What should have come by the end of the month that ends with a day.
fn asked_by_then<'n>(node: &'n OutlookNode, by: &str) -> Option<&'n MoneyView> {
    let of_day = |until: &str| ahead::before(until).is_some_and(|day| day.to_string() == by);
    node.months.iter().find(|month| of_day(&month.until)).map(|month| &month.target)
}

fn stands(likely: Likely) -> String {
    match likely {
        Likely::Ahead(chance) => ahead::odds(chance),
        Likely::Reached => "reached".to_owned(),
        Likely::Missed => "not reached, and its day is over".to_owned(),
    }
}

fn form(days: &[String], currency: &str, goal: Option<&OwnGoal>, typed: Option<&Typed>) -> Markup {
    let errors = typed.map(|typed| &typed.errors);
    let error = |at: usize| errors.and_then(|errors| errors.get(at)?.as_deref());
    let chosen = match (typed, goal) {
        (Some(typed), _) => typed.by.as_str(),
        (None, Some(goal)) => goal.by.as_str(),
        (None, None) => "",
    };
    let chosen = days.iter().position(|day| day == chosen).unwrap_or(days.len().saturating_sub(1));
    let note = typed.map_or_else(|| goal.map_or("", |goal| goal.note.as_str()), |typed| typed.note.as_str());
    let amount = typed.map_or("", |typed| typed.amount.as_str());
    html! {
        form.door method="post" action="/me/goal" {
            label {
                span { "What I want to reach this year, in " (parts::clean(currency)) }
                input name="amount" value=(amount) maxlength="40" autocomplete="off" placeholder="310 000 or 310k" required
                    aria-invalid=[error(0).map(|_| "true")] aria-describedby=[error(0).map(|_| "goal-amount")];
                (beside("goal-amount", error(0)))
            }
            label {
                "By the end of"
                select name="by" aria-invalid=[error(1).map(|_| "true")] aria-describedby=[error(1).map(|_| "goal-by")] {
                    @for (at, day) in days.iter().enumerate() {
                        option value=(day) selected[at == chosen] { (parts::day(day)) @if at + 1 == days.len() { " (the fiscal year)" } }
                    }
                }
                (beside("goal-by", error(1)))
            }
            label {
                "What for (may be left out)"
                input name="note" value=(note) maxlength=(NOTE_MAX) autocomplete="off"
                    aria-invalid=[error(2).map(|_| "true")] aria-describedby=[error(2).map(|_| "goal-note")];
                (beside("goal-note", error(2)))
            }
            button type="submit" { @if goal.is_some() { "Set anew" } @else { "Set my goal" } }
        }
    }
}

fn beside(id: &str, error: Option<&str>) -> Markup {
    html! { @if let Some(error) = error { span.error #(id) role="alert" { (parts::sentence(error)) "." } } }
}
