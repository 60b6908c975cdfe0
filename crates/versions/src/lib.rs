//! The versions of a plan, kept in a git repository underneath that nobody has to know.
//!
//! Below a workspace's `.plumb/` stand two repositories: `versions.git` for what everybody may read, and `private.git`,
//! for its owner only, for what is about single people. A version is a commit of the first that names its commit of the
//! second. Whoever knows git reads them with `git --git-dir .plumb/versions.git log`. The user's own repository, where
//! there is one, is never touched. Decision 12.
//!
//! ```
//! # let folder = tempfile::tempdir()?;
//! use plumb_versions::{Note, Versions};
//! let files = [("plumb.toml".to_owned(), b"plumb = 1\r\n".to_vec())].into();
//! let versions = Versions::open_or_make(folder.path())?;
//! let note = Note { by: "ana", at: "2026-02-01T08:00:00Z", says: "as found", private_says: None };
//! let first = versions.commit(&files, &note)?;
//! assert_eq!(versions.files(&first.id)?, files);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod diff;
mod error;
mod lock;
mod merge;
mod repository;
mod versions;

pub use diff::{DiffLine, LineSign, diff};
pub use error::VersionsError;
pub use lock::Held;
pub use merge::{Clash, merge};
pub use repository::blob_hash;
pub use versions::{FOLDER, Files, Note, Version, Versions, is_kept, is_private};
