//! The users' guide says what the program does.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own plan is wrong")]

use plumb_plan::{read, schema};

const GUIDE: &str = include_str!("../../../docs/plan-language.md");

#[test]
fn its_tables_are_those_of_the_schema() {
    let (_, rest) = GUIDE.split_once("<!-- schema: begin, generated -->\n").unwrap();
    let (tables, _) = rest.split_once("<!-- schema: end -->").unwrap();
    assert!(tables == schema::markdown(), "the tables differ: put `schema::markdown()` between the markers");
}

#[test]
fn its_example_is_a_plan_without_problems() {
    let mut files = Vec::new();
    for block in GUIDE.split("\n```").skip(1).step_by(2) {
        let (head, text) = block.split_once('\n').unwrap();
        if let Some((_, path)) = head.split_once(' ') {
            files.push((path.to_owned(), format!("{text}\n")));
        }
    }
    assert_eq!(files.len(), 5);
    let (plan, problems) = read(files);
    assert_eq!(problems, []);
    assert_eq!(
        plan.entity("role", "sales-lead").unwrap().guessed.as_deref(),
        Some("from titles in the CRM, nearly sure")
    );
}
