//! Exit codes, and what is said beside them.

use crate::workspace::Workspace;

#[test]
fn gaps_at_error_level_are_1_and_a_clean_workspace_is_0() {
    let workspace = Workspace::imported();
    for command in ["check", "review"] {
        let ran = workspace.run(&[command]);
        assert_eq!(ran.code, Some(1), "{command}: {}", ran.err);
    }
    let clean = workspace.run(&["check", "--rule", "attainment-distribution-unhealthy"]);
    assert_eq!(clean.code, Some(0), "{}{}", clean.out, clean.err);
    assert_eq!(workspace.run(&["explain", "deadline-discount"]).code, Some(0));
}

#[test]
fn a_difference_from_finance_is_1_and_its_rows_are_listed() {
    let nothing = Workspace::imported().run(&["reconcile"]);
    assert_eq!(nothing.code, Some(0), "{}", nothing.err);
    assert!(nothing.out.contains("import the table `control_totals`"), "{}", nothing.out);
    let differs =
        Workspace::closed_by_finance("1000").run(&["reconcile", "--rows", "2", "--as-of", "2026-03-01"]);
    assert_eq!(differs.code, Some(1), "{}{}", differs.out, differs.err);
    assert!(differs.out.contains("net-revenue"), "{}", differs.out);
    assert!(differs.out.contains("in the period, the largest first"), "{}", differs.out);
    assert!(differs.out.contains("1 of 1 total lies more than 1.0 % from Finance"), "{}", differs.out);
}

#[test]
fn a_plan_with_errors_is_1_and_every_error_is_drawn() {
    let workspace = Workspace::imported();
    workspace.write(
        "plan/territories.toml",
        "[territory.north]\nunit = \"nort\"\n[territory.south]\nunit = \"soth\"\n",
    );
    let ran = workspace.run(&["check"]);
    assert_eq!(ran.code, Some(1));
    for says in [" --> plan/territories.toml:2:8", " --> plan/territories.toml:4:8", "did you mean `south`?"]
    {
        assert!(ran.out.contains(says), "{says}\n{}", ran.out);
    }
}

#[test]
fn what_cannot_be_done_is_2_and_says_what_to_do() {
    let workspace = Workspace::imported();
    let nowhere = Workspace::empty();
    let nowhere = nowhere.dir().to_str().unwrap();
    let cases: &[(&[&str], &str)] = &[
        (&["-C", nowhere, "check"], "`plumb new DIR --from MAPPING.toml --data PATH` makes a workspace"),
        (&["check", "--as-of", "31.1.2026"], "write year, month and day, such as 2026-01-31"),
        (&["check", "--rule", "deadline-discont"], "did you mean `deadline-discount`?"),
        (&["explain", "cascade-brake"], "did you mean `cascade-break`?"),
        (&["explain", "cascade"], "did you mean `cascade-break`"),
        (&["explain", "cascade-brake\r"], "`cascade-brake` is neither a rule"),
        (&["tables", "nope"], "`plumb tables` lists all"),
        (&["chek"], "a similar subcommand exists: 'check'"),
        (&["tables", "bookngs"], "did you mean `bookings`?"),
        (&["measure", "net-revenu"], "did you mean `net-revenue`?"),
        (&["import", "mappings/none.toml", "exports"], "mappings/none.toml"),
        (&["review", "--format", "csv"], "`--format json` is for all"),
        (&["sql", "selec 1"], "near \"selec\""),
    ];
    for (arguments, says) in cases {
        let ran = workspace.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(says), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{arguments:?}");
        assert!(ran.err.starts_with("error: "), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn several_reasons_stand_below_each_other() {
    let workspace = Workspace::planned();
    for export in ["users", "customers"] {
        std::fs::remove_file(workspace.path(&format!("exports/{export}.csv"))).unwrap();
    }
    let ran = workspace.run(&["import", "mappings/quayside.toml", "exports"]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!(lines.len(), 2, "{}", ran.err);
    assert!(lines[0].starts_with("error: ") && lines[1].starts_with("       "), "{}", ran.err);
}

#[test]
fn a_mandate_that_is_not_what_was_signed_cannot_be_verified() {
    let workspace = Workspace::imported();
    let ran = workspace.run(&["lock", "verify"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    workspace.write("plan/objectives.toml", &workspace.read("plan/objectives.toml").replace("11 %", "10 %"));
    let ran = workspace.run(&["lock", "verify"]);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("not what was signed"), "{}", ran.err);
}
