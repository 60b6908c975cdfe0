//! A small shop whose exports the tests import.
#![allow(dead_code, reason = "each test file uses a part of it")]

use plumb_diag::{Files, Problem};
use plumb_facts::{FactTable, ImportError, ImportReport, Input, Mapping, Options, import, migrations};
use plumb_store::{Cell, Store};
use plumb_units::parse_date;

/// Orders and people, one file each.
pub(crate) const SHOP: &str = r#"
[mapping]
name = "shop"

[source.orders]
file = "orders*.csv"
columns = { Date = "date", Net = "amount" }
required = ["Number"]

[source.people]
file = "people.csv"
optional = true

[table.bookings]
sql = "select Number as key, Date as date, Person as person, Net as net, 'EUR' as currency from src.orders"

[table.people]
sql = "select Id as key, Name as name from src.people"
"#;

pub(crate) fn read(text: &str) -> (Mapping, Vec<Problem>) {
    Mapping::read(&mut Files::default(), "shop.toml", text)
}

pub(crate) fn mapping(text: &str) -> Mapping {
    let (mapping, problems) = read(text);
    assert!(problems.is_empty(), "{problems:#?}");
    mapping
}

pub(crate) fn store() -> Store {
    Store::in_memory(&migrations()).unwrap()
}

pub(crate) fn file(path: &str, text: impl Into<Vec<u8>>) -> Input {
    Input { path: path.to_owned(), bytes: text.into() }
}

pub(crate) fn orders(text: &str) -> Vec<Input> {
    vec![file("orders.csv", format!("Number,Date,Person,Net\n{text}"))]
}

pub(crate) fn on(day: &str) -> Options {
    Options { exported_at: parse_date(day), ..Options::default() }
}

pub(crate) fn full(day: &str) -> Options {
    Options { full: true, ..on(day) }
}

pub(crate) fn take(
    store: &mut Store,
    inputs: &[Input],
    options: &Options,
) -> Result<ImportReport, ImportError> {
    import(store, &mapping(SHOP), inputs, options, &mut |_| {})
}

/// Imports files through a mapping into a new database.
pub(crate) fn taken(mapping_text: &str, inputs: &[Input]) -> (Store, ImportReport) {
    let mut store = store();
    let report = import(&mut store, &mapping(mapping_text), inputs, &on("2026-02-01"), &mut |_| {}).unwrap();
    (store, report)
}

pub(crate) fn rows(store: &Store, sql: &str) -> Vec<Vec<String>> {
    let table = store.query(sql, &[]).unwrap();
    table.rows.iter().map(|row| row.iter().map(Cell::to_string).collect()).collect()
}

/// Everything in the canonical tables.
pub(crate) fn facts(store: &Store) -> Vec<(&'static str, Vec<Vec<String>>)> {
    FactTable::all()
        .map(|table| (table.name, rows(store, &format!("select * from \"{}\"", table.name))))
        .collect()
}

/// Everything in the database.
pub(crate) fn everything(store: &Store) -> Vec<(&'static str, Vec<Vec<String>>)> {
    let kept = ["imports", "rejects", "changes", "origins"];
    let kept = kept.into_iter().map(|table| (table, rows(store, &format!("select * from \"{table}\""))));
    facts(store).into_iter().chain(kept).collect()
}

/// No row is lost on the way.
pub(crate) fn assert_adds_up(report: &ImportReport) {
    for source in &report.sources {
        assert_eq!(source.rows, source.typed + source.rejected, "{source:?}");
    }
    for table in &report.tables {
        let places = table.new + table.changed + table.same + table.older + table.rejected;
        assert_eq!(table.produced, places, "{table:?}");
    }
}
