//! How figures are spread, and whether two of them rise together.

/// How far figures lie apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dispersion {
    /// Figures that are numbers.
    pub n: usize,
    /// Their mean; `None` for none.
    pub mean: Option<f64>,
    /// Standard deviation (n − 1 in the divisor) over the mean; `None` below two figures or for a mean not above zero.
    pub cv: Option<f64>,
    /// Gini coefficient, 0 where all are alike; `None` where one is below zero or all are zero.
    pub gini: Option<f64>,
}

/// The dispersion of figures; what is no number is left out.
///
/// ```
/// let found = plumb_targets::quality::dispersion(&[0.0, 0.0, 0.0, 8.0]);
/// assert_eq!((found.mean, found.gini), (Some(2.0), Some(0.75)));
/// ```
pub fn dispersion(figures: &[f64]) -> Dispersion {
    let mut sorted: Vec<f64> = figures.iter().copied().filter(|figure| figure.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let sum: f64 = sorted.iter().sum();
    let mean = finite(sum / n);
    let cv = mean.filter(|mean| *mean > 0.0 && sorted.len() > 1).and_then(|mean| {
        let squares: f64 = sorted.iter().map(|figure| (figure - mean).powi(2)).sum();
        finite((squares / (n - 1.0)).sqrt() / mean)
    });
    let not_below = sorted.first().is_some_and(|least| *least >= 0.0) && sum > 0.0;
    let ranked: f64 = sorted.iter().zip(1_u32..).map(|(figure, rank)| figure * f64::from(rank)).sum();
    let gini = not_below.then(|| (2.0 * ranked / (n * sum) - (n + 1.0) / n).max(0.0)).and_then(finite);
    Dispersion { n: sorted.len(), mean, cv, gini }
}

/// Quota over potential of each (quota, potential) whose potential is above zero.
pub fn quota_per_potential(pairs: &[(i64, i64)]) -> Vec<f64> {
    pairs
        .iter()
        .filter(|pair| pair.1 > 0)
        .map(|(quota, potential)| *quota as f64 / *potential as f64)
        .collect()
}

/// Spearman's rank correlation, ties at their mean rank. `None` below two pairs of numbers, or where one side does not vary.
///
/// ```
/// use plumb_targets::quality::spearman;
/// assert_eq!(spearman(&[(1.0, 10.0), (2.0, 20.0), (3.0, 400.0)]), Some(1.0));
/// assert_eq!(spearman(&[(1.0, 5.0), (2.0, 5.0)]), None);
/// ```
pub fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    let mut sound: Vec<(f64, f64)> =
        pairs.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
    sound.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let x = centred_ranks(&sound.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let y = centred_ranks(&sound.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let sum = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let (xx, yy) = (sum(&x, &x), sum(&y, &y));
    if xx > 0.0 && yy > 0.0 { Some((sum(&x, &y) / (xx * yy).sqrt()).clamp(-1.0, 1.0)) } else { None }
}

/// Ranks less their mean, in the order given; ties share the mean of their ranks.
fn centred_ranks(figures: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..figures.len()).collect();
    order.sort_by(|a, b| figures[*a].total_cmp(&figures[*b]));
    let mut ranks = vec![0.0; figures.len()];
    let middle = (figures.len() as f64 - 1.0) / 2.0;
    let mut before = 0_usize;
    // Zero of either sign is one figure.
    let same =
        |a: &usize, b: &usize| figures[*a].partial_cmp(&figures[*b]) == Some(std::cmp::Ordering::Equal);
    for ties in order.chunk_by(same) {
        let rank = before as f64 + (ties.len() as f64 - 1.0) / 2.0 - middle;
        for index in ties {
            ranks[*index] = rank;
        }
        before += ties.len();
    }
    ranks
}

fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ranks_that_tie_share_their_mean() {
        // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / √(4.5 · 5).
        let found = spearman(&[(1.0, 1.0), (2.0, 2.0), (2.0, 3.0), (9.0, 4.0)]).unwrap();
        assert!((found - 4.5 / 22.5_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn potential_of_zero_has_no_quota_per_potential() {
        assert_eq!(quota_per_potential(&[(10, 4), (10, 0), (10, -1)]), [2.5]);
    }

    proptest! {
        #[test]
        fn gini_is_the_mean_difference_over_twice_the_mean(figures in proptest::collection::vec(0.0_f64..1e6, 1..15)) {
            let n = figures.len() as f64;
            let differences: f64 = figures.iter().flat_map(|a| figures.iter().map(move |b| (a - b).abs())).sum();
            let mean = figures.iter().sum::<f64>() / n;
            if mean > 0.0 {
                prop_assert!((dispersion(&figures).gini.unwrap() - differences / (2.0 * n * n * mean)).abs() < 1e-9);
            }
        }

        #[test]
        fn nothing_makes_it_panic(figures in proptest::collection::vec(any::<f64>(), 0..10)) {
            dispersion(&figures);
            let pairs: Vec<(f64, f64)> = figures.iter().copied().zip(figures.iter().rev().copied()).collect();
            prop_assert!(spearman(&pairs).is_none_or(|rho| (-1.0..=1.0).contains(&rho)));
        }
    }
}
