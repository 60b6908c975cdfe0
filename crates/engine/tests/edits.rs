//! Edits of a workspace give whole files and write none.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own workspace is wrong")]

use std::path::Path;

use plumb_engine::{Edit, EngineError, Workspace};

fn quayside() -> Workspace {
    Workspace::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/quayside")).unwrap()
}

#[test]
fn a_quota_of_the_example_changes_one_line() {
    let id = "person=tiina, measure=net-revenue, from=2024-04-01";
    let changes = quayside().edited(&[Edit::set("quota", id, "amount", "2 300 000 EUR")]).unwrap();
    let [change] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!(change.path, "plan/private/quotas.csv");
    let text = |bytes: &Option<Vec<u8>>| String::from_utf8(bytes.clone().unwrap()).unwrap();
    let (before, after) = (text(&change.before), text(&change.after));
    assert_eq!(before.replace("tiina,net-revenue,2 250 000", "tiina,net-revenue,2 300 000"), after);
    assert_ne!(before, after);
}

#[test]
fn all_that_stands_in_the_way_is_told() {
    let edits = [Edit::set("unit", "nort", "level", "team"), Edit::set("unit", "north", "levl", "team")];
    let error = quayside().edited(&edits).unwrap_err();
    assert!(matches!(error, EngineError::Problems { .. }));
    let said: Vec<&str> = error.problems().iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(said, ["no unit is called `nort`", "a unit has no field `levl`"]);
}
