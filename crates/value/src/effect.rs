//! The effect of closing a gap of full magnitude: a log-normal fitted to low, middle and high.

use statrs::distribution::{ContinuousCDF, Normal};

/// The standard normal's ninetieth percentile.
const NINETIETH: f64 = 1.281_551_565_544_600_4;

/// The spread of an effect that is only said with one figure, as a factor: its ninetieth percentile is this many times the
/// middle.
const SPREAD_UNSAID: f64 = 2.0;

/// A relative effect that is not known exactly, log-normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    middle: f64,
    spread: f64,
}

/// By how much the spread is widened for the grade of a source: A to C by source, X where there is none. Figures that no source
/// measured are widened as of grade C at least, whatever the letter.
pub fn widening(grade: char, anchored: bool) -> f64 {
    let by_letter = match grade {
        'A' => 1.0,
        'B' => 1.25,
        'C' => 1.6,
        _ => 2.0,
    };
    if anchored { by_letter } else { f64::max(by_letter, 1.6) }
}

impl Effect {
    /// Fits an effect whose tenth, fiftieth and ninetieth percentile are `low`, `middle` and `high`, and widens it.
    ///
    /// `None` when the middle is not a number above zero, or the three do not rise. A low end at or below zero has no place
    /// in a log-normal: then the spread is that of the upper half.
    ///
    /// ```
    /// let effect = plumb_value::Effect::fit(0.01, 0.02, 0.04, 1.0).ok_or("no effect")?;
    /// assert!((effect.quantile(0.9) - 0.04).abs() < 1e-9);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn fit(low: f64, middle: f64, high: f64, widening: f64) -> Option<Self> {
        let rises = low <= middle && middle <= high && high.is_finite() && low.is_finite();
        if !rises || middle <= 0.0 || !widening.is_finite() {
            return None;
        }
        let spread = if low > 0.0 {
            (high.ln() - low.ln()) / (2.0 * NINETIETH)
        } else if high > middle {
            (high.ln() - middle.ln()) / NINETIETH
        } else {
            SPREAD_UNSAID.ln() / NINETIETH
        };
        Some(Self { middle, spread: spread * widening.max(0.0) })
    }

    /// An effect known exactly.
    pub fn exactly(middle: f64) -> Option<Self> {
        Self::fit(middle, middle, middle, 0.0)
    }

    /// Its middle.
    pub fn middle(self) -> f64 {
        self.middle
    }

    /// Its quantile at `share`, between 0 and 1; what lies outside counts as the nearest share that has one.
    pub fn quantile(self, share: f64) -> f64 {
        if self.spread <= 0.0 || share.is_nan() {
            return self.middle;
        }
        self.middle * (self.spread * Normal::standard().inverse_cdf(share.clamp(1e-9, 1.0 - 1e-9))).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9 * b.abs().max(1.0)
    }

    #[test]
    fn percentiles_come_back_where_the_three_are_even() {
        let effect = Effect::fit(0.02, 0.04, 0.08, 1.0).unwrap();
        assert!(near(effect.quantile(0.1), 0.02) && near(effect.quantile(0.5), 0.04));
        assert!(near(effect.quantile(0.9), 0.08));
    }

    #[test]
    fn a_weaker_source_widens_and_leaves_the_middle_alone() {
        let wide = Effect::fit(0.02, 0.04, 0.08, widening('X', false)).unwrap();
        assert!(near(wide.quantile(0.9), 0.16) && near(wide.middle(), 0.04));
        for (grade, factor) in [('A', 1.0), ('B', 1.25), ('C', 1.6), ('X', 2.0)] {
            assert!(near(widening(grade, true), factor));
        }
        assert!(near(widening('A', false), 1.6) && near(widening('X', false), 2.0));
    }

    #[test]
    fn what_is_no_effect_is_none() {
        assert_eq!(Effect::fit(0.0, 0.0, 0.0, 1.0), None);
        assert_eq!(Effect::fit(0.3, 0.2, 0.4, 1.0), None);
        assert_eq!(Effect::fit(f64::NAN, 0.2, 0.4, 1.0), None);
        assert_eq!(Effect::fit(0.1, 0.2, f64::INFINITY, 1.0), None);
        let from_zero = Effect::fit(0.0, 0.02, 0.04, 1.0).unwrap();
        assert!(near(from_zero.quantile(0.9), 0.04) && from_zero.quantile(0.1) > 0.0);
    }
}
