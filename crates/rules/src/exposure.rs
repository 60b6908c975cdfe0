//! What hangs on each gap: arithmetic over parts, no assumption.

use std::collections::{BTreeMap, BTreeSet};

use plumb_diag::Severity;

use crate::carry::Allocation;
use crate::lines::{RuleTouch, Seller, Standing, mandates_of, speaks_of, standing};
use crate::outcome::Outcome;
use crate::strand::Touch;

/// What a gap does to the lines under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// It cuts them.
    Breaks,
    /// It bears on them, and they hold.
    Strains,
    /// It shows in the facts of their people.
    Touches,
}

impl Effect {
    /// The word that users read: `breaks`, `strains`, `touches`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Breaks => "breaks",
            Self::Strains => "strains",
            Self::Touches => "touches",
        }
    }
}

/// The part of the mandate that hangs on one gap, in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// What the gap does.
    pub effect: Effect,
    /// Parts of distinct people, and what nobody holds at the node for gaps of objectives and numbers.
    pub amount: i64,
    /// The part that only this gap breaks.
    pub alone: i64,
    /// How many people it concerns.
    pub people: usize,
    /// What the amount consists of, so that several gaps can be taken together and nothing counts twice.
    pub holds: BTreeMap<Held, i64>,
}

/// A piece of the mandate: a seller's part, by place among the sellers, or what nobody holds at a unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// A seller's part.
    Part(usize),
    /// What nobody holds.
    Nobodys(String),
}

/// What hangs on all gaps together: each part once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Union {
    /// Parts of people with at least one broken line, whatever its mandate, and what nobody holds under such a gap.
    pub broken: i64,
    /// The same of the headline mandate's own lines.
    pub of_headline: i64,
}

/// Finds what hangs on each gap, in the order of `outcomes`; `None` for what is no gap.
pub(crate) fn expose(
    outcomes: &[Outcome],
    rules: &BTreeMap<String, RuleTouch>,
    sellers: &[Seller],
    allocation: &Allocation,
    above: &BTreeMap<String, BTreeSet<String>>,
    headline: Option<&str>,
) -> (Vec<Option<Exposure>>, Union) {
    let grips: Vec<Option<Grip>> = outcomes
        .iter()
        .map(|outcome| {
            // What nobody holds is of the headline mandate, and hangs on no other's gaps.
            let own = outcome.objective.is_none() || outcome.objective.as_deref() == headline;
            Grip::of(outcome, rules, sellers, allocation, above, own)
        })
        .collect();
    let mut breakers: BTreeMap<&Held, usize> = BTreeMap::new();
    for grip in grips.iter().flatten().filter(|grip| grip.effect == Effect::Breaks) {
        for held in grip.holds.keys() {
            *breakers.entry(held).or_default() += 1;
        }
    }
    let mut once: BTreeMap<&Held, i64> = BTreeMap::new();
    let mut of_headline: BTreeMap<&Held, i64> = BTreeMap::new();
    for (outcome, grip) in outcomes.iter().zip(&grips) {
        let Some(grip) = grip.as_ref().filter(|grip| grip.effect == Effect::Breaks) else { continue };
        once.extend(grip.holds.iter().map(|(held, amount)| (held, *amount)));
        if outcome.objective.is_none() || outcome.objective.as_deref() == headline {
            of_headline.extend(grip.holds.iter().map(|(held, amount)| (held, *amount)));
        }
    }
    let exposures = grips
        .iter()
        .map(|grip| {
            let grip = grip.as_ref()?;
            let mut alone = 0_i64;
            if grip.effect == Effect::Breaks {
                for (held, amount) in &grip.holds {
                    if breakers.get(&held) == Some(&1) {
                        alone = alone.saturating_add(*amount);
                    }
                }
            }
            Some(Exposure {
                effect: grip.effect,
                amount: grip.holds.values().sum(),
                alone,
                people: grip.people,
                holds: grip.holds.clone(),
            })
        })
        .collect();
    let union = Union { broken: once.values().sum(), of_headline: of_headline.values().sum() };
    (exposures, union)
}

struct Grip {
    effect: Effect,
    holds: BTreeMap<Held, i64>,
    people: usize,
}

impl Grip {
    fn of(
        outcome: &Outcome,
        rules: &BTreeMap<String, RuleTouch>,
        sellers: &[Seller],
        allocation: &Allocation,
        above: &BTreeMap<String, BTreeSet<String>>,
        own: bool,
    ) -> Option<Self> {
        if !outcome.is_gap() {
            return None;
        }
        let rule = rules.get(&outcome.rule)?;
        let effect = match (rule.touch, standing(outcome, *rule)) {
            (Touch::Symptom, _) => Effect::Touches,
            (_, Some(standing)) if standing.cuts() => Effect::Breaks,
            (_, Some(Standing::Strained)) => Effect::Strains,
            // A gap that nothing requires stands beside the lines.
            _ if rule.severity == Severity::Error => Effect::Touches,
            _ => Effect::Strains,
        };
        let mut holds = BTreeMap::new();
        let mut people = 0;
        for (index, seller) in sellers.iter().enumerate() {
            let reached = rule.touch == Touch::Symptom || mandates_of(outcome, seller).next().is_some();
            if reached && speaks_of(outcome, seller) {
                people += 1;
                holds.insert(Held::Part(index), allocation.parts.get(&seller.person).copied().unwrap_or(0));
            }
        }
        let holds_nobodys = matches!(rule.touch, Touch::Strand(strand) if strand.holds_what_nobody_holds());
        if holds_nobodys && own && outcome.person.is_none() && outcome.role.is_none() {
            for (unit, amount) in &allocation.nobodys {
                let inside = outcome.node.as_ref().is_none_or(|node| {
                    unit == node || above.get(unit).is_some_and(|above| above.contains(node))
                });
                if inside {
                    holds.insert(Held::Nobodys(unit.clone()), *amount);
                }
            }
        }
        Some(Self { effect, holds, people })
    }
}
