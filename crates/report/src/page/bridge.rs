//! The way to the mandate as a waterfall: the baseline, each lever, what no lever explains, what is asked for.

use maud::{Markup, html};
use plumb_engine::{BridgeStep, BridgeView, MoneyView, Review};

use crate::aloud::day;
use crate::figures::{count, money, short};
use crate::page::text::{figure, name};

/// Levers that are drawn; more are drawn as one.
const STEPS_MAX: usize = 24;

/// A bar that floats between two levels.
struct Bar {
    class: &'static str,
    label: String,
    word: Option<String>,
    from: i64,
    to: i64,
    says: MoneyView,
    /// Whether it stands on the ground and is no movement.
    stands: bool,
}

/// The waterfall with its heading; nothing without a baseline in money.
pub(crate) fn section(review: &Review) -> Markup {
    let Some(bridge) = &review.bridge else { return Markup::default() };
    html! {
        section #bridge {
            h2 { "Where is the growth to come from?" }
            p { (says(bridge)) }
            @if !bridge.steps.is_empty() { (waterfall(bridge)) }
        }
    }
}

fn says(bridge: &BridgeView) -> Markup {
    let without = bridge.steps.iter().filter(|step| step.amount.is_none()).count();
    let growth = crate::figures::like(&bridge.to, bridge.to.minor.saturating_sub(bridge.from.minor));
    html! {
        @if bridge.steps.is_empty() {
            "No lever says where " (figure(&growth)) " of growth are to come from: write them in " code { "plan/levers.toml" } "."
        } @else if bridge.unexplained.minor > 0 {
            (count(bridge.steps.len(), "lever leads", "levers lead")) " from " (figure(&bridge.from)) " towards "
            (figure(&bridge.to)) " by " (day(&bridge.by)) "; " strong { (figure(&bridge.unexplained)) } " of that no lever explains."
        } @else {
            (count(bridge.steps.len(), "lever leads", "levers lead")) " from " (figure(&bridge.from)) " to "
            (figure(&bridge.to)) " by " (day(&bridge.by)) ", and nothing is left unexplained."
        }
        @if without > 0 { " " (count(without, "lever has", "levers have")) " no amount yet." }
        @if !bridge.steps.is_empty() { " Each counts whole, whatever its odds." }
    }
}

fn waterfall(bridge: &BridgeView) -> Markup {
    let bars = bars(bridge);
    let most = bars.iter().map(|bar| bar.from.max(bar.to)).max().unwrap_or(0).max(1);
    let lowest = bars.iter().filter(|bar| !bar.stands).map(|bar| bar.from.min(bar.to)).min().unwrap_or(0);
    let ground = ground(lowest, most);
    html! {
        table.bars.waterfall {
            thead {
                tr {
                    th scope="col" { "Step" }
                    th.bar scope="col" {
                        @if ground > 0 { "Drawn from " (short(&crate::figures::like(&bridge.to, ground))) " on" }
                        @else { "What it adds or takes" }
                    }
                    th.number scope="col" { "Amount" }
                }
            }
            tbody {
                @for bar in &bars {
                    tr.total[bar.stands] {
                        th scope="row" {
                            (name(&bar.label))
                            @if let Some(word) = &bar.word { " " span.quiet { (word) } }
                        }
                        td.bar { (drawn(bar, ground, most)) }
                        td.number title=(money(&bar.says)) {
                            @if !bar.stands && bar.says.minor > 0 { "+" }
                            (short(&bar.says))
                        }
                    }
                }
            }
        }
    }
}

/// Where the axis begins: at nothing, unless all that moves would then be a sliver at its end.
fn ground(lowest: i64, most: i64) -> i64 {
    let spread = most.saturating_sub(lowest);
    if lowest > 0 && spread < most / 2 { lowest.saturating_sub(spread).max(0) } else { 0 }
}

fn bars(bridge: &BridgeView) -> Vec<Bar> {
    let stands = |label: String, says: &MoneyView| Bar {
        class: "sound",
        label,
        word: None,
        from: 0,
        to: says.minor,
        says: says.clone(),
        stands: true,
    };
    let mut bars = vec![stands("Baseline".to_owned(), &bridge.from)];
    let mut level = bridge.from.minor;
    let mut float = |class, label: String, word, says: &MoneyView| {
        let to = level.saturating_add(says.minor);
        bars.push(Bar { class, label, word, from: level, to, says: says.clone(), stands: false });
        level = to;
    };
    let told: Vec<(&BridgeStep, &MoneyView)> =
        bridge.steps.iter().filter_map(|step| Some((step, step.amount.as_ref()?))).collect();
    for (step, amount) in told.iter().take(STEPS_MAX) {
        let class = if amount.minor < 0 { "lost" } else { "gained" };
        let word = if step.inorganic { Some("bought or allied".to_owned()) } else { step.category.clone() };
        float(class, step.name.clone(), word.filter(|word| *word != step.name), amount);
    }
    if let Some((rest, (_, first))) = told.get(STEPS_MAX..).zip(told.first()) {
        let minor = rest.iter().fold(0_i64, |sum, (_, amount)| sum.saturating_add(amount.minor));
        if !rest.is_empty() {
            let class = if minor < 0 { "lost" } else { "gained" };
            float(
                class,
                format!("{} more", count(rest.len(), "lever", "levers")),
                None,
                &crate::figures::like(first, minor),
            );
        }
    }
    match bridge.unexplained.minor {
        0 => {}
        1.. => float("nobodys", "No lever explains".to_owned(), None, &bridge.unexplained),
        _ => float("unseen", "More than is asked for".to_owned(), None, &bridge.unexplained),
    }
    bars.push(stands(format!("Mandate, {}", day(&bridge.by)), &bridge.to));
    bars
}

fn drawn(bar: &Bar, ground: i64, most: i64) -> Markup {
    let (low, high) = (bar.from.min(bar.to).max(ground), bar.from.max(bar.to).max(ground));
    let share = |amount: i64| {
        let whole = i128::from(most.saturating_sub(ground).max(1));
        let thousandths = i128::from(amount) * 100_000 / whole;
        format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
    };
    let label = format!("{}: {}", crate::cells::clean(&bar.label), money(&bar.says));
    html! {
        svg.bar width="100%" height="18" role="img" aria-label=(label) {
            rect.(bar.class) x=(share(low - ground)) width=(share((high - low).max(1))) height="18" { title { (label) } }
        }
    }
}
