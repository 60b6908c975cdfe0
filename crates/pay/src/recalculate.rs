//! Sales taken back as if they had never been: what other sales earned through them is given back too, in the period in
//! which the sale is taken back.

use std::collections::BTreeMap;

use crate::lines::Line;
use crate::ready::{ReadyComponent, ReadyPlan};
use crate::result::Problem;
use crate::stream::{Raw, stream};
use crate::world::{Seat, World};

/// What a component's lines bring when sales taken back are taken out of their own period.
///
/// A line brings what it brought when it was new. A line that takes back brings the difference between all that was
/// earned up to its day with the sale and without it.
pub(crate) fn recalculated(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    component: &ReadyComponent<'_>,
    seat: &Seat<'_>,
    lines: &[Line],
    problems: &mut Vec<Problem>,
) -> Raw {
    let mut kept = first_standing(lines);
    let places: BTreeMap<(u32, u8), usize> = (0..)
        .zip(lines)
        .filter(|(_, line)| !line.back())
        .map(|(place, line)| ((line.event, line.credit()), place))
        .collect();
    let mut now = stream(world, plan, component, seat, &kept, None, problems);
    let slots = now.earned.len();
    let mut found = Raw { pays: vec![0; now.pays.len()], earned: vec![0; slots], taken: vec![0; slots] };
    let mut place = 0;
    for (index, slot) in component.slots.iter().enumerate() {
        let mut sum = now.earned.get(index).copied().unwrap_or(0);
        let start = place;
        while lines.get(place).is_some_and(|line| line.day_number() < slot.until) {
            place += 1;
        }
        for at in start..place {
            if let (Some(to), Some(pay)) = (found.pays.get_mut(at), now.pays.get(at)) {
                *to = *pay;
            }
        }
        for at in start..place {
            let Some(line) = lines.get(at).filter(|line| line.back()) else { continue };
            let sale = world.events.refers.get(line.event as usize).copied();
            let original = sale.and_then(|sale| places.get(&(sale, line.credit())).copied());
            let Some(kept_line) = original.and_then(|original| kept.get_mut(original)) else { continue };
            *kept_line = left_of(kept_line, line);
            let after = stream(world, plan, component, seat, &kept, None, problems);
            let up_to = |raw: &Raw| -> i64 {
                raw.earned.iter().take(index + 1).fold(0, |sum, earned| sum.saturating_add(*earned))
            };
            let change = up_to(&after).saturating_sub(up_to(&now));
            sum = sum.saturating_add(change);
            if let Some(to) = found.pays.get_mut(at) {
                *to = change;
            }
            if let Some(to) = found.taken.get_mut(index) {
                *to = to.saturating_add(change);
            }
            now = after;
        }
        if let Some(to) = found.earned.get_mut(index) {
            *to = sum;
        }
    }
    found
}

/// The lines as if nothing had been taken back.
pub(crate) fn first_standing(lines: &[Line]) -> Vec<Line> {
    lines.iter().map(|line| if line.back() { line.without() } else { *line }).collect()
}

/// What is left of a line once another one has taken a part of it back.
pub(crate) fn left_of(line: &Line, back: &Line) -> Line {
    let amount = toward_zero(line.amount, back.amount);
    let weighted = toward_zero(line.weighted, back.weighted);
    // A deal that is taken back wholly is no deal either where deals are counted.
    if amount == 0 && line.amount != 0 { line.without() } else { line.with(amount, weighted) }
}

/// What is left of an amount, never beyond zero.
fn toward_zero(amount: i64, back: i64) -> i64 {
    let left = amount.saturating_add(back);
    if amount >= 0 { left.clamp(0, amount) } else { left.clamp(amount, 0) }
}
