//! Who is credited with which part of a transaction.

use plumb_units::Rate;

use crate::plan::RateTable;
use crate::predicate::Predicate;

/// A rule of crediting: which transactions count, with which amount, for whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Credit {
    /// Its id, unique in the plan.
    pub id: String,
    /// The kinds of event that trigger it: `booking`, `invoice`, `payment`, …; empty: all.
    pub on: Vec<String>,
    /// The number that counts: `net`, `list`, `margin`, `quantity` or another column of the transaction.
    pub amount: String,
    /// Which transactions count.
    pub when: Predicate,
    /// Who is credited.
    pub to: To,
    /// The share of the amount that is credited. Above or below 100 % for overlays: it does not reduce anybody else's.
    pub share: Rate,
    /// Further shares for single cases: the first whose condition holds counts instead of [`share`](Self::share).
    pub share_when: Vec<(Predicate, Rate)>,
    /// What a unit of the amount counts towards the quota, by a column; `None`: in full. Cut to whole cents, towards zero.
    pub weight: Option<RateTable>,
    /// The most that one transaction credits, in minor units, for either sign.
    pub most: Option<i64>,
}

/// Who is credited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// Whose transaction it is.
    Owner,
    /// All who share the transaction, by their shares; the owner has what they leave.
    Split {
        /// Who gets the cents that do not divide.
        remainder: Remainder,
    },
    /// Whoever has this role on the transaction: `specialist`, `partner`.
    Role(String),
    /// Whoever the dated table of assignments names for the transaction's territory or account on its day.
    Assigned {
        /// `territory` or `account`.
        by: String,
        /// Only people of this role; `None`: all.
        role: Option<String>,
    },
    /// Those above the credited, by the reporting line in force on the transaction's day.
    RollUp {
        /// The credits that roll up: `credit` of this plan, or `plan.credit`.
        of: Vec<String>,
        /// The highest level that is credited, from 1: the direct manager.
        levels: u8,
        /// The lowest level that is credited, from 1: 2 skips the direct manager.
        first: u8,
        /// Whether a transaction that several below were credited with counts once, capped at its whole amount.
        once: bool,
    },
}

/// Who gets the cents that do not divide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Remainder {
    /// The owner: all others are cut to whole cents towards zero.
    #[default]
    Owner,
    /// The largest remainders, ties to the first.
    Largest,
}
