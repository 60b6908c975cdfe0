//! How what is earned becomes what is paid: caps, draws, guarantees, holds, refunds.

use plumb_units::{Date, Rate};

use crate::component::Limit;
use crate::plan::Over;

/// How what is earned becomes what is paid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// The most that all components pay together.
    pub cap: Option<Cap>,
    /// What happens when a period comes out negative.
    pub negative: Negative,
    /// An advance on pay.
    pub draw: Option<Draw>,
    /// A lowest pay for the first months.
    pub guarantee: Option<Guarantee>,
    /// A part that waits.
    pub hold: Option<Hold>,
    /// What taking a sale back does.
    pub clawback: Option<Clawback>,
    /// Whether the cap applies before the draw (the default) or to what draw and earnings make together.
    pub cap_after_draw: bool,
    /// Whether the hold is taken before the cap; by default it is taken of what the cap leaves.
    pub hold_before_cap: bool,
    /// What absence does.
    pub leave: Leave,
    /// What is capitalised.
    pub capitalise: Option<Capitalise>,
}

/// The most that all components pay together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cap {
    /// How much, in a full window.
    pub limit: Limit,
    /// The window: within it, what is above counts again when later periods are lower.
    pub over: Over,
}

/// What happens when a period comes out negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Negative {
    /// It is carried and set against later pay.
    #[default]
    Carry,
    /// It is taken off at once.
    Owe,
    /// It is forgiven.
    Forgive,
}

/// An advance on pay, per pay period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Which of the three meanings of the word.
    pub kind: DrawKind,
    /// How much in a pay period.
    pub amount: i64,
    /// In how many of the first pay periods; `None`: in all.
    pub periods: Option<u32>,
    /// The most that may be owed; what a draw would add above it is not paid.
    pub balance_cap: Option<i64>,
    /// Whether what is owed after the last draw is forgiven.
    pub forgive: bool,
}

/// What a draw means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawKind {
    /// Pay is filled up to it; what was filled up is taken off later pay.
    Recoverable,
    /// Pay is filled up to it; nothing is taken off later.
    NonRecoverable,
    /// It is paid at the start of the period and taken off at its end; what is not earned is forgiven.
    Advance,
    /// It is paid on top of what is earned, and taken off later pay that exceeds it.
    OnTop,
}

/// A lowest pay for the first months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guarantee {
    /// How much in a pay period.
    pub amount: i64,
    /// In how many of the first pay periods of a person.
    pub periods: u32,
}

/// A part that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The part.
    pub share: Rate,
    /// When it is released.
    pub release: crate::component::Due,
    /// After so many days without the event it is lost.
    pub forfeit_after: Option<i64>,
    /// The components of which it is held; empty: all.
    pub components: Vec<usize>,
}

/// What taking a sale back does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clawback {
    /// The kinds of event: `cancel`, `return`, `nonpayment`.
    pub on: Vec<String>,
    /// How long after the sale; `None`: always.
    pub within: Option<Within>,
    /// How the refund is computed.
    pub method: ClawbackMethod,
    /// Over how many months the sale is earned: only the months not served are refunded.
    pub served_months: Option<u32>,
}

/// How long after a sale it can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// So many days.
    Days(i64),
    /// So many months of the calendar: up to the same day of the month, or the last one where the month is shorter.
    Months(u32),
}

impl Within {
    /// Whether a day is not too long after the sale.
    ///
    /// ```
    /// use plumb_pay::settlement::Within;
    /// use plumb_units::parse_date;
    /// let day = |text: &str| parse_date(text).unwrap();
    /// assert!(Within::Months(1).holds(day("2026-01-31"), day("2026-02-28")));
    /// assert!(!Within::Months(1).holds(day("2026-01-31"), day("2026-03-01")));
    /// assert!(Within::Days(30).holds(day("2026-01-31"), day("2026-03-02")));
    /// ```
    pub fn holds(self, sold: Date, day: Date) -> bool {
        match self {
            Self::Days(days) => i64::from((day - sold).get_days()) <= days,
            // A last day beyond the calendar is never passed.
            Self::Months(months) => {
                let span = jiff::Span::new().try_months(i64::from(months));
                let last = span.and_then(|span| sold.checked_add(span));
                last.map_or(true, |last| day <= last)
            }
        }
    }

    /// Whether it is no time at all.
    pub fn is_none(self) -> bool {
        match self {
            Self::Days(days) => days <= 0,
            Self::Months(months) => months == 0,
        }
    }
}

/// How a refund is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClawbackMethod {
    /// What the sale itself was paid, exactly.
    OriginalRate,
    /// As a negative sale on its own day, at the rate of that day.
    AtMargin,
    /// As if the sale had never been: tiers that it opened for other sales close again.
    Recalculate,
}

/// What absence does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leave {
    /// After so many days of one absence the quota is lowered by the days missed; `None`: never.
    pub relief_after_days: Option<i64>,
    /// What is paid meanwhile.
    pub pays: LeavePays,
}

/// What is paid in absence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LeavePays {
    /// What is earned.
    #[default]
    Earned,
    /// At least the mean of so many pay periods before, in proportion to the days missed.
    Average(u32),
    /// At least the target, in proportion to the days missed.
    Target,
}

/// What is capitalised as a cost of obtaining a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capitalise {
    /// Over how many months.
    pub months: u32,
    /// Which components; empty: all.
    pub components: Vec<usize>,
    /// Costs of contracts of at most so many months are expensed at once; `None`: all are capitalised.
    pub expedient_months: Option<u32>,
}
