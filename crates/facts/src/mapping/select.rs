//! `[table.NAME]`: one select over the sources that makes the rows of a canonical table.

use std::ops::Range;

use plumb_diag::{Problem, nearest};
use plumb_store::rusqlite;
use plumb_store::{ReadLimits, Store};

use super::nodes::{Node, Reading};
use super::source::Source;
use super::sql_text::{self, Used};
use crate::tables::FactTable;

/// One select of a mapping.
#[derive(Clone, Debug)]
pub(crate) struct Select {
    pub(crate) table: &'static FactTable,
    /// As written.
    pub(crate) sql: String,
    /// With `_file` and `_line` of the row's origin.
    pub(crate) with_origin: String,
    /// Where the SQL stands in the mapping.
    pub(crate) at: Range<usize>,
    /// Line of the mapping on which the SQL starts, from 1.
    pub(crate) line: usize,
}

impl Select {
    /// Reads `sql` from a table's node; problems are collected. The SQL is not looked at yet.
    pub(crate) fn read(
        reading: &mut Reading<'_>,
        table: &'static FactTable,
        at: Range<usize>,
        node: &Node<'_>,
    ) -> Option<Self> {
        let mut sql = None;
        for entry in reading.table(node, &format!("`table.{}`", table.name)) {
            if entry.name == "sql" {
                sql = reading.text(entry.value, "`sql`").map(|sql| (sql, entry.value.span()));
            } else {
                let message = format!("table `{}` has no setting `{}`", table.name, entry.name);
                reading.unknown("unknown-key", entry.at, message, entry.name, ["sql"]);
            }
        }
        let Some((sql, span)) = sql else {
            let message = format!("table `{}` needs `sql`, a select over the sources", table.name);
            reading.error("no-sql", at, message, "");
            return None;
        };
        let line = reading.line(span.start);
        Some(Self { table, with_origin: sql.clone(), sql, at: span, line })
    }

    /// Prepares the SQL over empty sources and checks the columns it makes.
    ///
    /// `sources` stand in `scratch` with the columns that the mapping tells; what else the SQL reads is added to
    /// them there, for a column that the mapping does not tell is text.
    pub(crate) fn check(&mut self, reading: &mut Reading<'_>, scratch: &Store, sources: &[Source]) {
        let sql = self.sql.clone();
        let tokens = sql_text::tokens(&sql);
        let used = sql_text::used(&tokens);
        if !self.knows_its_sources(reading, &used, sources) {
            return;
        }
        let columns = match prepare(scratch, &self.sql, &used) {
            Ok(columns) => columns,
            Err(failure) => {
                let place = self.place(reading, failure.offset, 0);
                let message =
                    format!("the select of table `{}` cannot run: {}", self.table.name, failure.message);
                reading.error("bad-sql", place, message, "");
                return;
            }
        };
        self.check_columns(reading, &columns, &tokens);
        let has = |name: &str| columns.iter().any(|column| column == name);
        if has("_file") && has("_line") {
            return;
        }
        let added = sql_text::with_origin(&self.sql).filter(|_| !has("_file") && !has("_line"));
        match added.filter(|added| prepare(scratch, added, &[]).is_ok()) {
            Some(added) => self.with_origin = added,
            None => {
                let span = reading.span(self.at.clone());
                let message = format!("it is not clear from which row a row of `{}` comes", self.table.name);
                let help = "select `_file` and `_line` of the source row it comes from, or `null as _file, null as _line`";
                reading.push(Problem::error("no-origin", message).at(span, "").help(help));
            }
        }
    }

    /// The source of which every row makes one row, whose own cells are therefore all there; `None` where that is not
    /// clear.
    pub(crate) fn main_source(&self) -> Option<&str> {
        sql_text::main_source(&self.sql)
    }

    /// The source whose columns the select calls by this alias; `None` where several have it.
    pub(crate) fn source_called(&self, alias: &str) -> Option<&str> {
        let tokens = sql_text::tokens(&self.sql);
        let mut used =
            sql_text::used(&tokens).into_iter().filter(|used| used.alias.eq_ignore_ascii_case(alias));
        let first = used.next()?.source;
        used.all(|other| other.source.eq_ignore_ascii_case(first)).then_some(first)
    }

    /// The sources that tell a column of the table.
    pub(crate) fn behind(&self, column: &str) -> Vec<&str> {
        sql_text::behind(&self.sql, column)
    }

    fn knows_its_sources(&self, reading: &mut Reading<'_>, used: &[Used<'_>], sources: &[Source]) -> bool {
        let mut all = true;
        for used in used {
            if !sources.iter().any(|source| source.name.eq_ignore_ascii_case(used.source)) {
                let place = self.place(reading, Some(used.start), used.end - used.start);
                let message = format!("no source is called `{}`", used.source);
                let known = sources.iter().map(|source| source.name.as_str());
                reading.unknown("unknown-source", place, message, used.source, known);
                all = false;
            }
        }
        all
    }

    fn check_columns(&self, reading: &mut Reading<'_>, columns: &[String], tokens: &[sql_text::Token<'_>]) {
        let table = self.table;
        let own = || table.columns.iter().map(|column| column.name);
        for (index, column) in columns.iter().enumerate() {
            let last = tokens.iter().rev().find(|token| token.text == column);
            let place = self.place(reading, last.map(|token| token.start), column.len());
            if columns.iter().take(index).any(|earlier| earlier == column) {
                let message = format!("`{column}` is selected twice for table `{}`", table.name);
                reading.error("twice", place, message, "");
            } else if !["key", "_file", "_line"].contains(&column.as_str()) && table.column(column).is_none()
            {
                let message = format!("table `{}` has no column `{column}`", table.name);
                reading.unknown("unknown-column", place, message, column, own());
            }
        }
        let required = table.columns.iter().filter(|column| column.required).map(|column| column.name);
        let missing: Vec<_> = std::iter::once("key")
            .chain(required)
            .filter(|name| !columns.iter().any(|column| column == name))
            .collect();
        if !missing.is_empty() {
            let message = format!("table `{}` also needs `{}`", table.name, missing.join("`, `"));
            reading.error("missing-column", self.at.clone(), message, "every row needs them");
        }
    }

    /// Bytes of the SQL as a range of the mapping; the whole SQL where escapes move them.
    fn place(&self, reading: &Reading<'_>, offset: Option<usize>, length: usize) -> Range<usize> {
        let raw = reading.source().get(self.at.clone()).unwrap_or("");
        match (raw.find(&self.sql), offset) {
            (Some(before), Some(offset)) => {
                let start = self.at.start + before + offset;
                start..start + length.max(1)
            }
            _ => self.at.clone(),
        }
    }
}

struct Failure {
    message: String,
    offset: Option<usize>,
}

/// Prepares a select and names its columns; adds to the used sources what they lack.
fn prepare(scratch: &Store, sql: &str, used: &[Used<'_>]) -> Result<Vec<String>, Failure> {
    for _ in 0..1_000 {
        let failure = match columns_of(scratch, sql) {
            Ok(columns) => return Ok(columns),
            Err(failure) => failure,
        };
        if !missing_column(&failure.message).is_some_and(|missing| add(scratch, sql, used, &missing)) {
            return Err(failure);
        }
    }
    Err(Failure { message: "it reads more than 1000 columns that no source tells".to_owned(), offset: None })
}

fn columns_of(scratch: &Store, sql: &str) -> Result<Vec<String>, Failure> {
    // Some pragmas take effect while they are prepared.
    let _guard = scratch.guarded(ReadLimits::default()).map_err(|error| Failure::told(error.to_string()))?;
    let statement = scratch.connection().prepare(sql).map_err(|error| Failure::of(&error))?;
    if !statement.readonly() || statement.column_count() == 0 {
        return Err(Failure { message: "it is not a select".to_owned(), offset: Some(0) });
    }
    Ok(statement.column_names().into_iter().map(str::to_owned).collect())
}

impl Failure {
    fn told(message: impl Into<String>) -> Self {
        Self { message: message.into(), offset: None }
    }

    fn of(error: &rusqlite::Error) -> Self {
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::AuthorizationForStatementDenied) {
            return Self::told("it is not a select");
        }
        match error {
            rusqlite::Error::SqlInputError { msg, offset, .. } => {
                Self { message: msg.clone(), offset: usize::try_from(*offset).ok() }
            }
            rusqlite::Error::MultipleStatement => Self::told("it is more than one statement"),
            other => Self::told(other.to_string()),
        }
    }
}

/// The qualifier and name in SQLite's "no such column".
fn missing_column(message: &str) -> Option<(Option<String>, String)> {
    let name = message.strip_prefix("no such column: ")?;
    let name = name.split(" - should this be").next()?;
    let plain = |name: &str| name.trim_matches('"').to_owned();
    match name.rsplit_once('.') {
        Some((alias, name)) => Some((Some(plain(alias.rsplit('.').next()?)), plain(name))),
        None => Some((None, plain(name))),
    }
}

/// Adds a text column to the source that lacks it; `false` where none does.
fn add(scratch: &Store, sql: &str, used: &[Used<'_>], (alias, name): &(Option<String>, String)) -> bool {
    let lacks =
        |used: &&Used<'_>| alias.as_deref().is_none_or(|alias| used.alias.eq_ignore_ascii_case(alias));
    let quoted = name.replace('"', "\"\"");
    used.iter().filter(lacks).any(|used| {
        let source = used.source.replace('"', "\"\"");
        let added = format!("alter table src.\"{source}\" add column \"{quoted}\" text");
        let still =
            |failure: Failure| missing_column(&failure.message) == Some((alias.clone(), name.clone()));
        scratch.connection().execute_batch(&added).is_ok() && !columns_of(scratch, sql).is_err_and(still)
    })
}

/// The nearest of some names, as the end of a sentence.
pub(crate) fn suggestion<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}
