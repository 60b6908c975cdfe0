//! A review names what is strong, whose it is, and to whom it may be shown.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

mod quayside_copy;

use plumb_engine::{Options, Review, StrengthView, Viewer};
use quayside_copy::quayside;

/// A page that praises the units of sellers for which `condition` holds; a name with `only` has a gap at all others.
fn page(name: &str, condition: &str) -> String {
    let other = if name.contains("only") { 0.5 } else { 0.0 };
    format!(
        "+++\nseverity = \"warning\"\nstrand = \"method\"\ndriver = \"win-rate\"\nfix = {{ says = \"nothing\" }}\nsubjects = \"units_with_sellers\"\n+++\n\n# {name}\n\nA test.\n\n## What it finds\nNothing.\n\n## Why it matters\nIt does not.\n\n## Check\n```sql\nselect subject, unit as node, unit, sellers, case when {condition} then 0 else {other:?} end as magnitude, 'fresh' as evidence, case when {condition} then 0.5 end as praise\nfrom units_with_sellers\n```\n\n## Says\n`{{unit}}` has a gap\n\n## Praise\n`{{unit}}` is strong in {name}\n\n## Example\n```gaps as-of 2026-06-30\n```\n\n## Use instead\n```gaps as-of 2026-06-30\n```\n\n## What it leaves to others\nAll.\n"
    )
}

fn review(pages: &[(&str, &str)]) -> Review {
    let (folder, workspace) = quayside();
    let rules = workspace.dir().join("plan/rules");
    std::fs::create_dir_all(&rules).unwrap();
    for (name, condition) in pages {
        std::fs::write(rules.join(format!("{name}.md")), page(name, condition)).unwrap();
    }
    let names = pages.iter().map(|(name, _)| (*name).to_owned()).collect();
    let review = workspace.check(&Options { threads: 2, rules: names, ..Options::default() }).unwrap();
    drop(folder);
    review
}

fn subjects(review: &Review) -> Vec<(&str, usize, bool)> {
    let view = |strength: &StrengthView| (strength.rules.len(), strength.company_wide);
    review
        .strengths
        .iter()
        .map(|strength| (strength.subject.as_str(), view(strength).0, view(strength).1))
        .collect()
}

#[test]
fn a_unit_that_stands_out_by_several_rules_comes_first_and_then_the_whole_company() {
    let review = review(&[
        ("only-coaches", "unit = 'baltic'"),
        ("only-qualifies", "unit = 'baltic'"),
        ("meets", "unit = 'baltic'"),
        ("renews", "1 = 1"),
    ]);
    assert_eq!(subjects(&review), [("unit:baltic", 2, false), ("unit:quayside", 1, true)]);
    let says = &review.strengths[0].says;
    assert_eq!(says, &["`baltic` is strong in only-coaches", "`baltic` is strong in only-qualifies"]);
}

#[test]
fn what_the_whole_company_does_well_stands_before_a_unit_that_does_not_stand_out() {
    let review = review(&[
        ("coaches", "unit = 'baltic'"),
        ("qualifies", "unit = 'baltic'"),
        ("renews", "1 = 1"),
        ("defines", "unit = 'quayside'"),
    ]);
    assert_eq!(
        subjects(&review),
        [("unit:quayside", 1, true), ("unit:quayside", 1, true), ("unit:baltic", 2, false)]
    );
    let baltic = &review.strengths[2];
    assert_eq!(baltic.says, ["`baltic` is strong in coaches", "`baltic` is strong in qualifies"]);
    assert_eq!((baltic.people, baltic.elements.as_slice()), (4, ["method".to_owned()].as_slice()));
    let whole = &review.strengths[0];
    assert_eq!(whole.says, ["`quayside` is strong in defines"]);
    let carried: i64 = review.carry.as_ref().unwrap().people.iter().map(|person| person.part.minor).sum();
    assert_eq!(whole.reached.as_ref().unwrap().minor, carried);
}

#[test]
fn a_strength_is_not_said_twice_on_one_path() {
    let review = review(&[("coaches", "unit in ('north', 'baltic')"), ("qualifies", "unit = 'baltic'")]);
    assert_eq!(subjects(&review), [("unit:baltic", 2, false)]);
}

#[test]
fn nothing_to_praise_is_no_strength() {
    assert!(review(&[("coaches", "0 = 1")]).strengths.is_empty());
}

#[test]
fn the_strength_of_a_small_unit_is_shown_to_its_head_only() {
    let review = review(&[("coaches", "unit = 'baltic'"), ("renews", "1 = 1")]);
    let shown = |leads: &[&str]| {
        let leads = leads.iter().map(|unit| (*unit).to_owned()).collect();
        review.seen_by(&Viewer::Person { id: "tiina".to_owned(), leads }).review().strengths.len()
    };
    assert_eq!((shown(&[]), shown(&["baltic"])), (1, 2));
}
