//! The chores of this repository: `cargo xtask tidy | gen | fuzz | bench`.

mod bench;
mod floors;
mod fuzz;
mod generate;
mod picture;
mod tidy;
mod tree;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND
  tidy                        checks the house rules; `cargo test -p xtask` does the same
  gen                         writes the generated parts of the documentation
  fuzz --seconds N [--seed S] feeds broken input to every reader of text; the same seed gives the same cases
  bench [--rows N]            times large facts: a million orders when nothing else is said
  bench forecast              times the simulation of 500 people beside the same in NumPy, and compares what both find
  bench pay [--rows N]        times the pay of 5,000 people beside DuckDB and Polars, to the cent, and what a change costs
";

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore speaks to the person who started it")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(message) => {
            print!("{message}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprint!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<String, String> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["tidy"] => tidy(),
        ["gen"] => generate::write(root()),
        ["fuzz", options @ ..] => fuzz::run(root(), fuzz::Options::parse(options)?),
        ["bench", "forecast"] => bench::forecast::run(root()),
        ["bench", "pay", options @ ..] => bench::pay::run(root(), bench::pay::rows(options)?),
        ["bench", options @ ..] => bench::run(root(), bench::rows(options)?),
        _ => Err(USAGE.to_owned()),
    }
}

fn tidy() -> Result<String, String> {
    let mut complaints = tidy::complaints(root())?;
    complaints.extend(floors::complaints(root())?);
    complaints.extend(generate::complaints(root())?);
    if complaints.is_empty() { Ok("tidy\n".to_owned()) } else { Err(complaints.join("\n") + "\n") }
}

/// The folder of the workspace.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

#[cfg(test)]
mod tests {
    use super::run;

    #[test]
    fn an_unknown_chore_is_answered_with_the_known_ones() {
        let answer = run(&["bless".to_owned()]).unwrap_err();
        assert!(answer.contains("tidy") && answer.contains("fuzz --seconds"), "{answer}");
    }
}
