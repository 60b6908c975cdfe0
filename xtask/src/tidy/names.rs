//! Names that say nothing: no file, folder, crate or module carries one.

use super::scan::Scanned;
use crate::tree::Text;
use std::path::Path;

const SAY_NOTHING: &[&str] = &["utils", "util", "helpers", "manager", "common", "misc", "core", "types"];

pub(super) fn check(_root: &Path, texts: &[Text]) -> Vec<String> {
    texts.iter().flat_map(|text| path(text).into_iter().chain(modules(text))).collect()
}

fn path(text: &Text) -> Option<String> {
    let bad =
        text.path.split('/').map(|part| part.split('.').next().unwrap_or(part)).find(|part| banned(part))?;
    Some(format!("{}: `{bad}` says nothing: name it after what is inside", text.path))
}

fn modules(text: &Text) -> Vec<String> {
    if text.extension() != "rs" {
        return Vec::new();
    }
    let scanned = Scanned::new(&text.text);
    let mut complaints = Vec::new();
    for (number, line) in scanned.code_lines() {
        let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        for pair in words.windows(2) {
            if let ["mod", name] = pair
                && banned(name)
            {
                complaints.push(format!("{}:{number}: module `{name}` says nothing", text.path));
            }
        }
    }
    complaints
}

fn banned(name: &str) -> bool {
    SAY_NOTHING.contains(&name.strip_prefix("plumb-").unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::*;

    #[test]
    fn empty_names_are_found_in_files_folders_and_modules() {
        let texts = [
            text("crates/core/src/lib.rs", ""),
            text("crates/plan/src/utils.rs", ""),
            text("crates/plan/src/lib.rs", "pub mod helpers;"),
        ];
        assert_eq!(check(Path::new(""), &texts).len(), 3);
    }

    #[test]
    fn words_that_merely_contain_them_are_fine() {
        let texts = [text("crates/plan/src/score.rs", "mod typesetting; // mod utils")];
        assert!(check(Path::new(""), &texts).is_empty());
    }
}
