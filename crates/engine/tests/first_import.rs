//! The first import, and what a later one leaves alone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

mod quayside_copy;

use std::path::Path;

use plumb_engine::{ImportOptions, ImportView, Options, Workspace};
use proptest::prelude::*;
use quayside_copy::quayside;

const PLUMB: &str = "plumb = 1\n[company]\nname = \"Shop\"\ncurrency = \"EUR\"\n";
const MAPPING: &str = r#"
[mapping]
name = "shop"
[source.orders]
file = "orders.csv"
columns = { Date = "date", Net = "amount" }
[table.bookings]
sql = "select Number as key, Date as date, Person as person, Net as net, 'EUR' as currency from src.orders"
"#;
const ORDERS: &str = "Number,Date,Person,Net\n1,2026-01-30,ana,1\n";

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

fn workspace() -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "plumb.toml", PLUMB);
    write(folder.path(), "shop.toml", MAPPING);
    write(folder.path(), "orders.csv", ORDERS);
    let workspace = Workspace::open(folder.path()).unwrap();
    (folder, workspace)
}

fn import(workspace: &Workspace, dry_run: bool) -> Result<ImportView, plumb_engine::EngineError> {
    let dir = workspace.dir();
    let exported_at = "2026-02-01".parse().ok();
    let options = ImportOptions { exported_at, dry_run, ..ImportOptions::default() };
    workspace.import(&dir.join("shop.toml"), &[dir.join("orders.csv")], &options, &mut |_| {})
}

#[test]
fn a_dry_run_without_a_database_tells_all_and_makes_none() {
    let (folder, workspace) = workspace();
    let told = import(&workspace, true).unwrap();
    assert_eq!((told.tables[0].new, told.dry_run), (1, true));
    let mut names: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["orders.csv", "plumb.toml", "shop.toml"]);
}

#[test]
fn what_a_first_import_that_was_cut_off_left_is_imported_into() {
    for journal in ["plumb.db-journal", "plumb.db-wal"] {
        let (folder, workspace) = workspace();
        write(folder.path(), "plumb.db", "");
        write(folder.path(), journal, "half of something");
        let options = Options { as_of: "2026-02-01".parse().ok(), ..Options::default() };
        assert!(workspace.check(&options).unwrap().facts.iter().all(|facts| facts.rows == 0));
        assert_eq!(import(&workspace, true).unwrap().tables[0].new, 1);
        assert_eq!(import(&workspace, false).unwrap().tables[0].new, 1);
        assert_eq!(import(&workspace, false).unwrap().tables[0].same, 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_first_import_that_fails_makes_no_database(
        mapping in prop_oneof![Just(MAPPING.to_owned()), Just(MAPPING.replace("Net", "Nat")), "[a-z=\"\\[\\].\n]{0,80}"],
        orders in prop_oneof![
            Just(Some(ORDERS.to_owned())), Just(None), "[a-zN,0-9\"\n]{0,80}".prop_map(Some),
        ],
    ) {
        let (folder, workspace) = workspace();
        write(folder.path(), "shop.toml", &mapping);
        match orders {
            Some(orders) => write(folder.path(), "orders.csv", &orders),
            None => std::fs::remove_file(folder.path().join("orders.csv")).unwrap(),
        }
        let imported = import(&workspace, false);
        prop_assert_eq!(folder.path().join("plumb.db").exists(), imported.is_ok());
        write(folder.path(), "shop.toml", MAPPING);
        write(folder.path(), "orders.csv", ORDERS);
        prop_assert!(import(&workspace, false).is_ok());
    }
}

#[test]
fn one_customer_that_cannot_be_read_changes_nothing_in_other_tables() {
    let (folder, workspace) = quayside();
    let path = folder.path().join("exports/customers.csv");
    let customers = std::fs::read_to_string(&path).unwrap();
    let (line, broken) = customers
        .lines()
        .skip(1)
        .find_map(|line| line.rsplit_once(',').map(|(rest, _)| (line, format!("{rest},soon"))))
        .unwrap();
    std::fs::write(&path, customers.replace(line, &broken)).unwrap();
    let mapping = folder.path().join("mappings/quayside.toml");
    let exports = [folder.path().join("exports")];
    let imported = workspace.import(&mapping, &exports, &ImportOptions::default(), &mut |_| {}).unwrap();
    assert_eq!(imported.rejected, 1);
    assert!(imported.tables.iter().all(|table| table.changed == 0), "{:?}", imported.tables);
    let held = |name: &str| imported.tables.iter().find(|table| table.table == name).unwrap().held;
    assert!(held("bookings") > 0 && held("opportunities") > 0, "{:?}", imported.tables);
    assert_eq!(held("accounts"), 0);
}
