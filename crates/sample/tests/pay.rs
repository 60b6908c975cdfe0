//! What the sample company pays for, beside what its root causes say: little for service, and double for instruments in autumn.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own sample is wrong")]

mod halden;

use halden::{options, sample, workspace};
use plumb_engine::{AnalyseView, Options};

fn analysed(aligned: bool) -> AnalyseView {
    let sample = sample(1, aligned);
    let (_folder, workspace) = workspace(&sample);
    workspace.pay_analyse(None, &Options { seed: 1, threads: 2, ..options(&sample) }).unwrap().answer
}

#[test]
fn service_is_a_third_of_the_strategy_and_little_of_what_sellers_are_paid() {
    let found = analysed(false);
    let of = |objective: &str, plan: Option<&str>| {
        let mut all = found.mix.iter();
        let one = all.find(|mix| mix.objective == objective && mix.plan.as_deref() == plan).unwrap();
        (one.weight, one.pay_share)
    };
    let (wanted, paid) = of("service-share", None);
    assert!(wanted.unwrap() >= 0.3 && paid < 0.15, "{wanted:?} {paid}");
    let executives = found
        .mix
        .iter()
        .find(|mix| mix.objective == "service-share" && mix.plan.as_deref() == Some("executive-2027"));
    assert!((executives.unwrap().pay_share - 0.06).abs() < 0.001, "{executives:?}");
}

#[test]
fn in_the_sprint_an_instrument_pays_more_than_a_contract_that_is_wanted_more() {
    let found = analysed(false);
    let sprint: Vec<_> = found.inversions.iter().filter(|one| one.less == "spectrometers").collect();
    for service in ["halden-cloud", "halden-cloud-validated"] {
        let Some(one) = sprint.iter().find(|one| one.more == service) else {
            panic!("{:?}", found.inversions)
        };
        assert_eq!(one.day, "2026-10-01", "{one:?}");
        assert!(one.value_ratio > 2.0 && one.pay_ratio < 1.0, "{one:?}");
    }
    let now = |offering: &str, day: &str| {
        let mut all = found.slopes.iter().filter(|slope| slope.person.is_none());
        let is = |slope: &&plumb_engine::SlopeView| {
            slope.role.as_deref() == Some("account-executive")
                && slope.offering == offering
                && slope.day == day
        };
        (all.find(is).unwrap().now * 10_000.0).round() as i64
    };
    assert_eq!((now("spectrometers", "2026-10-01"), now("halden-cloud", "2026-10-01")), (280, 140));
    assert_eq!((now("spectrometers", "2027-01-01"), now("halden-cloud", "2027-01-01")), (140, 140));
}

#[test]
fn the_quota_bonus_is_a_jump_of_a_quarter_and_no_slope() {
    let curve = analysed(false).curve;
    let at_quota =
        curve.iter().filter(|at| at.plan == "executive-2027" && (at.attainment - 1.0).abs() < 1e-9);
    let [before, after] = at_quota.map(|at| at.paid_share).collect::<Vec<_>>()[..] else {
        panic!("{curve:?}")
    };
    assert!((after - before - 0.25).abs() < 1e-4, "{before} {after}");
}

#[test]
fn after_everything_was_mended_nothing_is_paid_the_wrong_way_round() {
    assert!(analysed(true).inversions.is_empty());
}

#[test]
fn the_seller_in_dach_reads_what_the_next_deal_of_each_offering_pays_and_why() {
    let sample = sample(1, false);
    let (_folder, workspace) = workspace(&sample);
    let statements =
        workspace.pay_statement("joerg-zimmermann", "2027-M02", None, &options(&sample)).unwrap();
    let next = &statements.answer.statements[0].next;
    let of = |offering: &str| next.iter().find(|one| one.offering == offering).unwrap();
    assert_eq!(next.len(), 8);
    let (cloud, spectrometer) = (of("halden-cloud"), of("spectrometers"));
    assert!(cloud.pays.minor > 0 && cloud.pays == spectrometer.pays, "{cloud:?} {spectrometer:?}");
    assert!(cloud.why.contains("raises the service share"), "{}", cloud.why);
    assert!(spectrometer.why.contains("lowers the service share"), "{}", spectrometer.why);
    assert!(
        spectrometer.why.contains("200 % of the revenue commission from 1 October 2026 on"),
        "{}",
        spectrometer.why
    );
    assert!(!cloud.why.contains("200 %"), "{}", cloud.why);
}
