//! Templates are whole, can be checked at once, and count for nothing before somebody confirms them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

mod quayside_copy;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use plumb_engine::{Edit, Options, Review, Workspace, new_from_template, parse_date, templates};
use quayside_copy::quayside;

fn today() -> Options {
    Options { today: parse_date("2026-01-31"), ..Options::default() }
}

#[test]
fn each_template_reads_and_is_checked_without_a_problem() {
    for template in templates() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("acme");
        let view = new_from_template(&dir, template.name).unwrap();
        assert!(view.guesses.len() >= 5, "{view:?}");
        let review = Workspace::open(&dir).unwrap().check(&today()).unwrap();
        let said: Vec<&str> = review.problems.iter().map(|problem| problem.message.as_str()).collect();
        let [only] = said.as_slice() else { panic!("{}: {said:#?}", template.name) };
        assert!(
            only.ends_with("entries are from a template and nobody has confirmed them, so they do not count")
        );
        for (path, text) in template.files {
            let entries =
                text.lines().filter(|line| line.starts_with('[') && !line.starts_with("[[")).count();
            let guesses =
                text.lines().filter(|line| line.starts_with("# guessed: from the template ")).count();
            assert_eq!(entries, guesses, "{} {path}", template.name);
        }
    }
}

#[test]
fn the_folder_of_templates_and_what_is_built_in_are_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates");
    let mut there = BTreeSet::new();
    for template in fs::read_dir(root).unwrap() {
        let template = template.unwrap();
        for file in fs::read_dir(template.path().join("plan")).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            there.insert((template.file_name().into_string().unwrap(), format!("plan/{name}")));
        }
    }
    let built_in = templates().iter().flat_map(|template| {
        template.files.iter().map(|(path, _)| (template.name.to_owned(), (*path).to_owned()))
    });
    assert_eq!(built_in.collect::<BTreeSet<_>>(), there);
}

#[test]
fn an_unknown_template_names_those_that_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let error = new_from_template(&folder.path().join("acme"), "subscripton").unwrap_err().to_string();
    assert!(error.contains("did you mean `subscription`?"), "{error}");
    assert!(!folder.path().join("acme").exists());
}

const MORE: &str = r#"
[rhythm.more-forecast]
kind = "forecast"
unit = "baltic"
every = "week"
minutes = "30 minutes"
roles = ["account-manager"]
measures = ["net-revenue"]
objectives = ["grow"]
inputs = ["weekly-orders"]
outputs = ["a number"]
decides = "a number"

[report.more]
measures = ["net-revenue", "gross-margin-rate"]
roles = ["account-manager"]
every = "week"
decides = "prices"

[pay.more]
roles = ["account-manager"]

[[pay.more.component]]
measure = "gross-margin-rate"
weight = "100 %"

[story.more]
objective = "grow"
why_now = "now"
customer = "gains"
me = "gains"
proof = "seen"
updated = 2026-03-01

[role.more]
sells = true

[process.more]
handoff = [{ from = "account-manager", to = "more", trigger = "a", payload = "b", accepts = "c", within = "1 days" }]
"#;

fn figures(review: &Review) -> (String, String, Vec<String>) {
    let score = serde_json::to_string(&review.score).unwrap();
    let carry = serde_json::to_string(&review.carry).unwrap();
    (score, carry, review.gaps.iter().map(|gap| gap.id.clone()).collect())
}

#[test]
fn what_nobody_confirmed_changes_neither_score_nor_what_is_carried() {
    let (folder, workspace) = quayside();
    let before = figures(&workspace.check(&Options::default()).unwrap());
    let file = folder.path().join("plan/more.toml");
    let mut marked = String::new();
    for line in MORE.lines() {
        if line.starts_with('[') && !line.starts_with("[[") {
            marked.push_str("# guessed: from the template `x`; nobody has confirmed it\n");
        }
        marked.push_str(&format!("{line}\n"));
    }
    fs::write(&file, &marked).unwrap();
    let after = workspace.check(&Options::default()).unwrap();
    assert_eq!(figures(&after), before);
    let note = after.problems.iter().find(|problem| problem.code == "unconfirmed").unwrap();
    assert_eq!((note.severity.as_str(), note.message.split(' ').next()), ("note", Some("6")));
    // Told by somebody, it counts.
    let told = |(kind, id): &(&str, &str)| Edit::Comment {
        kind: (*kind).into(),
        id: (*id).into(),
        says: Some("told: by Karin Ostermoor on 2026-03-01".into()),
    };
    let all = [
        ("rhythm", "more-forecast"),
        ("report", "more"),
        ("pay", "more"),
        ("story", "more"),
        ("role", "more"),
        ("process", "more"),
    ];
    let changes = workspace.edited(&all.iter().map(told).collect::<Vec<_>>()).unwrap();
    fs::write(&file, changes[0].after.as_ref().unwrap()).unwrap();
    assert_ne!(figures(&workspace.check(&Options::default()).unwrap()), before);
}
