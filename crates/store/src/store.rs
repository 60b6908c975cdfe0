//! Opening a database file, and what every connection has.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::migrations::{self, Migrations};
use crate::reads::Watch;
use crate::{Memory, StoreError, exact};

/// Marks a file as Plumb's: the letters `Plum`.
pub(crate) const APPLICATION_ID: i32 = 0x506c_756d;
/// How long a connection waits for another one that writes.
const BUSY: Duration = Duration::from_secs(10);
const READ_ONLY: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);
const READ_WRITE: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// One connection to one database: foreign keys on, exact functions registered, every statement watched.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: Option<PathBuf>,
    watch: Watch,
    memory: Memory,
}

impl Store {
    /// Makes a new database file in write-ahead mode and brings it to the newest version. On Unix nobody but its owner
    /// may read it, for it may hold quotas and pay.
    ///
    /// Cut off in between, it leaves a blank file ([`Store::is_blank`]), which [`Store::open`] makes whole.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the file is there already, [`StoreError::NotMade`]; SQLite's own errors.
    pub fn create(path: &Path, schema: &Migrations) -> Result<Self, StoreError> {
        // A link to nothing would lead SQLite to make a file elsewhere; `create_new` does not follow it.
        private(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::AlreadyExists => StoreError::Exists { path: path.to_owned() },
            _ => StoreError::NotMade { path: path.to_owned(), source },
        })?;
        Self::open(path, schema)
    }

    /// Opens a database file for reading and writing. An older one is brought up to date first; a copy of it,
    /// named after its version (`plumb.db.v1`), stays beside it. A blank one becomes a new one.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::NotAFile`], [`StoreError::Foreign`], [`StoreError::Newer`], [`StoreError::NoCopy`]; SQLite's own.
    pub fn open(path: &Path, schema: &Migrations) -> Result<Self, StoreError> {
        let connection = Self::existing(path, READ_WRITE)?;
        if is_unmarked(&connection)? {
            connection.pragma_update(None, "journal_mode", "wal")?;
        }
        Self::for_writing(connection, Some(path), schema)
    }

    /// Opens a database file for reading.
    ///
    /// # Errors
    /// As [`Store::open`], and [`StoreError::Older`] where the file would have to be brought up to date.
    pub fn open_read_only(path: &Path, schema: &Migrations) -> Result<Self, StoreError> {
        let store = Self::equipped(Self::existing(path, READ_ONLY)?, Some(path))?;
        let found = migrations::version(&store.connection)?;
        let known = schema.version();
        match found.cmp(&known) {
            std::cmp::Ordering::Less => Err(StoreError::Older { path: path.to_owned(), found, known }),
            std::cmp::Ordering::Equal => Ok(store),
            std::cmp::Ordering::Greater => Err(StoreError::Newer { path: path.to_owned(), found, known }),
        }
    }

    /// Whether a file is a database in which nothing has ever been written, such as one whose making was cut off.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::NotAFile`], [`StoreError::Foreign`]; SQLite's own.
    pub fn is_blank(path: &Path) -> Result<bool, StoreError> {
        is_unmarked(&Self::existing(path, READ_ONLY)?)
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

    /// Caps memory, in bytes: what SQLite may allocate, and, apart from that, what the aggregates of this connection may
    /// hold. SQLite's cap holds for the whole process and can only be lowered.
    ///
    /// # Errors
    /// SQLite's own.
    pub fn limit_memory(&self, bytes: u64) -> Result<(), StoreError> {
        self.memory.set_limit(bytes);
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.connection.query_row(&format!("pragma hard_heap_limit = {bytes}"), [], |_| Ok(()))?;
        Ok(())
    }

    /// The memory that aggregates of this connection share, for registering such.
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    pub(crate) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// A database of ours, or a blank one.
    fn existing(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
        match std::fs::metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(StoreError::Missing { path: path.to_owned() });
            }
            // A pipe of this name would wait for ever.
            Ok(found) if !found.is_file() => return Err(StoreError::NotAFile { path: path.to_owned() }),
            _ => {}
        }
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_URI)?;
        connection.busy_timeout(BUSY)?;
        match is_foreign(&connection) {
            Ok(false) => Ok(connection),
            Ok(true) => Err(StoreError::Foreign { path: path.to_owned() }),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
                Err(StoreError::Foreign { path: path.to_owned() })
            }
            // Whoever was writing was cut off, and only a connection that writes takes the half back.
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ReadOnly) && flags == READ_ONLY => {
                drop(Self::existing(path, READ_WRITE)?);
                Self::existing(path, READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
            }
            Err(error) => Err(error.into()),
        }
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
        Ok(Self { connection, path: path.map(Path::to_owned), watch, memory: Memory::new() })
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

/// Whether some other program made this database. One without a mark and without a table nobody has made yet.
fn is_foreign(connection: &Connection) -> rusqlite::Result<bool> {
    match mark(connection)? {
        APPLICATION_ID => Ok(false),
        0 => connection.query_row("select exists (select 1 from sqlite_schema)", [], |row| row.get(0)),
        _ => Ok(true),
    }
}

pub(crate) fn is_unmarked(connection: &Connection) -> Result<bool, StoreError> {
    Ok(mark(connection)? != APPLICATION_ID)
}

fn mark(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "application_id", |row| row.get(0))
}

/// Makes an empty file that only its owner may read; one that is there is an error.
pub(crate) fn private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
