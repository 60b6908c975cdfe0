//! A copy of the shipped example with its facts imported, in a folder of its own.

use std::path::{Path, PathBuf};

use plumb_engine::{ImportOptions, Workspace};

/// The folder, which vanishes when it is dropped, and the workspace in it.
pub(crate) fn quayside() -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/quayside"), folder.path());
    let workspace = Workspace::open(folder.path()).unwrap();
    let exports: Vec<PathBuf> = vec![folder.path().join("exports")];
    let mapping = folder.path().join("mappings/quayside.toml");
    let imported = workspace.import(&mapping, &exports, &ImportOptions::default(), &mut |_| {}).unwrap();
    assert_eq!(imported.rejected, 0, "{:?}", imported.rejects);
    (folder, workspace)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
