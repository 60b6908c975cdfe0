//! What must hold of every target handed down, whatever the organisation looks like.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

mod year;

use plumb_targets::Stint;
use plumb_targets::cascade::{Base, Blend, Cascade, Kind, Node, Problem, Request, cascade};
use plumb_units::{Date, Rate};
use proptest::prelude::*;
use year::{day, quarters, year};

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
