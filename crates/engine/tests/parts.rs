//! Who carries what stays right when plans get complicated.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

mod quayside_copy;

use std::path::Path;

use plumb_engine::{Carry, Options, Workspace, parse_date};
use quayside_copy::quayside;

fn carry(workspace: &Workspace, as_of: &str) -> Carry {
    let options = Options { as_of: parse_date(as_of), threads: 1, ..Options::default() };
    workspace.check(&options).unwrap().carry.expect("a mandate in money is signed")
}

fn unit(carry: &Carry, unit: &str) -> String {
    carry.units.iter().find(|found| found.unit == unit).unwrap().amount.amount.clone()
}

fn add(path: &Path, text: &str) {
    let before = std::fs::read_to_string(path).unwrap_or_default();
    std::fs::write(path, before + text).unwrap();
}

#[test]
fn objectives_of_one_unit_that_serve_one_another_count_once() {
    let (folder, workspace) = quayside();
    let before = carry(&workspace, "2026-01-30");
    let nested = "\n[objective.grow-north-new]\nunit = \"north\"\nmeasure = \"net-revenue\"\nbaseline = \"5 000 000 EUR\"\ntarget = \"6 300 000 EUR\"\nstart = 2025-04-01\ndate = 2026-03-31\nowner = \"rasmus\"\nserves = \"grow-north\"\n";
    add(&folder.path().join("plan/objectives.toml"), nested);
    let after = carry(&workspace, "2026-01-30");
    assert_eq!(unit(&before, "north"), "16300000.00");
    assert_eq!(unit(&after, "north"), "16300000.00");
}

#[test]
fn a_quota_in_another_currency_counts_at_the_plans_rate() {
    let (folder, workspace) = quayside();
    let quotas = folder.path().join("plan/private/quotas.csv");
    let text = std::fs::read_to_string(&quotas).unwrap();
    std::fs::write(
        &quotas,
        text.replace("antje,net-revenue,2 550 000 EUR,2025", "antje,net-revenue,3 000 000 USD,2025"),
    )
    .unwrap();
    add(&folder.path().join("plan/rates.csv"), "currency,into,date,rate\nUSD,EUR,2025-01-01,0.85\n");
    let carry = carry(&workspace, "2026-01-30");
    let antje = carry.people.iter().find(|carry| carry.person == "antje").unwrap();
    assert_eq!(antje.part.amount, "2550000.00");
}

#[test]
fn a_mandate_that_was_ended_and_signed_again_counts_once() {
    let (_folder, workspace) = quayside();
    let before = carry(&workspace, "2025-12-31");
    workspace.lock_end("grow", "karin", parse_date("2026-01-15").unwrap()).unwrap();
    workspace.lock_sign("grow", "karin", parse_date("2026-01-16").unwrap()).unwrap();
    let after = carry(&workspace, "2025-12-31");
    assert_eq!((after.total, after.split), (before.total, before.split));
}

#[test]
fn another_top_unit_owes_nothing_to_the_mandate() {
    let (folder, workspace) = quayside();
    let plan = folder.path().join("plan/organisation.toml");
    add(&plan, "\n[unit.second-company]\nname = \"Second company\"\n");
    let text = std::fs::read_to_string(&plan).unwrap();
    let south = text.find("[unit.south]").unwrap();
    let parent = south + text[south..].find("parent = \"quayside\"").unwrap();
    std::fs::write(
        &plan,
        format!(
            "{}parent = \"second-company\"{}",
            &text[..parent],
            &text[parent + "parent = \"quayside\"".len()..]
        ),
    )
    .unwrap();
    let carry = carry(&workspace, "2026-01-30");
    assert!(
        carry
            .people
            .iter()
            .all(|carry| !["adriatic", "aegean"].contains(&carry.unit.as_deref().unwrap_or_default()))
    );
    assert!(carry.units.iter().all(|unit| unit.unit != "south"));
}
