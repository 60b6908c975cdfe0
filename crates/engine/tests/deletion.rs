//! Deleting plan content can only lower the score: facts and lock fixed, each thing of the plan in turn.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

mod quayside_copy;

use std::path::{Path, PathBuf};

use plumb_engine::{Options, Review, Workspace};
use quayside_copy::quayside;

/// One thing of a plan file, by the bytes that hold it.
struct Thing {
    file: PathBuf,
    what: String,
    start: usize,
    end: usize,
}

#[test]
fn deleting_anything_from_the_plan_never_raises_the_score() {
    let (folder, workspace) = quayside();
    let rules = answered(&workspace);
    let before = check(&workspace, &rules);
    let score = before.score.as_ref().expect("enough is seen for a score").value;
    let carried = before
        .carry
        .as_ref()
        .expect("a mandate in money is signed")
        .split
        .as_ref()
        .unwrap()
        .soundly_carried
        .minor;
    let mut raised = Vec::new();
    let things = things(folder.path());
    assert!(things.len() > 60, "{}", things.len());
    for thing in &things {
        let whole = std::fs::read_to_string(&thing.file).unwrap();
        let mut without = whole.clone();
        without.replace_range(thing.start..thing.end, "");
        std::fs::write(&thing.file, without).unwrap();
        let after = check(&workspace, &rules);
        std::fs::write(&thing.file, whole).unwrap();
        if let Some(after) = &after.score
            && after.value > score + 1e-9
        {
            raised.push(format!("{}: score {score} → {}", thing.what, after.value));
        }
        if let Some(after) = &after.carry
            && after.split.as_ref().unwrap().soundly_carried.minor > carried
        {
            raised.push(format!(
                "{}: soundly carried {carried} → {}",
                thing.what,
                after.split.as_ref().unwrap().soundly_carried.minor
            ));
        }
    }
    assert!(raised.is_empty(), "{} of {} deletions:\n{}", raised.len(), things.len(), raised.join("\n"));
}

/// One line of a TOML file, or one cell of a list, in turn; every ninth of them here, all with `EVERY = 1` by hand.
const EVERY: usize = 9;

#[test]
fn unwriting_a_line_or_a_cell_never_raises_the_score() {
    let (folder, workspace) = quayside();
    let rules = answered(&workspace);
    let before = check(&workspace, &rules);
    let score = before.score.as_ref().expect("enough is seen for a score").value;
    let carried = before
        .carry
        .as_ref()
        .expect("a mandate in money is signed")
        .split
        .as_ref()
        .unwrap()
        .soundly_carried
        .minor;
    let mut raised = Vec::new();
    let pieces = pieces(folder.path());
    assert!(pieces.len() > 500, "{}", pieces.len());
    for piece in pieces.iter().step_by(EVERY) {
        let whole = std::fs::read_to_string(&piece.file).unwrap();
        let mut without = whole.clone();
        without.replace_range(piece.start..piece.end, "");
        std::fs::write(&piece.file, without).unwrap();
        let after = workspace.check(&options(&rules));
        std::fs::write(&piece.file, whole).unwrap();
        let Ok(after) = after else { continue };
        if after.score.as_ref().is_some_and(|after| after.value > score + 1e-9) {
            raised.push(format!("{}: score {score} → {}", piece.what, after.score.unwrap().value));
        } else if after
            .carry
            .as_ref()
            .is_some_and(|after| after.split.as_ref().unwrap().soundly_carried.minor > carried)
        {
            raised.push(format!("{}: soundly carried rises", piece.what));
        }
    }
    assert!(raised.is_empty(), "{} of {}:\n{}", raised.len(), pieces.len(), raised.join("\n"));
}

/// Every line `name = …` of the TOML files, and every cell of the lists.
fn pieces(folder: &Path) -> Vec<Thing> {
    let mut pieces = Vec::new();
    let mut files: Vec<PathBuf> = things(folder).into_iter().map(|thing| thing.file).collect();
    files.sort();
    files.dedup();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let is_list = file.extension().is_some_and(|extension| extension == "csv");
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let mut at = 0;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let plain = !line.starts_with('#') && !line.starts_with('[') && !line.trim().is_empty();
            let what = format!("{name}:{}: {}", number + 1, line.trim());
            if is_list && plain && number > 0 {
                let mut start = at;
                for cell in line.trim_end().split(',') {
                    pieces.push(Thing {
                        file: file.clone(),
                        what: format!("{what} without `{cell}`"),
                        start,
                        end: start + cell.len(),
                    });
                    start += cell.len() + 1;
                }
            } else if !is_list && plain && line.contains(" = ") && !line.starts_with(' ') && balanced(line) {
                pieces.push(Thing { file: file.clone(), what, start: at, end: at + line.len() });
            }
            at += line.len();
        }
    }
    pieces
}

/// Whether a value ends on its own line.
fn balanced(line: &str) -> bool {
    let count = |character| line.matches(character).count();
    count('[') == count(']') && count('{') == count('}')
}

fn check(workspace: &Workspace, rules: &[String]) -> Review {
    workspace.check(&options(rules)).unwrap()
}

fn options(rules: &[String]) -> Options {
    Options { threads: 2, rules: rules.to_vec(), ..Options::default() }
}

/// The rules that the example has enough facts for: with all of them too little of it is seen for a score.
fn answered(workspace: &Workspace) -> Vec<String> {
    let rules = check(workspace, &[]).rules;
    let answered = rules.into_iter().filter(|rule| rule.unknown <= rule.passed + rule.gaps);
    let answered: Vec<String> = answered.map(|rule| rule.rule).collect();
    assert!(answered.len() >= 12, "{answered:?}");
    answered
}

/// Every table of the TOML files with its nested ones, and every row of the lists.
fn things(folder: &Path) -> Vec<Thing> {
    let mut things = Vec::new();
    let mut folders = vec![folder.join("plan")];
    while let Some(next) = folders.pop() {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let text = || std::fs::read_to_string(&path).unwrap();
            match path.extension().and_then(|extension| extension.to_str()) {
                None => folders.push(path.clone()),
                Some("toml") => things.extend(tables(&path, &text())),
                Some("csv") => things.extend(rows(&path, &text())),
                _ => {}
            }
        }
    }
    things
}

fn tables(path: &Path, text: &str) -> Vec<Thing> {
    let mut starts: Vec<(usize, String)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let header = line.trim_start().trim_start_matches('[');
        if line.starts_with('[') {
            let name: Vec<&str> = header.split(']').next().unwrap_or_default().split('.').take(2).collect();
            let name = name.join(".");
            if starts.last().is_none_or(|(_, last)| *last != name) {
                starts.push((at, name));
            }
        }
        at += line.len();
    }
    let ends: Vec<usize> = starts.iter().skip(1).map(|(start, _)| *start).chain([text.len()]).collect();
    starts
        .into_iter()
        .zip(ends)
        .map(|((start, what), end)| Thing { file: path.to_owned(), what, start, end })
        .collect()
}

fn rows(path: &Path, text: &str) -> Vec<Thing> {
    let mut rows = Vec::new();
    let mut at = 0;
    let mut seen_header = false;
    for line in text.split_inclusive('\n') {
        if !line.starts_with('#') && !line.trim().is_empty() {
            if seen_header {
                let name = path.file_name().unwrap().to_string_lossy();
                rows.push(Thing {
                    file: path.to_owned(),
                    what: format!("{name}: {}", line.trim()),
                    start: at,
                    end: at + line.len(),
                });
            }
            seen_header = true;
        }
        at += line.len();
    }
    rows
}
