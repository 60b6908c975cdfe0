//! Words of the workshop that users never read.

use super::scan::Scanned;
use crate::tree::Text;
use std::path::Path;

const WORKSHOP: &[&str] = &["conductance", "obligation", "shapley", "λ"];
/// Crates whose string literals reach users.
const SPEAKING: &[&str] = &["crates/report/src/", "crates/cli/src/"];

pub(super) fn check(_root: &Path, texts: &[Text]) -> Vec<String> {
    texts.iter().flat_map(complaints).collect()
}

fn complaints(text: &Text) -> Vec<String> {
    if is_page(&text.path) || is_user_document(&text.path) {
        let first = if is_page(&text.path) { end_of_front_matter(&text.text) } else { 0 };
        in_lines(&text.path, text.lines().filter(|(number, _)| *number > first))
    } else if text.extension() == "rs" && SPEAKING.iter().any(|folder| text.path.starts_with(folder)) {
        let scanned = Scanned::new(&text.text);
        in_lines(&text.path, scanned.literals())
    } else {
        Vec::new()
    }
}

fn is_page(path: &str) -> bool {
    path.starts_with("crates/") && path.contains("/pages/") && path.ends_with(".md")
}

fn is_user_document(path: &str) -> bool {
    path == "README.md"
        || path == "CHANGELOG.md"
        || (path.starts_with("docs/") && path.ends_with(".md") && !path.starts_with("docs/decisions/"))
}

/// The number of the last line of `+++ … +++`; 0 without front matter.
fn end_of_front_matter(text: &str) -> usize {
    let mut fences = text.lines().enumerate().filter(|(_, line)| line.trim_end() == "+++");
    match (fences.next(), fences.next()) {
        (Some((0, _)), Some((end, _))) => end + 1,
        _ => 0,
    }
}

fn in_lines<'a>(path: &str, lines: impl Iterator<Item = (usize, &'a str)>) -> Vec<String> {
    let mut complaints = Vec::new();
    for (number, line) in lines {
        let lower = line.to_lowercase();
        for word in WORKSHOP.iter().filter(|word| lower.contains(**word)) {
            complaints.push(format!("{path}:{number}: users do not read `{word}`: say it in their words"));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::*;

    fn count(path: &str, content: &str) -> usize {
        check(Path::new(""), &[text(path, content)]).len()
    }

    #[test]
    fn a_page_may_say_it_in_its_front_matter_only() {
        let page = "+++\nnote = \"Shapley\"\n+++\n# a\nOne Obligation.\n";
        assert_eq!(count("crates/rules/pages/a/b.md", page), 1);
    }

    #[test]
    fn readers_of_the_documentation_are_spared_readers_of_decisions_are_not() {
        assert_eq!(count("docs/glossary.md", "λ"), 1);
        assert_eq!(count("docs/decisions/0001-a.md", "λ"), 0);
    }

    #[test]
    fn messages_are_spared_and_code_is_not() {
        assert_eq!(count("crates/report/src/a.rs", "let obligation = \"an obligation\";"), 1);
        assert_eq!(count("crates/rules/src/a.rs", "let a = \"obligation\";"), 0);
    }
}
