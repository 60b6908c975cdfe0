//! Commission as a cost of obtaining a contract: an asset that is written down over time, or an expense.
//!
//! After ASC 340-40-25-1 to 35-3 and IFRS 15.91 to 104: what is paid because a contract was obtained is capitalised and
//! charged straight-line over the months it serves; with the practical expedient (340-40-25-4, IFRS 15.94) contracts of
//! a short time are expensed. When the contract ends early, what is left of the asset is written off (35-3, IFRS 15.101).
//!
//! Months are those of the civil calendar, the first is the month of the start. Charges are rounded from the start on:
//! after `k` of `n` months `asset × k / n` is charged, rounded half away from zero, so every month is within a cent of
//! the straight line and the last leaves nothing.

use std::collections::BTreeMap;

use jiff::ToSpan;
use plumb_units::{Date, Rounding, divide, largest_remainder};

use crate::settlement::Capitalise;

/// A commission, or a refund of one, that was paid for a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost<K> {
    /// The contract.
    pub contract: K,
    /// The component that paid it.
    pub component: usize,
    /// Minor units; a refund is negative.
    pub amount: i64,
    /// The day.
    pub day: Date,
    /// How many months the contract lasts; `None`: not known, and then it is not a short one.
    pub months: Option<u32>,
    /// For a refund: whether the contract ended with it. Then all that is left of its assets is written off; otherwise
    /// only in the proportion of the refund to the cost.
    pub ends: bool,
}

/// A capitalised cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset<K> {
    /// The contract.
    pub contract: K,
    /// The component that paid it.
    pub component: usize,
    /// What was capitalised.
    pub amount: i64,
    /// The day; charges begin with its month.
    pub start: Date,
    /// Over so many months.
    pub months: u32,
    /// What was written off because the contract was taken back, in order of days.
    pub impaired: Vec<Impairment>,
}

/// Part of an asset that was written off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impairment {
    /// The day.
    pub day: Date,
    /// What was written off of the book value before the month of the day is charged.
    pub amount: i64,
    /// What came back from the person for it, positive.
    pub refunded: i64,
}

/// A month of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// First day of the month.
    pub month: Date,
    /// What is charged.
    pub amount: i64,
    /// What is written off.
    pub impaired: i64,
    /// What is left at its end.
    pub book_value: i64,
}

/// What becomes of commissions in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capitalised<K> {
    /// Assets, by contract, component and day.
    pub assets: Vec<Asset<K>>,
    /// Costs that are expensed on their day: of components that are not capitalised, of short contracts, and refunds for
    /// which there is no asset. In the same order.
    pub expensed: Vec<Cost<K>>,
}

/// Turns paid commissions into assets and expenses. Costs of one contract, component and day are one asset.
///
/// A refund is set against the assets that its contract and component had before, in proportion to what is left of their
/// cost; what exceeds them is a negative expense. The second answer is the costs that could not be counted because a
/// number does not fit; everything else is counted all the same.
///
/// ```
/// use plumb_pay::capitalise::{Cost, capitalise};
/// use plumb_pay::settlement::Capitalise;
/// use plumb_units::parse_date;
/// let rules = Capitalise { months: 60, components: vec![0], expedient_months: Some(12) };
/// let day = parse_date("2026-03-15").unwrap();
/// let cost = Cost { contract: "C-1", component: 0, amount: 300_000, day, months: Some(60), ends: false };
/// let (books, problems) = capitalise(&rules, &[cost]);
/// assert_eq!(books.assets[0].schedule()[0].amount, 5_000);
/// assert!(problems.is_empty());
/// ```
pub fn capitalise<K: Ord + Clone>(rules: &Capitalise, costs: &[Cost<K>]) -> (Capitalised<K>, Vec<Cost<K>>) {
    let mut sorted: Vec<&Cost<K>> = costs.iter().filter(|cost| cost.amount != 0 || cost.ends).collect();
    // Of one day costs come before refunds.
    sorted.sort_by(|a, b| {
        let key = |cost: &Cost<K>| {
            (cost.component, cost.day, cost.amount < 0 || cost.ends, cost.months, cost.amount)
        };
        a.contract.cmp(&b.contract).then_with(|| key(a).cmp(&key(b)))
    });
    let mut found = Capitalised { assets: Vec::new(), expensed: Vec::new() };
    let mut problems = Vec::new();
    let mut open: BTreeMap<(&K, usize), Vec<Asset<K>>> = BTreeMap::new();
    for cost in sorted {
        let kept =
            rules.months > 0 && (rules.components.is_empty() || rules.components.contains(&cost.component));
        let short =
            rules.expedient_months.is_some_and(|most| cost.months.is_some_and(|months| months <= most));
        let assets = open.entry((&cost.contract, cost.component)).or_default();
        if cost.amount < 0 || cost.ends {
            match refund(assets, cost) {
                Some(0) => {}
                Some(rest) => found.expensed.push(Cost { amount: -rest, ..cost.clone() }),
                None => problems.push(cost.clone()),
            }
        } else if !kept || short {
            found.expensed.push(cost.clone());
        } else if let Some(last) = assets.last_mut().filter(|asset| asset.start == cost.day) {
            match last.amount.checked_add(cost.amount) {
                Some(sum) => last.amount = sum,
                None => problems.push(cost.clone()),
            }
        } else {
            assets.push(Asset {
                contract: cost.contract.clone(),
                component: cost.component,
                amount: cost.amount,
                start: cost.day,
                months: rules.months,
                impaired: Vec::new(),
            });
        }
    }
    found.assets = open.into_values().flatten().collect();
    (found, problems)
}

/// Writes off what a refund takes back, and answers what of the refund no asset stands for.
fn refund<K>(assets: &mut [Asset<K>], cost: &Cost<K>) -> Option<i64> {
    let back = cost.amount.min(0).checked_neg()?;
    let left: Vec<i64> = assets.iter().map(Asset::not_refunded).collect();
    let all = left.iter().try_fold(0_i64, |sum, left| sum.checked_add(*left))?;
    let set = back.min(all);
    let weights: Vec<u128> = left.iter().map(|left| u128::from(left.unsigned_abs())).collect();
    let parts = largest_remainder(set, &weights).unwrap_or_else(|| vec![0; assets.len()]);
    for ((asset, part), left) in assets.iter_mut().zip(parts).zip(left) {
        let book = asset.book_before(cost.day)?;
        let amount = if cost.ends || part == left {
            book
        } else {
            let product = i128::from(book) * i128::from(part);
            i64::try_from(divide(product, i128::from(left).max(1), Rounding::HalfUp)?).ok()?
        };
        if amount != 0 || part != 0 {
            asset.impaired.push(Impairment { day: cost.day, amount, refunded: part });
        }
    }
    back.checked_sub(set)
}

impl<K> Asset<K> {
    /// Charges and write-offs by month, until nothing is left. Charges and write-offs together are the asset, exactly.
    ///
    /// After a write-off the rest is charged straight-line over the months that are left.
    pub fn schedule(&self) -> Vec<Charge> {
        let Some(mut month) = first_of_month(self.start) else { return Vec::new() };
        let (mut found, mut book) = (Vec::new(), self.amount);
        let mut impaired = self.impaired.iter().peekable();
        // The straight line that holds now: what is spread, over how many months, and how many have passed of them.
        let (mut spread, mut over, mut passed) = (self.amount, i64::from(self.months), 0_i64);
        for _ in 0..self.months {
            let Ok(next) = month.checked_add(1.month()) else { break };
            let mut written = 0;
            while let Some(loss) = impaired.next_if(|loss| loss.day < next) {
                written += loss.amount.min(book - written);
            }
            if written != 0 {
                book -= written;
                (spread, over, passed) = (book, over - passed, 0);
            }
            passed += 1;
            let left = straight_line(spread, over - passed, over);
            let amount = book - left;
            book = left;
            found.push(Charge { month, amount, impaired: written, book_value: book });
            if book == 0 && impaired.peek().is_none() {
                break;
            }
            month = next;
        }
        found
    }

    /// What is left of the asset at the end of a day's month; the whole asset before it starts.
    pub fn book_value(&self, day: Date) -> i64 {
        if day < self.start && first_of_month(day) != first_of_month(self.start) {
            return self.amount;
        }
        self.schedule()
            .iter()
            .rev()
            .find(|charge| charge.month <= day)
            .map_or(self.amount, |charge| charge.book_value)
    }

    /// What was left before the month of a day.
    fn book_before(&self, day: Date) -> Option<i64> {
        let first = first_of_month(day)?;
        let charges = self.schedule();
        let before = charges.iter().rev().find(|charge| charge.month < first);
        let book = before.map_or(self.amount, |charge| charge.book_value);
        let now: i64 = self
            .impaired
            .iter()
            .filter(|loss| first_of_month(loss.day) == Some(first))
            .map(|loss| loss.amount)
            .sum();
        Some((book - now).max(0))
    }

    fn not_refunded(&self) -> i64 {
        self.impaired.iter().fold(self.amount, |left, loss| left.saturating_sub(loss.refunded)).max(0)
    }
}

/// What of an amount lies on so many of all months.
fn straight_line(amount: i64, months: i64, of: i64) -> i64 {
    let product = i128::from(amount) * i128::from(months.max(0));
    // What is left is rounded down on a half, so that what is charged is rounded away from zero.
    let left = divide(product * 2 - i128::from(of.max(1)), i128::from(of.max(1)) * 2, Rounding::Ceil);
    left.and_then(|left| i64::try_from(left).ok()).unwrap_or(0).clamp(0, amount.max(0))
}

fn first_of_month(day: Date) -> Option<Date> {
    Date::new(day.year(), day.month(), 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use plumb_units::parse_date;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    fn rules(months: u32) -> Capitalise {
        Capitalise { months, components: vec![0], expedient_months: Some(12) }
    }

    fn cost(amount: i64, on: &str) -> Cost<u32> {
        Cost { contract: 1, component: 0, amount, day: day(on), months: Some(36), ends: false }
    }

    fn charges(asset: &Asset<u32>) -> Vec<i64> {
        asset.schedule().iter().map(|charge| charge.amount).collect()
    }

    #[test]
    fn three_thousand_over_sixty_months_is_fifty_a_month() {
        let (books, _) = capitalise(&rules(60), &[cost(300_000, "2026-01-31")]);
        assert_eq!(charges(&books.assets[0]), vec![5_000; 60]);
    }

    #[test]
    fn of_a_contract_only_the_commission_is_an_asset() {
        let costs = [
            Cost { component: 1, ..cost(1_200_000, "2026-01-05") },
            Cost { component: 2, ..cost(1_800_000, "2026-01-05") },
            cost(900_000, "2026-01-05"),
        ];
        let (books, _) = capitalise(&rules(36), &costs);
        assert_eq!(books.assets.len(), 1);
        assert_eq!((books.assets[0].amount, charges(&books.assets[0])[0]), (900_000, 25_000));
        assert_eq!(books.expensed.iter().map(|cost| cost.amount).sum::<i64>(), 3_000_000);
    }

    #[test]
    fn contracts_of_a_year_are_expensed_and_those_of_unknown_time_are_not() {
        let costs = [
            Cost { months: Some(12), contract: 1, ..cost(100, "2026-01-05") },
            Cost { months: Some(13), contract: 2, ..cost(100, "2026-01-05") },
            Cost { months: None, contract: 3, ..cost(100, "2026-01-05") },
        ];
        let (books, _) = capitalise(&rules(36), &costs);
        assert_eq!(books.assets.iter().map(|asset| asset.contract).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(books.expensed[0].contract, 1);
    }

    #[test]
    fn cents_that_do_not_divide_lie_along_the_straight_line() {
        let (books, _) = capitalise(&rules(6), &[cost(100, "2026-11-05")]);
        assert_eq!(charges(&books.assets[0]), [17, 16, 17, 17, 16, 17]);
        assert_eq!(books.assets[0].schedule()[2].month, day("2027-01-01"));
    }

    #[test]
    fn a_contract_that_ends_leaves_nothing_and_what_came_back_is_known() {
        let ended = Cost { ends: true, ..cost(-200_000, "2026-04-20") };
        let (books, _) = capitalise(&rules(36), &[cost(900_000, "2026-01-05"), ended]);
        let asset = &books.assets[0];
        assert_eq!(charges(asset), [25_000, 25_000, 25_000, 0]);
        assert_eq!(
            asset.impaired,
            [Impairment { day: day("2026-04-20"), amount: 825_000, refunded: 200_000 }]
        );
        assert_eq!(asset.book_value(day("2026-03-31")), 825_000);
        assert_eq!(asset.book_value(day("2026-04-30")), 0);
        assert!(books.expensed.is_empty());
    }

    #[test]
    fn a_third_taken_back_writes_off_a_third_of_what_is_left() {
        let (books, _) = capitalise(&rules(36), &[cost(900_000, "2026-01-05"), cost(-300_000, "2026-04-20")]);
        let asset = &books.assets[0];
        assert_eq!(asset.impaired[0].amount, 275_000);
        assert_eq!(charges(asset)[2..5], [25_000, 16_667, 16_666]);
        assert_eq!(charges(asset).iter().sum::<i64>() + 275_000, 900_000);
    }

    #[test]
    fn a_refund_without_an_asset_lowers_expenses() {
        let (books, _) = capitalise(&rules(36), &[cost(100, "2026-01-05"), cost(-150, "2026-01-05")]);
        assert_eq!(books.expensed.iter().map(|cost| cost.amount).collect::<Vec<_>>(), [-50]);
        assert_eq!(books.assets[0].schedule()[0].impaired, 100);
    }

    #[test]
    fn what_does_not_fit_is_named_and_the_rest_is_counted() {
        let costs = [cost(i64::MAX, "2026-01-05"), cost(i64::MAX, "2026-01-05")];
        let (books, problems) = capitalise(&rules(36), &costs);
        assert_eq!((books.assets.len(), problems.len()), (1, 1));
    }

    prop_compose! {
        fn any_costs()(rows in prop::collection::vec((0_u32..3, 0_usize..2, -500_i64..1000, 0_i64..800, any::<bool>()), 0..12))
            -> Vec<Cost<u32>> {
            let after = |days: i64| day("2026-01-10").checked_add(days.days()).unwrap();
            rows.into_iter()
                .map(|(contract, component, amount, days, ends)| Cost {
                    contract,
                    component,
                    amount,
                    day: after(days),
                    months: None,
                    ends: ends && amount < 0,
                })
                .collect()
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn charges_and_write_offs_are_the_asset_and_all_costs_are_somewhere(
            costs in any_costs(), months in 1_u32..40,
        ) {
            let (books, problems) = capitalise(&rules(months), &costs);
            prop_assert!(problems.is_empty());
            let mut refunded = 0;
            for asset in &books.assets {
                let schedule = asset.schedule();
                let sum: i64 = schedule.iter().map(|charge| charge.amount + charge.impaired).sum();
                prop_assert_eq!(sum, asset.amount);
                prop_assert!(schedule.iter().all(|charge| charge.amount >= 0 && charge.book_value >= 0));
                prop_assert!(asset.impaired.iter().all(|loss| loss.amount >= 0));
                refunded += asset.impaired.iter().map(|loss| loss.refunded).sum::<i64>();
            }
            let assets: i64 = books.assets.iter().map(|asset| asset.amount).sum();
            let expensed: i64 = books.expensed.iter().map(|cost| cost.amount).sum();
            prop_assert_eq!(assets + expensed - refunded, costs.iter().map(|cost| cost.amount).sum::<i64>());
        }

        #[test]
        fn a_month_is_within_a_cent_of_the_straight_line(amount in 1_i64..10_000_000, months in 1_u32..80) {
            let (books, _) = capitalise(&rules(months), &[cost(amount, "2026-01-10")]);
            for charge in books.assets[0].schedule() {
                let off = charge.amount * i64::from(months) - amount;
                prop_assert!(off.abs() <= i64::from(months));
            }
        }
    }
}
