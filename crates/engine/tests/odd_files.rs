//! A workspace with things in it that are no files, links that lead in circles, and targets that are in the way.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

mod quayside_copy;

use std::os::unix::fs::symlink;
use std::path::Path;

use plumb_engine::{Options, Workspace};
use quayside_copy::quayside;

fn small() -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let toml = "plumb = 1\n[company]\nname = \"Shop\"\ncurrency = \"EUR\"\n";
    std::fs::write(folder.path().join("plumb.toml"), toml).unwrap();
    std::fs::create_dir_all(folder.path().join("plan/private")).unwrap();
    std::fs::write(folder.path().join("plan/units.toml"), "[unit.north]\n").unwrap();
    let workspace = Workspace::open(folder.path()).unwrap();
    (folder, workspace)
}

fn said(workspace: &Workspace) -> Vec<String> {
    let options = Options { as_of: "2026-02-01".parse().ok(), ..Options::default() };
    let review = workspace.check(&options).unwrap();
    review
        .problems
        .into_iter()
        .filter(|problem| problem.code == "no-file")
        .map(|problem| problem.message)
        .collect()
}

fn pipe(path: &Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn a_pipe_and_a_link_to_nothing_are_told_and_not_waited_for() {
    let (folder, workspace) = small();
    let plan = folder.path().join("plan");
    pipe(&plan.join("pipe.toml"));
    pipe(&plan.join("pipe.sock"));
    symlink("nowhere.csv", plan.join("people.csv")).unwrap();
    std::fs::create_dir(folder.path().join("plan.lock")).unwrap();
    assert_eq!(
        said(&workspace),
        [
            "`plan.lock` is a folder, so it is not read",
            "`plan/people.csv` is a link to nothing, so it is not read",
            "`plan/pipe.toml` is a pipe or a device, so it is not read",
        ]
    );
}

#[test]
fn links_that_lead_in_circles_are_followed_once() {
    let (folder, workspace) = small();
    let plan = folder.path().join("plan");
    for name in ["a", "b", "private/up"] {
        symlink(&plan, plan.join(name)).unwrap();
    }
    symlink("private", plan.join("also-private")).unwrap();
    symlink("itself", plan.join("itself")).unwrap();
    std::fs::write(plan.join("private/more.toml"), "[unit.south]\n").unwrap();
    assert_eq!(said(&workspace), ["`plan/itself` is a link to nothing, so it is not read"]);
    let options = Options { as_of: "2026-02-01".parse().ok(), ..Options::default() };
    let units = workspace
        .sql("select id from plan_unit order by id", &options, &plumb_engine::QueryLimits::default(), |_| {})
        .unwrap();
    assert_eq!(units.rows, [["north"], ["south"]]);
}

#[test]
fn a_database_that_is_no_file_is_told_and_not_taken_for_none() {
    let (folder, workspace) = small();
    let path = folder.path().join("plumb.db");
    let options = Options { as_of: "2026-02-01".parse().ok(), ..Options::default() };
    std::fs::create_dir(&path).unwrap();
    let says = workspace.check(&options).unwrap_err().to_string();
    assert!(says.ends_with("plumb.db` is no file, and a database is one; move it away"), "{says}");
    std::fs::remove_dir(&path).unwrap();
    symlink("nowhere.db", &path).unwrap();
    let says = workspace.check(&options).unwrap_err().to_string();
    assert!(says.ends_with("plumb.db` cannot be used: it is a link to nothing; remove it"), "{says}");
    std::fs::remove_file(&path).unwrap();
    pipe(&path);
    assert!(workspace.check(&options).is_err());
}

#[test]
fn a_review_replaces_both_of_its_files_or_neither() {
    let (folder, workspace) = quayside();
    workspace.review(&Options::default()).unwrap();
    let database = folder.path().join("out/review.db");
    let json = folder.path().join("out/review.json");
    let before = std::fs::read(&database).unwrap();
    std::fs::remove_file(&json).unwrap();
    std::fs::create_dir(&json).unwrap();
    std::fs::write(folder.path().join("plan/later.toml"), "[unit.later]\n").unwrap();
    assert!(workspace.review(&Options::default()).is_err());
    assert!(std::fs::read(&database).unwrap() == before);
    assert_eq!(std::fs::read_dir(folder.path().join("out")).unwrap().count(), 2, "nothing is left over");
    std::fs::remove_dir(&json).unwrap();
    workspace.review(&Options::default()).unwrap();
    assert!(std::fs::read(&database).unwrap() != before);
}

#[test]
fn only_its_owner_reads_the_facts() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, _) = quayside();
    let mode = std::fs::metadata(folder.path().join("plumb.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
