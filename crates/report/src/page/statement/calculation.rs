//! How pay was worked out: each component with its lines, each line with its tiers; and what was credited.

use maud::{Markup, html};
use plumb_engine::{ComponentView, CreditView, PayLineView, StatementView};

use super::Drawing;
use crate::figures::{count, exact, like, money};
use crate::gaps::place;
use crate::page::text::{anchor, name, prose, sentence};
use crate::pay::words::{
    amount, comes_to, counting, credit_of, deal, fact, factor, in_tiers, multiplied, only_counts, short_day,
    spoken,
};

/// Lines of a component, and credits, that are listed; more are counted and summed.
const LISTED_MAX: usize = 400;

/// Credits that are looked back at to find those of the same transaction.
const MERGED_MAX: usize = 24;

/// The components in the order of the plan.
pub(super) fn section(view: &StatementView, drawing: &Drawing<'_>) -> Markup {
    html! {
        section #calculation {
            h2 { "How was it worked out?" }
            p.about { "In " (name(&view.currency)) ". Open a line to see where it comes from." }
            @for component in &view.components { (of_component(view, component, drawing)) }
            @if view.components.is_empty() { p { "The plan has no component that pays." } }
        }
    }
}

fn of_component(view: &StatementView, component: &ComponentView, drawing: &Drawing<'_>) -> Markup {
    let lines: Vec<&PayLineView> = view.lines.iter().filter(|line| line.component == component.id).collect();
    let rest = lines.get(LISTED_MAX..).unwrap_or_default();
    let sum = rest.iter().fold(0_i64, |sum, line| sum.saturating_add(line.pays.minor));
    html! {
        div.component {
            h3.earned { span { (name(&spoken(&component.id))) } span.number { (exact(&component.earned)) } }
            p.about {
                (sentence(&component.how))
                @if let Some(objective) = &component.objective { " · for the objective " code { (name(objective)) } }
                @if let Some(at) = &component.at { " · " code { (name(&place(at))) } }
            }
            @if lines.len() > 1 && lines.iter().all(|line| only_counts(line)) {
                details.more { summary { (counting(lines.len())) } @for line in lines.iter().take(LISTED_MAX) { (of_line(view, line, drawing)) } }
            } @else { @for line in lines.iter().take(LISTED_MAX) { (of_line(view, line, drawing)) } }
            @if !rest.is_empty() { p { "And " (count(rest.len(), "line", "lines")) " more, " (exact(&like(&component.earned, sum))) " together." } }
        }
    }
}

fn of_line(view: &StatementView, line: &PayLineView, drawing: &Drawing<'_>) -> Markup {
    let disputed = view.disputes.iter().find(|one| one.line.as_ref() == Some(&line.id));
    let credit = credit_of(line, &view.credits);
    html! {
        details.pay-line id=(anchor("line", &line.id)) {
            summary {
                span.day { (name(&short_day(&line.day))) }
                span.deal {
                    (name(&deal(line, &view.credits)))
                    @if line.takes_back.is_some() { " " span.severity { "taken back" } }
                    @if let Some(one) = disputed { " " span.severity { "said to be wrong: " (name(&one.state)) } }
                }
                span.rate { (exact(&line.basis)) @if only_counts(line) { " only counts" } @else { " × " (prose(&multiplied(line))) } }
                span.number { (exact(&line.pays)) }
            }
            div.pay-why {
                dl {
                    @if let Some(credit) = credit {
                        dt { "Credited" } dd { (prose(&money(&credit.credited))) @if credit.credited != credit.amount { " of " (prose(&money(&credit.amount))) } ": " (prose(&credit.why)) }
                        dt { "Transaction" } dd { (sentence(&credit.what)) @if let Some(offering) = &credit.offering { " of " (name(&offering.replace('-', " "))) } @if let Some(key) = &credit.key { " " code { (name(&fact(key))) } } }
                    }
                    dt { (if only_counts(line) { "Counted" } else { "Paid on" }) } dd { (prose(&money(&line.basis))) @if !only_counts(line) && !in_tiers(line) { " at " (prose(&line.price)) } }
                    dt { "Measure" } dd { "from " (prose(&amount(&line.before))) " to " (prose(&amount(&line.after))) }
                    @for why in &line.multiplied { dt { "Multiplied by" } dd { (prose(why)) } }
                    @if !only_counts(line) { dt { "Comes to" } dd { (prose(&comes_to(line))) } }
                    @if let Some(taken) = &line.takes_back { dt { "Takes back" } dd { code { (name(taken)) } } }
                }
                @if line.tiers.len() > 1 { (tiers(line)) }
                ((drawing.line)(line))
            }
        }
    }
}

/// The tiers that a line crosses; its pay is their sum.
fn tiers(line: &PayLineView) -> Markup {
    html! {
        table.tiers {
            thead { tr { th scope="col" { "From" } th scope="col" { "To" } th scope="col" { "At" } th.number scope="col" { "Brings" } } }
            tbody {
                @for tier in &line.tiers {
                    @let factor = factor(&tier.pays);
                    tr {
                        td { (prose(&amount(&tier.from))) } td { (prose(&amount(&tier.to))) }
                        td { @if factor == tier.pays { (prose(&factor)) } @else { (prose(&line.price)) " × " (name(&factor)) } }
                        td.number { (prose(&amount(&tier.brings))) }
                    }
                }
            }
        }
    }
}

/// Credits of one transaction by several rules, where nothing else differs.
struct Credits<'v> {
    first: &'v CreditView,
    lines: Vec<&'v str>,
}

fn merged(credits: &[CreditView]) -> Vec<Credits<'_>> {
    let mut found: Vec<Credits<'_>> = Vec::new();
    for credit in credits {
        let same = |of: &&mut Credits<'_>| {
            let of = of.first;
            credit.key.is_some()
                && (&of.key, &of.day, &of.what, &of.why)
                    == (&credit.key, &credit.day, &credit.what, &credit.why)
                && (&of.amount, &of.credited, &of.counts)
                    == (&credit.amount, &credit.credited, &credit.counts)
        };
        let lines = credit.lines.iter().map(String::as_str);
        // Rules follow each other for one transaction, so looking at the last ones is enough.
        match found.iter_mut().rev().take(MERGED_MAX).find(same) {
            Some(of) => of.lines.extend(lines),
            None => found.push(Credits { first: credit, lines: lines.collect() }),
        }
    }
    found
}

/// What was credited, and why.
pub(super) fn credits(view: &StatementView, drawing: &Drawing<'_>) -> Markup {
    let credits = merged(&view.credits);
    let rest = credits.get(LISTED_MAX..).unwrap_or_default();
    html! {
        section #credits {
            h2 { (drawing.pick("What was credited to me?", "What was credited?")) }
            @if credits.is_empty() { p { "Nothing was credited in this period." } }
            @else {
                table.stack {
                    caption { "In " (name(&view.currency)) }
                    thead { tr {
                        th scope="col" { "Deal" } th scope="col" { "Day" } th.number scope="col" { "Amount" } th.number scope="col" { "Credited" }
                        th scope="col" { "Why" } th scope="col" { "Paid by" }
                    } }
                    tbody {
                        @for Credits { first: credit, lines } in credits.iter().take(LISTED_MAX) {
                            tr {
                                th scope="row" { (who(credit)) }
                                td.day data-label="Day" { (name(&short_day(&credit.day))) }
                                td.number data-label="Amount" { (exact(&credit.amount)) }
                                td.number data-label="Credited" { (exact(&credit.credited)) }
                                td data-label="Why" { (prose(&credit.why)) @if credit.counts != credit.credited { span.quiet { ", counts " (exact(&credit.counts)) } } }
                                td data-label="Paid by" { (paid_by(view, lines)) }
                            }
                        }
                    }
                }
                @if !rest.is_empty() { p { "And " (count(rest.len(), "credit", "credits")) " more." } }
            }
        }
    }
}

fn who(credit: &CreditView) -> Markup {
    html! {
        @match (&credit.account, &credit.key) {
            (Some(account), _) => (name(account)),
            (None, Some(key)) => (name(&fact(key))),
            (None, None) => "Those below",
        }
        " " span.quiet { (name(&credit.what)) @if let Some(offering) = &credit.offering { " of " (name(&offering.replace('-', " "))) } }
    }
}

/// The components that pay a credit, each leading to its line.
fn paid_by(view: &StatementView, ids: &[&str]) -> Markup {
    let lines: Vec<&PayLineView> = view.lines.iter().filter(|line| ids.contains(&line.id.as_str())).collect();
    html! {
        @if lines.is_empty() { span.quiet { "nothing" } }
        @for (index, line) in lines.iter().enumerate() {
            @if index > 0 { ", " }
            a href=(format!("#{}", anchor("line", &line.id))) { (name(&spoken(&line.component))) }
        }
    }
}
