//! Chance that repeats: one stream of numbers for each thing, all from one seed, whole numbers only.

/// A stream of numbers. Streams of different things know nothing of each other, so adding a thing changes no other.
pub(crate) struct Chance(u64);

/// How skewed sizes lie around 1000, at every twentieth: many small ones, a few large.
const SKEWED: [i64; 21] = [
    120, 190, 250, 310, 370, 430, 490, 550, 620, 690, 770, 860, 960, 1080, 1220, 1400, 1630, 1960, 2480,
    3500, 6800,
];

impl Chance {
    /// The stream of thing number `number` of a kind.
    pub(crate) fn of(seed: u64, kind: &str, number: u64) -> Self {
        let mut state = seed ^ 0x5851_f42d_4c95_7f2d;
        for byte in kind.bytes() {
            state = mixed(state ^ u64::from(byte));
        }
        Self(mixed(state ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// A whole number from 0 to below `end`; 0 when `end` is 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        // The upper half of a product of two 64-bit numbers is below the second.
        u64::try_from((u128::from(self.next()) * u128::from(end)) >> 64).unwrap_or_default()
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low + 1).unwrap_or(0);
        low + i64::try_from(self.below(width)).unwrap_or(0)
    }

    /// Whether something happens that happens `per_mille` times in a thousand.
    pub(crate) fn happens(&mut self, per_mille: i64) -> bool {
        self.between(0, 999) < per_mille
    }

    /// How often something happens that happens `per_mille` thousandths times on average.
    pub(crate) fn times(&mut self, per_mille: i64) -> i64 {
        let low = per_mille / 2;
        let drawn = self.between(low, per_mille + low);
        drawn / 1000 + i64::from(self.happens(drawn % 1000))
    }

    /// One of several.
    #[expect(clippy::expect_used, reason = "lists of the sample are written here, none is empty")]
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = usize::try_from(self.below(from.len() as u64)).unwrap_or(0);
        from.get(at).expect("nobody picks from an empty list")
    }

    /// The place of one of several that weigh differently.
    pub(crate) fn weighted(&mut self, weights: &[i64]) -> usize {
        Self::picked(self.below(1 << 40), 1 << 40, weights)
    }

    /// The place of one of several that weigh differently, from a number that was drawn below `end`.
    pub(crate) fn picked(drawn: u64, end: u64, weights: &[i64]) -> usize {
        let total: i64 = weights.iter().sum();
        let part = i128::from(drawn) * i128::from(total.max(0)) / i128::from(end.max(1));
        let mut left = i64::try_from(part).unwrap_or(0);
        for (at, weight) in weights.iter().enumerate() {
            if left < *weight {
                return at;
            }
            left -= weight;
        }
        0
    }

    /// A size in thousandths of the middle one, skewed as deals and customers are.
    pub(crate) fn skewed(&mut self) -> i64 {
        let drawn = self.between(0, 19_999);
        let (step, within) = (usize::try_from(drawn / 1000).unwrap_or(0), drawn % 1000);
        let low = SKEWED.get(step).copied().unwrap_or(1000);
        let high = SKEWED.get(step + 1).copied().unwrap_or(low);
        low + (high - low) * within / 1000
    }
}

fn mixed(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_repeats_and_its_neighbour_is_another() {
        let first = |number| (0..8).map(|_| Chance::of(7, "deal", number).below(1000)).collect::<Vec<_>>();
        assert_eq!(first(1), first(1));
        let mut one = Chance::of(7, "deal", 1);
        let mut two = Chance::of(7, "deal", 2);
        assert_ne!(one.next(), two.next());
    }

    #[test]
    fn what_happens_three_times_in_ten_does() {
        let mut chance = Chance::of(1, "coin", 0);
        let count = (0..10_000).filter(|_| chance.happens(300)).count();
        assert!((2_800..3_200).contains(&count), "{count}");
        let total: i64 = (0..10_000).map(|_| chance.times(2_500)).sum();
        assert!((24_000..26_000).contains(&total), "{total}");
    }

    #[test]
    fn sizes_are_skewed_to_the_right() {
        let mut chance = Chance::of(1, "size", 0);
        let sizes: Vec<i64> = (0..10_000).map(|_| chance.skewed()).collect();
        let mean = sizes.iter().sum::<i64>() / 10_000;
        let small = sizes.iter().filter(|size| **size < mean).count();
        assert!((1_000..1_600).contains(&mean) && small > 6_000, "{mean} {small}");
    }
}
