//! Edits of one TOML text: setting, clearing, adding and removing, each without touching another byte.

use std::ops::Range;

use super::tree::{Found, Holder, Node, Statement, Tree, What};
use super::written::{dotted, items, pairs, says, word, written};
use crate::schema::Type;

/// Why an edit could not be made.
pub(super) enum Failure {
    /// The text has errors of its own.
    Broken,
    /// Nothing is written where it should be.
    Absent,
    /// The value cannot be written.
    Value(String),
}

/// Sets or clears what stands at a path; the path of its entry is the first `entry` steps.
pub(super) fn set(
    text: &str,
    path: &[String],
    entry: usize,
    ty: Option<Type>,
    value: Option<&str>,
) -> Result<String, Failure> {
    let tree = Tree::of(text).ok_or(Failure::Broken)?;
    if !tree.holds(path.get(..entry).unwrap_or(path)) {
        return Err(Failure::Absent);
    }
    let Some(value) = value else { return Ok(cleared(text, &tree, path)) };
    if let Some(Found { node, .. }) = tree.find(path) {
        let old = text.get(node.span.clone()).unwrap_or("");
        if says(old, value) {
            return Ok(text.to_owned());
        }
        let new = written(value, ty, Some(old)).map_err(Failure::Value)?;
        return Ok(spliced(text, node.span.clone(), &new));
    }
    let new = written(value, ty, None).map_err(Failure::Value)?;
    if tree.statements.iter().any(|statement| statement.path.starts_with(path)) {
        return Ok(replaced(text, &tree, path, &new));
    }
    inserted(text, &tree, path, entry, &new).ok_or(Failure::Absent)
}

/// Removes what is written at and below a path, with the comments directly above its headers.
pub(super) fn remove(text: &str, path: &[String]) -> Result<String, Failure> {
    let tree = Tree::of(text).ok_or(Failure::Broken)?;
    if tree.holds(path) { Ok(cleared(text, &tree, path)) } else { Err(Failure::Absent) }
}

/// Adds an entry at the end.
pub(super) fn add(text: &str, path: &[String], fields: &[(String, String)]) -> Result<String, Failure> {
    if !text.trim().is_empty() && Tree::of(text).is_none() {
        return Err(Failure::Broken);
    }
    let end = line_end(text, text.len());
    let mut entry = format!("[{}]{end}", dotted(path));
    for (key, value) in fields {
        let key: Vec<String> = key.split('.').map(str::to_owned).collect();
        entry.push_str(&format!("{} = {value}{end}", dotted(&key)));
    }
    let start = text.strip_prefix('\u{feff}').unwrap_or(text);
    let gap = match start {
        "" => "",
        _ if !text.ends_with('\n') => &format!("{end}{end}"),
        _ if text.ends_with("\n\n") || text.ends_with("\n\r\n") => "",
        _ => end,
    };
    Ok(format!("{text}{gap}{entry}"))
}

/// Replaces the comment that says how an entry was found (`guessed:` or `told:`), or puts one above it.
pub(super) fn comment(text: &str, path: &[String], says: Option<&str>) -> Result<String, Failure> {
    let tree = Tree::of(text).ok_or(Failure::Broken)?;
    let header = tree.header(path).and_then(|index| tree.statements.get(index)).ok_or(Failure::Absent)?;
    let line = line_of(text, header.span.start);
    let is_one = |range: &&Range<usize>| text.get((*range).clone()).is_some_and(is_source);
    let behind = tree.comments.iter().find(|range| range.start >= header.span.end && range.start < line.end);
    let above = above(text, &tree, line.start);
    let found = behind.filter(is_one).or_else(|| {
        let alone = tree.comments.iter().filter(|range| range.start >= above && range.end <= line.start);
        alone.rev().find(is_one)
    });
    Ok(match (found, says) {
        (Some(range), Some(says)) => spliced(text, range.clone(), &format!("# {}", one_line(says))),
        (Some(range), None) => {
            let whole = line_of(text, range.start);
            let alone = range.start < line.start;
            let before = text.get(..range.start).unwrap_or("");
            let start = if alone { whole.start } else { before.trim_end_matches([' ', '\t']).len() };
            spliced(text, start..if alone { whole.end } else { range.end }, "")
        }
        (None, Some(says)) => {
            let end = line_end(text, line.start);
            spliced(text, line.start..line.start, &format!("# {}{end}", one_line(says)))
        }
        (None, None) => text.to_owned(),
    })
}

/// Whether a comment tells where an entry is from.
pub(super) fn is_source(comment: &str) -> bool {
    let says = comment.trim_start_matches('#').trim_start();
    says.starts_with("guessed:") || says.starts_with("told:")
}

/// A comment's text as one line.
pub(super) fn one_line(says: &str) -> String {
    says.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// The line end that is used around a byte, or else in the text.
pub(super) fn line_end(text: &str, at: usize) -> &'static str {
    let before = text.get(..at).unwrap_or(text);
    let newline = before.rfind('\n').or_else(|| text.find('\n'));
    let is_double = newline.is_some_and(|at| text.get(..at).is_some_and(|before| before.ends_with('\r')));
    if is_double { "\r\n" } else { "\n" }
}

fn spliced(text: &str, range: Range<usize>, new: &str) -> String {
    let (before, after) = (text.get(..range.start).unwrap_or(""), text.get(range.end..).unwrap_or(""));
    format!("{before}{new}{after}")
}

/// The line of a byte, with its line end.
fn line_of(text: &str, at: usize) -> Range<usize> {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let end = text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |length| at + length + 1);
    start..end
}

/// Where the comments directly above a line begin; the line itself where there are none.
fn above(text: &str, tree: &Tree, mut start: usize) -> usize {
    while start > 0 {
        let line = line_of(text, start - 1);
        let alone = tree.comments.iter().any(|comment| {
            line.contains(&comment.start)
                && text
                    .get(line.start..comment.start)
                    .is_some_and(|before| before.trim_start_matches('\u{feff}').trim().is_empty())
        });
        if !alone {
            break;
        }
        start = line.start;
    }
    start
}

fn cleared(text: &str, tree: &Tree, path: &[String]) -> String {
    match tree.find(path) {
        Some(Found { holder: Holder::Within(table, index), .. }) => without(text, table, index),
        Some(Found { holder: Holder::Line(statement), .. }) if statement.path != path => text.to_owned(),
        _ => replaced(text, tree, path, ""),
    }
}

/// Without one item of an inline list or table, and the comma that came with it.
fn without(text: &str, holder: &Node, index: usize) -> String {
    let spans: Vec<Range<usize>> = match &holder.what {
        What::List(items) => items.iter().map(|item| item.span.clone()).collect(),
        What::Table(pairs) => pairs.iter().map(|pair| pair.start..pair.node.span.end).collect(),
        What::Scalar => Vec::new(),
    };
    let at = |index: usize| spans.get(index).cloned();
    let range = match (index.checked_sub(1).and_then(at), at(index), at(index + 1)) {
        (Some(before), Some(this), _) => before.end..this.end,
        (None, Some(this), Some(next)) => this.start..next.start,
        (None, Some(_), None) => holder.span.start + 1..holder.span.end.saturating_sub(1),
        _ => return text.to_owned(),
    };
    spliced(text, range, "")
}

/// Puts rows, or nothing, in the place of all statements at and below a path.
fn replaced(text: &str, tree: &Tree, path: &[String], new: &str) -> String {
    let mut runs: Vec<(Range<usize>, bool)> = Vec::new();
    let mut last: Option<usize> = None;
    for (index, statement) in tree.statements.iter().enumerate() {
        if !statement.path.starts_with(path) {
            continue;
        }
        let is_header = statement.value.is_none();
        let first = line_of(text, statement.span.start);
        let end = line_of(text, statement.span.end.max(1) - 1).end;
        match runs.last_mut() {
            Some((range, _)) if last == index.checked_sub(1) => range.end = end,
            _ => {
                // Rows that are replaced keep the comment above the first of them.
                let whole = is_header && (new.is_empty() || !runs.is_empty());
                let start = if whole { above(text, tree, first.start) } else { first.start };
                runs.push((start..end, is_header));
            }
        }
        last = Some(index);
    }
    let rows = rows_below(text, path, new);
    let mut out = text.to_owned();
    for (number, (range, is_header)) in runs.iter().enumerate().rev() {
        if number == 0 && !rows.is_empty() {
            out = spliced(&out, range.clone(), &rows);
            continue;
        }
        let range = if *is_header { with_gap(&out, range.clone()) } else { range.clone() };
        out = spliced(&out, range, "");
    }
    out
}

/// Rows of a list, each below a header of its own.
fn rows_below(text: &str, path: &[String], new: &str) -> String {
    let end = line_end(text, text.len());
    let rows: Vec<String> = items(new)
        .unwrap_or_default()
        .iter()
        .filter_map(|row| Some(row_below(path, &pairs(row)?, end)))
        .collect();
    rows.join(end)
}

fn row_below(list: &[String], pairs: &[(String, String)], end: &str) -> String {
    let names: Vec<String> = list.iter().filter(|step| step.parse::<usize>().is_err()).cloned().collect();
    let lines: String = pairs.iter().map(|(key, value)| format!("{key} = {value}{end}")).collect();
    format!("[[{}]]{end}{lines}", dotted(&names))
}

/// With one empty line beside it, so that what is left stands as it did.
fn with_gap(text: &str, range: Range<usize>) -> Range<usize> {
    let is_blank = |line: &Range<usize>| text.get(line.clone()).is_some_and(|line| line.trim().is_empty());
    let before = range.start.checked_sub(1).map(|at| line_of(text, at));
    let after = (range.end < text.len()).then(|| line_of(text, range.end));
    match (before.filter(is_blank), after.clone().filter(is_blank)) {
        (Some(_), Some(after)) => range.start..after.end,
        (Some(before), None) if after.is_none() => before.start..range.end,
        (None, Some(after)) if range.start == 0 => range.start..after.end,
        _ => range,
    }
}

/// With a new field or item behind the last one of its table or list.
fn inserted(text: &str, tree: &Tree, path: &[String], entry: usize, new: &str) -> Option<String> {
    let (field, table) = path.split_last()?;
    if let Ok(position) = field.parse::<usize>()
        && path.len() > entry + 1
    {
        return (position == tree.items(table).0 + 1).then(|| item(text, tree, table, entry, new))?;
    }
    if let Some(header) = tree.header(table) {
        let section = tree.statements.get(header + 1..)?.iter().take_while(|below| below.value.is_some());
        let own = |below: &&Statement| below.section == table.len();
        let last = section.filter(own).last().or_else(|| tree.statements.get(header))?;
        return Some(line_behind(text, last, &word(field), new));
    }
    if let Some(Found { node, .. }) = tree.find(table) {
        return matches!(node.what, What::Table(_)).then(|| {
            let pair = format!("{} = {new}", word(field));
            within(text, node, &pair)
        });
    }
    let below = |statement: &&Statement| statement.path.starts_with(table);
    if let Some(last) = tree
        .statements
        .iter()
        .filter(below)
        .rfind(|statement| statement.value.is_some() && statement.section < table.len())
    {
        let key = dotted(path.get(last.section..)?);
        return Some(line_behind(text, last, &key, new));
    }
    if let Some(first) = tree.statements.iter().find(below) {
        let start = above(text, tree, line_of(text, first.span.start).start);
        let end = line_end(text, start);
        let header = format!("[{}]{end}{} = {new}{end}{end}", dotted(table), word(field));
        return Some(spliced(text, start..start, &header));
    }
    // The table that would hold it is not there either.
    (table.len() > entry)
        .then(|| inserted(text, tree, table, entry, &format!("{{ {} = {new} }}", word(field))))?
}

/// With one more row behind the last of a list.
fn item(text: &str, tree: &Tree, list: &[String], entry: usize, new: &str) -> Option<String> {
    if let Some(Found { node, .. }) = tree.find(list) {
        return Some(within(text, node, new));
    }
    let of = list.get(..entry)?;
    let end = line_end(text, text.len());
    let behind = |path: &[String]| tree.statements.iter().rfind(|statement| statement.path.starts_with(path));
    let last = behind(list).or_else(|| behind(of))?;
    let parent = list.get(..list.len().checked_sub(1)?)?;
    if tree.header(parent).is_none() {
        return inserted(text, tree, list, entry, &format!("[{new}]"));
    }
    let rows = row_below(list, &pairs(new)?, end);
    let at = line_of(text, last.span.end.max(1) - 1).end;
    let gap = if text.get(..at)?.ends_with('\n') { end.to_owned() } else { format!("{end}{end}") };
    Some(spliced(text, at..at, &format!("{gap}{rows}")))
}

/// A new line behind a statement.
fn line_behind(text: &str, last: &Statement, key: &str, new: &str) -> String {
    let line = line_of(text, last.span.end.max(1) - 1);
    let first = line_of(text, last.span.start);
    let indent: String = match last.value {
        Some(_) => {
            text.get(first.start..last.span.start).unwrap_or("").trim_start_matches('\u{feff}').to_owned()
        }
        None => String::new(),
    };
    let end = line_end(text, line.end);
    let has_end = text.get(line.clone()).is_some_and(|line| line.ends_with('\n'));
    let (before, after) = if has_end { ("", end) } else { (end, "") };
    spliced(text, line.end..line.end, &format!("{before}{indent}{key} = {new}{after}"))
}

/// Behind the last item of an inline list or table.
fn within(text: &str, holder: &Node, new: &str) -> String {
    let last = match &holder.what {
        What::List(items) => items.last().map(|item| item.span.end),
        What::Table(pairs) => pairs.last().map(|pair| pair.node.span.end),
        What::Scalar => None,
    };
    let Some(last) = last else {
        let new =
            if matches!(holder.what, What::Table(_)) { format!("{{ {new} }}") } else { format!("[{new}]") };
        return spliced(text, holder.span.clone(), &new);
    };
    let raw = text.get(holder.span.start..last).unwrap_or("");
    let gap = match raw.rfind('\n') {
        Some(newline) => {
            let indent: String = raw
                .get(newline + 1..)
                .unwrap_or("")
                .chars()
                .take_while(|c| matches!(c, ' ' | '\t'))
                .collect();
            format!("{}{indent}", line_end(text, last))
        }
        None => " ".to_owned(),
    };
    spliced(text, last..last, &format!(",{gap}{new}"))
}
