//! What a measure can be cut by.

use plumb_facts::{ColumnKind, FactTable};
use plumb_plan::Entity;
use plumb_units::Grain;

use super::definition::person_column;

/// What a measure can be cut by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The person the event belongs to.
    Person,
    /// The unit of that person on the day of the event, by the plan; else the unit in the row.
    Unit,
    /// The territory.
    Territory,
    /// The offering.
    Offering,
    /// The segment.
    Segment,
    /// The channel.
    Channel,
    /// The account.
    Account,
    /// The kind of event, as the table words it.
    Kind,
    /// The stage, as the source words it.
    Stage,
    /// The fiscal month of the event.
    Month,
    /// The fiscal quarter of the event.
    Quarter,
    /// The fiscal year of the event.
    Year,
}

impl Dimension {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 12] = [
        Self::Person,
        Self::Unit,
        Self::Territory,
        Self::Offering,
        Self::Segment,
        Self::Channel,
        Self::Account,
        Self::Kind,
        Self::Stage,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    /// The word that users write.
    ///
    /// ```
    /// use plumb_catalog::measure::Dimension;
    /// assert_eq!(Dimension::parse("quarter").map(Dimension::word), Some("quarter"));
    /// ```
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Unit => "unit",
            Self::Territory => "territory",
            Self::Offering => "offering",
            Self::Segment => "segment",
            Self::Channel => "channel",
            Self::Account => "account",
            Self::Kind => "kind",
            Self::Stage => "stage",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The dimension that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.word() == word)
    }

    /// The grain, of those that are periods.
    pub(super) fn grain(self) -> Option<Grain> {
        match self {
            Self::Month => Some(Grain::Month),
            Self::Quarter => Some(Grain::Quarter),
            Self::Year => Some(Grain::Year),
            _ => None,
        }
    }
}

/// What this measure can be cut by; nothing where its table is unknown.
pub fn dimensions(measure: &Entity) -> Vec<Dimension> {
    let Some(table) = measure.text("table").and_then(FactTable::named) else {
        return Vec::new();
    };
    let has = |dimension: &Dimension| match dimension {
        Dimension::Person => person_column(measure, table).is_some(),
        Dimension::Unit => person_column(measure, table).is_some() || refers(table, "unit"),
        Dimension::Account => table.name == "accounts" || refers(table, "account"),
        Dimension::Kind | Dimension::Stage => table
            .column(dimension.word())
            .is_some_and(|column| matches!(column.kind, ColumnKind::Text | ColumnKind::Choice(_))),
        Dimension::Month | Dimension::Quarter | Dimension::Year => true,
        other => refers(table, other.word()),
    };
    Dimension::ALL.into_iter().filter(has).collect()
}

/// Whether the table has a column of this name that holds keys of that kind.
pub(super) fn refers(table: &FactTable, kind: &str) -> bool {
    table.column(kind).is_some_and(|column| column.refers == Some(kind))
}
