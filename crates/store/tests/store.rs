//! Opening, migrating, reading, guarding.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use plumb_store::{Cell, Migrations, ReadLimits, Store, StoreError};
use tempfile::TempDir;

const FIRST: &str = "create table deals (key text primary key, net integer) strict";
const SECOND: &str = "alter table deals add column owner text";

fn deals() -> Store {
    let store = Store::in_memory(&Migrations::new([FIRST])).unwrap();
    store.connection().execute_batch("insert into deals values ('a', 1), ('b', 2), ('c', null)").unwrap();
    store
}

#[test]
fn a_database_is_made_once_and_opened_after() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("plumb.db");
    let schema = Migrations::new([FIRST]);
    assert!(matches!(Store::open(&path, &schema), Err(StoreError::Missing { .. })));
    drop(Store::create(&path, &schema).unwrap());
    assert!(matches!(Store::create(&path, &schema), Err(StoreError::Exists { .. })));
    let store = Store::open(&path, &schema).unwrap();
    let mode = store.query("select * from pragma_journal_mode", &[]).unwrap();
    assert_eq!(mode.rows, [[Cell::from("wal")]]);
}

#[test]
fn an_older_database_is_brought_up_to_date_and_a_copy_stays() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("plumb.db");
    let old = Migrations::new([FIRST]);
    let store = Store::create(&path, &old).unwrap();
    store.connection().execute("insert into deals values ('a', 1)", []).unwrap();
    drop(store);

    let new = Migrations::new([FIRST, SECOND]);
    let refused = Store::open_read_only(&path, &new).unwrap_err();
    assert!(matches!(refused, StoreError::Older { found: 1, known: 2, .. }));
    let store = Store::open(&path, &new).unwrap();
    let table = store.query("select key, net, owner from deals", &[]).unwrap();
    assert_eq!(table.rows, [[Cell::from("a"), Cell::Int(1), Cell::Null]]);

    let copy = Store::open_read_only(&folder.path().join("plumb.db.v1"), &old).unwrap();
    assert_eq!(copy.query("select count(*) as n from deals", &[]).unwrap().rows, [[Cell::Int(1)]]);
}

#[test]
fn a_newer_database_is_refused_with_both_versions() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("plumb.db");
    drop(Store::create(&path, &Migrations::new([FIRST, SECOND])).unwrap());
    for opened in [
        Store::open(&path, &Migrations::new([FIRST])),
        Store::open_read_only(&path, &Migrations::new([FIRST])),
    ] {
        let message = opened.unwrap_err().to_string();
        assert!(message.contains("schema version 2") && message.contains("up to 1"), "{message}");
    }
}

#[test]
fn a_migration_with_a_mistake_leaves_the_file_as_it_was() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("plumb.db");
    drop(Store::create(&path, &Migrations::new([FIRST])).unwrap());
    let broken = Migrations::new([FIRST, "alter table deals add column owner text; create table deals (x)"]);
    assert!(Store::open(&path, &broken).is_err());
    let store = Store::open(&path, &Migrations::new([FIRST])).unwrap();
    assert!(store.query("select owner from deals", &[]).is_err());
}

#[test]
fn what_is_not_a_database_of_ours_is_refused() {
    let folder = TempDir::new().unwrap();
    let schema = Migrations::new([FIRST]);
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "not a database, but long enough to be looked at as one".repeat(40)).unwrap();
    assert!(matches!(Store::open(&text, &schema), Err(StoreError::Foreign { .. })));
    let other = folder.path().join("other.db");
    plumb_store::rusqlite::Connection::open(&other).unwrap().execute_batch("create table t (x)").unwrap();
    assert!(matches!(Store::open(&other, &schema), Err(StoreError::Foreign { .. })));
}

#[test]
fn parameters_are_named_and_a_missing_one_is_told() {
    let store = deals();
    let sql = "select key from deals where net > :least order by key";
    assert_eq!(
        store.query(sql, &[("least", Cell::Int(1)), ("unused", Cell::Null)]).unwrap().rows,
        [[Cell::from("b")]]
    );
    assert_eq!(store.query(sql, &[(":least", Cell::Int(0))]).unwrap().rows.len(), 2);
    let message = store.query(sql, &[("last", Cell::Int(1))]).unwrap_err().to_string();
    assert_eq!(message, "`:least` has no value; given are `last`");
}

#[test]
fn a_misspelt_column_in_double_quotes_is_no_text() {
    assert!(deals().query("select \"ney\" from deals", &[]).is_err());
}

#[test]
fn a_query_does_not_write() {
    let store = deals();
    assert!(matches!(store.query("delete from deals returning key", &[]), Err(StoreError::NotARead)));
    assert_eq!(store.query("select key from deals", &[]).unwrap().rows.len(), 3);
}

#[test]
fn reads_name_tables_and_columns_through_views() {
    let store = deals();
    store
        .connection()
        .execute_batch("create temp view large as select key, net from deals where net > 1")
        .unwrap();
    let reads = store.reads("select l.key from large l").unwrap();
    let names: BTreeSet<(&str, &str)> =
        reads.iter().map(|(table, column)| (table.as_str(), column.as_str())).collect();
    assert!(names.contains(&("deals", "net")) && names.contains(&("deals", "key")), "{names:?}");
    assert_eq!(
        store.reads("select count(*) as n from deals").unwrap(),
        BTreeSet::from([("deals".to_owned(), String::new())])
    );
    assert!(store.reads("select nothing from deals").is_err());
}

#[test]
fn inspecting_names_the_functions_too() {
    let reads = deals().inspect("select MAX(net), days('2026-01-01', key) from deals").unwrap();
    assert_eq!(reads.functions.into_iter().collect::<Vec<_>>(), ["days", "max"]);
}

#[test]
fn the_guard_lets_reading_pass_and_nothing_else() {
    let store = deals();
    let guarded = store.guarded(ReadLimits::default()).unwrap();
    assert_eq!(guarded.query("select sum(net) as net from deals", &[]).unwrap().rows, [[Cell::Int(3)]]);
    for sql in [
        "insert into deals values ('d', 4)",
        "update deals set net = 0",
        "delete from deals",
        "create table t (x)",
        "create temp view v as select 1",
        "drop table deals",
        "attach ':memory:' as other",
        "pragma writable_schema = 1",
        "pragma foreign_keys = 0",
        "pragma journal_mode",
        "begin",
        "vacuum",
        "analyze",
        "select load_extension('x')",
        "create virtual table f using fts5(x)",
    ] {
        let error = guarded.query(sql, &[]).unwrap_err();
        assert!(matches!(error, StoreError::Refused { .. } | StoreError::NotARead), "{sql}: {error}");
    }
    assert!(guarded.query("select 1; delete from deals", &[]).is_err());
    drop(guarded);
    store.connection().execute("delete from deals", []).unwrap();
}

#[test]
fn an_endless_query_stops_after_its_steps() {
    let store = deals();
    let guarded = store.guarded(ReadLimits { steps: 100_000, ..ReadLimits::default() }).unwrap();
    let endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";
    assert!(matches!(guarded.query(endless, &[]), Err(StoreError::Limit { what: "steps", limit: 100_000 })));
    assert!(guarded.query("select 1 as one", &[]).is_ok(), "the next query has its own steps");
}

#[test]
fn steps_are_limited_without_a_guard_too() {
    let store = deals();
    let endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";
    let stopped = store.query_within_steps(endless, &[], 50_000);
    assert!(matches!(stopped, Err(StoreError::Limit { what: "steps", limit: 50_000 })));
    let sum = store.query_within_steps(
        "select sum(net) as net from deals where net < :n",
        &[("n", 9.into())],
        50_000,
    );
    assert_eq!(sum.unwrap().rows, [[Cell::Int(3)]]);
    store.connection().execute_batch("create temp table t (x); insert into t values (1)").unwrap();
    let long = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select max(i) from n";
    assert_eq!(store.query(long, &[]).unwrap().rows, [[Cell::Int(100_000)]], "and no query after it");
}

#[test]
fn rows_and_bytes_have_their_limits() {
    let store = deals();
    let rows = store.guarded(ReadLimits { rows: 2, ..ReadLimits::default() }).unwrap();
    assert_eq!(
        rows.query("select key from deals", &[]).unwrap_err().to_string(),
        "the query was stopped after 2 rows; narrow it, or raise the limit"
    );
    drop(rows);
    let bytes = store.guarded(ReadLimits { bytes: 1_000, ..ReadLimits::default() }).unwrap();
    let error = bytes.query("select printf('%.2000c', 'x') as long", &[]).unwrap_err();
    assert!(matches!(error, StoreError::Limit { what: "bytes", .. }));
}

#[test]
fn sql_of_any_depth_is_an_error_and_not_a_crash() {
    let store = deals();
    let guarded = store.guarded(ReadLimits::default()).unwrap();
    assert!(guarded.query(&format!("select {}1{}", "(".repeat(50_000), ")".repeat(50_000)), &[]).is_err());
    assert!(guarded.query(&vec!["select 1"; 500].join(" union all "), &[]).is_err());
    assert!(guarded.query("select zeroblob(1000000000) as x", &[]).is_err());
}

#[test]
fn another_thread_stops_a_query() {
    let store = deals();
    let interrupt = store.interrupt();
    let (stopped, listen) = std::sync::mpsc::channel::<()>();
    let stop = std::thread::spawn(move || {
        while listen.recv_timeout(std::time::Duration::from_millis(1)).is_err() {
            interrupt.trip();
        }
    });
    let guarded = store.guarded(ReadLimits { steps: u64::MAX, ..ReadLimits::default() }).unwrap();
    let endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";
    assert!(matches!(guarded.query(endless, &[]), Err(StoreError::Interrupted)));
    stopped.send(()).unwrap();
    stop.join().unwrap();
}

#[test]
fn another_database_is_attached_for_reading_only() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("odd # name?.db");
    let other = Store::create(&path, &Migrations::new([FIRST])).unwrap();
    other.connection().execute("insert into deals values ('z', 9)", []).unwrap();
    drop(other);
    let store = deals();
    store.attach_read_only(&path, "facts").unwrap();
    assert_eq!(store.query("select key from facts.deals", &[]).unwrap().rows, [[Cell::from("z")]]);
    assert!(store.connection().execute("delete from facts.deals", []).is_err());
}
