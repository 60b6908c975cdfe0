//! Splitting whole numbers by weights of any size.

use plumb_units::largest_remainder;

/// Splits `total` by weights; `None` when all are zero. Weights too large to be multiplied exactly are all cut by the same
/// power of two first, which leaves more than sixty significant bits of the largest.
pub(crate) fn split(total: i64, weights: &[u128]) -> Option<Vec<i64>> {
    let most = u128::MAX / (u128::from(total.unsigned_abs()) + 1);
    let bits = (0..u128::BITS).find(|bits| {
        weights
            .iter()
            .try_fold(0_u128, |sum, weight| sum.checked_add(weight >> bits))
            .is_some_and(|sum| sum <= most)
    })?;
    largest_remainder(total, &weights.iter().map(|weight| weight >> bits).collect::<Vec<_>>())
}

/// The weight of a signed number: nothing below zero.
pub(crate) fn weight(number: i128) -> u128 {
    u128::try_from(number).unwrap_or(0)
}

/// The nearest whole number that fits.
pub(crate) fn fit(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_of_any_size_sum_to_the_whole(total in any::<i64>(), weights in proptest::collection::vec(any::<u128>(), 1..20)) {
            if total > i64::MIN && weights.iter().any(|weight| *weight > 0) {
                let parts = split(total, &weights).unwrap();
                prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(total));
            }
        }
    }

    #[test]
    fn small_weights_are_kept_exactly() {
        assert_eq!(split(10, &[1, 1, 1]), Some(vec![4, 3, 3]));
        assert_eq!(split(10, &[0, 0]), None);
    }
}
