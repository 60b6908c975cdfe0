//! Levers, and what each brings within a year: its amount, how likely it is, and how much of the year it acts.

use jiff::Span;
use plumb_units::{Date, DateRange, MILLION, Rate, Rounding, divide};

use crate::spread::Spread;
use crate::{PlanPeriod, TooLarge, narrow};

/// Whether growth comes from within.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nature {
    /// From within.
    Organic,
    /// By purchase or alliance.
    Inorganic,
}

/// The part of the bridge that a lever belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Customers lost or kept.
    Churn,
    /// Customers who buy less.
    Contraction,
    /// Prices.
    Price,
    /// Quantity.
    Volume,
    /// Dear and cheap.
    Mix,
    /// Customers who buy more.
    Expansion,
    /// Customers won.
    NewCustomers,
    /// Offerings that are new.
    NewOfferings,
    /// Growth of the markets themselves.
    Market,
    /// Market share won or lost.
    Share,
    /// A company bought.
    Purchase,
    /// A company joined with.
    Alliance,
}

/// A movement of the plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lever {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// From within or not; `None` where the plan does not say: then a purchase or an alliance is not, and all else is.
    pub nature: Option<Nature>,
    /// Its part of the bridge.
    pub category: Option<Category>,
    /// What it brings in a full year, in minor units; below zero for what is lost.
    pub amount: Option<i64>,
    /// How likely it comes about; nothing told counts as certain.
    pub chance: Option<Rate>,
    /// The day from which it brings something, where that is told.
    pub start: Option<Date>,
    /// The day on which it is done; without a start it brings something from `lag_days` after it.
    pub closes: Option<Date>,
    /// Days from `closes` until it shows.
    pub lag_days: Option<i64>,
    /// What it costs, once, in minor units. It stands beside and is not taken off.
    pub cost: Option<i64>,
    /// Whether it is an idea that nobody has decided on: it counts nowhere, and is listed.
    pub undecided: bool,
}

/// A lever with the arithmetic of what it counts: `full × chance × days / year_days`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its part of the bridge.
    pub category: Option<Category>,
    /// What it brings in a full year; `None` where the plan does not say, which counts as nothing.
    pub full: Option<i64>,
    /// How likely it is, within 0 and 100 %.
    pub chance: Rate,
    /// The day from which it counts; `None` where it is not dated.
    pub begins: Option<Date>,
    /// Days of the year on which it counts.
    pub days: i64,
    /// Days of the year.
    pub year_days: i64,
    /// What it counts, weighted with its chance.
    pub expected: Spread,
    /// What it counts if it comes about.
    pub at_full: Spread,
    /// What it costs, once.
    pub cost: Option<i64>,
}

impl Lever {
    /// Whether it comes from outside, by its nature, else by its category. A purchase or an alliance always does.
    pub fn inorganic(&self) -> bool {
        self.nature == Some(Nature::Inorganic)
            || matches!(self.category, Some(Category::Purchase | Category::Alliance))
    }

    /// The day from which it counts.
    pub(crate) fn begins(&self) -> Option<Date> {
        if self.start.is_some() {
            return self.start;
        }
        let lag = self.lag_days.unwrap_or(0).max(0);
        // A day beyond the calendar never comes.
        let later =
            |closes: Date| Some(closes.checked_add(Span::new().try_days(lag).ok()?).unwrap_or(Date::MAX));
        self.closes.map(|closes| later(closes).unwrap_or(Date::MAX))
    }

    /// What it counts in the periods. An undated lever from within counts the whole year, an undated one from outside nothing.
    pub(crate) fn counted(&self, periods: &[PlanPeriod]) -> Result<Counted, TooLarge> {
        let begins = self.begins();
        let whole: Vec<i64> = periods.iter().map(PlanPeriod::days).collect();
        let acting: Vec<i64> = periods
            .iter()
            .zip(&whole)
            .map(|(period, all)| match begins {
                None if self.inorganic() => 0,
                None => *all,
                Some(begins) => {
                    let acts = DateRange { from: begins, until: None };
                    acts.overlap_days(&DateRange { from: period.from, until: Some(period.until) })
                        .unwrap_or(0)
                        .min(*all)
                }
            })
            .collect();
        let (year_days, days): (i64, i64) = (whole.iter().sum(), acting.iter().sum());
        let chance = self.chance.unwrap_or(Rate::ONE).clamp(Rate::default(), Rate::ONE);
        let weights: Vec<u128> = acting.iter().map(|days| u128::from(days.unsigned_abs())).collect();
        let counts = |chance: Rate| {
            let product =
                i128::from(self.amount.unwrap_or(0)) * i128::from(chance.millionths()) * i128::from(days);
            // A year without days has nothing that counts.
            let counted = divide(product, i128::from(MILLION) * i128::from(year_days), Rounding::HalfEven);
            Spread::by(narrow(counted.unwrap_or(0))?, &weights)
        };
        Ok(Counted {
            id: self.id.clone(),
            name: self.name.clone(),
            category: self.category,
            full: self.amount,
            chance,
            begins,
            days,
            year_days,
            expected: counts(chance)?,
            at_full: counts(Rate::ONE)?,
            cost: self.cost,
        })
    }
}
