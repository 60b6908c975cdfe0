//! How guessed entries are written as TOML, CSV and comments, whatever their names hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use plumb_units::Id;

/// A TOML string, quotes included.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A field of a CSV file, in quotes where it needs them.
pub(super) fn cell(text: &str) -> String {
    let plain = text.trim() == text && !text.contains([',', ';', '"', '\n', '\r', '#']);
    if plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

/// A row of a CSV file, with its line end.
pub(super) fn row<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let mut row = cells.into_iter().map(cell).collect::<Vec<_>>().join(",");
    row.push('\n');
    row
}

/// A source's word as it can stand in a comment: one line, at most 60 characters.
pub(super) fn shown(text: &str) -> String {
    const CHARACTERS_MAX: usize = 60;
    let mut line: String =
        text.chars().take(CHARACTERS_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(CHARACTERS_MAX).is_some() {
        line.push('…');
    }
    line
}

/// A number and its noun: `1 person`, `3 people`.
pub(crate) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// What sources call a thing, as the value of `keys`.
pub(super) fn keys(sources: &BTreeSet<String>, key: &str) -> String {
    of_sources(sources.iter().map(|source| (source.clone(), vec![key.to_owned()])).collect())
}

/// Several keys, as the value of `keys`.
pub(super) fn of_sources(keys: BTreeMap<String, Vec<String>>) -> String {
    let bare = |source: &str| {
        !source.is_empty() && source.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    let pairs = keys.into_iter().map(|(source, keys)| {
        let source = if bare(&source) { source } else { quoted(&source) };
        match keys.as_slice() {
            [key] => format!("{source} = {}", quoted(key)),
            keys => {
                let list = keys.iter().map(|key| quoted(key)).collect::<Vec<_>>().join(", ");
                format!("{source} = [{list}]")
            }
        }
    });
    format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
}

/// Ids of one kind that are taken.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: BTreeSet<String>,
    numbers: BTreeMap<String, usize>,
}

impl Ids {
    /// The longest id before a number is put behind it, in letters.
    const LENGTH_MAX: usize = 90;

    /// A free id that is like what a source calls the thing. Text without a letter gets the kind before it
    /// (`person-274`), text without anything legal becomes the kind.
    pub(super) fn take(&mut self, kind: &str, text: &str) -> String {
        match Id::suggest(text) {
            Some(id) if id.bytes().any(|byte| byte.is_ascii_lowercase()) => self.free(&id),
            Some(id) => self.free(&format!("{kind}-{id}")),
            None => self.free(kind),
        }
    }

    /// This id, or the first with a number behind it that is free.
    pub(super) fn free(&mut self, wanted: &str) -> String {
        let base = wanted.get(..Self::LENGTH_MAX).unwrap_or(wanted).trim_end_matches('-').to_owned();
        let number = self.numbers.entry(base.clone()).or_insert(0);
        loop {
            *number += 1;
            let id = if *number == 1 { base.clone() } else { format!("{base}-{number}") };
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_legal_and_unique() {
        let mut ids = Ids::default();
        assert_eq!(ids.take("person", "274"), "person-274");
        assert_eq!(ids.take("person", "José Ñandú"), "jose-nandu");
        assert_eq!(ids.take("person", "Jose Nandu"), "jose-nandu-2");
        assert_eq!(ids.take("person", "東京"), "person");
        for text in ["a".repeat(200), "a".repeat(300)] {
            assert!(Id::parse(&ids.take("unit", &text)).is_ok());
        }
    }

    #[test]
    fn a_source_with_two_keys_lists_them() {
        let keys = BTreeMap::from([("crm".to_owned(), vec!["a\n".to_owned(), "\"b\"".to_owned()])]);
        assert_eq!(of_sources(keys), r#"{ crm = ["a\n", "\"b\""] }"#);
    }
}
