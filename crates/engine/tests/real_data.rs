//! The main job on data that nobody here made: exports in, a plan guessed, a mandate signed, a review out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop where its own data are wrong"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use plumb_engine::{
    ImportView, Options, QueryLimits, Review, TableView, Workspace, new_workspace, parse_date,
};
use serde_json::Value;

/// The folder of a data set, or a line that says why the test is skipped.
fn data(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    let _ =
        writeln!(std::io::stderr(), "skipped: no data set `{name}` in ../shared/data beside the repository");
    None
}

fn truth(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("truth.json")).unwrap()).unwrap()
}

/// A new workspace with a mandate that was signed as a user would sign it.
fn workspace(mapping: &str, data: &Path, objective: &str) -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("company");
    let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/mappings").join(mapping);
    new_workspace(&dir, &mapping, Some(data), None, &mut |_| {}).unwrap();
    let workspace = Workspace::open(&dir).unwrap();
    if !objective.is_empty() {
        std::fs::write(dir.join("plan/objectives.toml"), objective).unwrap();
        workspace.lock_sign("grow", "Somebody", parse_date("2024-06-03").unwrap()).unwrap();
    }
    (folder, workspace)
}

fn sql(workspace: &Workspace, sql: &str) -> TableView {
    workspace.sql(sql, &Options::default(), &QueryLimits::default(), |_| {}).unwrap()
}

fn numbers(table: &TableView) -> Vec<i64> {
    table.rows.iter().flatten().map(|cell| cell.as_i64().unwrap()).collect()
}

fn sums_hold(review: &Review) {
    let carry = review.carry.as_ref().expect("the mandate is in money");
    for unit in &carry.units {
        let split = unit.split.as_ref().unwrap();
        let parts = [&split.soundly_carried, &split.carried_but_broken, &split.unseen, &split.nobodys];
        assert_eq!(parts.iter().map(|part| part.minor).sum::<i64>(), unit.amount.minor, "{}", unit.unit);
    }
    assert_eq!(carry.units[0].amount, carry.total);
}

const ADVENTURE_WORKS: &str = r#"
[objective.grow]
says = "Net revenue grows by 11 %"
measure = "net-revenue"
unit = "adventureworks"
baseline = "33 000 000 USD"
growth = "11 %"
start = "2024-05-29"
date = "2025-05-29"
owner = "brian"
headline = true
"#;

#[test]
fn adventure_works_sums_to_the_last_decimal_and_its_mandate_to_the_cent() {
    let Some(folder) = data("adventureworks") else { return };
    let truth = truth(&folder);
    let (_dir, workspace) = workspace("adventureworks.toml", &folder, ADVENTURE_WORKS);
    let options = Options::default();
    let total = workspace.measure("net-revenue", &[], None, &options).unwrap();
    assert_eq!(total.rows[0][0], Value::from("80487704.1832"));
    let by_person = workspace.measure("net-revenue", &["person".to_owned()], None, &options).unwrap();
    let keys =
        sql(&workspace, "select id, key from plan_keys where kind = 'person' and source = 'adventureworks'");
    for row in &by_person.rows {
        let key = keys.rows.iter().find(|key| key[0] == row[0]).map(|key| key[1].as_str().unwrap()).unwrap();
        assert_eq!(row[1].as_str().unwrap(), truth["sales_by_rep"][key].to_string(), "{key}");
    }
    assert_eq!(by_person.rows.len(), truth["sales_by_rep"].as_object().unwrap().len());
    assert_eq!(numbers(&sql(&workspace, "select count(*), sum(met) from attainment")), [163, 8]);
    let moved =
        "select count(*) from (select person from assignments group by person having count(*) > 1) as moved";
    assert_eq!(numbers(&sql(&workspace, moved)), [3]);
    let outside = "
        select sum(case when held = 0 then 1 else 0 end), sum(case when held > 0 and here = 0 then 1 else 0 end)
        from (select (select count(*) from assignments a where a.person = b.person and a.valid_from <= b.date
                      and (a.valid_until is null or a.valid_until > b.date)) as held,
                     (select count(*) from assignments a where a.person = b.person and a.valid_from <= b.date
                      and (a.valid_until is null or a.valid_until > b.date) and a.territory = b.territory) as here
              from bookings b) as placed";
    assert_eq!(numbers(&sql(&workspace, outside)), [134, 542]);
    let review = workspace.review(&options).unwrap();
    assert_eq!(review.as_of.date, "2025-04-30");
    sums_hold(&review);
    assert_eq!(review.score.is_some(), review.coverage.seen >= 0.6, "{:?}", review.coverage);
}

const MAVEN: &str = r#"
[objective.grow]
says = "Net revenue grows by 11 %"
measure = "net-revenue"
unit = "maven"
baseline = "10 005 534 USD"
growth = "11 %"
start = "2017-01-01"
date = "2018-01-01"
headline = true
"#;

#[test]
fn maven_wins_as_its_truth_says_and_its_quarter_ends_stay_silent() {
    let Some(folder) = data("maven-crm") else { return };
    let truth = truth(&folder);
    let (_dir, workspace) = workspace("maven-crm.toml", &folder, MAVEN);
    let options = Options::default();
    let total = workspace.measure("win-rate", &[], None, &options).unwrap();
    assert_eq!(total.rows[0][0], truth["win_rate"]);
    assert_eq!(total.rows[0][1..3], [Value::from("4238"), Value::from("6711")]);
    for (by, kind, expected) in [("person", "person", "by_sales_agent"), ("unit", "unit", "by_manager")] {
        let table = workspace.measure("win-rate", &[by.to_owned()], None, &options).unwrap();
        let names = sql(
            &workspace,
            &format!("select id, key from plan_keys where kind = '{kind}' and source = 'maven-crm'"),
        );
        assert_eq!(table.rows.len(), truth[expected].as_object().unwrap().len());
        for row in &table.rows {
            let name = names
                .rows
                .iter()
                .find(|name| name[0] == row[0])
                .map(|name| name[1].as_str().unwrap())
                .unwrap();
            let rate = truth[expected][name]["win_rate"].as_f64().unwrap();
            assert!((row[1].as_f64().unwrap() - rate).abs() < 1e-6, "{name}");
        }
    }
    let months = sql(
        &workspace,
        "select share(sum(case when outcome = 'won' then 1 else 0 end), count(*)) from opportunities
         where outcome <> 'open' group by month_of_quarter(closed) order by month_of_quarter(closed)",
    );
    for (row, month) in months.rows.iter().zip(["1", "2", "3"]) {
        assert_eq!(row[0], truth["win_rate_by_month_in_quarter"][month], "month {month} of the quarter");
    }
    let idle = sql(
        &workspace,
        "select r.name from roster r where not exists (select 1 from opportunities o where o.person = r.person) order by r.name",
    );
    let idle: Vec<&Value> = idle.rows.iter().map(|row| &row[0]).collect();
    assert_eq!(idle, truth["agents_without_opps"].as_array().unwrap().iter().collect::<Vec<_>>());
    let review = workspace.review(&options).unwrap();
    sums_hold(&review);
    assert!(
        review.gaps.iter().all(|gap| gap.rule != "deadline-discount"),
        "nothing was discounted at quarter ends"
    );
    let carry = review.carry.unwrap();
    assert_eq!(
        carry.split.as_ref().unwrap().unseen,
        carry.total,
        "no quota is told, so nothing can be said of who carries it"
    );
}

#[test]
fn northwind_sums_to_the_last_decimal() {
    let Some(folder) = data("northwind") else { return };
    let truth = truth(&folder);
    let (_dir, workspace) = workspace("northwind.toml", &folder, "");
    let options = Options::default();
    let total = workspace.measure("net-revenue", &[], None, &options).unwrap();
    assert_eq!(total.rows[0][0].as_str().unwrap(), truth["net_revenue"].to_string());
    let review = workspace.review(&options).unwrap();
    assert!(review.carry.is_none() && review.mandates.is_empty() && review.score.is_none());
}

/// A new workspace from a mapping that comes with Plumb.
fn shipped(name: &str, data: &Path, exported_at: &str) -> (tempfile::TempDir, Workspace, ImportView) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("company");
    let day = parse_date(exported_at);
    let view = new_workspace(&dir, Path::new(name), Some(data), day, &mut |_| {}).unwrap();
    (folder, Workspace::open(&dir).unwrap(), view.import)
}

/// What was read of a source, and what was rejected of it.
fn read(import: &ImportView, source: &str) -> (u64, u64) {
    let found = import.sources.iter().find(|found| found.source == source).unwrap();
    (found.read, found.rejected)
}

/// Rows that are there after an import, by table.
fn there(import: &ImportView, table: &str) -> (u64, u64) {
    let found = import.tables.iter().find(|found| found.table == table).unwrap();
    (found.new, found.rejected)
}

/// Nothing is told of a company of which nothing is known.
fn nothing_is_invented(workspace: &Workspace) {
    let options = Options { as_of: parse_date("2026-06-01"), ..Options::default() };
    let review = workspace.check(&options).unwrap();
    assert!(review.carry.is_none() && review.score.is_none() && review.mandates.is_empty());
    assert_eq!(numbers(&sql_on(workspace, "select count(*) from bookings", &options)), [0]);
}

fn sql_on(workspace: &Workspace, sql: &str, options: &Options) -> TableView {
    workspace.sql(sql, options, &QueryLimits::default(), |_| {}).unwrap()
}

#[test]
fn salesforce_as_a_warehouse_keeps_it_brings_what_is_not_deleted() {
    let Some(folder) = data("fivetran-salesforce") else { return };
    let (_dir, workspace, import) = shipped("salesforce", &folder, "2020-08-01");
    assert_eq!(read(&import, "opportunities"), (10, 0), "headers and types are read");
    assert_eq!(there(&import, "opportunities"), (0, 0), "every one is deleted");
    assert_eq!(read(&import, "users").1, 0);
    let found = ["people", "accounts", "opportunity_lines"].map(|table| there(&import, table));
    assert_eq!(
        found,
        [(0, 0), (1, 0), (10, 0)],
        "kinds of users are hashed there, and nine accounts are deleted"
    );
    for reject in &import.rejects {
        assert!(reject.line > 0 && !reject.reason.is_empty(), "{reject:?}");
    }
    nothing_is_invented(&workspace);
}

#[test]
fn hubspot_as_a_warehouse_keeps_it_leaves_out_deals_without_a_stage() {
    let Some(folder) = data("fivetran-hubspot") else { return };
    let (_dir, workspace, import) = shipped("hubspot", &folder, "2020-08-01");
    assert_eq!(read(&import, "deals"), (44, 0));
    assert_eq!(there(&import, "opportunities"), (0, 44), "none of them says its stage");
    assert!(there(&import, "people").0 > 90);
    nothing_is_invented(&workspace);
}

#[test]
fn a_developers_salesforce_without_owners_and_with_other_dates_is_rejected_row_by_row() {
    let Some(folder) = data("salesforce-devorg") else { return };
    let (_dir, workspace, import) = shipped("salesforce", &folder, "2026-03-01");
    assert_eq!(read(&import, "opportunities"), (36, 36));
    assert!(import.rejects.iter().any(|reject| reject.reason.contains("say how it is written with `dates`")));
    assert_eq!(there(&import, "accounts").0, 18);
    nothing_is_invented(&workspace);
}

#[test]
fn the_warehouse_of_adventure_works_adds_up_to_its_truth() {
    let Some(folder) = data("adventureworks-dw") else { return };
    let truth = truth(&folder);
    let (_dir, workspace) = workspace("adventureworks-dw.toml", &folder, "");
    let cents = |value: &Value| (value.as_f64().unwrap() * 100.0).round();
    let exact = |text: &Value| (text.as_str().unwrap().parse::<f64>().unwrap() * 100.0).round();
    let total = sql(
        &workspace,
        "select exact_text(sum(net)), exact_text(sum(cost)), count(*), min(date), max(date) from bookings",
    );
    let total = &total.rows[0];
    assert_eq!(
        (exact(&total[0]), exact(&total[1])),
        (cents(&truth["sales_total"]), cents(&truth["cost_total"]))
    );
    assert_eq!(total[2], truth["lines"]);
    assert_eq!([&total[3], &total[4]], [&truth["date_range"][0], &truth["date_range"][1]]);
    assert_eq!(
        numbers(&sql(&workspace, "select count(*) from quotas"))[0],
        truth["target_rows"].as_i64().unwrap()
    );
    let by_territory = sql(&workspace, "select territory_key, exact_text(sum(net)) from bookings group by 1");
    assert_eq!(by_territory.rows.len(), truth["sales_by_territory"].as_object().unwrap().len());
    for row in &by_territory.rows {
        let told = &truth["sales_by_territory"][row[0].as_str().unwrap()];
        assert!((exact(&row[1]) - cents(told)).abs() < 1.0, "{row:?}");
    }
    let quarters = "
        with months as materialized (select distinct person_key, substr(valid_from, 1, 7) as month from quotas),
        told as (
          select person_key, valid_from as day, amount as target, 0 as actual from quotas
          union all
          select b.person_key, b.date, 0, b.net from bookings b
          join months m on m.person_key = b.person_key and m.month = substr(b.date, 1, 7))
        select p.name, substr(t.day, 1, 4) || 'Q' || ((cast(substr(t.day, 6, 2) as integer) + 2) / 3),
               exact_text(sum(t.target)), exact_text(sum(t.actual))
        from told t join people p on p.key = t.person_key group by 1, 2";
    // The truth counts what was sold in months that have a target.
    let quarters = sql(&workspace, quarters);
    for told in truth["rep_quarters"].as_array().unwrap() {
        let found = quarters.rows.iter().find(|row| row[0] == told["rep"] && row[1] == told["quarter"]);
        let row = found.unwrap_or_else(|| panic!("{told}"));
        assert_eq!(
            (exact(&row[2]), exact(&row[3])),
            (cents(&told["target"]), cents(&told["actual"])),
            "{told}"
        );
    }
}

/// Commission at everybody's own rate over three years, and the bonus of each quarter in which the whole quota came.
const ADVENTURE_WORKS_PAY: &str = r#"
[pay.reps]
name = "Everybody who sells"
roles = ["sales-representative", "north-american-sales-manager", "pacific-sales-manager", "european-sales-manager"]
every = "quarter"
from = 2022-05-30
until = 2025-05-29
round_at = "period"

[[pay.reps.credit]]
id = "orders"
on = ["booking"]

[[pay.reps.measure]]
id = "quarter"
sum = ["orders"]
over = "quarter"
quota_of = "net-revenue"

[[pay.reps.component]]
id = "commission"
credit = ["orders"]
pays = "own-rate"
period = "plan"

[[pay.reps.component]]
id = "bonus"
of = "quarter"
weight = "100 %"
threshold = "100 %"
cap = "100 %"
settles = "at-end"
"#;

#[test]
fn adventure_works_is_paid_to_the_cent_what_its_commission_rates_and_quotas_say() {
    let Some(folder) = data("adventureworks") else { return };
    let truth = truth(&folder);
    let (_dir, workspace) = workspace("adventureworks.toml", &folder, "");
    std::fs::write(workspace.dir().join("plan/pay.toml"), ADVENTURE_WORKS_PAY).unwrap();
    // The last quarter is over.
    let options = Options { as_of: parse_date("2025-05-28"), threads: 2, ..Options::default() };
    let keys =
        sql(&workspace, "select id, key from plan_keys where kind = 'person' and source = 'adventureworks'");
    let by_key: std::collections::BTreeMap<&str, &str> =
        keys.rows.iter().map(|row| (row[1].as_str().unwrap(), row[0].as_str().unwrap())).collect();
    let accruals = workspace.pay_export("accruals", None, &options).unwrap().answer;
    let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let earned = |person: &str, component: &str| -> i64 {
        let own = accruals.rows.iter().filter(|row| row[1] == person && row[3] == component);
        own.map(|row| cents(&row[4])).sum()
    };
    let mut paid = 0;
    for (key, commission) in truth["commission_on_2011_2014_sales"].as_object().unwrap() {
        let told = (commission.as_f64().unwrap() * 100.0).round() as i64;
        assert_eq!(earned(by_key[key.as_str()], "commission"), told, "{key}");
        paid += told;
    }
    assert!(paid > 100_000_000, "{paid}");
    let bonus = sql(&workspace, "select person, amount from pay where kind = 'bonus'");
    let yearly = |person: &str| {
        let row = bonus.rows.iter().find(|row| row[0].as_str() == Some(person));
        row.map_or(0, |row| row[1].as_i64().unwrap() / 10_000)
    };
    let mut wanted: std::collections::BTreeMap<&str, i64> = std::collections::BTreeMap::new();
    let rows = truth["quota_rows"].as_array().unwrap();
    let met: Vec<&Value> =
        rows.iter().filter(|row| row["attainment"].as_f64().is_some_and(|met| met >= 1.0)).collect();
    assert_eq!(met.len(), 8);
    for row in met {
        let person = by_key[row["rep"].to_string().as_str()];
        *wanted.entry(person).or_default() += yearly(person) / 4;
    }
    for person in by_key.values() {
        assert_eq!(earned(person, "bonus"), wanted.get(person).copied().unwrap_or(0), "{person}");
    }
    assert!(wanted.values().sum::<i64>() > 0);
}

/// Growth and margin side by side: what the company would want if it looked at its margin.
const ADVENTURE_WORKS_MARGIN: &str = r#"
[objective.grow]
measure = "net-revenue"
unit = "adventureworks"
weight = "40 %"
[objective.margin]
measure = "gross-margin"
unit = "adventureworks"
weight = "60 %"
target = "10 %"
[measure.gross-margin]
table = "bookings"
aggregate = "ratio"
numerator = "net - cost"
denominator = "net"
time = "date"
person = "person"
unit = "rate"
"#;

#[test]
fn adventure_works_pays_nothing_for_margin_and_its_managers_for_nothing_more() {
    let Some(folder) = data("adventureworks") else { return };
    let truth = truth(&folder);
    let (_dir, workspace) = workspace("adventureworks.toml", &folder, "");
    std::fs::write(workspace.dir().join("plan/pay.toml"), ADVENTURE_WORKS_PAY).unwrap();
    std::fs::write(workspace.dir().join("plan/objectives.toml"), ADVENTURE_WORKS_MARGIN).unwrap();
    let options = Options { as_of: parse_date("2025-05-28"), threads: 2, ..Options::default() };
    let found = workspace.pay_analyse(None, &options).unwrap().answer;
    let of = |objective: &str| {
        let mix = found.mix.iter().find(|mix| mix.objective == objective && mix.plan.is_none()).unwrap();
        [mix.weight.unwrap(), mix.pay_share].map(|share| (share * 100.0).round() as i64)
    };
    assert_eq!((of("margin"), of("grow")), ([60, 0], [40, 100]));
    // What one more dollar earns is everybody's own rate, and nothing for whoever has none.
    let rates = truth["salesperson"].as_array().unwrap();
    let rate = |row: &Value| row["CommissionPct"].as_str().unwrap().parse::<f64>().unwrap();
    let without = rates.iter().filter(|row| rate(row) <= 0.0).count();
    let mut told: Vec<i64> = found
        .slopes
        .iter()
        .filter(|slope| slope.person.is_some())
        .map(|slope| (slope.now * 1e6).round() as i64)
        .collect();
    let mut wanted: Vec<i64> = rates.iter().map(|row| (rate(row) * 1e6).round() as i64).collect();
    told.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(told, wanted);
    let last = found.dead.iter().max_by_key(|dead| dead.end.clone()).unwrap();
    assert_eq!((last.people as usize, last.earns_nothing as usize), (rates.len(), without));
    // The bonus is a jump and nothing else.
    let jumps: Vec<_> = found.shapes.iter().filter(|shape| shape.kind == "cliff").collect();
    assert_eq!(jumps.len(), 1, "{jumps:?}");
    assert_eq!((jumps[0].component.as_str(), jumps[0].at.as_str()), ("bonus", "100 %"));
}
