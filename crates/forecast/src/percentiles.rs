//! A whole distribution in a hundred and one numbers, from which the odds of any amount are read.

/// The steps of the table: from the least to the most.
const STEPS: usize = 100;

/// The percentiles of a total, from the least to the most, each by nearest rank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Percentiles(Vec<i64>);

impl Percentiles {
    /// The table of some totals; they are left sorted.
    pub(crate) fn of(values: &mut [i64]) -> Self {
        values.sort_unstable();
        let count = values.len();
        let at = |step: usize| values.get((count * step).div_ceil(STEPS).saturating_sub(1)).copied();
        Self((0..=STEPS).map_while(at).collect())
    }

    /// The share of totals that reach an amount; nothing where there are no totals.
    ///
    /// It lies less than one in a hundred, and one of the totals, from the share counted total by total, and never rises with the
    /// amount: what no total is below is reached by all, what all totals are below by none, and between two percentiles it falls
    /// evenly. An amount that many totals share, such as nothing at all, is reached by all of them.
    ///
    /// ```
    /// use plumb_forecast::Percentiles;
    ///
    /// let even: Percentiles = (1..=1_000).collect();
    /// assert_eq!(even.reached(1), Some(1.0));
    /// assert!((even.reached(301).unwrap() - 0.7).abs() < 0.01);
    /// assert_eq!(even.reached(1_001), Some(0.0));
    /// assert_eq!(Percentiles::default().reached(1), None);
    /// ```
    pub fn reached(&self, amount: i64) -> Option<f64> {
        let (least, most) = (self.0.first()?, self.0.last()?);
        if amount <= *least {
            return Some(1.0);
        }
        if amount > *most {
            return Some(0.0);
        }
        // The least is below the amount and the most is not, so there is one on each side.
        let above = self.0.partition_point(|value| *value < amount);
        let (low, high) = (self.0.get(above.checked_sub(1)?)?, self.0.get(above)?);
        // The whole of i64 is wider than i64.
        let wide = |one: i64, other: i64| (i128::from(one) - i128::from(other)) as f64;
        let part = wide(amount, *low) / wide(*high, *low);
        let below = (above as f64 - 1.0 + part) / STEPS as f64;
        Some((1.0 - below).clamp(0.0, 1.0))
    }
}

impl FromIterator<i64> for Percentiles {
    fn from_iter<T: IntoIterator<Item = i64>>(values: T) -> Self {
        Self::of(&mut values.into_iter().collect::<Vec<i64>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_amount_that_many_totals_share_is_reached_by_all_of_them() {
        let table: Percentiles = std::iter::repeat_n(0, 300).chain(1..=700).collect();
        assert_eq!(table.reached(0), Some(1.0));
        assert!((table.reached(1).unwrap() - 0.7).abs() < 0.01, "{:?}", table.reached(1));
        let one: Percentiles = std::iter::once(7).collect();
        assert_eq!((one.reached(7), one.reached(8)), (Some(1.0), Some(0.0)));
    }

    #[test]
    fn the_ends_of_all_numbers_are_amounts_too() {
        let table: Percentiles = [i64::MIN, 0, i64::MAX].into_iter().collect();
        for amount in [i64::MIN, -1, 0, 1, i64::MAX] {
            assert!(table.reached(amount).is_some_and(|odds| (0.0..=1.0).contains(&odds)));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn odds_are_near_those_that_are_counted_and_never_rise_with_the_amount(
            values in prop::collection::vec(prop_oneof![Just(0_i64), -50_i64..2_000], 1..900),
            mut amounts in prop::collection::vec(-100_i64..2_100, 1..40),
        ) {
            let table: Percentiles = values.iter().copied().collect();
            amounts.sort_unstable();
            let mut before = 1.0;
            for amount in amounts {
                let odds = table.reached(amount).unwrap();
                let counted = values.iter().filter(|value| **value >= amount).count() as f64 / values.len() as f64;
                prop_assert!((odds - counted).abs() <= 0.01 + 1.0 / values.len() as f64 + 1e-9, "{odds} {counted}");
                prop_assert!(odds <= before);
                before = odds;
            }
        }
    }
}
