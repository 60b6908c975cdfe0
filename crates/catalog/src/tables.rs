//! What a table of the catalogue is, for readers and for making it.

use std::fmt::Write;

/// One table or view of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDoc {
    /// Name in SQL.
    pub name: String,
    /// What one row is.
    pub says: String,
    /// Its columns, in order.
    pub columns: Vec<ColumnDoc>,
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnDoc {
    /// Name in SQL.
    pub name: String,
    /// How SQLite keeps it.
    pub storage: Storage,
    /// What its values are, in a word: `date`, `money`, `rate`, `choice`.
    pub kind: String,
    /// Unit of its numbers, where they have one.
    pub unit: Option<String>,
    /// What it means.
    pub says: String,
}

/// How SQLite keeps a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// Text; dates too.
    Text,
    /// Whole numbers.
    Integer,
    /// Floats: shares and statistics only.
    Real,
}

impl Storage {
    /// The type in SQL.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Real => "real",
        }
    }

    pub(crate) fn parse(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "integer" | "int" => Self::Integer,
            "real" | "num" | "numeric" => Self::Real,
            _ => Self::Text,
        }
    }
}

impl ColumnDoc {
    /// A text column.
    pub fn text(name: impl Into<String>, says: impl Into<String>) -> Self {
        Self::new(name, Storage::Text, "text", None, says)
    }

    /// A column of whole numbers, with their unit.
    pub fn integer(name: impl Into<String>, unit: Option<&str>, says: impl Into<String>) -> Self {
        Self::new(name, Storage::Integer, "whole number", unit, says)
    }

    /// A column of floats.
    pub fn real(name: impl Into<String>, says: impl Into<String>) -> Self {
        Self::new(name, Storage::Real, "share", None, says)
    }

    /// A column of any kind: how SQLite keeps it, its kind in a word, its unit.
    pub fn new(
        name: impl Into<String>,
        storage: Storage,
        kind: &str,
        unit: Option<&str>,
        says: impl Into<String>,
    ) -> Self {
        let unit = unit.map(str::to_owned);
        Self { name: name.into(), storage, kind: kind.to_owned(), unit, says: says.into() }
    }
}

impl TableDoc {
    /// A table with its meaning and columns.
    pub fn new(name: impl Into<String>, says: impl Into<String>, columns: Vec<ColumnDoc>) -> Self {
        Self { name: name.into(), says: says.into(), columns }
    }

    /// The statement that makes it; `key` is what stands behind the columns, such as a primary key.
    pub(crate) fn create(&self, key: &str) -> String {
        let mut sql = format!("create table {} (", quoted(&self.name));
        for (index, column) in self.columns.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            let _ = write!(sql, "{separator}{} {}", quoted(&column.name), column.storage.sql());
        }
        if key.is_empty() {
            sql.push_str(") strict");
        } else {
            let _ = write!(sql, ", {key}) strict");
        }
        sql
    }

    /// The statement that adds a row.
    pub(crate) fn insert(&self) -> String {
        let values: Vec<String> = (1..=self.columns.len()).map(|index| format!("?{index}")).collect();
        format!("insert into {} values ({})", quoted(&self.name), values.join(", "))
    }
}

/// A name as SQL reads it, whatever it contains.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
