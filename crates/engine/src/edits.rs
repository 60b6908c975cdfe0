//! Edits of a workspace's plan as changes of whole files; nothing is written.

use plumb_plan::edit::{Edit, edit};
use serde::Serialize;

use crate::{EngineError, Workspace};

/// One file before and after a change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FileChange {
    /// The file, by its path inside the workspace.
    pub path: String,
    /// Its bytes now; `None` where it is new.
    pub before: Option<Vec<u8>>,
    /// Its bytes then; `None` where it goes.
    pub after: Option<Vec<u8>>,
}

impl Workspace {
    /// What edits would make of the plan's files, in the order of their paths; files that stay are not among them.
    ///
    /// # Errors
    /// Files that cannot be read; edits that cannot be made, and results that would not read, with every problem.
    pub fn edited(&self, edits: &[Edit]) -> Result<Vec<FileChange>, EngineError> {
        let texts = self.raw()?.texts;
        let changed = edit(&texts, edits).map_err(|refusal| {
            let count = refusal.problems.len();
            let says = match refusal.problems.as_slice() {
                [only] => format!("nothing is changed: {}", only.message),
                _ => format!("nothing is changed: {count} things stand in the way"),
            };
            EngineError::of_problems(says, &refusal.problems, &refusal.files)
        })?;
        let before = |path: &str| texts.iter().find(|(name, _)| name == path).map(|(_, bytes)| bytes.clone());
        let changes = changed.into_iter().map(|(path, bytes)| {
            let before = before(&path);
            FileChange { path, before, after: Some(bytes) }
        });
        Ok(changes.collect())
    }
}
