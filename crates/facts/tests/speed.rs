//! A large import, to be timed from outside: `cargo test -p plumb-facts --test speed -- --ignored`.
#![allow(clippy::unwrap_used, clippy::panic)]

mod shop;

use std::fmt::Write;

use plumb_facts::{import, migrations};
use plumb_store::Store;
use shop::{on, orders, take};

fn million() -> String {
    let mut text = String::new();
    for number in 0..1_000_000_u32 {
        let day = number % 28 + 1;
        writeln!(text, "{number},2026-01-{day:02},person-{},{number}.25", number % 500).unwrap();
    }
    text
}

#[test]
#[ignore = "a million rows"]
fn a_million_rows_come_in() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut store = Store::create(&folder.path().join("plumb.db"), &migrations()).unwrap();
    let report = take(&mut store, &orders(&million()), &on("2026-02-01")).unwrap();
    assert_eq!(report.tables[0].new, 1_000_000);
}

#[test]
#[ignore = "a million rows"]
fn a_million_rows_are_typed() {
    let mapping = shop::mapping(&shop::SHOP.replace("from src.orders", "from src.orders where Number < ''"));
    let inputs = orders(&million());
    let report = import(&mut shop::store(), &mapping, &inputs, &on("2026-02-01"), &mut |_| {}).unwrap();
    assert_eq!(report.sources[0].typed, 1_000_000);
}
