//! What goes to the two streams: JSON that programs can read, text without colours, nothing to a reader who left.

use std::process::Stdio;

use serde_json::Value;

use crate::workspace::Workspace;

/// Complains about every amount that is a number.
fn money_is_text(value: &Value, path: &str) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| money_is_text(item, path)),
        Value::Object(fields) => {
            for (name, field) in fields {
                let is_money =
                    ["amount", "alone", "part", "total", "target", "level"].contains(&name.as_str());
                assert!(!(is_money && field.is_number()), "{path}.{name}: {field}");
                money_is_text(field, &format!("{path}.{name}"));
            }
        }
        _ => {}
    }
}

#[test]
fn every_result_is_json_for_programs_and_its_money_is_text() {
    let workspace = Workspace::imported();
    let gap = workspace.first_gap();
    let commands: &[&[&str]] = &[
        &["check"],
        &["review"],
        &["explain", "deadline-discount"],
        &["explain", &gap],
        &["sql", "select * from bookings order by key limit 3"],
        &["tables"],
        &["tables", "bookings"],
        &["measure", "net-revenue", "--by", "unit,quarter"],
        &["import", "mappings/quayside.toml", "exports", "--dry-run"],
        &["lock", "verify"],
    ];
    for command in commands {
        money_is_text(&workspace.json(command), &command.join(" "));
    }
    let printed = workspace.run(&["review", "--format", "json"]).out;
    assert_eq!(printed, workspace.read("out/review.json"));
}

#[test]
fn a_pipe_gets_no_colours() {
    let workspace = Workspace::imported();
    for arguments in [&["check"][..], &["review"], &["--help"], &["chek"], &["explain", "deadline-discount"]]
    {
        let ran = workspace.run(arguments);
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{arguments:?}");
    }
}

#[test]
fn a_pipe_is_as_wide_as_the_environment_says_and_tables_are_whole() {
    let workspace = Workspace::imported();
    let at = |columns: &str, arguments: &[&str]| {
        let output = workspace.command(arguments).env("COLUMNS", columns).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let usual = workspace.run(&["check"]).out;
    let widest = |text: &str| {
        // Lines of files are drawn as they are.
        let words = text.lines().filter(|line| !line.contains(" | "));
        words.map(|line| line.chars().count()).max().unwrap_or_default()
    };
    assert!((71..=100).contains(&widest(&usual)), "{usual}");
    let narrow = at("70", &["check"]);
    assert!(widest(&narrow) <= 70, "{narrow}");
    for nonsense in ["", "59", "401", "wide", "-80"] {
        assert_eq!(at(nonsense, &["check"]), usual, "{nonsense}");
    }
    let sql = ["sql", "select * from bookings order by key limit 1"];
    assert_eq!(at("70", &sql), workspace.run(&sql).out);
}

#[test]
fn a_reader_who_leaves_is_no_failure() {
    let workspace = Workspace::imported();
    let mut child =
        workspace.command(&["tables"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}

#[test]
fn quiet_keeps_remarks_back() {
    let workspace = Workspace::imported();
    assert!(workspace.run(&["check"]).err.starts_with("as of 2026-01-30: "));
    assert_eq!(workspace.run(&["check", "--quiet"]).err, "");
    assert_eq!(workspace.run(&["check", "--as-of", "2026-01-30"]).err, "");
}
