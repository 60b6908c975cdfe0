//! Sales rows, and what they come to for each account and offering.

use std::collections::BTreeMap;

/// Which of the two years a row belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The year that is compared with.
    Before,
    /// The year that is looked at.
    After,
}

/// What the source calls a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// To a new customer.
    New,
    /// More to a customer.
    Expansion,
    /// The same again.
    Renewal,
    /// What ended.
    Churn,
    /// What was given back.
    CreditNote,
}

/// One sale, or many summed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Who bought; `None` where the source does not say.
    pub account: Option<String>,
    /// What was bought.
    pub offering: Option<String>,
    /// The segment it is counted in.
    pub segment: Option<String>,
    /// The year.
    pub side: Side,
    /// The period within its year, so that the third of one year is compared with the third of the other.
    pub period: usize,
    /// In minor units; below zero for what was given back.
    pub amount: i64,
    /// In millionths of a unit; `None` where the source does not say.
    pub quantity: Option<i64>,
    /// What the source calls it. It decides nothing, but see [`crate::Finding`].
    pub kind: Option<Kind>,
}

/// What tells a pair from another: account, offering, and, for rows without an account, their segment.
pub(crate) type Key<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>);

/// What one account bought of one offering.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pair<'a> {
    pub(crate) before: Amounts,
    pub(crate) after: Amounts,
    pub(crate) periods: BTreeMap<usize, PeriodAmounts>,
    /// How much is booked in each segment, whatever the sign: before, after.
    segments: BTreeMap<Option<&'a str>, [u128; 2]>,
}

/// A year's amounts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Amounts {
    pub(crate) amount: i128,
    pub(crate) quantity: i128,
    /// Whether a sale has no quantity.
    pub(crate) unmeasured: bool,
}

/// A period's amounts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PeriodAmounts {
    pub(crate) before: i128,
    pub(crate) after: i128,
    pub(crate) quantity_after: i128,
}

impl<'a> Pair<'a> {
    /// Whether anything was bought in the year, net of what was given back.
    pub(crate) fn bought(&self, side: Side) -> bool {
        match side {
            Side::Before => self.before.amount > 0,
            Side::After => self.after.amount > 0,
        }
    }

    /// Whether it has a price in both years.
    pub(crate) fn priced(&self) -> bool {
        [self.before, self.after].iter().all(|year| year.amount > 0 && year.quantity > 0 && !year.unmeasured)
    }

    /// The segment it is shown in: the one with the most booked in the later year, else in the earlier, ties by name.
    pub(crate) fn segment(&self) -> Option<&'a str> {
        let most = |year: fn(&[u128; 2]) -> u128| {
            let booked = self.segments.iter().map(|(name, years)| (*name, year(years)));
            booked
                .filter(|(_, amount)| *amount > 0)
                .rev()
                .max_by_key(|(_, amount)| *amount)
                .map(|(name, _)| name)
        };
        most(|years| years[1])
            .or_else(|| most(|years| years[0]))
            .or_else(|| self.segments.keys().next().copied())
            .flatten()
    }

    /// Whether its rows name more than one segment.
    pub(crate) fn moves(&self) -> bool {
        self.segments.len() > 1
    }
}

/// The pairs of all rows, in the order of their keys.
pub(crate) fn pairs(rows: &[Row]) -> BTreeMap<Key<'_>, Pair<'_>> {
    let mut pairs: BTreeMap<Key<'_>, Pair<'_>> = BTreeMap::new();
    for row in rows {
        let segment = row.segment.as_deref();
        let own = if row.account.is_none() { segment } else { None };
        let pair = pairs.entry((row.account.as_deref(), row.offering.as_deref(), own)).or_default();
        let period = pair.periods.entry(row.period).or_default();
        let amount = i128::from(row.amount);
        let quantity = i128::from(row.quantity.unwrap_or(0));
        let booked = pair.segments.entry(segment).or_default();
        let year = match row.side {
            Side::Before => {
                period.before += amount;
                booked[0] += amount.unsigned_abs();
                &mut pair.before
            }
            Side::After => {
                period.after += amount;
                period.quantity_after += quantity;
                booked[1] += amount.unsigned_abs();
                &mut pair.after
            }
        };
        year.amount += amount;
        year.quantity += quantity;
        // What is given back without a quantity lowers the price; it does not make the quantity unknown.
        let given_back = row.kind == Some(Kind::CreditNote) || row.amount <= 0;
        year.unmeasured |= row.quantity.is_none() && !given_back;
    }
    pairs
}
