//! How far the forecast was off on past quarters, beside simple rules.

use maud::{Markup, html};
use plumb_engine::{LookBackView, MoneyView, OutlookView};

use crate::ahead::{amount, nearer, of_level, rule};
use crate::figures::{Scale, count, money, points};
use crate::page::text::{name, prose};

/// Results below which a share of them says little.
const FEW: usize = 20;

/// Where a simple rule was nearer, plainly; the table below it.
pub(super) fn section(outlook: &OutlookView) -> Markup {
    let looks = &outlook.looks_back;
    let like_this = outlook.nodes.first().map(|node| &node.target);
    html! {
        section #looks-back {
            h2 { "How good is this forecast?" }
            @match (looks.first(), like_this) {
                (Some(first), Some(like_this)) => {
                    (plainly(outlook, first))
                    ul { @for says in coverages(looks) { li { (name(&says)) } } }
                    (table(looks, like_this))
                }
                _ => p {
                    "It cannot be looked back yet: that takes sales of at least two whole quarters before this one, imported with their days ("
                    code { "plumb import MAPPING PATH" } "). Until then, trust the odds no further than the deals and sales they rest on."
                },
            }
        }
    }
}

fn plainly(outlook: &OutlookView, first: &LookBackView) -> Markup {
    let lost = nearer(outlook);
    let past = count(first.origins, "past quarter", "past quarters");
    html! {
        @if lost.is_empty() { p { "Looking back from the start of " (past) ", the forecast was nearer to what came than each simple rule at every level." } }
        @else {
            p {
                "Looking back from the start of " (past) ", the forecast was "
                @if lost.len() == outlook.looks_back.len() { "further off than every simple rule." } @else { "nearer than simple rules, but not everywhere." }
            }
            @for says in &lost { p { strong { (prose(says)) } } }
            p.about { "Where a simple rule was nearer, trust the forecast no further than that rule." }
        }
    }
}

/// How many results lay inside the band that should hold eight in ten, level by level.
fn coverages(looks: &[LookBackView]) -> Vec<String> {
    let mut levels: Vec<&str> = Vec::new();
    for look in looks {
        if !levels.contains(&look.level.as_str()) {
            levels.push(&look.level);
        }
    }
    let told = |level: &str| {
        let of: Vec<&LookBackView> = looks.iter().filter(|look| look.level == level).collect();
        let share = of.iter().find_map(|look| look.coverage)?;
        let n = of.iter().map(|look| look.n).max().unwrap_or(0);
        let few = if n < FEW { ", too few to judge by" } else { "" };
        let bias = of.iter().find_map(|look| look.bias).map_or_else(String::new, |bias| match bias {
            bias if bias.abs() < 0.005 => "; too high or too low by less than 1 % in the mean".to_owned(),
            bias if bias > 0.0 => format!("; too high by {:.0} % in the mean", bias * 100.0),
            bias => format!("; too low by {:.0} % in the mean", -bias * 100.0),
        });
        Some(format!(
            "For {} {} % of {} lay in the band that should hold 80 %{few}{bias}.",
            of_level(level),
            points(share),
            count(n, "result", "results")
        ))
    };
    levels.into_iter().filter_map(told).collect()
}

fn table(looks: &[LookBackView], like_this: &MoneyView) -> Markup {
    let most = looks.iter().map(|look| amount(look.miss.max(look.forecast_miss), like_this).minor);
    let scale = Scale::of(like_this, most);
    let cell = |label: &'static str, value: f64, nearer: bool| {
        let value = amount(value, like_this);
        html! { td.number data-label=(label) title=(money(&value)) { @if nearer { strong { (scale.whole(value.minor)) } } @else { (scale.whole(value.minor)) } } }
    };
    html! {
        details {
            summary { "How far off, level by level and rule by rule" }
            p.about {
                "The plain miss is the mean distance of the middle of the forecast from what came. The mean miss over three percentiles also asks how well the ends of the band were placed: "
                "at the tenth, the fiftieth and the ninetieth percentile each miss counts by its odds. Less is better in both; the nearer one is printed bold. A rule and the forecast are compared on the same results only."
            }
            div.wide {
                table.stack {
                    caption { "In " (name(&scale.says())) }
                    thead { tr {
                        th scope="col" { "Level" } th scope="col" { "Simple rule" } th.number scope="col" { "Results" }
                        th.number scope="col" { "Plain miss of the rule" } th.number scope="col" { "of the forecast" }
                        th.number scope="col" { "Miss over three percentiles of the rule" } th.number scope="col" { "of the forecast" }
                    } }
                    tbody {
                        @for look in looks {
                            tr {
                                th scope="row" { (name(of_level(&look.level))) }
                                td data-label="Simple rule" { (name(rule(&look.rule))) }
                                td.number data-label="Results" { (look.n) }
                                (cell("Plain miss of the rule", look.miss, look.miss < look.forecast_miss))
                                (cell("of the forecast", look.forecast_miss, look.forecast_miss < look.miss))
                                (cell("Over three percentiles, of the rule", look.loss, look.loss < look.forecast_loss))
                                (cell("of the forecast", look.forecast_loss, look.forecast_loss < look.loss))
                            }
                        }
                    }
                }
            }
        }
    }
}
