//! Sums by level and by person.

use std::collections::BTreeMap;

use plumb_units::{MILLION, Rate, Rounding, divide};

use super::{Assigned, Handing, Kind, Ladder, Level, PersonTotal};
use crate::split::fit;

/// What each level carries beside the one above it.
pub(super) fn ladder(top: &Handing, nodes: &[Assigned]) -> Ladder {
    let levels = nodes.iter().map(|node| node.depth + 1).max().unwrap_or(0);
    let (mut at, mut ends, mut adds) = (vec![0_i128; levels], vec![0_i128; levels], vec![0_i128; levels]);
    let mut street = 0_i128;
    for node in nodes {
        let amount = i128::from(node.amount);
        at[node.depth] += amount;
        match &node.handing {
            None => {
                ends[node.depth] += amount;
                street += amount;
            }
            Some(handing) if node.depth + 1 < levels => adds[node.depth + 1] += i128::from(handing.adds),
            Some(_) => {}
        }
    }
    let target = i128::from(top.amount);
    let (mut above, mut ended) = (target, 0_i128);
    let mut rungs = Vec::with_capacity(levels);
    for depth in 0..levels {
        let sum = at[depth] + ended;
        ended += ends[depth];
        rungs.push(Level {
            depth,
            sum: fit(sum),
            adds: if depth == 0 { top.adds } else { fit(adds[depth]) },
            over_assignment: excess(sum, above),
            cumulative: excess(sum, target),
        });
        above = sum;
    }
    Ladder { target: top.amount, levels: rungs, street: fit(street), over_assignment: excess(street, target) }
}

/// One over the other, less one.
fn excess(sum: i128, of: i128) -> Option<Rate> {
    let part = (sum - of).checked_mul(i128::from(MILLION))?.checked_mul(of.signum())?;
    divide(part, of.checked_abs()?, Rounding::HalfEven).map(|rate| Rate::from_millionths(fit(rate)))
}

/// What everybody carries in all seats.
pub(super) fn persons(nodes: &[Assigned]) -> Vec<PersonTotal> {
    let mut totals: BTreeMap<&str, (i128, Vec<i128>, Vec<String>)> = BTreeMap::new();
    for node in nodes.iter().filter(|node| node.kind == Kind::Person && node.handing.is_none()) {
        let Some(person) = &node.person else { continue };
        let (amount, periods, seats) = totals.entry(person).or_default();
        *amount += i128::from(node.amount);
        periods.resize(node.periods.len(), 0);
        for (sum, period) in periods.iter_mut().zip(&node.periods) {
            *sum += i128::from(*period);
        }
        seats.push(node.id.clone());
    }
    totals
        .into_iter()
        .map(|(person, (amount, periods, mut nodes))| {
            nodes.sort();
            let periods = periods.into_iter().map(fit).collect();
            PersonTotal { person: person.to_owned(), amount: fit(amount), periods, nodes }
        })
        .collect()
}
