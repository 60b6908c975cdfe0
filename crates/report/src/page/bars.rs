//! Who carries the mandate, as bars: one for each unit, in money, to the cent in tooltip and table.

use maud::{Markup, html};
use plumb_engine::{Carry, Review};

use crate::carry::{Row, excesses, headline, parts, rows, strands};
use crate::cells::clean;
use crate::figures::{count, exact, like, money, percent};
use crate::page::text::{figure, level, name, prose};

/// The four ways in which a part is carried: class, words.
pub(crate) const WAYS: [(&str, &str); 4] = [
    ("sound", "soundly carried"),
    ("broken", "carried but broken"),
    ("unseen", "unseen"),
    ("nobodys", "nobody's"),
];

/// Units that are drawn; more are counted.
const UNITS_MAX: usize = 120;

/// The question that the picture answers.
pub(crate) fn question(review: &Review) -> String {
    let growth = headline(review).and_then(|mandate| mandate.growth.as_deref());
    growth.map_or_else(|| "Who carries it?".to_owned(), |growth| format!("Who carries the {growth}?"))
}

/// The picture with its heading; why there is none, where there is none.
/// `beside` is drawn after the part of a unit, by its id.
pub(crate) fn section(review: &Review, beside: &dyn Fn(&str) -> Markup) -> Markup {
    html! {
        section #carry {
            h2 { (name(&question(review))) }
            @match &review.carry {
                Some(carry) => (picture(carry, beside)),
                None => p { "Nothing can be drawn here: " (prose(why(review))) "." },
            }
        }
    }
}

fn why(review: &Review) -> &str {
    let why = review.no_carry_because.as_deref();
    why.unwrap_or("no mandate is signed, and lines hang from signed mandates").trim_end_matches('.')
}

fn picture(carry: &Carry, beside: &dyn Fn(&str) -> Markup) -> Markup {
    let rows = rows(carry);
    let drawn: Vec<&Row> = rows.iter().take(UNITS_MAX).collect();
    let most = drawn.iter().map(|row| row.amount).max().unwrap_or(0).max(1);
    let deepest = drawn.iter().map(|row| row.depth).min().unwrap_or(0);
    html! {
        p.about {
            "Each bar is one unit's part of " (figure(&carry.total)) ". "
            "It sums to the cent; hold the pointer over a piece to read it."
        }
        (legend())
        table.bars {
            thead {
                tr {
                    th scope="col" { "Unit" }
                    th.bar scope="col" { "How its part is carried" }
                    th.number scope="col" { "Part" }
                    th.number scope="col" { "Sound" }
                }
            }
            tbody {
                @for row in &drawn {
                    tr class=(level(row.depth.saturating_sub(deepest))) {
                        th scope="row" { (name(&row.name)) }
                        td.bar { (bar(carry, row, most)) }
                        td.number { (figure(&like(&carry.total, row.amount))) @if let Some(unit) = &row.unit { (beside(unit)) } }
                        td.number { (percent(row.parts[0], row.amount).unwrap_or_default()) }
                    }
                }
            }
        }
        @if rows.len() > UNITS_MAX {
            p { "And " (count(rows.len() - UNITS_MAX, "unit", "units")) " more; " code { "out/review.json" } " lists them all." }
        }
        details {
            summary { "Where lines are cut, and every amount to the cent" }
            @for says in [strands("Lines are cut at", &carry.broken_at, carry), strands("Lines cannot be seen at", &carry.unseen_at, carry)].iter().flatten() {
                p { (prose(says)) }
            }
            @for says in excesses(carry) { p { (prose(&says)) } }
            (to_the_cent(carry, &drawn))
        }
    }
}

fn legend() -> Markup {
    html! {
        ul.legend {
            @for (class, words) in WAYS {
                li {
                    svg.swatch width="22" height="14" aria-hidden="true" { rect.(class) width="22" height="14" {} }
                    " " (words)
                }
            }
        }
    }
}

/// A piece of a bar.
pub(crate) struct Piece {
    pub(crate) class: &'static str,
    /// Where it begins and how long it is, in minor units.
    pub(crate) from: i64,
    pub(crate) part: i64,
    /// Words and money to the cent.
    pub(crate) spoken: String,
}

/// The pieces of a bar, in their order; what is nothing has none.
pub(crate) fn pieces(carry: &Carry, row: &Row) -> Vec<Piece> {
    let mut from = 0_i64;
    let mut pieces = Vec::new();
    for ((class, words), part) in WAYS.into_iter().zip(row.parts).filter(|(_, part)| *part > 0) {
        let spoken = format!("{words} {}", money(&like(&carry.total, part)));
        pieces.push(Piece { class, from, part, spoken });
        from = from.saturating_add(part);
    }
    pieces
}

/// One bar: its pieces as wide as their money, the widest bar over the whole width.
fn bar(carry: &Carry, row: &Row, most: i64) -> Markup {
    let pieces = pieces(carry, row);
    let spoken: Vec<&str> = pieces.iter().map(|piece| piece.spoken.as_str()).collect();
    let unit = clean(&row.name);
    html! {
        svg.bar width="100%" height="16" role="img" aria-label=(format!("{unit}: {}", spoken.join(", "))) {
            @for piece in &pieces {
                rect.(piece.class) x=(share(piece.from, most)) width=(share(piece.part, most)) height="16" {
                    title { (unit) ": " (piece.spoken) }
                }
            }
        }
    }
}

/// A part of a whole in per cent with three decimals, rounded down.
fn share(part: i64, whole: i64) -> String {
    let thousandths = i128::from(part.max(0)) * 100_000 / i128::from(whole.max(1));
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

fn to_the_cent(carry: &Carry, rows: &[&Row]) -> Markup {
    let cells = |parts: &[i64; 4], amount: i64| {
        html! {
            @for part in parts.iter().chain([&amount]) { td.number { (exact(&like(&carry.total, *part))) } }
        }
    };
    html! {
        div.wide {
            table.exact {
                caption { "In " (carry.total.currency) "; the outer units add up to the last line." }
                thead {
                    tr {
                        th scope="col" { "Unit" }
                        @for (_, words) in WAYS { th.number scope="col" { (words) } }
                        th.number scope="col" { "Part" }
                    }
                }
                tbody {
                    @for row in rows {
                        tr class=(level(row.depth)) { th scope="row" { (name(&row.name)) } (cells(&row.parts, row.amount)) }
                    }
                }
                @if let Some(split) = &carry.split {
                    tfoot { tr { th scope="row" { "Total" } (cells(&parts(split), carry.total.minor)) } }
                }
            }
        }
    }
}
