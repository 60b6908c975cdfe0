//! Rows of text with a delimiter between the fields, which are quoted where they have to be.

/// The text of one file.
pub(crate) struct Delimited {
    text: String,
    delimiter: char,
    columns: usize,
}

impl Delimited {
    /// A file with these columns.
    pub(crate) fn new(delimiter: char, columns: &[&str]) -> Self {
        let mut file = Self { text: String::new(), delimiter, columns: columns.len() };
        file.row(columns);
        file
    }

    /// One row: as many fields as there are columns.
    pub(crate) fn row(&mut self, fields: &[&str]) {
        debug_assert_eq!(fields.len(), self.columns);
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                self.text.push(self.delimiter);
            }
            if field.contains([self.delimiter, '"', '\n']) {
                self.text.push_str(&format!("\"{}\"", field.replace('"', "\"\"")));
            } else {
                self.text.push_str(field);
            }
        }
        self.text.push('\n');
    }

    /// A line as it stands.
    pub(crate) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// The whole file.
    pub(crate) fn text(self) -> String {
        self.text
    }
}
