//! The map of the code names what is there: every path exists, every crate is on it.

use crate::floors;
use crate::tree::Text;
use std::path::Path;

const MAP: &str = "ARCHITECTURE.md";

pub(super) fn check(root: &Path, texts: &[Text]) -> Vec<String> {
    let Some(map) = super::find(texts, MAP) else { return vec![format!("{MAP} is missing")] };
    let mut complaints = missing_paths(map, |path| root.join(path).exists());
    match floors::workspace(root) {
        Ok((crates, _)) => complaints.extend(unlisted(map, &crates)),
        Err(error) => complaints.push(error),
    }
    complaints
}

fn missing_paths(map: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let mut complaints = Vec::new();
    for (index, line) in map.lines().enumerate() {
        for path in super::back_ticked(line).filter(|word| is_path(word) && !exists(word)) {
            complaints.push(format!("{MAP}:{}: `{path}` does not exist", index + 1));
        }
    }
    complaints
}

/// Whether a word in back-ticks is a path: it has a `/`, nothing that paths lack, and no PLACEHOLDER.
fn is_path(word: &str) -> bool {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/'));
    let placeholder = word.split(['/', '.', '-']).any(|part| {
        part.len() > 1 && part.chars().all(|c| c.is_ascii_uppercase()) && !matches!(part, "README")
    });
    word.contains('/') && plain && !placeholder
}

fn unlisted(map: &str, crates: &[String]) -> Vec<String> {
    crates
        .iter()
        .map(|name| if name == "xtask" { name.clone() } else { format!("crates/{name}") })
        .filter(|path| !map.contains(&format!("`{path}`")))
        .map(|path| format!("{MAP}: `{path}` is not on the map"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_gone_is_named_with_its_line() {
        let complaints = missing_paths("a\n`src/gone.rs` and `src/here.rs`\n", |path| path == "src/here.rs");
        assert_eq!(complaints, ["ARCHITECTURE.md:2: `src/gone.rs` does not exist"]);
    }

    #[test]
    fn commands_placeholders_and_words_are_no_paths() {
        for word in ["cargo test", "crates/NAME", "Review", "a / b", "pages/FAMILY/NAME.md"] {
            assert!(!is_path(word), "{word}");
        }
        assert!(is_path("xtask/src/main.rs"));
    }

    #[test]
    fn a_crate_that_is_not_on_the_map_is_named() {
        let complaints = unlisted("`crates/plan` `xtask`", &["plan".into(), "facts".into(), "xtask".into()]);
        assert_eq!(complaints, ["ARCHITECTURE.md: `crates/facts` is not on the map"]);
    }
}
