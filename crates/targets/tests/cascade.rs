//! Targets handed down in worked examples.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

mod year;

use plumb_targets::cascade::{
    Base, Blend, Cascade, Field, Kind, Node, PeriodWeight, Problem, Request, cascade,
};
use plumb_targets::{Stint, WorkDays};
use plumb_units::Rate;
use year::{day, quarters, year};

fn amounts(result: &Cascade) -> Vec<(&str, i64)> {
    result.nodes.iter().map(|node| (node.id.as_str(), node.amount)).collect()
}

fn with(id: &str, potential: Option<i64>) -> Node {
    Node { potential, ..Node::person(id, Some("team")) }
}

/// A team whose members share 1 200 by potential.
fn team(members: Vec<Node>) -> Request {
    let mut nodes = vec![Node::unit("team", None)];
    nodes.extend(members);
    Request {
        amount: 1_200,
        nodes,
        blend: Blend::only(Base::Potential),
        periods: quarters(),
        days: year(),
        ..Request::default()
    }
}

#[test]
fn potential_and_history_blend_with_a_buffer_as_in_the_formula() {
    // q = 1000 · (0.75 · P/ΣP + 0.25 · H/ΣH) · 1.1: 1100 · (0.75 · 0.6 + 0.25 · 0.2) = 550.
    let mut request = team(vec![
        Node { history: Some(20), ..with("a", Some(60)) },
        Node { history: Some(80), ..with("b", Some(40)) },
    ]);
    request.amount = 1_000;
    request.blend = Blend {
        potential: Rate::from_millionths(750_000),
        history: Rate::from_millionths(250_000),
        ..Blend::default()
    };
    request.buffers = vec![Rate::default(), Rate::from_millionths(100_000)];
    let result = cascade(&request);
    assert_eq!(amounts(&result), [("team", 1_000), ("a", 550), ("b", 550)]);
    let a = &result.nodes[1];
    assert_eq!((a.before_buffer, a.buffer), (500, 50));
    let parts: Vec<_> = a
        .parts
        .iter()
        .map(|part| (part.base, part.weight.millionths(), part.value, part.share.millionths(), part.amount))
        .collect();
    assert_eq!(
        parts,
        [(Base::Potential, 750_000, 60, 600_000, 495), (Base::History, 250_000, 20, 200_000, 55)]
    );
    assert_eq!(result.ladder.over_assignment, Some(Rate::from_millionths(100_000)));
    assert_eq!(result.ladder.levels[0].over_assignment, Some(Rate::default()));
}

#[test]
fn over_assignment_of_two_levels_multiplies() {
    let mut request = team(vec![Node::unit("north", Some("team")), Node::person("a", Some("north"))]);
    request.amount = 10_000;
    let tenth = Rate::from_millionths(100_000);
    request.buffers = vec![Rate::default(), tenth, tenth];
    let result = cascade(&request);
    assert_eq!(amounts(&result), [("team", 10_000), ("north", 11_000), ("a", 12_100)]);
    let cumulative: Vec<_> =
        result.ladder.levels.iter().map(|level| level.cumulative.unwrap().millionths()).collect();
    assert_eq!(cumulative, [0, 100_000, 210_000]);
    assert_eq!(result.ladder.levels.iter().map(|level| level.adds).collect::<Vec<_>>(), [0, 1_000, 1_100]);
}

#[test]
fn who_has_no_figure_counts_as_the_mean_of_the_others_and_is_marked() {
    let result = cascade(&team(vec![with("a", Some(10)), with("b", Some(30)), with("c", None)]));
    assert_eq!(amounts(&result), [("team", 1_200), ("a", 200), ("b", 600), ("c", 400)]);
    let assumed: Vec<bool> = result.nodes[1..].iter().map(|node| node.parts[0].assumed).collect();
    assert_eq!(assumed, [false, false, true]);
}

#[test]
fn a_base_of_which_nobody_has_anything_drops_out_and_the_result_says_so() {
    let mut request = team(vec![with("a", Some(10)), with("b", Some(30))]);
    request.blend = request.blend.with(Base::History, Rate::ONE);
    let result = cascade(&request);
    assert_eq!(amounts(&result), [("team", 1_200), ("a", 300), ("b", 900)]);
    let handing = result.nodes[0].handing.as_ref().unwrap();
    assert_eq!((handing.dropped.as_slice(), handing.fell_back), (&[Base::History][..], false));
    assert_eq!(result.nodes[1].parts[0].weight, Rate::ONE);
}

#[test]
fn with_nothing_to_share_by_all_get_the_same_and_it_is_said() {
    let result = cascade(&team(vec![with("a", None), with("b", Some(0))]));
    assert_eq!(amounts(&result), [("team", 1_200), ("a", 600), ("b", 600)]);
    assert_eq!(result.problems, [Problem::NothingToShareBy { node: Some("team".to_owned()) }]);
    assert!(result.nodes[0].handing.as_ref().unwrap().fell_back && !result.top.fell_back);
}

#[test]
fn who_joins_in_the_middle_gets_the_part_of_the_working_days() {
    // 2026 has 261 weekdays, 132 of them from July on.
    let joins = Node { stints: vec![Stint::full(day("2026-07-01"), None)], ..with("b", Some(100)) };
    let mut request = team(vec![with("a", Some(100)), joins]);
    request.amount = 393;
    let result = cascade(&request);
    assert_eq!(amounts(&result), [("team", 393), ("a", 261), ("b", 132)]);
    assert_eq!(&result.nodes[2].periods[..2], [0, 0]);
    assert_eq!(result.nodes[2].presence, Rate::from_millionths(505_747));
}

#[test]
fn who_moves_carries_in_both_units_and_is_summed_once() {
    let seat = |unit: &str, from: &str, until: Option<&str>| Node {
        person: Some("mia".to_owned()),
        stints: vec![Stint::full(day(from), until.map(day))],
        ..Node::person(&format!("mia@{unit}"), Some(unit))
    };
    let nodes = vec![
        Node::unit("east", None),
        Node::unit("west", None),
        seat("east", "2026-01-01", Some("2026-07-01")),
        seat("west", "2026-07-01", None),
    ];
    let request = Request {
        amount: 2_610,
        nodes,
        blend: Blend::only(Base::Equal),
        periods: quarters(),
        days: year(),
        ..Request::default()
    };
    let result = cascade(&request);
    assert_eq!(
        amounts(&result),
        [("east", 1_290), ("mia@east", 1_290), ("west", 1_320), ("mia@west", 1_320)]
    );
    assert_eq!(result.persons.len(), 1);
    assert_eq!((result.persons[0].amount, result.persons[0].nodes.len()), (2_610, 2));
    assert_eq!(result.persons[0].periods, [640, 650, 660, 660]);
}

#[test]
fn half_a_head_on_a_ramp_shares_by_what_it_can_do() {
    let half = Stint { fte: Rate::from_millionths(500_000), ..Stint::full(day("2026-01-01"), None) };
    let mut request = team(vec![with("a", None), Node { stints: vec![half], ..with("b", None) }]);
    request.blend = Blend::only(Base::Capacity);
    let result = cascade(&request);
    assert_eq!(amounts(&result), [("team", 1_200), ("a", 800), ("b", 400)]);
    assert_eq!(result.nodes[2].parts[0].value, 130_500_000);
}

#[test]
fn locks_that_exceed_leave_the_others_nothing_and_show_the_excess() {
    let result = cascade(&team(vec![Node { lock: Some(1_500), ..with("a", Some(1)) }, with("b", Some(1))]));
    assert_eq!(amounts(&result), [("team", 1_200), ("a", 1_500), ("b", 0)]);
    assert_eq!(result.nodes[0].handing.as_ref().unwrap().over, 300);
    assert_eq!(
        result.problems,
        [Problem::LocksExceed { node: Some("team".to_owned()), locked: 1_500, available: 1_200 }]
    );
}

#[test]
fn what_is_locked_to_less_stays_unallocated() {
    let result = cascade(&team(vec![
        Node { lock: Some(500), ..with("a", Some(1)) },
        Node { lock: Some(100), ..with("b", None) },
    ]));
    assert_eq!(result.nodes[0].handing.as_ref().unwrap().unallocated, 600);
    assert_eq!(result.problems, []);
}

#[test]
fn the_amount_of_a_unit_without_people_stays_there() {
    let mut request = team(vec![with("a", Some(100))]);
    request.nodes.push(Node { potential: Some(300), ..Node::unit("vacant", Some("team")) });
    let result = cascade(&request);
    assert_eq!(amounts(&result), [("team", 1_200), ("a", 300), ("vacant", 900)]);
    assert_eq!(result.problems, [Problem::NobodyBelow { node: Some("vacant".to_owned()), amount: 900 }]);
    assert_eq!((result.ladder.street, result.ladder.levels[1].sum), (300, 1_200));
}

#[test]
fn round_quotas_still_sum_and_the_largest_takes_the_rest() {
    let mut request = team(vec![with("a", Some(1)), with("b", Some(2))]);
    (request.amount, request.round_to) = (100_050, 1_000);
    assert_eq!(amounts(&cascade(&request)), [("team", 100_050), ("a", 33_000), ("b", 67_050)]);
}

#[test]
fn a_season_bears_on_the_days_somebody_is_there() {
    let mut request = team(vec![Node {
        stints: vec![Stint::full(day("2026-04-01"), Some(day("2026-10-01")))],
        ..with("a", Some(1))
    }]);
    // 65 weekdays in the second quarter, 66 in the third: 65 · 1 to 66 · 2.
    request.periods[2].weight = Rate::from_millionths(2_000_000);
    request.amount = 1_970;
    assert_eq!(cascade(&request).nodes[1].periods, [0, 650, 1_320, 0]);
}

#[test]
fn what_is_broken_is_named_and_the_rest_is_computed() {
    let mut request = team(vec![
        with("a", Some(-5)),
        with("a", Some(7)),
        Node::person("lost", Some("nowhere")),
        Node::unit("x", Some("y")),
        Node::unit("y", Some("x")),
        with("b", Some(7)),
        Node { stints: vec![Stint::full(day("2030-01-01"), None)], ..with("late", Some(50)) },
    ]);
    request.periods.push(PeriodWeight {
        name: "more".to_owned(),
        from: day("2027-01-01"),
        until: day("2027-04-01"),
        weight: Rate::ONE,
    });
    let result = cascade(&request);
    assert_eq!(result.nodes[0].amount, 1_200);
    assert_eq!(result.left_out, ["a", "lost", "x", "y"]);
    assert_eq!(
        result.problems,
        [
            Problem::DuplicateId { node: "a".to_owned() },
            Problem::UnknownParent { node: "lost".to_owned(), parent: "nowhere".to_owned() },
            Problem::Cycle { nodes: vec!["x".to_owned(), "y".to_owned()] },
            Problem::Negative { node: Some("a".to_owned()), field: Field::Potential, value: -5 },
            Problem::NeverPresent { node: "late".to_owned() },
            Problem::PeriodWithoutDays { period: "more".to_owned() },
        ]
    );
    assert_eq!(amounts(&result), [("team", 1_200), ("a", 0), ("b", 1_200), ("late", 0)]);
}

#[test]
fn who_is_missing_a_figure_deep_below_does_not_make_the_unit_smaller() {
    let nodes = vec![
        Node::unit("east", None),
        Node::unit("west", None),
        Node { potential: Some(100), ..Node::person("a", Some("east")) },
        Node::person("b", Some("east")),
        Node { potential: Some(100), ..Node::person("c", Some("west")) },
        Node { potential: Some(100), ..Node::person("d", Some("west")) },
    ];
    let request = Request {
        amount: 400,
        nodes,
        blend: Blend::only(Base::Potential),
        days: year(),
        ..Request::default()
    };
    let result = cascade(&request);
    assert!(result.nodes.iter().all(|node| node.amount == if node.kind == Kind::Unit { 200 } else { 100 }));
    assert_eq!(
        result.nodes.iter().map(|node| node.parts[0].assumed).collect::<Vec<_>>(),
        [true, false, true, false, false, false]
    );
}

#[test]
fn a_unit_may_share_by_a_blend_of_its_own() {
    let mut request = team(vec![with("a", Some(10)), with("b", Some(30))]);
    request.nodes[0].blend = Some(Blend::only(Base::Equal));
    assert_eq!(amounts(&cascade(&request)), [("team", 1_200), ("a", 600), ("b", 600)]);
}

#[test]
fn a_country_with_fewer_working_days_has_whole_heads_and_less_capacity() {
    let mut request = team(vec![with("a", None), Node { country: Some("DE".to_owned()), ..with("b", None) }]);
    // 261 days to 130 or so: the first 130 weekdays only.
    request.days.by_country.insert("DE".to_owned(), request.days.days[..130].to_vec());
    request.amount = 391;
    request.blend = Blend::only(Base::Capacity);
    assert_eq!(amounts(&cascade(&request)), [("team", 391), ("a", 261), ("b", 130)]);
    request.blend = Blend::only(Base::Equal);
    assert_eq!(cascade(&request).nodes[2].presence, Rate::ONE);
}

#[test]
fn a_year_without_working_days_is_shared_and_spread_all_the_same() {
    let mut request = team(vec![
        with("a", Some(10)),
        Node { stints: vec![Stint::full(day("2026-07-01"), None)], ..with("b", Some(30)) },
    ]);
    request.days = WorkDays::default();
    let result = cascade(&request);
    assert_eq!(amounts(&result), [("team", 1_200), ("a", 300), ("b", 900)]);
    assert_eq!(result.nodes[1].periods, [75, 75, 75, 75]);
    assert!(result.problems.contains(&Problem::NoWorkingDays));
}

#[test]
fn odd_structure_and_odd_periods_are_said() {
    let mut request = team(vec![
        Node { country: Some("XX".to_owned()), ..with("a", Some(1)) },
        Node::person("below", Some("a")),
    ]);
    request.nodes[0].stints = vec![Stint::full(day("2026-01-01"), None)];
    request.nodes[2].country = Some("YY".to_owned());
    request.periods[0].weight = Rate::from_millionths(-1);
    request.periods[1].until = day("2026-08-01");
    request.buffers = vec![Rate::from_millionths(-10)];
    let second = |problems: &[Problem], wanted: &Problem| {
        assert!(problems.contains(wanted), "{wanted:?} in {problems:?}")
    };
    let problems = cascade(&request).problems;
    let names = |index: usize| request.periods[index].name.clone();
    for wanted in [
        Problem::StintsOfUnit { node: "team".to_owned() },
        Problem::PersonHandsOn { node: "a".to_owned() },
        Problem::UnknownCountry { country: "YY".to_owned() },
        Problem::NegativePeriod { period: names(0) },
        Problem::PeriodsOverlap { first: names(1), second: names(2) },
        Problem::Negative { node: None, field: Field::Buffer, value: -10 },
    ] {
        second(&problems, &wanted);
    }
}

#[test]
fn what_does_not_fit_is_cut_and_said() {
    let mut request = team(vec![with("a", Some(i64::MAX)), with("b", Some(i64::MAX))]);
    request.amount = i64::MAX;
    assert_eq!(cascade(&request).problems, []);
    assert_eq!(
        cascade(&request).nodes.iter().map(|node| node.amount).collect::<Vec<_>>(),
        [i64::MAX, i64::MAX / 2 + 1, i64::MAX / 2]
    );
    request.buffers = vec![Rate::ONE];
    let result = cascade(&request);
    assert_eq!(result.problems, [Problem::Overflow { node: None }]);
    assert_eq!(result.nodes[0].amount, i64::MAX);
}

#[test]
fn a_target_for_nobody_stays_where_it_is() {
    let result = cascade(&Request { amount: 7, ..Request::default() });
    assert_eq!((result.top.unallocated, result.ladder.street, result.problems.len()), (7, 0, 1));
}

#[test]
fn a_chain_a_hundred_thousand_deep_is_walked_without_recursion() {
    let mut nodes = vec![Node::unit("0", None)];
    nodes.extend((1..100_000).map(|index| Node::unit(&index.to_string(), Some(&(index - 1).to_string()))));
    let result = cascade(&Request { amount: 5, nodes, ..Request::default() });
    assert_eq!((result.nodes.len(), result.nodes[99_999].amount), (100_000, 5));
}
