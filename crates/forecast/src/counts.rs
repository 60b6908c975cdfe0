//! How many sales there are in a step, as a table to look up.

/// Means above which a count is drawn as a rounded normal one.
const TABLED: f64 = 40.0;

/// A distribution of counts.
#[derive(Clone, Debug)]
pub(crate) enum Counts {
    /// Never any.
    None,
    /// Upper bounds of the shares, in 2⁻³², of 0, 1, 2, … sales.
    Table(Vec<u32>),
    /// Rounded normal: mean and standard deviation.
    Normal(f64, f64),
}

impl Counts {
    /// A distribution with this mean and, as far as one exists, variance of `dispersion` times the mean.
    ///
    /// Wider than Poisson's is negative binomial, narrower is binomial.
    pub(crate) fn new(mean: f64, dispersion: f64) -> Self {
        if !(mean > 1e-9 && mean.is_finite()) {
            return Self::None;
        }
        let dispersion = if dispersion.is_finite() { dispersion.clamp(0.05, 20.0) } else { 1.0 };
        if mean > TABLED {
            return Self::Normal(mean, (mean * dispersion).sqrt());
        }
        // Panjer's recursion: p(k) = (a + b / k) p(k − 1).
        let (first, a, b) = if dispersion > 1.001 {
            let size = mean / (dispersion - 1.0);
            let a = 1.0 - 1.0 / dispersion;
            (dispersion.powf(-size), a, a * (size - 1.0))
        } else if dispersion < 0.999 {
            let trials = (mean / (1.0 - dispersion)).round().max(mean.ceil()).max(1.0);
            let share = (mean / trials).min(1.0 - 1e-9);
            let odds = share / (1.0 - share);
            ((1.0 - share).powf(trials), -odds, odds * (trials + 1.0))
        } else {
            ((-mean).exp(), 0.0, mean)
        };
        let (mut share, mut sum) = (first, first);
        let mut bounds = vec![bound(sum)];
        for count in 1..2_000 {
            share *= (a + b / f64::from(count)).max(0.0);
            sum += share;
            bounds.push(bound(sum));
            if sum > 1.0 - 1e-10 || (share < 1e-12 && f64::from(count) > mean) {
                break;
            }
        }
        Self::Table(bounds)
    }

    /// The count at a share in 2⁻³².
    #[inline]
    pub(crate) fn at(&self, share: u32, quantile: impl Fn(u32) -> f64) -> u32 {
        match self {
            Self::None => 0,
            Self::Table(bounds) => {
                let mut count = 0;
                for bound in bounds {
                    if share < *bound {
                        return count;
                    }
                    count += 1;
                }
                count.saturating_sub(1)
            }
            Self::Normal(mean, deviation) => (mean + deviation * quantile(share)).round().max(0.0) as u32,
        }
    }
}

fn bound(sum: f64) -> u32 {
    (sum * 4_294_967_296.0).round().min(4_294_967_295.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_the_mean_and_the_variance_that_were_asked_for() {
        for (mean, dispersion) in [(0.3, 1.0), (2.0, 3.0), (5.0, 0.5), (12.0, 1.0), (0.02, 6.0)] {
            let Counts::Table(bounds) = Counts::new(mean, dispersion) else { panic!("no table") };
            let (mut sum, mut squares, mut below) = (0.0, 0.0, 0.0);
            for (count, bound) in bounds.iter().enumerate() {
                let share = f64::from(*bound) / 4_294_967_296.0 - below;
                below += share;
                sum += share * count as f64;
                squares += share * (count * count) as f64;
            }
            assert!((sum - mean).abs() < 1e-4 * mean.max(1.0), "{mean} {sum}");
            let variance = squares - sum * sum;
            assert!((variance / mean - dispersion).abs() < 0.02, "{mean} {dispersion}: {}", variance / mean);
        }
    }
}
