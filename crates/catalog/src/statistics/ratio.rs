//! The ratio of two sums, with the error that comes from which clusters happened to be there.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{count, finite, sum};

/// The sum of a divided by the sum of b, and its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// Sum of a divided by sum of b.
    pub ratio: f64,
    /// Its standard error by linearisation, rows of a cluster taken together.
    pub standard_error: f64,
    /// Clusters.
    pub clusters: usize,
}

/// The ratio of sums over rows (cluster, a, b): Cochran, *Sampling Techniques* (1977), chapter 6, with the correction
/// G/(G − 1); that is a regression of a on b without constant, weighted by 1/b, with errors clustered.
///
/// `None` with fewer than two clusters, or where b does not add up to more than zero.
///
/// ```
/// use plumb_catalog::statistics::ratio;
/// let rows = [("c1", 2.0, 4.0), ("c2", 1.0, 6.0)];
/// assert_eq!(ratio(rows.to_vec()).map(|found| found.ratio), Some(0.3));
/// ```
pub fn ratio<C: Ord>(mut rows: Vec<(C, f64, f64)>) -> Option<Ratio> {
    if rows.iter().any(|(_, a, b)| !a.is_finite() || !b.is_finite()) {
        return None;
    }
    rows.sort_by(|x, y| x.0.cmp(&y.0).then(x.2.total_cmp(&y.2)).then(x.1.total_cmp(&y.1)));
    let whole = sum(rows.iter().map(|(_, _, b)| *b));
    if whole <= 0.0 {
        return None;
    }
    let ratio = finite(sum(rows.iter().map(|(_, a, _)| *a)) / whole)?;
    let scores: Vec<f64> = rows
        .chunk_by(|x, y| x.0 == y.0)
        .map(|cluster| sum(cluster.iter().map(|(_, a, b)| a - ratio * b)))
        .collect();
    let g = count(scores.len());
    if scores.len() < 2 {
        return None;
    }
    let spread = sum(scores.iter().map(|score| score * score));
    let standard_error = finite((g / (g - 1.0) * spread).sqrt() / whole)?;
    Some(Ratio { ratio, standard_error, clusters: scores.len() })
}

impl Ratio {
    /// The lower end of the two-sided 95 % interval, t with G − 1 degrees of freedom.
    pub fn lower(&self) -> Option<f64> {
        finite(self.ratio - self.students()?.inverse_cdf(0.975) * self.standard_error)
    }

    /// The one-sided p-value of a ratio that is not above `level`.
    pub fn p_above(&self, level: f64) -> Option<f64> {
        if self.standard_error > 0.0 {
            return finite(self.students()?.sf((self.ratio - level) / self.standard_error));
        }
        Some(if self.ratio > level { 0.0 } else { 1.0 })
    }

    fn students(&self) -> Option<StudentsT> {
        StudentsT::new(0.0, 1.0, count(self.clusters.checked_sub(1)?)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::close;
    use super::*;

    const ROWS: [(char, f64, f64); 9] = [
        ('a', 40.0, 100.0),
        ('a', 0.0, 30.0),
        ('b', 70.0, 90.0),
        ('c', 0.0, 55.0),
        ('c', 20.0, 20.0),
        ('d', 15.0, 80.0),
        ('e', 0.0, 25.0),
        ('e', 60.0, 60.0),
        ('f', 30.0, 120.0),
    ];

    #[test]
    fn ratio_and_error_are_those_of_statsmodels() {
        // statsmodels WLS(a, b, weights=1/b), cov_type="cluster", use_correction, use_t.
        let found = ratio(ROWS.to_vec());
        close(found.map(|found| found.ratio), 0.405_172_413_793_103_4);
        close(found.map(|found| found.standard_error), 0.098_073_516_146_386_06);
        close(found.and_then(|found| found.lower()), 0.153_066_414_630_218_64);
        close(found.and_then(|found| found.p_above(0.2)), 0.045_333_117_399_656_79);
    }

    #[test]
    fn one_cluster_or_nothing_below_the_line_says_nothing() {
        assert_eq!(ratio(ROWS[..2].to_vec()), None);
        assert_eq!(ratio(vec![('a', 1.0, 0.0), ('b', 1.0, 0.0)]), None);
        assert_eq!(ratio(Vec::<(char, f64, f64)>::new()), None);
    }

    #[test]
    fn what_never_varies_leaves_no_doubt() {
        let found = ratio(vec![('a', 1.0, 2.0), ('b', 2.0, 4.0)]).unwrap();
        assert_eq!(
            (found.lower(), found.p_above(0.4), found.p_above(0.5)),
            (Some(0.5), Some(0.0), Some(1.0))
        );
    }
}
