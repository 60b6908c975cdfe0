//! Whether pay pulls where the objectives point. Statistics: floating numbers, meant to be rounded once where they are shown.

/// A part of the business that objectives and pay both value: an offering, a segment, or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name.
    pub id: String,
    /// The weight that objectives give it; the weights of all parts sum to 1.
    pub weight: f64,
    /// Money planned in it, in minor units.
    pub planned: f64,
    /// What pay brings for a unit of its money: see [`intensity`].
    pub intensity: f64,
}

/// How far pay and objectives agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Alignment {
    /// Half the sum of differences between shares of pay and weights: 0 the same, 1 nothing in common. `None` when nothing is paid.
    pub mix_gap: Option<f64>,
    /// The share of pay of each part, in the order given.
    pub shares: Vec<f64>,
    /// The cosine of what pays and what is wanted, by money: 1 the same direction, 0 none in common. `None` when either is nothing.
    pub direction: Option<f64>,
    /// Pairs that pay ranks against the objectives, those with most money first.
    pub inversions: Vec<Inversion>,
}

/// Two parts that pay ranks against the objectives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inversion {
    /// The place of the part that objectives value more for a unit of money, and that pays less.
    pub wanted: usize,
    /// The place of the part that pays more.
    pub paid: usize,
    /// How many times as much a unit of the wanted part is worth to the objectives; infinite where the other is worth nothing.
    pub worth: f64,
    /// How many times as much a unit of it pays: below 1.
    pub pays: f64,
    /// The money of the pair: the lesser of both, which could be shifted.
    pub money: f64,
}

/// Compares what pay brings with what objectives want, part by part.
///
/// The worth of a unit of a part is its weight over its planned money. Parts without planned money or with numbers that are
/// not finite count as nothing, in place. Mix gap as ½ Σ |share of pay − weight|; direction as the congruence of a
/// performance measure: the cosine of (g √P, v √P), so that a pair of parts counts by its money (Baker 2002; Feltham and
/// Xie 1994).
///
/// ```
/// use plumb_pay::align::{Part, align};
/// let part = |id: &str, weight, planned, intensity| Part { id: id.into(), weight, planned, intensity };
/// // hardware pays 6 % and is a quarter of what is wanted; subscriptions pay 3 % and are the rest; both are planned alike
/// let found = align(&[part("hardware", 0.25, 100.0, 0.06), part("subscription", 0.75, 100.0, 0.03)]);
/// assert!((found.mix_gap.unwrap() - (2.0 / 3.0 - 0.25)).abs() < 1e-12);
/// assert_eq!((found.inversions[0].wanted, found.inversions[0].paid), (1, 0));
/// assert!((found.inversions[0].worth - 3.0).abs() < 1e-12 && (found.inversions[0].pays - 0.5).abs() < 1e-12);
/// ```
pub fn align(parts: &[Part]) -> Alignment {
    let rows: Vec<(f64, f64, f64)> = parts
        .iter()
        .map(|part| (finite(part.weight), finite(part.planned), finite(part.intensity)))
        .collect();
    let paid: f64 = rows.iter().map(|(_, planned, intensity)| intensity * planned).sum();
    let shares: Vec<f64> = rows
        .iter()
        .map(|(_, planned, intensity)| if paid > 0.0 { intensity * planned / paid } else { 0.0 })
        .collect();
    let gap: f64 = rows.iter().zip(&shares).map(|((weight, ..), share)| (share - weight).abs()).sum();
    let worth = |(weight, planned, _): &(f64, f64, f64)| if *planned > 0.0 { weight / planned } else { 0.0 };
    let dot = |a: &dyn Fn(&(f64, f64, f64)) -> f64, b: &dyn Fn(&(f64, f64, f64)) -> f64| -> f64 {
        rows.iter().map(|row| a(row) * b(row) * row.1).sum()
    };
    let pays = |row: &(f64, f64, f64)| row.2;
    let lengths = (dot(&pays, &pays) * dot(&worth, &worth)).sqrt();
    let mut inversions = Vec::new();
    for (wanted, a) in rows.iter().enumerate() {
        for (other, b) in rows.iter().enumerate() {
            if a.1 > 0.0 && b.1 > 0.0 && worth(a) > worth(b) && a.2 < b.2 {
                inversions.push(Inversion {
                    wanted,
                    paid: other,
                    worth: worth(a) / worth(b),
                    pays: a.2 / b.2,
                    money: a.1.min(b.1),
                });
            }
        }
    }
    inversions.sort_by(|a, b| b.money.total_cmp(&a.money).then((a.wanted, a.paid).cmp(&(b.wanted, b.paid))));
    Alignment {
        mix_gap: (paid > 0.0).then_some(gap / 2.0),
        shares,
        direction: (lengths > 0.0).then(|| dot(&pays, &worth) / lengths),
        inversions,
    }
}

/// What pay brings for a unit of money, over all who could bring it: the mean of slopes, weighted by heads times the money
/// that each can reach. `None` when nobody can reach any.
///
/// ```
/// // two who earn 4 % on a reach of 100 each, one who earns 1 % on 200
/// assert_eq!(plumb_pay::align::intensity(&[(0.04, 2.0, 100.0), (0.01, 1.0, 200.0)]), Some(0.025));
/// ```
pub fn intensity(slopes: &[(f64, f64, f64)]) -> Option<f64> {
    let (mut paid, mut all) = (0.0, 0.0);
    for (slope, heads, money) in slopes {
        let weight = finite(*heads).max(0.0) * finite(*money).max(0.0);
        paid += finite(*slope) * weight;
        all += weight;
    }
    (all > 0.0).then_some(paid / all)
}

/// How much more the best earn: pay at the 90th percentile less pay at the median, as a share of target pay.
///
/// Percentiles lie between ranks by straight lines. `None` of nobody, or without a target.
///
/// ```
/// let paid: Vec<f64> = (0..=10).map(|tenth| f64::from(tenth) * 20.0).collect();
/// assert_eq!(plumb_pay::align::strength(&paid, 100.0), Some(0.8));
/// ```
pub fn strength(paid: &[f64], target: f64) -> Option<f64> {
    let mut paid: Vec<f64> = paid.iter().copied().filter(|pay| pay.is_finite()).collect();
    paid.sort_by(f64::total_cmp);
    let at = |share: f64| -> Option<f64> {
        let place = share * (paid.len().checked_sub(1)? as f64);
        let (low, part) = (place.floor() as usize, place.fract());
        let (low, high) = (*paid.get(low)?, paid.get(low + 1).or(paid.get(low)).copied()?);
        Some(low + (high - low) * part)
    };
    (target > 0.0).then_some((at(0.9)? - at(0.5)?) / target)
}

/// How much of the differences in pay between people is explained by what they were credited with themselves: the square
/// of the correlation, 0 to 1. `None` of fewer than three, or where either does not differ.
///
/// ```
/// // pay follows own credits exactly
/// assert_eq!(plumb_pay::align::line_of_sight(&[(1.0, 10.0), (2.0, 20.0), (4.0, 40.0)]), Some(1.0));
/// ```
pub fn line_of_sight(credited_and_paid: &[(f64, f64)]) -> Option<f64> {
    let rows: Vec<(f64, f64)> =
        credited_and_paid.iter().copied().filter(|(a, b)| a.is_finite() && b.is_finite()).collect();
    if rows.len() < 3 {
        return None;
    }
    let count = rows.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| rows.iter().map(of).sum::<f64>() / count;
    let (credited, paid) = (mean(|row| row.0), mean(|row| row.1));
    let sum =
        |of: &dyn Fn(f64, f64) -> f64| rows.iter().map(|(a, b)| of(a - credited, b - paid)).sum::<f64>();
    let (of_credited, of_paid) = (sum(&|a, _| a * a), sum(&|_, b| b * b));
    let both = sum(&|a, b| a * b);
    (of_credited > 0.0 && of_paid > 0.0).then(|| (both * both / (of_credited * of_paid)).min(1.0))
}

fn finite(number: f64) -> f64 {
    if number.is_finite() { number } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(weight: f64, planned: f64, intensity: f64) -> Part {
        Part { id: String::new(), weight, planned, intensity }
    }

    #[test]
    fn pay_in_the_proportion_of_the_objectives_is_aligned() {
        let found = align(&[part(0.2, 100.0, 0.02), part(0.8, 200.0, 0.04)]);
        assert!(found.mix_gap.unwrap() < 1e-12 && (found.direction.unwrap() - 1.0).abs() < 1e-12);
        assert!(found.inversions.is_empty());
    }

    #[test]
    fn pay_for_what_nobody_wants_has_nothing_in_common_with_the_objectives() {
        let found = align(&[part(0.0, 100.0, 0.05), part(1.0, 100.0, 0.0)]);
        assert!((found.mix_gap.unwrap() - 1.0).abs() < 1e-12 && found.direction.unwrap().abs() < 1e-12);
        assert!(found.inversions[0].worth.is_infinite());
    }

    #[test]
    fn inversions_are_ranked_by_the_money_that_could_shift() {
        let found = align(&[part(0.5, 100.0, 0.01), part(0.3, 900.0, 0.05), part(0.2, 300.0, 0.02)]);
        let pairs: Vec<_> = found.inversions.iter().map(|of| (of.wanted, of.paid, of.money)).collect();
        assert_eq!(pairs, [(2, 1, 300.0), (0, 1, 100.0), (0, 2, 100.0)]);
    }

    #[test]
    fn without_pay_there_is_no_gap_to_tell() {
        let found = align(&[part(1.0, 100.0, 0.0)]);
        assert_eq!((found.mix_gap, found.direction), (None, None));
        assert_eq!(intensity(&[(0.1, 0.0, 100.0)]), None);
        assert_eq!(strength(&[], 100.0), None);
        assert_eq!(line_of_sight(&[(1.0, 1.0), (1.0, 2.0), (1.0, 3.0)]), None);
    }
}
