//! What is my part? One person's line, in the second person for whose it is.

mod ahead;
mod amount;
mod goal;

use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use plumb_engine::{Gap, LineStory, StrandStory};
use plumb_report::parts;

use crate::WebError;
use crate::figures::wrong;
use crate::frame::{self, Knot, Page};
use crate::pages::{gaps, lost, wrong as reports};
use crate::reader::Reader;

pub(crate) use ahead::followed;
pub(crate) use goal::set as set_goal;

/// Gaps of one strand that are told on the line; the others are counted.
const GAPS_TOLD: usize = 3;

pub(crate) async fn mine(reader: Reader) -> Response {
    if !reader.has_line() {
        return Redirect::to("/").into_response();
    }
    let person = reader.person.clone();
    answer(&reader, &person)
}

pub(crate) async fn page(reader: Reader, Path(person): Path<String>) -> Response {
    if person == reader.person {
        return Redirect::to("/me").into_response();
    }
    answer(&reader, &person)
}

fn answer(reader: &Reader, person: &str) -> Response {
    match told(reader, person, None) {
        Ok(Some(page)) => page.into_response(),
        Ok(None) => lost::nothing(),
        Err(why) => lost::failed(&why),
    }
}

/// Whose line it is, as the page speaks of it.
struct Voice {
    own: bool,
    name: String,
}

impl Voice {
    fn pick<'v>(&self, own: &'v str, other: &'v str) -> &'v str {
        if self.own { own } else { other }
    }
}

/// The page; `typed` is what the reader typed as the own goal and could not be kept.
fn told(reader: &Reader, person: &str, typed: Option<&goal::Typed>) -> Result<Option<Page>, WebError> {
    let Some(story) = reader.kept().line(person, &reader.viewer)? else { return Ok(None) };
    let voice = Voice { own: reader.person == person, name: parts::clean(&story.person.name) };
    let about = format!("line:{person}");
    let state = worst(&story);
    let team = team(reader, &story);
    let body = html! {
        p.eyebrow {
            (parts::sentence(&story.person.role_name))
            @if let Some((_, unit)) = story.units.last() { " · " (parts::prose(unit)) }
            @if let Some(manager) = &story.person.manager { " · reports to " (parts::prose(reader.name_of(manager))) }
        }
        h1 { @if voice.own { "What is my part?" } @else { "What is the part of " (voice.name) "?" } }
        (ahead::sections(reader, &story, &voice, &about, &numbers(reader, &story, &voice, &about)))
        @if voice.own { (goal::section(reader, typed)?) }
        (pay(reader, person, &voice)?)
        (ahead::milestones(&story.milestones, &voice))
        (wanted(reader, &voice))
        (part(reader, &story, &voice, &about))
        (strands(reader, &story, &voice, &about))
        (own_gaps(reader, person, &voice))
        (team)
        (reports::about(reader, &about)?)
    };
    let mut knots: Vec<Knot> = story
        .units
        .iter()
        .skip(1)
        .map(|(id, name)| Knot::to(html! { (parts::prose(name)) }, format!("/gaps?unit={id}"), ""))
        .collect();
    knots.push(Knot::at(html! { (parts::prose(&story.person.name)) }, state));
    let title = if voice.own { "My line".to_owned() } else { voice.name.clone() };
    Ok(Some(frame::page(reader, &title, knots, &body)))
}

/// What the next deal pays, for whose line it is; for whoever operates the way to the person's pay.
fn pay(reader: &Reader, person: &str, voice: &Voice) -> Result<Markup, WebError> {
    if !reader.sees_pay_of(person) {
        return Ok(Markup::default());
    }
    if !voice.own {
        return Ok(
            html! { p { a href=(format!("/pay?person={person}")) { "What does " (voice.name) " earn?" } } },
        );
    }
    let next = reader.of_pay(|kept| kept.next(&reader.viewer, person))?.unwrap_or_default();
    Ok(html! {
        @if !next.is_empty() { (parts::next_deal(&next)) p.about { a href="/pay" { "What do I earn, and why?" } } }
    })
}

/// The worst state of a line's strands.
fn worst(story: &LineStory) -> &'static str {
    let any = |state: &str| story.strands.iter().any(|strand| strand.state == state);
    ["broken", "missing", "unseen", "strained", "sound"].into_iter().find(|state| any(state)).unwrap_or("")
}

/// What the company wants.
fn wanted(reader: &Reader, voice: &Voice) -> Markup {
    let mandates = &reader.review().mandates;
    html! {
        section #wanted {
            h2 { "What does the company want?" }
            @if mandates.is_empty() { p { "No mandate is signed yet." } }
            ul.mandates {
                @for mandate in mandates {
                    li {
                        strong { (parts::prose(&mandate.says)) }
                        span.about { ", due " (parts::day(&mandate.date)) ", signed by " (parts::prose(reader.name_of(&mandate.signed_by))) }
                    }
                }
            }
            @if !voice.own { p.about { "The same for everybody." } }
        }
    }
}

fn part(reader: &Reader, story: &LineStory, voice: &Voice, about: &str) -> Markup {
    let Some(carry) = &reader.review().carry else { return Markup::default() };
    let Some(part) = carry.people.iter().find(|part| part.person == story.person.id) else {
        return html! {
            section #part {
                h2 { (voice.pick("My part of it", "Part of it")) }
                p { (voice.pick("You carry", "Carries")) " no part of this year's mandate directly." }
            }
        };
    };
    let state = match part.state.as_str() {
        "sound" => "and the line to it holds",
        "broken" => "and the line to it is broken",
        _ => "and not all of the line to it can be seen",
    };
    let number = followed(reader, story).filter(|node| node.person.is_some()).map(|node| node.target.minor);
    html! {
        section #part {
            h2 { (voice.pick("My part of it", "Part of it")) }
            p.big { strong { (parts::figure(&part.part)) } " " (wrong(about, Some("part"))) }
            p {
                (voice.pick("That is your part", "That is the part")) " of " (parts::prose(&carry.says)) " this fiscal year, "
                (state)
                @if !part.at.is_empty() { " at " (part.at.join(", ")) }
                "."
            }
            @if number.is_some_and(|number| number != part.part.minor) {
                p.about { "It is not the number itself: the parts of all come to the mandate, the numbers of all need not." }
            }
        }
    }
}

/// The numbers as the plan gives them; where there is none, what would bring one in, unless the plan's rule did.
fn numbers(reader: &Reader, story: &LineStory, voice: &Voice, about: &str) -> Markup {
    if story.numbers.is_empty() && (followed(reader, story).is_some() || !story.person.sells) {
        return Markup::default();
    }
    html! {
        section #number {
            h2 { (voice.pick("My number in the plan", "Number in the plan")) }
            @if story.numbers.is_empty() { p { "The plan holds no number for this fiscal year. Quotas are given in the plan; those who operate Plumb can bring them in." } }
            @else {
                dl.stand {
                    @for (at, number) in story.numbers.iter().enumerate() {
                        div {
                            dt { (parts::sentence(&number.measure)) @if number.kind != "direct" { " (" (number.kind) ")" } " " (wrong(about, Some(&format!("number-{}", at + 1)))) }
                            dd { (parts::prose(&parts::grouped(&number.amount)))
                                span.about { (parts::day(&number.from)) " to " (ahead::before(&number.until).map_or_else(|| number.until.clone(), |day| parts::day(&day.to_string()))) } }
                        }
                    }
                }
            }
        }
    }
}

fn strands(reader: &Reader, story: &LineStory, voice: &Voice, about: &str) -> Markup {
    if story.strands.is_empty() {
        return Markup::default();
    }
    let not_sound = story.strands.iter().filter(|strand| strand.state != "sound").count();
    html! {
        section #strands {
            h2 { (voice.pick("How does my line hang?", "How does the line hang?")) }
            p.about {
                "A line hangs from the mandate on strands: what a person is asked for, taught, paid, equipped, shown, led and told. "
                (parts::count(story.strands.len() - not_sound, "strand is", "strands are")) " sound, " (not_sound) " not."
            }
            ol.strands {
                @for strand in &story.strands {
                    li.(strand.state) {
                        h3 { (parts::sentence(&strand.strand)) " " span.state { (strand.state) } " " (wrong(about, Some(&format!("strand-{}", strand.strand)))) }
                        (because(reader, strand))
                    }
                }
            }
        }
    }
}

/// Why a strand stands as it does.
fn because(reader: &Reader, strand: &StrandStory) -> Markup {
    let seen: Vec<&Gap> =
        strand.gaps.iter().filter_map(|id| reader.review().gaps.iter().find(|gap| gap.id == *id)).collect();
    let untold = strand.gaps.len() - seen.len();
    html! {
        @if strand.state == "sound" {
            p { (parts::count(strand.sound, "condition holds", "conditions hold")) "." }
        }
        @if !seen.is_empty() {
            ul {
                @for gap in seen.iter().take(GAPS_TOLD) { li { a href=(gaps::address(&gap.id)) { (parts::sentence(&gap.message)) } } }
            }
        }
        @if seen.len() > GAPS_TOLD {
            p.about { "And " (parts::count(seen.len() - GAPS_TOLD, "gap", "gaps")) " more: " a href=(format!("/gaps?strand={}", strand.strand)) { "all of this strand" } }
        }
        @if untold > 0 { p.about { (parts::count(untold, "gap", "gaps")) " of a group so small that it would tell of single people." } }
        @if strand.state == "unseen" && !strand.needs.is_empty() {
            p.about { "Not seen yet. It would take " (parts::prose(&strand.needs.join("; "))) "." }
        }
    }
}

fn own_gaps(reader: &Reader, person: &str, voice: &Voice) -> Markup {
    let found: Vec<&Gap> = reader
        .review()
        .gaps
        .iter()
        .filter(|gap| gap.person.as_deref() == Some(person) && gap.state == "open")
        .collect();
    html! {
        section #gaps {
            h2 { (voice.pick("What stands in my way?", "What stands in the way?")) }
            @if found.is_empty() { p { "No gap is about " (voice.pick("you", &voice.name)) " alone." } }
            @else { ul.list { @for gap in found { li.(gap.severity) { (gaps::row(reader, gap)) } } } }
        }
    }
}

/// Those whom the person leads, for who may see them.
fn team(reader: &Reader, story: &LineStory) -> Markup {
    let below: Vec<_> = reader
        .kept()
        .people()
        .values()
        .filter(|other| other.manager.as_ref() == Some(&story.person.id))
        .filter(|other| reader.kept().may_see(&reader.viewer, &other.id))
        .collect();
    if below.is_empty() {
        return Markup::default();
    }
    let carried = reader.review().carry.as_ref();
    html! {
        section #team {
            h2 { "Who reports here?" }
            table.people {
                thead { tr { th scope="col" { "Person" } th scope="col" { "Role" } th.number scope="col" { "Part" } th scope="col" { "Line" } } }
                tbody {
                    @for other in below {
                        @let part = carried.and_then(|carry| carry.people.iter().find(|part| part.person == other.id));
                        tr {
                            th scope="row" { a href=(format!("/line/{}", other.id)) { (parts::prose(&other.name)) } }
                            td { (parts::prose(&other.role_name)) }
                            td.number { @if let Some(part) = part { (parts::figure(&part.part)) } }
                            td { @if let Some(part) = part { span.state-word.(part.state) { (part.state) } } }
                        }
                    }
                }
            }
        }
    }
}
