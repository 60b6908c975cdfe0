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
