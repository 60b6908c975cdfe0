//! The cheapest movements, against every set of them.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

use plumb_bridge::{Choice, Movement, solve};
use plumb_units::Rate;
use proptest::prelude::*;

fn choice(id: &str, brings: i64, cost: Option<i64>) -> Choice {
    Choice { id: id.to_owned(), brings, cost }
}

fn movement(driver: &str, per_point: i64, cost_per_point: Option<i64>, most: i64) -> Movement {
    Movement { driver: driver.to_owned(), per_point, cost_per_point, most: Rate::from_millionths(most) }
}

fn ids(solution: &plumb_bridge::Solution) -> Vec<&str> {
    solution.taken.iter().map(|taken| taken.id.as_str()).collect()
}

#[test]
fn nothing_is_done_where_nothing_is_open() {
    for gap in [0, -5, i64::MIN] {
        let solution =
            solve(gap, &[choice("free", 10, Some(0))], &[movement("price", 5, None, 10_000)]).unwrap();
        assert!(solution.taken.is_empty() && solution.moved.is_empty() && solution.proved);
        assert_eq!((solution.short, solution.cost, solution.alone[0].inside), (0, 0, true));
    }
}

#[test]
fn the_cheapest_for_what_it_brings_is_not_always_in_the_cheapest_set() {
    let choices = [choice("a", 60, Some(60)), choice("b", 100, Some(110)), choice("c", 50, Some(55))];
    let solution = solve(100, &choices, &[]).unwrap();
    assert_eq!((ids(&solution), solution.cost), (vec!["b"], 110));
}

#[test]
fn what_has_no_known_cost_comes_last_and_is_marked() {
    let choices = [choice("dear", 100, Some(900)), choice("untold", 100, None), choice("large", 300, None)];
    let enough = solve(100, &choices, &[]).unwrap();
    assert_eq!((ids(&enough), enough.without_cost), (vec!["dear"], 0));
    let solution = solve(150, &choices, &[]).unwrap();
    assert_eq!((ids(&solution), solution.cost, solution.without_cost), (vec!["large"], 0, 1));
    assert_eq!(solution.taken[0].cost, None);
}

#[test]
fn where_all_do_not_reach_all_are_used_and_the_rest_is_said() {
    let solution = solve(
        1_000,
        &[choice("a", 100, Some(5)), choice("b", -7, Some(0))],
        &[movement("win", 50, Some(1), 40_000)],
    );
    let solution = solution.unwrap();
    assert_eq!((ids(&solution), solution.brings, solution.short, solution.cost), (vec!["a"], 300, 700, 9));
    assert_eq!(solution.alone[0].points, Some(Rate::from_millionths(200_000)));
    assert_eq!((solution.alone[0].brings_at_most, solution.alone[0].inside), (200, false));
}

#[test]
fn a_driver_that_brings_nothing_never_closes_a_gap() {
    let solution =
        solve(10, &[], &[movement("down", -5, Some(1), 10_000), movement("none", 0, Some(1), 10_000)])
            .unwrap();
    assert!(solution.moved.is_empty());
    assert!(solution.alone.iter().all(|alone| alone.points.is_none() && !alone.inside));
}

#[test]
fn forty_choices_of_usual_amounts_are_proved() {
    let mut seed = 7_u64;
    let mut next = |most: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((seed >> 33) % most).unwrap()
    };
    let choices: Vec<Choice> = (0..40)
        .map(|index| {
            let brings = 20_000_000 + next(300_000_000);
            choice(&format!("c{index}"), brings, Some(brings / 5 + next(brings.unsigned_abs() / 2)))
        })
        .collect();
    let whole: i64 = choices.iter().map(|choice| choice.brings).sum();
    let solution = solve(whole / 2, &choices, &[]).unwrap();
    assert!(solution.proved && solution.brings >= whole / 2);
}

#[test]
fn a_set_made_to_be_hard_ends_with_a_bound() {
    // Every set costs what it brings, in even steps, and the gap is odd.
    let choices: Vec<Choice> = (0..40)
        .map(|index| {
            choice(
                &format!("c{index}"),
                2_000_000 + 2 * index * index * index,
                Some(2_000_000 + 2 * index * index * index),
            )
        })
        .collect();
    let solution = solve(40_000_001, &choices, &[]).unwrap();
    assert!(solution.brings >= 40_000_001 && solution.at_least <= solution.cost);
    assert!(solution.cost - solution.at_least < 400_000, "{} {}", solution.cost, solution.at_least);
}

/// The least cost over all sets of choices, with movements cheapest first, in real numbers.
fn by_counting(gap: i64, choices: &[Choice], movements: &[Movement]) -> Option<f64> {
    let mut movements: Vec<(f64, i64)> = movements
        .iter()
        .map(|movement| {
            let most = movement.per_point * movement.most.millionths() / 10_000;
            (movement.cost_per_point.unwrap() as f64 / movement.per_point as f64, most)
        })
        .collect();
    movements.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut least: Option<f64> = None;
    for set in 0..1_u32 << choices.len() {
        let (mut rest, mut cost) = (gap, 0.0);
        for (_, choice) in choices.iter().enumerate().filter(|(index, _)| set & (1 << index) != 0) {
            rest -= choice.brings;
            cost += choice.cost.unwrap() as f64;
        }
        for (each, most) in &movements {
            let part = rest.clamp(0, *most);
            rest -= part;
            cost += each * part as f64;
        }
        if rest <= 0 && least.is_none_or(|least| cost < least) {
            least = Some(cost);
        }
    }
    least
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_set_is_cheaper_and_the_order_of_the_input_decides_nothing(
        choices in prop::collection::vec((-20_i64..200, 0_i64..200), 0..9),
        movements in prop::collection::vec((1_i64..50, 0_i64..40, 0_i64..60_000), 0..4),
        gap in 1_i64..900,
    ) {
        let choices: Vec<Choice> = choices
            .iter().enumerate().map(|(index, (brings, cost))| choice(&format!("c{index}"), *brings, Some(*cost))).collect();
        let movements: Vec<Movement> = movements
            .iter().enumerate()
            .map(|(index, (point, cost, most))| movement(&format!("d{index}"), *point, Some(*cost), *most)).collect();
        let solution = solve(gap, &choices, &movements).unwrap();
        prop_assert!(solution.proved);
        match by_counting(gap, &choices, &movements) {
            // Each driver's cost is rounded up by less than one.
            Some(least) => {
                let above = solution.cost as f64 - least;
                prop_assert!(above > -1e-6 && above < solution.moved.len() as f64 + 1e-6, "{} {least}", solution.cost);
                prop_assert!(solution.brings >= gap && solution.short == 0);
            }
            None => prop_assert_eq!(solution.brings, gap - solution.short),
        }
        let (mut turned, mut moved) = (choices.clone(), movements.clone());
        turned.reverse();
        moved.reverse();
        prop_assert_eq!(solve(gap, &turned, &moved).unwrap(), solution);
    }

    #[test]
    fn no_input_is_too_strange(
        choices in prop::collection::vec((any::<i64>(), any::<Option<i64>>()), 0..5),
        movements in prop::collection::vec((any::<i64>(), any::<Option<i64>>(), any::<i64>()), 0..4),
        gap in any::<i64>(),
    ) {
        let choices: Vec<Choice> = choices.iter().map(|(brings, cost)| choice("c", *brings, *cost)).collect();
        let movements: Vec<Movement> =
            movements.iter().map(|(point, cost, most)| movement("d", *point, *cost, *most)).collect();
        if let Ok(solution) = solve(gap, &choices, &movements) {
            let brought = i128::from(solution.brings) + i128::from(solution.short);
            prop_assert!(brought >= i128::from(gap.max(0)));
        }
    }
}
