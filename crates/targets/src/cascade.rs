//! A target through the organisation: shared by what is known of each node, to the cent, with every figure's reason beside it.

mod hand;
mod ladder;
mod outcome;
mod request;
mod standing;
mod tree;
mod year;

use hand::{Child, From, Given, hand};
use plumb_units::Rate;
use standing::{BILLION, Standing, standings};
use tree::Tree;
use year::Year;

use crate::split::{fit, split};

pub use outcome::{Assigned, Cascade, Field, Handing, Ladder, Level, Part, PersonTotal, Problem};
pub use request::{Base, Blend, Kind, Node, PeriodWeight, Request};

/// Hands a target down.
///
/// At each node the amount, with the level's over-assignment on top, goes to the children: first what is locked, the rest by
/// the blend. A base's share is the child's value over the sum of all children without a lock; the blend's weights are
/// normalised over the bases of which any of them has something. Potential and history count by the part of the year's working
/// days on which a person is there, capacity by days × part of full time × ramp, equal by heads. Amounts are split by largest
/// remainder, ties by id, so that children less [`Handing::over`] plus [`Handing::unallocated`] are the amount handed on to the
/// smallest unit. The order of nodes never matters. Shares of a blend of several bases are exact to 10⁻¹², one base alone is
/// shared by exactly.
///
/// `q = Q · (w · P / ΣP + (1 − w) · H / ΣH) · (1 + o)` is the special case of two bases.
///
/// ```
/// use plumb_targets::cascade::{Base, Blend, Node, Request, cascade};
/// let mut north = Node::person("nora", Some("sales"));
/// north.potential = Some(300);
/// let mut south = Node::person("sven", Some("sales"));
/// south.potential = Some(100);
/// let nodes = vec![Node::unit("sales", None), north, south];
/// let blend = Blend::only(Base::Potential);
/// let result = cascade(&Request { amount: 1_000, nodes, blend, ..Request::default() });
/// let amounts: Vec<(&str, i64)> = result.nodes.iter().map(|node| (node.id.as_str(), node.amount)).collect();
/// assert_eq!(amounts, [("sales", 1_000), ("nora", 750), ("sven", 250)]);
/// ```
pub fn cascade(request: &Request) -> Cascade {
    let mut problems = Vec::new();
    for value in request.buffers.iter().map(|buffer| buffer.millionths()).filter(|buffer| *buffer < 0) {
        problems.push(Problem::Negative { node: None, field: Field::Buffer, value });
    }
    let tree = Tree::of(&request.nodes, &mut problems);
    let year = Year::of(request, &mut problems);
    let standings = standings(&tree, &year, &mut problems);

    let mut given = vec![Given::default(); tree.nodes.len()];
    let from = From {
        node: None,
        amount: request.amount,
        buffer: request.buffers.first().copied().unwrap_or_default(),
        blend: request.blend,
        round_to: request.round_to,
    };
    let top = hand_to(&from, &tree.roots, &tree, &standings, &mut given, &mut problems);
    let mut handings: Vec<Option<Handing>> = Vec::with_capacity(tree.nodes.len());
    // Parents stand before their children, so that an amount is there before it is handed on.
    for (position, node) in tree.nodes.iter().enumerate() {
        let children = &tree.children[position];
        handings.push((node.kind == Kind::Unit || !children.is_empty()).then(|| {
            let by_level = request.buffers.get(tree.depth[position] + 1).copied();
            let from = From {
                node: Some(&node.id),
                amount: given[position].amount,
                buffer: node.buffer.or(by_level).unwrap_or_default(),
                blend: node.blend.unwrap_or(request.blend),
                round_to: request.round_to,
            };
            hand_to(&from, children, &tree, &standings, &mut given, &mut problems)
        }));
    }

    let periods = by_period(&tree, &year, &given);
    let parts = given.into_iter().zip(handings).zip(periods).enumerate();
    let nodes: Vec<Assigned> = parts
        .map(|(position, ((given, handing), periods))| {
            let node = tree.nodes[position];
            let person = (node.kind == Kind::Person).then(|| node.person.clone().unwrap_or(node.id.clone()));
            Assigned {
                id: node.id.clone(),
                parent: node.parent.clone(),
                kind: node.kind,
                person,
                depth: tree.depth[position],
                amount: given.amount,
                before_buffer: given.amount.saturating_sub(given.buffer),
                buffer: given.buffer,
                periods,
                parts: given.parts,
                locked: given.locked,
                presence: Rate::from_millionths(fit(standings[position].heads / (BILLION / 1_000_000))),
                handing,
            }
        })
        .collect();
    problems.sort();
    problems.dedup();
    let (persons, ladder) = (ladder::persons(&nodes), ladder::ladder(&top, &nodes));
    Cascade { top, nodes, persons, ladder, left_out: tree.left_out, problems }
}

/// Hands on and writes down what each child got.
fn hand_to(
    from: &From<'_>,
    children: &[usize],
    tree: &Tree<'_>,
    standings: &[Standing],
    given: &mut [Given],
    problems: &mut Vec<Problem>,
) -> Handing {
    let taking: Vec<Child<'_>> = children
        .iter()
        .map(|child| Child {
            node: tree.nodes[*child],
            standing: &standings[*child],
            hands_on: !tree.children[*child].is_empty(),
        })
        .collect();
    let (handing, gifts) = hand(from, &taking, problems);
    for (child, gift) in children.iter().zip(gifts) {
        given[*child] = gift;
    }
    handing
}

/// Every node's amount by period. Who hands on follows those below, so that without a buffer the sums of their periods are its.
fn by_period(tree: &Tree<'_>, year: &Year<'_>, given: &[Given]) -> Vec<Vec<i64>> {
    let mut periods: Vec<Vec<i64>> = vec![Vec::new(); tree.nodes.len()];
    for position in (0..tree.nodes.len()).rev() {
        let amount = given[position].amount;
        let mut weights: Vec<u128> = Vec::new();
        for child in &tree.children[position] {
            weights.resize(periods[*child].len(), 0);
            for (weight, part) in weights.iter_mut().zip(&periods[*child]) {
                *weight += u128::from(part.unsigned_abs());
            }
        }
        periods[position] =
            split(amount, &weights).unwrap_or_else(|| year.spread(amount, tree.nodes[position]));
    }
    periods
}
