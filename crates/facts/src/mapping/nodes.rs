//! TOML values with their places, and the problems found while reading them.

use std::ops::Range;

use plumb_diag::{FileId, Files, Problem, Span, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(crate) type Node<'t> = Spanned<DeValue<'t>>;

/// One `name = value`, in the order of the text.
pub(crate) struct Entry<'t> {
    pub(crate) name: &'t str,
    pub(crate) at: Range<usize>,
    pub(crate) value: &'t Node<'t>,
}

/// The entries of a table, in the order of the text.
pub(crate) fn entries<'t>(table: &'t DeTable<'t>) -> Vec<Entry<'t>> {
    let mut entries: Vec<_> =
        table.iter().map(|(name, value)| Entry { name: name.get_ref(), at: name.span(), value }).collect();
    entries.sort_by_key(|entry| (entry.at.start, entry.name));
    entries
}

/// Reads nodes of one file and collects what is wrong with them.
pub(crate) struct Reading<'f> {
    files: &'f Files,
    file: FileId,
    pub(crate) problems: Vec<Problem>,
}

impl<'f> Reading<'f> {
    pub(crate) fn of(files: &'f Files, file: FileId) -> Self {
        Self { files, file, problems: Vec::new() }
    }

    pub(crate) fn source(&self) -> &'f str {
        self.files.text(self.file)
    }

    /// The range as a span that its file holds, whatever the parser said.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let text = self.source();
        let inside = |at: usize| {
            let mut at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = inside(range.start);
        Span { file: self.file, start, end: inside(range.end).max(start) }
    }

    /// The line of a byte, from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.files.place(self.span(at..at)).line
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    pub(crate) fn error(
        &mut self,
        code: &'static str,
        range: Range<usize>,
        message: impl Into<String>,
        label: &str,
    ) {
        let span = self.span(range);
        self.push(Problem::error(code, message).at(span, label));
    }

    /// A word that is none of those known, with the nearest of them.
    pub(crate) fn unknown<'a>(
        &mut self,
        code: &'static str,
        range: Range<usize>,
        message: String,
        word: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) {
        let span = self.span(range);
        let help = match nearest(word, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it can be `{}`", known.into_iter().collect::<Vec<_>>().join("`, `")),
        };
        self.push(Problem::error(code, message).at(span, "").help(help));
    }

    pub(crate) fn wrong_type(&mut self, node: &Node<'_>, what: &str, wanted: &str) {
        let found = node.get_ref().type_str();
        self.error("wrong-type", node.span(), format!("{what} is {wanted}, not {found}"), "");
    }

    pub(crate) fn table<'t>(&mut self, node: &'t Node<'t>, what: &str) -> Vec<Entry<'t>> {
        match node.get_ref().as_table() {
            Some(table) => entries(table),
            None => {
                self.wrong_type(node, what, "a table");
                Vec::new()
            }
        }
    }

    pub(crate) fn text(&mut self, node: &Node<'_>, what: &str) -> Option<String> {
        let text = node.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_type(node, what, "a text");
        }
        text
    }

    /// Text, a date or a number, as it is written.
    pub(crate) fn written(&mut self, node: &Node<'_>, what: &str) -> Option<String> {
        match node.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Datetime(date) => Some(date.to_string()),
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            _ => {
                self.wrong_type(node, what, "a text");
                None
            }
        }
    }

    pub(crate) fn flag(&mut self, node: &Node<'_>, what: &str) -> Option<bool> {
        let flag = match node.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            DeValue::String(text) if text == "yes" => Some(true),
            DeValue::String(text) if text == "no" => Some(false),
            _ => None,
        };
        if flag.is_none() {
            self.wrong_type(node, what, "true or false");
        }
        flag
    }

    pub(crate) fn count(&mut self, node: &Node<'_>, what: &str) -> Option<usize> {
        let count = node.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
        if count.is_none() {
            self.wrong_type(node, what, "a whole number from 0");
        }
        count
    }

    /// A list of texts, or one text alone.
    pub(crate) fn texts(&mut self, node: &Node<'_>, what: &str) -> Vec<String> {
        match node.get_ref() {
            DeValue::String(text) => vec![text.to_string()],
            DeValue::Array(items) => items.iter().filter_map(|item| self.text(item, what)).collect(),
            _ => {
                self.wrong_type(node, what, "a list of texts");
                Vec::new()
            }
        }
    }
}
