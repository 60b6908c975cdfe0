//! What people commit to, beside what is asked of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::split::fit;

/// A node with its target and, of a person, a commitment.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// Its name; unique.
    pub id: String,
    /// What it stands below.
    pub parent: Option<String>,
    /// Whether somebody carries it, rather than a unit.
    pub is_person: bool,
    /// What is asked of it.
    pub target: i64,
    /// What the person commits to; of a unit it is not looked at.
    pub commitment: Option<i64>,
}

/// The difference in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// Less is committed than asked.
    Short,
    /// More is committed than asked.
    Over,
    /// As much as asked.
    Level,
    /// Nobody has said anything.
    Silent,
}

impl Difference {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Over => "over",
            Self::Level => "level",
            Self::Silent => "silent",
        }
    }
}

/// A node's target beside what its people commit to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The node.
    pub id: String,
    /// What is asked.
    pub target: i64,
    /// What its people commit to in sum; who says nothing adds nothing.
    pub committed: i64,
    /// Committed less target.
    pub difference: i64,
    /// What is asked of those who have said something, in sum.
    pub asked_of_those: i64,
    /// Persons at or below it.
    pub persons: usize,
    /// Ids of those who have said nothing.
    pub silent: Vec<String>,
    /// The difference in a word.
    pub kind: Difference,
}

/// Bottom-up beside top-down for every node, by id.
///
/// A person's commitment counts at it and at everything above; a ring of parents is walked once, and of an id given twice the
/// first in the order of all fields counts. Sums that do not fit take the nearest that does.
///
/// ```
/// use plumb_targets::commitments::{Asked, Difference, commitments};
/// let unit = Asked { id: "north".to_owned(), target: 100, ..Asked::default() };
/// let person = |id: &str, commitment| Asked {
///     id: id.to_owned(), parent: Some("north".to_owned()), is_person: true, target: 50, commitment,
/// };
/// let found = commitments(&[unit, person("ann", Some(60)), person("bob", None)]);
/// let north = &found[2];
/// assert_eq!((north.committed, north.difference, north.kind), (60, -40, Difference::Short));
/// assert_eq!((north.asked_of_those, north.silent.as_slice()), (50, &["bob".to_owned()][..]));
/// ```
pub fn commitments(nodes: &[Asked]) -> Vec<Committed> {
    let mut sorted: Vec<&Asked> = nodes.iter().collect();
    sorted.sort();
    let mut known: BTreeMap<&str, &Asked> = BTreeMap::new();
    for node in sorted {
        known.entry(&node.id).or_insert(node);
    }
    let mut sums: BTreeMap<&str, Sums<'_>> = BTreeMap::new();
    for person in known.values().filter(|node| node.is_person) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut at = Some(person.id.as_str());
        while let Some(node) = at.and_then(|id| known.get(id)).filter(|node| seen.insert(&node.id)) {
            sums.entry(&node.id).or_default().add(person);
            at = node.parent.as_deref();
        }
    }
    let none = Sums::default();
    known.values().map(|node| sums.get(node.id.as_str()).unwrap_or(&none).beside(node)).collect()
}

/// Sums over the persons at or below a node.
#[derive(Default)]
struct Sums<'a> {
    committed: i128,
    asked_of_those: i128,
    persons: usize,
    silent: Vec<&'a str>,
}

impl<'a> Sums<'a> {
    fn add(&mut self, person: &'a Asked) {
        self.persons += 1;
        match person.commitment {
            Some(commitment) => {
                self.committed += i128::from(commitment);
                self.asked_of_those += i128::from(person.target);
            }
            None => self.silent.push(&person.id),
        }
    }

    fn beside(&self, node: &Asked) -> Committed {
        let difference = self.committed - i128::from(node.target);
        let kind = match difference {
            _ if self.silent.len() == self.persons => Difference::Silent,
            less if less < 0 => Difference::Short,
            0 => Difference::Level,
            _ => Difference::Over,
        };
        Committed {
            id: node.id.clone(),
            target: node.target,
            committed: fit(self.committed),
            difference: fit(difference),
            asked_of_those: fit(self.asked_of_those),
            persons: self.persons,
            silent: self.silent.iter().map(|id| (*id).to_owned()).collect(),
            kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asked(id: &str, parent: Option<&str>, target: i64, commitment: Option<i64>) -> Asked {
        let is_person = !id.starts_with('u');
        Asked { id: id.to_owned(), parent: parent.map(str::to_owned), is_person, target, commitment }
    }

    #[test]
    fn a_unit_of_people_who_say_nothing_is_silent_and_so_is_one_without_people() {
        let found = commitments(&[
            asked("u", None, 10, Some(10)),
            asked("u2", None, 10, None),
            asked("p", Some("u2"), 10, None),
        ]);
        assert!(found.iter().all(|one| one.kind == Difference::Silent && one.committed == 0));
    }

    #[test]
    fn more_is_over_and_as_much_is_level() {
        let found = commitments(&[
            asked("a", None, 10, Some(11)),
            asked("b", None, 10, Some(10)),
            asked("c", None, 10, Some(9)),
        ]);
        let words: Vec<&str> = found.iter().map(|one| one.kind.word()).collect();
        assert_eq!(words, ["over", "level", "short"]);
    }

    proptest! {
        #[test]
        fn a_top_holds_what_all_below_commit(parts in proptest::collection::vec((0_usize..8, any::<i64>(), proptest::option::of(-1_000_000_i64..1_000_000)), 1..8)) {
            let mut nodes = vec![asked("u", None, 0, None)];
            for (index, (parent, target, commitment)) in parts.iter().enumerate() {
                let parent = if *parent < index { format!("p{parent}") } else { "u".to_owned() };
                nodes.push(asked(&format!("p{index}"), Some(&parent), *target, *commitment));
            }
            let found = commitments(&nodes);
            let top = found.iter().find(|one| one.id == "u").unwrap();
            prop_assert_eq!(top.committed, parts.iter().filter_map(|part| part.2).sum::<i64>());
            prop_assert_eq!(top.persons - top.silent.len(), parts.iter().filter(|part| part.2.is_some()).count());
            nodes.reverse();
            prop_assert_eq!(found, commitments(&nodes));
        }

        #[test]
        fn rings_and_repetition_are_survived(parts in proptest::collection::vec((0_usize..5, 0_usize..5, any::<i64>(), proptest::option::of(any::<i64>())), 0..9)) {
            let nodes: Vec<Asked> = parts.iter().map(|(id, parent, target, commitment)| asked(&format!("p{id}"), Some(&format!("p{parent}")), *target, *commitment)).collect();
            prop_assert!(commitments(&nodes).len() <= 5);
        }
    }
}
