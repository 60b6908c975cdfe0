//! Measures: figures that are exact, groups that add up, problems with their place.
#![allow(clippy::unwrap_used, clippy::panic)]

mod workspace;

use plumb_catalog::measure::{self, Dimension, Figure, MeasureTable};
use plumb_plan::Plan;
use plumb_store::Store;
use plumb_units::Period;
use proptest::prelude::*;
use workspace::{Workspace, plan, plan_with};

const MORE: &str = r#"
[measure.orders]
table = "bookings"
time = "date"
unit = "count"
aggregate = "count"

[measure.wins]
table = "opportunities"
value = "outcome = 'won'"
time = "closed"
unit = "count"

[measure.pieces]
table = "bookings"
value = "quantity"
time = "date"
unit = "count"

[measure.largest]
table = "bookings"
value = "net"
time = "date"
unit = "money"
aggregate = "max"

[measure.margin]
table = "bookings"
numerator = "net - cost"
denominator = "net"
filter = "cost is not null"
time = "date"
unit = "rate"
aggregate = "ratio"

[measure.win-rate]
table = "opportunities"
numerator = "outcome = 'won'"
denominator = "outcome in ('won', 'lost')"
time = "closed"
unit = "rate"
aggregate = "ratio"
"#;

fn figures(
    store: &Store,
    plan: &Plan,
    measure: &str,
    by: &[Dimension],
    period: Option<&str>,
) -> MeasureTable {
    let period: Option<Period> = period.map(|name| plan.company.calendar.named(name).unwrap());
    measure::evaluate(store, plan.entity("measure", measure).unwrap(), by, period.as_ref())
        .unwrap_or_else(|error| panic!("{measure}: {error}"))
}

#[track_caller]
fn check(table: &MeasureTable, expected: &[&str]) {
    let line = |row: &measure::MeasureRow| {
        let mut words: Vec<String> =
            row.keys.iter().map(|key| key.clone().unwrap_or_else(|| "-".to_owned())).collect();
        words.push(match row.value {
            None => "-".to_owned(),
            Some(Figure::Exact(value)) => value.to_string(),
            Some(Figure::Share(share)) => {
                format!("{}/{}={share:.4}", row.numerator.unwrap(), row.denominator.unwrap())
            }
        });
        words.push(format!("n={}", row.n));
        words.join(" ")
    };
    assert_eq!(table.rows.iter().map(line).collect::<Vec<_>>(), expected);
}

#[test]
fn a_sum_is_exact_and_every_key_keeps_its_place() {
    let workspace = Workspace::new();
    let (store, plan) = (workspace.review(), plan());
    check(&figures(&store, &plan, "net-revenue", &[], None), &["156551200 n=3"]);
    check(
        &figures(&store, &plan, "net-revenue", &[Dimension::Person], None),
        &["ana 100100000 n=1", "key:005 6451200 n=1", "key:006 50000000 n=1"],
    );
    // Ana sits in harbour by the plan, whatever the row says; the unknown person's row says nothing.
    check(
        &figures(&store, &plan, "net-revenue", &[Dimension::Unit, Dimension::Month], None),
        &["harbour 2026-M10 100100000 n=1", "key:N 2026-M11 6451200 n=1", "- 2026-M11 50000000 n=1"],
    );
    check(&figures(&store, &plan, "net-revenue", &[], Some("2026-M11")), &["56451200 n=2"]);
    check(&figures(&store, &plan, "net-revenue", &[], Some("2025")), &["- n=0"]);
}

#[test]
fn counts_ratios_and_extremes_say_what_they_rest_on() {
    let workspace = Workspace::new();
    workspace.insert(
        "bookings",
        "source key date person net cost currency quantity",
        &["crm 8 2026-02-01 005 10 6 EUR 2", "crm 9 2026-02-02 005 10 7 USD 0.5"],
    );
    workspace.insert(
        "opportunities",
        "source key person stage outcome closed",
        &[
            "crm 1 005 x won 2026-02-01",
            "crm 2 005 x lost 2026-02-01",
            "crm 3 006 x won 2026-02-01",
            "crm 4 006 x open -",
        ],
    );
    let plan = plan_with(MORE);
    let store = workspace.build_with("review.db", &plan).connect().unwrap();
    assert_eq!(measure::check(&plan, &store), []);
    check(&figures(&store, &plan, "orders", &[], None), &["5000000 n=5"]);
    check(&figures(&store, &plan, "wins", &[], None), &["2000000 n=4"]);
    check(&figures(&store, &plan, "pieces", &[], None), &["2500000 n=2"]);
    check(&figures(&store, &plan, "largest", &[], None), &["100100000 n=5"]);
    check(&figures(&store, &plan, "win-rate", &[], None), &["2000000/3000000=0.6667 n=4"]);
    check(
        &figures(&store, &plan, "win-rate", &[Dimension::Quarter, Dimension::Person], None),
        &[
            "2026-Q4 ana 1000000/2000000=0.5000 n=2",
            "2026-Q4 key:006 1000000/1000000=1.0000 n=1",
            "- key:006 - n=1",
        ],
    );
    // 10 USD are 9.216 EUR, 3 USD are 2.7648 EUR.
    check(&figures(&store, &plan, "margin", &[], None), &["6764800/19216000=0.3520 n=2"]);
}

#[test]
fn a_row_without_a_rate_is_left_out_and_counted() {
    let workspace = Workspace::new();
    let columns = "source key date person net cost currency";
    workspace.insert(
        "bookings",
        columns,
        &["crm 8 2025-12-31 005 10 6 USD", "crm 9 2026-02-02 005 10 7 CHF"],
    );
    let plan = plan_with(MORE);
    let store = workspace.build_with("review.db", &plan).connect().unwrap();
    let table = figures(&store, &plan, "net-revenue", &[Dimension::Person], None);
    check(&table, &["ana 100100000 n=1", "key:005 6451200 n=1", "key:006 50000000 n=1"]);
    assert_eq!(table.left_out, 2);
    assert_eq!(
        table.remark().as_deref(),
        Some(
            "2 rows are left out, because the plan has no exchange rate for their currency on their day; add them to `rates.csv`"
        )
    );
    check(&figures(&store, &plan, "margin", &[], None), &["- n=0"]);
}

#[test]
fn a_sum_that_does_not_fit_is_an_error() {
    let workspace = Workspace::new();
    let huge = ["crm 8 2026-01-01 005 9000000000000 EUR", "crm 9 2026-01-01 005 9000000000000 EUR"];
    workspace.insert("bookings", "source key date person net currency", &huge);
    let (store, plan) = (workspace.review(), plan());
    let error =
        measure::evaluate(&store, plan.entity("measure", "net-revenue").unwrap(), &[], None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the sum of the measure `net-revenue` is too large to be exact; split it by period or unit"
    );
}

#[test]
fn a_cut_that_the_table_does_not_have_names_those_it_has() {
    let plan = plan();
    let entity = plan.entity("measure", "net-revenue").unwrap();
    let problem = measure::compile(entity, &[Dimension::Stage], None).unwrap_err();
    assert_eq!(problem.message, "the measure `net-revenue` cannot be cut by `stage`");
    assert_eq!(
        problem.help.as_deref(),
        Some(
            "it can be cut by `person`, `unit`, `territory`, `offering`, `segment`, `channel`, `account`, `kind`, `month`, `quarter`, `year`"
        )
    );
    assert_eq!(plan.files.slice(problem.primary.unwrap().span), "\"bookings\"");
}

/// The problem of a measure with these lines: its message, the text it points at, its help.
#[track_caller]
fn problem(lines: &str) -> (String, String, String) {
    let text = format!("[measure.m]\nunit = \"money\"\n{lines}");
    let (plan, _) = plumb_plan::read(vec![
        ("plumb.toml".into(), "plumb = 1\n[company]\ncurrency = \"EUR\"\n".into()),
        ("plan/m.toml".into(), text),
    ]);
    let folder = tempfile::TempDir::new().unwrap();
    let as_of = plumb_units::parse_date("2026-02-20").unwrap();
    let catalogue =
        plumb_catalog::Catalogue::build(&plan, None, as_of, &folder.path().join("review.db")).unwrap();
    let problems = measure::check(&plan, &catalogue.connect().unwrap());
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    let place = plan.files.slice(problem.primary.as_ref().unwrap().span).to_owned();
    (problem.message.clone(), place, problem.help.clone().unwrap())
}

#[test]
fn what_is_wrong_with_a_measure_is_shown_where_it_is_written() {
    let bookings = |value: &str| format!("table = \"bookings\"\ntime = \"date\"\nvalue = \"{value}\"");
    for (lines, message, place, help) in [
        (
            "table = \"bokings\"\ntime = \"date\"\nvalue = \"net\"".to_owned(),
            "no fact table is called `bokings`",
            "\"bokings\"",
            "did you mean `bookings`?",
        ),
        (
            "table = \"bookings\"\ntime = \"dat\"\nvalue = \"net\"".to_owned(),
            "no column `dat` of `bookings` holds days",
            "\"dat\"",
            "did you mean `date`?",
        ),
        (bookings("net - csot"), "`bookings` has no column `csot`", "csot", "did you mean `cost`?"),
        (
            bookings("net / 2"),
            "`/` is not allowed in a measure",
            "/",
            "write `share(a, b)`, which is NULL when b is 0, or `part(amount, fraction)`",
        ),
        (
            bookings("(select net from plan_pay)"),
            "a measure reads one table, without a query inside",
            "select",
            "write an expression over the columns of `bookings`",
        ),
        (
            bookings("net) from bookings -- "),
            "this bracket closes nothing",
            ")",
            "write an expression over the columns of `bookings`",
        ),
        (
            bookings("sum(net)"),
            "`sum(net)` is no expression: misuse of aggregate function sum()",
            "\"sum(net)\"",
            "write an expression over the columns of `bookings`",
        ),
    ] {
        let expected = (message.to_owned(), place.to_owned(), help.to_owned());
        assert_eq!(problem(&lines), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_groups_of_any_cut_add_up_to_the_total(
        rows in proptest::collection::vec(
            (0_usize..3, 0_usize..4, 0_usize..3, 1_u8..13, -1_000_000_i64..1_000_000, 0_usize..3), 0..40),
    ) {
        let workspace = Workspace::new();
        let lines: Vec<String> = rows.iter().enumerate().map(|(key, (source, person, unit, month, net, currency))| {
            let source = ["crm", "hr", "erp"][*source];
            let person = ["005", "5", "006", "-"][*person];
            let unit = ["N", "-", "S"][*unit];
            let currency = ["EUR", "USD", "CHF"][*currency];
            format!("{source} x{key} 2026-{month:02}-15 {person} {unit} {net}.000001 {currency}")
        }).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        workspace.insert("bookings", "source key date person unit net currency", &lines);
        let plan = plan_with(MORE);
        let store = workspace.build_with("review.db", &plan).connect().unwrap();
        let sum = |table: &MeasureTable| {
            let values = table.rows.iter().filter_map(|row| match row.value {
                Some(Figure::Exact(value)) => Some(value),
                _ => None,
            });
            (values.sum::<i64>(), table.rows.iter().map(|row| row.n).sum::<i64>(), table.left_out)
        };
        for name in ["net-revenue", "orders"] {
            let total = sum(&figures(&store, &plan, name, &[], None));
            for dimension in measure::dimensions(plan.entity("measure", name).unwrap()) {
                for by in [vec![dimension], vec![Dimension::Unit, dimension]] {
                    prop_assert_eq!(sum(&figures(&store, &plan, name, &by, None)), total, "{} by {:?}", name, by);
                }
            }
        }
    }
}
