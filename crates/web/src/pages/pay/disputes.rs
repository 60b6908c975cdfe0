//! "This is wrong": saying it of one's own pay, and answering it. Both sides stay beside the line.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use plumb_engine::{DisputeView, StatementView};
use plumb_ledger::{Dispute, DisputeAnswer, DisputeState, LedgerError, NewDispute};
use plumb_report::parts;
use plumb_units::{Currency, Money, Quantity};

use super::{address, line, told};
use crate::pages::lost;
use crate::reader::{Reader, fields};
use crate::time::today;

/// The longest text that is typed, in characters; the ledger says so too.
const SAYS_MAX: usize = 2_000;

/// What was typed and could not be kept, with why.
#[derive(Default)]
pub(super) struct Typed {
    says: String,
    claimed: String,
    /// Beside the text and the amount.
    errors: [Option<String>; 2],
}

/// Records what the reader says of the own pay. What cannot be kept comes back with the reason beside its field.
pub(crate) async fn open(reader: Reader, Path(period): Path<String>, body: Bytes) -> Response {
    let form = fields(&body);
    let field = |name: &str| form.get(name).map(|value| value.trim()).unwrap_or_default();
    let about = Some(field("line")).filter(|line| !line.is_empty());
    // Nobody says something of another's pay, whatever the address names.
    let person = reader.person.as_str();
    let known = reader.of_pay(|kept| {
        let all = kept.statements(&reader.viewer, person, &period);
        let of_line = |line: &str| {
            kept.explain(&reader.viewer, person, line).is_some_and(|view| view.period.name == period)
        };
        let view = all.into_iter().find(|one| field("plan").is_empty() || one.plan.id == field("plan"))?;
        about.is_none_or(of_line).then_some(view)
    });
    let view = match known {
        Ok(known) => known.flatten(),
        Err(why) => return lost::failed(&why),
    };
    let (Some(view), Some(day)) = (view.filter(|_| reader.asked("person").is_none()), today()) else {
        return lost::nothing();
    };
    let mut typed = Typed {
        says: field("says").chars().take(SAYS_MAX * 2).collect(),
        claimed: field("claimed").chars().take(100).collect(),
        errors: [None, None],
    };
    let claimed = match claim(field("claimed"), &view.currency) {
        Ok(claimed) => claimed,
        Err(why) => {
            typed.errors[1] = Some(why);
            None
        }
    };
    if typed.errors[1].is_none() {
        let opened = reader.site.ledger().pay().open_dispute(&NewDispute {
            person,
            period: &period,
            line: about,
            claimed,
            says: field("says"),
            opened_on: day,
            opened_by: person,
        });
        match opened {
            Ok(number) => {
                let back = address(&reader, person, &format!("/pay/{period}"), &[("plan", &view.plan.id)]);
                return Redirect::to(&format!("{back}#dispute-{number}")).into_response();
            }
            Err(LedgerError::Refused(why)) => typed.errors[0] = Some(why),
            Err(why) => return lost::failed(&why.into()),
        }
    }
    let page = match about {
        Some(id) => line::told(&reader, &period, id, Some(&typed)),
        None => told(&reader, &period, Some(&typed)),
    };
    match page {
        Ok(Some(page)) => (StatusCode::UNPROCESSABLE_ENTITY, page).into_response(),
        Ok(None) => lost::nothing(),
        Err(why) => lost::failed(&why),
    }
}

/// The plan of the line that a dispute is about, for an address.
fn plan_of(dispute: &Dispute) -> Vec<(&'static str, &str)> {
    let plan = dispute.line.as_deref().and_then(|line| line.split_once('/'));
    plan.map(|(plan, _)| ("plan", plan)).into_iter().collect()
}

/// What an amount should be; nothing where nothing is typed.
fn claim(text: &str, currency: &str) -> Result<Option<Money>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || format!("that is no amount; write it such as 120.50, in {currency}");
    let code = Currency::parse(currency).map_err(|error| error.to_string())?;
    let read = [text.to_owned(), format!("{text} {currency}")].into_iter().find_map(|text| {
        match Quantity::parse(&text) {
            Ok(Quantity::Money(money)) => Some(money),
            _ => None,
        }
    });
    read.filter(|money| money.currency() == code).map(Some).ok_or_else(wrong)
}

/// Records an answer: of whoever operates, or a further word of whose pay it is.
pub(crate) async fn answer(reader: Reader, Path(number): Path<String>, body: Bytes) -> Response {
    let form = fields(&body);
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let (Ok(number), Some(state), Some(day)) = (number.parse(), DisputeState::parse(field("state")), today())
    else {
        return lost::nothing();
    };
    let found = reader.site.ledger().pay().dispute(number);
    let dispute = match found {
        Ok(Some(dispute)) => dispute,
        Ok(None) => return lost::nothing(),
        Err(why) => return lost::failed(&why.into()),
    };
    let own = dispute.person == reader.person;
    // Whose pay it is goes on asking; how it ends is for those who operate, and of nobody's own pay.
    let may = if state == DisputeState::Open { own } else { reader.operates && !own };
    if !may {
        return lost::nothing();
    }
    let answer = DisputeAnswer {
        state,
        says: field("says").to_owned(),
        answered_on: day,
        answered_by: reader.person.clone(),
    };
    let recorded = reader.site.ledger().pay().answer_dispute(number, &answer);
    let back = address(&reader, &dispute.person, &format!("/pay/{}", dispute.period), &plan_of(&dispute));
    match recorded {
        Ok(()) => Redirect::to(&format!("{back}#dispute-{number}")).into_response(),
        Err(why) => lost::failed(&why.into()),
    }
}

/// The form to say that a line, or something of the period, is wrong.
pub(super) fn form(view: &StatementView, about: Option<&str>, typed: Option<&Typed>) -> Markup {
    let error = |at: usize| typed.and_then(|typed| typed.errors.get(at)?.as_deref());
    let (says, claimed) = typed.map_or(("", ""), |typed| (&typed.says, &typed.claimed));
    let fields = html! {
        form.door method="post" action=(format!("/pay/{}/dispute", view.period.name)) {
            input type="hidden" name="plan" value=(view.plan.id);
            @if let Some(line) = about { input type="hidden" name="line" value=(line); }
            label {
                "What is wrong?"
                textarea name="says" rows="3" maxlength=(SAYS_MAX) required aria-invalid=[error(0).map(|_| "true")] aria-describedby=[error(0).map(|_| "dispute-says")] { (says) }
                (beside("dispute-says", error(0)))
            }
            label {
                span { "What it should be, in " (parts::clean(&view.currency)) " (may be left out)" }
                input name="claimed" value=(claimed) maxlength="40" autocomplete="off" inputmode="decimal" aria-invalid=[error(1).map(|_| "true")] aria-describedby=[error(1).map(|_| "dispute-claimed")];
                (beside("dispute-claimed", error(1)))
            }
            button type="submit" { "Say so" }
        }
    };
    html! {
        @match about {
            Some(_) => (fields),
            None => details.more open[typed.is_some()] { summary { "Something is missing, or wrong with all of it" } (fields) },
        }
        p.about { "Those who work out pay see it and answer; both sides stay beside the line. Nobody else sees it." }
    }
}

fn beside(id: &str, error: Option<&str>) -> Markup {
    html! { @if let Some(error) = error { span.error #(id) role="alert" { (parts::sentence(error)) "." } } }
}

/// The way to answer: for whoever operates, and for a further word of whose pay it is.
pub(super) fn reply(reader: &Reader, one: &DisputeView) -> Markup {
    let own = one.person == reader.person;
    let state = DisputeState::parse(&one.state).unwrap_or(DisputeState::Open);
    let states: Vec<DisputeState> = DisputeState::ALL
        .into_iter()
        .filter(|next| state.may_become(*next))
        .filter(|next| {
            if own { *next == DisputeState::Open } else { reader.operates && *next != DisputeState::Open }
        })
        .collect();
    html! {
        @if !states.is_empty() {
            form.door method="post" action=(format!("/pay/dispute/{}", one.number)) {
                @match states.as_slice() {
                    [only] => input type="hidden" name="state" value=(only.word());,
                    many => fieldset {
                        legend { "It is" }
                        @for state in many { label.choice { input type="radio" name="state" value=(state.word()) required; " " (state.word()) } }
                    }
                }
                label { @if own { "What do you say to that?" } @else { "Why" } textarea name="says" rows="3" maxlength=(SAYS_MAX) required {} }
                button type="submit" { "Answer" }
            }
        }
    }
}

/// What is said, and what was answered.
pub(super) fn both_sides(reader: &Reader, one: &DisputeView) -> Markup {
    html! {
        blockquote {
            p.about { (parts::prose(reader.name_of(&one.opened_by))) ", " (parts::day(&one.opened_on)) @if let Some(claimed) = &one.claimed { ", claims " (parts::prose(&parts::money(claimed))) } ": " strong { (one.state) } }
            p { (parts::prose(&one.says)) }
        }
        @for answer in &one.answers {
            blockquote.answer {
                p.about { (parts::prose(reader.name_of(&answer.by))) ", " (parts::day(&answer.on)) ": " strong { (answer.state) } }
                p { (parts::prose(&answer.says)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_with_or_without_its_currency_and_in_no_other() {
        let euros = |text: &str| claim(text, "EUR").map(|claimed| claimed.map(Money::minor));
        assert_eq!(
            (euros(""), euros("120.50"), euros("1 200 EUR")),
            (Ok(None), Ok(Some(12_050)), Ok(Some(120_000)))
        );
        for wrong in ["5 USD", "much", "12 %", "1.234", "<b>"] {
            assert!(euros(wrong).is_err(), "{wrong}");
        }
    }
}
