//! The picture in the README: who carries the mandate of the shipped example, as the page of its review draws it.

use std::path::Path;

use plumb_engine::{ImportOptions, Options, Viewer, Workspace};

/// The file of the picture.
pub(crate) const FILE: &str = "docs/images/who-carries.svg";

/// Draws the picture anew.
///
/// # Errors
/// When the example cannot be reviewed.
pub(crate) fn draw(root: &Path) -> Result<String, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    copy(&root.join("examples/quayside"), folder.path()).map_err(|error| error.to_string())?;
    let workspace = Workspace::open(folder.path()).map_err(|error| error.to_string())?;
    let exports = [folder.path().join("exports")];
    let mapping = folder.path().join("mappings/quayside.toml");
    workspace
        .import(&mapping, &exports, &ImportOptions::default(), &mut |_| {})
        .map_err(|error| error.to_string())?;
    let review =
        workspace.check(&Options { threads: 1, ..Options::default() }).map_err(|error| error.to_string())?;
    plumb_report::picture(&review.seen_by(&Viewer::Operator))
        .ok_or_else(|| "nobody carries anything in the example".to_owned())
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
