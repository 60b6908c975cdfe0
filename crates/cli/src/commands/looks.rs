//! Commands that look at the whole workspace: check, review, explain.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use plumb_engine::{AsOf, Options, Viewer, Workspace};
use plumb_report as report;

use super::Clean;
use crate::arguments::{Check, Explain, Format};
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Bar;

/// Bytes of a plan's text that are read to draw a line of it.
const TEXT_MAX: u64 = 64 * 1024 * 1024;

pub(super) fn check(
    workspace: &Workspace,
    check: &Check,
    mut options: Options,
    output: &Output,
) -> Result<Clean, Failure> {
    options.rules.clone_from(&check.rules);
    let bar = Bar::new(output, "testing every line");
    let review = workspace.check(&options)?;
    drop(bar);
    remark_on_day(&review.as_of, output);
    let seen = review.seen_by(&Viewer::Operator);
    let texts = Texts::new(workspace);
    let text = || {
        let problems = report::problems(&seen.review().problems, output.paper);
        let between = if problems.is_empty() { "" } else { "\n" };
        format!("{problems}{between}{}", report::gaps(&seen, &|file| texts.read(file), output.paper))
    };
    output.result(text, || report::check_json(&seen))?;
    Ok(!review.has_errors())
}

pub(super) fn review(workspace: &Workspace, options: &Options, output: &Output) -> Result<Clean, Failure> {
    let bar = Bar::new(output, "testing every line");
    let review = workspace.review_with(options, report::PAGES)?;
    drop(bar);
    let seen = review.seen_by(&Viewer::Operator);
    let written = written(workspace);
    output.result(|| report::summary(&seen, &written, output.paper), || report::review_json(&seen))?;
    Ok(!review.has_errors())
}

pub(super) fn explain(
    workspace: &Workspace,
    explain: &Explain,
    options: &Options,
    output: &Output,
) -> Result<Clean, Failure> {
    let explanation = workspace.explain(&explain.what, options)?;
    output.result(|| report::explanation(&explanation, output.paper), || report::json(&explanation))?;
    Ok(true)
}

/// Says which day was taken, where nobody gave one.
pub(super) fn remark_on_day(as_of: &AsOf, output: &Output) {
    if output.format == Format::Text && as_of.because != "given" {
        output.remark(&format!("as of {}: {}", as_of.date, as_of.because));
    }
}

/// What a review writes, as paths from here.
pub(super) fn written(workspace: &Workspace) -> Vec<String> {
    ["out/review.db", "out/review.json", "out/review.html"]
        .map(|path| shown(&workspace.dir().join(path)))
        .into()
}

/// A path as one would write it here.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let below = here.ok().and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    below.unwrap_or_else(|| path.to_owned()).display().to_string()
}

/// Texts of the plan, each read once, for drawing lines of them.
struct Texts<'w> {
    workspace: &'w Workspace,
    read: RefCell<BTreeMap<String, Option<String>>>,
}

impl<'w> Texts<'w> {
    fn new(workspace: &'w Workspace) -> Self {
        Self { workspace, read: RefCell::default() }
    }

    fn read(&self, file: &str) -> Option<String> {
        let mut known = self.read.borrow_mut();
        known.entry(file.to_owned()).or_insert_with(|| read_bounded(&self.workspace.dir().join(file))).clone()
    }
}

fn read_bounded(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    std::fs::File::open(path).ok()?.take(TEXT_MAX).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
