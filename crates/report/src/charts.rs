//! Four pictures for any view: a way from one level to another, an outlook with its spread, an amount on its way down, and what
//! is paid for what is reached.
//!
//! Shapes stretch with the page, texts do not: so they are as readable on a phone as on a wide screen. Beside each stands the
//! same as a table. They need [`crate::parts::patterns`] once on the page and the page's style.

mod axis;
mod cascade;
mod curve;
mod outlook;
mod waterfall;

pub use cascade::{Branch, Rest, cascade};
pub use curve::{At, Curve, curve};
pub use outlook::{Moment, Outlook, outlook};
pub use waterfall::{Stand, Step, waterfall};

use maud::{Markup, html};

/// How an amount is written: short for the picture, and to the cent for who looks closer.
#[derive(Clone, Copy)]
pub struct Say<'a> {
    /// `1.2 M EUR`.
    pub short: &'a dyn Fn(f64) -> String,
    /// `1 234 567.00 EUR`.
    pub exact: &'a dyn Fn(f64) -> String,
}

/// A place across the picture, in per cent.
fn across(place: f64) -> String {
    format!("{}%", number(place))
}

/// A number of an attribute: three decimals at most, never minus nothing.
fn number(value: f64) -> String {
    let value = if value.is_finite() { value } else { 0.0 };
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// The same as a table, folded away.
fn as_table(head: &[&str], rows: &[Vec<String>]) -> Markup {
    html! {
        details.chart-table {
            summary { "The same as a table" }
            div.wide {
                table {
                    thead { tr { @for (index, name) in head.iter().enumerate() { th.number[index > 0] scope="col" { (name) } } } }
                    tbody {
                        @for row in rows {
                            tr {
                                @for (index, cell) in row.iter().enumerate() {
                                    @if index == 0 { th scope="row" { (crate::cells::clean(cell)) } }
                                    @else { td.number { (crate::cells::clean(cell)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
