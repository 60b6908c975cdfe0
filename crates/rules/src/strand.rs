//! The eleven strands that carry a mandate to a person's day, and the seven elements they fold into.

/// One strand of a line, in the order in which people read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strand {
    /// The objective itself: measurable, dated, owned, served upward.
    Objective,
    /// The person's number.
    Number,
    /// Stages and exit criteria.
    Method,
    /// Something to sell, to whom.
    Offering,
    /// Hand-offs that are owned, timed and kept.
    Process,
    /// Pay for the objective.
    Pay,
    /// Tools that are there and used.
    Tools,
    /// Role, span, ground and coverage.
    Structure,
    /// A report that shows the measure.
    Reporting,
    /// A meeting that looks and decides.
    Rhythm,
    /// The story and the person's development.
    Story,
}

/// What a rule's gap does to lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Touch {
    /// It belongs to a strand and can break lines there.
    Strand(Strand),
    /// It shows in the facts; it is never credited and breaks no line.
    Symptom,
}

impl Strand {
    /// All strands, in order.
    pub const ALL: [Self; 11] = [
        Self::Objective,
        Self::Number,
        Self::Method,
        Self::Offering,
        Self::Process,
        Self::Pay,
        Self::Tools,
        Self::Structure,
        Self::Reporting,
        Self::Rhythm,
        Self::Story,
    ];

    /// The word that users read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Objective => "objective",
            Self::Number => "number",
            Self::Method => "method",
            Self::Offering => "offering",
            Self::Process => "process",
            Self::Pay => "pay",
            Self::Tools => "tools",
            Self::Structure => "structure",
            Self::Reporting => "reporting",
            Self::Rhythm => "rhythm",
            Self::Story => "story",
        }
    }

    /// The element it folds into, from 0 to 6; see [`ELEMENTS`].
    pub fn element(self) -> usize {
        match self {
            Self::Objective | Self::Number => 0,
            Self::Method | Self::Offering => 1,
            Self::Process | Self::Pay => 2,
            Self::Tools | Self::Structure => 3,
            Self::Reporting => 4,
            Self::Rhythm => 5,
            Self::Story => 6,
        }
    }

    /// Its place in [`Strand::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// Whether what nobody holds also hangs on it: an objective or number that is wrong for a node.
    pub fn holds_what_nobody_holds(self) -> bool {
        matches!(self, Self::Objective | Self::Number)
    }
}

/// The seven elements, as users read them.
pub const ELEMENTS: [&str; 7] = [
    "objectives",
    "method",
    "process and pay",
    "tools and structure",
    "reporting",
    "rhythm",
    "story and development",
];

impl Touch {
    /// The word in a page's front matter: a strand's, or `symptom`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Strand(strand) => strand.word(),
            Self::Symptom => "symptom",
        }
    }

    /// All words that a page may write.
    pub fn words() -> impl Iterator<Item = &'static str> {
        Strand::ALL.into_iter().map(Strand::word).chain(["symptom"])
    }

    /// What a word names.
    pub fn parse(word: &str) -> Option<Self> {
        if word == "symptom" {
            return Some(Self::Symptom);
        }
        Strand::ALL.into_iter().find(|strand| strand.word() == word).map(Self::Strand)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_names_its_strand_and_its_place() {
        for (index, strand) in Strand::ALL.into_iter().enumerate() {
            assert_eq!(Touch::parse(strand.word()), Some(Touch::Strand(strand)));
            assert_eq!(strand.index(), index);
            assert!(strand.element() < ELEMENTS.len());
        }
    }
}
