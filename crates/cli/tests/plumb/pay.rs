//! `plumb pay`: what it prints, what it writes, and with which code it ends.

use crate::workspace::Workspace;

#[test]
fn pay_is_run_shown_closed_and_written_for_payroll() {
    let workspace = Workspace::imported();
    let run = workspace.run(&["pay", "run", "--period", "2026-M09", "--by", "revops"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("14 people are paid 24 970.23 EUR"), "{}", run.out);
    let again = workspace.json(&["pay", "run", "--period", "2026-M09"]);
    assert_eq!((&again["same_as_before"], &again["run"]["version"]), (&true.into(), &1.into()));
    let shown = workspace.run(&["pay", "show", "tiina", "2025-12"]);
    assert!(shown.out.contains("1 751.88 EUR are paid"), "{}", shown.out);
    let closed = workspace.run(&["pay", "close", "2026-M09", "--by", "cfo"]);
    assert!(closed.out.starts_with("2026-M09 is closed with run 1"), "{}{}", closed.out, closed.err);
    assert_eq!(workspace.run(&["pay", "close", "2026-M09", "--by", "cfo"]).code, Some(2));
    let out = workspace.run(&["pay", "export", "payroll", "--period", "2026-M09", "--out", "payroll.csv"]);
    assert_eq!(out.code, Some(0), "{}", out.err);
    let file = workspace.read("payroll.csv");
    let paid: f64 =
        file.lines().skip(1).map(|line| line.split("\",\"").nth(6).unwrap().parse::<f64>().unwrap()).sum();
    assert!((paid - 24_970.23).abs() < 0.001, "{paid}");
    let csv = workspace.run(&["pay", "export", "accruals", "--period", "2026-M09", "--format", "csv"]);
    assert!(csv.out.starts_with("\"period\",\"person\""), "{}", csv.out);
}

#[test]
fn a_check_ends_with_one_where_an_example_differs_and_names_its_place() {
    let workspace = Workspace::planned();
    let plan = "[pay.flat]\nroles = [\"seller\"]\nclawback = \"original-rate\"\nclawback_on = [\"cancel\"]\n\
                [[pay.flat.component]]\nrate = \"8 %\"\n[[pay.flat.example]]\nsays = \"one sale\"\n\
                transaction = [{ amount = \"50 000 EUR\" }]\npaid = \"4 000 EUR\"\n";
    workspace.write("flat.toml", plan);
    let passed = workspace.run(&["pay", "check", "flat.toml"]);
    assert_eq!(passed.code, Some(0), "{}{}", passed.out, passed.err);
    workspace.write("flat.toml", &plan.replace("4 000", "4 001"));
    let differs = workspace.run(&["pay", "check", "flat.toml"]);
    assert_eq!(differs.code, Some(1), "{}{}", differs.out, differs.err);
    assert!(differs.out.contains("4 000.00 EUR") && differs.out.contains("flat.toml"), "{}", differs.out);
    assert_eq!(workspace.run(&["pay", "check", "nowhere.toml"]).code, Some(2));
}

#[test]
fn what_there_is_not_is_said_with_what_is_near_and_ends_with_two() {
    let workspace = Workspace::imported();
    for (arguments, says) in [
        (&["pay", "show", "tina", "2026-M09"][..], "did you mean `tiina`?"),
        (&["pay", "show", "account-manager-2025"], "did you mean `account-manager-2026`?"),
        (&["pay", "explain", "nothing"], "is no line of pay"),
        (&["pay", "diff", "tiina", "2026-M09"], "no run was made before"),
        (&["pay", "close", "2026-M09", "--by", "cfo"], "has no run yet"),
        (&["pay", "run", "--period", "2030-M01"], "is no pay period"),
        (
            &["pay", "dispute", "open", "tiina", "2026-M09", "--says", "x", "--by", "t", "--amount", "5"],
            "is no amount of money",
        ),
    ] {
        let ran = workspace.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.out);
        assert!(ran.err.contains(says), "{arguments:?}: {}", ran.err);
    }
}
