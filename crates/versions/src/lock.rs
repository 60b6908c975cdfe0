//! One process at a time changes a workspace.

use std::fs::File;
use std::path::Path;

use crate::VersionsError;
use crate::versions::folder_of;

/// The right to change a workspace; others wait until it is dropped. The system gives it back when a process is killed.
#[derive(Debug)]
pub struct Held {
    _file: File,
}

impl Held {
    /// Waits until nobody else changes the workspace.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn of(workspace: &Path) -> Result<Self, VersionsError> {
        let path = folder_of(workspace)?.join("lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(VersionsError::file(&path))?;
        file.lock().map_err(VersionsError::file(&path))?;
        Ok(Self { _file: file })
    }

    /// Waits until nobody changes the workspace, and lets others read meanwhile; `None` where nobody ever did.
    pub fn to_read(workspace: &Path) -> Option<Self> {
        let file = File::open(workspace.join(crate::FOLDER).join("lock")).ok()?;
        file.lock_shared().ok()?;
        Some(Self { _file: file })
    }
}
