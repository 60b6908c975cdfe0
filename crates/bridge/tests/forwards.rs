//! From the base to the mandate: what levers count, what markets do, and that every period closes.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

use plumb_bridge::{
    Category, LastYear, Lever, Nature, Plan, PlanPeriod, Planned, Problem, Segment, Spread, Step, StepKind,
    TooLarge, planned,
};
use plumb_units::{Calendar, Date, Rate, parse_date};
use proptest::prelude::*;

fn quarters() -> Vec<PlanPeriod> {
    let calendar = Calendar::months(1).unwrap();
    ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
        .map(|name| calendar.named(name).unwrap())
        .map(|period| PlanPeriod {
            name: period.name,
            from: period.from,
            until: period.until,
            base: None,
            goal: None,
        })
        .to_vec()
}

fn day(text: &str) -> Option<Date> {
    Some(parse_date(text).unwrap())
}

fn percent(text: &str) -> Option<Rate> {
    Some(Rate::parse(text).unwrap())
}

fn lever(id: &str, category: Category, amount: i64) -> Lever {
    Lever {
        id: id.to_owned(),
        name: id.to_owned(),
        nature: None,
        category: Some(category),
        amount: Some(amount),
        chance: None,
        start: None,
        closes: None,
        lag_days: None,
        cost: None,
        undecided: false,
    }
}

fn plan(levers: Vec<Lever>) -> Plan {
    Plan { base: 365_000, goal: 400_000, periods: quarters(), levers, ..Plan::default() }
}

fn spread(planned: &Planned, kind: StepKind) -> &Spread {
    &planned.step(kind).unwrap().expected
}

#[test]
fn a_purchase_counts_its_chance_times_its_share_of_the_year() {
    let mut bay = lever("bay", Category::Purchase, 36_500);
    bay.chance = percent("60 %");
    bay.closes = day("2026-06-01");
    bay.lag_days = Some(30);
    bay.cost = Some(9_000);
    let planned = planned(&plan(vec![bay])).unwrap();
    let step = planned.step(StepKind::Inorganic).unwrap();
    // From 1 July on: 184 of 365 days.
    assert_eq!(step.levers[0].begins, day("2026-07-01"));
    assert_eq!((step.levers[0].days, step.levers[0].year_days), (184, 365));
    assert_eq!((step.at_full.whole, step.expected.whole), (18_400, 11_040));
    assert_eq!(step.expected.periods, [0, 0, 5_520, 5_520]);
    assert_eq!((step.cost, planned.sources.inorganic), (9_000, 11_040));
    assert_eq!(spread(&planned, StepKind::Unfunded).whole, 35_000 - 11_040);
}

#[test]
fn a_purchase_without_a_date_counts_nothing_and_says_so() {
    let planned = planned(&plan(vec![lever("bay", Category::Purchase, 36_500)])).unwrap();
    assert_eq!(spread(&planned, StepKind::Inorganic).whole, 0);
    assert_eq!(planned.problems, [Problem::NoDate("bay".into()), Problem::NoChance("bay".into())]);
}

#[test]
fn what_comes_from_within_counts_the_whole_year_or_from_its_start() {
    let mut late = lever("late", Category::Price, 3_650);
    late.start = day("2026-12-22");
    late.closes = day("2026-01-01");
    let planned = planned(&plan(vec![late, lever("whole", Category::Price, 3_650)])).unwrap();
    let step = planned.step(StepKind::Price).unwrap();
    assert_eq!(step.levers.iter().map(|lever| lever.expected.whole).collect::<Vec<_>>(), [100, 3_650]);
    assert_eq!(step.levers[1].expected.periods, [900, 910, 920, 920]);
}

#[test]
fn what_closes_after_the_year_counts_nothing_in_it() {
    let mut late = lever("late", Category::Volume, 3_650);
    late.closes = day("2027-01-01");
    let mut never = lever("never", Category::Volume, 3_650);
    never.closes = day("2026-01-01");
    never.lag_days = Some(i64::MAX);
    assert_eq!(spread(&planned(&plan(vec![late, never])).unwrap(), StepKind::Volume).whole, 0);
}

#[test]
fn an_idea_counts_nowhere_and_is_listed() {
    let mut idea = lever("idea", Category::Volume, 5_000);
    idea.undecided = true;
    let planned = planned(&plan(vec![idea])).unwrap();
    assert_eq!(spread(&planned, StepKind::Unfunded).whole, 35_000);
    assert_eq!(planned.undecided[0].expected.whole, 5_000);
}

#[test]
fn momentum_counts_where_no_lever_speaks_of_the_market() {
    let segment = |id: &str, base, growth: &str| Segment {
        id: id.into(),
        base,
        growth: if growth.is_empty() { None } else { percent(growth) },
    };
    let mut plan = plan(vec![lever("won", Category::NewCustomers, 10_000)]);
    plan.segments = vec![
        segment("ports", 200_000, "5 %"),
        segment("ships", 100_000, "-2 %"),
        segment("rail", 50_000, ""),
    ];
    let alone = planned(&plan).unwrap();
    assert_eq!(spread(&alone, StepKind::Momentum).whole, 8_000);
    assert_eq!((alone.momentum.unknown.clone(), alone.momentum.outside), (vec!["rail".to_owned()], 15_000));
    assert_eq!((alone.sources.momentum, alone.sources.share), (8_000, 10_000));

    plan.levers.push(lever("market", Category::Market, 5_000));
    let said = planned(&plan).unwrap();
    assert_eq!(spread(&said, StepKind::Momentum).whole, 5_000);
    assert_eq!((said.momentum.counts, said.momentum.beyond_levers), (false, 3_000));
}

#[test]
fn losses_that_facts_know_and_the_plan_does_not_are_said() {
    let mut plan = plan(vec![lever("lost", Category::Contraction, -4_000)]);
    plan.last_year = LastYear { churn: Some(-9_000), contraction: Some(-5_000) };
    let planned = planned(&plan).unwrap();
    assert_eq!(planned.step(StepKind::Churn).unwrap().not_planned(), Some(-9_000));
    assert_eq!(planned.step(StepKind::Contraction).unwrap().not_planned(), None);
    assert_eq!(planned.step(StepKind::Contraction).unwrap().last_year, Some(-5_000));
}

#[test]
fn levels_of_periods_are_taken_as_told_or_split() {
    let mut plan = plan(Vec::new());
    for (period, base) in plan.periods.iter_mut().zip([65_000, 100_000, 100_000, 100_000]) {
        period.base = Some(base);
    }
    let told = planned(&plan).unwrap();
    assert_eq!(spread(&told, StepKind::Base).periods, [65_000, 100_000, 100_000, 100_000]);
    assert_eq!(spread(&told, StepKind::Goal).periods, [71_233, 109_589, 109_589, 109_589]);
    plan.periods[0].base = Some(0);
    let scaled = planned(&plan).unwrap();
    assert_eq!(scaled.problems, [Problem::PeriodsDoNotSum(StepKind::Base)]);
    assert_eq!(spread(&scaled, StepKind::Base).periods, [0, 121_667, 121_667, 121_666]);
    plan.periods[0].base = None;
    let days = planned(&plan).unwrap();
    assert_eq!(days.problems, [Problem::SomePeriodsOnly(StepKind::Base)]);
    assert_eq!(spread(&days, StepKind::Base).periods, [90_000, 91_000, 92_000, 92_000]);
}

#[test]
fn what_is_odd_in_a_plan_is_named() {
    let mut odd = lever("odd", Category::Alliance, 100);
    odd.nature = Some(Nature::Organic);
    odd.chance = percent("140 %");
    odd.closes = day("2026-01-01");
    odd.lag_days = Some(-3);
    let mut nothing = lever("none", Category::Churn, 5);
    nothing.amount = None;
    let mut plan = plan(vec![odd, nothing, lever("kept", Category::Churn, 50)]);
    plan.periods.remove(1);
    let expected = [
        Problem::PeriodsDoNotMeet("2026-Q3".into()),
        Problem::NoAmount("none".into()),
        Problem::ChanceOutside("odd".into()),
        Problem::LagBelowZero("odd".into()),
        Problem::NotFromWithin("odd".into()),
        Problem::LossAboveZero("kept".into()),
    ];
    let planned = planned(&plan).unwrap();
    assert_eq!(planned.problems, expected);
    assert_eq!(spread(&planned, StepKind::Inorganic).whole, 100);
}

#[test]
fn a_year_without_days_still_closes() {
    let planned =
        planned(&Plan { periods: Vec::new(), ..plan(vec![lever("a", Category::Mix, 10)]) }).unwrap();
    assert_eq!(planned.problems, [Problem::NoDays]);
    assert_eq!(spread(&planned, StepKind::Unfunded).whole, 35_000);
}

#[test]
fn sums_that_do_not_fit_are_refused() {
    let levers = vec![lever("a", Category::Mix, i64::MAX), lever("b", Category::Mix, i64::MAX)];
    assert_eq!(planned(&plan(levers)), Err(TooLarge));
}

const CATEGORIES: [Category; 12] = [
    Category::Churn,
    Category::Contraction,
    Category::Price,
    Category::Volume,
    Category::Mix,
    Category::Expansion,
    Category::NewCustomers,
    Category::NewOfferings,
    Category::Market,
    Category::Share,
    Category::Purchase,
    Category::Alliance,
];

fn some_lever(amounts: std::ops::Range<i64>) -> impl Strategy<Value = Lever> {
    let date = || {
        prop::option::of(
            (2025_i16..2028, 1_i8..13, 1_i8..29).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap()),
        )
    };
    (
        "[a-c]{1,2}",
        prop::option::of(prop::sample::select(CATEGORIES.to_vec())),
        prop::option::weighted(0.9, amounts),
        prop::option::of(-100_000_i64..1_200_000),
        date(),
        date(),
        prop::option::of(-10_i64..400),
        any::<(Option<bool>, bool)>(),
    )
        .prop_map(|(id, category, amount, chance, start, closes, lag_days, (nature, undecided))| Lever {
            name: id.clone(),
            id,
            nature: nature.map(|within| if within { Nature::Organic } else { Nature::Inorganic }),
            category,
            amount,
            chance: chance.map(Rate::from_millionths),
            start,
            closes,
            lag_days,
            cost: amount,
            undecided,
        })
}

fn closes(planned: &Planned) {
    let variants: [fn(&Step) -> &Spread; 2] = [|step| &step.expected, |step| &step.at_full];
    for of in variants {
        let goal = of(planned.step(StepKind::Goal).unwrap());
        let steps: Vec<&Spread> =
            planned.steps.iter().filter(|step| step.kind != StepKind::Goal).map(of).collect();
        assert_eq!(steps.iter().map(|step| i128::from(step.whole)).sum::<i128>(), i128::from(goal.whole));
        for (index, goal) in goal.periods.iter().enumerate() {
            let sum: i128 = steps.iter().map(|step| i128::from(step.periods[index])).sum();
            assert_eq!(sum, i128::from(*goal));
        }
        for step in steps.iter().filter(|step| !step.periods.is_empty()) {
            assert_eq!(
                step.periods.iter().map(|part| i128::from(*part)).sum::<i128>(),
                i128::from(step.whole)
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_bridge_closes_to_the_cent_and_the_order_of_levers_decides_nothing(
        levers in prop::collection::vec(some_lever(-90_000..90_000), 0..12),
        base in 0_i64..900_000,
        goal in -900_000_i64..900_000,
        growth in prop::option::of(-90_000_i64..200_000),
    ) {
        let growth = growth.map(Rate::from_millionths);
        let segments = vec![Segment { id: "all".into(), base, growth }];
        let mut plan = Plan { base, goal, segments, ..plan(levers) };
        let found = planned(&plan).unwrap();
        closes(&found);
        plan.levers.reverse();
        prop_assert_eq!(planned(&plan).unwrap(), found);
    }

    #[test]
    fn no_plan_is_too_strange(
        levers in prop::collection::vec(some_lever(i64::MIN..i64::MAX), 0..4),
        base in any::<i64>(),
        goal in any::<i64>(),
        growth in any::<i64>(),
        part in any::<Option<i64>>(),
    ) {
        let segments = vec![Segment { id: "all".into(), base, growth: Some(Rate::from_millionths(growth)) }];
        let mut plan = Plan { base, goal, segments, ..plan(levers) };
        for period in &mut plan.periods {
            (period.base, period.goal) = (part, part);
        }
        plan.periods.rotate_left(1);
        if let Ok(found) = planned(&plan) {
            closes(&found);
        }
    }
}
