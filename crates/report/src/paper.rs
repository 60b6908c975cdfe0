//! What is written on: its width, and whether it takes colours.

use anstyle::{AnsiColor, Style};

/// Whether text carries colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Colour {
    /// Plain text: pipes, files, and terminals that do not want any.
    #[default]
    Plain,
    /// ANSI escape codes.
    Ansi,
}

/// What is written on.
///
/// ```
/// use plumb_report::{Colour, Paper};
/// assert_eq!(Paper::default(), Paper { width: 100, colour: Colour::Plain });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Columns; texts wrap there, tables of data may be wider. Below 60 counts as 60.
    pub width: usize,
    /// Whether it takes colours.
    pub colour: Colour,
}

impl Default for Paper {
    fn default() -> Self {
        Self { width: 100, colour: Colour::Plain }
    }
}

impl Paper {
    /// The columns there are, at least 60.
    pub(crate) fn columns(self) -> usize {
        self.width.max(60)
    }

    /// A heading.
    pub(crate) fn heading(self, text: &str) -> String {
        self.painted(Style::new().bold(), text)
    }

    /// Text that steps back.
    pub(crate) fn quiet(self, text: &str) -> String {
        self.painted(Style::new().dimmed(), text)
    }

    /// What carries.
    pub(crate) fn sound(self, text: &str) -> String {
        self.painted(AnsiColor::Blue.on_default(), text)
    }

    /// What is broken.
    pub(crate) fn broken(self, text: &str) -> String {
        self.painted(AnsiColor::Red.on_default(), text)
    }

    /// What is strained.
    pub(crate) fn strained(self, text: &str) -> String {
        self.painted(AnsiColor::Yellow.on_default(), text)
    }

    /// A word at its severity.
    pub(crate) fn severity(self, severity: &str, text: &str) -> String {
        match severity {
            "error" => self.broken(text),
            "warning" => self.strained(text),
            _ => text.to_owned(),
        }
    }

    fn painted(self, style: Style, text: &str) -> String {
        match self.colour {
            Colour::Ansi if !text.trim().is_empty() => format!("{style}{text}{style:#}"),
            _ => text.to_owned(),
        }
    }
}
