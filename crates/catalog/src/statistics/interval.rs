//! Bounds of a share that was counted.

use super::finite;

/// The 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The lower bound of the two-sided 95 % score interval for `k` of `n`: Wilson, *Probable inference, the law of
/// succession, and statistical inference* (1927).
///
/// `None` unless 0 ≤ `k` ≤ `n` and `n` > 0.
///
/// ```
/// let lower = plumb_catalog::statistics::wilson_lower(4238.0, 6711.0).unwrap();
/// assert!((lower - 0.619887).abs() < 1e-6);
/// ```
pub fn wilson_lower(k: f64, n: f64) -> Option<f64> {
    let (centre, half) = score(k, n)?;
    finite((centre - half).max(0.0))
}

/// The upper bound of the two-sided 95 % score interval for `k` of `n`; see [`wilson_lower`].
pub fn wilson_upper(k: f64, n: f64) -> Option<f64> {
    let (centre, half) = score(k, n)?;
    finite((centre + half).min(1.0))
}

/// The middle of the score interval and half its width.
fn score(k: f64, n: f64) -> Option<(f64, f64)> {
    if !(n > 0.0 && n.is_finite() && (0.0..=n).contains(&k)) {
        return None;
    }
    let share = k / n;
    let scale = 1.0 + Z * Z / n;
    let centre = (share + Z * Z / (2.0 * n)) / scale;
    let half = Z / scale * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    Some((centre, half))
}

#[cfg(test)]
mod tests {
    use super::super::close;
    use super::*;

    #[test]
    fn bounds_are_those_of_statsmodels() {
        for (k, n, lower, upper) in [
            (0.0, 10.0, 0.0, 0.277_532_799_862_889_26),
            (10.0, 10.0, 0.722_467_200_137_110_6, 1.0),
            (4238.0, 6711.0, 0.619_886_914_783_114, 0.642_963_669_377_957_3),
            (1.0, 3.0, 0.061_491_944_720_396_26, 0.792_340_399_197_952_3),
            // Newcombe 1998, table I: 0.0624 to 0.1605.
            (15.0, 148.0, 0.062_386_399_530_736_28, 0.160_487_241_723_308_03),
        ] {
            close(wilson_lower(k, n), lower);
            close(wilson_upper(k, n), upper);
        }
    }

    #[test]
    fn a_share_of_nothing_has_no_bounds() {
        assert_eq!([wilson_lower(0.0, 0.0), wilson_upper(3.0, 2.0), wilson_lower(-1.0, 2.0)], [None; 3]);
    }
}
