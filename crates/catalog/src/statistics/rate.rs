//! How much more often something happened in one stretch of time than in another.

use statrs::distribution::{Binomial, DiscreteCDF};

use super::finite;

/// The lower end of the two-sided 95 % interval for the ratio of two rates, `k1` events in the time `t1` against `k2` in
/// `t2`: exact, by the events of the first among all (Przyborowski & Wilenski 1940, limits of Clopper & Pearson 1934), as
/// `poisson.test` of R gives it.
///
/// `None` unless the events are whole and not below zero, both times above zero, and something happened.
pub fn rate_ratio_lower(k1: f64, t1: f64, k2: f64, t2: f64) -> Option<f64> {
    let (k1, n) = events(k1, t1, k2, t2)?;
    if k1 == 0 {
        return Some(0.0);
    }
    // The chance of k1 or more rises with the share; halving finds where it is 2.5 %.
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if at_least(k1, n, middle)? < 0.025 {
            low = middle;
        } else {
            high = middle;
        }
    }
    let share = 0.5 * (low + high);
    finite(share / (1.0 - share) * t2 / t1)
}

/// The one-sided p-value of a first rate that is not above the second; see [`rate_ratio_lower`].
pub fn rate_ratio_p(k1: f64, t1: f64, k2: f64, t2: f64) -> Option<f64> {
    let (k1, n) = events(k1, t1, k2, t2)?;
    at_least(k1, n, t1 / (t1 + t2))
}

fn events(k1: f64, t1: f64, k2: f64, t2: f64) -> Option<(u64, u64)> {
    let whole = |k: f64| (k >= 0.0 && k.fract() == 0.0 && k < 1e9).then_some(k as u64);
    let (k1, k2) = (whole(k1)?, whole(k2)?);
    (t1 > 0.0 && t2 > 0.0 && t1.is_finite() && t2.is_finite() && k1 + k2 > 0).then_some((k1, k1 + k2))
}

fn at_least(k: u64, n: u64, share: f64) -> Option<f64> {
    if k == 0 {
        return Some(1.0);
    }
    finite(Binomial::new(share, n).ok()?.sf(k - 1))
}

#[cfg(test)]
mod tests {
    use super::super::close;
    use super::*;

    #[test]
    fn bounds_are_those_of_poisson_test_in_r() {
        // poisson.test(c(11, 21), c(800, 3011)): rate ratio 1.971488, 95 % interval from 0.8584264.
        let found = rate_ratio_lower(11.0, 800.0, 21.0, 3011.0).unwrap();
        assert!((found - 0.858_426_4).abs() < 1e-6, "{found}");
    }

    #[test]
    fn bounds_and_p_are_those_of_scipy() {
        close(rate_ratio_lower(4.0, 5.6, 3.0, 34.0), 1.369_517_854_399_535_9);
        close(rate_ratio_p(4.0, 5.6, 3.0, 34.0), 0.009_783_806_960_228_276);
    }

    #[test]
    fn what_never_happened_is_no_rate() {
        assert_eq!(rate_ratio_lower(0.0, 1.0, 0.0, 1.0), None);
        assert_eq!(rate_ratio_lower(0.0, 1.0, 3.0, 1.0), Some(0.0));
        assert_eq!(rate_ratio_p(0.0, 1.0, 3.0, 1.0), Some(1.0));
        assert_eq!(rate_ratio_p(1.5, 1.0, 3.0, 1.0), None);
        assert_eq!(rate_ratio_p(1.0, 0.0, 3.0, 1.0), None);
    }
}
