//! The figures that a page shows, by name: what somebody may say is wrong, with the value as it was shown.

use maud::{Markup, html};
use plumb_engine::{EngineError, Review};
use plumb_report::parts;

use crate::reader::Reader;

/// A figure of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    /// Its name in addresses.
    pub(crate) key: String,
    /// What it is, in words.
    pub(crate) name: String,
    /// Its value, as it is shown.
    pub(crate) value: String,
}

impl Figure {
    fn new(key: impl Into<String>, name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), name: name.into(), value: value.into() }
    }
}

/// The figures of what a page is about: `first`, `line:PERSON`, `gap:ID`. Nothing where the reader may not see it.
pub(crate) fn of(reader: &Reader, about: &str) -> Result<Vec<Figure>, EngineError> {
    match about.split_once(':') {
        None if about == "first" => Ok(first(reader)),
        Some(("line", person)) => line(reader, person),
        Some(("gap", id)) => Ok(gap(reader, id)),
        _ => Ok(Vec::new()),
    }
}

/// The figures of the answer to whether we are on track.
pub(crate) fn answered(review: &Review) -> Vec<Figure> {
    let mut figures = Vec::new();
    if let Some(carry) = &review.carry {
        figures.push(Figure::new("total", "what this year asks for", parts::money(&carry.total)));
        if let Some(split) = &carry.split {
            for (key, name, part) in [
                ("sound", "soundly carried", &split.soundly_carried),
                ("broken", "carried but broken", &split.carried_but_broken),
                ("unseen", "unseen", &split.unseen),
                ("nobodys", "nobody's", &split.nobodys),
            ] {
                figures.push(Figure::new(key, name, parts::money(part)));
            }
        }
    }
    if let Some(so_far) = review.mandates.iter().find(|one| one.headline).and_then(|one| one.so_far.as_ref())
    {
        figures.push(Figure::new("so-far", "what has come in so far", so_far.clone()));
    }
    figures
}

fn first(reader: &Reader) -> Vec<Figure> {
    let review = reader.review();
    let mut figures = answered(review);
    figures.extend(review.carry.iter().flat_map(|carry| &carry.units).map(|unit| {
        Figure::new(
            format!("unit-{}", unit.unit),
            format!("the part of {}", unit.name),
            parts::money(&unit.amount),
        )
    }));
    figures.extend(review.moves.iter().take(3).filter_map(|one| {
        let reaches = one.reaches.as_ref()?;
        Some(Figure::new(
            format!("move-{}", one.rule),
            format!("what the move `{}` reaches", one.rule),
            parts::money(reaches),
        ))
    }));
    figures
}

fn line(reader: &Reader, person: &str) -> Result<Vec<Figure>, EngineError> {
    let Some(story) = reader.kept().line(person, &reader.viewer)? else { return Ok(Vec::new()) };
    let mut figures = Vec::new();
    let carried = reader.review().carry.iter().flat_map(|carry| &carry.people);
    if let Some(part) = carried.clone().find(|part| part.person == person) {
        figures.push(Figure::new("part", "the part of the mandate", parts::money(&part.part)));
    }
    if let Some(node) = crate::pages::line::followed(reader, &story) {
        for (key, name, amount) in [
            ("target", "what is to be brought this year", &node.target),
            ("came", "what came this year so far", &node.pace.actual),
            ("expected", "what should be there by today", &node.pace.expected),
        ] {
            figures.push(Figure::new(key, name, parts::money(amount)));
        }
    }
    for (at, number) in story.numbers.iter().enumerate() {
        let name = format!("the number for {} from {} until {}", number.measure, number.from, number.until);
        figures.push(Figure::new(format!("number-{}", at + 1), name, number.amount.clone()));
    }
    for strand in &story.strands {
        figures.push(Figure::new(
            format!("strand-{}", strand.strand),
            format!("the strand {}", strand.strand),
            strand.state.clone(),
        ));
    }
    Ok(figures)
}

fn gap(reader: &Reader, id: &str) -> Vec<Figure> {
    let Some(gap) = reader.review().gaps.iter().find(|gap| gap.id == id) else { return Vec::new() };
    let mut figures = vec![Figure::new("message", "what was found", gap.message.clone())];
    if let Some(exposure) = &gap.exposure {
        figures.push(Figure::new("exposure", "what hangs on it", parts::exposure(exposure, &gap.strand)));
    }
    if let Some(worth) = parts::worth(&gap.worth) {
        figures.push(Figure::new("worth", "what closing it is worth", worth));
    }
    figures
}

/// The way to say that a figure is wrong; without one, the page asks which.
pub(crate) fn wrong(about: &str, figure: Option<&str>) -> Markup {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("about", about);
    if let Some(figure) = figure {
        query.append_pair("figure", figure);
    }
    html! { a.wrong href=(format!("/wrong/new?{}", query.finish())) title="Say that this figure is wrong" { "wrong?" } }
}
