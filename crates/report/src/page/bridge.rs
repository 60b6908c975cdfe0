//! The way to the mandate as a waterfall: the base, what each part of growth brings, what nothing pays for, what is asked for.

mod levers;
mod months;

use maud::{Markup, html};
use plumb_engine::{BridgeStep, BridgeView, HappenedView, MoneyView, PartView, Review, SegmentView};

use crate::ahead::last_day;
use crate::aloud;
use crate::charts::{Stand, Step, waterfall};
use crate::figures::{Scale, count, like, money, points, short};
use crate::page::outlook::saying;
use crate::page::text::{figure, name, prose, sentence};

/// The waterfall with its heading, its levers folded; nothing where nothing is asked for in money.
pub(crate) fn section(review: &Review) -> Markup {
    let Some(bridge) = &review.bridge else { return Markup::default() };
    html! {
        section #bridge {
            h2 { "Where is the growth to come from?" }
            (opening(bridge))
            @if bridge.steps.iter().any(|step| !step.levers.is_empty()) || !bridge.options.is_empty() {
                details {
                    summary { "The levers, with their arithmetic" }
                    (levers::table(bridge))
                    (levers::options(bridge))
                }
            }
            @for remark in &bridge.remarks { p.about { (sentence(remark.trim_end_matches('.'))) "." } }
            @if let Some(happened) = &bridge.happened { (before(happened)) }
        }
    }
}

/// The page of it: levers open, months and segments on demand; what would fill it where there is none.
pub(crate) fn whole(review: &Review) -> Markup {
    let Some(bridge) = &review.bridge else {
        return html! {
            section #bridge {
                h1 { "Where is the growth to come from?" }
                p {
                    "There is no way from a base to a goal to draw. It takes a signed mandate in money as the headline, with the baseline that it grows from ("
                    code { "plan/objectives.toml" } ", then " code { "plumb lock sign ID --by NAME --on DATE" } "), and levers that say where growth comes from ("
                    code { "plan/levers.toml" } ")."
                }
                p { "Whoever may not see the sums of the whole company sees no bridge either." }
            }
        };
    };
    html! {
        section #bridge {
            h1 { "Where is the growth to come from?" }
            (opening(bridge))
            @for remark in &bridge.remarks { p.about { (sentence(remark.trim_end_matches('.'))) "." } }
            (months::table(&bridge.months))
        }
        section #levers {
            h2 { "What does each lever bring?" }
            (levers::said(bridge))
            (levers::table(bridge))
            (levers::options(bridge))
            (levers::drivers(bridge))
        }
        section #happened {
            h2 { "What moved sales before?" }
            @match &bridge.happened {
                Some(happened) => { (before_open(happened)) (by_segment(&happened.segments)) }
                None => p { "It cannot be told apart yet: that takes two times twelve months of sales with their customers and articles, imported from an export (" code { "plumb import MAPPING PATH" } ")." },
            }
        }
    }
}

/// The bridge in a sentence or two; nothing without one.
pub(crate) fn in_short(review: &Review) -> Markup {
    html! { @if let Some(bridge) = &review.bridge { p { (says(bridge)) } } }
}

fn opening(bridge: &BridgeView) -> Markup {
    html! {
        p { (says(bridge)) }
        @if !bridge.steps.is_empty() { (drawn(&steps(bridge), &bridge.goal)) }
        @if let Some(momentum) = &bridge.momentum {
            p { "The markets by themselves would bring " (figure(momentum)) ", if sales grew as the segments are told to." }
        }
    }
}

/// The bridge in a sentence or two.
fn says(bridge: &BridgeView) -> Markup {
    let growth = like(&bridge.goal, bridge.goal.minor.saturating_sub(bridge.base.minor));
    let levers = bridge.steps.iter().map(|step| step.levers.len()).sum::<usize>();
    html! {
        @if levers == 0 {
            "No lever says where " (figure(&growth)) " of growth are to come from: write them in " code { "plan/levers.toml" } "."
        } @else {
            (count(levers, "lever leads", "levers lead")) " from " (figure(&bridge.base)) " (" (prose(&bridge.base_says)) ") towards "
            (figure(&bridge.goal)) " in " (name(&bridge.period))
            @if bridge.unfunded.minor > 0 {
                "; " strong { (figure(&bridge.unfunded)) } " of that nothing pays for"
                @if bridge.unfunded_at_full.minor != bridge.unfunded.minor {
                    ", " (figure(&bridge.unfunded_at_full)) " even if every lever comes about"
                }
                "."
            } @else if bridge.unfunded.minor < 0 {
                "; they bring " (figure(&like(&bridge.unfunded, bridge.unfunded.minor.saturating_neg()))) " more than is asked for."
            } @else { ", and nothing is left open." }
            " Each counts by its chance and by the part of the year in which it is at work."
        }
    }
}

fn steps(bridge: &BridgeView) -> Vec<Step> {
    let level = |label: &str, note: Option<String>, amount: &MoneyView| Step {
        label: label.to_owned(),
        note,
        amount: amount.minor,
        stand: Stand::Level,
    };
    let mut steps = vec![level("Base", Some(bridge.base_says.replace('`', "")), &bridge.base)];
    steps.extend(bridge.steps.iter().map(|step| Step {
        label: word(&step.component).to_owned(),
        note: note(step),
        amount: step.amount.minor,
        stand: Stand::Move,
    }));
    if bridge.unfunded.minor != 0 {
        let label = if bridge.unfunded.minor > 0 { "Nothing pays for" } else { "More than is asked for" };
        let amount = bridge.unfunded.minor;
        steps.push(Step { label: label.to_owned(), note: None, amount, stand: Stand::Open });
    }
    steps.push(level("Mandate", Some(bridge.period.clone()), &bridge.goal));
    steps
}

/// What a step is made of, in a few words.
fn note(step: &BridgeStep) -> Option<String> {
    if let Some(lost) = &step.not_planned {
        return Some(format!("not planned; {} a year before", short(lost)));
    }
    let names: Vec<&str> = step.levers.iter().map(|lever| lever.name.as_str()).collect();
    match names.as_slice() {
        [] => None,
        [one] if one.eq_ignore_ascii_case(&step.component) => None,
        [one] => Some((*one).to_owned()),
        many => Some(count(many.len(), "lever", "levers")),
    }
}

/// A part of growth in words.
pub(crate) fn word(component: &str) -> &str {
    match component {
        "base" => "Base",
        "goal" => "Mandate",
        "unfunded" => "Nothing pays for",
        "churn" => "Customers lost",
        "contraction" => "Customers who buy less",
        "price" => "Price",
        "volume" => "Volume",
        "mix" => "Mix",
        "expansion" => "Customers who buy more",
        "new-customers" => "New customers",
        "won-back" => "Customers who came back",
        "new-offerings" => "New offerings",
        "market" => "Growth of the markets",
        "share" => "Market share",
        "organic" => "Other levers from within",
        "inorganic" => "Purchases and alliances",
        "corrections" => "Corrections",
        "unassigned" => "Sales without a customer",
        other => other,
    }
}

/// What moved sales in the last twelve months, folded.
fn before(happened: &HappenedView) -> Markup {
    html! {
        details {
            summary { "What moved sales from " (short(&happened.before)) " to " (short(&happened.after)) " in the last twelve months" }
            (kept(happened))
            (drawn(&past(happened), &happened.after))
        }
    }
}

/// The same open, with a sentence.
fn before_open(happened: &HappenedView) -> Markup {
    let part = |part: Option<&PartView>| {
        part.map(|part| format!("{} ({})", of_the_past(&part.component).to_lowercase(), short(&part.amount)))
    };
    let brought =
        part(happened.parts.iter().filter(|part| part.amount.minor > 0).max_by_key(|part| part.amount.minor));
    let took =
        part(happened.parts.iter().filter(|part| part.amount.minor < 0).min_by_key(|part| part.amount.minor));
    html! {
        p {
            "In the twelve months to " (name(&aloud::day(&last_day(&happened.until)))) ", " (figure(&happened.before)) " became " (figure(&happened.after))
            @if let Some(brought) = brought { "; most was brought by " (name(&brought)) }
            @if let Some(took) = took { "; most was taken by " (name(&took)) }
            "."
        }
        (kept(happened))
        (drawn(&past(happened), &happened.after))
    }
}

fn kept(happened: &HappenedView) -> Markup {
    html! {
        @if let (Some(kept), Some(grown)) = (happened.kept, happened.kept_and_grown) {
            p {
                "Of what customers bought before, " (points(kept)) " % came again; with what the same customers bought besides, " (points(grown)) " %. "
                "Who buys equipment every few years counts as not buying again in a year without an order."
            }
        }
    }
}

fn past(happened: &HappenedView) -> Vec<Step> {
    let level = |label: &str, amount: &MoneyView| Step {
        label: label.to_owned(),
        note: None,
        amount: amount.minor,
        stand: Stand::Level,
    };
    let mut steps = vec![level("The twelve months before", &happened.before)];
    steps.extend(happened.parts.iter().map(|part| Step {
        label: of_the_past(&part.component).to_owned(),
        note: None,
        amount: part.amount.minor,
        stand: Stand::Move,
    }));
    steps.push(level("The last twelve months", &happened.after));
    steps
}

/// A part of what happened: nobody knows that a customer is lost because a year went by without an order.
pub(crate) fn of_the_past(component: &str) -> &str {
    match component {
        "churn" => "Customers who did not buy again",
        "contraction" => "Customers who bought less",
        "expansion" => "Customers who bought more",
        other => word(other),
    }
}

/// The same by segment, folded; nothing without segments.
fn by_segment(segments: &[SegmentView]) -> Markup {
    let Some(first) = segments.first() else { return Markup::default() };
    let mut components: Vec<&str> = Vec::new();
    for part in segments.iter().flat_map(|segment| &segment.parts).filter(|part| part.amount.minor != 0) {
        if !components.contains(&part.component.as_str()) {
            components.push(&part.component);
        }
    }
    let amounts = segments.iter().flat_map(|segment| [segment.before.minor, segment.after.minor]);
    let scale = Scale::of(&first.before, amounts);
    html! {
        details {
            summary { "The same, segment by segment" }
            div.wide {
                table.stack {
                    caption { "In " (name(&scale.says())) }
                    thead { tr {
                        th scope="col" { "Segment" } th.number scope="col" { "Before" }
                        @for component in &components { th.number scope="col" { (name(of_the_past(component))) } }
                        th.number scope="col" { "After" }
                    } }
                    tbody {
                        @for segment in segments {
                            tr {
                                th scope="row" { @match &segment.segment { Some(id) => (name(id)), None => span.quiet { "customers without one" } } }
                                td.number data-label="Before" title=(money(&segment.before)) { (scale.whole(segment.before.minor)) }
                                @for component in &components {
                                    @let part = segment.parts.iter().find(|part| part.component == *component);
                                    td.number data-label=(name(of_the_past(component))) {
                                        @match part { Some(part) => span title=(money(&part.amount)) { (scale.signed(part.amount.minor)) }, None => "–" }
                                    }
                                }
                                td.number data-label="After" title=(money(&segment.after)) { (scale.whole(segment.after.minor)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn drawn(steps: &[Step], like_this: &MoneyView) -> Markup {
    saying(like_this, |say| waterfall(steps, say))
}
