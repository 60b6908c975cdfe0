//! CSV with the exact place of every field.

use csv_core::{ReadFieldResult, Reader};
use plumb_diag::{FileId, Files, Problem, Span};

use crate::source::span_in;
use crate::toml_text::guess;

/// One field: its text without quotes, and its place with them.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// One record: its fields, and whether a quote that is not closed ended it before its last one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    pub(crate) cells: Vec<Cell>,
    pub(crate) is_cut: bool,
}

/// A CSV file as read.
pub(crate) struct CsvText {
    pub(crate) header: Vec<Cell>,
    pub(crate) rows: Vec<Record>,
    /// What stands between fields.
    pub(crate) delimiter: char,
    /// The note of a comment `# guessed: …` before the first row.
    pub(crate) guessed: Option<String>,
}

/// Reads a file: comma or semicolon between fields, `"` around them, lines with `#` are comments.
pub(crate) fn read(files: &Files, file: FileId, problems: &mut Vec<Problem>) -> CsvText {
    let text = files.text(file);
    let bytes = text.as_bytes();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut records: Vec<Record> = Vec::new();
    let mut guessed = None;
    let mut reader: Option<(Reader, u8)> = None;
    let mut output = vec![0_u8; bytes.len().min(256)];
    while at < bytes.len() {
        let rest = text.get(at..).unwrap_or("");
        let line_end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line = rest.get(..line_end).unwrap_or("");
        if line.trim().is_empty() || line.starts_with('#') {
            if guessed.is_none() && records.len() < 2 {
                guessed = line.starts_with('#').then(|| guess(line)).flatten();
            }
            at += (line_end + 1).min(rest.len());
            continue;
        }
        let (reader, delimiter) = reader.get_or_insert_with(|| {
            let delimiter = if line.contains(';') && !line.contains(',') { b';' } else { b',' };
            (csv_core::ReaderBuilder::new().delimiter(delimiter).build(), delimiter)
        });
        let (mut record, next) = record(files, file, at, reader, *delimiter, &mut output, problems);
        at = next.max(at + 1);
        if let Some(broken) = record.cells.iter().position(|cell| !is_whole(files.slice(cell.span)))
            && files.slice(record.cells[broken].span).contains(['\n', '\r'])
        {
            at = cut(files, &mut record, broken, *delimiter, records.is_empty());
        }
        records.push(record);
    }
    let delimiter = reader.map_or(',', |(_, delimiter)| char::from(delimiter));
    let mut records = records.into_iter();
    let header = records.next().unwrap_or_default().cells;
    let rows = records.filter(|row| row.cells.iter().any(|cell| !cell.text.trim().is_empty())).collect();
    CsvText { header, rows, delimiter, guessed }
}

/// Whether a field is without quotes, or between a pair of them.
fn is_whole(raw: &str) -> bool {
    let Some(inside) = raw.strip_prefix('"') else { return true };
    inside.strip_suffix('"').is_some_and(|inside| !inside.replace("\"\"", "").contains('"'))
}

/// Ends a record on the line of a quote that is not closed, so that it swallows no others; returns the byte after that
/// line. What stands behind the quote cannot be told apart: of a row only a first field is kept of it.
fn cut(files: &Files, record: &mut Record, broken: usize, delimiter: u8, is_header: bool) -> usize {
    let Some(span) = record.cells.get(broken).map(|cell| cell.span) else { return 0 };
    let line = files.slice(span).split(['\n', '\r']).next().unwrap_or("");
    record.cells.truncate(broken);
    record.is_cut = true;
    let mut start = span.start;
    for raw in line.split(char::from(delimiter)) {
        if is_header || record.cells.is_empty() {
            let text = raw.trim_matches('"').to_owned();
            record.cells.push(Cell { text, span: Span { start, end: start + raw.len(), ..span } });
        }
        start += raw.len() + 1;
    }
    span.start + line.len() + 1
}

const NOT_CLOSED: &str = "a quote is not closed; what stands behind it on its line is not read";

/// One record from byte `at`; also the byte after it.
fn record(
    files: &Files,
    file: FileId,
    mut at: usize,
    reader: &mut Reader,
    delimiter: u8,
    output: &mut Vec<u8>,
    problems: &mut Vec<Problem>,
) -> (Record, usize) {
    let bytes = files.text(file).as_bytes();
    let mut cells = Vec::new();
    reader.reset();
    loop {
        let start = at;
        let mut written = 0;
        let result = loop {
            let (result, read, wrote) = reader.read_field(
                bytes.get(at..).unwrap_or_default(),
                output.get_mut(written..).unwrap_or_default(),
            );
            at += read;
            written += wrote;
            match result {
                ReadFieldResult::OutputFull => output.resize((output.len() * 2).max(256), 0),
                // The end of the text is told by a second, empty read.
                ReadFieldResult::InputEmpty if at < bytes.len() => {}
                ReadFieldResult::InputEmpty if read > 0 => {}
                other => break other,
            }
        };
        let mut end = at;
        let ended_by = |byte: u8| end > start && bytes.get(end - 1) == Some(&byte);
        match result {
            ReadFieldResult::Field { record_end: false } if ended_by(delimiter) => end -= 1,
            ReadFieldResult::Field { record_end: true } if ended_by(b'\n') || ended_by(b'\r') => {
                end -= 1;
                if end > start && bytes.get(end - 1) == Some(&b'\r') && bytes.get(end) == Some(&b'\n') {
                    end -= 1;
                }
            }
            _ => {}
        }
        if matches!(result, ReadFieldResult::End) && end == start && cells.is_empty() {
            return (Record { cells, is_cut: false }, at);
        }
        let span = span_in(files, file, start..end);
        let text = String::from_utf8_lossy(output.get(..written).unwrap_or_default()).into_owned();
        let raw = files.slice(span);
        if !is_whole(raw) {
            let line = raw.split(['\n', '\r']).next().unwrap_or(raw);
            let message =
                if line.len() < raw.len() { NOT_CLOSED } else { "a quote is not closed, or text follows it" };
            let problem =
                Problem::error("syntax", message).at(Span { end: span.start + line.len(), ..span }, "");
            problems.push(problem.help("close it with `\"`; write a quote inside as `\"\"`"));
        }
        cells.push(Cell { text, span });
        if !matches!(result, ReadFieldResult::Field { record_end: false }) {
            if bytes.get(at.wrapping_sub(1)) == Some(&b'\r') && bytes.get(at) == Some(&b'\n') {
                at += 1;
            }
            return (Record { cells, is_cut: false }, at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<(String, String)>> {
        let mut files = Files::default();
        let file = files.add("plan/people.csv", text);
        let mut problems = Vec::new();
        let csv = read(&files, file, &mut problems);
        std::iter::once(csv.header)
            .chain(csv.rows.into_iter().map(|row| row.cells))
            .map(|row| row.into_iter().map(|cell| (cell.text, files.slice(cell.span).to_owned())).collect())
            .collect()
    }

    fn pairs(row: &[(&str, &str)]) -> Vec<(String, String)> {
        row.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn spans_hold_quotes_newlines_and_nothing_else() {
        let text = "\u{feff}id,name\r\n# no row\r\nana,\"Ana, \"\"A\"\"\r\nBlum\"\r\n\r\nbo,";
        assert_eq!(
            cells(text),
            [
                pairs(&[("id", "id"), ("name", "name")]),
                pairs(&[("ana", "ana"), ("Ana, \"A\"\r\nBlum", "\"Ana, \"\"A\"\"\r\nBlum\"")]),
                pairs(&[("bo", "bo"), ("", "")]),
            ]
        );
    }

    #[test]
    fn a_last_line_without_newline_is_a_row() {
        assert_eq!(cells("id\nana"), [pairs(&[("id", "id")]), pairs(&[("ana", "ana")])]);
    }

    #[test]
    fn semicolons_separate_where_the_header_has_no_comma() {
        assert_eq!(cells("id;name\na;b\n")[1], pairs(&[("a", "a"), ("b", "b")]));
    }

    #[test]
    fn an_open_quote_ends_with_its_line_and_is_reported_there() {
        for (text, broken) in [
            ("id,name\n\"ana,A\nbo,B\n", "\"ana,A"),
            ("id,name\r\nana,\"A, x\r\nbo,B", "\"A, x"),
            ("id,name\nana,\"A\nbo,\"B\"\n", "\"A"),
            ("id,name\nana,\"A\"\"\nbo,B\n", "\"A\"\""),
        ] {
            let mut files = Files::default();
            let file = files.add("a", text);
            let mut problems = Vec::new();
            let csv = read(&files, file, &mut problems);
            let firsts: Vec<_> =
                csv.rows.iter().map(|row| (row.cells[0].text.as_str(), row.is_cut)).collect();
            assert_eq!(firsts, [("ana", true), ("bo", false)], "{text}");
            assert_eq!(csv.rows[1].cells[1].text, "B");
            let [problem] = problems.as_slice() else { panic!("{problems:?}") };
            assert_eq!(files.slice(problem.primary.as_ref().unwrap().span), broken);
        }
    }

    #[test]
    fn an_open_quote_in_the_header_hides_no_column() {
        let rows = cells("id,\"name,role\nana,Ana,ae\n");
        assert_eq!(rows[0].iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>(), ["id", "name", "role"]);
        assert_eq!(rows[1], pairs(&[("ana", "ana"), ("Ana", "Ana"), ("ae", "ae")]));
    }
}
