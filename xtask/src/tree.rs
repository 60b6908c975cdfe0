//! The texts of the repository, as git would track them.

use std::path::Path;

/// Folders that are never ours.
const SKIPPED: &[&str] = &[".git", "target"];

/// One text of the repository.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// Path from the root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Text {
    /// The file's name without its folders.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// What stands behind the last dot of the name; empty without a dot.
    pub(crate) fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// How many lines people wrote: those between `… begin, generated` and the next `… end` are not counted.
    pub(crate) fn written_lines(&self) -> usize {
        let mut generated = false;
        self.text
            .lines()
            .filter(|line| {
                let mark = line.starts_with("<!-- ");
                generated = if generated {
                    !(mark && line.ends_with("end -->"))
                } else {
                    mark && line.contains("begin, generated")
                };
                !generated
            })
            .count()
    }

    /// Lines with their number from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// Every text below `root` that `.gitignore` leaves in, sorted by path. Files that are not UTF-8 are left out.
///
/// Of `.gitignore` the root's file counts, with lines of the forms `/path`, `*.suffix` and `name`.
///
/// # Errors
/// When a folder cannot be listed or a file cannot be read.
pub(crate) fn texts(root: &Path) -> Result<Vec<Text>, String> {
    let ignored = std::fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
    let ignored: Vec<&str> =
        ignored.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let mut texts = Vec::new();
    walk(root, "", &ignored, &mut texts)?;
    texts.sort_by(|a: &Text, b: &Text| a.path.cmp(&b.path));
    Ok(texts)
}

fn walk(root: &Path, folder: &str, ignored: &[&str], texts: &mut Vec<Text>) -> Result<(), String> {
    let entries = std::fs::read_dir(root.join(folder)).map_err(|error| format!("{folder}: {error}"))?;
    for entry in entries {
        let entry = entry.map_err(|error| format!("{folder}: {error}"))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if SKIPPED.contains(&name.as_str()) || is_ignored(&path, &name, ignored) {
            continue;
        }
        let kind = entry.file_type().map_err(|error| format!("{path}: {error}"))?;
        if kind.is_dir() {
            walk(root, &path, ignored, texts)?;
        } else if kind.is_file() {
            let bytes = std::fs::read(entry.path()).map_err(|error| format!("{path}: {error}"))?;
            if let Ok(text) = String::from_utf8(bytes) {
                texts.push(Text { path, text });
            }
        }
    }
    Ok(())
}

fn is_ignored(path: &str, name: &str, patterns: &[&str]) -> bool {
    patterns.iter().any(|pattern| {
        let pattern = pattern.trim_end_matches('/');
        if let Some(from_root) = pattern.strip_prefix('/') {
            path == from_root
        } else if let Some(suffix) = pattern.strip_prefix('*') {
            name.ends_with(suffix)
        } else {
            name == pattern
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_repository_is_seen_without_its_build_folder() {
        let texts = texts(crate::root()).unwrap();
        assert!(texts.iter().any(|text| text.path == "xtask/src/tree.rs"));
        assert!(!texts.iter().any(|text| text.path.starts_with("target/")));
    }

    #[test]
    fn lines_that_were_generated_are_not_counted() {
        let text = "a\n<!-- x: begin, generated -->\nb\nc\n<!-- x: end -->\nd\n".to_owned();
        assert_eq!(Text { path: "docs/a.md".to_owned(), text }.written_lines(), 3);
    }

    #[test]
    fn ignored_are_rooted_paths_suffixes_and_names() {
        assert!(is_ignored("target", "target", &["/target"]));
        assert!(!is_ignored("a/target", "target", &["/target"]));
        assert!(is_ignored("a/plumb.db", "plumb.db", &["*.db"]));
        assert!(is_ignored("a/out", "out", &["out/"]));
    }
}
