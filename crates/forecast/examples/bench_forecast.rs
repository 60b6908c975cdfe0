//! Times the simulation of a made-up company, and writes its parameters for other programs to do the same.
//!
//! `bench_forecast FOLDER PEOPLE MONTHS PATHS THREADS` writes `model.csv` and `ours.csv` into the folder and prints one line of figures.

use plumb_forecast::{Interval, Node, Options, simulate, synthetic};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

const FAMILIES: usize = 4;

#[expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark prints what the clock says")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, people, months, paths, threads] = words.as_slice() else {
        return Err("usage: bench_forecast FOLDER PEOPLE MONTHS PATHS THREADS".into());
    };
    let (people, months) = (people.parse()?, months.parse()?);
    let (paths, threads) = (paths.parse()?, threads.parse()?);
    let folder = Path::new(folder);
    let model = synthetic(people, months, FAMILIES, 7);
    let mut text = format!("company,{},{}\n", model.company_spread, model.team_spread);
    for member in &model.members {
        let _ = writeln!(text, "member,{},{}", member.unit.unwrap_or(0), member.spread);
        for size in &member.sizes {
            let _ = writeln!(text, "size,{},{},{}", size.family, size.mean, size.sigma);
        }
        for cell in &member.cells {
            let _ = writeln!(text, "cell,{},{}", cell.dispersion, list(&cell.rates));
        }
        for deal in &member.deals {
            let _ = writeln!(text, "deal,{},{},{},{}", deal.family, deal.mean, deal.sigma, list(&deal.wins));
        }
    }
    std::fs::write(folder.join("model.csv"), text)?;
    let start = Instant::now();
    let outlook = simulate(&model, &Options { paths, threads, ..Options::default() });
    let wall = start.elapsed().as_secs_f64();
    let mut found = String::new();
    for (node, forecast) in &outlook.forecasts {
        let name = match node {
            Node::Company => "company".to_owned(),
            Node::Unit(unit) => format!("unit {unit}"),
            Node::Person(_) => continue,
        };
        let Interval { p10, p50, p90, mean } = forecast.total;
        let _ = writeln!(found, "{name},{p10},{p50},{p90},{mean}");
    }
    std::fs::write(folder.join("ours.csv"), found)?;
    println!("{wall:.3} {:.3} {}", cpu_seconds(), peak_kilobytes());
    Ok(())
}

fn list(values: &[f64]) -> String {
    values.iter().map(f64::to_string).collect::<Vec<_>>().join(",")
}

/// User and system time of this process, all of it; 0 where the system does not tell.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = text.rsplit(')').next().unwrap_or_default();
    let ticks: f64 =
        after.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// The most memory that this process had; 0 where the system does not tell.
fn peak_kilobytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|word| word.parse().ok()).unwrap_or(0)
}
