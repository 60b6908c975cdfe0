//! Two reviews side by side.

use std::collections::{BTreeMap, BTreeSet};

use super::people::{self, Side};
use super::view::{ChangeView, GapMove, LineMove, MandateMove, MoneyMove, StateMove, states};
use super::{files, view};
use crate::pass::Pass;
use crate::review::{Gap, ProblemView, Review};
use crate::{EngineError, FileChange};

/// The version of the form of what a change does.
const VERSION: u32 = 1;

pub(super) fn compare(
    before: &Pass,
    after: &Pass,
    changed: &[FileChange],
) -> Result<ChangeView, EngineError> {
    let (was, is) = (crate::view::review(before)?, crate::view::review(after)?);
    let (before, after) = (Side::of(before, &was), Side::of(after, &is));
    let people = people::people(&before, &after);
    let (lines_made, lines_broken, lines_gone) = lines(&was, &is, &before, &after);
    Ok(ChangeView {
        version: VERSION,
        as_of: is.as_of.date.clone(),
        files: changed.iter().filter(|file| file.before != file.after).map(files::view).collect(),
        signed: signed(&was, &is),
        units: people::units(&before, &after, &people),
        units_of: people::units_of(&before, &after),
        people,
        lines_made,
        lines_broken,
        lines_gone,
        gaps_opened: gaps(&is, &was),
        gaps_closed: gaps(&was, &is),
        mandate: mandate(&was, &is),
        problems: problems(&was, is),
    })
}

/// What happens to signed mandates.
fn signed(was: &Review, is: &Review) -> Vec<String> {
    let of = |review: &Review| -> BTreeMap<String, (String, bool)> {
        let each = review.mandates.iter();
        each.map(|mandate| (mandate.id.clone(), (mandate.signed_by.clone(), mandate.changed_since))).collect()
    };
    let (was, is) = (of(was), of(is));
    let mut says = Vec::new();
    for (id, (by, changed)) in &is {
        match was.get(id) {
            None => says.push(format!("the mandate `{id}` comes in, signed by {by}")),
            Some((_, before)) if *changed && !before => says.push(format!(
                "it touches the signed mandate `{id}`: the plan would no longer say what {by} signed; the mandate stays as signed until {by} signs again"
            )),
            Some((_, before)) if !*changed && *before => {
                says.push(format!("the plan says again what {by} signed in the mandate `{id}`"));
            }
            _ => {}
        }
    }
    let gone = was.iter().filter(|(id, _)| !is.contains_key(*id));
    says.extend(gone.map(|(id, (by, _))| format!("the mandate `{id}`, signed by {by}, goes")));
    says
}

type Strands<'r> = BTreeMap<(&'r str, &'r str, &'r str), &'r str>;

fn strands(review: &Review) -> Strands<'_> {
    let each = review.lines.iter().flat_map(|line| {
        let strands = line.strands.iter();
        strands.map(|(strand, state)| {
            ((line.person.as_str(), line.mandate.as_str(), strand.as_str()), state.as_str())
        })
    });
    each.collect()
}

fn lines(was: &Review, is: &Review, before: &Side, after: &Side) -> (Vec<LineMove>, Vec<LineMove>, usize) {
    let (old, new) = (strands(was), strands(is));
    let cut = |state: Option<&&str>| matches!(state, Some(&("broken" | "missing")));
    let (mut made, mut broken) = (Vec::new(), Vec::new());
    for (key, state) in &new {
        let earlier = old.get(key);
        let moved = || {
            let (person, mandate, strand) = *key;
            let name = after.name(person).or_else(|| before.name(person)).unwrap_or(person);
            LineMove {
                person: person.to_owned(),
                name: name.to_owned(),
                mandate: mandate.to_owned(),
                strand: strand.to_owned(),
                before: earlier.map(|state| (*state).to_owned()),
                after: Some((*state).to_owned()),
            }
        };
        match (cut(earlier), cut(Some(state))) {
            (true, false) => made.push(moved()),
            (false, true) => broken.push(moved()),
            _ => {}
        }
    }
    let key = |review: &Review| -> BTreeSet<(String, String)> {
        review.lines.iter().map(|line| (line.person.clone(), line.mandate.clone())).collect()
    };
    (made, broken, key(was).difference(&key(is)).count())
}

/// Gaps that stand open in one review and not in the other.
fn gaps(here: &Review, there: &Review) -> Vec<GapMove> {
    let open = |gap: &&Gap| gap.state == "open";
    let there: BTreeSet<&str> = there.gaps.iter().filter(open).map(|gap| gap.id.as_str()).collect();
    let here = here.gaps.iter().filter(open).filter(|gap| !there.contains(gap.id.as_str()));
    here.map(|gap| GapMove {
        id: gap.id.clone(),
        rule: gap.rule.clone(),
        severity: gap.severity.clone(),
        message: gap.message.clone(),
        person: gap.person.clone(),
        nodes: gap.nodes.clone(),
        exposure: gap.exposure.as_ref().map(|exposure| exposure.amount.clone()),
    })
    .collect()
}

fn mandate(was: &Review, is: &Review) -> Option<MandateMove> {
    let carry = is.carry.as_ref().or(was.carry.as_ref())?;
    let total = |review: &Review| review.carry.as_ref().map(|carry| carry.total.clone());
    let split = |review: &Review| review.carry.as_ref()?.split.clone();
    let (old, new) = (split(was), split(is));
    let amounts = |split: &Option<crate::review::Split>, index: usize| {
        split.as_ref().and_then(|split| states(split).get(index).map(|(_, amount)| (*amount).clone()))
    };
    let names = old.as_ref().or(new.as_ref()).map(|split| states(split).map(|(name, _)| name))?;
    let state = |(index, name): (usize, &str)| StateMove {
        state: name.to_owned(),
        amount: view::MoneyMove::between(amounts(&old, index), amounts(&new, index)),
    };
    Some(MandateMove {
        mandate: carry.mandate.clone(),
        says: carry.says.clone(),
        total: MoneyMove::between(total(was), total(is)),
        states: names.into_iter().enumerate().map(state).collect(),
    })
}

/// What is wrong now and was not before, wherever it stood then.
fn problems(was: &Review, is: Review) -> Vec<ProblemView> {
    let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
    for problem in &was.problems {
        *known.entry((problem.code.clone(), problem.message.clone())).or_default() += 1;
    }
    let is_new = |problem: &ProblemView| match known.get_mut(&(problem.code.clone(), problem.message.clone()))
    {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    let mut is_new = is_new;
    is.problems.into_iter().filter(|problem| is_new(problem)).collect()
}
