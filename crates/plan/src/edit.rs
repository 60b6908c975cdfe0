//! Typed edits of plan texts: only the bytes of what changes change.
//!
//! Comments, order, quotes, empty lines, line ends, a byte order mark and the order of columns stay. The result is read
//! back: when it has an error that was not there before, nothing is given.
//!
//! ```
//! use plumb_plan::edit::{Edit, edit};
//!
//! let settings = ("plumb.toml".to_owned(), b"plumb = 1\n[company]\ncurrency = \"EUR\"\n".to_vec());
//! let units = ("plan/units.toml".to_owned(), b"# Ours.\n[unit.north]\nlevel = 'team' # for now\n".to_vec());
//! let changed = edit(&[settings, units], &[Edit::set("unit", "north", "level", "region")]).unwrap();
//! assert_eq!(changed, [("plan/units.toml".into(), b"# Ours.\n[unit.north]\nlevel = 'region' # for now\n".to_vec())]);
//! ```

mod lists;
mod tables;
mod tree;
mod work;
mod written;

use std::collections::BTreeMap;

use plumb_diag::{Files, Problem, Severity};

use crate::read_bytes;
use work::Work;

/// One edit of a plan.
///
/// `kind` is a kind of the schema, or `plumb.toml` for the settings, with the name of their table as `id`. `id` is the
/// entry's; of a row without an id of its own, the one that the plan gives it, or the words of its columns:
/// `person=ana, measure=net-revenue, from=2026-01-01`. Edits are made one after another; rows of CSV files go by the
/// ids they had before all of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edit {
    /// Sets or clears one field.
    Set {
        /// The kind.
        kind: String,
        /// The entry.
        id: String,
        /// The field: `amount`, `keys.crm`, `component.2.weight`; `component.3` is the whole third row, and the one
        /// behind the last is a new one.
        field: String,
        /// What it is to say, as in a cell: `4 200 EUR`. Rows are TOML; lists and keys TOML or with commas between
        /// them. `None` clears it.
        value: Option<String>,
    },
    /// Adds an entry at the end of the file of its kind.
    Add {
        /// The kind.
        kind: String,
        /// Its id; empty for a row that has none.
        id: String,
        /// Fields and what they say, as in [`Edit::Set`].
        fields: Vec<(String, String)>,
        /// The file; `None` for the one that holds most of this kind, or the usual one.
        path: Option<String>,
    },
    /// Removes an entry, with the comments directly above its header.
    Remove {
        /// The kind.
        kind: String,
        /// The entry.
        id: String,
    },
    /// Replaces the comment `# guessed: …` or `# told: …` of an entry, or puts one above it; of a row, its column
    /// `guessed` is emptied or filled.
    Comment {
        /// The kind.
        kind: String,
        /// The entry.
        id: String,
        /// The comment without its `#`: `told: by Ana Blum on 2026-01-31`. `None` removes it.
        says: Option<String>,
    },
    /// Replaces the comment `# guessed: …` or `# told: …` above a whole CSV list.
    ListComment {
        /// The file.
        path: String,
        /// The comment without its `#`; `None` removes it.
        says: Option<String>,
    },
}

impl Edit {
    /// Sets a field.
    pub fn set(kind: &str, id: &str, field: &str, value: &str) -> Self {
        let value = Some(value.to_owned());
        Self::Set { kind: kind.to_owned(), id: id.to_owned(), field: field.to_owned(), value }
    }

    /// Clears a field.
    pub fn clear(kind: &str, id: &str, field: &str) -> Self {
        Self::Set { kind: kind.to_owned(), id: id.to_owned(), field: field.to_owned(), value: None }
    }

    /// Adds an entry to the file of its kind.
    pub fn add(kind: &str, id: &str, fields: &[(&str, &str)]) -> Self {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self::Add { kind: kind.to_owned(), id: id.to_owned(), fields, path: None }
    }

    /// Removes an entry.
    pub fn remove(kind: &str, id: &str) -> Self {
        Self::Remove { kind: kind.to_owned(), id: id.to_owned() }
    }
}

/// Why nothing was edited.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Everything that stands in the way, of all edits.
    pub problems: Vec<Problem>,
    /// The texts that the problems' places are in.
    pub files: Files,
}

/// Makes edits on the texts of a workspace and returns the files that change, or are new, in the order of their paths.
///
/// # Errors
/// Every edit that cannot be made: a kind, field or entry that there is not, a file with errors where the entry stands.
/// When all can be made: every error that reading the result gives and reading `texts` did not.
pub fn edit(texts: &[(String, Vec<u8>)], edits: &[Edit]) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let (plan, before) = read_bytes(texts.to_vec());
    let mut work = Work::new(texts, &plan);
    edits.iter().for_each(|edit| work.apply(edit));
    let (changed, problems) = work.finished();
    if !problems.is_empty() {
        return Err(Refusal { problems, files: plan.files });
    }
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let mut after: BTreeMap<&str, &[u8]> = BTreeMap::new();
    for (path, bytes) in texts {
        after.entry(path).or_insert(bytes);
    }
    after.extend(changed.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
    let after = after.into_iter().map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect();
    let (read, now) = read_bytes(after);
    let problems = fresh(&before, now);
    if problems.is_empty() { Ok(changed) } else { Err(Refusal { problems, files: read.files }) }
}

/// The errors that were not there before.
fn fresh(before: &[Problem], now: Vec<Problem>) -> Vec<Problem> {
    let is_error = |problem: &&Problem| problem.severity == Severity::Error;
    let mut known: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for problem in before.iter().filter(is_error) {
        *known.entry((problem.code, problem.message.clone())).or_insert(0) += 1;
    }
    let mut is_new = |problem: &Problem| match known.get_mut(&(problem.code, problem.message.clone())) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => problem.severity == Severity::Error,
    };
    now.into_iter().filter(|problem| is_new(problem)).collect()
}
