//! The stage-weighted pipeline: what naive forecasts make of chances and amounts.

/// Sum, standard deviation and chance of reaching a target of deals that are won independently.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Staged {
    /// `Σ pᵢ vᵢ`.
    pub mean: f64,
    /// `√(Σ pᵢ (1 − pᵢ) vᵢ²)`.
    pub deviation: f64,
    /// The chance that the sum reaches the target: exact for up to 20 deals, of the normal distribution beyond.
    pub reached: f64,
}

/// Deals up to which every outcome is gone through.
const EXACT: usize = 20;

/// What deals with these values and chances of being won sum to, if they are won independently.
///
/// Chances are held within 0 and 1; a value or chance that is no number is left out.
///
/// ```
/// let staged = plumb_forecast::staged(&[(100.0, 0.2), (50.0, 0.5), (200.0, 0.75)], 200.0);
/// assert!((staged.mean - 195.0).abs() < 1e-9);
/// assert!((staged.reached - 0.75).abs() < 1e-9);
/// ```
pub fn staged(deals: &[(f64, f64)], target: f64) -> Staged {
    let deals: Vec<(f64, f64)> = deals
        .iter()
        .filter(|(value, chance)| value.is_finite() && !chance.is_nan())
        .map(|(value, chance)| (*value, chance.clamp(0.0, 1.0)))
        .collect();
    let mean = deals.iter().map(|(value, chance)| chance * value).sum::<f64>();
    let variance: f64 = deals.iter().map(|(value, chance)| chance * (1.0 - chance) * value * value).sum();
    let deviation = variance.sqrt();
    let reached = if deals.len() <= EXACT {
        (0..1_u32 << deals.len())
            .map(|won| {
                let (mut sum, mut share) = (0.0, 1.0);
                for (deal, (value, chance)) in deals.iter().enumerate() {
                    if won >> deal & 1 == 1 {
                        sum += value;
                        share *= chance;
                    } else {
                        share *= 1.0 - chance;
                    }
                }
                if sum >= target { share } else { 0.0 }
            })
            .sum()
    } else if deviation > 0.0 {
        upper_tail((target - mean) / deviation)
    } else {
        f64::from(u8::from(mean >= target))
    };
    Staged { mean, deviation, reached }
}

/// The share of the standard normal distribution above `z` (Abramowitz and Stegun 26.2.17, within 7.5e-8).
fn upper_tail(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let terms = [1.330_274_429, -1.821_255_978, 1.781_477_937, -0.356_563_782, 0.319_381_530];
    let polynomial = terms.iter().fold(0.0, |sum, term| sum * t + term) * t;
    let tail = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * polynomial;
    if z >= 0.0 { tail } else { 1.0 - tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v4_3_three_deals_have_the_published_mean_deviation_and_chance() {
        let staged = staged(&[(100.0, 0.2), (50.0, 0.5), (200.0, 0.75)], 200.0);
        assert!((staged.mean - 195.0).abs() < 1e-9);
        assert!((staged.deviation - 98.615_415).abs() < 1e-6);
        assert!((staged.reached - 0.75).abs() < 1e-12);
    }

    #[test]
    fn many_deals_are_about_normal_and_broken_ones_left_out() {
        let mut deals = vec![(10.0, 0.5); 100];
        deals.push((f64::NAN, 0.5));
        let staged = staged(&deals, 500.0);
        assert!((staged.mean - 500.0).abs() < 1e-9 && (staged.reached - 0.5).abs() < 1e-6);
    }
}
