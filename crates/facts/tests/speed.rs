//! A large import, to be timed from outside: `cargo test -p plumb-facts --test speed -- --ignored`.
#![allow(clippy::unwrap_used, clippy::panic)]

mod shop;

use std::fmt::Write;

use plumb_facts::migrations;
use plumb_store::Store;
use shop::{on, orders, take};

#[test]
#[ignore = "a million rows"]
fn a_million_rows_come_in() {
    let mut text = String::new();
    for number in 0..1_000_000_u32 {
        let day = number % 28 + 1;
        writeln!(text, "{number},2026-01-{day:02},person-{},{number}.25", number % 500).unwrap();
    }
    let folder = tempfile::TempDir::new().unwrap();
    let mut store = Store::create(&folder.path().join("plumb.db"), &migrations()).unwrap();
    let report = take(&mut store, &orders(&text), &on("2026-02-01")).unwrap();
    assert_eq!(report.tables[0].new, 1_000_000);
}
