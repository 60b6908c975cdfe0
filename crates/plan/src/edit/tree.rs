//! A TOML text as statements with their places: what an edit needs to touch nothing else.

use std::ops::Range;

use toml::de::DeTable;
use toml_parser::Source;
use toml_parser::parser::{Event, EventKind, RecursionGuard, parse_document};

/// How deep lists and inline tables may nest.
const NESTING_MAX: u32 = 16;

/// The statements of a text without errors, in its order.
pub(super) struct Tree {
    pub(super) statements: Vec<Statement>,
    pub(super) comments: Vec<Range<usize>>,
}

/// A header or a line `key = value`.
pub(super) struct Statement {
    /// The whole path from the top; the item of a list is its place from 1.
    pub(super) path: Vec<String>,
    /// From the first to the last byte, without a comment behind it.
    pub(super) span: Range<usize>,
    /// How many steps of the path the header above it stands for.
    pub(super) section: usize,
    pub(super) value: Option<Node>,
}

/// A value.
pub(super) struct Node {
    pub(super) span: Range<usize>,
    pub(super) what: What,
}

/// What a value is made of.
pub(super) enum What {
    Scalar,
    List(Vec<Node>),
    Table(Vec<Pair>),
}

/// One `key = value` of an inline table.
pub(super) struct Pair {
    pub(super) key: Vec<String>,
    pub(super) start: usize,
    pub(super) node: Node,
}

/// Where a value was found, and in what.
pub(super) struct Found<'t> {
    pub(super) node: &'t Node,
    pub(super) holder: Holder<'t>,
}

/// What holds a value.
#[derive(Clone, Copy)]
pub(super) enum Holder<'t> {
    Line(&'t Statement),
    Within(&'t Node, usize),
}

impl Tree {
    /// The tree of a text; `None` where the text has errors, or nests too deep.
    pub(super) fn of(text: &str) -> Option<Self> {
        let tokens = Source::new(text).lex().into_vec();
        let mut events: Vec<Event> = Vec::with_capacity(tokens.len());
        let mut errors: Vec<toml_parser::ParseError> = Vec::new();
        parse_document(&tokens, &mut RecursionGuard::new(&mut events, NESTING_MAX), &mut errors);
        if !errors.is_empty() || DeTable::parse(text).is_err() {
            return None;
        }
        let range = |event: &Event| event.span().start()..event.span().end();
        let comments = events.iter().filter(|event| event.kind() == EventKind::Comment).map(range).collect();
        let trivia = |kind| matches!(kind, EventKind::Comment | EventKind::Whitespace | EventKind::Newline);
        let events: Vec<Event> = events.into_iter().filter(|event| !trivia(event.kind())).collect();
        Some(Self { statements: statements(text, &events)?, comments })
    }

    /// The value at a path.
    pub(super) fn find(&self, path: &[String]) -> Option<Found<'_>> {
        self.statements.iter().find_map(|statement| {
            let node = statement.value.as_ref()?;
            let rest = path.strip_prefix(statement.path.as_slice())?;
            within(Found { node, holder: Holder::Line(statement) }, rest)
        })
    }

    /// The number of the header that opens exactly this path.
    pub(super) fn header(&self, path: &[String]) -> Option<usize> {
        self.statements.iter().position(|statement| statement.value.is_none() && statement.path == path)
    }

    /// Whether anything is written at or below a path.
    pub(super) fn holds(&self, path: &[String]) -> bool {
        self.statements.iter().any(|statement| statement.path.starts_with(path)) || self.find(path).is_some()
    }

    /// How many items the list at a path has, and whether each has a header of its own.
    pub(super) fn items(&self, path: &[String]) -> (usize, bool) {
        if let Some(Found { node: Node { what: What::List(items), .. }, .. }) = self.find(path) {
            return (items.len(), false);
        }
        let heads = self.statements.iter().filter(|statement| {
            statement.value.is_none()
                && statement.path.len() == path.len() + 1
                && statement.path.starts_with(path)
                && statement.path.last().is_some_and(|step| step.bytes().all(|byte| byte.is_ascii_digit()))
        });
        let count = heads.count();
        (count, count > 0)
    }
}

fn within<'t>(found: Found<'t>, rest: &[String]) -> Option<Found<'t>> {
    let Some(first) = rest.first() else { return Some(found) };
    let holder = |index| Holder::Within(found.node, index);
    match &found.node.what {
        What::Scalar => None,
        What::List(items) => {
            let index = first.parse::<usize>().ok()?.checked_sub(1)?;
            within(Found { node: items.get(index)?, holder: holder(index) }, rest.get(1..)?)
        }
        What::Table(pairs) => pairs.iter().enumerate().find_map(|(index, pair)| {
            let rest = rest.strip_prefix(pair.key.as_slice())?;
            within(Found { node: &pair.node, holder: holder(index) }, rest)
        }),
    }
}

fn statements(text: &str, events: &[Event]) -> Option<Vec<Statement>> {
    let mut found: Vec<Statement> = Vec::new();
    let mut lists: Vec<(Vec<String>, usize)> = Vec::new();
    let mut section: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(event) = events.get(at) {
        let start = event.span().start();
        match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                at += 1;
                let keys = keys(text, events, &mut at);
                let end = events.get(at)?.span().end();
                at += 1;
                let is_item = event.kind() == EventKind::ArrayTableOpen;
                section = placed(keys, is_item, &mut lists);
                let length = section.len();
                found.push(Statement {
                    path: section.clone(),
                    span: start..end,
                    section: length,
                    value: None,
                });
            }
            EventKind::SimpleKey => {
                let keys = keys(text, events, &mut at);
                at += 1;
                let node = node(text, events, &mut at)?;
                let path = section.iter().cloned().chain(keys).collect();
                let span = start..node.span.end;
                found.push(Statement { path, span, section: section.len(), value: Some(node) });
            }
            _ => at += 1,
        }
    }
    Some(found)
}

/// The path that a header opens: below a list of tables it is about the last of them.
fn placed(keys: Vec<String>, is_item: bool, lists: &mut Vec<(Vec<String>, usize)>) -> Vec<String> {
    let mut path: Vec<String> = Vec::new();
    let last = keys.len();
    for (index, key) in keys.into_iter().enumerate() {
        path.push(key);
        let known = lists.iter_mut().find(|(list, _)| *list == path);
        match known {
            Some((_, count)) => {
                if is_item && index + 1 == last {
                    *count += 1;
                }
                let count = count.to_string();
                path.push(count);
            }
            None if is_item && index + 1 == last => {
                lists.push((path.clone(), 1));
                path.push("1".to_owned());
            }
            None => {}
        }
    }
    path
}

/// The parts of a dotted key; afterwards `at` is the event behind it.
fn keys(text: &str, events: &[Event], at: &mut usize) -> Vec<String> {
    let mut keys = Vec::new();
    while let Some(event) = events.get(*at) {
        match event.kind() {
            EventKind::SimpleKey => {
                let raw = text.get(event.span().start()..event.span().end()).unwrap_or("");
                keys.push(key(raw));
            }
            EventKind::KeySep => {}
            _ => break,
        }
        *at += 1;
    }
    keys
}

/// A key without its quotes.
fn key(raw: &str) -> String {
    if !raw.starts_with(['"', '\'']) {
        return raw.to_owned();
    }
    let line = format!("{raw}=0");
    let word = DeTable::parse(&line)
        .ok()
        .and_then(|table| table.get_ref().keys().next().map(|k| k.get_ref().to_string()));
    word.unwrap_or_else(|| raw.to_owned())
}

fn node(text: &str, events: &[Event], at: &mut usize) -> Option<Node> {
    let event = events.get(*at)?;
    let start = event.span().start();
    *at += 1;
    match event.kind() {
        EventKind::Scalar => Some(Node { span: start..event.span().end(), what: What::Scalar }),
        EventKind::ArrayOpen => {
            let mut items = Vec::new();
            loop {
                let event = events.get(*at)?;
                match event.kind() {
                    EventKind::ArrayClose => {
                        *at += 1;
                        return Some(Node { span: start..event.span().end(), what: What::List(items) });
                    }
                    EventKind::ValueSep => *at += 1,
                    _ => items.push(node(text, events, at)?),
                }
            }
        }
        EventKind::InlineTableOpen => {
            let mut pairs = Vec::new();
            loop {
                let event = events.get(*at)?;
                match event.kind() {
                    EventKind::InlineTableClose => {
                        *at += 1;
                        return Some(Node { span: start..event.span().end(), what: What::Table(pairs) });
                    }
                    EventKind::SimpleKey => {
                        let start = event.span().start();
                        let key = keys(text, events, at);
                        *at += 1;
                        pairs.push(Pair { key, start, node: node(text, events, at)? });
                    }
                    _ => *at += 1,
                }
            }
        }
        _ => None,
    }
}
