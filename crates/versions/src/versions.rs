//! Versions of a workspace's texts: two repositories that go by one history.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use git2::Commit;
use plumb_units::{Date, parse_date};

use crate::VersionsError;
use crate::repository::{Author, Repository, for_owner_only};

/// The folder below a workspace that holds what Plumb keeps for itself.
pub const FOLDER: &str = ".plumb";

/// What of the workspace each repository holds, as patterns of `.gitignore`.
const SHOWS_VERSIONS: &str = "/*\n!/plan/\n!/mappings/\n!/plumb.toml\n!/plan.lock\n/plan/private/\n.*\n";
const SHOWS_PRIVATE: &str = "/*\n!/plan/\n/plan/*\n!/plan/private/\n.*\n";

/// The line of a version that names its commit of what is private.
const PRIVATE: &str = "Private: ";

/// Texts of a workspace by path, with `/` between folders.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Whether versions hold a file of this path: plan, mappings, `plumb.toml` and `plan.lock`; nothing hidden.
pub fn is_kept(path: &str) -> bool {
    let plain =
        path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains('\\'));
    let below = path.starts_with("plan/") || path.starts_with("mappings/");
    plain && (below || matches!(path, "plumb.toml" | "plan.lock"))
}

/// Whether a file is about single people.
pub fn is_private(path: &str) -> bool {
    path.starts_with("plan/private/")
}

/// What is said about a version.
#[derive(Clone, Copy, Debug)]
pub struct Note<'a> {
    /// Who made it.
    pub by: &'a str,
    /// When, such as `2026-01-31T09:00:00Z`; a day alone is its first second.
    pub at: &'a str,
    /// What it is for; everybody who may read the workspace may read it.
    pub says: &'a str,
    /// What it is for, for those who may read what is about single people; without it the same.
    pub private_says: Option<&'a str>,
}

/// A state of the texts that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The hash of its commit.
    pub id: String,
    /// Who made it.
    pub by: String,
    /// When: `2026-01-31T09:00:00Z`.
    pub at: String,
    /// What it is for.
    pub says: String,
}

/// The versions of one workspace.
pub struct Versions {
    public: Repository,
    private: Repository,
}

impl Versions {
    /// The versions of a workspace; `None` where none was ever kept.
    ///
    /// # Errors
    /// [`VersionsError::Broken`].
    pub fn open(workspace: &Path) -> Result<Option<Self>, VersionsError> {
        let folder = workspace.join(FOLDER);
        let public = Repository::open(&folder.join("versions.git"))?;
        let private = Repository::open(&folder.join("private.git"))?;
        Ok(public.zip(private).map(|(public, private)| Self { public, private }))
    }

    /// The versions of a workspace; the repositories are made where they are missing.
    ///
    /// # Errors
    /// [`VersionsError::Broken`], [`VersionsError::File`].
    pub fn open_or_make(workspace: &Path) -> Result<Self, VersionsError> {
        let folder = folder_of(workspace)?;
        let opened = |name: &str, shows: &str| {
            let path = folder.join(name);
            Repository::open(&path)?.map_or_else(|| Repository::make(&path, shows), Ok)
        };
        Ok(Self {
            public: opened("versions.git", SHOWS_VERSIONS)?,
            private: opened("private.git", SHOWS_PRIVATE)?,
        })
    }

    /// Keeps these texts as the newest version; where they are those of the newest already, that is it. What is private
    /// is written first, so that a version that is told of is whole; cut off in between, the next one mends it.
    ///
    /// # Errors
    /// [`VersionsError::NotKept`], [`VersionsError::NoInstant`], [`VersionsError::Broken`].
    pub fn commit(&self, files: &Files, note: &Note<'_>) -> Result<Version, VersionsError> {
        if let Some(path) = files.keys().find(|path| !is_kept(path)) {
            return Err(VersionsError::NotKept(path.clone()));
        }
        let author = Author { by: note.by, seconds: seconds(note.at)? };
        let (private, public): (Files, Files) = files
            .iter()
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .partition(|(path, _)| is_private(path));
        let tree = self.private.tree(&private)?;
        let newest = self.private.newest()?;
        let held = newest.as_ref().filter(|newest| newest.tree_id() == tree).map(Commit::id);
        let private = match held {
            Some(id) => id,
            None => self.private.add(tree, &author, note.private_says.unwrap_or(note.says))?,
        };
        let tree = self.public.tree(&public)?;
        if let Some(newest) = self.public.newest()?
            && newest.tree_id() == tree
            && private_of(&newest) == Some(private.to_string())
        {
            return Ok(version(&newest));
        }
        let says = format!("{}\n\n{PRIVATE}{private}\n", note.says.trim());
        let id = self.public.add(tree, &author, &says)?;
        Ok(version(&self.public.commit_of(&id.to_string())?))
    }

    /// Every version, the newest first.
    ///
    /// # Errors
    /// [`VersionsError::Broken`].
    pub fn history(&self) -> Result<Vec<Version>, VersionsError> {
        Ok(self.public.all()?.iter().map(version).collect())
    }

    /// The newest version.
    ///
    /// # Errors
    /// [`VersionsError::Broken`].
    pub fn newest(&self) -> Result<Option<Version>, VersionsError> {
        Ok(self.public.newest()?.as_ref().map(version))
    }

    /// The texts of a version, named by its hash or the first digits of it.
    ///
    /// # Errors
    /// [`VersionsError::Unknown`], [`VersionsError::Broken`].
    pub fn files(&self, version: &str) -> Result<Files, VersionsError> {
        let commit = self.public.commit_of(version)?;
        let mut files = self.public.files(&commit)?;
        // A commit that somebody made with `git` names none: then what was private at that time is not known, and the
        // newest stands in.
        let private = match private_of(&commit).or_else(|| self.named_before(&commit)) {
            Some(id) => Some(self.private.commit_of(&id).map_err(|error| match error {
                VersionsError::Unknown(id) => VersionsError::Broken {
                    path: self.private.path().to_owned(),
                    source: git2::Error::from_str(&format!("the commit {id} is missing")),
                },
                other => other,
            })?),
            None => self.private.newest()?,
        };
        if let Some(private) = private {
            files.extend(self.private.files(&private)?);
        }
        Ok(files)
    }

    /// One file of a version; `None` where it had no such file.
    ///
    /// # Errors
    /// As of [`Versions::files`].
    pub fn file(&self, version: &str, path: &str) -> Result<Option<Vec<u8>>, VersionsError> {
        Ok(self.files(version)?.remove(path))
    }

    /// What the nearest commit before this one names.
    fn named_before(&self, commit: &Commit<'_>) -> Option<String> {
        let mut before = commit.parents().next();
        while let Some(commit) = before {
            if let Some(id) = private_of(&commit) {
                return Some(id);
            }
            before = commit.parents().next();
        }
        None
    }
}

/// The folder for Plumb's own things, made where it is missing; for the owner only.
pub(crate) fn folder_of(workspace: &Path) -> Result<PathBuf, VersionsError> {
    let folder = workspace.join(FOLDER);
    if !folder.is_dir() {
        std::fs::create_dir_all(&folder).map_err(VersionsError::file(&folder))?;
        for_owner_only(&folder)?;
    }
    Ok(folder)
}

fn version(commit: &Commit<'_>) -> Version {
    let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
    let says: Vec<&str> = message.lines().filter(|line| !line.starts_with(PRIVATE)).collect();
    Version {
        id: commit.id().to_string(),
        by: String::from_utf8_lossy(commit.author().name_bytes()).into_owned(),
        at: instant(commit.time().seconds()),
        says: says.join("\n").trim().to_owned(),
    }
}

fn private_of(commit: &Commit<'_>) -> Option<String> {
    let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
    message.lines().rev().find_map(|line| line.strip_prefix(PRIVATE)).map(|id| id.trim().to_owned())
}

/// Seconds since 1970 of a text such as `2026-01-31T09:00:00Z`, or of a day.
fn seconds(at: &str) -> Result<i64, VersionsError> {
    let no_instant = || VersionsError::NoInstant(at.to_owned());
    let (day, time) = at.split_once('T').unwrap_or((at, "00:00:00Z"));
    let day = parse_date(day).ok_or_else(no_instant)?;
    let time: Option<Vec<i64>> =
        time.strip_suffix('Z').map(|time| time.split(':').map_while(|part| part.parse().ok()).collect());
    let Some([hours @ 0..24, minutes @ 0..60, seconds @ 0..61]) = time.as_deref() else {
        return Err(no_instant());
    };
    let days = i64::from(day.since(EPOCH).map_err(|_| no_instant())?.get_days());
    Ok(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
}

fn instant(seconds: i64) -> String {
    let day = std::time::Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
    let day = EPOCH.checked_add(day).unwrap_or(Date::MAX);
    let within = seconds.rem_euclid(86_400);
    format!("{day}T{:02}:{:02}:{:02}Z", within / 3600, within / 60 % 60, within % 60)
}

const EPOCH: Date = Date::constant(1970, 1, 1);
