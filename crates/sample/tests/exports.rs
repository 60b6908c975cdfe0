//! The exports of the sample company, imported: they come to the company's own rows, and what changed between two of them
//! to what changed in the company.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own sample is wrong")]

use std::path::Path;

use plumb_engine::{Date, ImportOptions, ImportView, Options, QueryLimits, Review, Workspace, parse_date};
use plumb_sample::{Change, Crm, Day, Sample, changes_between, exports, native, plan, signings};

const SAMPLE: Sample = Sample { seed: 1, aligned: false, day: Day::Zero };
const ALL: [Crm; 3] = [Crm::Salesforce, Crm::HubSpot, Crm::Report];

fn date(text: &str) -> Date {
    parse_date(text).unwrap()
}

fn write(folder: &Path, files: Vec<(String, Vec<u8>)>) {
    for (path, bytes) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// The company's plan with the keys of a CRM, in a folder that vanishes when it is dropped.
fn planned(crm: Crm) -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), plan(&SAMPLE, crm));
    let workspace = Workspace::open(folder.path()).unwrap();
    for signing in signings(&SAMPLE) {
        workspace.lock_sign(signing.objective, &signing.by, signing.on).unwrap();
    }
    (folder, workspace)
}

fn shipped(crm: Crm) -> std::path::PathBuf {
    let name = match crm {
        Crm::Salesforce => "salesforce-data-export",
        Crm::HubSpot => "hubspot",
        Crm::Report => "report-de",
    };
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/mappings").join(name).with_extension("toml")
}

fn import(workspace: &Workspace, mapping: &Path, files: Vec<(String, Vec<u8>)>, on: Date) -> ImportView {
    let folder = tempfile::tempdir().unwrap();
    let folders: std::collections::BTreeSet<_> =
        files.iter().map(|(path, _)| folder.path().join(path).parent().unwrap().to_owned()).collect();
    write(folder.path(), files);
    let options = ImportOptions { exported_at: Some(on), ..ImportOptions::default() };
    let folders: Vec<_> = folders.into_iter().collect();
    let imported = workspace.import(mapping, &folders, &options, &mut |_| {}).unwrap();
    assert_eq!(imported.rejected, 0, "{:?}", imported.rejects);
    imported
}

/// The company with what its CRM exported on a day.
fn exported(crm: Crm, on: Date) -> (tempfile::TempDir, Workspace) {
    let (folder, workspace) = planned(crm);
    import(&workspace, &shipped(crm), exports(&SAMPLE, crm, on), on);
    (folder, workspace)
}

/// The company with its own rows of the same tables.
fn own(crm: Crm, on: Date) -> (tempfile::TempDir, Workspace) {
    let (folder, workspace) = planned(crm);
    let (mapping, files) = native(&SAMPLE, crm, on);
    let path = folder.path().join("native.toml");
    std::fs::write(&path, mapping).unwrap();
    import(&workspace, &path, files, on);
    (folder, workspace)
}

fn options() -> Options {
    Options { as_of: Some(SAMPLE.as_of()), ..Options::default() }
}

fn rows(workspace: &Workspace, sql: &str) -> Vec<String> {
    let limits = QueryLimits { rows: Some(1_000_000), ..QueryLimits::default() };
    let table = workspace.sql(sql, &options(), &limits, |_| {}).unwrap();
    table.rows.iter().map(|row| format!("{row:?}")).collect()
}

const TABLES: [&str; 8] = [
    "people",
    "accounts",
    "leads",
    "opportunities",
    "opportunity_lines",
    "bookings",
    "opportunity_changes",
    "activities",
];

#[test]
fn an_export_comes_to_the_companys_own_rows() {
    for crm in ALL {
        let on = SAMPLE.as_of();
        let ((_one, export), (_other, own)) = (exported(crm, on), own(crm, on));
        for table in TABLES {
            let sql = format!("select * from {table} order by key");
            let (found, wanted) = (rows(&export, &sql), rows(&own, &sql));
            for (found, wanted) in found.iter().zip(&wanted) {
                assert_eq!(found, wanted, "{crm:?}: {table}");
            }
            assert_eq!(found.len(), wanted.len(), "{crm:?}: {table}");
            let kept =
                crm != Crm::Report || ["people", "accounts", "opportunities", "bookings"].contains(&table);
            assert_eq!(kept, !found.is_empty(), "{crm:?}: {table}");
        }
    }
}

/// What a review says, without the paths and places of rows.
fn said(review: &Review) -> (Vec<String>, Vec<String>, String) {
    let gaps = review.gaps.iter().map(|gap| {
        format!("{} {} {:?}: {} {:?}", gap.rule, gap.subject, gap.objectives, gap.message, gap.exposure)
    });
    let carry = review.carry.as_ref().expect("the mandate is in money");
    let units = carry.units.iter().map(|unit| format!("{}: {:?} {:?}", unit.unit, unit.amount, unit.split));
    (gaps.collect(), units.collect(), format!("{:?}", carry.split))
}

#[test]
fn a_review_of_an_export_is_that_of_the_companys_own_rows() {
    for crm in ALL {
        let on = SAMPLE.as_of();
        let ((_one, export), (_other, own)) = (exported(crm, on), own(crm, on));
        let (found, wanted) = (export.check(&options()).unwrap(), own.check(&options()).unwrap());
        assert_eq!(said(&found), said(&wanted), "{crm:?}");
        assert!(!found.gaps.is_empty(), "{crm:?}");
    }
}

#[test]
fn all_three_crms_tell_the_same_revenue_of_every_team() {
    let revenue = |crm| {
        let (_folder, workspace) = exported(crm, SAMPLE.as_of());
        let by = ["unit".to_owned()];
        workspace.measure("net-revenue", &by, Some("2026"), &options()).unwrap().rows
    };
    let told = revenue(Crm::Salesforce);
    assert_eq!(told.len(), 9);
    assert_eq!(told, revenue(Crm::HubSpot));
    assert_eq!(told, revenue(Crm::Report));
}

/// A cell of the truth as the facts keep it.
fn kept(change: &Change, cell: &str) -> String {
    match change.column {
        "amount" | "chance" if !cell.is_empty() => {
            let (whole, part) = cell.split_once('.').unwrap_or((cell, ""));
            format!("{whole}{part:0<6}").parse::<i64>().unwrap().to_string()
        }
        _ => cell.to_owned(),
    }
}

fn changes_told(workspace: &Workspace) -> Vec<String> {
    let limits = QueryLimits { rows: Some(1_000_000), ..QueryLimits::default() };
    let sql = "select of_table, key, field, coalesce(old, ''), coalesce(new, '') from changes";
    let table = workspace.sql(sql, &options(), &limits, |_| {}).unwrap();
    let cell = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let mut told: Vec<String> =
        table.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("|")).collect();
    told.sort();
    told
}

#[test]
fn two_exports_show_what_changed_between_them_and_nothing_else() {
    // A stage was renamed in April 2025, and people left in spring.
    for (from, until) in [("2026-05-01", "2026-06-01"), ("2025-03-15", "2025-04-15")] {
        let (from, until) = (date(from), date(until));
        for crm in ALL {
            let (_folder, workspace) = exported(crm, from);
            import(&workspace, &shipped(crm), exports(&SAMPLE, crm, until), until);
            let truth = changes_between(&SAMPLE, crm, from, until);
            let mut wanted: Vec<String> = truth
                .iter()
                .map(|change| {
                    let (old, new) = (kept(change, &change.old), kept(change, &change.new));
                    [change.table, &change.key, change.column, &old, &new].join("|")
                })
                .collect();
            wanted.sort();
            let told = changes_told(&workspace);
            let lost: Vec<_> = wanted.iter().filter(|change| !told.contains(change)).take(3).collect();
            let more: Vec<_> = told.iter().filter(|change| !wanted.contains(change)).take(3).collect();
            assert!(lost.is_empty() && more.is_empty(), "{crm:?} {from}: lost {lost:?}, invented {more:?}");
            assert_eq!(told.len(), wanted.len());
            assert!(told.len() > 100, "{crm:?} {from}: {}", told.len());
        }
    }
}

#[test]
fn a_source_without_a_history_gets_one_from_its_exports() {
    let (_folder, workspace) = exported(Crm::Report, date("2026-05-01"));
    assert!(rows(&workspace, "select * from opportunity_changes").is_empty());
    import(
        &workspace,
        &shipped(Crm::Report),
        exports(&SAMPLE, Crm::Report, date("2026-06-01")),
        date("2026-06-01"),
    );
    let told = rows(
        &workspace,
        "select opportunity || ' ' || field || ' ' || old || ' ' || new from opportunity_changes order by 1",
    );
    let truth = changes_between(&SAMPLE, Crm::Report, date("2026-05-01"), date("2026-06-01"));
    let field = |column: &str| match column {
        "stage" | "chance" | "amount" => Some(column.to_owned()),
        "person" => Some("owner".to_owned()),
        "expected" => Some("close_date".to_owned()),
        _ => None,
    };
    let mut wanted: Vec<String> = truth
        .iter()
        .filter(|change| change.table == "opportunities")
        .filter_map(|change| {
            let field = field(change.column)?;
            Some(format!("[String(\"{} {field} {} {}\")]", change.key, change.old, change.new))
        })
        .collect();
    wanted.sort();
    assert_eq!(told, wanted);
    let days = rows(&workspace, "select distinct changed_at from opportunity_changes");
    assert_eq!(days, ["[String(\"2026-06-01\")]"]);
}

#[test]
fn a_source_that_tells_its_history_is_not_told_twice() {
    let (_folder, workspace) = exported(Crm::HubSpot, date("2026-05-01"));
    let until = date("2026-06-01");
    import(&workspace, &shipped(Crm::HubSpot), exports(&SAMPLE, Crm::HubSpot, until), until);
    let once = "select count(*) from opportunity_changes where field in ('stage', 'close_date', 'owner')";
    let (_other, own) = own(Crm::HubSpot, until);
    assert_eq!(rows(&workspace, once), rows(&own, once));
}
