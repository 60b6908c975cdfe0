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
        assert!(
            of.contains("At the end of each pay period everybody had something to gain.")
                && !of.contains("2027-M02"),
            "{of}"
        );
    }
    view.dead.clear();
    for of in told(&view) {
        assert!(of.contains("No pay period in which somebody sold has ended yet."), "{of}");
    }
}

#[test]
fn offerings_that_pay_alike_stand_together_and_all_that_lack_pay_are_named() {
    let mut view = payday::analyse();
    view.inversions.clear();
    for slope in &mut view.slopes {
        (slope.now, slope.year, slope.cash) = (0.06, Some(0.06), Some(0.06));
    }
    let mut training = view.slopes[0].clone();
    training.offering = "training".into();
    view.slopes.push(training);
    view.mix[2].pay_share = 0.02;
    let says = "At the time of the sale pay tells no offering from another: account executive 6.00 of each 100 sold.";
    let lack = "Grow service is 35 % of what is wanted and 12 % of what is paid; Keep customers 15 % and 2 %; Grow 50 % and 78 %.";
    let text = pay::analyse(&view, Paper { width: 200, ..Paper::default() });
    let page = crate::parts::pay_analysis(&view).into_string().replace('\u{a0}', " ");
    for (what, of) in [("text", &text), ("page", &page)] {
        assert!(of.contains(says) && of.contains(lack) && of.contains("All 3 offerings"), "{what}: {of}");
    }
    assert!(
        !page.contains("Over the year") && !text.contains("in the year"),
        "columns that tell nothing more are left out"
    );
    assert!(text.contains(", new business"), "{text}");
}

#[test]
fn a_later_day_is_told_where_a_sale_earns_another_amount_then() {
    let mut view = payday::analyse();
    view.slopes.retain(|slope| slope.role.as_deref() == Some("account-executive") && slope.person.is_none());
    let more = ["training", "repairs"]
        .map(|offering| plumb_engine::SlopeView { offering: offering.into(), ..view.slopes[0].clone() });
    view.slopes.extend(more);
    for slope in &mut view.slopes {
        slope.day = "2027-06-01".into();
        (slope.now, slope.year, slope.cash) = (0.06, Some(0.06), Some(0.06));
    }
    let on = |day: &str, doubled: &str| {
        view.slopes
            .iter()
            .cloned()
            .map(|slope| {
                let now = if slope.offering == doubled { 0.12 } else { slope.now };
                plumb_engine::SlopeView { day: day.into(), now, year: Some(now), cash: Some(now), ..slope }
            })
            .collect::<Vec<_>>()
    };
    let later: Vec<_> =
        ["2027-07-01", "2027-10-01", "2028-01-01"].into_iter().zip(["", "service", ""]).collect();
    let later: Vec<_> = later.into_iter().flat_map(|(day, doubled)| on(day, doubled)).collect();
    view.slopes.extend(later);
    let text = pay::analyse(&view, Paper { width: 120, ..Paper::default() });
    let page = crate::parts::pay_analysis(&view).into_string().replace('\u{a0}', " ");
    let table: Vec<Vec<&str>> = text
        .lines()
        .skip_while(|line| !line.contains("sale of 100"))
        .skip(3)
        .take(4)
        .map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect())
        .collect();
    let who = "Account executive";
    assert_eq!(
        table,
        [
            vec![who, "1 June 2027", "All 4 offerings", "6.00"],
            vec![who, "1 October 2027", "Service", "12.00"],
            vec![who, "1 October 2027", "The other 3", "6.00"],
            vec![who, "1 January 2028", "All 4 offerings", "6.00"],
        ],
        "{text}"
    );
    assert!(page.contains("1 October 2027") && !page.contains("1 July 2027"), "{page}");
}
