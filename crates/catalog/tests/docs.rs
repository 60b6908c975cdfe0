//! The page on measures says what the program does.
#![allow(clippy::unwrap_used, clippy::panic)]

mod workspace;

use plumb_catalog::functions::functions_markdown;
use plumb_catalog::measure::{self, Dimension};
use workspace::{Workspace, plan_with};

const PAGE: &str = include_str!("../../../docs/measures.md");

#[test]
fn the_list_of_functions_is_the_programs() {
    let (_, rest) = PAGE.split_once("<!-- functions -->\n").unwrap();
    let (list, _) = rest.split_once("<!-- end of functions -->").unwrap();
    assert!(
        list.trim() == functions_markdown().trim(),
        "write this into the page:\n{}",
        functions_markdown()
    );
}

#[test]
fn the_example_is_a_plan_that_can_be_computed() {
    let (_, example) = PAGE.split_once("```toml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    // The company of the tests has the first measure already.
    let (_, second) = example.split_once("\n\n").unwrap();
    let plan = plan_with(second);
    let store = Workspace::new().build_with("review.db", &plan).connect().unwrap();
    assert_eq!(measure::check(&plan, &store), []);
    assert_eq!(plan.of_kind("measure").count(), 2);
}

#[test]
fn every_dimension_is_named() {
    for dimension in Dimension::ALL {
        assert!(PAGE.contains(&format!("`{}`", dimension.word())), "{dimension:?}");
    }
}
