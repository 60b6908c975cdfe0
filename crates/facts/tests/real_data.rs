//! The example mappings on the data sets they were written for, checked against what is known of those.
//!
//! The data sets are not part of the project. Where they are absent, these tests say so and pass.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use plumb_diag::Files;
use plumb_facts::{ImportReport, Mapping, Options, import, migrations, newest_event_date, read_folder};
use plumb_store::{Cell, Store};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn folder(name: &str) -> Option<PathBuf> {
    let folder = Path::new(ROOT).join("../shared/data").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    let _ =
        writeln!(std::io::stderr(), "skipped: no data set `{name}` in ../shared/data beside the repository");
    None
}

fn mapping(name: &str) -> Mapping {
    let path = format!("examples/mappings/{name}.toml");
    let text = std::fs::read_to_string(Path::new(ROOT).join(&path)).unwrap();
    let (mapping, problems) = Mapping::read(&mut Files::default(), &path, &text);
    assert!(problems.is_empty(), "{problems:#?}");
    mapping
}

fn imported(name: &str, folder: &Path) -> (Store, ImportReport) {
    let mapping = mapping(name);
    let inputs = read_folder(folder, &mapping).unwrap();
    let mut store = Store::in_memory(&migrations()).unwrap();
    let report = import(&mut store, &mapping, &inputs, &Options::default(), &mut |_| {}).unwrap();
    assert!(report.rejects.is_empty(), "{:#?}", report.rejects);
    let again = import(&mut store, &mapping, &inputs, &Options::default(), &mut |_| {}).unwrap();
    assert!(!again.changed, "the same files a second time change nothing");
    (store, report)
}

fn rows(store: &Store, sql: &str) -> Vec<Vec<String>> {
    let table = store.query(sql, &[]).unwrap();
    table.rows.iter().map(|row| row.iter().map(Cell::to_string).collect()).collect()
}

fn one(store: &Store, sql: &str) -> String {
    rows(store, sql).concat().join(" ")
}

/// Reads `"key": number` lines of one object in a data set's `truth.json`.
fn truth(folder: &Path, object: &str) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder.join("truth.json")).unwrap();
    let (_, rest) = text.split_once(&format!("\"{object}\": {{")).unwrap();
    let (inside, _) = rest.split_once('}').unwrap();
    let pairs = inside.split(',').filter_map(|pair| pair.split_once(':'));
    pairs
        .map(|(key, value)| {
            (key.trim().trim_matches('"').to_owned(), value.trim().trim_end_matches(".0").to_owned())
        })
        .collect()
}

fn net_by_person(store: &Store) -> BTreeMap<String, String> {
    rows(store, "select person, exact_text(sum(net)) from bookings group by person")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect()
}

#[test]
fn adventureworks_sales_are_exact_to_the_last_digit() {
    let Some(folder) = folder("adventureworks") else { return };
    let (store, _) = imported("adventureworks", &folder);
    assert_eq!(one(&store, "select exact_text(sum(net)) from bookings"), "80487704.1832");
    assert_eq!(net_by_person(&store), truth(&folder, "sales_by_rep"));
    assert_eq!(newest_event_date(&store).unwrap().unwrap().to_string(), "2025-04-30");
}

#[test]
fn adventureworks_quotas_end_where_the_next_begins() {
    let Some(folder) = folder("adventureworks") else { return };
    let (store, _) = imported("adventureworks", &folder);
    let attained = "select count(*), sum(actual >= amount) from (
        select q.key, q.amount, (select coalesce(sum(b.net), 0) from bookings b
               where b.person = q.person and q.valid_from <= b.date and b.date < q.valid_until) as actual
        from quotas q)";
    assert_eq!(one(&store, attained), "163 8");
    assert_eq!(one(&store, "select count(*) from quotas where valid_until is null"), "0");
    assert_eq!(one(&store, "select max(valid_until) from quotas"), "2025-05-29");
    assert_eq!(
        one(&store, "select valid_from, valid_until from quotas where key = '285/2025-02-28'"),
        "2025-02-28 2025-05-29"
    );
}

#[test]
fn adventureworks_territories_changed_hands() {
    let Some(folder) = folder("adventureworks") else { return };
    let (store, _) = imported("adventureworks", &folder);
    let moved = "select person from assignments group by person having count(*) > 1 order by person";
    assert_eq!(rows(&store, moved), [["275"], ["277"], ["282"]]);
    let orders = "select sum(held = 1 and inside = 0), sum(held = 0), sum(inside = 1) from (
        select b.key, max(a.key is not null) as held, max(coalesce(a.territory = b.territory, 0)) as inside
        from bookings b left join assignments a on a.person = b.person and a.valid_from <= b.date
             and (a.valid_until is null or b.date < a.valid_until)
        group by b.key)";
    assert_eq!(one(&store, orders), "542 134 3130");
    let two = "select valid_until from assignments where key = '275/2/2022-05-30'";
    assert_eq!(one(&store, two), "2023-11-30", "the end of the source is its last day");
}

#[test]
fn adventureworks_people_stand_under_their_managers() {
    let Some(folder) = folder("adventureworks") else { return };
    let (store, report) = imported("adventureworks", &folder);
    assert_eq!(one(&store, "select count(*), sum(sells) from people"), "18 17");
    let under = "select manager, count(*) from people group by manager order by manager";
    assert_eq!(rows(&store, under), [["", "1"], ["273", "3"], ["274", "10"], ["285", "1"], ["287", "3"]]);
    let units = "select unit, count(*) from people group by unit order by unit";
    assert_eq!(rows(&store, units), [["", "1"], ["Europe", "4"], ["North America", "11"], ["Pacific", "2"]]);
    assert_eq!(
        one(&store, "select name, role, unit, manager, sells from people where key = '282'"),
        "José Sales Representative North America 274 1"
    );
    assert_eq!(one(&store, "select count(*), sum(owner is not null) from accounts"), "701 701");
    assert_eq!(
        rows(&store, "select kind, count(*) from pay group by kind"),
        [["bonus", "14"], ["commission", "14"]]
    );
    assert_eq!(one(&store, "select rate from pay where key = '275/commission'"), "12000");
    assert_eq!(report.tables.iter().map(|table| table.new).sum::<u64>(), 18 + 701 + 3806 + 163 + 17 + 28);
}

#[test]
fn maven_deals_are_won_as_often_as_is_known() {
    let Some(folder) = folder("maven-crm") else { return };
    let (store, _) = imported("maven-crm", &folder);
    let won = "select sum(outcome = 'won'), sum(outcome <> 'open'), count(*) from opportunities";
    assert_eq!(one(&store, won), "4238 6711 8800");
    let by_month = "select (cast(substr(closed, 6, 2) as integer) - 1) % 3 + 1 as month,
        printf('%.3f', share(sum(outcome = 'won'), count(*))) from opportunities where outcome <> 'open' group by 1 order by 1";
    assert_eq!(rows(&store, by_month), [["1", "0.490"], ["2", "0.547"], ["3", "0.807"]]);
    assert_eq!(one(&store, "select count(*) from bookings where net is not null"), "4238");
}

#[test]
fn maven_people_are_in_teams_and_five_have_no_deals() {
    let Some(folder) = folder("maven-crm") else { return };
    let (store, _) = imported("maven-crm", &folder);
    assert_eq!(rows(&store, "select sells, count(*) from people group by sells"), [["0", "6"], ["1", "35"]]);
    let idle = "select count(*) from people p where sells = 1 and not exists (select 1 from opportunities o where o.person = p.key)";
    assert_eq!(one(&store, idle), "5");
    let revenue = "select exact_text(sum(net)) from bookings where unit = 'Melvin Marxen'";
    assert_eq!(one(&store, revenue), "2251930");
    assert_eq!(one(&store, "select count(*) from opportunities where offering = 'GTXPro'"), "0");
    assert_eq!(one(&store, "select count(*) from accounts where segment = 'technology'"), "12");
    assert_eq!(one(&store, "select count(*) from bookings where list is null"), "0");
}

#[test]
fn northwind_discounts_are_exact() {
    let Some(folder) = folder("northwind") else { return };
    let (store, _) = imported("northwind", &folder);
    assert_eq!(one(&store, "select count(*), exact_text(sum(net)) from bookings"), "2155 1265793.0395");
    assert_eq!(net_by_person(&store), truth(&folder, "net_revenue_by_employee"));
    let discount = "select person, exact_text(sum(list - net)) from bookings group by person";
    let discount: BTreeMap<_, _> =
        rows(&store, discount).into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    assert_eq!(discount, truth(&folder, "discount_by_employee"));
}

#[test]
fn northwind_people_and_territories_keep_their_keys() {
    let Some(folder) = folder("northwind") else { return };
    let (store, _) = imported("northwind", &folder);
    let people: BTreeMap<_, _> = rows(&store, "select key, manager from people")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    let expected: BTreeMap<_, _> = truth(&folder, "reports_to")
        .into_iter()
        .map(|(key, value)| (key, value.trim_matches('"').to_owned()))
        .collect();
    assert_eq!(people, expected);
    assert_eq!(one(&store, "select count(*) from assignments"), "49");
    assert_eq!(one(&store, "select person from assignments where territory = '01581'"), "2");
    assert_eq!(one(&store, "select min(date), max(date) from bookings"), "1996-07-04 1998-05-06");
}
