//! What must hold of every target handed down, whatever the organisation looks like.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

use plumb_targets::cascade::{Base, Blend, Cascade, Kind, Node, PeriodWeight, Problem, Request, cascade};
use plumb_targets::{Stint, WorkDays};
use plumb_units::{Date, Rate, parse_date};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

fn quarters() -> Vec<PeriodWeight> {
    [
        ("2026-01-01", "2026-04-01"),
        ("2026-04-01", "2026-07-01"),
        ("2026-07-01", "2026-10-01"),
        ("2026-10-01", "2027-01-01"),
    ]
    .into_iter()
    .map(|(from, until)| PeriodWeight {
        name: from.to_owned(),
        from: day(from),
        until: day(until),
        weight: Rate::ONE,
    })
    .collect()
}

fn year() -> WorkDays {
    WorkDays::weekdays(day("2026-01-01"), day("2027-01-01"))
}

fn offset(days: i16) -> Date {
    day("2026-01-01").checked_add(jiff_days(days)).unwrap()
}

fn jiff_days(days: i16) -> std::time::Duration {
    std::time::Duration::from_secs(86_400 * u64::from(days.unsigned_abs()))
}

prop_compose! {
    fn stint()(from in 0_i16..360, length in proptest::option::of(0_i16..400), fte in prop_oneof![Just(1_000_000_i64), 0_i64..1_500_000],
               ramp in proptest::option::of(0_i16..300), ramp_days in 0_u32..200) -> Stint {
        Stint { from: offset(from), until: length.map(|length| offset(from + length)), fte: Rate::from_millionths(fte),
                ramp_from: ramp.map(offset), ramp_days }
    }
}

fn rate(most: i64) -> impl Strategy<Value = Rate> {
    (0..most).prop_map(Rate::from_millionths)
}

prop_compose! {
    fn blend()(potential in rate(1_000_000), history in rate(1_000_000), capacity in rate(1_000_000), equal in rate(1_000_000),
               manual in rate(1_000_000), used in 0_u8..32) -> Blend {
        let keep = |bit: u8, rate: Rate| if used & (1 << bit) == 0 { Rate::default() } else { rate };
        Blend { potential: keep(0, potential), history: keep(1, history), capacity: keep(2, capacity),
                equal: keep(3, equal), manual: keep(4, manual) }
    }
}

type Figures = (Option<i64>, Option<i64>, Option<i64>, Option<i64>);

prop_compose! {
    fn node()(above in any::<prop::sample::Index>(), is_person in any::<bool>(),
              figures in (proptest::option::of(0_i64..10_000_000), proptest::option::of(0_i64..10_000_000),
                          proptest::option::of(0_i64..1_000), proptest::option::weighted(0.15, 0_i64..2_000_000)),
              buffer in proptest::option::weighted(0.3, rate(300_000)), own in proptest::option::weighted(0.1, blend()),
              stints in proptest::collection::vec(stint(), 0..3)) -> (prop::sample::Index, bool, Figures, Option<Rate>, Option<Blend>, Vec<Stint>) {
        (above, is_person, figures, buffer, own, stints)
    }
}

prop_compose! {
    /// Trees of up to thirty nodes; who has others below is a unit.
    fn request()(amount in 0_i64..100_000_000, parts in proptest::collection::vec(node(), 1..30), blend in blend(),
                 buffers in proptest::collection::vec(rate(200_000), 0..3), weights in proptest::collection::vec(rate(2_000_000), 4),
                 round_to in prop_oneof![Just(1_i64), Just(100), Just(10_000)]) -> Request {
        let mut nodes: Vec<Node> = Vec::new();
        for (index, (above, is_person, (potential, history, manual, lock), buffer, own, stints)) in parts.into_iter().enumerate() {
            let parent = (index > 0).then(|| above.index(index));
            if let Some(parent) = parent { nodes[parent].kind = Kind::Unit; nodes[parent].stints.clear(); }
            nodes.push(Node {
                id: format!("n{index:02}"), parent: parent.map(|parent| format!("n{parent:02}")),
                kind: if is_person { Kind::Person } else { Kind::Unit }, person: Some(format!("p{}", index % 7)),
                potential, history, manual, lock, buffer, blend: own, stints: if is_person { stints } else { vec![] }, ..Node::default()
            });
        }
        let mut periods = quarters();
        for (period, weight) in periods.iter_mut().zip(weights) { period.weight = weight; }
        Request { amount, nodes, blend, buffers, periods, days: year(), round_to }
    }
}

fn children<'a>(result: &'a Cascade, id: Option<&str>) -> Vec<&'a plumb_targets::cascade::Assigned> {
    result.nodes.iter().filter(|node| node.parent.as_deref() == id).collect()
}

/// Every sum that must come out to the cent.
fn sums(request: &Request, result: &Cascade) -> Result<(), TestCaseError> {
    let tops = std::iter::once((None, &result.top));
    let handings =
        result.nodes.iter().filter_map(|node| Some((Some(node.id.as_str()), node.handing.as_ref()?)));
    for (id, handing) in tops.chain(handings) {
        let below = children(result, id);
        prop_assert_eq!(handing.children, below.iter().map(|child| child.amount).sum::<i64>());
        prop_assert_eq!(handing.amount + handing.adds, handing.children - handing.over + handing.unallocated);
        prop_assert!(handing.over == 0 || handing.unallocated == 0);
        if handing.adds.abs() <= handing.children.abs() {
            let before: i64 = below.iter().map(|child| child.before_buffer).sum();
            prop_assert_eq!(handing.amount, before - handing.over + handing.unallocated);
        }
    }
    for node in &result.nodes {
        prop_assert_eq!(node.amount, node.before_buffer + node.buffer);
        if !request.periods.is_empty() {
            prop_assert_eq!(node.periods.iter().sum::<i64>(), node.amount);
        }
        if !node.locked {
            prop_assert_eq!(node.parts.iter().map(|part| part.amount).sum::<i64>(), node.amount);
        }
    }
    let street: i64 = result.nodes.iter().filter(|node| node.handing.is_none()).map(|node| node.amount).sum();
    prop_assert_eq!(result.ladder.street, street);
    prop_assert_eq!(result.persons.iter().map(|person| person.amount).sum::<i64>(), street);
    for person in &result.persons {
        prop_assert_eq!(
            person.periods.iter().sum::<i64>(),
            if request.periods.is_empty() { 0 } else { person.amount }
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn everything_sums_to_the_cent_under_every_base_lock_and_buffer(request in request()) {
        let result = cascade(&request);
        sums(&request, &result)?;
        prop_assert!(result.left_out.is_empty());
    }

    #[test]
    fn a_locked_node_keeps_its_amount(request in request()) {
        let result = cascade(&request);
        for node in &request.nodes {
            let found = result.nodes.iter().find(|found| found.id == node.id).unwrap();
            prop_assert_eq!(found.locked, node.lock.is_some());
            if let Some(lock) = node.lock { prop_assert_eq!(found.amount, lock); }
        }
    }

    #[test]
    fn the_order_of_nodes_does_not_matter(request in request(), seed in any::<u64>()) {
        let mut other = request.clone();
        let mut state = seed | 1;
        for index in (1..other.nodes.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            other.nodes.swap(index, (state >> 33) as usize % (index + 1));
        }
        prop_assert_eq!(cascade(&request), cascade(&other));
    }

    #[test]
    fn figures_in_another_unit_share_the_same(request in request(), factor in 2_i64..1_000) {
        let mut other = request.clone();
        for node in &mut other.nodes {
            node.potential = node.potential.map(|figure| figure * factor);
        }
        let amounts = |request: &Request| cascade(request).nodes.into_iter().map(|node| node.amount).collect::<Vec<_>>();
        let (first, second) = (amounts(&request), amounts(&other));
        // Only a mean that stands in for a missing figure is rounded, to a billionth of a cent.
        for (first, second) in first.iter().zip(&second) {
            prop_assert!((first - second).abs() <= 30 * request.round_to, "{} {}", first, second);
        }
    }

    #[test]
    fn a_target_as_large_again_doubles_every_share(potentials in proptest::collection::vec(1_i64..1_000_000, 1..20), amount in 0_i64..1_000_000_000) {
        let nodes: Vec<Node> = potentials.iter().enumerate()
            .map(|(index, potential)| Node { potential: Some(*potential), ..Node::person(&format!("p{index:02}"), None) }).collect();
        let at = |amount| cascade(&Request { amount, nodes: nodes.clone(), blend: Blend::only(Base::Potential), days: year(), ..Request::default() });
        for (once, twice) in at(amount).nodes.iter().zip(&at(2 * amount).nodes) {
            prop_assert!((2 * once.amount - twice.amount).abs() <= 2);
        }
    }

    #[test]
    fn more_potential_is_never_less_quota(potentials in proptest::collection::vec(0_i64..1_000_000, 2..20), amount in 0_i64..1_000_000_000) {
        let nodes: Vec<Node> = potentials.iter().enumerate()
            .map(|(index, potential)| Node { potential: Some(*potential), ..Node::person(&format!("p{index:02}"), None) }).collect();
        let found = cascade(&Request { amount, nodes, blend: Blend::only(Base::Potential), days: year(), ..Request::default() });
        for (one, mine) in found.nodes.iter().zip(&potentials) {
            for (other, theirs) in found.nodes.iter().zip(&potentials) {
                prop_assert!(mine <= theirs || one.amount >= other.amount);
            }
        }
    }

    #[test]
    fn without_buffers_a_units_periods_are_those_of_its_people(request in request()) {
        let mut request = request;
        request.buffers.clear();
        for node in &mut request.nodes { node.buffer = None; }
        let result = cascade(&request);
        for node in &result.nodes {
            let Some(handing) = &node.handing else { continue };
            let below = children(&result, Some(&node.id));
            if handing.over != 0 || handing.unallocated != 0 || node.amount == 0 || below.is_empty() { continue; }
            for (index, period) in node.periods.iter().enumerate() {
                prop_assert_eq!(*period, below.iter().map(|child| child.periods[index]).sum::<i64>());
            }
        }
    }

    #[test]
    fn nothing_makes_it_panic(amount in any::<i64>(), round_to in any::<i64>(), rates in proptest::collection::vec(any::<i64>(), 12),
                              parts in proptest::collection::vec((0_usize..9, 0_usize..9, any::<bool>(), proptest::collection::vec(proptest::option::of(any::<i64>()), 6),
                                                                  stint(), any::<i64>(), any::<u32>()), 0..12)) {
        let any_rate = |index: usize| Rate::from_millionths(rates[index]);
        let nodes = parts.into_iter().map(|(id, parent, is_person, figures, stint, fte, ramp_days)| Node {
            id: format!("n{id}"), parent: (parent > 1).then(|| format!("n{parent}")), kind: if is_person { Kind::Person } else { Kind::Unit },
            potential: figures[0], history: figures[1], manual: figures[2], lock: figures[3], capacity: figures[4],
            buffer: figures[5].map(Rate::from_millionths), person: None, country: is_person.then(|| "XX".to_owned()),
            stints: vec![Stint { fte: Rate::from_millionths(fte), ramp_days, ramp_from: Some(stint.from), ..stint }],
            blend: (id == 3).then(|| Blend::only(Base::Manual)),
        }).collect();
        let blend = Blend { potential: any_rate(0), history: any_rate(1), capacity: any_rate(2), equal: any_rate(3), manual: any_rate(4) };
        let mut periods = quarters();
        for (period, index) in periods.iter_mut().zip(5..) { period.weight = any_rate(index); }
        periods[1].until = day("2026-12-01");
        let request = Request { amount, nodes, blend, buffers: vec![any_rate(9), any_rate(10)], periods, days: year(), round_to };
        let result = cascade(&request);
        if !result.problems.iter().any(|problem| matches!(problem, Problem::Overflow { .. } | Problem::LocksExceed { .. })) {
            for node in &result.nodes {
                prop_assert_eq!(node.periods.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(node.amount));
            }
            let handed = i128::from(result.top.amount) + i128::from(result.top.adds);
            prop_assert_eq!(handed, i128::from(result.top.children) - i128::from(result.top.over) + i128::from(result.top.unallocated));
        }
    }
}

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
            Problem::Negative {
                node: Some("a".to_owned()),
                field: plumb_targets::cascade::Field::Potential,
                value: -5
            },
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
        Problem::Negative { node: None, field: plumb_targets::cascade::Field::Buffer, value: -10 },
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
