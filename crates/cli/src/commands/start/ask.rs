//! Asks the questions in a terminal, one at a time.

use std::collections::BTreeMap;
use std::io::{BufRead as _, Write as _};

use plumb_engine::{Date, FieldView, QuestionView, Workspace};
use plumb_report as report;

use crate::arguments::Start;
use crate::failure::Failure;
use crate::output::Output;

/// What somebody wants after a prompt.
enum Said {
    Text(String),
    Nothing,
    Why,
    Back,
    Stop,
    Send(String),
}

/// Asks every question that is open, or the one that is wanted.
pub(super) fn questions(
    workspace: &Workspace,
    start: &Start,
    today: Date,
    output: &Output,
) -> Result<(), Failure> {
    let views = workspace.questions(Some(today))?;
    let all = views.len();
    let wanted = |view: &QuestionView| match &start.question {
        Some(wanted) => view.id == *wanted,
        None => view.state == "open",
    };
    let ids: Vec<String> = views.iter().filter(|view| wanted(view)).map(|view| view.id.clone()).collect();
    if let (Some(question), true) = (&start.question, ids.is_empty()) {
        return Err(Failure::new(format!(
            "no question is called `{question}`; they are `{}`",
            plumb_engine::QUESTIONS.join("`, `")
        )));
    }
    if ids.is_empty() {
        return Ok(());
    }
    output.print("Enter leaves a field out, and a question all of whose fields are left out is skipped; `?` tells why it is asked, `send NAME` asks a colleague, `back` and `stop` do what they say.\n\n")?;
    let mut by = start.by.clone();
    let mut place = 0;
    while let Some(id) = ids.get(place) {
        let views = workspace.questions(Some(today))?;
        let Some(view) = views.iter().find(|view| view.id == *id) else { break };
        output.print(&report::question(view, all, output.paper))?;
        match ask(view, &mut by, workspace, start, today, output)? {
            Step::Next => place += 1,
            Step::Back => place = place.saturating_sub(1),
            Step::Stop => {
                let says = format!("\nstopped; `plumb start {}` goes on here\n", start.folder.display());
                output.print(&says)?;
                break;
            }
        }
        output.print("\n")?;
    }
    Ok(())
}

enum Step {
    Next,
    Back,
    Stop,
}

fn ask(
    view: &QuestionView,
    by: &mut Option<String>,
    workspace: &Workspace,
    start: &Start,
    today: Date,
    output: &Output,
) -> Result<Step, Failure> {
    loop {
        let mut values: BTreeMap<String, String> = BTreeMap::new();
        let mut place = 0;
        while let Some(field) = view.form.get(place) {
            let is_first = values.is_empty() && place == 0;
            match prompt(field, output)? {
                Said::Stop => return Ok(Step::Stop),
                Said::Back if place == 0 => return Ok(Step::Back),
                Said::Back => {
                    place -= 1;
                    continue;
                }
                Said::Why => {
                    output.print(&format!("  {}\n", view.why))?;
                    continue;
                }
                Said::Send(to) if to.is_empty() => {
                    output.print("  name whom to ask, such as `send Ana Blum`\n")?;
                    continue;
                }
                Said::Send(to) => {
                    let name = by.clone().unwrap_or_default();
                    let (_, says) = super::sent(start, workspace, &view.id, &to, &name, today)?;
                    output.print(&format!("  {says}"))?;
                    return Ok(Step::Next);
                }
                Said::Nothing if is_first && (field.required || view.form.len() == 1) => {
                    workspace.skip(&view.id, by.as_deref().unwrap_or_default(), today)?;
                    return Ok(Step::Next);
                }
                Said::Nothing => {
                    values.remove(&field.name);
                }
                Said::Text(text) => {
                    values.insert(field.name.clone(), text);
                }
            }
            place += 1;
        }
        if values.is_empty() {
            workspace.skip(&view.id, by.as_deref().unwrap_or_default(), today)?;
            return Ok(Step::Next);
        }
        while by.as_deref().unwrap_or_default().is_empty() {
            match line("  your name, which stands beside what you told: ", output)? {
                Some(name) if !name.is_empty() => *by = Some(name),
                Some(_) => {}
                None => return Ok(Step::Stop),
            }
        }
        let told = workspace.answer(&view.id, &values, by.as_deref().unwrap_or_default(), today)?;
        output.print(&report::told(&told, output.paper))?;
        if told.problems.is_empty() {
            return Ok(Step::Next);
        }
        output.print("  nothing was written; once more:\n")?;
    }
}

fn prompt(field: &FieldView, output: &Output) -> Result<Said, Failure> {
    let mut head = format!("  {}", field.label);
    for option in &field.options {
        head += &format!("\n    {}: {}", option.value, option.label);
    }
    let is_long = ["table", "lines"].contains(&field.kind.as_str());
    if is_long {
        let columns: Vec<&str> = field.columns.iter().map(|column| column.name.as_str()).collect();
        let columns = if columns.is_empty() { String::new() } else { format!(" ({})", columns.join("; ")) };
        head += &format!("{columns}, a line each, an empty line ends; such as {}", field.example);
    } else if let Some(value) = &field.value {
        head += &format!(" [= takes {value}]");
    } else if field.kind != "choice" {
        head += &format!(", such as {}", field.example);
    }
    let Some(first) = line(&format!("{head}: "), output)? else { return Ok(Said::Stop) };
    Ok(match first.as_str() {
        "" => Said::Nothing,
        "?" => Said::Why,
        "back" => Said::Back,
        "stop" => Said::Stop,
        "=" if field.value.is_some() => Said::Text(field.value.clone().unwrap_or_default()),
        "send" => Said::Send(String::new()),
        other => match other.strip_prefix("send ") {
            Some(name) => Said::Send(name.trim().to_owned()),
            None if is_long => {
                let mut lines = vec![first];
                while let Some(more) = line("    ", output)?.filter(|more| !more.is_empty()) {
                    lines.push(more);
                }
                Said::Text(lines.join("\n"))
            }
            None => Said::Text(first),
        },
    })
}

/// A line from the terminal; `None` at its end.
fn line(prompt: &str, output: &Output) -> Result<Option<String>, Failure> {
    output.print(prompt)?;
    let _ = std::io::stdout().flush();
    let mut text = String::new();
    match std::io::stdin().lock().read_line(&mut text) {
        Ok(0) => Ok(None),
        Ok(_) => Ok(Some(text.trim().to_owned())),
        Err(why) => Err(Failure::new(format!("the terminal cannot be read: {why}"))),
    }
}
