//! Changes on their way: proposed, looked at, approved or refused; and the versions they made.

use plumb_ledger::{ChangeRecord, ChangedFile, Ledger, Step};
use plumb_versions::{Held, Version, Versions, is_kept};

use super::publish::files_of;
use super::view::{ChangeStory, ChangeSummary, DoneView, HistoryView, StepView, VersionView};
use crate::{EngineError, FileChange, Options, Workspace};

impl Workspace {
    /// Puts a change forward; nothing of it is written into the files. Gives its number.
    ///
    /// # Errors
    /// [`EngineError::Change`]: no name, nothing that changes, files that are not the plan's or changed meanwhile.
    pub fn propose(
        &self,
        files: &[FileChange],
        says: &str,
        by: &str,
        at: &str,
    ) -> Result<DoneView, EngineError> {
        must_be_named(by)?;
        let files: Vec<&FileChange> = files.iter().filter(|file| file.before != file.after).collect();
        if files.is_empty() {
            return Err(EngineError::Change("nothing changes; edit something first".to_owned()));
        }
        for file in &files {
            if !is_kept(&file.path) {
                return Err(plumb_versions::VersionsError::NotKept(file.path.clone()).into());
            }
            let now = self.file_now(&file.path)?;
            if now != file.before && now != file.after {
                let says = format!("`{}` changed meanwhile; look again and propose anew", file.path);
                return Err(EngineError::Change(says));
            }
        }
        let recorded: Vec<ChangedFile> = files
            .iter()
            .map(|file| ChangedFile {
                path: file.path.clone(),
                before: file.before.clone(),
                after: file.after.clone(),
            })
            .collect();
        let says = match says.trim() {
            "" => "no reason given",
            says => says,
        };
        let id = Ledger::open_or_create(self.dir())?.propose(says, &recorded, by.trim(), at)?;
        Ok(done(id, "proposed", format!("change {id} is proposed by {}", by.trim())))
    }

    /// What was edited in the files, by hand or with git, since the newest version. The first time a version is kept, and
    /// nothing is known to have changed.
    ///
    /// # Errors
    /// [`EngineError::Change`] where nothing differs, or nothing was kept yet; versions that cannot be read.
    pub fn edited_by_hand(&self, by: &str, at: &str) -> Result<Vec<FileChange>, EngineError> {
        must_be_named(by)?;
        let newest = match Versions::open(self.dir())? {
            Some(versions) => versions.newest()?.map(|newest| versions.files(&newest.id)).transpose()?,
            None => None,
        };
        let Some(kept) = newest else {
            let _held = Held::of(self.dir())?;
            self.keep(by, at, "as found", "")?;
            return Err(EngineError::Change(
                "no version was kept yet, so nobody can tell what changed; the first one is kept now: edit, then run this again"
                    .to_owned(),
            ));
        };
        let changed = changed(&kept, &self.kept_files()?);
        if changed.is_empty() {
            return Err(EngineError::Change(
                "nothing differs from the newest version; edit files below `plan`, then run this again"
                    .to_owned(),
            ));
        }
        Ok(changed)
    }

    /// Every change, the newest first.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn changes(&self) -> Result<Vec<ChangeSummary>, EngineError> {
        let Some(ledger) = Ledger::open(self.dir())? else { return Ok(Vec::new()) };
        Ok(ledger.changes()?.iter().rev().map(summary).collect())
    }

    /// A change, and what it does to the plan as it is now; of one that is in the files already, what it did.
    ///
    /// # Errors
    /// [`EngineError::Change`] where there is none of this number; as of [`Workspace::what_if`].
    pub fn change(&self, id: i64, options: &Options) -> Result<ChangeStory, EngineError> {
        self.mend()?;
        let record = self.record(id)?;
        let files = files_of(&record);
        let laid = self.lay(&files)?;
        let shown: Vec<FileChange> = files
            .into_iter()
            .zip(laid.files)
            .map(|(file, laid)| if laid.before == file.after { file } else { laid })
            .collect();
        Ok(ChangeStory { change: summary(&record), since: laid.since, does: self.what_if(&shown, options)? })
    }

    /// Says yes to a change. Whoever proposed it cannot, unless `alone_because` says why there is nobody else.
    ///
    /// # Errors
    /// [`EngineError::Change`]: one that is decided already, or approved by who proposed it.
    pub fn approve(
        &self,
        id: i64,
        by: &str,
        at: &str,
        alone_because: Option<&str>,
    ) -> Result<DoneView, EngineError> {
        must_be_named(by)?;
        let record = self.record(id)?;
        let same = record.proposed_by().trim().to_lowercase() == by.trim().to_lowercase();
        let because = alone_because.map(str::trim).filter(|because| !because.is_empty());
        if same && because.is_none() {
            return Err(EngineError::Change(format!(
                "{} proposed change {id}, so somebody else must approve it; where there is nobody, say why: `--alone-because REASON`",
                by.trim()
            )));
        }
        let remark =
            because.filter(|_| same).map(|because| format!("approved by who proposed it, because {because}"));
        self.step(&record, &["proposed"], "approved", by, at, remark.as_deref().unwrap_or_default())
    }

    /// Says no to a change. Files are not touched.
    ///
    /// # Errors
    /// [`EngineError::Change`]: one that is published, undone or refused already.
    pub fn refuse(&self, id: i64, by: &str, at: &str, because: &str) -> Result<DoneView, EngineError> {
        must_be_named(by)?;
        let record = self.record(id)?;
        let mut view = self.step(&record, &["proposed", "approved"], "refused", by, at, because.trim())?;
        for file in files_of(&record) {
            if self.file_now(&file.path)? == file.after {
                let says =
                    format!("`{}` still says it, as it was edited there; put it back by hand", file.path);
                view.says.push(says);
            }
        }
        Ok(view)
    }

    /// Every version of the texts, and what differs from the newest. Versions that cannot be read are a remark.
    ///
    /// # Errors
    /// Texts that cannot be read.
    pub fn versions(&self) -> Result<HistoryView, EngineError> {
        let mut view = HistoryView { versions: Vec::new(), unkept: Vec::new(), remarks: Vec::new() };
        let read =
            || -> Result<Option<(Vec<Version>, plumb_versions::Files)>, plumb_versions::VersionsError> {
                let Some(versions) = Versions::open(self.dir())? else { return Ok(None) };
                let all = versions.history()?;
                let Some(newest) = all.first() else { return Ok(None) };
                let files = versions.files(&newest.id)?;
                Ok(Some((all, files)))
            };
        match read() {
            Ok(Some((all, kept))) => {
                view.versions = all.into_iter().map(version_view).collect();
                let changed = changed(&kept, &self.kept_files()?);
                view.unkept = changed.into_iter().map(|file| file.path).collect();
            }
            Ok(None) => view
                .remarks
                .push("no version is kept yet; the first change that is published makes one".into()),
            Err(error) => view.remarks.push(error.to_string()),
        }
        Ok(view)
    }

    /// Keeps the texts as they are as a version, such as the first one of a new workspace.
    ///
    /// # Errors
    /// Texts that cannot be read, versions that cannot be kept.
    pub fn keep_version(&self, by: &str, at: &str, says: &str) -> Result<VersionView, EngineError> {
        let _held = Held::of(self.dir())?;
        self.finish()?;
        Ok(version_view(self.keep(by, at, says, "")?))
    }

    fn step(
        &self,
        record: &ChangeRecord,
        from: &[&str],
        step: &str,
        by: &str,
        at: &str,
        says: &str,
    ) -> Result<DoneView, EngineError> {
        let by = by.trim();
        let taken = Step { step: step.into(), by: by.into(), at: at.into(), says: says.into() };
        if !Ledger::open_or_create(self.dir())?.step(record.id, from, &taken)? {
            return Err(refused_step(&self.record(record.id)?, step));
        }
        Ok(done(record.id, step, format!("change {} is {step} by {by}", record.id)))
    }
}

/// Why a change cannot take a step.
pub(super) fn refused_step(record: &ChangeRecord, step: &str) -> EngineError {
    let (id, state) = (record.id, record.state());
    let next = match (state, step) {
        ("proposed", "published") => {
            format!("somebody must approve it first: `plumb change approve {id} --by NAME`")
        }
        ("proposed" | "approved", "undone") => format!("`plumb change refuse {id} --by NAME` sets it aside"),
        ("approved", _) => format!("`plumb change publish {id} --by NAME` writes it into the plan"),
        ("published", _) => format!("`plumb change undo {id} --by NAME` takes it back"),
        _ => "propose it anew".to_owned(),
    };
    EngineError::Change(format!("change {id} is {state}, so it cannot be {step}; {next}"))
}

pub(super) fn must_be_named(by: &str) -> Result<(), EngineError> {
    if by.trim().is_empty() {
        return Err(EngineError::Change("nobody is named; say who does it with `--by NAME`".to_owned()));
    }
    Ok(())
}

pub(super) fn version_view(version: Version) -> VersionView {
    VersionView { id: version.id, by: version.by, at: version.at, says: version.says }
}

fn done(id: i64, state: &str, says: String) -> DoneView {
    DoneView { id, state: state.to_owned(), says: vec![says], written: Vec::new(), version: None }
}

fn summary(record: &ChangeRecord) -> ChangeSummary {
    let step = |step: &Step| StepView {
        step: step.step.clone(),
        by: step.by.clone(),
        at: step.at.clone(),
        says: step.says.clone(),
    };
    ChangeSummary {
        id: record.id,
        says: record.says.clone(),
        state: record.state().to_owned(),
        files: record.files.iter().map(|file| file.path.clone()).collect(),
        steps: record.steps.iter().map(step).collect(),
    }
}

/// Files that differ, by path.
fn changed(before: &plumb_versions::Files, after: &plumb_versions::Files) -> Vec<FileChange> {
    let there = before.iter().filter(|(path, bytes)| after.get(*path) != Some(bytes));
    let mut changed: Vec<FileChange> = there
        .map(|(path, bytes)| FileChange {
            path: path.clone(),
            before: Some(bytes.clone()),
            after: after.get(path).cloned(),
        })
        .collect();
    let new = after.iter().filter(|(path, _)| !before.contains_key(*path));
    changed.extend(new.map(|(path, bytes)| FileChange {
        path: path.clone(),
        before: None,
        after: Some(bytes.clone()),
    }));
    changed.sort();
    changed
}
