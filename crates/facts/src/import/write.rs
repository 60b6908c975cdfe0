//! Rows into a canonical table: what is new, changed, as it was, older or gone.

use std::collections::BTreeMap;
use std::fmt::Write;

use plumb_store::Cell;
use plumb_store::rusqlite::types::ValueRef;
use plumb_store::rusqlite::{self, Connection, OptionalExtension, Statement, params, params_from_iter};

use super::produce::{Produced, Row};
use super::report::{ImportError, TableCounts};
use crate::tables::FactTable;

/// The import whose rows are written.
#[derive(Clone, Debug)]
pub(crate) struct Writing<'w> {
    pub(crate) connection: &'w Connection,
    /// Number in `imports`.
    pub(crate) import: i64,
    pub(crate) source: &'w str,
    pub(crate) exported_at: String,
    pub(crate) recorded_at: String,
}

/// What is known of a row: the day of its export, and its cells.
type Known = (Option<String>, Vec<Cell>);

/// What decides how the rows of one table are written.
struct Terms {
    /// See [`Writing::deleted`].
    deleted: BTreeMap<String, String>,
    /// Whether a value that is now absent stays.
    hold: bool,
}

/// The prepared statements of one table.
struct Statements<'c> {
    known: Statement<'c>,
    insert: Statement<'c>,
    update: Statement<'c>,
    seen: Statement<'c>,
    origin: Statement<'c>,
    change: Statement<'c>,
}

impl Writing<'_> {
    /// Writes the rows of one table, in the order of their keys. With `hold`, a value that is now absent stays.
    pub(crate) fn write(
        &self,
        table: &'static FactTable,
        produced: &Produced,
        hold: bool,
        progress: &mut dyn FnMut(u64),
    ) -> Result<TableCounts, ImportError> {
        let mut counts =
            TableCounts { table: table.name, produced: produced.produced, ..TableCounts::default() };
        counts.rejected = produced.rejected;
        let terms = Terms { deleted: self.deleted(table)?, hold };
        let mut statements = Statements::of(self.connection, table)?;
        for (done, (key, row)) in produced.rows.iter().enumerate() {
            if done % 10_000 == 9_999 {
                progress(done as u64 + 1);
            }
            self.write_row(table, key, row, &terms, &mut statements, &mut counts)?;
        }
        progress(produced.rows.len() as u64);
        Ok(counts)
    }

    fn write_row(
        &self,
        table: &FactTable,
        key: &str,
        row: &Row,
        terms: &Terms,
        statements: &mut Statements<'_>,
        counts: &mut TableCounts,
    ) -> Result<(), ImportError> {
        match statements.known(self.source, key, table.columns.len())? {
            None => {
                match terms.deleted.get(key) {
                    Some(day) if *day > self.exported_at => {
                        counts.older += 1;
                        return Ok(());
                    }
                    Some(day) => self.record(
                        statements,
                        table,
                        key,
                        "restored",
                        (None, Some(json(table, row))),
                        *day == self.exported_at,
                    )?,
                    None => {}
                }
                counts.new += 1;
                statements.insert.execute(params_from_iter(self.values(key, row)))?;
            }
            Some((exported_at, cells)) => {
                let corrects = exported_at.as_ref() == Some(&self.exported_at);
                let newer = exported_at.as_ref().is_some_and(|known| *known > self.exported_at);
                let holding = if terms.hold && !newer { row.holding(&cells) } else { None };
                counts.held += u64::from(holding.is_some());
                let row = holding.as_ref().unwrap_or(row);
                if cells == row.cells {
                    counts.same += 1;
                    if newer {
                        return Ok(());
                    }
                    if exported_at.as_ref() != Some(&self.exported_at) {
                        statements.seen.execute(params![self.source, key, self.exported_at])?;
                    }
                } else if newer {
                    counts.older += 1;
                    return Ok(());
                } else {
                    counts.changed += 1;
                    for (column, (old, new)) in table.columns.iter().zip(cells.iter().zip(&row.cells)) {
                        if old != new {
                            let values = (stored(old), stored(new));
                            self.record(statements, table, key, column.name, values, corrects)?;
                        }
                    }
                    statements.update.execute(params_from_iter(self.values(key, row)))?;
                }
            }
        }
        statements.origin.execute(params![
            table.name,
            self.source,
            key,
            &*row.file,
            row.line,
            self.import
        ])?;
        Ok(())
    }

    /// Deletes the rows of a table that a full export no longer holds.
    pub(crate) fn delete_absent(
        &self,
        table: &'static FactTable,
        produced: &Produced,
        keep: bool,
        counts: &mut TableCounts,
    ) -> Result<(), ImportError> {
        let name = table.name;
        let known = format!(
            "select key from \"{name}\" where source = ?1 and coalesce(exported_at, '') <= ?2 order by key"
        );
        let mut statement = self.connection.prepare(&known)?;
        let keys =
            statement.query_map(params![self.source, self.exported_at], |row| row.get::<_, String>(0))?;
        let mut absent = Vec::new();
        for key in keys {
            let key = key?;
            if !produced.rows.contains_key(&key) && !produced.unfit.contains(&key) {
                absent.push(key);
            }
        }
        let vanishing = absent.len() as u64;
        if keep {
            counts.kept = vanishing;
            return Ok(());
        }
        let all = format!("select count(*) from \"{name}\" where source = ?1");
        let all: i64 = self.connection.query_row(&all, [self.source], |row| row.get(0))?;
        // Rows of this very export are no measure of what was known before it.
        let known = u64::try_from(all).unwrap_or(0).saturating_sub(counts.new);
        if vanishing * 5 > known {
            return Err(ImportError::Vanishing { table: name, vanishing, known });
        }
        counts.deleted = vanishing;
        let mut statements = Statements::of(self.connection, table)?;
        let mut delete =
            self.connection.prepare(&format!("delete from \"{name}\" where source = ?1 and key = ?2"))?;
        let mut lost = self
            .connection
            .prepare("delete from origins where table_name = ?1 and source = ?2 and key = ?3")?;
        for key in absent {
            if let Some((exported_at, cells)) = statements.known(self.source, &key, table.columns.len())? {
                let corrects = exported_at.as_ref() == Some(&self.exported_at);
                let row = Row { cells, file: "".into(), line: None };
                let values = (Some(json(table, &row)), None);
                self.record(&mut statements, table, &key, "deleted", values, corrects)?;
            }
            delete.execute(params![self.source, key])?;
            lost.execute(params![name, self.source, key])?;
        }
        Ok(())
    }

    /// Rows that a full export deleted, with the day of the last one that did.
    fn deleted(&self, table: &FactTable) -> Result<BTreeMap<String, String>, ImportError> {
        let mut statement = self.connection.prepare(
            "select key, max(changed_at) from changes \
             where table_name = ?1 and source = ?2 and column_name = 'deleted' group by key",
        )?;
        let rows =
            statement.query_map(params![table.name, self.source], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn record(
        &self,
        statements: &mut Statements<'_>,
        table: &FactTable,
        key: &str,
        column: &str,
        (old, new): (Option<String>, Option<String>),
        corrects: bool,
    ) -> Result<(), ImportError> {
        statements.change.execute(params![
            table.name,
            self.source,
            key,
            column,
            old,
            new,
            self.exported_at,
            self.recorded_at,
            self.import,
            corrects
        ])?;
        Ok(())
    }

    fn values(&self, key: &str, row: &Row) -> Vec<Cell> {
        let mut values = vec![self.source.into(), key.into(), self.exported_at.as_str().into()];
        values.extend(row.cells.iter().cloned());
        values
    }
}

impl Row {
    /// The row with the known values where it has none; `None` where that is nowhere.
    fn holding(&self, known: &[Cell]) -> Option<Self> {
        let lacks = |(own, known): (&Cell, &Cell)| own.is_null() && !known.is_null();
        self.cells.iter().zip(known).any(lacks).then(|| {
            let cells = self.cells.iter().zip(known);
            let cells = cells.map(|(own, known)| if own.is_null() { known } else { own }).cloned().collect();
            Self { cells, ..self.clone() }
        })
    }
}

impl<'c> Statements<'c> {
    fn of(connection: &'c Connection, table: &FactTable) -> Result<Self, ImportError> {
        let name = table.name;
        let (mut columns, mut marks, mut sets) = (String::new(), String::new(), String::new());
        for (index, column) in table.columns.iter().enumerate() {
            let mark = index + 4;
            let _ = write!(columns, ", \"{}\"", column.name);
            let _ = write!(marks, ", ?{mark}");
            let _ = write!(sets, ", \"{}\" = ?{mark}", column.name);
        }
        let row = "where source = ?1 and key = ?2";
        Ok(Self {
            known: connection.prepare(&format!("select exported_at{columns} from \"{name}\" {row}"))?,
            insert: connection.prepare(&format!(
                "insert into \"{name}\" (source, key, exported_at{columns}) values (?1, ?2, ?3{marks})"
            ))?,
            update: connection.prepare(&format!("update \"{name}\" set exported_at = ?3{sets} {row}"))?,
            seen: connection.prepare(&format!("update \"{name}\" set exported_at = ?3 {row}"))?,
            origin: connection.prepare(
                "insert into origins (table_name, source, key, file, line, import) values (?1, ?2, ?3, ?4, ?5, ?6) \
                 on conflict do update set file = excluded.file, line = excluded.line, import = excluded.import \
                 where (file, line, import) is not (excluded.file, excluded.line, excluded.import)",
            )?,
            change: connection.prepare(
                "insert into changes (table_name, source, key, column_name, old, new, changed_at, recorded_at, import, corrects) \
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?,
        })
    }

    fn known(&mut self, source: &str, key: &str, columns: usize) -> Result<Option<Known>, ImportError> {
        let read = |row: &rusqlite::Row<'_>| {
            let cells =
                (1..=columns).map(|index| row.get_ref(index).map(cell)).collect::<rusqlite::Result<_>>()?;
            Ok((row.get(0)?, cells))
        };
        Ok(self.known.query_row(params![source, key], read).optional()?)
    }
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Integer(value) => Cell::Int(value),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
        // A STRICT table of text and integer columns holds nothing else.
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Cell::Null,
    }
}

fn stored(cell: &Cell) -> Option<String> {
    (!cell.is_null()).then(|| cell.to_string())
}

/// A row as JSON, its columns in the order of the table.
fn json(table: &FactTable, row: &Row) -> String {
    let mut text = String::from("{");
    for (column, cell) in table.columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.is_null()) {
        let comma = if text.len() > 1 { "," } else { "" };
        let _ = write!(text, "{comma}\"{}\":", column.name);
        match cell.text() {
            Some(value) => json_text(&mut text, value),
            None => text.push_str(&cell.to_string()),
        }
    }
    text.push('}');
    text
}

fn json_text(json: &mut String, value: &str) {
    json.push('"');
    for character in value.chars() {
        match character {
            '"' | '\\' => {
                json.push('\\');
                json.push(character);
            }
            control if control < ' ' => {
                let _ = write!(json, "\\u{:04x}", u32::from(control));
            }
            other => json.push(other),
        }
    }
    json.push('"');
}
