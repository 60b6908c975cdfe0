//! A workspace on disk: finding it, reading its texts, replacing files without leaving halves.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use plumb_diag::{Files, Problem};
use plumb_plan::{FILE_BYTES_MAX, Plan};
use plumb_rules::{Page, Rule, shipped, with_thresholds};

use crate::EngineError;

/// The most texts that a workspace may have; more are not a plan but a mistake.
const TEXTS_MAX: usize = 20_000;

/// A folder with a `plumb.toml`.
#[derive(Clone, Debug)]
pub struct Workspace {
    dir: PathBuf,
}

/// Everything that the texts of a workspace say.
pub(crate) struct Texts {
    pub(crate) plan: Plan,
    pub(crate) rules: Vec<Rule>,
    /// The plan's texts and the pages', for showing places.
    pub(crate) files: Files,
    pub(crate) problems: Vec<Problem>,
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
            .map(|dir| Self { dir: dir.to_owned() })
            .ok_or_else(|| EngineError::NoWorkspace { from: from.to_owned() })
    }

    /// The workspace in exactly this folder.
    ///
    /// # Errors
    /// [`EngineError::NoWorkspace`].
    pub fn open(dir: &Path) -> Result<Self, EngineError> {
        if dir.join("plumb.toml").is_file() {
            Ok(Self { dir: dir.to_owned() })
        } else {
            Err(EngineError::NoWorkspace { from: dir.to_owned() })
        }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The database of facts; `None` before the first import.
    pub(crate) fn facts(&self) -> Option<PathBuf> {
        let path = self.dir.join("plumb.db");
        path.is_file().then_some(path)
    }

    /// Reads plan, lock and rules. Everything that is wrong with them is among the problems.
    pub(crate) fn read(&self) -> Result<Texts, EngineError> {
        let mut texts = Vec::new();
        let mut pages = Vec::new();
        for name in ["plumb.toml", "plan.lock"] {
            let path = self.dir.join(name);
            if path.is_file() {
                texts.push((name.to_owned(), read_bounded(&path)?));
            }
        }
        let mut found = Vec::new();
        collect(&self.dir.join("plan"), 0, &mut found)?;
        for path in found {
            let name = path.strip_prefix(&self.dir).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("toml" | "csv") => texts.push((name, read_bounded(&path)?)),
                Some("md") if name.starts_with("plan/rules/") => pages.push((name, read_bounded(&path)?)),
                _ => {}
            }
        }
        Ok(understand(texts, pages))
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

/// The text files below a folder, sorted. Hidden ones are left out.
fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), EngineError> {
    if depth > 16 || !folder.is_dir() {
        return Ok(());
    }
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(EngineError::file(folder))? {
        entries.push(entry.map_err(EngineError::file(folder))?.path());
    }
    entries.sort();
    for path in entries {
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        if path.is_dir() {
            collect(&path, depth + 1, found)?;
        } else if found.len() < TEXTS_MAX {
            found.push(path);
        }
    }
    Ok(())
}

/// Reads a file, but never much more than a plan's file may have; the reader of plans tells of what is too long.
fn read_bounded(path: &Path) -> Result<Vec<u8>, EngineError> {
    let file = std::fs::File::open(path).map_err(EngineError::file(path))?;
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(EngineError::file(path))?;
    Ok(bytes)
}

/// Writes a file so that a crash leaves the old one or the new one, never a half.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    use std::io::Write as _;
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(EngineError::file(folder))?;
    let mut partial = tempfile::NamedTempFile::new_in(folder).map_err(EngineError::file(folder))?;
    partial.write_all(bytes).and_then(|()| partial.as_file().sync_all()).map_err(EngineError::file(path))?;
    partial
        .persist(path)
        .map_err(|error| EngineError::File { path: path.to_owned(), source: error.error })?;
    Ok(())
}
