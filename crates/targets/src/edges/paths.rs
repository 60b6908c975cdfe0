//! Paths over edges: rings, and what reaches an ancestor by more than one way.

use std::collections::BTreeMap;

use plumb_units::{MILLION, Rate, Rounding, divide};

use super::{Added, CountedTwice, Edge, Objective, part};
use crate::split::fit;

/// Shares along paths are kept to this.
const WHOLE: i128 = 1_000_000_000_000;

/// Groups of objectives each of which reaches all others of its group, and objectives that serve themselves; by id.
///
/// Two walks in the order of ending (Kosaraju and Sharir 1981), without recursion.
pub(super) fn rings<'a>(edges: &[&'a Edge]) -> Vec<Vec<&'a str>> {
    let (mut up, mut down): (Links<'a>, Links<'a>) = (Links::new(), Links::new());
    for edge in edges {
        up.entry(&edge.child).or_default().push(&edge.parent);
        up.entry(&edge.parent).or_default();
        down.entry(&edge.parent).or_default().push(&edge.child);
        down.entry(&edge.child).or_default();
    }
    let mut ended: Vec<&str> = Vec::new();
    let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
    for start in up.keys() {
        ended.extend(walk(start, &up, &mut seen));
    }
    let mut seen = BTreeMap::new();
    let mut rings: Vec<Vec<&str>> = Vec::new();
    for start in ended.iter().rev() {
        let mut group = walk(start, &down, &mut seen);
        group.sort_unstable();
        let serves_itself = group.iter().any(|id| up.get(id).is_some_and(|parents| parents.contains(id)));
        if group.len() > 1 || serves_itself {
            rings.push(group);
        }
    }
    rings.sort();
    rings
}

type Links<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// What can be reached from `start` and was not seen before, in the order in which the walk leaves it.
fn walk<'a>(start: &'a str, links: &Links<'a>, seen: &mut BTreeMap<&'a str, ()>) -> Vec<&'a str> {
    let mut left = Vec::new();
    if seen.insert(start, ()).is_some() {
        return left;
    }
    let mut open = vec![(start, 0_usize)];
    while let Some((at, next)) = open.last_mut() {
        match links.get(at).and_then(|links| links.get(*next)) {
            Some(link) => {
                *next += 1;
                if seen.insert(link, ()).is_none() {
                    open.push((link, 0));
                }
            }
            None => {
                left.push(*at);
                open.pop();
            }
        }
    }
    left
}

/// Children that count for more than they are, over their parents together or at an ancestor that several paths lead to.
pub(super) fn counted_twice(
    known: &BTreeMap<&str, &Objective>,
    sums: &[&Edge],
    added: &Added<'_>,
) -> Vec<CountedTwice> {
    let mut parents: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
    for edge in sums {
        parents.entry(&edge.child).or_default().push(edge);
    }
    let order = upwards(&parents);
    let mut found = Vec::new();
    for (child, edges) in &parents {
        let level = known.get(child).map_or(0, |objective| objective.level);
        let share: i128 = edges.iter().map(|edge| i128::from(part(edge))).sum();
        if share > i128::from(MILLION) {
            let all: i128 =
                edges.iter().filter_map(|edge| added.get(&(edge.child.as_str(), edge.parent.as_str()))).sum();
            let (share, amount) = (Rate::from_millionths(fit(share)), fit(all - i128::from(level)));
            found.push(CountedTwice { child: (*child).to_owned(), at: None, share, amount });
        }
        for (at, reach) in reaches(child, &parents, &order) {
            if reach.paths > 1 && reach.share > WHOLE {
                let above = i128::from(level).checked_mul(reach.share - WHOLE);
                let amount = above.and_then(|above| divide(above, WHOLE, Rounding::HalfEven));
                let saturated = if level < 0 { i128::MIN } else { i128::MAX };
                let share = divide(reach.share, WHOLE / i128::from(MILLION), Rounding::HalfEven);
                found.push(CountedTwice {
                    child: (*child).to_owned(),
                    at: Some(at.to_owned()),
                    share: Rate::from_millionths(fit(share.unwrap_or(i128::MAX))),
                    amount: fit(amount.unwrap_or(saturated)),
                });
            }
        }
    }
    found.sort();
    found
}

/// What of a child arrives at an ancestor, and by how many paths.
#[derive(Clone, Copy, Default)]
struct Reach {
    share: i128,
    paths: u64,
}

/// A place for every objective such that each stands before those it serves. There are no rings.
fn upwards<'a>(parents: &BTreeMap<&'a str, Vec<&'a Edge>>) -> BTreeMap<&'a str, usize> {
    let links: Links<'a> = parents
        .iter()
        .map(|(id, edges)| (*id, edges.iter().map(|edge| edge.parent.as_str()).collect()))
        .collect();
    let mut seen = BTreeMap::new();
    let left: Vec<&str> = links.keys().flat_map(|start| walk(start, &links, &mut seen)).collect();
    left.into_iter().rev().enumerate().map(|(place, id)| (id, place)).collect()
}

fn reaches<'a>(
    child: &'a str,
    parents: &BTreeMap<&'a str, Vec<&'a Edge>>,
    order: &BTreeMap<&'a str, usize>,
) -> BTreeMap<&'a str, Reach> {
    let mut open: BTreeMap<(usize, &str), Reach> = BTreeMap::new();
    let mut reached = BTreeMap::new();
    open.insert((0, child), Reach { share: WHOLE, paths: 1 });
    while let Some(((_, at), reach)) = open.pop_first() {
        for edge in parents.get(at).map(Vec::as_slice).unwrap_or_default() {
            let place = order.get(edge.parent.as_str()).copied().unwrap_or(usize::MAX);
            let next = open.entry((place, &edge.parent)).or_default();
            let part = reach.share.saturating_mul(i128::from(part(edge)));
            let share = divide(part, i128::from(MILLION), Rounding::HalfEven).unwrap_or(i128::MAX);
            next.share = next.share.saturating_add(share);
            next.paths = next.paths.saturating_add(reach.paths);
        }
        if at != child {
            reached.insert(at, reach);
        }
    }
    reached
}
