//! The catalogue: tables of the plan, facts under plan ids, bytes that do not change.
#![allow(clippy::unwrap_used, clippy::panic)]

mod workspace;

use plumb_catalog::{CatalogError, Catalogue, ColumnDoc, ResultTable, TableDoc};
use plumb_store::Cell;
use plumb_units::parse_date;
use tempfile::TempDir;
use workspace::{Workspace, check, plan};

#[test]
fn a_plan_becomes_tables() {
    let store = Workspace::new().review();
    check(
        &store,
        "select id, name, unit, valid_until, at from plan_people order by id",
        &["ana Ana harbour - person.ana", "bo - north 2026-03-01 person.bo"],
    );
    check(
        &store,
        "select target, target_unit, growth from plan_objective where id = 'grow'",
        &["120000000 EUR 110000"],
    );
    check(
        &store,
        "select objective, position, parent, kind, at from plan_objective_serves",
        &["grow 1 top sum objective.grow.serves.1"],
    );
    check(
        &store,
        "select period, period_from, target from plan_objective_level",
        &["2026-Q3 2025-10-01 30000000"],
    );
    check(&store, "select role, measure from plan_role_controls", &["ae net-revenue"]);
    check(
        &store,
        "select pay, component_position, position, over, rate from plan_pay_component_tier",
        &["ae 1 1 1000000 120000"],
    );
    check(&store, "select from_role, to_role, within_minutes from plan_process_handoff", &["ae ae 240"]);
    check(&store, "select position, text from plan_value_never", &["1 hide a loss", "2 promise a date"]);
    check(&store, "select on_target, on_target_currency from plan_pay", &["4000000 EUR"]);
    check(&store, "select count(*) from plan_tool", &["0"]);
    check(
        &store,
        "select * from plan_keys where source != 'plan'",
        &["person ana crm 005", "person ana hr 5", "unit north crm N"],
    );
    check(
        &store,
        "select above, depth from plan_unit_above where unit = 'harbour' order by depth",
        &["harbour 0", "north 1", "acme 2"],
    );
    check(
        &store,
        "select value from settings where name in ('as_of', 'year_from', 'year') order by name",
        &["2026-02-20", "2026", "2025-04-01"],
    );
}

#[test]
fn facts_carry_plan_ids_only_where_a_key_of_their_source_says_so() {
    let store = Workspace::new().review();
    check(
        &store,
        "select key, person, person_key, unit, unit_key, at from bookings order by key",
        &["1 ana 005 north N bookings/crm/1", "2 - 006 - - bookings/crm/2", "3 - 005 - N bookings/erp/3"],
    );
    check(&store, "select key, id from people order by key", &["005 ana", "006 -"]);
}

#[test]
fn without_facts_every_table_is_there_and_empty() {
    let folder = TempDir::new().unwrap();
    let as_of = parse_date("2026-02-20").unwrap();
    let catalogue = Catalogue::build(&plan(), None, as_of, &folder.path().join("review.db")).unwrap();
    let store = catalogue.connect().unwrap();
    for table in catalogue.tables().unwrap() {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let found = store.query(&format!("select * from {}", table.name), &[]).unwrap();
        assert_eq!(found.columns, names, "{}", table.name);
    }
    check(&store, "select count(*) from bookings", &["0"]);
    check(&store, "select person from roster order by person", &["ana", "bo"]);
}

#[test]
fn every_table_and_column_is_documented() {
    let workspace = Workspace::new();
    let catalogue = workspace.build("review.db");
    let store = catalogue.connect().unwrap();
    let tables = catalogue.tables().unwrap();
    for table in &tables {
        let found = store.query(&format!("select * from {}", table.name), &[]).unwrap();
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(found.columns, names, "{}", table.name);
    }
    let unsaid =
        "select name from tables where says = '' and (name like 'plan\\_%' escape '\\' or name = 'bookings')";
    check(&store, unsaid, &[]);
    check(&store, "select count(*) > 0 from tables where name = 'roster' and says != ''", &["1"]);
    let undocumented =
        "select name from main.sqlite_schema where type = 'table' except select name from main.tables";
    check(&store, undocumented, &[]);
    assert!(tables.iter().any(|table| table.name == "roster"));
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let workspace = Workspace::new();
    for name in ["a.db", "b.db"] {
        workspace.build(name).write_results(&[results()]).unwrap();
    }
    let bytes = |name: &str| std::fs::read(workspace.path(name)).unwrap();
    assert!(bytes("a.db") == bytes("b.db"));
    let before = bytes("b.db");
    workspace.build("b.db").write_results(&[results()]).unwrap();
    assert!(bytes("b.db") == before, "a build over a review that is there leaves the same file again");
    let left = std::fs::read_dir(workspace.path("")).unwrap().map(|file| file.unwrap().file_name());
    let left = left.map(|name| name.to_string_lossy().into_owned());
    let mut left: Vec<String> = left.filter(|name| !name.starts_with("plumb.db")).collect();
    left.sort();
    assert_eq!(left, ["a.db", "b.db"]);
}

fn results() -> ResultTable {
    let columns = vec![
        ColumnDoc::text("id", "the gap's id"),
        ColumnDoc::integer("exposure", Some("minor units"), "money it breaks"),
        ColumnDoc::real("magnitude", "how far"),
    ];
    let table = TableDoc { name: "gaps".into(), says: "Every gap.".into(), columns };
    let rows = vec![vec!["a".into(), 12_i64.into(), 0.5.into()], vec!["b".into(), Cell::Null, Cell::Null]];
    ResultTable { table, rows }
}

#[test]
fn results_stand_beside_what_they_were_computed_from() {
    let workspace = Workspace::new();
    let catalogue = workspace.build("review.db");
    catalogue.write_results(&[results()]).unwrap();
    let calendar = catalogue.ground().calendar.clone();
    let facts = workspace.path("plumb.db");
    let opened = Catalogue::open(&workspace.path("review.db"), Some(&facts), calendar).unwrap();
    let store = opened.connect().unwrap();
    check(&store, "select * from gaps", &["a 12 0.5", "b - -"]);
    check(
        &store,
        "select unit from columns where table_name = 'gaps' and name = 'exposure'",
        &["minor units"],
    );
    check(&store, "select as_of(), converted(1000000, 'USD', '2026-02-01')", &["2026-02-20 921600"]);
    let again = opened.write_results(&[results()]).unwrap_err();
    assert_eq!(again.to_string(), "the result table `gaps` has the name of a table that is there already");
}

#[test]
fn a_missing_review_says_what_to_do() {
    let workspace = Workspace::new();
    let error = Catalogue::open(&workspace.path("none.db"), None, plan().company.calendar).unwrap_err();
    assert!(matches!(error, CatalogError::NoReview { .. }));
    assert!(error.to_string().ends_with("holds no review; run `plumb review` first"));
}

#[test]
fn resolving_a_key_reads_an_index_and_nothing_else() {
    let store = Workspace::new().review();
    let plan =
        store.query("explain query plan select person, sum(net) from bookings group by person", &[]).unwrap();
    let steps: Vec<String> = plan.rows.iter().map(|row| row[3].to_string()).collect();
    let search =
        |step: &String| step.contains("SEARCH k USING") && step.contains("kind=? AND source=? AND key=?");
    assert!(steps.iter().any(search), "{steps:?}");
    assert!(!steps.iter().any(|step| step.contains("MATERIALIZE") || step.contains("SCAN k")), "{steps:?}");
}

#[test]
fn sql_of_others_reads_the_views_and_changes_nothing() {
    let store = Workspace::new().review();
    let guarded = store.guarded(plumb_store::ReadLimits::default()).unwrap();
    let found = guarded.query("select person from bookings where key = '1'", &[]).unwrap();
    assert_eq!(found.rows, [[Cell::from("ana")]]);
    assert!(guarded.query("create temp view x as select 1", &[]).is_err());
    assert!(guarded.query("delete from plan_people", &[]).is_err());
}

#[test]
fn a_change_that_corrects_an_export_of_the_same_day_is_no_event_of_a_deal() {
    let workspace = Workspace::new();
    let facts = plumb_store::Store::open(&workspace.path("plumb.db"), &plumb_facts::migrations()).unwrap();
    let changes = "insert into imports values (1, 'a', 'crm', '2026-02-01', '2026-02-01', 'increment', 1, 1, 0);
        insert into changes (table_name, source, key, column_name, old, new, changed_at, recorded_at, import, corrects)
        values ('opportunities', 'crm', '7', 'stage', 'offer', 'won', '2026-02-01', '2026-02-01', 1, 1),
               ('opportunities', 'crm', '8', 'stage', 'offer', 'lost', '2026-02-01', '2026-02-01', 1, 0)";
    facts.connection().execute_batch(changes).unwrap();
    drop(facts);
    let review = workspace.review();
    check(&review, "select opportunity, new from opportunity_changes", &["8 lost"]);
    check(&review, "select key, corrects from changes order by key", &["7 1", "8 0"]);
}

#[test]
fn what_pay_is_worked_out_from_stands_under_plan_ids_beside_its_sales() {
    let workspace = Workspace::new();
    workspace.insert(
        "invoices",
        "source key date person unit net currency booking",
        &["crm i1 2026-02-01 005 N 100.10 EUR 1", "crm i2 2026-02-03 999 - 9 EUR 2"],
    );
    workspace.insert("credit_shares", "source key booking person share", &["crm s1 1 005 0.6"]);
    workspace.insert(
        "scores",
        "source key person name valid_from score approved_by",
        &["hr g 5 goal 2026-01-01 0.85 5"],
    );
    let review = workspace.review();
    check(
        &review,
        "select i.person, i.person_key, i.unit, b.at from invoices i join bookings b on b.source = i.source and b.key = i.booking",
        &["ana 005 north bookings/crm/1", "- 999 - bookings/crm/2"],
    );
    check(&review, "select person, share from credit_shares", &["ana 600000"]);
    check(&review, "select person, unit, score, approved_by from scores", &["ana - 850000 ana"]);
    check(&review, "select count(*) from payments", &["0"]);
    let documented = "select count(*) from tables where says <> '' and name in \
                      ('invoices', 'payments', 'reversals', 'credit_shares', 'scores', 'absences')";
    check(&review, documented, &["6"]);
}
