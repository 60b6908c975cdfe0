//! A new workspace from exports: facts, settings and a guessed plan, built beside and put in place at the end.

use std::path::{Component, Path, PathBuf};

use plumb_diag::Severity;
use plumb_facts::{Mapping, Progress};
use plumb_plan::Plan;
use plumb_store::Store;
use plumb_units::Date;

use crate::answers::NewView;
use crate::changes::{ImportOptions, read_mapping};
use crate::guess::{Ground, PERIODS, guess, settings};
use crate::workspace::Workspace;
use crate::{EngineError, mappings, templates};

/// What is in the way of a new workspace.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NewError {
    /// The folder is a workspace already.
    #[error(
        "`{}` is a workspace already; `plumb -C {} import MAPPING PATH` brings exports into it, or name another folder",
        dir.display(), dir.display()
    )]
    Workspace {
        /// The folder.
        dir: PathBuf,
    },
    /// The folder holds something.
    #[error(
        "{} in `{}`; name a folder that is empty or not there yet",
        if *entries == 1 { format!("1 entry, `{first}`, is") } else { format!("{entries} entries, such as `{first}`, are") },
        dir.display()
    )]
    NotEmpty {
        /// The folder.
        dir: PathBuf,
        /// How many entries it has.
        entries: usize,
        /// The first by name.
        first: String,
    },
    /// A file has the name.
    #[error("`{}` is a file; name a folder that is empty or not there yet", dir.display())]
    File {
        /// The file.
        dir: PathBuf,
    },
    /// A file would stand outside of the workspace.
    #[error("`{path}` leads out of the workspace; name files by their path inside it")]
    Outside {
        /// The path.
        path: String,
    },
    /// Neither the mapping nor the facts say which currency the company counts in.
    #[error(
        "no currency is told, and no amount has one; write `currency = \"EUR\"` below `[workspace]` in `{}`",
        mapping.display()
    )]
    NoCurrency {
        /// The mapping.
        mapping: PathBuf,
    },
}

/// What a repository that several people share does not hold: pay and quotas of people, facts, results.
const NOT_SHARED: &str = "# Pay, quotas and facts about people stay here, unless somebody decides otherwise.\nplan/private/\nplumb.db*\nledger.db*\n.plumb/\nout/\n";

/// Makes a workspace in `dir` from exports: imports `data` through the mapping, and writes `plumb.toml`, the mapping and
/// a plan that is guessed from the facts, every guess with its evidence. No mandate is guessed. The mapping is a file, or the
/// name of one that comes with Plumb ([`shipped_mappings`](crate::shipped_mappings)).
///
/// `data` is a folder of files, or one file; without it, the mapping's own folder. `dir` must be empty or not there yet;
/// its parents are made. Everything is built in a folder beside and put in place at the end, so that a failure leaves
/// nothing.
///
/// # Errors
/// A folder that is not empty ([`NewError`]); a mapping with errors, or one whose `[workspace]` makes no settings; those
/// of the import; files that cannot be read or written.
pub fn new_workspace(
    dir: &Path,
    mapping: &Path,
    data: Option<&Path>,
    exported_at: Option<Date>,
    progress: &mut dyn FnMut(&Progress),
) -> Result<NewView, EngineError> {
    new_workspace_with(dir, None, mapping, data, exported_at, progress)
}

/// Makes a workspace as [`new_workspace`] does, and lays a template ([`templates`](crate::templates)) beside what was
/// guessed from the facts.
///
/// # Errors
/// As of [`new_workspace`]; no template of this name.
pub fn new_workspace_with(
    dir: &Path,
    template: Option<&str>,
    mapping: &Path,
    data: Option<&Path>,
    exported_at: Option<Date>,
    progress: &mut dyn FnMut(&Progress),
) -> Result<NewView, EngineError> {
    let template = template.map(templates::template).transpose()?;
    let mut view = workspace_of(dir, &[], |workspace| {
        let mut view = build(workspace, mapping, data, exported_at, progress)?;
        if let Some(template) = template {
            view.guesses.extend(templates::lay(workspace, template)?);
        }
        Ok(view)
    })?;
    view.dir = dir.display().to_string();
    view.next = next(dir);
    Ok(view)
}

/// Makes a workspace in `dir` from texts that are there already, such as the sample company's: writes `files` (paths
/// relative to the workspace), lets `build` import and sign, and puts everything in place at the end, so that a failure
/// leaves nothing. What is about single people can be read by its owner only.
///
/// # Errors
/// A folder that is not empty ([`NewError`]); a path that leads out of the workspace; files that cannot be written; what
/// `build` gives.
pub fn workspace_of<T>(
    dir: &Path,
    files: &[(String, Vec<u8>)],
    build: impl FnOnce(&Workspace) -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    let site = Site::of(dir)?;
    let scaffold = site.scaffold()?;
    let root = scaffold.path().join("workspace");
    write(&root.join("plumb.toml"), b"plumb = 1\n")?;
    for (path, bytes) in files {
        let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            return Err(NewError::Outside { path: path.clone() }.into());
        }
        write(&root.join(path), bytes)?;
    }
    let made = build(&Workspace::open(&root)?)?;
    let ignored = root.join(".gitignore");
    if !ignored.exists() {
        write(&ignored, NOT_SHARED.as_bytes())?;
    }
    keep_private(&root)?;
    site.put(&root)?;
    Ok(made)
}

/// Takes what is about single people from everybody but the owner.
pub(crate) fn keep_private(root: &Path) -> Result<(), EngineError> {
    let private = root.join(PRIVATE);
    let lists = if private.is_dir() { names(&private)? } else { Vec::new() };
    let lists = lists.iter().map(|name| private.join(name));
    for path in [root.join("plumb.db"), private.clone()].into_iter().chain(lists) {
        if path.exists() {
            for_owner_only(&path)?;
        }
    }
    Ok(())
}

fn build(
    workspace: &Workspace,
    mapping_path: &Path,
    data: Option<&Path>,
    exported_at: Option<Date>,
    progress: &mut dyn FnMut(&Progress),
) -> Result<NewView, EngineError> {
    let root = workspace.dir();
    let found = mappings::find(mapping_path, root)?;
    let (mapping, _, _) = read_mapping(&found)?;
    let copy = root.join(format!("mappings/{}.toml", mapping.name()));
    write(&copy, &found.bytes)?;

    let beside =
        mapping_path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let data = data.unwrap_or(beside).to_owned();
    let options = ImportOptions { exported_at, ..ImportOptions::default() };
    let import = workspace.import_by(&found, &[data], &options, progress)?;

    // The store is closed before the folder moves, so that the database is one file again.
    let store = Store::open(&root.join("plumb.db"), &plumb_facts::migrations())?;
    let Some(settings) = settings(&store, &mapping)? else {
        return Err(NewError::NoCurrency { mapping: mapping_path.to_owned() }.into());
    };
    let plan = settled(&mapping, &settings.text, settings.periods.as_deref())?;
    write(&root.join("plumb.toml"), settings.text.as_bytes())?;
    if let Some(periods) = &settings.periods {
        write(&root.join(PERIODS), periods.as_bytes())?;
    }
    let exported_at = plumb_units::parse_date(&import.exported_at).unwrap_or(Date::MAX);
    let ground = Ground { company: &plan.company, currency: settings.currency, exported_at };
    let mut guesses = settings.guesses;
    for draft in guess(&store, &ground)? {
        write(&root.join(draft.path), draft.text.as_bytes())?;
        guesses.extend(draft.views());
    }
    Ok(NewView { dir: String::new(), import, guesses, next: Vec::new() })
}

/// The folder of what people owe and earn.
const PRIVATE: &str = "plan/private";

/// On Unix takes all rights from everybody but the owner.
#[cfg(unix)]
pub(crate) fn for_owner_only(path: &Path) -> Result<(), EngineError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = if path.is_dir() { 0o700 } else { 0o600 };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).map_err(EngineError::file(path))
}

/// Elsewhere a folder passes on who may read what is in it.
#[cfg(not(unix))]
pub(crate) fn for_owner_only(_: &Path) -> Result<(), EngineError> {
    Ok(())
}

/// Reads the settings back; a calendar or zone that a plan does not take is told with its place.
fn settled(mapping: &Mapping, text: &str, periods: Option<&str>) -> Result<Plan, EngineError> {
    let mut texts = vec![("plumb.toml".to_owned(), text.to_owned())];
    texts.extend(periods.map(|periods| (PERIODS.to_owned(), periods.to_owned())));
    let (plan, problems) = plumb_plan::read(texts);
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        let says =
            format!("`[workspace]` of the mapping `{}` makes no settings that can be read", mapping.name());
        return Err(EngineError::of_problems(says, &problems, &plan.files));
    }
    Ok(plan)
}

fn next(dir: &Path) -> Vec<String> {
    let dir = dir.display();
    vec![
        format!(
            "`plumb -C {dir} check` shows what is out of true; read the guesses in `{dir}/plan` beside it"
        ),
        format!(
            "write what the company has promised into `{dir}/plan/objectives.toml`, then sign it: \
             `plumb -C {dir} lock sign grow --by NAME --on DATE`"
        ),
        format!("`plumb -C {dir} review` writes the review into `{dir}/out`"),
    ]
}

/// Where the workspace is to stand.
struct Site<'d> {
    dir: &'d Path,
    /// Whether the folder is there already, empty.
    exists: bool,
}

impl<'d> Site<'d> {
    /// Makes sure that nothing is in the way.
    fn of(dir: &'d Path) -> Result<Self, EngineError> {
        if !dir.exists() {
            return Ok(Self { dir, exists: false });
        }
        if !dir.is_dir() {
            return Err(NewError::File { dir: dir.to_owned() }.into());
        }
        let names = names(dir)?;
        match names.first() {
            _ if names.iter().any(|name| name == "plumb.toml") => {
                Err(NewError::Workspace { dir: dir.to_owned() }.into())
            }
            Some(first) => {
                let (entries, first) = (names.len(), first.to_string_lossy().into_owned());
                Err(NewError::NotEmpty { dir: dir.to_owned(), entries, first }.into())
            }
            None => Ok(Self { dir, exists: true }),
        }
    }

    /// A folder to build in, on the same disk as the site; it vanishes with everything in it.
    fn scaffold(&self) -> Result<tempfile::TempDir, EngineError> {
        let above = self.dir.ancestors().skip(usize::from(!self.exists));
        let above = above.map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
        let folder = above.into_iter().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
        let made = tempfile::Builder::new().prefix(".plumb-new-").tempdir_in(folder);
        made.map_err(EngineError::file(folder))
    }

    /// Puts what was built in place. A folder that is there keeps its identity, for somebody may stand in it: the parts
    /// move into it, the one that makes it a workspace last.
    fn put(&self, root: &Path) -> Result<(), EngineError> {
        if !self.exists {
            make_folder_of(self.dir)?;
            return std::fs::rename(root, self.dir).map_err(EngineError::file(self.dir));
        }
        let mut names = names(root)?;
        names.sort_by_key(|name| (name == "plumb.toml", name.clone()));
        for (index, name) in names.iter().enumerate() {
            let target = self.dir.join(name);
            if let Err(error) = std::fs::rename(root.join(name), &target) {
                for moved in names.iter().take(index) {
                    // Back to where the scaffold takes it away.
                    let _ = std::fs::rename(self.dir.join(moved), root.join(moved));
                }
                return Err(EngineError::file(target)(error));
            }
        }
        Ok(())
    }
}

/// Names in a folder, sorted.
fn names(folder: &Path) -> Result<Vec<std::ffi::OsString>, EngineError> {
    let entries = std::fs::read_dir(folder).map_err(EngineError::file(folder))?;
    let names = entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<Result<Vec<_>, _>>();
    let mut names = names.map_err(EngineError::file(folder))?;
    names.sort();
    Ok(names)
}

fn make_folder_of(path: &Path) -> Result<(), EngineError> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => std::fs::create_dir_all(folder).map_err(EngineError::file(folder)),
        None => Ok(()),
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    make_folder_of(path)?;
    std::fs::write(path, bytes).map_err(EngineError::file(path))
}
