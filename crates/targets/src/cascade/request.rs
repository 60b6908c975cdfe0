//! What is asked: an amount, the organisation that carries it, and by what it is shared.

use plumb_units::{Date, Rate};

use crate::{Stint, WorkDays};

/// A target to hand down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The target, in the measure's smallest unit.
    pub amount: i64,
    /// The organisation, in any order.
    pub nodes: Vec<Node>,
    /// By what children share, where their parent has no blend of its own.
    pub blend: Blend,
    /// Over-assignment by level, for nodes without one of their own: the first is added when the target is handed to the
    /// topmost nodes, the second when those hand it on, and so on. What the list does not reach adds nothing.
    pub buffers: Vec<Rate>,
    /// The periods of the target's year, in order. Their days are the year over which presence is counted.
    pub periods: Vec<PeriodWeight>,
    /// Working days; those outside all periods are not looked at.
    pub days: WorkDays,
    /// Shares are whole multiples of this where there are enough of them to go round; what is left over goes to the largest.
    /// 1 and below round to the smallest unit only.
    pub round_to: i64,
}

/// A period with its seasonal weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodWeight {
    /// Its name, such as `2026-Q1`.
    pub name: String,
    /// First day.
    pub from: Date,
    /// The day after the last one.
    pub until: Date,
    /// How strong a working day of it is beside one of another period. All zero counts as all alike.
    pub weight: Rate,
}

/// What a node is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A part of the organisation that hands on.
    #[default]
    Unit,
    /// Somebody who carries.
    Person,
}

/// A unit, or a person's seat in one.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// Its name; unique.
    pub id: String,
    /// What it stands below; `None` at the top.
    pub parent: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// Whose seat it is, where a person has several; sums by person go by this, else by the id.
    pub person: Option<String>,
    /// What could be sold there in a full year. Of a unit without: the sum of what stands below.
    pub potential: Option<i64>,
    /// What was sold there in a full year. Of a unit without: the sum of what stands below.
    pub history: Option<i64>,
    /// Productive days in millionths of a full-time day, where they are known otherwise than from stints.
    pub capacity: Option<i64>,
    /// What somebody wrote down as this node's weight. Not cut when a person is there for part of the year.
    pub manual: Option<i64>,
    /// An amount that stands, whatever the others get.
    pub lock: Option<i64>,
    /// Over-assignment added when this node hands on; `None` takes the one of its level.
    pub buffer: Option<Rate>,
    /// By what its children share; `None` takes the request's.
    pub blend: Option<Blend>,
    /// When a person is there; none at all means the whole year, full time, without a ramp.
    pub stints: Vec<Stint>,
    /// Whose working days count; `None` takes those for all.
    pub country: Option<String>,
}

impl Node {
    /// A unit below `parent`, nothing else known.
    pub fn unit(id: &str, parent: Option<&str>) -> Self {
        Self { id: id.to_owned(), parent: parent.map(str::to_owned), ..Self::default() }
    }

    /// A person's seat below `parent`, nothing else known.
    pub fn person(id: &str, parent: Option<&str>) -> Self {
        Self { kind: Kind::Person, ..Self::unit(id, parent) }
    }
}

/// What a target can be shared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Base {
    /// What could be sold.
    Potential,
    /// What was sold.
    History,
    /// Working days present × part of full time × ramp.
    Capacity,
    /// Every head the same, by the part of the year it is there.
    Equal,
    /// What somebody wrote down.
    Manual,
}

impl Base {
    /// All of them, in the order of [`Base`].
    pub const ALL: [Self; 5] = [Self::Potential, Self::History, Self::Capacity, Self::Equal, Self::Manual];

    /// Its name in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Potential => "potential",
            Self::History => "history",
            Self::Capacity => "capacity",
            Self::Equal => "equal",
            Self::Manual => "manual",
        }
    }
}

/// Weights of the bases. They need not sum to anything; below zero counts as zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Blend {
    /// Of [`Base::Potential`].
    pub potential: Rate,
    /// Of [`Base::History`].
    pub history: Rate,
    /// Of [`Base::Capacity`].
    pub capacity: Rate,
    /// Of [`Base::Equal`].
    pub equal: Rate,
    /// Of [`Base::Manual`].
    pub manual: Rate,
}

impl Blend {
    /// One base alone.
    pub fn only(base: Base) -> Self {
        Self::default().with(base, Rate::ONE)
    }

    /// The same with another weight for one base.
    #[must_use]
    pub fn with(mut self, base: Base, weight: Rate) -> Self {
        match base {
            Base::Potential => self.potential = weight,
            Base::History => self.history = weight,
            Base::Capacity => self.capacity = weight,
            Base::Equal => self.equal = weight,
            Base::Manual => self.manual = weight,
        }
        self
    }

    /// The weight of a base.
    pub fn weight(&self, base: Base) -> Rate {
        match base {
            Base::Potential => self.potential,
            Base::History => self.history,
            Base::Capacity => self.capacity,
            Base::Equal => self.equal,
            Base::Manual => self.manual,
        }
    }
}
