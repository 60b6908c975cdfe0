//! CSV as most systems write it: quotes only where a field needs them.

use crate::days::{self, Day};

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
            if field.contains([',', '"', '\n']) {
                self.text.push('"');
                self.text.push_str(&field.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(field);
            }
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

/// A moment in local time: minutes after midnight.
pub(super) fn moment(at: Day, minutes: i64) -> String {
    let (at, minutes) = (at + minutes.div_euclid(1_440), minutes.rem_euclid(1_440));
    format!("{}T{:02}:{:02}:00", days::date(at), minutes / 60, minutes % 60)
}

/// Yes or no.
pub(super) fn flag(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}
