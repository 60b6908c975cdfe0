//! Opening a database file, and what every connection has.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::migrations::{self, Migrations};
use crate::reads::Watch;
use crate::{StoreError, exact};

/// Marks a file as Plumb's: the letters `Plum`.
const APPLICATION_ID: i32 = 0x506c_756d;
/// How long a connection waits for another one that writes.
const BUSY: Duration = Duration::from_secs(10);

/// One connection to one database: foreign keys on, exact functions registered, every statement watched.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: Option<PathBuf>,
    watch: Watch,
}

impl Store {
    /// Makes a new database file in write-ahead mode and brings it to the newest version.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the file is there already; SQLite's own errors.
    pub fn create(path: &Path, schema: &Migrations) -> Result<Self, StoreError> {
        if path.exists() {
            return Err(StoreError::Exists { path: path.to_owned() });
        }
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        Self::for_writing(connection, Some(path), schema)
    }

    /// Opens a database file for reading and writing. An older one is brought up to date first; a copy of it,
    /// named after its version (`plumb.db.v1`), stays beside it.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Foreign`], [`StoreError::Newer`], [`StoreError::NoCopy`]; SQLite's own.
    pub fn open(path: &Path, schema: &Migrations) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Self::existing(path, flags)?;
        Self::for_writing(connection, Some(path), schema)
    }

    /// Opens a database file for reading.
    ///
    /// # Errors
    /// As [`Store::open`], and [`StoreError::Older`] where the file would have to be brought up to date.
    pub fn open_read_only(path: &Path, schema: &Migrations) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let store = Self::equipped(Self::existing(path, flags)?, Some(path))?;
        let found = migrations::version(&store.connection)?;
        let known = schema.version();
        match found.cmp(&known) {
            std::cmp::Ordering::Less => Err(StoreError::Older { path: path.to_owned(), found, known }),
            std::cmp::Ordering::Equal => Ok(store),
            std::cmp::Ordering::Greater => Err(StoreError::Newer { path: path.to_owned(), found, known }),
        }
    }

    /// A database that lives as long as this value.
    ///
    /// # Errors
    /// SQLite's own, such as a migration with a mistake.
    pub fn in_memory(schema: &Migrations) -> Result<Self, StoreError> {
        Self::for_writing(Connection::open_in_memory()?, None, schema)
    }

    /// The connection, for registering functions, making temporary views and writing.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The connection, for a checked transaction.
    pub fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// The file, unless the database is in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Adds another database file, read only, whose tables are then named `NAME.table`.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such file; SQLite's own.
    pub fn attach_read_only(&self, path: &Path, name: &str) -> Result<(), StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        self.connection.execute(&format!("attach ?1 as {}", quoted(name)), [uri(path)])?;
        Ok(())
    }

    /// Caps what SQLite may allocate, in bytes. The cap holds for the whole process and can only be lowered.
    ///
    /// # Errors
    /// SQLite's own.
    pub fn limit_memory(&self, bytes: u64) -> Result<(), StoreError> {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.connection.query_row(&format!("pragma hard_heap_limit = {bytes}"), [], |_| Ok(()))?;
        Ok(())
    }

    pub(crate) fn watch(&self) -> &Watch {
        &self.watch
    }

    fn existing(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_URI)?;
        connection.busy_timeout(BUSY)?;
        let foreign = || StoreError::Foreign { path: path.to_owned() };
        let id: i32 = connection
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .map_err(|error| if is_not_a_database(&error) { foreign() } else { error.into() })?;
        if id == APPLICATION_ID { Ok(connection) } else { Err(foreign()) }
    }

    fn for_writing(
        connection: Connection,
        path: Option<&Path>,
        schema: &Migrations,
    ) -> Result<Self, StoreError> {
        let mut store = Self::equipped(connection, path)?;
        schema.run(&mut store.connection, path)?;
        Ok(store)
    }

    fn equipped(connection: Connection, path: Option<&Path>) -> Result<Self, StoreError> {
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(256);
        connection.pragma_update(None, "foreign_keys", true)?;
        // Sorting in memory: no temporary file holds pay or names, and the memory limit covers it.
        connection.pragma_update(None, "temp_store", "memory")?;
        // A misspelt column in double quotes is an error, not a text.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        exact::register(&connection)?;
        let watch = Watch::on(&connection)?;
        Ok(Self { connection, path: path.map(Path::to_owned), watch })
    }
}

/// A name as SQL reads it, whatever it contains.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The file as a read-only URI; only what a URI reserves is escaped.
fn uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    for character in path.to_string_lossy().chars() {
        match character {
            '%' => uri.push_str("%25"),
            '?' => uri.push_str("%3f"),
            '#' => uri.push_str("%23"),
            other => uri.push(other),
        }
    }
    uri.push_str("?mode=ro");
    uri
}

fn is_not_a_database(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase)
}
