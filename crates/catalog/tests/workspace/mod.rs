//! A small company with facts, for tests of the catalogue.
#![allow(dead_code, unreachable_pub)]

use std::path::PathBuf;

use plumb_catalog::Catalogue;
use plumb_plan::Plan;
use plumb_store::{Cell, Store};
use plumb_units::parse_date;
use tempfile::TempDir;

const COMPANY: &str = r#"
plumb = 1
[company]
name = "Acme"
currency = "EUR"
zone = "Europe/Berlin"
[calendar]
year_starts = "04-01"
"#;

const PLAN: &str = r#"
[unit.acme]
[unit.north]
parent = "acme"
keys = { crm = "N" }
[unit.harbour]
parent = "north"

[role.ae]
sells = true
controls = ["net-revenue"]

[person.ana]
name = "Ana"
unit = "harbour"
role = "ae"
keys = { crm = "005", hr = "5" }
[person.bo]
unit = "north"
role = "ae"
until = "2026-03-01"

[measure.net-revenue]
table = "bookings"
value = "net"
time = "date"
person = "person"
unit = "money"

[objective.top]
measure = "net-revenue"
unit = "acme"
baseline = "1 900 000 EUR"
target = "2 000 000 EUR"
date = "2027-03-31"
start = "2025-04-01"
owner = "ana"

[objective.grow]
measure = "net-revenue"
unit = "north"
baseline = "1 000 000 EUR"
growth = "11 %"
target = "1 200 000 EUR"
date = "2027-03-31"
start = "2025-04-01"
owner = "ana"
serves = ["top"]
[[objective.grow.level]]
period = "2026-Q3"
target = "300 000 EUR"

[pay.ae]
roles = ["ae"]
on_target = "40 000 EUR"
[[pay.ae.component]]
measure = "net-revenue"
weight = "100 %"
[[pay.ae.component.tier]]
over = "100 %"
rate = "12 %"

[process.lead-handoff]
[[process.lead-handoff.handoff]]
from = "ae"
to = "ae"
within = "4 hours"

[value.candour]
says = "we say what is so"
never = ["hide a loss", "promise a date"]
"#;

/// The company's plan, with more text at its end.
pub fn plan_with(more: &str) -> Plan {
    let (plan, problems) = plumb_plan::read(vec![
        ("plumb.toml".into(), COMPANY.into()),
        ("plan/all.toml".into(), format!("{PLAN}{more}")),
        ("plan/rates.csv".into(), "currency,into,date,rate\nUSD,EUR,2026-01-01,0.9216\n".into()),
        ("plan/holidays.csv".into(), "country,date\n,2026-01-01\nDE,2026-05-01\n".into()),
    ]);
    assert_eq!(problems, []);
    plan
}

pub fn plan() -> Plan {
    plan_with("")
}

pub struct Workspace {
    folder: TempDir,
}

impl Workspace {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        drop(Store::create(&folder.path().join("plumb.db"), &plumb_facts::migrations()).unwrap());
        let workspace = Self { folder };
        workspace.insert(
            "bookings",
            "source key date person unit net currency",
            &[
                "crm 1 2026-01-15 005 N 100.10 EUR",
                "crm 2 2026-02-15 006 - 50 EUR",
                "erp 3 2026-02-16 005 N 7 USD",
            ],
        );
        workspace.insert("people", "source key name", &["crm 005 Ana", "crm 006 Cem"]);
        workspace
    }

    /// Adds rows; `-` is NULL.
    pub fn insert(&self, table: &str, columns: &str, rows: &[&str]) {
        let store = Store::open(&self.path("plumb.db"), &plumb_facts::migrations()).unwrap();
        let columns: Vec<&str> = columns.split(' ').collect();
        let cell = |text: &str| if text == "-" { Cell::Null } else { text.into() };
        let rows: Vec<Vec<Cell>> = rows.iter().map(|row| row.split(' ').map(cell).collect()).collect();
        plumb_facts::insert_rows(&store, table, &columns, &rows).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn build(&self, name: &str) -> Catalogue {
        self.build_with(name, &plan())
    }

    pub fn build_with(&self, name: &str, plan: &Plan) -> Catalogue {
        let as_of = parse_date("2026-02-20").unwrap();
        Catalogue::build(plan, Some(&self.path("plumb.db")), as_of, &self.path(name)).unwrap()
    }

    pub fn review(&self) -> Store {
        self.build("review.db").connect().unwrap()
    }
}

/// Checks a query's rows, each as text with `-` for NULL.
#[track_caller]
pub fn check(store: &Store, sql: &str, expected: &[&str]) {
    let table = store.query(sql, &[]).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let word = |cell: &Cell| if cell.is_null() { "-".to_owned() } else { cell.to_string() };
    let line = |row: &Vec<Cell>| row.iter().map(word).collect::<Vec<_>>().join(" ");
    assert_eq!(table.rows.iter().map(line).collect::<Vec<_>>(), expected, "{sql}");
}
