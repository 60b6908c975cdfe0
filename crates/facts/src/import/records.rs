//! CSV text to records whose every field knows its place; broken lines are told and stepped over.

use std::borrow::Cow;

/// One record of a text.
#[derive(Debug, Default)]
pub(crate) struct Record<'t> {
    pub(crate) fields: Vec<Field<'t>>,
    /// Line on which it starts, from 1.
    pub(crate) line: usize,
    /// Its first byte.
    pub(crate) start: usize,
    /// One past its last byte, without the line end.
    pub(crate) end: usize,
    /// Why it could not be split into fields; the next record then starts on the next line.
    pub(crate) broken: Option<&'static str>,
}

/// One field of a record.
#[derive(Debug)]
pub(crate) struct Field<'t> {
    /// Without its quotes.
    pub(crate) text: Cow<'t, str>,
    /// Its first byte, or that of its quote.
    pub(crate) start: usize,
    /// Line on which it starts, from 1.
    pub(crate) line: usize,
}

/// Splits a text into records (RFC 4180; lines may end in CR, LF or both).
pub(crate) struct Records<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    delimiter: u8,
}

impl<'t> Records<'t> {
    pub(crate) fn of(text: &'t str, delimiter: u8) -> Self {
        Self { text, at: 0, line: 1, delimiter }
    }

    /// Steps over so many lines.
    pub(crate) fn skip_lines(&mut self, lines: usize) {
        for _ in 0..lines {
            self.at = self.end_of_line(self.at);
            self.step_over_line_end();
        }
    }

    /// Reads the next record that is not an empty line; `false` at the end.
    pub(crate) fn next(&mut self, record: &mut Record<'t>) -> bool {
        loop {
            if self.at >= self.text.len() {
                return false;
            }
            self.read(record);
            let blank = record.broken.is_none() && record.end == record.start;
            if !blank {
                return true;
            }
        }
    }

    /// Goes on with the line after the first one of a record that swallowed several.
    pub(crate) fn resume_after_first_line(&mut self, record: &Record<'t>) {
        self.at = self.end_of_line(record.start);
        self.line = record.line;
        self.step_over_line_end();
    }

    fn read(&mut self, record: &mut Record<'t>) {
        record.fields.clear();
        record.broken = None;
        record.start = self.at;
        record.line = self.line;
        loop {
            let (start, line) = (self.at, self.line);
            let text = if self.byte() == Some(b'"') {
                match self.quoted() {
                    Ok(text) => text,
                    Err(reason) => {
                        record.broken = Some(reason);
                        record.end = self.end_of_line(record.start);
                        self.resume_after_first_line(record);
                        return;
                    }
                }
            } else {
                Cow::Borrowed(self.plain())
            };
            record.fields.push(Field { text, start, line });
            if self.byte() == Some(self.delimiter) {
                self.at += 1;
                continue;
            }
            record.end = self.at;
            self.step_over_line_end();
            return;
        }
    }

    fn plain(&mut self) -> &'t str {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or(&[]);
        let ends = |byte: &u8| *byte == self.delimiter || *byte == b'\n' || *byte == b'\r';
        self.at = start + rest.iter().position(ends).unwrap_or(rest.len());
        self.text.get(start..self.at).unwrap_or("")
    }

    fn quoted(&mut self) -> Result<Cow<'t, str>, &'static str> {
        let start = self.at + 1;
        let mut doubled = false;
        let mut from = start;
        loop {
            let rest = self.text.get(from..).unwrap_or("");
            let Some(end) = rest.find('"').map(|end| from + end) else {
                return Err("a quote opens here and is never closed");
            };
            if self.text.as_bytes().get(end + 1) == Some(&b'"') {
                doubled = true;
                from = end + 2;
                continue;
            }
            let inside = self.text.get(start..end).unwrap_or("");
            self.at = end + 1;
            let after = self.byte();
            if !(after.is_none() || after == Some(self.delimiter) || matches!(after, Some(b'\n' | b'\r'))) {
                return Err("text follows a closing quote");
            }
            self.line += count_lines(inside);
            return Ok(if doubled {
                Cow::Owned(inside.replace("\"\"", "\""))
            } else {
                Cow::Borrowed(inside)
            });
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn end_of_line(&self, from: usize) -> usize {
        let rest = self.text.as_bytes().get(from..).unwrap_or(&[]);
        from + rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len())
    }

    fn step_over_line_end(&mut self) {
        match (self.byte(), self.text.as_bytes().get(self.at + 1)) {
            (Some(b'\r'), Some(b'\n')) => self.at += 2,
            (Some(b'\r' | b'\n'), _) => self.at += 1,
            _ => return,
        }
        self.line += 1;
    }
}

/// The character of its line at which a byte stands, from 1.
pub(crate) fn column_of(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or("");
    let line_start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    before.get(line_start..).map_or(1, |line| line.chars().count() + 1)
}

fn count_lines(text: &str) -> usize {
    let bytes = text.as_bytes();
    let lone_cr = |(index, byte): (usize, &u8)| *byte == b'\r' && bytes.get(index + 1) != Some(&b'\n');
    bytes.iter().filter(|byte| **byte == b'\n').count()
        + bytes.iter().enumerate().filter(|entry| lone_cr(*entry)).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(text: &str) -> Vec<(usize, Vec<String>, bool)> {
        let mut records = Records::of(text, b',');
        let mut record = Record::default();
        let mut found = Vec::new();
        while records.next(&mut record) {
            let fields = record.fields.iter().map(|field| field.text.to_string()).collect();
            found.push((record.line, fields, record.broken.is_some()));
        }
        found
    }

    #[test]
    fn quotes_keep_delimiters_lines_and_quotes() {
        let records = all("a,\"b,\"\"c\"\"\nd\"\r\n\r\ne,\n");
        assert_eq!(records[0], (1, vec!["a".into(), "b,\"c\"\nd".into()], false));
        assert_eq!(records[1], (4, vec!["e".into(), String::new()], false));
    }

    #[test]
    fn a_quote_that_is_never_closed_breaks_one_line_only() {
        let records = all("a,1\n\"b,2\nc,3\n");
        assert_eq!(
            records.iter().map(|(line, _, broken)| (*line, *broken)).collect::<Vec<_>>(),
            [(1, false), (2, true), (3, false)]
        );
        assert_eq!(records[2].1, ["c", "3"]);
    }

    #[test]
    fn a_field_knows_its_character_column() {
        assert_eq!(column_of("x\nü,ö,z", "x\nü,ö,".len()), 5);
    }

    proptest! {
        #[test]
        fn any_text_is_split_and_every_record_moves_on(text in "[a\",\n\rü]{0,60}") {
            let mut records = Records::of(&text, b',');
            let mut record = Record::default();
            let mut last = None;
            while records.next(&mut record) {
                prop_assert!(last.is_none_or(|last| record.start > last));
                prop_assert!(text.get(record.start..record.end).is_some());
                last = Some(record.start);
            }
        }
    }
}
