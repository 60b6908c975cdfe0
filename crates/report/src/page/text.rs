//! Texts from outside on the page: nothing in them steers, what stands in back-ticks is code.

use maud::{Markup, Render, html};
use plumb_engine::MoneyView;

use crate::cells::clean;
use crate::figures::{money, short};

/// A text, escaped, with what stands in back-ticks as code.
pub(crate) fn prose(text: &str) -> Markup {
    let text = unbroken(&clean(text));
    let pieces: Vec<&str> = text.split('`').collect();
    let closed = pieces.len() % 2 == 1;
    html! {
        @for (index, piece) in pieces.iter().enumerate() {
            @if index % 2 == 1 && (closed || index + 1 < pieces.len()) { code { (piece) } }
            @else {
                @if index % 2 == 1 { "`" }
                (piece)
            }
        }
    }
}

/// Spaces inside a figure that hold it together: thousands, what is counted in, its currency.
fn unbroken(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let (before, after) =
            (text.get(..at).unwrap_or_default(), text.get(at + c.len_utf8()..).unwrap_or_default());
        out.push(if c == ' ' && is_inside_figure(before, after) { '\u{a0}' } else { c });
    }
    out
}

fn is_inside_figure(before: &str, after: &str) -> bool {
    let next = after.split([' ', ',', ';', '.', ')']).next().unwrap_or_default();
    let is_currency = next.len() == 3 && next.chars().all(|c| c.is_ascii_uppercase());
    let is_thousands = next.len() == 3 && next.chars().all(|c| c.is_ascii_digit());
    let scale = ["M", "k", "bn"];
    let last = before.rsplit(' ').next().unwrap_or_default();
    match before.chars().next_back() {
        Some(c) if c.is_ascii_digit() => next == "%" || is_currency || is_thousands || scale.contains(&next),
        _ => scale.contains(&last) && is_currency,
    }
}

/// The same, its first letter in upper case.
pub(crate) fn sentence(text: &str) -> Markup {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    prose(&format!("{first}{}", letters.as_str()))
}

/// A name or id from outside.
pub(crate) fn name(text: &str) -> impl Render {
    clean(text).into_owned()
}

/// Money as headings show it, to the cent in its tooltip.
pub(crate) fn figure(amount: &MoneyView) -> Markup {
    html! { span.figure title=(money(amount)) { (short(amount)) } }
}

/// An amount that is written with its unit, short, as it was written in its tooltip: money as headings show it, a share with one
/// decimal. Anything else stays as it is.
pub(crate) fn amount(written: &str) -> Markup {
    let short = match written.rsplit_once(' ') {
        Some((digits, "%")) => digits.parse::<f64>().ok().map(|share| format!("{share:.1} %")),
        Some((digits, currency))
            if currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase()) =>
        {
            let amount: String = digits.chars().filter(|c| *c != ' ').collect();
            let minor = amount.chars().filter(|c| *c != '.').collect::<String>().parse().ok();
            minor.map(|minor| short(&MoneyView { amount, currency: currency.to_owned(), minor }))
        }
        _ => None,
    };
    match short {
        Some(short) => html! { span.figure title=(clean(written)) { (short) } },
        None => prose(written),
    }
}

/// An id for a place on the page that a link may lead to: letters, digits and dashes.
pub(crate) fn anchor(prefix: &str, id: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' };
    format!("{prefix}-{}", id.chars().map(plain).collect::<String>())
}

/// The class of a row so deep in a tree.
pub(crate) fn level(depth: usize) -> String {
    format!("level-{}", depth.min(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_back_ticks_is_code_and_nothing_is_markup() {
        assert_eq!(prose("`<b>` sells & `x").into_string(), "<code>&lt;b&gt;</code> sells &amp; `x");
        assert_eq!(sentence("éa").into_string(), "Éa");
    }

    #[test]
    fn what_is_written_is_shown_short_and_stands_whole_in_its_tooltip() {
        let text = |written: &str| amount(written).into_string();
        assert_eq!(
            text("60 914 727.80 EUR"),
            "<span class=\"figure\" title=\"60 914 727.80 EUR\">60.9 M EUR</span>"
        );
        assert_eq!(text("-500000 EUR"), "<span class=\"figure\" title=\"-500000 EUR\">-500.0 k EUR</span>");
        assert_eq!(text("42.0555 %"), "<span class=\"figure\" title=\"42.0555 %\">42.1 %</span>");
        assert_eq!((text("12 <b>"), text("7 calls")), ("12 &lt;b&gt;".into(), "7 calls".into()));
    }

    #[test]
    fn figures_hold_together() {
        let held = |text: &str| unbroken(text).replace('\u{a0}', "_");
        assert_eq!(
            held("8 861 489.92 EUR have, 40.5 %; 62.0 M EUR becomes"),
            "8_861_489.92_EUR have, 40.5_%; 62.0_M_EUR becomes"
        );
        assert_eq!(held("31 March 2029; 12 people"), "31 March 2029; 12 people");
    }
}
