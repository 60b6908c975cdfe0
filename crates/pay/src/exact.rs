//! Pay without rounding, and beside it the infinitely small: one person's pay with one more transaction.
//!
//! A seat is gone through with the lines that it has and with extra ones put in at their canonical place. What the extra
//! ones are credited with is a number with a step beside it, so every sum, tier, gate, limit and draw after them carries
//! the slope along. Within a window nothing is rounded. Where windows and components come together, fractions are kept to
//! a part in 10¹⁵ of a minor unit, so that the denominators of many quotas do not outgrow the numbers.

mod again;
mod beside;
mod rows;
mod stream;
mod sum;

use plumb_units::{MILLION, Rate};

use crate::component::Tranche;
use crate::conditions::{At, Earned, conditions};
use crate::events::NONE;
use crate::number::{Fraction, Near, Number};
use crate::paying::{Deal, Divided, books, may_wait, waits};
use crate::ready::ReadyPlan;
use crate::settle::Settled;
use crate::world::World;

pub(crate) use beside::{Among, Extras};
pub(crate) use rows::Rows;

/// Whatever a seat's pay is computed from.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) world: &'a World<'a>,
    /// The plans compiled for the rows of extra transactions.
    pub(crate) beside: &'a [ReadyPlan<'a>],
    /// Extra lines by seat.
    pub(crate) extras: &'a Extras,
}

/// What a seat earns and is paid, unrounded.
pub(crate) struct Found {
    /// All that is earned, before settlement.
    pub(crate) earned: Near,
    /// Pay period by pay period; empty where it was not asked for.
    pub(crate) settled: Vec<Settled<Near>>,
}

impl<'a> Ground<'a> {
    /// What a seat earns up to the world's last day, and what is paid of it if that is asked.
    ///
    /// `None` when a number does not fit.
    pub(crate) fn found(&self, index: usize, settle: bool) -> Option<Found> {
        let world = self.world;
        let seat = world.seats.get(index)?;
        let plan = world.plans.get(seat.plan)?;
        let rows = Rows::new(self, index);
        let mut earned = Vec::with_capacity(plan.components.len());
        let mut waiting = Vec::new();
        for component in &plan.components {
            let each = settle && may_wait(plan, component);
            let at = At { world, plan, component, seat, book: rows };
            let brought = stream::brought(&at, each)?;
            let slots: Vec<Near> = brought.slots.iter().map(Near::kept).collect();
            // Refunds stand apart only after the last window, where nothing else is left.
            let taken = component.slots.iter().zip(&slots);
            let taken: Vec<Near> = taken
                .map(|(slot, brings)| if slot.window == usize::MAX { *brings } else { Near::ZERO })
                .collect();
            let mut found = conditions(&at, &slots, &taken, &mut Vec::new())?;
            keep(&mut found);
            if each {
                let by_line = brought.pays.iter().map(|pay| {
                    let beside = pay.place.is_none() && pay.line.event != NONE;
                    let deal = if beside { Deal::BESIDE } else { Deal::of(world, &pay.line) };
                    (deal, pay.line.day_number(), pay.pays.kept())
                });
                waits(
                    world,
                    plan,
                    component,
                    brought.by_line.then_some(by_line),
                    &found.earned,
                    &DIVIDED,
                    &mut waiting,
                );
            }
            earned.push(found);
        }
        let sum = earned
            .iter()
            .flat_map(|component| &component.earned)
            .try_fold(Near::ZERO, |sum, more| sum.plus(more))?;
        let settled = if settle { books(world, plan, seat, earned, waiting)? } else { Vec::new() };
        Some(Found { earned: sum, settled })
    }
}

const DIVIDED: Divided<Near> = Divided { by_parts: divided, in_proportion };

fn in_proportion(whole: &Near, part: &Near, sum: &Near) -> Option<Near> {
    Some(whole.kept().by(&part.over(sum)?.kept())?.kept())
}

fn divided(whole: &Near, parts: &[Tranche]) -> Option<Vec<Near>> {
    let all: i64 = parts.iter().map(|part| part.share.millionths()).fold(0, i64::saturating_add);
    let all = if all > 0 { all } else { MILLION };
    parts.iter().map(|part| whole.times(Rate::millionths(part.share), all)).collect()
}

fn keep(found: &mut Earned<Near>) {
    for earned in &mut found.earned {
        *earned = earned.kept();
    }
    for item in found.items.iter_mut().flatten() {
        item.amount = item.amount.kept();
    }
}
