//! Commands that change a workspace: new, import, lock.

use std::path::{Path, PathBuf};

use plumb_engine::{ImportOptions, LockView, Workspace, new_from_template, new_workspace_with};
use plumb_report as report;

use super::Clean;
use crate::arguments::{Import, New, Signature};
use crate::clock::today;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Bar;

pub(super) fn new(new: &New, output: &Output) -> Result<Clean, Failure> {
    let template = new.template.as_deref();
    let Some(mapping) = &new.from else {
        let view = new_from_template(&new.folder, template.unwrap_or_default())?;
        output.result(|| report::new_from_template(&view, output.paper), || report::json(&view))?;
        return Ok(true);
    };
    let bar = Bar::new(output, "reading");
    let (data, day) = (new.data.as_deref(), new.exported_at);
    let view = new_workspace_with(&new.folder, template, mapping, data, day, &mut |progress| {
        bar.show(progress);
    })?;
    drop(bar);
    super::change::keep_first(&Workspace::open(&new.folder)?, output);
    output.result(|| report::new_workspace(&view, output.paper), || report::json(&view))?;
    Ok(true)
}

pub(super) fn import(workspace: &Workspace, import: &Import, output: &Output) -> Result<Clean, Failure> {
    let options = ImportOptions {
        exported_at: import.exported_at,
        full: import.full,
        dry_run: import.dry_run,
        ..ImportOptions::default()
    };
    // A folder of exports may well be called `salesforce`, as the mapping is.
    let file = found(&import.mapping, workspace);
    let mapping = if file.is_file() { file } else { import.mapping.clone() };
    let data: Vec<PathBuf> = import.data.iter().map(|path| found(path, workspace)).collect();
    let bar = Bar::new(output, "reading");
    let view = workspace.import(&mapping, &data, &options, &mut |progress| bar.show(progress))?;
    drop(bar);
    output.result(|| report::import(&view, output.paper), || report::json(&view))?;
    Ok(true)
}

pub(super) fn sign(workspace: &Workspace, signature: &Signature, output: &Output) -> Result<Clean, Failure> {
    let view = workspace.lock_sign(&signature.objective, &signature.by, day(signature)?)?;
    print(&view, output)
}

pub(super) fn end(workspace: &Workspace, signature: &Signature, output: &Output) -> Result<Clean, Failure> {
    let view = workspace.lock_end(&signature.objective, &signature.by, day(signature)?)?;
    print(&view, output)
}

/// Finding that a mandate is not what was signed is no result to go on with, so it is told as a failure.
pub(super) fn verify(workspace: &Workspace, output: &Output) -> Result<Clean, Failure> {
    let view = workspace.lock_verify()?;
    let errors = view.problems.iter().filter(|problem| problem.severity == "error").count();
    print(&view, output)?;
    match errors {
        0 => Ok(true),
        1 => Err(Failure::new(
            "1 mandate is not what was signed; put the plan right, or end the mandate and sign anew",
        )),
        many => Err(Failure::new(format!(
            "{many} mandates are not what was signed; put the plan right, or end them and sign anew"
        ))),
    }
}

fn print(view: &LockView, output: &Output) -> Result<Clean, Failure> {
    output.result(|| report::lock(view, output.paper), || report::json(view))?;
    Ok(true)
}

fn day(signature: &Signature) -> Result<plumb_engine::Date, Failure> {
    signature
        .on
        .or_else(today)
        .ok_or_else(|| Failure::new("the clock tells no day; give one with `--on 2026-01-31`"))
}

/// A path from here; where there is nothing, from the workspace.
fn found(path: &Path, workspace: &Workspace) -> PathBuf {
    let inside = workspace.dir().join(path);
    if !path.exists() && inside.exists() { inside } else { path.to_owned() }
}
