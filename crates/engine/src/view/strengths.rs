//! What is sound beyond the mark: praise that rules give, by whom it is for.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use plumb_rules::{ELEMENTS, Outcome, Rule, State, Touch};

use crate::pass::Pass;
use crate::review::StrengthView;
use crate::view::{money, placed, rounded};

/// One praise: who is concerned, and how.
struct Praise<'a> {
    rule: &'a Rule,
    outcome: &'a Outcome,
    beyond: f64,
    /// Whether its rule found a gap elsewhere.
    stands_out: bool,
    /// Sellers concerned, by place in the list.
    people: BTreeSet<usize>,
}

/// Strengths: first the unit that stands out most, then what the whole company does well, then the others.
///
/// A unit stands out by rules that find a gap elsewhere; where there is such praise, only that is said of it. What is praised
/// for everybody, or for all that its rule looked at, and has no gap anywhere is the company's: one strength for each rule.
/// A unit's strength that one above or below it already has, by the same rules, is left out.
pub(super) fn strengths(pass: &Pass) -> Vec<StrengthView> {
    let everyone = pass.assessment.sellers.len();
    let mut groups: BTreeMap<(bool, String), Vec<Praise<'_>>> = BTreeMap::new();
    for rule in &pass.rules {
        let mine = || pass.assessment.outcomes.iter().filter(|outcome| outcome.rule == rule.page.name);
        let elsewhere = mine().any(|outcome| matches!(outcome.state, State::Gap(_)));
        let mut praises: Vec<Praise<'_>> =
            mine().filter_map(|outcome| Praise::of(pass, rule, outcome, elsewhere)).collect();
        let looked_at = mine().filter(|outcome| outcome.state != State::NotApplicable).count();
        praises.sort_by_key(|praise| (Reverse(praise.people.len()), &praise.outcome.subject));
        let everywhere = looked_at > 1 && praises.len() == looked_at;
        let company_wide = !elsewhere
            && (everywhere || praises.iter().any(|praise| everyone > 0 && praise.people.len() == everyone));
        for praise in praises {
            let key = if company_wide { rule.page.name.clone() } else { praise.belongs_to() };
            groups.entry((company_wide, key)).or_default().push(praise);
        }
    }
    for praises in groups.values_mut().filter(|praises| praises.iter().any(|praise| praise.stands_out)) {
        praises.retain(|praise| praise.stands_out);
    }
    let mut views: Vec<(bool, StrengthView)> = groups
        .into_iter()
        .map(|((whole, key), praises)| {
            (praises.iter().any(|praise| praise.stands_out), view(pass, whole, &key, &praises))
        })
        .collect();
    views.sort_by_cached_key(|(stands_out, view)| {
        let minor = view.reached.as_ref().map_or(0, |reached| reached.minor);
        (
            !stands_out,
            Reverse(view.rules.len()),
            Reverse(minor),
            Reverse(view.people),
            view.subject.clone(),
            view.rules.clone(),
        )
    });
    let first = views.iter().position(|(stands_out, view)| *stands_out && view.rules.len() > 1);
    let mut ordered: Vec<StrengthView> = first.map(|at| views.remove(at).1).into_iter().collect();
    let (company_wide, others): (Vec<_>, Vec<_>) =
        views.into_iter().map(|(_, view)| view).partition(|view| view.company_wide);
    ordered.extend(company_wide);
    ordered.extend(others);
    without_repetition(pass, ordered)
}

impl<'a> Praise<'a> {
    fn of(pass: &Pass, rule: &'a Rule, outcome: &'a Outcome, stands_out: bool) -> Option<Self> {
        let beyond = outcome.praise?;
        let sellers = pass.assessment.sellers.iter().enumerate();
        let people = sellers.filter(|(_, seller)| plumb_rules::concerns(outcome, seller));
        Some(Self { rule, outcome, beyond, stands_out, people: people.map(|(index, _)| index).collect() })
    }

    /// Whose strength it is, as `kind:id`: the person's, else the unit's, else of what it is about.
    fn belongs_to(&self) -> String {
        match (&self.outcome.person, &self.outcome.node) {
            (Some(person), _) => format!("person:{person}"),
            (None, Some(node)) => format!("unit:{node}"),
            (None, None) => self.outcome.subject.clone(),
        }
    }
}

/// A strength of praises of which the first reaches most people.
fn view(pass: &Pass, company_wide: bool, key: &str, praises: &[Praise<'_>]) -> StrengthView {
    let plan = &pass.look.texts.plan;
    let first = praises.first().map(|praise| praise.outcome);
    let subject = if company_wide { first.map_or(key, |outcome| outcome.subject.as_str()) } else { key };
    let (kind, id) = subject.split_once(':').unwrap_or(("", subject));
    let name = plan.entity(kind, id).and_then(|entity| entity.text("name")).unwrap_or(id);
    let people: BTreeSet<usize> = praises.iter().flat_map(|praise| praise.people.iter().copied()).collect();
    let reached = placed(pass).map(|headline| {
        let sellers = people.iter().filter_map(|index| pass.assessment.sellers.get(*index));
        let parts = sellers.filter_map(|seller| headline.allocation.parts.get(&seller.person));
        money(parts.sum(), headline.currency)
    });
    // What is praised everywhere is said once, where it reaches most.
    let said = if company_wide { praises.get(..1).unwrap_or_default() } else { praises };
    let says = said.iter().filter_map(|praise| super::praise(pass, praise.rule, praise.outcome));
    let rules: BTreeSet<&str> = praises.iter().map(|praise| praise.rule.page.name.as_str()).collect();
    let elements: BTreeSet<usize> = praises
        .iter()
        .filter_map(|praise| match praise.rule.page.front.touch {
            Touch::Strand(strand) => Some(strand.element()),
            Touch::Symptom => None,
        })
        .collect();
    let beyond = praises.iter().map(|praise| praise.beyond).sum::<f64>() / praises.len().max(1) as f64;
    StrengthView {
        subject: subject.to_owned(),
        name: name.to_owned(),
        unit: first.and_then(|outcome| outcome.node.clone()),
        person: first.and_then(|outcome| outcome.person.clone()),
        company_wide,
        says: says.collect(),
        rules: rules.into_iter().map(str::to_owned).collect(),
        elements: elements
            .into_iter()
            .filter_map(|index| ELEMENTS.get(index))
            .map(|element| (*element).to_owned())
            .collect(),
        reached,
        people: people.len(),
        beyond: rounded(beyond),
    }
}

fn without_repetition(pass: &Pass, views: Vec<StrengthView>) -> Vec<StrengthView> {
    let on_one_path = |a: &str, b: &str| {
        let above = |unit: &str, upper: &str| {
            unit == upper || pass.assessment.above.get(unit).is_some_and(|units| units.contains(upper))
        };
        above(a, b) || above(b, a)
    };
    let mut kept: Vec<StrengthView> = Vec::new();
    for view in views {
        let repeats = |other: &StrengthView| {
            let path = match (&view.unit, &other.unit) {
                (Some(unit), Some(other)) => on_one_path(unit, other),
                _ => false,
            };
            (path || other.company_wide) && view.rules.iter().all(|rule| other.rules.contains(rule))
        };
        let said_before = !view.company_wide && view.person.is_none() && kept.iter().any(repeats);
        if !said_before {
            kept.push(view);
        }
    }
    kept
}
