//! How long large facts take: Quayside Parts with as many orders as one likes.

pub(crate) mod forecast;
pub(crate) mod pay;

use plumb_catalog::Catalogue;
use plumb_catalog::measure::{self, Dimension};
use plumb_diag::Files;
use plumb_facts::{Input, Mapping, Options};
use plumb_plan::Plan;
use plumb_store::Store;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

const EXAMPLE: &str = "examples/quayside";
const ROWS: usize = 1_000_000;

/// Reads `[--rows N]`; a million without it.
///
/// # Errors
/// When a word is not known or the number cannot be read.
pub(crate) fn rows(words: &[&str]) -> Result<usize, String> {
    match words {
        [] => Ok(ROWS),
        ["--rows", rows] => rows.parse().map_err(|_| crate::USAGE.to_owned()),
        _ => Err(crate::USAGE.to_owned()),
    }
}

/// Imports that many orders, imports them again, builds the catalogue and cuts a measure; returns the time of each.
///
/// # Errors
/// When the example cannot be read, or a step fails.
pub(crate) fn run(root: &Path, rows: usize) -> Result<String, String> {
    let folder = root.join("target/bench");
    std::fs::create_dir_all(&folder).map_err(|error| format!("target/bench: {error}\n"))?;
    let (facts, review) = (folder.join("plumb.db"), folder.join("review.db"));
    for old in [&facts, &review, &facts.with_extension("db-wal"), &facts.with_extension("db-shm")] {
        let _ = std::fs::remove_file(old);
    }
    let plan = plan(root)?;
    let mapping = mapping(root)?;
    let mut inputs = plumb_facts::read_folder(&root.join(EXAMPLE).join("exports"), &mapping).map_err(said)?;
    multiply(&mut inputs, rows)?;

    let mut report = format!("Quayside Parts with {rows} orders\n");
    let mut store = Store::create(&facts, &plumb_facts::migrations()).map_err(said)?;
    for step in ["import", "the same import again"] {
        timed(&mut report, step, || import(&mut store, &mapping, &inputs))?;
    }
    drop(store);
    let as_of = plumb_units::parse_date("2026-01-30").ok_or("the day of the review is no date\n")?;
    let catalogue = timed(&mut report, "catalogue", || {
        Catalogue::build(&plan, Some(&facts), as_of, &review).map_err(said)
    })?;
    let revenue = plan.entity("measure", "net-revenue").ok_or("the example has no `net-revenue`\n")?;
    let store = catalogue.connect().map_err(said)?;
    timed(&mut report, "net revenue by unit and month", || {
        measure::evaluate(&store, revenue, &[Dimension::Unit, Dimension::Month], None).map_err(said)
    })?;
    Ok(report)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock; no result hangs on it")]
fn timed<T>(report: &mut String, step: &str, work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let start = Instant::now();
    let result = work()?;
    let _ = writeln!(report, "{:>8.2} s  {step}", start.elapsed().as_secs_f64());
    Ok(result)
}

fn import(store: &mut Store, mapping: &Mapping, inputs: &[Input]) -> Result<(), String> {
    plumb_facts::import(store, mapping, inputs, &Options::default(), &mut |_| {}).map(drop).map_err(said)
}

fn plan(root: &Path) -> Result<Plan, String> {
    let texts = crate::tree::texts(&root.join(EXAMPLE))?;
    let given = texts.into_iter().map(|text| (text.path, text.text)).collect();
    let (plan, problems) = plumb_plan::read(given);
    if problems.is_empty() {
        Ok(plan)
    } else {
        Err(format!("the example's plan has {} problems\n", problems.len()))
    }
}

fn mapping(root: &Path) -> Result<Mapping, String> {
    let path = "mappings/quayside.toml";
    let text = std::fs::read_to_string(root.join(EXAMPLE).join(path)).map_err(said)?;
    Ok(Mapping::read(&mut Files::default(), path, &text).0)
}

/// Repeats the rows of `orders.csv` under new numbers until there are that many.
fn multiply(inputs: &mut [Input], rows: usize) -> Result<(), String> {
    let orders =
        inputs.iter_mut().find(|input| input.path == "orders.csv").ok_or("the example has no orders\n")?;
    let lines: Vec<&[u8]> = orders.bytes.split(|byte| *byte == b'\n').collect();
    let [header, found @ ..] = lines.as_slice() else { return Err("the orders are empty\n".to_owned()) };
    let found: Vec<&[u8]> = found.iter().copied().filter(|line| line.starts_with(b"A")).collect();
    let mut bytes = [header, &b"\n"[..]].concat();
    for (number, line) in found.iter().cycle().take(rows).enumerate() {
        let rest = line.iter().position(|byte| *byte == b';').map_or(&b""[..], |at| &line[at..]);
        bytes.extend_from_slice(format!("A{number}").as_bytes());
        bytes.extend_from_slice(rest);
        bytes.push(b'\n');
    }
    orders.bytes = bytes;
    Ok(())
}

/// What a program prints, once it has ended well; otherwise what it complains of.
fn started(command: &mut std::process::Command) -> Result<String, String> {
    let output = command.output().map_err(said)?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// One row of a table of times.
fn row(report: &mut String, name: &str, [wall, cpu, megabytes]: [f64; 3]) {
    let _ = writeln!(report, "{name:<16} {wall:>8.2} {cpu:>8.2} {megabytes:>8.0}");
}

fn said(error: impl std::fmt::Display) -> String {
    format!("{error}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_orders_go_all_the_way() {
        let report = run(crate::root(), 1_000).unwrap();
        assert_eq!(report.lines().count(), 5, "{report}");
    }

    #[test]
    fn rows_are_a_million_unless_told() {
        assert_eq!(rows(&[]), Ok(1_000_000));
        assert_eq!(rows(&["--rows", "5"]), Ok(5));
        assert!(rows(&["--rows", "many"]).is_err());
    }
}
