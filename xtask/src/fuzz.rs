//! Broken input for every reader of text: nothing may panic, hang or contradict itself.

mod mutate;
mod targets;

use mutate::Mutator;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};
use targets::Target;

/// A case that takes longer counts as a hang.
const SLOW: Duration = Duration::from_secs(10);
/// Failures after which a target is left alone; the first few teach enough.
const ENOUGH: usize = 5;

/// How long to go on, and where to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    seconds: u64,
    seed: u64,
}

impl Options {
    /// Reads `--seconds N [--seed S]`; the seed is 1 when it is not given.
    ///
    /// # Errors
    /// When a number is missing, or a word is not known.
    pub(crate) fn parse(words: &[&str]) -> Result<Self, String> {
        let (mut seconds, mut seed) = (None, 1);
        for pair in words.chunks(2) {
            let number = pair.get(1).and_then(|word| word.parse().ok());
            match (pair.first(), number) {
                (Some(&"--seconds"), Some(number)) => seconds = Some(number),
                (Some(&"--seed"), Some(number)) => seed = number,
                _ => return Err(crate::USAGE.to_owned()),
            }
        }
        seconds.map(|seconds| Self { seconds, seed }).ok_or_else(|| crate::USAGE.to_owned())
    }
}

/// Feeds mutations of the repository's own texts to each target in turn until the time is up.
///
/// # Errors
/// When a target failed; the text says which, on which seed and case, and where the input was kept.
pub(crate) fn run(root: &Path, options: Options) -> Result<String, String> {
    let texts = crate::tree::texts(root)?;
    let mut report = String::new();
    let mut failed = 0;
    let targets = targets::all();
    let share = Duration::from_secs(options.seconds) / u32::try_from(targets.len().max(1)).unwrap_or(1);
    for target in &targets {
        let corpus: Vec<&[u8]> =
            texts.iter().filter(|text| (target.takes)(&text.path)).map(|text| text.text.as_bytes()).collect();
        let outcome = explore(target, &corpus, options.seed, share);
        let _ = writeln!(
            report,
            "{}: {} cases from {} texts, {} failures (seed {})",
            target.name,
            outcome.cases,
            corpus.len(),
            outcome.failures.len(),
            options.seed
        );
        failed += outcome.failures.len();
        for failure in &outcome.failures {
            let kept = keep(root, target, options.seed, failure)?;
            let _ = writeln!(report, "  case {}: {}\n  input kept in {kept}", failure.case, failure.what);
        }
    }
    if failed == 0 { Ok(report) } else { Err(report) }
}

#[derive(Debug, Default)]
struct Outcome {
    cases: u64,
    failures: Vec<Failure>,
}

#[derive(Debug)]
struct Failure {
    case: u64,
    input: Vec<u8>,
    what: String,
}

/// Case 0 onwards is each text as it stands; then come mutations, each from (seed, case) alone.
#[expect(clippy::disallowed_methods, reason = "the chore is time-boxed; no result hangs on the clock")]
fn explore(target: &Target, corpus: &[&[u8]], seed: u64, time: Duration) -> Outcome {
    let mut outcome = Outcome::default();
    let start = Instant::now();
    while outcome.failures.len() < ENOUGH && !corpus.is_empty() {
        let case = outcome.cases;
        let whole = usize::try_from(case).ok().and_then(|index| corpus.get(index));
        if whole.is_none() && start.elapsed() >= time {
            break;
        }
        let input = whole.map_or_else(|| Mutator::new(seed, case).mutate(corpus), |text| text.to_vec());
        let before = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(|| (target.run)(&input)));
        let what = match result {
            Err(panic) => Some(format!("panic: {}", panic_text(panic.as_ref()))),
            Ok(Err(broken)) => Some(broken),
            Ok(Ok(())) if before.elapsed() > SLOW => Some(format!("took {} s", before.elapsed().as_secs())),
            Ok(Ok(())) => None,
        };
        outcome.failures.extend(what.map(|what| Failure { case, input, what }));
        outcome.cases += 1;
    }
    outcome
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a text")
}

fn keep(root: &Path, target: &Target, seed: u64, failure: &Failure) -> Result<String, String> {
    let folder = root.join("target/fuzz");
    let name = format!("{}-{seed}-{}", target.name.replace(' ', "-"), failure.case);
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(folder.join(&name), &failure.input))
        .map_err(|error| format!("target/fuzz/{name}: {error}"))?;
    Ok(format!("target/fuzz/{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(run: fn(&[u8]) -> Result<(), String>) -> Target {
        Target { name: "a reader", takes: |_| true, run }
    }

    #[test]
    fn options_need_seconds_and_take_a_seed() {
        assert_eq!(Options::parse(&["--seconds", "3"]), Ok(Options { seconds: 3, seed: 1 }));
        assert_eq!(Options::parse(&["--seed", "7", "--seconds", "3"]), Ok(Options { seconds: 3, seed: 7 }));
        assert!(Options::parse(&[]).is_err());
        assert!(Options::parse(&["--seconds", "soon"]).is_err());
    }

    #[test]
    fn a_panic_is_a_failure_with_its_input() {
        let reader = target(|input| if input.starts_with(b"a") { panic!("no a, please") } else { Ok(()) });
        let outcome = explore(&reader, &[b"b", b"abc"], 1, Duration::ZERO);
        assert_eq!(outcome.cases, 2);
        assert_eq!(outcome.failures.len(), 1);
        assert_eq!(outcome.failures[0].input, b"abc");
        assert_eq!(outcome.failures[0].what, "panic: no a, please");
    }

    #[test]
    fn a_target_that_always_fails_is_left_after_a_few() {
        let reader = target(|_| Err("never good".to_owned()));
        let outcome = explore(&reader, &[b"x"], 1, Duration::from_secs(5));
        assert_eq!(outcome.failures.len(), ENOUGH);
    }

    #[test]
    fn without_texts_there_is_nothing_to_break() {
        let reader = target(|_| Err("never good".to_owned()));
        assert_eq!(explore(&reader, &[], 1, Duration::from_secs(5)).cases, 0);
    }
}
