//! What a seat is paid of what it earned.

use crate::conditions::Earned;
use crate::lines::Line;
use crate::ready::ReadyPlan;
use crate::result::{Paid, PaidPeriod};
use crate::stream::Raw;
use crate::world::{Seat, World};

/// Settles everything that a seat earned.
pub(crate) fn settled(
    _world: &World<'_>,
    plan: &ReadyPlan<'_>,
    seat: &Seat<'_>,
    _lines: &[Line],
    _raws: &[Raw],
    earned: Vec<Earned>,
) -> Paid {
    let mut periods = vec![PaidPeriod::default(); plan.periods.len()];
    for component in earned {
        for ((period, earned), entries) in periods.iter_mut().zip(component.earned).zip(component.entries) {
            period.earned.push(earned);
            period.paid = period.paid.saturating_add(earned);
            period.entries.extend(entries);
        }
    }
    Paid { person: seat.person, plan: seat.plan, periods }
}
