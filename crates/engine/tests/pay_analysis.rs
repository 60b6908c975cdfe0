//! What pay plans pay for, in a workspace: what sales earn on which day, what pay is likely to cost, who had nothing to gain.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop where its own data are wrong"
)]

#[path = "pay/shop.rs"]
mod shop;

use plumb_engine::{Options, QueryLimits};
use shop::texts::{MAPPING, PLAN};
use shop::{LATE, ORDERS, QUOTAS, Shop, until, write};

const SPRINT: &str = r#"
[contest.sprint]
name = "The spring sprint"
offering = "pumps"
pays = "200 %"
from = 2026-03-15
until = 2026-04-01
"#;

#[test]
fn a_contest_to_come_is_told_with_its_day_and_no_other_offering_earns_more() {
    let shop = Shop::new();
    write(shop.workspace.dir(), "plan/sprint.toml", SPRINT);
    let found = shop.workspace.pay_analyse(Some("ae"), &until("2026-02-28")).unwrap().answer;
    let now = |offering: &str, day: &str| {
        let mut all = found.slopes.iter().filter(|slope| slope.person.is_none());
        let found = all.find(|slope| slope.offering == offering && slope.day == day).unwrap();
        // In millionths, so that they can be compared.
        (found.now * 1e6).round() as i64
    };
    let (before, sprint, after) = ("2026-02-28", "2026-03-15", "2026-04-01");
    assert!(now("pumps", before) > 0);
    assert_eq!(now("pumps", sprint), 2 * now("pumps", before));
    assert_eq!(now("service", sprint), now("service", before));
    assert_eq!(now("pumps", after), now("service", after));
    assert!(found.slopes.iter().filter(|slope| slope.person.is_some()).all(|slope| slope.day == before));
}

#[test]
fn segments_are_told_apart_where_pay_asks_for_them() {
    let shop = Shop::new();
    let segment =
        "account, case account when 'Nordwind' then 'public' else 'private' end as segment from src.orders";
    write(shop.workspace.dir(), "erp.toml", &MAPPING.replace("account from src.orders", segment));
    shop.import(&format!("{ORDERS}{LATE}"));
    let segments =
        "[segment.public]\nkeys = { erp = \"public\" }\n[segment.private]\nkeys = { erp = \"private\" }\n";
    let told = |plan: &str| {
        write(shop.workspace.dir(), "plan/plan.toml", &format!("{segments}{plan}"));
        let found = shop.workspace.pay_analyse(Some("ae"), &until("2026-02-28")).unwrap().answer;
        let pumps =
            found.slopes.into_iter().filter(|slope| slope.person.is_none() && slope.offering == "pumps");
        let pumps = pumps.filter(|slope| slope.day == "2026-02-28");
        pumps.map(|slope| (slope.segment, (slope.now * 1e6).round() as i64)).collect::<Vec<_>>()
    };
    let rate = told(PLAN);
    let [(None, plain)] = rate[..] else { panic!("{rate:?}") };
    let times = "[[pay.ae.component.times]]\nwhen = \"segment is public\"\ntimes = \"150 %\"\n";
    let at = PLAN.find("[pay.lead]").unwrap();
    let segment = |id: &str| Some(id.to_owned());
    assert_eq!(
        told(&format!("{}{times}{}", &PLAN[..at], &PLAN[at..])),
        [(None, plain), (segment("private"), plain), (segment("public"), plain * 3 / 2)]
    );
}

#[test]
fn a_contest_of_a_unit_is_told_to_whoever_is_in_it_whoever_sold_last() {
    let shop = Shop::new();
    let told = |unit: &str| {
        let sprint = SPRINT.replace("offering", &format!("unit = \"{unit}\"\noffering"));
        write(shop.workspace.dir(), "plan/sprint.toml", &sprint);
        let next = shop.statement("ben", "2026-M02", "2026-02-28").next;
        next.iter().any(|one| one.offering == "pumps" && one.why.contains("The spring sprint"))
    };
    write(shop.workspace.dir(), "plan/plan.toml", &format!("[unit.south]\nparent = \"all\"\n{PLAN}"));
    assert!(told("north") && !told("south"));
}

#[test]
fn a_plan_in_another_currency_earns_its_own_rate_and_changes_nobody_elses() {
    let shop = Shop::new();
    let now = |person: &str| {
        let found = shop.workspace.pay_analyse(None, &until("2026-02-28")).unwrap().answer;
        let mut own = found.slopes.into_iter().filter(|slope| slope.person.as_deref() == Some(person));
        own.find(|slope| slope.offering == "pumps").map(|slope| (slope.now * 1e6).round() as i64)
    };
    let before = now("ana");
    let swiss = "[role.swiss]\nsells = true\n[exchange.chf]\ncurrency = \"CHF\"\ninto = \"EUR\"\nrate = \"1.05\"\ndate = 2026-01-01\n\
                 [pay.a-swiss]\nroles = [\"swiss\"]\ncurrency = \"CHF\"\nfrom = 2026-01-01\nuntil = 2027-01-01\n\
                 [[pay.a-swiss.credit]]\nid = \"deals\"\non = [\"booking\"]\n[[pay.a-swiss.component]]\ncredit = [\"deals\"]\nrate = \"4 %\"\n";
    let plan = PLAN.replace(
        "[person.ben]\nkeys = { erp = \"ben\" }\nrole = \"ae\"",
        "[person.ben]\nkeys = { erp = \"ben\" }\nrole = \"swiss\"",
    );
    assert_ne!(plan, PLAN);
    write(shop.workspace.dir(), "plan/plan.toml", &format!("{swiss}{plan}"));
    assert_eq!(now("ben"), Some(40_000));
    assert_eq!(now("ana"), before);
}

#[test]
fn a_plan_that_is_over_says_nothing_of_today() {
    let shop = Shop::new();
    let before = shop.workspace.pay_analyse(None, &until("2026-02-28")).unwrap().answer;
    let over = "[pay.old]\nroles = [\"ae\"]\non_target = \"1 000 EUR\"\nfrom = 2025-01-01\nuntil = 2026-01-01\n\
                [[pay.old.credit]]\nid = \"deals\"\non = [\"booking\"]\n[[pay.old.component]]\ncredit = [\"deals\"]\nrate = \"4 %\"\n";
    write(shop.workspace.dir(), "plan/old.toml", over);
    let after = shop.workspace.pay_analyse(None, &until("2026-02-28")).unwrap().answer;
    assert_eq!((after.slopes, after.mix, after.inversions), (before.slopes, before.mix, before.inversions));
    let check = shop.workspace.pay_check(&until("2026-02-28")).unwrap().answer;
    assert!(
        check.findings.iter().all(|one| !one.message.contains("`pay.old`: pays")),
        "{:?}",
        check.findings
    );
}

#[test]
fn a_line_that_a_contest_raised_says_so() {
    let shop = Shop::new();
    let january = SPRINT.replace("2026-03-15", "2026-01-01").replace("2026-04-01", "2026-02-01");
    write(shop.workspace.dir(), "plan/sprint.toml", &january);
    let statement = shop.statement("ana", "2026-M01", "2026-01-31");
    let [line] = statement.lines.as_slice() else { panic!("{:?}", statement.lines) };
    assert_eq!(line.multiplied, ["200 %: The spring sprint"]);
    assert_eq!(line.pays.minor, 60_000);
}

#[test]
fn rates_that_pay_much_less_than_the_target_at_the_quota_are_told_with_both_figures() {
    let shop = Shop::new();
    let told = |shop: &Shop| -> Vec<String> {
        let view = shop.workspace.pay_check(&until("2026-03-31")).unwrap().answer;
        view.findings
            .into_iter()
            .map(|one| one.message)
            .filter(|says| says.contains("exactly the quota"))
            .collect()
    };
    // 5 % of the quarter's 10 000 EUR four times a year are 2 000 EUR, and 12 000 EUR are the target.
    let quotas = QUOTAS.replace("2026-04-01", "2027-01-01").replace("10 000 EUR", "40 000 EUR");
    write(shop.workspace.dir(), "plan/private/quotas.csv", &quotas);
    assert_eq!(
        told(&shop),
        [
            "`pay.ae`: pays 16.7 % of its target at exactly the quota, with the quotas that people have in the mean"
        ]
    );
    let plan = PLAN.replace("on_target = \"12 000 EUR\"", "on_target = \"2 000 EUR\"");
    write(shop.workspace.dir(), "plan/plan.toml", &plan);
    assert!(told(&shop).is_empty());
}

#[test]
fn a_plan_whose_credits_reach_nobody_is_told_after_two_months() {
    let shop = Shop::new();
    let plan = PLAN.replace("of = [\"ae.deals\"]", "of = [\"ae.deals\"]\nwhen = \"offering = nothing\"");
    assert_ne!(plan, PLAN);
    write(shop.workspace.dir(), "plan/plan.toml", &plan);
    let told = |day: &str| -> Vec<String> {
        let view = shop.workspace.pay_check(&until(day)).unwrap().answer;
        view.findings
            .into_iter()
            .map(|one| one.message)
            .filter(|says| says.contains("credited with"))
            .collect()
    };
    assert!(told("2026-02-15").is_empty());
    assert_eq!(told("2026-03-31"), ["`pay.lead`: none of 1 people was credited with anything in 89 days"]);
}

#[test]
fn what_pay_is_likely_to_cost_rests_on_whole_paths_and_is_what_rules_read() {
    let shop = Shop::new();
    let whole_year = QUOTAS.replace("10 000 EUR", "40 000 EUR").replace("2026-04-01", "2027-01-01");
    write(shop.workspace.dir(), "plan/private/quotas.csv", &whole_year);
    let asked = Options { seed: 7, ..until("2026-03-31") };
    let analysis = |asked: &Options| shop.workspace.pay_analyse(None, asked).unwrap().answer;
    let found = analysis(&asked).cost;
    let [cost] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((cost.period.as_str(), cost.paths), ("2026", 200));
    assert!(cost.p10.minor <= cost.p50.minor && cost.p50.minor <= cost.p90.minor, "{cost:?}");
    // Ana and ben at 12 000 a year each; the lead's override has no target.
    assert_eq!(cost.target.minor, 2_400_000);
    // What has happened counts as it is on every path: what all three earned so far is the least.
    let sql = |sql: &str| {
        let found = shop.workspace.sql(sql, &asked, &QueryLimits::default(), |_| {}).unwrap();
        found.rows.iter().flatten().map(|cell| cell.as_i64().unwrap_or(0)).collect::<Vec<_>>()
    };
    let earned = sql("select sum(earned) / 10000 from pay_results");
    assert!(earned[0] > 0 && cost.p10.minor >= earned[0], "{earned:?} {cost:?}");
    assert!(cost.p90.minor > earned[0], "they go on selling: {cost:?}");
    // From 5 to 10 % and the lead's 1 % of it, whatever is sold.
    let share = cost.share_p50.unwrap();
    assert!((0.04..0.12).contains(&share), "{share}");
    // The review's table says the same, from the forecast that the review made.
    let table = sql(
        "select p10 / 10000, p50 / 10000, p90 / 10000, mean / 10000, target / 10000, paths from pay_cost",
    );
    let told = [&cost.p10, &cost.p50, &cost.p90, &cost.mean, &cost.target].map(|money| money.minor);
    assert_eq!(table, told.into_iter().chain([200]).collect::<Vec<_>>());
    assert_eq!(analysis(&asked).cost, found);
    assert_eq!(analysis(&Options { threads: 1, ..asked.clone() }).cost, found);
    assert_ne!(analysis(&Options { seed: 8, ..asked.clone() }).cost, found);
    assert!(
        shop.workspace.pay_analyse(Some("ae"), &asked).unwrap().answer.cost.is_empty(),
        "it is of all plans"
    );
}

#[test]
fn before_anything_was_sold_under_the_plans_nothing_is_said_of_their_cost() {
    let shop = Shop::new();
    let found = shop.workspace.pay_analyse(None, &until("2026-01-05")).unwrap().answer;
    assert!(found.cost.is_empty() && found.dead.is_empty(), "{found:?}");
}

#[test]
fn who_had_nothing_to_gain_at_the_end_of_a_month_is_counted_with_the_money() {
    let shop = Shop::new();
    let capped =
        PLAN.replace("{ over = \"100 %\", rate = \"10 %\" }", "{ over = \"100 %\", rate = \"0 %\" }");
    write(shop.workspace.dir(), "plan/plan.toml", &capped);
    let found = shop.workspace.pay_analyse(None, &until("2026-03-31")).unwrap().answer;
    let told: Vec<_> = found
        .dead
        .iter()
        .map(|dead| {
            (
                dead.period.as_str(),
                dead.end.as_str(),
                dead.people,
                dead.earns_nothing,
                dead.money_earns_nothing.minor,
            )
        })
        .collect();
    // In February ana passes the quarter's quota: of 10 000 with 6 000 and three quarters of 8 000.
    assert_eq!(
        told,
        [
            ("2026-M01", "2026-01-31", 1, 0, 0),
            ("2026-M02", "2026-02-28", 1, 1, 800_000),
            ("2026-M03", "2026-03-31", 1, 0, 0),
        ]
    );
    let rows = "select period, people, earns_nothing, money_earns_nothing / 10000, currency from pay_dead order by end_on";
    let rows = shop.workspace.sql(rows, &until("2026-03-31"), &QueryLimits::default(), |_| {}).unwrap().rows;
    let february = rows[1].iter().map(ToString::to_string).collect::<Vec<_>>().join(" ").replace('"', "");
    assert_eq!(february, "2026-M02 1 1 800000 EUR");
}
