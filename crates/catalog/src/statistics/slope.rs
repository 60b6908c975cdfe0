//! The slope of one quantity on another, comparing only within clusters.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{count, finite, sum};

/// A slope with a fixed effect per cluster and its standard error clustered by the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regression {
    /// Change of y for one more of x, comparing only within clusters.
    pub slope: f64,
    /// Its cluster-robust standard error; 0 where the line fits every cluster exactly.
    pub standard_error: f64,
    /// Clusters in which x varies.
    pub clusters: usize,
    /// Rows in them.
    pub rows: usize,
}

/// Regresses y on x over rows (cluster, y, x).
///
/// Both are taken as deviations from their cluster's mean (fixed effects). The variance is that of Liang & Zeger (1986)
/// with the correction G/(G − 1) · (N − 1)/(N − 2), that is `xtreg, fe vce(cluster)` of Stata and `OLS(…).fit(cov_type=
/// "cluster")` of statsmodels on the deviations with a constant; tests use Student's t with G − 1 degrees of freedom.
/// Clusters in which x does not vary say nothing about the slope: they are left out before N and G are counted, as
/// `reghdfe` leaves out singletons (Correia 2015), so that they cannot make the error look smaller than it is.
///
/// `None` with fewer than two clusters in which x varies.
///
/// ```
/// use plumb_catalog::statistics::regression;
/// let rows = [("a", 1.0, 0.0), ("a", 3.0, 1.0), ("b", 7.0, 0.0), ("b", 10.0, 1.0)];
/// assert_eq!(regression(rows.to_vec()).map(|found| found.slope), Some(2.5));
/// ```
pub fn regression<C: Ord>(mut rows: Vec<(C, f64, f64)>) -> Option<Regression> {
    if rows.iter().any(|(_, y, x)| !y.is_finite() || !x.is_finite()) {
        return None;
    }
    rows.sort_by(|a, b| a.0.cmp(&b.0).then(a.2.total_cmp(&b.2)).then(a.1.total_cmp(&b.1)));
    let clusters: Vec<Vec<(f64, f64)>> =
        rows.chunk_by(|a, b| a.0 == b.0).map(deviations).filter(|cluster| varies(cluster)).collect();
    let number = clusters.len();
    if number < 2 {
        return None;
    }
    let rows = || clusters.iter().flatten();
    let xx = sum(rows().map(|(_, x)| x * x));
    let slope = finite(sum(rows().map(|(y, x)| y * x)) / xx)?;
    let scores = clusters.iter().map(|cluster| sum(cluster.iter().map(|(y, x)| x * (y - slope * x))));
    let (n, g) = (count(rows().count()), count(number));
    let correction = g / (g - 1.0) * (n - 1.0) / (n - 2.0);
    let standard_error = finite((correction * sum(scores.map(|score| score * score))).sqrt() / xx)?;
    Some(Regression { slope, standard_error, clusters: number, rows: rows().count() })
}

impl Regression {
    /// The lower end of the two-sided 95 % interval.
    pub fn lower(&self) -> Option<f64> {
        finite(self.slope - self.students()?.inverse_cdf(0.975) * self.standard_error)
    }

    /// The one-sided p-value of a slope above zero.
    ///
    /// Where every cluster fits exactly it is 0 for a slope above zero, else 1.
    pub fn p(&self) -> Option<f64> {
        if self.standard_error > 0.0 {
            return finite(self.students()?.sf(self.slope / self.standard_error));
        }
        Some(if self.slope > 0.0 { 0.0 } else { 1.0 })
    }

    fn students(&self) -> Option<StudentsT> {
        StudentsT::new(0.0, 1.0, count(self.clusters.checked_sub(1)?)).ok()
    }
}

/// Deviations (y, x) from the cluster's means; exactly zero where all values are equal.
fn deviations<C>(cluster: &[(C, f64, f64)]) -> Vec<(f64, f64)> {
    let Some((_, first_y, first_x)) = cluster.first() else {
        return Vec::new();
    };
    let n = count(cluster.len());
    let mean_y = sum(cluster.iter().map(|(_, y, _)| y - first_y)) / n;
    let mean_x = sum(cluster.iter().map(|(_, _, x)| x - first_x)) / n;
    cluster.iter().map(|(_, y, x)| ((y - first_y) - mean_y, (x - first_x) - mean_x)).collect()
}

fn varies(cluster: &[(f64, f64)]) -> bool {
    cluster.iter().any(|(_, x)| x.abs() > 0.0)
}

#[cfg(test)]
mod tests {
    use super::super::close;
    use super::*;

    const ROWS: [(char, f64, f64); 21] = [
        ('a', 0.04, 0.0),
        ('a', 0.06, 0.0),
        ('a', 0.10, 1.0),
        ('a', 0.13, 1.0),
        ('b', 0.11, 0.0),
        ('b', 0.15, 1.0),
        ('b', 0.22, 1.0),
        ('c', 0.02, 0.0),
        ('c', 0.01, 0.0),
        ('c', 0.05, 0.0),
        ('c', 0.04, 1.0),
        ('d', 0.21, 0.0),
        ('d', 0.19, 1.0),
        ('e', 0.08, 0.0),
        ('e', 0.17, 1.0),
        ('e', 0.06, 0.0),
        ('e', 0.12, 1.0),
        ('e', 0.09, 1.0),
        ('f', 0.15, 0.0),
        ('f', 0.18, 0.0),
        ('f', 0.25, 1.0),
    ];

    #[test]
    fn slope_error_bound_and_p_are_those_of_statsmodels() {
        // statsmodels 0.14 OLS on deviations with a constant, cov_type="cluster", use_correction, use_t;
        // linearmodels PanelOLS(entity_effects) clustered with group_debias gives the same slope and error.
        let found = regression(ROWS.to_vec());
        assert_eq!(found.map(|found| (found.clusters, found.rows)), Some((6, 21)));
        close(found.map(|found| found.slope), 0.050_104_529_616_724_75);
        close(found.map(|found| found.standard_error), 0.013_060_543_684_368_695);
        close(found.and_then(|found| found.lower()), 0.016_531_333_258_151_995);
        close(found.and_then(|found| found.p()), 0.006_084_525_075_955_033);
    }

    #[test]
    fn clusters_in_which_x_does_not_vary_change_nothing() {
        let mut rows = ROWS.to_vec();
        rows.extend([('g', 0.30, 0.0), ('g', 0.31, 0.0), ('h', 0.5, 1.0)]);
        assert_eq!(regression(rows), regression(ROWS.to_vec()));
    }

    #[test]
    fn one_cluster_is_no_comparison() {
        assert_eq!(regression(ROWS.iter().copied().filter(|row| row.0 == 'a').collect()), None);
        assert_eq!(regression(Vec::<(char, f64, f64)>::new()), None);
        assert_eq!(regression(vec![('a', 1.0, 2.0), ('b', 2.0, 3.0)]), None);
    }

    #[test]
    fn a_line_that_always_fits_leaves_no_doubt() {
        let rows = |rise: f64| {
            let cluster = |name, y| [(name, y, 0.0), (name, y + rise, 1.0)];
            [cluster('a', 1.0), cluster('b', 4.0), cluster('c', 2.0)].concat()
        };
        let rising = regression(rows(2.0));
        assert_eq!(rising.and_then(|found| found.p()), Some(0.0));
        assert_eq!(rising.and_then(|found| found.lower()), Some(2.0));
        assert_eq!(regression(rows(0.0)).and_then(|found| found.p()), Some(1.0));
    }

    #[test]
    fn quantiles_of_students_t_are_those_of_scipy() {
        for (degrees, expected) in [
            (1.0, 12.706_204_736_174_694),
            (2.0, 4.302_652_729_749_462),
            (5.0, 2.570_581_835_636_314),
            (30.0, 2.042_272_456_301_238),
            (200.0, 1.971_896_223_633_909),
            (5000.0, 1.960_438_551_706_507),
        ] {
            close(StudentsT::new(0.0, 1.0, degrees).ok().map(|t| t.inverse_cdf(0.975)), expected);
        }
        close(StudentsT::new(0.0, 1.0, 3.0).ok().map(|t| t.sf(2.5)), 0.043_853_323_504_032_78);
    }
}
