//! Nobody sees another's number who should not.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

mod quayside_copy;

use std::collections::BTreeSet;

use plumb_engine::{GROUP_MIN, Options, Review, Viewer};
use quayside_copy::quayside;

fn review() -> Review {
    let (_folder, workspace) = quayside();
    workspace.check(&Options { threads: 2, ..Options::default() }).unwrap()
}

fn person(id: &str, leads: &[&str]) -> Viewer {
    Viewer::Person { id: id.to_owned(), leads: leads.iter().map(|unit| (*unit).to_owned()).collect() }
}

#[test]
fn a_seller_sees_the_own_part_and_no_other() {
    let whole = review();
    for seller in whole.carry.as_ref().unwrap().people.iter().map(|carry| carry.person.clone()) {
        let seen = whole.seen_by(&person(&seller, &[]));
        let review = seen.review();
        let people: BTreeSet<&str> =
            review.carry.iter().flat_map(|carry| &carry.people).map(|carry| carry.person.as_str()).collect();
        assert_eq!(people, BTreeSet::from([seller.as_str()]));
        assert!(review.lines.iter().all(|line| line.person == seller), "{seller}");
        assert!(
            review.gaps.iter().all(|gap| gap.person.as_ref().is_none_or(|person| *person == seller)),
            "{seller}"
        );
        assert!(
            review.carry.iter().flat_map(|carry| &carry.units).all(|unit| unit.sellers >= GROUP_MIN),
            "{seller}"
        );
    }
}

#[test]
fn a_head_sees_the_people_below_and_not_those_beside() {
    let whole = review();
    let seen = whole.seen_by(&person("rasmus", &["north", "baltic", "north-sea"]));
    let carry = seen.review().carry.as_ref().unwrap();
    let units: BTreeSet<&str> = carry.people.iter().filter_map(|carry| carry.unit.as_deref()).collect();
    assert_eq!(units, BTreeSet::from(["baltic", "north-sea"]));
    assert!(carry.units.iter().any(|unit| unit.unit == "baltic" && unit.sellers == 4));
    assert!(seen.hidden_gaps() > 0, "gaps of people in the South are left out and counted");
}

#[test]
fn small_units_and_the_words_that_tell_of_them_are_left_out() {
    let whole = review();
    let seen = whole.seen_by(&person("tiina", &[]));
    let shown: Vec<_> =
        seen.review().carry.iter().flat_map(|carry| &carry.units).map(|unit| unit.unit.as_str()).collect();
    assert_eq!(shown, ["quayside", "north", "south"]);
    let adriatic = seen.review().gaps.iter().filter(|gap| gap.nodes == ["adriatic"]);
    for gap in adriatic {
        assert!(gap.exposure.is_none() && gap.at.is_empty() && !gap.message.contains("adriatic"), "{gap:?}");
    }
    assert!(
        seen.review()
            .problems
            .iter()
            .all(|problem| problem.at.iter().all(|spot| !spot.file.contains("private")))
    );
}

#[test]
fn the_operator_sees_all() {
    let whole = review();
    let seen = whole.seen_by(&Viewer::Operator);
    assert_eq!(serde_json::to_value(seen.review()).unwrap(), serde_json::to_value(&whole).unwrap());
    assert_eq!(seen.hidden_gaps(), 0);
}
