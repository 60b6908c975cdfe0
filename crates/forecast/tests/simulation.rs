//! What holds for every simulation: luck of one's own, the same bytes on any number of threads, sums that sum.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

use plumb_forecast::{
    Cell, Goal, Member, Model, Node, Options, Outlook, RatioGoal, Size, simulate, synthetic,
};
use proptest::prelude::*;

fn small(paths: usize) -> Options {
    Options { paths, ..Options::default() }
}

fn goal(node: Node, target: i64) -> Goal {
    Goal { node, from: 0, by: 2, already: 0, target, weights: None }
}

#[test]
fn one_thread_and_three_give_the_same_bytes() {
    let model = synthetic(37, 6, 3, 3);
    let run = |threads| simulate(&model, &Options { threads, ..small(400) });
    let one = run(1);
    assert!(run(3) == one);
    assert!(run(2) == one);
}

#[test]
fn the_same_seed_gives_the_same_and_another_gives_another() {
    let model = synthetic(5, 3, 2, 1);
    assert!(simulate(&model, &small(200)) == simulate(&model, &small(200)));
    let other = simulate(&model, &Options { seed: 2, ..small(200) });
    assert!(other != simulate(&model, &small(200)));
}

#[test]
fn a_person_more_leaves_the_luck_of_all_others_alone() {
    let (fewer, more) = (synthetic(12, 4, 2, 9), synthetic(13, 4, 2, 9));
    let (fewer, more) = (simulate(&fewer, &small(300)), simulate(&more, &small(300)));
    for person in 0..12 {
        assert_eq!(fewer.forecasts[&Node::Person(person)], more.forecasts[&Node::Person(person)]);
    }
    assert_eq!(fewer.forecasts[&Node::Unit(1)], more.forecasts[&Node::Unit(1)]);
    assert_ne!(fewer.forecasts[&Node::Company], more.forecasts[&Node::Company]);
}

#[test]
fn means_of_people_sum_to_those_of_teams_and_of_the_company() {
    let outlook = simulate(&synthetic(25, 3, 2, 4), &small(500));
    let mean = |node: Node| outlook.forecasts[&node].total.mean;
    let people: i64 = (0..25).map(|person| mean(Node::Person(person))).sum();
    let teams: i64 = (1..4).map(|unit| mean(Node::Unit(unit))).sum();
    // Each mean is cut to a whole minor unit.
    assert!((people - mean(Node::Company)).abs() <= 25);
    assert!((teams - mean(Node::Company)).abs() <= 4);
    let families: i64 = outlook.forecasts[&Node::Company].families.iter().map(|family| family.mean).sum();
    assert!((families - mean(Node::Company)).abs() <= 4);
}

#[test]
fn a_mean_of_rates_times_sizes_and_a_variance_of_compound_counts() {
    let cell = Cell { rates: vec![3.0], dispersion: 1.5 };
    let size = Size { family: 0, mean: 1e6, sigma: 0.5 };
    let member = Member {
        id: "p".to_owned(),
        person: Some(0),
        sizes: vec![size],
        cells: vec![cell],
        ..Member::default()
    };
    let model = Model {
        families: vec!["f".to_owned()],
        people: 1,
        members: vec![member],
        steps: vec![plumb_forecast::Step::default()],
        ..Model::default()
    };
    let options = Options { paths: 200_000, ..Options::default() };
    let outlook = simulate(&model, &options);
    let mean = outlook.forecasts[&Node::Company].total.mean as f64;
    assert!((mean / 3e6 - 1.0).abs() < 0.01, "{mean}");
    // E[X²] = variance + mean², with the variance 3 · e^{σ²} + 3 · (1.5 − 1) in squared means of a sale.
    let squares = |target: f64| {
        let goal =
            Goal { node: Node::Company, from: 0, by: 0, already: 0, target: target as i64, weights: None };
        outlook.odds(&goal).unwrap()
    };
    let (step, mut second) = (2e5, 0.0);
    for slice in 0..200 {
        let at = f64::from(slice) * step + step / 2.0;
        second += 2.0 * at * squares(at) * step;
    }
    let variance = (second - mean * mean) / 1e12;
    let wanted = 3.0 * 0.25_f64.exp() + 1.5;
    assert!((variance / wanted - 1.0).abs() < 0.04, "{variance} {wanted}");
}

#[test]
fn goals_named_before_are_answered_as_questions_asked_after() {
    let model = synthetic(12, 3, 2, 5);
    let half = simulate(&model, &small(500)).forecasts[&Node::Company].total.p50;
    let mut weighted = goal(Node::Company, half / 2);
    weighted.weights = Some(vec![1.0, 0.0]);
    let goals =
        vec![goal(Node::Company, half), weighted, goal(Node::Person(3), 1), goal(Node::Person(99), 1)];
    let ratio = RatioGoal {
        node: Node::Unit(1),
        from: 0,
        by: 2,
        already: (0.0, 0.0),
        numerator: vec![1.0, 0.0],
        denominator: vec![1.0, 1.0],
        target: 0.5,
    };
    let options = Options { goals: goals.clone(), ratio_goals: vec![ratio.clone()], ..small(500) };
    let outlook = simulate(&model, &options);
    let odds: Vec<Option<f64>> =
        outlook.chances.iter().map(|chance| chance.map(|chance| chance.odds)).collect();
    assert_eq!(odds[0], outlook.odds(&goals[0]));
    assert!((odds[0].unwrap() - 0.5).abs() < 0.01);
    assert_eq!(odds[1], outlook.odds(&goals[1]));
    assert!(odds[2].unwrap() > 0.5 && odds[3].is_none());
    assert_eq!(outlook.ratio_odds[0], outlook.odds_ratio(&ratio));
    let found = outlook.ratio_odds[0].unwrap();
    assert!(found.odds > 0.0 && found.odds < 1.0);
    assert!(found.p10 <= found.p50 && found.p50 <= found.p90);
}

#[test]
fn what_is_already_there_counts_and_steps_that_are_not_have_no_odds() {
    let model = synthetic(3, 3, 1, 5);
    let outlook = simulate(&model, &small(100));
    let mut reached = goal(Node::Company, 1_000);
    reached.already = 1_000;
    assert_eq!(outlook.odds(&reached), Some(1.0));
    assert_eq!(outlook.odds(&Goal { by: 3, ..reached.clone() }), None);
    assert_eq!(outlook.odds(&Goal { from: 2, by: 1, ..reached }), None);
}

fn odds_fall(outlook: &Outlook, targets: &[i64]) -> bool {
    let odds: Vec<f64> =
        targets.iter().map(|target| outlook.odds(&goal(Node::Company, *target)).unwrap()).collect();
    odds.windows(2).all(|pair| pair[0] >= pair[1])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn odds_never_rise_with_the_target(seed in 0_u64..1_000, mut targets in prop::collection::vec(0_i64..200_000_000, 2..12)) {
        targets.sort_unstable();
        let outlook = simulate(&synthetic(4, 3, 2, seed), &small(100));
        prop_assert!(odds_fall(&outlook, &targets));
    }

    #[test]
    fn no_number_in_a_model_makes_it_panic(
        rate in prop::num::f64::ANY,
        mean in prop::num::f64::ANY,
        sigma in prop::num::f64::ANY,
        dispersion in prop::num::f64::ANY,
        family in 0_usize..5,
        unit in prop::option::of(0_usize..5),
    ) {
        let mut model = synthetic(2, 2, 2, 1);
        // A rate of more than a million sales a month is only slow.
        model.members[0].cells[0] = Cell { rates: vec![rate.min(1e6), 1.0], dispersion };
        model.members[0].sizes[0] = Size { family, mean, sigma };
        model.members[0].deals[0].mean = mean;
        model.members[0].deals[0].wins = vec![rate, rate];
        model.members[0].unit = unit;
        model.members[0].spread = sigma;
        let outlook = simulate(&model, &small(20));
        prop_assert!(outlook.forecasts.contains_key(&Node::Company));
    }
}

#[test]
fn whole_paths_are_the_first_ones_whatever_comes_after_them_and_however_many_threads() {
    let model = synthetic(25, 3, 2, 4);
    let whole = |paths, threads| simulate(&model, &Options { whole: 20, threads, ..small(paths) });
    let (few, many) = (whole(20, 1), whole(400, 3));
    assert_eq!((few.whole_paths(), many.whole_paths()), (20, 20));
    let cells = |outlook: &plumb_forecast::Outlook| -> Vec<i64> {
        let of = |cell: usize| outlook.on_path(Some(cell / 120), cell % 20, cell / 40 % 3, cell / 20 % 2);
        (0..25 * 120).map(of).collect()
    };
    assert_eq!(cells(&few), cells(&many));
    // On twenty paths they are the whole of what the forecast says.
    let sum: i64 = cells(&few).iter().sum();
    let mean = i128::from(sum) / 20;
    assert_eq!(mean, i128::from(few.forecasts[&Node::Company].total.mean));
    assert_eq!(many.on_path(Some(0), 20, 0, 0), 0, "the twenty-first was not asked for");
}

#[test]
fn keeping_whole_paths_changes_nothing_else() {
    let model = synthetic(25, 3, 2, 4);
    let (without, with) =
        (simulate(&model, &small(100)), simulate(&model, &Options { whole: 50, ..small(100) }));
    assert_eq!(without.whole_paths(), 0);
    assert!(without.forecasts == with.forecasts && without.chances == with.chances);
}
