//! The sample company as a workspace: written to a folder, imported, signed and reviewed.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own sample is wrong")]

mod halden;

use halden::{options, sample, workspace};
use plumb_engine::Review;
use plumb_sample::{Sample, truth};
use plumb_units::Quantity;

fn review(sample: &Sample) -> Review {
    let (_folder, workspace) = workspace(sample);
    workspace.check(&options(sample)).unwrap()
}

#[test]
fn the_last_completed_year_comes_to_sixty_two_million_with_twelve_per_cent_of_service() {
    for sample in [sample(1, false), sample(2, true)] {
        let (_folder, workspace) = workspace(&sample);
        let value = |measure: &str| {
            let table = workspace.measure(measure, &[], Some("2026"), &options(&sample)).unwrap();
            table.rows[0][0].clone()
        };
        let net: f64 = value("net-revenue").as_str().unwrap().parse().unwrap();
        assert!((net - 62e6).abs() < 0.62e6, "{net}");
        let share: f64 = value("service-share").as_f64().unwrap();
        assert!((share - 0.12).abs() < 0.005, "{share}");
    }
}

#[test]
fn the_money_of_the_mandate_adds_up_to_the_cent() {
    let review = review(&sample(1, false));
    let carry = review.carry.expect("the mandate is in money");
    assert_eq!(carry.total.amount, "68820000.00");
    for unit in &carry.units {
        let split = unit.split.as_ref().expect("the operator sees every unit's parts");
        let parts = [&split.soundly_carried, &split.carried_but_broken, &split.unseen, &split.nobodys];
        assert_eq!(parts.iter().map(|part| part.minor).sum::<i64>(), unit.amount.minor, "{}", unit.unit);
    }
    assert_eq!(carry.units[0].amount, carry.total);
    assert_eq!((carry.people.len(), carry.units.len()), (43, 13));
}

#[test]
fn the_facts_bear_the_sizes_that_the_truth_tells() {
    let sample = sample(1, false);
    let (_folder, workspace) = workspace(&sample);
    let size =
        |rule: &str| match truth(&sample).into_iter().find(|planted| planted.rule == rule).unwrap().size {
            Quantity::Rate(rate) => rate.millionths(),
            other => panic!("{other:?}"),
        };
    let per_million = |sql: &str| {
        let table =
            workspace.sql(sql, &options(&sample), &plumb_engine::QueryLimits::default(), |_| {}).unwrap();
        table.rows[0][0].as_i64().unwrap()
    };
    let late = "select sum(late(date, 10)) * 1000000 / count(*)
                from (select min(date) as date from bookings where kind <> 'renewal' group by opportunity)";
    assert_eq!(per_million(late), size("X101"));
    assert!((430_000..490_000).contains(&size("X101")));
    let moved = "select sum(times >= 3) * 1000000 / (select count(*) from opportunities)
                 from (select count(*) as times from opportunity_changes where field = 'close_date' group by opportunity)";
    assert_eq!(per_million(moved), size("X103"));
    assert!((235_000..285_000).contains(&size("X103")));
}
