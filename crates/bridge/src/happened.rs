//! What moved sales from one year to the next, in components that exclude one another.

use std::collections::{BTreeMap, BTreeSet};

use crate::component::Sums;
use crate::pairs::{Key, Pair, pairs};
use crate::price::{Cell, Parts, split};
use crate::{Component, Components, Kind, Row, Side, TooLarge, narrow};

/// Sales of two years and the components that lead from one to the other, in minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Sales of the year before.
    pub before: i64,
    /// Sales of the year after.
    pub after: i64,
    /// Their sum is `after − before`.
    pub components: Components,
}

/// The change of one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentChange {
    /// Its name; `None` for what is in no segment.
    pub segment: Option<String>,
    /// What changed in it.
    pub change: Change,
}

/// The change from a period of one year to the same period of the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodChange {
    /// The period, as rows number it.
    pub period: usize,
    /// What changed.
    pub change: Change,
}

/// The change of what one account bought of one offering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairChange {
    /// Who bought; `None` for rows that name nobody.
    pub account: Option<String>,
    /// What was bought.
    pub offering: Option<String>,
    /// The segment it is shown in: the one with the most booked in the later year, else in the earlier, ties by name.
    pub segment: Option<String>,
    /// What changed.
    pub change: Change,
}

/// What a reader of the bridge should know about its rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// Rows of a pair name more than one segment; the pair is shown in one.
    SegmentMoves {
        /// The account.
        account: String,
        /// The offering.
        offering: Option<String>,
        /// Where it is shown.
        shown_in: Option<String>,
    },
    /// The source calls sales new that go to an account which bought before.
    NewToOld {
        /// The account.
        account: String,
        /// The amount of such rows of the later year.
        amount: i128,
    },
    /// The source calls sales a renewal or an expansion that go to an account which never bought before.
    OldToNew {
        /// The account.
        account: String,
        /// The amount of such rows of the later year.
        amount: i128,
    },
    /// Quantities are too large to be worked with: no price, volume and mix are told apart.
    QuantitiesTooLarge,
}

/// What changed from one year to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Happened {
    /// In total.
    pub whole: Change,
    /// By segment, those without one first, then by name.
    pub segments: Vec<SegmentChange>,
    /// By period, in their order.
    pub periods: Vec<PeriodChange>,
    /// By account and offering, in the order of their names, those without one first.
    pub pairs: Vec<PairChange>,
    /// Sales of the later year for which price, volume and mix are told apart; beside `whole.after` it says how far they speak.
    pub priced: i64,
    /// What a reader should know, in a fixed order.
    pub findings: Vec<Finding>,
}

/// Takes the change of sales apart.
///
/// Rows are summed for each account and offering (a pair), credit notes with the pair that they name. A pair is bought in a year when
/// its sum there is above zero, an account when any of its pairs is. The whole of a pair's change goes to one component, decided once on
/// the whole years:
///
/// | the account | the pair | component |
/// |---|---|---|
/// | is not named | | unassigned |
/// | bought before, not after | | churn |
/// | bought after, not before | the account is in `known_before` | won back |
/// | bought after, not before | | new customers |
/// | bought in neither year | only credit notes are left | corrections |
/// | bought in both | was bought before only | contraction |
/// | bought in both | is bought after only, an offering that anybody bought before | expansion |
/// | bought in both | is bought after only, an offering that nobody bought before | new offerings |
/// | bought in both | has sales and quantities in both years | price, volume and mix |
/// | bought in both | any other | expansion if it grew, else contraction |
///
/// Price, volume and mix follow [`crate::price_volume_mix`] over all such pairs together. By pair, segment and period they add up to the
/// whole by construction: a part's volume is its sales of before times the growth of the whole quantity, its mix what its own quantity
/// did beside that at the pair's price of before, its price the rest. The running sums over pairs (by account and offering) and their
/// periods are rounded half to even, so that no part is off by more than a minor unit and the whole is rounded once.
///
/// A period's components have the year's classification: a customer lost in June shows a loss in the months after June and, where it had
/// bought more by then than the year before, a gain before that.
///
/// # Errors
/// When a sum does not fit.
///
/// ```
/// use std::collections::BTreeSet;
/// use plumb_bridge::{Component, Row, Side, happened};
/// let row = |account: &str, side, amount| Row {
///     account: Some(account.into()), offering: Some("pump".into()), segment: None, side, period: 0, amount, quantity: None, kind: None,
/// };
/// let rows = [row("a", Side::Before, 500), row("b", Side::Before, 300), row("b", Side::After, 350), row("c", Side::After, 90)];
/// let whole = happened(&rows, &BTreeSet::new())?.whole;
/// assert_eq!((whole.before, whole.after), (800, 440));
/// assert_eq!(whole.components.of(Component::Churn), -500);
/// assert_eq!(whole.components.of(Component::Expansion), 50);
/// assert_eq!(whole.components.of(Component::NewCustomers), 90);
/// # Ok::<(), plumb_bridge::TooLarge>(())
/// ```
pub fn happened(rows: &[Row], known_before: &BTreeSet<String>) -> Result<Happened, TooLarge> {
    let pairs = pairs(rows);
    let mut seen = Seen::of(&pairs, known_before);
    let mut findings = seen.findings(rows, &pairs);
    let parts = priced_parts(&pairs, &seen);
    if parts.is_none() {
        seen.priced = false;
        findings.push(Finding::QuantitiesTooLarge);
    }
    let mut parts = parts.unwrap_or_default().into_iter();
    let (mut whole, mut segments, mut periods) = (Tally::default(), BTreeMap::new(), BTreeMap::new());
    let (mut all, mut priced) = (Vec::with_capacity(pairs.len()), 0);
    for (key, pair) in &pairs {
        let component = seen.component(*key, pair);
        let mut own = Tally::default();
        for (period, amounts) in &pair.periods {
            let mut cell = Tally { before: amounts.before, after: amounts.after, sums: Sums::default() };
            match component {
                Some(component) => cell.sums.add(component, amounts.after - amounts.before),
                None => {
                    let parts = parts.next().unwrap_or_default();
                    cell.sums.add(Component::Price, parts.price);
                    cell.sums.add(Component::Volume, parts.volume);
                    cell.sums.add(Component::Mix, parts.mix);
                }
            }
            own.add(&cell);
            periods.entry(*period).or_insert_with(Tally::default).add(&cell);
        }
        if component.is_none() {
            priced += pair.after.amount;
        }
        whole.add(&own);
        segments.entry(pair.segment()).or_insert_with(Tally::default).add(&own);
        all.push(PairChange {
            account: key.0.map(str::to_owned),
            offering: key.1.map(str::to_owned),
            segment: pair.segment().map(str::to_owned),
            change: own.narrow()?,
        });
    }
    let segment = |(name, tally): (&Option<&str>, &Tally)| {
        Ok(SegmentChange { segment: name.map(str::to_owned), change: tally.narrow()? })
    };
    let period =
        |(period, tally): (&usize, &Tally)| Ok(PeriodChange { period: *period, change: tally.narrow()? });
    Ok(Happened {
        whole: whole.narrow()?,
        segments: segments.iter().map(segment).collect::<Result<_, _>>()?,
        periods: periods.iter().map(period).collect::<Result<_, _>>()?,
        pairs: all,
        priced: narrow(priced)?,
        findings,
    })
}

/// Who bought when, and what.
struct Seen<'a> {
    known_before: &'a BTreeSet<String>,
    accounts: BTreeMap<&'a str, [bool; 2]>,
    /// Offerings that anybody bought before.
    offerings: BTreeSet<&'a str>,
    /// Whether prices are told apart.
    priced: bool,
}

impl<'a> Seen<'a> {
    fn of(pairs: &BTreeMap<Key<'a>, Pair<'a>>, known_before: &'a BTreeSet<String>) -> Self {
        let mut accounts: BTreeMap<&str, [bool; 2]> = BTreeMap::new();
        let mut offerings = BTreeSet::new();
        for ((account, offering, _), pair) in pairs {
            let bought = [pair.bought(Side::Before), pair.bought(Side::After)];
            if let Some(account) = account {
                let years = accounts.entry(account).or_default();
                *years = [years[0] || bought[0], years[1] || bought[1]];
            }
            if let Some(offering) = offering.filter(|_| bought[0]) {
                offerings.insert(offering);
            }
        }
        Self { known_before, accounts, offerings, priced: true }
    }

    /// The component that a pair's change belongs to; `None` where it is price, volume and mix.
    fn component(&self, (account, offering, _): Key<'_>, pair: &Pair<'_>) -> Option<Component> {
        let Some(account) = account else { return Some(Component::Unassigned) };
        let grew = pair.after.amount > pair.before.amount;
        let by_sign = if grew { Component::Expansion } else { Component::Contraction };
        match self.accounts.get(account).copied().unwrap_or_default() {
            [false, false] => Some(Component::Corrections),
            [true, false] => Some(Component::Churn),
            [false, true] if self.known_before.contains(account) => Some(Component::WonBack),
            [false, true] => Some(Component::NewCustomers),
            [true, true] => match (pair.bought(Side::Before), pair.bought(Side::After)) {
                (true, false) => Some(Component::Contraction),
                (false, true) if offering.is_some_and(|name| !self.offerings.contains(name)) => {
                    Some(Component::NewOfferings)
                }
                (false, true) => Some(Component::Expansion),
                (true, true) if self.priced && pair.priced() => None,
                _ => Some(by_sign),
            },
        }
    }

    /// Where rows contradict what their sums say.
    fn findings(&self, rows: &[Row], pairs: &BTreeMap<Key<'a>, Pair<'a>>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for ((account, offering, _), pair) in pairs {
            if let Some(account) = account.filter(|_| pair.moves()) {
                findings.push(Finding::SegmentMoves {
                    account: account.to_owned(),
                    offering: offering.map(str::to_owned),
                    shown_in: pair.segment().map(str::to_owned),
                });
            }
        }
        let (mut new_to_old, mut old_to_new) = (BTreeMap::new(), BTreeMap::new());
        for row in rows.iter().filter(|row| row.side == Side::After) {
            let Some(account) = row.account.as_deref() else { continue };
            let before = self.accounts.get(account).is_some_and(|years| years[0]);
            let sums = match row.kind {
                Some(Kind::New) if before => &mut new_to_old,
                Some(Kind::Renewal | Kind::Expansion) if !before && !self.known_before.contains(account) => {
                    &mut old_to_new
                }
                _ => continue,
            };
            *sums.entry(account.to_owned()).or_insert(0_i128) += i128::from(row.amount);
        }
        findings
            .extend(new_to_old.into_iter().map(|(account, amount)| Finding::NewToOld { account, amount }));
        findings
            .extend(old_to_new.into_iter().map(|(account, amount)| Finding::OldToNew { account, amount }));
        findings
    }
}

/// Price, volume and mix of every pair that has them, period by period; `None` where quantities are too large.
fn priced_parts(pairs: &BTreeMap<Key<'_>, Pair<'_>>, seen: &Seen<'_>) -> Option<Vec<Parts>> {
    let (mut cells, mut quantity_before) = (Vec::new(), 0_i128);
    for (_, pair) in pairs.iter().filter(|(key, pair)| seen.component(**key, pair).is_none()) {
        quantity_before = quantity_before.checked_add(pair.before.quantity)?;
        cells.extend(pair.periods.values().map(|period| Cell {
            before: period.before,
            after: period.after,
            quantity_after: period.quantity_after,
            line_before: pair.before.amount,
            line_quantity_before: pair.before.quantity,
        }));
    }
    if cells.is_empty() {
        return Some(Vec::new());
    }
    let parts = split(&cells, quantity_before)?;
    // Where a quantity grows a millionfold, a part may be far larger than the sales that it comes from.
    let fits = |of: fn(&Parts) -> i128| {
        let sum = parts.iter().try_fold(0_u128, |sum, part| sum.checked_add(of(part).unsigned_abs()));
        sum.is_some_and(|sum| i64::try_from(sum).is_ok())
    };
    let known = fits(|part| part.price) && fits(|part| part.volume) && fits(|part| part.mix);
    known.then_some(parts)
}

/// Sums on their way to a [`Change`].
#[derive(Clone, Debug, Default)]
struct Tally {
    before: i128,
    after: i128,
    sums: Sums,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.before += other.before;
        self.after += other.after;
        self.sums.add_all(&other.sums);
    }

    fn narrow(&self) -> Result<Change, TooLarge> {
        Ok(Change {
            before: narrow(self.before)?,
            after: narrow(self.after)?,
            components: self.sums.narrow()?,
        })
    }
}
