//! `plumb change`: changes of the plan with somebody's name under each step.

use plumb_engine::{DoneView, FileChange, Options, Workspace};
use plumb_report as report;

use super::Clean;
use crate::arguments::{Change, Propose};
use crate::clock::now;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Bar;

pub(super) fn change(
    workspace: &Workspace,
    change: &Change,
    options: &Options,
    output: &Output,
) -> Result<Clean, Failure> {
    if let Some(says) = workspace.mend()? {
        output.remark(&says);
    }
    let at = now().ok_or_else(|| Failure::new("the clock tells no time; set it, then run this again"))?;
    let done = match change {
        Change::Propose(propose) => {
            let files = files(workspace, propose, &at, output)?;
            workspace.propose(&files, &propose.says, &propose.by, &at)?
        }
        Change::Approve(approve) => {
            let signed = &approve.signed;
            workspace.approve(signed.id, &signed.by, &at, approve.alone_because.as_deref())?
        }
        Change::Refuse(refuse) => {
            workspace.refuse(refuse.signed.id, &refuse.signed.by, &at, &refuse.because)?
        }
        Change::Publish(publish) => {
            workspace.publish(publish.signed.id, &publish.signed.by, &at, publish.on_top)?
        }
        Change::Undo(signed) => workspace.undo(signed.id, &signed.by, &at)?,
        Change::Show(number) => {
            let bar = Bar::new(output, "testing every line, before and after");
            let story = workspace.change(number.id, options)?;
            drop(bar);
            output.result(|| report::change_story(&story, output.paper), || report::json(&story))?;
            return Ok(true);
        }
        Change::List => {
            let list = workspace.changes()?;
            output.result(|| report::change_list(&list, output.paper), || report::json(&list))?;
            return Ok(true);
        }
        Change::History => {
            let history = workspace.versions()?;
            output.result(|| report::history(&history, output.paper), || report::json(&history))?;
            return Ok(true);
        }
    };
    print(&done, output)
}

fn print(done: &DoneView, output: &Output) -> Result<Clean, Failure> {
    output.result(|| report::change_done(done, output.paper), || report::json(done))?;
    Ok(true)
}

fn files(
    workspace: &Workspace,
    propose: &Propose,
    at: &str,
    output: &Output,
) -> Result<Vec<FileChange>, Failure> {
    let Some(file) = &propose.file else { return Ok(workspace.edited_by_hand(&propose.by, at)?) };
    let name = file.display().to_string();
    let bytes = std::fs::read(file)
        .map_err(|why| Failure::new(format!("`{name}` cannot be read: {why}; check the path")))?;
    let changes = workspace.sheet_changes(&bytes, &name)?;
    for (rows, what) in [(&changes.added, "new"), (&changes.removed, "removed")] {
        for row in rows {
            output.remark(&format!("{what} row: {row}"));
        }
    }
    for note in &changes.notes {
        output.remark(note);
    }
    Ok(changes.files)
}

/// Keeps the first version of a workspace that was just made. One that cannot be kept is no reason to have no workspace.
pub(super) fn keep_first(workspace: &Workspace, output: &Output) {
    let Some(at) = now() else { return };
    if let Err(why) = workspace.keep_version("plumb", &at, "as made") {
        output.remark(&format!("no version was kept: {why}"));
    }
}
