//! Units and people beside their targets: what came, how far along, what it takes, where it is likely to end.

use maud::{Markup, html};
use plumb_engine::{OutlookNode, OutlookView, RangeView};

use crate::ahead;
use crate::figures::{Scale, count, money};
use crate::page::text::{level, name, prose};

/// Units and people that are listed; more are counted.
const ROWS_MAX: usize = 300;

/// Where more about a unit or a person stands.
pub(crate) type Link<'a> = &'a dyn Fn(&OutlookNode) -> Option<String>;

/// The table of units, and of people folded.
pub(super) fn section(outlook: &OutlookView, link: Link<'_>) -> Markup {
    let units: Vec<&OutlookNode> = outlook.nodes.iter().filter(|node| node.person.is_none()).collect();
    let people: Vec<&OutlookNode> = outlook.nodes.iter().filter(|node| node.person.is_some()).collect();
    let open = units.is_empty() || people.len() == 1;
    html! {
        section #units {
            h2 { "Who is on pace?" }
            p { (prose(&ahead::behind_says(outlook))) }
            p.about {
                "Behind and ahead are counted from what should be there by now, by season and working days. The mark is what is asked for; the band holds eight in ten simulated years, "
                "the dot is as likely passed as not. Hold the pointer over a figure to read it to the cent."
            }
            @if units.is_empty() { p { "No unit's sums may be shown to you: they would tell of fewer than five people." } }
            @else { (table(&units, outlook, link)) }
            @if !people.is_empty() {
                details open[open] {
                    summary { (count(people.len(), "person beside the own number", "people, each beside the own number")) }
                    (table(&people, outlook, link))
                }
            }
        }
    }
}

fn table(nodes: &[&OutlookNode], outlook: &OutlookView, link: Link<'_>) -> Markup {
    let Some(first) = nodes.first() else { return Markup::default() };
    let scale = Scale::of(&first.target, nodes.iter().map(|node| node.target.minor));
    let deepest = nodes.iter().map(|node| node.depth).min().unwrap_or(0);
    let units_only = nodes.iter().all(|node| node.person.is_none());
    html! {
        div.wide {
            table.stack {
                caption { "In " (name(&scale.says())) ", fiscal year " (name(&outlook.period.name)) "; a day is a working day" }
                thead {
                    tr {
                        th scope="col" { @if units_only { "Unit" } @else { "Person" } }
                        th.number scope="col" { "Asked for" }
                        th.number scope="col" { "Came so far" }
                        th scope="col" { "Pace" }
                        th.number scope="col" { "Needed a day" }
                        th.number scope="col" { "So far a day" }
                        th.likely scope="col" { "Likely, beside what is asked" }
                        th.number scope="col" { "Odds" }
                    }
                }
                tbody {
                    @for node in nodes.iter().take(ROWS_MAX) {
                        tr class=[units_only.then(|| level(node.depth.saturating_sub(deepest)))] {
                            th scope="row" { (linked(node, link)) @if let Some(unit) = whose(outlook, node) { " " span.quiet { (name(unit)) } } }
                            td.number data-label="Asked for" title=(money(&node.target)) { (scale.whole(node.target.minor)) }
                            td.number data-label="Came so far" title=(money(&node.pace.actual)) { (scale.whole(node.pace.actual.minor)) }
                            td data-label="Pace" title=(format!("{} should be there by now", money(&node.pace.expected))) { span.pace { (pace(node, &scale)) } }
                            td.number data-label="Needed a day" { @if let Some(per_day) = node.pace.per_day.as_ref().filter(|_| node.pace.remaining.minor > 0) { span title=(money(per_day)) { (scale.tenth(per_day.minor)) } } @else { "–" } }
                            td.number data-label="So far a day" { @if let Some(so_far) = &node.pace.so_far_per_day { span title=(money(so_far)) { (scale.tenth(so_far.minor)) } } @else { "–" } }
                            td.likely data-label="Likely" {
                                @match &node.range {
                                    Some(range) => (likely(node, range, &scale)),
                                    None => "not known: nothing to look ahead from",
                                }
                            }
                            td.number data-label="Odds" { @match node.chance { Some(chance) => (ahead::in_100(chance)), None => "–" } }
                        }
                    }
                }
            }
        }
        @if nodes.len() > ROWS_MAX {
            p { "And " (nodes.len() - ROWS_MAX) " more; " code { "plumb review --format json" } " lists all." }
        }
    }
}

/// A name, as a link where there is more about it.
pub(crate) fn linked(node: &OutlookNode, link: Link<'_>) -> Markup {
    html! {
        @match link(node) {
            Some(href) => a href=(href) { (name(&node.name)) },
            None => (name(&node.name)),
        }
    }
}

/// The name of a person's unit.
pub(crate) fn whose<'o>(outlook: &'o OutlookView, node: &'o OutlookNode) -> Option<&'o str> {
    let unit = node.unit.as_deref().filter(|_| node.person.is_some())?;
    let named =
        outlook.nodes.iter().find(|other| other.person.is_none() && other.unit.as_deref() == Some(unit));
    Some(named.map_or(unit, |named| named.name.as_str()))
}

/// How far along, in words; whether that is usual beside it.
fn pace(node: &OutlookNode, scale: &Scale) -> Markup {
    let by = ahead::ahead_by(&node.pace);
    let words = match (node.pace.state.as_str(), by) {
        ("on the way" | "ahead" | "behind", by) if by != 0 => {
            format!("{} {}", scale.whole(by.saturating_abs()), if by < 0 { "behind" } else { "ahead" })
        }
        _ => ahead::pace(&node.pace),
    };
    html! {
        @match node.pace.state.as_str() {
            "behind" => { strong.behind { (name(&words)) } },
            "ahead" => { strong { (name(&words)) } },
            _ => (name(&words)),
        }
        @if node.pace.state == "on the way" { " " span.quiet { "as usual" } }
    }
}

/// Where it is likely to end as a band beside the mark of what is asked, with the figures below.
fn likely(node: &OutlookNode, range: &RangeView, scale: &Scale) -> Markup {
    let [low, middle, high] = [&range.p10, &range.p50, &range.p90].map(|of| of.minor.max(0));
    let target = node.target.minor.max(0);
    let whole = target.saturating_add(target / 2).max(high).max(1);
    let at = |amount: i64| 100.0 * amount.min(whole) as f64 / whole as f64;
    let place = |share: f64| format!("{share:.2}%");
    let spoken = format!(
        "{}: eight in ten years end between {} and {}, half of them above {}; {} are asked for",
        crate::cells::clean(&node.name),
        money(&range.p10),
        money(&range.p90),
        money(&range.p50),
        money(&node.target)
    );
    html! {
        svg.bar width="100%" height="14" role="img" aria-label=(spoken) {
            title { (spoken) }
            line.grid x1="0%" x2="100%" y1="7" y2="7" {}
            rect.spread x=(place(at(low).min(99.5))) width=(place((at(high) - at(low)).max(0.5))) y="2" height="10" {}
            circle.actual cx=(place(at(middle))) cy="7" r="3" {}
            line.asked-mark x1=(place(at(target))) x2=(place(at(target))) y1="0" y2="14" {}
        }
        span.quiet { (scale.whole(range.p10.minor)) " to " (scale.whole(range.p90.minor)) }
    }
}
