//! Rust files open with their purpose and hold nothing half-done.

use super::scan::Scanned;
use crate::tree::Text;
use std::path::Path;

const HALF_DONE: &[&str] = &["todo!", "unimplemented!", "dbg!", "#[ignore"];

pub(super) fn check(_root: &Path, texts: &[Text]) -> Vec<String> {
    texts.iter().filter(|text| text.extension() == "rs").flat_map(complaints).collect()
}

fn complaints(text: &Text) -> Vec<String> {
    let path = &text.path;
    let mut complaints = Vec::new();
    if !text.text.starts_with("//! ") {
        complaints.push(format!("{path}:1: open the file with one `//!` sentence of purpose"));
    }
    for (number, line) in Scanned::new(&text.text).code_lines() {
        for found in HALF_DONE.iter().filter(|bad| line.contains(**bad)) {
            complaints.push(format!("{path}:{number}: `{found}` is not for keeps"));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::*;

    #[test]
    fn a_file_opens_with_its_purpose() {
        assert!(check(Path::new(""), &[text("a.rs", "//! Sums.\n")]).is_empty());
        assert_eq!(check(Path::new(""), &[text("a.rs", "use b;\n//! Sums.\n")]).len(), 1);
    }

    #[test]
    fn half_done_code_is_found_and_talk_about_it_is_not() {
        let code = "//! A.\nfn f() { todo!() }\n#[ignore]\nconst WORD: &str = \"todo!\"; // dbg!\n";
        let complaints = check(Path::new(""), &[text("a.rs", code)]);
        assert_eq!(complaints, ["a.rs:2: `todo!` is not for keeps", "a.rs:3: `#[ignore` is not for keeps"]);
    }
}
