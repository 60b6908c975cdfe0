//! What can be wrong with a pay plan, as data.

use plumb_units::{Currency, Date, Money, Quantity, Rate};

use super::Severity;
use crate::plan::Over;

/// What is wrong, or worth knowing. Names are ids, levels carry their unit, days are half-open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Complaint {
    // Units.
    /// A rate is paid on a credit (first) whose column (second) counts quantities.
    RateOfQuantity(String, String),
    /// Money for each unit is paid on a credit (first) whose column (second) is money.
    EachOfMoney(String, String),
    /// A sum adds a credit of money (first) to one that counts quantities (second).
    MixedUnits(String, String),
    /// Levels are shares of a quota, and this measure has none.
    NoAttainment(String),
    /// Levels are given, and there is no measure that they could be levels of.
    NoMeasure,
    /// The individual rate divides by the quota of a measure (first) in another unit than the credit that it pays (second).
    OtherUnitThanQuota(String, String),
    /// A tier carries a rate of its own, and the component has a price beside it.
    TwoPrices,
    /// A tier multiplies the price, and the component has none.
    NoPrice,
    /// A share of the target is paid, and the component has no weight.
    NoWeight,
    /// There is neither a credit nor a measure that could be paid.
    NothingPaid,
    /// Credits of another plan (first) in another currency roll up; the flag tells whether rates of exchange are missing.
    OtherCurrency(String, Currency, bool),
    /// No column of transactions has this name.
    UnknownColumn(String),
    /// The column is no number.
    NotANumber(String),
    /// The column is no text.
    NotAText(String),

    // References.
    /// What sort of thing (first) is not there under this name (second).
    Unknown(&'static str, String),
    /// What sort of thing (first) has an id (second) that stands twice.
    Duplicate(&'static str, String),
    /// These refer to one another in a circle.
    Cycle(Vec<String>),
    /// What sort of thing (first, second: its id) nothing uses.
    Unused(&'static str, String),
    /// A plan has this many credits; the second is the most.
    TooManyCredits(usize, usize),
    /// Two plans have one id and hold on the same days.
    PlanTwice(Date, Date),

    // Tiers, points, tables.
    /// No tier, point or row.
    Empty(&'static str),
    /// A tier ends where it begins, or before.
    TierEnds(Quantity, Quantity),
    /// Nothing holds between the end of a tier and the beginning of the next.
    Hole(Quantity, Quantity),
    /// A tier begins (first) before the one before it ends (second; `None`: it never ends).
    Overlap(Quantity, Option<Quantity>),
    /// Above it nothing is paid, and no `cap` says that this is meant.
    ClosedTop(Quantity),
    /// Tiers begin here, and no `threshold` says that nothing is paid below.
    BelowFirst(Quantity),
    /// Nothing is paid below the threshold (first), and the first tier ends at the second.
    ThresholdPastTier(Quantity, Quantity),
    /// Nothing more is paid above the second, where this tier (first) begins.
    PastTop(Quantity, Quantity),
    /// A tier pays less per unit (second) than the one before (first).
    FallingTier(Quantity, Quantity),
    /// More result pays less in all: here (first), from the second to the third.
    Falling(Quantity, Rate, Rate),
    /// A level (second) does not lie above the one before (first).
    Unsorted(Quantity, Quantity),
    /// A table should have so many rows and columns, and row number (third) has so many cells (fourth).
    MatrixSize(usize, usize, usize, usize),
    /// A whole amount is paid for filling a tier that has no end, or for a tier that pays from the first unit.
    WholeWithoutEnd,

    // The target.
    /// Weights sum to this.
    Weights(Rate),
    /// At 100 % of quota this is paid of the share, from the least to the most where a second measure decides.
    AtTarget(Rate, Rate),
    /// No level pays 100 %; the most is this.
    NeverWhole(Rate),
    /// A multiplier is this at 100 %.
    TimesAtTarget(Rate),
    /// The most (first) is below what the curve pays (second) at its last level (third).
    MostBelow(Money, Money, Quantity),
    /// The least (first) is above the most (second).
    LeastAboveMost(Money, Money),
    /// The cap of the plan (first) is below what all components pay (second) at a level (third).
    CapBelow(Rate, Rate, Rate),
    /// A draw or guarantee (first, second: how much) is above the pay expected in a pay period (third).
    AboveExpected(&'static str, Money, Money),
    /// Shares of the target are paid, and the target is this.
    NoTarget(Money),

    // Periods.
    /// It ends (second) on or before its first day (first).
    Backwards(Date, Date),
    /// Nobody can be paid this often.
    NoPayPeriod(Over),
    /// The window (first) is neither a part nor a multiple of the pay period (second).
    WindowAndPay(Over, Over),
    /// The measure starts anew (first) within the component's window (second).
    MeasureShorter(Over, Over),
    /// The measure runs on (first) past the component's window (second), and its quota does not count to date.
    MeasureLonger(Over, Over),
    /// It lies outside the plan.
    OutsidePlan(Date, Date),
    /// A draw or guarantee (first) lasts longer (second) than the plan has pay periods (third).
    PastTheEnd(&'static str, u32, u32),
    /// Seasons are so many, not 4 or 12.
    SeasonCount(usize),
    /// Seasons sum to this.
    SeasonSum(Rate),
    /// A ramp has this share in this month (counted from 1).
    RampShare(usize, Rate),
    /// Rolling months as the window of a component would pay each result several times; or none at all.
    RollingWindow,

    // Dating.
    /// The same person is a member of the same plan twice on these days.
    MemberTwice(String, Date, Date),
    /// A person is paid on these days by another plan (second) too, which credits the same transactions.
    PaidTwice(String, String, Date, Date),
    /// A person (first) has two quotas for a measure (second) on these days.
    QuotaTwice(String, String, Date, Date),
    /// A person (first) has no quota for a measure (second) on these days.
    NoQuota(String, String, Date, Date),
    /// A quota (first: whose, second: the measure) is this.
    QuotaNotPositive(String, String, Quantity),
    /// A person (first) reports to two (second and third) from this day.
    TwoAbove(String, String, String, Date),
    /// Nobody stands above a person on these days, and what they are credited with rolls up.
    NobodyAbove(String, Date, Date),
    /// People report to one another in a circle on this day.
    ReportingCycle(Vec<String>, Date),
    /// Nobody is assigned by `territory` or `account`.
    NobodyAssigned(String),
    /// Nobody is assigned (first: by what, second: which) on these days, and somebody is before and after.
    AssignedHole(String, String, Date, Date),
    /// Two people (third and fourth) are assigned (first: by what, second: which) on these days, and both are credited.
    AssignedTwice(String, String, String, String, Date, Date),
    /// Nobody enters this figure.
    NoFigure(String),
    /// A figure (first; second: whose, if one person's) has two values on these days.
    FigureTwice(String, Option<String>, Date, Date),
    /// The plan pays a rate of the person's own, and this person has none.
    NoOwnRate(String),

    // Credits.
    /// One transaction is credited twice to the same person, by these two credits, which are added.
    DoubleCredit(String, String),
    /// Whether these two credits overlap cannot be told: their conditions are too large.
    MayDouble(String, String),
    /// A roll-up adds credits of one transaction that can sum to more than the whole (first: the sources).
    RollUpDoubles(Vec<String>),
    /// More than the whole is credited.
    ShareAbove(Rate),
    /// Nothing, or less than nothing, is credited.
    ShareNotPositive(Rate),
    /// Levels of a roll-up: so many, from this one on.
    RollUpLevels(u8, u8),
    /// A condition that no transaction can meet.
    NeverHolds,

    // Terms.
    /// Parts of what is earned sum to this.
    Tranches(Rate),
    /// A gate that is missed still pays this.
    IdleGate(Rate),
    /// A pool or prize without days of its own.
    NoDates(&'static str),
    /// A later place (second) wins more than the one before (first).
    PrizesRise(Money, Money),
    /// A refund that no event triggers, or a limit of no days.
    ClawbackOnNothing,
    /// The part that is held is this.
    HoldShare(Rate),
    /// Nothing says what happens when a sale is taken back.
    NoClawback,
    /// So many transactions of the largest amount would not fit the arithmetic.
    TooLarge(u64, Money),

    // Conventions.
    /// So many measures are paid for; the convention is at most the second.
    ManyMeasures(usize, usize),
    /// So many components; the convention is at most the second.
    ManyComponents(usize, usize),
    /// A weight; the convention is at least the second. The flag: far below.
    SmallWeight(Rate, Rate, bool),
    /// Pay stops.
    Capped,
    /// One unit more at this level moves pay by this much money, or by this share of the component's target; the flag: by a
    /// large share.
    Cliff(Quantity, Quantity, bool),
    /// One unit more at this level moves pay by this share of the quota.
    CliffOfQuota(Quantity, Rate),
    /// Above 100 % a unit pays no more than below.
    NoAccelerator,
    /// A unit pays this many times as much at the top as at 100 %; the convention is at most the second.
    SteepAccelerator(Rate, Rate),
    /// The share of variable pay; the convention is from the second to the third.
    PayMix(Rate, Rate, Rate),
    /// So many gates and multipliers; the convention is at most the second.
    ManyLinks(usize, usize),
    /// This weight hangs on figures that somebody enters; the convention is at most the second.
    Scored(Rate, Rate),
}

impl Complaint {
    /// How much it matters.
    pub fn severity(&self) -> Severity {
        use Severity::{Error, Note, Warning};
        match self {
            Self::OtherCurrency(_, _, missing) => {
                if *missing {
                    Error
                } else {
                    Note
                }
            }
            Self::SmallWeight(_, _, far) => {
                if *far {
                    Warning
                } else {
                    Note
                }
            }
            Self::Cliff(_, _, large) => {
                if *large {
                    Warning
                } else {
                    Note
                }
            }
            Self::MayDouble(..)
            | Self::ShareAbove(_)
            | Self::NoClawback
            | Self::Capped
            | Self::CliffOfQuota(..)
            | Self::NoAccelerator
            | Self::PayMix(..)
            | Self::Scored(..) => Note,
            Self::Unused(..)
            | Self::BelowFirst(_)
            | Self::ThresholdPastTier(..)
            | Self::FallingTier(..)
            | Self::NeverWhole(_)
            | Self::TimesAtTarget(_)
            | Self::CapBelow(..)
            | Self::AboveExpected(..)
            | Self::MeasureLonger(..)
            | Self::PastTheEnd(..)
            | Self::RampShare(..)
            | Self::PaidTwice(..)
            | Self::NobodyAbove(..)
            | Self::AssignedHole(..)
            | Self::AssignedTwice(..)
            | Self::NoFigure(_)
            | Self::RollUpDoubles(_)
            | Self::IdleGate(_)
            | Self::NoDates(_)
            | Self::PrizesRise(..)
            | Self::ManyMeasures(..)
            | Self::ManyComponents(..)
            | Self::SteepAccelerator(..)
            | Self::ManyLinks(..) => Warning,
            _ => Error,
        }
    }
}
