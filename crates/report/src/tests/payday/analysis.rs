//! What an analysis of a made-up plan finds.

use plumb_engine::{
    AnalyseView, CostView, CurveView, DeadView, InversionView, MixView, ShapeView, SlopeView, TimingView,
};

use super::*;

fn shape(kind: &str, at: &str, jump: Option<i64>, says: &str) -> ShapeView {
    ShapeView {
        plan: "ae-2026".into(),
        component: "new-business".into(),
        kind: kind.into(),
        at: at.into(),
        before: Some(1.0),
        after: Some(1.5),
        jump: jump.map(euro),
        place: Some(in_plan("plan/pay.toml", 17, 3, "")),
        says: says.into(),
    }
}

pub(crate) fn analyse() -> AnalyseView {
    let slope = |offering: &str, role: &str, now: f64| SlopeView {
        plan: "ae-2026".into(),
        role: Some(role.into()),
        person: None,
        offering: offering.into(),
        segment: None,
        day: "2027-02-28".into(),
        now,
        year: Some(now * 1.2),
        cash: Some(now * 0.9),
    };
    let mix = |objective: &str, weight: f64, pay_share: f64| MixView {
        objective: objective.into(),
        plan: None,
        weight: Some(weight),
        pay_share,
        value: None,
        price: None,
    };
    let pair = |more: &str, less: &str, value_ratio: f64, pay_ratio: f64, minor: i64| InversionView {
        more: more.into(),
        less: less.into(),
        day: "2027-02-28".into(),
        value_ratio,
        pay_ratio,
        amount: euro(minor),
    };
    let mut own = slope("service", "account-executive", 0.31);
    own.person = Some("anja".into());
    let at = |attainment: f64, paid_share: f64| CurveView {
        plan: "ae-2026".into(),
        component: None,
        attainment,
        paid_share,
        slope: None,
    };
    let dead = |period: &str, end: &str, many: i64| DeadView {
        plan: "ae-2026".into(),
        period: period.into(),
        end: end.into(),
        people: 12,
        earns_nothing: many,
        paid_nothing: many * 2,
        money: euro(50_000_000),
        money_earns_nothing: euro(many * 2_000_000),
        money_paid_nothing: euro(many * 5_000_000),
    };
    AnalyseView {
        plans: vec![plan()],
        shapes: vec![
            shape(
                "cliff",
                "50 %",
                Some(20_000),
                "reaching it pays for all from the first unit: 200.00 EUR at once",
            ),
            shape("kink", "100 %", None, "a unit above it pays 1.5 times what one below pays"),
            shape("cap", "160 %", None, ""),
        ],
        curve: vec![at(0.0, 0.0), at(0.5, 0.3), at(0.5, 0.5), at(1.0, 1.0), at(1.6, 1.9), at(2.0, 1.9)],
        slopes: vec![
            slope("instruments", "account-executive", 0.06),
            slope("service", "account-executive", 0.025),
            slope("instruments", "sales-lead", 0.011),
            own,
        ],
        mix: vec![mix("grow", 0.5, 0.78), mix("grow-service", 0.35, 0.12), mix("keep-customers", 0.15, 0.1)],
        inversions: vec![
            pair("training", "instruments", 1.2, 0.9, 1_000_000),
            pair("service", "instruments", 2.1, 0.4, 90_000_000),
        ],
        timing: ["anja", "ben", "cem", "dana", "eva"]
            .map(|person| TimingView {
                plan: "ae-2026".into(),
                person: Some(person.into()),
                period: "2026-Q4".into(),
                gain: euro(124_000),
                direction: "later".into(),
            })
            .into(),
        cost: vec![CostView {
            period: "2026".into(),
            p10: euro(80_000_000),
            p50: euro(95_000_000),
            p90: euro(118_000_000),
            mean: euro(97_000_000),
            target: euro(90_000_000),
            share_p50: Some(0.078),
            paths: 200,
        }],
        dead: vec![dead("2027-M01", "2027-01-31", 0), dead("2027-M02", "2027-02-28", 3)],
    }
}
