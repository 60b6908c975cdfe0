//! Files stay short: 500 lines, with a list of exceptions that only shrinks.

use crate::tree::Text;
use std::collections::BTreeMap;
use std::path::Path;

const LIMIT: usize = 500;
/// Texts that people write by hand; tables of data may be as long as they are.
const WRITTEN: &[&str] = &["rs", "md", "toml", "sql", "sh", "html", "css", "js"];
const EXCEPTIONS: &str = "xtask/size-exceptions.txt";

pub(super) fn check(_root: &Path, texts: &[Text]) -> Vec<String> {
    let (allowed, mut complaints) = exceptions(super::find(texts, EXCEPTIONS).unwrap_or_default());
    for text in texts.iter().filter(|text| WRITTEN.contains(&text.extension())) {
        let lines = text.written_lines();
        let path = &text.path;
        match allowed.get(path.as_str()) {
            Some(_) if lines <= LIMIT => {
                complaints
                    .push(format!("{EXCEPTIONS}: `{path}` has {lines} lines now: remove it from the list"));
            }
            Some(&most) if lines > most => {
                complaints.push(format!("{path}: {lines} lines, {most} allowed: the list only shrinks"));
            }
            None if lines > LIMIT => {
                complaints.push(format!("{path}: {lines} lines, {LIMIT} allowed: split it by purpose"));
            }
            _ => {}
        }
    }
    for path in allowed.keys().filter(|path| super::find(texts, path).is_none()) {
        complaints.push(format!("{EXCEPTIONS}: `{path}` does not exist"));
    }
    complaints
}

/// Lines of the form `PATH COUNT`; `#` opens a comment.
fn exceptions(list: &str) -> (BTreeMap<&str, usize>, Vec<String>) {
    let mut allowed = BTreeMap::new();
    let mut complaints = Vec::new();
    for line in list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.split_once(' ').and_then(|(path, count)| Some((path, count.trim().parse().ok()?))) {
            Some((path, count)) => {
                allowed.insert(path, count);
            }
            None => complaints.push(format!("{EXCEPTIONS}: `{line}` is not `PATH COUNT`")),
        }
    }
    (allowed, complaints)
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::*;

    fn complaints(lines: usize, list: &str) -> Vec<String> {
        check(Path::new(""), &[text("a.rs", &"\n".repeat(lines)), text(EXCEPTIONS, list)])
    }

    #[test]
    fn five_hundred_lines_are_enough() {
        assert!(complaints(500, "").is_empty());
        assert_eq!(complaints(501, ""), ["a.rs: 501 lines, 500 allowed: split it by purpose"]);
    }

    #[test]
    fn a_listed_file_may_not_grow() {
        assert!(complaints(600, "a.rs 600").is_empty());
        assert_eq!(complaints(601, "a.rs 600").len(), 1);
    }

    #[test]
    fn a_listed_file_that_became_short_or_vanished_leaves_the_list() {
        assert_eq!(complaints(500, "a.rs 600").len(), 1);
        assert_eq!(complaints(10, "gone.rs 600").len(), 1);
    }

    #[test]
    fn tables_of_data_and_generated_texts_may_be_long() {
        let long = "\n".repeat(900);
        let generated = format!("<!-- x: begin, generated -->\n{long}<!-- x: end -->\n");
        let texts = [text("a.csv", &long), text("docs/tables.md", &generated)];
        assert!(check(Path::new(""), &texts).is_empty());
    }
}
