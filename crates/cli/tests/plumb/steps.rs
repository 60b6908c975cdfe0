//! From exports to a signed mandate, step by step.

use crate::workspace::Workspace;

#[test]
fn a_new_workspace_is_checked_signed_and_reviewed() {
    let example = Workspace::planned();
    let place = Workspace::empty();
    let (mapping, data) = (example.path("mappings/quayside.toml"), example.path("exports"));
    let arguments = ["new", "acme", "--from", mapping.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let ran = place.run(&arguments);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let again = place.run(&arguments);
    assert_eq!(again.code, Some(2), "{}", again.out);
    assert!(again.err.contains("is a workspace already"), "{}", again.err);

    let before = place.run(&["-C", "acme", "review"]);
    assert!(before.out.contains("No mandate is signed"), "{}", before.out);
    let objective = "[objective.grow]\nsays = \"Net revenue grows by 11 % a year\"\nmeasure = \"net-revenue\"\nunit = \"quayside-parts\"\nbaseline = \"24 020 000.00 EUR\"\ngrowth = \"11 %\"\nstart = \"2025-04-01\"\ndate = \"2026-03-31\"\nheadline = true\n";
    place.write("acme/plan/objectives.toml", objective);
    let signed = place.run(&["-C", "acme", "lock", "sign", "grow", "--by", "karin", "--on", "2025-04-02"]);
    assert_eq!(signed.code, Some(0), "{}{}", signed.out, signed.err);
    let after = place.run(&["-C", "acme", "review"]);
    assert!(after.out.contains("Who carries the 11 %?"), "{}{}", after.out, after.err);
}

#[test]
fn the_same_files_twice_change_nothing_and_a_dry_run_writes_nothing() {
    let workspace = Workspace::planned();
    let import = ["import", "mappings/quayside.toml", "exports"];
    let dry = workspace.json(&[&import[..], &["--dry-run"]].concat());
    assert_eq!(dry["dry_run"], true);
    let first = workspace.json(&import);
    let second = workspace.json(&import);
    for (table, again) in first["tables"].as_array().unwrap().iter().zip(second["tables"].as_array().unwrap())
    {
        assert!(table["new"].as_u64() > Some(0) && table["same"] == 0, "{table}");
        assert!(again["same"] == table["new"] && again["new"] == 0 && again["changed"] == 0, "{again}");
    }
}

#[test]
fn an_export_with_rows_that_cannot_be_read_names_them() {
    let workspace = Workspace::planned();
    let users = workspace.read("exports/users.csv").replace("2013-01-01", "2013-13-01");
    workspace.write("exports/users.csv", &users);
    let ran = workspace.run(&["import", "mappings/quayside.toml", "exports"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("users.csv:2"), "{}", ran.out);
    assert!(workspace.read("out/rejects.csv").contains("2013-13-01"));
}
