//! CSV as a Salesforce Data Export writes it.

use crate::days::{self, Day};
use plumb_units::Amount;

/// The text of one file.
pub(super) struct Csv {
    text: String,
    columns: usize,
}

impl Csv {
    /// A file with these columns.
    pub(super) fn new(columns: &[&str]) -> Self {
        let mut csv = Self { text: String::new(), columns: columns.len() };
        csv.row(columns);
        csv
    }

    /// One row: as many fields as there are columns.
    pub(super) fn row(&mut self, fields: &[&str]) {
        debug_assert_eq!(fields.len(), self.columns, "{fields:?}");
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            self.text.push('"');
            self.text.push_str(&field.replace('"', "\"\""));
            self.text.push('"');
        }
        self.text.push('\n');
    }

    /// The whole file.
    pub(super) fn text(self) -> String {
        self.text
    }
}

/// A day.
pub(super) fn day(day: Day) -> String {
    days::date(day).to_string()
}

/// A moment: minutes after seven in the morning, UTC.
pub(crate) fn moment(at: Day, minutes: i64) -> String {
    let (hour, minute) = (7 + minutes / 60, minutes % 60);
    format!("{}T{hour:02}:{minute:02}:{:02}.000+0000", days::date(at), (at * 7).rem_euclid(60))
}

/// Money from minor units.
pub(super) fn money(minor: i64) -> String {
    Amount::from_millionths(minor * 10_000).to_string().replace(' ', "")
}

/// A flag.
pub(super) fn flag(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}
