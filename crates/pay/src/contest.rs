//! What many share: funds that empty, and prizes by rank.
//!
//! Claims carry their own order, so the order in which they are given says nothing.

use std::cmp::Reverse;

use plumb_units::largest_remainder;

use crate::component::{PoolBy, Prizes, Ties};

/// What somebody would have of a fund, or was credited for a prize.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub person: u32,
    /// The place in the order of transactions; for a person with several, of the one that counts for ties.
    pub order: u64,
    /// What was earned without the fund's limit, or credited.
    pub amount: i64,
    /// The claim that this one takes back, wholly or in part: its place in the list. Only where a fund is shared in the
    /// order of transactions.
    pub refers: Option<usize>,
}

/// What each claim has of a fund, in the order in which the claims are given.
///
/// - [`PoolBy::FirstCome`]: in order until it is empty; the claim on which it runs dry has the rest. A negative claim
///   gives back at most what the claim it refers to still has, or, where it refers to none, what its person's earlier
///   claims still have, the last first. What is given back is there for claims after it; nothing is paid later to those
///   who came before.
/// - [`PoolBy::Earned`]: what each earned, if the fund holds it all; otherwise the fund in proportion.
/// - [`PoolBy::Credited`]: the whole fund in proportion.
///
/// Cents that do not divide go to the largest remainders, ties to the first in order. Claims below zero count as nothing
/// where shares are in proportion. The sum never exceeds the fund.
///
/// ```
/// use plumb_pay::component::PoolBy;
/// use plumb_pay::contest::{Claim, pool};
/// let claims: Vec<_> =
///     (0..).zip([60, 30, 30]).map(|(n, amount)| Claim { person: n, order: n.into(), amount, refers: None }).collect();
/// assert_eq!(pool(100, PoolBy::FirstCome, &claims), [60, 30, 10]);
/// assert_eq!(pool(100, PoolBy::Earned, &claims), [50, 25, 25]);
/// assert_eq!(pool(200, PoolBy::Earned, &claims), [60, 30, 30]);
/// assert_eq!(pool(200, PoolBy::Credited, &claims), [100, 50, 50]);
/// ```
pub fn pool(fund: i64, by: PoolBy, claims: &[Claim]) -> Vec<i64> {
    let fund = fund.max(0);
    let order = in_order(claims);
    if by == PoolBy::FirstCome {
        return first_come(fund, claims, &order);
    }
    let weights: Vec<u128> = order
        .iter()
        .filter_map(|place| claims.get(*place))
        .map(|claim| u128::from(claim.amount.max(0).unsigned_abs()))
        .collect();
    let all: u128 = weights.iter().sum();
    let shared = if by == PoolBy::Earned { i64::try_from(all).unwrap_or(fund).min(fund) } else { fund };
    let parts = largest_remainder(shared, &weights).unwrap_or_default();
    placed(claims.len(), order.into_iter().zip(parts))
}

fn first_come(fund: i64, claims: &[Claim], order: &[usize]) -> Vec<i64> {
    let mut left = fund;
    let mut paid = vec![0_i64; claims.len()];
    // What of it was not given back.
    let mut has = vec![0_i64; claims.len()];
    for (before, place) in order.iter().enumerate() {
        let (Some(claim), Some(slot)) = (claims.get(*place), paid.get_mut(*place)) else { continue };
        if claim.amount >= 0 {
            *slot = claim.amount.min(left);
            left -= *slot;
            if let Some(held) = has.get_mut(*place) {
                *held = *slot;
            }
            continue;
        }
        let earlier = match claim.refers {
            Some(first) => vec![first],
            None => {
                let own =
                    |place: &&usize| claims.get(**place).is_some_and(|other| other.person == claim.person);
                order.iter().take(before).rev().filter(own).copied().collect()
            }
        };
        let mut back = claim.amount.saturating_neg();
        for source in earlier {
            let Some(held) = has.get_mut(source) else { continue };
            let taken = back.min(*held);
            *held -= taken;
            *slot -= taken;
            back -= taken;
            left += taken;
        }
    }
    paid
}

/// What each entrant wins, in the order in which they are given: one claim for each person.
///
/// Places go by the amount, the highest first; whoever has less than [`Prizes::at_least`] has no place. Equals:
///
/// - [`Ties::Share`]: the prizes of their places together, divided evenly; cents that do not divide to the first in order.
/// - [`Ties::All`]: each the higher prize, and as many places after are left out. More may be paid than all prizes sum to.
/// - [`Ties::First`]: by order.
///
/// ```
/// use plumb_pay::component::{Prizes, Ties};
/// use plumb_pay::contest::{Claim, prizes};
/// let entrants: Vec<_> =
///     (0..).zip([7, 9, 9, 5]).map(|(n, amount)| Claim { person: n, order: n.into(), amount, refers: None }).collect();
/// let three = |ties| Prizes { amounts: vec![2000, 1000, 500], ties, at_least: 6 };
/// assert_eq!(prizes(&three(Ties::Share), &entrants), [500, 1500, 1500, 0]);
/// assert_eq!(prizes(&three(Ties::All), &entrants), [500, 2000, 2000, 0]);
/// assert_eq!(prizes(&three(Ties::First), &entrants), [500, 2000, 1000, 0]);
/// ```
pub fn prizes(prizes: &Prizes, entrants: &[Claim]) -> Vec<i64> {
    let mut ranked: Vec<(usize, &Claim)> = in_order(entrants)
        .into_iter()
        .filter_map(|place| Some((place, entrants.get(place)?)))
        .filter(|(_, claim)| claim.amount >= prizes.at_least)
        .collect();
    ranked.sort_by_key(|(_, claim)| Reverse(claim.amount));
    let prize = |rank: usize| prizes.amounts.get(rank).copied().unwrap_or(0);
    let mut won = Vec::new();
    let mut rank = 0;
    for equals in ranked.chunk_by(|(_, a), (_, b)| a.amount == b.amount) {
        let each: Vec<i64> = match prizes.ties {
            Ties::First => (rank..).take(equals.len()).map(prize).collect(),
            Ties::All => vec![prize(rank); equals.len()],
            Ties::Share => {
                let sum = (rank..).take(equals.len()).map(prize).fold(0, i64::saturating_add);
                largest_remainder(sum, &vec![1; equals.len()]).unwrap_or_default()
            }
        };
        won.extend(equals.iter().map(|(place, _)| *place).zip(each));
        rank += equals.len();
    }
    placed(entrants.len(), won)
}

fn in_order(claims: &[Claim]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_key(|place| claims.get(*place).map(|claim| (claim.order, claim.person, claim.amount)));
    order
}

fn placed(length: usize, parts: impl IntoIterator<Item = (usize, i64)>) -> Vec<i64> {
    let mut found = vec![0; length];
    for (place, part) in parts {
        if let Some(slot) = found.get_mut(place) {
            *slot = part;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn claims(rows: &[(u32, i64, Option<usize>)]) -> Vec<Claim> {
        let claim = |(order, (person, amount, refers)): (u64, &(u32, i64, Option<usize>))| Claim {
            person: *person,
            order,
            amount: *amount,
            refers: *refers,
        };
        (0..).zip(rows).map(claim).collect()
    }

    #[test]
    fn a_refund_gives_back_what_was_paid_and_later_claims_have_it() {
        let rows = claims(&[(0, 80, None), (1, 50, None), (1, -50, Some(1)), (2, 90, None)]);
        assert_eq!(pool(100, PoolBy::FirstCome, &rows), [80, 20, -20, 20]);
        let unnamed = claims(&[(0, 80, None), (1, 50, None), (1, -30, None), (2, 90, None)]);
        assert_eq!(pool(100, PoolBy::FirstCome, &unnamed), [80, 20, -20, 20]);
    }

    #[test]
    fn a_refund_of_a_claim_that_got_nothing_gives_nothing_back() {
        let rows = claims(&[(0, 100, None), (1, 50, None), (1, -50, Some(1))]);
        assert_eq!(pool(100, PoolBy::FirstCome, &rows), [100, 0, 0]);
    }

    #[test]
    fn nobody_shares_a_fund_for_less_than_nothing() {
        let rows = claims(&[(0, -10, None), (1, 50, None)]);
        assert_eq!(pool(100, PoolBy::Credited, &rows), [0, 100]);
        assert_eq!(pool(100, PoolBy::Credited, &claims(&[(0, -10, None)])), [0]);
        assert_eq!(pool(-5, PoolBy::FirstCome, &rows), [0, 0]);
    }

    #[test]
    fn three_equals_share_two_prizes_and_the_odd_cent_goes_to_the_first() {
        let three = Prizes { amounts: vec![100, 51], ties: Ties::Share, at_least: 0 };
        assert_eq!(prizes(&three, &claims(&[(0, 5, None), (1, 5, None), (2, 5, None)])), [51, 50, 50]);
    }

    #[test]
    fn nobody_reaches_the_least_and_nobody_wins() {
        let one = Prizes { amounts: vec![100], ties: Ties::First, at_least: 10 };
        assert_eq!(prizes(&one, &claims(&[(0, 5, None)])), [0]);
    }

    prop_compose! {
        fn any_claims()(rows in prop::collection::vec((0_u32..4, -500_i64..1000, any::<bool>()), 0..12)) -> Vec<Claim> {
            let rows: Vec<_> = rows
                .iter()
                .enumerate()
                .map(|(place, (person, amount, named))| {
                    (*person, *amount, (*named && *amount < 0 && place > 0).then_some(place / 2))
                })
                .collect();
            claims(&rows)
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn no_fund_pays_more_than_it_holds_at_any_moment(fund in 0_i64..3000, claims in any_claims()) {
            let paid = pool(fund, PoolBy::FirstCome, &claims);
            let mut sum = 0;
            for (paid, claim) in paid.iter().zip(&claims) {
                sum += paid;
                prop_assert!((0..=fund).contains(&sum));
                prop_assert!(paid.abs() <= claim.amount.abs() && paid.signum() * claim.amount.signum() >= 0);
            }
            for by in [PoolBy::Earned, PoolBy::Credited] {
                prop_assert!(pool(fund, by, &claims).iter().sum::<i64>() <= fund);
            }
            let earned = pool(fund, PoolBy::Earned, &claims);
            prop_assert!(earned.iter().zip(&claims).all(|(paid, claim)| *paid <= claim.amount.max(0)));
        }

        #[test]
        fn the_order_of_the_list_says_nothing(fund in 0_i64..3000, mut claims in any_claims()) {
            for claim in &mut claims {
                claim.refers = None;
            }
            let turned: Vec<Claim> = claims.iter().rev().copied().collect();
            for by in [PoolBy::FirstCome, PoolBy::Earned, PoolBy::Credited] {
                let mut back = pool(fund, by, &turned);
                back.reverse();
                prop_assert_eq!(pool(fund, by, &claims), back);
            }
        }

        #[test]
        fn shared_prizes_sum_to_the_prizes_of_the_places_taken(
            claims in any_claims(), amounts in prop::collection::vec(0_i64..1000, 0..6), at_least in -500_i64..500,
        ) {
            let places = claims.iter().filter(|claim| claim.amount >= at_least).count();
            let whole: i64 = amounts.iter().take(places).sum();
            for ties in [Ties::Share, Ties::First] {
                let won = prizes(&Prizes { amounts: amounts.clone(), ties, at_least }, &claims);
                prop_assert_eq!(won.iter().sum::<i64>(), whole);
            }
        }
    }
}
