//! Who carries the mandate: its money through the units down to persons, to the cent.

use std::collections::{BTreeMap, BTreeSet};

use plumb_units::largest_remainder;

/// The people and units below one mandate, with what each is said to bring. Amounts are minor units of one currency.
#[derive(Clone, Debug, Default)]
pub struct Organisation {
    /// The mandate's unit.
    pub root: String,
    /// The mandate's level for the fiscal year.
    pub level: i64,
    /// Units by id. Those that do not hang below `root` take no part.
    pub units: BTreeMap<String, Unit>,
    /// Sellers by id.
    pub sellers: BTreeMap<String, Seller>,
    /// Whether the plan tells any quota at all; without, the whole mandate is unseen, not nobody's.
    pub quotas_told: bool,
}

/// A unit and its own target.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// The unit above.
    pub parent: Option<String>,
    /// Its own target for the fiscal year, if an objective of its own serves the mandate.
    pub target: Option<i64>,
}

/// A seller and the seller's own quota.
#[derive(Clone, Debug, Default)]
pub struct Seller {
    /// The seller's unit; one that is unknown counts at the root.
    pub unit: Option<String>,
    /// Direct quotas of the mandate's measure in the fiscal year, prorated by day.
    pub quota: i64,
}

/// Where every cent of the mandate lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allocation {
    /// The whole, the sum of all parts and of what nobody holds or nobody told.
    pub total: i64,
    /// Each seller's part.
    pub parts: BTreeMap<String, i64>,
    /// What lies at a unit and is held by nobody of it.
    pub nobodys: BTreeMap<String, i64>,
    /// What each unit holds, those below it included.
    pub amounts: BTreeMap<String, i64>,
    /// By how much what stands below a unit exceeds the unit's own amount, before scaling.
    pub excess: BTreeMap<String, i64>,
    /// What cannot be placed because the plan tells no quota.
    pub not_told: i64,
}

/// Places every cent of the mandate's level.
///
/// A unit claims its own target, else the sum of what stands below it; claims above what the unit above has are
/// scaled down by largest remainder (ties by id, units before persons), and the excess is told. What claims leave is
/// nobody's at that unit. A level below zero counts as zero.
///
/// ```
/// use plumb_rules::carry::{Organisation, Seller, allocate};
/// let mut organisation = Organisation { root: "all".into(), level: 100_00, quotas_told: true, ..Default::default() };
/// organisation.sellers.insert("ana".into(), Seller { unit: None, quota: 60_00 });
/// let allocation = allocate(&organisation);
/// assert_eq!((allocation.parts["ana"], allocation.nobodys["all"]), (60_00, 40_00));
/// ```
pub fn allocate(organisation: &Organisation) -> Allocation {
    let tree = Tree::of(organisation);
    let claims = tree.claims();
    let mut allocation = Allocation { total: organisation.level.max(0), ..Allocation::default() };
    allocation.amounts.insert(organisation.root.clone(), allocation.total);
    if !organisation.quotas_told && tree.has_no_targets() {
        allocation.not_told = allocation.total;
        allocation.parts = organisation.sellers.keys().map(|person| (person.clone(), 0)).collect();
        return allocation;
    }
    for unit in &tree.order {
        let amount = allocation.amounts.get(unit).copied().unwrap_or(0);
        let below = tree
            .children
            .get(unit)
            .into_iter()
            .flatten()
            .map(|child| (child, claims.get(child).copied().unwrap_or(0)));
        let own = tree.sellers.get(unit).into_iter().flatten();
        let own = own
            .map(|person| (person, organisation.sellers.get(person).map_or(0, |seller| seller.quota.max(0))));
        let (units, persons): (Vec<_>, Vec<_>) = (below.collect(), own.collect());
        let wanted: Vec<i64> = units.iter().chain(&persons).map(|(_, claim)| *claim).collect();
        let sum: i128 = wanted.iter().map(|claim| i128::from(*claim)).sum();
        let claimed = claims.get(unit).copied().map_or(i128::from(amount), i128::from);
        if sum > claimed {
            allocation.excess.insert(unit.clone(), i64::try_from(sum - claimed).unwrap_or(i64::MAX));
        }
        let given = if sum > i128::from(amount) {
            let weights: Vec<u128> = wanted.iter().map(|claim| claim.unsigned_abs().into()).collect();
            largest_remainder(amount, &weights).unwrap_or_else(|| vec![0; wanted.len()])
        } else {
            wanted
        };
        let left = amount - given.iter().sum::<i64>();
        if left > 0 {
            allocation.nobodys.insert(unit.clone(), left);
        }
        let names = units
            .into_iter()
            .map(|(child, _)| (child, true))
            .chain(persons.into_iter().map(|(person, _)| (person, false)));
        for ((name, is_unit), part) in names.zip(given) {
            let target = if is_unit { &mut allocation.amounts } else { &mut allocation.parts };
            target.insert(name.clone(), part);
        }
    }
    allocation
}

/// The units below the mandate in an order in which each stands after the one above it.
struct Tree<'a> {
    organisation: &'a Organisation,
    order: Vec<String>,
    children: BTreeMap<String, Vec<String>>,
    sellers: BTreeMap<String, Vec<String>>,
}

impl<'a> Tree<'a> {
    fn of(organisation: &'a Organisation) -> Self {
        let mut all_children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (unit, entry) in &organisation.units {
            if let Some(parent) = &entry.parent {
                all_children.entry(parent).or_default().push(unit);
            }
        }
        let mut order = vec![organisation.root.clone()];
        let mut placed: BTreeSet<String> = order.iter().cloned().collect();
        let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut next = 0;
        while let Some(unit) = order.get(next).cloned() {
            next += 1;
            for child in all_children.get(unit.as_str()).into_iter().flatten() {
                if placed.insert((*child).to_owned()) {
                    order.push((*child).to_owned());
                    children.entry(unit.clone()).or_default().push((*child).to_owned());
                }
            }
        }
        let mut sellers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (person, seller) in &organisation.sellers {
            let unit = seller
                .unit
                .clone()
                .filter(|unit| placed.contains(unit))
                .unwrap_or_else(|| organisation.root.clone());
            sellers.entry(unit).or_default().push(person.clone());
        }
        Self { organisation, order, children, sellers }
    }

    fn has_no_targets(&self) -> bool {
        self.order.iter().skip(1).all(|unit| self.target(unit).is_none())
    }

    fn target(&self, unit: &str) -> Option<i64> {
        if unit == self.organisation.root {
            return Some(self.organisation.level.max(0));
        }
        self.organisation.units.get(unit)?.target.map(|target| target.max(0))
    }

    /// What each unit claims: its own target, else the sum of what stands below it.
    fn claims(&self) -> BTreeMap<String, i64> {
        let mut claims: BTreeMap<String, i64> = BTreeMap::new();
        for unit in self.order.iter().rev() {
            let below: i128 = self
                .children
                .get(unit)
                .into_iter()
                .flatten()
                .filter_map(|child| claims.get(child))
                .map(|claim| i128::from(*claim))
                .sum();
            let own: i128 = self
                .sellers
                .get(unit)
                .into_iter()
                .flatten()
                .filter_map(|person| self.organisation.sellers.get(person))
                .map(|seller| i128::from(seller.quota.max(0)))
                .sum();
            let claim = self.target(unit).unwrap_or_else(|| i64::try_from(below + own).unwrap_or(i64::MAX));
            claims.insert(unit.clone(), claim);
        }
        claims
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn company(level: i64, units: &[(&str, &str, Option<i64>)], sellers: &[(&str, &str, i64)]) -> Allocation {
        let mut organisation =
            Organisation { root: "all".into(), level, quotas_told: true, ..Default::default() };
        for (unit, parent, target) in units {
            let unit_entry = Unit { parent: Some((*parent).into()), target: *target };
            organisation.units.insert((*unit).into(), unit_entry);
        }
        for (person, unit, quota) in sellers {
            let seller = Seller { unit: Some((*unit).into()), quota: *quota };
            organisation.sellers.insert((*person).into(), seller);
        }
        allocate(&organisation)
    }

    fn placed(allocation: &Allocation) -> i64 {
        allocation.parts.values().sum::<i64>()
            + allocation.nobodys.values().sum::<i64>()
            + allocation.not_told
    }

    #[test]
    fn what_people_do_not_hold_is_nobodys_at_their_unit() {
        let allocation = company(100, &[("north", "all", Some(70))], &[("ana", "north", 50)]);
        assert_eq!(allocation.nobodys, [("all".to_owned(), 30), ("north".to_owned(), 20)].into());
    }

    #[test]
    fn sums_above_a_parent_are_scaled_down_and_the_excess_is_told() {
        let allocation = company(
            100,
            &[("north", "all", Some(80)), ("south", "all", Some(70))],
            &[("ana", "north", 80), ("bo", "south", 70)],
        );
        assert_eq!(allocation.excess, [("all".to_owned(), 50)].into());
        assert_eq!(allocation.parts, [("ana".to_owned(), 53), ("bo".to_owned(), 47)].into());
        assert_eq!(placed(&allocation), 100);
    }

    #[test]
    fn a_unit_without_a_target_claims_what_its_people_hold() {
        let allocation =
            company(100, &[("north", "all", None)], &[("ana", "north", 40), ("bo", "north", 20)]);
        assert_eq!((allocation.amounts["north"], allocation.nobodys["all"]), (60, 40));
        assert_eq!(allocation.nobodys.get("north"), None);
    }

    #[test]
    fn without_any_quota_the_mandate_is_not_told_rather_than_nobodys() {
        let mut organisation = Organisation { root: "all".into(), level: 100, ..Default::default() };
        organisation.sellers.insert("ana".into(), Seller::default());
        let allocation = allocate(&organisation);
        assert_eq!((allocation.not_told, allocation.nobodys.len()), (100, 0));
    }

    #[test]
    fn units_that_stand_above_one_another_in_a_ring_do_not_hang_it() {
        let allocation = company(100, &[("a", "b", None), ("b", "a", None)], &[("ana", "a", 40)]);
        assert_eq!((allocation.parts["ana"], placed(&allocation)), (40, 100));
    }

    prop_compose! {
        fn any_organisation()(
            level in -10_i64..100_000_000_000_000,
            units in proptest::collection::vec((0_usize..12, proptest::option::of(0_i64..50_000_000_000_000)), 0..12),
            sellers in proptest::collection::vec((0_usize..14, 0_i64..9_000_000_000_000), 0..40),
            quotas_told in any::<bool>(),
        ) -> Organisation {
            let name = |index: usize| format!("u{index}");
            Organisation {
                root: name(0),
                level,
                units: units.iter().enumerate().map(|(index, (parent, target))| {
                    (name(index + 1), Unit { parent: Some(name(*parent)), target: *target })
                }).collect(),
                sellers: sellers.iter().enumerate().map(|(index, (unit, quota))| {
                    (format!("p{index}"), Seller { unit: Some(name(*unit)), quota: *quota })
                }).collect(),
                quotas_told,
            }
        }
    }

    proptest! {
        #[test]
        fn parts_and_what_nobody_holds_sum_to_the_mandate_to_the_cent(organisation in any_organisation()) {
            let allocation = allocate(&organisation);
            prop_assert_eq!(placed(&allocation), organisation.level.max(0));
            prop_assert!(allocation.parts.values().chain(allocation.nobodys.values()).all(|part| *part >= 0));
            prop_assert_eq!(allocation.parts.len(), organisation.sellers.len());
        }

        #[test]
        fn every_unit_sums_too(organisation in any_organisation()) {
            let allocation = allocate(&organisation);
            prop_assume!(allocation.not_told == 0);
            let tree = Tree::of(&organisation);
            for unit in &tree.order {
                let below: i64 = tree.children.get(unit).into_iter().flatten().map(|child| allocation.amounts[child]).sum();
                let own: i64 = tree.sellers.get(unit).into_iter().flatten().map(|person| allocation.parts[person]).sum();
                let nobodys = allocation.nobodys.get(unit).copied().unwrap_or(0);
                prop_assert_eq!(below + own + nobodys, allocation.amounts[unit]);
            }
        }

        #[test]
        fn taking_a_quota_away_never_gives_that_seller_more(organisation in any_organisation()) {
            prop_assume!(organisation.quotas_told);
            let before = allocate(&organisation);
            for person in organisation.sellers.keys().take(3) {
                let mut without = organisation.clone();
                without.sellers.get_mut(person).unwrap().quota = 0;
                prop_assert!(allocate(&without).parts[person] <= before.parts[person]);
            }
        }
    }
}
