//! The sample company in a folder of its own, for the tests.

use plumb_engine::{ImportOptions, Options, Workspace};
use plumb_sample::{Day, Exports, Sample, files, imports, signings};

/// Day 0 of the company of a seed, or of its twin.
pub(crate) fn sample(seed: u64, aligned: bool) -> Sample {
    Sample { seed, aligned, day: Day::Zero }
}

/// A folder with files in it, of which exports are imported without a reject; it vanishes when it is dropped.
pub(crate) fn written(files: Vec<(String, Vec<u8>)>, imports: &[Exports]) -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let workspace = Workspace::open(folder.path()).unwrap();
    for exports in imports {
        let (mapping, folder) = (folder.path().join(exports.mapping), folder.path().join(exports.folder));
        let imported = workspace.import(&mapping, &[folder], &ImportOptions::default(), &mut |_| {}).unwrap();
        assert_eq!(imported.rejected, 0, "{:?}", imported.rejects);
    }
    (folder, workspace)
}

/// A folder with the company in it, which vanishes when it is dropped: imported without a reject, its mandates signed.
pub(crate) fn workspace(sample: &Sample) -> (tempfile::TempDir, Workspace) {
    let (folder, workspace) = written(files(sample), imports());
    for signing in signings(sample) {
        workspace.lock_sign(signing.objective, &signing.by, signing.on).unwrap();
    }
    (folder, workspace)
}

/// The day of the sample.
pub(crate) fn options(sample: &Sample) -> Options {
    Options { as_of: Some(sample.as_of()), ..Options::default() }
}
