//! What stands in the way? All gaps that the reader may see, narrowed by plain links and a form.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use plumb_engine::Gap;
use plumb_report::parts;

use crate::frame::{self, Knot};
use crate::reader::Reader;

/// Gaps on one page.
const ON_A_PAGE: usize = 100;

pub(crate) async fn page(reader: Reader) -> Response {
    let wanted = Wanted::of(&reader);
    let gaps: Vec<&Gap> = reader.review().gaps.iter().filter(|gap| wanted.holds(gap)).collect();
    let pages = gaps.len().div_ceil(ON_A_PAGE).max(1);
    let at = reader.asked("page").and_then(|page| page.parse().ok()).unwrap_or(1_usize).clamp(1, pages);
    let shown = gaps.iter().skip((at - 1) * ON_A_PAGE).take(ON_A_PAGE);
    let body = html! {
        h1 { "What stands in the way?" }
        p {
            (parts::count(gaps.len(), "gap", "gaps"))
            @if wanted.any() { " of " (reader.review().gaps.len()) ", " (wanted.said(&reader)) ". " a href="/gaps" { "Show all" } } @else { ": those who lead must close theirs first, then what breaks lines, the largest exposure first." }
        }
        (form(&reader, &wanted))
        @if gaps.is_empty() { p { "No gap that you can see is like that." } }
        @else {
            ul.list { @for gap in shown { li.(gap.severity) { (row(&reader, gap)) } } }
        }
        @if pages > 1 {
            nav.pages aria-label="Pages of gaps" {
                @for page in 1..=pages {
                    @if page == at { strong { (page) } } @else { a href=(wanted.address(page)) { (page) } }
                }
            }
        }
        @if reader.seen.hidden_gaps() > 0 {
            p.about { (parts::count(reader.seen.hidden_gaps(), "gap", "gaps")) " about other people left out." }
        }
    };
    frame::page(&reader, "Gaps", vec![Knot::at(html! { "Gaps" }, "")], &body).into_response()
}

/// A gap in two lines.
pub(crate) fn row(reader: &Reader, gap: &Gap) -> Markup {
    html! {
        p.says { a href=(address(&gap.id)) { (parts::sentence(&gap.message)) } }
        p.about {
            span.severity { (gap.severity) } " "
            (gap.strand)
            @for unit in &gap.nodes { " · " (parts::prose(reader.unit_name(unit))) }
            @if let Some(person) = &gap.person { " · " (parts::prose(reader.name_of(person))) }
            @if let Some(exposure) = &gap.exposure { " · " (parts::figure(&exposure.amount)) " " (effect(&exposure.effect)) }
            @if gap.concerns == "leaders" { " · for those who lead" }
            @if gap.state != "open" { " · accepted" }
        }
    }
}

fn effect(effect: &str) -> &'static str {
    match effect {
        "breaks" => "lie under it",
        "strains" => "are strained",
        _ => "are touched",
    }
}

/// Where a gap is told.
pub(crate) fn address(id: &str) -> String {
    let id: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("/gap/{}", id.replace('+', "%20"))
}

/// What is wanted of all gaps.
struct Wanted<'r> {
    unit: Option<&'r str>,
    /// The unit and all below it.
    units: BTreeSet<&'r str>,
    strand: Option<&'r str>,
    state: Option<&'r str>,
    severity: Option<&'r str>,
    rule: Option<&'r str>,
}

impl<'r> Wanted<'r> {
    fn of(reader: &'r Reader) -> Self {
        let unit = reader.asked("unit");
        Self {
            unit,
            units: unit.map(|unit| below(reader, unit)).unwrap_or_default(),
            strand: reader.asked("strand"),
            state: reader.asked("state"),
            severity: reader.asked("severity"),
            rule: reader.asked("rule"),
        }
    }

    fn holds(&self, gap: &Gap) -> bool {
        let is = |wanted: Option<&str>, value: &str| wanted.is_none_or(|wanted| wanted == value);
        is(self.strand, &gap.strand)
            && is(self.state, &gap.state)
            && is(self.severity, &gap.severity)
            && is(self.rule, &gap.rule)
            && (self.unit.is_none() || gap.nodes.iter().any(|node| self.units.contains(node.as_str())))
    }

    fn named(&self) -> [(&'static str, Option<&'r str>); 5] {
        [
            ("unit", self.unit),
            ("strand", self.strand),
            ("state", self.state),
            ("severity", self.severity),
            ("rule", self.rule),
        ]
    }

    fn any(&self) -> bool {
        self.named().iter().any(|(_, value)| value.is_some())
    }

    fn said(&self, reader: &Reader) -> Markup {
        let named = self.named().into_iter().filter_map(|(name, value)| Some((name, value?)));
        html! {
            @for (index, (name, value)) in named.enumerate() {
                @if index > 0 { ", " }
                (name) " " strong { (parts::prose(if name == "unit" { reader.unit_name(value) } else { value })) }
            }
        }
    }

    fn address(&self, page: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.named() {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        query.append_pair("page", &page.to_string());
        format!("/gaps?{}", query.finish())
    }
}

/// Units as the review lists them, with their depth: those that the reader may see.
fn tree(reader: &Reader) -> Vec<(&str, &str, usize)> {
    let review = reader.review();
    match &review.carry {
        Some(carry) => {
            carry.units.iter().map(|unit| (unit.unit.as_str(), unit.name.as_str(), unit.depth)).collect()
        }
        None => review.matrix.iter().map(|row| (row.unit.as_str(), row.name.as_str(), row.depth)).collect(),
    }
}

/// A unit and what stands below it in the list.
fn below<'r>(reader: &'r Reader, unit: &'r str) -> BTreeSet<&'r str> {
    let mut units = BTreeSet::from([unit]);
    let mut within: Option<usize> = None;
    for (id, _, depth) in tree(reader) {
        match within {
            Some(top) if depth > top => _ = units.insert(id),
            _ => within = (id == unit).then_some(depth),
        }
    }
    units
}

fn form(reader: &Reader, wanted: &Wanted<'_>) -> Markup {
    let gaps = &reader.review().gaps;
    let values = |of: fn(&Gap) -> &String| -> BTreeMap<&str, usize> {
        let mut values = BTreeMap::new();
        for gap in gaps {
            *values.entry(of(gap).as_str()).or_default() += 1;
        }
        values
    };
    let choice = |name: &str, label: &str, chosen: Option<&str>, values: BTreeMap<&str, usize>| {
        html! {
            label { (label)
                select name=(name) {
                    option value="" { "all" }
                    @for (value, number) in &values {
                        option value=(value) selected[chosen == Some(*value)] { (value) " (" (number) ")" }
                    }
                }
            }
        }
    };
    html! {
        form.filter method="get" action="/gaps" {
            label { "Unit"
                select name="unit" {
                    option value="" { "all" }
                    @for (id, name, depth) in tree(reader) {
                        option value=(id) selected[wanted.unit == Some(id)] { (" ".repeat(depth)) (parts::clean(name)) }
                    }
                }
            }
            (choice("strand", "Strand", wanted.strand, values(|gap| &gap.strand)))
            (choice("severity", "Severity", wanted.severity, values(|gap| &gap.severity)))
            (choice("state", "State", wanted.state, values(|gap| &gap.state)))
            @if let Some(rule) = wanted.rule { input type="hidden" name="rule" value=(rule); }
            button type="submit" { "Show" }
        }
    }
}
