//! `plumb start`: an export in, twelve questions, the first screen out.

mod ask;

use std::io::IsTerminal as _;
use std::path::Path;

use plumb_engine::{AnswerView, Date, Options, QuestionView, Viewer, Workspace, first_screen, new_workspace};
use plumb_report as report;

use super::Clean;
use crate::arguments::{Format, Start};
use crate::clock::today;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Bar;

pub(super) fn start(start: &Start, options: Options, output: &Output) -> Result<Clean, Failure> {
    let dir = std::path::absolute(&start.folder).unwrap_or_else(|_| start.folder.clone());
    let today =
        today().ok_or_else(|| Failure::new("the clock tells no day, and answers stand with theirs"))?;
    let workspace = opened(start, &dir, output)?;
    if let Some(question) = &start.send {
        return send(start, &workspace, question, today, output);
    }
    for path in &start.answers {
        let text = std::fs::read(path).map_err(|why| {
            Failure::new(format!("`{}` cannot be read: {why}; name a file of answers", path.display()))
        })?;
        let view = workspace.answers(&path.to_string_lossy(), &text, start.by.as_deref(), today)?;
        tell(&view, output);
    }
    let is_asked = start.answers.is_empty()
        && output.format == Format::Text
        && std::io::stdin().is_terminal()
        && std::io::stdout().is_terminal();
    if is_asked {
        ask::questions(&workspace, start, today, output)?;
    }
    screen(&workspace, &options, output)?;
    if !is_asked && start.answers.is_empty() {
        let open =
            workspace.questions(Some(today))?.iter().filter(|question| question.state == "open").count();
        if open > 0 {
            output.remark(&format!(
                "\n{} open: run `plumb start {}` in a terminal to be asked, or give `--answers FILE`; docs/start.md has a file to begin with.",
                if open == 1 { "1 question is".to_owned() } else { format!("{open} questions are") },
                start.folder.display()
            ));
        }
    }
    Ok(true)
}

/// The workspace, made from the exports where there is none yet.
fn opened(start: &Start, dir: &Path, output: &Output) -> Result<Workspace, Failure> {
    if dir.join("plumb.toml").is_file() {
        if start.from.is_some() {
            return Err(Failure::new(format!(
                "`{0}` was started already; `plumb start {0}` goes on, and `plumb -C {0} import MAPPING PATH` brings newer exports",
                start.folder.display()
            )));
        }
        return Ok(Workspace::open(dir)?);
    }
    let Some(from) = &start.from else {
        return Err(Failure::new(format!(
            "`{0}` is no workspace yet; give the exports: `plumb start {0} --from MAPPING --data PATH`, where MAPPING is a file or one of `{1}`",
            start.folder.display(),
            plumb_engine::shipped_mappings().collect::<Vec<_>>().join("`, `")
        )));
    };
    let bar = Bar::new(output, "reading");
    let view =
        new_workspace(&start.folder, from, start.data.as_deref(), start.exported_at, &mut |progress| {
            bar.show(progress);
        })?;
    drop(bar);
    let rows: u64 = view.import.sources.iter().map(|source| source.read).sum();
    output.remark(&format!(
        "{rows} rows of the exports were read, {} could not be; {} guesses stand in `{}/plan`, each with its evidence.\n",
        view.import.rejected,
        view.guesses.len(),
        start.folder.display()
    ));
    let workspace = Workspace::open(dir)?;
    super::change::keep_first(&workspace, output);
    Ok(workspace)
}

/// Writes a question as a page for a colleague.
fn send(
    start: &Start,
    workspace: &Workspace,
    question: &str,
    today: Date,
    output: &Output,
) -> Result<Clean, Failure> {
    let to = start.to.as_deref().unwrap_or_default();
    let by = start.by.as_deref().unwrap_or_default();
    let (view, says) = sent(start, workspace, question, to, by, today)?;
    output.result(|| says, || report::json(&view))?;
    Ok(true)
}

/// Notes whom a question went to, and writes their page; what to tell of it.
fn sent(
    start: &Start,
    workspace: &Workspace,
    question: &str,
    to: &str,
    by: &str,
    today: Date,
) -> Result<(QuestionView, String), Failure> {
    workspace.send(question, to, by, today)?;
    let views = workspace.questions(Some(today))?;
    let Some(view) = views.into_iter().find(|view| view.id == question) else {
        return Err(Failure::new(format!("no question is called `{question}`")));
    };
    let page = report::form_page(&view, &workspace.company_name()?, to);
    let path = format!("out/question-{question}.html");
    let file = workspace.dir().join(&path);
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|why| Failure::new(format!("`out` cannot be made: {why}")))?;
    }
    std::fs::write(&file, page).map_err(|why| Failure::new(format!("`{path}` cannot be written: {why}")))?;
    let says = format!(
        "`{}` asks {to}; what comes back is read by `plumb start {} --answers FILE`\n",
        start.folder.join(&path).display(),
        start.folder.display()
    );
    Ok((view, says))
}

/// Says what answers did, beside the result.
fn tell(view: &AnswerView, output: &Output) {
    let told = report::told(view, output.paper);
    if !told.is_empty() {
        output.remark(told.trim_end_matches('\n'));
    }
}

fn screen(workspace: &Workspace, options: &Options, output: &Output) -> Result<(), Failure> {
    let bar = Bar::new(output, "testing every line");
    let options = &Options { as_of: options.as_of.or(workspace.first_day()?), ..options.clone() };
    let review = workspace.review_with(options, report::PAGES)?;
    let screen = workspace.with_check(first_screen(&review.seen_by(&Viewer::Operator)), options)?;
    drop(bar);
    output.result(|| report::first_screen(&screen, output.paper), || report::json(&screen))
}
