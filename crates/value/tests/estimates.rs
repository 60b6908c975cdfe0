//! Worths with their intervals: what they sum to, what moves them, and what no number can break.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

use std::collections::BTreeSet;

use plumb_value::{Cell, Driver, Estimate, Gap, SATURATION, estimate};
use proptest::prelude::*;

fn cell(margin: f64) -> Cell {
    Cell { margin, net: 2.5 * margin, renewed: None, expanded: None }
}

fn gap<'a>(name: &'a str, driver: &str, middle: f64, cells: &[usize]) -> Gap<'a> {
    Gap {
        name,
        driver: Driver::named(driver).unwrap(),
        prior: [middle / 2.0, middle, middle * 2.0],
        grade: 'A',
        anchored: true,
        magnitude: 1.0,
        adoption: 1.0,
        cells: cells.iter().copied().collect(),
    }
}

fn middle(estimate: &Estimate, index: usize) -> f64 {
    estimate.worths[index].unwrap().interval.p50
}

#[test]
fn one_small_gap_is_worth_its_effect_on_the_margin_it_bears_on() {
    let found = estimate(&[gap("a", "win-rate", 0.01, &[0])], &[cell(100_000.0), cell(300_000.0)], 1);
    let worth = found.worths[0].unwrap();
    assert!((worth.steps.alone - 1000.0).abs() < 1e-6 && (worth.steps.shared - 1000.0).abs() < 1e-6);
    assert!((worth.steps.margin - 100_000.0).abs() < 1e-6 && (worth.steps.follows - 1.0).abs() < 1e-9);
    // An uplift of a quarter of a percent loses next to nothing to saturation.
    assert!((found.saturation - 0.995).abs() < 1e-3);
    assert!((worth.interval.p50 - 995.0).abs() < 2.0 && (worth.interval.p10 - 499.0).abs() < 3.0);
    assert!((worth.interval.p90 - 1980.0).abs() < 20.0, "{:?}", worth.interval);
}

#[test]
fn a_price_is_amplified_by_price_over_unit_margin_less_the_volume_that_leaves() {
    let found = estimate(&[gap("a", "price-realization", 0.01, &[0])], &[cell(100_000.0)], 1);
    assert!((found.worths[0].unwrap().steps.follows - 2.0).abs() < 1e-9, "2.5 - 0.5");
    let thin = Cell { margin: 1.0, net: 1e9, ..Cell::default() };
    let found = estimate(&[gap("a", "price-realization", 0.01, &[0])], &[thin], 1);
    assert!((found.worths[0].unwrap().steps.follows - 9.5).abs() < 1e-9, "a margin too thin is not believed");
}

#[test]
fn renewals_follow_retention_by_the_share_that_facts_show() {
    let told = Cell { renewed: Some(0.25), ..cell(1000.0) };
    let found = estimate(&[gap("a", "retention", 0.02, &[0])], &[told], 1);
    assert!((found.worths[0].unwrap().steps.follows - 0.25).abs() < 1e-9);
    let found = estimate(&[gap("a", "retention", 0.02, &[0])], &[cell(1000.0)], 1);
    assert!((found.worths[0].unwrap().steps.follows - 0.4).abs() < 1e-9);
}

#[test]
fn gaps_on_one_driver_cannot_move_it_beyond_its_cap() {
    let gaps: Vec<String> = (0..40).map(|index| format!("gap {index}")).collect();
    let gaps: Vec<Gap<'_>> = gaps.iter().map(|name| gap(name, "deal-size", 0.5, &[0])).collect();
    let found = estimate(&gaps, &[cell(1e6)], 1);
    let shared: f64 = found.worths.iter().map(|worth| worth.unwrap().steps.shared).sum();
    assert!((shared - 150_000.0).abs() < 1e-3, "15 % of a million, and {shared}");
    assert!(found.worths.iter().all(|worth| worth.unwrap().steps.capped));
}

#[test]
fn all_gaps_together_stay_below_the_saturation() {
    let names: Vec<String> = plumb_value::DRIVERS.iter().map(|driver| driver.name.to_owned()).collect();
    let gaps: Vec<Gap<'_>> = names.iter().map(|name| gap(name, name, 5.0, &[0])).collect();
    let found = estimate(&gaps, &[cell(1e6)], 1);
    assert!(found.all.p90 <= SATURATION * 1e6 && found.all.p50 > 0.9 * SATURATION * 1e6);
    assert!(found.saturation < 0.5);
}

#[test]
fn a_weaker_source_has_the_same_middle_and_a_wider_interval() {
    let cells = [cell(1e6)];
    let strong = estimate(&[gap("a", "win-rate", 0.02, &[0])], &cells, 1);
    let weak =
        estimate(&[Gap { grade: 'X', anchored: false, ..gap("a", "win-rate", 0.02, &[0]) }], &cells, 1);
    let (strong, weak) = (strong.worths[0].unwrap().interval, weak.worths[0].unwrap().interval);
    assert!((strong.p50 - weak.p50).abs() < 0.02 * strong.p50);
    assert!(weak.p10 < 0.7 * strong.p10 && weak.p90 > 1.5 * strong.p90);
}

#[test]
fn the_luck_of_a_gap_is_its_own() {
    let cells = [cell(1e6), cell(1e6)];
    let alone = estimate(&[gap("a", "win-rate", 0.001, &[0])], &cells, 7);
    let beside =
        estimate(&[gap("b", "deal-size", 0.0001, &[1]), gap("a", "win-rate", 0.001, &[0])], &cells, 7);
    assert!((middle(&alone, 0) - middle(&beside, 1)).abs() < 1e-3 * middle(&alone, 0));
    assert_eq!(alone, estimate(&[gap("a", "win-rate", 0.001, &[0])], &cells, 7));
}

#[test]
fn a_gap_that_makes_the_draws_fewer_leaves_the_luck_of_all_others() {
    // Each cell has a set of gaps of its own, so that all of them are groups and cost their steps.
    let names: Vec<String> = (0..160).map(|number| format!("gap {number}")).collect();
    let of = |count: usize| -> Vec<Gap<'_>> {
        let all: Vec<usize> = (0..160).collect();
        let cells = |index: usize| all.iter().copied().filter(|cell| *cell != index).collect::<Vec<_>>();
        (0..count).map(|index| gap(&names[index], "win-rate", 0.000_01, &cells(index))).collect()
    };
    let cells = vec![cell(1000.0); 160];
    let counts = [60, 101, 102, 160];
    let found: Vec<Estimate> = counts.into_iter().map(|count| estimate(&of(count), &cells, 1)).collect();
    let draws: Vec<usize> = found.iter().map(|estimate| estimate.draws).collect();
    assert!(draws.iter().all(|draws| [100, 200, 400].contains(draws)), "{draws:?}");
    assert!(draws.is_sorted_by(|more, fewer| more >= fewer) && draws[0] > draws[3], "{draws:?}");
    // Worths so small do not touch each other: only the luck of the gap itself moves its middle.
    for index in 0..60 {
        let (most, fewest) =
            (found[0].worths[index].unwrap().interval, found[3].worths[index].unwrap().interval);
        assert!((most.p50 / fewest.p50 - 1.0).abs() < 0.3, "{most:?} {fewest:?}");
    }
    let (one, more) = (&found[1], &found[2]);
    assert_eq!(one.draws, more.draws);
    for index in 0..100 {
        let (one, more) = (middle(one, index), middle(more, index));
        assert!((one / more - 1.0).abs() < 1e-2, "{one} {more}");
    }
}

#[test]
fn a_fix_that_works_for_half_of_the_year_is_worth_half() {
    let cells = [cell(1e6)];
    let whole = estimate(&[gap("a", "win-rate", 0.001, &[0])], &cells, 1);
    let half = estimate(&[Gap { adoption: 0.5, ..gap("a", "win-rate", 0.001, &[0]) }], &cells, 1);
    assert!((middle(&half, 0) * 2.0 - middle(&whole, 0)).abs() < 0.01 * middle(&whole, 0));
}

#[test]
fn without_gaps_without_cells_and_without_effect_nothing_is_worth_anything() {
    assert!(estimate(&[], &[cell(1.0)], 1).all.p50.abs() < 1e-12);
    let found = estimate(&[gap("a", "win-rate", 0.02, &[0, 9])], &[], 1);
    assert!(found.worths[0].unwrap().interval.p90.abs() < 1e-12);
    let found = estimate(&[gap("a", "win-rate", 0.0, &[0])], &[cell(1.0)], 1);
    assert_eq!(found.worths, [None]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_number_breaks_an_estimate(
        numbers in prop::collection::vec(prop::num::f64::ANY, 7),
        driver in 0..16_usize,
    ) {
        let mut gap = gap("a", plumb_value::DRIVERS[driver].name, 0.1, &[0, 1]);
        gap.prior = [numbers[0], numbers[1], numbers[2]];
        gap.magnitude = numbers[3];
        gap.adoption = numbers[4];
        let hostile = Cell { margin: numbers[5], net: numbers[6], renewed: Some(numbers[3]), expanded: Some(numbers[4]) };
        let found = estimate(&[gap.clone(), Gap { prior: [0.1, 0.2, 0.3], ..gap }], &[hostile, cell(1.0)], 1);
        for worth in found.worths.iter().flatten() {
            let interval = worth.interval;
            prop_assert!(interval.p10 >= 0.0 && interval.p10 <= interval.p50 && interval.p50 <= interval.p90);
            prop_assert!(!interval.p90.is_nan());
        }
    }

    #[test]
    fn shares_sum_to_closing_all_in_every_estimate(
        gaps in prop::collection::vec((0..16_usize, 0.001..0.3_f64, 0.0..=1.0_f64, 0..8_u8), 1..12),
        margins in prop::array::uniform3(0.0..1e6_f64),
    ) {
        let names: Vec<String> = (0..gaps.len()).map(|index| index.to_string()).collect();
        let gaps: Vec<Gap<'_>> = gaps.iter().zip(&names).map(|((driver, middle, magnitude, cells), name)| {
            let cells: BTreeSet<usize> = (0..3).filter(|cell| cells & (1 << cell) != 0).collect();
            Gap { magnitude: *magnitude, cells, ..gap(name, plumb_value::DRIVERS[*driver].name, *middle, &[]) }
        }).collect();
        let found = estimate(&gaps, &margins.map(cell), 3);
        let shared: f64 = found.worths.iter().flatten().map(|worth| worth.steps.shared).sum();
        let uplift = shared / found.margin.max(1e-9);
        let all = plumb_value::saturated(uplift) * found.margin;
        prop_assert!((shared * found.saturation - all).abs() <= 1e-6 * all.max(1.0));
    }
}
