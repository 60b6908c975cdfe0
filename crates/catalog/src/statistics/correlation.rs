//! How far two quantities move together.

use super::{count, finite, sum};

/// The correlation coefficient of pairs (x, y): Pearson 1895. `None` under two pairs, or when either does not vary.
///
/// ```
/// let found = plumb_catalog::statistics::correlation(&[(1.0, 3.0), (2.0, 5.0), (3.0, 7.0)]).unwrap();
/// assert!((found - 1.0).abs() < 1e-12);
/// ```
pub fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    let mut pairs = pairs.to_vec();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let (first_x, first_y) = *pairs.first()?;
    let n = count(pairs.len());
    let mean_x = sum(pairs.iter().map(|(x, _)| x - first_x)) / n;
    let mean_y = sum(pairs.iter().map(|(_, y)| y - first_y)) / n;
    let deviations: Vec<(f64, f64)> =
        pairs.iter().map(|(x, y)| ((x - first_x) - mean_x, (y - first_y) - mean_y)).collect();
    let both = sum(deviations.iter().map(|(x, y)| x * y));
    let xs = sum(deviations.iter().map(|(x, _)| x * x));
    let ys = sum(deviations.iter().map(|(_, y)| y * y));
    if xs <= 0.0 || ys <= 0.0 {
        return None;
    }
    finite(both / (xs.sqrt() * ys.sqrt())).map(|found| found.clamp(-1.0, 1.0))
}

/// The rank correlation of pairs (x, y): Spearman 1904, equal values sharing the mean of their ranks.
pub fn rank_correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.iter().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
        return None;
    }
    let xs: Vec<f64> = pairs.iter().map(|(x, _)| *x).collect();
    let ys: Vec<f64> = pairs.iter().map(|(_, y)| *y).collect();
    correlation(&ranks(&xs).into_iter().zip(ranks(&ys)).collect::<Vec<_>>())
}

/// The rank of each value, from 1; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    // Adding zero makes the two zeros one.
    let plain = |value: &f64| value + 0.0;
    let mut ordered: Vec<f64> = values.iter().map(plain).collect();
    ordered.sort_by(f64::total_cmp);
    values
        .iter()
        .map(plain)
        .map(|value| {
            let below = ordered.partition_point(|other| other.total_cmp(&value).is_lt());
            let up_to = ordered.partition_point(|other| other.total_cmp(&value).is_le());
            (count(below) + 1.0 + count(up_to)) / 2.0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::close;
    use super::*;

    const PAIRS: [(f64, f64); 10] = [
        (12.5, 1.5),
        (3.25, 0.25),
        (8.0, 2.0),
        (8.0, 1.0),
        (41.75, 5.5),
        (-2.0, 0.75),
        (17.0, 2.5),
        (6.5, 0.5),
        (9.125, 1.25),
        (30.0, 2.75),
    ];

    #[test]
    fn coefficients_are_those_of_scipy() {
        close(correlation(&PAIRS), 0.931_830_311_050_458_9);
        close(rank_correlation(&PAIRS), 0.911_858_315_520_096_8);
    }

    #[test]
    fn what_does_not_vary_has_no_correlation() {
        assert_eq!(correlation(&[(0.1, 1.0), (0.1, 2.0), (0.1, 4.0)]), None);
        assert_eq!(rank_correlation(&[(1.0, 0.3), (2.0, 0.3)]), None);
        assert_eq!(correlation(&[]), None);
    }
}
