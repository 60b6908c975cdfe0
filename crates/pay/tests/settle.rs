//! Settlement: worked examples, and what must hold for any sequence of pay periods.
#![allow(clippy::unwrap_used, reason = "tests say what they expect")]

use plumb_pay::Settlement;
use plumb_pay::number::{Near, Number, Ratio};
use plumb_pay::result::{Entry, EntryKind};
use plumb_pay::settle::{CapRoom, Item, Missed, Settled, ToSettle, Waiting, settle};
use plumb_pay::settlement::{Draw, DrawKind, Guarantee, Leave, LeavePays, Negative};
use plumb_units::Rate;
use proptest::prelude::*;

fn draw(kind: DrawKind, amount: i64) -> Draw {
    Draw { kind, amount, periods: None, balance_cap: None, forgive: false }
}

fn with(draw: Draw) -> Settlement {
    Settlement { draw: Some(draw), ..Settlement::default() }
}

fn periods<N: Number>(earned: &[N]) -> Vec<ToSettle<N>> {
    let last = earned.len();
    (1..)
        .zip(earned)
        .map(|(nth, amount)| ToSettle {
            items: vec![Item::new(EntryKind::Earning, Some(0), amount.clone())],
            nth: Some(nth),
            cap: None,
            missed: Missed::default(),
            target: 0,
            last: usize::try_from(nth).unwrap() == last,
        })
        .collect()
}

fn capped(earned: &[i64], most: i64) -> Vec<ToSettle<i64>> {
    let room = Some(CapRoom { window: 0, most });
    periods(earned).into_iter().map(|period| ToSettle { cap: room, ..period }).collect()
}

fn run(rules: &Settlement, periods: &[ToSettle<i64>]) -> Vec<Settled<i64>> {
    settle(rules, None, periods, &[]).unwrap()
}

fn paid<N: Clone>(settled: &[Settled<N>]) -> Vec<N> {
    settled.iter().map(|period| period.paid.clone()).collect()
}

fn balances(settled: &[Settled<i64>]) -> Vec<i64> {
    settled.iter().map(|period| period.balance).collect()
}

fn entries(period: &Settled<i64>) -> Vec<(&'static str, i64)> {
    period.items.iter().map(|item| (item.kind.word(), item.amount)).collect()
}

fn held(earned_in: usize, whole: i64, amount: i64, due: Option<usize>) -> Waiting<i64> {
    Waiting {
        component: 0,
        event: Some(u32::try_from(earned_in).unwrap()),
        earned_in,
        whole,
        share: Rate::from_millionths(amount * 1_000_000 / whole),
        amount,
        due,
        forfeited: None,
    }
}

#[test]
fn a_recoverable_draw_of_1000_a_week_is_recovered_from_what_exceeds_it() {
    let settled = run(&with(draw(DrawKind::Recoverable, 1000)), &periods(&[400, 600, 1200, 1500, 1400]));
    assert_eq!(paid(&settled), [1000, 1000, 1000, 1000, 1100]);
    assert_eq!(balances(&settled), [600, 1000, 800, 300, 0]);
    assert_eq!(entries(&settled[4]), [("earning", 1400), ("draw-recovery", -300)]);
}

#[test]
fn a_non_recoverable_draw_fills_up_and_is_never_owed() {
    let settled = run(&with(draw(DrawKind::NonRecoverable, 1500)), &periods(&[500, 3000]));
    assert_eq!((paid(&settled), balances(&settled)), (vec![1500, 3000], vec![0, 0]));
}

#[test]
fn an_advance_is_paid_at_the_start_taken_off_at_the_end_and_forgiven_if_not_earned() {
    let settled = run(&with(draw(DrawKind::Advance, 4000)), &periods(&[8400, 1000]));
    assert_eq!(
        entries(&settled[0]),
        [("earning", 8400), ("draw-advance", 4000), ("draw-recovery", -4000)],
        "4 000 at the start and 4 400 at the end"
    );
    assert_eq!(paid(&settled), [8400, 4000]);
    assert_eq!(entries(&settled[1])[3], ("draw-forgiven", 3000));
    assert_eq!(balances(&settled), [0, 0]);
}

#[test]
fn a_draw_on_top_is_paid_beside_earnings_and_taken_off_what_later_exceeds_it() {
    let settled = run(&with(draw(DrawKind::OnTop, 2000)), &periods(&[1000, 4000]));
    assert_eq!((paid(&settled), balances(&settled)), (vec![3000, 2000], vec![2000, 0]));
}

#[test]
fn after_the_last_draw_all_pay_goes_to_what_is_owed() {
    let rules = with(Draw { periods: Some(1), ..draw(DrawKind::Recoverable, 1000) });
    let settled = run(&rules, &periods(&[200, 300, 900]));
    assert_eq!((paid(&settled), balances(&settled)), (vec![1000, 0, 400], vec![800, 500, 0]));
}

#[test]
fn what_is_owed_after_the_last_draw_can_be_forgiven() {
    let rules = with(Draw { periods: Some(2), forgive: true, ..draw(DrawKind::Recoverable, 1000) });
    let settled = run(&rules, &periods(&[200, 300, 900]));
    assert_eq!((paid(&settled), balances(&settled)), (vec![1000, 1000, 900], vec![800, 0, 0]));
    assert_eq!(
        entries(&settled[1])[2..],
        [("draw-recovery", -1500), ("draw-forgiven", 1500)],
        "the forgiveness is an entry, and it pays nothing"
    );
}

#[test]
fn what_would_be_owed_above_the_balance_cap_is_not_paid() {
    let rules = with(Draw { balance_cap: Some(900), ..draw(DrawKind::Recoverable, 1000) });
    let settled = run(&rules, &periods(&[400, 400, 0]));
    assert_eq!((paid(&settled), balances(&settled)), (vec![1000, 700, 0], vec![600, 900, 900]));
}

#[test]
fn a_persons_own_draw_counts_instead_of_the_plans() {
    let rules = with(draw(DrawKind::Recoverable, 1000));
    let settled = settle(&rules, Some(300), &periods(&[100]), &[]).unwrap();
    assert_eq!(paid(&settled), [300]);
}

#[test]
fn whoever_leaves_gets_no_more_draw_and_owes_what_is_left() {
    let mut leaving = periods(&[400, 100, 0]);
    leaving[1].nth = None;
    leaving[2].nth = None;
    let settled = run(&with(draw(DrawKind::Recoverable, 1000)), &leaving);
    assert_eq!((paid(&settled), balances(&settled)), (vec![1000, 0, 0], vec![600, 500, 500]));
}

#[test]
fn a_negative_period_is_carried_taken_off_or_forgiven() {
    let outcome = |negative| {
        let settled = run(&Settlement { negative, ..Settlement::default() }, &periods(&[500, -800, 1000]));
        (paid(&settled), balances(&settled))
    };
    assert_eq!(outcome(Negative::Carry), (vec![500, 0, 200], vec![0, 800, 0]));
    assert_eq!(outcome(Negative::Owe), (vec![500, -800, 1000], vec![0, 0, 0]));
    assert_eq!(outcome(Negative::Forgive), (vec![500, 0, 1000], vec![0, 0, 0]));
}

#[test]
fn a_negative_period_is_not_forgiven_with_the_draw() {
    let rules = with(Draw { periods: Some(1), forgive: true, ..draw(DrawKind::Recoverable, 1000) });
    let settled = run(&rules, &periods(&[-500, 200]));
    assert_eq!((paid(&settled), balances(&settled)), (vec![1000, 0], vec![500, 300]));
}

#[test]
fn the_cap_counts_from_the_start_of_its_window_and_gives_room_back() {
    let settled = run(&Settlement::default(), &capped(&[700, 600, -500, 400], 1000));
    assert_eq!(paid(&settled), [700, 300, 0, 0]);
    assert_eq!(balances(&settled), [0, 0, 200, 0], "of the refund 300 were never paid; 200 of 400 fit again");
    let mut two = capped(&[700, 600, 900], 1000);
    two[2].cap = Some(CapRoom { window: 1, most: 1000 });
    assert_eq!(paid(&run(&Settlement::default(), &two)), [700, 300, 900], "a new window starts from nothing");
}

#[test]
fn the_cap_stands_before_or_after_the_draw() {
    let before = with(draw(DrawKind::Recoverable, 1000));
    let settled = run(&before, &capped(&[1500, 400, 700], 1600));
    assert_eq!((paid(&settled), balances(&settled)), (vec![1500, 1000, 1000], vec![0, 900, 1900]));
    let after = Settlement { cap_after_draw: true, ..before };
    let settled = run(&after, &capped(&[1500, 400, 700], 1600));
    assert_eq!(paid(&settled), [1500, 100, 0]);
    assert_eq!(balances(&settled), [0, 0, 0], "a draw that the cap takes is not owed");
}

#[test]
fn three_quarters_at_close_and_a_quarter_after_ninety_days() {
    let settled = settle(
        &Settlement::default(),
        None,
        &periods(&[750_000, 0, 0, 0]),
        &[held(0, 750_000, 187_500, Some(3))],
    )
    .unwrap();
    assert_eq!(paid(&settled), [562_500, 0, 0, 187_500]);
    assert_eq!(settled.iter().map(|period| period.held).collect::<Vec<_>>(), [187_500, 187_500, 187_500, 0]);
    let release = Entry::from(settled[3].items[1].clone());
    assert_eq!((release.kind, release.earned_in, release.event), (EntryKind::Release, Some(0), Some(0)));
}

#[test]
fn what_is_lost_is_released_and_lost_in_one_period() {
    let lost = Waiting { forfeited: Some(1), ..held(0, 1000, 250, None) };
    let settled = settle(&Settlement::default(), None, &periods(&[1000, 400]), &[lost]).unwrap();
    assert_eq!(paid(&settled), [750, 400]);
    assert_eq!(entries(&settled[1]), [("earning", 400), ("release", 250), ("forfeit", -250)]);
    assert_eq!(settled[1].held, 0);
}

#[test]
fn a_refund_with_a_mirrored_part_takes_back_only_what_was_paid() {
    let mut back = held(1, -1000, -250, Some(3));
    back.event = Some(0);
    let parts = [held(0, 1000, 250, Some(3)), back];
    let settled = settle(&Settlement::default(), None, &periods(&[1000, -1000, 750, 0]), &parts).unwrap();
    assert_eq!(paid(&settled), [750, 0, 0, 0]);
    assert_eq!(settled.last().map(|period| (period.held, period.balance)), Some((0, 0)));
}

#[test]
fn nothing_waits_of_what_the_cap_takes_and_the_last_lines_give_way_first() {
    let parts = [held(0, 600, 150, Some(1)), Waiting { event: Some(9), ..held(0, 400, 100, Some(1)) }];
    let settled = settle(&Settlement::default(), None, &capped(&[1000, 0], 800), &parts).unwrap();
    // 200 of the last line are cut, so half of its part waits.
    assert_eq!(entries(&settled[0]), [("earning", 1000), ("cap", -200), ("hold", -150), ("hold", -50)]);
    assert_eq!(paid(&settled), [600, 200]);
}

#[test]
fn where_the_hold_comes_first_the_cap_meets_what_would_be_paid() {
    let rules = Settlement { hold_before_cap: true, ..Settlement::default() };
    let settled = settle(&rules, None, &capped(&[1000, 0], 800), &[held(0, 1000, 250, Some(1))]).unwrap();
    assert_eq!(paid(&settled), [750, 50]);
}

#[test]
fn a_guarantee_fills_up_the_first_periods_and_nothing_is_recovered_below_it() {
    let rules = Settlement {
        guarantee: Some(Guarantee { amount: 2500, periods: 3 }),
        negative: Negative::Carry,
        ..Settlement::default()
    };
    let settled = run(&rules, &periods(&[1000, -700, 3000, 600]));
    assert_eq!((paid(&settled), balances(&settled)), (vec![2500, 2500, 2500, 400], vec![0, 700, 200, 0]));
    assert_eq!(entries(&settled[0]), [("earning", 1000), ("guarantee", 1500)]);
}

#[test]
fn in_absence_pay_is_at_least_the_mean_of_before_or_the_target_for_the_days_missed() {
    let away = |pays| {
        let rules = Settlement { leave: Leave { relief_after_days: None, pays }, ..Settlement::default() };
        let mut months = periods(&[3000, 5000, 0, 2500]);
        months[2].missed = Missed { days: 15, of: 30 };
        months[3].missed = Missed { days: 31, of: 31 };
        for month in &mut months {
            month.target = 6000;
        }
        paid(&run(&rules, &months))
    };
    assert_eq!(away(LeavePays::Earned), [3000, 5000, 0, 2500]);
    assert_eq!(away(LeavePays::Average(2)), [3000, 5000, 2000, 3500]);
    assert_eq!(away(LeavePays::Average(6)), [3000, 5000, 2000, 3333]);
    assert_eq!(away(LeavePays::Target), [3000, 5000, 3000, 6000]);
}

#[test]
fn a_slope_is_nothing_below_the_draw_and_while_something_is_owed() {
    let near = |value, step| Near { value: Ratio::whole(value), step: Ratio::whole(step) };
    let slopes = |earned: &[Near]| -> Vec<Ratio> {
        let settled = settle(&with(draw(DrawKind::Recoverable, 1000)), None, &periods(earned), &[]).unwrap();
        settled.iter().map(|period| period.paid.step).collect()
    };
    let [none, one] = [Ratio::ZERO, Ratio::ONE];
    assert_eq!(slopes(&[near(400, 1), near(1200, 0), near(1600, 0)]), [none, none, one]);
    assert_eq!(slopes(&[near(1500, 1), near(200, 0)]), [one, none]);
    assert_eq!(slopes(&[near(1000, 1)]), [one], "to the right of the draw");
    assert_eq!(slopes(&[near(1000, -1)]), [none], "to the left of it");
}

#[test]
fn numbers_that_do_not_fit_are_no_result() {
    assert_eq!(settle(&Settlement::default(), None, &periods(&[i64::MIN]), &[]), None);
}

#[derive(Clone, Debug)]
struct Case {
    rules: Settlement,
    earned: Vec<i64>,
    most: Option<i64>,
    missed: Vec<i64>,
    waiting: Vec<Waiting<i64>>,
}

impl Case {
    fn periods<N: Number>(&self) -> Vec<ToSettle<N>> {
        let earned: Vec<N> = self.earned.iter().map(|amount| N::whole(*amount)).collect();
        let mut periods = periods(&earned);
        for (place, period) in periods.iter_mut().enumerate() {
            period.cap = self.most.map(|most| CapRoom { window: place / 6, most });
            period.missed = Missed { days: self.missed[place], of: 30 };
            period.target = 900;
        }
        periods
    }

    fn settle<N: Number>(&self) -> Vec<Settled<N>> {
        let waiting = self.waiting.iter().map(|part| Waiting {
            whole: N::whole(part.whole),
            amount: N::whole(part.amount),
            component: part.component,
            event: part.event,
            earned_in: part.earned_in,
            share: part.share,
            due: part.due,
            forfeited: part.forfeited,
        });
        settle(&self.rules, None, &self.periods(), &waiting.collect::<Vec<_>>()).unwrap()
    }
}

prop_compose! {
    fn any_draw()(
        kind in 0..4_usize,
        amount in 0_i64..2000,
        periods in prop::option::of(1_u32..12),
        balance_cap in prop::option::of(0_i64..3000),
        forgive: bool,
    ) -> Draw {
        let kind =
            [DrawKind::Recoverable, DrawKind::NonRecoverable, DrawKind::Advance, DrawKind::OnTop][kind];
        Draw { kind, amount, periods, balance_cap, forgive }
    }
}

prop_compose! {
    fn any_rules()(
        draw in prop::option::of(any_draw()),
        negative in 0..3_usize,
        guarantee in prop::option::of((0_i64..1500, 0_u32..6)),
        leave in 0..3_usize,
        flags in any::<[bool; 2]>(),
    ) -> Settlement {
        Settlement {
            draw,
            negative: [Negative::Carry, Negative::Owe, Negative::Forgive][negative],
            guarantee: guarantee.map(|(amount, periods)| Guarantee { amount, periods }),
            leave: Leave {
                relief_after_days: None,
                pays: [LeavePays::Earned, LeavePays::Average(3), LeavePays::Target][leave],
            },
            cap_after_draw: flags[0],
            hold_before_cap: flags[1],
            ..Settlement::default()
        }
    }
}

prop_compose! {
    fn any_case()(
        rules in any_rules(),
        earned in prop::collection::vec(-1500_i64..3000, 1..15),
        most in prop::option::of(0_i64..8000),
        missed in prop::collection::vec(prop_oneof![3 => Just(0_i64), 1 => 0_i64..31], 15),
        parts in prop::collection::vec((0..15_usize, 0_i64..=100, 0..20_usize, 0..3_usize), 0..12),
    ) -> Case {
        let mut waiting = Vec::new();
        for (number, (place, share, end, fate)) in (0..).zip(parts) {
            let Some(whole) = earned.get(place).map(|earned| earned / 3) else { continue };
            let share = Rate::from_millionths(share * 10_000);
            waiting.push(Waiting {
                component: 0,
                event: Some(number),
                earned_in: place,
                whole,
                share,
                amount: whole.times(share.millionths(), 1_000_000).unwrap(),
                due: (fate != 1).then_some(end),
                forfeited: (fate != 0).then_some(end + 1 - fate.min(1)),
            });
        }
        Case { rules, earned, most, missed, waiting }
    }
}

fn sum_of(settled: &[Settled<i64>], kinds: &[EntryKind]) -> i64 {
    settled
        .iter()
        .flat_map(|period| &period.items)
        .filter(|item| kinds.contains(&item.kind))
        .map(|item| item.amount)
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_entries_of_a_period_sum_to_what_is_paid(case in any_case()) {
        for period in case.settle::<i64>() {
            let sum: i64 = period.items.iter().map(|item| item.amount).sum();
            prop_assert_eq!(sum, period.paid);
            let nothing = |item: &Item<i64>| item.amount == 0 && item.kind != EntryKind::Earning;
            prop_assert!(!period.items.iter().any(nothing));
        }
    }

    #[test]
    fn paid_with_what_waits_less_what_is_owed_is_earned_less_what_was_taken_with_what_was_given(
        case in any_case(),
    ) {
        let settled = case.settle::<i64>();
        let (held, balance) = settled.last().map_or((0, 0), |period| (period.held, period.balance));
        let paid: i64 = settled.iter().map(|period| period.paid).sum();
        let earned: i64 = case.earned.iter().sum();
        let taken = sum_of(&settled, &[EntryKind::Cap, EntryKind::Forfeit]);
        let mut given = sum_of(&settled, &[EntryKind::Guarantee, EntryKind::Leave, EntryKind::DrawForgiven]);
        if case.rules.draw.is_some_and(|draw| draw.kind == DrawKind::NonRecoverable) {
            given += sum_of(&settled, &[EntryKind::DrawAdvance]);
        }
        prop_assert_eq!(paid + held - balance, earned + taken + given);
    }

    #[test]
    fn pay_is_below_zero_only_where_it_is_taken_off_at_once(case in any_case()) {
        let least = case.settle::<i64>().iter().map(|period| period.paid).min().unwrap_or(0);
        prop_assert!(least >= 0 || case.rules.negative == Negative::Owe);
    }

    #[test]
    fn no_draw_takes_what_is_owed_above_the_balance_cap(mut case in any_case()) {
        case.rules.negative = Negative::Forgive;
        let Some(most) = case.rules.draw.and_then(|draw| draw.balance_cap) else { return Ok(()) };
        prop_assert!(case.settle::<i64>().iter().all(|period| period.balance <= most));
    }

    #[test]
    fn the_cap_is_never_passed_in_its_window(case in any_case()) {
        let (Some(most), false) = (case.most, case.rules.cap_after_draw) else { return Ok(()) };
        let mut case = case;
        case.rules = Settlement { hold_before_cap: case.rules.hold_before_cap, negative: Negative::Owe, ..Settlement::default() };
        case.waiting.clear();
        let settled = case.settle::<i64>();
        for (place, window) in settled.chunks(6).enumerate() {
            let mut sum = 0;
            let mut earned = 0;
            for (period, amount) in window.iter().zip(&case.earned[place * 6..]) {
                sum += period.paid;
                earned += amount;
                prop_assert_eq!(sum, earned.min(most));
            }
        }
    }

    #[test]
    fn a_recoverable_draw_is_the_formula_of_a_running_balance(
        earned in prop::collection::vec(-1500_i64..3000, 1..15), amount in 0_i64..2000,
    ) {
        let settled = run(&with(draw(DrawKind::Recoverable, amount)), &periods(&earned));
        let mut before = 0;
        for (period, earned) in settled.iter().zip(earned) {
            let balance = (before - (earned - amount)).max(0);
            prop_assert_eq!((period.paid, period.balance), (earned + balance - before, balance));
            before = balance;
        }
    }

    #[test]
    fn exact_fractions_agree_with_cents_to_within_rounding(case in any_case()) {
        let (cents, exact) = (case.settle::<i64>(), case.settle::<Ratio>());
        let most = i64::try_from(case.earned.len() + case.waiting.len()).unwrap();
        for (cents, exact) in cents.iter().zip(&exact) {
            for (whole, part) in [(cents.paid, exact.paid), (cents.held, exact.held), (cents.balance, exact.balance)] {
                let off = Ratio::whole(whole).minus(&part).unwrap();
                prop_assert!(off <= Ratio::whole(most) && off >= Ratio::whole(-most), "{whole} and {part:?}");
            }
        }
    }
}
