//! An axis of amounts: where it begins and ends, and the levels that are named between.

/// Steps of an axis, at most, from the least to the most.
const STEPS: f64 = 5.0;

/// An axis from a low to a high level in round steps. It holds nothing as a level, as lengths are compared.
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    step: f64,
}

impl Axis {
    /// The axis that holds all of these amounts; `None` without any.
    pub(super) fn of(amounts: impl Iterator<Item = f64>) -> Option<Self> {
        let (least, most) = amounts.fold(None, |ends: Option<(f64, f64)>, value| {
            Some(ends.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
        })?;
        let (least, most) = (least.min(0.0), most.max(0.0));
        let spread = if most > least { most - least } else { 1.0 };
        let power = 10_f64.powf((spread / STEPS).log10().floor());
        let step =
            [1.0, 2.0, 2.5, 5.0, 10.0].map(|by| by * power).into_iter().find(|step| step * STEPS >= spread);
        let step = step.unwrap_or(spread);
        let high = (most / step).ceil().max(if least < 0.0 { 0.0 } else { 1.0 }) * step;
        Some(Self { low: (least / step).floor() * step, high, step })
    }

    /// Where an amount lies, from 0 at the low end to 1 at the high one.
    pub(super) fn share(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// The levels that are named, from the low end to the high one.
    pub(super) fn levels(&self) -> impl Iterator<Item = f64> + '_ {
        let count = ((self.high - self.low) / self.step).round().clamp(1.0, 8.0);
        (0..=count as usize).map(|index| self.low + self.step * index as f64)
    }
}
