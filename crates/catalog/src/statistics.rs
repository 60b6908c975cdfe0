//! Statistics as pure functions: each sorts its input, then folds, so that no result hangs on the order of rows.
//!
//! What cannot be said is `None`: too few values, a spread of zero where one divides by it, anything not finite.
//! Every function names its source, and its test the figures of an independent program.

mod bunching;
mod correlation;
mod description;
mod discovery;
mod interval;
mod rate;
mod ratio;
mod slope;

pub use bunching::{Bins, Bunching, bunching};
pub use correlation::{correlation, rank_correlation};
pub use description::{bimodality, gini, mean, median, quantile, sd};
pub use discovery::adjust;
pub use interval::{wilson_lower, wilson_upper};
pub use rate::{rate_ratio_lower, rate_ratio_p};
pub use ratio::{Ratio, ratio};
pub use slope::{Regression, regression};

/// The values in ascending order; `None` when one of them is not finite.
fn sorted(values: &[f64]) -> Option<Vec<f64>> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.iter().all(|value| value.is_finite()).then_some(values)
}

/// The sum in the order given, with the rounding error carried along (Neumaier 1974).
fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut total, mut carried) = (0.0_f64, 0.0_f64);
    for value in values {
        let next = total + value;
        carried += if total.abs() >= value.abs() { (total - next) + value } else { (value - next) + total };
        total = next;
    }
    total + carried
}

/// The value, unless it is not finite.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn count(values: usize) -> f64 {
    values as f64
}

#[cfg(test)]
#[track_caller]
fn close(found: Option<f64>, expected: f64) {
    let found = found.expect("a value");
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} instead of {expected}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MANY: [f64; 6] = [0.1, -3.0, 7.25, 1e9, 0.3, 4.0];

    proptest! {
        #[test]
        fn no_result_hangs_on_the_order_of_rows(order in Just(MANY.to_vec()).prop_shuffle()) {
            for statistic in [mean, median, sd, bimodality] {
                prop_assert_eq!(statistic(&order).map(f64::to_bits), statistic(&MANY).map(f64::to_bits));
            }
            let rows = |values: &[f64]| -> Vec<(bool, f64, f64)> {
                values.iter().map(|value| (*value > 1.0, value * value, *value)).collect()
            };
            prop_assert_eq!(regression(rows(&order)), regression(rows(&MANY)));
        }

        #[test]
        fn no_input_makes_a_value_that_is_not_finite(values in proptest::collection::vec(any::<f64>(), 0..8), q in any::<f64>()) {
            let pairs: Vec<(f64, f64)> = values.iter().copied().zip(values.iter().rev().copied()).collect();
            let rows: Vec<(u8, f64, f64)> = pairs.iter().enumerate().map(|(i, (y, x))| (u8::try_from(i % 3).unwrap(), *y, *x)).collect();
            let found = regression(rows);
            let all = [
                mean(&values), median(&values), quantile(&values, q), sd(&values), bimodality(&values), gini(&values),
                correlation(&pairs), rank_correlation(&pairs), wilson_lower(q, 10.0), wilson_upper(3.0, q),
                found.map(|found| found.slope), found.and_then(|found| found.lower()), found.and_then(|found| found.p()),
            ];
            prop_assert!(all.iter().flatten().all(|value| value.is_finite()));
        }
    }
}
