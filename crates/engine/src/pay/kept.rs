//! What runs were computed from, kept below `out/pay`, so that a later difference can be told cause by cause.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::books::Books;
use super::computed::Computed;
use super::sheets::Sheets;
use crate::EngineError;
use crate::workspace::{Workspace, replace};

/// So many runs are kept.
const KEPT_MAX: usize = 24;

/// Texts and tables of one run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Names and texts of the plan's files.
    pub(super) texts: Vec<(String, String)>,
    pub(super) sheets: Sheets,
}

/// Writes what a run was computed from, and takes away what is too old.
pub(super) fn keep(workspace: &Workspace, computed: &Computed, books: &Books) -> Result<(), EngineError> {
    let raw = workspace.raw()?;
    let texts =
        raw.texts.into_iter().map(|(name, bytes)| (name, String::from_utf8_lossy(&bytes).into_owned()));
    let kept = Kept { texts: texts.collect(), sheets: computed.sheets.clone() };
    replace(&path(workspace, &computed.hash), &serde_json::to_vec(&kept)?)?;
    let mut newest: Vec<&str> = vec![&computed.hash];
    newest.extend(books.runs.iter().rev().map(|run| run.input_hash.as_str()));
    newest.truncate(KEPT_MAX);
    let Ok(folder) = std::fs::read_dir(workspace.dir().join("out/pay")) else { return Ok(()) };
    for entry in folder.flatten() {
        let path = entry.path();
        let old = path.file_stem().and_then(|stem| stem.to_str()).is_none_or(|stem| !newest.contains(&stem));
        if old && path.extension().is_some_and(|extension| extension == "json") {
            std::fs::remove_file(&path).map_err(EngineError::file(&path))?;
        }
    }
    Ok(())
}

/// What a run was computed from; `None` where it is not kept any more.
pub(super) fn read(workspace: &Workspace, hash: &str) -> Result<Option<Kept>, EngineError> {
    let path = path(workspace, hash);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(EngineError::File { path, source: error }),
    }
}

impl Workspace {
    /// Takes away what runs of pay were computed from (below `out/pay`) where it names somebody: these files hold everybody's
    /// amounts, so whole files go, the more the safer. How many went. A difference to one of those runs is told without its
    /// causes afterwards; what was posted stands in the ledger and is not touched, and neither are files that
    /// `plumb pay export` wrote elsewhere.
    ///
    /// # Errors
    /// Files that cannot be read or removed.
    pub fn forget_pay_inputs(&self, person: &str) -> Result<usize, EngineError> {
        let folder = self.dir().join("out/pay");
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
            Err(source) => return Err(EngineError::File { path: folder, source }),
        };
        let mut gone = 0;
        for entry in entries {
            let path = entry.map_err(EngineError::file(&folder))?.path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let bytes = std::fs::read(&path).map_err(EngineError::file(&path))?;
            if person.is_empty() || String::from_utf8_lossy(&bytes).contains(person) {
                std::fs::remove_file(&path).map_err(EngineError::file(&path))?;
                gone += 1;
            }
        }
        Ok(gone)
    }
}

fn path(workspace: &Workspace, hash: &str) -> PathBuf {
    workspace.dir().join("out/pay").join(format!("{hash}.json"))
}
