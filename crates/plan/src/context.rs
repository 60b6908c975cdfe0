//! What is known while a plan is read: the texts, the names there are, the problems so far.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

use plumb_diag::{FileId, Files, Problem, Span, nearest};
use plumb_units::{Calendar, Id};

use crate::source::span_in;

/// How many comparisons of words one reading may spend on suggestions, so that a broken list stays quick.
const COMPARISONS_MAX: usize = 100_000;

/// The longest word for which a suggestion is sought, in bytes.
const WORD_BYTES_MAX: usize = 80;

pub(crate) struct Context<'t> {
    pub(crate) files: &'t Files,
    pub(crate) problems: Vec<Problem>,
    pub(crate) known: BTreeMap<&'static str, BTreeMap<Id, Span>>,
    /// Ids of entries by kind and the id they had before.
    pub(crate) renamed: BTreeMap<(&'static str, String), Id>,
    pub(crate) calendar: Calendar,
    comparisons: Cell<usize>,
}

impl<'t> Context<'t> {
    pub(crate) fn new(files: &'t Files, calendar: Calendar, problems: Vec<Problem>) -> Self {
        let (known, renamed) = (BTreeMap::new(), BTreeMap::new());
        Self { files, problems, known, renamed, calendar, comparisons: Cell::new(0) }
    }

    pub(crate) fn span(&self, file: FileId, range: Range<usize>) -> Span {
        span_in(self.files, file, range)
    }

    pub(crate) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The word that was most likely meant, as a sentence to help.
    pub(crate) fn near<'a>(&self, word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
        let left = COMPARISONS_MAX.saturating_sub(self.comparisons.get());
        if word.len() > WORD_BYTES_MAX || left == 0 {
            return None;
        }
        let counted = candidates.take(left).inspect(|_| self.comparisons.set(self.comparisons.get() + 1));
        nearest(word, counted).map(|near| format!("did you mean `{near}`?"))
    }

    /// The entry of this kind that a text names, or a problem.
    pub(crate) fn resolve(&mut self, kind: &'static str, text: &str, span: Span) -> Option<Id> {
        let id = Id::parse(text).ok();
        if let Some(id) = id
            && self.known.get(kind).is_some_and(|ids| ids.contains_key(&id))
        {
            return Some(id);
        }
        if let Some(id) = self.renamed.get(&(kind, text.to_owned())).cloned() {
            let message = format!("the {kind} `{}` is called `{id}` now", shortened(text));
            self.report(Problem::warning("renamed", message).at(span, "").help(format!("write `{id}`")));
            return Some(id);
        }
        let ids = || self.known.get(kind).into_iter().flat_map(BTreeMap::keys).map(Id::as_str);
        let help = match self.near(text, ids()) {
            Some(near) => near,
            None if ids().next().is_none() => {
                format!("the plan has no {kind} yet; add one, or leave this out")
            }
            None => format!("write the id of {}, or add this one to the plan", a(kind)),
        };
        let message = format!("no {kind} is called `{}`", shortened(text));
        self.report(Problem::error("unknown-name", message).at(span, "").help(help));
        None
    }
}

/// Text as it can stand in a message: one line, at most 60 characters.
pub(crate) fn shortened(text: &str) -> String {
    const CHARACTERS_MAX: usize = 60;
    let mut line: String =
        text.chars().take(CHARACTERS_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(CHARACTERS_MAX).is_some() {
        line.push('…');
    }
    line
}

/// A word with its article: `a unit`, `an objective`.
pub(crate) fn a(word: &str) -> String {
    let vowel = word.starts_with(['a', 'e', 'i', 'o', 'u']) && !word.starts_with("uni");
    format!("{} {word}", if vowel || word.starts_with("SQL") { "an" } else { "a" })
}
