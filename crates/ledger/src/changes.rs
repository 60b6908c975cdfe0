//! Changes to the plan: what each is, and every step it took, never rewritten.

use plumb_store::rusqlite::{OptionalExtension as _, TransactionBehavior, params};
use plumb_store::{StoreError, rusqlite};

use crate::Ledger;

/// The second version: changes, their files, their steps.
pub(crate) const VERSION_2: &str = "
create table changes (id integer primary key, says text not null) strict;
create table change_files (
    change integer not null references changes, path text not null, before blob, after blob,
    primary key (change, path)
) strict;
create table change_steps (
    change integer not null references changes, number integer not null,
    step text not null check (step in ('proposed', 'approved', 'refused', 'published', 'undone')),
    by text not null, at text not null, says text not null,
    primary key (change, number)
) strict;
create trigger changes_kept before update on changes begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger changes_stay before delete on changes begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger change_files_kept before update on change_files begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger change_files_stay before delete on change_files begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger change_steps_kept before update on change_steps begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger change_steps_stay before delete on change_steps begin select raise(abort, 'the ledger is never rewritten'); end;
";

/// The words for steps; the last step taken is the state of a change.
pub const STEPS: [&str; 5] = ["proposed", "approved", "refused", "published", "undone"];

/// A change as it was proposed, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRecord {
    /// Counts from 1.
    pub id: i64,
    /// What it is for, in the words of who proposed it.
    pub says: String,
    /// The files, by path.
    pub files: Vec<ChangedFile>,
    /// What happened to it, in order; never empty.
    pub steps: Vec<Step>,
}

/// One file before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFile {
    /// Path below the workspace, with `/`.
    pub path: String,
    /// Its bytes before; `None` where there was no such file.
    pub before: Option<Vec<u8>>,
    /// Its bytes after; `None` where it is taken away.
    pub after: Option<Vec<u8>>,
}

/// One step of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// One of [`STEPS`].
    pub step: String,
    /// Who took it.
    pub by: String,
    /// When, as text.
    pub at: String,
    /// Why, or what is to be known of it; may be empty.
    pub says: String,
}

impl ChangeRecord {
    /// The last step's word.
    pub fn state(&self) -> &str {
        self.steps.last().map_or("proposed", |step| &step.step)
    }

    /// Who proposed it.
    pub fn proposed_by(&self) -> &str {
        self.steps.first().map_or("", |step| &step.by)
    }
}

impl Ledger {
    /// Records a change with its first step; gives its id.
    ///
    /// # Errors
    /// SQLite's own.
    pub fn propose(
        &mut self,
        says: &str,
        files: &[ChangedFile],
        by: &str,
        at: &str,
    ) -> Result<i64, StoreError> {
        let transaction =
            self.store.connection_mut().transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("insert into changes (says) values (?1)", [says])?;
        let id = transaction.last_insert_rowid();
        for file in files {
            transaction.execute(
                "insert into change_files (change, path, before, after) values (?1, ?2, ?3, ?4)",
                params![id, file.path, file.before, file.after],
            )?;
        }
        add(
            &transaction,
            id,
            &Step { step: "proposed".into(), by: by.into(), at: at.into(), says: "".into() },
        )?;
        transaction.commit()?;
        Ok(id)
    }

    /// Adds a step, provided the change still is in one of these states; `false` where it is not, or is unknown.
    ///
    /// # Errors
    /// SQLite's own; a word that is no step.
    pub fn step(&mut self, id: i64, from: &[&str], step: &Step) -> Result<bool, StoreError> {
        let transaction =
            self.store.connection_mut().transaction_with_behavior(TransactionBehavior::Immediate)?;
        let state: Option<String> = transaction
            .query_row(
                "select step from change_steps where change = ?1 order by number desc limit 1",
                [id],
                |row| row.get(0),
            )
            .optional()?;
        if !state.is_some_and(|state| from.contains(&state.as_str())) {
            return Ok(false);
        }
        add(&transaction, id, step)?;
        transaction.commit()?;
        Ok(true)
    }

    /// Every change, the oldest first.
    ///
    /// # Errors
    /// SQLite's own.
    pub fn changes(&self) -> Result<Vec<ChangeRecord>, StoreError> {
        let ids: Vec<i64> = self
            .store
            .connection()
            .prepare_cached("select id from changes order by id")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        ids.into_iter().filter_map(|id| self.change(id).transpose()).collect()
    }

    /// One change, if there is one of this id.
    ///
    /// # Errors
    /// SQLite's own.
    pub fn change(&self, id: i64) -> Result<Option<ChangeRecord>, StoreError> {
        let connection = self.store.connection();
        let says: Option<String> = connection
            .query_row("select says from changes where id = ?1", [id], |row| row.get(0))
            .optional()?;
        let Some(says) = says else { return Ok(None) };
        let files = connection
            .prepare_cached("select path, before, after from change_files where change = ?1 order by path")?
            .query_map([id], |row| {
                Ok(ChangedFile { path: row.get(0)?, before: row.get(1)?, after: row.get(2)? })
            })?
            .collect::<Result<_, _>>()?;
        let steps = connection
            .prepare_cached("select step, by, at, says from change_steps where change = ?1 order by number")?
            .query_map([id], |row| {
                Ok(Step { step: row.get(0)?, by: row.get(1)?, at: row.get(2)?, says: row.get(3)? })
            })?
            .collect::<Result<_, _>>()?;
        Ok(Some(ChangeRecord { id, says, files, steps }))
    }
}

fn add(connection: &rusqlite::Connection, id: i64, step: &Step) -> Result<(), StoreError> {
    connection.execute(
        "insert into change_steps (change, number, step, by, at, says)
         select ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5 from change_steps where change = ?1",
        params![id, step.step, step.by, step.at, step.says],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]
    use super::*;

    fn step(step: &str, by: &str) -> Step {
        Step { step: step.into(), by: by.into(), at: "2026-02-01T09:00:00Z".into(), says: String::new() }
    }

    fn proposed() -> (Ledger, i64) {
        let mut ledger = Ledger::in_memory().unwrap();
        let file = ChangedFile { path: "plan/a.toml".into(), before: None, after: Some(b"a\r\n".into()) };
        let id = ledger.propose("a new file", &[file], "ana", "2026-02-01T08:00:00Z").unwrap();
        (ledger, id)
    }

    #[test]
    fn a_change_keeps_its_bytes_and_every_step() {
        let (mut ledger, id) = proposed();
        assert!(ledger.step(id, &["proposed"], &step("approved", "ben")).unwrap());
        assert!(ledger.step(id, &["approved"], &step("published", "ben")).unwrap());
        let change = ledger.change(id).unwrap().unwrap();
        assert_eq!(change.files[0].after.as_deref(), Some(&b"a\r\n"[..]));
        assert_eq!(change.state(), "published");
        assert_eq!(
            change.steps.iter().map(|step| step.by.as_str()).collect::<Vec<_>>(),
            ["ana", "ben", "ben"]
        );
    }

    #[test]
    fn of_two_who_decide_at_once_the_second_is_told() {
        let (mut ledger, id) = proposed();
        assert!(ledger.step(id, &["proposed"], &step("refused", "ben")).unwrap());
        assert!(!ledger.step(id, &["proposed"], &step("approved", "eva")).unwrap());
        assert!(!ledger.step(id + 1, &["proposed"], &step("approved", "eva")).unwrap());
    }

    #[test]
    fn nothing_is_ever_rewritten() {
        let (ledger, _) = proposed();
        for sql in
            ["update change_steps set by = 'eva'", "delete from change_files", "update changes set says = ''"]
        {
            assert!(ledger.store.connection().execute(sql, []).is_err(), "{sql}");
        }
    }
}
