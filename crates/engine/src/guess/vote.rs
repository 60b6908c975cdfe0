//! What most rows agree on, and how many do.

use std::collections::BTreeMap;

/// What rows say together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Vote<T> {
    /// No row says anything.
    Nobody,
    /// No answer has more than half of the rows.
    Split {
        /// Rows that say something.
        all: usize,
        /// Different answers.
        answers: usize,
    },
    /// More than half of the rows say the same.
    Most {
        /// What they say.
        value: T,
        /// How many say so.
        agree: usize,
        /// Rows that say something.
        all: usize,
    },
}

impl<T: Ord> Vote<T> {
    /// Counts the answers.
    pub(super) fn of(answers: impl IntoIterator<Item = T>) -> Self {
        let mut counts: BTreeMap<T, usize> = BTreeMap::new();
        for answer in answers {
            *counts.entry(answer).or_insert(0) += 1;
        }
        let (all, answers) = (counts.values().sum::<usize>(), counts.len());
        match counts.into_iter().find(|(_, agree)| agree * 2 > all) {
            Some((value, agree)) => Self::Most { value, agree, all },
            None if all == 0 => Self::Nobody,
            None => Self::Split { all, answers },
        }
    }

    /// What most say.
    pub(super) fn value(&self) -> Option<&T> {
        match self {
            Self::Most { value, .. } => Some(value),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_is_not_most() {
        assert_eq!(Vote::of(["a", "b"]), Vote::Split { all: 2, answers: 2 });
        assert_eq!(Vote::of(["a", "b", "a"]), Vote::Most { value: "a", agree: 2, all: 3 });
        assert_eq!(Vote::<&str>::of([]), Vote::Nobody);
    }
}
