//! What the selects make, checked against the canonical tables.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use plumb_store::{Cell, ReadLimits, Store, StoreError, Table};
use plumb_units::Currency;

use super::report::{ImportError, Reject, shown};
use crate::cells;
use crate::mapping::Select;
use crate::tables::{ColumnKind, FactTable};

/// The rows of one canonical table that fit it, by key.
#[derive(Debug, Default)]
pub(crate) struct Produced {
    pub(crate) rows: BTreeMap<String, Row>,
    /// Keys of rows that were made but do not fit.
    pub(crate) unfit: BTreeSet<String>,
    pub(crate) produced: u64,
    pub(crate) rejected: u64,
}

/// One row: its cells in the order of the table's columns, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    pub(crate) file: Rc<str>,
    pub(crate) line: Option<i64>,
}

/// Runs all selects of one table.
pub(crate) fn produce(
    scratch: &Store,
    table: &'static FactTable,
    selects: &[&Select],
    mapping_path: &str,
    absent: &[Absent<'_>],
    rejects: &mut Vec<Reject>,
) -> Result<Produced, ImportError> {
    let mut candidates: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut produced = Produced::default();
    for select in selects {
        let result = run(scratch, select, mapping_path)?;
        let mut columns = Columns::of(table, &result);
        let mut notes: BTreeMap<&str, String> = BTreeMap::new();
        for cells in result.rows {
            produced.produced += 1;
            let (key, row) = columns.row(table, cells, mapping_path, select.line);
            let mut reasons = misfits(table, &row);
            if key.is_empty() {
                reasons.push(("key", String::new(), "is empty, but every row needs one".to_owned()));
            }
            if reasons.is_empty() {
                // Most keys come once; room for more would be most of the memory.
                candidates.entry(key).or_insert_with(|| Vec::with_capacity(1)).push(row);
                continue;
            }
            produced.rejected += 1;
            produced.unfit.insert(key);
            rejects.extend(reasons.into_iter().map(|(field, value, reason)| {
                let value = (!value.is_empty()).then(|| shown(&value));
                let note = match value {
                    None => notes.entry(field).or_insert_with(|| would_tell(select, field, absent)).as_str(),
                    Some(_) => "",
                };
                row.reject(table, Some(field), value, format!("`{field}` {reason}{note}"))
            }));
        }
    }
    for (key, rows) in candidates {
        produced.take(table, key, rows, rejects);
    }
    Ok(produced)
}

/// A source of which no file was given.
pub(crate) struct Absent<'m> {
    pub(crate) source: &'m str,
    /// What its file is called.
    pub(crate) file: &'m str,
}

/// Which files that were not given would tell a column, as the end of a sentence.
fn would_tell(select: &Select, column: &str, absent: &[Absent<'_>]) -> String {
    let behind = select.behind(column);
    let of = |one: &&Absent<'_>| behind.iter().any(|source| source.eq_ignore_ascii_case(one.source));
    let files: Vec<String> = absent.iter().filter(of).map(|one| format!("`{}`", one.file)).collect();
    if files.is_empty() {
        return String::new();
    }
    format!("; {} may tell it, and was not given", files.join(" or "))
}

impl Produced {
    /// One row per key: of rows that are alike the first one of the files, of rows that differ none.
    fn take(
        &mut self,
        table: &'static FactTable,
        key: String,
        mut rows: Vec<Row>,
        rejects: &mut Vec<Reject>,
    ) {
        rows.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        let alike = rows.windows(2).all(|pair| matches!(pair, [a, b] if a.cells == b.cells));
        let count = rows.len();
        let mut rows = rows.into_iter();
        let first = if alike { rows.next() } else { None };
        for row in rows {
            self.rejected += 1;
            let reason = if alike {
                format!("{count} rows have the key `{key}` and are alike; the first one is taken")
            } else {
                format!("{count} different rows have the key `{key}`; none is taken")
            };
            rejects.push(row.reject(table, Some("key"), Some(shown(&key)), reason));
        }
        match first {
            Some(row) => {
                self.unfit.remove(&key);
                self.rows.insert(key, row);
            }
            None => {
                self.unfit.insert(key);
            }
        }
    }
}

fn run(scratch: &Store, select: &Select, mapping_path: &str) -> Result<Table, ImportError> {
    // A mapping belongs to the company, so there is no limit on its work; but it may only read.
    let limits = ReadLimits { steps: u64::MAX, rows: u64::MAX, bytes: u64::MAX };
    scratch.guarded(limits)?.query(&select.with_origin, &[]).map_err(|error: StoreError| {
        ImportError::Select {
            path: mapping_path.to_owned(),
            line: select.line,
            table: select.table.name,
            reason: error.to_string(),
        }
    })
}

/// Where a select's columns go.
struct Columns {
    key: Option<usize>,
    file: Option<usize>,
    line: Option<usize>,
    /// Per column of the table: where the select has it.
    own: Vec<Option<usize>>,
    /// The file of the row before: most rows come from the same.
    before: Rc<str>,
}

impl Columns {
    fn of(table: &FactTable, result: &Table) -> Self {
        Self {
            key: result.column("key"),
            file: result.column("_file"),
            line: result.column("_line"),
            own: table.columns.iter().map(|column| result.column(column.name)).collect(),
            before: Rc::from(""),
        }
    }

    fn row(
        &mut self,
        table: &FactTable,
        mut cells: Vec<Cell>,
        mapping_path: &str,
        sql_line: usize,
    ) -> (String, Row) {
        let mut at = |place: Option<usize>| {
            place
                .and_then(|place| cells.get_mut(place))
                .map_or(Cell::Null, |cell| std::mem::replace(cell, Cell::Null))
        };
        let own = self.own.iter().zip(table.columns).map(|(place, column)| match (column.kind, at(*place)) {
            // A key that its source counts is a key all the same.
            (ColumnKind::Text | ColumnKind::Choice(_), Cell::Int(number)) => Cell::Text(number.to_string()),
            (_, Cell::Text(text)) if text.is_empty() => Cell::Null,
            (_, cell) => cell,
        });
        let own = own.collect();
        let key = match at(self.key) {
            Cell::Text(key) => key,
            key => key.to_string(),
        };
        let (file, line) = (at(self.file), at(self.line));
        let (file, line) = match file.text() {
            Some(file) => (file, line.int()),
            None => (mapping_path, i64::try_from(sql_line).ok()),
        };
        if *self.before != *file {
            self.before = Rc::from(file);
        }
        (key, Row { cells: own, file: Rc::clone(&self.before), line })
    }
}

impl Row {
    fn reject(
        &self,
        table: &'static FactTable,
        field: Option<&str>,
        value: Option<String>,
        reason: String,
    ) -> Reject {
        let field = field.map(str::to_owned);
        Reject {
            table: Some(table.name),
            file: self.file.to_string(),
            line: self.line,
            column: None,
            field,
            value,
            reason,
        }
    }
}

/// Each column that does not fit, with its value and the reason.
fn misfits(table: &'static FactTable, row: &Row) -> Vec<(&'static str, String, String)> {
    let mut found = Vec::new();
    for (column, cell) in table.columns.iter().zip(&row.cells) {
        let reason = cells::check(column, cell).err().or_else(|| match (column.name, cell.text()) {
            ("currency", Some(code)) => {
                Currency::parse(code).err().map(|_| "is no currency code such as `EUR`".to_owned())
            }
            _ => None,
        });
        if let Some(reason) = reason {
            found.push((column.name, cell.to_string(), reason));
        }
    }
    let value = |name: &str| {
        let place = table.columns.iter().position(|column| column.name == name)?;
        row.cells.get(place)?.text()
    };
    if let (Some(from), Some(until)) = (value("valid_from"), value("valid_until"))
        && from >= until
    {
        let reason = format!("is not after `valid_from`, {from}; it is the day after the last one");
        found.push(("valid_until", until.to_owned(), reason));
    }
    found
}
