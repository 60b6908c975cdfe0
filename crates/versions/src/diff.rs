//! What differs between two texts, line by line, as git tells it.

use git2::{DiffOptions, Patch};

/// Whether a line came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineSign {
    /// It is only in the text before.
    Removed,
    /// It is only in the text after.
    Added,
}

/// A line that is in one text only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// Which text.
    pub sign: LineSign,
    /// Its number there, from 1.
    pub line: usize,
    /// Its bytes, with its line end.
    pub bytes: Vec<u8>,
}

/// Lines of `before` that went and lines of `after` that came; where some were replaced, those that went stand first.
///
/// ```
/// use plumb_versions::{LineSign, diff};
/// let lines = diff(b"a\nb\nc\n", b"a\nB\nc\n");
/// assert_eq!(lines.iter().map(|line| (line.sign, line.line)).collect::<Vec<_>>(), [(LineSign::Removed, 2), (LineSign::Added, 2)]);
/// ```
pub fn diff(before: &[u8], after: &[u8]) -> Vec<DiffLine> {
    let of_hunk = |hunk: Hunk| {
        let numbered = |sign, first: usize, lines: Vec<Vec<u8>>| {
            let lines = lines.into_iter().enumerate();
            lines.map(move |(index, bytes)| DiffLine { sign, line: first + index + 1, bytes })
        };
        let (old, new) = (hunk.old_start, hunk.new_start);
        numbered(LineSign::Removed, old, hunk.removed).chain(numbered(LineSign::Added, new, hunk.added))
    };
    hunks(before, after).into_iter().flat_map(of_hunk).collect()
}

/// Lines that are replaced by others. Numbers count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hunk {
    pub(crate) old_start: usize,
    pub(crate) new_start: usize,
    pub(crate) removed: Vec<Vec<u8>>,
    pub(crate) added: Vec<Vec<u8>>,
}

/// The hunks between two texts, in order. Where git cannot say it, all lines of one are replaced by all of the other.
pub(crate) fn hunks(before: &[u8], after: &[u8]) -> Vec<Hunk> {
    if before == after {
        return Vec::new();
    }
    let (old, new) = (lines(before), lines(after));
    let ranges = ranges(before, after).unwrap_or_else(|| vec![((0, old.len()), (0, new.len()))]);
    let cut = |lines: &[&[u8]], (start, count): (usize, usize)| {
        lines.iter().skip(start).take(count).map(|line| line.to_vec()).collect()
    };
    let hunk = |(of_old, of_new): (Range, Range)| Hunk {
        old_start: of_old.0,
        new_start: of_new.0,
        removed: cut(&old, of_old),
        added: cut(&new, of_new),
    };
    ranges.into_iter().map(hunk).collect()
}

/// First line from 0, and how many.
type Range = (usize, usize);

fn ranges(before: &[u8], after: &[u8]) -> Option<Vec<(Range, Range)>> {
    let mut options = DiffOptions::new();
    options.context_lines(0).interhunk_lines(0).force_text(true);
    let patch = Patch::from_buffers(before, None, after, None, Some(&mut options)).ok()?;
    let range = |start: u32, count: u32| {
        let (start, count) = (usize::try_from(start).ok()?, usize::try_from(count).ok()?);
        // An empty range names the line before it.
        Some((if count == 0 { start } else { start.checked_sub(1)? }, count))
    };
    (0..patch.num_hunks())
        .map(|index| {
            let (hunk, _) = patch.hunk(index).ok()?;
            Some((range(hunk.old_start(), hunk.old_lines())?, range(hunk.new_start(), hunk.new_lines())?))
        })
        .collect()
}

/// Lines with their ends.
pub(crate) fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(prop_oneof!["[ab]{0,2}\n", "[ab]{1,2}\r\n", "[ab]"], 0..12)
            .prop_map(|lines| lines.concat().into_bytes())
    }

    proptest! {
        #[test]
        fn hunks_lead_from_one_text_to_the_other(before in text(), after in text()) {
            let mut rebuilt = Vec::new();
            let (old, mut at) = (lines(&before), 0);
            for hunk in hunks(&before, &after) {
                rebuilt.extend(old[at..hunk.old_start].concat());
                rebuilt.extend(hunk.added.concat());
                at = hunk.old_start + hunk.removed.len();
            }
            rebuilt.extend(old[at..].concat());
            prop_assert_eq!(rebuilt, after);
        }
    }
}
