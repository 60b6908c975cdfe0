//! `answers.toml`: who answered what and when, so that stopping is only leaving the rest open.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use plumb_diag::Files;
use plumb_units::Date;

use super::asked;
use super::file;
use crate::{EngineError, Workspace};

/// Where answers are kept.
pub(super) const FILE: &str = "answers.toml";

/// How a question stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    Answered,
    Skipped,
    /// A colleague was asked.
    Sent(String),
}

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) state: State,
    pub(super) by: String,
    pub(super) on: Option<Date>,
    /// Values by field; empty where they are about single people.
    pub(super) values: BTreeMap<String, String>,
}

/// Questions that are not open any more, by id.
pub(super) type Kept = BTreeMap<&'static str, Entry>;

/// Reads what is kept, and its bytes.
pub(super) fn read(workspace: &Workspace) -> Result<(Kept, Option<Vec<u8>>), EngineError> {
    let path = workspace.dir().join(FILE);
    let bytes = match std::fs::read(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok((Kept::new(), None)),
        read => read.map_err(EngineError::file(&path))?,
    };
    let mut files = Files::default();
    let (given, problems) = file::read_kept(&mut files, FILE, &bytes);
    if !problems.is_empty() {
        return Err(EngineError::of_problems(
            "`answers.toml` cannot be read; put it right, or remove it to be asked anew",
            &problems,
            &files,
        ));
    }
    Ok((given.into_iter().map(|(id, given)| (id, given.entry)).collect(), Some(bytes)))
}

/// The text of `answers.toml`, in the order of the questions.
pub(super) fn written(kept: &Kept) -> String {
    let mut text = String::from(
        "# What was answered to `plumb start`; run it again to go on. Numbers and pay of people are not kept here.\n",
    );
    for question in asked::ALL {
        let Some(entry) = kept.get(question.id) else { continue };
        let _ = write!(text, "\n[{}]\n", question.id);
        match &entry.state {
            State::Answered if question.private => text.push_str("answered = true\n"),
            State::Answered => {}
            State::Skipped => text.push_str("skipped = true\n"),
            State::Sent(to) => {
                let _ = writeln!(text, "sent = {}", quoted(to));
            }
        }
        if !entry.by.is_empty() {
            let _ = writeln!(text, "by = {}", quoted(&entry.by));
        }
        if let Some(on) = entry.on {
            let _ = writeln!(text, "on = {on}");
        }
        for (name, value) in &entry.values {
            let _ = writeln!(text, "{} = {}", key(name), value_text(value));
        }
    }
    text
}

/// A value: text of several lines is a list.
fn value_text(value: &str) -> String {
    let lines: Vec<&str> = value.lines().collect();
    match lines.as_slice() {
        [] => quoted(""),
        [only] => quoted(only),
        lines => {
            let lines: Vec<String> = lines.iter().map(|line| format!("  {},\n", quoted(line))).collect();
            format!("[\n{}]", lines.concat())
        }
    }
}

/// A key as TOML has it; a dotted one keeps its first part.
fn key(name: &str) -> String {
    let bare = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    let part = |part: &str| if bare(part) { part.to_owned() } else { quoted(part) };
    match name.split_once('.') {
        Some((first, rest)) => format!("{}.{}", part(first), part(rest)),
        None => part(name),
    }
}

/// A TOML string, quotes included.
pub(super) fn quoted(text: &str) -> String {
    crate::guess::quoted(text)
}
