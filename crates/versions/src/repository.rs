//! One git repository, written without any filter: the bytes that go in are the bytes that come out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use git2::{Commit, ObjectType, Oid, Repository as Git, RepositoryInitOptions, Signature, Sort, Time, Tree};

use crate::VersionsError;
use crate::versions::Files;

/// The one branch.
const BRANCH: &str = "refs/heads/main";

/// git's mode of an ordinary file, and of a folder.
const FILE: i32 = 0o100_644;
const FOLDER: i32 = 0o040_000;

/// What no filter of anybody changes when `git` itself is used on it.
const ATTRIBUTES: &str = "* -text -filter -ident -working-tree-encoding\n";

/// The hash that git gives to a file of these bytes.
///
/// # Errors
/// git's own; plain bytes have none.
pub fn blob_hash(bytes: &[u8]) -> Result<String, VersionsError> {
    let hash = Oid::hash_object(ObjectType::Blob, bytes).map_err(VersionsError::broken(Path::new(".")))?;
    Ok(hash.to_string())
}

/// A file's path, folder by folder, and its bytes.
type Placed<'a> = (Vec<&'a str>, &'a Vec<u8>);

pub(crate) struct Repository {
    path: PathBuf,
    git: Git,
}

/// Who did something and when.
pub(crate) struct Author<'a> {
    pub(crate) by: &'a str,
    /// Seconds since 1970.
    pub(crate) seconds: i64,
}

impl Repository {
    /// The repository in a folder; `None` where there is none.
    pub(crate) fn open(path: &Path) -> Result<Option<Self>, VersionsError> {
        if !path.exists() {
            return Ok(None);
        }
        let git = Git::open_bare(path).map_err(VersionsError::broken(path))?;
        Ok(Some(Self { path: path.to_owned(), git }))
    }

    /// Makes a repository whose work tree, for people who use `git`, is the workspace two folders above. `shows` is what
    /// of the workspace it holds, as patterns of `.gitignore`. It is made beside and put in place at the end.
    pub(crate) fn make(path: &Path, shows: &str) -> Result<Self, VersionsError> {
        let broken = VersionsError::broken(path);
        let partial = path.with_extension("partial");
        if partial.exists() {
            std::fs::remove_dir_all(&partial).map_err(VersionsError::file(&partial))?;
        }
        std::fs::create_dir_all(&partial).map_err(VersionsError::file(&partial))?;
        for_owner_only(&partial)?;
        let mut options = RepositoryInitOptions::new();
        options.bare(true).initial_head("main").external_template(false);
        let git = Git::init_opts(&partial, &options).map_err(&broken)?;
        let mut config = git.config().map_err(&broken)?;
        config.set_bool("core.bare", false).map_err(&broken)?;
        config.set_str("core.worktree", "../..").map_err(&broken)?;
        config.set_str("core.autocrlf", "false").map_err(&broken)?;
        config.set_str("core.fileMode", "false").map_err(&broken)?;
        let info = partial.join("info");
        std::fs::create_dir_all(&info).map_err(VersionsError::file(&info))?;
        for (name, text) in [("exclude", shows), ("attributes", ATTRIBUTES)] {
            let file = info.join(name);
            std::fs::write(&file, text).map_err(VersionsError::file(&file))?;
        }
        drop((config, git));
        std::fs::rename(&partial, path).map_err(VersionsError::file(path))?;
        let git = Git::open_bare(path).map_err(&broken)?;
        Ok(Self { path: path.to_owned(), git })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The newest commit.
    pub(crate) fn newest(&self) -> Result<Option<Commit<'_>>, VersionsError> {
        match self.git.find_reference(BRANCH) {
            Ok(found) => found.peel_to_commit().map(Some).map_err(self.broken()),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(error) => Err(self.broken()(error)),
        }
    }

    /// Every commit, the newest first.
    pub(crate) fn all(&self) -> Result<Vec<Commit<'_>>, VersionsError> {
        let Some(newest) = self.newest()? else { return Ok(Vec::new()) };
        let mut walk = self.git.revwalk().map_err(self.broken())?;
        walk.set_sorting(Sort::TOPOLOGICAL).map_err(self.broken())?;
        walk.push(newest.id()).map_err(self.broken())?;
        walk.map(|id| self.git.find_commit(id?)).collect::<Result<_, _>>().map_err(self.broken())
    }

    /// The commit of a hash, or of its first digits.
    pub(crate) fn commit_of(&self, name: &str) -> Result<Commit<'_>, VersionsError> {
        let unknown = || VersionsError::Unknown(name.to_owned());
        if name.len() < 4 || !name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(unknown());
        }
        self.git.find_commit_by_prefix(name).map_err(|error| match error.code() {
            git2::ErrorCode::NotFound | git2::ErrorCode::Ambiguous => unknown(),
            _ => self.broken()(error),
        })
    }

    /// Writes files as a tree.
    pub(crate) fn tree(&self, files: &Files) -> Result<Oid, VersionsError> {
        let parts = files.iter().map(|(path, bytes)| (path.split('/').collect::<Vec<_>>(), bytes));
        self.folder(parts.collect()).map_err(self.broken())
    }

    fn folder(&self, files: Vec<Placed<'_>>) -> Result<Oid, git2::Error> {
        let mut folders: BTreeMap<&str, Vec<Placed<'_>>> = BTreeMap::new();
        let mut tree = self.git.treebuilder(None)?;
        for (mut path, bytes) in files {
            if path.len() > 1 {
                let folder = path.remove(0);
                folders.entry(folder).or_default().push((path, bytes));
            } else if let Some(name) = path.first() {
                tree.insert(*name, self.git.blob(bytes)?, FILE)?;
            }
        }
        for (name, files) in folders {
            tree.insert(name, self.folder(files)?, FOLDER)?;
        }
        tree.write()
    }

    /// Adds a commit on top of the newest; people who use `git` then find nothing changed.
    pub(crate) fn add(&self, tree: Oid, author: &Author<'_>, says: &str) -> Result<Oid, VersionsError> {
        let newest = self.newest()?;
        let parents: Vec<&Commit<'_>> = newest.iter().collect();
        // What git takes for the end of a name has no place in one.
        let by: String = author.by.chars().filter(|c| !c.is_control() && !matches!(c, '<' | '>')).collect();
        let by = if by.trim().is_empty() { "nobody" } else { by.trim() };
        let time = Time::new(author.seconds, 0);
        let write = || {
            let signature = Signature::new(by, "plumb@localhost", &time)?;
            let tree = self.git.find_tree(tree)?;
            let id = self.git.commit(Some(BRANCH), &signature, &signature, says, &tree, &parents)?;
            let mut index = git2::Index::open(&self.path.join("index"))?;
            index.read_tree(&tree)?;
            index.write()?;
            Ok(id)
        };
        write().map_err(self.broken())
    }

    /// The files of a commit.
    pub(crate) fn files(&self, commit: &Commit<'_>) -> Result<Files, VersionsError> {
        let mut files = Files::new();
        let tree = commit.tree().map_err(self.broken())?;
        self.read(&tree, "", &mut files).map_err(self.broken())?;
        Ok(files)
    }

    fn read(&self, tree: &Tree<'_>, above: &str, files: &mut Files) -> Result<(), git2::Error> {
        for entry in tree {
            let path = format!("{above}{}", String::from_utf8_lossy(entry.name_bytes()));
            match entry.kind() {
                Some(ObjectType::Blob) => {
                    files.insert(path, self.git.find_blob(entry.id())?.content().to_vec());
                }
                Some(ObjectType::Tree) => {
                    self.read(&self.git.find_tree(entry.id())?, &format!("{path}/"), files)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(crate) fn broken(&self) -> impl Fn(git2::Error) -> VersionsError + use<> {
        VersionsError::broken(&self.path)
    }
}

/// On Unix takes all rights from everybody but the owner.
#[cfg(unix)]
pub(crate) fn for_owner_only(path: &Path) -> Result<(), VersionsError> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).map_err(VersionsError::file(path))
}

/// Elsewhere a folder passes on who may read what is in it.
#[cfg(not(unix))]
pub(crate) fn for_owner_only(_: &Path) -> Result<(), VersionsError> {
    Ok(())
}
