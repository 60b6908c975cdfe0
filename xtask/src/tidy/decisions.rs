//! A decision has a number, a date, its context, and what was given up.

use crate::tree::Text;
use std::path::Path;

const FOLDER: &str = "docs/decisions/";
const HEADINGS: &[&str] = &["## Context", "## Decision", "## What we gave up"];

pub(super) fn check(_root: &Path, texts: &[Text]) -> Vec<String> {
    texts.iter().filter(|text| text.path.starts_with(FOLDER)).flat_map(complaints).collect()
}

fn complaints(text: &Text) -> Vec<String> {
    let path = &text.path;
    let mut complaints = Vec::new();
    if !is_numbered(text.name()) {
        complaints.push(format!("{path}: name it `NNNN-what-it-is-about.md`"));
    }
    if !text.lines().any(|(_, line)| line.strip_prefix("Date: ").is_some_and(is_date)) {
        complaints.push(format!("{path}: no line `Date: YYYY-MM-DD`"));
    }
    for heading in HEADINGS.iter().filter(|heading| !text.lines().any(|(_, line)| line == **heading)) {
        complaints.push(format!("{path}: no heading `{heading}`"));
    }
    complaints
}

fn is_numbered(name: &str) -> bool {
    name.split_once('-').is_some_and(|(number, rest)| {
        number.len() == 4 && number.chars().all(|c| c.is_ascii_digit()) && rest.ends_with(".md")
    })
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.trim_end().split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [4, 2, 2] && parts.iter().all(|part| part.chars().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::*;

    #[test]
    fn a_whole_decision_passes() {
        let whole = "# 1\nDate: 2026-01-31\n## Context\n## Decision\n## What we gave up\n";
        assert!(check(Path::new(""), &[text("docs/decisions/0001-a.md", whole)]).is_empty());
    }

    #[test]
    fn everything_that_is_missing_is_said_at_once() {
        let complaints = check(Path::new(""), &[text("docs/decisions/first.md", "Date: soon\n## Context\n")]);
        assert_eq!(complaints.len(), 4, "{complaints:?}");
    }
}
