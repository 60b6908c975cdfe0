//! `[workspace]`: what a mapping knows about the company, for a new workspace.

use std::ops::Range;

use plumb_diag::{Problem, nearest};
use plumb_units::{Currency, is_time_zone, time_zones};

use super::nodes::{Node, Reading};

/// What a mapping knows about the company whose files it reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkspaceHints {
    /// Name of the company.
    pub company: Option<String>,
    /// Currency it reports in.
    pub currency: Option<Currency>,
    /// Time zone in which its days begin, such as `Europe/Berlin`.
    pub zone: Option<String>,
    /// Its fiscal calendar.
    pub calendar: Option<CalendarHint>,
    periods_at: Range<usize>,
}

/// A fiscal calendar, as the workspace's `[calendar]` says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CalendarHint {
    /// Month and day on which a year starts: `04-01`.
    YearStarts(String),
    /// The first day of some 4-4-5 year.
    Weeks(String),
    /// Name of the source that lists the periods; see [`Mapping::inline_text`](crate::Mapping::inline_text).
    Periods(String),
}

impl WorkspaceHints {
    pub(super) fn read(reading: &mut Reading<'_>, node: &Node<'_>) -> Self {
        let mut hints = Self::default();
        for entry in reading.table(node, "`workspace`") {
            let value = entry.value;
            match entry.name {
                "company" => hints.company = reading.text(value, "`company`"),
                "zone" => hints.zone(reading, value),
                "currency" => hints.currency(reading, value),
                "year_starts" => {
                    hints.calendar = reading.text(value, "`year_starts`").map(CalendarHint::YearStarts)
                }
                "weeks" => hints.calendar = reading.written(value, "`weeks`").map(CalendarHint::Weeks),
                "periods" => {
                    hints.periods_at = value.span();
                    hints.calendar = reading.text(value, "`periods`").map(CalendarHint::Periods);
                }
                other => {
                    let message = format!("`[workspace]` has no setting `{other}`");
                    let known = ["company", "currency", "zone", "year_starts", "weeks", "periods"];
                    reading.unknown("unknown-key", entry.at.clone(), message, other, known);
                }
            }
        }
        hints
    }

    /// The source that lists the periods, and where it is named.
    pub(super) fn periods_source(&self) -> Option<(&str, Range<usize>)> {
        match &self.calendar {
            Some(CalendarHint::Periods(source)) => Some((source, self.periods_at.clone())),
            _ => None,
        }
    }

    fn currency(&mut self, reading: &mut Reading<'_>, node: &Node<'_>) {
        let Some(code) = reading.text(node, "`currency`") else { return };
        match Currency::parse(&code) {
            Ok(currency) => self.currency = Some(currency),
            Err(error) => reading.error("bad-currency", node.span(), error.to_string(), ""),
        }
    }

    fn zone(&mut self, reading: &mut Reading<'_>, node: &Node<'_>) {
        let Some(name) = reading.text(node, "`zone`") else { return };
        if !is_time_zone(&name) {
            let message = format!("no time zone is called `{name}`");
            let zones = time_zones();
            let span = reading.span(node.span());
            let help = match nearest(&name, zones.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write a name such as `Europe/Berlin` or `UTC`".to_owned(),
            };
            reading.push(Problem::error("bad-zone", message).at(span, "").help(help));
        }
        self.zone = Some(name);
    }
}
