//! What a run of pay found, and what it posted.

use plumb_engine::{MoneyView, RunView, TableView};
use serde_json::Value;

use super::statement::indented;
use super::words::{of_run, period, share, spoken};
use crate::cells::{clean, cut, hanging};
use crate::figures::{count, exact, list, money};
use crate::paper::Paper;
use crate::problems::problems;
use crate::table::justified;

/// People who are listed; more are counted.
const PEOPLE_MAX: usize = 200;

/// Corrections that are listed.
const CORRECTIONS_MAX: usize = 60;

/// How many are paid how much, by plan and by person; what was posted; corrections of closed periods; what could not be computed.
pub fn run(view: &RunView, paper: Paper) -> String {
    let columns = paper.columns();
    let mut out = format!("{}\n", paper.heading(&format!("Pay for {}", period(&view.period))));
    let about = match &view.run {
        Some(run) => of_run(run),
        None => "looked at only: nothing was recorded".to_owned(),
    };
    let about = format!("{about} · inputs {}", clean(view.hash.get(..12).unwrap_or(&view.hash)));
    for line in crate::cells::wrap(&about, columns) {
        out += &format!("{}\n", paper.quiet(&line));
    }
    let says = format!(
        "{} are paid {}; {} earned, on {}.",
        count(view.people, "person", "people"),
        amounts(&view.paid),
        amounts(&view.earned),
        count(view.lines, "line", "lines")
    );
    out += &format!("\n{}", hanging("", &says, columns));
    out += &hanging("", &posted(view), columns);
    out += &plans(view, paper);
    out += &people(view, paper);
    out += &corrections(view, paper);
    if !view.problems.is_empty() {
        out += &format!("\n{}", problems(&view.problems, paper));
    }
    out
}

fn amounts(amounts: &[MoneyView]) -> String {
    match amounts {
        [] => "nothing".to_owned(),
        some => list(&some.iter().map(money).collect::<Vec<_>>()),
    }
}

fn posted(view: &RunView) -> String {
    let posted = &view.posted;
    if view.same_as_before {
        return "Nothing differs from what was posted before: nothing was posted.".to_owned();
    }
    let verb = if view.run.is_some() { "Posted" } else { "Would be posted" };
    format!(
        "{verb}: {} in open periods and {} of closed ones; for {} nothing changed.",
        count(posted.new, "entry", "entries"),
        count(posted.adjustments, "correction", "corrections"),
        count(posted.unchanged, "person", "people")
    )
}

fn plans(view: &RunView, paper: Paper) -> String {
    if view.plans.is_empty() {
        return String::new();
    }
    let rows = view.plans.iter().map(|one| {
        vec![
            cut(&format!("{} {}", one.plan.id, one.plan.version), 28).into(),
            one.people.into(),
            exact(&one.target).into(),
            exact(&one.earned).into(),
            exact(&one.paid).into(),
            clean(&one.paid.currency).into_owned().into(),
        ]
    });
    table("By plan", &["plan", "people", "at target", "earned", "paid", ""], rows.collect(), paper)
}

fn people(view: &RunView, paper: Paper) -> String {
    if view.statements.is_empty() {
        return String::new();
    }
    let many_plans =
        view.statements.iter().any(|row| Some(&row.plan) != view.statements.first().map(|row| &row.plan));
    // With more columns, names have less room.
    let name = if paper.columns() < 100 { 20 } else { 32 };
    let rows = view.statements.iter().take(PEOPLE_MAX).map(|row| {
        let mut cells: Vec<Value> = vec![cut(&row.name, name).into()];
        if many_plans {
            cells.push(cut(&row.plan, 14).into());
        }
        cells.extend([
            row.attainment.map_or(Value::Null, |of| share(of).into()),
            exact(&row.earned).into(),
            or_nothing(&row.held),
            or_nothing(&row.balance),
            exact(&row.paid).into(),
        ]);
        cells
    });
    let heads: &[&str] = match many_plans {
        true => &["person", "plan", "attained", "earned", "held", "owed", "paid"],
        false => &["person", "attained", "earned", "held", "owed", "paid"],
    };
    let mut out = table("By person", heads, rows.collect(), paper);
    if view.statements.len() > PEOPLE_MAX {
        let more = count(view.statements.len() - PEOPLE_MAX, "person", "people");
        out += &format!("  and {more} more; `--format json` lists all\n");
    }
    out
}

fn or_nothing(amount: &MoneyView) -> Value {
    if amount.minor == 0 { Value::Null } else { exact(amount).into() }
}

fn corrections(view: &RunView, paper: Paper) -> String {
    if view.adjustments.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", paper.heading("Corrections of closed periods"));
    for one in view.adjustments.iter().take(CORRECTIONS_MAX) {
        let of = &one.adjustment;
        let says = format!(
            "{} for {}, {}, earned in {}, posted in {}: {}",
            money(&of.amount),
            clean(&one.person),
            spoken(&of.component),
            clean(&of.earned_in),
            clean(&one.posted_in),
            clean(&of.reason)
        );
        out += &hanging("  ", &says, paper.columns());
    }
    if view.adjustments.len() > CORRECTIONS_MAX {
        let more = view.adjustments.len() - CORRECTIONS_MAX;
        out += &format!("  and {more} more; `--format json` lists all\n");
    }
    out
}

/// A table with its heading.
pub(super) fn table(heading: &str, heads: &[&str], rows: Vec<Vec<Value>>, paper: Paper) -> String {
    let columns = heads.iter().map(|head| (*head).to_owned()).collect();
    let table = justified(&TableView { columns, rows, notes: vec![] }, paper);
    format!("\n{}\n{}", paper.heading(heading), indented(&table))
}
