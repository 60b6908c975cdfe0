//! Recalculation, unrounded.

use super::rows::Rows;
use super::stream::{Brought, places, streamed};
use crate::conditions::At;
use crate::number::{Near, Number};
use crate::recalculate::{first_standing, left_of};

/// As [`crate::recalculate`]: what a line that takes back brings is all that was earned up to its slot without the sale, less
/// the same with it.
pub(super) fn recalculated(at: &At<'_, Rows<'_>>, each: bool) -> Option<Brought> {
    let lines = at.book.lines;
    let mut kept = first_standing(lines);
    let places = places(lines);
    let mut now = streamed(at, at.book.with(&kept), each)?;
    let mut found = Brought { slots: now.slots.clone(), pays: now.pays.clone(), by_line: now.by_line };
    let mut back = lines.iter().enumerate().filter(|(_, line)| line.back()).peekable();
    for (index, slot) in at.component.slots.iter().enumerate() {
        let mut sum = *now.slots.get(index)?;
        while let Some((place, line)) = back.next_if(|(_, line)| line.day_number() < slot.until) {
            let sale = at.world.events.refers.get(line.event as usize).copied();
            let original = sale.and_then(|sale| places.get(&(sale, line.credit())).copied());
            let Some(kept_line) = original.and_then(|original| kept.get_mut(original)) else { continue };
            *kept_line = left_of(kept_line, line);
            let after = streamed(at, at.book.with(&kept), each)?;
            let up_to = |brought: &Brought| {
                brought.slots.iter().take(index + 1).try_fold(Near::ZERO, |sum, more| sum.plus(more))
            };
            let change = up_to(&after)?.minus(&up_to(&now)?)?;
            sum = sum.plus(&change)?;
            if let Some(pay) = found.pays.iter_mut().find(|pay| pay.place == Some(place)) {
                pay.pays = change;
            }
            now = after;
        }
        // What a line brought when it was new stands; later lines are seen as they are by then.
        let from = slot.until;
        for (found, now) in found.pays.iter_mut().zip(&now.pays) {
            if found.line.day_number() >= from && !found.line.gone() {
                found.pays = now.pays;
            }
        }
        if let Some(to) = found.slots.get_mut(index) {
            *to = sum;
        }
    }
    for pay in &mut found.pays {
        if let Some(line) = pay.place.and_then(|place| lines.get(place)) {
            pay.line = *line;
        }
    }
    Some(found)
}
