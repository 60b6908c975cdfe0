//! What is given beside transactions: people, dated tables, figures.

use std::collections::BTreeMap;

use plumb_units::{Calendar, Currency, Date, Rate};

/// Everything a run needs beside plans and transactions. People are indices into [`people`](Self::people).
#[derive(Clone, Debug)]
pub struct Given {
    /// The company's calendar.
    pub calendar: Calendar,
    /// The names of people.
    pub people: Vec<String>,
    /// Who is paid by which plan, from when until when.
    pub members: Vec<Member>,
    /// Quotas.
    pub quotas: Vec<QuotaRow>,
    /// Reporting lines.
    pub lines: Vec<ReportingLine>,
    /// Who answers for a territory or an account.
    pub assigned: Vec<Assigned>,
    /// Figures that somebody enters.
    pub figures: Vec<Figure>,
    /// Absences.
    pub absences: Vec<Absence>,
    /// Exchange rates: what one minor unit of `from` is in minor units of `to`, in millionths.
    pub exchange: Vec<Exchange>,
    /// The last day that is known: nothing after it is looked at, and what is due later stays due.
    pub as_of: Date,
}

/// Somebody is paid by a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: u32,
    /// The plan: its place in the list of plans.
    pub plan: usize,
    /// First day.
    pub from: Date,
    /// The day after the last; `None`: still.
    pub until: Option<Date>,
    /// Variable pay of a year at target, where it differs from the plan's.
    pub on_target: Option<i64>,
    /// Fixed pay of a year, where it differs from the plan's.
    pub base: Option<i64>,
    /// The draw of a pay period, where it differs from the plan's.
    pub draw: Option<i64>,
    /// A rate of the person's own, for components whose price is [`Price::Own`](crate::component::Price::Own).
    pub rate: Option<Rate>,
    /// What the person does, in one word: a role.
    pub role: String,
}

/// A quota of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaRow {
    /// Whose.
    pub person: u32,
    /// The measure.
    pub measure: String,
    /// First day that counts.
    pub from: Date,
    /// The day after the last.
    pub until: Date,
    /// How much: minor units of the plan's currency, or millionths.
    pub amount: i64,
    /// When it became known; of two rows for the same days the later one counts.
    pub recorded: Option<Date>,
}

/// Who reports to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportingLine {
    /// Who reports.
    pub person: u32,
    /// To whom.
    pub to: u32,
    /// First day.
    pub from: Date,
    /// The day after the last; `None`: still.
    pub until: Option<Date>,
}

/// Who answers for a territory or an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// Who.
    pub person: u32,
    /// `territory` or `account`: the text column of the transaction.
    pub by: String,
    /// Which.
    pub is: String,
    /// First day.
    pub from: Date,
    /// The day after the last; `None`: still.
    pub until: Option<Date>,
}

/// A figure that somebody enters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its name.
    pub name: String,
    /// Whose; `None`: everybody's.
    pub person: Option<u32>,
    /// First day.
    pub from: Date,
    /// The day after the last.
    pub until: Date,
    /// The figure: millionths, or minor units.
    pub value: Option<i64>,
    /// The figure as a word.
    pub word: Option<String>,
}

/// An absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Whose.
    pub person: u32,
    /// First day.
    pub from: Date,
    /// The day after the last.
    pub until: Date,
}

/// An exchange rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// From this currency.
    pub from: Currency,
    /// To this one.
    pub to: Currency,
    /// In force from this day on.
    pub day: Date,
    /// Minor units of `to` for a million minor units of `from`.
    pub rate: i64,
}

impl Given {
    /// Nothing but a calendar and a last day.
    pub fn new(calendar: Calendar, as_of: Date) -> Self {
        Self {
            calendar,
            people: Vec::new(),
            members: Vec::new(),
            quotas: Vec::new(),
            lines: Vec::new(),
            assigned: Vec::new(),
            figures: Vec::new(),
            absences: Vec::new(),
            exchange: Vec::new(),
            as_of,
        }
    }

    /// People by name.
    pub fn index(&self) -> BTreeMap<&str, u32> {
        (0..).zip(&self.people).map(|(index, name)| (name.as_str(), index)).collect()
    }
}
