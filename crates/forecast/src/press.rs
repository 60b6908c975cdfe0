//! Dated pressures as factors.

use crate::grid::{Step, days_between};
use crate::history::{Pressure, Unit};

/// Whether `unit` is `above` or below it.
pub(crate) fn within(units: &[Unit], unit: Option<usize>, above: usize) -> bool {
    let mut at = unit;
    for _ in 0..=units.len() {
        match at {
            None => return false,
            Some(unit) if unit == above => return true,
            Some(unit) => at = units.get(unit).and_then(|unit| unit.parent),
        }
    }
    false
}

/// The share of a step that a pressure covers.
fn covered(pressure: &Pressure, step: &Step) -> f64 {
    let from = pressure.from.max(step.from);
    let until = pressure.until.map_or(step.until, |until| until.min(step.until));
    let length = days_between(step.from, step.until) as f64;
    if length > 0.0 { (days_between(from, until) as f64 / length).clamp(0.0, 1.0) } else { 0.0 }
}

/// What pressures leave of sales of a family in a unit in a step; `share` says how much of them goes to a segment.
pub(crate) fn factor(
    pressures: &[Pressure],
    units: &[Unit],
    unit: Option<usize>,
    family: usize,
    share: impl Fn(usize) -> f64,
    step: &Step,
) -> f64 {
    pressures
        .iter()
        .filter(|pressure| pressure.unit.is_none_or(|above| within(units, unit, above)))
        .filter(|pressure| pressure.family.is_none_or(|of| of == family))
        .map(|pressure| {
            let share = pressure.segment.map_or(1.0, &share);
            (1.0 + pressure.effect * covered(pressure, step) * share).max(0.0)
        })
        .product()
}
