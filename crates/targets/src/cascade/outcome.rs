//! What comes out: every node's amount and where it comes from, sums by person and by level, and what was odd.

use plumb_units::Rate;

use super::{Base, Kind};

/// A target handed down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cascade {
    /// How the target itself was handed to the topmost nodes.
    pub top: Handing,
    /// Every node that the target reaches, parents before children, siblings by id.
    pub nodes: Vec<Assigned>,
    /// Sums by person, by name.
    pub persons: Vec<PersonTotal>,
    /// Sums by level.
    pub ladder: Ladder,
    /// Ids of nodes that the target does not reach, because of a cycle, an unknown parent, or an id given twice.
    pub left_out: Vec<String>,
    /// What was odd, in a fixed order.
    pub problems: Vec<Problem>,
}

/// What a node gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The node.
    pub id: String,
    /// What it stands below.
    pub parent: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// Whose seat it is; `None` for units.
    pub person: Option<String>,
    /// Levels above it; 0 at the top.
    pub depth: usize,
    /// What it is to carry.
    pub amount: i64,
    /// The same without what the level above added, spread by amount.
    pub before_buffer: i64,
    /// What the level above added, as it falls on this node: `amount − before_buffer`.
    pub buffer: i64,
    /// The amount by period, in the request's order; sums to `amount`. A unit's follow those below it.
    pub periods: Vec<i64>,
    /// Where the amount comes from, base by base; the amounts sum to `amount`. Empty where it is locked.
    pub parts: Vec<Part>,
    /// Whether the amount was given and stood.
    pub locked: bool,
    /// The part of the year's working days on which it is there; of a unit, the heads below.
    pub presence: Rate,
    /// How it hands on; `None` for a person with nobody below.
    pub handing: Option<Handing>,
}

/// One base's part in an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The base.
    pub base: Base,
    /// Its weight among the siblings, after bases without data dropped out; the weights of a node sum to 100 %.
    pub weight: Rate,
    /// The node's own value, cut to the part of the year: the smallest unit for potential, history and manual, millionths of
    /// a full-time day for capacity, millionths of a head for equal.
    pub value: i64,
    /// The node's share of what all siblings without a lock have of the base.
    pub share: Rate,
    /// What of the amount comes from this base.
    pub amount: i64,
    /// Whether the value, or one below it, was not there and is the mean per head of the siblings.
    pub assumed: bool,
}

/// How an amount is handed on to children. `amount + adds = children − over + unallocated`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handing {
    /// What there is to hand on, before anything is added.
    pub amount: i64,
    /// What this level adds on top.
    pub adds: i64,
    /// The rate of that.
    pub buffer: Rate,
    /// What the children carry in sum.
    pub children: i64,
    /// What nobody below carries: no people, or all locked to less.
    pub unallocated: i64,
    /// By how much locks exceed what there is.
    pub over: i64,
    /// Bases with a weight of which no child has anything; their weight went to the others.
    pub dropped: Vec<Base>,
    /// Whether nothing was there to share by, so that all got the same.
    pub fell_back: bool,
}

/// What somebody carries in all seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonTotal {
    /// Who.
    pub person: String,
    /// The sum.
    pub amount: i64,
    /// The sum by period.
    pub periods: Vec<i64>,
    /// Ids of the seats.
    pub nodes: Vec<String>,
}

/// Sums by level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ladder {
    /// The target.
    pub target: i64,
    /// Levels from the top down.
    pub levels: Vec<Level>,
    /// What all persons carry in sum.
    pub street: i64,
    /// `street / target − 1`; `None` for a target of zero.
    pub over_assignment: Option<Rate>,
}

/// The sum at one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The level; 0 are the topmost nodes.
    pub depth: usize,
    /// What its nodes carry, with persons above it who hand nothing on.
    pub sum: i64,
    /// What was added when the level above handed on.
    pub adds: i64,
    /// The sum over that of the level above, less one.
    pub over_assignment: Option<Rate>,
    /// The sum over the target, less one: the chain of all levels so far.
    pub cumulative: Option<Rate>,
}

/// A figure of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// [`super::Node::potential`].
    Potential,
    /// [`super::Node::history`].
    History,
    /// [`super::Node::capacity`].
    Capacity,
    /// [`super::Node::manual`].
    Manual,
    /// [`super::Node::lock`].
    Lock,
    /// [`super::Node::buffer`].
    Buffer,
    /// [`super::Stint::fte`](crate::Stint::fte).
    Fte,
}

/// What was odd about a request. A node of `None` is the target itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// An id given more than once; one is kept, the others are left out.
    DuplicateId {
        /// The id.
        node: String,
    },
    /// A parent that is not there; the node and all below are left out.
    UnknownParent {
        /// The node.
        node: String,
        /// What it names.
        parent: String,
    },
    /// Nodes that stand below themselves; they and all below are left out.
    Cycle {
        /// From the first by id upwards.
        nodes: Vec<String>,
    },
    /// A figure below zero; it counts as zero.
    Negative {
        /// The node; `None` for a buffer of the request.
        node: Option<String>,
        /// Which figure.
        field: Field,
        /// What it says.
        value: i64,
    },
    /// Locks that exceed what there is; the others get nothing and the excess is [`Handing::over`].
    LocksExceed {
        /// Whose children.
        node: Option<String>,
        /// The locks in sum.
        locked: i64,
        /// What there is.
        available: i64,
    },
    /// Nobody below is there to carry it; it stays unallocated.
    NobodyBelow {
        /// Where it stays.
        node: Option<String>,
        /// What stays.
        amount: i64,
    },
    /// A person who is there on no working day of the year.
    NeverPresent {
        /// The seat.
        node: String,
    },
    /// Stints of a unit; they are not looked at.
    StintsOfUnit {
        /// The unit.
        node: String,
    },
    /// A person with others below; treated as a unit.
    PersonHandsOn {
        /// The person.
        node: String,
    },
    /// Children with nothing to share by; they got the same per head.
    NothingToShareBy {
        /// Whose children.
        node: Option<String>,
    },
    /// A period with weight and without a working day; the others take its weight.
    PeriodWithoutDays {
        /// The period.
        period: String,
    },
    /// A period of negative weight; it counts as zero.
    NegativePeriod {
        /// The period.
        period: String,
    },
    /// Two periods that share days.
    PeriodsOverlap {
        /// The one.
        first: String,
        /// The other.
        second: String,
    },
    /// No working day at all; everybody counts as there for the whole year, and capacity says nothing.
    NoWorkingDays,
    /// A country without working days of its own; those for all count.
    UnknownCountry {
        /// The country.
        country: String,
    },
    /// An amount that does not fit; the nearest that does is taken.
    Overflow {
        /// Where.
        node: Option<String>,
    },
}
