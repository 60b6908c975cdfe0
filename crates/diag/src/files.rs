//! The texts that were read, and places in them.

/// One text among [`Files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A half-open range of bytes in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A span as a person reads it: path, line and column, both counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path as it was given to [`Files::add`].
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

#[derive(Clone, Debug)]
struct File {
    path: String,
    text: String,
    line_starts: Vec<usize>,
}

/// The texts that were read, in the order in which they were added.
///
/// ```
/// use plumb_diag::{Files, Span};
/// let mut files = Files::default();
/// let file = files.add("plan/objectives.toml", "a = 1\nb = 2\n");
/// let place = files.place(Span { file, start: 6, end: 7 });
/// assert_eq!((place.line, place.column), (2, 1));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Files {
    files: Vec<File>,
}

impl Files {
    /// Keeps a text under its path and returns its id.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1))
            .collect();
        let id = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        self.files.push(File { path: path.into(), text, line_starts });
        FileId(id)
    }

    /// All files, in the order in which they were added.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + '_ {
        (0..self.files.len()).filter_map(|index| u32::try_from(index).ok()).map(FileId)
    }

    /// The path of a file; empty for an id of another set.
    pub fn path(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.path)
    }

    /// The text of a file; empty for an id of another set.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.text)
    }

    /// The text under a span; empty where the span lies outside its file or cuts a character.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.start..span.end).unwrap_or("")
    }

    /// Whether the span lies inside its file and on character borders.
    pub fn holds(&self, span: Span) -> bool {
        span.start <= span.end && self.text(span.file).get(span.start..span.end).is_some()
    }

    /// The least span that holds this one, lies inside the file and cuts no character.
    #[must_use]
    pub fn snapped(&self, span: Span) -> Span {
        let text = self.text(span.file);
        let mut start = span.start.min(text.len());
        let mut end = span.end.clamp(start, text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        Span { file: span.file, start, end }
    }

    /// The place where a span starts. A span past the end is shown at the end.
    pub fn place(&self, span: Span) -> Place {
        let Some(file) = self.file(span.file) else {
            return Place { path: String::new(), line: 1, column: 1 };
        };
        let start = span.start.min(file.text.len());
        let line = file.line_starts.partition_point(|&line_start| line_start <= start).max(1);
        let line_start = file.line_starts.get(line - 1).copied().unwrap_or(0);
        let column = file.text.get(line_start..start).map_or(1, |before| before.chars().count() + 1);
        Place { path: file.path.clone(), line, column }
    }

    fn file(&self, file: FileId) -> Option<&File> {
        self.files.get(usize::try_from(file.0).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let mut files = Files::default();
        let file = files.add("a", "größe = 1\n");
        let start = "größe = ".len();
        assert_eq!(files.place(Span { file, start, end: start + 1 }).column, 9);
    }

    #[test]
    fn a_span_that_cuts_a_character_is_not_held() {
        let mut files = Files::default();
        let file = files.add("a", "ö");
        assert!(!files.holds(Span { file, start: 1, end: 2 }));
        assert!(files.holds(Span { file, start: 0, end: 2 }));
    }

    #[test]
    fn a_span_that_cuts_a_character_snaps_around_it() {
        let mut files = Files::default();
        let file = files.add("a", "xö");
        assert_eq!(files.snapped(Span { file, start: 2, end: 99 }), Span { file, start: 1, end: 3 });
    }

    #[test]
    fn a_span_past_the_end_is_shown_at_the_end() {
        let mut files = Files::default();
        let file = files.add("a", "x\ny");
        assert_eq!(
            files.place(Span { file, start: 99, end: 99 }),
            Place { path: "a".into(), line: 2, column: 2 }
        );
    }
}
