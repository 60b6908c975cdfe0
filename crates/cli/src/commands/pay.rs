//! Commands of pay: check, show, run, explain, diff, analyse, close, export, dispute.

use plumb_engine::{
    Claim, ClaimAnswer, Date, DiffRequest, DisputeView, Options, RunRequest, Workspace, check_pay_files,
};
use plumb_report as report;

use super::Clean;
use crate::arguments::{
    Dispute, DisputeState, Format, Pay, PayCheck, PayDiff, PayExport, PayFile, PayRun, PayShow,
};
use crate::clock::today;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Bar;

pub(super) fn pay(
    workspace: impl FnOnce() -> Result<Workspace, plumb_engine::EngineError>,
    pay: &Pay,
    options: &Options,
    output: &Output,
) -> Result<Clean, Failure> {
    if let Pay::Check(wanted) = pay
        && !wanted.files.is_empty()
    {
        return check_files(wanted, output);
    }
    let workspace = workspace()?;
    match pay {
        Pay::Check(_) => {
            let found = workspace.pay_check(options)?;
            let passed = is_passed(&found.answer);
            output.result(|| report::pay::check(&found.answer, output.paper), || report::json(&found))?;
            return Ok(passed);
        }
        Pay::Show(wanted) => show(&workspace, wanted, options, output)?,
        Pay::Run(wanted) => run(&workspace, wanted, options, output)?,
        Pay::Explain(wanted) => {
            let found = workspace.pay_explain(&wanted.line, options)?;
            output.result(|| report::pay::explain(&found.answer, output.paper), || report::json(&found))?;
        }
        Pay::Diff(wanted) => diff(&workspace, wanted, options, output)?,
        Pay::Analyse(wanted) => {
            let bar = Bar::new(output, "asking what one more sale pays");
            let found = workspace.pay_analyse(wanted.plan.as_deref(), options)?;
            drop(bar);
            output.result(|| report::pay::analyse(&found.answer, output.paper), || report::json(&found))?;
        }
        Pay::Close(wanted) => {
            let found = workspace.pay_close(&wanted.period, &wanted.by, day()?, options)?;
            let closed = &found.answer;
            let text = || {
                format!(
                    "{} is closed with run {}; nothing is posted in it any more\n",
                    closed.period, closed.run.run
                )
            };
            output.result(text, || report::json(&found))?;
        }
        Pay::Export(wanted) => export(&workspace, wanted, options, output)?,
        Pay::Dispute(wanted) => dispute(&workspace, wanted, output)?,
    }
    Ok(true)
}

fn is_passed(view: &plumb_engine::PayCheckView) -> bool {
    view.findings.iter().all(|finding| finding.severity != "error")
        && view.examples.iter().all(|example| example.passed)
}

fn check_files(wanted: &PayCheck, output: &Output) -> Result<Clean, Failure> {
    let mut texts = Vec::new();
    for file in &wanted.files {
        let text = std::fs::read_to_string(file)
            .map_err(|error| Failure::new(format!("`{}` cannot be read: {error}", file.display())))?;
        texts.push((file.display().to_string(), text));
    }
    let checked = check_pay_files(texts);
    let (view, passed) = (checked.view(), checked.passed());
    output.result(|| report::pay::check(&view, output.paper), || report::json(&view))?;
    Ok(passed)
}

fn show(workspace: &Workspace, wanted: &PayShow, options: &Options, output: &Output) -> Result<(), Failure> {
    let Some(period) = &wanted.period else {
        let found = workspace.pay_letter(&wanted.whose, wanted.person.as_deref(), options)?;
        return output.result(|| report::pay::letter(&found.answer, output.paper), || report::json(&found));
    };
    let found = workspace.pay_statement(&wanted.whose, period, wanted.known_on, options)?;
    let text = || {
        let each =
            found.answer.statements.iter().map(|statement| report::pay::statement(statement, output.paper));
        each.collect::<Vec<_>>().join("\n")
    };
    output.result(text, || report::json(&found))
}

fn run(workspace: &Workspace, wanted: &PayRun, options: &Options, output: &Output) -> Result<(), Failure> {
    let request = RunRequest {
        period: wanted.period.clone(),
        by: wanted.by.clone(),
        on: day()?,
        reason: wanted.because.clone(),
        post: !wanted.dry_run,
    };
    let bar = Bar::new(output, "computing pay");
    let found = workspace.pay_run(&request, options)?;
    drop(bar);
    output.result(|| report::pay::run(&found.answer, output.paper), || report::json(&found))
}

fn diff(workspace: &Workspace, wanted: &PayDiff, options: &Options, output: &Output) -> Result<(), Failure> {
    let (person, period) = match wanted.whose.as_slice() {
        [period] => (None, period.clone()),
        [person, period, ..] => (Some(person.clone()), period.clone()),
        [] => (None, String::new()),
    };
    let request =
        DiffRequest { person, period, before: wanted.before, run: wanted.run, with_run: wanted.with };
    let bar = Bar::new(output, "putting single inputs back");
    let found = workspace.pay_diff(&request, options)?;
    drop(bar);
    output.result(|| report::pay::diff(&found.answer, output.paper), || report::json(&found))
}

fn export(
    workspace: &Workspace,
    wanted: &PayExport,
    options: &Options,
    output: &Output,
) -> Result<(), Failure> {
    let kind = match wanted.kind {
        PayFile::Payroll => "payroll",
        PayFile::Accruals => "accruals",
        PayFile::Capitalised => "capitalised",
    };
    let found = workspace.pay_export(kind, wanted.period.as_deref(), options)?;
    let text = report::pay::file(&found.answer);
    let Some(path) = &wanted.out else {
        return match output.format {
            Format::Csv => output.print(&text),
            _ => output.result(|| text, || report::json(&found)),
        };
    };
    std::fs::write(path, text)
        .map_err(|error| Failure::new(format!("`{}` cannot be written: {error}", path.display())))?;
    let rows = found.answer.rows.len();
    output.result(|| format!("{rows} rows are in `{}`\n", path.display()), || report::json(&found))
}

fn dispute(workspace: &Workspace, wanted: &Dispute, output: &Output) -> Result<(), Failure> {
    let found = match wanted {
        Dispute::Open(open) => vec![workspace.pay_dispute(&Claim {
            person: open.person.clone(),
            period: open.period.clone(),
            line: open.line.clone(),
            claimed: open.amount.clone(),
            says: open.says.clone(),
            by: open.by.clone(),
            on: day()?,
        })?],
        Dispute::Answer(answer) => vec![workspace.pay_answer(&ClaimAnswer {
            number: answer.number,
            state: word(answer.state).to_owned(),
            says: answer.says.clone(),
            by: answer.by.clone(),
            on: day()?,
        })?],
        Dispute::List(list) => workspace.pay_disputes(list.person.as_deref())?,
    };
    output.result(|| listed(&found), || report::json(&found))
}

fn word(state: DisputeState) -> &'static str {
    match state {
        DisputeState::Answered => "answered",
        DisputeState::Upheld => "upheld",
        DisputeState::Refused => "refused",
        DisputeState::Open => "open",
    }
}

fn listed(disputes: &[DisputeView]) -> String {
    if disputes.is_empty() {
        return "nobody says that anything is wrong with pay\n".to_owned();
    }
    let mut text = String::new();
    for dispute in disputes {
        let claimed = dispute.claimed.as_ref().map_or_else(String::new, |claimed| {
            format!(", should be {} {}", claimed.amount, claimed.currency)
        });
        let line = dispute.line.as_ref().map_or_else(String::new, |line| format!(" {line}"));
        text += &format!(
            "{} {} {}{line}: {}{claimed} ({} by {} on {})\n",
            dispute.number,
            dispute.person,
            dispute.period,
            dispute.says,
            dispute.state,
            dispute.opened_by,
            dispute.opened_on
        );
        for answer in &dispute.answers {
            text += &format!("    {}: {} ({} on {})\n", answer.state, answer.says, answer.by, answer.on);
        }
    }
    text
}

fn day() -> Result<Date, Failure> {
    today().ok_or_else(|| Failure::new("the clock tells no time; set it, then run this again"))
}
