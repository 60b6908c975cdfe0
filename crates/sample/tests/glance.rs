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
        let held = unit.amount.minor - unit.split.nobodys.minor;
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
    let steps: i64 = bridge.steps.iter().filter_map(|step| Some(step.amount.as_ref()?.minor)).sum();
    assert_eq!(bridge.from.minor + steps + bridge.unexplained.minor, bridge.to.minor);
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
