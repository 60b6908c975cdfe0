//! What a line brings, by the way in which its component is computed.

use plumb_units::MILLION;

use super::{Exact, State};
use crate::curve::of_all;
use crate::lines::Line;
use crate::measure::What;
use crate::number::{Number, Ratio};
use crate::plan::Over;

impl State<'_, '_> {
    #[inline]
    pub(super) fn marginal(&mut self, step: i64, basis: i64, price: i128, below: i128) -> Exact {
        let Some(ladder) = &self.ladder else { return Exact::ZERO };
        let Some(below) = below.checked_mul(i128::from(ladder.below)) else { return Exact::TOO_LARGE };
        let (from, to) = (self.before, self.value);
        if self.component.component.over == Over::Transaction && to < 0 {
            // A deal that stands alone and takes back pays as the same deal would have paid, negative.
            let through = -ladder.between(0, to.saturating_neg());
            return part(price, through, basis, step, below);
        }
        if from >= self.low && from <= self.high && to >= self.low && to <= self.high {
            let rate = if step == 0 { ladder.rate(ladder.tier(to)) } else { self.rate };
            return product(price, rate, basis, below);
        }
        let through = ladder.between(from, to);
        self.place_in(to);
        if step == 0 {
            return product(price, self.rate, basis, below);
        }
        part(price, through, basis, step, below)
    }

    /// A line for itself: the tier of its own amount, or of its own ratio, pays for all of it.
    pub(super) fn alone(
        &self,
        line: &Line,
        lines: &[Line],
        place: usize,
        basis: i64,
        price: i128,
        below: i128,
    ) -> Exact {
        let Some(ladder) = &self.ladder else { return Exact::ZERO };
        let value = match self.component.measure.map(|measure| &measure.what) {
            Some(What::Ratio { above, below }) => ratio_of(line, lines, place, above, below),
            _ => self.value.saturating_abs(),
        };
        if self.curved {
            let pays = price.checked_mul(i128::from(basis)).and_then(|base| self.curve(value, base, below));
            return pays.map_or(Exact::TOO_LARGE, |pays| Exact { above: pays.above(), below: pays.below() });
        }
        let rate = ladder.rate(ladder.tier(value));
        let below = below.checked_mul(i128::from(ladder.below));
        below.map_or(Exact::TOO_LARGE, |below| product(price, rate, basis, below))
    }

    pub(super) fn retro(&mut self, basis: i64, price: i128, below: i128) -> Exact {
        let Some(ladder) = &self.ladder else { return Exact::ZERO };
        if self.curved {
            let base = price.checked_mul(i128::from(basis)).and_then(|more| self.base.checked_add(more));
            let now = base.and_then(|base| Some((base, self.curve(self.value, base, below)?)));
            let more = now.and_then(|(base, now)| Some((base, now, now.minus(&self.paid_so_far)?)));
            let Some((base, now, more)) = more else { return Exact::TOO_LARGE };
            (self.base, self.paid_so_far) = (base, now);
            return Exact { above: more.above(), below: more.below() };
        }
        let old = self.base.checked_mul(i128::from(ladder.rate(ladder.tier(self.before))));
        let base = price.checked_mul(i128::from(basis)).and_then(|more| self.base.checked_add(more));
        let new = base.and_then(|base| base.checked_mul(i128::from(ladder.rate(ladder.tier(self.value)))));
        let below = below.checked_mul(i128::from(ladder.below));
        match (old, new, base, below) {
            (Some(old), Some(new), Some(base), Some(below)) => {
                self.base = base;
                Exact { above: new - old, below }
            }
            _ => Exact::TOO_LARGE,
        }
    }

    /// What all that was gathered brings where the shape is more than tiers.
    pub(super) fn curve(&self, value: i64, base: i128, below: i128) -> Option<Ratio> {
        let component = self.component;
        let base = Ratio::new(base, below)?;
        let is_sum = component.adds_up();
        of_all(component.component, self.ladder.as_ref(), self.quota, is_sum, &Ratio::whole(value), &base)
    }

    pub(super) fn running(&mut self) -> Exact {
        let now = self.payout.as_ref().map(|payout| payout.at(&Ratio::whole(self.value), None));
        let now = match now {
            None => return Exact::ZERO,
            Some(None) => return Exact::TOO_LARGE,
            Some(Some(now)) => now,
        };
        let Some(more) = now.minus(&self.paid_so_far) else { return Exact::TOO_LARGE };
        self.paid_so_far = now;
        Exact { above: more.above(), below: more.below() }
    }
}

/// What is paid on so much of a step whose units bring so much together.
fn part(price: i128, through: i128, basis: i64, step: i64, below: i128) -> Exact {
    if basis == step {
        return price.checked_mul(through).map_or(Exact::TOO_LARGE, |above| Exact { above, below });
    }
    let sign = i128::from(step.signum());
    let above = price.checked_mul(i128::from(basis)).and_then(|above| above.checked_mul(through));
    let below = below.checked_mul(i128::from(step) * sign);
    match above.zip(below) {
        Some((above, below)) => Exact { above: above * sign, below },
        None => Exact::TOO_LARGE,
    }
}

/// `price · rate · basis / below`.
#[inline]
fn product(price: i128, rate: i64, basis: i64, below: i128) -> Exact {
    let small = i64::try_from(price).ok().and_then(|price| price.checked_mul(rate));
    let above = match small {
        Some(small) => Some(i128::from(small) * i128::from(basis)),
        None => price.checked_mul(i128::from(rate)).and_then(|above| above.checked_mul(i128::from(basis))),
    };
    above.map_or(Exact::TOO_LARGE, |above| Exact { above, below })
}

/// The ratio of one transaction, in millionths, from its own lines; 0 where nothing stands below.
pub(crate) fn ratio_of(line: &Line, lines: &[Line], place: usize, above: &[usize], below: &[usize]) -> i64 {
    let same = |other: &&Line| other.event == line.event && other.back() == line.back();
    let before = lines.get(..place).unwrap_or(&[]).iter().rev().take_while(same);
    let after = lines.get(place..).unwrap_or(&[]).iter().take_while(same);
    let (mut up, mut down) = (0_i128, 0_i128);
    for line in before.chain(after) {
        let credit = usize::from(line.credit());
        up += if above.contains(&credit) { i128::from(line.amount) } else { 0 };
        down += if below.contains(&credit) { i128::from(line.amount) } else { 0 };
    }
    let (up, down) = if down < 0 { (-up, -down) } else { (up, down) };
    if down == 0 {
        return 0;
    }
    i64::try_from((up * i128::from(MILLION)).div_euclid(down)).unwrap_or(0)
}
