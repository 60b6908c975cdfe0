//! A plan file with twenty mistakes gets twenty complaints, each at its place, and each says what to do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own example is wrong")]

use plumb_diag::Severity;
use plumb_engine::check_pay_files;

const TEXT: &str = include_str!("pay/mistakes.toml");

/// Line, column and the beginning of the message, as the comments of the file have them.
fn planted() -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    let mut last = 0;
    for (line, text) in (1..).zip(TEXT.lines()) {
        match text.strip_prefix('#').and_then(|comment| comment.split_once('^')) {
            Some((spaces, message)) if spaces.trim().is_empty() => {
                let column = if spaces.is_empty() { 1 } else { spaces.len() + 2 };
                found.push((last, column, message.trim().to_owned()));
            }
            _ => last = line,
        }
    }
    found
}

#[test]
fn twenty_mistakes_get_twenty_complaints_each_at_its_place() {
    let planted = planted();
    assert_eq!(planted.len(), 20);
    let check = check_pay_files(vec![("mistakes.toml".to_owned(), TEXT.to_owned())]);
    let told = check.problems.iter().filter(|problem| problem.severity != Severity::Note);
    let told: Vec<(usize, usize, &str)> = told
        .map(|problem| {
            let place = check.files.place(problem.primary.as_ref().unwrap().span);
            (place.line, place.column, problem.message.as_str())
        })
        .collect();
    let listed =
        told.iter().map(|(line, column, says)| format!("{line}:{column} {says}\n")).collect::<String>();
    for (line, column, says) in &planted {
        let same = told
            .iter()
            .filter(|(at, from, message)| (at, from) == (line, column) && message.starts_with(says));
        assert_eq!(same.count(), 1, "{line}:{column} {says}\nis not among\n{listed}");
    }
    assert_eq!(told.len(), planted.len(), "{listed}");
}

#[test]
fn each_complaint_says_what_to_do() {
    let check = check_pay_files(vec![("mistakes.toml".to_owned(), TEXT.to_owned())]);
    let without = check.problems.iter().filter(|problem| problem.help.is_none() && problem.code != "syntax");
    let without: Vec<&str> = without.map(|problem| problem.message.as_str()).collect();
    assert_eq!(without, [""; 0]);
}
