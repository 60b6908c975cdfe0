//! One thing that is wrong in a text, with its places.

use crate::Span;

/// How much a problem or a gap weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It contradicts itself or cannot be read.
    Error,
    /// It works against itself.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word that users read: `error`, `warning` or `note`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }

    /// The severity that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Error, Self::Warning, Self::Note].into_iter().find(|severity| severity.word() == word)
    }
}

/// A place and what it contributes to a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What this place says or lacks; may be empty.
    pub text: String,
}

/// One thing that is wrong in a text: what, where, what to do.
///
/// ```
/// use plumb_diag::{Files, Problem, Span};
/// let mut files = Files::default();
/// let file = files.add("plan/units.toml", "parent = \"esmea\"");
/// let problem = Problem::error("unknown-name", "no unit is called `esmea`")
///     .at(Span { file, start: 9, end: 16 }, "named here")
///     .help("did you mean `emea`?");
/// assert_eq!(problem.primary.map(|label| label.text).as_deref(), Some("named here"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Kebab-case name of the kind of problem, stable.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The fact, lower case, its number first.
    pub message: String,
    /// Where it is; absent for a problem of a whole folder.
    pub primary: Option<Label>,
    /// Other places that take part.
    pub secondary: Vec<Label>,
    /// What to do next.
    pub help: Option<String>,
}

impl Problem {
    /// A problem at error level, not yet placed.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A problem at warning level, not yet placed.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), primary: None, secondary: Vec::new(), help: None }
    }

    /// Places the problem.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.primary = Some(Label { span, text: text.into() });
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}
