//! Seeded damage to a text: the same seed and case give the same bytes.

/// Pieces that readers of plans, mappings and pages trip over.
const PIECES: &[&str] = &[
    "[",
    "]",
    "[[",
    "{",
    "}",
    "\"",
    "\"\"\"",
    "'''",
    "=",
    ".",
    ",",
    ";",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{feff}",
    "é",
    "\u{202e}",
    "𝄞",
    "#",
    "+++\n",
    "```\n",
    "```sql\n",
    "## Check\n",
    "-",
    "9223372036854775807",
    "-1",
    "1e400",
    "0.0000001",
    " %",
    " EUR",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "2026-Q5",
    "true",
    "null",
    ":name",
    "{name}",
    "select ",
    "';--",
    "a.b.c = ",
    "[objective.x]\n",
    "until = \"2020-01-01\"\n",
    "\\u{110000}",
    "\u{fffd}",
];

const MOST_STEPS: usize = 6;
const LONGEST: usize = 1 << 20;

/// One stream of random choices; made of seed and case, so that any case can be had again alone.
pub(super) struct Mutator {
    state: u64,
}

impl Mutator {
    pub(super) fn new(seed: u64, case: u64) -> Self {
        let mut mutator = Self { state: seed };
        mutator.state = mutator.next() ^ case.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mutator
    }

    /// Damages one text of the corpus in one to six steps. An empty corpus counts as one empty text.
    pub(super) fn mutate(&mut self, corpus: &[&[u8]]) -> Vec<u8> {
        let mut text = self.pick(corpus).map_or_else(Vec::new, |text| text.to_vec());
        for _ in 0..=self.below(MOST_STEPS) {
            self.step(&mut text, corpus);
            text.truncate(LONGEST);
        }
        text
    }

    fn step(&mut self, text: &mut Vec<u8>, corpus: &[&[u8]]) {
        let (from, to) = self.range(text.len());
        match self.below(8) {
            0 => {
                if let Some(byte) = text.get_mut(from) {
                    *byte = self.next().to_le_bytes()[0];
                }
            }
            1 => drop(text.drain(from..to)),
            2 => {
                let copy = text[from..to].to_vec();
                text.splice(from..from, copy);
            }
            3 => text.truncate(from),
            4 | 5 => {
                let piece = self.pick(PIECES).copied().unwrap_or_default();
                let replaced = if self.below(2) == 0 { from..from } else { from..to };
                text.splice(replaced, piece.bytes());
            }
            6 => {
                let other = self.pick(corpus).copied().unwrap_or_default();
                let (start, end) = self.range(other.len());
                text.splice(from..to, other[start..end].iter().copied());
            }
            _ => self.swap_lines(text),
        }
    }

    fn swap_lines(&mut self, text: &mut Vec<u8>) {
        let mut lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
        if !lines.is_empty() {
            let (one, other) = (self.below(lines.len()), self.below(lines.len()));
            lines.swap(one, other);
        }
        *text = lines.concat();
    }

    /// A range inside `0..length`, short more often than long.
    fn range(&mut self, length: usize) -> (usize, usize) {
        let from = self.below(length + 1);
        let most = if self.below(4) == 0 { length - from } else { (length - from).min(40) };
        (from, from + self.below(most + 1))
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// A number below `limit`; 0 when the limit is 0.
    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }

    /// `SplitMix64` (Steele, Lea, Flood 2014).
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_case_give_the_same_bytes() {
        let corpus: &[&[u8]] = &[b"[unit.north]\nname = \"North\"\n", b"a,b\n1,2\n"];
        for case in 0..200 {
            assert_eq!(Mutator::new(7, case).mutate(corpus), Mutator::new(7, case).mutate(corpus));
        }
    }

    #[test]
    fn cases_differ_from_each_other() {
        let corpus: &[&[u8]] = &[b"[unit.north]\nname = \"North\"\n"];
        let different: std::collections::BTreeSet<_> =
            (0..200).map(|case| Mutator::new(7, case).mutate(corpus)).collect();
        assert!(different.len() > 150, "{}", different.len());
    }

    #[test]
    fn empty_texts_and_an_empty_corpus_are_damaged_too() {
        for case in 0..500 {
            let _ = Mutator::new(1, case).mutate(&[]);
            let _ = Mutator::new(1, case).mutate(&[b""]);
        }
    }
}
