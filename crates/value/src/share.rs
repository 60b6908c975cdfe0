//! The margin product over a set of closed gaps, and each gap's share of closing all.

use crate::quadrature::{Node, nodes};

/// One cell: a margin, and the gaps on each driver that bear on it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Product {
    /// The margin with no gap closed.
    pub margin: f64,
    /// Drivers with the gaps on them. A gap stands at most once in a cell.
    pub stacks: Vec<Stack>,
}

/// The gaps on one driver of a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stack {
    /// By how much the margin grows, as a share of it, when the driver moves as far as it can.
    pub cap: f64,
    /// Gaps by number, each with the share of the cap that closing it alone takes, 0 to 1.
    pub gaps: Vec<(usize, f64)>,
}

/// What closing all gaps adds to the margin of all cells.
///
/// With the gaps closed, a driver's factor is `1 + cap * (1 - Π (1 - h))`, and a cell's margin the product of its factors.
pub fn all(cells: &[Product]) -> f64 {
    cells.iter().map(|cell| cell.margin * (cell.stacks.iter().map(whole).product::<f64>() - 1.0)).sum()
}

fn whole(stack: &Stack) -> f64 {
    1.0 + stack.cap * (1.0 - stack.gaps.iter().map(|(_, h)| 1.0 - h).product::<f64>())
}

/// The Shapley value of each of `gaps` gaps: its mean addition over all orders of closing. They sum to [`all`].
///
/// The value is the integral, over u from 0 to 1, of what a gap adds when every other is closed with chance u (Owen 1972). For
/// this product that is a polynomial of degree one less than the gaps of the cell, so that a Gauss–Legendre rule with half as
/// many nodes is exact: nothing is sampled. A gap's number at or beyond `gaps` is left out of the result.
///
/// ```
/// use plumb_value::{Product, Stack, shares};
/// let two = Stack { cap: 0.10, gaps: vec![(0, 1.0), (1, 1.0)] };
/// let shares = shares(&[Product { margin: 100.0, stacks: vec![two] }], 2);
/// assert!((shares[0] - 5.0).abs() < 1e-12 && (shares[1] - 5.0).abs() < 1e-12);
/// ```
pub fn shares(cells: &[Product], gaps: usize) -> Vec<f64> {
    let mut rules: Vec<Option<Vec<Node>>> = Vec::new();
    let mut shares = vec![0.0; gaps];
    let mut factors = Vec::new();
    for cell in cells {
        let count: usize = cell.stacks.iter().map(|stack| stack.gaps.len()).sum();
        let half = count.div_ceil(2);
        if half == 0 {
            continue;
        }
        if rules.len() <= half {
            rules.resize(half + 1, None);
        }
        let Some(rule) = rules.get_mut(half) else { continue };
        for node in rule.get_or_insert_with(|| nodes(half)).iter() {
            factors.clear();
            let mut product = cell.margin * node.weight;
            for stack in &cell.stacks {
                let open: f64 = stack.gaps.iter().map(|(_, h)| 1.0 - node.at * h).product();
                let factor = 1.0 + stack.cap * (1.0 - open);
                product *= factor;
                factors.push((open, factor));
            }
            for (stack, (open, factor)) in cell.stacks.iter().zip(&factors) {
                // Nodes lie strictly inside 0 to 1 and caps above -1, so that neither divisor is zero.
                let others = product / factor * stack.cap * open;
                for (gap, h) in &stack.gaps {
                    if let Some(share) = shares.get_mut(*gap) {
                        *share += others * h / (1.0 - node.at * h);
                    }
                }
            }
        }
    }
    shares
}
