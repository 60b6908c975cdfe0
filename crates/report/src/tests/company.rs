//! A small company: seven sellers in three teams, one mandate of 12 million euros.

use std::collections::BTreeMap;

use plumb_engine::{
    AsOf, Carry, CoverageView, EvidenceView, ExposureView, FactsView, FixView, Gap, LineView, MandateView,
    MoneyView, PeriodView, PlaceView, Review, RuleView, SeenReview, Split, StrandAmount, StrandView,
    UnitCarry, Viewer, WorthView, WouldShow,
};

pub(crate) fn euro(minor: i64) -> MoneyView {
    crate::figures::like(&MoneyView { amount: "0.00".into(), currency: "EUR".into(), minor: 0 }, minor)
}

fn split([sound, broken, unseen, nobodys]: [i64; 4]) -> Split {
    Split {
        soundly_carried: euro(sound),
        carried_but_broken: euro(broken),
        unseen: euro(unseen),
        nobodys: euro(nobodys),
    }
}

fn unit(unit: &str, name: &str, depth: usize, parts: [i64; 4]) -> UnitCarry {
    let amount = euro(parts.iter().sum());
    UnitCarry {
        unit: unit.into(),
        name: name.into(),
        depth,
        sellers: 3,
        amount,
        split: Some(split(parts)),
        excess: None,
    }
}

pub(crate) fn in_plan(file: &str, line: usize, column: usize, label: &str) -> PlaceView {
    PlaceView {
        file: Some(file.into()),
        line: Some(line),
        column: Some(column),
        fact: None,
        label: label.into(),
        path: String::new(),
    }
}

pub(crate) fn gap(
    rule: &str,
    severity: &str,
    message: &str,
    at: Vec<PlaceView>,
    exposure: Option<ExposureView>,
) -> Gap {
    Gap {
        id: format!("{rule}-00c0ffee"),
        rule: rule.into(),
        severity: severity.into(),
        strand: "number".into(),
        driver: "capacity".into(),
        magnitude: 0.5,
        message: message.into(),
        subject: "person:nikos".into(),
        nodes: vec!["piraeus".into()],
        objectives: vec!["grow".into()],
        person: Some("nikos".into()),
        role: None,
        state: "open".into(),
        exception: None,
        concerns: "everyone".into(),
        required: true,
        at,
        evidence: EvidenceView {
            kind: "fresh".into(),
            figures: BTreeMap::from([("orders".into(), "41".into())]),
            p: None,
        },
        exposure,
        worth: unknown_worth(),
        fix: FixView {
            says: "give every seller a number before the year starts".into(),
            effort: Some("4 days".into()),
            effect: Some("day 30".into()),
        },
        innocent: None,
        try_it: None,
    }
}

/// A worth that is not known.
pub(super) fn unknown_worth() -> WorthView {
    WorthView {
        class: None,
        p10: None,
        p50: None,
        p90: None,
        basis: None,
        people: 0,
        why: "not known: its rule states no effect".into(),
    }
}

pub(crate) fn exposure(effect: &str, amount: i64, alone: i64, people: usize) -> Option<ExposureView> {
    Some(ExposureView { effect: effect.into(), amount: euro(amount), alone: Some(euro(alone)), people })
}

/// The whole company.
pub(crate) fn review() -> Review {
    let north = [200_000_000, 150_000_050, 0, 49_999_950];
    let baltic = [100_000_000, 50_000_050, 0, 0];
    let south = [0, 400_000_000, 250_000_000, 150_000_000];
    let all = [200_000_000, 550_000_050, 250_000_000, 199_999_950];
    let mut units = vec![
        unit("quay", "Quay", 0, all),
        unit("north", "North", 1, north),
        unit("baltic", "Baltic", 2, baltic),
        unit("south", "South", 1, south),
    ];
    units[3].excess = Some(euro(96_000_000));
    let strand = |strand: &str, tested, [sound, strained, unseen, missing, broken]: [usize; 5]| StrandView {
        strand: strand.into(),
        element: "objectives".into(),
        tested,
        sound,
        strained,
        unseen,
        missing,
        broken,
    };
    Review {
        version: 1,
        company: "Quay Parts".into(),
        currency: "EUR".into(),
        as_of: AsOf {
            date: "2026-01-31".into(),
            because: "the newest day on which something happened: `bookings`".into(),
        },
        fiscal_year: Some(PeriodView {
            name: "2026".into(),
            from: "2025-04-01".into(),
            until: "2026-04-01".into(),
        }),
        mandates: vec![MandateView {
            id: "grow".into(),
            says: "Net revenue grows by 11 % in a year".into(),
            measure: "net-revenue".into(),
            unit: "quay".into(),
            target: Some("12 000 000.00 EUR".into()),
            growth: Some("11 %".into()),
            level: Some("12 000 000.00 EUR".into()),
            so_far: Some("9 204 318.20 EUR".into()),
            date: "2026-03-31".into(),
            headline: true,
            signed_by: "karin".into(),
            signed_on: "2025-04-02".into(),
            changed_since: true,
        }],
        said_aloud: None,
        bridge: None,
        outlook: Some(super::outlook::outlook()),
        carry: Some(Carry {
            mandate: "grow".into(),
            says: "Net revenue grows by 11 % in a year".into(),
            total: euro(all.iter().sum()),
            split: Some(split(all)),
            units,
            people: Vec::new(),
            broken_at: vec![
                StrandAmount { strand: "number".into(), amount: euro(550_000_050), people: 5 },
                StrandAmount { strand: "pay".into(), amount: euro(150_000_000), people: 1 },
            ],
            unseen_at: vec![StrandAmount { strand: "story".into(), amount: euro(250_000_000), people: 2 }],
        }),
        no_carry_because: None,
        moves: Vec::new(),
        gaps: vec![
            gap(
                "quota-late-or-missing",
                "error",
                "`nikos` has sold since 2025-04-01 and has no quota",
                vec![in_plan("plan/people.csv", 3, 1, "sells, and holds no number")],
                exposure("breaks", 312_000_000, 0, 5),
            ),
            gap(
                "deadline-discount",
                "warning",
                "`north` sells 15.8 % below list in the last 10 days of a quarter and 6.1 % in the rest",
                vec![PlaceView {
                    file: None,
                    line: None,
                    column: None,
                    fact: Some("bookings/erp/43659".into()),
                    label: String::new(),
                    path: String::new(),
                }],
                exposure("touches", 100_000_000, 0, 1),
            ),
        ],
        strengths: Vec::new(),
        under_gaps: Some(euro(550_000_050)),
        under_gaps_of_any: Some(euro(550_000_050)),
        coverage: CoverageView {
            seen: 0.31,
            declared_only: 0.12,
            waived: 0.0,
            rules: 12,
            inputs: vec![],
            would_show: vec![
                WouldShow { input: "plan: pay".into(), share: 0.18 },
                WouldShow { input: "bookings.list".into(), share: 0.12 },
                WouldShow { input: "meetings".into(), share: 0.06 },
                WouldShow { input: "plan: story".into(), share: 0.05 },
            ],
        },
        score: None,
        strands: vec![
            strand("objective", true, [7, 0, 0, 0, 0]),
            strand("number", true, [2, 0, 0, 1, 4]),
            strand("tools", false, [0; 5]),
        ],
        matrix: Vec::new(),
        lines: vec![LineView { person: "nikos".into(), mandate: "grow".into(), strands: BTreeMap::new() }],
        rules: vec![RuleView {
            rule: "quota-late-or-missing".into(),
            severity: "error".into(),
            strand: "number".into(),
            summary: "Somebody sells without a number.".into(),
            passed: 6,
            gaps: 1,
            unknown: 0,
            not_applicable: 0,
            own: false,
        }],
        problems: Vec::new(),
        facts: vec![FactsView { table: "bookings".into(), rows: 3806, rejected: 2 }],
    }
}

pub(crate) fn seen(review: &Review) -> SeenReview {
    review.seen_by(&Viewer::Operator)
}
