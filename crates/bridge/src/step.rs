//! The steps of the bridge to the mandate, and where a lever stands among them.

use crate::spread::Spread;
use crate::{Category, Counted, Lever};

/// The steps, in the order in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// The level of the year before.
    Base,
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
    /// What the markets do by themselves, or what levers say of it.
    Momentum,
    /// Market share won or lost.
    Share,
    /// Levers from within that name no part of the bridge.
    Organic,
    /// Levers by purchase or alliance.
    Inorganic,
    /// What nothing pays for; below zero, a surplus.
    Unfunded,
    /// The level that the mandate asks for.
    Goal,
}

impl StepKind {
    /// All, in the order in which they stand.
    pub const ALL: [Self; 15] = [
        Self::Base,
        Self::Churn,
        Self::Contraction,
        Self::Price,
        Self::Volume,
        Self::Mix,
        Self::Expansion,
        Self::NewCustomers,
        Self::NewOfferings,
        Self::Momentum,
        Self::Share,
        Self::Organic,
        Self::Inorganic,
        Self::Unfunded,
        Self::Goal,
    ];

    /// Its name: `new-customers`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Churn => "churn",
            Self::Contraction => "contraction",
            Self::Price => "price",
            Self::Volume => "volume",
            Self::Mix => "mix",
            Self::Expansion => "expansion",
            Self::NewCustomers => "new-customers",
            Self::NewOfferings => "new-offerings",
            Self::Momentum => "market",
            Self::Share => "share",
            Self::Organic => "organic",
            Self::Inorganic => "inorganic",
            Self::Unfunded => "unfunded",
            Self::Goal => "goal",
        }
    }

    /// The step that a lever belongs to.
    pub(crate) fn of(lever: &Lever) -> Self {
        if lever.inorganic() {
            return Self::Inorganic;
        }
        match lever.category {
            Some(Category::Churn) => Self::Churn,
            Some(Category::Contraction) => Self::Contraction,
            Some(Category::Price) => Self::Price,
            Some(Category::Volume) => Self::Volume,
            Some(Category::Mix) => Self::Mix,
            Some(Category::Expansion) => Self::Expansion,
            Some(Category::NewCustomers) => Self::NewCustomers,
            Some(Category::NewOfferings) => Self::NewOfferings,
            Some(Category::Market) => Self::Momentum,
            Some(Category::Share) => Self::Share,
            Some(Category::Purchase | Category::Alliance) | None => Self::Organic,
        }
    }
}

/// One step of the bridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub kind: StepKind,
    /// What it adds, weighted with chances; of base and goal, the level.
    pub expected: Spread,
    /// What it adds if every lever comes about.
    pub at_full: Spread,
    /// The decided levers it is made of, by id.
    pub levers: Vec<Counted>,
    /// What its levers cost, once; it stands beside and is not taken off.
    pub cost: i64,
    /// Of churn and contraction: what the facts say was lost the year before. A step without levers is not planned.
    pub last_year: Option<i64>,
}

impl Step {
    /// Of churn and contraction that the facts know and no lever plans for: what was lost the year before.
    pub fn not_planned(&self) -> Option<i64> {
        self.last_year.filter(|lost| *lost != 0 && self.levers.iter().all(|lever| lever.full.is_none()))
    }
}
