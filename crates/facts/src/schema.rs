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
    Migrations::new([
        version_1(),
        version_2(),
        VERSION_3.to_owned(),
        whole_tables(SINCE_4),
        whole_tables(SINCE_5),
    ])
}

/// Tables that came with the fourth version.
const SINCE_4: &[&str] = &["products"];

/// Tables that came with the fifth version: what pay is worked out from.
const SINCE_5: &[&str] = &["invoices", "payments", "reversals", "credit_shares", "scores", "absences"];

/// What came with the second version: a column of a table, or with `*` the whole table.
const SINCE_2: &[(&str, &str)] = &[
    ("people", "leaving"),
    ("accounts", "year_end_month"),
    ("leads", "reason"),
    ("leads", "received"),
    ("opportunity_evidence", "*"),
    ("forecasts", "tool"),
    ("activities", "selling"),
    ("attendance", "*"),
];

fn version_1() -> String {
    let mut sql = String::new();
    for table in first_tables().filter(|table| !is_new(table.name, "*")) {
        create(&mut sql, table, |column| !is_new(table.name, column));
    }
    sql.push_str(KEPT);
    sql
}

fn version_2() -> String {
    let mut sql = String::new();
    for table in first_tables() {
        if is_new(table.name, "*") {
            create(&mut sql, table, |_| true);
            continue;
        }
        for column in table.columns.iter().filter(|column| is_new(table.name, column.name)) {
            let (column, ty) = (column.name, column.kind.sql_type());
            let _ = writeln!(sql, "alter table \"{}\" add column \"{column}\" {ty};", table.name);
        }
    }
    sql
}

/// Tables of the first two versions.
fn first_tables() -> impl Iterator<Item = &'static FactTable> {
    FactTable::all().filter(|table| ![SINCE_4, SINCE_5].iter().any(|later| later.contains(&table.name)))
}

fn whole_tables(names: &[&str]) -> String {
    let mut sql = String::new();
    for table in FactTable::all().filter(|table| names.contains(&table.name)) {
        create(&mut sql, table, |_| true);
    }
    sql
}

fn is_new(table: &str, column: &str) -> bool {
    SINCE_2.contains(&(table, column))
}

fn create(sql: &mut String, table: &FactTable, has: impl Fn(&str) -> bool) {
    let name = table.name;
    let _ = write!(
        sql,
        "create table \"{name}\" (source text not null, key text not null, exported_at text, \
         at text generated always as ('{name}/' || source || '/' || key) virtual"
    );
    for column in table.columns.iter().filter(|column| has(column.name)) {
        let required = if column.required { " not null" } else { "" };
        let _ = write!(sql, ", \"{}\" {}{required}", column.name, column.kind.sql_type());
    }
    sql.push_str(", primary key (source, key)) strict, without rowid;\n");
}

/// Whether a change corrects what an export of the same day had brought. Of changes that were kept before, none is known to.
const VERSION_3: &str = "alter table changes add column corrects integer not null default 0;";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_the_first_version_gets_what_is_new_and_keeps_its_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plumb.db");
        let old = plumb_store::Store::create(&path, &Migrations::new([version_1()])).unwrap();
        old.connection()
            .execute_batch("insert into people (source, key, name) values ('crm', '1', 'Ida')")
            .unwrap();
        drop(old);
        let new = plumb_store::Store::open(&path, &migrations()).unwrap();
        let rows = new.query("select name, leaving from people", &[]).unwrap().rows;
        assert_eq!(rows[0][0].text(), Some("Ida"));
        for table in ["attendance", "products", "invoices", "credit_shares", "absences"] {
            assert!(new.query(&format!("select key from {table}"), &[]).unwrap().rows.is_empty(), "{table}");
        }
    }

    #[test]
    fn what_is_new_is_declared() {
        for (table, column) in SINCE_2 {
            let table = FactTable::all().find(|one| one.name == *table).unwrap();
            assert!(*column == "*" || table.columns.iter().any(|one| one.name == *column && !one.required));
        }
        for name in [SINCE_4, SINCE_5].concat() {
            assert!(FactTable::named(name).is_some(), "{name}");
        }
    }
}
