//! The terminal: where results, remarks and failures go, how wide it is and whether it takes colours.

use std::io::{ErrorKind, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};
use plumb_report::{Colour, Paper, problems};
use terminal_size::{Width, terminal_size_of};

use crate::arguments::{Arguments, Format};
use crate::failure::Failure;

/// What is said where a result is no table.
pub(crate) const NO_CSV: &str =
    "`--format csv` is for `plumb sql` and `plumb measure`; `--format json` is for all";

/// Columns of lines of text where neither a terminal nor the environment says how many.
const WIDTH: usize = 100;

/// Columns of lines of text on a terminal that is wider.
const WIDTH_MAX: usize = 140;

/// What `COLUMNS` may say; anything else is not meant for us.
const COLUMNS: std::ops::RangeInclusive<usize> = 60..=400;

/// Where results, remarks and failures go.
pub(crate) struct Output {
    pub(crate) format: Format,
    pub(crate) paper: Paper,
    /// Columns of the terminal that results go to; absent where they go into a pipe or a file.
    pub(crate) terminal: Option<usize>,
    errors: Paper,
    quiet: bool,
}

impl Output {
    pub(crate) fn new(arguments: &Arguments) -> Self {
        let (stdout, stderr) = (std::io::stdout(), std::io::stderr());
        let columns = |size: Option<(Width, _)>| size.map(|(Width(columns), _)| usize::from(columns));
        let terminal = columns(terminal_size_of(&stdout));
        let watched = columns(terminal_size_of(&stderr));
        let width = |nearest: Option<usize>, other: Option<usize>| {
            let columns = nearest.or(other).map(|columns| columns.min(WIDTH_MAX));
            columns.or_else(wished).unwrap_or(WIDTH)
        };
        let colour = |choice| if choice == ColorChoice::Never { Colour::Plain } else { Colour::Ansi };
        Self {
            format: arguments.shared.format,
            paper: Paper { width: width(terminal, watched), colour: colour(AutoStream::choice(&stdout)) },
            errors: Paper { width: width(watched, terminal), colour: colour(AutoStream::choice(&stderr)) },
            terminal,
            quiet: arguments.shared.quiet,
        }
    }

    /// Whether somebody watches: progress is shown on a terminal only.
    pub(crate) fn is_watched(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// Prints a result. A reader who has seen enough, such as `head`, is no failure.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        let mut stdout = std::io::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Failure::new(format!("the result cannot be printed: {error}; is the disk full?")))
            }
            _ => Ok(()),
        }
    }

    /// Prints text for people, or what JSON makes of it for programs.
    pub(crate) fn result<Json, Reason>(
        &self,
        text: impl FnOnce() -> String,
        json: Json,
    ) -> Result<(), Failure>
    where
        Json: FnOnce() -> Result<String, Reason>,
        Reason: std::fmt::Display,
    {
        match self.format {
            Format::Text => self.print(&text()),
            Format::Json => {
                let json = json()
                    .map_err(|why| Failure::new(format!("the result cannot be written as JSON: {why}")))?;
                self.print(&json)
            }
            Format::Csv => Err(Failure::new(NO_CSV)),
        }
    }

    /// Says something beside the result.
    pub(crate) fn remark(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr().lock(), "{text}");
        }
    }

    /// Says why it could not be done. There is nobody left to tell when this cannot be written.
    pub(crate) fn failure(&self, failure: &Failure) {
        let mut stderr = std::io::stderr().lock();
        let drawn = problems(&failure.problems, self.errors);
        if !drawn.is_empty() {
            let _ = writeln!(stderr, "{drawn}");
        }
        // Several sentences stand below each other, and none of them at the margin, where a new message would begin.
        let _ = writeln!(stderr, "error: {}", failure.says.replace('\n', "\n       "));
    }
}

/// Columns that the environment asks for.
fn wished() -> Option<usize> {
    #[expect(clippy::disallowed_methods, reason = "cli is where the environment is read")]
    let columns = std::env::var("COLUMNS").ok()?;
    columns.parse().ok().filter(|columns| COLUMNS.contains(columns))
}
