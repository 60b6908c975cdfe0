//! How good the numbers are, in words: whether they can be reached, whether they follow potential, whether success raises them.

use maud::{Markup, html};
use plumb_engine::{OutlookView, QualityView};

use crate::ahead::in_100;
use crate::figures::count;
use crate::page::text::name;

/// People below whom ranks and spread say little.
const FEW: usize = 8;

/// Of the largest group in sentences, of every unit in a table.
pub(super) fn section(outlook: &OutlookView) -> Markup {
    let whole = outlook.quality.iter().max_by_key(|quality| quality.people);
    html! {
        section #quality {
            h2 { "How good are the numbers?" }
            @match whole.filter(|whole| whole.people > 0) {
                None => p {
                    "Nothing can be said of numbers here: it takes quotas of people (" code { "plan/private/quotas.csv" }
                    "), what their customers could buy, and results of past periods. Of units with fewer than five people nothing is shown."
                },
                Some(whole) => {
                    p { "For " strong { (unit(outlook, whole)) } ": " (reach(whole)) }
                    ul {
                        @for says in [spread(whole), ranks(whole), ratchet(whole)].into_iter().flatten() { li { (name(&says)) } }
                    }
                    (table(outlook))
                }
            }
        }
    }
}

fn unit<'o>(outlook: &'o OutlookView, quality: &'o QualityView) -> Markup {
    let named = outlook
        .nodes
        .iter()
        .find(|node| node.person.is_none() && node.unit.as_deref() == Some(&quality.unit));
    html! { (name(named.map_or(quality.unit.as_str(), |node| node.name.as_str()))) }
}

/// How many are likely to reach their number.
fn reach(quality: &QualityView) -> String {
    let mean =
        quality.chance.map_or_else(String::new, |chance| format!("; the mean odds are {}", in_100(chance)));
    format!(
        "{} of {} are more likely than not to reach the own number{mean}.",
        quality.likely,
        count(quality.people, "person with a number", "people with a number")
    )
}

/// How unlike numbers are, for what customers could buy.
fn spread(quality: &QualityView) -> Option<String> {
    let spread = quality.spread?;
    let how = match spread {
        of if of < 0.15 => "Numbers ask about the same of everybody for what the customers could buy",
        of if of < 0.4 => "Numbers ask somewhat unlike things for what the customers could buy",
        _ => "Numbers ask very unlike things for what the customers could buy",
    };
    Some(format!(
        "{how}: number by potential differs by {:.0} % of its mean from one to the next.",
        spread * 100.0
    ))
}

/// Whether who could sell more is asked for more.
fn ranks(quality: &QualityView) -> Option<String> {
    let of = quality.rank_correlation?;
    let how = match of {
        of if of >= 0.7 => "Who has more potential has the larger number",
        of if of >= 0.3 => "Who has more potential mostly has the larger number",
        of if of > -0.3 => "Numbers hardly follow potential",
        _ => "Who has more potential has the smaller number",
    };
    let few = if quality.people < FEW { ", of few people" } else { "" };
    Some(format!("{how} (correlation of ranks {of:.2}{few}; 1 would be always, 0 by chance)."))
}

/// Whether success raises the next number and failure lowers it: told only where the interval leaves out nothing at all.
fn ratchet(quality: &QualityView) -> Option<String> {
    let is_clear = |of: &Option<[f64; 3]>| of.filter(|[low, _, high]| *low > 0.0 || *high < 0.0);
    if quality.up.is_none() && quality.down.is_none() {
        return None;
    }
    let per = |value: f64| {
        if value.abs() > 2.0 {
            "by more than twice of it (ramps of new sellers may lie behind that)".to_owned()
        } else {
            format!("by about {:.0} % of it", value.abs() * 100.0)
        }
    };
    let mut words = Vec::new();
    if let Some([_, value, _]) = is_clear(&quality.up) {
        let way = if value > 0.0 { "raises" } else { "lowers" };
        words.push(format!("what somebody brings beyond a number {way} the next one, {}", per(value)));
    }
    if let Some([_, value, _]) = is_clear(&quality.down) {
        let way = if value > 0.0 { "lowers" } else { "raises" };
        words.push(format!("what somebody falls short {way} the next one, {}", per(value)));
    }
    let rests = count(quality.changes, "change", "changes");
    if words.is_empty() {
        return Some(format!(
            "Whether success raises the next number cannot be told from {rests} of numbers."
        ));
    }
    let mut says = words.join("; ");
    if let Some(first) = says.get(..1) {
        says = first.to_uppercase() + says.get(1..).unwrap_or_default();
    }
    Some(format!("{says}. This rests on {rests} of numbers."))
}

fn table(outlook: &OutlookView) -> Markup {
    html! {
        details {
            summary { "The same, unit by unit" }
            div.wide {
                table.stack {
                    thead { tr {
                        th scope="col" { "Unit" } th.number scope="col" { "People" } th.number scope="col" { "More likely than not" } th.number scope="col" { "Mean odds" }
                        th.number scope="col" { "Spread by potential" } th.number scope="col" { "Correlation of ranks" } th scope="col" { "Does success raise the next number?" }
                    } }
                    tbody {
                        @for quality in &outlook.quality {
                            tr {
                                th scope="row" { (unit(outlook, quality)) }
                                td.number data-label="People" { (quality.people) }
                                td.number data-label="More likely than not" { (quality.likely) }
                                td.number data-label="Mean odds" { @match quality.chance { Some(chance) => (in_100(chance)), None => "–" } }
                                td.number data-label="Spread by potential" { @match quality.spread { Some(spread) => { (format!("{:.0} %", spread * 100.0)) } None => "–" } }
                                td.number data-label="Correlation of ranks" { @match quality.rank_correlation { Some(of) => (format!("{of:.2}")), None => "–" } }
                                td data-label="Success raises the next" { (raises(quality)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether success raises the next number, in a word.
fn raises(quality: &QualityView) -> &'static str {
    match quality.up {
        Some([low, ..]) if low > 0.0 => "yes",
        Some([_, _, high]) if high < 0.0 => "no, it lowers it",
        Some(_) => "cannot be told",
        None => "not known",
    }
}
