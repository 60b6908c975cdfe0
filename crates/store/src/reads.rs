//! What a statement reads and calls, from SQLite's own authorizer.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use crate::{Store, StoreError};

/// What a statement reads and calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Tables and views with their columns. A view stands with its own columns and those beneath it; a table of which
    /// only rows are counted stands with an empty column.
    pub columns: BTreeSet<(String, String)>,
    /// Functions, in lower case.
    pub functions: BTreeSet<String>,
}

/// The one authorizer of a connection: it lets all pass until it is told to record or to guard.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    guarded: bool,
    refused: Option<String>,
    recording: Option<Reads>,
}

impl Store {
    /// The tables and columns that a statement reads; see [`Reads::columns`].
    ///
    /// # Errors
    /// SQLite's own, when the statement does not prepare.
    pub fn reads(&self, sql: &str) -> Result<BTreeSet<(String, String)>, StoreError> {
        self.inspect(sql).map(|reads| reads.columns)
    }

    /// What a statement reads and calls, without running it.
    ///
    /// # Errors
    /// SQLite's own, when the statement does not prepare.
    pub fn inspect(&self, sql: &str) -> Result<Reads, StoreError> {
        self.watch().with(|state| state.recording = Some(Reads::default()));
        let prepared = self.connection().prepare(sql).map(drop);
        let reads = self.watch().with(|state| state.recording.take());
        prepared?;
        Ok(reads.unwrap_or_default())
    }
}

impl Watch {
    pub(crate) fn on(connection: &Connection) -> Result<Self, StoreError> {
        let watch = Self::default();
        let seen = watch.clone();
        connection
            .authorizer(Some(move |context: AuthContext<'_>| seen.with(|state| state.decide(&context))))?;
        Ok(watch)
    }

    pub(crate) fn guard(&self, on: bool) {
        self.with(|state| {
            state.guarded = on;
            state.refused = None;
        });
    }

    /// What the guard refused since it was asked last.
    pub(crate) fn refused(&self) -> Option<String> {
        self.with(|state| state.refused.take())
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn decide(&mut self, context: &AuthContext<'_>) -> Authorization {
        if let Some(reads) = &mut self.recording {
            match context.action {
                AuthAction::Read { table_name, column_name } => {
                    reads.columns.insert((table_name.to_owned(), column_name.to_owned()));
                }
                AuthAction::Function { function_name } => {
                    reads.functions.insert(function_name.to_ascii_lowercase());
                }
                _ => {}
            }
        }
        if !self.guarded {
            return Authorization::Allow;
        }
        match refusal(&context.action) {
            None => Authorization::Allow,
            Some(what) => {
                self.refused.get_or_insert(what);
                Authorization::Deny
            }
        }
    }
}

/// Why a guarded connection refuses an action; `None` lets it pass.
fn refusal(action: &AuthAction<'_>) -> Option<String> {
    match action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => None,
        // Functions that load code or hand out addresses; the rest only compute.
        AuthAction::Function { function_name }
            if ["load_extension", "fts3_tokenizer"]
                .iter()
                .any(|name| function_name.eq_ignore_ascii_case(name)) =>
        {
            Some((*function_name).to_owned())
        }
        AuthAction::Function { .. } => None,
        AuthAction::Pragma { pragma_name, .. }
            if ["table_info", "table_xinfo", "table_list"]
                .iter()
                .any(|name| pragma_name.eq_ignore_ascii_case(name)) =>
        {
            None
        }
        AuthAction::Pragma { pragma_name, .. } => Some(format!("pragma {pragma_name}")),
        AuthAction::Attach { .. } => Some("attach".to_owned()),
        AuthAction::Detach { .. } => Some("detach".to_owned()),
        AuthAction::Insert { table_name } => Some(format!("insert into {table_name}")),
        AuthAction::Update { table_name, .. } => Some(format!("update {table_name}")),
        AuthAction::Delete { table_name } => Some(format!("delete from {table_name}")),
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => Some("transaction".to_owned()),
        AuthAction::Analyze { .. } => Some("analyze".to_owned()),
        AuthAction::Reindex { .. } => Some("reindex".to_owned()),
        AuthAction::AlterTable { .. } => Some("alter table".to_owned()),
        AuthAction::CreateVtable { .. } => Some("create virtual table".to_owned()),
        _ => Some("create or drop".to_owned()),
    }
}
