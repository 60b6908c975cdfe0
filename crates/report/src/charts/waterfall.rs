//! A way from one level to another as a waterfall: a row for each step, so that the picture is its own table.

use maud::{Markup, html};

use super::{Say, across};
use crate::cells::clean;

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// A level: it stands on the ground.
    Level,
    /// Something that adds or takes.
    Move,
    /// Something that nobody has: what is left open.
    Open,
}

/// One step of a waterfall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub label: String,
    /// A few quiet words below it.
    pub note: Option<String>,
    /// What it adds; of a level, the level. In minor units.
    pub amount: i64,
    /// What it does.
    pub stand: Stand,
}

/// Height of a bar and of its row's picture.
const BAR: f64 = 18.0;
const ROW: f64 = 26.0;

/// The waterfall; nothing where there is no step.
///
/// A step begins where the one before it ended, whatever the levels say: a level that the steps do not reach shows it.
pub fn waterfall(steps: &[Step], say: Say<'_>) -> Markup {
    if steps.is_empty() {
        return Markup::default();
    }
    let bars = bars(steps);
    let ground = ground(&bars);
    let (low, high) = bars.iter().fold((ground, ground), |(low, high), bar| {
        (low.min(bar.from).min(bar.to), high.max(bar.from).max(bar.to))
    });
    let low = if ground > 0 { ground } else { low };
    let place = |level: i128| {
        let whole = (high - low).max(1) as f64;
        100.0 * (level.max(low) - low) as f64 / whole
    };
    html! {
        table.bars.waterfall {
            @if ground > 0 { caption { "Drawn from " (clean(&(say.short)(ground as f64))) " on" } }
            thead {
                tr {
                    th scope="col" { "Step" }
                    th.bar scope="col" { "What it adds or takes" }
                    th.number scope="col" { "Amount" }
                }
            }
            tbody {
                @for (index, (step, bar)) in steps.iter().zip(&bars).enumerate() {
                    @let sign = if bar.stand != Stand::Level && step.amount > 0 { "+" } else { "" };
                    @let says = format!("{}: {sign}{}", clean(&step.label), clean(&(say.exact)(step.amount as f64)));
                    @let (left, right) = (place(bar.from.min(bar.to)), place(bar.from.max(bar.to)));
                    tr.total[bar.stand == Stand::Level] {
                        th scope="row" {
                            (clean(&step.label))
                            @if let Some(note) = &step.note { " " span.quiet { (clean(note)) } }
                        }
                        td.bar {
                            svg.bar width="100%" height=(ROW) role="img" aria-label=(says) {
                                @if index > 0 { line.step x1=(across(place(bar.came))) x2=(across(place(bar.came))) y1="0" y2=(ROW / 2.0) {} }
                                @if index + 1 < bars.len() { line.step x1=(across(place(bar.to))) x2=(across(place(bar.to))) y1=(ROW / 2.0) y2=(ROW) {} }
                                rect.(bar.class) x=(across(left.min(99.5))) y=((ROW - BAR) / 2.0) width=(across((right - left).max(0.5))) height=(BAR) {
                                    title { (says) }
                                }
                            }
                        }
                        td.number title=(clean(&(say.exact)(step.amount as f64))) { (sign) (clean(&(say.short)(step.amount as f64))) }
                    }
                }
            }
        }
    }
}

/// A bar between two levels.
struct Bar {
    class: &'static str,
    stand: Stand,
    /// The level that the step before it ended at.
    came: i128,
    from: i128,
    to: i128,
}

fn bars(steps: &[Step]) -> Vec<Bar> {
    let mut level = 0_i128;
    steps
        .iter()
        .map(|step| {
            let (came, amount) = (level, i128::from(step.amount));
            let (from, to) = if step.stand == Stand::Level { (0, amount) } else { (level, level + amount) };
            level = to;
            let class = match step.stand {
                Stand::Level => "sound",
                Stand::Move if amount < 0 => "lost",
                Stand::Move => "gained",
                Stand::Open if amount < 0 => "unseen",
                Stand::Open => "nobodys",
            };
            Bar { class, stand: step.stand, came, from, to }
        })
        .collect()
}

/// Where the axis begins: at nothing, unless all that moves would then be a sliver at its end.
fn ground(bars: &[Bar]) -> i128 {
    let ends =
        bars.iter().flat_map(|bar| if bar.stand == Stand::Level { [bar.to; 2] } else { [bar.from, bar.to] });
    let low = ends.clone().min().unwrap_or(0);
    let spread = ends.max().unwrap_or(0) - low;
    if low > 0 && spread > 0 && spread < low { (low - spread).max(0) } else { 0 }
}
