//! The simulation beside the same model in vectorised NumPy, each in a process of its own, release build.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use super::{row, started};

const PEOPLE: &str = "500";
const MONTHS: &str = "12";
const PATHS: &str = "10000";
const THREADS: [&str; 2] = ["1", "2"];
/// How many standard errors two simulations may differ by, of some two hundred figures: one in 16,000 differs by more by chance.
const ERRORS: f64 = 4.0;

/// Times both and compares what they found.
///
/// # Errors
/// When ours cannot be built or started, or NumPy's is there and finds something else.
pub(crate) fn run(root: &Path) -> Result<String, String> {
    let folder = root.join("target/bench/forecast");
    std::fs::create_dir_all(&folder).map_err(super::said)?;
    let build = ["build", "--release", "--quiet", "-p", "plumb-forecast", "--example", "bench_forecast"]
        .map(str::to_owned);
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    started(Command::new(cargo).args(build).current_dir(root))?;
    let mut report = format!("{PATHS} paths, {PEOPLE} people, {MONTHS} months, 4 families; release build\n");
    report.push_str("                   wall s    CPU s  peak MB\n");
    let binary = root.join("target/release/examples/bench_forecast");
    let mut ours = [0.0; 3];
    for threads in THREADS {
        let mut command = Command::new(&binary);
        command.arg(&folder).args([PEOPLE, MONTHS, PATHS, threads]);
        ours = figures(&started(&mut command)?)?;
        row(&mut report, &format!("ours, {threads} thread"), ours);
    }
    let mut peer = Command::new("python3");
    peer.arg(root.join("benches/peers/forecast_numpy.py")).arg(&folder).arg(PATHS);
    let Ok(said) = started(&mut peer) else {
        report.push_str("NumPy is not there to compare with: `pip install numpy`\n");
        return Ok(report);
    };
    let numpy = figures(&said)?;
    row(&mut report, "NumPy", numpy);
    let [_, cpu, memory] = [0, 1, 2].map(|place| {
        let of = |figures: [f64; 3]| figures.get(place).copied().unwrap_or(0.0);
        of(numpy) / of(ours).max(1e-9)
    });
    let _ = writeln!(report, "NumPy takes {cpu:.1} times the CPU and {memory:.1} times the memory");
    let [ours, theirs] = ["ours.csv", "numpy.csv"].map(|name| std::fs::read_to_string(folder.join(name)));
    let (count, largest) = compare(&ours.map_err(super::said)?, &theirs.map_err(super::said)?)?;
    let _ = writeln!(
        report,
        "P10, P50, P90 and mean of the company and every team: {count} figures, the largest difference {largest:.1} standard errors \
         (at most {ERRORS} allowed)"
    );
    if largest > ERRORS { Err(report) } else { Ok(report) }
}

/// Wall seconds, CPU seconds, peak megabytes.
fn figures(line: &str) -> Result<[f64; 3], String> {
    let mut words = line.split_whitespace().map(|word| word.parse::<f64>().map_err(super::said));
    let mut next = || words.next().ok_or("a figure is missing\n")?;
    let [wall, cpu, kilobytes] = [next()?, next()?, next()?];
    Ok([wall, cpu, kilobytes / 1024.0])
}

/// How many figures both have, and by how many standard errors of their difference the worst differ.
fn compare(ours: &str, theirs: &str) -> Result<(usize, f64), String> {
    let read = |text: &str| -> Result<BTreeMap<String, Vec<f64>>, String> {
        text.lines()
            .map(|line| {
                let mut words = line.split(',');
                let name = words.next().unwrap_or_default().to_owned();
                let values = words.map(|word| word.parse::<f64>().map_err(super::said));
                Ok((name, values.collect::<Result<_, String>>()?))
            })
            .collect()
    };
    let (ours, theirs) = (read(ours)?, read(theirs)?);
    let (mut count, mut largest) = (0, 0.0_f64);
    for (name, found) in &theirs {
        let Some(own) = ours.get(name) else { continue };
        let (values, errors) = found.split_at(found.len() / 2);
        for ((own, value), error) in own.iter().zip(values).zip(errors) {
            count += 1;
            // Both are simulations: the variances of both add. Antithetic pairs only make ours smaller.
            largest = largest.max((own - value).abs() / (error * 2.0_f64.sqrt()).max(1e-9));
        }
    }
    if count == 0 { Err("nothing to compare\n".to_owned()) } else { Ok((count, largest)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_counted_in_standard_errors_of_the_difference() {
        let (count, largest) = compare("company,10,20\nunit 1,5,5\n", "company,10,24,1,2\n").unwrap();
        assert_eq!(count, 2);
        assert!((largest - 2.0_f64.sqrt()).abs() < 1e-12, "{largest}");
        assert!(compare("", "company,1,1\n").is_err());
    }

    #[test]
    fn a_line_without_its_figures_is_an_error() {
        assert!(figures("1.0 2.0").is_err());
        assert_eq!(figures("1.0 2.0 3 numpy"), Ok([1.0, 2.0, 3.0 / 1024.0]));
    }
}
