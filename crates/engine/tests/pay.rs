//! Pay in a workspace: from exports and plan text to statements, runs, closed periods, explanations, differences and files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop where its own data are wrong"
)]

#[path = "pay/shop.rs"]
mod shop;

use plumb_engine::{
    Claim, ClaimAnswer, DiffRequest, PaySight, QueryLimits, SeenStatement, StatementView, Viewer,
};
use shop::texts::PLAN;
use shop::{LATE, ORDERS, QUOTAS, Shop, day, until, write};

fn steps(statement: &StatementView) -> Vec<(String, i64)> {
    statement.steps.iter().map(|step| (step.kind.clone(), step.amount.minor)).collect()
}

fn step(kind: &str, minor: i64) -> (String, i64) {
    (kind.to_owned(), minor)
}

#[test]
fn a_statement_tells_every_step_from_a_sale_to_what_is_paid() {
    let shop = Shop::new();
    let january = shop.statement("ana", "2026-M01", "2026-03-31");
    assert_eq!(steps(&january), [step("earning", 30_000), step("hold", -6_000)]);
    assert_eq!((january.paid.minor, january.held.minor, january.base.minor), (24_000, 6_000, 400_000));
    let february = shop.statement("ana", "2026-02", "2026-03-31");
    assert_eq!(steps(&february), [step("earning", 40_000), step("hold", -8_000), step("release", 6_000)]);
    assert_eq!((february.paid.minor, february.held.minor), (38_000, 8_000));
    assert_eq!(february.to_date.paid.minor, 62_000);
    let line = &february.lines[0];
    assert_eq!(line.id, "ae/ana/commission/bookings/erp/2");
    let tiers: Vec<(&str, &str)> =
        line.tiers.iter().map(|tier| (tier.from.as_str(), tier.brings.as_str())).collect();
    assert_eq!(tiers, [("60 %", "200.00 EUR"), ("100 %", "200.00 EUR")]);
    assert_eq!((line.before.as_str(), line.after.as_str(), line.pays.minor), ("60 %", "120 %", 40_000));
    let credit = &february.credits[0];
    assert_eq!(
        (credit.why.as_str(), credit.credited.minor, credit.amount.minor),
        ("own, with what others leave", 600_000, 800_000)
    );
    let march = shop.statement("ana", "2026-M03", "2026-03-31");
    assert_eq!(steps(&march), [step("clawback", -15_000), step("carried", 15_000)]);
    assert_eq!((march.paid.minor, march.balance.minor), (0, 15_000));
    assert_eq!(march.lines[0].takes_back.as_deref(), Some("ae/ana/commission/bookings/erp/1"));
    let ben = shop.statement("ben", "2026-M02", "2026-03-31");
    assert_eq!((ben.paid.minor, ben.credits[0].why.as_str()), (8_000, "split 25 %"));
    let attained = &february.attainments[0];
    assert_eq!(
        (attained.value.as_str(), attained.attainment, attained.window.as_str()),
        ("12 000.00 EUR", Some(1.2), "2026-Q1")
    );
}

#[test]
fn what_a_team_sells_rolls_up_and_is_explained_down_to_its_sales() {
    let shop = Shop::new();
    let eva = shop.statement("eva", "2026-M02", "2026-03-31");
    assert_eq!(eva.paid.minor, 8_000);
    assert_eq!(eva.credits[0].why, "from 2 of the team");
    let explained = shop.workspace.pay_explain(&eva.lines[0].id, &until("2026-03-31")).unwrap().answer;
    let below: Vec<(&str, i64, i64)> = explained
        .from_below
        .iter()
        .map(|part| (part.person.as_str(), part.amount.minor, part.pays.minor))
        .collect();
    assert_eq!(below, [("ana", 600_000, 6_000), ("ben", 200_000, 2_000)]);
    assert!(explained.at.iter().any(|place| place.fact.as_deref() == Some("bookings/erp/2")));
    assert!(explained.at.iter().any(|place| place.file.as_deref() == Some("plan/plan.toml")));
}

#[test]
fn an_amount_of_a_period_is_explained_by_its_lines_and_names_the_quota() {
    let shop = Shop::new();
    let explained =
        shop.workspace.pay_explain("ae/ana/commission/2026-M02", &until("2026-03-31")).unwrap().answer;
    assert_eq!(explained.amount.minor, 40_000);
    assert_eq!(explained.lines.iter().map(|line| line.pays.minor).sum::<i64>(), 40_000);
    let quota = explained.quota.unwrap();
    assert!(quota.starts_with("10 000.00 EUR of `sold` for 2026-Q1"), "{quota}");
    let component = explained.component.at.unwrap();
    let line = PLAN.lines().position(|line| line.contains("[[pay.ae.component]]")).unwrap() + 1;
    assert_eq!((component.file.as_deref(), component.line), (Some("plan/plan.toml"), Some(line)));
    let error = shop.workspace.pay_explain("ae/ana/commision/2026-M02", &until("2026-03-31")).unwrap_err();
    assert!(error.to_string().contains("is no line of pay"), "{error}");
}

#[test]
fn a_run_is_posted_once_and_a_closed_period_gets_its_corrections_in_the_first_open_one() {
    let shop = Shop::new();
    let first = shop.run("2026-M02", "2026-03-02", "2026-02-28");
    assert_eq!((first.people, first.paid[0].minor, first.posted.adjustments), (3, 54_000, 0));
    let again = shop.run("2026-M02", "2026-03-02", "2026-02-28");
    assert!(again.same_as_before && again.posted.new == 0 && again.run == first.run);
    shop.run("2026-M01", "2026-03-03", "2026-02-28");
    shop.workspace.pay_close("2026-M01", "cfo", day("2026-03-04"), &until("2026-02-28")).unwrap();
    shop.import(&format!("{ORDERS}{LATE}"));
    let error =
        shop.workspace.pay_close("2026-M02", "cfo", day("2026-03-05"), &until("2026-02-28")).unwrap_err();
    assert!(error.to_string().contains("comes out otherwise now"), "{error}");
    let late = shop.run("2026-M02", "2026-03-06", "2026-02-28");
    let adjusted: Vec<(&str, &str, &str, i64)> = late
        .adjustments
        .iter()
        .map(|of| {
            (
                of.person.as_str(),
                of.posted_in.as_str(),
                of.adjustment.corrects.as_str(),
                of.adjustment.amount.minor,
            )
        })
        .collect();
    assert_eq!(
        adjusted,
        [
            ("ana", "2026-M02", "earning", 5_000),
            ("ana", "2026-M02", "hold", -1_000),
            ("eva", "2026-M02", "earning", 1_000)
        ]
    );
    assert_eq!(late.adjustments[0].adjustment.reason, "late orders");
    let january = shop.statement("ana", "2026-M01", "2026-02-28");
    assert_eq!((january.state.as_str(), january.paid.minor), ("closed", 24_000));
    assert!(january.problems[0].contains("as they are computed now"), "{:?}", january.problems);
    let february = shop.statement("ana", "2026-M02", "2026-02-28");
    // 45 000 earned less 9 000 held, 6 000 released, 4 000 of January.
    assert_eq!((february.paid.minor, february.earned.minor), (46_000, 45_000));
    assert_eq!(february.adjustments.len(), 2);
    let before = shop.known("ana", "2026-M02", Some("2026-03-05"), "2026-02-28");
    assert_eq!((before.paid.minor, before.run.unwrap().run), (38_000, 1));
}

#[test]
fn a_plan_or_a_person_that_leaves_the_files_takes_nothing_back() {
    let shop = Shop::new();
    shop.run("2026-M02", "2026-03-02", "2026-02-28");
    let without =
        PLAN.split("[pay.lead]").next().unwrap().to_owned() + PLAN.split("rate = \"1 %\"\n").nth(1).unwrap();
    write(shop.workspace.dir(), "plan/plan.toml", &without);
    let run = shop.run("2026-M02", "2026-03-03", "2026-02-28");
    assert_eq!((run.posted.new, run.posted.adjustments), (0, 0));
}

#[test]
fn causes_of_a_difference_sum_to_it_exactly() {
    let shop = Shop::new();
    shop.run("2026-M02", "2026-03-02", "2026-02-28");
    shop.import(&format!("{}{LATE}", ORDERS.replace("8000,5000", "8400,5000")));
    let quotas = QUOTAS.replacen("10 000 EUR", "9 000 EUR", 1);
    write(shop.workspace.dir(), "plan/private/quotas.csv", &quotas);
    let changed = PLAN.replace("rate = \"10 %\"", "rate = \"12 %\"");
    write(shop.workspace.dir(), "plan/plan.toml", &changed);
    let request = DiffRequest {
        person: Some("ana".to_owned()),
        period: "2026-M02".to_owned(),
        ..DiffRequest::default()
    };
    let diff = shop.workspace.pay_diff(&request, &until("2026-02-28")).unwrap().answer;
    let sum: i64 = diff.causes.iter().map(|cause| cause.amount.minor).sum();
    assert_eq!(sum, diff.after[0].minor - diff.before[0].minor);
    let told: Vec<&str> = diff.causes.iter().map(|cause| cause.what.as_str()).collect();
    assert_eq!(diff.causes.len(), 4, "{told:#?}");
    assert!(told[0].contains("the pay plan `ae` changed: component `commission`"), "{told:#?}");
    assert!(told[1].contains("amount 10 000.00 EUR to 9 000.00 EUR"), "{told:#?}");
    assert!(told[2].contains("bookings/erp/2") && told[2].contains("net 8000 to 8400"), "{told:#?}");
    assert!(told[3].contains("bookings/erp/3") && told[3].contains("came in"), "{told:#?}");
    let all = DiffRequest { period: "2026-M02".to_owned(), ..DiffRequest::default() };
    let all = shop.workspace.pay_diff(&all, &until("2026-02-28")).unwrap().answer;
    let sum: i64 = all.causes.iter().map(|cause| cause.amount.minor).sum();
    assert_eq!(sum, all.after[0].minor - all.before[0].minor);
    assert!(all.causes.iter().any(|cause| cause.person == "eva"));
}

#[test]
fn files_for_payroll_and_books_sum_to_what_is_paid() {
    let shop = Shop::new();
    shop.run("2026-M02", "2026-03-02", "2026-02-28");
    let payroll =
        shop.workspace.pay_export("payroll", Some("2026-M02"), &until("2026-02-28")).unwrap().answer;
    let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let column = |file: &plumb_engine::PayFileView, name: &str| {
        file.columns.iter().position(|column| column == name).unwrap()
    };
    let amount = column(&payroll, "amount");
    assert_eq!(payroll.rows.iter().map(|row| cents(&row[amount])).sum::<i64>(), 38_000 + 8_000 + 8_000);
    let accruals =
        shop.workspace.pay_export("accruals", Some("2026-M02"), &until("2026-02-28")).unwrap().answer;
    let of = |name: &str| accruals.rows.iter().map(|row| cents(&row[column(&accruals, name)])).sum::<i64>();
    assert_eq!((of("earned"), of("paid"), of("held")), (58_000, 54_000, 10_000));
    assert_eq!(of("accrual"), of("earned") - of("paid"));
    let error = shop.workspace.pay_export("payrol", None, &until("2026-02-28")).unwrap_err();
    assert!(error.to_string().contains("did you mean `payroll`?"), "{error}");
}

#[test]
fn commission_is_an_asset_over_its_months_and_what_comes_back_is_written_off() {
    let shop = Shop::new();
    let plan = PLAN.replace("clawback = \"original-rate\"", "clawback = \"original-rate\"\ncapitalise = 12");
    write(shop.workspace.dir(), "plan/plan.toml", &plan);
    let file = shop.workspace.pay_export("capitalised", None, &until("2026-03-31")).unwrap().answer;
    let column = |name: &str| file.columns.iter().position(|column| column == name).unwrap();
    let assets: Vec<Vec<&str>> = file
        .rows
        .iter()
        .map(|row| {
            ["contract", "person", "treatment", "amount", "monthly", "impaired"]
                .map(|name| row[column(name)].as_str())
                .to_vec()
        })
        .collect();
    assert_eq!(
        assets,
        [
            ["bookings/erp/1", "ana", "asset", "300.00", "25.00", "125.00"],
            ["bookings/erp/2", "ana", "asset", "400.00", "33.33", "0.00"],
            ["bookings/erp/2", "ben", "asset", "100.00", "8.33", "0.00"],
        ]
    );
}

#[test]
fn rules_read_what_was_earned_posted_disputed_and_agreed_to() {
    let shop = Shop::new();
    shop.run("2026-M02", "2026-03-02", "2026-02-28");
    let claim = Claim {
        person: "ana".into(),
        period: "2026-M02".into(),
        line: Some("ae/ana/commission/bookings/erp/2".into()),
        claimed: Some("450 EUR".into()),
        says: "the share is wrong".into(),
        by: "ana".into(),
        on: day("2026-03-05"),
    };
    assert_eq!(shop.workspace.pay_dispute(&claim).unwrap().state, "open");
    let answer = ClaimAnswer {
        number: 1,
        state: "refused".into(),
        says: "as agreed".into(),
        by: "eva".into(),
        on: day("2026-03-07"),
    };
    assert_eq!(shop.workspace.pay_answer(&answer).unwrap().state, "refused");
    let letter = shop.workspace.pay_letter("ae", Some("ana"), &until("2026-02-28")).unwrap().answer;
    assert_eq!(letter.parts[0].sentences, ["Dear Ana,"]);
    assert!(shop.workspace.pay_accept("ana", &letter.plan, &letter.hash, day("2026-03-06")).is_err());
    shop.workspace.pay_letter_sent("ana", &letter.plan, &letter.hash, day("2026-03-05")).unwrap();
    shop.workspace.pay_accept("ana", &letter.plan, &letter.hash, day("2026-03-06")).unwrap();
    let asked = |sql: &str| {
        shop.workspace
            .sql(sql, &until("2026-02-28"), &QueryLimits::default(), |_| {})
            .unwrap()
            .rows
            .first()
            .map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ").replace('"', ""))
    };
    let results = "select earned, paid, held, round(attainment, 2), credited, target from pay_results where person = 'ana' and period = '2026-M02'";
    assert_eq!(asked(results).unwrap(), "400000000 380000000 80000000 1.2 6000000000 1000000000");
    let postings =
        "select count(*), sum(amount) from pay_postings where person = 'ana' and posted_in = '2026-M02'";
    assert_eq!(asked(postings).unwrap(), "3 380000000");
    assert_eq!(
        asked("select state, answered_on, amount from pay_disputes").unwrap(),
        "refused 2026-03-07 450000000"
    );
    assert_eq!(
        asked("select person, version, accepted_on from pay_acceptances").unwrap(),
        "ana 1 2026-03-06"
    );
    let statement = shop.statement("ana", "2026-M02", "2026-02-28");
    assert_eq!(statement.disputes[0].answers[0].says, "as agreed");
}

#[test]
fn everybody_sees_their_own_pay_a_lead_how_far_along_people_are_and_nobody_else_anything() {
    let shop = Shop::new();
    let ana = || shop.statement("ana", "2026-M02", "2026-03-31");
    let person = |id: &str, leads: &[&str]| Viewer::Person {
        id: id.to_owned(),
        leads: leads.iter().map(|unit| (*unit).to_owned()).collect(),
    };
    let sight = |viewer: &Viewer, agreed: bool| PaySight::of(viewer, "ana", Some("north"), agreed);
    let (own, lead, other) = (person("ana", &[]), person("eva", &["north"]), person("ben", &[]));
    for viewer in [&own, &Viewer::Operator] {
        let Some(SeenStatement::Whole(whole)) = ana().seen(sight(viewer, false)) else {
            panic!("all of it is seen")
        };
        assert_eq!(whole.paid.minor, 38_000);
    }
    let Some(SeenStatement::Attained(attained)) = ana().seen(sight(&lead, false)) else {
        panic!("no pay is seen")
    };
    let text = serde_json::to_string(&attained).unwrap();
    assert!(text.contains("12 000.00 EUR") && !text.contains("380.00") && !text.contains("400.00"), "{text}");
    assert!(matches!(ana().seen(sight(&lead, true)), Some(SeenStatement::Whole(_))));
    assert!(ana().seen(sight(&other, true)).is_none());
    let run = shop.run("2026-M02", "2026-03-02", "2026-02-28");
    let seen = run.seen(|whose| PaySight::of(&own, whose, Some("north"), false));
    assert_eq!(seen.statements.iter().map(|row| row.person.as_str()).collect::<Vec<_>>(), ["ana"]);
    assert!(seen.paid.is_empty() && seen.plans.is_empty());
}

#[test]
fn foreign_sales_count_at_the_plans_rate() {
    let shop = Shop::new();
    write(shop.workspace.dir(), "plan/rates.csv", "");
    let plan = PLAN.replace("rate = \"1 %\"", "rate = \"2 %\"")
        + "\n[exchange.usd]\ncurrency = \"USD\"\ninto = \"EUR\"\ndate = 2025-12-01\nrate = \"0.5\"\n";
    std::fs::remove_file(shop.workspace.dir().join("plan/rates.csv")).unwrap();
    write(shop.workspace.dir(), "plan/plan.toml", &plan);
    shop.import(&ORDERS.replace("6000,4000,EUR", "6000,4000,USD"));
    let january = shop.statement("ana", "2026-M01", "2026-02-28");
    assert_eq!((january.earned.minor, january.credits[0].credited.minor), (15_000, 300_000));
    assert_eq!(january.credits[0].amount.currency, "USD");
    assert_eq!(shop.statement("eva", "2026-M01", "2026-02-28").paid.minor, 6_000);
}

#[test]
fn without_a_pay_plan_or_a_period_the_message_says_what_to_do() {
    let shop = Shop::new();
    let error = shop.workspace.pay_statement("ana", "2026-M13", None, &until("2026-02-28")).unwrap_err();
    assert!(error.to_string().contains("did you mean `2026-M01`?"), "{error}");
    let error = shop.workspace.pay_statement("cfo", "2026-M01", None, &until("2026-02-28")).unwrap_err();
    assert!(error.to_string().contains("no pay plan is for `cfo`"), "{error}");
    write(shop.workspace.dir(), "plan/plan.toml", PLAN.split("[pay.ae]").next().unwrap());
    let error = shop.workspace.pay_statement("ana", "2026-M01", None, &until("2026-02-28")).unwrap_err();
    assert!(error.to_string().contains("the plan has no pay plan"), "{error}");
}

#[test]
fn the_next_sales_bring_what_their_tiers_say() {
    let shop = Shop::new();
    let february = shop.statement("ana", "2026-M02", "2026-02-28");
    let next: Vec<(&str, i64)> =
        february.next.iter().map(|next| (next.offering.as_str(), next.pays.minor)).collect();
    assert_eq!(next, [("pumps", 100_000), ("service", 100_000)]);
}

#[test]
fn what_the_next_sale_does_for_a_share_is_told_beside_what_it_pays_at_once() {
    let shop = Shop::new();
    let share = "[measure.service-share]\ntable = \"bookings\"\naggregate = \"ratio\"\nnumerator = \"case when offering = 'service' then net else 0 end\"\ndenominator = \"net\"\ntime = \"date\"\nperson = \"person\"\nunit = \"rate\"\n";
    let component =
        "[[pay.ae.component]]\nmeasure = \"service-share\"\nweight = \"10 %\"\nperiod = \"quarter\"\n";
    let names = "[offering.service]\nname = \"Service contract\"";
    let plan = PLAN.replace("[offering.service]", names);
    write(shop.workspace.dir(), "plan/plan.toml", &plan);
    write(shop.workspace.dir(), "plan/share.toml", share);
    let at = plan.find("[pay.lead]").unwrap();
    write(shop.workspace.dir(), "plan/plan.toml", &format!("{}{component}{}", &plan[..at], &plan[at..]));
    let next = shop.statement("ana", "2026-M02", "2026-02-28").next;
    let why = |offering: &str| next.iter().find(|one| one.offering == offering).unwrap().clone();
    let later = "the service share, for which the service share bonus is paid at the end of the quarter";
    let (service, pumps) = (why("service"), why("pumps"));
    assert_eq!(service.name.as_deref(), Some("Service contract"));
    assert_eq!(service.why, format!("10 % as commission; raises {later}"));
    assert_eq!(pumps.why, format!("10 % as commission; lowers {later}"));
}

#[test]
fn a_rule_of_crediting_that_names_no_event_is_warned_of_where_facts_have_several() {
    let shop = Shop::new();
    let warned = |shop: &Shop| -> Vec<String> {
        let view = shop.workspace.pay_check(&until("2026-03-31")).unwrap().answer;
        let of = view.findings.into_iter().filter(|one| one.message.contains("which events count"));
        of.map(|one| format!("{} {}", one.severity, one.message)).collect()
    };
    assert!(warned(&shop).is_empty());
    let plan = PLAN.replacen("on = [\"booking\"]\n", "", 1);
    assert_ne!(plan, PLAN);
    write(shop.workspace.dir(), "plan/plan.toml", &plan);
    let says = warned(&shop);
    assert_eq!(says.len(), 1, "{says:?}");
    assert!(says[0].starts_with("warning ") && says[0].contains("`booking`, `payment`"), "{says:?}");
}

#[test]
fn what_runs_were_computed_from_goes_with_whom_it_names_and_postings_stay() {
    let shop = Shop::new();
    assert_eq!(shop.workspace.forget_pay_inputs("ana").unwrap(), 0);
    shop.run("2026-M01", "2026-02-02", "2026-02-28");
    let kept = || std::fs::read_dir(shop.workspace.dir().join("out/pay")).unwrap().count();
    assert_eq!((shop.workspace.forget_pay_inputs("nobody-at-all").unwrap(), kept()), (0, 1));
    assert_eq!((shop.workspace.forget_pay_inputs("ana").unwrap(), kept()), (1, 0));
    assert_eq!(shop.statement("ana", "2026-M01", "2026-02-28").paid.minor, 24_000);
}
