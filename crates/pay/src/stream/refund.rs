//! Sales taken back at the rate that they were paid at.

use super::{Exact, State};
use crate::lines::Line;
use crate::number::{Number, Ratio};
use crate::ready::Way;

impl State<'_, '_> {
    /// The line that a line takes back at its own rate.
    pub(super) fn original(&self, line: &Line) -> Option<(usize, Line)> {
        if !line.back() || self.originals.is_empty() || line.day_number() < self.after {
            return None;
        }
        let sale = self.world.events.refers.get(line.event as usize)?;
        self.originals.get(&(*sale, line.credit())).copied()
    }

    /// What is given back of what a line was paid: all that is left once all of its amount is taken back.
    pub(super) fn taken_back(&mut self, line: &Line, (place, original): (usize, Line), pays: &[i64]) -> i64 {
        let paid = pays.get(place).copied().unwrap_or(0);
        let back = self.given_back.entry((original.event, original.credit())).or_insert((0, 0));
        let amount = back.0.saturating_sub(line.amount);
        let due = if amount.unsigned_abs() >= original.amount.unsigned_abs() {
            paid
        } else {
            paid.times(amount.saturating_abs(), original.amount.saturating_abs()).unwrap_or(paid)
        };
        let more = due.saturating_sub(back.1);
        *back = (amount, due);
        more.saturating_neg()
    }

    /// As [`taken_back`](Self::taken_back), before rounding.
    pub(super) fn unrounded_back(&mut self, line: &Line, (place, original): (usize, Line)) -> Exact {
        let paid = self.unrounded.get(&place).copied().unwrap_or(Ratio::ZERO);
        let back = self.unrounded_back.entry(place).or_insert((0, Ratio::ZERO));
        let amount = back.0.saturating_sub(line.amount);
        let due = if amount.unsigned_abs() >= original.amount.unsigned_abs() {
            Some(paid)
        } else {
            paid.times(amount.saturating_abs(), original.amount.saturating_abs())
        };
        let Some((due, more)) = due.and_then(|due| Some((due, back.1.minus(&due)?))) else {
            return Exact::TOO_LARGE;
        };
        *back = (amount, due);
        Exact { above: more.above(), below: more.below() }
    }

    /// Moves the measure without pay: the next line starts from where it stands then.
    pub(super) fn moved(&mut self, line: &Line, original: &Line) {
        self.before = self.value;
        self.value = self.value.saturating_add(self.moves_by(line));
        self.place_in(self.value);
        match self.component.way {
            Way::Running => {
                let now = self.payout.as_ref().and_then(|payout| payout.at(&Ratio::whole(self.value), None));
                self.paid_so_far = now.unwrap_or(Ratio::ZERO);
            }
            Way::Retro => {
                let (price, below) = self.price_of(original, &mut Vec::new());
                self.base = self.base.saturating_add(price.saturating_mul(i128::from(self.basis(line))));
                if self.curved {
                    self.paid_so_far = self.curve(self.value, self.base, below).unwrap_or(Ratio::ZERO);
                }
            }
            Way::Marginal | Way::AtEnd => {}
        }
    }
}
