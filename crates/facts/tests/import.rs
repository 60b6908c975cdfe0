//! What an import changes, and what it never does.
#![allow(clippy::unwrap_used, clippy::panic)]

mod shop;

use plumb_facts::{ImportError, Options, Progress, import, migrations};
use plumb_store::Store;
use proptest::prelude::*;
use shop::{assert_adds_up, everything, facts, file, full, on, orders, rows, store, take};

#[test]
fn rows_keep_their_source_key_and_origin() {
    let mut store = store();
    let report = take(&mut store, &orders("7,2026-01-31,ana,12.30\n"), &on("2026-02-01")).unwrap();
    assert_adds_up(&report);
    assert_eq!(
        rows(&store, "select source, key, exported_at, at, date, person, net, currency from bookings"),
        [["shop", "7", "2026-02-01", "bookings/shop/7", "2026-01-31", "ana", "12300000", "EUR"]]
    );
    assert_eq!(
        rows(&store, "select table_name, source, key, file, line, import from origins"),
        [["bookings", "shop", "7", "orders.csv", "2", "1"]]
    );
}

#[test]
fn the_same_files_twice_change_nothing() {
    let mut store = store();
    let inputs = orders("1,2026-01-30,ana,1\n2,broken,ana,2\n");
    assert!(take(&mut store, &inputs, &on("2026-02-01")).unwrap().changed);
    let before = everything(&store);
    let again = take(&mut store, &inputs, &on("2026-02-01")).unwrap();
    assert!(!again.changed);
    assert_eq!((again.tables[0].same, again.rejects.len()), (1, 1));
    assert_eq!(everything(&store), before);
}

#[test]
fn a_changed_row_of_a_later_export_becomes_change_records() {
    let mut store = store();
    take(&mut store, &orders("1,2026-01-30,ana,1\n2,2026-01-30,ben,2\n"), &on("2026-02-01")).unwrap();
    let options = Options { recorded_at: plumb_units::parse_date("2026-03-09"), ..on("2026-03-01") };
    let report = take(&mut store, &orders("1,2026-01-31,ana,1.50\n2,2026-01-30,ben,2\n"), &options).unwrap();
    assert_eq!((report.tables[0].changed, report.tables[0].same), (1, 1));
    let changes =
        "select table_name, source, key, column_name, old, new, changed_at, recorded_at, import from changes";
    assert_eq!(
        rows(&store, changes),
        [
            ["bookings", "shop", "1", "date", "2026-01-30", "2026-01-31", "2026-03-01", "2026-03-09", "2"],
            ["bookings", "shop", "1", "net", "1000000", "1500000", "2026-03-01", "2026-03-09", "2"]
        ]
    );
    assert_eq!(rows(&store, "select distinct exported_at from bookings"), [["2026-03-01"]]);
}

#[test]
fn what_an_export_of_the_same_day_changes_is_marked_as_a_correction() {
    let mut store = store();
    take(&mut store, &orders("1,2026-01-30,ana,1\n"), &on("2026-02-01")).unwrap();
    take(&mut store, &orders("1,2026-01-30,ana,2\n"), &on("2026-02-01")).unwrap();
    take(&mut store, &orders("1,2026-01-30,ana,3\n"), &on("2026-03-01")).unwrap();
    assert_eq!(
        rows(&store, "select old, new, changed_at, corrects from changes order by number"),
        [["1000000", "2000000", "2026-02-01", "1"], ["2000000", "3000000", "2026-03-01", "0"]]
    );
}

#[test]
fn an_older_export_never_overwrites_a_newer_one() {
    let mut store = store();
    take(&mut store, &orders("1,2026-01-30,ana,5\n"), &on("2026-03-01")).unwrap();
    let before = facts(&store);
    let report = take(&mut store, &orders("1,2026-01-30,ana,1\n"), &on("2026-02-01")).unwrap();
    assert_eq!(report.tables[0].older, 1);
    assert_adds_up(&report);
    assert_eq!(facts(&store), before);
    assert!(rows(&store, "select * from changes").is_empty());
}

#[test]
fn absent_rows_stay_unless_the_export_is_full() {
    let mut store = store();
    let six: String = (1..=6).map(|number| format!("{number},2026-01-30,ana,{number}\n")).collect();
    take(&mut store, &orders(&six), &on("2026-02-01")).unwrap();
    let five: String = six.lines().take(5).map(|line| format!("{line}\n")).collect();
    take(&mut store, &orders(&five), &on("2026-03-01")).unwrap();
    assert_eq!(rows(&store, "select count(*) from bookings"), [["6"]]);

    let report = take(&mut store, &orders(&five), &full("2026-04-01")).unwrap();
    assert_eq!(report.tables[0].deleted, 1);
    assert_eq!(rows(&store, "select count(*) from bookings"), [["5"]]);
    let record = "select key, column_name, old, new, changed_at from changes";
    let row = r#"{"date":"2026-01-30","person":"ana","net":6000000,"currency":"EUR"}"#;
    assert_eq!(rows(&store, record), [["6", "deleted", row, "", "2026-04-01"]]);
    assert!(rows(&store, "select * from origins where key = '6'").is_empty());

    let older = take(&mut store, &orders(&six), &on("2026-02-01")).unwrap();
    assert_eq!(
        (older.tables[0].older, older.tables[0].new),
        (1, 0),
        "what was deleted later does not come back"
    );
    let back = take(&mut store, &orders(&six), &on("2026-05-01")).unwrap();
    assert_eq!(back.tables[0].new, 1);
    assert_eq!(rows(&store, "select column_name from changes order by number"), [["deleted"], ["restored"]]);
}

#[test]
fn a_full_export_that_lacks_more_than_a_fifth_is_refused() {
    let mut store = store();
    let ten: String = (1..=10).map(|number| format!("{number},2026-01-30,ana,1\n")).collect();
    take(&mut store, &orders(&ten), &on("2026-02-01")).unwrap();
    let before = everything(&store);
    let error = take(&mut store, &orders("1,2026-01-30,ana,1\n11,2026-01-30,ana,1\n"), &full("2026-03-01"))
        .unwrap_err();
    assert!(
        matches!(error, ImportError::Vanishing { table: "bookings", vanishing: 9, known: 10 }),
        "{error}"
    );
    assert_eq!(everything(&store), before);
}

#[test]
fn a_row_that_could_not_be_read_is_not_taken_for_deleted() {
    let mut store = store();
    let six: String = (1..=6).map(|number| format!("{number},2026-01-30,ana,{number}\n")).collect();
    take(&mut store, &orders(&six), &on("2026-02-01")).unwrap();
    let report = take(&mut store, &orders(&six.replace("ana,6", "ana,six")), &full("2026-03-01")).unwrap();
    assert_eq!((report.tables[0].deleted, report.tables[0].kept), (0, 1));
    assert_eq!(rows(&store, "select net from bookings where key = '6'"), [["6000000"]]);
}

/// Orders with the segment of their customer.
const JOINED: &str = r#"
[mapping]
name = "shop"
[source.orders]
file = "orders.csv"
columns = { Date = "date", Net = "amount", Due = "date" }
[source.customers]
file = "customers.csv"
optional = true
columns = { Since = "date" }
[table.bookings]
sql = """
select o.Number as key, o.Date as date, o.Person as person, o.Net as net, o.Due as contract_end, 'EUR' as currency,
       c.Segment as segment
from src.orders o left join src.customers c on c.Id = o.Customer
"""
[table.accounts]
sql = "select Id as key, Id as name, Segment as segment, Since as created from src.customers"
"#;

fn joined(orders: &str, customers: &str) -> Vec<plumb_facts::Input> {
    vec![
        file("orders.csv", format!("Number,Date,Person,Net,Due,Customer\n{orders}")),
        file("customers.csv", format!("Id,Segment,Since\n{customers}")),
    ]
}

#[test]
fn a_value_that_hangs_on_a_row_that_could_not_be_read_stays() {
    let mapping = shop::mapping(JOINED);
    let mut store = store();
    let mut take = |inputs: &[plumb_facts::Input], day: &str| {
        import(&mut store, &mapping, inputs, &on(day), &mut |_| {}).unwrap();
        let report = import(&mut store, &mapping, inputs, &on(day), &mut |_| {}).unwrap();
        assert_adds_up(&report);
        assert!(!report.changed, "the same files twice change nothing");
        let bookings = rows(&store, "select key, segment, contract_end, net from bookings");
        let changes = rows(&store, "select key, column_name, old, new from changes order by number");
        (report.tables[0].held, bookings, changes)
    };
    let orders = "1,2026-01-30,ana,1,2027-01-30,x\n2,2026-01-30,ben,2,2027-01-30,y\n";
    take(&joined(orders, "x,docks,2020-01-01\ny,ferries,2020-01-01\n"), "2026-02-01");

    let broken = joined(&orders.replace("ana,1", "ana,3"), "x,docks,2020-13-01\ny,ferries,2020-01-01\n");
    let (held, bookings, changes) = take(&broken, "2026-03-01");
    assert_eq!(held, 1);
    assert_eq!(
        bookings,
        [["1", "docks", "2027-01-30", "3000000"], ["2", "ferries", "2027-01-30", "2000000"]]
    );
    assert_eq!(changes, [["1", "net", "1000000", "3000000"]], "what was read is a change all the same");

    let (held, bookings, _) = take(&joined(orders, "")[..1], "2026-04-01");
    assert_eq!(held, 2, "neither is a file that was not given");
    assert_eq!(bookings[1][1], "ferries");

    let (held, bookings, _) = take(&joined(orders, "x,,2020-01-01\ny,ports,2020-01-01\n"), "2026-05-01");
    assert_eq!(held, 0);
    assert_eq!(
        (bookings[0][1].as_str(), bookings[1][1].as_str()),
        ("", "ports"),
        "all was read, so it is gone"
    );
}

#[test]
fn a_value_that_its_own_row_no_longer_has_is_gone_whatever_other_rows_are_rejected() {
    let mapping = shop::mapping(JOINED);
    let mut store = store();
    let orders = "1,2026-01-30,ana,1,2027-01-30,x\n2,2026-01-30,ben,2,2027-01-30,y\n";
    let customers = "x,docks,2020-01-01\ny,ferries,2020-01-01\n";
    import(&mut store, &mapping, &joined(orders, customers), &on("2026-02-01"), &mut |_| {}).unwrap();
    let later = "1,2026-01-30,ana,1,,x\n2,2026-01-30,ben,two,2027-01-30,y\n";
    let report =
        import(&mut store, &mapping, &joined(later, customers), &on("2026-03-01"), &mut |_| {}).unwrap();
    assert_eq!((report.tables[0].changed, report.tables[0].held), (1, 0));
    assert_eq!(rows(&store, "select key, contract_end from bookings"), [["1", ""], ["2", "2027-01-30"]]);
}

#[test]
fn an_import_says_how_many_rows_it_rejected_in_all() {
    let mut store = store();
    take(&mut store, &orders("1,broken,ana,1\n2,2026-01-30,,2\n3,2026-01-30,ana,1\n"), &on("2026-02-01"))
        .unwrap();
    assert_eq!(rows(&store, "select rows_read, rejected from imports"), [["3", "1"]]);
}

#[test]
fn an_import_without_a_day_asks_for_it() {
    let mut store = store();
    let error = take(&mut store, &orders("1,2026-01-30,ana,1\n"), &Options::default()).unwrap_err();
    assert!(matches!(error, ImportError::NoExportedAt));
    assert!(error.to_string().contains("`exported_at`"));
}

#[test]
fn the_day_of_the_export_may_stand_in_a_column() {
    let text = shop::SHOP.replace(
        "name = \"shop\"",
        "name = \"shop\"\nexported_at = { source = \"orders\", column = \"Exported\" }",
    );
    let mut store = store();
    let inputs = [file(
        "orders.csv",
        "Number,Date,Person,Net,Exported\n1,2026-01-01,a,1,2026-01-05\n2,2026-01-01,a,1,2026-01-07\n",
    )];
    let report =
        import(&mut store, &shop::mapping(&text), &inputs, &Options::default(), &mut |_| {}).unwrap();
    assert_eq!(report.exported_at.to_string(), "2026-01-07");
}

#[test]
fn a_dry_run_tells_all_and_changes_nothing() {
    let mut store = store();
    let before = everything(&store);
    let options = Options { dry_run: true, ..on("2026-02-01") };
    let report = take(&mut store, &orders("1,2026-01-30,ana,1\nx,y,z,w\n"), &options).unwrap();
    assert_eq!((report.tables[0].new, report.rejects.len()), (1, 2));
    assert_eq!(everything(&store), before);
}

#[test]
fn a_key_with_two_different_rows_brings_none_and_with_two_alike_brings_one() {
    let mut store = store();
    let text = "1,2026-01-30,ana,1\n2,2026-01-30,ana,2\n1,2026-01-30,ana,9\n2,2026-01-30,ana,2\n";
    let report = take(&mut store, &orders(text), &on("2026-02-01")).unwrap();
    assert_adds_up(&report);
    assert_eq!(rows(&store, "select key, net from bookings"), [["2", "2000000"]]);
    let told: Vec<_> = report.rejects.iter().map(|reject| (reject.line, reject.reason.as_str())).collect();
    assert_eq!(
        told,
        [
            (Some(2), "2 different rows have the key `1`; none is taken"),
            (Some(4), "2 different rows have the key `1`; none is taken"),
            (Some(5), "2 rows have the key `2` and are alike; the first one is taken")
        ]
    );
}

#[test]
fn what_does_not_fit_its_table_is_rejected_with_the_line_it_comes_from() {
    let text = r#"
[mapping]
name = "hr"
[source.held]
file = "held.csv"
columns = { From = "date", Until = "date" }
[table.assignments]
sql = "select Id as key, Person as person, From_ as valid_from, Until as valid_until, Currency as currency from (select *, \"From\" as From_ from src.held)"
"#;
    let held = "Id,Person,From,Until,Currency\n1,ana,2026-01-01,2026-01-01,EUR\n2,,2026-01-01,,EUR\n3,ben,2026-01-01,,Euro\n,ben,2026-01-01,,EUR\n";
    let (store, report) = shop::taken(text, &[file("held.csv", held)]);
    assert_adds_up(&report);
    let told: Vec<_> =
        report.rejects.iter().map(|reject| (reject.line.unwrap(), reject.reason.as_str())).collect();
    assert_eq!(
        told,
        [
            (2, "`valid_until` is not after `valid_from`, 2026-01-01; it is the day after the last one"),
            (3, "`person` is empty, but every row needs one"),
            (4, "`currency` is no currency code such as `EUR`"),
            (5, "`key` is empty, but every row needs one"),
        ]
    );
    assert!(rows(&store, "select * from assignments").is_empty());
    assert_eq!(
        rows(&store, "select count(*) from rejects where \"table\" = 'assignments' and file = 'held.csv'"),
        [["4"]]
    );
}

#[test]
fn one_row_in_a_hundred_that_is_broken_does_not_keep_out_the_others() {
    let mut store = store();
    let text: String = (0..1_000)
        .map(|number| match number % 100 {
            17 => format!("{number},2026-02-30,ana,1\n"),
            _ => format!("{number},2026-01-30,ana,{number}.25\n"),
        })
        .collect();
    let report = take(&mut store, &orders(&text), &on("2026-02-01")).unwrap();
    assert_adds_up(&report);
    assert_eq!(
        (report.sources[0].rows, report.sources[0].typed, report.sources[0].rejected),
        (1_000, 990, 10)
    );
    assert_eq!(report.tables[0].new, 990);
    let kept = "select file, line, \"column\", field, value, reason from rejects order by line limit 1";
    assert_eq!(
        rows(&store, kept),
        [[
            "orders.csv",
            "19",
            "4",
            "Date",
            "2026-02-30",
            "`2026-02-30` is not a date such as 2026-01-31; say how it is written with `dates`"
        ]]
    );
    assert_eq!(rows(&store, "select count(*) from rejects where reason <> ''"), [["10"]]);
}

#[test]
fn several_files_of_one_source_are_read_together() {
    let inputs = [
        file("orders-02.csv", "Net,Number,Date,Person\n2,2,2026-02-01,ana\n"),
        file("orders-01.csv", "Number,Date,Person,Net\n1,2026-01-01,ana,1\n"),
    ];
    let mut store = store();
    let report = take(&mut store, &inputs, &on("2026-03-01")).unwrap();
    assert_eq!(report.sources[0].files, ["orders-01.csv", "orders-02.csv"]);
    assert_eq!(rows(&store, "select key, net from bookings"), [["1", "1000000"], ["2", "2000000"]]);
}

#[test]
fn missing_files_and_columns_are_told_all_at_once() {
    let mut store = store();
    let error = take(&mut store, &[file("order.csv", "")], &on("2026-02-01")).unwrap_err();
    assert_eq!(error.to_string(), "no file `orders*.csv` for source `orders`; did you mean `order.csv`?");
    let error =
        take(&mut store, &[file("orders.csv", "Number,Dates,Persona,Net\n")], &on("2026-02-01")).unwrap_err();
    let lines: Vec<_> = error.to_string().lines().map(str::to_owned).collect();
    assert_eq!(
        lines,
        [
            "shop.toml:15: the select of table `bookings` cannot run: no file has a column `Person`; did you mean `Persona`?",
            "`orders.csv` has no column `Date`; did you mean `Dates`? (source `orders` may say `optional = [\"Date\"]`)",
        ]
    );
}

#[test]
fn of_a_file_without_a_heading_only_that_is_told() {
    let refused = |text: &str| {
        let inputs = [file("orders.csv", text)];
        take(&mut store(), &inputs, &on("2026-02-01")).unwrap_err().to_string()
    };
    for empty in ["", "\u{feff}\r\n", "  \n\n"] {
        assert_eq!(refused(empty), "`orders.csv` is empty: it has not even a heading");
    }
    assert_eq!(refused("PK\u{3}\u{4}\0\0"), "`orders.csv` is no CSV: its first line is not text");
}

#[test]
fn a_select_that_stops_names_its_line() {
    let text = shop::SHOP.replace("Net as net", "part(Net, 9223372036854775807) as net");
    let error = import(
        &mut store(),
        &shop::mapping(&text),
        &orders("1,2026-01-30,ana,999999\n"),
        &on("2026-02-01"),
        &mut |_| {},
    );
    let message = error.unwrap_err().to_string();
    assert!(message.starts_with("shop.toml:15: the select of table `bookings` stopped: part("), "{message}");
}

#[test]
fn an_import_reports_how_far_it_is() {
    let text: String = (0..25_000).map(|number| format!("{number},2026-01-30,ana,1\n")).collect();
    let mut seen = Vec::new();
    let mut tell = |progress: &Progress| seen.push((progress.stage, progress.name.clone(), progress.rows));
    import(&mut store(), &shop::mapping(shop::SHOP), &orders(&text), &on("2026-02-01"), &mut tell).unwrap();
    let orders: Vec<_> =
        seen.iter().filter(|(_, name, _)| name == "orders").map(|(_, _, rows)| *rows).collect();
    assert_eq!(orders, [10_000, 20_000, 25_000]);
    assert!(seen.contains(&("writing", "bookings".to_owned(), 25_000)));
}

#[test]
fn an_import_that_is_stopped_anywhere_leaves_the_database_as_it_was() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("plumb.db");
    let mut store = Store::create(&path, &migrations()).unwrap();
    let first: String = (0..40).map(|number| format!("{number},2026-01-30,ana,1\n")).collect();
    take(&mut store, &orders(&first), &on("2026-02-01")).unwrap();
    let before = everything(&store);
    // Changes, new rows, rejects and a deletion: everything that an import writes.
    let second: String = (1..60).map(|number| format!("{number},2026-01-30,ana,{}\n", number % 3)).collect();
    let second = second.replace("59,2026-01-30", "59,2026-13-30");
    let second_full = orders(&second.replace("59,2026-13-30,ana,2\n", ""));

    let mut stopped = 0;
    for steps in (1..400).map(|step| step * 7).chain((400..4_000).step_by(97)) {
        let mut left = steps;
        store
            .connection()
            .progress_handler(
                1,
                Some(move || {
                    left -= 1;
                    left == 0
                }),
            )
            .unwrap();
        let outcome = take(&mut store, &second_full, &full("2026-03-01"));
        store.connection().progress_handler(0, None::<fn() -> bool>).unwrap();
        match outcome {
            Err(_) => {
                stopped += 1;
                assert_eq!(everything(&store), before, "stopped after {steps} steps");
                drop(store);
                store = Store::open(&path, &migrations()).unwrap();
                assert_eq!(everything(&store), before, "opened again after {steps} steps");
            }
            Ok(_) => break,
        }
    }
    assert!(stopped > 100, "{stopped}");
}

fn shuffled() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    let row = (0..30_u32, 1..29_u32, 0..4_u32, 0..500_u32);
    let line =
        row.prop_map(|(key, day, person, net)| format!("{key},2026-01-{day:02},p{person},{net}.{net:03}\n"));
    let lines = proptest::collection::vec(prop_oneof![9 => line, 1 => "[a-z,\\n]{0,12}"], 0..30);
    lines.prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_rows_changes_nothing_but_origins((lines, shuffled) in shuffled()) {
        // A fragment is a line of its own, so that shuffling moves whole lines.
        let text = |lines: &[String]| lines.iter().map(|line| format!("{}\n", line.trim_end_matches('\n').replace('\n', " "))).collect::<String>();
        let (mut one, mut other) = (store(), store());
        let first = take(&mut one, &orders(&text(&lines)), &on("2026-02-01")).unwrap();
        let second = take(&mut other, &orders(&text(&shuffled)), &on("2026-02-01")).unwrap();
        assert_adds_up(&first);
        prop_assert_eq!(facts(&one), facts(&other));
        prop_assert_eq!(first.tables, second.tables);
    }
}
