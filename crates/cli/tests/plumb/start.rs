//! The first hour: an export, answers, the first screen.

use plumb_sample::{Crm, Day, Sample, exports};

use crate::workspace::{Ran, Workspace};

const SAMPLE: Sample = Sample { seed: 1, aligned: false, day: Day::Zero };

/// A folder with the exports of a CRM of the sample company in `exports`.
fn exported(crm: Crm) -> Workspace {
    let workspace = Workspace::empty();
    for (path, bytes) in exports(&SAMPLE, crm, SAMPLE.as_of()) {
        let name = path.rsplit('/').next().unwrap().to_owned();
        let target = workspace.path("exports").join(name);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(target, bytes).unwrap();
    }
    workspace
}

fn start(workspace: &Workspace, from: &str, more: &[&str]) -> Ran {
    let first = ["start", "halden", "--from", from, "--data", "exports", "--exported-at", "2026-06-01"];
    workspace.run(&[&first, more].concat())
}

const MANDATE: &str = "by = \"Lukas Zimmermann\"\non = 2026-06-01\n[mandate]\ngrowth = \"11 %\"\nbaseline = \"62 000 000 EUR\"\n\
                       date = 2028-12-31\nsigned_by = \"Sigrid Korhonen\"\nsigned_on = 2026-04-02\n";

#[test]
fn a_mandate_that_is_told_is_signed_and_stands_on_the_first_screen() {
    let workspace = exported(Crm::Salesforce);
    workspace.write("a.toml", MANDATE);
    let ran = start(&workspace, "salesforce", &["--answers", "a.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("“Net revenue grows by 11 % a year” is "), "{}", ran.out);
    assert!(ran.out.contains("these three files would show"), "{}", ran.out);
    assert!(
        workspace
            .read("halden/plan/objectives.toml")
            .contains("# told: by Lukas Zimmermann on 2026-06-01\n[objective.grow]")
    );
    assert!(
        workspace
            .read("halden/plan.lock")
            .contains("signed_by = \"sigrid-korhonen\"\nsigned_on = \"2026-04-02\"")
    );
}

#[test]
fn wrong_answers_are_told_all_at_once_with_their_lines_and_nothing_is_written() {
    let workspace = exported(Crm::Report);
    assert_eq!(start(&workspace, "report-de", &[]).code, Some(0));
    workspace.write("a.toml", "[mandate]\ngrowth = \"11\"\ndate = \"soon\"\nownr = \"x\"\n[mandat]\n");
    let ran = workspace.run(&["start", "halden", "--answers", "a.toml"]);
    assert_eq!(ran.code, Some(2));
    for line in ["a.toml:1:2", "a.toml:2:10", "a.toml:3:8", "a.toml:4:8", "a.toml:5:2"] {
        assert!(ran.err.contains(line), "{line}\n{}", ran.err);
    }
    assert!(!workspace.path("halden/answers.toml").exists());
}

#[test]
fn without_a_terminal_it_asks_nothing_and_says_what_to_do() {
    let workspace = exported(Crm::Report);
    let ran = start(&workspace, "report-de", &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("`--answers FILE`"), "{}", ran.err);
    let ran = workspace.run(&["start", "elsewhere"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--from MAPPING --data PATH"), "{}", ran.err);
}

/// The file of answers that the manual shows.
fn manual() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/start.md");
    let text = std::fs::read_to_string(path).unwrap();
    let block = text.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    block.to_owned()
}

/// Everything that stands in a folder but facts and results, by path.
fn texts(workspace: &Workspace, dir: &str) -> std::collections::BTreeMap<String, String> {
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![workspace.path(dir)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(workspace.path(dir)).unwrap().to_str().unwrap().to_owned();
            if ["out", "plumb.db", "ledger.db", ".plumb"].iter().any(|made| name.starts_with(made)) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(name, std::fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn the_manuals_answers_are_taken_at_once_one_by_one_and_after_a_stop_with_the_same_bytes() {
    let workspace = exported(Crm::Salesforce);
    let manual = manual();
    workspace.write("all.toml", &manual);
    let ran = start(&workspace, "salesforce", &["--answers", "all.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("“Net revenue grows by 11 % a year” is "), "{}", ran.out);
    let at_once = texts(&workspace, "halden");
    assert!(!at_once["answers.toml"].contains("accelerator"));
    assert!(at_once["plan/private/pay.toml"].contains("# told: by Lukas Zimmermann on 2026-06-01"));
    assert!(at_once["plan/private/quotas-proposed.txt"].starts_with("# PROPOSED, not told"));
    assert!(!at_once.contains_key("plan/private/quotas.csv"));

    let new = ["new", "later", "--from", "salesforce", "--data", "exports", "--exported-at", "2026-06-01"];
    assert_eq!(workspace.run(&new).code, Some(0));
    let (head, questions) = manual.split_once("\n[").unwrap();
    let mut files: Vec<String> = Vec::new();
    for (index, question) in questions.split("\n[").enumerate() {
        let name = format!("{index}.toml");
        workspace.write(&name, &format!("{head}\n[{question}\n"));
        files.push(name);
    }
    assert_eq!(files.len(), 12);
    for few in files.chunks(4) {
        let given = few.iter().flat_map(|name| ["--answers", name.as_str()]);
        let ran = workspace.run(&["start", "later"].into_iter().chain(given).collect::<Vec<_>>());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    let later = texts(&workspace, "later");
    assert_eq!(later.keys().collect::<Vec<_>>(), at_once.keys().collect::<Vec<_>>());
    for (path, text) in &at_once {
        assert_eq!(&later[path], text, "{path}");
    }

    let reconciled = workspace.run(&["-C", "halden", "reconcile", "--format", "json"]);
    assert!(reconciled.out.contains("\"agrees\""), "{}", reconciled.err);
}

#[test]
fn with_the_crm_alone_there_is_no_score_and_no_money_but_sums_of_facts() {
    for (crm, from) in
        [(Crm::Salesforce, "salesforce"), (Crm::HubSpot, "hubspot"), (Crm::Report, "report-de")]
    {
        let workspace = exported(crm);
        let ran = start(&workspace, from, &["--format", "json"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let screen: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert!(screen["score"].is_null());
        let moves = screen["moves"].as_array().unwrap();
        assert!(moves.iter().all(|one| one["reaches"].is_null() && one["adds"].is_null()));
        let inputs = screen["inputs"].as_array().unwrap();
        assert_eq!(inputs.len(), 3);
        assert!(inputs.iter().all(|input| input["money"].is_null()));
        let shares: f64 = inputs.iter().map(|input| input["share"].as_f64().unwrap()).sum();
        assert!((shares - screen["inputs_share"].as_f64().unwrap()).abs() < 1e-9);
        assert!(screen["seen"].as_f64().unwrap() + shares <= 1.0 + 1e-6);
    }
}

#[test]
fn skipping_everything_leaves_what_new_makes() {
    let workspace = exported(Crm::Report);
    let skipped: String =
        plumb_engine::QUESTIONS.iter().map(|question| format!("[{question}]\nskipped = true\n")).collect();
    workspace.write("skip.toml", &skipped);
    assert_eq!(start(&workspace, "report-de", &["--answers", "skip.toml"]).code, Some(0));
    let new = ["new", "new", "--from", "report-de", "--data", "exports", "--exported-at", "2026-06-01"];
    assert_eq!(workspace.run(&new).code, Some(0));
    let mut started = texts(&workspace, "halden");
    assert!(started.remove("answers.toml").is_some());
    assert_eq!(started, texts(&workspace, "new"));
}

#[test]
fn told_quotas_of_a_list_stand_in_the_private_folder_and_nowhere_else() {
    let workspace = exported(Crm::Salesforce);
    workspace
        .write("quotas.csv", "Person;Quota;Period\nHeike Ackermann;1.200.000;2026\nNobody Known;5;2026\n");
    let answer =
        "by = \"Lukas Zimmermann\"\non = 2026-06-01\n[numbers]\nhow = \"file\"\nfile = \"quotas.csv\"\n";
    workspace.write("a.toml", answer);
    let ran = start(&workspace, "salesforce", &["--answers", "a.toml"]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.err.contains("`quotas.csv` line 3"), "{}", ran.err);
    assert!(!workspace.path("halden/plan/private/quotas.csv").exists());

    workspace.write("quotas.csv", "Person;Quota;Period\nHeike Ackermann;1.200.000;2026\n");
    let ran = workspace.run(&["start", "halden", "--answers", "a.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let written = workspace.read("halden/plan/private/quotas.csv");
    assert!(written.starts_with("# told: by Lukas Zimmermann on 2026-06-01\n"), "{written}");
    assert!(
        written.contains("heike-ackermann,net-revenue,1 200 000.00 EUR,2025-04-01,2026-04-01,direct,,"),
        "{written}"
    );
    assert!(!workspace.read("halden/answers.toml").contains("quotas.csv"));
}
