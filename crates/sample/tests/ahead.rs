//! What lies ahead in the sample company: its forecast beside simple rules, and its targets to the cent.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own sample is wrong")]

mod halden;

use halden::{options, sample, workspace};
use plumb_engine::{Every, LookBack, Options};

#[test]
fn each_quarter_is_nearer_than_last_year_run_rate_and_stages() {
    let sample = sample(1, false);
    let (_folder, workspace) = workspace(&sample);
    let options = Options { seed: 1, threads: 2, ..options(&sample) };
    let found = workspace.look_back(&options, LookBack { every: Every::Quarter, months: 3 }).unwrap().answer;
    for level in ["company", "team"] {
        for rule in ["last year", "run rate", "stage weighted"] {
            let row = found.rows.iter().find(|row| row.level == level && row.rule == rule).unwrap();
            assert!(row.forecast_loss < row.loss, "{level} {rule}: {row:?}");
        }
    }
    let people = found.rows.iter().find(|row| row.level == "person").unwrap();
    let coverage = people.coverage.unwrap();
    assert!((0.70..=0.90).contains(&coverage), "{coverage} of {} results", people.n);
}

#[test]
fn what_is_asked_of_the_regions_is_beside_the_mandate_to_the_cent() {
    let sample = sample(1, false);
    let (_folder, workspace) = workspace(&sample);
    let outlook = workspace.outlook(&Options { seed: 1, ..options(&sample) }).unwrap().answer;
    let top = &outlook.nodes[0];
    let regions = outlook.nodes.iter().filter(|node| node.parent.as_ref() == Some(&top.subject));
    let sum: i64 = regions.map(|node| node.target.minor).sum();
    assert_eq!(top.unallocated.as_ref().unwrap().minor, top.target.minor - sum);
    for node in &outlook.nodes {
        assert_eq!(node.months.last().unwrap().target, node.target, "{}", node.subject);
        assert_eq!(node.pace.remaining.minor, node.target.minor - node.pace.actual.minor, "{}", node.subject);
    }
}

#[test]
fn pay_is_likely_to_cost_less_than_at_target_where_the_year_is_likely_to_end_below_its_numbers() {
    let sample = sample(1, false);
    let (_folder, workspace) = workspace(&sample);
    let asked = Options { seed: 1, threads: 2, ..options(&sample) };
    let found = workspace.pay_analyse(None, &asked).unwrap().answer;
    let [cost] = found.cost.as_slice() else { unreachable!("{:?}", found.cost) };
    assert_eq!(cost.paths, 200);
    assert!(cost.p10.minor < cost.p50.minor && cost.p50.minor < cost.p90.minor, "{cost:?}");
    assert!(cost.p50.minor < cost.target.minor, "{cost:?}");
    // The revenue that the share rests on is the forecast's: the middles of both are near one another.
    let outlook = workspace.outlook(&asked).unwrap().answer;
    let middle = outlook.nodes[0].range.as_ref().unwrap().p50.minor as f64;
    let revenue = cost.p50.minor as f64 / cost.share_p50.unwrap();
    assert!((revenue / middle - 1.0).abs() < 0.03, "{revenue} {middle}");
}
