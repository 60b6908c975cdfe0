//! The mappings that come with Plumb, and where a mapping that somebody names is found.

use std::path::{Path, PathBuf};

use plumb_diag::nearest;

use crate::EngineError;

/// Name and text of each, by name.
const SHIPPED: [(&str, &str); 3] = [
    ("hubspot", include_str!("../../../examples/mappings/hubspot.toml")),
    ("report-de", include_str!("../../../examples/mappings/report-de.toml")),
    ("salesforce", include_str!("../../../examples/mappings/salesforce-data-export.toml")),
];

/// The names of the mappings that come with Plumb: each can be given wherever a mapping's file can.
///
/// ```
/// assert!(plumb_engine::shipped_mappings().any(|name| name == "salesforce"));
/// ```
pub fn shipped_mappings() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

/// The text of a mapping, with the path to show for it.
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
}

/// Finds a mapping: the file, else what the workspace keeps under that name, else the one that comes with Plumb.
///
/// # Errors
/// A file that cannot be read; a name that nothing has.
pub(crate) fn find(given: &Path, workspace: &Path) -> Result<Found, EngineError> {
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).map_err(EngineError::file(&path))?;
        Ok(Found { path, bytes })
    };
    let name = given.to_str().filter(|name| !name.contains(['/', '\\', '.']));
    let Some(name) = name.filter(|_| !given.is_file()) else { return read(given.to_owned()) };
    let kept = workspace.join("mappings").join(name).with_extension("toml");
    if kept.is_file() {
        return read(kept);
    }
    let shipped = SHIPPED.iter().find(|(known, _)| *known == name);
    shipped
        .map(|(name, text)| Found {
            path: PathBuf::from(format!("{name} (shipped with Plumb)")),
            bytes: text.as_bytes().to_vec(),
        })
        .ok_or_else(|| EngineError::Unknown {
            says: format!(
                "no mapping is called `{name}`; name a file, or one of `{}`",
                shipped_mappings().collect::<Vec<_>>().join("`, `")
            ),
            near: nearest(name, shipped_mappings()).map(str::to_owned),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspaces_own_mapping_goes_before_the_one_that_comes_with_plumb() {
        let folder = tempfile::tempdir().unwrap();
        let found = |name: &str| find(Path::new(name), folder.path());
        assert!(!found("salesforce").unwrap().bytes.is_empty());
        std::fs::create_dir(folder.path().join("mappings")).unwrap();
        std::fs::write(folder.path().join("mappings/salesforce.toml"), "own").unwrap();
        assert_eq!(found("salesforce").unwrap().bytes, b"own");
        let told = found("salesfroce").err().unwrap().to_string();
        assert!(told.ends_with("did you mean `salesforce`?"), "{told}");
        assert!(found("salesforce.toml").is_err(), "a path is a path");
    }

    #[test]
    fn each_has_the_name_that_stands_in_its_rows() {
        for (name, text) in SHIPPED {
            let (mapping, problems) =
                plumb_facts::Mapping::read(&mut plumb_diag::Files::default(), name, text);
            assert!(problems.is_empty(), "{problems:#?}");
            assert_eq!(mapping.name(), name);
        }
    }
}
