//! One person's pay for a month, with one of everything.

mod analysis;

use plumb_engine::{
    AdjustmentView, AttainmentView, BelowView, CauseView, CheckedExampleView, ComponentView, CreditView,
    DiffView, DisputeAnswerView, DisputeView, EntryView, ExplainView, LetterPart, LetterView, NextView,
    PayCheckView, PayLineView, PayPlanView, PayRunView, PeriodView, PersonAdjustmentView, PostedView,
    RunPlanView, RunRow, RunView, StatementView, TierView, ToDateView,
};

use super::company::{euro, in_plan};

pub(crate) use analysis::analyse;

pub(crate) fn plan() -> PayPlanView {
    PayPlanView { id: "ae-2026".into(), name: "Account executives".into(), version: 2 }
}

pub(crate) fn period() -> PeriodView {
    PeriodView { name: "2026-M11".into(), from: "2027-02-01".into(), until: "2027-03-01".into() }
}

pub(crate) fn made() -> PayRunView {
    PayRunView {
        run: 14,
        period: "2026-M11".into(),
        version: 3,
        made_on: "2027-03-04".into(),
        made_by: "revops".into(),
        as_of: "2027-02-28".into(),
        reason: "the month is over".into(),
        hash: "0a1b2c3d4e5f60718293a4b5c6d7e8f9".into(),
    }
}

/// The id of a line.
pub(crate) fn id(component: &str, key: &str) -> String {
    format!("ae-2026/anja/{component}/{key}")
}

fn credit(lines: &[String], what: &str, key: &str, account: &str, euros: [i64; 3], why: &str) -> CreditView {
    let [amount, credited, counts] = euros.map(euro);
    CreditView {
        lines: lines.to_vec(),
        credit: "own".into(),
        day: format!("2027-02-{}", &key[key.len() - 2..]),
        key: Some(format!("bookings/crm/{key}")),
        account: Some(account.into()),
        offering: Some(if why.contains("weighs") { "service".into() } else { "instruments".into() }),
        what: what.into(),
        amount,
        credited,
        counts,
        why: why.into(),
    }
}

fn tier(from: &str, to: &str, pays: &str, brings: &str) -> TierView {
    TierView { from: from.into(), to: to.into(), pays: pays.into(), brings: brings.into() }
}

fn line(
    component: &str,
    key: &str,
    price: &str,
    span: [&str; 2],
    basis: i64,
    tiers: Vec<TierView>,
) -> PayLineView {
    PayLineView {
        id: id(component, &format!("crm/{key}")),
        component: component.into(),
        day: format!("2027-02-{}", &key[key.len() - 2..]),
        key: Some(format!("bookings/crm/{key}")),
        basis: euro(basis),
        price: price.into(),
        before: span[0].into(),
        after: span[1].into(),
        multiplied: Vec::new(),
        tiers,
        exact: String::new(),
        pays: euro(0),
        rounding: None,
        takes_back: None,
    }
}

fn lines() -> Vec<PayLineView> {
    let mut first = line(
        "new-business",
        "D-1004",
        "4 %",
        ["380000 EUR", "420000 EUR"],
        4_000_000,
        vec![tier("95 %", "100 %", "1 times", "800 EUR"), tier("100 %", "105 %", "1.5 times", "1200 EUR")],
    );
    (first.exact, first.pays) = ("2000 EUR".into(), euro(200_000));
    let mut second = line(
        "new-business",
        "D-1012",
        "4 %",
        ["420000 EUR", "429000 EUR"],
        900_000,
        vec![tier("105 %", "107.25 %", "1.5 times", "540 EUR")],
    );
    (second.exact, second.pays) = ("540 EUR".into(), euro(54_000));
    let mut back = line(
        "new-business",
        "D-0924",
        "4 %",
        ["429000 EUR", "421000 EUR"],
        -800_000,
        vec![tier("52 %", "54 %", "1 times", "-320 EUR")],
    );
    (back.exact, back.pays) = ("-320 EUR".into(), euro(-32_000));
    back.takes_back = Some(id("new-business", "crm/D-0811"));
    let mut service = line(
        "service",
        "S-0219",
        "5 %",
        ["61000 EUR", "73345.67 EUR"],
        1_234_567,
        vec![tier("61000 EUR", "73345.67 EUR", "1 times", "617.2835 EUR")],
    );
    (service.exact, service.pays) = ("617.2835 EUR".into(), euro(61_728));
    service.rounding = Some("rounded half away from zero to whole cents: 0.0035 EUR less".into());
    vec![first, second, back, service]
}

fn entry(kind: &str, words: &str, component: Option<&str>, minor: i64) -> EntryView {
    EntryView {
        kind: kind.into(),
        words: words.into(),
        component: component.map(str::to_owned),
        amount: euro(minor),
        earned_in: None,
        line: None,
        reason: None,
    }
}

fn next(offering: &str, pays: i64, why: &str) -> NextView {
    NextView {
        offering: offering.into(),
        name: None,
        segment: None,
        sold: euro(1_000_000),
        pays: euro(pays),
        why: why.into(),
    }
}

pub(crate) fn component(id: &str, objective: &str, earned: i64, how: &str, line: usize) -> ComponentView {
    ComponentView {
        id: id.into(),
        objective: Some(objective.into()),
        at: Some(in_plan("plan/pay.toml", line, 1, "the component")),
        earned: euro(earned),
        how: how.into(),
    }
}

/// A statement with one of everything; its parts sum.
pub(crate) fn statement() -> StatementView {
    let lines = lines();
    let of = |index: usize| vec![lines[index].id.clone()];
    let mut training = credit(&[], "booking", "D-1026", "Nordkai AG", [200_000, 200_000, 0], "own");
    training.offering = Some("training".into());
    let credits = vec![
        credit(&of(0), "booking", "D-1004", "Nordkai AG", [4_000_000, 4_000_000, 4_000_000], "own"),
        credit(
            &of(1),
            "booking",
            "D-1012",
            "Hafenbau Lübeck GmbH & Co. KG",
            [3_000_000, 900_000, 900_000],
            "split 30 %",
        ),
        credit(&of(2), "cancel", "D-0924", "Alte Reederei", [-800_000, -800_000, -800_000], "own"),
        credit(
            &of(3),
            "booking",
            "S-0219",
            "Werft Süd",
            [1_234_567, 1_234_567, 1_851_851],
            "own, weighs 1.5 times",
        ),
        training,
    ];
    let mut release = entry("release", "released: the customer has paid", Some("new-business"), 15_000);
    release.earned_in = Some("2026-M09".into());
    let mut adjustment = entry("adjustment", "correction of an earlier period", Some("service"), 6_400);
    (adjustment.earned_in, adjustment.reason) =
        (Some("2026-M10".into()), Some("order S-0188 was booked with 1 280 EUR less".into()));
    StatementView {
        person: "anja".into(),
        name: "Anja Maurer".into(),
        plan: plan(),
        role: Some("Account executive".into()),
        period: period(),
        state: "closed".into(),
        run: Some(made()),
        known_on: None,
        currency: "EUR".into(),
        base: euro(500_000),
        target: euro(250_000),
        credits,
        attainments: vec![
            AttainmentView {
                measure: "bookings".into(),
                value: "421000 EUR".into(),
                quota: Some("400000 EUR".into()),
                attainment: Some(1.0525),
                window: "2026".into(),
            },
            AttainmentView {
                measure: "service".into(),
                value: "73345.67 EUR".into(),
                quota: Some("120000 EUR".into()),
                attainment: Some(0.6112),
                window: "2026-H2".into(),
            },
            AttainmentView {
                measure: "kept-customers".into(),
                value: "94 %".into(),
                quota: None,
                attainment: None,
                window: "2026-Q4".into(),
            },
        ],
        components: vec![
            component(
                "new-business",
                "grow",
                222_000,
                "4 % of what is booked up to the quota, 1.5 times that above it",
                12,
            ),
            component("service", "grow-service", 61_728, "5 % of service that is booked", 25),
            component(
                "kept-customers",
                "keep-customers",
                40_000,
                "400 EUR in a month in which 92 % or more are kept",
                33,
            ),
        ],
        lines,
        steps: vec![
            entry("earning", "earned", Some("new-business"), 200_000),
            entry("earning", "earned", Some("new-business"), 54_000),
            entry("clawback", "a sale was taken back", Some("new-business"), -32_000),
            entry("earning", "earned", Some("service"), 61_728),
            entry("bonus", "bonus", Some("kept-customers"), 40_000),
            entry("hold", "held until the customer has paid", Some("new-business"), -50_000),
            release,
            entry("draw-recovery", "draw taken back", None, -23_728),
            adjustment,
        ],
        earned: euro(323_728),
        paid: euro(271_400),
        held: euro(65_000),
        balance: euro(36_272),
        to_date: ToDateView { earned: euro(3_140_211), paid: euro(3_010_000) },
        adjustments: vec![AdjustmentView {
            earned_in: "2026-M10".into(),
            corrects: "earning".into(),
            component: "service".into(),
            line: Some(id("service", "crm/S-0188")),
            amount: euro(6_400),
            reason: "order S-0188 was booked with 1 280 EUR less".into(),
            run: 14,
        }],
        disputes: vec![dispute()],
        next: vec![
            next("instruments", 60_000, "new-business: 4 % × 1.5, above the quota"),
            next("service", 50_000, "service: 5 %"),
            next("training", 0, "no component pays it"),
        ],
        problems: vec!["no exchange rate from CHF on 2027-02-20: the order D-1030 stays out".into()],
    }
}

pub(crate) fn dispute() -> DisputeView {
    DisputeView {
        number: 7,
        person: "anja".into(),
        period: "2026-M11".into(),
        line: Some(id("new-business", "crm/D-1012")),
        claimed: Some(euro(90_000)),
        says: "half of Hafenbau is mine, not 30 %".into(),
        state: "answered".into(),
        opened_on: "2027-03-05".into(),
        opened_by: "anja".into(),
        answers: vec![DisputeAnswerView {
            state: "answered".into(),
            says: "the order says 30 %; which agreement says half?".into(),
            on: "2027-03-06".into(),
            by: "revops".into(),
        }],
    }
}

/// The first line of the statement, explained.
pub(crate) fn explain() -> ExplainView {
    let of = statement();
    ExplainView {
        line: of.lines[0].id.clone(),
        person: of.person,
        name: of.name,
        plan: of.plan,
        component: of.components[0].clone(),
        period: of.period,
        window: Some(PeriodView {
            name: "2026".into(),
            from: "2026-04-01".into(),
            until: "2027-04-01".into(),
        }),
        credits: vec![of.credits[0].clone()],
        lines: vec![of.lines[0].clone()],
        from_below: vec![],
        steps: vec![entry("hold", "held until the customer has paid", Some("new-business"), -50_000)],
        quota: Some("400 000 EUR for 2026, from plan/private/quotas.csv:7".into()),
        amount: euro(200_000),
        at: vec![in_plan("plan/private/quotas.csv", 7, 1, "the quota")],
    }
}

/// A lead's day, made of transactions of those below.
pub(crate) fn explain_below() -> ExplainView {
    let mut view = explain();
    let line = &mut view.lines[0];
    (line.key, line.id) = (None, "ae-2026/anja/new-business/2027-02-04".into());
    view.credits = vec![CreditView {
        lines: vec![line.id.clone()],
        credit: "team".into(),
        day: "2027-02-04".into(),
        key: None,
        account: None,
        offering: None,
        what: "roll-up".into(),
        amount: euro(4_000_000),
        credited: euro(4_000_000),
        counts: euro(4_000_000),
        why: "from 2 of the team".into(),
    }];
    let below = |person: &str, amount: i64, pays: i64| BelowView {
        person: person.into(),
        key: Some(format!("bookings/crm/{person}-1")),
        amount: euro(amount),
        pays: euro(pays),
    };
    view.from_below = vec![below("ben", 3_000_000, 150_000), below("cem", 1_000_000, 50_000)];
    view
}

fn cause(kind: &str, what: &str, at: Option<usize>, minor: i64) -> CauseView {
    CauseView {
        person: "anja".into(),
        kind: kind.into(),
        what: what.into(),
        at: at.map(|line| in_plan("plan/pay.toml", line, 8, "")),
        amount: euro(minor),
    }
}

pub(crate) fn diff() -> DiffView {
    DiffView {
        person: Some("anja".into()),
        period: period(),
        before_is: "run 2 of 2026-M11".into(),
        after_is: "the files as they are now".into(),
        before: vec![euro(240_000)],
        after: vec![euro(271_400)],
        causes: vec![
            cause(
                "transaction",
                "order D-1012 of Hafenbau Lübeck GmbH & Co. KG: net 30 000.00 EUR, was 20 000.00 EUR, and the part of it that is credited is 30 %",
                None,
                18_000,
            ),
            cause("plan", "the tier above the quota pays 1.5 times, was 1.4 times", Some(18), 17_400),
            cause("quota", "the quota is 400 000.00 EUR, was 396 000.00 EUR", None, -4_000),
        ],
    }
}

pub(crate) fn run() -> RunView {
    let row = |name: &str, attainment: Option<f64>, [earned, held, balance, paid]: [i64; 4]| RunRow {
        person: name.to_lowercase().replace(' ', "-"),
        name: name.into(),
        plan: "ae-2026".into(),
        attainment,
        earned: euro(earned),
        paid: euro(paid),
        held: euro(held),
        balance: euro(balance),
    };
    RunView {
        run: Some(made()),
        more_runs: Vec::new(),
        same_as_before: false,
        period: period(),
        hash: made().hash,
        people: 3,
        lines: 41,
        earned: vec![euro(1_100_000)],
        paid: vec![euro(1_041_400)],
        plans: vec![RunPlanView {
            plan: plan(),
            people: 3,
            target: euro(750_000),
            earned: euro(1_100_000),
            paid: euro(1_041_400),
        }],
        statements: vec![
            row("Anja Maurer", Some(1.0525), [323_728, 65_000, 36_272, 271_400]),
            row("Ben Aydın", Some(0.8), [376_272, 0, 0, 370_000]),
            row("Maximiliane von Hohenstein-Großbeck", None, [400_000, 0, 0, 400_000]),
        ],
        posted: PostedView { new: 12, adjustments: 1, unchanged: 1 },
        adjustments: vec![PersonAdjustmentView {
            person: "anja".into(),
            plan: "ae-2026".into(),
            adjustment: statement().adjustments[0].clone(),
            posted_in: "2026-M11".into(),
        }],
        problems: vec![],
    }
}

pub(crate) fn checked() -> PayCheckView {
    let example = |says: &str, line: usize, otherwise: &[&str]| CheckedExampleView {
        plan: "ae-2026".into(),
        says: says.into(),
        at: Some(in_plan("plan/pay.toml", line, 1, "")),
        passed: otherwise.is_empty(),
        otherwise: otherwise.iter().map(|says| (*says).to_owned()).collect(),
    };
    PayCheckView {
        plans: vec![plan()],
        findings: vec![],
        examples: vec![
            example("at the quota all of the target is paid", 60, &[]),
            example(
                "a sale across the edge is divided",
                71,
                &["paid in 2026-M01 is 1 900.00 EUR, and 2 000.00 EUR is expected"],
            ),
        ],
    }
}

pub(crate) fn letter() -> LetterView {
    let part = |heading: &str, sentences: &[&str]| LetterPart {
        heading: heading.into(),
        sentences: sentences.iter().map(|says| (*says).to_owned()).collect(),
        ..LetterPart::default()
    };
    LetterView {
        person: Some("anja".into()),
        name: Some("Anja Maurer".into()),
        plan: plan(),
        parts: vec![
            part(
                "What you are paid for",
                &[
                    "You are paid 4 % of each order that you win, until your quota is reached.",
                    "Above the quota each order pays 1.5 times as much; an order that crosses the quota is divided there, and each part pays its own rate.",
                ],
            ),
            part("What is held back", &["500 EUR of a month wait until the customers have paid."]),
        ],
        hash: "99887766554433221100aabbccddeeff".into(),
        sent_on: Some("2026-03-20".into()),
        accepted_on: None,
    }
}
