//! Text in columns: what it takes up, cut, filled up and wrapped, without anything that would steer a terminal.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Text from outside without control and direction characters: a name in an export must not steer a terminal.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| {
                if matches!(c, '\n' | '\r' | '\t') {
                    ' '
                } else if steers(c) {
                    '\u{fffd}'
                } else {
                    c
                }
            })
            .collect(),
    )
}

/// Whether a character steers a terminal or turns the direction of what follows.
pub(crate) fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Columns that a text takes up.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Filled up on the right.
pub(crate) fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Filled up on the left.
pub(crate) fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// At most so many columns; what is cut off shows as `…`.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    let text = clean(text);
    if width(&text) <= columns {
        return text.into_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used >= columns.max(1) {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// Lines of at most so many columns, broken at spaces; a longer word keeps its own line, a figure stays in one piece.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    wrap_after(text, columns, columns)
}

/// Wrapped, with a first line of so many columns and others of so many.
pub(crate) fn wrap_after(text: &str, first: usize, others: usize) -> Vec<String> {
    let text = clean(text);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(&text) {
        let columns = if lines.is_empty() { first } else { others };
        if !line.is_empty() && width(&line) + 1 + width(&word) > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A command in back-ticks that is not longer stays in one piece, so that it can be copied.
const COMMAND_MAX: usize = 70;

/// Words, with figures, their thousands and what is counted in one: `2 000 000.00 EUR`, `11 %`, `5 people`.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let letters = word.trim_end_matches([',', '.', ';', ':', ')']);
        let is_currency = letters.len() == 3 && letters.chars().all(|c| c.is_ascii_uppercase());
        let figure = |before: &String| {
            let last = before.rsplit(' ').next().unwrap_or_default().trim_start_matches('(');
            // A day, such as 2026-01-31, counts nothing.
            let digits = last.strip_prefix('-').unwrap_or(last);
            let is_number = digits.ends_with(|c: char| c.is_ascii_digit())
                && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
            is_number || (matches!(last, "M" | "k" | "bn") && is_currency)
        };
        let command = |before: &String| {
            before.matches('`').count() % 2 == 1 && width(before) + width(word) < COMMAND_MAX
        };
        match words.last_mut() {
            Some(before) if figure(before) || command(before) => *before = format!("{before} {word}"),
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// Wrapped, the first line behind `first`, the others indented as far. Neither may be painted yet.
pub(crate) fn hanging(first: &str, text: &str, columns: usize) -> String {
    let first = &*clean(first);
    let indent = width(first);
    let mut out = String::new();
    let lines = wrap(text, columns.saturating_sub(indent).max(20));
    for (index, line) in lines.iter().enumerate() {
        out.push_str(&if index == 0 { first.to_owned() } else { " ".repeat(indent) });
        out.push_str(line);
        out.push('\n');
    }
    if lines.is_empty() {
        out.push_str(first.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_cannot_steer_the_terminal() {
        assert_eq!(clean("Ana\u{1b}[2J\u{202e}"), "Ana\u{fffd}[2J\u{fffd}");
    }

    #[test]
    fn wide_letters_count_twice() {
        assert_eq!(left("港", 4), "港  ");
        assert_eq!(cut("港湾部品", 5), "港湾…");
    }

    #[test]
    fn what_follows_hangs_below_the_first_word() {
        assert_eq!(
            hanging("fix: ", "give every seller a number before the year starts", 30),
            "fix: give every seller a\n     number before the year\n     starts\n"
        );
    }

    #[test]
    fn a_figure_stays_in_one_piece() {
        assert_eq!(
            wrap("of that 2 000 000.00 EUR (16.6 %) are", 20),
            ["of that", "2 000 000.00 EUR", "(16.6 %) are"]
        );
        assert_eq!(wrap("the rest, 5.5 M EUR, and", 12), ["the rest,", "5.5 M EUR,", "and"]);
        assert_eq!(wrap("from 2025-04-01 39 working days", 18), ["from 2025-04-01", "39 working days"]);
    }

    proptest! {
        #[test]
        fn cut_text_fits(text in ".{0,60}", columns in 1_usize..40) {
            prop_assert!(width(&cut(&text, columns)) <= columns);
        }

        #[test]
        fn wrapping_loses_no_word(text in "[a-zé ]{0,120}", columns in 1_usize..40) {
            let wrapped = wrap(&text, columns).join(" ");
            prop_assert_eq!(wrapped, text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}
