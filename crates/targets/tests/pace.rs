//! Targets along their year.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

use plumb_targets::WorkDays;
use plumb_targets::cascade::PeriodWeight;
use plumb_targets::pace::{Milestone, Schedule, State, band, milestones, pace};
use plumb_units::{Date, Rate, parse_date};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

fn schedule(weights: [i64; 4]) -> Schedule {
    let ends = ["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01"];
    let periods = ends.windows(2).zip(weights).map(|(pair, weight)| PeriodWeight {
        name: pair[0].to_owned(),
        from: day(pair[0]),
        until: day(pair[1]),
        weight: Rate::from_millionths(weight),
    });
    Schedule::new(periods.collect(), WorkDays::weekdays(day("2026-01-01"), day("2027-01-01")).days)
}

fn tenth() -> Rate {
    Rate::from_millionths(100_000)
}

#[test]
fn the_states_follow_the_band() {
    let even = schedule([1; 4]);
    // 64 of 261 weekdays are over at the end of March.
    let at = |actual| pace(&even, 261_000, actual, day("2026-03-31"), tenth());
    assert_eq!((at(0).expected_by_today, at(0).low, at(0).high), (64_000, 57_600, 70_400));
    let states: Vec<State> =
        [57_599, 57_600, 70_400, 70_401, 261_000].map(|actual| at(actual).state).to_vec();
    assert_eq!(states, [State::Behind, State::OnTrack, State::OnTrack, State::Ahead, State::Reached]);
    assert_eq!(
        (at(64_000).days_gone, at(64_000).days_left, at(64_000).required_per_day),
        (64, 197, Some(1_000))
    );
    assert_eq!(at(63_999).required_per_day, Some(1_001));
    assert_eq!(at(300_000).required_per_day, Some(0));
    assert_eq!(at(300_000).remaining, -39_000);
}

#[test]
fn before_the_first_day_and_after_the_last_are_states_of_their_own() {
    let even = schedule([1; 4]);
    let before = pace(&even, 100, 0, day("2025-12-31"), tenth());
    assert_eq!((before.state, before.per_day_so_far, before.expected_by_today), (State::NotStarted, None, 0));
    let after = pace(&even, 100, 99, day("2026-12-31"), tenth());
    assert_eq!(
        (after.state, after.required_per_day, after.expected_by_today),
        (State::NoDaysLeft, None, 100)
    );
    assert_eq!(pace(&even, 100, 100, day("2028-01-01"), tenth()).state, State::Reached);
}

#[test]
fn a_period_without_selling_days_gives_its_weight_to_the_others_and_is_named() {
    let whole = schedule([1_000_000, 1_000_000, 0, 2_000_000]);
    let days = whole.days().iter().copied().filter(|day| !(4..=6).contains(&day.month())).collect();
    let some = Schedule::new(whole.periods().to_vec(), days);
    let spread = some.spread(1_000);
    assert_eq!((spread.amounts[1], spread.amounts[2], spread.cumulative[3]), (0, 0, 1_000));
    assert_eq!(spread.without_days, ["2026-04-01"]);
}

#[test]
fn the_band_of_past_years_holds_as_much_as_it_says() {
    let years = [vec![10, 90], vec![20, 80], vec![30, 70], vec![5], vec![0, 0]];
    let found = band(&years, 2, 0.1);
    // Mean 0.2, deviation 0.1; t of two degrees at 90 % is 1.885618, times √(4/3).
    assert_eq!((found[0].years, found[0].assumed), (3, false));
    assert!((found[0].tolerance.millionths() - 1_088_662).abs() <= 1);
    assert_eq!(found[1].tolerance.millionths(), 0);
}

#[test]
fn under_two_years_the_band_is_assumed_and_says_so() {
    let found = band(&[vec![10, 90]], 2, 0.1);
    assert_eq!((found[0].years, found[0].assumed, found[0].tolerance.millionths()), (1, true, 128_155));
    assert!(band(&[], 1, f64::NAN)[0].assumed);
}

#[test]
fn between_two_bands_the_tolerance_moves_by_selling_days() {
    let mut bands = band(&[], 4, 0.1);
    for (band, tolerance) in bands.iter_mut().zip([400_000, 200_000, 100_000, 0]) {
        band.tolerance = Rate::from_millionths(tolerance);
    }
    let even = schedule([1; 4]);
    let on = |text| even.tolerance(&bands, day(text)).millionths();
    // 13 of the second quarter's 65 weekdays are over on 17 April.
    assert_eq!(
        [on("2026-01-05"), on("2026-03-31"), on("2026-04-17"), on("2026-12-31"), on("2030-01-01")],
        [400_000, 400_000, 360_000, 0, 0]
    );
    assert_eq!(even.tolerance(&[], day("2026-04-17")), Rate::default());
}

#[test]
fn milestones_are_kept_within_their_own_tolerance_by_their_own_date() {
    let even = schedule([1; 4]);
    let milestone = |name: &str, date: &str, target| Milestone {
        name: name.to_owned(),
        date: day(date),
        target,
        tolerance: tenth(),
    };
    let asked = [
        milestone("spring", "2026-03-31", 1_000),
        milestone("missed", "2026-03-31", 1_200),
        milestone("summer", "2026-06-30", 2_000),
    ];
    let results = [(day("2026-02-01"), 900), (day("2026-04-15"), 50), (day("2026-09-01"), 9_000)];
    let found = milestones(&even, &asked, &results, day("2026-04-30"));
    assert_eq!(found.iter().map(|check| check.kept).collect::<Vec<_>>(), [Some(true), Some(false), None]);
    assert_eq!(
        found.iter().map(|check| check.pace.state).collect::<Vec<_>>(),
        [State::OnTrack, State::NoDaysLeft, State::Behind]
    );
    // 86 of the 129 weekdays until the end of June are over: 2 000 · 86 / 129.
    assert_eq!((found[2].pace.actual, found[2].pace.days_left), (950, 43));
    assert!((found[2].pace.expected_by_today - 1_333).abs() <= 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn periods_sum_to_the_target_and_required_pace_reaches_it(target in any::<i64>(), actual in any::<i64>(), weights in any::<[i64; 4]>(), at in 0_usize..261, tolerance in any::<i64>()) {
        let schedule = schedule(weights);
        let spread = schedule.spread(target);
        prop_assert_eq!(spread.amounts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(target));
        let today = schedule.days()[at];
        let found = pace(&schedule, target, actual, today, Rate::from_millionths(tolerance));
        prop_assert_eq!((found.days_gone, found.days_left), (at as i64 + 1, 260 - at as i64));
        prop_assert!(found.low <= found.expected_by_today && found.expected_by_today <= found.high);
        match found.required_per_day {
            None => prop_assert_eq!(found.days_left, 0),
            Some(each) => {
                let missing = (i128::from(target) - i128::from(actual)).max(0);
                let brought = i128::from(each) * i128::from(found.days_left);
                prop_assert!(brought >= missing || each == i64::MAX);
                prop_assert!(brought - missing < i128::from(found.days_left));
            }
        }
    }

    #[test]
    fn what_is_expected_rises_day_by_day_to_the_whole(target in 0_i64..1_000_000_000, weights in any::<[u32; 4]>()) {
        let schedule = schedule(weights.map(i64::from));
        let mut before = 0;
        for day in schedule.days().iter().step_by(13) {
            let now = schedule.expected_by(target, *day);
            prop_assert!(now >= before);
            before = now;
        }
        prop_assert_eq!(schedule.expected_by(target, day("2026-12-31")), target);
    }
}
