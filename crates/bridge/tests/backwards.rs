//! What happened: each case of the table by name, and that the parts sum for rows of any kind.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

use std::collections::BTreeSet;

use plumb_bridge::Component::{
    Churn, Contraction, Corrections, Expansion, Mix, NewCustomers, NewOfferings, Price, Unassigned, Volume,
    WonBack,
};
use plumb_bridge::Side::{After, Before};
use plumb_bridge::{Component, Finding, Happened, Kind, Row, Side, TooLarge, happened};
use proptest::prelude::*;

fn row(account: &str, offering: &str, side: Side, amount: i64) -> Row {
    Row {
        account: (!account.is_empty()).then(|| account.to_owned()),
        offering: (!offering.is_empty()).then(|| offering.to_owned()),
        segment: None,
        side,
        period: 0,
        amount,
        quantity: None,
        kind: None,
    }
}

fn measured(account: &str, offering: &str, side: Side, amount: i64, quantity: i64) -> Row {
    Row { quantity: Some(quantity * 1_000_000), ..row(account, offering, side, amount) }
}

fn of(rows: &[Row]) -> Happened {
    happened(rows, &BTreeSet::new()).unwrap()
}

/// The components that are not nothing.
fn parts(happened: &Happened) -> Vec<(Component, i64)> {
    happened.whole.components.iter().filter(|(_, amount)| *amount != 0).collect()
}

#[test]
fn each_change_has_one_component() {
    let rows = [
        row("gone", "pump", Before, 100),
        row("less", "pump", Before, 80),
        row("less", "pump", After, 70),
        row("more", "pump", Before, 40),
        row("more", "pump", After, 55),
        row("dropped", "pump", Before, 30),
        row("dropped", "valve", Before, 10),
        row("dropped", "valve", After, 10),
        row("cross", "pump", Before, 20),
        row("cross", "pump", After, 20),
        row("cross", "valve", After, 7),
        row("cross", "sensor", After, 9),
        row("new", "sensor", After, 200),
        row("", "pump", Before, 5),
        row("", "pump", After, 8),
    ];
    let happened = of(&rows);
    let expected = [
        (Churn, -100),
        (Contraction, -40),
        (Expansion, 22),
        (NewCustomers, 200),
        (NewOfferings, 9),
        (Unassigned, 3),
    ];
    assert_eq!(parts(&happened), expected);
    assert_eq!((happened.whole.before, happened.whole.after), (285, 379));
}

#[test]
fn a_customer_who_returns_is_won_back_and_not_new() {
    let rows = [row("old", "pump", After, 90), row("new", "pump", After, 10)];
    let known = BTreeSet::from(["old".to_owned()]);
    assert_eq!(parts(&happened(&rows, &known).unwrap()), [(NewCustomers, 10), (WonBack, 90)]);
}

#[test]
fn v5_1_price_volume_and_mix_of_customers_who_stay() {
    let rows = [
        measured("a", "one", Before, 100000, 100),
        measured("a", "one", After, 135000, 150),
        measured("a", "two", Before, 100000, 200),
        measured("a", "two", After, 108000, 180),
    ];
    let happened = of(&rows);
    assert_eq!(parts(&happened), [(Price, 3000), (Volume, 20000), (Mix, 20000)]);
    assert_eq!(happened.priced, 243000);
}

#[test]
fn a_pair_without_a_quantity_has_no_price() {
    let mut rows = vec![measured("a", "one", Before, 100, 1), measured("a", "one", After, 150, 1)];
    assert_eq!(parts(&of(&rows)), [(Price, 50)]);
    rows.push(row("a", "one", After, 10));
    assert_eq!(parts(&of(&rows)), [(Expansion, 60)]);
}

#[test]
fn a_credit_note_lowers_the_price_of_its_pair() {
    let mut note = row("a", "one", After, -30);
    note.kind = Some(Kind::CreditNote);
    let rows = [measured("a", "one", Before, 100, 1), measured("a", "one", After, 100, 1), note];
    assert_eq!(parts(&of(&rows)), [(Price, -30)]);
}

#[test]
fn who_has_only_a_credit_note_left_is_lost_with_it() {
    let rows = [row("a", "one", Before, 100), row("a", "one", After, -20)];
    assert_eq!(parts(&of(&rows)), [(Churn, -120)]);
    assert_eq!(parts(&of(&rows[1..])), [(Corrections, -20)]);
}

#[test]
fn a_period_has_the_component_of_its_year() {
    let mut rows =
        vec![row("a", "one", Before, 60), row("a", "one", After, 100), row("a", "one", Before, 60)];
    rows[2].period = 1;
    let happened = of(&rows);
    assert_eq!(parts(&happened), [(Contraction, -20)]);
    let periods: Vec<i64> =
        happened.periods.iter().map(|period| period.change.components.of(Contraction)).collect();
    assert_eq!(periods, [40, -60]);
}

#[test]
fn a_pair_is_shown_in_the_segment_where_most_of_it_is_booked_now() {
    let mut rows = vec![row("a", "one", Before, 90), row("a", "one", After, 50), row("a", "one", After, 60)];
    for (row, segment) in rows.iter_mut().zip(["ports", "ships", "rail"]) {
        row.segment = Some(segment.to_owned());
    }
    let happened = of(&rows);
    assert_eq!(happened.segments.len(), 1);
    assert_eq!(happened.segments[0].segment.as_deref(), Some("rail"));
    let moves = Finding::SegmentMoves {
        account: "a".into(),
        offering: Some("one".into()),
        shown_in: Some("rail".into()),
    };
    assert_eq!(happened.findings, [moves]);
}

#[test]
fn what_the_source_calls_otherwise_is_named() {
    let kind = |row, kind| Row { kind: Some(kind), ..row };
    let rows = [
        row("old", "one", Before, 10),
        kind(row("old", "one", After, 12), Kind::New),
        kind(row("new", "one", After, 7), Kind::Renewal),
    ];
    let expected = [
        Finding::NewToOld { account: "old".into(), amount: 12 },
        Finding::OldToNew { account: "new".into(), amount: 7 },
    ];
    assert_eq!(of(&rows).findings, expected);
}

#[test]
fn a_segment_grows_in_volume_with_the_whole_and_in_mix_beside_it() {
    let mut rows = vec![
        measured("a", "one", Before, 100, 10),
        measured("a", "one", After, 200, 20),
        measured("b", "one", Before, 300, 30),
        measured("b", "one", After, 400, 40),
    ];
    for row in &mut rows {
        row.segment = row.account.clone();
    }
    let happened = of(&rows);
    assert_eq!(parts(&happened), [(Volume, 200)]);
    let of = |index: usize, component| happened.segments[index].change.components.of(component);
    assert_eq!((of(0, Volume), of(0, Mix)), (50, 50));
    assert_eq!((of(1, Volume), of(1, Mix)), (150, -50));
}

#[test]
fn sums_that_do_not_fit_are_refused() {
    let rows = [row("a", "", After, i64::MAX), row("b", "", After, i64::MAX)];
    assert_eq!(happened(&rows, &BTreeSet::new()), Err(TooLarge));
}

#[test]
fn quantities_that_do_not_fit_leave_price_volume_and_mix_out() {
    let huge = |side, amount, quantity| Row { quantity: Some(quantity), ..row("a", "one", side, amount) };
    let rows = [huge(Before, 1 << 60, 1), huge(After, 1 << 61, i64::MAX)];
    let happened = of(&rows);
    assert_eq!(parts(&happened), [(Expansion, 1 << 60)]);
    assert_eq!(happened.findings, [Finding::QuantitiesTooLarge]);
}

fn some_row(amounts: std::ops::Range<i64>, quantities: std::ops::Range<i64>) -> impl Strategy<Value = Row> {
    let name = |of: &'static [&'static str]| {
        prop::option::weighted(0.9, prop::sample::select(of)).prop_map(|name| name.map(str::to_owned))
    };
    let kinds = [Kind::New, Kind::Expansion, Kind::Renewal, Kind::Churn, Kind::CreditNote];
    (
        name(&["a", "b", "c", "d", "e"]),
        name(&["one", "two", "three"]),
        name(&["ports", "ships"]),
        any::<bool>(),
        0_usize..4,
        amounts,
        prop::option::weighted(0.8, quantities),
        prop::option::of(prop::sample::select(kinds.to_vec())),
    )
        .prop_map(|(account, offering, segment, before, period, amount, quantity, kind)| Row {
            account,
            offering,
            segment,
            side: if before { Before } else { After },
            period,
            amount,
            quantity,
            kind,
        })
}

fn sums(happened: &Happened, rows: &[Row]) {
    let of =
        |side| rows.iter().filter(|row| row.side == side).map(|row| i128::from(row.amount)).sum::<i128>();
    assert_eq!(
        (i128::from(happened.whole.before), i128::from(happened.whole.after)),
        (of(Before), of(After))
    );
    let changes = |all: Vec<&plumb_bridge::Change>| {
        for change in &all {
            assert_eq!(change.components.sum(), i128::from(change.after) - i128::from(change.before));
        }
        for component in Component::ALL {
            let sum: i128 = all.iter().map(|change| i128::from(change.components.of(component))).sum();
            assert_eq!(sum, i128::from(happened.whole.components.of(component)), "{}", component.word());
        }
        assert_eq!(all.iter().map(|change| i128::from(change.before)).sum::<i128>(), of(Before));
        assert_eq!(all.iter().map(|change| i128::from(change.after)).sum::<i128>(), of(After));
    };
    changes(vec![&happened.whole]);
    changes(happened.segments.iter().map(|segment| &segment.change).collect());
    changes(happened.periods.iter().map(|period| &period.change).collect());
    changes(happened.pairs.iter().map(|pair| &pair.change).collect());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn all_parts_sum_to_the_cent_and_the_order_of_rows_decides_nothing(
        rows in prop::collection::vec(some_row(-2_000..20_000, 0..9_000_000), 0..60),
        turn in any::<prop::sample::Index>(),
    ) {
        let known = BTreeSet::from(["c".to_owned()]);
        let found = happened(&rows, &known).unwrap();
        sums(&found, &rows);
        if !rows.is_empty() {
            let mut turned = rows.clone();
            turned.rotate_left(turn.index(rows.len()));
            turned.reverse();
            prop_assert_eq!(&happened(&turned, &known).unwrap(), &found);
        }
    }

    #[test]
    fn no_row_is_too_strange(rows in prop::collection::vec(some_row(i64::MIN..i64::MAX, i64::MIN..i64::MAX), 0..12)) {
        if let Ok(found) = happened(&rows, &BTreeSet::new()) {
            sums(&found, &rows);
        }
    }

    #[test]
    fn price_volume_and_mix_are_the_textbooks_within_a_cent(
        lines in prop::collection::vec((1_i64..1_000_000, 1_i64..90_000_000, 1_i64..1_000_000, 1_i64..90_000_000), 1..12),
    ) {
        let lines: Vec<plumb_bridge::Line> = lines
            .into_iter()
            .map(|(amount_before, quantity_before, amount_after, quantity_after)| plumb_bridge::Line {
                amount_before, quantity_before, amount_after, quantity_after,
            })
            .collect();
        let sum = |of: fn(&plumb_bridge::Line) -> i64| lines.iter().map(|line| of(line) as f64).sum::<f64>();
        let (q0, q1) = (sum(|line| line.quantity_before), sum(|line| line.quantity_after));
        let mean = sum(|line| line.amount_before) / q0;
        let (mut price, mut mix) = (0.0, 0.0);
        for line in &lines {
            let p0 = line.amount_before as f64 / line.quantity_before as f64;
            let (own0, own1) = (line.quantity_before as f64, line.quantity_after as f64);
            price += line.amount_after as f64 - p0 * own1;
            mix += (own1 - q1 * own0 / q0) * (p0 - mean);
        }
        let found = plumb_bridge::price_volume_mix(&lines).unwrap();
        let near = |found: i64, exact: f64, by: f64| (found as f64 - exact).abs() <= by + exact.abs() * 1e-9;
        prop_assert!(near(found.price, price, 0.5), "{} {price}", found.price);
        prop_assert!(near(found.volume, (q1 - q0) * mean, 0.5), "{}", found.volume);
        prop_assert!(near(found.mix, mix, 1.0), "{} {mix}", found.mix);
        let logarithmic = plumb_bridge::by_logarithms(&lines).unwrap();
        let whole = sum(|line| line.amount_after) - sum(|line| line.amount_before);
        let all = logarithmic.price + logarithmic.volume + logarithmic.mix;
        prop_assert!((all - whole).abs() < 1e-3, "{all} {whole}");
    }
}
