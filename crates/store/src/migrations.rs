//! The steps from an empty database to the newest schema, and taking them safely.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use crate::StoreError;
use crate::store::{APPLICATION_ID, is_unmarked, private};

/// The steps from an empty database to the newest schema. Step *n* (from 1) brings version *n − 1* to *n*.
///
/// A step is never edited once a version of the program has written it; a change is a new step.
#[derive(Clone, Debug, Default)]
pub struct Migrations {
    steps: Vec<String>,
}

impl Migrations {
    /// Steps in order, each one or more SQL statements.
    pub fn new(steps: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { steps: steps.into_iter().map(Into::into).collect() }
    }

    /// The newest version: the number of steps.
    pub fn version(&self) -> u32 {
        u32::try_from(self.steps.len()).unwrap_or(u32::MAX)
    }

    /// Takes the steps that are missing, in one transaction; keeps a copy of a file that was in use.
    pub(crate) fn run(&self, connection: &mut Connection, path: Option<&Path>) -> Result<(), StoreError> {
        let found = version(connection)?;
        let unmarked = path.is_some() && is_unmarked(connection)?;
        if found == self.version() && !unmarked {
            return Ok(());
        }
        if found > self.version() {
            let path = path.map(Path::to_owned).unwrap_or_default();
            return Err(StoreError::Newer { path, found, known: self.version() });
        }
        if found > 0
            && let Some(path) = path
        {
            keep_copy(connection, path, found)?;
        }
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have been here between the look and the lock.
        let found = usize::try_from(version(&transaction)?).unwrap_or(usize::MAX);
        for step in self.steps.iter().skip(found) {
            transaction.execute_batch(step)?;
        }
        transaction.pragma_update(None, "user_version", self.version())?;
        if unmarked {
            // With the tables or not at all: tables without the mark would be somebody else's.
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        }
        Ok(transaction.commit()?)
    }
}

pub(crate) fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Writes `FILE.vN` beside the file, whole or not at all; an earlier copy is never overwritten.
fn keep_copy(connection: &Connection, path: &Path, version: u32) -> Result<(), StoreError> {
    let no_copy = |source| StoreError::NoCopy { path: path.to_owned(), source };
    let beside = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let partial = beside(".partial");
    match std::fs::remove_file(&partial) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(no_copy(error)),
        _ => {}
    }
    private(&partial).map_err(no_copy)?;
    connection
        .execute("vacuum into ?1", [partial.to_string_lossy()])
        .map_err(|error| no_copy(std::io::Error::other(error)))?;
    let copy = (1..)
        .map(|count: u32| match count {
            1 => beside(&format!(".v{version}")),
            count => beside(&format!(".v{version}-{count}")),
        })
        .find(|copy| !copy.exists())
        .unwrap_or_else(|| beside(".copy"));
    std::fs::rename(&partial, copy).map_err(no_copy)
}
