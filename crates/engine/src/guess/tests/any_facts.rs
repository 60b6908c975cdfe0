//! Whatever the facts hold, the guessed plan has no problem and keeps every key.

use std::collections::BTreeSet;

use plumb_store::{Cell, Store};
use plumb_units::Amount;
use proptest::prelude::*;

use super::{drafts, empty, plan, text_of, unless_empty};

/// Names as sources have them: ordinary, repeated, empty, with everything that TOML and CSV use.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-C]{1,2}",
        1 => "[0-9]{1,3}",
        1 => Just(String::new()),
        2 => "[ \"',;#\n\r\t\\\\\\[\\]={}a-c\u{0}\u{7f}\u{85}\u{feff}é東👍-]{1,8}",
        1 => ".{0,12}",
        1 => "[a-z ]{200}",
    ]
}

fn day() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), (2020..2027_i32, 1..13_i32).prop_map(|(y, m)| format!("{y}-{m:02}-01"))]
}

fn must_day() -> impl Strategy<Value = String> {
    (2020..2027_i32, 1..13_i32).prop_map(|(y, m)| format!("{y}-{m:02}-01"))
}

type Rows = Vec<(&'static str, Vec<&'static str>, Vec<Vec<Cell>>)>;

fn cells(texts: Vec<String>) -> Vec<Cell> {
    texts.into_iter().map(Cell::from).map(unless_empty).collect()
}

fn numbered(rows: Vec<Vec<String>>) -> Vec<Vec<Cell>> {
    let numbered = rows.into_iter().enumerate();
    numbered
        .map(|(number, mut row)| {
            row.insert(0, number.to_string());
            cells(row)
        })
        .collect()
}

fn facts() -> impl Strategy<Value = Rows> {
    let person =
        (name(), name(), name(), name(), name(), prop_oneof![Just(""), Just("0"), Just("1")], day(), day());
    let people = proptest::collection::vec(person, 0..12).prop_map(|rows| {
        let row = |(key, name, role, unit, manager, sells, from, until): (
            String,
            String,
            String,
            String,
            String,
            &str,
            String,
            String,
        )| {
            // Keys and names are never absent, but may be empty.
            let mut row = vec![Cell::from("crm"), Cell::from(key), Cell::from(name)];
            row.extend(cells(vec![role, unit, manager, sells.to_owned(), from, until]));
            row
        };
        rows.into_iter().map(row).collect::<Vec<_>>()
    });
    let held = || (name(), name(), must_day(), day());
    let assignments = proptest::collection::vec((held(), -5..500_i32), 0..12).prop_map(|rows| {
        let row = |((person, territory, from, until), potential): ((String, String, String, String), i32)| {
            vec![person, territory, from, until, format!("{potential}.005")]
        };
        numbered(rows.into_iter().map(row).map(filled).collect())
    });
    let quotas = proptest::collection::vec((held(), -5..500_i32, day(), day()), 0..12).prop_map(|rows| {
        let row = |((person, measure, from, until), amount, issued, accepted): (
            (String, String, String, String),
            i32,
            String,
            String,
        )| {
            let measure = if measure.len() == 1 { "net-revenue".to_owned() } else { measure };
            vec![person, measure, from, until, format!("{amount}.005"), issued, accepted]
        };
        numbered(rows.into_iter().map(row).map(filled).collect())
    });
    let sales = proptest::collection::vec((name(), name(), name(), name(), name(), must_day()), 0..8);
    let bookings = sales.prop_map(|rows| {
        let row = |(person, unit, offering, segment, channel, date)| {
            vec![date, person, unit, offering, segment, channel, "12.345".to_owned(), "EUR".to_owned()]
        };
        numbered(rows.into_iter().map(row).collect())
    });
    let outcome = prop_oneof![Just("open"), Just("won"), Just("lost")];
    let opportunities = proptest::collection::vec((name(), name(), outcome), 0..8).prop_map(|rows| {
        let row = |(person, stage, outcome): (String, String, &str)| vec![person, stage, outcome.to_owned()];
        numbered(rows.into_iter().map(row).map(filled).collect())
    });
    (people, assignments, quotas, bookings, opportunities).prop_map(
        |(people, assignments, quotas, bookings, opportunities)| {
            vec![
                (
                    "people",
                    vec![
                        "source",
                        "key",
                        "name",
                        "role",
                        "unit",
                        "manager",
                        "sells",
                        "valid_from",
                        "valid_until",
                    ],
                    people,
                ),
                (
                    "assignments",
                    vec!["key", "person", "territory", "valid_from", "valid_until", "potential"],
                    assignments,
                ),
                (
                    "quotas",
                    vec![
                        "key",
                        "person",
                        "measure",
                        "valid_from",
                        "valid_until",
                        "amount",
                        "issued",
                        "accepted",
                    ],
                    quotas,
                ),
                (
                    "bookings",
                    vec![
                        "key", "date", "person", "unit", "offering", "segment", "channel", "net", "currency",
                    ],
                    bookings,
                ),
                ("opportunities", vec!["key", "person", "stage", "outcome"], opportunities),
            ]
        },
    )
}

/// The first two columns must hold something.
fn filled(mut row: Vec<String>) -> Vec<String> {
    for cell in row.iter_mut().take(2).filter(|cell| cell.is_empty()) {
        cell.push('x');
    }
    row
}

fn stored(rows: &Rows, reverse: bool) -> Store {
    let store = empty();
    for (table, columns, rows) in rows {
        // Of two rows with one key the later stands; the first of each is kept, so that the order is free.
        let mut seen = BTreeSet::new();
        let key = columns.iter().position(|column| *column == "key").unwrap();
        let mut rows: Vec<Vec<Cell>> =
            rows.iter().filter(|row| seen.insert(row[key].to_string())).cloned().collect();
        if reverse {
            rows.reverse();
        }
        for row in rows {
            // An odd row, such as one whose name is empty text, goes in as SQL would take it.
            let marks = vec!["?"; row.len()].join(", ");
            let (names, source) =
                (columns.join(", "), if columns.contains(&"source") { "" } else { ", source" });
            let given = if source.is_empty() { "" } else { ", 'rows'" };
            let sql = format!("insert into {table} ({names}{source}) values ({marks}{given})");
            let row: Vec<Cell> = row
                .into_iter()
                .zip(columns)
                .map(|(cell, column)| match (*column, cell) {
                    ("net" | "amount" | "potential", Cell::Text(text)) => {
                        let amount = Amount::parse(&text, plumb_units::NumberFormat::PLAIN).unwrap();
                        Cell::Int(amount.millionths())
                    }
                    ("sells", Cell::Text(text)) => Cell::Int(text.parse().unwrap()),
                    (_, cell) => cell,
                })
                .collect();
            store.connection().execute(&sql, plumb_store::rusqlite::params_from_iter(&row)).unwrap();
        }
    }
    store
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_facts_make_a_plan_without_problems_that_keeps_every_key(rows in facts()) {
        let store = stored(&rows, false);
        let drafts = drafts(&store);
        let plan = plan(&drafts);
        let keys: BTreeSet<(String, String, String)> =
            plan.keys().map(|key| (key.kind.to_owned(), key.source.to_owned(), key.key.to_owned())).collect();
        for (kind, sql) in [
            ("person", "select source, key from people where key <> ''"),
            ("unit", "select source, unit from people where unit <> ''"),
            ("unit", "select source, unit from bookings where unit <> ''"),
            ("role", "select source, role from people where role <> ''"),
            ("territory", "select source, territory from assignments where territory <> ''"),
            ("offering", "select source, offering from bookings where offering <> ''"),
            ("segment", "select source, segment from bookings where segment <> ''"),
            ("channel", "select source, channel from bookings where channel <> ''"),
            ("stage", "select source, stage from opportunities"),
            ("person", "select source, person from quotas"),
        ] {
            for row in store.query(sql, &[]).unwrap().rows {
                let key = (kind.to_owned(), row[0].to_string(), row[1].to_string());
                prop_assert!(keys.contains(&key), "{:?}", key);
            }
        }
        let quotas = store.query("select count(*) from quotas", &[]).unwrap().rows[0][0].int().unwrap();
        let commented = text_of(&drafts, "plan/private/quotas.csv").lines().filter(|line| line.starts_with("# left out: ")).count();
        prop_assert_eq!(plan.of_kind("quota").count() + commented, usize::try_from(quotas).unwrap());
    }

    #[test]
    fn the_order_of_rows_changes_no_byte(rows in facts()) {
        prop_assert_eq!(drafts(&stored(&rows, false)), drafts(&stored(&rows, true)));
    }
}
