//! Slopes: does attainment hang on potential, and does next year's quota punish this year's success.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A slope of a regression with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slope {
    /// The slope.
    pub value: f64,
    /// Its two-sided 95 % interval; `None` where there is too little to tell.
    pub interval: Option<(f64, f64)>,
}

/// How attainment hangs on potential.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fairness {
    /// Persons that count.
    pub n: usize,
    /// Persons whose attainment or potential is not above zero; they have no logarithm.
    pub left_out: usize,
    /// The slope of ln(attainment) on ln(share of potential); 0 where quotas are fair. `None` where potential does not vary.
    pub slope: Option<Slope>,
}

/// The slope of ln(attainment) on ln(share of potential) over (attainment, potential) of persons, least squares with Student's
/// t of n − 2 degrees of freedom. Below zero, much potential is asked too much.
///
/// ```
/// use plumb_targets::quality::fairness;
/// // Attainment falls as the root of potential rises.
/// let found = fairness(&[(1.0, 100.0), (0.5, 400.0), (0.25, 1_600.0)]);
/// assert!(found.slope.is_some_and(|slope| (slope.value + 0.5).abs() < 1e-12));
/// ```
pub fn fairness(persons: &[(f64, f64)]) -> Fairness {
    let sound = |one: &&(f64, f64)| one.0 > 0.0 && one.1 > 0.0 && one.0.is_finite() && one.1.is_finite();
    // The share differs from the potential by a constant in logarithms, which no slope sees.
    let mut rows: Vec<(f64, f64)> = persons.iter().filter(sound).map(|(a, p)| (a.ln(), p.ln())).collect();
    rows.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.total_cmp(&b.0)));
    let n = rows.len();
    let (y, x) = (centred(rows.iter().map(|row| row.0)), centred(rows.iter().map(|row| row.1)));
    let xx = product(&x, &x);
    let slope = (xx > 0.0).then(|| {
        let value = product(&x, &y) / xx;
        let squares: f64 = x.iter().zip(&y).map(|(x, y)| (y - value * x).powi(2)).sum();
        let freedom = n as f64 - 2.0;
        Slope { value, interval: interval(value, squares / freedom / xx, freedom) }
    });
    Fairness { n, left_out: persons.len() - n, slope: slope.filter(|slope| slope.value.is_finite()) }
}

/// A person's quota and attainment of one year, and the quota of the next.
#[derive(Clone, Debug, PartialEq)]
pub struct QuotaYear {
    /// Whose; years of one person are not taken as independent.
    pub person: String,
    /// The quota.
    pub quota: i64,
    /// Result over quota; 1 is reached exactly.
    pub attainment: f64,
    /// The quota of the next year.
    pub next_quota: i64,
}

/// How next year's quota answers this year's result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratchet {
    /// Rows that count.
    pub n: usize,
    /// Persons among them.
    pub persons: usize,
    /// Rows without a quota above zero or an attainment from zero up.
    pub left_out: usize,
    /// By what part quotas grow for who reached theirs exactly; `None` without a slope.
    pub growth: Option<f64>,
    /// What of each per cent above quota is put on top of the next; `None` where nobody is above, or it cannot be told.
    pub up: Option<Slope>,
    /// What of each per cent below quota is taken off the next; `None` where nobody is below, or it cannot be told.
    pub down: Option<Slope>,
}

/// Regresses the growth of quotas on attainment above and below quota:
/// `(q' − q) / q = g + λ₊ · max(0, a − 1) − λ₋ · max(0, 1 − a)`.
///
/// Least squares; intervals by the variance of Liang & Zeger (1986) clustered by person, with the correction
/// G/(G − 1) · (N − 1)/(N − k) and Student's t of G − 1 degrees of freedom. Success is punished where `up` is large and much
/// above `down`.
///
/// ```
/// use plumb_targets::quality::{QuotaYear, ratchet};
/// let year = |person: &str, attainment, next_quota| QuotaYear { person: person.to_owned(), quota: 100, attainment, next_quota };
/// let found = ratchet(&[year("a", 1.0, 105), year("b", 1.5, 135), year("c", 0.5, 100), year("d", 1.1, 111)]);
/// assert!(found.up.is_some_and(|up| (up.value - 0.6).abs() < 1e-12));
/// assert!(found.down.is_some_and(|down| (down.value - 0.1).abs() < 1e-12));
/// ```
pub fn ratchet(years: &[QuotaYear]) -> Ratchet {
    let sound = |year: &&QuotaYear| year.quota > 0 && year.attainment.is_finite() && year.attainment >= 0.0;
    let mut rows: Vec<&QuotaYear> = years.iter().filter(sound).collect();
    rows.sort_by(|a, b| {
        let by_quota = (a.quota, a.next_quota).cmp(&(b.quota, b.next_quota));
        a.person.cmp(&b.person).then(a.attainment.total_cmp(&b.attainment)).then(by_quota)
    });
    let people: Vec<usize> = rows.chunk_by(|a, b| a.person == b.person).map(<[_]>::len).collect();
    let growth: Vec<f64> = rows.iter().map(|year| year.next_quota as f64 / year.quota as f64 - 1.0).collect();
    let above: Vec<f64> = rows.iter().map(|year| (year.attainment - 1.0).max(0.0)).collect();
    let below: Vec<f64> = rows.iter().map(|year| -(1.0 - year.attainment).max(0.0)).collect();
    let mut found = Ratchet {
        n: rows.len(),
        persons: people.len(),
        left_out: years.len() - rows.len(),
        growth: None,
        up: None,
        down: None,
    };
    let varying: Vec<&[f64]> =
        [above.as_slice(), below.as_slice()].into_iter().filter(|column| varies(column)).collect();
    let Some(slopes) = clustered(&growth, &varying, &people) else { return found };
    let mut slopes = slopes.into_iter();
    let mut level = mean(&growth);
    for (column, slot) in [(&above, &mut found.up), (&below, &mut found.down)] {
        if varies(column) {
            *slot = slopes.next();
            level -= slot.map_or(0.0, |slope| slope.value) * mean(column);
        }
    }
    found.growth = Some(level);
    found
}

/// Slopes of y on one or two columns, clustered; rows of a cluster stand together, `clusters` are their sizes.
fn clustered(y: &[f64], columns: &[&[f64]], clusters: &[usize]) -> Option<Vec<Slope>> {
    let k = columns.len();
    let y = centred(y.iter().copied());
    let x: Vec<Vec<f64>> = columns.iter().map(|column| centred(column.iter().copied())).collect();
    let inverse = inverse(&x)?;
    let xy: Vec<f64> = x.iter().map(|column| product(column, &y)).collect();
    let slopes: Vec<f64> = inverse.iter().map(|row| product(row, &xy)).collect();
    let residual =
        |row: usize| y[row] - x.iter().zip(&slopes).map(|(column, slope)| column[row] * slope).sum::<f64>();
    // With centred columns the constant is gone, and the variance of the slopes is as with it (Frisch and Waugh 1933).
    let mut meat = vec![vec![0.0; k]; k];
    let mut from = 0_usize;
    for size in clusters {
        let rows = from..from + size;
        let score: Vec<f64> =
            x.iter().map(|column| rows.clone().map(|row| column[row] * residual(row)).sum()).collect();
        for (row, one) in meat.iter_mut().zip(&score) {
            for (cell, other) in row.iter_mut().zip(&score) {
                *cell += one * other;
            }
        }
        from += size;
    }
    let (n, g) = (y.len() as f64, clusters.len() as f64);
    let correction = g / (g - 1.0) * (n - 1.0) / (n - k as f64 - 1.0);
    let slope = |(index, value): (usize, &f64)| {
        let row = &inverse[index];
        let variance: f64 = meat.iter().zip(row).map(|(cells, weight)| weight * product(cells, row)).sum();
        let enough = y.len() > k + 1;
        Slope { value: *value, interval: interval(*value, correction * variance, g - 1.0).filter(|_| enough) }
    };
    let slopes: Vec<Slope> = slopes.iter().enumerate().map(slope).collect();
    slopes.iter().all(|slope| slope.value.is_finite()).then_some(slopes)
}

/// The inverse of the products of one or two centred columns; `None` where they do not tell themselves apart.
fn inverse(x: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    match x {
        [a] => {
            let aa = product(a, a);
            (aa > 0.0).then(|| vec![vec![1.0 / aa]])
        }
        [a, b] => {
            let (aa, ab, bb) = (product(a, a), product(a, b), product(b, b));
            let determinant = aa * bb - ab * ab;
            (determinant > 1e-12 * aa * bb).then(|| {
                vec![vec![bb / determinant, -ab / determinant], vec![-ab / determinant, aa / determinant]]
            })
        }
        _ => None,
    }
}

fn interval(value: f64, variance: f64, freedom: f64) -> Option<(f64, f64)> {
    let students = StudentsT::new(0.0, 1.0, freedom).ok()?;
    let half = students.inverse_cdf(0.975) * variance.max(0.0).sqrt();
    half.is_finite().then_some((value - half, value + half))
}

fn mean(figures: &[f64]) -> f64 {
    figures.iter().sum::<f64>() / figures.len() as f64
}

fn centred(figures: impl Iterator<Item = f64> + Clone) -> Vec<f64> {
    let all: Vec<f64> = figures.collect();
    let mean = mean(&all);
    all.into_iter().map(|figure| figure - mean).collect()
}

fn varies(figures: &[f64]) -> bool {
    figures.windows(2).any(|pair| matches!(pair, [a, b] if a.total_cmp(b).is_ne()))
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
