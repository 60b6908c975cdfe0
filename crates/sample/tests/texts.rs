//! The sample company as texts: they read without a problem, repeat byte by byte, and are made in no time.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own sample is wrong")]

use std::collections::BTreeSet;

use plumb_sample::{Day, Progress, Sample, files, programme, truth};

fn sample(seed: u64, aligned: bool) -> Sample {
    Sample { seed, aligned, day: Day::Zero }
}

#[test]
fn every_plan_file_reads_without_a_problem() {
    for seed in 1..=8 {
        for aligned in [false, true] {
            let plan = files(&sample(seed, aligned))
                .into_iter()
                .filter(|(path, _)| path == "plumb.toml" || path.starts_with("plan/"));
            let (plan, problems) = plumb_plan::read_bytes(plan.collect());
            let told: Vec<_> = problems.iter().take(9).map(|problem| &problem.message).collect();
            assert!(told.is_empty(), "seed {seed}: {told:?}");
            assert!(plan.entities["person"].len() > 76 && plan.entities["unit"].len() == 13);
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let first = files(&sample(7, false));
    assert!(first == files(&sample(7, false)));
    let other = files(&sample(8, false));
    let paths = |files: &[(String, Vec<u8>)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(&first), paths(&other));
    for path in ["plan/people.csv", "exports/salesforce/Account.csv", "exports/salesforce/Opportunity.csv"] {
        let of = |files: &[(String, Vec<u8>)]| files.iter().find(|(one, _)| one == path).unwrap().1.clone();
        assert!(of(&first) != of(&other), "{path}");
    }
}

#[test]
fn the_aligned_twin_has_the_same_people_customers_and_deals() {
    let (planted, mended) = (files(&sample(1, false)), files(&sample(1, true)));
    let rows = |files: &[(String, Vec<u8>)], path: &str| {
        let text = String::from_utf8(files.iter().find(|(one, _)| one == path).unwrap().1.clone()).unwrap();
        text.lines().count()
    };
    let more = |path: &str| rows(&planted, path) - rows(&mended, path);
    assert_eq!(more("exports/salesforce/User.csv"), 5, "those who came for those who left in the spring");
    assert!((15..=20).contains(&more("exports/salesforce/Account.csv")), "entered twice");
    let deals = "exports/salesforce/Opportunity.csv";
    let differ = rows(&planted, deals).abs_diff(rows(&mended, deals));
    assert!(differ < 120, "{differ}: vacant seats open none, and renewals of what closed another day differ");
}

#[test]
fn ids_of_the_export_are_unique_and_point_to_something() {
    let files = files(&sample(3, false));
    let ids = |object: &str| -> BTreeSet<String> {
        let path = format!("exports/salesforce/{object}.csv");
        let text = String::from_utf8(files.iter().find(|(one, _)| *one == path).unwrap().1.clone()).unwrap();
        let ids: Vec<String> = text.lines().skip(1).map(|line| line[1..19].to_owned()).collect();
        let unique: BTreeSet<String> = ids.iter().cloned().collect();
        assert_eq!(ids.len(), unique.len(), "{object}");
        unique
    };
    let deals = ids("Opportunity");
    let lines = files.iter().find(|(path, _)| path.ends_with("/OpportunityLineItem.csv")).unwrap();
    for line in String::from_utf8_lossy(&lines.1).lines().skip(1) {
        let deal = line.split("\",\"").nth(2).unwrap();
        assert!(deals.contains(deal), "{deal}");
    }
    for object in
        ["User", "Account", "Lead", "Task", "Event", "OpportunityHistory", "OpportunityFieldHistory"]
    {
        assert!(ids(object).len() > 76, "{object}");
    }
}

#[test]
fn at_most_forty_five_faults_are_planted_and_each_says_where() {
    let truth = truth(&sample(1, false));
    let faults: BTreeSet<_> = truth.iter().map(|planted| planted.fault).collect();
    assert!(faults.len() <= 45 && truth.iter().all(|planted| !planted.at.is_empty()));
}

/// The rows of one file of a Salesforce export.
fn rows_of(day: Day, object: &str) -> BTreeSet<String> {
    let files = files(&Sample { seed: 1, aligned: false, day });
    let path = format!("exports/salesforce/{object}.csv");
    let text = String::from_utf8(files.into_iter().find(|(one, _)| *one == path).unwrap().1).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn what_had_happened_by_the_first_day_stands_in_every_later_export_byte_by_byte() {
    let happened = [
        "OpportunityHistory",
        "OpportunityFieldHistory",
        "AccountHistory",
        "Task",
        "Event",
        "User",
        "Account",
    ];
    for object in happened {
        let (first, second, third) =
            (rows_of(Day::Zero, object), rows_of(Day::FortyFive, object), rows_of(Day::Ninety, object));
        let lost: Vec<_> = first.difference(&second).chain(second.difference(&third)).take(3).collect();
        let moves = object == "Account";
        assert!(lost.is_empty() || moves, "{object}: {lost:#?}");
        assert!(third.len() >= second.len() && second.len() >= first.len(), "{object}");
    }
    let deals = |day| rows_of(day, "Opportunity").len();
    assert!(
        deals(Day::Zero) + 100 < deals(Day::FortyFive) && deals(Day::FortyFive) + 100 < deals(Day::Ninety)
    );
}

#[test]
fn the_programme_mends_some_fails_in_one_and_one_slips_back() {
    let of = |day| Sample { seed: 1, aligned: false, day };
    assert!(programme(&of(Day::Zero)).is_empty());
    let states = |day| programme(&of(day)).into_iter().map(|(_, progress)| progress).collect::<BTreeSet<_>>();
    assert!(
        states(Day::FortyFive).contains(&Progress::Fails)
            && !states(Day::FortyFive).contains(&Progress::Drifts)
    );
    assert!(states(Day::Ninety).contains(&Progress::Drifts));
    for day in [Day::FortyFive, Day::Ninety] {
        let plan =
            files(&of(day)).into_iter().filter(|(path, _)| path == "plumb.toml" || path.starts_with("plan/"));
        let (plan, problems) = plumb_plan::read_bytes(plan.collect());
        assert!(problems.is_empty(), "{:?}", problems.first().map(|problem| &problem.message));
        let entered: BTreeSet<_> = plan.entities["fix"].keys().map(|id| id.to_string()).collect();
        let told: BTreeSet<_> = programme(&of(day)).iter().map(|(fix, _)| (*fix).to_owned()).collect();
        assert_eq!(entered, told);
        assert!(truth(&of(day)).len() < truth(&of(Day::Zero)).len());
    }
}
