//! The page that a review prints.

use expect_test::expect;
use plumb_engine::{ElementView, LossView, ScoreView};

use super::company::{euro, review, seen};
use crate::{Colour, Paper, check_json, summary};

#[test]
fn the_page_answers_who_carries_the_mandate() {
    let written = ["out/review.db".to_owned(), "out/review.json".to_owned()];
    expect![[r#"
        Quay Parts on 2026-01-31, fiscal year 2026 (the newest day on which something happened: `bookings`)

        “Net revenue grows by 11 % in a year” is 12 000 000.00 EUR in fiscal year 2026. 9 204 318.20 EUR
        have come in so far this year. Of the mandate, 2 000 000.00 EUR (16.7 %) are soundly carried; of the
        rest, 5.5 M EUR (45.8 %) are carried by somebody whose line is broken, 2.5 M EUR (20.8 %) cannot be
        seen, 2.0 M EUR (16.7 %) are nobody's.
          `grow` Net revenue grows by 11 % in a year, 12 000 000.00 EUR this year, due 2026-03-31; signed by
                 karin on 2025-04-02; CHANGED since: the plan says something else now (`plumb lock verify`)

        Who carries the 11 %?
          █ soundly carried   x carried but broken   ░ unseen   · nobody's

          North     ███████████xxxxxxx··                      4.0 M EUR  50.0 % sound
            Baltic  ██████xx                                  1.5 M EUR  66.7 % sound
          South     xxxxxxxxxxxxxxxxxxxxx░░░░░░░░░░░░·······  8.0 M EUR   0.0 % sound

          in EUR           sound        broken        unseen      nobody's         amount
          North     2 000 000.00  1 500 000.50          0.00    499 999.50   4 000 000.00
            Baltic  1 000 000.00    500 000.50          0.00          0.00   1 500 000.50
          South             0.00  4 000 000.00  2 500 000.00  1 500 000.00   8 000 000.00
          ───────────────────────────────────────────────────────────────────────────────
          total     2 000 000.00  5 500 000.50  2 500 000.00  1 999 999.50  12 000 000.00

          The quotas in South add up to 112.0 % of its 8 000 000.00 EUR: 960 000.00 EUR too much; each part
          counts here for its share.

          Lines are cut at number (5 500 000.50 EUR, 45.8 %, 5 people); pay (1 500 000.00 EUR, 12.5 %,
          1 person). A part may stand at several.

          Lines cannot be seen at story (2 500 000.00 EUR, 20.8 %, 2 people).

        What will happen?
          67 in 100 that 12.0 M EUR come in by 31 March 2026; eight in ten years end between 10.8 M and
          15.6 M EUR.
          Furthest behind pace: Baltic (412.0 k EUR behind) and South (400.0 k EUR behind, within what is
          usual).
          On past quarters the simple rule “as a year before” was nearer for the whole company than this
          forecast: off by 1.3 M EUR in the mean of 4 results, the forecast by 2.2 M EUR.

        What stands in the way?
              exposure  severity
          3 120 000.00  error     `nikos` has sold since 2025-04-01 and has no quota
                                  plan/people.csv:3:1  quota-late-or-missing-00c0ffee
          1 000 000.00  warning   `north` sells 15.8 % below list in the last 10 days of a quarter and 6.1 %
                                  in the rest
                                  bookings/erp/43659  deadline-discount-00c0ffee
          Of `grow`, 5 500 000.50 EUR lie under gaps that break its lines, each part counted once.
          Exposure is the part of the mandate that hangs on a gap.

        Where does the line break?
          1 line, one from each mandate to each of its sellers

          strand          sound strained   unseen  missing   broken
          objective           7        -        -        -        -
          number              2        -        -        1        4
          not tested yet, and left out: tools

        How much do we see?
          31 % of what should be tested is seen, 12 % stands on the plan's word alone. 12 rules are
          installed; what no rule tests is neither counted nor blamed.
          No score under 60 % coverage: we can see 31 %; these three inputs would show 36 points more: plan:
          pay (18), bookings.list (12), meetings (6).

        Facts: 3 806 rows in 1 table; 2 rows could not be read.
        Written: out/review.db, out/review.json.
    "#]]
    .assert_eq(&summary(&seen(&review()), &written, Paper::default()));
}

#[test]
fn without_a_mandate_the_page_says_how_to_sign_one() {
    let mut review = review();
    review.mandates.clear();
    review.carry = None;
    review.gaps.clear();
    let page = summary(&seen(&review), &[], Paper { width: 300, ..Paper::default() });
    assert!(
        page.contains("write one in `plan/objectives.toml`, then `plumb lock sign ID --by NAME --on DATE`"),
        "{page}"
    );
    assert!(page.contains("No gap in 6 things that were tested."), "{page}");
}

#[test]
fn without_facts_the_page_says_how_to_import_some() {
    let mut review = review();
    review.facts.clear();
    review.rules.clear();
    review.gaps.clear();
    review.coverage.would_show.clear();
    let page = summary(&seen(&review), &[], Paper::default());
    for says in ["No facts are imported: `plumb import", "Nothing could be tested yet: import facts"] {
        assert!(page.contains(says), "{says}\n{page}");
    }
}

#[test]
fn a_score_stands_with_its_coverage_and_its_losses() {
    let mut review = review();
    review.coverage.seen = 0.74;
    review.score = Some(ScoreView {
        value: 37.5,
        cap: 62.5,
        elements: vec![
            ElementView { element: "objectives".into(), credit: Some(0.5) },
            ElementView { element: "rhythm".into(), credit: None },
        ],
        losses: vec![LossView { element: "objectives".into(), points: 12.25 }],
    });
    let page = summary(&seen(&review), &[], Paper::default());
    for says in [
        "The score is 37.5 of 100, with 74 % seen. While parts of the mandate lie under open gaps at error",
        "level, no score is above 62.5.",
        "left out: tools; an element is scored from those of its strands that are",
        "objectives (12.2)",
        "objectives                50 %",
        "rhythm                   not tested yet",
    ] {
        assert!(page.contains(says), "{says}\n{page}");
    }
}

#[test]
fn where_no_quota_is_told_people_are_counted_and_no_money() {
    let mut review = review();
    let carry = review.carry.as_mut().unwrap();
    let nothing = euro(0);
    carry.split = Some(plumb_engine::Split {
        soundly_carried: nothing.clone(),
        carried_but_broken: nothing.clone(),
        unseen: carry.total.clone(),
        nobodys: nothing.clone(),
    });
    carry.units.clear();
    for at in carry.broken_at.iter_mut().chain(&mut carry.unseen_at) {
        at.amount = nothing.clone();
    }
    carry.broken_at.reverse();
    for gap in &mut review.gaps {
        gap.exposure = None;
    }
    (review.under_gaps, review.under_gaps_of_any) = (None, None);
    let page = summary(&seen(&review), &[], Paper::default());
    for says in [
        "Nothing of the mandate is soundly carried. Of it, 12.0 M EUR\n(100.0 %) cannot be seen.",
        "Lines are cut at number (5 people); pay (1 person). A person may stand at several.",
        "Lines cannot be seen at story (2 people).",
        "  severity\n  error     `nikos` has sold",
        "  What hangs on a gap is not known: no quota is told.\n",
    ] {
        assert!(page.contains(says), "{says}\n{page}");
    }
    let check = crate::gaps(&seen(&review), &|_| None, Paper::default());
    assert!(check.contains("= exposure: not known: no quota is told\n"), "{check}");
}

#[test]
fn a_gap_of_another_mandate_says_whose_it_is() {
    let mut review = review();
    let mut other = review.mandates[0].clone();
    (other.id, other.headline) = ("keep-margin".into(), false);
    review.mandates.push(other);
    review.gaps[1].objectives = vec!["keep-margin".into()];
    let page = summary(&seen(&review), &[], Paper::default());
    assert!(page.contains("deadline-discount-00c0ffee  of `keep-margin`\n"), "{page}");
    assert!(page.contains("quota-late-or-missing-00c0ffee\n"), "{page}");
}

#[test]
fn a_mandate_without_growth_is_asked_for_all_the_same() {
    let mut review = review();
    (review.mandates[0].growth, review.mandates[0].so_far) = (None, None);
    let page = summary(&seen(&review), &[], Paper::default());
    assert!(page.contains("\nWho carries it?\n"), "{page}");
    assert!(!page.contains("have come in so far"), "{page}");
}

#[test]
fn a_message_is_told_to_its_end_on_narrow_paper() {
    let mut review = review();
    review.gaps[0].message =
        "role `am-south` passes 4 stages, and 2 of them have fewer than 2 exit criteria".into();
    let page = summary(&seen(&review), &[], Paper { width: 70, ..Paper::default() });
    let says = "  3 120 000.00  error\n      role `am-south` passes 4 stages, and 2 of them have fewer than\n      \
                2 exit criteria\n      plan/people.csv:3:1";
    assert!(page.contains(says), "{page}");
}

#[test]
fn plain_paper_has_no_colours_and_colours_change_no_letter() {
    let review = seen(&review());
    let plain = summary(&review, &[], Paper::default());
    let colourful = summary(&review, &[], Paper { colour: Colour::Ansi, ..Paper::default() });
    assert!(!plain.contains('\u{1b}') && colourful.contains('\u{1b}'));
    let mut stripped = String::new();
    let mut in_code = false;
    for c in colourful.chars() {
        match c {
            '\u{1b}' => in_code = true,
            'm' if in_code => in_code = false,
            _ if in_code => {}
            _ => stripped.push(c),
        }
    }
    assert_eq!(stripped, plain);
}

#[test]
fn what_stands_in_the_top_unit_directly_has_its_own_line() {
    let mut review = review();
    let carry = review.carry.as_mut().unwrap();
    carry.total = euro(1_300_000_000);
    carry.units[0].amount = euro(1_300_000_000);
    carry.units[0].split.as_mut().unwrap().nobodys = euro(299_999_950);
    carry.split.as_mut().unwrap().nobodys = euro(299_999_950);
    let page = summary(&seen(&review), &[], Paper::default());
    let line = page
        .lines()
        .find(|line| line.contains("Quay itself") && line.contains("1 000 000.00 "))
        .unwrap_or_default();
    assert!(line.trim_end().ends_with("1 000 000.00   1 000 000.00"), "{page}");
}

#[test]
fn what_a_check_found_counts_what_stands_open() {
    let text = check_json(&seen(&review())).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (value["errors"].as_u64(), value["warnings"].as_u64(), value["clean"].as_bool()),
        (Some(1), Some(1), Some(false))
    );
    assert_eq!(value["gaps"][0]["exposure"]["amount"]["amount"], "3120000.00");
}

#[test]
fn a_small_margin_of_safety_is_told_once_for_all_units() {
    let mut review = review();
    let carry = review.carry.as_mut().unwrap();
    carry.units[0].excess = Some(euro(carry.units[0].amount.minor / 100));
    carry.units[1].excess = Some(euro(carry.units[1].amount.minor / 50));
    let page = summary(&seen(&review), &[], Paper { width: 100, colour: Colour::Plain });
    assert_eq!(page.matches("too much; each part").count(), 1, "{page}");
    assert!(page.contains("In 2 units the quotas add up to a little more"), "{page}");
}
