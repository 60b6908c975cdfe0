//! A condition with its columns found and its words looked up, for millions of rows.

use super::{Compare, DATE, Predicate};
use crate::events::{Events, NONE, Words};

/// A condition on the rows of one set of transactions.
///
/// ```
/// use plumb_pay::events::Words;
/// use plumb_pay::predicate::{Compiled, Predicate};
/// let mut events = plumb_pay::Events { days: vec![0, 0, 0], ..Default::default() };
/// let kind = Words { names: vec!["new".into(), "renewal".into()], of: vec![0, 1, u16::MAX] };
/// events.texts.insert("kind".into(), kind);
/// let new = Predicate::In { column: "kind".into(), values: vec!["new".into()] };
/// let compiled = Compiled::new(&new, &events);
/// assert_eq!([0, 1, 2].map(|row| compiled.holds(row, 0)), [true, false, false]);
/// ```
#[derive(Clone, Debug)]
pub struct Compiled<'a>(Node<'a>);

#[derive(Clone, Debug)]
enum Node<'a> {
    Constant(bool),
    All(Vec<Node<'a>>),
    Any(Vec<Node<'a>>),
    Not(Box<Node<'a>>),
    /// By code: whether the word counts. Codes beyond the list, empty cells among them, do not.
    Words(&'a [u16], Vec<bool>),
    Kinds(&'a [u8], Vec<bool>),
    Number(&'a [i64], Compare, i64),
    Day(&'a [i32], Compare, i64),
    Person(&'a [u32]),
}

impl<'a> Compiled<'a> {
    /// Finds columns and words once. A column that the transactions do not have is empty in every row.
    pub fn new(predicate: &Predicate, events: &'a Events) -> Self {
        Self(node(predicate, events))
    }

    /// Whether it holds of a row for the person who would be credited; rows beyond the end have empty cells.
    pub fn holds(&self, row: usize, payee: u32) -> bool {
        holds(&self.0, row, payee)
    }

    /// Its answer, where that is the same for all rows and people.
    pub fn constant(&self) -> Option<bool> {
        if let Node::Constant(answer) = self.0 { Some(answer) } else { None }
    }
}

fn holds(node: &Node<'_>, row: usize, payee: u32) -> bool {
    match node {
        Node::Constant(answer) => *answer,
        Node::All(parts) => parts.iter().all(|part| holds(part, row, payee)),
        Node::Any(parts) => parts.iter().any(|part| holds(part, row, payee)),
        Node::Not(part) => !holds(part, row, payee),
        Node::Words(codes, counts) => {
            codes.get(row).and_then(|code| counts.get(usize::from(*code))).copied().unwrap_or(false)
        }
        Node::Kinds(codes, counts) => {
            codes.get(row).and_then(|code| counts.get(usize::from(*code))).copied().unwrap_or(false)
        }
        Node::Number(numbers, how, with) => how.holds(numbers.get(row).copied().unwrap_or(0), *with),
        Node::Day(days, how, with) => days.get(row).is_some_and(|day| how.holds(i64::from(*day), *with)),
        Node::Person(people) => payee != NONE && people.get(row) == Some(&payee),
    }
}

fn node<'a>(predicate: &Predicate, events: &'a Events) -> Node<'a> {
    match predicate {
        Predicate::Always => Node::Constant(true),
        Predicate::All(parts) => {
            let parts = parts.iter().map(|part| node(part, events));
            let parts: Vec<_> = parts.filter(|part| !matches!(part, Node::Constant(true))).collect();
            let never = parts.iter().any(|part| matches!(part, Node::Constant(false)));
            if never || parts.is_empty() { Node::Constant(!never) } else { Node::All(parts) }
        }
        Predicate::Any(parts) => {
            let parts = parts.iter().map(|part| node(part, events));
            let parts: Vec<_> = parts.filter(|part| !matches!(part, Node::Constant(false))).collect();
            let always = parts.iter().any(|part| matches!(part, Node::Constant(true)));
            if always || parts.is_empty() { Node::Constant(always) } else { Node::Any(parts) }
        }
        Predicate::Not(part) => match node(part, events) {
            Node::Constant(answer) => Node::Constant(!answer),
            part => Node::Not(Box::new(part)),
        },
        Predicate::In { column, values } => words_in(column, values, events),
        Predicate::Compare { column, how, with } => match events.numbers.get(column) {
            _ if column == DATE => Node::Day(&events.days, *how, *with),
            Some(numbers) => Node::Number(&numbers.of, *how, *with),
            None => Node::Constant(how.holds(0, *with)),
        },
        Predicate::Has { role } => match events.roles.get(role) {
            Some(people) => Node::Person(people),
            None if role == "owner" => Node::Person(&events.owner),
            None => Node::Constant(false),
        },
        Predicate::Set { column } => match (events.numbers.get(column), events.texts.get(column)) {
            (Some(numbers), _) => Node::Not(Box::new(Node::Number(&numbers.of, Compare::Is, 0))),
            (None, Some(words)) => coded(words, |word| matches!(word, "yes" | "true")),
            (None, None) => Node::Constant(false),
        },
    }
}

fn words_in<'a>(column: &str, values: &[String], events: &'a Events) -> Node<'a> {
    let counts = |word: &str| values.iter().any(|value| value == word);
    match events.texts.get(column) {
        Some(words) => coded(words, counts),
        None if column == "on" => {
            Node::Kinds(&events.on, events.kinds.iter().map(|word| counts(word)).collect())
        }
        None => Node::Constant(false),
    }
}

fn coded<'a>(words: &'a Words, counts: impl Fn(&str) -> bool) -> Node<'a> {
    // The code of empty cells never counts, even if a list of words were long enough to reach it.
    let counts: Vec<_> = words.names.iter().take(usize::from(u16::MAX)).map(|word| counts(word)).collect();
    if counts.contains(&true) { Node::Words(&words.of, counts) } else { Node::Constant(false) }
}
