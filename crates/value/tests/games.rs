//! Shapley values of the textbooks, and ours against counting every order.
//!
//! The textbook games hold the enumeration; the enumeration holds the quadrature.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

use plumb_value::{Product, Stack, all, shares};
use proptest::prelude::*;

/// Shapley values by counting all coalitions; players are bits.
fn by_counting(players: usize, worth: &dyn Fn(u32) -> f64) -> Vec<f64> {
    let worths: Vec<f64> = (0..1_u32 << players).map(worth).collect();
    let mut orders = vec![1.0_f64; players];
    for size in 1..players {
        orders[size] = orders[size - 1] * size as f64 / (players - size) as f64;
    }
    let mut shares = vec![0.0; players];
    for (set, value) in worths.iter().enumerate() {
        for player in (0..players).filter(|player| set & (1 << player) == 0) {
            let weight = orders[set.count_ones() as usize] / players as f64;
            shares[player] += weight * (worths[set | 1 << player] - value);
        }
    }
    shares
}

/// What each player adds in one order.
fn in_order(order: &[usize], worth: &dyn Fn(u32) -> f64) -> Vec<f64> {
    let mut adds = vec![0.0; order.len()];
    let mut set = 0;
    for player in order {
        adds[*player] = worth(set | 1 << player) - worth(set);
        set |= 1 << player;
    }
    adds
}

fn orders(players: &[usize]) -> Vec<Vec<usize>> {
    if players.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (index, first) in players.iter().enumerate() {
        let rest: Vec<usize> = [&players[..index], &players[index + 1..]].concat();
        all.extend(orders(&rest).into_iter().map(|rest| [vec![*first], rest].concat()));
    }
    all
}

fn same(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-9 * expected.abs().max(1.0), "{found} is not {expected}");
    }
}

/// Weighted voting: 1 where the weights of a set reach the quota.
fn vote(weights: &[u32], quota: u32) -> impl Fn(u32) -> f64 {
    move |set| {
        let sum: u32 =
            weights.iter().enumerate().filter(|(index, _)| set & (1 << index) != 0).map(|(_, w)| w).sum();
        f64::from(u8::from(sum >= quota))
    }
}

fn airport(set: u32) -> f64 {
    [1.0, 2.0, 4.0, 7.0]
        .iter()
        .enumerate()
        .filter(|(index, _)| set & (1 << index) != 0)
        .map(|(_, cost)| *cost)
        .fold(0.0, f64::max)
}

#[test]
fn the_security_council_gives_a_permanent_member_421_of_2145() {
    let weights: Vec<u32> = (0..15).map(|member| if member < 5 { 7 } else { 1 }).collect();
    let shares = by_counting(15, &vote(&weights, 39));
    let expected: Vec<f64> =
        (0..15).map(|member| if member < 5 { 421.0 / 2145.0 } else { 4.0 / 2145.0 }).collect();
    same(&shares, &expected);
}

#[test]
fn gloves_an_airport_and_a_vote_are_shared_as_in_the_books() {
    let glove = |set: u32| f64::from(u8::from(set & 1 != 0 && set & 6 != 0));
    same(&by_counting(3, &glove), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]);
    same(&by_counting(4, &airport), &[1.0 / 4.0, 7.0 / 12.0, 19.0 / 12.0, 55.0 / 12.0]);
    same(&by_counting(4, &vote(&[4, 3, 2, 1], 6)), &[5.0 / 12.0, 1.0 / 4.0, 1.0 / 4.0, 1.0 / 12.0]);
}

#[test]
fn with_unions_kept_together_the_airport_is_shared_as_owen_says() {
    let together = |order: &Vec<usize>| {
        let place = |player| order.iter().position(|other| *other == player).unwrap();
        place(0).abs_diff(place(1)) == 1 && place(2).abs_diff(place(3)) == 1
    };
    let kept: Vec<Vec<usize>> = orders(&[0, 1, 2, 3]).into_iter().filter(together).collect();
    let mut mean = vec![0.0; 4];
    for order in &kept {
        for (mean, add) in mean.iter_mut().zip(in_order(order, &airport)) {
            *mean += add / kept.len() as f64;
        }
    }
    same(&mean, &[1.0 / 4.0, 3.0 / 4.0, 3.0 / 2.0, 9.0 / 2.0]);
}

#[test]
fn where_gaps_meet_in_pairs_an_order_and_its_reverse_already_give_the_value() {
    let worth = |set: u32| {
        let has = |player: u32| set & (1 << player) != 0;
        let alone =
            [10.0, 20.0, 30.0, 40.0].iter().zip(0..).filter(|(_, p)| has(*p)).map(|(v, _)| v).sum::<f64>();
        let pairs = [(0, 1, 5.0), (0, 2, -8.0), (1, 3, 12.0), (2, 3, -6.0)];
        alone + pairs.iter().filter(|(a, b, _)| has(*a) && has(*b)).map(|(_, _, v)| v).sum::<f64>()
    };
    let expected = [8.5, 28.5, 23.0, 43.0];
    same(&by_counting(4, &worth), &expected);
    let all_orders = orders(&[0, 1, 2, 3]);
    assert_eq!(all_orders.len(), 24);
    for order in all_orders {
        let back: Vec<usize> = order.iter().rev().copied().collect();
        let pair: Vec<f64> = in_order(&order, &worth)
            .iter()
            .zip(in_order(&back, &worth))
            .map(|(a, b)| (a + b) / 2.0)
            .collect();
        same(&pair, &expected);
    }
}

#[test]
fn a_chain_of_factors_is_shared_as_shapley_says_and_not_as_its_logarithms() {
    let stacks = [0.1, -0.1, 0.2, -0.2].iter().enumerate();
    let stacks = stacks.map(|(gap, cap)| Stack { cap: *cap, gaps: vec![(gap, 1.0)] }).collect();
    let chain = [Product { margin: 100.0, stacks }];
    let shares = shares(&chain, 4);
    for (share, expected) in shares.iter().zip([9.376_667, -10.356_667, 17.943_333, -21.923_333]) {
        assert!((share - expected).abs() < 1e-6, "{share} is not {expected}");
    }
    assert!((all(&chain) + 4.96).abs() < 1e-12);
    assert!((shares[0] - 9.292_645).abs() > 0.08, "the logarithmic mean would give 9.292645");
}

/// The worth of a set of closed gaps, from the definition.
fn worth(cells: &[Product], set: u32) -> f64 {
    let factor = |stack: &Stack| {
        let open: f64 =
            stack.gaps.iter().filter(|(gap, _)| set & (1 << gap) != 0).map(|(_, h)| 1.0 - h).product();
        1.0 + stack.cap * (1.0 - open)
    };
    cells.iter().map(|cell| cell.margin * (cell.stacks.iter().map(factor).product::<f64>() - 1.0)).sum()
}

/// Up to four cells with up to nine gaps, each on one of three drivers and in some cells.
fn small_games() -> impl Strategy<Value = (Vec<Product>, usize)> {
    let gap = (0..3_usize, 0..16_u32, 0.0..=1.0_f64);
    let caps = prop::array::uniform3(0.0..=0.5_f64);
    let cells = prop::collection::vec((0.0..1e6_f64, caps), 1..4);
    (prop::collection::vec(gap, 1..9), cells).prop_map(|(gaps, cells)| {
        let cell = |(index, (margin, caps)): (usize, (f64, [f64; 3]))| {
            let stack = |driver: usize| Stack {
                cap: caps[driver],
                gaps: gaps
                    .iter()
                    .enumerate()
                    .filter(|(_, (on, cells, _))| *on == driver && cells & (1 << index) != 0)
                    .map(|(gap, (_, _, h))| (gap, *h))
                    .collect(),
            };
            Product { margin, stacks: (0..3).map(stack).collect() }
        };
        (cells.into_iter().enumerate().map(cell).collect(), gaps.len())
    })
}

proptest! {
    #[test]
    fn the_quadrature_gives_what_counting_every_order_gives((cells, gaps) in small_games()) {
        let counted = by_counting(gaps, &|set| worth(&cells, set));
        let largest = worth(&cells, u32::MAX).abs().max(1.0);
        for (found, counted) in shares(&cells, gaps).iter().zip(counted) {
            prop_assert!((found - counted).abs() < 1e-10 * largest, "{} is not {}", found, counted);
        }
    }

    #[test]
    fn shares_sum_to_closing_all_however_many((seed, gaps, drivers) in (0..1000_u64, 1..120_usize, 1..12_usize)) {
        let h = |gap: usize| ((seed + gap as u64 * 37) % 101) as f64 / 100.0;
        let stacks = (0..drivers).map(|driver| Stack {
            cap: 0.1 + 0.03 * driver as f64,
            gaps: (0..gaps).filter(|gap| gap % drivers == driver).map(|gap| (gap, h(gap))).collect(),
        });
        let cells = [Product { margin: 1e7, stacks: stacks.collect() }];
        let sum: f64 = shares(&cells, gaps).iter().sum();
        prop_assert!((sum - all(&cells)).abs() <= 1e-9 * all(&cells).max(1.0));
    }

    #[test]
    fn a_stronger_gap_is_worth_no_less((cells, gaps) in small_games(), gap in 0..9_usize, more in 0.0..=1.0_f64) {
        let gap = gap % gaps;
        let mut stronger = cells.clone();
        for h in stronger.iter_mut().flat_map(|cell| &mut cell.stacks).flat_map(|stack| &mut stack.gaps) {
            if h.0 == gap {
                h.1 += (1.0 - h.1) * more;
            }
        }
        let (before, after) = (shares(&cells, gaps), shares(&stronger, gaps));
        prop_assert!(after[gap] >= before[gap] - 1e-9 * before[gap].abs().max(1.0));
        prop_assert!(before.iter().all(|share| *share >= -1e-9));
    }
}
