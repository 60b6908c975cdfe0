//! What somebody is paid for a period, and why.

use plumb_engine::{ComponentView, DisputeView, MoneyView, NextView, PayLineView, StatementView, TableView};
use serde_json::Value;

use super::alike::{Alike, alike};
use super::stages::stages;
use super::sums::{Row, drawn, sums, widths};
use super::words::{
    amount, counting, days, deal, made, multiplied, only_counts, period, plan, share, short_day, spoken,
};
use crate::aloud::day;
use crate::cells::{clean, cut, hanging};
use crate::figures::{count, exact, like, money};
use crate::paper::Paper;
use crate::table::justified;

/// Lines of a component that are listed; more are counted and summed.
const LINES_MAX: usize = 40;

/// What is paid in a sentence, how far along the measures are, what each component earned with its lines, the way from earned to
/// paid, the year so far, and what the next sales would pay.
pub fn statement(view: &StatementView, paper: Paper) -> String {
    let columns = paper.columns();
    let title = format!("What does {} earn for {}, and why?", clean(&view.name), period(&view.period));
    let mut out = format!("{}\n", paper.heading(&title));
    let role = view.role.as_ref().map_or_else(String::new, |role| format!("{} · ", spoken(role)));
    let about = format!("{role}{} · {} · {}", plan(&view.plan), days(&view.period), made(view));
    for line in crate::cells::wrap(&about, columns) {
        out += &format!("{}\n", paper.quiet(&line));
    }
    out += &format!("\n{}", hanging("", &answer(view), columns));
    out += &attainments(view, paper);
    out += &components(view, paper);
    out += &to_paid(view, paper);
    out += &corrections(view, paper);
    out += &next(&view.next, paper);
    out += &disputes(&view.disputes, paper);
    if !view.problems.is_empty() {
        out += &format!("\n{}\n", paper.heading("What could not be computed"));
        for problem in &view.problems {
            out += &hanging("  ", problem, columns);
        }
    }
    out
}

/// What is paid, in a sentence.
pub(crate) fn answer(view: &StatementView) -> String {
    let mut says = format!("{} are paid; {} were earned", money(&view.paid), money(&view.earned));
    if view.held.minor != 0 {
        says += &format!(", {} are held back", money(&view.held));
    }
    if view.balance.minor != 0 {
        says += &format!(", {} are owed", money(&view.balance));
    }
    format!(
        "{says}. This fiscal year so far: {} earned, {} paid.",
        money(&view.to_date.earned),
        money(&view.to_date.paid)
    )
}

fn attainments(view: &StatementView, paper: Paper) -> String {
    if view.attainments.is_empty() {
        return String::new();
    }
    let rows = view.attainments.iter().map(|one| {
        vec![
            spoken(&one.measure).into(),
            clean(&one.window).into_owned().into(),
            amount(&one.value).into(),
            one.quota.as_deref().map_or(Value::Null, |quota| amount(quota).into()),
            one.attainment.map_or(Value::Null, |of| share(of).into()),
        ]
    });
    let heads = ["measure", "window", "so far", "quota", "attainment"];
    let view = TableView { columns: heads.map(str::to_owned).into(), rows: rows.collect(), notes: vec![] };
    format!("\n{}\n{}", paper.heading("How far along?"), indented(&justified(&view, paper)))
}

fn components(view: &StatementView, paper: Paper) -> String {
    if view.components.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", paper.heading(&format!("What was earned? In {}", clean(&view.currency))));
    let all: Vec<Row<'_>> =
        view.components.iter().map(|component| Row::of(spoken(&component.id), &component.earned)).collect();
    let wide = widths(&all, paper);
    for (component, row) in view.components.iter().zip(&all) {
        out += &drawn(std::slice::from_ref(row), wide, paper);
        for line in crate::cells::wrap(&about(component), paper.columns().saturating_sub(4)) {
            out += &format!("    {}\n", paper.quiet(&line));
        }
        let lines: Vec<&PayLineView> =
            view.lines.iter().filter(|line| line.component == component.id).collect();
        if lines.len() > 1 && lines.iter().all(|line| only_counts(line)) {
            out += &hanging("    ", &counting(lines.len()), paper.columns());
            continue;
        }
        out += &listed(view, &lines, &component.earned, paper);
    }
    out
}

/// How a component pays, and for which objective.
fn about(component: &ComponentView) -> String {
    let objective = component.objective.as_ref().map(|objective| format!("for `{}`", clean(objective)));
    let at = component.at.as_ref().map(crate::gaps::place);
    let parts = [Some(clean(&component.how).into_owned()), objective, at];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Lines as a table that is as wide as the paper at most.
fn listed(view: &StatementView, lines: &[&PayLineView], like_this: &MoneyView, paper: Paper) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let shown = lines.get(..LINES_MAX).unwrap_or(lines);
    let widest = |texts: Vec<String>| texts.iter().map(|text| crate::cells::width(text)).max().unwrap_or(0);
    let rates = widest(shown.iter().map(|line| multiplied(line)).collect()).clamp(2, 24);
    let figures = widest(shown.iter().map(|line| exact(&line.basis)).collect())
        + widest(shown.iter().map(|line| exact(&line.pays)).collect());
    let room = paper.columns().saturating_sub(4 + 6 + rates + figures.max(12) + 8).clamp(12, 40);
    let rows = shown.iter().map(|line| {
        let deal = deal(line, &view.credits);
        let back = if line.takes_back.is_some() { "taken back: " } else { "" };
        let why = |why: &String| {
            why.split_once(": ").map_or_else(String::new, |(_, why)| format!(", {}", clean(why)))
        };
        let raised: String = line.multiplied.iter().map(why).collect();
        vec![
            format!("{:>6}", short_day(&line.day)).into(),
            cut(&format!("{back}{deal}{raised}"), room).into(),
            exact(&line.basis).into(),
            cut(&multiplied(line), rates).into(),
            exact(&line.pays).into(),
        ]
    });
    let heads = ["day", "deal", "paid on", "at", "pays"];
    let table = TableView { columns: heads.map(str::to_owned).into(), rows: rows.collect(), notes: vec![] };
    let mut out = indented(&indented(&justified(&table, paper)));
    if let Some(rest) = lines.get(LINES_MAX..).filter(|rest| !rest.is_empty()) {
        let sum = rest.iter().fold(0_i64, |sum, line| sum.saturating_add(line.pays.minor));
        let says = format!(
            "and {} more, {}; `--format json` lists all",
            count(rest.len(), "line", "lines"),
            exact(&like(like_this, sum))
        );
        out += &hanging("    ", &says, paper.columns());
    }
    out
}

fn to_paid(view: &StatementView, paper: Paper) -> String {
    let stages = stages(view);
    let mut rows: Vec<Row<'_>> = Vec::new();
    let earning = stages.iter().filter(|stage| stage.earns);
    rows.extend(earning.map(|stage| Row::of(&stage.label, &stage.amount).with(stage.note.as_deref())));
    rows.push(Row::total("Earned", &view.earned));
    let others: Vec<Row<'_>> = stages
        .iter()
        .filter(|stage| !stage.earns)
        .map(|stage| Row::of(&stage.label, &stage.amount).with(stage.note.as_deref()))
        .collect();
    let is_all = others.is_empty() && view.earned.minor == view.paid.minor;
    rows.extend(others);
    rows.push(if is_all { Row::of("Paid", &view.paid) } else { Row::total("Paid", &view.paid) });
    let mut out = format!("\n{}\n{}", paper.heading("From earned to paid"), sums(&rows, paper));
    let mut beside = vec![
        Row::of("Fixed pay of the period", &view.base),
        Row::of("Variable pay of the period at exactly the target", &view.target),
    ];
    if view.held.minor != 0 {
        beside.push(Row::of("Held back at the end of the period", &view.held));
    }
    if view.balance.minor != 0 {
        beside.push(Row::of("Owed at the end of the period", &view.balance));
    }
    beside.push(Row::of("Earned in the fiscal year so far", &view.to_date.earned));
    beside.push(Row::of("Paid in the fiscal year so far", &view.to_date.paid));
    out += &format!("\n{}\n{}", paper.heading("Beside it"), sums(&beside, paper));
    out
}

fn corrections(view: &StatementView, paper: Paper) -> String {
    if view.adjustments.is_empty() {
        return String::new();
    }
    let rows: Vec<(String, &MoneyView, String)> = view
        .adjustments
        .iter()
        .map(|one| {
            let line = one.line.as_ref().map_or_else(String::new, |line| format!(" ({})", clean(line)));
            (
                format!("{}, earned in {}", spoken(&one.component), clean(&one.earned_in)),
                &one.amount,
                format!("{}{line}", clean(&one.reason)),
            )
        })
        .collect();
    let rows: Vec<Row<'_>> =
        rows.iter().map(|(label, amount, why)| Row::of(label, amount).with(Some(why))).collect();
    format!("\n{}\n{}", paper.heading("Corrections of earlier periods"), sums(&rows, paper))
}

/// What the next sales of each offering would pay.
fn next(next: &[NextView], paper: Paper) -> String {
    let groups = alike(next);
    let Some(first) = groups.first() else { return String::new() };
    let sold_alike = groups.iter().all(|one| one.sold == first.sold);
    let heading = match sold_alike {
        true => format!("What do the next {} pay?", money(first.sold)),
        false => "What do the next sales pay?".to_owned(),
    };
    let label = |one: &Alike<'_>| {
        let sold = if sold_alike { String::new() } else { format!(", {} sold", money(one.sold)) };
        format!("{}{sold}", one.names(", "))
    };
    let rows: Vec<Row<'_>> =
        groups.iter().map(|one| Row::of(label(one), one.pays).with(Some(one.why))).collect();
    format!("\n{}\n{}", paper.heading(&heading), sums(&rows, paper))
}

fn disputes(disputes: &[DisputeView], paper: Paper) -> String {
    if disputes.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", paper.heading("What is said to be wrong?"));
    for one in disputes {
        let about = one
            .line
            .as_ref()
            .map_or_else(|| clean(&one.period).into_owned(), |line| clean(line).into_owned());
        let claimed = one
            .claimed
            .as_ref()
            .map_or_else(String::new, |claimed| format!(", should be {}", money(claimed)));
        let head = format!("  {}. {}, {about}{claimed}: ", one.number, one.state);
        out += &hanging(&head, "", paper.columns()).replace(": \n", ":\n");
        out += &hanging(
            "     ",
            &format!("{} on {}: {}", clean(&one.opened_by), day(&one.opened_on), clean(&one.says)),
            paper.columns(),
        );
        for answer in &one.answers {
            let says = format!(
                "{} on {}, {}: {}",
                clean(&answer.by),
                day(&answer.on),
                answer.state,
                clean(&answer.says)
            );
            out += &hanging("     ", &says, paper.columns());
        }
    }
    out
}

/// Every line two columns to the right.
pub(super) fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
