//! The schema of `plumb.db`: canonical tables, and what is kept about imports.

use std::fmt::Write;

use plumb_store::Migrations;

use crate::tables::FactTable;

/// The steps from an empty database to the newest schema of `plumb.db`.
///
/// ```
/// let store = plumb_store::Store::in_memory(&plumb_facts::migrations())?;
/// assert!(store.query("select at, net from bookings", &[])?.rows.is_empty());
/// # Ok::<(), plumb_store::StoreError>(())
/// ```
pub fn migrations() -> Migrations {
    // Version 1 was never released with other columns; from the first release on, each version is frozen text.
    Migrations::new([version_1()])
}

fn version_1() -> String {
    let mut sql = String::new();
    for table in FactTable::all() {
        create(&mut sql, table);
    }
    sql.push_str(KEPT);
    sql
}

fn create(sql: &mut String, table: &FactTable) {
    let name = table.name;
    let _ = write!(
        sql,
        "create table \"{name}\" (source text not null, key text not null, exported_at text, \
         at text generated always as ('{name}/' || source || '/' || key) virtual"
    );
    for column in table.columns {
        let required = if column.required { " not null" } else { "" };
        let _ = write!(sql, ", \"{}\" {}{required}", column.name, column.kind.sql_type());
    }
    sql.push_str(", primary key (source, key)) strict, without rowid;\n");
}

/// One row per import; its rejects; what later exports changed; where each row came from.
const KEPT: &str = "
create table imports (
    number integer primary key, fingerprint text not null unique, source text not null, exported_at text not null,
    recorded_at text not null, mode text not null, files integer not null, rows_read integer not null,
    rejected integer not null
) strict;
create table rejects (
    number integer primary key, import integer not null references imports (number) on delete cascade,
    \"table\" text, file text not null, line integer, \"column\" integer, field text, value text, reason text not null
) strict;
create index rejects_by_import on rejects (import);
create table changes (
    number integer primary key, table_name text not null, source text not null, key text not null,
    column_name text not null, old text, new text, changed_at text not null, recorded_at text not null,
    import integer not null references imports (number)
) strict;
create index changes_by_row on changes (table_name, source, key);
create table origins (
    table_name text not null, source text not null, key text not null, file text not null, line integer,
    import integer not null references imports (number), primary key (table_name, source, key)
) strict, without rowid;
";
