//! Who carries the mandate as one drawing that stands by itself: for a README, a slide, a mail.

use maud::html;
use plumb_engine::SeenReview;

use crate::carry::{Row, rows};
use crate::cells::{clean, cut};
use crate::figures::{like, money, short};
use crate::page::bars::{WAYS, pieces, question};

/// Widths of the names, of the longest bar and of the amounts; the height of a row; the margin around all.
const NAMES: i64 = 190;
const BAR: i64 = 420;
const AMOUNTS: i64 = 110;
const ROW: i64 = 26;
const MARGIN: i64 = 24;

/// Columns that a name may take.
const NAME_MAX: usize = 24;

/// Units that are drawn.
const UNITS_MAX: usize = 40;

/// How the pieces look: the colours of the page on light paper, told apart by their patterns as well.
const STYLE: &str = "text{fill:#1c2128}.quiet{fill:#5b6470}.sound{fill:#2166ac}.broken{fill:url(#hatched);stroke:#8d2f20}\
                     .unseen{fill:url(#dotted);stroke:#8d959f}.nobodys{fill:#fff;stroke:#1c2128;stroke-dasharray:4 3}";

/// The bars as an SVG; `None` where nobody is known to carry anything.
pub fn picture(seen: &SeenReview) -> Option<String> {
    let review = seen.review();
    let carry = review.carry.as_ref()?;
    let rows: Vec<Row> = rows(carry).into_iter().take(UNITS_MAX).collect();
    let most = rows.iter().map(|row| row.amount).max().unwrap_or(0).max(1);
    let least = rows.iter().map(|row| row.depth).min().unwrap_or(0);
    let at = |amount: i64| {
        i64::try_from(i128::from(amount.max(0)) * i128::from(BAR) / i128::from(most)).unwrap_or(BAR)
    };
    let place = |index: usize| i64::try_from(index).unwrap_or(0);
    let (width, top) = (MARGIN * 2 + NAMES + BAR + AMOUNTS, MARGIN + 64);
    let height = top + place(rows.len()) * ROW + MARGIN;
    let question = question(review);
    let svg = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height)
            font-family="system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif" font-size="14" role="img" {
            title { (clean(&question)) " " (clean(&review.company)) ", " (review.as_of.date) }
            style { (maud::PreEscaped(STYLE)) }
            defs {
                pattern #hatched width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect width="7" height="7" fill="#c8503c" {}
                    rect width="2.5" height="7" fill="#8d2f20" {}
                }
                pattern #dotted width="6" height="6" patternUnits="userSpaceOnUse" {
                    rect width="6" height="6" fill="#d9dce0" {}
                    circle cx="3" cy="3" r="1" fill="#8d959f" {}
                }
            }
            rect width=(width) height=(height) rx="8" fill="#fff" {}
            text x=(MARGIN) y=(MARGIN + 14) font-size="18" font-weight="700" { (clean(&question)) }
            @for (index, (class, words)) in WAYS.iter().enumerate() {
                rect.(*class) x=(MARGIN + place(index) * 175) y=(MARGIN + 30) width="22" height="13" {}
                text.quiet x=(MARGIN + place(index) * 175 + 28) y=(MARGIN + 42) font-size="13" { (words) }
            }
            @for (index, row) in rows.iter().enumerate() {
                @let y = top + place(index) * ROW;
                @let deep = place(row.depth.saturating_sub(least).min(4));
                text x=(MARGIN + deep * 16) y=(y + 16) font-weight=(if deep == 0 { "600" } else { "400" }) { (cut(&row.name, NAME_MAX)) }
                @for piece in pieces(carry, row) {
                    rect.(piece.class) x=(MARGIN + NAMES + at(piece.from)) y=(y + 3) width=(at(piece.part).max(1)) height=(ROW - 8) {
                        title { (clean(&row.name)) ": " (piece.spoken) }
                    }
                }
                text x=(width - MARGIN) y=(y + 16) text-anchor="end" {
                    (short(&like(&carry.total, row.amount)))
                    title { (money(&like(&carry.total, row.amount))) }
                }
            }
        }
    };
    Some(svg.into_string() + "\n")
}
