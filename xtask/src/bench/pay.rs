//! The benchmark of pay: our engine beside DuckDB and Polars on the same Parquet, each in a process of its own.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{row, started};

const ROWS: usize = 10_000_000;
/// Where the plan, the data and the peers of the benchmark are, beside the repository.
const PEERS: &str = "../shared/bench/pay";

/// Reads `[--rows N]`; ten million without it.
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

/// Times all, compares totals to the cent, and re-runs after single changes.
///
/// # Errors
/// When ours cannot be built or started, or finds something else than a peer that is there.
pub(crate) fn run(root: &Path, rows: usize) -> Result<String, String> {
    let peers = root.join(PEERS);
    if !peers.join("gen.py").is_file() {
        return Ok(format!("nothing was measured: {PEERS} is not there\n"));
    }
    let folder = root.join("target/bench/pay").join(rows.to_string());
    let shuffled = root.join("target/bench/pay").join(format!("{rows}-shuffled"));
    data(root, &peers, &folder, &shuffled, rows)?;
    let ours = build(root)?;
    let mut report = format!("{rows} transactions; release build; both peers read the same files\n");
    report.push_str("                     wall s    CPU s  peak MB\n");
    let mut best = [f64::MAX; 2];
    let mut totals = BTreeMap::new();
    for (name, script) in [("DuckDB", "duck.py"), ("Polars", "polars_run.py")] {
        match started(Command::new("python3").arg(peers.join(script)).arg(&folder)) {
            Ok(said) => {
                let figures = [word(&said, "compute_s")?, word(&said, "cpu_s")?, word(&said, "peak_mb")?];
                row(&mut report, name, figures);
                best = [best[0].min(figures[1]), best[1].min(figures[2])];
                totals.insert(name, of(&said)?);
            }
            Err(error) => {
                let why = error.lines().last().unwrap_or_default();
                let _ = writeln!(report, "{name:<18} not there: {why}");
            }
        }
    }
    let mut cpu = f64::MAX;
    let mut memory = 0.0_f64;
    for threads in ["1", "2"] {
        let said = started(Command::new(&ours).arg("run").arg(&folder).arg(threads))?;
        let figures = [word(&said, "wall_s")?, word(&said, "cpu_s")?, word(&said, "peak_mb")?];
        row(&mut report, &format!("ours, {threads} thread"), figures);
        cpu = cpu.min(figures[1]);
        memory = memory.max(figures[2]);
        totals.insert(if threads == "1" { "ours, 1 thread" } else { "ours, 2 threads" }, of(&said)?);
    }
    if best[0] < f64::MAX {
        let _ = writeln!(
            report,
            "the better peer takes {:.1} times our CPU and {:.1} times our memory",
            best[0] / cpu.max(1e-9),
            best[1] / memory.max(1e-9)
        );
    }
    agree(&mut report, &totals)?;
    same_bytes(&mut report, &ours, &folder, &shuffled)?;
    changes(&mut report, &ours, &folder)?;
    Ok(report)
}

fn data(root: &Path, peers: &Path, folder: &Path, shuffled: &Path, rows: usize) -> Result<(), String> {
    if !folder.join("payees.parquet").is_file() {
        started(Command::new("python3").arg(peers.join("gen.py")).arg(rows.to_string()).arg(folder))?;
    }
    if !shuffled.join("txn.parquet").is_file() {
        started(
            Command::new("python3").arg(root.join("benches/peers/pay_shuffle.py")).arg(folder).arg(shuffled),
        )?;
    }
    Ok(())
}

fn build(root: &Path) -> Result<PathBuf, String> {
    let target = root.join("target/bench-pay");
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let mut command = Command::new(cargo);
    command
        .args(["build", "--release", "--quiet", "--manifest-path"])
        .arg(root.join("benches/pay/Cargo.toml"));
    started(command.env("CARGO_TARGET_DIR", &target))?;
    Ok(target.join("release/bench-pay"))
}

/// Earned, paid, balance and checksum.
fn of(said: &str) -> Result<[i64; 4], String> {
    let mut found = [0; 4];
    for (to, name) in found.iter_mut().zip(["earned", "paid", "end_balance", "checksum"]) {
        *to = text(said, name)?.parse().map_err(super::said)?;
    }
    Ok(found)
}

/// The word after a name.
fn text<'a>(said: &'a str, name: &str) -> Result<&'a str, String> {
    let mut words = said.split_whitespace();
    let found = words.find(|word| *word == name).and_then(|_| words.next());
    found.ok_or_else(|| format!("`{name}` is missing in: {said}\n"))
}

fn word(said: &str, name: &str) -> Result<f64, String> {
    text(said, name)?.parse().map_err(super::said)
}

fn agree(report: &mut String, totals: &BTreeMap<&str, [i64; 4]>) -> Result<(), String> {
    let Some((_, [earned, paid, balance, check])) = totals.first_key_value() else { return Ok(()) };
    for (name, found) in totals {
        if found != &[*earned, *paid, *balance, *check] {
            return Err(format!(
                "{report}{name} finds {found:?}, others {:?}\n",
                [earned, paid, balance, check]
            ));
        }
    }
    let names: Vec<&str> = totals.keys().copied().collect();
    let _ = writeln!(
        report,
        "to the cent the same in {}: earned {earned}, paid {paid}, owed at the end {balance}, checksum {check}",
        names.join(", ")
    );
    Ok(())
}

/// The digest of every payment and every line, whatever the order of rows and the number of threads.
fn same_bytes(report: &mut String, ours: &Path, folder: &Path, shuffled: &Path) -> Result<(), String> {
    let mut digests = Vec::new();
    for (data, threads) in [(folder, "1"), (folder, "2"), (shuffled, "1"), (shuffled, "2")] {
        let said = started(Command::new(ours).arg("digest").arg(data).arg(threads))?;
        digests.push(text(&said, "digest")?.to_owned());
    }
    digests.dedup();
    match digests.as_slice() {
        [digest] => {
            let _ = writeln!(report, "as given and shuffled, with 1 and 2 threads: the same bytes, {digest}");
            Ok(())
        }
        _ => Err(format!(
            "{report}the order of rows or the number of threads changes the result: {digests:?}\n"
        )),
    }
}

/// One deal, one account, one quota: in a process that holds the run, and from the command line.
fn changes(report: &mut String, ours: &Path, folder: &Path) -> Result<(), String> {
    let kept = folder.join("run.kept");
    started(Command::new(ours).arg("keep").arg(folder).arg(&kept))?;
    report.push_str("after a change         ms here   s from the command line   computed   of them unchanged in input   others that differ from a full run\n");
    for what in ["deal", "account", "quota"] {
        let said = started(Command::new(ours).arg("change").arg(folder).arg(&kept).arg(what))?;
        let ms = word(&said, "ms")?;
        let wall = word(&said, "wall_s")?;
        let [computed, unchanged, differ] =
            [text(&said, "computed")?, text(&said, "unchanged")?, text(&said, "differ")?];
        let _ = writeln!(
            report,
            "{what:<18} {ms:>11.1} {wall:>25.2} {computed:>10} {unchanged:>28} {differ:>36}"
        );
        if unchanged != "0" || differ != "0" {
            return Err(format!(
                "{report}a change touched somebody whom it does not concern, or missed somebody\n"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_by_the_word_before_them() {
        let said = "earned 5 payable 4 paid 3 end_balance 2 checksum 1 lines 9\ncpu_s 1.25";
        assert_eq!(of(said), Ok([5, 3, 2, 1]));
        assert_eq!(word(said, "cpu_s"), Ok(1.25));
        assert!(word(said, "wall_s").is_err());
    }

    #[test]
    fn totals_that_differ_by_a_cent_are_an_error() {
        let mut report = String::new();
        let totals = BTreeMap::from([("a", [1, 2, 3, 4]), ("b", [1, 2, 3, 5])]);
        assert!(agree(&mut report, &totals).is_err());
    }
}
