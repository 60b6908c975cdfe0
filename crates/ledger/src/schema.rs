//! Opening `ledger.db`, and the steps from an empty one to the newest.

use std::path::Path;

use plumb_store::{Migrations, Store, StoreError};

use crate::{access, changes, goals, pay};

/// The name of the file, beside `plumb.db`.
pub const FILE: &str = "ledger.db";

/// The steps from an empty database to the newest schema of `ledger.db`. Each area appends its own.
pub fn migrations() -> Migrations {
    Migrations::new([access::VERSION_1, changes::VERSION_2, goals::VERSION_3, pay::VERSION_4])
}

/// What people did in one workspace.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) store: Store,
}

impl Ledger {
    /// The ledger of a workspace, made where there is none. On Unix only its owner may read it.
    ///
    /// # Errors
    /// The store's own: a file of another program, one of a newer Plumb, a folder that may not be written.
    pub fn open_or_create(workspace: &Path) -> Result<Self, StoreError> {
        let path = workspace.join(FILE);
        let store = match Store::create(&path, &migrations()) {
            Err(StoreError::Exists { .. }) => Store::open(&path, &migrations())?,
            made => made?,
        };
        Ok(Self { store })
    }

    /// The ledger of a workspace; `None` where nobody did anything yet.
    ///
    /// # Errors
    /// As of [`Ledger::open_or_create`].
    pub fn open(workspace: &Path) -> Result<Option<Self>, StoreError> {
        let path = workspace.join(FILE);
        match path.symlink_metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            _ => Ok(Some(Self { store: Store::open(&path, &migrations())? })),
        }
    }

    /// A ledger that lives as long as this value.
    ///
    /// # Errors
    /// The store's own.
    pub fn in_memory() -> Result<Self, StoreError> {
        Ok(Self { store: Store::in_memory(&migrations())? })
    }
}
