//! Publishing a change and taking one back.

use plumb_ledger::{ChangeRecord, Ledger};
use plumb_versions::{Clash, Held, merge};

use super::put::{Deed, Done};
use super::records::{must_be_named, refused_step, version_view};
use super::reversed;
use super::view::{DoneView, SinceView};
use crate::{EngineError, FileChange, Workspace};

/// Clashes of one file that are told.
const CLASHES_TOLD: usize = 5;

/// A change as it would be laid on the files of today.
pub(super) struct Laid {
    /// What to write: the files of today before, and after.
    pub(super) files: Vec<FileChange>,
    /// Files that hold neither what was there before the change nor what it makes of them.
    pub(super) since: Vec<SinceView>,
}

impl Workspace {
    /// Writes an approved change into the files and keeps it as a version. Where somebody changed one of its files by
    /// other means since, nothing is written unless `on_top` says that it is to be laid on top of that.
    ///
    /// # Errors
    /// [`EngineError::Change`]: one that is not approved, files that changed since, lines that clash; files that cannot be
    /// written. Nothing is changed then.
    pub fn publish(&self, id: i64, by: &str, at: &str, on_top: bool) -> Result<DoneView, EngineError> {
        must_be_named(by)?;
        let _held = Held::of(self.dir())?;
        self.finish()?;
        let record = self.record(id)?;
        if record.state() != "approved" {
            return Err(refused_step(&record, "published"));
        }
        let files = files_of(&record);
        let laid = self.lay(&files)?;
        if let Some(clash) = clash(&laid, id, "publish") {
            return Err(clash);
        }
        if !laid.since.is_empty() && !on_top {
            let paths: Vec<&str> = laid.since.iter().map(|file| file.path.as_str()).collect();
            return Err(EngineError::Change(format!(
                "`{}` changed since change {id} was proposed; it still fits: look again with `plumb change show {id}`, then \
                 publish it on top with `plumb change publish {id} --on-top`",
                paths.join("`, `")
            )));
        }
        let remark = if laid.since.is_empty() { "" } else { "on top of what changed since" };
        self.keep_as_found(&files, by, at)?;
        self.decide(Deed::new(id, "published", by, at, &record.says, remark), &laid.files)?;
        let done = self.finish()?;
        Ok(done_view(&record, done, format!("change {id} is published by {by}")))
    }

    /// Takes a published change back, also one on which others followed: its lines become what they were before.
    ///
    /// # Errors
    /// [`EngineError::Change`]: one that is not published, lines that were changed again since; files that cannot be
    /// written. Nothing is changed then.
    pub fn undo(&self, id: i64, by: &str, at: &str) -> Result<DoneView, EngineError> {
        must_be_named(by)?;
        let _held = Held::of(self.dir())?;
        self.finish()?;
        let record = self.record(id)?;
        if record.state() != "published" {
            return Err(refused_step(&record, "undone"));
        }
        let files: Vec<FileChange> = files_of(&record).iter().map(reversed).collect();
        let laid = self.lay(&files)?;
        if let Some(clash) = clash(&laid, id, "undo") {
            return Err(clash);
        }
        self.keep_as_found(&files, by, at)?;
        let says = format!("taken back: {}", record.says);
        self.decide(Deed::new(id, "undone", by, at, &says, ""), &laid.files)?;
        let done = self.finish()?;
        Ok(done_view(&record, done, format!("change {id} is taken back by {by}")))
    }

    /// A change laid on the files of today.
    pub(super) fn lay(&self, files: &[FileChange]) -> Result<Laid, EngineError> {
        let mut laid = Laid { files: Vec::new(), since: Vec::new() };
        for file in files {
            let now = self.file_now(&file.path)?;
            if now == file.before || now == file.after {
                laid.files.push(FileChange {
                    path: file.path.clone(),
                    before: now,
                    after: file.after.clone(),
                });
                continue;
            }
            let merged = match (&file.before, &file.after, &now) {
                (Some(before), Some(after), Some(now)) => {
                    merge(before, after, now).map_err(|clashes| told(&clashes))
                }
                (_, _, None) => Err(vec!["the file is no longer there".to_owned()]),
                (None, ..) => Err(vec!["a file of this name is there, with other text".to_owned()]),
                (_, None, _) => Err(vec!["the file is to go, and has other text now".to_owned()]),
            };
            let (after, clashes) = match merged {
                Ok(after) => (Some(after), Vec::new()),
                Err(clashes) => (now.clone(), clashes),
            };
            laid.since.push(SinceView { path: file.path.clone(), clashes });
            laid.files.push(FileChange { path: file.path.clone(), before: now, after });
        }
        Ok(laid)
    }

    /// What somebody edited by other means is a version of its own, so that the one of a change holds that change only.
    fn keep_as_found(&self, files: &[FileChange], by: &str, at: &str) -> Result<(), EngineError> {
        let mut found = self.kept_files()?;
        for file in files {
            match &file.before {
                _ if found.get(&file.path) != file.after.as_ref() => None,
                Some(before) => found.insert(file.path.clone(), before.clone()),
                None => found.remove(&file.path),
            };
        }
        self.keep_files(&found, by, at, "as found", "").map(drop)
    }

    pub(super) fn record(&self, id: i64) -> Result<ChangeRecord, EngineError> {
        let ledger = Ledger::open(self.dir())?;
        let found = ledger.map(|ledger| ledger.change(id)).transpose()?.flatten();
        found.ok_or_else(|| {
            EngineError::Change(format!("there is no change {id}; `plumb change list` shows all"))
        })
    }
}

/// The files of a recorded change.
pub(super) fn files_of(record: &ChangeRecord) -> Vec<FileChange> {
    let each = record.files.iter().cloned();
    each.map(|file| FileChange { path: file.path, before: file.before, after: file.after }).collect()
}

fn clash(laid: &Laid, id: i64, what: &str) -> Option<EngineError> {
    let clashes: Vec<String> = laid
        .since
        .iter()
        .flat_map(|file| file.clashes.iter().map(move |clash| format!("`{}`: {clash}", file.path)))
        .collect();
    if clashes.is_empty() {
        return None;
    }
    let next = match what {
        "undo" => "edit these lines by hand, then `plumb change propose --from-files`".to_owned(),
        _ => format!("propose it anew from the files as they are now, and refuse change {id}"),
    };
    Some(EngineError::Change(format!(
        "change {id} does not fit any more, {}:\n{}\n{next}",
        match clashes.len() {
            1 => "1 place was changed by others too".to_owned(),
            many => format!("{many} places were changed by others too"),
        },
        clashes.join("\n"),
    )))
}

fn told(clashes: &[Clash]) -> Vec<String> {
    let mut told: Vec<String> = clashes
        .iter()
        .take(CLASHES_TOLD)
        .map(|clash| {
            let text = |text: &str| if text.is_empty() { "nothing".to_owned() } else { format!("`{text}`") };
            format!("line {} is to be {} and is {} now", clash.line, text(&clash.wanted), text(&clash.found))
        })
        .collect();
    if clashes.len() > CLASHES_TOLD {
        told.push(format!("{} more places", clashes.len() - CLASHES_TOLD));
    }
    told
}

fn done_view(record: &ChangeRecord, done: Option<Done>, says: String) -> DoneView {
    let mut says = vec![says];
    let mut written = Vec::new();
    if let Some(done) = &done {
        for path in &done.left {
            says.push(format!("`{path}` was edited at the same moment and stays as it is"));
        }
        let all = record.files.iter().map(|file| file.path.clone());
        written = all.filter(|path| !done.left.contains(path)).collect();
    }
    DoneView {
        id: record.id,
        state: done.as_ref().map_or_else(|| record.state().to_owned(), |done| done.deed.step.clone()),
        says,
        written,
        version: done.map(|done| version_view(done.version)),
    }
}
