//! The bridge month by month, on demand.

use maud::{Markup, html};
use plumb_engine::BridgeMonth;

use crate::figures::{Scale, money};
use crate::page::text::name;

/// The months as a table, folded; nothing without months.
pub(super) fn table(months: &[BridgeMonth]) -> Markup {
    let Some(first) = months.first() else { return Markup::default() };
    let scale = Scale::of(&first.goal, months.iter().map(|month| month.goal.minor));
    html! {
        details #months {
            summary { "Month by month" }
            p.about { "Where nothing pays for a part with a minus, base and levers bring more in that month than is asked for." }
            div.wide {
                table.stack {
                    caption { "In " (name(&scale.says())) }
                    thead { tr {
                        th scope="col" { "Month" } th.number scope="col" { "A year before" } th.number scope="col" { "Levers and markets" }
                        th.number scope="col" { "Nothing pays for" } th.number scope="col" { "Asked for" }
                    } }
                    tbody {
                        @for month in months {
                            tr {
                                th scope="row" { (name(&month.period)) }
                                td.number data-label="A year before" title=(money(&month.base)) { (scale.whole(month.base.minor)) }
                                td.number data-label="Levers and markets" title=(money(&month.added)) { (scale.signed(month.added.minor)) }
                                td.number data-label="Nothing pays for" title=(money(&month.unfunded)) { (scale.whole(month.unfunded.minor)) }
                                td.number data-label="Asked for" title=(money(&month.goal)) { (scale.whole(month.goal.minor)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
