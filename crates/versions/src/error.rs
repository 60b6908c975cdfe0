//! Why versions cannot be kept or read: one sentence with a next step.

use std::path::PathBuf;

/// Why versions cannot be kept or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VersionsError {
    /// A repository cannot be used.
    #[error(
        "the versions in `{}` cannot be read: {}; mend them with `git`, or move the folder away to begin anew; the plan itself is not touched",
        path.display(), source.message()
    )]
    Broken {
        /// The repository.
        path: PathBuf,
        /// git's reason.
        source: git2::Error,
    },
    /// A file or folder cannot be made.
    #[error("`{}` cannot be used: {source}; check its permissions and the space on the disk", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// There is no such version.
    #[error("no version is called `{0}`; `plumb change history` lists all")]
    Unknown(String),
    /// A text is no instant.
    #[error("`{0}` is no instant; write it such as 2026-01-31T09:00:00Z")]
    NoInstant(String),
    /// A path cannot be kept.
    #[error(
        "`{0}` is no path inside the workspace that is kept; plan, mappings, `plumb.toml` and `plan.lock` are"
    )]
    NotKept(String),
}

impl VersionsError {
    pub(crate) fn broken(path: &std::path::Path) -> impl Fn(git2::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Broken { path: path.clone(), source }
    }

    pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}
