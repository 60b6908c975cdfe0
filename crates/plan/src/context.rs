//! What is known while a plan is read: the texts, the names there are, the problems so far.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use plumb_diag::{FileId, Files, Problem, Span, nearest};
use plumb_units::{Calendar, Currency, Id};

use crate::source::span_in;

/// How many comparisons of words one reading may spend on suggestions, so that a broken list stays quick.
const COMPARISONS_MAX: usize = 100_000;

/// The longest word for which a suggestion is sought, in bytes.
const WORD_BYTES_MAX: usize = 80;

pub(crate) struct Context<'t> {
    pub(crate) files: &'t Files,
    pub(crate) problems: Vec<Problem>,
    pub(crate) known: BTreeMap<&'static str, BTreeMap<Id, Span>>,
    /// Names that nothing answers to, with the kind that was meant.
    pub(crate) unresolved: BTreeSet<(&'static str, String)>,
    /// Ids of entries by kind and the id they had before.
    pub(crate) renamed: BTreeMap<(&'static str, String), Id>,
    pub(crate) calendar: Calendar,
    /// The currency the company counts in, once it is known.
    pub(crate) currency: Option<Currency>,
    comparisons: Cell<usize>,
}

impl<'t> Context<'t> {
    pub(crate) fn new(files: &'t Files, calendar: Calendar, problems: Vec<Problem>) -> Self {
        let (known, renamed, unresolved) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        let comparisons = Cell::new(0);
        Self { files, problems, known, unresolved, renamed, calendar, currency: None, comparisons }
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
        near(word, counted).map(|near| format!("did you mean `{near}`?"))
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
        self.unresolved.insert((kind, text.to_owned()));
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

/// The candidate that was most likely meant: the only one of which the word is a whole part (`nancy` of
/// `nancy-davolio`), else the one with the fewest other letters.
pub(crate) fn near<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// Of a shorter word, one other letter is another word.
    const LETTERS_MIN: usize = 3;
    if word.chars().count() < LETTERS_MIN {
        return None;
    }
    let candidates: Vec<&str> = candidates.collect();
    let small = word.to_lowercase();
    let mut whole_parts = candidates.iter().copied().filter(|candidate| is_whole_part(&small, candidate));
    match (whole_parts.next(), whole_parts.next()) {
        (Some(only), None) => Some(only),
        _ => nearest(word, candidates),
    }
}

fn is_whole_part(word: &str, of: &str) -> bool {
    let of = of.to_lowercase();
    let border = |text: Option<&str>, at_end: bool| {
        let marks = ['-', '_', '/', '.'];
        text.is_some_and(|t| t.is_empty() || if at_end { t.ends_with(marks) } else { t.starts_with(marks) })
    };
    of != word
        && of
            .match_indices(word)
            .any(|(at, _)| border(of.get(..at), true) && border(of.get(at + word.len()..), false))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_part_of_one_id_only_is_that_id() {
        let people = ["nancy-davolio", "andrew-fuller", "anne-fuller", "nanci"];
        assert_eq!(near("nancy", people.into_iter()), Some("nancy-davolio"));
        assert_eq!(near("fuller", people.into_iter()), None);
        assert_eq!(near("andew-fuller", people.into_iter()), Some("andrew-fuller"));
        assert_eq!(near("Berlin", ["Europe/Berlin", "Europe/Paris"].into_iter()), Some("Europe/Berlin"));
        assert_eq!(near("dav", people.into_iter()), None);
        assert_eq!(near("b", ["c"].into_iter()), None);
    }
}
