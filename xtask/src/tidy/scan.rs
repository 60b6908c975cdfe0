//! Rust text split into code and string literals, well enough for tidy checks.

/// A Rust text whose comments and literals were told from its code.
pub(super) struct Scanned {
    code: String,
    literals: Vec<(usize, String)>,
}

impl Scanned {
    pub(super) fn new(text: &str) -> Self {
        let mut reader = Reader { rest: text, line: 1, code: String::new(), literals: Vec::new() };
        reader.read();
        Self { code: reader.code, literals: reader.literals }
    }

    /// Lines with their number from 1; comments and literals are blank in them.
    pub(super) fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// String literals with the line where each begins, escapes as written.
    pub(super) fn literals(&self) -> impl Iterator<Item = (usize, &str)> {
        self.literals.iter().map(|(line, text)| (*line, text.as_str()))
    }
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    code: String,
    literals: Vec<(usize, String)>,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(next) = self.rest.chars().next() {
            if self.rest.starts_with("//") {
                self.blank(self.rest.find('\n').unwrap_or(self.rest.len()));
            } else if self.rest.starts_with("/*") {
                self.blank(block_comment(self.rest));
            } else if let Some((open, close)) = raw_quotes(self.rest).filter(|_| !self.in_word()) {
                let end = self.rest[open..].find(&close).map_or(self.rest.len(), |at| open + at);
                self.literal(open, end, (end + close.len()).min(self.rest.len()));
            } else if next == '"' {
                let end = string_end(self.rest);
                self.literal(1, end, (end + 1).min(self.rest.len()));
            } else if let Some(length) = character(self.rest) {
                self.blank(length);
            } else {
                self.take(next.len_utf8());
            }
        }
    }

    fn in_word(&self) -> bool {
        self.code.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_')
    }

    fn literal(&mut self, from: usize, to: usize, end: usize) {
        self.literals.push((self.line, self.rest[from..to].to_owned()));
        self.blank(end);
    }

    /// Passes over text that is no code but keeps its line ends, so that line numbers stay right.
    fn blank(&mut self, length: usize) {
        let line_ends = self.rest[..length].matches('\n').count();
        self.code.push(' ');
        self.code.extend(std::iter::repeat_n('\n', line_ends));
        self.line += line_ends;
        self.rest = &self.rest[length..];
    }

    fn take(&mut self, length: usize) {
        let (code, rest) = self.rest.split_at(length);
        self.code.push_str(code);
        self.line += usize::from(code == "\n");
        self.rest = rest;
    }
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of an opening `r#"` or `br"` and the text that closes it.
fn raw_quotes(text: &str) -> Option<(usize, String)> {
    let hashes_and_on = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = hashes_and_on.len() - hashes_and_on.trim_start_matches('#').len();
    let prefix = text.len() - hashes_and_on.len();
    hashes_and_on[hashes..]
        .starts_with('"')
        .then(|| (prefix + hashes + 1, format!("\"{}", "#".repeat(hashes))))
}

/// Where the quote stands that closes the string at the start of `text`.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    text.len()
}

/// The length of a character literal at the start of `text`; a lifetime is none.
fn character(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('\'')?;
    if let Some(escape) = inner.strip_prefix('\\') {
        let named = escape.chars().next()?.len_utf8();
        return Some(2 + named + escape[named..].find('\'')? + 1);
    }
    let length = inner.chars().next()?.len_utf8();
    inner[length..].starts_with('\'').then_some(length + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        Scanned::new(text).code
    }

    fn literals(text: &str) -> Vec<(usize, String)> {
        Scanned::new(text).literals
    }

    #[test]
    fn comments_and_strings_are_no_code() {
        assert_eq!(code("a(\"b\"); // c\nd /* e /* f */ g */ h"), "a( );  \nd   h");
    }

    #[test]
    fn strings_keep_their_line_and_their_text() {
        let text = "let a = \"one\\\"two\";\nlet b = r#\"three \"four\"\"#;";
        assert_eq!(literals(text), [(1, "one\\\"two".to_owned()), (2, "three \"four\"".to_owned())]);
    }

    #[test]
    fn a_quote_as_a_character_opens_no_string_and_a_lifetime_no_character() {
        assert!(literals("let a = '\"'; fn f<'a>(x: &'a str) {} let b = '\\'';").is_empty());
    }

    #[test]
    fn a_word_that_ends_in_r_opens_no_raw_string() {
        assert_eq!(literals("for\"x\""), [(1, "x".to_owned())]);
    }

    #[test]
    fn texts_that_end_too_early_do_no_harm() {
        for text in ["\"abc", "r#\"abc", "/* abc", "'", "'\\", "\"\\", "br#"] {
            let _ = Scanned::new(text);
        }
    }
}
