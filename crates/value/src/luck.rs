//! Seeded draws: one stream for each name, so that a gap more or less leaves the luck of all others alone.

/// Splitmix64 (Steele, Lea and Flood 2014).
struct Stream(u64);

impl Stream {
    fn of(name: &str, seed: u64) -> Self {
        // FNV-1a, 64 bits.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(hash ^ seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// `count` shares between 0 and 1, one in the middle of each of `count` equal strips, in an order that hangs on name and seed
/// alone: a Latin hypercube (McKay, Beckman and Conover 1979), which steadies percentiles.
pub(crate) fn strips(name: &str, seed: u64, count: usize) -> Vec<f64> {
    let mut stream = Stream::of(name, seed);
    let mut shares: Vec<f64> = (0..count).map(|strip| (strip as f64 + 0.5) / count as f64).collect();
    for last in (1..count).rev() {
        let other = (stream.next() % (last as u64 + 1)) as usize;
        shares.swap(last, other);
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_strip_is_drawn_once_and_the_order_hangs_on_the_name() {
        let (one, same, other) = (strips("a", 1, 100), strips("a", 1, 100), strips("b", 1, 100));
        assert_eq!(one, same);
        assert_ne!(one, other);
        let mut sorted = one;
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|pair| (pair[1] - pair[0] - 0.01).abs() < 1e-12));
    }
}
