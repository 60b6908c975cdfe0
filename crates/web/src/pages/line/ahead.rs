//! What somebody is to bring and why, how far along they are, and what is likely to come.

use std::collections::BTreeMap;

use maud::{Markup, html};
use plumb_engine::{Date, LineStory, MilestoneView, MoneyView, OutlookNode, Viewer, parse_date};
use plumb_report::charts::{Moment, Outlook, Say, outlook};
use plumb_report::parts;

use super::Voice;
use crate::figures::wrong;
use crate::reader::Reader;

/// What is followed for a line: the person's own place in the outlook, else that of the one unit that the person leads.
pub(crate) fn followed<'r>(reader: &'r Reader, story: &LineStory) -> Option<&'r OutlookNode> {
    let nodes = &reader.review().outlook.as_ref()?.nodes;
    let own = nodes.iter().find(|node| node.person.as_ref() == Some(&story.person.id));
    own.or_else(|| match led(reader, story).as_slice() {
        [one] => Some(*one),
        _ => None,
    })
}

/// The uppermost units that a person leads; the person's own unit where all that sell below it are led.
fn led<'r>(reader: &'r Reader, story: &LineStory) -> Vec<&'r OutlookNode> {
    let Some(outlook) = &reader.review().outlook else { return Vec::new() };
    let Some(Viewer::Person { leads, .. }) = reader.kept().viewer(&story.person.id) else {
        return Vec::new();
    };
    let units = || outlook.nodes.iter().filter(|node| node.person.is_none());
    let is_led = |node: &&OutlookNode| node.unit.as_ref().is_some_and(|unit| leads.contains(unit));
    let inside: Vec<&str> = units().filter(is_led).map(|node| node.subject.as_str()).collect();
    let is_below =
        |node: &OutlookNode| node.parent.as_ref().is_some_and(|above| inside.contains(&above.as_str()));
    let top: Vec<&OutlookNode> = units().filter(is_led).filter(|node| !is_below(node)).collect();
    let own = units().find(|node| node.unit.is_some() && node.unit == story.person.unit);
    match own {
        Some(own) if top.len() > 1 && top.iter().map(|node| node.sellers).sum::<usize>() == own.sellers => {
            vec![own]
        }
        _ => top,
    }
}

/// All of it, in sections; what would fill them where there is nothing.
pub(super) fn sections(
    reader: &Reader,
    story: &LineStory,
    voice: &Voice,
    about: &str,
    numbers: &Markup,
) -> Markup {
    let measure = reader.review().outlook.as_ref().map(|outlook| outlook.measure.replace('-', " "));
    let Some((node, measure)) = followed(reader, story).zip(measure) else {
        return html! { (nothing(reader, story, voice)) (numbers) };
    };
    let team = node.person.is_none();
    html! {
        (answer(reader, node, voice, &measure))
        section #bring {
            h2 { (voice.pick("What am I to bring?", "What is to be brought?")) }
            p.big { strong { (parts::prose(&parts::money(&node.target))) } " " (wrong(about, Some("target"))) }
            p { "of " (parts::prose(&measure)) " by " (last_day(reader)) @if team { ", with all of " (parts::prose(&node.name)) } "." }
            (why(node, voice))
            (committed(node, voice))
        }
        (numbers)
        (today(reader, node, voice, about))
        (likely(node, voice))
    }
}

/// The last day of the fiscal year, as people say it.
pub(super) fn last_day(reader: &Reader) -> String {
    let until = reader.review().outlook.as_ref().and_then(|outlook| before(&outlook.period.until));
    until.map_or_else(|| "the end of the fiscal year".to_owned(), |day| parts::day(&day.to_string()))
}

/// The day before.
pub(super) fn before(day: &str) -> Option<Date> {
    parse_date(day)?.yesterday().ok()
}

/// The answer in one sentence, with its odds.
fn answer(reader: &Reader, node: &OutlookNode, voice: &Voice, measure: &str) -> Markup {
    let team = node.person.is_none();
    html! {
        p.answer {
            @if team { (voice.pick("You are to bring ", "To be brought are ")) }
            @else if voice.own { "You are to bring " } @else { (voice.name) " is to bring " }
            strong { (parts::figure(&node.target)) } " of " (parts::prose(measure)) " by " (last_day(reader))
            @if team { " with " (parts::prose(&node.name)) } ". "
            @if node.pace.actual.minor == 0 { strong { "Nothing" } } @else { strong { (parts::figure(&node.pace.actual)) } }
            " came so far" @if let Some(stands) = stands(node) { ", " strong { (stands) } } "."
            @if let Some(chance) = node.chance.filter(|_| !is_settled(node)) {
                " The odds that it is reached are " strong { (odds(chance)) } "."
            }
        }
    }
}

/// Whether nothing can change any more.
fn is_settled(node: &OutlookNode) -> bool {
    matches!(node.pace.state.as_str(), "reached" | "over")
}

/// How far from where it should be by today, in words; nothing before the year begins.
fn stands(node: &OutlookNode) -> Option<String> {
    let pace = &node.pace;
    let off = pace.actual.minor.saturating_sub(pace.expected.minor);
    let by = parts::short(&parts::like(&pace.actual, off.saturating_abs()));
    Some(match pace.state.as_str() {
        "behind" => format!("{by} behind pace"),
        "ahead" => format!("{by} ahead of pace"),
        "on the way" if off < 0 => format!("on the way, {by} below pace"),
        "on the way" => format!("on the way, {by} above pace"),
        "reached" => "and all of it is reached".to_owned(),
        "over" => format!("the year is over and {} are missing", parts::short(&pace.remaining)),
        _ => return None,
    })
}

/// Why that number.
fn why(node: &OutlookNode, voice: &Voice) -> Markup {
    let same = node.by_bases.minor == node.target.minor;
    let off = node.target.minor.saturating_sub(node.by_bases.minor);
    let by = parts::like(&node.target, off.saturating_abs());
    html! {
        p.why {
            strong { "Why that number? " }
            @match node.asked_by.as_str() {
                "quota" => { (voice.pick("It is your quota in the plan.", "It is the quota in the plan.")) },
                "settled" => { "The plan settles it." },
                "handed down" => { "Nobody gave it as a quota: it is what the plan's rule hands down." },
                _ => { "It is what " code { (parts::clean(&node.asked_by)) } " asks for." },
            }
            @if node.asked_by != "settled" && node.person.is_some() {
                " " @if same { "That is what comes of " } @else { "By itself the rule would hand down " (parts::figure(&node.by_bases)) ", "
                    (parts::figure(&by)) @if off > 0 { " less" } @else { " more" } ": " }
                (parts::prose(&node.why)) "."
            }
        }
    }
}

/// What somebody said they bring.
fn committed(node: &OutlookNode, voice: &Voice) -> Markup {
    html! {
        @if let Some(committed) = &node.committed {
            p {
                strong { "Commitment. " }
                @if node.person.is_none() { "The people of the team said that they bring " }
                @else { (voice.pick("You said that you bring ", "Said to be brought: ")) }
                (parts::figure(committed))
                @if let Some(asked) = &node.asked_of_those {
                    @let off = committed.minor.saturating_sub(asked.minor);
                    "; asked for in that time " @if node.person.is_none() { "of those who said something " } "are " (parts::figure(asked))
                    @if off < 0 { ", " (parts::figure(&parts::like(committed, off.saturating_abs()))) " more than that" }
                    @if off > 0 { ", " (parts::figure(&parts::like(committed, off))) " less than that" }
                }
                "."
                @if node.silent > 0 { " " (parts::count(node.silent, "person", "people")) " said nothing." }
            }
        }
    }
}

fn today(reader: &Reader, node: &OutlookNode, voice: &Voice, about: &str) -> Markup {
    let pace = &node.pace;
    html! {
        section #today {
            h2 { (voice.pick("Where do I stand today?", "Where does it stand today?")) }
            @if let Some(stands) = stands(node) { p.big { strong { (parts::sentence(&stands)) } } }
            dl.stand {
                div { dt { "Came so far " (wrong(about, Some("came"))) } dd { (parts::figure(&pace.actual)) } }
                div {
                    dt { "Should be there by " (parts::day(&reader.review().as_of.date)) " " (wrong(about, Some("expected"))) }
                    dd { (parts::figure(&pace.expected)) span.about { "between " (parts::short(&pace.low)) " and " (parts::short(&pace.high)) " is on the way" } }
                }
                @if !is_settled(node) {
                    div { dt { "Still to come" } dd { (parts::figure(&pace.remaining)) span.about { "in " (parts::count(usize::try_from(pace.days_left).unwrap_or(0), "working day", "working days")) } } }
                    @if let Some(per_day) = &pace.per_day {
                        div {
                            dt { "Each working day left must bring" }
                            dd { (parts::figure(per_day)) @if let Some(so_far) = &pace.so_far_per_day { span.about { "each so far brought " (parts::short(so_far)) } } }
                        }
                    }
                }
            }
            p.about { "What should be there follows the seasons of past years and the working days so far." }
        }
    }
}

fn likely(node: &OutlookNode, voice: &Voice) -> Markup {
    html! {
        section #likely {
            h2 { "What is likely?" }
            @match &node.range {
                Some(range) => {
                    p {
                        "Eight times in ten the year ends between " strong { (parts::figure(&range.p10)) } " and " strong { (parts::figure(&range.p90)) }
                        ", as often above " (parts::figure(&range.p50)) " as below."
                        @if let Some(chance) = node.chance {
                            " The odds that " (voice.pick("you bring", "it comes to")) " " (parts::figure(&node.target)) " are " strong { (odds(chance)) } "."
                        }
                    }
                },
                None => p { "Nothing is forecast here. It would take results or open deals that name " (voice.pick("you", &voice.name)) "." },
            }
            (drawn(node))
        }
    }
}

/// Month by month, added up from the start of the year.
fn drawn(node: &OutlookNode) -> Markup {
    let of = |amount: &MoneyView| amount.minor as f64;
    let moments = node.months.iter().map(|month| Moment {
        period: month_name(&month.until),
        actual: month.actual.as_ref().map(of),
        forecast: month.range.as_ref().map(|range| [of(&range.p10), of(&range.p50), of(&range.p90)]),
        target: Some(of(&month.target)),
    });
    let like = |minor: f64| parts::like(&node.target, minor.round() as i64);
    let short = |minor: f64| if minor.abs() < 0.5 { "0".to_owned() } else { parts::short(&like(minor)) };
    let exact = |minor: f64| parts::money(&like(minor));
    let picture = Outlook { title: "Added up month by month".to_owned(), moments: moments.collect() };
    outlook(&picture, Say { short: &short, exact: &exact })
}

/// A day with the month in three letters: `31 Mar 2027`.
pub(super) fn short_day(iso: &str) -> String {
    let said = parts::day(iso);
    let words: Vec<String> = said
        .split(' ')
        .map(|word| {
            if word.chars().all(char::is_alphabetic) {
                word.chars().take(3).collect()
            } else {
                word.to_owned()
            }
        })
        .collect();
    words.join(" ")
}

/// The month whose end a day is the day after, such as `Mar 2027`.
fn month_name(until: &str) -> String {
    let Some(last) = before(until) else { return until.to_owned() };
    let said = short_day(&last.to_string());
    said.split_once(' ').map_or(said.clone(), |(_, month)| month.to_owned())
}

/// Milestones on the way.
pub(super) fn milestones(milestones: &[MilestoneView], voice: &Voice) -> Markup {
    html! {
        @if !milestones.is_empty() {
            section #milestones {
                h2 { (voice.pick("Milestones of my objectives", "Milestones")) }
                @for ((says, measure), of_one) in by_objective(milestones) {
                    h3 { (parts::prose(says)) }
                    p.about { (parts::sentence(measure)) }
                    ul {
                        @for milestone in of_one {
                            li { (parts::day(&milestone.date)) ": " strong { (parts::prose(&parts::grouped(&milestone.level))) }
                                @if milestone.is_over { span.about { " (that day is over)" } } }
                        }
                    }
                }
            }
        }
    }
}

/// Milestones by what their objective says and its measure, each in their order.
fn by_objective(milestones: &[MilestoneView]) -> BTreeMap<(&str, &str), Vec<&MilestoneView>> {
    let mut found: BTreeMap<(&str, &str), Vec<&MilestoneView>> = BTreeMap::new();
    for milestone in milestones {
        found.entry((&milestone.says, &milestone.measure)).or_default().push(milestone);
    }
    found
}

/// What would fill the page where nothing is followed.
fn nothing(reader: &Reader, story: &LineStory, voice: &Voice) -> Markup {
    html! {
        section #bring {
            h2 { (voice.pick("What am I to bring?", "What is to be brought?")) }
            @let led = led(reader, story);
            @if !led.is_empty() {
                p { (voice.pick("You lead", "Leads")) " " (parts::count(led.len(), "unit", "units")) " that are no single one; each brings its own." }
                dl.stand {
                    @for node in &led {
                        div {
                            dt { (parts::prose(&node.name)) }
                            dd { (parts::figure(&node.target)) span.about {
                                (parts::short(&node.pace.actual)) " came" @if let Some(stands) = stands(node) { ", " (stands) }
                                @if let Some(chance) = node.chance { "; odds " (odds(chance)) }
                            } }
                        }
                    }
                }
            } @else if reader.review().outlook.is_none() {
                p { "Nothing is followed yet. It takes a measure of money with a signed mandate or with quotas in the plan; then the number, the pace and what is likely stand here." }
            } @else if story.person.sells {
                p { "The plan asks nothing of " (voice.pick("you", &voice.name)) " by name. A unit and a quota in the plan bring the number, the pace and what is likely here." }
            } @else {
                p { (voice.pick("Your", "This")) " role brings no number of its own, and leads no unit that does." }
            }
        }
    }
}

/// Odds in words: so many in a hundred. What is not certain never reads as certain.
pub(super) fn odds(chance: f64) -> String {
    let hundredths = (chance * 100.0).round();
    match chance {
        _ if !chance.is_finite() => "not known".to_owned(),
        _ if chance <= 0.0 => "none in 100".to_owned(),
        _ if hundredths < 1.0 => "under 1 in 100".to_owned(),
        _ if chance >= 1.0 => "100 in 100".to_owned(),
        _ if hundredths > 99.0 => "over 99 in 100".to_owned(),
        _ => format!("{hundredths:.0} in 100"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_certain_never_reads_as_certain() {
        let told = [0.0, 0.001, 0.43, 0.994, 0.996, 1.0, f64::NAN].map(odds);
        assert_eq!(
            told,
            [
                "none in 100",
                "under 1 in 100",
                "43 in 100",
                "99 in 100",
                "over 99 in 100",
                "100 in 100",
                "not known"
            ]
        );
    }

    #[test]
    fn months_are_named_by_their_last_day() {
        assert_eq!(month_name("2027-04-01"), "Mar 2027");
        assert_eq!(month_name("no day"), "no day");
    }
}
