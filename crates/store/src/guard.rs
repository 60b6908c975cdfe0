//! Reading SQL that somebody else wrote: no writing, and only so much of everything.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::ErrorCode;
use rusqlite::limits::Limit;

use crate::query::Ceiling;
use crate::{Cell, Store, StoreError, Table};

/// How much a guarded query may use.
///
/// There is no time limit, for nothing here reads a clock: whoever has one trips an [`Interrupt`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadLimits {
    /// Steps of SQLite's virtual machine; some 50 million pass in a second.
    pub steps: u64,
    /// Rows of a result.
    pub rows: u64,
    /// Bytes of a result.
    pub bytes: u64,
}

impl Default for ReadLimits {
    /// A thousand million steps (about twenty seconds), a million rows, 256 MiB.
    fn default() -> Self {
        Self { steps: 1_000_000_000, rows: 1_000_000, bytes: 256 * 1024 * 1024 }
    }
}

/// Stops whatever a connection is running, from any thread.
pub struct Interrupt(rusqlite::InterruptHandle);

impl Interrupt {
    /// Stops the running query, which then returns [`StoreError::Interrupted`]. Without one, nothing happens.
    pub fn trip(&self) {
        self.0.interrupt();
    }
}

/// Steps between two looks at the counter.
const STRIDE: i32 = 1_000;

/// The narrower limits of SQLite itself while guarded.
const NARROW: [(Limit, i32); 9] = [
    (Limit::SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 1_000_000),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 50),
    (Limit::SQLITE_LIMIT_VDBE_OP, 250_000),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
    (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
];

/// A store that only reads, within [`ReadLimits`], as long as this value lives.
pub struct Guarded<'store> {
    store: &'store Store,
    limits: ReadLimits,
    before: Vec<(Limit, i32)>,
}

impl Store {
    /// Lets SQL that somebody else wrote read, and nothing else, within limits.
    ///
    /// # Errors
    /// SQLite's own.
    pub fn guarded(&self, limits: ReadLimits) -> Result<Guarded<'_>, StoreError> {
        let mut guarded = Guarded { store: self, limits, before: Vec::new() };
        for (limit, value) in NARROW {
            let before = self.connection().set_limit(limit, value)?;
            guarded.before.push((limit, before));
        }
        self.watch().guard(true);
        Ok(guarded)
    }

    /// Runs one reading statement as [`Store::query`] does, but stops it after so many steps of SQLite's virtual
    /// machine, counted by the thousand. Nothing else of the connection is narrowed.
    ///
    /// ```
    /// use plumb_store::{Migrations, Store, StoreError};
    /// let store = Store::in_memory(&Migrations::default())?;
    /// let endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n";
    /// let stopped = store.query_within_steps(endless, &[], 100_000);
    /// assert!(matches!(stopped, Err(StoreError::Limit { what: "steps", limit: 100_000 })));
    /// # Ok::<(), StoreError>(())
    /// ```
    ///
    /// # Errors
    /// [`StoreError::Limit`] when the steps are used up, [`StoreError::Interrupted`], and those of [`Store::query`].
    pub fn query_within_steps(
        &self,
        sql: &str,
        parameters: &[(&str, Cell)],
        steps: u64,
    ) -> Result<Table, StoreError> {
        self.within_steps(steps, || self.query(sql, parameters))
    }

    /// Runs something on this connection, and stops it when it has used up its steps.
    fn within_steps<T>(
        &self,
        steps: u64,
        run: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let exhausted = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&exhausted);
        let mut left = steps / u64::from(STRIDE.unsigned_abs());
        self.connection().progress_handler(
            STRIDE,
            Some(move || {
                if left == 0 {
                    seen.store(true, Ordering::Relaxed);
                    return true;
                }
                left -= 1;
                false
            }),
        )?;
        let result = run();
        self.connection().progress_handler(0, None::<fn() -> bool>)?;
        result.map_err(|error| match error {
            StoreError::Sqlite(error)
                if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) =>
            {
                if exhausted.load(Ordering::Relaxed) {
                    StoreError::Limit { what: "steps", limit: steps }
                } else {
                    StoreError::Interrupted
                }
            }
            error => error,
        })
    }

    /// A handle with which another thread stops what this connection runs.
    pub fn interrupt(&self) -> Interrupt {
        Interrupt(self.connection().get_interrupt_handle())
    }
}

impl Guarded<'_> {
    /// Runs one reading statement within the limits; see [`Store::query`] for its parameters.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for anything but reading, [`StoreError::Limit`], [`StoreError::Interrupted`], and those of
    /// [`Store::query`].
    pub fn query(&self, sql: &str, parameters: &[(&str, Cell)]) -> Result<Table, StoreError> {
        // A result takes as much memory as anything else.
        let bytes = self.limits.bytes.min(self.store.memory().limit());
        let ceiling = Ceiling { rows: self.limits.rows, bytes };
        let result =
            self.store.within_steps(self.limits.steps, || self.store.query_within(sql, parameters, &ceiling));
        let refused = self.store.watch().refused();
        result.map_err(|error| refused.map_or(error, |what| StoreError::Refused { what }))
    }
}

impl Drop for Guarded<'_> {
    fn drop(&mut self) {
        self.store.watch().guard(false);
        for (limit, before) in self.before.drain(..) {
            // A limit that was in force a moment ago is always valid.
            let _ = self.store.connection().set_limit(limit, before);
        }
    }
}
