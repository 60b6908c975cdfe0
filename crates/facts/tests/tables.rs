//! The canonical tables in a database and in the documentation.
#![allow(clippy::unwrap_used, clippy::panic)]

use plumb_facts::{FactTable, insert_rows, migrations, newest_event_date, tables_markdown};
use plumb_store::{Cell, Store};

fn store() -> Store {
    Store::in_memory(&migrations()).unwrap()
}

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/tables.md");

#[test]
fn the_page_of_tables_is_what_is_declared() {
    let page = std::fs::read_to_string(PAGE).unwrap_or_default();
    // The page goes on with the tables of other crates.
    let fresh = page.starts_with(&tables_markdown());
    assert!(fresh, "docs/tables.md is out of date; `cargo xtask gen` writes it");
}

#[test]
fn every_declared_table_is_there_and_strict() {
    let store = store();
    for table in FactTable::all() {
        let sql = "select strict, wr from pragma_table_list where schema = 'main' and name = :name";
        let row = store.query(sql, &[("name", table.name.into())]).unwrap().rows;
        assert_eq!(row, [[Cell::Int(1), Cell::Int(1)]], "{}", table.name);
    }
}

#[test]
fn a_row_without_what_every_row_needs_is_refused_and_so_are_its_neighbours() {
    let store = store();
    let rows = [
        vec!["2026-01-01".into(), "1".into(), "EUR".into()],
        vec!["2026-01-02".into(), Cell::Null, "EUR".into()],
    ];
    let error = insert_rows(&store, "bookings", &["date", "net", "currency"], &rows).unwrap_err();
    assert_eq!(error.to_string(), "row 2: `net` is empty, but every row needs one");
    assert!(store.query("select key from bookings", &[]).unwrap().rows.is_empty());
}

#[test]
fn names_that_are_nearly_right_are_suggested() {
    let store = store();
    let table = insert_rows(&store, "booking", &[], &[]).unwrap_err().to_string();
    assert_eq!(table, "no table is called `booking`; did you mean `bookings`?");
    let column = insert_rows(&store, "bookings", &["curency"], &[]).unwrap_err().to_string();
    assert_eq!(column, "table `bookings` has no column `curency`; did you mean `currency`?");
}

#[test]
fn what_is_only_expected_is_no_event() {
    let store = store();
    assert_eq!(newest_event_date(&store).unwrap(), None);
    let columns = ["person", "stage", "outcome", "created", "closed", "expected"];
    let row = |outcome: &str, created: &str, closed: &str| {
        ["ana", "x", outcome, created, closed, "2029-01-01"].map(Cell::from).to_vec()
    };
    let rows = [row("open", "2026-01-05", "2028-01-01"), row("won", "2026-01-02", "2026-03-04")];
    insert_rows(&store, "opportunities", &columns, &rows).unwrap();
    assert_eq!(newest_event_date(&store).unwrap().unwrap().to_string(), "2026-03-04");
    insert_rows(
        &store,
        "activities",
        &["person", "kind", "started"],
        &[["ana", "call", "2026-04-01T23:00:00Z"].map(Cell::from).to_vec()],
    )
    .unwrap();
    assert_eq!(newest_event_date(&store).unwrap().unwrap().to_string(), "2026-04-01");
}
