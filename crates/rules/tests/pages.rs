//! The manual cannot rot: every page reads, every example says what it says.

use plumb_diag::Files;
use plumb_rules::{example, shipped};

#[test]
fn every_shipped_page_reads_without_a_problem() {
    let mut files = Files::default();
    let (pages, problems) = shipped(&mut files);
    let told: Vec<String> = problems
        .iter()
        .map(|problem| {
            let place = problem.primary.as_ref().map(|label| files.place(label.span));
            format!("{place:?}: {} ({:?})", problem.message, problem.help)
        })
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(pages.len() >= 12, "{}", pages.len());
}

#[test]
fn the_list_of_rules_changes_only_in_sight() {
    let names: Vec<String> = example::shipped_pages()
        .into_iter()
        .map(|page| format!("{}/{}", page.family().to_owned(), page.name))
        .collect();
    let expected = [
        "territory/account-churn-between-reps",
        "process/approval-latency",
        "quota/attainment-distribution-unhealthy",
        "distortion/attrition-after-shock",
        "growth/bridge-line-unowned",
        "distortion/bunching-at-threshold",
        "pay/cap-or-deceleration",
        "quota/capacity-hole",
        "objectives/cascade-break",
        "objectives/cascade-sum-mismatch",
        "growth/churn-not-in-bridge",
        "rhythm/coaching-below-minimum",
        "pay/contest-design-weak",
        "growth/cross-sell-without-mechanics",
        "distortion/deadline-discount",
        "distortion/deal-splitting",
        "tools/double-entry",
        "method/exit-evidence-missing",
        "reporting/forecast-inaccurate-or-biased",
        "growth/growth-bridge-does-not-close",
        "pay/handoff-partners-paid-apart",
        "process/handoff-undefined",
        "territory/high-potential-uncovered",
        "distortion/hockey-stick",
        "data/ids-do-not-join",
        "data/implausible-or-invented",
        "growth/improvement-outside-base-rate",
        "data/inactive-owner-records",
        "values/incentive-against-value",
        "growth/inorganic-without-sales-integration",
        "rhythm/input-report-mismatch",
        "data/key-field-completeness",
        "process/lead-definition-split",
        "distortion/loss-dumping",
        "objectives/mandate-not-understood",
        "tools/mandatory-tool-low-adoption",
        "pay/margin-goal-volume-pay",
        "growth/market-growth-ignored",
        "pay/measure-not-controllable",
        "rhythm/meeting-without-decision",
        "reporting/metric-two-definitions",
        "quota/mid-period-quota-change",
        "story/no-development-plan",
        "data/no-history",
        "objectives/no-line-of-sight",
        "story/no-strategic-story",
        "objectives/objective-conflict-untraded",
        "objectives/objective-not-measurable",
        "pay/objective-unpaid",
        "objectives/objective-without-milestones",
        "reporting/objective-without-report",
        "offering/offering-not-sales-ready",
        "data/orders-crm-mismatch",
        "objectives/orphan-local-objective",
        "quota/over-assignment-out-of-band",
        "pay/pay-cost-off-plan",
        "pay/pay-curve-cliff",
        "pay/pay-late-or-wrong",
        "pay/pay-mix-vs-role",
        "pay/pay-unrelated-to-result",
        "quota/pipeline-cannot-cover-quota",
        "pay/plan-unsigned-or-late",
        "growth/price-line-without-mechanism",
        "pay/promotion-against-plan",
        "pay/promotion-overload",
        "quota/quota-exceeds-demonstrated-capacity",
        "quota/quota-late-or-missing",
        "quota/quota-not-linked-to-potential",
        "quota/quota-ote-ratio-off",
        "quota/ramp-ignored",
        "quota/ratchet",
        "process/renewal-left-late",
        "quota/result-concentration",
        "rhythm/rhythm-level-missing",
        "rhythm/rhythm-not-held",
        "offering/segment-without-offering",
        "process/selling-time-low",
        "distortion/serial-date-pushing",
        "pay/shadow-accounting",
        "tools/shadow-spreadsheets",
        "territory/shift-without-relief",
        "objectives/silent-target-change",
        "growth/single-lever-dependence",
        "process/slow-lead-response",
        "programme/sponsor-absent",
        "method/stage-probability-miscalibrated",
        "method/stage-skipping",
        "method/stage-without-exit-criteria",
        "objectives/stale-objective",
        "story/story-stale",
        "objectives/target-without-driver-maths",
        "values/team-vs-member-imbalance",
        "territory/territory-potential-imbalance",
        "growth/timing-infeasible",
        "pay/too-many-or-too-thin-measures",
        "objectives/too-many-priorities",
        "data/undeclared-object",
        "pay/upside-leverage-off",
    ];
    assert_eq!(names, expected);
}

#[test]
fn every_example_says_what_its_page_says() {
    let mut wrong = Vec::new();
    for page in example::shipped_pages() {
        for example in &page.examples {
            let folder = tempfile::tempdir().unwrap();
            if let Err(difference) = example::check(&page, example, folder.path()) {
                wrong.push(format!("{} / {}\n{difference}", page.name, example.section));
            }
        }
        assert_eq!(page.examples.len(), 2, "{}", page.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn users_never_read_the_words_of_the_workshop() {
    for page in example::shipped_pages() {
        for (title, text) in
            page.sections.iter().filter(|(title, _)| !["Check", "Rows"].contains(&title.as_str()))
        {
            for word in ["conductance", "obligation", "shapley", "λ"] {
                assert!(!text.to_lowercase().contains(word), "{} / {title}: {word}", page.name);
            }
        }
    }
}
