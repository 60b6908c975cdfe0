//! The files of an import, and which source each belongs to.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use glob::{MatchOptions, Pattern};

use crate::mapping::{Mapping, SourceInput};

/// One file to import.
#[derive(Clone, PartialEq, Eq)]
pub struct Input {
    /// Its path, as rejects and origins name it: relative to the folder of the export, with `/`.
    pub path: String,
    /// What it contains.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Input {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} ({} bytes)", self.path, self.bytes.len())
    }
}

const ANY_CASE: MatchOptions = MatchOptions {
    case_sensitive: false,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// Reads those files of a folder that some source of the mapping wants, sorted by path.
///
/// # Errors
/// When the folder or one of the files cannot be read.
pub fn read_folder(folder: &Path, mapping: &Mapping) -> io::Result<Vec<Input>> {
    std::fs::read_dir(folder)?;
    let mut found = BTreeMap::new();
    for source in mapping.sources() {
        let SourceInput::Files(patterns) = &source.input else { continue };
        for pattern in patterns {
            let pattern = format!("{}/{pattern}", Pattern::escape(&folder.to_string_lossy()));
            let paths = glob::glob_with(&pattern, ANY_CASE).map_err(io::Error::other)?;
            for path in paths {
                let path = path.map_err(io::Error::from)?;
                if path.is_file() {
                    let inside = path.strip_prefix(folder).unwrap_or(&path);
                    found.insert(inside.to_string_lossy().replace('\\', "/"), path);
                }
            }
        }
    }
    found.into_iter().map(|(name, path)| Ok(Input { path: name, bytes: std::fs::read(path)? })).collect()
}

/// Whether a source's pattern means a file; without a `/` it is compared with the file's name only.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let path = path.replace('\\', "/");
    let compared =
        if pattern.contains('/') { path.as_str() } else { path.rsplit('/').next().unwrap_or(&path) };
    Pattern::new(pattern).is_ok_and(|pattern| pattern.matches_with(compared, ANY_CASE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_without_a_folder_matches_in_any() {
        assert!(matches("orders*.csv", "2026/Orders-01.csv"));
        assert!(!matches("orders*.csv", "2026/lines.csv"));
        assert!(matches("2026/*.csv", "2026/lines.csv"));
        assert!(!matches("*/lines.csv", "2025/2026/lines.csv"));
    }
}
