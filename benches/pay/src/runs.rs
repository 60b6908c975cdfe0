//! Runs of small numbers, as Parquet writes levels and places in dictionaries: one number many times, or many in few bits.

/// The runs of a stream.
pub(crate) struct Runs<'a> {
    bytes: &'a [u8],
    /// The bits of a number, at most 32.
    width: usize,
    /// How many numbers are still to come.
    left: usize,
}

/// So many numbers.
pub(crate) enum Run<'a> {
    Same(u32, usize),
    Packed { bytes: &'a [u8], width: usize, count: usize },
}

impl<'a> Runs<'a> {
    pub(crate) fn new(bytes: &'a [u8], width: usize, count: usize) -> Self {
        Self { bytes, width: width.min(32), left: count }
    }

    /// How long the next run is; the lowest bit tells its sort.
    fn header(&mut self) -> Option<usize> {
        let mut header = 0;
        for shift in (0..usize::BITS - 7).step_by(7) {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            header |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(header);
            }
        }
        None
    }

    fn take(&mut self, wanted: usize) -> &'a [u8] {
        let (taken, rest) = self.bytes.split_at(wanted.min(self.bytes.len()));
        self.bytes = rest;
        taken
    }
}

impl<'a> Iterator for Runs<'a> {
    type Item = Run<'a>;

    fn next(&mut self) -> Option<Run<'a>> {
        let header = self.header().filter(|_| self.left > 0)?;
        let run = if header & 1 == 0 {
            let value = self.take(self.width.div_ceil(8));
            let value = value.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
            Run::Same(value, (header >> 1).min(self.left))
        } else {
            // Eight numbers fill as many bytes as each has bits.
            let groups = header >> 1;
            let bytes = self.take(groups.saturating_mul(self.width));
            Run::Packed { bytes, width: self.width, count: groups.saturating_mul(8).min(self.left) }
        };
        self.left -= run.count();
        Some(run)
    }
}

impl Run<'_> {
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Same(_, count) | Self::Packed { count, .. } => *count,
        }
    }
}

/// Numbers of so many bits each; zeros where the bytes end before.
pub(crate) fn unpacked(bytes: &[u8], width: usize, count: usize) -> impl Iterator<Item = u32> {
    let mask = (1_u64 << width) - 1;
    (0..count).map(move |place| {
        let bit = place * width;
        let from = bytes.get(bit / 8..).unwrap_or(&[]);
        let word = match from.first_chunk() {
            Some(word) => u64::from_le_bytes(*word),
            None => from.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        (word >> (bit % 8) & mask) as u32
    })
}
