//! Commands that ask one thing: sql, tables, measure, reconcile.

use plumb_engine::{EngineError, Options, QueryLimits, TableView, Workspace};
use plumb_report as report;

use super::Clean;
use crate::arguments::{Format, Measure, Reconcile, Sql, Tables};
use crate::failure::Failure;
use crate::output::Output;
use crate::watchdog::Watchdog;

pub(super) fn sql(
    workspace: &Workspace,
    sql: &Sql,
    options: &Options,
    output: &Output,
) -> Result<Clean, Failure> {
    let limits = QueryLimits {
        rows: Some(sql.rows),
        // The watchdog counts seconds, which people know; steps would stop a query that was given more of them.
        steps: Some(u64::MAX),
        memory: Some(sql.memory.saturating_mul(1024 * 1024)),
    };
    let mut watchdog = None;
    let started = |interrupt| watchdog = Some(Watchdog::new(sql.seconds, interrupt));
    let result = workspace.sql(&sql.sql, options, &limits, started);
    drop(watchdog);
    let table = result.map_err(|error| stopped(error, sql))?;
    print(&table, output)
}

pub(super) fn measure(
    workspace: &Workspace,
    measure: &Measure,
    options: &Options,
    output: &Output,
) -> Result<Clean, Failure> {
    let table = workspace.measure(&measure.name, &measure.by, measure.period.as_deref(), options)?;
    print(&table, output)
}

/// Clean where no difference lies beyond the tolerance.
pub(super) fn reconcile(
    workspace: &Workspace,
    reconcile: &Reconcile,
    options: &Options,
    output: &Output,
) -> Result<Clean, Failure> {
    let view = workspace.reconcile(options, usize::from(reconcile.rows))?;
    output.result(|| report::reconcile(&view, output.paper), || report::json(&view))?;
    Ok(view.clean)
}

pub(super) fn tables(
    workspace: &Workspace,
    tables: &Tables,
    options: &Options,
    output: &Output,
) -> Result<Clean, Failure> {
    let tables = workspace.tables(tables.name.as_deref(), options)?;
    output.result(|| report::tables(&tables, output.paper), || report::tables_json(&tables))?;
    Ok(true)
}

fn print(table: &TableView, output: &Output) -> Result<Clean, Failure> {
    if output.format == Format::Csv {
        output.print(&report::csv(table))?;
        for note in &table.notes {
            output.remark(note);
        }
    } else {
        let text = || match output.terminal {
            Some(columns) => report::table(&report::fitted(table, columns), output.paper),
            None => report::table(table, output.paper),
        };
        output.result(text, || report::json(table))?;
    }
    Ok(true)
}

/// Which option allows more, where a limit stopped the query.
fn stopped(error: EngineError, sql: &Sql) -> Failure {
    let mut failure = Failure::from(error);
    if failure.says.contains("was stopped before it ended") {
        failure.says = format!(
            "the query was stopped after {} s; narrow it, or allow more with `--seconds`",
            sql.seconds
        );
    } else if failure.says.ends_with("rows; narrow it, or raise the limit") {
        failure.says =
            format!("the query was stopped after {} rows; narrow it, or allow more with `--rows`", sql.rows);
    } else if failure.says.contains("out of memory") || failure.says.contains("bytes of memory") {
        failure.says = format!(
            "the query was stopped at {} MB of memory; narrow it, or allow more with `--memory`",
            sql.memory
        );
    }
    failure
}
