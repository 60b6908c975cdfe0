//! What is strong, what closing a gap is worth, and whose it is to close, as they are drawn.

use plumb_engine::{StrengthView, WorthView};

use super::company::{euro, review, seen, unknown_worth};
use crate::{Paper, gaps, summary};

fn strength(name: &str, company_wide: bool, people: usize, says: &[&str]) -> StrengthView {
    StrengthView {
        subject: format!("unit:{name}"),
        name: name.into(),
        unit: Some(name.into()),
        person: None,
        company_wide,
        says: says.iter().map(|says| (*says).to_owned()).collect(),
        rules: vec!["some-rule".into()],
        elements: vec!["method".into()],
        reached: Some(euro(150_000_050)),
        people,
        beyond: 0.4,
    }
}

#[test]
fn up_to_three_strengths_are_told_and_the_rest_is_counted() {
    let mut review = review();
    assert!(!summary(&seen(&review), &[], Paper::default()).contains("What is strong?"));
    review.strengths = vec![
        strength("Baltic", false, 4, &["`baltic` coaches weekly", "`baltic` closes evenly"]),
        strength("Quay", true, 7, &["renewals are asked for in time"]),
        strength("South", false, 1, &["`south` qualifies"]),
        strength("North", false, 2, &["`north` qualifies"]),
    ];
    let page = summary(&seen(&review), &[], Paper::default());
    assert!(page.contains(
        "  Baltic: `baltic` coaches weekly; `baltic` closes evenly (reaches 4 people with 1.5 M EUR of the\n          mandate)\n"
    ), "{page}");
    assert!(page.contains("  the whole company: renewals are asked for in time (reaches 7 people"), "{page}");
    assert!(page.contains("(reaches 1 person with") && !page.contains("`north` qualifies"), "{page}");
    assert!(page.contains("1 more strength: `out/review.json` lists all."), "{page}");
}

#[test]
fn a_worth_is_told_in_money_only_where_it_was_measured() {
    let mut review = review();
    let worth = |class: &str, basis: &str| WorthView {
        class: Some(class.into()),
        basis: Some(basis.into()),
        ..unknown_worth()
    };
    review.gaps[0].worth = WorthView {
        p10: Some(euro(1_200_000)),
        p50: Some(euro(4_100_000)),
        p90: Some(euro(9_900_000)),
        ..worth("large", "anchored")
    };
    review.gaps[1].worth = worth("medium", "assumed");
    let drawn = gaps(&seen(&review), &|_| None, Paper::default());
    assert!(
        drawn.contains("worth: about 41.0 k EUR of margin in twelve months, in eight of ten cases"),
        "{drawn}"
    );
    assert!(drawn.contains("= worth: medium (assumed)"), "{drawn}");
    assert_eq!(drawn.matches("= worth:").count(), 2, "what is not known is left out:\n{drawn}");
    let page = summary(&seen(&review), &[], Paper::default());
    assert!(
        page.contains("worth about 41.0 k EUR, anchored") && page.contains("worth medium, assumed"),
        "{page}"
    );
}

#[test]
fn a_gap_of_leaders_says_so() {
    let mut review = review();
    review.gaps[0].concerns = "leaders".into();
    assert!(summary(&seen(&review), &[], Paper::default()).contains("for leaders to close"));
    assert!(
        gaps(&seen(&review), &|_| None, Paper::default())
            .contains("= concerns: leaders: it is theirs to close")
    );
}
