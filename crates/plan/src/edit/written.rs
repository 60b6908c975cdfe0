//! How a value is written as TOML: as the one before it, where there is one.

use plumb_units::parse_date;
use toml::de::{DeTable, DeValue};

use super::tree::{Tree, What};
use crate::schema::Type;

/// The text of a value of this type; `old` is what stands in its place. The error says why it cannot be written.
///
/// Of lists, keys and rows `value` is TOML; a list of ids may also be written with commas, a list of texts as one text.
pub(super) fn written(value: &str, ty: Option<Type>, old: Option<&str>) -> Result<String, String> {
    let value_text = value.trim();
    match ty {
        Some(Type::Texts | Type::Quantities | Type::Refs(_) | Type::Rows(_) | Type::Keys | Type::Named)
            if value_text.starts_with(['[', '{']) =>
        {
            fragment(value_text).ok_or_else(|| "this is not TOML".to_owned())
        }
        Some(Type::Refs(_)) => {
            let ids = value_text.split([',', ' ', '\n']).map(str::trim).filter(|id| !id.is_empty());
            Ok(list(ids, old))
        }
        Some(Type::Texts | Type::Quantities) => {
            Ok(list(value_text.lines().map(str::trim).filter(|line| !line.is_empty()), old))
        }
        Some(Type::Keys | Type::Named) => {
            let pairs =
                value_text.split(',').map(|pair| pair.split_once('=').map(|(a, b)| (a.trim(), b.trim())));
            let pairs: Option<Vec<_>> = pairs.collect();
            let pairs = pairs.ok_or("keys are written as `source=key`, with commas between them")?;
            let pairs: Vec<_> = pairs
                .into_iter()
                .map(|(source, key)| format!("{} = {}", word(source), quoted(key)))
                .collect();
            Ok(format!("{{ {} }}", pairs.join(", ")))
        }
        Some(Type::Flag | Type::Count) if is_bare(value_text) => Ok(value_text.to_owned()),
        Some(Type::Date) if old.is_none_or(|old| !old.starts_with(['"', '\''])) && is_day(value_text) => {
            Ok(value_text.to_owned())
        }
        Some(ty) if old.is_some_and(|old| !old.starts_with(['"', '\'', '[', '{'])) && is_bare(value_text) => {
            // A rate or a date without quotes stays so; a text is a text.
            Ok(if matches!(ty, Type::Text | Type::Sql | Type::Ref(_)) {
                quoted(value_text)
            } else {
                value_text.to_owned()
            })
        }
        None if old.is_none_or(|old| !old.starts_with(['"', '\''])) && fragment(value_text).is_some() => {
            Ok(value_text.to_owned())
        }
        _ => Ok(like(value, old)),
    }
}

/// Whether a text that stands in a plan says just this.
pub(super) fn says(raw: &str, value: &str) -> bool {
    if raw == value.trim() {
        return true;
    }
    let line = format!("x = {raw}");
    let Ok(table) = DeTable::parse(&line) else { return false };
    matches!(table.get_ref().get("x").map(toml::Spanned::get_ref), Some(DeValue::String(text)) if text.trim() == value.trim())
}

/// A text that is one value of TOML.
pub(super) fn fragment(text: &str) -> Option<String> {
    let line = format!("x = {text}");
    let tree = Tree::of(&line)?;
    let [only] = tree.statements.as_slice() else { return None };
    let whole = only.span == (0..line.len()) && tree.comments.is_empty();
    (whole && only.value.is_some()).then(|| text.to_owned())
}

/// The pairs of an inline table as they are written: key and value.
pub(super) fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let line = format!("x = {text}");
    let tree = Tree::of(&line)?;
    let [only] = tree.statements.as_slice() else { return None };
    let What::Table(pairs) = &only.value.as_ref()?.what else { return None };
    pairs.iter().map(|pair| Some((dotted(&pair.key), line.get(pair.node.span.clone())?.to_owned()))).collect()
}

/// The items of a list as they are written.
pub(super) fn items(text: &str) -> Option<Vec<String>> {
    let line = format!("x = {text}");
    let tree = Tree::of(&line)?;
    let [only] = tree.statements.as_slice() else { return None };
    let What::List(items) = &only.value.as_ref()?.what else { return None };
    items.iter().map(|item| Some(line.get(item.span.clone())?.to_owned())).collect()
}

/// A key as it is written, with its parts.
pub(super) fn dotted(path: &[String]) -> String {
    path.iter().map(|part| word(part)).collect::<Vec<_>>().join(".")
}

/// One part of a key, in quotes where it needs them.
pub(super) fn word(part: &str) -> String {
    let bare =
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if bare { part.to_owned() } else { quoted(part) }
}

fn is_bare(text: &str) -> bool {
    let number = text.strip_prefix('-').unwrap_or(text);
    let digits = !number.is_empty()
        && number.len() < 19
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && (number == "0" || !number.starts_with('0'));
    matches!(text, "true" | "false") || digits || is_day(text)
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && parse_date(text).is_some() && fragment(text).is_some()
}

/// A list of texts; below each other where the old one was.
fn list<'i>(items: impl Iterator<Item = &'i str>, old: Option<&str>) -> String {
    let items: Vec<String> = items.map(quoted).collect();
    let lines = old.filter(|old| old.starts_with('[')).and_then(|old| old.split_once('\n'));
    match lines {
        Some((_, rest)) if !items.is_empty() => {
            let line_end = if old.is_some_and(|old| old.contains("\r\n")) { "\r\n" } else { "\n" };
            let indent: String = rest.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
            let last =
                old.and_then(|old| old.rsplit_once('\n')).map_or("", |(_, last)| last.trim_end_matches(']'));
            let last = if last.trim().is_empty() { last } else { "" };
            let lines: String = items.iter().map(|item| format!("{indent}{item},{line_end}")).collect();
            format!("[{line_end}{lines}{last}]")
        }
        _ => format!("[{}]", items.join(", ")),
    }
}

/// A string in the quotes of the old one, where they can hold it.
fn like(value: &str, old: Option<&str>) -> String {
    let controls = |text: &str| text.chars().any(|c| c.is_control() && c != '\t');
    let Some(old) = old else { return quoted(value) };
    if let Some(inside) = old.strip_prefix("\"\"\"") {
        let first = ["\r\n", "\n"].into_iter().find(|end| inside.starts_with(end)).unwrap_or("");
        let escaped: String = value.lines().map(escaped).collect::<Vec<_>>().join(if old.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        });
        return format!("\"\"\"{first}{escaped}\"\"\"");
    }
    if old.starts_with('\'') && !old.starts_with("'''") && !value.contains('\'') && !controls(value) {
        return format!("'{value}'");
    }
    quoted(value)
}

/// A TOML string, quotes included.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            control if control.is_control() => escaped.push_str(&format!("\\u{:04X}", u32::from(control))),
            other => escaped.push(other),
        }
    }
    escaped
}
