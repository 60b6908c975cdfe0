//! Shapes, dead stretches, timing and cost on plans small enough to be worked by hand, and on random ones.
#![allow(clippy::unwrap_used, reason = "tests")]

mod random;
mod year;

use plumb_pay::component::{Edge, Gate, Level, Limit, Point, Price, Shape, Threshold, Tier, TierPays, Tiers};
use plumb_pay::cost::{Ahead, Path, cost};
use plumb_pay::credit::To;
use plumb_pay::dead::dead;
use plumb_pay::measure::{Prorate, Quota, What};
use plumb_pay::number::{Number, Ratio};
use plumb_pay::shape::{Reference, samples, shapes};
use plumb_pay::slope::Unit;
use plumb_pay::timing::timing;
use plumb_pay::{Component, Credit, Given, Over, PayPlan, Predicate, day_number, run};
use plumb_units::{Calendar, Rate};
use proptest::prelude::*;
use random::{ALL, Deal, Dice, Scene, columns};
use year::{day, rate};

const QUOTA: i64 = 100_000_000;

fn tier(from: i64, to: Option<i64>, times: i64) -> Tier {
    Tier { from: from * 10_000, to: to.map(|to| to * 10_000), pays: TierPays::Times(rate(times)) }
}

/// 80 % of the rate up to quota, twice the rate above; variable pay of 75 000.00 a year.
fn accelerated() -> PayPlan {
    let rows = vec![tier(0, Some(100), 80), tier(100, None, 200)];
    let component = Component {
        weight: Some(Rate::ONE),
        credits: vec![0],
        price: Price::ShareOverQuota,
        shape: Shape::Marginal(Tiers { edge: Edge::Upper, rows }),
        ..year::component()
    };
    let mut plan = PayPlan { components: vec![component], ..year::plan() };
    plan.credits = vec![Credit {
        id: "own".to_owned(),
        on: Vec::new(),
        amount: "net".to_owned(),
        when: Predicate::Always,
        to: To::Owner,
        share: Rate::ONE,
        share_when: Vec::new(),
        weight: None,
        most: None,
    }];
    plan.measures[0].what = What::Sum(vec![0]);
    plan
}

fn reference() -> Reference {
    Reference { quotas: vec![Some(QUOTA)], planned: vec![QUOTA], ..Reference::default() }
}

fn calendar() -> Calendar {
    Calendar::months(1).unwrap()
}

fn breaks(plan: &PayPlan) -> Vec<(f64, f64, f64, f64)> {
    let found = shapes(plan, &reference(), &calendar());
    found[0]
        .breaks
        .iter()
        .map(|of| (of.at.to_f64(), of.before.to_f64(), of.after.to_f64(), of.jump.to_f64()))
        .collect()
}

fn one(person: u32) -> Given {
    let mut given = year::given(
        vec![year::member("2026-01-01", None)],
        vec![year::row("2026-01-01", "2027-01-01", QUOTA, None)],
    );
    given.people = (0..=person).map(|person| format!("p{person}")).collect();
    given
}

fn sale(on: &str, net: i64) -> Deal {
    let dice = &mut Dice(1);
    Deal { day: day_number(day(on)), on: 0, owner: 0, net, shares: Vec::new(), ..random::deal(dice, 1) }
}

fn net() -> Unit {
    Unit::from([("net".to_owned(), Rate::ONE)])
}

#[test]
fn marginal_tiers_make_kinks_and_a_top_a_flat_stretch() {
    let mut plan = accelerated();
    plan.components[0].top = Some(1_500_000);
    assert_eq!(breaks(&plan), [(1_000_000.0, 0.8, 2.0, 0.0), (1_500_000.0, 2.0, 0.0, 0.0)]);
    let flat = &shapes(&plan, &reference(), &calendar())[0].flat;
    assert_eq!(flat.len(), 1);
    assert_eq!((flat[0].from.to_f64(), flat[0].to), (1_500_000.0, None));
}

#[test]
fn tiers_that_pay_for_all_make_cliffs_as_large_as_what_was_there() {
    let mut plan = accelerated();
    plan.components[0].shape =
        Shape::Retro(Tiers { edge: Edge::Upper, rows: vec![tier(0, Some(100), 80), tier(100, None, 100)] });
    // At quota all of it goes from 80 % to 100 %.
    let found = breaks(&plan);
    assert_eq!(found.len(), 1);
    assert!(
        (found[0].3 - 0.2).abs() < 1e-9 && (found[0].1 - 0.8).abs() < 1e-9 && (found[0].2 - 1.0).abs() < 1e-9
    );
}

#[test]
fn thresholds_gates_and_limits_are_found_where_they_bind() {
    let mut plan = accelerated();
    plan.components[0].threshold = Some(Threshold { at: 500_000, from_zero: true });
    plan.components[0].gates =
        vec![Gate { measure: 0, level: Level::Attainment, at_least: 900_000, otherwise: rate(50) }];
    plan.components[0].most = Some(Limit::OfTarget(rate(150)));
    let found = breaks(&plan);
    let at: Vec<f64> = found.iter().map(|of| of.0).collect();
    // 80 % at quota, then twice the rate: 150 % at 135 % of attainment.
    assert_eq!(at, [500_000.0, 900_000.0, 1_000_000.0, 1_350_000.0]);
    assert!((found[0].3 - 0.2).abs() < 1e-9, "half of 0.8 x 50 %");
    assert!((found[1].3 - 0.36).abs() < 1e-9, "the other half of 0.8 x 90 %");
    assert_eq!(
        shapes(&plan, &reference(), &calendar())[0].flat.len(),
        2,
        "below the threshold and above the limit"
    );
}

#[test]
fn the_curve_of_a_plan_pays_what_its_tiers_say_at_each_twentieth() {
    let found = samples(&accelerated(), &reference(), &calendar());
    assert_eq!(found.len(), 41);
    let at = |percent: usize| (found[percent / 5].pays.to_f64(), found[percent / 5].slope.to_f64());
    assert_eq!((at(0), at(50), at(100), at(200)), ((0.0, 0.8), (0.4, 0.8), (0.8, 2.0), (2.8, 2.0)));
}

#[test]
fn a_component_by_the_deal_breaks_at_sizes_of_deals() {
    let mut plan = accelerated();
    let component = &mut plan.components[0];
    (component.over, component.level, component.price) =
        (Over::Transaction, Level::Value, Price::Rate(rate(5)));
    let row = |from, to, times| Tier { from, to, pays: TierPays::Times(rate(times)) };
    component.shape = Shape::Retro(Tiers {
        edge: Edge::Upper,
        rows: vec![row(0, Some(2_000_000), 100), row(2_000_000, None, 150)],
    });
    component.most = Some(Limit::Money(300_000));
    let reference = Reference { deal: 1_000_000, ..reference() };
    let found = &shapes(&plan, &reference, &calendar())[0].breaks;
    let found: Vec<_> =
        found.iter().map(|of| (of.at.to_f64(), of.jump.to_f64(), of.after.to_f64())).collect();
    // 100 000.00 at 5 % become 7.5 % at 20 000.00; 3 000.00 are reached at 40 000.00.
    assert_eq!(found, [(2_000_000.0, 50_000.0, 0.075), (4_000_000.0, 0.0, 0.0)]);
}

#[test]
fn somebody_above_the_top_has_nothing_to_gain_and_is_counted_with_the_money() {
    let mut plan = accelerated();
    plan.components[0].top = Some(1_000_000);
    let given = one(0);
    let events = columns(&[sale("2026-02-10", 60_000_000), sale("2026-05-10", 50_000_000)]);
    let plans = [plan];
    let found = run(&plans, &events, &given, 1);
    let all = dead(&plans, &events, &given, &found, (&net(), "net"), 1);
    let months: Vec<_> = all
        .iter()
        .map(|of| (of.end.month(), of.people, of.earns_nothing, of.money, of.money_earns_nothing))
        .collect();
    assert_eq!(months[0], (2, 1, 0, 60_000_000, 0), "nobody is asked before the first deal");
    assert_eq!(months[2], (4, 1, 0, 0, 0));
    assert_eq!(months[3], (5, 1, 1, 50_000_000, 50_000_000));
    assert_eq!(months.len(), 11);
}

#[test]
fn a_recoverable_draw_makes_pay_flat_and_earnings_not() {
    let mut plan = accelerated();
    plan.settlement.draw = Some(plumb_pay::settlement::Draw {
        kind: plumb_pay::settlement::DrawKind::Recoverable,
        amount: 1_000_000,
        periods: None,
        balance_cap: None,
        forgive: false,
    });
    let (plans, given, events) = ([plan], one(0), columns(&[sale("2026-02-10", 1_000_000)]));
    let found = run(&plans, &events, &given, 1);
    let all = dead(&plans, &events, &given, &found, (&net(), "net"), 1);
    assert!(all.iter().all(|of| of.earns_nothing == 0 && of.paid_nothing == of.people));
}

#[test]
fn quarterly_tiers_pay_for_moving_a_deal_and_yearly_ones_do_not() {
    let mut plan = accelerated();
    let given = one(0);
    // A usual deal of 100 000.00; the first quarter is far above its quota, the second empty.
    let deals: Vec<Deal> = (1..=5).map(|nth| Deal { key: nth, ..sale("2026-02-10", 10_000_000) }).collect();
    let events = columns(&deals);
    let yearly = run(&[plan.clone()], &events, &given, 1);
    let found = timing(&[plan.clone()], &events, &given, &yearly, "net", 1);
    assert!(!found.is_empty() && found.iter().all(|of| of.later() == Some(Ratio::ZERO)));
    plan.components[0].over = Over::Quarter;
    plan.measures[0] = plumb_pay::Measure {
        over: Over::Quarter,
        prorate: Prorate::No,
        quota: Quota::Fixed(25_000_000),
        ..plan.measures[0].clone()
    };
    let plans = [plan];
    let found = timing(&plans, &events, &given, &run(&plans, &events, &given, 1), "net", 2);
    let march = found.iter().find(|of| of.end == day("2026-03-31")).unwrap();
    // Above quota it pays twice the rate of 7.5 %, in the empty quarter 80 % of it.
    let (before, after) = (march.before.to_f64(), march.after.to_f64());
    assert!((before - 1_500_000.0).abs() < 1e-6 && (after - 600_000.0).abs() < 1e-6, "{before} {after}");
    assert_eq!(march.later(), Some(Ratio::whole(-900_000)));
}

/// Ahead of the end of a day, paths of so much in each of two deals.
fn ahead(amounts: impl Iterator<Item = i64>, so_far: i64, like: u32) -> Ahead<'static> {
    let deal = |on: &str, amount| plumb_pay::cost::Deal { like, owner: 0, day: day_number(day(on)), amount };
    let path = |amount: i64| Path {
        revenue: so_far + 2 * amount,
        deals: vec![deal("2026-06-30", amount), deal("2026-09-30", amount)],
    };
    Ahead {
        year: calendar().period(day("2026-09-30"), plumb_units::Grain::Year).unwrap(),
        column: "net",
        currency: plumb_units::Currency::parse("EUR").unwrap(),
        into: Vec::new(),
        paths: amounts.map(path).collect(),
    }
}

#[test]
fn cost_is_told_of_the_year_over_paths_and_as_a_share_of_revenue() {
    let (plans, given) = ([accelerated()], Given { as_of: day("2026-03-31"), ..one(0) });
    let events =
        columns(&[sale("2026-02-10", 10_000_000), Deal { key: 2, ..sale("2026-05-10", 90_000_000) }]);
    let ahead = ahead((1..=10).map(|nth| nth * 5_000_000), 10_000_000, 0);
    let found = cost(&plans, &events, &given, &ahead, 3).unwrap();
    assert_eq!(Some(&found), cost(&plans, &events, &given, &ahead, 1).as_ref());
    // 100 000.00 are there, ten paths bring 100 000.00 to 1 000 000.00 more; up to quota 6 % is paid, above it 7.5 % times two.
    // What the books show after the last known day is not looked at.
    let pays = |all: i64| {
        let run = run(&plans, &columns(&[sale("2026-02-10", all)]), &one(0), 1);
        run.paid[0].periods.iter().flat_map(|period| &period.earned).sum::<i64>()
    };
    let each: Vec<i64> = (1..=10).map(|nth| pays(10_000_000 + nth * 10_000_000)).collect();
    assert_eq!((found.earned.p10, found.earned.p50, found.earned.p90), (each[0], each[4], each[8]));
    assert_eq!(found.earned.p10, 1_200_000);
    assert_eq!(found.revenue.mean, 65_000_000);
    assert_eq!(found.share.p10, 60_000);
}

#[test]
fn a_path_is_the_same_as_a_run_in_which_its_deals_had_happened() {
    let plans = [accelerated()];
    let known = [sale("2026-02-10", 10_000_000)];
    let path = ahead([30_000_000].into_iter(), 10_000_000, 0);
    let given = Given { as_of: day("2026-03-31"), ..one(0) };
    let found = cost(&plans, &columns(&known), &given, &path, 1).unwrap();
    let [first] = known;
    let all = [
        first,
        Deal { key: 2, ..sale("2026-06-30", 30_000_000) },
        Deal { key: 3, ..sale("2026-09-30", 30_000_000) },
    ];
    let all = run(&plans, &columns(&all), &one(0), 1);
    let earned: i64 = all.paid[0].periods.iter().flat_map(|period| &period.earned).sum();
    let paid: i64 = all.paid[0].periods.iter().map(|period| period.paid).sum();
    assert_eq!((found.earned.mean, found.paid.mean), (earned, paid));
}

#[test]
fn a_deal_of_a_path_that_is_known_already_or_after_the_year_or_like_nothing_brings_no_pay() {
    let (plans, events) = ([accelerated()], columns(&[sale("2026-02-10", 10_000_000)]));
    let given = Given { as_of: day("2026-07-31"), ..one(0) };
    let mut path = ahead([30_000_000].into_iter(), 10_000_000, 0);
    let only = |path: &Ahead<'_>| cost(&plans, &events, &given, path, 1).unwrap().earned.mean;
    // That of June is known already; 100 000.00 and 300 000.00 are left.
    assert_eq!(only(&path), 2_400_000);
    path.paths[0].deals[1].day = day_number(day("2027-01-04"));
    assert_eq!(only(&path), 600_000);
    path.paths[0].deals[1] =
        plumb_pay::cost::Deal { like: 7, ..ahead([1].into_iter(), 0, 0).paths[0].deals[1] };
    assert_eq!(only(&path), 600_000);
    path.paths.clear();
    assert_eq!(cost(&plans, &events, &given, &path, 1), None);
}

#[test]
fn pay_of_a_plan_in_another_currency_is_told_in_that_of_the_paths() {
    let (plans, events) = ([accelerated()], columns(&[sale("2026-02-10", 10_000_000)]));
    let mut path = ahead([30_000_000].into_iter(), 10_000_000, 0);
    path.into = vec![Rate::from_millionths(500_000)];
    let given = Given { as_of: day("2026-07-31"), ..one(0) };
    assert_eq!(cost(&plans, &events, &given, &path, 1).unwrap().earned.mean, 1_200_000);
}

proptest! {
    #![proptest_config(random::cases(60))]

    #[test]
    fn the_sampled_curve_is_what_the_engine_pays_for_that_much(seed: u64, percent in 0_i64..20) {
        let mut plan = accelerated();
        let dice = &mut Dice(seed);
        let shares = [0, 200_000, 500_000, 1_000_000, 2_000_000];
        let points: Vec<Point> = [0, 60, 100, 130].iter().map(|at| Point { at: at * 10_000, pays: Rate::from_millionths(dice.of(&shares)) }).collect();
        let rows = vec![tier(0, Some(50), dice.between(0, 200)), tier(50, Some(120), dice.between(0, 200)), tier(120, None, dice.between(0, 200))];
        let tiers = Tiers { edge: dice.of(&[Edge::Upper, Edge::Lower]), rows };
        plan.components[0].shape = dice.of(&[Shape::Marginal(tiers.clone()), Shape::Retro(tiers), Shape::Linear(points)]);
        plan.components[0].top = dice.of(&[None, Some(1_100_000)]);
        plan.components[0].threshold = dice.of(&[None, Some(Threshold { at: 400_000, from_zero: true })]);
        plan.components[0].most = dice.of(&[None, Some(Limit::Money(6_000_000))]);
        let at = percent * 100_000;
        let sampled = samples(&plan, &reference(), &calendar())[usize::try_from(percent * 2).unwrap()];
        let on_target = plan.on_target;
        let found = run(&[plan], &columns(&[sale("2026-06-15", at * 100)]), &one(0), 1);
        let earned: i64 = found.paid[0].periods.iter().flat_map(|period| &period.earned).sum();
        let share = sampled.pays.times(on_target, 1).unwrap();
        // On an edge the sample stands to the right of it.
        prop_assume!(![400_000, 500_000, 600_000, 1_000_000, 1_100_000, 1_200_000, 1_300_000].contains(&at));
        prop_assert!((share.to_f64() - earned as f64).abs() <= 1.0 || at == 0, "{} {}", share.to_f64(), earned);
    }

    #[test]
    fn dead_stretches_and_timing_hold_on_any_plan_and_any_number_of_threads(seed: u64) {
        let Scene { plans, events, given } = random::scene(seed, ALL);
        let found = run(&plans, &events, &given, 1);
        let one = dead(&plans, &events, &given, &found, (&net(), "net"), 1);
        prop_assert_eq!(&one, &dead(&plans, &events, &given, &found, (&net(), "net"), 2));
        for of in &one {
            prop_assert!(of.earns_nothing <= of.people && of.paid_nothing <= of.people && of.end <= given.as_of);
        }
        let moved = timing(&plans, &events, &given, &found, "net", 2);
        for of in moved.iter().filter(|of| of.later().is_none()) {
            prop_assert!(false, "a difference that does not fit: {of:?}");
        }
    }
}
