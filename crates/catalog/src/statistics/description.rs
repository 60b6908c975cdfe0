//! Middle, spread and shape of a set of values.

use super::{count, finite, sorted, sum};

/// The arithmetic mean; `None` without values.
///
/// ```
/// assert_eq!(plumb_catalog::statistics::mean(&[1.0, 2.0, 6.0]), Some(3.0));
/// ```
pub fn mean(values: &[f64]) -> Option<f64> {
    let values = sorted(values)?;
    if values.is_empty() {
        return None;
    }
    finite(sum(values.iter().copied()) / count(values.len()))
}

/// The median: the [`quantile`] at one half.
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// The quantile at `q` from 0 to 1, by linear interpolation between order statistics: type 7 of Hyndman & Fan,
/// *Sample quantiles in statistical packages* (1996), the default of R and numpy.
///
/// `None` without values, or for a `q` outside 0 to 1.
///
/// ```
/// assert_eq!(plumb_catalog::statistics::quantile(&[10.0, 20.0, 30.0], 0.25), Some(15.0));
/// ```
pub fn quantile(values: &[f64], q: f64) -> Option<f64> {
    let values = sorted(values)?;
    if !(0.0..=1.0).contains(&q) {
        return None;
    }
    let place = q * count(values.len().checked_sub(1)?);
    let below = place.floor();
    // A place within the list is small and not negative.
    let index = below as usize;
    let low = *values.get(index)?;
    let high = values.get(index + 1).copied().unwrap_or(low);
    finite(low + (place - below) * (high - low))
}

/// The standard deviation of a sample (divisor n − 1); `None` under two values.
pub fn sd(values: &[f64]) -> Option<f64> {
    let moments = Moments::of(values)?;
    if moments.n < 2.0 {
        return None;
    }
    finite((moments.second / (moments.n - 1.0)).sqrt())
}

/// The bimodality coefficient of SAS (*SAS/STAT User's Guide*, The CLUSTER Procedure):
/// (g₁² + 1) / (g₂ + 3 (n − 1)² / ((n − 2)(n − 3))) with the sample skewness g₁ and the sample excess kurtosis g₂.
///
/// A uniform distribution has 5/9; above it two heaps are likely. `None` under four values or without spread.
pub fn bimodality(values: &[f64]) -> Option<f64> {
    let Moments { n, second, third, fourth } = Moments::of(values)?;
    if n < 4.0 || second <= 0.0 {
        return None;
    }
    let (m2, m3, m4) = (second / n, third / n, fourth / n);
    let skewness = m3 / m2.powf(1.5) * (n * (n - 1.0)).sqrt() / (n - 2.0);
    let kurtosis = (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * (m4 / (m2 * m2) - 3.0) + 6.0);
    finite((skewness * skewness + 1.0) / (kurtosis + 3.0 * (n - 1.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0))))
}

/// The Gini coefficient (Gini 1912): half the relative mean difference, 0 when all are equal, (n − 1)/n when one has all.
///
/// `None` without values, with a negative one, or when their sum is 0.
///
/// ```
/// assert_eq!(plumb_catalog::statistics::gini(&[0.0, 0.0, 0.0, 8.0]), Some(0.75));
/// ```
pub fn gini(values: &[f64]) -> Option<f64> {
    let values = sorted(values)?;
    let total = sum(values.iter().copied());
    if values.first().is_none_or(|least| *least < 0.0) || total <= 0.0 {
        return None;
    }
    let n = count(values.len());
    let weighted =
        sum(values.iter().enumerate().map(|(index, value)| (2.0 * count(index + 1) - n - 1.0) * value));
    finite(weighted / (n * total))
}

/// Sums of powers of the deviations from the mean.
struct Moments {
    n: f64,
    second: f64,
    third: f64,
    fourth: f64,
}

impl Moments {
    fn of(values: &[f64]) -> Option<Self> {
        let values = sorted(values)?;
        // Deviations from the least value are exactly zero where all values are equal.
        let least = *values.first()?;
        let n = count(values.len());
        let middle = sum(values.iter().map(|value| value - least)) / n;
        let power = |exponent: i32| sum(values.iter().map(|value| ((value - least) - middle).powi(exponent)));
        Some(Self { n, second: finite(power(2))?, third: finite(power(3))?, fourth: finite(power(4))? })
    }
}

#[cfg(test)]
mod tests {
    use super::super::close;
    use super::*;

    const VALUES: [f64; 10] = [12.5, 3.25, 8.0, 8.0, 41.75, -2.0, 17.0, 6.5, 9.125, 30.0];

    #[test]
    fn middle_and_spread_are_those_of_numpy() {
        close(mean(&VALUES), 13.4125);
        close(median(&VALUES), 8.5625);
        close(sd(&VALUES), 13.154_800_824_118_25);
        for (q, expected) in [(0.0, -2.0), (0.1, 2.725), (0.25, 6.875), (0.9, 31.175), (1.0, 41.75)] {
            close(quantile(&VALUES, q), expected);
        }
    }

    #[test]
    fn two_heaps_are_measured_as_scipy_measures_them() {
        // From scipy.stats.skew and kurtosis with bias=False.
        close(bimodality(&VALUES), 0.483_237_057_323_304_24);
        let heaps = [[1.0; 20], [9.0; 20]].concat();
        assert!(bimodality(&heaps).is_some_and(|found| found > 5.0 / 9.0));
    }

    #[test]
    fn concentration_is_the_mean_difference_of_all_pairs() {
        close(gini(&[12.5, 3.25, 8.0, 8.0, 41.75, 2.0, 17.0, 6.5, 9.125, 30.0]), 0.443_167_420_814_479_63);
        close(gini(&[5.0, 5.0]), 0.0);
    }

    #[test]
    fn what_cannot_be_said_is_not_said() {
        assert_eq!([mean(&[]), median(&[]), sd(&[1.0]), quantile(&[1.0], 1.5)], [None; 4]);
        assert_eq!([bimodality(&[1.0, 2.0, 3.0]), bimodality(&[0.1; 9])], [None; 2]);
        assert_eq!([gini(&[]), gini(&[0.0, 0.0]), gini(&[-1.0, 4.0]), mean(&[f64::INFINITY])], [None; 4]);
    }
}
