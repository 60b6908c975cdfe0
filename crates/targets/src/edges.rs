//! Objectives that serve objectives: what the children of each make in sum, mean, least or product, and what counts twice.

mod paths;

use std::collections::{BTreeMap, BTreeSet};

use plumb_units::{MILLION, Rate, Rounding, divide};

use crate::split::{fit, split, weight};

/// An objective's target level.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Objective {
    /// Its name; unique.
    pub id: String,
    /// Its unit: a currency's letters, `count`, a unit of time, or for ratios `rate` or `%`.
    pub unit: String,
    /// Its level in the unit's smallest step; millionths for ratios.
    pub level: i64,
}

/// How children make their parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// They add up, each by its weight.
    Sum,
    /// Their weighted mean.
    Mean,
    /// The least of them; weights do not count.
    Min,
    /// Ratios multiply, with at most one child in the parent's own unit among them; weights do not count.
    Product,
}

/// One objective serves another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Who serves.
    pub child: String,
    /// Who is served.
    pub parent: String,
    /// How.
    pub kind: EdgeKind,
    /// With what part of it, in sums, or with what weight, in means; `None` is 100 %.
    pub weight: Option<Rate>,
}

/// What comes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// By parent and kind, in that order.
    pub parents: Vec<Reconciled>,
    /// What counts more than once, by child and place.
    pub counted_twice: Vec<CountedTwice>,
    /// What was odd, in a fixed order.
    pub problems: Vec<EdgeProblem>,
}

/// A parent beside what its children of one kind make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciled {
    /// The parent.
    pub parent: String,
    /// The kind of its edges.
    pub kind: EdgeKind,
    /// Its own level.
    pub level: i64,
    /// What the children make; `None` where none of them can be counted, or it does not fit.
    pub makes: Option<i64>,
    /// Level less what the children make: above zero nobody carries it, below zero more is asked below than above.
    pub difference: Option<i64>,
    /// The children that count, by id.
    pub children: Vec<Contribution>,
}

/// A child in what a parent's children make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// The child.
    pub child: String,
    /// Its level.
    pub level: i64,
    /// The weight of its edge.
    pub weight: Rate,
    /// In a sum, what it adds; otherwise its level.
    pub counts: i64,
}

/// An amount that counts more than once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CountedTwice {
    /// Whose.
    pub child: String,
    /// The ancestor that more than one path leads to; `None`: over its parents together.
    pub at: Option<String>,
    /// What part of it counts in all; above 100 %.
    pub share: Rate,
    /// The amount above its level.
    pub amount: i64,
}

/// What was odd about objectives and edges.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeProblem {
    /// An id given more than once; the least level counts.
    DuplicateObjective {
        /// The id.
        id: String,
    },
    /// The same edge given more than once; one counts.
    DuplicateEdge {
        /// Who serves.
        child: String,
        /// Who is served.
        parent: String,
    },
    /// An edge to or from what is not there; it does not count.
    UnknownObjective {
        /// What is not there.
        id: String,
        /// Who serves.
        child: String,
        /// Who is served.
        parent: String,
    },
    /// A child whose unit does not fit; it does not count.
    UnitMisfit {
        /// The child.
        child: String,
        /// Its unit.
        unit: String,
        /// The parent.
        parent: String,
        /// The parent's unit.
        wanted: String,
    },
    /// A second child in the parent's own unit in a product; it does not count, nor do others after it.
    SecondInProduct {
        /// The child.
        child: String,
        /// The parent.
        parent: String,
    },
    /// A weight below zero; it counts as zero.
    NegativeWeight {
        /// Who serves.
        child: String,
        /// Who is served.
        parent: String,
    },
    /// A mean all of whose weights are zero.
    NoWeight {
        /// The parent.
        parent: String,
    },
    /// A product for a parent that is no ratio, without a child of its unit.
    NothingOfItsUnit {
        /// The parent.
        parent: String,
    },
    /// Objectives that serve each other in a ring; the edges among them do not count.
    Cycle {
        /// By id.
        objectives: Vec<String>,
    },
    /// An amount that does not fit.
    Overflow {
        /// The parent.
        parent: String,
    },
}

/// Reconciles objectives with what serves them.
///
/// A child whose sum edges weigh no more than 100 % in all is split over its parents by largest remainder, so that no cent of
/// it is lost between them. Everything else is rounded half to even. Levels are those stated; nothing is made from below
/// upwards, so that one wrong level shows once.
///
/// ```
/// use plumb_targets::edges::{Edge, EdgeKind, Objective, reconcile};
/// let objective = |id: &str, level| Objective { id: id.to_owned(), unit: "EUR".to_owned(), level };
/// let edge = |child: &str| Edge { child: child.to_owned(), parent: "grow".to_owned(), kind: EdgeKind::Sum, weight: None };
/// let found = reconcile(&[objective("grow", 100), objective("new", 30), objective("keep", 60)], &[edge("new"), edge("keep")]);
/// assert_eq!((found.parents[0].makes, found.parents[0].difference), (Some(90), Some(10)));
/// ```
pub fn reconcile(objectives: &[Objective], edges: &[Edge]) -> Reconciliation {
    let mut problems = Vec::new();
    let mut sorted: Vec<&Objective> = objectives.iter().collect();
    sorted.sort();
    let mut known: BTreeMap<&str, &Objective> = BTreeMap::new();
    for objective in sorted {
        if known.contains_key(objective.id.as_str()) {
            problems.push(EdgeProblem::DuplicateObjective { id: objective.id.clone() });
        } else {
            known.insert(&objective.id, objective);
        }
    }
    let sound = sound(&known, edges, &mut problems);
    let rings = paths::rings(&sound);
    let ring_of: BTreeMap<&str, usize> =
        rings.iter().enumerate().flat_map(|(ring, ids)| ids.iter().map(move |id| (*id, ring))).collect();
    for ring in &rings {
        problems.push(EdgeProblem::Cycle { objectives: ring.iter().map(|id| (*id).to_owned()).collect() });
    }
    let in_ring = |edge: &&Edge| {
        ring_of.get(edge.child.as_str()).is_some_and(|ring| ring_of.get(edge.parent.as_str()) == Some(ring))
    };
    let counting: Vec<&Edge> = sound
        .into_iter()
        .filter(|edge| !in_ring(edge))
        .filter(|edge| fits(&known, edge, &mut problems))
        .collect();
    let added = added(&known, &counting);

    let mut groups: BTreeMap<(&str, EdgeKind), Vec<&Edge>> = BTreeMap::new();
    for edge in &counting {
        groups.entry((&edge.parent, edge.kind)).or_default().push(edge);
    }
    let mut parents = Vec::new();
    for ((parent, kind), edges) in groups {
        let Some(objective) = known.get(parent) else { continue };
        parents.push(reconciled(objective, kind, &edges, &known, &added, &mut problems));
    }
    let sums: Vec<&Edge> = counting.iter().copied().filter(|edge| edge.kind == EdgeKind::Sum).collect();
    let counted_twice = paths::counted_twice(&known, &sums, &added);
    problems.sort();
    problems.dedup();
    Reconciliation { parents, counted_twice, problems }
}

/// Edges between objectives that are there, each once, by child and parent.
fn sound<'a>(
    known: &BTreeMap<&str, &Objective>,
    edges: &'a [Edge],
    problems: &mut Vec<EdgeProblem>,
) -> Vec<&'a Edge> {
    let mut sorted: Vec<&Edge> = edges.iter().collect();
    sorted.sort();
    let mut seen = BTreeSet::new();
    let mut sound = Vec::new();
    for edge in sorted {
        let (child, parent) = (edge.child.clone(), edge.parent.clone());
        let unknown = [&edge.child, &edge.parent].into_iter().find(|id| !known.contains_key(id.as_str()));
        if let Some(id) = unknown {
            problems.push(EdgeProblem::UnknownObjective { id: id.clone(), child, parent });
        } else if !seen.insert((&edge.child, &edge.parent, edge.kind)) {
            problems.push(EdgeProblem::DuplicateEdge { child, parent });
        } else {
            if edge.weight.is_some_and(|weight| weight.millionths() < 0) {
                problems.push(EdgeProblem::NegativeWeight { child, parent });
            }
            sound.push(edge);
        }
    }
    sound
}

/// Whether the child's unit can go into the parent's.
fn fits(known: &BTreeMap<&str, &Objective>, edge: &Edge, problems: &mut Vec<EdgeProblem>) -> bool {
    let (Some(child), Some(parent)) = (known.get(edge.child.as_str()), known.get(edge.parent.as_str()))
    else {
        return false;
    };
    let fits = same_unit(child, parent) || (edge.kind == EdgeKind::Product && is_ratio(child));
    if !fits {
        problems.push(EdgeProblem::UnitMisfit {
            child: child.id.clone(),
            unit: child.unit.clone(),
            parent: parent.id.clone(),
            wanted: parent.unit.clone(),
        });
    }
    fits
}

fn is_ratio(objective: &Objective) -> bool {
    matches!(objective.unit.as_str(), "rate" | "%")
}

fn same_unit(one: &Objective, other: &Objective) -> bool {
    one.unit == other.unit || (is_ratio(one) && is_ratio(other))
}

/// The weight of an edge in millionths, not below zero.
pub(crate) fn part(edge: &Edge) -> i64 {
    edge.weight.unwrap_or(Rate::ONE).millionths().max(0)
}

/// What each child adds to each parent of its sums.
type Added<'a> = BTreeMap<(&'a str, &'a str), i128>;

fn added<'a>(known: &BTreeMap<&str, &Objective>, edges: &[&'a Edge]) -> Added<'a> {
    let mut by_child: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| edge.kind == EdgeKind::Sum) {
        by_child.entry(&edge.child).or_default().push(edge);
    }
    let mut added = Added::new();
    for (child, edges) in by_child {
        let level = known.get(child).map_or(0, |objective| objective.level);
        let parts: Vec<i128> = edges.iter().map(|edge| i128::from(part(edge))).collect();
        let kept = i128::from(MILLION) - parts.iter().sum::<i128>();
        let whole: Vec<u128> = parts.iter().chain([&kept]).map(|part| weight(*part)).collect();
        let split = if kept < 0 { None } else { split(level, &whole) };
        for (index, edge) in edges.iter().enumerate() {
            let rounded = || {
                let product = i128::from(level) * i128::from(part(edge));
                divide(product, i128::from(MILLION), Rounding::HalfEven).unwrap_or(0)
            };
            let amount =
                split.as_ref().and_then(|split| split.get(index)).map_or_else(rounded, |part| (*part).into());
            added.insert((&edge.child, &edge.parent), amount);
        }
    }
    added
}

fn reconciled(
    parent: &Objective,
    kind: EdgeKind,
    edges: &[&Edge],
    known: &BTreeMap<&str, &Objective>,
    added: &Added<'_>,
    problems: &mut Vec<EdgeProblem>,
) -> Reconciled {
    let mut children = Vec::new();
    let mut own_unit = false;
    for edge in edges {
        let Some(child) = known.get(edge.child.as_str()) else { continue };
        if kind == EdgeKind::Product && !is_ratio(child) && std::mem::replace(&mut own_unit, true) {
            let (child, parent) = (child.id.clone(), parent.id.clone());
            problems.push(EdgeProblem::SecondInProduct { child, parent });
            continue;
        }
        let adds = added.get(&(edge.child.as_str(), edge.parent.as_str())).copied().unwrap_or(0);
        let counts = if kind == EdgeKind::Sum { fit(adds) } else { child.level };
        let weight = Rate::from_millionths(part(edge));
        children.push(Contribution { child: child.id.clone(), level: child.level, weight, counts });
    }
    let weightless = children.iter().all(|child| child.weight.millionths() == 0);
    let has_unit = own_unit || is_ratio(parent);
    let made = match kind {
        EdgeKind::Sum => Some(children.iter().map(|child| i128::from(child.counts)).sum()),
        EdgeKind::Min => children.iter().map(|child| i128::from(child.level)).min(),
        EdgeKind::Mean => mean(&children),
        EdgeKind::Product if has_unit => product(&children),
        EdgeKind::Product => None,
    };
    let makes = made.and_then(|made| i64::try_from(made).ok());
    let difference = makes.and_then(|makes| parent.level.checked_sub(makes));
    let parent_id = || parent.id.clone();
    if kind == EdgeKind::Mean && weightless {
        problems.push(EdgeProblem::NoWeight { parent: parent_id() });
    } else if kind == EdgeKind::Product && !has_unit {
        problems.push(EdgeProblem::NothingOfItsUnit { parent: parent_id() });
    } else if difference.is_none() && !children.is_empty() {
        problems.push(EdgeProblem::Overflow { parent: parent_id() });
    }
    Reconciled { parent: parent.id.clone(), kind, level: parent.level, makes, difference, children }
}

fn mean(children: &[Contribution]) -> Option<i128> {
    let (mut sum, mut weights) = (0_i128, 0_i128);
    for child in children {
        sum = sum.checked_add(i128::from(child.level) * i128::from(child.weight.millionths()))?;
        weights += i128::from(child.weight.millionths());
    }
    divide(sum, weights, Rounding::HalfEven)
}

/// Levels multiplied from the first by id on, rounded half to even at each step; all but a child of the parent's own unit are
/// millionths.
fn product(children: &[Contribution]) -> Option<i128> {
    let (first, others) = children.split_first()?;
    others.iter().try_fold(i128::from(first.level), |so_far, child| {
        let product = so_far.checked_mul(i128::from(child.level))?;
        divide(product, i128::from(MILLION), Rounding::HalfEven)
    })
}
