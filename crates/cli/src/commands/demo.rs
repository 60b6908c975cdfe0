//! The sample company: made, imported by ordinary mappings, signed, reviewed and opened.

use std::path::{Path, PathBuf};

use plumb_engine::{EngineError, ImportOptions, Options, Viewer, Workspace, workspace_of};
use plumb_report as report;
use plumb_sample::{Day, Sample, files, imports, signings};

use super::Clean;
use crate::arguments::{Demo, DemoDay, Format};
use crate::browser;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Bar;

/// What the folder is called where nobody says.
const FOLDER: &str = "halden";

pub(super) fn demo(demo: &Demo, seed: u64, options: Options, output: &Output) -> Result<Clean, Failure> {
    let sample = Sample { seed, aligned: demo.aligned, day: day(demo.day) };
    let dir = demo.folder.clone().unwrap_or_else(free);
    let bar = Bar::new(output, "making the sample company");
    workspace_of(&dir, &files(&sample), |workspace| found(workspace, &sample, &bar))?;
    let whole = std::path::absolute(&dir).unwrap_or_else(|_| dir.clone());
    let workspace = Workspace::open(&whole)?;
    super::change::keep_first(&workspace, output);
    bar.say("testing every line");
    let as_of = options.as_of.or(Some(sample.as_of()));
    let review = workspace.review_with(&Options { as_of, ..options }, report::PAGES)?;
    drop(bar);
    let seen = review.seen_by(&Viewer::Operator);
    let page = dir.join("out/review.html");
    let written = super::looks::written(&workspace);
    output.result(|| report::summary(&seen, &written, output.paper), || report::review_json(&seen))?;
    if output.format == Format::Text {
        output.remark(&next(&dir, &page, &seen.review().as_of.date));
    }
    if !demo.no_serve {
        browser::open(&whole.join("out/review.html"), output);
    }
    Ok(true)
}

/// Imports what the company's systems hold and signs what its head signed.
fn found(workspace: &Workspace, sample: &Sample, bar: &Bar) -> Result<(), EngineError> {
    for exports in imports() {
        let mapping = workspace.dir().join(exports.mapping);
        let folder = workspace.dir().join(exports.folder);
        let options = ImportOptions::default();
        workspace.import(&mapping, &[folder], &options, &mut |progress| bar.show(progress))?;
    }
    for signing in signings(sample) {
        workspace.lock_sign(signing.objective, &signing.by, signing.on)?;
    }
    Ok(())
}

fn day(day: DemoDay) -> Day {
    match day {
        DemoDay::Zero => Day::Zero,
        DemoDay::FortyFive => Day::FortyFive,
        DemoDay::Ninety => Day::Ninety,
    }
}

/// The first folder here that is free.
fn free() -> PathBuf {
    let numbered = (2..).map(|number| PathBuf::from(format!("{FOLDER}-{number}")));
    let mut folders = std::iter::once(PathBuf::from(FOLDER)).chain(numbered);
    folders.find(|folder| !folder.exists()).unwrap_or_else(|| PathBuf::from(FOLDER))
}

fn next(dir: &Path, page: &Path, day: &str) -> String {
    let (dir, page) = (dir.display(), page.display());
    format!(
        "\nHalden Instruments is an invented company; its workspace is `{dir}`.\n\
         Read `{page}` in a browser, then go on with `plumb -C {dir} check --as-of {day}`, `plumb -C {dir} explain GAP-ID --as-of {day}`, or the plan in `{dir}/plan`."
    )
}
