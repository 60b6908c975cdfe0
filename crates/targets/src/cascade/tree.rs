//! Nodes to a tree: what stands below what, and what cannot be reached.

use std::collections::{BTreeMap, BTreeSet};

use super::{Node, Problem};

/// The nodes that are reached, parents before children, siblings by id. Positions in all lists are the same.
pub(super) struct Tree<'a> {
    pub(super) nodes: Vec<&'a Node>,
    pub(super) children: Vec<Vec<usize>>,
    pub(super) depth: Vec<usize>,
    pub(super) roots: Vec<usize>,
    pub(super) left_out: Vec<String>,
}

impl<'a> Tree<'a> {
    pub(super) fn of(nodes: &'a [Node], problems: &mut Vec<Problem>) -> Self {
        let mut sorted: Vec<&Node> = nodes.iter().collect();
        sorted.sort();
        let mut known: BTreeMap<&str, &Node> = BTreeMap::new();
        let mut left_out = Vec::new();
        for node in sorted {
            if known.contains_key(node.id.as_str()) {
                problems.push(Problem::DuplicateId { node: node.id.clone() });
                left_out.push(node.id.clone());
            } else {
                known.insert(&node.id, node);
            }
        }
        let mut below: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
        let mut tops = Vec::new();
        for node in known.values().copied() {
            match &node.parent {
                None => tops.push(node),
                Some(parent) if known.contains_key(parent.as_str()) => {
                    below.entry(parent).or_default().push(node)
                }
                Some(parent) => {
                    problems.push(Problem::UnknownParent { node: node.id.clone(), parent: parent.clone() });
                }
            }
        }
        let mut tree = Self { nodes: vec![], children: vec![], depth: vec![], roots: vec![], left_out };
        let mut open: Vec<(&Node, Option<usize>)> = tops.iter().rev().map(|node| (*node, None)).collect();
        while let Some((node, parent)) = open.pop() {
            let position = tree.push(node, parent);
            let children = below.get(node.id.as_str()).map(Vec::as_slice).unwrap_or_default();
            open.extend(children.iter().rev().map(|child| (*child, Some(position))));
        }
        let reached: BTreeSet<&str> = tree.nodes.iter().map(|node| node.id.as_str()).collect();
        known.retain(|id, _| !reached.contains(id));
        problems.extend(cycles(&known));
        tree.left_out.extend(known.keys().map(|id| (*id).to_owned()));
        tree.left_out.sort();
        tree
    }

    fn push(&mut self, node: &'a Node, parent: Option<usize>) -> usize {
        let position = self.nodes.len();
        self.nodes.push(node);
        self.children.push(Vec::new());
        self.depth.push(parent.map_or(0, |parent| self.depth[parent] + 1));
        match parent {
            Some(parent) => self.children[parent].push(position),
            None => self.roots.push(position),
        }
        position
    }
}

/// The cycles among nodes each of which has one parent. Every node is walked over once.
fn cycles(nodes: &BTreeMap<&str, &Node>) -> Vec<Problem> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for start in nodes.keys() {
        let mut path: Vec<&str> = Vec::new();
        let mut on_path: BTreeSet<&str> = BTreeSet::new();
        let mut at = Some(*start);
        while let Some(id) = at.filter(|id| nodes.contains_key(id)) {
            if on_path.contains(id) {
                let mut ring: Vec<String> =
                    path.iter().skip_while(|step| **step != id).map(|step| (*step).to_owned()).collect();
                let first = ring.iter().enumerate().min_by(|a, b| a.1.cmp(b.1)).map_or(0, |(index, _)| index);
                ring.rotate_left(first);
                found.push(Problem::Cycle { nodes: ring });
                break;
            }
            if !seen.insert(id) {
                break;
            }
            on_path.insert(id);
            path.push(id);
            at = nodes.get(id).and_then(|node| node.parent.as_deref());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_is_named_once_from_its_first_node_and_what_hangs_below_it_is_left_out() {
        let nodes = [
            Node::unit("top", None),
            Node::unit("b", Some("a")),
            Node::unit("c", Some("b")),
            Node::unit("a", Some("c")),
            Node::unit("hangs", Some("b")),
        ];
        let mut problems = Vec::new();
        let tree = Tree::of(&nodes, &mut problems);
        assert_eq!(problems, [Problem::Cycle { nodes: vec!["a".into(), "c".into(), "b".into()] }]);
        assert_eq!(tree.left_out, ["a", "b", "c", "hangs"]);
        assert_eq!(tree.nodes.len(), 1);
    }

    #[test]
    fn parents_come_before_children_and_siblings_by_id() {
        let nodes = [Node::unit("z", Some("m")), Node::unit("m", None), Node::unit("a", Some("m"))];
        let tree = Tree::of(&nodes, &mut Vec::new());
        let ids: Vec<&str> = tree.nodes.iter().map(|node| node.id.as_str()).collect();
        assert_eq!(ids, ["m", "a", "z"]);
        assert_eq!(tree.depth, [0, 1, 1]);
    }
}
