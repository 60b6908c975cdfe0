//! What will happen: the odds of the headline, the year as a fan, every unit beside its pace, and how far the forecast was off.

mod looks_back;
mod odds;
mod units;

use maud::{Markup, html};
use plumb_engine::{MoneyView, OutlookNode, OutlookView, Review};

use crate::ahead::{self, BEHIND_MAX};
use crate::charts::{self, Moment, Say};
use crate::figures::{count, like, money, short};
use crate::page::text::{figure, name, prose};

pub(crate) use units::{Link, linked, whose};

/// All of it.
pub(crate) fn section(review: &Review, link: Link<'_>) -> Markup {
    let Some(outlook) = review.outlook.as_ref().filter(|outlook| has_any(outlook)) else {
        return html! { section #ahead { h1 { "What will happen?" } (nothing()) } };
    };
    html! {
        section #ahead {
            h1 { "What will happen?" }
            (said(outlook))
            @if let Some(top) = ahead::top(outlook) { (fan(outlook, top)) }
        }
        (units::section(outlook, link))
        (odds::section(outlook))
        (looks_back::section(outlook))
        @if !outlook.remarks.is_empty() {
            details #remarks {
                summary { (count(outlook.remarks.len(), "remark", "remarks")) " on how this was computed" }
                ul { @for remark in &outlook.remarks { li { (prose(remark)) } } }
            }
        }
    }
}

/// The same in short: the sentence, the fan, who is furthest behind, where a simple rule was nearer. Nothing without an outlook.
pub(crate) fn in_short(review: &Review) -> Markup {
    let Some(outlook) = review.outlook.as_ref().filter(|outlook| has_any(outlook)) else {
        return Markup::default();
    };
    html! {
        section #ahead {
            h2 { "What will happen?" }
            (said(outlook))
            @if let Some(top) = ahead::top(outlook) { (fan(outlook, top)) }
            (furthest_behind(outlook))
            @for says in ahead::nearer(outlook) { p { (prose(&says)) } }
        }
    }
}

/// The odds of the headline; nothing without an outlook.
pub(crate) fn odds(review: &Review) -> Markup {
    html! { @if let Some(outlook) = &review.outlook { (said(outlook)) } }
}

/// Who is furthest behind pace; nothing without an outlook.
pub(crate) fn behind(review: &Review) -> Markup {
    html! { @if let Some(outlook) = review.outlook.as_ref().filter(|outlook| has_any(outlook)) { (furthest_behind(outlook)) } }
}

/// The odds of the headline as an answer.
fn said(outlook: &OutlookView) -> Markup {
    html! { @if let Some(says) = ahead::odds_of_the_headline(outlook) { p.odds { (prose(&says)) } } }
}

/// Whether there is anything to show.
pub(crate) fn has_any(outlook: &OutlookView) -> bool {
    !outlook.nodes.is_empty() || !outlook.odds.is_empty()
}

/// What would fill the page.
fn nothing() -> Markup {
    html! {
        p { "Nothing is asked for that could be looked ahead at, or nothing of it that may be shown to you: what would tell of fewer than five other people is left out." }
        p {
            "It takes a signed mandate with a level in money (" code { "plan/objectives.toml" } ", then " code { "plumb lock sign ID --by NAME --on DATE" }
            ") or quotas (" code { "plan/private/quotas.csv" } "), and what was sold so far (" code { "plumb import MAPPING PATH" } ")."
        }
    }
}

/// The year of a unit, added up month by month.
fn fan(outlook: &OutlookView, node: &OutlookNode) -> Markup {
    let moments: Vec<Moment> = node
        .months
        .iter()
        .map(|month| Moment {
            period: month.period.clone(),
            actual: month.actual.as_ref().map(|actual| actual.minor as f64),
            forecast: month.range.as_ref().map(|of| [&of.p10, &of.p50, &of.p90].map(|of| of.minor as f64)),
            target: Some(month.target.minor as f64),
        })
        .collect();
    let title = format!(
        "{} of {} in fiscal year {}, added up",
        words(&outlook.measure),
        node.name,
        outlook.period.name
    );
    let drawn = saying(&node.target, |say| charts::outlook(&charts::Outlook { title, moments }, say));
    html! {
        p { (stands(node)) }
        @if drawn.0.is_empty() {
            p { "There is no month to draw yet: the year's months come from sales with their days (" code { "plumb import MAPPING PATH" } ")." }
        } @else { (drawn) }
    }
}

/// Where a unit stands today, in a sentence.
fn stands(node: &OutlookNode) -> Markup {
    let pace = &node.pace;
    let usual = ahead::beyond(pace);
    html! {
        (name(&node.name)) " has " (figure(&pace.actual)) " of " (figure(&node.target)) " and should have " (figure(&pace.expected))
        " by now, by season and working days: " strong { (prose(&ahead::pace(pace))) }
        @if !usual.is_empty() { ", " (usual) " (" (figure(&pace.low)) " to " (figure(&pace.high)) ")" }
        ". "
        @if let Some(per_day) = pace.per_day.as_ref().filter(|_| pace.remaining.minor > 0) {
            "Each of the " (count(usize::try_from(pace.days_left).unwrap_or(0), "working day", "working days")) " left has to bring " (figure(per_day))
            @if let Some(so_far) = &pace.so_far_per_day { "; each so far brought " (figure(so_far)) }
            "."
        }
    }
}

/// The units furthest behind, each with what it takes from now on.
fn furthest_behind(outlook: &OutlookView) -> Markup {
    let found = ahead::behind(outlook);
    html! {
        @if found.is_empty() { p { (ahead::behind_says(outlook)) } }
        @else {
            p.about { "Furthest behind pace:" }
            ul.behind {
                @for node in found.iter().take(BEHIND_MAX) {
                    li {
                        strong { (name(&node.name)) } ": " (prose(&ahead::pace(&node.pace))) ", " (ahead::beyond(&node.pace))
                        @if let Some(chance) = node.chance { "; " (ahead::in_100(chance)) " that it brings its " (figure(&node.target)) }
                    }
                }
            }
        }
    }
}

/// An id as words: `net-revenue` as `Net revenue`.
fn words(id: &str) -> String {
    let id = id.replace('-', " ");
    let mut letters = id.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Draws with amounts written as money like another.
pub(crate) fn saying<T>(like_this: &MoneyView, draw: impl FnOnce(Say<'_>) -> T) -> T {
    let (in_short, exactly) = (
        |value: f64| match ahead::amount(value, like_this) {
            none if none.minor == 0 => format!("0 {}", like_this.currency),
            some => short(&some),
        },
        |value: f64| money(&ahead::amount(value, like_this)),
    );
    draw(Say { short: &in_short, exact: &exactly })
}

/// An amount without its sign.
pub(crate) fn unsigned(amount: &MoneyView) -> MoneyView {
    like(amount, amount.minor.saturating_abs())
}
