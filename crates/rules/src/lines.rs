//! The lines from each mandate to each seller, strand by strand.

use std::collections::{BTreeMap, BTreeSet};

use plumb_diag::Severity;

use crate::outcome::{Evidence, Outcome, State};
use crate::strand::{Strand, Touch};

/// How a strand of a line stands, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Every rule that looks at it is content.
    Sound,
    /// There is a gap below error level.
    Strained,
    /// Not told, or no data.
    Unseen,
    /// The kind is declared, but nothing of it for this subject.
    Missing,
    /// There is a gap at error level.
    Broken,
}

impl Standing {
    /// The word that users read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Strained => "strained",
            Self::Unseen => "unseen",
            Self::Missing => "missing",
            Self::Broken => "broken",
        }
    }

    /// Whether it cuts the line.
    pub fn cuts(self) -> bool {
        self >= Self::Missing
    }
}

/// What a rule is, as far as lines care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleTouch {
    /// Its severity.
    pub severity: Severity,
    /// Its strand, or symptom.
    pub touch: Touch,
}

/// A seller on the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seller {
    /// Id, or source and key for one whom the plan does not know.
    pub person: String,
    /// Name as people say it.
    pub name: String,
    /// Role.
    pub role: String,
    /// Unit, if known.
    pub unit: Option<String>,
    /// The unit and all above it.
    pub above: BTreeSet<String>,
    /// The mandates that must reach the seller.
    pub mandates: BTreeSet<String>,
    /// Whether the plan has a place for the seller below a mandate.
    pub placed: bool,
}

/// One line: a mandate to a seller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The seller.
    pub person: String,
    /// The mandate.
    pub mandate: String,
    /// How each strand stands, in the order of [`Strand::ALL`]; `None` where no installed rule tests it.
    pub strands: [Option<Standing>; 11],
}

/// Where a seller's part stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartState {
    /// Every strand is seen, none is broken or missing.
    Sound,
    /// These strands are broken or missing.
    BrokenAt(Vec<Strand>),
    /// Nothing is broken that can be seen, but these strands cannot be seen.
    Unseen(Vec<Strand>),
}

impl Line {
    /// How the line as a whole stands.
    pub fn state(&self) -> PartState {
        let with = |wanted: fn(Standing) -> bool| -> Vec<Strand> {
            Strand::ALL
                .into_iter()
                .filter(|strand| self.strands.get(strand.index()).copied().flatten().is_some_and(wanted))
                .collect()
        };
        let broken = with(Standing::cuts);
        if !broken.is_empty() {
            return PartState::BrokenAt(broken);
        }
        let unseen = with(|standing| standing == Standing::Unseen);
        if unseen.is_empty() && self.strands.iter().any(Option::is_some) {
            PartState::Sound
        } else {
            PartState::Unseen(unseen)
        }
    }
}

/// How an outcome makes a strand stand; `None` when it says nothing of it.
pub(crate) fn standing(outcome: &Outcome, rule: RuleTouch) -> Option<Standing> {
    if !outcome.required || rule.touch == Touch::Symptom {
        return None;
    }
    Some(match &outcome.state {
        State::Pass => Standing::Sound,
        State::Gap(_) if outcome.evidence == Evidence::Nothing => Standing::Missing,
        State::Gap(_) if rule.severity == Severity::Error => Standing::Broken,
        State::Gap(_) => Standing::Strained,
        State::Unknown(_) => Standing::Unseen,
        State::NotApplicable => return None,
    })
}

/// Whether an outcome speaks of a seller: the person, else everyone of the role in the node.
pub(crate) fn speaks_of(outcome: &Outcome, seller: &Seller) -> bool {
    if let Some(person) = &outcome.person {
        return *person == seller.person;
    }
    outcome.role.as_ref().is_none_or(|role| *role == seller.role)
        && outcome
            .node
            .as_ref()
            .is_none_or(|node| seller.above.contains(node) || seller.unit.as_ref() == Some(node))
}

/// The mandates of a seller that an outcome speaks of.
pub(crate) fn mandates_of<'a>(outcome: &'a Outcome, seller: &'a Seller) -> impl Iterator<Item = &'a String> {
    seller
        .mandates
        .iter()
        .filter(|mandate| outcome.objective.as_ref().is_none_or(|objective| objective == *mandate))
}

/// Whether an outcome concerns a line of the seller.
pub fn concerns(outcome: &Outcome, seller: &Seller) -> bool {
    speaks_of(outcome, seller)
        && (outcome.objective.is_none() || mandates_of(outcome, seller).next().is_some())
}

/// Draws all lines.
pub(crate) fn draw(
    sellers: &[Seller],
    outcomes: &[Outcome],
    rules: &BTreeMap<String, RuleTouch>,
) -> Vec<Line> {
    let mut lines = Vec::new();
    for seller in sellers {
        let mut strands: BTreeMap<&String, [Option<Standing>; 11]> =
            seller.mandates.iter().map(|mandate| (mandate, [None; 11])).collect();
        for outcome in outcomes.iter().filter(|outcome| speaks_of(outcome, seller)) {
            let Some(rule) = rules.get(&outcome.rule) else { continue };
            let (Touch::Strand(strand), Some(standing)) = (rule.touch, standing(outcome, *rule)) else {
                continue;
            };
            for mandate in mandates_of(outcome, seller) {
                if let Some(slot) =
                    strands.get_mut(mandate).and_then(|strands| strands.get_mut(strand.index()))
                {
                    *slot = Some(slot.map_or(standing, |before| before.max(standing)));
                }
            }
        }
        lines.extend(strands.into_iter().map(|(mandate, strands)| Line {
            person: seller.person.clone(),
            mandate: mandate.clone(),
            strands,
        }));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seller() -> Seller {
        Seller {
            person: "ana".into(),
            name: "Ana".into(),
            role: "ae".into(),
            unit: Some("north".into()),
            above: ["north".to_owned(), "all".to_owned()].into(),
            mandates: ["grow".to_owned(), "margin".to_owned()].into(),
            placed: true,
        }
    }

    fn outcome(rule: &str, state: State, evidence: Evidence) -> Outcome {
        Outcome {
            rule: rule.into(),
            subject: "unit:north".into(),
            objective: None,
            node: Some("north".into()),
            person: None,
            role: None,
            at: None,
            state,
            evidence,
            required: true,
            p: None,
            figures: BTreeMap::new(),
            praise: None,
            exception: None,
        }
    }

    fn rules() -> BTreeMap<String, RuleTouch> {
        let rule = |severity, touch| RuleTouch { severity, touch };
        [
            ("unpaid".to_owned(), rule(Severity::Error, Touch::Strand(Strand::Pay))),
            ("untold".to_owned(), rule(Severity::Warning, Touch::Strand(Strand::Story))),
            ("late-discount".to_owned(), rule(Severity::Error, Touch::Symptom)),
        ]
        .into()
    }

    fn states(outcomes: &[Outcome]) -> Vec<PartState> {
        draw(&[seller()], outcomes, &rules()).iter().map(Line::state).collect()
    }

    #[test]
    fn a_gap_at_error_level_breaks_the_strand_of_every_mandate_it_speaks_of() {
        let mut unpaid = outcome("unpaid", State::Gap(0.4), Evidence::Declared);
        unpaid.objective = Some("margin".into());
        let paid = Outcome { objective: Some("grow".into()), state: State::Pass, ..unpaid.clone() };
        assert_eq!(states(&[unpaid, paid]), [PartState::Sound, PartState::BrokenAt(vec![Strand::Pay])]);
    }

    #[test]
    fn a_warning_strains_but_what_is_missing_cuts() {
        let strained = outcome("untold", State::Gap(0.4), Evidence::Declared);
        assert_eq!(states(&[strained]), [PartState::Sound, PartState::Sound]);
        let missing = outcome("untold", State::Gap(1.0), Evidence::Nothing);
        assert!(matches!(states(&[missing])[0], PartState::BrokenAt(_)));
    }

    #[test]
    fn what_is_not_told_is_unseen_and_never_broken() {
        let unknown = outcome("unpaid", State::Unknown("plan: pay".into()), Evidence::Nothing);
        assert_eq!(states(&[unknown])[0], PartState::Unseen(vec![Strand::Pay]));
    }

    #[test]
    fn a_symptom_breaks_no_line() {
        let symptom = outcome("late-discount", State::Gap(1.0), Evidence::Fresh);
        assert_eq!(draw(&[seller()], &[symptom], &rules())[0].strands, [None; 11]);
    }

    #[test]
    fn another_roles_gap_leaves_the_line_alone() {
        let other = Outcome {
            role: Some("sdr".into()),
            node: None,
            ..outcome("unpaid", State::Gap(1.0), Evidence::Declared)
        };
        assert_eq!(draw(&[seller()], &[other], &rules())[0].strands, [None; 11]);
    }

    #[test]
    fn a_gap_that_is_accepted_still_cuts_the_line() {
        let accepted = Outcome {
            exception: Some("later".into()),
            ..outcome("unpaid", State::Gap(1.0), Evidence::Declared)
        };
        assert_eq!(states(&[accepted])[0], PartState::BrokenAt(vec![Strand::Pay]));
    }
}
