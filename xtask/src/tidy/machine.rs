//! Nothing that holds on one machine only: no paths of a machine, no addresses packages come from.

use crate::tree::Text;
use std::path::Path;

/// Folders that only the writer's machine has; in two parts, so that this file does not complain about itself.
const FOLDERS: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];
/// Addresses that build files may name, because people read there and no tool loads from there.
const DOCUMENTATION: &[&str] = &["https://doc.rust-lang.org/", "https://www.apache.org/licenses/"];

pub(super) fn check(_root: &Path, texts: &[Text]) -> Vec<String> {
    texts.iter().flat_map(|text| folders(text).into_iter().chain(addresses(text))).collect()
}

fn folders(text: &Text) -> Vec<String> {
    let mut complaints = Vec::new();
    for (number, line) in text.lines() {
        for folder in FOLDERS.iter().filter(|folder| names_root_folder(line, folder)) {
            complaints.push(format!("{}:{number}: `{folder}` is on one machine only", text.path));
        }
    }
    complaints
}

/// Whether `folder` stands in `line` as an absolute path and not inside a longer path or address.
fn names_root_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '~' | '}' | ')'))
    })
}

fn addresses(text: &Text) -> Vec<String> {
    if text.name() == "Cargo.lock" {
        return lock_sources(text);
    }
    if !builds(text) {
        return Vec::new();
    }
    let mut complaints = Vec::new();
    for (number, line) in text.lines() {
        for (at, _) in line.match_indices("http") {
            let rest = &line[at..];
            let is_address = rest.starts_with("http://") || rest.starts_with("https://");
            if is_address && !DOCUMENTATION.iter().any(|allowed| rest.starts_with(allowed)) {
                complaints.push(format!("{}:{number}: build files name no addresses", text.path));
            }
        }
    }
    complaints
}

/// Whether a text steers the build: manifests, cargo's settings, scripts.
fn builds(text: &Text) -> bool {
    matches!(text.name(), "Cargo.toml" | "deny.toml")
        || text.extension() == "sh"
        || text.text.starts_with("#!")
        || [".cargo/", ".ci/", "bin/"].iter().any(|folder| text.path.starts_with(folder))
}

/// A lock file names one source, cargo's default, under its default name.
fn lock_sources(text: &Text) -> Vec<String> {
    text.lines()
        .filter_map(|(number, line)| Some((number, line.strip_prefix("source = ")?.trim_matches('"'))))
        .filter(|(_, source)| !(source.starts_with("registry+") && source.ends_with("/crates.io-index")))
        .map(|(number, _)| format!("{}:{number}: only cargo's default registry", text.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::*;

    fn count(path: &str, content: &str) -> usize {
        check(Path::new(""), &[text(path, content)]).len()
    }

    #[test]
    fn a_path_of_one_machine_is_found() {
        assert_eq!(count("a.md", concat!("see /wo", "rk/main/x")), 1);
        assert_eq!(count("a.rs", concat!("\"/ho", "me/ana\"")), 1);
    }

    #[test]
    fn a_folder_of_that_name_inside_a_path_is_fine() {
        assert_eq!(count("a.md", concat!("examples/wo", "rk/x and ./ro", "ot/y")), 0);
    }

    #[test]
    fn build_files_name_no_addresses_and_documents_may() {
        let line = concat!("u = \"htt", "ps://example.org/x\"\n");
        assert_eq!(count("crates/a/Cargo.toml", line), 1);
        assert_eq!(count("bin/setup", line), 1);
        assert_eq!(count("README.md", line), 0);
    }

    #[test]
    fn a_lock_file_knows_the_default_registry_only() {
        assert_eq!(count("Cargo.lock", "source = \"registry+x/crates.io-index\"\n"), 0);
        assert_eq!(count("Cargo.lock", "source = \"git+x\"\n"), 1);
    }
}
