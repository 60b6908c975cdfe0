//! Handing an amount to children: the buffer on top, locks first, the rest by the blend.

use plumb_units::{MILLION, Rate, Rounding, divide};

use super::standing::{BILLION, Standing, filled};
use super::{Base, Blend, Handing, Kind, Node, Part, Problem};
use crate::split::{fit, split, weight};

/// Shares of a base among siblings sum to this.
const SHARES: i64 = 1_000_000_000_000;

/// A child as it takes part.
pub(super) struct Child<'a> {
    pub(super) node: &'a Node,
    pub(super) standing: &'a Standing,
    pub(super) hands_on: bool,
}

/// What a child got.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    pub(super) amount: i64,
    pub(super) buffer: i64,
    pub(super) locked: bool,
    pub(super) parts: Vec<Part>,
}

/// Who hands on what, and how.
pub(super) struct From<'a> {
    pub(super) node: Option<&'a str>,
    pub(super) amount: i64,
    pub(super) buffer: Rate,
    pub(super) blend: Blend,
    pub(super) round_to: i64,
}

/// Hands an amount to children; one result each, in their order.
pub(super) fn hand(
    from: &From<'_>,
    children: &[Child<'_>],
    problems: &mut Vec<Problem>,
) -> (Handing, Vec<Given>) {
    let name = || from.node.map(str::to_owned);
    let free: Vec<usize> = (0..children.len()).filter(|index| children[*index].node.lock.is_none()).collect();
    let basis = Basis::of(&from.blend, &free.iter().map(|index| &children[*index]).collect::<Vec<_>>());
    let mut given = vec![Given::default(); children.len()];
    let mut locked = 0_i128;
    for (given, child) in given.iter_mut().zip(children) {
        if let Some(lock) = child.node.lock {
            *given = Given { amount: lock.max(0), locked: true, ..Given::default() };
            locked += i128::from(given.amount);
        }
    }
    let nobody = free.len() == children.len() && basis.weights.iter().all(|weight| *weight == 0);
    let buffer =
        if nobody { Rate::default() } else { Rate::from_millionths(from.buffer.millionths().max(0)) };
    let added = i128::from(from.amount) * i128::from(buffer.millionths());
    let wanted =
        i128::from(from.amount) + divide(added, i128::from(MILLION), Rounding::HalfEven).unwrap_or(0);
    let pool = fit(wanted);
    let rest = if locked > i128::from(pool.max(0)) { None } else { Some(fit(i128::from(pool) - locked)) };
    if rest.is_none() {
        problems.push(Problem::LocksExceed { node: name(), locked: fit(locked), available: pool });
    }
    if i128::from(pool) != wanted || i128::from(fit(locked)) != locked {
        problems.push(Problem::Overflow { node: name() });
    }
    let mut unallocated = 0;
    match rounded(rest.unwrap_or(0), &basis.weights, from.round_to) {
        Some(amounts) => {
            for ((slot, index), amount) in free.iter().enumerate().zip(amounts) {
                given[*index] = Given { amount, parts: basis.parts(slot, amount), ..Given::default() };
            }
        }
        None => unallocated = rest.unwrap_or(0),
    }
    let all_locked = !children.is_empty() && free.is_empty();
    if unallocated != 0 && !all_locked {
        problems.push(Problem::NobodyBelow { node: name(), amount: unallocated });
    }
    // One child alone shares with nobody.
    let shared = free.len() > 1 && unallocated == 0;
    if basis.fell_back && shared && rest.is_some_and(|rest| rest != 0) {
        problems.push(Problem::NothingToShareBy { node: name() });
    }
    let adds = fit(i128::from(pool) - i128::from(from.amount));
    spread_buffer(adds, &mut given);
    let sum = given.iter().map(|given| i128::from(given.amount)).sum::<i128>();
    let handing = Handing {
        amount: from.amount,
        adds,
        buffer,
        children: fit(sum),
        unallocated,
        over: if rest.is_none() { fit(locked - i128::from(pool)) } else { 0 },
        dropped: basis.dropped,
        fell_back: basis.fell_back && shared,
    };
    (handing, given)
}

/// What a level adds, as it falls on each by its amount; never more than the amount.
fn spread_buffer(adds: i64, given: &mut [Given]) {
    let sizes: Vec<u128> = given.iter().map(|given| u128::from(given.amount.unsigned_abs())).collect();
    let all: u128 = sizes.iter().sum();
    if u128::from(adds.unsigned_abs()) > all {
        given.iter_mut().for_each(|given| given.buffer = given.amount);
        return;
    }
    for (given, part) in given.iter_mut().zip(split(adds, &sizes).unwrap_or_default()) {
        given.buffer = part;
    }
}

/// Splits in whole steps where there is a step for everybody; what is left over goes to the largest weight.
fn rounded(total: i64, weights: &[u128], step: i64) -> Option<Vec<i64>> {
    let takers = weights.iter().filter(|weight| **weight > 0).count() as u64;
    let steps = total / step.max(1);
    if step <= 1 || steps.unsigned_abs() < takers {
        return split(total, weights);
    }
    let mut parts: Vec<i64> = split(steps, weights)?.into_iter().map(|part| part * step).collect();
    let largest = (0..weights.len()).rev().max_by_key(|index| weights[*index])?;
    parts[largest] += total % step;
    Some(parts)
}

/// By what the children without a lock share.
struct Basis {
    /// One per child.
    weights: Vec<u128>,
    used: Vec<Used>,
    dropped: Vec<Base>,
    fell_back: bool,
}

/// A base that takes part: its weight in millionths, and of each child its value, its share and whether it is assumed.
struct Used {
    base: Base,
    weight: i64,
    values: Vec<(i128, bool)>,
    shares: Vec<i64>,
}

impl Basis {
    fn of(blend: &Blend, children: &[&Child<'_>]) -> Self {
        let standings: Vec<&Standing> = children.iter().map(|child| child.standing).collect();
        let (mut found, mut dropped) = (Vec::new(), Vec::new());
        for base in Base::ALL.into_iter().filter(|base| blend.weight(*base).millionths() > 0) {
            let values = filled(&standings, base);
            if values.iter().any(|(value, _)| *value > 0) {
                found.push((base, weight(i128::from(blend.weight(base).millionths())), values));
            } else if !children.is_empty() {
                dropped.push(base);
            }
        }
        let fell_back = found.is_empty();
        if fell_back {
            found.push((Base::Equal, 1, heads_or_units(children)));
        }
        let weights = split(MILLION, &found.iter().map(|(_, weight, _)| *weight).collect::<Vec<_>>());
        let used: Vec<Used> = found
            .into_iter()
            .zip(weights.unwrap_or_default())
            .map(|((base, _, values), weight)| {
                let shares = split(SHARES, &bare(&values)).unwrap_or_else(|| vec![0; values.len()]);
                Used { base, weight, values, shares }
            })
            .collect();
        let weights = match used.as_slice() {
            // One base alone is shared by exactly.
            [only] => bare(&only.values),
            _ => (0..children.len()).map(|slot| used.iter().map(|used| used.in_blend(slot)).sum()).collect(),
        };
        Self { weights, used, dropped, fell_back }
    }

    /// From where a child's amount comes.
    fn parts(&self, slot: usize, amount: i64) -> Vec<Part> {
        let weights: Vec<u128> = self.used.iter().map(|used| used.in_blend(slot)).collect();
        let amounts = split(amount, &weights).unwrap_or_else(|| {
            let first = if amount == 0 { 0 } else { amount };
            (0..self.used.len()).map(|index| if index == 0 { first } else { 0 }).collect()
        });
        self.used.iter().zip(amounts).map(|(used, amount)| used.part(slot, amount)).collect()
    }
}

impl Used {
    /// Its weight times the child's share: at most 10^6 · 10^12.
    fn in_blend(&self, slot: usize) -> u128 {
        weight(i128::from(self.weight) * i128::from(self.shares[slot]))
    }

    fn part(&self, slot: usize, amount: i64) -> Part {
        let (value, assumed) = self.values[slot];
        let scale = match self.base {
            Base::Capacity => 1,
            Base::Equal => BILLION / i128::from(MILLION),
            Base::Potential | Base::History | Base::Manual => BILLION,
        };
        let share = i128::from(self.shares[slot]) * i128::from(MILLION);
        Part {
            base: self.base,
            weight: Rate::from_millionths(self.weight),
            value: fit(divide(value, scale, Rounding::HalfEven).unwrap_or(0)),
            share: Rate::from_millionths(fit(
                divide(share, i128::from(SHARES), Rounding::HalfEven).unwrap_or(0)
            )),
            amount,
            assumed,
        }
    }
}

fn bare(values: &[(i128, bool)]) -> Vec<u128> {
    values.iter().map(|(value, _)| weight(*value)).collect()
}

/// Heads; where there are none, one for each child that is not merely an absent person.
fn heads_or_units(children: &[&Child<'_>]) -> Vec<(i128, bool)> {
    if children.iter().any(|child| child.standing.heads > 0) {
        return children.iter().map(|child| (child.standing.heads, false)).collect();
    }
    let one = |child: &&Child<'_>| child.hands_on || child.node.kind == Kind::Unit;
    children.iter().map(|child| (if one(child) { BILLION } else { 0 }, false)).collect()
}
