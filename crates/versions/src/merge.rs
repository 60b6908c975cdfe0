//! A change laid on a text that changed meanwhile.

use crate::diff::{Hunk, hunks, lines};

/// Lines that both changed, each in its own way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The first of the lines as they were, from 1.
    pub line: usize,
    /// What the change makes of them.
    pub wanted: String,
    /// What stands there now.
    pub found: String,
}

/// The text that holds both changes: from `base` to `wanted`, and from `base` to `found`.
///
/// # Errors
/// The lines that both changed, or that lie side by side, where nobody can say in which order they belong.
///
/// ```
/// use plumb_versions::merge;
/// assert_eq!(merge(b"a\nb\nc\n", b"A\nb\nc\n", b"a\nb\nC\n").as_deref(), Ok(&b"A\nb\nC\n"[..]));
/// assert_eq!(merge(b"a\nb\n", b"A\nb\n", b"x\nb\n").unwrap_err()[0].found, "x");
/// ```
pub fn merge(base: &[u8], wanted: &[u8], found: &[u8]) -> Result<Vec<u8>, Vec<Clash>> {
    let (ours, theirs) = (hunks(base, wanted), hunks(base, found));
    let mut clashes = Vec::new();
    let mut all: Vec<&Hunk> = theirs.iter().collect();
    for our in &ours {
        if theirs.iter().any(|their| same(our, their)) {
            continue;
        }
        match theirs.iter().find(|their| touch(our, their)) {
            Some(their) => clashes.push(Clash {
                line: our.old_start + 1,
                wanted: text(&our.added),
                found: text(&their.added),
            }),
            None => all.push(our),
        }
    }
    if !clashes.is_empty() {
        return Err(clashes);
    }
    all.sort_by_key(|hunk| (hunk.old_start, hunk.removed.len()));
    let old = lines(base);
    let mut merged = Vec::new();
    let mut at = 0;
    for hunk in all {
        merged.extend(old.iter().take(hunk.old_start).skip(at).copied().flatten());
        merged.extend(hunk.added.iter().flatten());
        at = hunk.old_start + hunk.removed.len();
    }
    merged.extend(old.iter().skip(at).copied().flatten());
    Ok(merged)
}

fn same(one: &Hunk, other: &Hunk) -> bool {
    (one.old_start, &one.removed, &one.added) == (other.old_start, &other.removed, &other.added)
}

/// Whether hunks share a line of the base, or one adds lines where the other touches it.
fn touch(one: &Hunk, other: &Hunk) -> bool {
    let end = |hunk: &Hunk| hunk.old_start + hunk.removed.len();
    if one.removed.is_empty() || other.removed.is_empty() {
        one.old_start <= end(other) && other.old_start <= end(one)
    } else {
        one.old_start < end(other) && other.old_start < end(one)
    }
}

fn text(lines: &[Vec<u8>]) -> String {
    String::from_utf8_lossy(&lines.concat()).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]
    use super::*;
    use proptest::prelude::*;

    fn text() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec("[ab]{0,2}\r?\n", 0..12).prop_map(|lines| lines.concat().into_bytes())
    }

    proptest! {
        #[test]
        fn a_change_laid_on_the_same_text_is_the_change(base in text(), wanted in text()) {
            prop_assert_eq!(merge(&base, &wanted, &base).unwrap(), wanted.clone());
            prop_assert_eq!(merge(&base, &wanted, &wanted).unwrap(), wanted);
        }

        #[test]
        fn two_changes_give_the_same_in_either_order(base in text(), one in text(), other in text()) {
            prop_assert_eq!(merge(&base, &one, &other).ok(), merge(&base, &other, &one).ok());
        }
    }
}
