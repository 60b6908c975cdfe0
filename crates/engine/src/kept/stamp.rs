//! Whether a workspace is still what it was, without reading it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::EngineError;
use crate::workspace::{Found, Workspace};

/// Lengths and times of everything that a review is made from. Two that are equal stand for the same review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    files: BTreeMap<PathBuf, (u64, Option<SystemTime>)>,
}

impl Workspace {
    /// Lengths and times of the plan's files and the facts.
    ///
    /// # Errors
    /// Folders that cannot be read.
    pub fn stamp(&self) -> Result<Stamp, EngineError> {
        let mut found = Found::default();
        found.collect(self.dir().join("plan"))?;
        let mut files = BTreeMap::new();
        let others =
            ["plumb.toml", "plan.lock", "plumb.db", "plumb.db-wal"].map(|name| self.dir().join(name));
        for path in found.files.into_iter().chain(others) {
            if let Ok(at) = std::fs::metadata(&path) {
                files.insert(path, (at.len(), at.modified().ok()));
            }
        }
        Ok(Stamp { files })
    }
}
