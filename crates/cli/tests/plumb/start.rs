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
