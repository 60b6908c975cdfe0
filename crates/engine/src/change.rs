//! Changes to a plan: looked at before they are made, approved, published, taken back.

mod compare;
mod files;
mod people;
mod publish;
mod put;
mod records;
mod seen;
#[cfg(test)]
mod tests;
mod view;

pub use view::{
    ChangeStory, ChangeSummary, ChangeView, DoneView, FileView, GapMove, HistoryView, LineDiff, LineMove,
    MandateMove, MoneyMove, PersonMove, QuotaMove, SinceView, StateMove, StepView, UnitMove, VersionView,
};

use crate::{EngineError, FileChange, Options, Workspace};

impl Workspace {
    /// What files would make of the review: two looks at the workspace, with them as they were and as they would be,
    /// compared in memory. Nothing is written.
    ///
    /// # Errors
    /// As of [`Workspace::check`], for either look.
    pub fn what_if(&self, files: &[FileChange], options: &Options) -> Result<ChangeView, EngineError> {
        let before: Vec<FileChange> = files.iter().map(reversed).collect();
        let before = self.with(&before).pass(options)?;
        // The day of one look is the day of both.
        let day = plumb_units::parse_date(&before.look.as_of.date);
        let after = self.with(files).pass(&Options { as_of: day, ..options.clone() })?;
        compare::compare(&before, &after, files)
    }
}

/// The change that takes this one back.
pub(crate) fn reversed(file: &FileChange) -> FileChange {
    FileChange { path: file.path.clone(), before: file.after.clone(), after: file.before.clone() }
}
