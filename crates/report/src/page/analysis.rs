//! What pay plans pay for: the mix beside what is wanted, pairs the wrong way round, curves with their jumps. No person's amounts.

use std::collections::BTreeSet;

use maud::{Markup, html};
use plumb_engine::{AnalyseView, CostView, MixView, ShapeView};

use crate::aloud::day;
use crate::charts::{self, At, Curve, Say};
use crate::figures::{count, money};
use crate::gaps::place;
use crate::page::text::{figure, name, prose, sentence};
use crate::pay::analyse::per_hundred;
use crate::pay::mix::{
    NOBODY_ASKED, NOBODY_DEAD, NOTHING, RESTS, changes, cost_rests, dead_says, differs, has_any,
    inversion_says, inversions, mix, mix_says, none_wrong, paid, point_says, points, timing, timing_says,
    today, whose,
};
use crate::pay::words::{plan, share, spoken, times};

/// Sentences of one sort that are shown open; the others are folded.
const OPEN: usize = 8;

/// All of it.
pub(crate) fn section(view: &AnalyseView) -> Markup {
    html! {
        h1 { "What do pay plans pay for?" }
        @if view.plans.is_empty() {
            p { "There is no pay plan yet. " code { "[pay.ID]" } " in a file below " code { "plan/" } " is one; then it is shown here what it pays for, beside what is wanted." }
        } @else {
            p.about { @for (index, one) in view.plans.iter().enumerate() { @if index > 0 { ", " } (prose(&plan(one))) } }
        }
        @if !has_any(view) && !view.plans.is_empty() { p { (NOTHING) "." } }
        @if has_any(view) {
            @if let Some(says) = mix_says(&mix(view)) { p.answer { (sentence(&says)) } }
            (objectives(&mix(view)))
            (wrong_way_round(view))
            (curves(view))
            (shapes(view))
            (earns(view))
            (nothing_to_gain(view))
            (moving(view))
            (cost(&view.cost))
        }
    }
}

/// What is paid for each objective above what is wanted.
fn objectives(mix: &[&MixView]) -> Markup {
    let most = mix.iter().flat_map(|one| [one.pay_share, one.weight.unwrap_or(0.0)]).fold(0.0_f64, f64::max);
    let place =
        |of: f64| format!("{:.3}%", if most > 0.0 { 100.0 * of.clamp(0.0, most) / most } else { 0.0 });
    html! {
        section #mix {
            h2 { "Does pay follow the objectives?" }
            @if mix.is_empty() { p { "No component says which objective it pays for: " code { "objective = \"ID\"" } " in a component does." } }
            @else {
                ul.legend {
                    li { svg.swatch width="22" height="14" aria-hidden="true" { rect.sound width="22" height="14" {} } " paid" }
                    li { svg.swatch width="22" height="14" aria-hidden="true" { rect.unseen width="22" height="14" {} } " wanted" }
                }
                table.bars.mix {
                    thead { tr { th scope="col" { "Objective" } th.bar scope="col" { "Of all variable pay at target, of all that is wanted" } th.number scope="col" { "Paid, wanted" } } }
                    tbody {
                        @for one in mix {
                            @let wanted = one.weight.map_or_else(|| "not told".to_owned(), share);
                            tr {
                                th scope="row" { (name(&spoken(&one.objective))) @if let Some(plan) = &one.plan { " " span.quiet { (name(plan)) } } }
                                td.bar {
                                    svg.bar width="100%" height="26" role="img" aria-label=(format!("{}: {} of pay, wanted {wanted}", crate::cells::clean(&one.objective), share(one.pay_share))) {
                                        rect.sound width=(place(one.pay_share)) y="1" height="11" {}
                                        rect.unseen width=(place(one.weight.unwrap_or(0.0))) y="14" height="10" {}
                                    }
                                }
                                td.number { (name(&share(one.pay_share))) br; span.quiet { (name(&wanted)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn wrong_way_round(view: &AnalyseView) -> Markup {
    let pairs = inversions(view);
    html! {
        section #inversions {
            h2 { "What is paid the wrong way round?" }
            @if pairs.is_empty() { p { (prose(&none_wrong(view))) } }
            @else {
                ol.pairs {
                    @for pair in pairs.iter().take(OPEN) { li { (sentence(&inversion_says(pair, today(view)))) " " span.quiet { "(" (figure(&pair.amount)) " of the two in the last year)" } } }
                }
                @if pairs.len() > OPEN {
                    details {
                        summary { "And " (count(pairs.len() - OPEN, "pair", "pairs")) " more" }
                        ol.pairs start=(OPEN + 1) { @for pair in pairs.iter().skip(OPEN) { li { (sentence(&inversion_says(pair, today(view)))) } } }
                    }
                }
            }
        }
    }
}

/// The curve of each plan.
fn curves(view: &AnalyseView) -> Markup {
    let plans: BTreeSet<&str> = view
        .curve
        .iter()
        .filter(|point| point.component.is_none())
        .map(|point| point.plan.as_str())
        .collect();
    html! {
        @if !plans.is_empty() {
            section #curves {
                h2 { "What does reaching more pay?" }
                @for plan in plans {
                    @let points: Vec<At> = view.curve.iter().filter(|point| point.component.is_none() && point.plan == plan).map(|point| At { reached: point.attainment, pays: point.paid_share }).collect();
                    @let named = view.plans.iter().find(|one| one.id == plan).map_or(plan, |one| one.name.as_str());
                    @let picture = Curve { title: format!("{named}: pay over attainment"), reached: "Reached".to_owned(), pays: "Of the pay at target".to_owned(), points, here: None };
                    (charts::curve(&picture, Say { short: &share, exact: &share }, &share))
                }
            }
        }
    }
}

fn shapes(view: &AnalyseView) -> Markup {
    let found = points(view);
    html! {
        section #shapes {
            h2 { "Where does pay jump, bend or stop?" }
            @if view.shapes.is_empty() { p { "Nowhere: every unit pays the same." } }
            (list(view, "Jumps", "There a little more or less makes much of a difference, so deals are moved across.", &found.cliffs))
            (list(view, "Bends", "Above and below, a unit pays differently.", &found.kinks))
            (list(view, "Where more brings nothing", "Whoever stands there is paid nothing for going on.", &found.dead))
        }
    }
}

fn list(view: &AnalyseView, heading: &str, about: &str, shapes: &[&ShapeView]) -> Markup {
    html! {
        @if !shapes.is_empty() {
            h3 { (heading) }
            p.about { (about) }
            ul {
                @for shape in shapes.iter().take(OPEN * 4) {
                    li { (prose(&point_says(shape, &view.plans))) @if let Some(at) = &shape.place { " " code { (name(&place(at))) } } }
                }
            }
            @if shapes.len() > OPEN * 4 { p { "And " (shapes.len() - OPEN * 4) " more." } }
        }
    }
}

/// What a sale earns, by offering and role.
fn earns(view: &AnalyseView) -> Markup {
    let all = paid(view);
    let cell = |of: Option<f64>| of.map_or_else(|| "–".to_owned(), per_hundred);
    let (wide, dated) = (differs(&all), changes(&all));
    html! {
        @if !all.is_empty() {
            section #slopes {
                h2 { "What does a sale of 100 earn?" }
                table.stack {
                    caption { "In the currency of the sale" }
                    thead { tr {
                        @if dated { th scope="col" { "From" } }
                        th scope="col" { "Offering" } th scope="col" { "Role" } th.number scope="col" { @if wide { "At once" } @else { "Earns" } }
                        @if wide { th.number scope="col" { "Over the year" } th.number scope="col" { "Paid this period" } }
                    } }
                    tbody {
                        @for one in &all {
                            tr {
                                @if dated { td data-label="From" { (day(&one.first.day)) } }
                                th scope="row" { (name(&one.names())) }
                                td data-label="Role" { (name(&whose(one.first))) }
                                td.number data-label=(if wide { "At once" } else { "Earns" }) { (per_hundred(one.first.now)) }
                                @if wide {
                                    td.number data-label="Over the year" { (cell(one.first.year)) }
                                    td.number data-label="Paid this period" { (cell(one.first.cash)) }
                                }
                            }
                        }
                    }
                }
                p.about { (RESTS) "." }
            }
        }
    }
}

fn nothing_to_gain(view: &AnalyseView) -> Markup {
    let says = dead_says(view);
    html! {
        section #dead {
            h2 { "Who had nothing to gain?" }
            @if says.is_empty() { p { (if view.dead.is_empty() { NOBODY_ASKED } else { NOBODY_DEAD }) } }
            @else {
                p.about { "At the end of a pay period, with a little more of what each sold last." }
                ul { @for one in says.iter().take(OPEN) { li { (sentence(one)) } } }
                @if says.len() > OPEN { p { "And " (says.len() - OPEN) " more." } }
            }
        }
    }
}

fn moving(view: &AnalyseView) -> Markup {
    let moves = timing(view);
    html! {
        @if !moves.is_empty() {
            section #timing {
                h2 { "What does moving a deal pay?" }
                ul { @for one in moves.iter().take(OPEN) { li { (sentence(&timing_says(one))) } } }
                @if moves.len() > OPEN { p { "And " (moves.len() - OPEN) " more." } }
            }
        }
    }
}

fn cost(costs: &[CostView]) -> Markup {
    html! {
        @if !costs.is_empty() {
            section #cost {
                h2 { "What is variable pay likely to cost?" }
                @for one in costs {
                    p {
                        "In fiscal year " (name(&one.period)) " eight times in ten between " strong { (figure(&one.p10)) } " and " strong { (figure(&one.p90)) }
                        ", as often above " (prose(&money(&one.p50))) " as below; at exactly the target " (figure(&one.target))
                        @if one.target.minor > 0 { " (the middle is " (times(one.p50.minor as f64 / one.target.minor as f64)) " that)" }
                        @if let Some(of) = one.share_p50 { "; the middle is " (share(of)) " of revenue" } "."
                    }
                    p.about { (cost_rests(one)) }
                }
            }
        }
    }
}
