//! What must hold of every plan and every history.
#![allow(clippy::unwrap_used, reason = "tests")]

mod random;

use std::collections::{BTreeMap, BTreeSet};

use plumb_pay::component::{Counts, Level, Price, Settles, Shape};
use plumb_pay::credit::{Remainder, To};
use plumb_pay::events::NONE;
use plumb_pay::given::{QuotaRow, ReportingLine};
use plumb_pay::kept::{Change, EventChange, Kept};
use plumb_pay::measure::What;
use plumb_pay::settlement::ClawbackMethod;
use plumb_pay::{Paid, PayPlan, RoundAt, Settlement, date_of, day_number, run};
use plumb_units::Rate;
use proptest::prelude::*;
use random::{ALL, Deal, Dice, Scene, Wanted, columns, scene};

fn earned(paid: &Paid) -> i64 {
    paid.periods.iter().flat_map(|period| &period.earned).sum()
}

/// The place of some sale.
fn a_sale(dice: &mut Dice, deals: &[Deal]) -> usize {
    let sales: Vec<usize> =
        deals.iter().enumerate().filter(|(_, deal)| deal.on == 0).map(|(place, _)| place).collect();
    dice.of(&sales)
}

/// A plan with one component of its own for sellers and managers, without conditions or settlement.
fn plain(dice: &mut Dice, seed: u64, method: ClawbackMethod) -> (Scene, Vec<Deal>) {
    let wanted = Wanted { refunds: false, method: Some(method), rising: false };
    let mut scene = scene(seed, wanted);
    for plan in &mut scene.plans {
        plan.settlement = Settlement { clawback: plan.settlement.clawback.clone(), ..Settlement::default() };
        for component in &mut plan.components {
            component.gates.clear();
            component.times.clear();
            component.tranches.clear();
            (component.most, component.least, component.threshold) = (None, None, None);
        }
    }
    let deals = random::deals(dice, wanted);
    (scene, deals)
}

proptest! {
    #![proptest_config(random::cases(200))]

    #[test]
    fn pay_never_falls_when_a_credit_rises_unless_a_component_decelerates(seed: u64) {
        let wanted = Wanted { refunds: false, method: None, rising: true };
        let Scene { plans, given, .. } = scene(seed, wanted);
        let dice = &mut Dice(seed ^ 3);
        let mut deals = random::deals(dice, wanted);
        let before = run(&plans, &columns(&deals), &given, 1);
        let place = a_sale(dice, &deals);
        deals[place].net += dice.of(&[10_000, 500_000, 7_000_000]);
        let after = run(&plans, &columns(&deals), &given, 1);
        // Each line may round the other way.
        let cents = i64::try_from(3 * deals.len()).unwrap() + 40;
        for (before, after) in before.paid.iter().zip(&after.paid) {
            prop_assert!(earned(after) >= earned(before) - cents, "earned {} then {} of {}\n{}", earned(before), earned(after), before.person, random::told(&plans[before.plan]));
        }
    }

    #[test]
    fn splits_and_roll_ups_sum_to_the_cent(seed: u64) {
        let mut scene = scene(seed, ALL);
        let dice = &mut Dice(seed ^ 4);
        let mut deals = random::deals(dice, Wanted { refunds: false, ..ALL });
        for deal in &mut deals {
            deal.net = dice.between(-99_999, 9_999_999);
            deal.shares = match dice.below(3) {
                0 => Vec::new(),
                1 => vec![((deal.owner + 1) % 3, 333_333)],
                _ => vec![((deal.owner + 1) % 3, 333_333), ((deal.owner + 2) % 3, 266_667)],
            };
        }
        // A component that pays what is credited shows what was credited.
        let show = |plan: &mut PayPlan, credit: usize| {
            let mut shows = plan.components[0].clone();
            (shows.measure, shows.credits, shows.price) = (None, vec![credit], Price::Rate(Rate::ONE));
            (shows.shape, shows.settles, shows.counts) = (Shape::Flat, Settles::AsEarned, Counts::Amount);
            (shows.threshold, shows.top, shows.most, shows.least) = (None, None, None, None);
            shows.gates.clear();
            shows.times.clear();
            plan.components = vec![shows];
        };
        let [sellers, managers] = &mut scene.plans[..] else { unreachable!() };
        let remainder = dice.of(&[Remainder::Owner, Remainder::Largest]);
        sellers.credits[0].to = To::Split { remainder };
        (sellers.credits[0].most, sellers.credits[0].weight) = (None, None);
        managers.credits[0].to = To::RollUp { of: vec!["sellers.direct".to_owned()], levels: 1, first: 1, once: dice.one_in(2) };
        managers.credits[0].share = Rate::ONE;
        show(sellers, 0);
        show(managers, 0);
        for member in &mut scene.given.members {
            member.from = random::day("2025-01-01");
        }
        let events = columns(&deals);
        let found = run(&scene.plans, &events, &scene.given, 1);
        let as_of = day_number(scene.given.as_of);
        let all: i64 = deals.iter().filter(|deal| deal.on == 0 && deal.day <= as_of).map(|deal| deal.net).sum();
        let of = |plan: usize| found.paid.iter().filter(|paid| paid.plan == plan).map(earned).sum::<i64>();
        prop_assert_eq!(of(0), all, "every cent of every deal is somebody's");
        prop_assert_eq!(of(1), all, "and rolls up once: everybody reports to one");
        for paid in &found.paid {
            let lines = found.explain(&scene.plans, &events, &scene.given, paid.person, paid.plan);
            prop_assert_eq!(lines.iter().map(|line| line.pays).sum::<i64>(), earned(paid));
            for line in lines.iter().filter(|line| line.event.is_none()) {
                prop_assert_eq!(line.from_below.iter().map(|below| below.pays).sum::<i64>(), line.pays);
            }
        }
    }

    #[test]
    fn a_refund_right_after_the_sale_leaves_nothing_of_it(seed: u64) {
        for method in [ClawbackMethod::OriginalRate, ClawbackMethod::AtMargin, ClawbackMethod::Recalculate] {
            let dice = &mut Dice(seed ^ 5);
            let mut scene = scene(seed, Wanted { refunds: false, method: Some(method), rising: false });
            // Places among others and shares of others are theirs too.
            for plan in &mut scene.plans {
                plan.settlement = Settlement { clawback: plan.settlement.clawback.clone(), ..Settlement::default() };
            }
            let mut deals = random::deals(dice, Wanted { refunds: false, ..ALL });
            let before = run(&scene.plans, &columns(&deals), &scene.given, 1);
            let sale = random::deal(dice, 1 << 50);
            // A deal on which nothing else stands on its day.
            prop_assume!(deals.iter().all(|deal| deal.day != sale.day));
            deals.push(sale.clone());
            deals.push(random::refund(&sale, u32::try_from(deals.len() - 1).unwrap(), 0, 4, (1 << 50) + 1));
            let after = run(&scene.plans, &columns(&deals), &scene.given, 1);
            for (before, after) in before.paid.iter().zip(&after.paid) {
                let plan = &scene.plans[before.plan];
                // Somebody who had no line had nothing; a curve that pays at nothing pays with the first.
                let starts = scene.plans[before.plan].components.iter().any(|of| matches!(of.price, Price::Share | Price::Amount(_)) && of.measure.is_some());
                if starts {
                    continue;
                }
                for (before, after) in before.periods.iter().zip(&after.periods) {
                    prop_assert_eq!(&before.earned, &after.earned, "{:?} of {:?}\n{}", method, sale, random::told(plan));
                }
            }
        }
    }

    #[test]
    fn a_later_refund_at_the_original_rate_is_the_exact_negative_of_what_was_paid(seed: u64) {
        let dice = &mut Dice(seed ^ 6);
        let (scene, mut deals) = plain(dice, seed, ClawbackMethod::OriginalRate);
        let sale = a_sale(dice, &deals);
        let quarters = dice.of(&[4, 4, 2]);
        let refunds = if quarters == 4 { 1 } else { 2 };
        let (row, first) = (u32::try_from(sale).unwrap(), deals.len());
        for nth in 0..refunds {
            let of = deals[sale].clone();
            deals.push(random::refund(&of, row, dice.between(1, 60), quarters, (1 << 50) + nth));
        }
        let events = columns(&deals);
        let found = run(&scene.plans, &events, &scene.given, 1);
        let as_of = day_number(scene.given.as_of);
        prop_assume!(deals[first..].iter().all(|refund| refund.day <= as_of && refund.day < day_number(random::day("2027-01-01"))));
        for paid in found.paid.iter().filter(|paid| paid.plan == 0) {
            let lines = found.explain(&scene.plans, &events, &scene.given, paid.person, 0);
            let mut sums: BTreeMap<(usize, usize), (i64, i64, bool)> = BTreeMap::new();
            for line in &lines {
                let sum = sums.entry((line.component, line.credit)).or_default();
                match line.event {
                    Some(event) if event == row => sum.0 += line.pays,
                    Some(event) if event as usize >= first => {
                        sum.1 += line.pays;
                        sum.2 |= line.takes_back == Some(row);
                    }
                    _ => {}
                }
            }
            for ((component, _), (sold, back, takes_back)) in sums {
                let line_by_line = scene.plans[0].components[component].round_at.unwrap_or(scene.plans[0].round_at) == RoundAt::Line;
                if takes_back && line_by_line {
                    prop_assert_eq!(sold + back, 0, "component {}\n{}", component, random::told(&scene.plans[0]));
                }
            }
        }
    }

    #[test]
    fn a_later_refund_with_recalculation_leaves_the_year_as_if_the_sale_had_never_been(seed: u64) {
        let dice = &mut Dice(seed ^ 7);
        let (mut scene, mut deals) = plain(dice, seed, ClawbackMethod::Recalculate);
        for component in scene.plans.iter_mut().flat_map(|plan| &mut plan.components) {
            component.settles = Settles::AsEarned;
        }
        let sale = a_sale(dice, &deals);
        let of = deals[sale].clone();
        let refund = random::refund(&of, u32::try_from(sale).unwrap(), dice.between(1, 120), 4, 1 << 50);
        prop_assume!(refund.day <= day_number(scene.given.as_of) && refund.day < day_number(random::day("2027-01-01")));
        let mut never = deals.clone();
        // It stands there, but nobody is credited with it.
        never[sale].on = 2;
        deals.push(refund);
        let back = run(&scene.plans, &columns(&deals), &scene.given, 1);
        let never = run(&scene.plans, &columns(&never), &scene.given, 1);
        let plan = &scene.plans[0];
        for (back, never) in back.paid.iter().zip(&never.paid).filter(|(paid, _)| paid.plan == 0) {
            for (place, component) in plan.components.iter().enumerate() {
                // What looks at the measure at the end of a window sees the refund in the window in which it comes.
                let as_earned = component.measure.is_none_or(|measure| {
                    measure == 0 || (component.over == plumb_pay::Over::Transaction && matches!(plan.measures[measure].what, What::Ratio { .. }))
                }) && !matches!(component.shape, Shape::Matrix(_));
                let sum = |paid: &Paid| paid.periods.iter().map(|period| period.earned[place]).sum::<i64>();
                if as_earned {
                    prop_assert_eq!(sum(back), sum(never), "component {}\n{}", place, random::told(plan));
                }
            }
        }
    }

    #[test]
    fn a_later_refund_at_the_margin_takes_the_last_units_of_its_window(seed: u64) {
        let dice = &mut Dice(seed ^ 8);
        let (mut scene, mut deals) = plain(dice, seed, ClawbackMethod::AtMargin);
        let sale = a_sale(dice, &deals);
        let of = deals[sale].clone();
        let refund = random::refund(&of, u32::try_from(sale).unwrap(), dice.between(1, 120), 4, 1 << 50);
        prop_assume!(refund.day <= day_number(scene.given.as_of) && refund.day < day_number(random::day("2027-01-01")));
        // One window, one price: what is earned hangs on where the measure stands in the end, whichever units go.
        let plan = &mut scene.plans[0];
        plan.round_at = RoundAt::Period;
        for component in &mut plan.components {
            (component.over, component.measure, component.credits) = (plumb_pay::Over::Plan, Some(0), vec![0]);
            (component.counts, component.level) = (Counts::Credit, Level::Value);
            if matches!(component.price, Price::Table(_)) {
                component.price = Price::Rate(Rate::from_millionths(37_001));
            }
        }
        plan.measures[0].over = plumb_pay::Over::Plan;
        plan.measures[0].quota = plumb_pay::measure::Quota::Fixed(60_000_000);
        let mut never = deals.clone();
        never[sale].on = 2;
        deals.push(refund);
        let back = run(&scene.plans, &columns(&deals), &scene.given, 1);
        let never = run(&scene.plans, &columns(&never), &scene.given, 1);
        for (back, never) in back.paid.iter().zip(&never.paid).filter(|(paid, _)| paid.plan == 0) {
            for (place, component) in scene.plans[0].components.iter().enumerate() {
                // A curve that pays at nothing pays with the first line, and a table of two measures at the end of windows.
                let other = matches!(component.shape, Shape::Matrix(_)) || matches!(component.price, Price::Share | Price::Amount(_));
                let sum = |paid: &Paid| paid.periods.iter().map(|period| period.earned[place]).sum::<i64>();
                if !other {
                    prop_assert_eq!(sum(back), sum(never), "component {}\n{}", place, random::told(&scene.plans[0]));
                }
            }
        }
    }

    #[test]
    fn neither_the_order_of_rows_nor_threads_say_anything(seed: u64) {
        let Scene { plans, given, .. } = scene(seed, ALL);
        let dice = &mut Dice(seed ^ 9);
        let deals = random::deals(dice, ALL);
        let mut order: Vec<usize> = (0..deals.len()).collect();
        for place in (1..order.len()).rev() {
            order.swap(place, usize::try_from(dice.below(place as u64 + 1)).unwrap());
        }
        let to = |row: u32| u32::try_from(order.iter().position(|old| *old == row as usize).unwrap()).unwrap();
        let shuffled: Vec<Deal> = order
            .iter()
            .map(|old| deals[*old].clone())
            .map(|deal| Deal { refers: if deal.refers == NONE { NONE } else { to(deal.refers) }, ..deal })
            .collect();
        let one = run(&plans, &columns(&deals), &given, 1);
        let two = run(&plans, &columns(&deals), &given, 2);
        prop_assert_eq!(&one.paid, &two.paid);
        prop_assert_eq!(&one.problems, &two.problems);
        let mut other = run(&plans, &columns(&shuffled), &given, 2);
        for entry in other.paid.iter_mut().flat_map(|paid| &mut paid.periods).flat_map(|period| &mut period.entries) {
            entry.event = entry.event.map(|row| u32::try_from(order[row as usize]).unwrap());
        }
        prop_assert_eq!(&one.paid, &other.paid);
    }

    #[test]
    fn a_change_comes_out_as_a_run_from_the_beginning_and_touches_nobody_else(seed: u64) {
        let Scene { plans, given, .. } = scene(seed, ALL);
        let dice = &mut Dice(seed ^ 10);
        let mut deals = random::deals(dice, ALL);
        let mut kept = Kept::new(plans.clone(), columns(&deals), given, 1);
        for _ in 0..3 {
            let before = kept.run().paid.clone();
            let lines_before = kept.given().lines.clone();
            let (change, people) = change(dice, &mut deals, &lines_before);
            let touched = kept.change(change.clone());
            let full = run(&plans, kept.events(), kept.given(), 1);
            for (kept, full) in kept.run().paid.iter().zip(&full.paid) {
                for (place, (kept, full)) in kept.periods.iter().zip(&full.periods).enumerate() {
                    prop_assert_eq!(kept, full, "period {} after {:?}", place, change);
                }
            }
            prop_assert_eq!(&kept.run().problems, &full.problems, "{:?}", change);
            let mut concerned = people.clone();
            for line in lines_before.iter().chain(&kept.given().lines) {
                if people.contains(&line.person) {
                    concerned.insert(line.to);
                }
            }
            for line in lines_before.iter().chain(&kept.given().lines) {
                if concerned.contains(&line.person) {
                    concerned.insert(line.to);
                }
            }
            let looks = |plan: &PayPlan| plan.measures.iter().any(|of| matches!(of.what, What::Rank(_)));
            for (person, plan) in &touched.computed {
                prop_assert!(concerned.contains(person) || looks(&plans[*plan]), "{person} of {concerned:?} by {change:?}");
            }
            for (before, after) in before.iter().zip(&kept.run().paid) {
                let who = (before.person, before.plan);
                prop_assert_eq!(before != after, touched.otherwise.contains(&who));
            }
        }
    }
}

/// A random change, and those whose own lines or quota it may be about.
fn change(dice: &mut Dice, deals: &mut [Deal], lines: &[ReportingLine]) -> (Change, BTreeSet<u32>) {
    match dice.below(6) {
        0 => {
            let person = u32::try_from(dice.below(5)).unwrap();
            let row = QuotaRow {
                person,
                measure: "sales".to_owned(),
                from: random::day("2026-01-01"),
                until: random::day("2027-01-01"),
                amount: dice.of(&[40_000_000, 70_000_000]),
                recorded: Some(random::day("2026-05-05")),
            };
            (Change::Quota(row), BTreeSet::from([person]))
        }
        1 => {
            let person = u32::try_from(dice.below(3)).unwrap();
            let from =
                date_of(day_number(random::day("2026-01-01")) + i32::try_from(dice.below(300)).unwrap());
            let to = dice.of(&[3, 4]);
            let mut people: BTreeSet<u32> =
                lines.iter().filter(|line| line.person == person).map(|line| line.to).collect();
            people.extend([person, to]);
            (Change::Reports(ReportingLine { person, to, from, until: None }), people)
        }
        _ => {
            let mut changes = Vec::new();
            let mut people = BTreeSet::new();
            for _ in 0..1 + dice.below(2) {
                let place = usize::try_from(dice.below(deals.len() as u64)).unwrap();
                let deal = &mut deals[place];
                let of = |deal: &Deal| {
                    let mut people = BTreeSet::from([deal.owner, deal.specialist]);
                    people.extend(deal.shares.iter().map(|(person, _)| *person));
                    people
                };
                people.extend(of(deal));
                let mut change = EventChange { row: u32::try_from(place).unwrap(), ..EventChange::default() };
                match dice.below(5) {
                    0 => change.owner = Some(u32::try_from(dice.below(3)).unwrap()),
                    1 => change.day = Some(deal.day + i32::try_from(dice.below(40)).unwrap()),
                    2 => {
                        change.texts.insert("offering".to_owned(), dice.of(&random::OFFERINGS).to_owned());
                    }
                    3 => {
                        change.texts.insert("kind".to_owned(), dice.of(&["new", "renewal"]).to_owned());
                    }
                    _ => {
                        change.numbers.insert("net".to_owned(), dice.between(1, 900) * 10_000);
                    }
                }
                deal.owner = change.owner.unwrap_or(deal.owner);
                deal.day = change.day.unwrap_or(deal.day);
                people.extend(of(deal));
                changes.push(change);
            }
            // What takes a sale back concerns those of the sale.
            let all: Vec<Deal> = deals.to_vec();
            for deal in &all {
                if deal.refers != NONE && people.contains(&deal.owner) {
                    let sale = &all[deal.refers as usize];
                    people.extend([sale.owner, sale.specialist]);
                    people.extend(sale.shares.iter().map(|(person, _)| *person));
                }
            }
            (Change::Events(changes), people)
        }
    }
}
