//! A workspace on disk: finding it, reading its texts, replacing files without leaving halves.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Error, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use plumb_diag::{Files, Problem};
use plumb_plan::{FILE_BYTES_MAX, Plan};
use plumb_rules::{Page, Rule, shipped, with_thresholds};
use plumb_store::{Store, StoreError};

use crate::{EngineError, FileChange};

/// The most files and folders that a plan may have; more are not a plan but a mistake.
const ENTRIES_MAX: usize = 20_000;

/// A folder with a `plumb.toml`.
#[derive(Clone, Debug)]
pub struct Workspace {
    dir: PathBuf,
    /// Texts that stand for those on the disk; `None` for one that is taken away.
    overlay: BTreeMap<String, Option<Vec<u8>>>,
}

/// Everything that the texts of a workspace say.
pub(crate) struct Texts {
    pub(crate) plan: Plan,
    pub(crate) rules: Vec<Rule>,
    /// The plan's texts and the pages', for showing places.
    pub(crate) files: Files,
    pub(crate) problems: Vec<Problem>,
}

/// The bytes of a workspace's texts, by their names inside it.
pub(crate) struct Raw {
    /// Settings, plan and lock.
    pub(crate) texts: Vec<(String, Vec<u8>)>,
    /// Pages of rules.
    pub(crate) pages: Vec<(String, Vec<u8>)>,
    /// What is there and is no file, with what it is.
    pub(crate) odd: Vec<(String, &'static str)>,
}

impl Workspace {
    /// The workspace that holds `from`: the folder itself, or the nearest one above it with a `plumb.toml`.
    ///
    /// # Errors
    /// [`EngineError::NoWorkspace`].
    pub fn find(from: &Path) -> Result<Self, EngineError> {
        let start = from.canonicalize().map_err(|_| EngineError::NoWorkspace { from: from.to_owned() })?;
        let found = start.ancestors().find(|dir| dir.join("plumb.toml").is_file());
        found
            .map(|dir| Self { dir: dir.to_owned(), overlay: BTreeMap::new() })
            .ok_or_else(|| EngineError::NoWorkspace { from: from.to_owned() })
    }

    /// The workspace in exactly this folder.
    ///
    /// # Errors
    /// [`EngineError::NoWorkspace`].
    pub fn open(dir: &Path) -> Result<Self, EngineError> {
        if dir.join("plumb.toml").is_file() {
            Ok(Self { dir: dir.to_owned(), overlay: BTreeMap::new() })
        } else {
            Err(EngineError::NoWorkspace { from: dir.to_owned() })
        }
    }

    /// The same workspace as if these files were written; nothing is. What is hidden or outside of it is left out.
    #[must_use]
    pub fn with(&self, files: &[FileChange]) -> Self {
        let mut with = self.clone();
        let kept = files.iter().filter(|file| plumb_versions::is_kept(&file.path));
        with.overlay.extend(kept.map(|file| (file.path.clone(), file.after.clone())));
        with
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The database of facts; `None` before the first import, and where that was cut off.
    pub(crate) fn facts(&self) -> Result<Option<PathBuf>, EngineError> {
        let path = self.dir.join("plumb.db");
        match path.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            found => found.map_err(EngineError::file(&path))?,
        };
        match Store::is_blank(&path) {
            Ok(blank) => Ok((!blank).then_some(path)),
            Err(StoreError::Missing { .. }) => {
                Err(EngineError::File { path, source: Error::other("it is a link to nothing; remove it") })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The database of facts, made if it is not there yet.
    pub(crate) fn facts_to_write(&self) -> Result<Store, EngineError> {
        let (path, schema) = (self.dir.join("plumb.db"), plumb_facts::migrations());
        // Says what is in the way.
        self.facts()?;
        match Store::create(&path, &schema) {
            Err(StoreError::Exists { .. }) => Ok(Store::open(&path, &schema)?),
            made => Ok(made?),
        }
    }

    /// Reads plan, lock and rules. Everything that is wrong with them is among the problems.
    pub(crate) fn read(&self) -> Result<Texts, EngineError> {
        let Raw { texts, pages, odd } = self.raw()?;
        let mut texts = understand(texts, pages);
        texts.problems.extend(odd.into_iter().map(|(name, what)| {
            Problem::error("no-file", format!("`{name}` {what}, so it is not read"))
                .help("put in its place what was meant, or remove it")
        }));
        Ok(texts)
    }

    /// The bytes of plan, lock and rules.
    pub(crate) fn raw(&self) -> Result<Raw, EngineError> {
        // What was cut off is ended first; where that cannot be written, the texts are read as they are.
        let _ = self.mend();
        let _reads = plumb_versions::Held::to_read(&self.dir);
        let mut texts = Vec::new();
        let mut pages = Vec::new();
        let mut found = Found::default();
        for name in ["plumb.toml", "plan.lock"] {
            let path = self.dir.join(name);
            if path.is_dir() {
                found.odd.push((path, "is a folder"));
            } else {
                found.look_at(path)?;
            }
        }
        found.collect(self.dir.join("plan"))?;
        let name_of =
            |path: &Path| path.strip_prefix(&self.dir).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let laid_over = self.overlay.iter().map(|(name, text)| (self.dir.join(name), text));
        for (path, text) in laid_over {
            found.files.retain(|known| *known != path);
            if text.is_some() {
                found.files.push(path);
            }
        }
        found.files.sort();
        for path in found.files {
            let name = name_of(&path);
            let bytes = || match self.overlay.get(&name) {
                Some(Some(bytes)) => Ok(bytes.clone()),
                _ => read_bounded(&path),
            };
            match kind(&path) {
                Some(Kind::Plan) if !name.starts_with("mappings/") => texts.push((name.clone(), bytes()?)),
                Some(Kind::Lock) if name == "plan.lock" => texts.push((name.clone(), bytes()?)),
                Some(Kind::Page) if name.starts_with("plan/rules/") => {
                    pages.push((name.clone(), bytes()?));
                }
                _ => {}
            }
        }
        let odd = found.odd.iter().map(|(path, what)| (name_of(path), *what)).collect();
        Ok(Raw { texts, pages, odd })
    }
}

/// What a file is read as.
enum Kind {
    Plan,
    Lock,
    Page,
}

fn kind(path: &Path) -> Option<Kind> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("toml" | "csv") => Some(Kind::Plan),
        Some("lock") => Some(Kind::Lock),
        Some("md") => Some(Kind::Page),
        _ => None,
    }
}

/// Makes sense of texts, in whatever order they come.
pub(crate) fn understand(texts: Vec<(String, Vec<u8>)>, mut own_pages: Vec<(String, Vec<u8>)>) -> Texts {
    let (plan, mut problems) = plumb_plan::read_bytes(texts);
    problems.extend(plumb_plan::lock::verify(&plan));
    let mut files = plan.files.clone();
    let (mut pages, page_problems) = shipped(&mut files);
    problems.extend(page_problems);
    own_pages.sort();
    for (path, bytes) in own_pages {
        let (page, found) = Page::read(&mut files, &path, &String::from_utf8_lossy(&bytes));
        pages.extend(page);
        problems.extend(found);
    }
    let (rules, found) = with_thresholds(pages, &plan);
    problems.extend(found);
    Texts { plan, rules, files, problems }
}

/// Files of a workspace, and what only has the name of one.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) files: Vec<PathBuf>,
    /// With what it is instead.
    odd: Vec<(PathBuf, &'static str)>,
    /// Folders that were not entered yet.
    folders: Vec<PathBuf>,
    /// Links to folders; they wait until no folder is left, so that a folder goes by its own name.
    linked: Vec<PathBuf>,
}

impl Found {
    /// Everything below a folder, sorted. Hidden files are left out, and a folder is entered once, whatever links to it.
    pub(crate) fn collect(&mut self, root: PathBuf) -> Result<(), EngineError> {
        let mut seen = BTreeSet::new();
        let mut entries = 0_usize;
        if root.is_file() {
            self.odd.push((root, "is a file, and a folder is wanted"));
            return Ok(());
        }
        self.look_at(root.clone())?;
        while let Some(folder) = self.next_folder() {
            if !seen.insert(folder.canonicalize().map_err(EngineError::file(&folder))?) {
                continue;
            }
            for entry in std::fs::read_dir(&folder).map_err(EngineError::file(&folder))? {
                let entry = entry.map_err(EngineError::file(&folder))?;
                entries += 1;
                if entries > ENTRIES_MAX {
                    let reason = format!("more than {ENTRIES_MAX} files are in it; does a link lead astray?");
                    return Err(EngineError::File { path: root, source: Error::other(reason) });
                }
                if !entry.file_name().to_string_lossy().starts_with('.') {
                    self.look_at(entry.path())?;
                }
            }
        }
        self.files.sort();
        self.odd.sort();
        Ok(())
    }

    fn next_folder(&mut self) -> Option<PathBuf> {
        self.folders.pop().or_else(|| {
            self.linked.sort_by(|a, b| b.cmp(a));
            self.linked.pop()
        })
    }

    /// Puts a path where it belongs; one that is not there is nothing.
    fn look_at(&mut self, path: PathBuf) -> Result<(), EngineError> {
        let is_link = path.symlink_metadata().is_ok_and(|found| found.is_symlink());
        match std::fs::metadata(&path) {
            Ok(found) if found.is_file() => self.files.push(path),
            Ok(found) if found.is_dir() && is_link => self.linked.push(path),
            Ok(found) if found.is_dir() => self.folders.push(path),
            // What is never read may be whatever it is; opening a pipe would wait for ever.
            _ if kind(&path).is_none() && path.extension().is_some() => {}
            Ok(_) => self.odd.push((path, "is a pipe or a device")),
            Err(_) if is_link => self.odd.push((path, "is a link to nothing")),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(EngineError::File { path, source: error }),
        }
        Ok(())
    }
}

/// Reads a file, but never much more than a plan's file may have; the reader of plans tells of what is too long.
pub(crate) fn read_bounded(path: &Path) -> Result<Vec<u8>, EngineError> {
    let file = std::fs::File::open(path).map_err(EngineError::file(path))?;
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(EngineError::file(path))?;
    Ok(bytes)
}

/// Writes a file so that a crash leaves the old one or the new one, never a half.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    replace_all(&[(path, bytes)])
}

/// Writes files that belong together: none is replaced before all are written and nothing is in the way of one.
pub(crate) fn replace_all(files: &[(&Path, &[u8])]) -> Result<(), EngineError> {
    let mut written = Vec::new();
    for (path, bytes) in files {
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(EngineError::file(folder))?;
        if path.symlink_metadata().is_ok_and(|found| found.is_dir()) {
            return Err(EngineError::File { path: path.into(), source: ErrorKind::IsADirectory.into() });
        }
        let mut partial = tempfile::NamedTempFile::new_in(folder).map_err(EngineError::file(folder))?;
        partial
            .write_all(bytes)
            .and_then(|()| partial.as_file().sync_all())
            .map_err(EngineError::file(*path))?;
        written.push((partial, path));
    }
    for (partial, path) in written {
        partial
            .persist(path)
            .map_err(|error| EngineError::File { path: path.into(), source: error.error })?;
    }
    Ok(())
}
