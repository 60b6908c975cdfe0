//! Seeded luck: a stream for each pair of paths, person and step, so that a person more or less leaves that of all others alone.

/// FNV-1a, 64 bits.
pub(crate) fn hash(name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The finisher of splitmix64 (Steele, Lea and Flood 2014).
#[inline]
pub(crate) fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

const STRIDE: u64 = 0x9e37_79b9_7f4a_7c15;

/// The key of one name in one step under one seed.
pub(crate) fn key(seed: u64, name: u64, step: usize) -> u64 {
    mix(mix(seed ^ STRIDE) ^ mix(name).wrapping_add(mix(step as u64).wrapping_mul(STRIDE)))
}

/// Splitmix64, begun at a place of its own for each pair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stream(u64);

impl Stream {
    #[inline]
    pub(crate) fn new(key: u64, pair: usize) -> Self {
        Self(mix(key ^ (pair as u64).wrapping_mul(0xd134_2543_de82_ef95)))
    }

    #[inline]
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STRIDE);
        mix(self.0)
    }
}

/// The quantile of the standard normal distribution (Acklam 2003; relative error below 1.2e-9).
pub(crate) fn normal_quantile(share: f64) -> f64 {
    const A: [f64; 6] = [
        -39.696_830_286_653_76,
        220.946_098_424_520_5,
        -275.928_510_446_968_7,
        138.357_751_867_269,
        -30.664_798_066_147_16,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -54.476_098_798_224_06,
        161.585_836_858_040_9,
        -155.698_979_859_886_6,
        66.801_311_887_719_72,
        -13.280_681_552_885_72,
    ];
    const C: [f64; 6] = [
        -0.007_784_894_002_430_293,
        -0.322_396_458_041_136_5,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] =
        [0.007_784_695_709_041_462, 0.322_467_129_070_039_8, 2.445_134_137_142_996, 3.754_408_661_907_416];
    let polynomial = |terms: &[f64], x: f64| terms.iter().fold(0.0, |sum, term| sum * x + term);
    let tail = |share: f64| {
        let q = (-2.0 * share.ln()).sqrt();
        polynomial(&C, q) / (polynomial(&D, q) * q + 1.0)
    };
    let share = share.clamp(1e-300, 1.0 - 1e-16);
    if share < 0.02425 {
        tail(share)
    } else if share > 1.0 - 0.02425 {
        -tail(1.0 - share)
    } else {
        let q = share - 0.5;
        let r = q * q;
        polynomial(&A, r) * q / (polynomial(&B, r) * r + 1.0)
    }
}

/// Strips of a table of a log-normal distribution.
pub(crate) const STRIPS: usize = 1 << 11;

/// A log-normal with mean 1: the middles of equal strips, scaled so that the mean is exact.
pub(crate) fn log_normal(sigma: f64) -> Vec<f32> {
    let values: Vec<f64> = (0..STRIPS)
        .map(|strip| (sigma * normal_quantile((strip as f64 + 0.5) / STRIPS as f64)).exp())
        .collect();
    let mean = values.iter().sum::<f64>() / STRIPS as f64;
    values.iter().map(|value| (value / mean) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_the_normal_are_those_of_the_tables() {
        for (share, quantile) in
            [(0.5, 0.0), (0.9, 1.281_551_565_5), (0.01, -2.326_347_874), (0.999, 3.090_232_306)]
        {
            assert!((normal_quantile(share) - quantile).abs() < 1e-8, "{share}");
        }
    }

    #[test]
    fn streams_of_neighbours_have_nothing_in_common() {
        let draw = |pair, step| Stream::new(key(1, hash("a"), step), pair).next();
        let mut drawn: Vec<u64> =
            (0..100).flat_map(|pair| (0..100).map(move |step| draw(pair, step))).collect();
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn.len(), 10_000);
        let mean = drawn.iter().map(|word| *word as f64 / u64::MAX as f64).sum::<f64>() / 1e4;
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
    }
}
