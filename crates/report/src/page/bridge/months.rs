//! The bridge month by month, on demand.

use maud::{Markup, html};
use plumb_engine::BridgeMonth;

use super::signed;
use crate::figures::{bare, money};
use crate::page::text::name;

/// The months as a table, folded; nothing without months.
pub(super) fn table(months: &[BridgeMonth]) -> Markup {
    let Some(first) = months.first() else { return Markup::default() };
    html! {
        details #months {
            summary { "Month by month" }
            p.about { "Where nothing pays for a part with a minus, base and levers bring more in that month than is asked for." }
            div.wide {
                table.stack {
                    caption { "In " (name(&first.goal.currency)) }
                    thead { tr {
                        th scope="col" { "Month" } th.number scope="col" { "A year before" } th.number scope="col" { "Levers and markets" }
                        th.number scope="col" { "Nothing pays for" } th.number scope="col" { "Asked for" }
                    } }
                    tbody {
                        @for month in months {
                            tr {
                                th scope="row" { (name(&month.period)) }
                                td.number data-label="A year before" title=(money(&month.base)) { (bare(&month.base)) }
                                td.number data-label="Levers and markets" title=(money(&month.added)) { (signed(&month.added)) }
                                td.number data-label="Nothing pays for" title=(money(&month.unfunded)) { (bare(&month.unfunded)) }
                                td.number data-label="Asked for" title=(money(&month.goal)) { (bare(&month.goal)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
