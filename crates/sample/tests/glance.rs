//! What the sample company's review says at a glance: its arithmetic, its moves, its teams beside the elements.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop where its own sample is wrong"
)]

mod halden;

use std::collections::BTreeSet;

use halden::{options, sample, workspace};
use plumb_engine::{Review, Viewer};

fn review() -> Review {
    let sample = sample(1, false);
    let (_folder, workspace) = workspace(&sample);
    workspace.check(&options(&sample)).unwrap()
}

#[test]
fn the_mandate_said_aloud_is_what_the_demo_says() {
    let said = review().said_aloud.unwrap();
    let money = |money: &plumb_engine::MoneyView| money.amount.clone();
    assert_eq!(
        (said.from.as_ref().map(money).as_deref(), money(&said.to).as_str(), said.by.as_str(), said.growth),
        (Some("62000000.00"), "84793122.00", "2029-03-31", Some(0.11))
    );
    let [service] = said.parts.as_slice() else { panic!("{:?}", said.parts) };
    assert_eq!((service.name.as_str(), service.share.as_str(), service.years), ("service", "30 %", 3));
    assert_eq!(
        (money(&service.to).as_str(), service.to.minor + service.rest_to.minor),
        ("25437936.60", said.to.minor)
    );
    let (growth, rest) = (service.growth.unwrap(), service.rest_growth.unwrap());
    assert!((0.505..0.515).contains(&growth) && (0.02..0.03).contains(&rest), "{growth} {rest}");
    // A margin has the same money below its line and is no part of it.
    let others: Vec<&str> = said.others.iter().map(|other| other.mandate.as_str()).collect();
    assert_eq!(others, ["keep-margin"]);
}

#[test]
fn the_three_strengths_are_named_and_nothing_before_them() {
    let review = review();
    let first: Vec<(&str, bool)> = review
        .strengths
        .iter()
        .take(3)
        .map(|strength| (strength.subject.as_str(), strength.company_wide))
        .collect();
    assert_eq!(first, [("unit:stockholm", false), ("leads:all", true), ("unit:halden", true)]);
    let rules = |at: usize| review.strengths[at].rules.join(" ");
    for rule in ["coaching-below-minimum", "exit-evidence-missing", "hockey-stick"] {
        assert!(rules(0).contains(rule), "{}", rules(0));
    }
    assert_eq!((rules(1).as_str(), rules(2).as_str()), ("lead-definition-split", "renewal-left-late"));
}

#[test]
fn what_leaders_must_close_stands_above_the_first_gap_of_sellers() {
    let review = review();
    let of_leaders: Vec<&str> =
        review.gaps.iter().take_while(|gap| gap.concerns == "leaders").map(|gap| gap.rule.as_str()).collect();
    assert_eq!(of_leaders, ["approval-latency", "sponsor-absent"]);
    assert_eq!(review.gaps.iter().filter(|gap| gap.concerns == "leaders").count(), of_leaders.len());
    assert_eq!(review.moves[0].rule, "approval-latency");
    let strands: BTreeSet<&str> = review.moves[..3]
        .iter()
        .map(|one| review.gaps.iter().find(|gap| gap.id == one.gaps[0]).unwrap().strand.as_str())
        .collect();
    assert_eq!(strands.len(), 3, "{strands:?}");
}

#[test]
fn neither_decoy_is_a_gap() {
    // Half a ground for half a week in Helsinki, and customers in energy who buy when their own year ends: in March.
    let sample = sample(1, true);
    let (_folder, workspace) = workspace(&sample);
    let rows = |sql: &str| {
        workspace.sql(sql, &options(&sample), &plumb_engine::QueryLimits::default(), |_| {}).unwrap().rows
    };
    assert_eq!(rows("select id from plan_people where fte = 500000 and unit = 'helsinki'").len(), 1);
    let bunched = rows(
        "select count(*) from bookings b join accounts a on a.source = b.source and a.key = b.account_key
         where a.segment = 'energy' and a.year_end_month = 3 and late(b.date, 14) = 1 and b.date like '%-03-%'",
    );
    assert!(bunched[0][0].as_i64() > Some(30), "{bunched:?}");
    for review in [review(), workspace.check(&options(&sample)).unwrap()] {
        let nordic = |gap: &&plumb_engine::Gap| {
            gap.rule == "territory-potential-imbalance"
                && gap.nodes.iter().any(|unit| ["helsinki", "nordics"].contains(&unit.as_str()))
        };
        assert_eq!(review.gaps.iter().filter(nordic).count(), 0);
        let energy = review.gaps.iter().filter(|gap| gap.message.to_lowercase().contains("energy"));
        assert_eq!(energy.count(), 0);
    }
}

#[test]
fn moves_hold_every_open_gap_once_and_count_no_part_twice() {
    let review = review();
    let open: BTreeSet<&str> =
        review.gaps.iter().filter(|gap| gap.state == "open").map(|gap| gap.id.as_str()).collect();
    let moved: Vec<&str> = review.moves.iter().flat_map(|one| &one.gaps).map(String::as_str).collect();
    assert_eq!((moved.len(), moved.into_iter().collect::<BTreeSet<_>>()), (open.len(), open));
    let total = review.carry.as_ref().unwrap().total.minor;
    let adds: i64 = review.moves.iter().map(|one| one.adds.as_ref().unwrap().minor).sum();
    assert!(adds <= total, "{adds} of {total}");
    for one in &review.moves {
        let (reaches, adds) = (one.reaches.as_ref().unwrap().minor, one.adds.as_ref().unwrap().minor);
        assert!(adds <= reaches && reaches <= total, "{one:?}");
        assert!(one.hours.is_some_and(|hours| hours > 0) && one.places > 0, "{one:?}");
    }
}

#[test]
fn each_row_of_the_matrix_holds_the_money_of_its_unit() {
    let review = review();
    let carry = review.carry.as_ref().unwrap();
    assert_eq!(review.matrix.len(), 13);
    assert_eq!((review.matrix[0].unit.as_str(), review.matrix[0].sellers), ("halden", 43));
    for row in &review.matrix {
        let unit = carry.units.iter().find(|unit| unit.unit == row.unit).unwrap();
        let held = unit.amount.minor - unit.split.as_ref().unwrap().nobodys.minor;
        assert_eq!(row.cells.len(), 7);
        for cell in row.cells.iter().filter(|cell| cell.state.is_some()) {
            let sum: i64 = cell.states.iter().map(|share| share.amount.as_ref().unwrap().minor).sum();
            assert_eq!(sum, held, "{} {}", row.unit, cell.element);
        }
    }
}

#[test]
fn the_bridge_sums_to_the_mandate() {
    let bridge = review().bridge.unwrap();
    let steps: i64 = bridge.steps.iter().map(|step| step.amount.minor).sum();
    assert_eq!(bridge.base.minor + steps + bridge.unfunded.minor, bridge.goal.minor);
    let months = bridge.months.iter();
    let sums =
        months.map(|month| month.base.minor + month.added.minor + month.unfunded.minor - month.goal.minor);
    assert!(sums.into_iter().all(|rest| rest == 0));
    let happened = bridge.happened.unwrap();
    let parts: i64 = happened.parts.iter().map(|part| part.amount.minor).sum();
    assert_eq!(happened.before.minor + parts, happened.after.minor);
}

#[test]
fn a_seller_sees_no_row_of_few_and_no_sum_of_others() {
    let whole = review();
    let viewer = Viewer::Person { id: "nobody-in-particular".to_owned(), leads: BTreeSet::new() };
    let seen = whole.seen_by(&viewer);
    let review = seen.review();
    assert!(review.matrix.iter().all(|row| row.sellers >= plumb_engine::GROUP_MIN), "{:?}", review.matrix);
    let shown: BTreeSet<&str> = review.gaps.iter().map(|gap| gap.id.as_str()).collect();
    for one in &review.moves {
        assert!(one.adds.is_none() && one.gaps.iter().all(|gap| shown.contains(gap.as_str())), "{one:?}");
    }
}

/// Of each unit the nearest one at or above it that is told, and how many people each told unit stands for alone.
fn told_alone(units: &[(String, usize, usize)], told: &BTreeSet<String>) -> Vec<(String, usize)> {
    let mut path: Vec<(usize, String, usize)> = Vec::new();
    let mut alone: Vec<(String, usize)> = Vec::new();
    for (unit, depth, people) in units {
        path.retain(|(above, ..)| above < depth);
        if told.contains(unit) {
            if let Some((.., at)) = path.last() {
                alone[*at].1 -= people;
            }
            path.push((*depth, unit.clone(), alone.len()));
            alone.push((unit.clone(), *people));
        }
    }
    alone
}

#[test]
fn no_figure_of_fewer_than_five_can_be_told_by_subtraction() {
    let whole = review();
    let viewer = Viewer::Person { id: "nobody-in-particular".to_owned(), leads: BTreeSet::new() };
    let seen = whole.seen_by(&viewer);
    let review = seen.review();
    let tree: Vec<(String, usize, usize)> = whole
        .carry
        .iter()
        .flat_map(|carry| &carry.units)
        .map(|unit| (unit.unit.clone(), unit.depth, unit.sellers))
        .collect();
    let top = tree[0].0.clone();
    let people_of = |unit: &str| tree.iter().find(|(of, ..)| of == unit).map(|(.., people)| *people);
    let mut told: BTreeSet<String> = BTreeSet::new();
    told.extend(review.carry.iter().flat_map(|carry| &carry.units).map(|unit| unit.unit.clone()));
    told.extend(review.matrix.iter().map(|row| row.unit.clone()));
    for gap in &review.gaps {
        let figures =
            [gap.exposure.as_ref().map(|e| e.people), gap.worth.class.as_ref().map(|_| gap.worth.people)];
        for people in figures.into_iter().flatten() {
            let unit = gap.nodes.first().unwrap_or(&top);
            assert_eq!((gap.nodes.len() < 2, Some(people)), (true, people_of(unit)), "{gap:?}");
            told.insert(unit.clone());
        }
        assert!(gap.exposure.as_ref().is_none_or(|exposure| exposure.alone.is_none()), "{gap:?}");
        if gap.id.contains("-withheld-") {
            assert!(gap.evidence.p.is_none() && gap.evidence.figures.is_empty() && gap.at.is_empty());
            assert!(whole.gaps.iter().all(|of_all| of_all.id != gap.id));
            told.extend(gap.nodes.iter().cloned());
        }
    }
    for strength in review.strengths.iter().filter(|strength| strength.reached.is_some()) {
        let unit = strength.unit.as_ref().filter(|_| !strength.company_wide).unwrap_or(&top);
        assert_eq!(Some(strength.people), people_of(unit), "{strength:?}");
        told.insert(unit.clone());
    }
    assert!(!told.is_empty() && !told.contains("helsinki"), "{told:?}");
    for (unit, people) in told_alone(&tree, &told) {
        assert!(people == 0 || people >= plumb_engine::GROUP_MIN, "{people} in {unit} of {told:?}");
    }
    for one in review.moves.iter().filter(|one| one.reaches.is_some()) {
        let gaps = review.gaps.iter().filter(|gap| one.gaps.contains(&gap.id));
        assert!(gaps.clone().count() > 0 && gaps.clone().all(|gap| gap.exposure.is_some()), "{one:?}");
    }
    for carry in review.carry.iter() {
        let of_state = |state: &str| {
            let sum = |unit: &str, depth: usize| {
                let from = tree.iter().position(|(of, ..)| of == unit).unwrap();
                let below = tree[from + 1..].iter().take_while(|(_, under, _)| *under > depth);
                let units: BTreeSet<&str> = below.map(|(of, ..)| of.as_str()).chain([unit]).collect();
                let people = whole.carry.iter().flat_map(|carry| &carry.people).filter(|person| {
                    person.state == state
                        && person.part.minor != 0
                        && (unit == top || person.unit.as_deref().is_some_and(|unit| units.contains(unit)))
                });
                people.count()
            };
            tree.iter().map(|(unit, depth, _)| (unit.clone(), *depth, sum(unit, *depth))).collect::<Vec<_>>()
        };
        let split = carry.units.iter().filter(|unit| unit.split.is_some());
        let split: BTreeSet<String> = split.map(|unit| unit.unit.clone()).collect();
        for state in ["sound", "broken", "unseen"] {
            for (unit, people) in told_alone(&of_state(state), &split) {
                assert!(people == 0 || people >= plumb_engine::GROUP_MIN, "{people} {state} in {unit}");
            }
        }
    }
    for element in 0..7 {
        let states: BTreeSet<&str> = review
            .matrix
            .iter()
            .flat_map(|row| &row.cells[element].states)
            .map(|share| share.state.as_str())
            .collect();
        let split = review.matrix.iter().filter(|row| !row.cells[element].states.is_empty());
        let split: BTreeSet<String> = split.map(|row| row.unit.clone()).collect();
        let people = |wanted: &dyn Fn(&str) -> bool| {
            let rows = whole.matrix.iter().map(|row| {
                let shares = row.cells[element].states.iter().filter(|share| wanted(&share.state));
                (row.unit.clone(), row.depth, shares.map(|share| share.people).sum())
            });
            told_alone(&rows.collect::<Vec<_>>(), &split)
        };
        let apart = states.iter().flat_map(|state| people(&|other| other == *state));
        for (unit, people) in apart.chain(people(&|state| !states.contains(state))) {
            assert!(
                people == 0 || people >= plumb_engine::GROUP_MIN,
                "{people} in {unit}, element {element}"
            );
        }
    }
}
