//! Slopes are what the engine itself does with one more transaction, apart from whole cents.
#![allow(clippy::unwrap_used, reason = "tests")]

mod random;

use plumb_pay::number::{Number, Ratio};
use plumb_pay::slope::{Figures, Sides, Slope, Unit, slopes};
use plumb_pay::{PayPlan, Run, date_of, run};
use plumb_units::Rate;
use proptest::prelude::*;
use random::{ALL, Deal, Dice, Scene, columns, scene};

/// Everything of a scene, and the rows of its history as they were made.
struct Put {
    scene: Scene,
    deals: Vec<Deal>,
}

fn put(seed: u64) -> Put {
    let mut scene = scene(seed, ALL);
    let deals = random::deals(&mut Dice(seed ^ 0x5eed), ALL);
    scene.events = columns(&deals);
    Put { scene, deals }
}

/// Whether what is paid of a plan bends everywhere: what waits of a component with conditions is laid on deals in proportion,
/// and a proportion moves with every deal.
fn bends(plan: &PayPlan) -> bool {
    let conditions = |of: &plumb_pay::Component| {
        !of.gates.is_empty()
            || of.times.iter().any(|times| !matches!(times, plumb_pay::component::Times::When { .. }))
            || of.most.is_some()
            || of.least.is_some()
            || of.threshold.is_some_and(|threshold| threshold.from_zero)
    };
    let waits = |of: &plumb_pay::Component| plan.settlement.hold.is_some() || !of.tranches.is_empty();
    plan.components.iter().any(|of| conditions(of) && waits(of))
}

/// One sum of pay for each horizon, person and plan.
fn sums(plans: &[PayPlan], run: &Run, day: i32) -> Vec<[i64; 3]> {
    run.paid
        .iter()
        .map(|paid| {
            let every = plumb_pay::periods::windows(
                &plumb_units::Calendar::months(1).unwrap(),
                plans[paid.plan].every,
                plans[paid.plan].from,
                plans[paid.plan].until,
            );
            let date = date_of(day);
            let period = every.iter().position(|period| period.from <= date && date < period.until).unwrap();
            [
                paid.periods.iter().flat_map(|period| &period.earned).sum(),
                paid.periods.iter().map(|period| period.paid).sum(),
                paid.periods[period].paid,
            ]
        })
        .collect()
}

/// Earned up to the day; earned, paid, paid in the month: by person and plan.
fn engine(put: &Put, extra: Option<&Deal>, day: i32) -> Vec<[i64; 4]> {
    let mut deals = put.deals.clone();
    deals.extend(extra.cloned());
    let events = columns(&deals);
    let Scene { plans, given, .. } = &put.scene;
    let all = run(plans, &events, given, 1);
    let mut until = given.clone();
    until.as_of = date_of(day);
    let now = run(plans, &events, &until, 1);
    let (all, now) = (sums(plans, &all, day), sums(plans, &now, day));
    all.iter().zip(now).map(|(all, now)| [now[0], all[0], all[1], all[2]]).collect()
}

fn unit() -> Unit {
    Unit::from([("net".to_owned(), Rate::ONE), ("margin".to_owned(), Rate::from_millionths(300_000))])
}

fn sized(deal: &Deal, size: i64) -> Deal {
    Deal { net: size, margin: size / 10 * 3, ..deal.clone() }
}

fn asked(put: &Put, deals: &[Deal]) -> Vec<Slope> {
    let Scene { plans, given, events } = &put.scene;
    let found = run(plans, events, given, 1);
    slopes(plans, events, given, &found, &columns(deals), &unit(), 1)
}

fn four(figures: &Figures) -> [Sides; 4] {
    [figures.now, figures.year, figures.paid, figures.cash]
}

fn off(engine: i64, exact: &Ratio) -> f64 {
    Ratio::whole(engine).minus(exact).unwrap().to_f64().abs()
}

/// How far whole cents may lead the engine away: each line, slot and part of a hold is rounded by itself, and factors of
/// conditions make more of it.
fn bound(put: &Put) -> f64 {
    let lines = put.deals.len() as f64;
    let components = put.scene.plans.iter().map(|plan| plan.components.len()).max().unwrap() as f64;
    0.75 * components * (lines + 20.0)
}

proptest! {
    #![proptest_config(random::cases(150))]

    #[test]
    fn a_deal_of_any_size_brings_what_the_engine_pays_for_it(seed: u64) {
        let put = put(seed);
        let dice = &mut Dice(seed ^ 77);
        let key = dice.below(1 << 40);
        let mut deal = random::deal(dice, key);
        deal = sized(&deal, deal.net);
        prop_assume!(date_of(deal.day) <= put.scene.given.as_of);
        let slope = &asked(&put, std::slice::from_ref(&deal))[0];
        prop_assert!(slope.complete);
        let (before, after) = (engine(&put, None, deal.day), engine(&put, Some(&deal), deal.day));
        let seats: Vec<(u32, usize)> = run(&put.scene.plans, &put.scene.events, &put.scene.given, 1).paid.iter().map(|paid| (paid.person, paid.plan)).collect();
        for seat in &slope.seats {
            let place = seats.iter().position(|other| *other == (seat.person, seat.plan)).unwrap();
            for (horizon, sides) in four(&seat.figures).iter().enumerate() {
                // Parts are cut to the cent where proportions of thousands of cents were exact.
                if horizon >= 2 && bends(&put.scene.plans[seat.plan]) {
                    continue;
                }
                let paid = after[place][horizon] - before[place][horizon];
                prop_assert!(
                    off(paid, &sides.brings) <= bound(&put),
                    "horizon {horizon} of {seat:?}: engine {paid}, exact {}\n{}\n{:?}", sides.brings.to_f64(), random::told(&put.scene.plans[seat.plan]), deal
                );
            }
        }
    }

    #[test]
    fn slopes_are_finite_differences_within_a_straight_piece(seed: u64) {
        let put = put(seed);
        let dice = &mut Dice(seed ^ 99);
        let key = dice.below(1 << 40);
        let start = dice.of(&[0, 0, 500_000, 4_000_000]);
        let deal = sized(&random::deal(dice, key), start);
        prop_assume!(date_of(deal.day) <= put.scene.given.as_of);
        let steps = [8_000_000, 2_000_000, 400_000, 80_000, 20_000];
        let mut questions = vec![deal.clone()];
        questions.extend(steps.iter().flat_map(|step| [sized(&deal, start + step), sized(&deal, start - step)]));
        let found = asked(&put, &questions);
        let seats: Vec<(u32, usize)> = run(&put.scene.plans, &put.scene.events, &put.scene.given, 1).paid.iter().map(|paid| (paid.person, paid.plan)).collect();
        let still = engine(&put, Some(&deal), deal.day);
        for (nth, step) in steps.into_iter().enumerate() {
            for sign in [1, -1] {
                let other = &found[1 + 2 * nth + usize::from(sign < 0)];
                let moved = engine(&put, Some(&sized(&deal, start + sign * step)), deal.day);
                for (seat, there) in found[0].seats.iter().zip(&other.seats) {
                    let place = seats.iter().position(|other| *other == (seat.person, seat.plan)).unwrap();
                    for (horizon, (here, there)) in four(&seat.figures).iter().zip(four(&there.figures)).enumerate() {
                        let (slope, jump, arrives) = if sign > 0 {
                            (here.right, here.jump_right, there.left)
                        } else {
                            (here.left, here.jump_left, there.right)
                        };
                        // Straight: the slope at both ends is the same, and the chord has it.
                        let chord = there.brings.minus(&here.brings).unwrap().minus(&slope.times(sign * step, 1).unwrap()).unwrap();
                        let jump = if sign > 0 { jump } else { Ratio::ZERO.minus(&jump).unwrap() };
                        if slope != arrives || chord.minus(&jump).unwrap().to_f64().abs() > 1e-6 {
                            continue;
                        }
                        let exact = slope.times(sign * step, 1).unwrap().plus(&jump).unwrap();
                        if horizon >= 2 && bends(&put.scene.plans[seat.plan]) {
                            continue;
                        }
                        let paid = moved[place][horizon] - still[place][horizon];
                        prop_assert!(
                            off(paid, &exact) <= bound(&put),
                            "horizon {horizon}, step {}: engine {paid}, exact {} of {seat:?}\n{}", sign * step, exact.to_f64(), random::told(&put.scene.plans[seat.plan])
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_slope_is_the_difference_that_one_cent_makes(seed: u64) {
        let put = put(seed);
        let dice = &mut Dice(seed ^ 55);
        let key = dice.below(1 << 40);
        let start = dice.of(&[0, 0, 700_000]);
        let deal = sized(&random::deal(dice, key), start);
        prop_assume!(date_of(deal.day) <= put.scene.given.as_of);
        // Ten cents, so that the margin is whole too.
        let found = asked(&put, &[deal.clone(), sized(&deal, start + 10), sized(&deal, start - 10)]);
        for (sign, other) in [(1, &found[1]), (-1, &found[2])] {
            for (seat, there) in found[0].seats.iter().zip(&other.seats) {
                for (horizon, (here, there)) in four(&seat.figures).iter().zip(four(&there.figures)).enumerate() {
                    let (slope, jump, arrives) =
                        if sign > 0 { (here.right, here.jump_right, there.left) } else { (here.left, here.jump_left, there.right) };
                    // Growth over nothing has no bounds: the first cent is a cliff of its own.
                    let grows = put.scene.plans[seat.plan].measures.iter().any(|of| matches!(of.what, plumb_pay::measure::What::Growth(_)));
                    let bends = horizon >= 2 && bends(&put.scene.plans[seat.plan]);
                    if slope != arrives || grows || bends {
                        continue;
                    }
                    let chord = there.brings.minus(&here.brings).unwrap().to_f64();
                    let exact = f64::from(sign) * (10.0 * slope.to_f64() + jump.to_f64());
                    prop_assert!((chord - exact).abs() < 1e-6, "horizon {horizon}: chord {chord}, slope {exact} of {seat:?}");
                }
            }
        }
    }
}
