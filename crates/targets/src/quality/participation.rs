//! What part of a team is to be expected at or above quota.

use statrs::distribution::{ContinuousCDF, Normal};

/// How many are likely to reach their quota.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attainability {
    /// Persons with a chance that is a number from 0 to 1.
    pub n: usize,
    /// Persons without.
    pub left_out: usize,
    /// Of the former, those who reach it more likely than not.
    pub likely: usize,
    /// `likely` over `n`; `None` for nobody.
    pub share_likely: Option<f64>,
    /// The part to be expected to reach it: the mean chance.
    pub expected_share: Option<f64>,
}

/// From each person's chance of reaching the quota to the team's.
///
/// ```
/// let found = plumb_targets::quality::attainability(&[0.9, 0.5, 0.1, f64::NAN]);
/// assert_eq!((found.n, found.left_out, found.likely), (3, 1, 2));
/// assert_eq!(found.expected_share, Some(0.5));
/// ```
pub fn attainability(chances: &[f64]) -> Attainability {
    let mut sound: Vec<f64> = chances.iter().copied().filter(|chance| (0.0..=1.0).contains(chance)).collect();
    sound.sort_by(f64::total_cmp);
    let (n, likely) = (sound.len(), sound.iter().filter(|chance| **chance >= 0.5).count());
    let over_n = |sum: f64| (n > 0).then(|| sum / n as f64);
    Attainability {
        n,
        left_out: chances.len() - n,
        likely,
        share_likely: over_n(likely as f64),
        expected_share: over_n(sound.iter().sum()),
    }
}

/// The part at or above quota when attainment is normal with this mean and standard deviation: `1 − Φ((1 − μ) / σ)`.
///
/// `None` unless both are numbers and σ is not below zero. Without spread all reach it or none.
///
/// ```
/// let half = plumb_targets::quality::participation_normal(1.0, 0.3).ok_or("no part")?;
/// assert!((half - 0.5).abs() < 1e-12);
/// # Ok::<(), &str>(())
/// ```
pub fn participation_normal(mean: f64, sd: f64) -> Option<f64> {
    if !mean.is_finite() || !sd.is_finite() || sd < 0.0 {
        return None;
    }
    if sd > 0.0 { Some(above((1.0 - mean) / sd)) } else { Some(if mean >= 1.0 { 1.0 } else { 0.0 }) }
}

/// The part at or above quota when attainment is log-normal with this mean m and coefficient of variation v:
/// with `s² = ln(1 + v²)`, `1 − Φ(−(ln m − s²/2) / s)`.
///
/// `None` unless the mean is above zero and v not below.
pub fn participation_lognormal(mean: f64, cv: f64) -> Option<f64> {
    let spread = log_spread(mean, cv)?;
    let middle = mean.ln() - spread * spread / 2.0;
    if spread > 0.0 { Some(above(-middle / spread)) } else { Some(if mean >= 1.0 { 1.0 } else { 0.0 }) }
}

/// The median of a log-normal attainment: `m / √(1 + v²)`; `None` as for [`participation_lognormal`].
pub fn lognormal_median(mean: f64, cv: f64) -> Option<f64> {
    let spread = log_spread(mean, cv)?;
    Some(mean * (-spread * spread / 2.0).exp())
}

/// The mean attainment at which a part reaches quota, attainment normal: `1 + σ Φ⁻¹(part)`.
///
/// `None` unless the part is strictly between 0 and 1 and σ a number not below zero.
pub fn mean_needed_normal(part: f64, sd: f64) -> Option<f64> {
    (sd.is_finite() && sd >= 0.0 && part > 0.0 && part < 1.0).then(|| 1.0 + sd * normal_quantile(part))
}

/// The same, attainment log-normal: `exp(s²/2 + s Φ⁻¹(part))`.
pub fn mean_needed_lognormal(part: f64, cv: f64) -> Option<f64> {
    let spread = log_spread(1.0, cv)?;
    (part > 0.0 && part < 1.0).then(|| (spread * spread / 2.0 + spread * normal_quantile(part)).exp())
}

/// The standard normal's quantile.
pub(crate) fn normal_quantile(part: f64) -> f64 {
    Normal::standard().inverse_cdf(part)
}

/// The part of a standard normal above a point.
fn above(point: f64) -> f64 {
    Normal::standard().sf(point)
}

fn log_spread(mean: f64, cv: f64) -> Option<f64> {
    let spread = (cv * cv).ln_1p().sqrt();
    (mean.is_finite() && mean > 0.0 && cv >= 0.0 && spread.is_finite()).then_some(spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: Option<f64>, expected: f64) {
        let found = found.unwrap();
        assert!((found - expected).abs() < 0.000_051, "{found} is not {expected}");
    }

    #[test]
    fn v3_1_participation_from_mean_and_spread() {
        near(participation_normal(1.05, 0.315), 0.5631);
        near(participation_normal(1.1, 0.33), 0.6191);
        near(participation_lognormal(1.0, 0.3), 0.4417);
        near(lognormal_median(1.0, 0.3), 0.9578);
        near(participation_lognormal(1.0, 0.5), 0.4066);
        near(lognormal_median(1.0, 0.5), 0.8944);
        near(participation_lognormal(1.2, 0.5), 0.5595);
    }

    #[test]
    fn v3_1_mean_attainment_needed() {
        for (part, normal, lognormal) in
            [(0.60, 1.0760, 1.2602), (0.65, 1.1156, 1.3412), (0.70, 1.1573, 1.4323)]
        {
            near(mean_needed_normal(part, 0.3), normal);
            near(mean_needed_lognormal(part, 0.5), lognormal);
        }
    }

    #[test]
    fn what_is_no_spread_gives_nothing_and_none_at_all_gives_all_or_none() {
        assert_eq!(participation_normal(1.0, -0.1), None);
        assert_eq!(participation_lognormal(0.0, 0.1), None);
        assert_eq!(participation_lognormal(f64::NAN, 0.1), None);
        assert_eq!(mean_needed_normal(1.0, 0.3), None);
        assert_eq!(participation_normal(1.0, 0.0), Some(1.0));
        assert_eq!(participation_lognormal(0.9, 0.0), Some(0.0));
        assert_eq!(attainability(&[]).expected_share, None);
    }

    proptest::proptest! {
        #[test]
        fn the_mean_that_is_needed_gives_the_part_it_was_asked_for(part in 0.01_f64..0.99, spread in 0.01_f64..2.0) {
            let normal = participation_normal(mean_needed_normal(part, spread).unwrap(), spread).unwrap();
            let lognormal = participation_lognormal(mean_needed_lognormal(part, spread).unwrap(), spread).unwrap();
            proptest::prop_assert!((normal - part).abs() < 1e-6 && (lognormal - part).abs() < 1e-6);
        }
    }
}
