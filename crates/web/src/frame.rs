//! What stands around every page: the plumb line from the mandate to what is looked at, the ways to go, who reads.

use axum::response::Html;
use maud::{DOCTYPE, Markup, html};
use plumb_report::parts;

use crate::reader::Reader;

/// A whole page.
pub(crate) type Page = Html<String>;

/// A knot on the plumb line.
pub(crate) struct Knot {
    says: Markup,
    href: Option<String>,
    /// How the line stands down to here: `sound`, `strained`, `broken`, `missing`, `unseen`, or nothing where it is not drawn.
    state: String,
}

impl Knot {
    /// A knot to go to.
    pub(crate) fn to(says: Markup, href: impl Into<String>, state: &str) -> Self {
        Self { says, href: Some(href.into()), state: state.to_owned() }
    }

    /// A knot that leads nowhere: where we are, or what has no page of its own.
    pub(crate) fn at(says: Markup, state: &str) -> Self {
        Self { says, href: None, state: state.to_owned() }
    }
}

/// The ways to go: address, words, and whether only who operates sees it.
const WAYS: [(&str, &str, bool); 13] = [
    ("/", "Are we on track?", false),
    ("/me", "My line", false),
    ("/pay", "My pay", false),
    ("/ahead", "What will happen?", false),
    ("/targets", "Who carries what?", false),
    ("/growth", "Growth", false),
    ("/gaps", "Gaps", false),
    ("/coverage", "Coverage", false),
    ("/changes", "Changes", false),
    ("/wrong", "Said to be wrong", false),
    ("/pay/analysis", "What pay pays for", true),
    ("/start", "Questions", true),
    ("/people", "People", true),
];

/// A page for somebody signed in. The mandate hangs at the top of its line.
pub(crate) fn page(reader: &Reader, title: &str, knots: Vec<Knot>, body: &Markup) -> Page {
    let shown =
        WAYS.iter().filter(|(way, _, operators)| (reader.operates || !operators) && leads_on(reader, way));
    let top = html! {
        nav.line aria-label="From the mandate to here" {
            ol {
                @for (index, knot) in mandate(reader).into_iter().chain(knots).enumerate() {
                    li.(knot.state) {
                        @if index > 0 && !knot.state.is_empty() { span.state-word { (knot.state) } " " }
                        @match &knot.href { Some(href) => a href=(href) { (knot.says) }, None => span { (knot.says) } }
                    }
                }
            }
        }
        div.who {
            p { (reader.name_of(&reader.person)) @if reader.operates && reader.person != plumb_ledger::OPERATOR { " (operates)" } }
            form method="post" action="/sign-out" { button.plain type="submit" { "Sign out" } }
        }
        nav.ways aria-label="Pages" {
            @for (way, says, _) in shown {
                a href=(way) aria-current=[stands_at(&reader.path, way).then_some("page")] { (says) }
            }
        }
        @if let Some(stale) = &reader.stale { p.notice role="status" { (parts::sentence(stale)) "." } }
    };
    let review = reader.review();
    let foot = html! {
        p {
            (parts::prose(&review.company)) " · as of " (parts::day(&review.as_of.date))
            @if reader.seen.hidden_gaps() > 0 { " · what is about other people is left out" }
        }
    };
    whole(&format!("{title} · {}", parts::clean(&review.company)), Some(&top), body, Some(&foot))
}

/// Whether there is something for the reader at the end of a way. Who operates sees it empty too: it says what would fill it.
fn leads_on(reader: &Reader, way: &str) -> bool {
    match way {
        "/me" => reader.has_line(),
        "/pay" => reader.sees_pay_of(&reader.person),
        "/ahead" | "/targets" => reader.operates || parts::looks_ahead(&reader.seen),
        "/growth" => reader.operates || reader.review().bridge.is_some(),
        _ => true,
    }
}

/// Whether a page is the one that a way leads to, or one below it.
fn stands_at(path: &str, way: &str) -> bool {
    path == way
        || (way != "/" && path != "/pay/analysis" && path.starts_with(&format!("{way}/")))
        || (way == "/gaps" && path.starts_with("/gap/"))
}

/// The knot of the headline mandate.
fn mandate(reader: &Reader) -> Option<Knot> {
    let review = reader.review();
    let mandate = review.mandates.iter().find(|mandate| mandate.headline).or(review.mandates.first())?;
    let says = html! { (parts::prose(&mandate.says)) };
    Some(if reader.path == "/" { Knot::at(says, "") } else { Knot::to(says, "/", "") })
}

/// A page for whoever comes to the door.
pub(crate) fn outside(title: &str, body: &Markup) -> Page {
    whole(title, None, body, None)
}

fn whole(title: &str, top: Option<&Markup>, body: &Markup, foot: Option<&Markup>) -> Page {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="icon" href="/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/style.css";
            }
            body {
                (parts::patterns())
                @if let Some(top) = top { header.top { (top) } }
                main { (body) }
                @if let Some(foot) = foot { footer { (foot) } }
            }
        }
    };
    Html(page.into_string())
}
