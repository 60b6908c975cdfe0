//! What a rule says of one subject.

use std::collections::BTreeMap;

use plumb_store::Cell;

/// What there is to show that something is as the plan says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Nothing of it exists.
    Nothing,
    /// The plan says so.
    Declared,
    /// The plan says so, and facts did when they were last seen.
    Stale,
    /// The plan says so, and facts do.
    Fresh,
}

impl Evidence {
    /// The word: `nothing`, `declared`, `stale`, `fresh`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Declared => "declared",
            Self::Stale => "stale",
            Self::Fresh => "fresh",
        }
    }

    /// What a word names.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Nothing, Self::Declared, Self::Stale, Self::Fresh]
            .into_iter()
            .find(|evidence| evidence.word() == word)
    }

    /// How much of a sound result it supports.
    pub fn credit(self) -> f64 {
        match self {
            Self::Nothing => 0.0,
            Self::Declared => 0.5,
            Self::Stale => 0.75,
            Self::Fresh => 1.0,
        }
    }
}

/// The answer of a rule for one subject.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Sound.
    Pass,
    /// A gap of this magnitude, above 0 and at most 1.
    Gap(f64),
    /// Not told, or no data; the text names what would tell.
    Unknown(String),
    /// It cannot apply here, and the facts confirm it.
    NotApplicable,
}

/// One rule's answer for one subject, with everything that led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The rule's name.
    pub rule: String,
    /// What it is about, as `kind:id`.
    pub subject: String,
    /// The mandate it is about; `None` for all that its people carry.
    pub objective: Option<String>,
    /// The unit it is about.
    pub node: Option<String>,
    /// The person it is about.
    pub person: Option<String>,
    /// The role it is about.
    pub role: Option<String>,
    /// The place in plan or facts, as a path in text.
    pub at: Option<String>,
    /// The answer.
    pub state: State,
    /// What supports it.
    pub evidence: Evidence,
    /// Whether facts or the lock require the subject; others are told but never counted.
    pub required: bool,
    /// The one-sided p, where the rule is a test.
    pub p: Option<f64>,
    /// How far beyond the mark a subject is that passes with fresh evidence, above 0 and at most 1; only where its page
    /// has a praise to give.
    pub praise: Option<f64>,
    /// The query's other columns.
    pub figures: BTreeMap<String, Cell>,
    /// The exception that sets it aside, by id.
    pub exception: Option<String>,
}

impl Outcome {
    /// The magnitude of a gap; 0 otherwise.
    pub fn magnitude(&self) -> f64 {
        if let State::Gap(magnitude) = self.state { magnitude } else { 0.0 }
    }

    /// Whether it is a gap, set aside or not.
    pub fn is_gap(&self) -> bool {
        matches!(self.state, State::Gap(_))
    }

    /// Whether it is unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(self.state, State::Unknown(_))
    }

    /// What it earns, from 0 to 1: soundness times evidence; set aside at least half of the evidence.
    pub fn credit(&self) -> f64 {
        match self.state {
            State::Pass => self.evidence.credit(),
            State::Gap(magnitude) => {
                let earned = (1.0 - magnitude) * self.evidence.credit();
                if self.exception.is_some() { earned.max(0.5 * self.evidence.credit()) } else { earned }
            }
            State::Unknown(_) | State::NotApplicable => 0.0,
        }
    }

    /// The id of the gap: the rule and eight hex digits over rule, subject and objective, so that it stays the same
    /// while the gap is the same gap.
    pub fn id(&self) -> String {
        use sha2::{Digest, Sha256};
        let objective = self.objective.as_deref().unwrap_or("");
        let digest = Sha256::digest(format!("{}\n{}\n{objective}", self.rule, self.subject));
        let digits: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        format!("{}-{digits}", self.rule)
    }
}
