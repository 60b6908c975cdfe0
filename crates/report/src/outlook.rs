//! Targets, forecast and growth bridge as text for a terminal.

mod forecast;
mod growth;
mod targets;

pub use forecast::{forecast, look_back};
pub use growth::{growth, solution};
pub use targets::{allocation, quality, target};

use plumb_engine::{AsOf, MoneyView, OutlookNode, RangeView};
use serde_json::Value;

use crate::cells::clean;
use crate::figures::exact;
use crate::paper::Paper;

/// A heading with the day below it.
fn head(title: &str, as_of: &AsOf, paper: Paper) -> String {
    format!("{}\n{}\n\n", paper.heading(&clean(title)), paper.quiet(&format!("as of {}", clean(&as_of.date))))
}

/// Money without its currency, which stands in the heading.
fn plain(money: &MoneyView) -> String {
    exact(money)
}

fn cell(money: Option<&MoneyView>) -> Value {
    money.map_or(Value::Null, |money| plain(money).into())
}

/// A share as odds: `67 in 100`; what is not sure never reads as sure.
pub(crate) fn odds(chance: f64) -> String {
    match (chance * 100.0).round() {
        _ if chance <= 0.0 => "none in 100".to_owned(),
        _ if chance >= 1.0 => "100 in 100".to_owned(),
        low if low < 1.0 => "under 1 in 100".to_owned(),
        high if high >= 100.0 => "over 99 in 100".to_owned(),
        middle => format!("{middle:.0} in 100"),
    }
}

/// Where something is likely to end.
fn between(range: &RangeView) -> String {
    format!("{} to {}", plain(&range.p10), plain(&range.p90))
}

/// How far a node is from what should be there, in words.
pub(crate) fn beside_pace(node: &OutlookNode) -> String {
    let pace = &node.pace;
    let off = pace.actual.minor.saturating_sub(pace.expected.minor);
    let money = crate::figures::short(&crate::figures::like(&pace.actual, off.saturating_abs()));
    match pace.state.as_str() {
        "behind" => format!("{money} behind"),
        "ahead" => format!("{money} ahead"),
        other => other.to_owned(),
    }
}

/// A node's name, indented by its depth.
fn indented(node: &OutlookNode) -> String {
    format!("{}{}", "  ".repeat(node.depth.min(8)), clean(&node.name))
}
