//! What a run finds: lines, periods, entries, and what could not be computed.

use plumb_units::Date;

/// What a run of pay finds for one person under one plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Who: an index into [`Given::people`](crate::given::Given::people).
    pub person: u32,
    /// The plan: its place in the list of plans.
    pub plan: usize,
    /// One for each pay period of the plan, in order.
    pub periods: Vec<PaidPeriod>,
}

/// One pay period of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaidPeriod {
    /// What each component earned, in the order of the plan.
    pub earned: Vec<i64>,
    /// All entries that make up what is paid; what is paid is their sum without those that only note something.
    pub entries: Vec<Entry>,
    /// What is paid out.
    pub paid: i64,
    /// What is held at the end of the period.
    pub held: i64,
    /// What is owed from draws and negative periods at its end.
    pub balance: i64,
}

/// One entry of the record of pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What sort of entry.
    pub kind: EntryKind,
    /// The component it belongs to.
    pub component: Option<usize>,
    /// Minor units; what lowers pay is negative.
    pub amount: i64,
    /// Place of the pay period in which it was earned, where that is another one.
    pub earned_in: Option<usize>,
    /// The transaction behind it: a row of the events.
    pub event: Option<u32>,
}

/// What sort of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// Earned with lines.
    Earning,
    /// Earned at the end of a window: a bonus, a score, a prize.
    Bonus,
    /// A condition that is not reached takes it back, or gives it once it is.
    Gate,
    /// A multiplier.
    Multiplier,
    /// A limit of a component or the plan takes it.
    Cap,
    /// A floor gives it.
    Floor,
    /// A sale taken back.
    Clawback,
    /// Paid in advance.
    DrawAdvance,
    /// Taken off for an advance, or for a negative period.
    DrawRecovery,
    /// Owed and forgiven.
    DrawForgiven,
    /// Carried to later periods because the period came out negative.
    Carried,
    /// Filled up to a guarantee.
    Guarantee,
    /// Filled up in absence.
    Leave,
    /// Held until later.
    Hold,
    /// Released.
    Release,
    /// Lost because what was waited for did not happen.
    Forfeit,
    /// The difference of a later version, posted in an open period.
    Adjustment,
}

impl EntryKind {
    /// All kinds.
    pub const ALL: [Self; 17] = [
        Self::Earning,
        Self::Bonus,
        Self::Gate,
        Self::Multiplier,
        Self::Cap,
        Self::Floor,
        Self::Clawback,
        Self::DrawAdvance,
        Self::DrawRecovery,
        Self::DrawForgiven,
        Self::Carried,
        Self::Guarantee,
        Self::Leave,
        Self::Hold,
        Self::Release,
        Self::Forfeit,
        Self::Adjustment,
    ];

    /// The word in tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Earning => "earning",
            Self::Bonus => "bonus",
            Self::Gate => "gate",
            Self::Multiplier => "multiplier",
            Self::Cap => "cap",
            Self::Floor => "floor",
            Self::Clawback => "clawback",
            Self::DrawAdvance => "draw-advance",
            Self::DrawRecovery => "draw-recovery",
            Self::DrawForgiven => "draw-forgiven",
            Self::Carried => "carried",
            Self::Guarantee => "guarantee",
            Self::Leave => "leave",
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Forfeit => "forfeit",
            Self::Adjustment => "adjustment",
        }
    }
}

/// What could not be computed, as data. Everything else is computed all the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// A measure with a quota, and none for this person in this window, or one that is not positive.
    NoQuota {
        /// The plan.
        plan: usize,
        /// Who.
        person: u32,
        /// The measure.
        measure: String,
        /// First day of the window.
        from: Date,
    },
    /// A figure that a component needs is not given.
    NoFigure {
        /// The plan.
        plan: usize,
        /// Who.
        person: u32,
        /// Its name.
        figure: String,
        /// First day of the window.
        from: Date,
    },
    /// A table has no row for a transaction.
    NoRate {
        /// The plan.
        plan: usize,
        /// The component or credit.
        place: String,
        /// The value without a row.
        value: String,
    },
    /// An exchange rate is missing; the transaction stays out.
    NoExchange {
        /// The row of the events.
        event: u32,
    },
    /// Two people above somebody on one day; the first counts.
    TwoAbove {
        /// Who reports twice.
        person: u32,
        /// The day.
        day: Date,
    },
    /// Shares of a transaction that exceed the whole; the last are cut.
    Shares {
        /// The row of the events.
        event: u32,
    },
    /// A number did not fit; the component pays nothing there.
    TooLarge {
        /// The plan.
        plan: usize,
        /// Who.
        person: u32,
        /// The component.
        component: usize,
    },
}
