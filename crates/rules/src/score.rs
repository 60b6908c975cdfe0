//! Coverage, and the score that is shown only where enough is seen.

use std::collections::BTreeMap;

use plumb_diag::Severity;

use crate::lines::{RuleTouch, Seller, concerns, mandates_of, speaks_of};
use crate::outcome::{Outcome, State};
use crate::strand::{ELEMENTS, Touch};

/// Below this share of weight seen, no score is shown.
pub const COVERAGE_MIN: f64 = 0.60;

/// Above this share of weight set aside, exceptions are a warning.
pub const WAIVED_MAX: f64 = 0.10;

/// How much of what should be tested was seen, and what would show more.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// The share of weight that is not unknown, from 0 to 1.
    pub seen: f64,
    /// The share of weight that stands on the plan's word alone.
    pub declared_only: f64,
    /// The share of weight that exceptions set aside.
    pub waived: f64,
    /// What would show more: the input, and the share of weight it would turn on. Largest first.
    pub would_show: Vec<(String, f64)>,
}

/// The score of a group of sellers and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// From 0 to 100.
    pub value: f64,
    /// Each element from 0 to 1; `None` where no installed rule looks at it.
    pub elements: [Option<f64>; 7],
    /// The three elements that cost most, with the points that each would give back if it were whole.
    pub losses: Vec<(usize, f64)>,
    /// The highest value that open gaps at error level allow.
    pub cap: f64,
}

/// Weight of a severity among obligations.
fn weight(severity: Severity) -> f64 {
    match severity {
        Severity::Error => 8.0,
        Severity::Warning => 3.0,
        Severity::Note => 1.0,
    }
}

/// Each seller's share of the mandate; by heads where no money is known.
pub(crate) fn shares(sellers: &[Seller], parts: &BTreeMap<String, i64>) -> BTreeMap<String, f64> {
    let total: f64 = parts.values().map(|part| *part as f64).sum();
    let heads = sellers.len().max(1) as f64;
    let share = |seller: &Seller| {
        if total > 0.0 {
            parts.get(&seller.person).map_or(0.0, |part| *part as f64 / total)
        } else {
            1.0 / heads
        }
    };
    sellers.iter().map(|seller| (seller.person.clone(), share(seller))).collect()
}

/// Tells how much is seen. Without any obligation nothing is.
pub(crate) fn coverage(
    outcomes: &[Outcome],
    rules: &BTreeMap<String, RuleTouch>,
    sellers: &[Seller],
    shares: &BTreeMap<String, f64>,
) -> Coverage {
    let (mut all, mut unknown, mut declared, mut waived) = (0.0, 0.0, 0.0, 0.0);
    let mut missing: BTreeMap<&str, f64> = BTreeMap::new();
    for (outcome, rule) in obligations(outcomes, rules) {
        let reach: f64 = sellers
            .iter()
            .filter(|seller| concerns(outcome, seller))
            .filter_map(|seller| shares.get(&seller.person))
            .sum();
        let weight = weight(rule.severity) * reach;
        all += weight;
        match &outcome.state {
            State::Unknown(what) => {
                unknown += weight;
                *missing.entry(what).or_default() += weight;
            }
            _ if outcome.evidence == crate::outcome::Evidence::Declared => declared += weight,
            _ => {}
        }
        if outcome.exception.is_some() {
            waived += weight;
        }
    }
    let part = |amount: f64| if all > 0.0 { amount / all } else { 0.0 };
    let mut would_show: Vec<(String, f64)> =
        missing.into_iter().map(|(what, amount)| (what.to_owned(), part(amount))).collect();
    would_show.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Coverage {
        seen: if all > 0.0 { 1.0 - part(unknown) } else { 0.0 },
        declared_only: part(declared),
        waived: part(waived),
        would_show,
    }
}

/// Scores a group of sellers: per seller the harmonic mean of the elements, over the group the geometric mean, capped
/// by the share of the mandate that lies under open gaps at error level. `None` without sellers or obligations.
pub(crate) fn score(
    outcomes: &[Outcome],
    rules: &BTreeMap<String, RuleTouch>,
    sellers: &[&Seller],
    shares: &BTreeMap<String, f64>,
) -> Option<Score> {
    let obligations: Vec<_> = obligations(outcomes, rules).collect();
    let per_seller: Vec<[Option<f64>; 7]> =
        sellers.iter().map(|seller| elements_of(seller, &obligations)).collect();
    let whole = |elements: &[[Option<f64>; 7]]| {
        let logs: Vec<f64> = elements.iter().filter_map(local).map(|value| value.max(1e-6).ln()).collect();
        (!logs.is_empty()).then(|| 100.0 * (logs.iter().sum::<f64>() / logs.len() as f64).exp())
    };
    let uncapped = whole(&per_seller)?;
    // What cannot be seen counts like the gap that it may hide; parts or heads, whichever is more.
    let under_errors: Vec<&&Seller> = sellers
        .iter()
        .filter(|seller| {
            obligations.iter().any(|(outcome, rule)| {
                rule.severity == Severity::Error
                    && ((outcome.is_gap() && outcome.exception.is_none()) || outcome.is_unknown())
                    && concerns(outcome, seller)
            })
        })
        .collect();
    let part = |sellers: &[&&Seller]| -> f64 {
        sellers.iter().filter_map(|seller| shares.get(&seller.person)).sum()
    };
    let all = part(&sellers.iter().collect::<Vec<_>>());
    let of_parts = if all > 0.0 { part(&under_errors) / all } else { 0.0 };
    let q = of_parts.max(under_errors.len() as f64 / sellers.len().max(1) as f64);
    let cap = if q > 0.0 { (85.0 - 45.0 * q).max(40.0) } else { 100.0 };
    let mut elements = [None; 7];
    for (index, slot) in elements.iter_mut().enumerate() {
        let values: Vec<f64> =
            per_seller.iter().filter_map(|seller| seller.get(index).copied().flatten()).collect();
        *slot = (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
    }
    let mut losses: Vec<(usize, f64)> = (0..ELEMENTS.len())
        .filter(|index| elements.get(*index).copied().flatten().is_some())
        .map(|index| {
            let mended: Vec<_> = per_seller
                .iter()
                .map(|seller| {
                    let mut seller = *seller;
                    if let Some(slot) = seller.get_mut(index).filter(|slot| slot.is_some()) {
                        *slot = Some(1.0);
                    }
                    seller
                })
                .collect();
            (index, whole(&mended).unwrap_or(uncapped) - uncapped)
        })
        .collect();
    losses.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    losses.truncate(3);
    Some(Score { value: uncapped.min(cap), elements, losses, cap })
}

fn obligations<'a>(
    outcomes: &'a [Outcome],
    rules: &'a BTreeMap<String, RuleTouch>,
) -> impl Iterator<Item = (&'a Outcome, RuleTouch)> {
    outcomes.iter().filter(|outcome| outcome.required && outcome.state != State::NotApplicable).filter_map(
        |outcome| {
            let rule = rules.get(&outcome.rule)?;
            (rule.touch != Touch::Symptom).then_some((outcome, *rule))
        },
    )
}

fn elements_of(seller: &Seller, obligations: &[(&Outcome, RuleTouch)]) -> [Option<f64>; 7] {
    if !seller.placed {
        // Whom the plan does not know, or no mandate reaches, enters with nothing.
        return [Some(0.0); 7];
    }
    let mut earned = [0.0; 7];
    let mut possible = [0.0; 7];
    for (outcome, rule) in obligations {
        let Touch::Strand(strand) = rule.touch else { continue };
        if !speaks_of(outcome, seller) {
            continue;
        }
        let weight = weight(rule.severity) * mandates_of(outcome, seller).count() as f64;
        if let (Some(earned), Some(possible)) =
            (earned.get_mut(strand.element()), possible.get_mut(strand.element()))
        {
            *earned += weight * outcome.credit();
            *possible += weight;
        }
    }
    std::array::from_fn(|index| {
        let (earned, possible) = (earned.get(index)?, possible.get(index)?);
        (*possible > 0.0).then(|| earned / possible)
    })
}

/// The harmonic mean of the elements with a soft floor, from 0 to 1.
fn local(elements: &[Option<f64>; 7]) -> Option<f64> {
    let floored: Vec<f64> = elements.iter().flatten().map(|element| 0.1 + 0.9 * element).collect();
    if floored.is_empty() {
        return None;
    }
    let mean = floored.len() as f64 / floored.iter().map(|element| 1.0 / element).sum::<f64>();
    Some(((mean - 0.1) / 0.9).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_element_missing_among_six_perfect_is_37_5_not_86() {
        let mut elements = [Some(1.0); 7];
        elements[3] = Some(0.0);
        let value = local(&elements).unwrap() * 100.0;
        assert!((value - 37.5).abs() < 0.01, "{value}");
    }

    #[test]
    fn all_perfect_is_one_and_all_absent_is_zero() {
        assert!((local(&[Some(1.0); 7]).unwrap() - 1.0).abs() < 1e-12);
        assert!(local(&[Some(0.0); 7]).unwrap().abs() < 1e-12);
        assert_eq!(local(&[None; 7]), None);
    }
}
