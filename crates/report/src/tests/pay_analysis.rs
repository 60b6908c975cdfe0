//! What pay plans pay for, as text and as a page.

use super::payday;
use crate::{Paper, pay};

#[test]
fn what_is_paid_the_wrong_way_round_is_a_sentence_and_the_worst_comes_first() {
    let text = pay::analyse(&payday::analyse(), Paper { width: 120, ..Paper::default() });
    assert!(
        text.contains("  1. a unit of service pays 0.4 times what a unit of instruments pays; the objectives value it 2.1 times\n  2. a unit of training"),
        "{text}"
    );
    // Which of the two the ratio of pay is told of does not matter.
    let mut turned = payday::analyse();
    turned.inversions[1].pay_ratio = 2.5;
    assert_eq!(pay::analyse(&turned, Paper { width: 120, ..Paper::default() }), text);
    turned.inversions[1].pay_ratio = 0.0;
    let nothing = pay::analyse(&turned, Paper { width: 120, ..Paper::default() });
    assert!(nothing.contains("1. a unit of service pays nothing, one of instruments does;"), "{nothing}");
}

#[test]
fn an_analysis_tells_nothing_of_single_people() {
    let mut view = payday::analyse();
    let whole = pay::analyse(&view, Paper { width: 120, ..Paper::default() });
    assert!(whole.contains("under `ae-2026`, 5 people would gain up to 6 200.00 EUR together by moving a deal each out of 2026-Q4"), "{whole}");
    view.timing.pop();
    let text = pay::analyse(&view, Paper::default());
    let page = crate::parts::pay_analysis(&view).into_string();
    for (what, of) in [("text", &text), ("page", &page)] {
        assert!(!of.contains("anja") && !of.contains("31.00") && !of.contains(" 960.00"), "{what}: {of}");
        assert!(of.contains("6.00"), "{what}");
    }
    assert!(
        page.contains("Does pay follow the objectives?") && page.contains("it jumps from 30 % to 50 %"),
        "{page}"
    );
}

#[test]
fn the_cost_of_pay_says_what_it_rests_on_and_who_had_nothing_to_gain_is_told_of_groups_only() {
    let mut view = payday::analyse();
    let told = |view: &plumb_engine::AnalyseView| {
        let text = pay::analyse(view, Paper { width: 400, ..Paper::default() });
        // A page keeps figure and unit on one line.
        let page = crate::parts::pay_analysis(view).into_string().replace(['\u{a0}', '\u{202f}'], " ");
        [text, page]
    };
    for of in told(&view) {
        assert!(
            of.contains(
                "On the first 200 paths of the forecast: what has happened, and what is still to come"
            ),
            "{of}"
        );
        let dead = "at the end of 2027-M02 more earned nothing for 3 of 12 people (12 % of what all of them sold in it), and paid nothing in that period for 6 (30 % of what all of them sold in it)";
        assert!(of.contains(dead) && !of.contains("2027-M01"), "{of}");
    }
    for one in &mut view.dead {
        one.people = 3;
    }
    for of in told(&view) {
        assert!(of.contains("At no end of a pay period anybody.") && !of.contains("2027-M02"), "{of}");
    }
    view.dead.clear();
    for of in told(&view) {
        assert!(of.contains("No pay period in which somebody sold has ended yet."), "{of}");
    }
}
