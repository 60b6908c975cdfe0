//! What a review does not pass over in silence.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

mod quayside_copy;

use std::path::Path;

use plumb_engine::{ImportOptions, Options, Review, Workspace, parse_date};
use quayside_copy::quayside;

fn check(workspace: &Workspace, as_of: &str) -> Review {
    workspace.check(&Options { as_of: parse_date(as_of), threads: 1, ..Options::default() }).unwrap()
}

fn codes(review: &Review) -> Vec<&str> {
    review.problems.iter().map(|problem| problem.code.as_str()).collect()
}

fn change(path: &Path, from: &str, to: &str) {
    let bytes = std::fs::read(path).unwrap();
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    assert!(text.contains(from), "{from}");
    let changed: Vec<u8> = text
        .replacen(from, to, 1)
        .chars()
        .map(|character| u8::try_from(u32::from(character)).unwrap())
        .collect();
    std::fs::write(path, changed).unwrap();
}

#[test]
fn a_sound_workspace_has_nothing_to_remark() {
    let (_folder, workspace) = quayside();
    assert_eq!(codes(&check(&workspace, "2026-01-30")), Vec::<&str>::new());
}

#[test]
fn revenue_without_a_rate_is_told_and_not_only_left_out() {
    let (folder, workspace) = quayside();
    let exports = folder.path().join("exports");
    change(&exports.join("orders.csv"), ";EUR;Neu", ";XYZ;Neu");
    let mapping = folder.path().join("mappings/quayside.toml");
    workspace.import(&mapping, &[exports], &ImportOptions::default(), &mut |_| {}).unwrap();
    let review = check(&workspace, "2026-01-30");
    let problem = review.problems.iter().find(|problem| problem.code == "missing-rate").expect("it is told");
    assert!(problem.message.contains("1 row is left out"), "{}", problem.message);
}

#[test]
fn a_mandate_whose_year_is_over_is_told() {
    let (_folder, workspace) = quayside();
    assert!(codes(&check(&workspace, "2026-05-01")).contains(&"mandate-over"));
}

#[test]
fn a_rule_of_ones_own_that_contradicts_its_example_is_told() {
    let (folder, workspace) = quayside();
    let page = folder.path().join("plan/rules/deals-past-their-date.md");
    change(&page, "o.expected < as_of() then 1", "o.expected > as_of() then 1");
    assert!(codes(&check(&workspace, "2026-01-30")).contains(&"page-example"));
}

#[test]
fn a_rule_that_cannot_be_run_leaves_its_lines_unseen() {
    let (folder, workspace) = quayside();
    let carried =
        |review: &Review| review.carry.as_ref().unwrap().split.as_ref().unwrap().soundly_carried.minor;
    // Two rules that see all they need here: what other rules cannot see must not decide this.
    let rules = ["quota-late-or-missing", "stage-without-exit-criteria"].map(str::to_owned).to_vec();
    let options = Options { as_of: parse_date("2026-01-30"), threads: 1, rules, ..Options::default() };
    let before = carried(&workspace.check(&options).unwrap());
    let shipped =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/pages/method/stage-without-exit-criteria.md");
    let own = folder.path().join("plan/rules/stage-without-exit-criteria.md");
    std::fs::copy(shipped, &own).unwrap();
    change(&own, "from   roles_on_roster r", "from   no_such_table r");
    let after = workspace.check(&options).unwrap();
    assert!(codes(&after).contains(&"page-check"));
    assert!(before > 0 && carried(&after) == 0, "what could not be tested is not sound");
}

#[test]
fn broken_settings_stop_the_review_with_their_places() {
    let (folder, workspace) = quayside();
    change(&folder.path().join("plumb.toml"), "currency = \"EUR\"", "currency = \"EURO\"");
    let error =
        workspace.check(&Options { as_of: parse_date("2026-01-30"), ..Options::default() }).unwrap_err();
    assert!(error.problems().iter().any(|problem| problem.at.iter().any(|spot| spot.file == "plumb.toml")));
}
