//! Groups under five roll up: what would show the conduct of a few is shown for the next larger node only.

use std::collections::{BTreeMap, BTreeSet};

use plumb_store::{Store, StoreError};

use crate::outcome::{Outcome, State};

/// The smallest group whose conduct is shown.
pub(crate) const GROUP_MIN: i64 = 5;

/// Leaves out what is said of units with fewer than five sellers, and of others from which theirs could be told by
/// subtraction.
pub(crate) fn roll_up(outcomes: &mut [Outcome], store: &Store) -> Result<(), StoreError> {
    let shown = shown_units(store)?;
    for outcome in outcomes {
        let hidden =
            outcome.person.is_some() || outcome.node.as_ref().is_some_and(|node| !shown.contains(node));
        if hidden {
            outcome.state = State::NotApplicable;
            outcome.figures.clear();
        }
    }
    Ok(())
}

fn shown_units(store: &Store) -> Result<BTreeSet<String>, StoreError> {
    let table = store.query(
        "select s.unit, s.sellers, s.own_sellers, u.parent from units_with_sellers s left join plan_unit u on u.id = s.unit order by s.unit",
        &[],
    )?;
    let mut groups = BTreeMap::new();
    for row in &table.rows {
        if let [unit, sellers, own, parent] = row.as_slice()
            && let (Some(unit), Some(sellers), Some(own)) = (unit.text(), sellers.int(), own.int())
        {
            groups.insert(unit.to_owned(), Group { sellers, own, parent: parent.text().map(str::to_owned) });
        }
    }
    Ok(shown(&groups))
}

struct Group {
    sellers: i64,
    own: i64,
    parent: Option<String>,
}

fn shown(groups: &BTreeMap<String, Group>) -> BTreeSet<String> {
    let mut shown: BTreeSet<String> =
        groups.iter().filter(|(_, group)| group.sellers >= GROUP_MIN).map(|(unit, _)| unit.clone()).collect();
    // Hiding one unit may leave a difference that tells of another: repeat until nothing changes.
    loop {
        let mut to_hide = None;
        for (parent, group) in groups.iter().filter(|(unit, _)| shown.contains(*unit)) {
            let children: Vec<_> =
                groups.iter().filter(|(_, child)| child.parent.as_ref() == Some(parent)).collect();
            let unseen: i64 = group.own
                + children
                    .iter()
                    .filter(|(unit, _)| !shown.contains(*unit))
                    .map(|(_, child)| child.sellers)
                    .sum::<i64>();
            let smallest = children
                .iter()
                .filter(|(unit, _)| shown.contains(*unit))
                .min_by_key(|(unit, child)| (child.sellers, *unit));
            if (1..GROUP_MIN).contains(&unseen)
                && let Some((unit, _)) = smallest
            {
                to_hide = Some((*unit).clone());
                break;
            }
        }
        match to_hide {
            Some(unit) => shown.remove(&unit),
            None => return shown,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world(units: &[(&str, i64, i64, &str)]) -> BTreeSet<String> {
        let groups = units
            .iter()
            .map(|(unit, sellers, own, parent)| {
                let parent = (!parent.is_empty()).then(|| (*parent).to_owned());
                ((*unit).to_owned(), Group { sellers: *sellers, own: *own, parent })
            })
            .collect();
        shown(&groups)
    }

    #[test]
    fn four_sellers_are_not_shown_nor_told_by_subtraction() {
        let shown = world(&[("all", 15, 0, ""), ("a", 4, 4, "all"), ("b", 5, 5, "all"), ("c", 6, 6, "all")]);
        assert_eq!(shown.into_iter().collect::<Vec<_>>(), ["all", "c"]);
    }

    #[test]
    fn large_groups_are_all_shown() {
        let shown = world(&[("all", 11, 0, ""), ("a", 5, 5, "all"), ("b", 6, 6, "all")]);
        assert_eq!(shown.len(), 3);
    }

    #[test]
    fn two_small_groups_hide_one_another() {
        let shown = world(&[("all", 12, 0, ""), ("a", 3, 3, "all"), ("b", 3, 3, "all"), ("c", 6, 6, "all")]);
        assert_eq!(shown.into_iter().collect::<Vec<_>>(), ["all", "c"]);
    }
}
