//! TOML with spans, comments and every syntax error at once.

use std::collections::{BTreeMap, BTreeSet};

use plumb_diag::{FileId, Files, Problem, Span};
use plumb_units::Quantity;
use toml::de::DeTable;
use toml_parser::Source;
use toml_parser::parser::{Event, EventKind, RecursionGuard, parse_document};

use crate::context::shortened;
use crate::source::span_in;
use crate::suggest;

/// The longest dotted key, in parts. Longer ones serve no kind and would nest without bound.
const KEY_PARTS_MAX: usize = 8;

/// How deep lists and inline tables may nest.
const NESTING_MAX: u32 = 16;

/// A TOML file as read.
pub(crate) struct TomlText<'t> {
    pub(crate) file: FileId,
    pub(crate) root: DeTable<'t>,
    /// Comments by the byte at which they start, with whether they stand alone on their line.
    comments: BTreeMap<usize, (&'t str, bool)>,
    text: &'t str,
}

/// Reads a file; what cannot be read is reported and left out.
pub(crate) fn read<'t>(files: &'t Files, file: FileId, problems: &mut Vec<Problem>) -> TomlText<'t> {
    let text = files.text(file);
    let outline = Outline::of(text);
    if let Some(range) = outline.too_deep {
        problems.push(
            Problem::error(
                "too-deep",
                format!("more than {KEY_PARTS_MAX} parts in a key or {NESTING_MAX} levels of brackets"),
            )
            .at(span_in(files, file, range), "the file is left out")
            .help("write one table per thing, such as `[unit.emea]`"),
        );
        return TomlText { file, root: DeTable::new(), comments: outline.comments, text };
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut last_start: Option<usize> = None;
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        if outline.inside_duplicate_table(range.start) {
            continue;
        }
        let span = span_in(files, file, range.clone());
        if error.message() != "duplicate key" {
            // What follows a mistake on the same line is mostly an echo of it.
            let since = last_start.replace(span.start).and_then(|last| text.get(last..span.start));
            if since.is_some_and(|between| !between.contains('\n')) {
                continue;
            }
            problems.push(syntax(text, span, error.message()));
            continue;
        }
        let word = outline.keys.get(&range.start).cloned().unwrap_or_else(|| files.slice(span).to_owned());
        let is_id = outline.headers.contains(&range.start) && word.matches('.').count() == 1;
        let mut problem = if is_id {
            Problem::error("duplicate-id", format!("`{word}` is in the plan twice"))
        } else {
            Problem::error("duplicate-key", format!("`{word}` is written twice"))
        }
        .at(span, "again here");
        if let Some(first) = outline.firsts.get(&range.start) {
            problem = problem.also(span_in(files, file, first.clone()), "first here");
        }
        problems.push(problem.help("keep one of them"));
    }
    TomlText { file, root: root.into_inner(), comments: outline.comments, text }
}

/// What is wrong with a text that is no TOML; for a value without quotes, how it is written.
fn syntax(text: &str, span: Span, message: &str) -> Problem {
    let message = message.trim().trim_end_matches(", expected nothing");
    let syntax = |message: String| Problem::error("syntax", message);
    let Some((start, bare)) = bare_value(text, span.start) else {
        return syntax(format!("this is not TOML: {message}")).at(span, "");
    };
    let span = Span { start, end: start + bare.len(), ..span };
    let date = suggest::date(bare);
    if date.is_some() || suggest::looks_like_date(bare) {
        let help = date.map_or_else(
            || "write year, month and day: `2026-01-31`".to_owned(),
            |date| format!("write `{date}`"),
        );
        return syntax(format!("`{bare}` is no date")).at(span, "").help(help);
    }
    let quantity =
        if Quantity::parse(bare).is_ok() { Some(bare.to_owned()) } else { suggest::quantity(bare) };
    match quantity.or_else(|| message.contains("must be quoted").then(|| shortened(bare))) {
        Some(meant) => syntax(format!("`{}` stands without quotes", shortened(bare)))
            .at(span, "")
            .help(format!("write `\"{meant}\"`")),
        None => syntax(format!("this is not TOML: {message}")).at(span, ""),
    }
}

/// The value without quotes in which a byte stands, and where it starts.
fn bare_value(text: &str, at: usize) -> Option<(usize, &str)> {
    let line_start = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text.get(line_start..)?.lines().next()?;
    let (key, rest) = line.split_once('=')?;
    let plain_key = !key.trim().is_empty()
        && key.trim().chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let value = rest.split('#').next()?.trim();
    let start = line_start + key.len() + 1 + (rest.len() - rest.trim_start().len());
    let bare = value.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '€' | '$' | '£'))
        && !value.contains(['"', '\'', '\\']);
    (plain_key && bare && (start..=start + value.len()).contains(&at)).then_some((start, value))
}

impl TomlText<'_> {
    /// The note of a `# guessed: …` comment on the line of this byte or directly above it.
    pub(crate) fn guessed(&self, at: usize) -> Option<String> {
        let at = at.min(self.text.len());
        let line_end = self.text.get(at..)?.find('\n').map_or(self.text.len(), |length| at + length);
        let mut line_start = self.text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
        if let Some((_, (comment, false))) = self.comments.range(at..line_end).next_back()
            && let Some(note) = guess(comment)
        {
            return Some(note);
        }
        while line_start > 0 {
            let above_end = line_start - 1;
            let above_start = self.text.get(..above_end)?.rfind('\n').map_or(0, |newline| newline + 1);
            let (_, (comment, alone)) = self.comments.range(above_start..above_end).next()?;
            if !alone {
                return None;
            }
            if let Some(note) = guess(comment) {
                return Some(note);
            }
            line_start = above_start;
        }
        None
    }
}

/// The note of a comment `# guessed: …`.
pub(crate) fn guess(comment: &str) -> Option<String> {
    let note = comment.trim_start_matches('#').trim_start().strip_prefix("guessed:")?;
    Some(note.trim().to_owned())
}

/// Where keys, headers and comments stand: what the table itself does not tell.
struct Outline<'t> {
    comments: BTreeMap<usize, (&'t str, bool)>,
    /// Full dotted name of each key by the byte of its last part.
    keys: BTreeMap<usize, String>,
    /// Where the same key stood first, by the byte of the later one.
    firsts: BTreeMap<usize, std::ops::Range<usize>>,
    /// Bytes of the last parts of keys that are table headers.
    headers: BTreeSet<usize>,
    /// Tables whose header is there already.
    duplicate_tables: Vec<std::ops::Range<usize>>,
    too_deep: Option<std::ops::Range<usize>>,
}

impl<'t> Outline<'t> {
    fn of(text: &'t str) -> Self {
        let tokens = Source::new(text).lex().into_vec();
        let mut events: Vec<Event> = Vec::with_capacity(tokens.len());
        let mut deep: Vec<toml_parser::ParseError> = Vec::new();
        let mut receiver = RecursionGuard::new(&mut events, NESTING_MAX);
        parse_document(&tokens, &mut receiver, &mut deep);
        let too_deep = deep
            .iter()
            .find(|error| error.description().contains("recursion"))
            .map(|error| error.unexpected().map_or(0..0, |span| span.start()..span.end()));
        let mut outline = Self {
            comments: BTreeMap::new(),
            keys: BTreeMap::new(),
            firsts: BTreeMap::new(),
            headers: BTreeSet::new(),
            duplicate_tables: Vec::new(),
            too_deep,
        };
        outline.walk(text, &events);
        outline
    }

    fn walk(&mut self, text: &'t str, events: &[Event]) {
        let mut seen: BTreeMap<String, std::ops::Range<usize>> = BTreeMap::new();
        let mut prefix = String::new();
        let mut lists = 0_usize;
        let mut open: Option<EventKind> = None;
        let mut nesting = 0_usize;
        let mut parts: Vec<&Event> = Vec::new();
        let mut duplicate_from: Option<usize> = None;
        for event in events {
            let span = event.span();
            match event.kind() {
                EventKind::Comment => {
                    let line_start =
                        text.get(..span.start()).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
                    let alone =
                        text.get(line_start..span.start()).is_some_and(|before| before.trim().is_empty());
                    let comment = text.get(span.start()..span.end()).unwrap_or("");
                    self.comments.insert(span.start(), (comment, alone));
                }
                EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                    if let Some(start) = duplicate_from.take() {
                        self.duplicate_tables.push(start..span.start());
                    }
                    open = Some(event.kind());
                    parts.clear();
                }
                EventKind::SimpleKey => {
                    parts.push(event);
                    if parts.len() > KEY_PARTS_MAX {
                        self.too_deep.get_or_insert(span.start()..span.end());
                    }
                }
                EventKind::StdTableClose | EventKind::ArrayTableClose => {
                    let name = dotted(text, &parts);
                    if let Some(last) = parts.last().map(|last| last.span()) {
                        self.headers.insert(last.start());
                        self.keys.insert(last.start(), name.clone());
                        let whole = parts.first().map_or(last.start(), |first| first.span().start());
                        if open == Some(EventKind::ArrayTableOpen) {
                            lists += 1;
                            prefix = format!("{name}\n{lists}.");
                        } else {
                            // A table below a list belongs to the item above it.
                            let below_list = prefix
                                .split_once('\n')
                                .is_some_and(|(list, _)| name.starts_with(&format!("{list}.")));
                            let scope = if below_list { format!("{name}\n{lists}") } else { name };
                            if let Some(first) = seen.get(&scope) {
                                self.firsts.insert(last.start(), first.clone());
                                duplicate_from = Some(last.end());
                            } else {
                                seen.insert(scope.clone(), whole..last.end());
                            }
                            prefix = format!("{scope}.");
                        }
                    }
                    open = None;
                    parts.clear();
                }
                EventKind::KeyValSep => {
                    if nesting == 0
                        && let Some(last) = parts.last().map(|last| last.span())
                    {
                        let name = dotted(text, &parts);
                        let scope = format!("{prefix}{name}");
                        self.keys.insert(last.start(), name);
                        let whole = parts.first().map_or(last.start(), |first| first.span().start());
                        if let Some(first) = seen.get(&scope) {
                            self.firsts.insert(last.start(), first.clone());
                        } else {
                            seen.insert(scope, whole..last.end());
                        }
                    }
                    parts.clear();
                }
                EventKind::InlineTableOpen | EventKind::ArrayOpen => nesting += 1,
                EventKind::InlineTableClose | EventKind::ArrayClose => nesting = nesting.saturating_sub(1),
                EventKind::Newline if nesting == 0 && open.is_none() => parts.clear(),
                _ => {}
            }
        }
        if let Some(start) = duplicate_from {
            self.duplicate_tables.push(start..text.len());
        }
    }

    /// The second header of a table is reported itself; its keys need not be.
    fn inside_duplicate_table(&self, at: usize) -> bool {
        let before = self.duplicate_tables.partition_point(|range| range.start <= at);
        let range = before.checked_sub(1).and_then(|index| self.duplicate_tables.get(index));
        range.is_some_and(|range| range.contains(&at)) && self.firsts.contains_key(&at)
    }
}

fn dotted(text: &str, parts: &[&Event]) -> String {
    let words = parts.iter().filter_map(|part| text.get(part.span().start()..part.span().end()));
    words.map(|word| word.trim_matches(['"', '\''])).collect::<Vec<_>>().join(".")
}
