//! Groups under five roll up: what would show the conduct of a few is shown for the next larger node only.

use std::collections::{BTreeMap, BTreeSet};

use plumb_store::{Cell, Store, StoreError};

use crate::outcome::{Outcome, State};

/// The smallest group whose conduct is shown.
pub const GROUP_MIN: usize = 5;

/// Leaves out what is said of units with fewer than five sellers, and of others from which theirs could be told by
/// subtraction. With `counted` a group is as large as that figure of its outcome says, and must reach that number.
pub(crate) fn roll_up(
    outcomes: &mut [Outcome],
    store: &Store,
    counted: Option<(&str, usize)>,
) -> Result<(), StoreError> {
    let mut groups = groups(store)?;
    let mut least = GROUP_MIN;
    if let Some((column, wanted)) = counted {
        least = wanted;
        for group in groups.values_mut() {
            group.sellers = 0;
        }
        for outcome in outcomes.iter() {
            let count = outcome.figures.get(column).and_then(Cell::int).unwrap_or(0);
            if let Some(group) = outcome.node.as_ref().and_then(|node| groups.get_mut(node)) {
                group.sellers = group.sellers.max(usize::try_from(count).unwrap_or(0));
            }
        }
    }
    let shown = shown_of(&groups, &BTreeSet::new(), least);
    for outcome in outcomes {
        // Too few answers are no secret: the rest of a unit that nobody asked yet stays unknown.
        let hidden = outcome.person.is_some()
            || outcome.node.as_ref().is_some_and(|node| !shown.contains(node) && !nobody(&groups, node));
        if hidden {
            outcome.state = State::NotApplicable;
            outcome.praise = None;
            outcome.figures.clear();
        }
    }
    Ok(())
}

fn nobody(groups: &BTreeMap<String, Group>, node: &str) -> bool {
    groups.get(node).is_some_and(|group| group.sellers == 0)
}

fn groups(store: &Store) -> Result<BTreeMap<String, Group>, StoreError> {
    let table = store.query(
        "select s.unit, s.sellers, u.parent from units_with_sellers s left join plan_unit u on u.id = s.unit order by s.unit",
        &[],
    )?;
    let mut groups = BTreeMap::new();
    for row in &table.rows {
        if let [unit, sellers, parent] = row.as_slice()
            && let (Some(unit), Some(sellers)) = (unit.text(), sellers.int())
        {
            let sellers = usize::try_from(sellers).unwrap_or(0);
            groups.insert(unit.to_owned(), Group { sellers, parent: parent.text().map(str::to_owned) });
        }
    }
    Ok(groups)
}

/// A unit as a group of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// People in it and below.
    pub sellers: usize,
    /// The unit above.
    pub parent: Option<String>,
}

/// The units whose sums may be shown: those of [`GROUP_MIN`] people or more, and `always` whatever their size, such that
/// no smaller group can be told by subtraction.
///
/// What subtraction can tell at most is a shown unit less the largest shown units below it, at any depth. While such a
/// rest has one to four people, the smallest of those below that need not be shown is hidden, else the unit itself.
pub fn shown_groups(groups: &BTreeMap<String, Group>, always: &BTreeSet<String>) -> BTreeSet<String> {
    shown_of(groups, always, GROUP_MIN)
}

fn shown_of(groups: &BTreeMap<String, Group>, always: &BTreeSet<String>, least: usize) -> BTreeSet<String> {
    let mut shown: BTreeSet<String> = groups
        .iter()
        .filter(|(unit, group)| group.sellers >= least || always.contains(*unit))
        .map(|(unit, _)| unit.clone())
        .collect();
    loop {
        let tell_tale = shown.iter().find_map(|unit| {
            let below = largest_below(groups, &shown, unit);
            let covered: usize =
                below.iter().filter_map(|unit| groups.get(*unit)).map(|group| group.sellers).sum();
            let rest = groups.get(unit)?.sellers.saturating_sub(covered);
            if !(1..least).contains(&rest) || (below.is_empty() && always.contains(unit)) {
                return None;
            }
            let free = below.into_iter().filter(|unit| !always.contains(*unit));
            let smallest =
                free.min_by_key(|unit| (groups.get(*unit).map_or(0, |group| group.sellers), *unit));
            match smallest {
                Some(smallest) => Some(smallest.to_owned()),
                None => (!always.contains(unit)).then(|| unit.clone()),
            }
        });
        match tell_tale {
            Some(unit) => shown.remove(&unit),
            None => return shown,
        };
    }
}

/// The shown units below a unit that have no other shown one between.
fn largest_below<'a>(
    groups: &'a BTreeMap<String, Group>,
    shown: &BTreeSet<String>,
    unit: &str,
) -> Vec<&'a str> {
    let nearest_shown = |start: &str| {
        let mut above = groups.get(start).and_then(|group| group.parent.as_deref());
        let mut steps = 0;
        while let Some(current) = above {
            steps += 1;
            if shown.contains(current) || steps > groups.len() {
                return Some(current.to_owned());
            }
            above = groups.get(current).and_then(|group| group.parent.as_deref());
        }
        None
    };
    groups
        .keys()
        .filter(|candidate| shown.contains(*candidate) && candidate.as_str() != unit)
        .filter(|candidate| nearest_shown(candidate).as_deref() == Some(unit))
        .map(String::as_str)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn world(units: &[(&str, usize, &str)]) -> Vec<String> {
        let groups = units.iter().map(|(unit, sellers, parent)| {
            let parent = (!parent.is_empty()).then(|| (*parent).to_owned());
            ((*unit).to_owned(), Group { sellers: *sellers, parent })
        });
        shown_groups(&groups.collect(), &BTreeSet::new()).into_iter().collect()
    }

    #[test]
    fn four_sellers_are_not_shown_nor_told_by_subtraction() {
        assert_eq!(
            world(&[("all", 15, ""), ("a", 4, "all"), ("b", 5, "all"), ("c", 6, "all")]),
            ["all", "c"]
        );
    }

    #[test]
    fn a_survey_needs_eight_and_tells_no_fewer_by_subtraction() {
        let group = |sellers, parent: Option<&str>| Group { sellers, parent: parent.map(str::to_owned) };
        let groups = [("all", group(20, None)), ("a", group(8, Some("all"))), ("b", group(12, Some("all")))];
        let mut groups: BTreeMap<String, Group> =
            groups.into_iter().map(|(unit, group)| (unit.to_owned(), group)).collect();
        assert_eq!(shown_of(&groups, &BTreeSet::new(), 8).len(), 3);
        groups.extend([("all".to_owned(), group(15, None)), ("b".to_owned(), group(7, Some("all")))]);
        assert_eq!(shown_of(&groups, &BTreeSet::new(), 8), ["all".to_owned()].into());
    }

    #[test]
    fn large_groups_are_all_shown() {
        assert_eq!(world(&[("all", 11, ""), ("a", 5, "all"), ("b", 6, "all")]).len(), 3);
    }

    #[test]
    fn two_small_groups_hide_one_another() {
        assert_eq!(
            world(&[("all", 12, ""), ("a", 3, "all"), ("b", 3, "all"), ("c", 6, "all")]),
            ["all", "c"]
        );
    }

    #[test]
    fn a_small_group_is_not_told_through_the_child_of_a_hidden_one() {
        let shown =
            world(&[("all", 14, ""), ("south", 3, "all"), ("north", 11, "all"), ("baltic", 11, "north")]);
        assert_eq!(shown, ["all"]);
    }

    proptest! {
        #[test]
        fn no_difference_of_shown_sums_tells_of_fewer_than_five(
            parents in proptest::collection::vec(0_usize..8, 1..9),
            own in proptest::collection::vec(0_usize..7, 9),
        ) {
            // Unit 0 is the top; unit n + 1 hangs below one of those before it.
            let parents: Vec<usize> = parents.iter().enumerate().map(|(index, parent)| parent % (index + 1)).collect();
            let mut sellers: Vec<usize> = own.iter().copied().take(parents.len() + 1).collect();
            for index in (1..sellers.len()).rev() {
                let below = sellers[index];
                sellers[parents[index - 1]] += below;
            }
            let groups: BTreeMap<String, Group> = sellers.iter().enumerate().map(|(index, sellers)| {
                let parent = index.checked_sub(1).map(|before| format!("u{}", parents[before]));
                (format!("u{index}"), Group { sellers: *sellers, parent })
            }).collect();
            let shown = shown_groups(&groups, &BTreeSet::new());
            // Every set of people that shown sums can tell apart: for each unit, the nearest shown unit at or above it.
            let mut told: BTreeMap<Option<String>, usize> = BTreeMap::new();
            for (index, own) in own.iter().take(parents.len() + 1).enumerate() {
                let mut at = index;
                let nearest = loop {
                    if shown.contains(&format!("u{at}")) { break Some(format!("u{at}")); }
                    match at.checked_sub(1) { None => break None, Some(before) => at = parents[before] }
                };
                *told.entry(nearest).or_default() += own;
            }
            for (unit, people) in told {
                prop_assert!(unit.is_none() || people == 0 || people >= GROUP_MIN, "{people} in {unit:?}");
            }
        }
    }
}
