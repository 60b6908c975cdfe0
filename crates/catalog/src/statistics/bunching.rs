//! Values that crowd just above a point: more there than the rest of their distribution lets expect.

use statrs::distribution::{ContinuousCDF, DiscreteCDF, Normal, Poisson};

use super::{count, finite, sum};

/// Where values are counted, and which counts tell what would be usual.
#[derive(Clone, Debug, PartialEq)]
pub struct Bins {
    /// Width of a bin, in the unit of the values.
    pub width: f64,
    /// Bins on either side of the one that begins at the point.
    pub reach: i32,
    /// Bins in which values crowd, counted from the point: `0..3` are the three above it.
    pub window: std::ops::Range<i32>,
    /// Bins that say nothing of what would be usual, as values may have left or entered them.
    pub excluded: std::ops::Range<i32>,
    /// Degree of the polynomial through the others.
    pub degree: usize,
}

impl Bins {
    /// Those for attainment of a quota: hundredths from half of it to one and a half; the three above the point against a
    /// polynomial of degree five through all but the five on either side of it.
    pub fn of_attainment() -> Self {
        Self { width: 0.01, reach: 50, window: 0..3, excluded: -5..5, degree: 5 }
    }
}

/// How many values lie in the window beyond what is usual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bunching {
    /// Values in the window beyond the expected ones, in bins' worth of expected values.
    pub excess: f64,
    /// The lower end of its two-sided 95 % interval.
    pub lower: f64,
    /// The one-sided p-value of no excess.
    pub p: f64,
}

/// Compares the counts in a window with a polynomial through those outside of it (Chetty, Friedman, Olsen & Pistaferri
/// 2011, without their shift of counts). Counts are taken as Poisson: the error holds theirs and the polynomial's. The
/// p-value is the larger of the normal one and that of a Poisson count against the expected one.
///
/// `None` where a value is not finite, no value lies in reach, the bins are too few for the polynomial, or the polynomial
/// expects nothing in the window.
pub fn bunching(values: &[f64], point: f64, bins: &Bins) -> Option<Bunching> {
    if !(point.is_finite() && bins.width > 0.0) || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let mut counts: Vec<(i32, f64)> = (-bins.reach..=bins.reach).map(|bin| (bin, 0.0)).collect();
    for value in values {
        // A value on the edge belongs above it, whatever rounding made of the difference.
        let place = ((value - point) / bins.width + 1e-9).floor() + f64::from(bins.reach);
        if (0.0..1e6).contains(&place)
            && let Some(slot) = counts.get_mut(place as usize)
        {
            slot.1 += 1.0;
        }
    }
    let bin = |(bin, found): &(i32, f64)| Bin {
        powers: powers(f64::from(*bin) / f64::from(bins.reach.max(1)), bins.degree),
        found: *found,
    };
    let usual: Vec<Bin> = counts
        .iter()
        .filter(|(bin, _)| !bins.excluded.contains(bin) && !bins.window.contains(bin))
        .map(bin)
        .collect();
    if usual.len() <= bins.degree + 1 {
        return None;
    }
    let size = bins.degree + 1;
    let products = |weight: &dyn Fn(&Bin) -> f64| -> Vec<Vec<f64>> {
        let cell = |i: usize, j: usize| {
            sum(usual.iter().map(|bin| weight(bin) * at(&bin.powers, i) * at(&bin.powers, j)))
        };
        (0..size).map(|i| (0..size).map(|j| cell(i, j)).collect()).collect()
    };
    let normal = products(&|_| 1.0);
    let right: Vec<f64> =
        (0..size).map(|i| sum(usual.iter().map(|bin| at(&bin.powers, i) * bin.found))).collect();
    let coefficients = solve(normal.clone(), right)?;
    let fitted = |bin: &Bin| sum(bin.powers.iter().zip(&coefficients).map(|(power, of)| power * of));

    let window: Vec<Bin> = counts.iter().filter(|(bin, _)| bins.window.contains(bin)).map(bin).collect();
    let found = sum(window.iter().map(|bin| bin.found));
    let expected = sum(window.iter().map(fitted));
    let height = expected / count(window.len().max(1));
    if height <= 0.0 {
        return None;
    }
    // The polynomial's error: l' (X'X)⁻¹ X' diag(fitted) X (X'X)⁻¹ l, where l adds up the window.
    let adds: Vec<f64> = (0..size).map(|i| sum(window.iter().map(|bin| at(&bin.powers, i)))).collect();
    let direction = solve(normal, adds)?;
    let spread = products(&|bin| fitted(bin).max(0.0));
    let of_polynomial = sum((0..size).flat_map(|i| {
        let (direction, spread) = (&direction, &spread);
        (0..size)
            .map(move |j| at(direction, i) * spread.get(i).map_or(0.0, |row| at(row, j)) * at(direction, j))
    }));
    let error = (found + of_polynomial).sqrt();
    let standard = Normal::standard();
    let by_normal = standard.sf((found - expected) / (expected + of_polynomial).sqrt());
    let by_count = match found as u64 {
        0 => 1.0,
        found => Poisson::new(expected).ok()?.sf(found - 1),
    };
    Some(Bunching {
        excess: finite((found - expected) / height)?,
        lower: finite((found - expected - standard.inverse_cdf(0.975) * error) / height)?,
        p: finite(by_normal.max(by_count).clamp(0.0, 1.0))?,
    })
}

/// One bin: the powers of its place, and how many values lie in it.
struct Bin {
    powers: Vec<f64>,
    found: f64,
}

fn powers(x: f64, degree: usize) -> Vec<f64> {
    let mut powers = vec![1.0];
    for _ in 0..degree {
        powers.push(powers.last().copied().unwrap_or(1.0) * x);
    }
    powers
}

fn at(row: &[f64], index: usize) -> f64 {
    row.get(index).copied().unwrap_or(0.0)
}

/// Solves a square system by elimination with the largest pivot; `None` where it has no single solution.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for column in 0..size {
        let pivot = (column..size).max_by(|a, b| {
            let of = |row: &usize| matrix.get(*row).map_or(0.0, |row| at(row, column).abs());
            of(a).total_cmp(&of(b))
        })?;
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        let (head, tail) = matrix.split_at_mut(column + 1);
        let lead = head.last()?;
        let (scale, value) = (at(lead, column), at(&right, column));
        if scale.abs() < 1e-12 {
            return None;
        }
        for (below, slot) in tail.iter_mut().zip(right.iter_mut().skip(column + 1)) {
            let factor = at(below, column) / scale;
            for (cell, of_lead) in below.iter_mut().zip(lead) {
                *cell -= factor * of_lead;
            }
            *slot -= factor * value;
        }
    }
    let mut solution = vec![0.0; size];
    for index in (0..size).rev() {
        let row = matrix.get(index)?;
        let known = sum((index + 1..size).map(|later| at(row, later) * at(&solution, later)));
        *solution.get_mut(index)? = (at(&right, index) - known) / at(row, index);
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::super::close;
    use super::*;

    /// Counts of the example of the R package `bunching` 0.8.6: 19 bins of 50 on either side of 10 000.
    const COUNTS: [u32; 39] = [
        385, 370, 385, 355, 335, 375, 380, 355, 330, 345, 370, 325, 365, 345, 355, 305, 330, 355, 290, 975,
        335, 325, 325, 305, 295, 315, 320, 265, 270, 270, 255, 255, 255, 275, 250, 235, 240, 265, 235,
    ];

    fn values() -> Vec<f64> {
        let bin = |(index, count): (i32, &u32)| {
            vec![10_000.0 + 50.0 * f64::from(index); usize::try_from(*count).unwrap()]
        };
        (-19..).zip(&COUNTS).flat_map(bin).collect()
    }

    fn one_bin() -> Bins {
        Bins { width: 50.0, reach: 19, window: 0..1, excluded: 0..1, degree: 4 }
    }

    #[test]
    fn the_excess_is_that_of_the_package_bunching() {
        // Without its correction: B = 648.751076 over an expected 326.248924.
        let found = bunching(&values(), 10_000.0, &one_bin()).unwrap();
        assert!((found.excess - 1.988_515_6).abs() < 1e-7, "{found:?}");
    }

    #[test]
    fn the_lower_end_is_that_of_numpy() {
        let found = bunching(&values(), 10_000.0, &one_bin());
        close(found.map(|found| found.lower), 1.797_873_231_958_591);
        assert!(found.unwrap().p < 1e-12);
    }

    #[test]
    fn an_even_spread_does_not_crowd_and_a_heap_does() {
        let even: Vec<f64> = (0..400).map(|n| 0.6 + 0.002 * f64::from(n)).collect();
        let found = bunching(&even, 1.0, &Bins::of_attainment()).unwrap();
        assert!(found.lower < 0.0 && found.p > 0.2, "{found:?}");
        let heap: Vec<f64> = even.iter().map(|x| if (0.95..1.0).contains(x) { 1.01 } else { *x }).collect();
        let found = bunching(&heap, 1.0, &Bins::of_attainment()).unwrap();
        assert!(found.lower > 0.5 && found.p < 0.01, "{found:?}");
    }

    #[test]
    fn nothing_to_count_says_nothing() {
        let bins = Bins::of_attainment();
        assert_eq!(bunching(&[], 1.0, &bins), None);
        assert_eq!(bunching(&[f64::NAN], 1.0, &bins), None);
        assert_eq!(bunching(&[5.0; 9], 1.0, &bins), None);
    }
}
