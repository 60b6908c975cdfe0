//! Targets, pace, forecast and bridge of the small company.

use plumb_engine::{
    BridgeMonth, BridgeStep, BridgeView, DriverView, HappenedView, LevelView, LeverView, LookBackView,
    MonthView, OddsView, OutlookNode, OutlookView, PaceView, PartView, PeriodView, QualityView, RangeView,
    SegmentView, SumView,
};

use super::company::euro;

/// Ends of what is likely, in minor units.
pub(crate) fn range(ends: [i64; 3]) -> RangeView {
    let [p10, p50, p90] = ends.map(euro);
    RangeView { p10, p50, p90 }
}

/// A unit or a person: what is asked, what came, what should be there, in whole euros.
fn node(subject: &str, name: &str, parent: Option<&str>, depth: usize, euros: [i64; 3]) -> OutlookNode {
    let [target, actual, expected] = euros.map(|euros| euros * 100);
    let (kind, id) = subject.split_once(':').unwrap();
    let is_person = kind == "person";
    let state = match actual - expected {
        by if by * 5 < -expected => "behind",
        by if by * 5 > expected => "ahead",
        _ => "on the way",
    };
    OutlookNode {
        subject: subject.into(),
        unit: Some(if is_person { "south".into() } else { id.to_owned() }),
        person: is_person.then(|| id.to_owned()),
        name: name.into(),
        parent: parent.map(str::to_owned),
        depth,
        sellers: 3,
        target: euro(target),
        asked_by: if is_person { "quota".into() } else { format!("objective.grow-{id}") },
        by_bases: euro(target / 10 * 9),
        quota: Some(euro(target + 5_000_000)),
        unallocated: (!is_person).then(|| euro(0)),
        why: format!("the objective `grow-{id}` says so"),
        why_plainly: String::new(),
        pace: PaceView {
            actual: euro(actual),
            expected: euro(expected),
            low: euro(expected / 5 * 4),
            high: euro(expected / 5 * 6),
            remaining: euro(target - actual),
            days_left: 40,
            per_day: Some(euro((target - actual) / 40)),
            so_far_per_day: Some(euro(actual / 210)),
            state: state.into(),
        },
        chance: Some(0.67),
        range: Some(range([target / 10 * 9, target / 10 * 11, target / 10 * 13])),
        committed: None,
        asked_of_those: None,
        silent: 3,
        months: vec![
            MonthView {
                period: "2026-M10".into(),
                until: "2026-02-01".into(),
                target: euro(expected),
                actual: Some(euro(actual)),
                range: None,
            },
            MonthView {
                period: "2026-M12".into(),
                until: "2026-04-01".into(),
                target: euro(target),
                actual: None,
                range: Some(range([target / 10 * 9, target / 10 * 11, target / 10 * 13])),
            },
        ],
    }
}

fn odds(objective: &str, unit: &str, target: &str, chance: Option<f64>) -> OddsView {
    let told = |text: &str| chance.map(|_| text.to_owned());
    OddsView {
        objective: objective.into(),
        unit: Some(unit.into()),
        measure: "net-revenue".into(),
        target: target.into(),
        chance,
        p10: told("10800000 EUR"),
        p50: told("13200000 EUR"),
        p90: told("15600000 EUR"),
        missing: chance.is_none().then(|| "its measure is no sum of sales".to_owned()),
    }
}

fn look(level: &str, rule: &str, n: usize, [loss, ours, miss, our_miss]: [f64; 4]) -> LookBackView {
    LookBackView {
        level: level.into(),
        rule: rule.into(),
        origins: 4,
        n,
        loss,
        forecast_loss: ours,
        miss,
        forecast_miss: our_miss,
        coverage: Some(0.75),
        bias: Some(0.02),
    }
}

/// The whole outlook of the small company.
pub(crate) fn outlook() -> OutlookView {
    let mut top = node("unit:quay", "Quay", None, 0, [12_000_000, 9_204_318, 9_500_000]);
    top.unallocated = Some(euro(-50_000_000));
    let mut north = node("unit:north", "North", Some("unit:quay"), 1, [4_500_000, 3_600_000, 3_500_000]);
    north.unallocated = Some(euro(300_000_000));
    (north.committed, north.asked_of_those, north.silent) =
        (Some(euro(120_000_000)), Some(euro(150_000_000)), 1);
    let nodes = vec![
        top,
        north,
        node("unit:baltic", "Baltic", Some("unit:north"), 2, [1_500_000, 900_000, 1_312_000]),
        node("unit:south", "South", Some("unit:quay"), 1, [8_000_000, 5_600_000, 6_000_000]),
        node("person:nikos", "Nikos", Some("unit:south"), 2, [3_120_000, 2_000_000, 2_400_000]),
    ];
    let level = |level: &str, asked: i64, over: f64| LevelView {
        level: level.into(),
        asked: euro(asked),
        over: Some(over),
        stacked: Some(over),
    };
    OutlookView {
        measure: "net-revenue".into(),
        objective: Some("grow".into()),
        period: PeriodView { name: "2026".into(), from: "2025-04-01".into(), until: "2026-04-01".into() },
        odds: vec![
            odds("grow", "quay", "12000000 EUR", Some(0.67)),
            odds("keep-margin", "quay", "41 %", None),
        ],
        nodes,
        milestones: vec![],
        sums: vec![SumView {
            objective: "grow".into(),
            kind: "sum".into(),
            level: "12000000 EUR".into(),
            made: Some("12500000 EUR".into()),
            difference: Some("-500000 EUR".into()),
            twice: None,
            children: 2,
        }],
        quality: vec![QualityView {
            unit: "quay".into(),
            people: 7,
            likely: 4,
            chance: Some(0.55),
            spread: Some(0.31),
            gini: Some(0.2),
            rank_correlation: Some(0.82),
            up: Some([0.2, 0.6, 1.0]),
            down: Some([-0.3, 0.1, 0.5]),
            changes: 14,
        }],
        levels: vec![level("company", 1_200_000_000, 0.0), level("region", 1_250_000_000, 0.0417)],
        looks_back: vec![
            look("company", "last year", 4, [5e6, 9e6, 1.3e8, 2.2e8]),
            look("team", "last year", 52, [4e6, 2e6, 8e6, 7e6]),
        ],
        remarks: vec!["`south` is there on no working day of the year".into()],
    }
}

/// One text in the place of every other.
pub(crate) fn named(outlook: &mut OutlookView, text: &str) {
    let name = || text.to_owned();
    (outlook.measure, outlook.objective, outlook.period.name) = (name(), Some(name()), name());
    outlook.period.until = name();
    outlook.remarks = vec![name()];
    for odds in &mut outlook.odds {
        (odds.objective, odds.measure, odds.target, odds.missing) = (name(), name(), name(), Some(name()));
    }
    for node in &mut outlook.nodes {
        (node.name, node.asked_by, node.why, node.pace.state) = (name(), name(), name(), name());
        for month in &mut node.months {
            month.period = name();
        }
    }
    for sum in &mut outlook.sums {
        (sum.objective, sum.kind, sum.level, sum.made) = (name(), name(), name(), Some(name()));
    }
    for quality in &mut outlook.quality {
        quality.unit = name();
    }
    for level in &mut outlook.levels {
        level.level = name();
    }
    for look in &mut outlook.looks_back {
        (look.level, look.rule) = (name(), name());
    }
}

/// A bridge with one of everything.
pub(crate) fn bridge() -> BridgeView {
    let lever = |lever: &str, chance: f64, part: f64, full: i64| LeverView {
        lever: lever.into(),
        name: lever.into(),
        full: Some(euro(full)),
        chance,
        part,
        amount: euro((full as f64 * chance * part) as i64),
        cost: Some(euro(4_000_000)),
        at: format!("lever.{lever}"),
    };
    let part = |component: &str, amount: i64| PartView { component: component.into(), amount: euro(amount) };
    BridgeView {
        mandate: "grow".into(),
        period: "2026".into(),
        base: euro(1_100_000_000),
        base_says: "the baseline of `grow`".into(),
        goal: euro(1_200_000_000),
        steps: vec![
            BridgeStep {
                component: "price".into(),
                amount: euro(30_000_000),
                not_planned: None,
                levers: vec![lever("list-prices", 0.6, 0.5, 100_000_000)],
            },
            BridgeStep {
                component: "churn".into(),
                amount: euro(0),
                not_planned: Some(euro(-70_000_000)),
                levers: vec![],
            },
        ],
        unfunded: euro(70_000_000),
        unfunded_at_full: euro(50_000_000),
        cost: euro(4_000_000),
        momentum: None,
        options: vec![lever("second-yard", 0.5, 1.0, 90_000_000)],
        happened: Some(HappenedView {
            from: "2025-02-01".into(),
            until: "2026-02-01".into(),
            before: euro(900_000_000),
            after: euro(1_000_000_000),
            parts: vec![part("churn", -100_000_000), part("new-customers", 200_000_000)],
            segments: vec![SegmentView {
                segment: None,
                before: euro(900_000_000),
                after: euro(1_000_000_000),
                parts: vec![part("churn", -100_000_000), part("new-customers", 200_000_000)],
            }],
            kept_and_grown: Some(0.9),
            kept: Some(0.8),
        }),
        months: vec![BridgeMonth {
            period: "2026-M01".into(),
            base: euro(90_000_000),
            added: euro(5_000_000),
            unfunded: euro(-1_000_000),
            goal: euro(94_000_000),
        }],
        drivers: vec![DriverView { driver: "win-rate".into(), most: 0.15, changes: 8 }],
        remarks: vec!["no chance is told of `list-prices`".into()],
    }
}
