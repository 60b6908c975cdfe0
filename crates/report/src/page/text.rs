//! Texts from outside on the page: nothing in them steers, what stands in back-ticks is code.

use maud::{Markup, Render, html};
use plumb_engine::MoneyView;

use crate::cells::clean;
use crate::figures::{money, short};

/// A text, escaped, with what stands in back-ticks as code.
pub(super) fn prose(text: &str) -> Markup {
    let text = clean(text);
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

/// The same, its first letter in upper case.
pub(super) fn sentence(text: &str) -> Markup {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    prose(&format!("{first}{}", letters.as_str()))
}

/// A name or id from outside.
pub(super) fn name(text: &str) -> impl Render {
    clean(text).into_owned()
}

/// Money as headings show it, to the cent in its tooltip.
pub(super) fn figure(amount: &MoneyView) -> Markup {
    html! { span.figure title=(money(amount)) { (short(amount)) } }
}

/// An id for a place on the page that a link may lead to: letters, digits and dashes.
pub(super) fn anchor(prefix: &str, id: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' };
    format!("{prefix}-{}", id.chars().map(plain).collect::<String>())
}

/// The class of a row so deep in a tree.
pub(super) fn level(depth: usize) -> String {
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
}
