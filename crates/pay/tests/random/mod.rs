//! Random plans, people and histories of a year, from one number each.
#![allow(dead_code, unused_imports, reason = "every test takes what it needs")]

mod history;
mod plans;

use plumb_pay::settlement::ClawbackMethod;
use plumb_pay::{Events, Given, PayPlan};
use plumb_units::{Date, Rate, parse_date};

pub(crate) use history::{Deal, columns, deal, deals, refund};
use history::{given, history};
use plans::{managers, sellers};

/// A source of chance.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    pub(crate) fn one_in(&mut self, sides: u64) -> bool {
        self.below(sides) == 0
    }

    pub(crate) fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()].clone()
    }

    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.below(u64::try_from(high - low + 1).unwrap())).unwrap()
    }
}

pub(crate) fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

pub(crate) fn rate(millionths: i64) -> Rate {
    Rate::from_millionths(millionths)
}

/// What a random world may hold.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    /// Refunds in the history, and by which method they are computed; `None`: any.
    pub(crate) refunds: bool,
    pub(crate) method: Option<ClawbackMethod>,
    /// Only what never lets pay fall when a credit rises.
    pub(crate) rising: bool,
}

pub(crate) const ALL: Wanted = Wanted { refunds: true, method: None, rising: false };

pub(crate) struct Scene {
    pub(crate) plans: Vec<PayPlan>,
    pub(crate) events: Events,
    pub(crate) given: Given,
}

pub(crate) const OFFERINGS: [&str; 3] = ["core", "cloud", "service"];

pub(crate) fn scene(seed: u64, wanted: Wanted) -> Scene {
    let mut dice = Dice(seed);
    let dice = &mut dice;
    let plans = vec![sellers(dice, wanted), managers(dice, wanted)];
    let given = given(dice, &plans);
    let events = history(dice, wanted);
    Scene { plans, events, given }
}

pub(crate) fn cases(cases: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config { cases, failure_persistence: None, ..Default::default() }
}

/// A plan as far as it differs from plan to plan, for messages.
pub(crate) fn told(plan: &PayPlan) -> String {
    let credits: Vec<_> = plan
        .credits
        .iter()
        .map(|credit| format!("{:?}", (&credit.id, &credit.to, credit.share, &credit.weight)))
        .collect();
    let measures: Vec<_> =
        plan.measures.iter().map(|of| format!("{:?}", (&of.what, of.over, &of.quota, of.to_date))).collect();
    let components: Vec<_> = plan.components.iter().map(|of| format!("{of:?}")).collect();
    format!(
        "every {:?} {:?}\n{}\n{}\n{}\n{:?}",
        plan.every,
        plan.round_at,
        credits.join("\n"),
        measures.join("\n"),
        components.join("\n"),
        plan.settlement
    )
}
