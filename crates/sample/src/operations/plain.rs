//! CSV as most systems write it: quotes only where a field needs them.

use crate::days::{self, Day};
use crate::delimited::Delimited;

/// The text of one file.
pub(super) struct Csv(Delimited);

impl Csv {
    /// A file with these columns.
    pub(super) fn new(columns: &[&str]) -> Self {
        Self(Delimited::new(',', columns))
    }

    /// One row: as many fields as there are columns.
    pub(super) fn row(&mut self, fields: &[&str]) {
        self.0.row(fields);
    }

    /// The whole file.
    pub(super) fn text(self) -> String {
        self.0.text()
    }
}

/// A day.
pub(super) fn day(day: Day) -> String {
    days::date(day).to_string()
}

/// A moment in local time: minutes after midnight.
pub(super) fn moment(at: Day, minutes: i64) -> String {
    let (at, minutes) = (at + minutes.div_euclid(1_440), minutes.rem_euclid(1_440));
    format!("{}T{:02}:{:02}:00", days::date(at), minutes / 60, minutes % 60)
}

/// Yes or no.
pub(super) fn flag(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}
