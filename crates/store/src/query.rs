//! A query's result as plain rows.

use std::fmt;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Statement, ToSql};

use crate::{Store, StoreError};

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing known.
    Null,
    /// A count, money in minor units, an amount in millionths, a flag as 0 or 1.
    Int(i64),
    /// A share, a rate or another statistic.
    Real(f64),
    /// Text; dates as ISO text.
    Text(String),
}

impl Cell {
    /// The whole number, if it is one.
    pub fn int(&self) -> Option<i64> {
        if let Self::Int(value) = self { Some(*value) } else { None }
    }

    /// The number as a float, if it is a number.
    pub fn real(&self) -> Option<f64> {
        match self {
            Self::Int(value) => Some(*value as f64),
            Self::Real(value) => Some(*value),
            Self::Null | Self::Text(_) => None,
        }
    }

    /// The text, if it is text.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(value) = self { Some(value) } else { None }
    }

    /// Whether nothing is known.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    fn read(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Null => Some(Self::Null),
            ValueRef::Integer(value) => Some(Self::Int(value)),
            ValueRef::Real(value) => Some(Self::Real(value)),
            ValueRef::Text(bytes) => Some(Self::Text(String::from_utf8_lossy(bytes).into_owned())),
            ValueRef::Blob(_) => None,
        }
    }

    fn bytes(&self) -> u64 {
        match self {
            Self::Text(text) => text.len() as u64 + 24,
            _ => 24,
        }
    }
}

/// Empty for [`Cell::Null`]; a text verbatim.
impl fmt::Display for Cell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Int(value) => write!(formatter, "{value}"),
            Self::Real(value) => write!(formatter, "{value}"),
            Self::Text(value) => formatter.write_str(value),
        }
    }
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Real(value) => ValueRef::Real(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
        }))
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A query's result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Names of the columns, in order.
    pub columns: Vec<String>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }
}

/// Where reading stops.
pub(crate) struct Ceiling {
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
}

impl Store {
    /// Runs one reading statement. Parameters are named, with or without their colon; one that the statement does
    /// not name is ignored.
    ///
    /// # Errors
    /// [`StoreError::NotARead`], [`StoreError::Unbound`], [`StoreError::Bytes`]; [`StoreError::Limit`] when an aggregate
    /// would hold more than [`Store::limit_memory`] allows; SQLite's own.
    pub fn query(&self, sql: &str, parameters: &[(&str, Cell)]) -> Result<Table, StoreError> {
        self.query_within(sql, parameters, &Ceiling { rows: u64::MAX, bytes: u64::MAX })
    }

    pub(crate) fn query_within(
        &self,
        sql: &str,
        parameters: &[(&str, Cell)],
        ceiling: &Ceiling,
    ) -> Result<Table, StoreError> {
        self.memory().refused();
        self.read(sql, parameters, ceiling).map_err(|error| match self.memory().refused() {
            true => StoreError::Limit { what: "bytes of memory", limit: self.memory().limit() },
            false => error,
        })
    }

    fn read(&self, sql: &str, parameters: &[(&str, Cell)], ceiling: &Ceiling) -> Result<Table, StoreError> {
        let mut statement = self.connection().prepare(sql)?;
        if !statement.readonly() || statement.column_count() == 0 {
            return Err(StoreError::NotARead);
        }
        bind(&mut statement, parameters)?;
        let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
        let mut table = Table { columns, rows: Vec::new() };
        let mut bytes = 0_u64;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            let mut cells = Vec::with_capacity(table.columns.len());
            for (index, column) in table.columns.iter().enumerate() {
                let cell = Cell::read(row.get_ref(index)?)
                    .ok_or_else(|| StoreError::Bytes { column: column.clone() })?;
                bytes = bytes.saturating_add(cell.bytes());
                cells.push(cell);
            }
            if table.rows.len() as u64 >= ceiling.rows {
                return Err(StoreError::Limit { what: "rows", limit: ceiling.rows });
            }
            if bytes > ceiling.bytes {
                return Err(StoreError::Limit { what: "bytes", limit: ceiling.bytes });
            }
            table.rows.push(cells);
        }
        Ok(table)
    }
}

fn bind(statement: &mut Statement<'_>, parameters: &[(&str, Cell)]) -> Result<(), StoreError> {
    for index in 1..=statement.parameter_count() {
        let name = statement
            .parameter_name(index)
            .unwrap_or("?")
            .trim_start_matches([':', '@', '$', '?'])
            .to_owned();
        let value = parameters.iter().find(|(given, _)| given.trim_start_matches(':') == name);
        let Some((_, value)) = value else {
            let given =
                parameters.iter().map(|(given, _)| given.trim_start_matches(':').to_owned()).collect();
            return Err(StoreError::Unbound { name, given });
        };
        statement.raw_bind_parameter(index, value)?;
    }
    Ok(())
}
