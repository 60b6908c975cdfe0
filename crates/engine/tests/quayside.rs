//! The shipped example, from import to review.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

mod quayside_copy;

use plumb_engine::{Options, Review, Workspace};
use quayside_copy::quayside;

fn review(workspace: &Workspace, threads: usize) -> Review {
    workspace.review(&Options { threads, ..Options::default() }).unwrap()
}

#[test]
fn the_example_reviews_and_its_money_sums_to_the_mandate() {
    let (_folder, workspace) = quayside();
    let review = review(&workspace, 2);
    let carry = review.carry.expect("a mandate in money is signed");
    for unit in &carry.units {
        let split = unit.split.as_ref().unwrap();
        let parts = [&split.soundly_carried, &split.carried_but_broken, &split.unseen, &split.nobodys];
        assert_eq!(parts.iter().map(|part| part.minor).sum::<i64>(), unit.amount.minor, "{}", unit.unit);
    }
    assert_eq!(carry.units[0].amount, carry.total);
    for gap in &review.gaps {
        println!(
            "{} {} {} {:?}",
            gap.severity,
            gap.id,
            gap.message,
            gap.exposure.as_ref().map(|e| (&e.effect, &e.amount.amount, &e.alone.as_ref().unwrap().amount))
        );
    }
    for problem in &review.problems {
        println!("{} {}", problem.code, problem.message);
    }
    for rule in &review.rules {
        println!(
            "{} pass {} gap {} unknown {} na {}",
            rule.rule, rule.passed, rule.gaps, rule.unknown, rule.not_applicable
        );
    }
    println!("{:?} {:?}", review.coverage, review.score);
}
