//! How large sales are: by family, and by person, log-normal and pooled.

/// Pretended sales with which a person's sizes are drawn to everyone's, per squared coefficient of variation: people's means
/// are taken to differ by about a third.
const PERSON_PRIOR: f64 = 10.0;
/// Pretended sales with which a family's spread of sizes is drawn to that of all.
const SPREAD_PRIOR: f64 = 4.0;
/// Standard deviation of the logarithm where nothing was sold: prices of one business differ by about a factor of two.
const SIGMA_UNTOLD: f64 = 0.7;
/// A wider spread is a mixture of businesses, whose means a log-normal would overstate.
const SIGMA_MAX: f64 = 2.0;

/// One sale.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sold {
    pub(crate) member: usize,
    pub(crate) family: usize,
    pub(crate) amount: f64,
    pub(crate) weight: f64,
}

/// What is believed about sizes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sizes {
    pub(crate) mean: Vec<f64>,
    pub(crate) sigma: Vec<f64>,
    /// Factor of each member on the mean.
    pub(crate) member: Vec<f64>,
    /// Relative variance of that factor.
    pub(crate) doubt: Vec<f64>,
}

pub(crate) fn fit(sold: &[Sold], families: usize, members: usize) -> Sizes {
    let sold: Vec<&Sold> = sold.iter().filter(|sold| sold.amount > 0.0 && sold.weight > 0.0).collect();
    let weight: f64 = sold.iter().map(|sold| sold.weight).sum();
    let overall = if weight > 0.0 {
        sold.iter().map(|sold| sold.weight * sold.amount).sum::<f64>() / weight
    } else {
        0.0
    };
    let mut sums = vec![(0.0, 0.0, 0.0, 0.0); families];
    for sale in &sold {
        if let Some((count, sum, logs, squares)) = sums.get_mut(sale.family) {
            let log = (sale.amount / overall).ln();
            *count += sale.weight;
            *sum += sale.weight * sale.amount;
            *logs += sale.weight * log;
            *squares += sale.weight * log * log;
        }
    }
    let (mut all, mut free) = (0.0, 0.0);
    for (count, _, logs, squares) in &sums {
        if *count > 1.0 {
            all += (squares - logs * logs / count).max(0.0);
            free += count - 1.0;
        }
    }
    let common = if free > 2.0 { all / free } else { SIGMA_UNTOLD.powi(2) };
    let mean: Vec<f64> =
        sums.iter().map(|(count, sum, _, _)| (sum + overall * 0.5) / (count + 0.5)).collect();
    let sigma: Vec<f64> = sums
        .iter()
        .map(|(count, _, logs, squares)| {
            let within = if *count > 1.0 { (squares - logs * logs / count).max(0.0) } else { 0.0 };
            let free = (count - 1.0).max(0.0);
            ((within + SPREAD_PRIOR * common) / (free + SPREAD_PRIOR)).sqrt().min(SIGMA_MAX)
        })
        .collect();
    let mut by_member = vec![(0.0, 0.0); members];
    let (mut variation, mut count) = (0.0, 0.0);
    for sale in &sold {
        let base = mean.get(sale.family).copied().unwrap_or(overall).max(1e-9);
        let ratio = sale.amount / base;
        variation += sale.weight * (ratio - 1.0).powi(2);
        count += sale.weight;
        if let Some((count, sum)) = by_member.get_mut(sale.member) {
            *count += sale.weight;
            *sum += sale.weight * ratio;
        }
    }
    let variation = if count > 1.0 { variation / count } else { 1.0 };
    let prior = (PERSON_PRIOR * variation).max(1.0);
    Sizes {
        mean,
        sigma,
        member: by_member.iter().map(|(count, sum)| (sum + prior) / (count + prior)).collect(),
        doubt: by_member.iter().map(|(count, _)| variation / (count + prior)).collect(),
    }
}

/// Shares of families, each member's drawn to its team's and each team's to the whole's with ten pretended sales.
pub(crate) fn mixes(
    sold: &[(usize, usize, f64)],
    kinds: usize,
    groups: &[Option<usize>],
    teams: usize,
) -> Vec<Vec<f64>> {
    const PRIOR: f64 = 10.0;
    let mut whole = vec![1e-6; kinds];
    let mut of_team = vec![vec![0.0; kinds]; teams];
    let mut of_member = vec![vec![0.0; kinds]; groups.len()];
    let add = |row: Option<&mut Vec<f64>>, kind: usize, weight: f64| {
        if let Some(cell) = row.and_then(|row| row.get_mut(kind)) {
            *cell += weight;
        }
    };
    for (member, kind, weight) in sold {
        add(Some(&mut whole), *kind, *weight);
        add(of_member.get_mut(*member), *kind, *weight);
        let team = groups.get(*member).copied().flatten();
        add(team.and_then(|team| of_team.get_mut(team)), *kind, *weight);
    }
    let drawn = |row: &[f64], above: &[f64]| -> Vec<f64> {
        let sum: f64 = row.iter().sum();
        row.iter().zip(above).map(|(count, above)| (count + PRIOR * above) / (sum + PRIOR)).collect()
    };
    let sum: f64 = whole.iter().sum();
    let whole: Vec<f64> = whole.iter().map(|count| count / sum).collect();
    let of_team: Vec<Vec<f64>> = of_team.iter().map(|row| drawn(row, &whole)).collect();
    of_member
        .iter()
        .zip(groups)
        .map(|(row, group)| drawn(row, group.and_then(|group| of_team.get(group)).unwrap_or(&whole)))
        .collect()
}
