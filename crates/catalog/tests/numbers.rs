//! The numbers people are held to: levels, quotas of the year, results beside quotas.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own plan is wrong")]

use plumb_catalog::Catalogue;
use plumb_store::{Cell, Store};
use plumb_units::parse_date;

const SETTINGS: &str = "plumb = 1\n[company]\nname = \"Acme\"\ncurrency = \"EUR\"\nzone = \"Europe/Berlin\"\n[calendar]\nyear_starts = \"01-01\"\n";

const PLAN: &str = r#"
[measure.net-revenue]
table = "bookings"
value = "net"
time = "date"
person = "person"
unit = "money"
[unit.all]
[person.ana]
unit = "all"
[objective.grow]
unit = "all"
measure = "net-revenue"
baseline = "1 000 EUR"
growth = "10 %"
start = "2025-01-01"
date = "2028-01-01"
"#;

const QUOTAS: &str = "\
person,measure,amount,from,until,kind
ana,net-revenue,365 EUR,2025-07-01,2026-07-01,direct
ana,net-revenue,100 EUR,2026-07-01,2027-01-01,direct
ana,net-revenue,9 999 EUR,2026-01-01,2027-01-01,roll-up
";

fn rows(sql: &str) -> Vec<Vec<Cell>> {
    let folder = tempfile::tempdir().unwrap();
    let texts = [("plumb.toml", SETTINGS), ("plan/plan.toml", PLAN), ("plan/private/quotas.csv", QUOTAS)];
    let (plan, problems) =
        plumb_plan::read(texts.map(|(path, text)| (path.to_owned(), text.to_owned())).to_vec());
    assert_eq!(problems, []);
    let facts = folder.path().join("plumb.db");
    let store = Store::create(&facts, &plumb_facts::migrations()).unwrap();
    let columns = ["source", "key", "person", "date", "net", "currency"];
    let booking =
        |key: &str, date: &str, net: &str| ["plan", key, "ana", date, net, "EUR"].map(Cell::from).to_vec();
    let bookings = [
        booking("1", "2025-07-01", "300"),
        booking("2", "2026-06-30", "65"),
        booking("3", "2026-07-01", "99.99"),
    ];
    plumb_facts::insert_rows(&store, "bookings", &columns, &bookings).unwrap();
    drop(store);
    let review = folder.path().join("review.db");
    let catalogue =
        Catalogue::build(&plan, Some(&facts), parse_date("2026-09-30").unwrap(), &review).unwrap();
    catalogue.add_numbers(&plan).unwrap();
    catalogue.connect().unwrap().query(sql, &[]).unwrap().rows
}

#[test]
fn a_level_grows_by_whole_fiscal_years() {
    assert_eq!(
        rows("select level, level_unit, period from levels"),
        [[Cell::Int(121_000), "EUR".into(), "2026".into()]]
    );
}

#[test]
fn a_quota_counts_for_the_days_that_lie_in_the_year() {
    // 181 of 365 days of 365 EUR lie in 2026, and all of the 100 EUR; the roll-up is not the person's own.
    assert_eq!(rows("select person, amount from year_quotas"), [["ana".into(), Cell::Int(28_100)]]);
}

#[test]
fn a_quota_is_met_to_the_last_cent_or_not_at_all() {
    assert_eq!(
        rows(
            "select valid_from, actual, amount, met from attainment where kind = 'direct' order by valid_from"
        ),
        [
            ["2025-07-01".into(), Cell::Int(365_000_000), Cell::Int(365_000_000), Cell::Int(1)],
            ["2026-07-01".into(), Cell::Int(99_990_000), Cell::Int(100_000_000), Cell::Int(0)],
        ]
    );
}

#[test]
fn the_greatest_and_the_least_pass_over_what_is_not_known() {
    assert_eq!(
        rows("select greatest(1, null, 3), least(2, null), greatest(null)"),
        [[Cell::Real(3.0), Cell::Real(2.0), Cell::Null]]
    );
}
