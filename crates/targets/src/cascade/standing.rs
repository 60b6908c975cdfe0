//! What every node has of each base: its own figure, or the sum of those below it.

use super::tree::Tree;
use super::year::Year;
use super::{Base, Field, Kind, Node, Problem};
use crate::productive_days;

/// Heads and amounts are kept in billionths, so that part of a year cuts them without losing a cent.
pub(super) const BILLION: i128 = 1_000_000_000;

/// What a node has to show when an amount is shared.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    /// Persons below, each by the part of the year it is there, in billionths.
    pub(super) heads: i128,
    values: [Value; 5],
}

/// A figure of a base, where there is one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Value {
    /// Billionths of the smallest unit or of a head; millionths of a full-time day for capacity.
    pub(super) amount: Option<i128>,
    /// Whether the mean of the siblings stands in, here or below.
    pub(super) assumed: bool,
}

impl Standing {
    pub(super) fn value(&self, base: Base) -> Value {
        self.values[base as usize]
    }
}

/// The standing of every node of a tree.
pub(super) fn standings(tree: &Tree<'_>, year: &Year<'_>, problems: &mut Vec<Problem>) -> Vec<Standing> {
    let mut standings = vec![Standing::default(); tree.nodes.len()];
    // Children stand after their parents, so that going backwards meets them first.
    for position in (0..tree.nodes.len()).rev() {
        let node = tree.nodes[position];
        complain(node, problems);
        let children = &tree.children[position];
        standings[position] = if children.is_empty() && node.kind == Kind::Person {
            person(node, year, problems)
        } else {
            if node.kind == Kind::Person {
                problems.push(Problem::PersonHandsOn { node: node.id.clone() });
            } else if !node.stints.is_empty() {
                problems.push(Problem::StintsOfUnit { node: node.id.clone() });
            }
            unit(node, &children.iter().map(|child| &standings[*child]).collect::<Vec<_>>())
        };
    }
    standings
}

fn person(node: &Node, year: &Year<'_>, problems: &mut Vec<Problem>) -> Standing {
    let (all, present) = (year.days(node), year.present(node));
    if year.is_stranger(node) {
        problems.push(Problem::UnknownCountry { country: node.country.clone().unwrap_or_default() });
    }
    let presence = if all.is_empty() {
        problems.push(Problem::NoWorkingDays);
        BILLION
    } else {
        present.len() as i128 * BILLION / all.len() as i128
    };
    if presence == 0 {
        problems.push(Problem::NeverPresent { node: node.id.clone() });
    }
    let by_stints = if node.stints.is_empty() {
        present.len() as i128 * i128::from(plumb_units::MILLION)
    } else {
        i128::from(productive_days(&node.stints, &present))
    };
    let there = |figure: Option<i64>, part: i128| known(figure.map(|figure| above_zero(figure) * part));
    let whole_or_none = if presence == 0 { 0 } else { BILLION };
    Standing {
        heads: presence,
        values: [
            there(node.potential, presence),
            there(node.history, presence),
            known(Some(node.capacity.map_or(by_stints, above_zero))),
            known(Some(presence)),
            there(node.manual, whole_or_none),
        ],
    }
}

fn unit(node: &Node, children: &[&Standing]) -> Standing {
    let heads = children.iter().map(|child| child.heads).fold(0, i128::saturating_add);
    let own = |figure: Option<i64>, base| match figure {
        Some(figure) => known(Some(above_zero(figure) * BILLION)),
        None => below(children, base),
    };
    let capacity = match node.capacity {
        Some(figure) => known(Some(above_zero(figure))),
        None => below(children, Base::Capacity),
    };
    Standing {
        heads,
        values: [
            own(node.potential, Base::Potential),
            own(node.history, Base::History),
            capacity,
            known(Some(heads)),
            own(node.manual, Base::Manual),
        ],
    }
}

fn known(amount: Option<i128>) -> Value {
    Value { amount, assumed: false }
}

fn above_zero(figure: i64) -> i128 {
    i128::from(figure.max(0))
}

/// The sum of a base over children, gaps filled; nothing where none of them has a figure.
fn below(children: &[&Standing], base: Base) -> Value {
    if children.iter().all(|child| child.value(base).amount.is_none()) {
        return Value::default();
    }
    let filled = filled(children, base);
    Value {
        amount: Some(filled.iter().map(|(amount, _)| *amount).fold(0, i128::saturating_add)),
        assumed: filled.iter().any(|(_, assumed)| *assumed),
    }
}

/// A base over siblings. Who has no figure but heads gets the mean per head of those who have one, and where these have no
/// heads their plain mean; who has neither gets nothing.
pub(super) fn filled(siblings: &[&Standing], base: Base) -> Vec<(i128, bool)> {
    let (mut sum, mut heads, mut count) = (0_i128, 0_i128, 0_i128);
    for sibling in siblings {
        if let Some(amount) = sibling.value(base).amount {
            sum = sum.saturating_add(amount);
            heads = heads.saturating_add(sibling.heads);
            count += 1;
        }
    }
    let mean = |of: i128| match (count, heads) {
        (0, _) => 0,
        (count, 0) => sum / count,
        (_, heads) => sum.checked_mul(of).map_or_else(|| (sum / heads).saturating_mul(of), |all| all / heads),
    };
    siblings
        .iter()
        .map(|sibling| match sibling.value(base) {
            Value { amount: Some(amount), assumed } => (amount, assumed),
            Value { amount: None, .. } if sibling.heads > 0 && count > 0 => (mean(sibling.heads), true),
            Value { amount: None, .. } => (0, false),
        })
        .collect()
}

fn complain(node: &Node, problems: &mut Vec<Problem>) {
    let figures = [
        (Field::Potential, node.potential),
        (Field::History, node.history),
        (Field::Capacity, node.capacity),
        (Field::Manual, node.manual),
        (Field::Lock, node.lock),
        (Field::Buffer, node.buffer.map(|rate| rate.millionths())),
    ];
    let ftes = node.stints.iter().map(|stint| (Field::Fte, Some(stint.fte.millionths())));
    for (field, figure) in figures.into_iter().chain(ftes) {
        if let Some(value) = figure.filter(|figure| *figure < 0) {
            problems.push(Problem::Negative { node: Some(node.id.clone()), field, value });
        }
    }
}
