//! Files of a change onto the disk and into the versions: all of it or nothing, whatever ends the process.
//!
//! What is to be done is written into `.plumb/pending` first and put in place there in one step. From then on it is
//! decided: whoever comes next ends it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use plumb_ledger::{Ledger, Step};
use plumb_versions::{FOLDER, Files, Held, Note, Version, Versions, blob_hash, is_kept, is_private};
use serde::{Deserialize, Serialize};

use crate::workspace::{Found, read_bounded, replace};
use crate::{EngineError, FileChange, Workspace};

/// Lines that a workspace's `.gitignore` must have, once Plumb keeps things in it.
const IGNORED: [&str; 2] = [".plumb/", "ledger.db*"];

/// What is to be done with a change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Deed {
    pub(super) change: i64,
    /// `published` or `undone`.
    pub(super) step: String,
    pub(super) by: String,
    pub(super) at: String,
    /// What the change is for.
    pub(super) says: String,
    /// What is recorded with the step.
    pub(super) remark: String,
    files: Vec<Target>,
}

/// A file and what it is to hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Target {
    path: String,
    /// The hash of what it held; absent where it was not there.
    before: Option<String>,
    /// Where in the folder the new bytes stand; absent where the file goes.
    after: Option<String>,
}

/// What an ended deed left.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) deed: Deed,
    pub(super) version: Version,
    /// Files that somebody changed after it was decided; they stay as they are.
    pub(super) left: Vec<String>,
}

impl Deed {
    pub(super) fn new(change: i64, step: &str, by: &str, at: &str, says: &str, remark: &str) -> Self {
        let text = ToOwned::to_owned;
        Self {
            change,
            step: text(step),
            by: text(by),
            at: text(at),
            says: text(says),
            remark: text(remark),
            files: Vec::new(),
        }
    }
}

impl Workspace {
    /// Ends what was cut off between deciding and writing; a sentence about it where there was something.
    ///
    /// # Errors
    /// Files that cannot be written.
    pub fn mend(&self) -> Result<Option<String>, EngineError> {
        if !self.pending().join(DEED).exists() {
            return Ok(None);
        }
        let _held = Held::of(self.dir())?;
        let Some(done) = self.finish()? else { return Ok(None) };
        let mut says = format!("change {} was cut off and is {} now", done.deed.change, done.deed.step);
        if !done.left.is_empty() {
            says += &format!("; `{}` was edited meanwhile and stays as it is", done.left.join("`, `"));
        }
        Ok(Some(says))
    }

    /// Decides a deed; [`Workspace::finish`] does it. The caller holds the workspace.
    pub(super) fn decide(&self, mut deed: Deed, files: &[FileChange]) -> Result<(), EngineError> {
        let partial = self.dir().join(FOLDER).join("pending.partial");
        if partial.exists() {
            std::fs::remove_dir_all(&partial).map_err(EngineError::file(&partial))?;
        }
        std::fs::create_dir_all(&partial).map_err(EngineError::file(&partial))?;
        for (index, file) in files.iter().enumerate() {
            let after = match &file.after {
                Some(bytes) => {
                    let name = index.to_string();
                    replace(&partial.join(&name), bytes)?;
                    Some(name)
                }
                None => None,
            };
            let before = file.before.as_deref().map(blob_hash).transpose()?;
            deed.files.push(Target { path: file.path.clone(), before, after });
        }
        replace(&partial.join(DEED), &serde_json::to_vec(&deed)?)?;
        let pending = self.pending();
        if pending.exists() {
            // Without its deed it is what is left of one that is done.
            std::fs::remove_dir_all(&pending).map_err(EngineError::file(&pending))?;
        }
        std::fs::rename(&partial, &pending).map_err(EngineError::file(&pending))
    }

    /// Does what is decided, from wherever it was cut off. The caller holds the workspace.
    pub(super) fn finish(&self) -> Result<Option<Done>, EngineError> {
        let pending = self.pending();
        let deed = match std::fs::read(pending.join(DEED)) {
            Ok(bytes) => serde_json::from_slice::<Deed>(&bytes)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(EngineError::file(pending.join(DEED))(error)),
        };
        let mut left = Vec::new();
        for file in &deed.files {
            let after = file.after.as_ref().map(|name| pending.join(name));
            let after =
                after.map(|path| std::fs::read(&path).map_err(EngineError::file(path))).transpose()?;
            let found = self.file_now(&file.path)?;
            if found == after {
                continue;
            }
            if found.as_deref().map(blob_hash).transpose()? != file.before {
                left.push(file.path.clone());
                continue;
            }
            self.write_one(&file.path, after.as_deref())?;
        }
        let private = deed.files.iter().any(|file| is_private(&file.path));
        // What somebody wrote about single people's numbers is not for everybody.
        let instead = if private { format!("change {} {}", deed.change, deed.step) } else { String::new() };
        let says = format!("{} (change {})", deed.says, deed.change);
        let version = self.keep(&deed.by, &deed.at, &says, &instead)?;
        let from: &[&str] = if deed.step == "undone" { &["published"] } else { &["approved"] };
        let step = Step {
            step: deed.step.clone(),
            by: deed.by.clone(),
            at: deed.at.clone(),
            says: deed.remark.clone(),
        };
        Ledger::open_or_create(self.dir())?.step(deed.change, from, &step)?;
        let file = pending.join(DEED);
        std::fs::remove_file(&file).map_err(EngineError::file(&file))?;
        let _ = std::fs::remove_dir_all(&pending);
        Ok(Some(Done { deed, version, left }))
    }

    /// Keeps the texts as they are as a version. `instead` is said where everybody may read, if `says` is not for all.
    pub(super) fn keep(&self, by: &str, at: &str, says: &str, instead: &str) -> Result<Version, EngineError> {
        self.keep_files(&self.kept_files()?, by, at, says, instead)
    }

    pub(super) fn keep_files(
        &self,
        files: &Files,
        by: &str,
        at: &str,
        says: &str,
        instead: &str,
    ) -> Result<Version, EngineError> {
        let versions = Versions::open_or_make(self.dir())?;
        self.ignore_own()?;
        let note = match instead {
            "" => Note { by, at, says, private_says: None },
            public => Note { by, at, says: public, private_says: Some(says) },
        };
        Ok(versions.commit(files, &note)?)
    }

    /// The texts on the disk of which versions are kept.
    pub(super) fn kept_files(&self) -> Result<Files, EngineError> {
        let mut found = Found::default();
        found.files.extend(["plumb.toml", "plan.lock"].map(|name| self.dir().join(name)));
        for folder in ["plan", "mappings"] {
            let mut inside = Found::default();
            inside.collect(self.dir().join(folder))?;
            found.files.append(&mut inside.files);
        }
        let mut files = Files::new();
        for path in found.files.into_iter().filter(|path| path.is_file()) {
            let name = path.strip_prefix(self.dir()).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if is_kept(&name) {
                files.insert(name, read_bounded(&path)?);
            }
        }
        Ok(files)
    }

    /// The bytes of a file now; `None` where there is none.
    pub(super) fn file_now(&self, path: &str) -> Result<Option<Vec<u8>>, EngineError> {
        let path = self.dir().join(path);
        match path.symlink_metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(EngineError::file(&path)(error)),
            Ok(_) => read_bounded(&path).map(Some),
        }
    }

    fn write_one(&self, name: &str, bytes: Option<&[u8]>) -> Result<(), EngineError> {
        let path = self.dir().join(name);
        let Some(bytes) = bytes else {
            return std::fs::remove_file(&path).map_err(EngineError::file(&path));
        };
        let rights = std::fs::metadata(&path).ok().map(|found| found.permissions());
        let new_folder = path.parent().is_some_and(|folder| !folder.exists());
        replace(&path, bytes)?;
        match rights {
            Some(rights) => std::fs::set_permissions(&path, rights).map_err(EngineError::file(&path))?,
            None if is_private(name) => {}
            None => shared(&path, self.dir())?,
        }
        if new_folder && is_private(name) {
            crate::new::for_owner_only(path.parent().unwrap_or(Path::new(".")))?;
        }
        Ok(())
    }

    /// The folder of what is decided and not yet done.
    fn pending(&self) -> PathBuf {
        self.dir().join(FOLDER).join("pending")
    }

    /// Sees to it that the user's own repository, if there is one, does not take what is Plumb's.
    fn ignore_own(&self) -> Result<(), EngineError> {
        let path = self.dir().join(".gitignore");
        let text = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(EngineError::file(&path)(error)),
        };
        let known = String::from_utf8_lossy(&text).into_owned();
        let known: BTreeSet<&str> = known.lines().map(str::trim).collect();
        let missing: Vec<&str> = IGNORED.into_iter().filter(|line| !known.contains(line)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let mut text = text;
        if !text.is_empty() && !text.ends_with(b"\n") {
            text.push(b'\n');
        }
        text.extend(missing.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()));
        let rights = std::fs::metadata(&path).ok().map(|found| found.permissions());
        replace(&path, &text)?;
        match rights {
            Some(rights) => std::fs::set_permissions(&path, rights).map_err(EngineError::file(&path)),
            None => shared(&path, self.dir()),
        }
    }
}

/// The file that says what is to be done.
const DEED: &str = "deed.json";

/// Gives a new file the rights that its company gives: a file that is replaced through a temporary one is its owner's.
#[cfg(unix)]
fn shared(path: &Path, workspace: &Path) -> Result<(), EngineError> {
    use std::os::unix::fs::PermissionsExt as _;
    let Ok(like) = std::fs::metadata(workspace.join("plumb.toml")) else { return Ok(()) };
    let mode = like.permissions().mode() & 0o666;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).map_err(EngineError::file(path))
}

#[cfg(not(unix))]
fn shared(_: &Path, _: &Path) -> Result<(), EngineError> {
    Ok(())
}
