//! The sample company as a workspace: written to a folder, imported, signed and reviewed.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own sample is wrong")]

use plumb_engine::{ImportOptions, Options, Review, Workspace};
use plumb_sample::{Day, Planted, Sample, files, imports, signings, truth};
use plumb_units::Quantity;

fn sample(seed: u64, aligned: bool) -> Sample {
    Sample { seed, aligned, day: Day::Zero }
}

/// A folder with the company in it, which vanishes when it is dropped: imported without a reject, its mandates signed.
fn workspace(sample: &Sample) -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files(sample) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let workspace = Workspace::open(folder.path()).unwrap();
    for exports in imports() {
        let (mapping, folder) = (folder.path().join(exports.mapping), folder.path().join(exports.folder));
        let imported = workspace.import(&mapping, &[folder], &ImportOptions::default(), &mut |_| {}).unwrap();
        assert_eq!(imported.rejected, 0, "{:?}", imported.rejects);
    }
    for signing in signings(sample) {
        workspace.lock_sign(signing.objective, &signing.by, signing.on).unwrap();
    }
    (folder, workspace)
}

fn options(sample: &Sample) -> Options {
    Options { as_of: Some(sample.as_of()), ..Options::default() }
}

fn review(sample: &Sample) -> Review {
    let (_folder, workspace) = workspace(sample);
    workspace.check(&options(sample)).unwrap()
}

/// Rules that are installed, by the code of their origin.
const INSTALLED: &[(&str, &str)] = &[
    ("O102", "cascade-break"),
    ("C101", "objective-unpaid"),
    ("R104", "objective-without-report"),
    ("S101", "no-strategic-story"),
    ("X102", "deadline-discount"),
];

fn found(review: &Review, planted: &Planted, rule: &str, at: &str) -> bool {
    let touches = |objectives: &[String]| {
        rule == "deadline-discount"
            || planted.objective.is_none_or(|objective| objectives.iter().any(|one| one == objective))
    };
    review.gaps.iter().any(|gap| gap.rule == rule && gap.subject == at && touches(&gap.objectives))
}

#[test]
fn what_was_planted_is_found_at_its_place_by_the_rules_that_are_installed() {
    let sample = sample(1, false);
    let review = review(&sample);
    let mut looked_for = 0;
    for planted in truth(&sample) {
        let Some((_, rule)) = INSTALLED.iter().find(|(origin, _)| *origin == planted.rule) else { continue };
        for at in &planted.at {
            assert!(found(&review, &planted, rule, at), "{rule} at {at}: {}", planted.fault);
            looked_for += 1;
        }
    }
    assert!(looked_for >= 14, "{looked_for}");
}

#[test]
fn nothing_is_found_that_was_not_planted() {
    let sample = sample(1, false);
    let review = review(&sample);
    let truth = truth(&sample);
    for gap in review.gaps.iter().filter(|gap| gap.rule != "deadline-discount") {
        let planted = truth.iter().any(|planted| {
            INSTALLED.iter().any(|(origin, rule)| *origin == planted.rule && *rule == gap.rule)
                && planted.at.contains(&gap.subject)
                && planted.objective.is_none_or(|objective| gap.objectives.iter().any(|one| one == objective))
        });
        assert!(planted, "{} at {}: {}", gap.rule, gap.subject, gap.message);
    }
}

#[test]
fn the_aligned_twin_has_no_gap() {
    for seed in [1, 2, 3] {
        let review = review(&sample(seed, true));
        let gaps: Vec<_> =
            review.gaps.iter().map(|gap| format!("{} {}: {}", gap.rule, gap.subject, gap.message)).collect();
        assert!(gaps.is_empty(), "seed {seed}: {gaps:#?}");
        assert!(review.problems.is_empty(), "{:?}", review.problems);
    }
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
        let split = &unit.split;
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
