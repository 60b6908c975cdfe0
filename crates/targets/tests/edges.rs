//! Objectives beside what serves them.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

use plumb_targets::edges::{CountedTwice, Edge, EdgeKind, EdgeProblem, Objective, reconcile};
use plumb_units::Rate;
use proptest::prelude::*;

fn objective(id: &str, unit: &str, level: i64) -> Objective {
    Objective { id: id.to_owned(), unit: unit.to_owned(), level }
}

fn edge(child: &str, parent: &str, kind: EdgeKind, percent: Option<i64>) -> Edge {
    let weight = percent.map(|percent| Rate::from_millionths(percent * 10_000));
    Edge { child: child.to_owned(), parent: parent.to_owned(), kind, weight }
}

use EdgeKind::{Mean, Min, Product, Sum};

#[test]
fn what_nobody_carries_and_what_is_asked_in_excess_are_amounts() {
    let objectives = [
        objective("a", "EUR", 100),
        objective("b", "EUR", 50),
        objective("c", "EUR", 60),
        objective("d", "EUR", 70),
    ];
    let found = reconcile(&objectives, &[edge("c", "a", Sum, None), edge("d", "b", Sum, None)]);
    assert_eq!(
        found.parents.iter().map(|parent| parent.difference).collect::<Vec<_>>(),
        [Some(40), Some(-20)]
    );
    assert_eq!(found.problems, []);
}

#[test]
fn mean_least_and_product_are_what_their_names_say() {
    let objectives = [
        objective("mean", "rate", 300_000),
        objective("min", "rate", 100_000),
        objective("product", "EUR", 1_000),
        objective("x", "%", 200_000),
        objective("y", "rate", 500_000),
        objective("base", "EUR", 10_000),
    ];
    let edges = [
        edge("x", "mean", Mean, Some(75)),
        edge("y", "mean", Mean, Some(25)),
        edge("x", "min", Min, None),
        edge("y", "min", Min, None),
        edge("x", "product", Product, None),
        edge("y", "product", Product, None),
        edge("base", "product", Product, None),
    ];
    let found = reconcile(&objectives, &edges);
    // 0.75 · 20 % + 0.25 · 50 % = 27.5 %; 100.00 · 20 % · 50 % = 10.00.
    assert_eq!(
        found.parents.iter().map(|parent| parent.makes).collect::<Vec<_>>(),
        [Some(275_000), Some(200_000), Some(1_000)]
    );
    assert_eq!(found.problems, []);
}

#[test]
fn a_child_of_another_unit_is_named_and_left_out() {
    let objectives = [objective("a", "EUR", 100), objective("b", "EUR", 60), objective("c", "USD", 40)];
    let found = reconcile(&objectives, &[edge("b", "a", Sum, None), edge("c", "a", Sum, None)]);
    assert_eq!(found.parents[0].makes, Some(60));
    let misfit = EdgeProblem::UnitMisfit {
        child: "c".into(),
        unit: "USD".into(),
        parent: "a".into(),
        wanted: "EUR".into(),
    };
    assert_eq!(found.problems, [misfit]);
}

#[test]
fn what_weighs_more_than_itself_counts_twice_and_so_does_what_comes_by_two_ways() {
    let objectives: Vec<Objective> =
        ["top", "left", "right", "deal"].iter().map(|id| objective(id, "EUR", 1_000)).collect();
    let edges = [
        edge("deal", "left", Sum, None),
        edge("deal", "right", Sum, Some(50)),
        edge("left", "top", Sum, None),
        edge("right", "top", Sum, Some(40)),
    ];
    let found = reconcile(&objectives, &edges);
    let twice = |at: Option<&str>, share, amount| CountedTwice {
        child: "deal".to_owned(),
        at: at.map(str::to_owned),
        share: Rate::from_millionths(share),
        amount,
    };
    assert_eq!(found.counted_twice, [twice(None, 1_500_000, 500), twice(Some("top"), 1_200_000, 200)]);
}

#[test]
fn a_child_split_over_two_ways_that_meet_counts_once() {
    let objectives: Vec<Objective> =
        ["top", "left", "right", "deal"].iter().map(|id| objective(id, "EUR", 1_000)).collect();
    let edges = [
        edge("deal", "left", Sum, Some(60)),
        edge("deal", "right", Sum, Some(40)),
        edge("left", "top", Sum, None),
        edge("right", "top", Sum, None),
    ];
    assert_eq!(reconcile(&objectives, &edges).counted_twice, []);
}

#[test]
fn a_ring_is_named_and_the_rest_is_computed() {
    let objectives: Vec<Objective> =
        ["a", "b", "c", "d", "self"].iter().map(|id| objective(id, "EUR", 10)).collect();
    let edges = [
        edge("a", "b", Sum, None),
        edge("b", "c", Min, None),
        edge("c", "a", Sum, None),
        edge("d", "a", Sum, None),
        edge("self", "self", Sum, None),
    ];
    let found = reconcile(&objectives, &edges);
    let ring =
        |ids: &[&str]| EdgeProblem::Cycle { objectives: ids.iter().map(|id| (*id).to_owned()).collect() };
    assert_eq!(found.problems, [ring(&["a", "b", "c"]), ring(&["self"])]);
    assert_eq!(found.parents.len(), 1);
    assert_eq!((found.parents[0].parent.as_str(), found.parents[0].makes), ("a", Some(10)));
}

#[test]
fn names_that_lead_nowhere_weights_below_zero_and_repetition_are_said() {
    let objectives = [objective("a", "EUR", 1), objective("b", "EUR", 1), objective("b", "EUR", 1)];
    let edges = [
        edge("x", "a", Sum, None),
        edge("b", "a", Sum, Some(-5)),
        edge("b", "a", Sum, Some(5)),
        edge("b", "a", Mean, Some(0)),
    ];
    let found = reconcile(&objectives, &edges);
    assert_eq!(
        found.problems,
        [
            EdgeProblem::DuplicateObjective { id: "b".into() },
            EdgeProblem::DuplicateEdge { child: "b".into(), parent: "a".into() },
            EdgeProblem::UnknownObjective { id: "x".into(), child: "x".into(), parent: "a".into() },
            EdgeProblem::NegativeWeight { child: "b".into(), parent: "a".into() },
            EdgeProblem::NoWeight { parent: "a".into() },
        ]
    );
}

prop_compose! {
    fn network()(levels in proptest::collection::vec(any::<i64>(), 8),
                 edges in proptest::collection::vec((0_usize..9, 0_usize..9, 0_u8..4, proptest::option::of(prop_oneof![any::<i64>(), 0_i64..1_500_000])), 0..25)) -> (Vec<Objective>, Vec<Edge>) {
        let objectives = levels.iter().enumerate().map(|(index, level)| objective(&format!("o{index}"), if index % 4 == 3 { "rate" } else { "EUR" }, *level)).collect();
        let edges = edges.into_iter().map(|(child, parent, kind, weight)| Edge {
            child: format!("o{child}"), parent: format!("o{parent}"), kind: [Sum, Mean, Min, Product][usize::from(kind)],
            weight: weight.map(Rate::from_millionths),
        }).collect();
        (objectives, edges)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_network_makes_it_panic_and_its_order_does_not_matter((objectives, edges) in network()) {
        let (mut others, mut reversed) = (objectives.clone(), edges.clone());
        others.reverse();
        reversed.reverse();
        let found = reconcile(&objectives, &edges);
        prop_assert_eq!(&found, &reconcile(&others, &reversed));
        for parent in &found.parents {
            if let (Some(makes), Some(difference)) = (parent.makes, parent.difference) {
                prop_assert_eq!(i128::from(makes) + i128::from(difference), i128::from(parent.level));
            }
            if parent.kind == Sum && let Some(makes) = parent.makes {
                prop_assert_eq!(parent.children.iter().map(|child| i128::from(child.counts)).sum::<i128>(), i128::from(makes));
            }
        }
    }

    #[test]
    fn a_child_shared_out_whole_is_lost_nowhere(level in any::<i64>(), cuts in proptest::collection::vec(0_i64..1_000_000, 1..6)) {
        let mut cuts = cuts;
        cuts.extend([0, 1_000_000]);
        cuts.sort_unstable();
        let parents: Vec<String> = (1..cuts.len()).map(|index| format!("p{index}")).collect();
        let mut objectives = vec![objective("child", "EUR", level)];
        objectives.extend(parents.iter().map(|id| objective(id, "EUR", 0)));
        let edges: Vec<Edge> = parents.iter().zip(cuts.windows(2)).map(|(parent, pair)| Edge {
            child: "child".to_owned(), parent: parent.clone(), kind: Sum, weight: Some(Rate::from_millionths(pair[1] - pair[0])),
        }).collect();
        let found = reconcile(&objectives, &edges);
        prop_assert_eq!(found.parents.iter().map(|parent| i128::from(parent.makes.unwrap())).sum::<i128>(), i128::from(level));
        prop_assert!(found.counted_twice.is_empty());
    }
}
