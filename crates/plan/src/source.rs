//! From given files to texts in one order, whatever order and bytes they come in.

use plumb_diag::{FileId, Files, Problem, Span};

/// The largest file that is read, in bytes. A longer one is left out and reported.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What a file is for, told from its path alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// `plumb.toml`.
    Settings,
    /// `plan.lock`.
    Lock,
    /// TOML below `plan/`.
    Entries,
    /// CSV below `plan/`; the path is the one below `plan/`.
    List(String),
    /// Anything else.
    Unread,
}

pub(crate) struct Source {
    pub(crate) file: FileId,
    pub(crate) purpose: Purpose,
}

/// A range of bytes as a span that lies inside the file, on character borders.
pub(crate) fn span_in(files: &Files, file: FileId, range: std::ops::Range<usize>) -> Span {
    let text = files.text(file);
    let mut start = range.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = range.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    Span { file, start, end }
}

/// Sorts, decodes and keeps the files.
pub(crate) fn gather(mut given: Vec<(String, Vec<u8>)>) -> (Files, Vec<Source>, Vec<Problem>) {
    given.sort();
    let mut files = Files::default();
    let mut sources: Vec<Source> = Vec::new();
    let mut problems = Vec::new();
    for (path, bytes) in given {
        let purpose = purpose_of(&path);
        if sources.last().is_some_and(|source| files.path(source.file) == path) {
            problems
                .push(Problem::error("file-twice", format!("`{path}` is given twice; the first is read")));
            continue;
        }
        if bytes.len() > FILE_BYTES_MAX {
            let message =
                format!("{} bytes are more than the {FILE_BYTES_MAX} that a plan file may have", bytes.len());
            let file = files.add(path, "");
            problems.push(
                Problem::error("file-too-large", message)
                    .at(Span { file, start: 0, end: 0 }, "left out")
                    .help("split it into several files below `plan/`"),
            );
            continue;
        }
        let file = match String::from_utf8(bytes) {
            Ok(text) => files.add(path, text),
            Err(error) => lossy(&mut files, path, error.as_bytes(), &mut problems),
        };
        sources.push(Source { file, purpose });
    }
    (files, sources, problems)
}

/// Reads what is no UTF-8 with `\u{fffd}` in its place, and says where it begins.
fn lossy(files: &mut Files, path: String, bytes: &[u8], problems: &mut Vec<Problem>) -> FileId {
    let mut text = String::with_capacity(bytes.len());
    let mut first = None;
    let mut count = 0_usize;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            first.get_or_insert(text.len());
            text.push('\u{fffd}');
            count += 1;
        }
    }
    let file = files.add(path, text);
    let start = first.unwrap_or(0);
    problems.push(
        Problem::error("not-utf8", format!("{count} places are not UTF-8 text"))
            .at(Span { file, start, end: start + '\u{fffd}'.len_utf8() }, "the first is here")
            .help("save the file as UTF-8; in a spreadsheet choose `CSV UTF-8`"),
    );
    file
}

fn purpose_of(path: &str) -> Purpose {
    if path == "plumb.toml" {
        return Purpose::Settings;
    }
    if path == "plan.lock" {
        return Purpose::Lock;
    }
    let Some(below) = path.strip_prefix("plan/") else {
        return Purpose::Unread;
    };
    match below.rsplit_once('.') {
        Some((_, "toml")) => Purpose::Entries,
        Some((_, "csv")) => Purpose::List(below.to_owned()),
        _ => Purpose::Unread,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_not_utf8_are_placed_and_the_rest_is_read() {
        let (files, sources, problems) = gather(vec![("plan/people.csv".into(), b"id\nJos\xe9\n".to_vec())]);
        assert_eq!(files.text(sources[0].file), "id\nJos\u{fffd}\n");
        let span = problems[0].primary.as_ref().unwrap().span;
        assert_eq!((span.start, files.slice(span)), (6, "\u{fffd}"));
    }

    #[test]
    fn a_file_over_the_limit_is_left_out_and_named() {
        let (_, sources, problems) = gather(vec![("plan/a.toml".into(), vec![b'#'; FILE_BYTES_MAX + 1])]);
        assert!(sources.is_empty());
        assert_eq!(problems[0].code, "file-too-large");
    }

    #[test]
    fn spans_never_cut_a_character() {
        let mut files = Files::default();
        let file = files.add("a", "aöb");
        let span = span_in(&files, file, 2..9);
        assert_eq!((span.start, span.end), (1, 4));
    }
}
