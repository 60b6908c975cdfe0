//! Forty quotas of the sample company change: forty lines, and the bytes that a careful hand would have written.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

use std::path::Path;
use std::process::Command;

use plumb_engine::{Edit, Options, Workspace, parse_date, workspace_of};
use plumb_sample::{Day, Sample, files};

const QUOTAS: &str = "plan/private/quotas.csv";
const AT: &str = "2026-05-29T09:00:00Z";

fn sample() -> Sample {
    Sample { seed: 1, aligned: false, day: Day::Zero }
}

fn workspace(dir: &Path) -> Workspace {
    workspace_of(dir, &files(&sample()), |_| Ok(())).unwrap();
    Workspace::open(dir).unwrap()
}

fn read(dir: &Path, path: &str) -> Vec<u8> {
    std::fs::read(dir.join(path)).unwrap()
}

/// Forty quotas of the running year, by person and first day, with their amounts.
fn forty(text: &str) -> Vec<(String, String, String)> {
    let rows = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let of_year = rows.filter(|row| row.get(3) == Some(&"2026-04-01") && row[1] == "net-revenue");
    let forty: Vec<_> =
        of_year.take(40).map(|row| (row[0].to_owned(), row[3].to_owned(), row[2].to_owned())).collect();
    assert_eq!(forty.len(), 40);
    forty
}

/// An amount with its last three digits turned into 500.
fn other(amount: &str) -> String {
    amount.replacen(" 000 EUR", " 500 EUR", 1)
}

/// The output of `git`, or nothing where the machine has none.
fn git(dir: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").current_dir(dir).args(arguments).output().ok()?;
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

#[test]
fn forty_quotas_are_forty_lines_and_the_same_hash_as_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let through = workspace(&folder.path().join("through"));
    let by_hand = folder.path().join("by-hand");
    workspace(&by_hand);
    let before = read(through.dir(), QUOTAS);
    let text = String::from_utf8(before.clone()).unwrap();
    let people = std::fs::read_to_string(through.dir().join("plan/people.csv")).unwrap();
    assert!(people.lines().count() > 70);

    let edits: Vec<Edit> = forty(&text)
        .into_iter()
        .map(|(person, from, amount)| Edit::Set {
            kind: "quota".into(),
            id: format!("person={person}, measure=net-revenue, from={from}"),
            field: "amount".into(),
            value: Some(other(&amount)),
        })
        .collect();
    let changed = through.edited(&edits).unwrap();
    let options = Options { as_of: parse_date("2026-05-29"), threads: 2, ..Options::default() };
    let does = through.what_if(&changed, &options).unwrap();
    assert_eq!(does.files.len(), 1);
    assert_eq!((does.files[0].added, does.files[0].removed), (40, 40));
    assert_eq!(does.people.len(), 40);

    let id = through.propose(&changed, "forty of them", "karin", AT).unwrap().id;
    through.approve(id, "rasmus", AT, None).unwrap();
    through.publish(id, "karin", AT, false).unwrap();

    let mut written = text.clone();
    for (person, from, amount) in forty(&text) {
        let line = format!("\n{person},net-revenue,{amount},{from}");
        assert!(written.contains(&line), "{line}");
        written = written.replacen(&line, &format!("\n{person},net-revenue,{},{from}", other(&amount)), 1);
    }
    std::fs::write(by_hand.join(QUOTAS), &written).unwrap();
    assert!(read(through.dir(), QUOTAS) == written.as_bytes(), "the bytes are those of a careful hand");

    if git(&by_hand, &["init", "-q"]).is_some() {
        git(&by_hand, &["-c", "core.autocrlf=false", "add", "-f", QUOTAS]);
        git(&by_hand, &["-c", "user.name=k", "-c", "user.email=k@x", "commit", "-qm", "by hand"]);
        let object = format!("HEAD:{QUOTAS}");
        let hand = git(&by_hand, &["rev-parse", &object]).unwrap();
        let plumb = git(through.dir(), &["--git-dir", ".plumb/private.git", "rev-parse", &object]).unwrap();
        assert_eq!(hand, plumb);
    } else {
        eprintln!("no `git` here: the hashes are not compared");
    }

    through.undo(id, "karin", AT).unwrap();
    assert!(read(through.dir(), QUOTAS) == before, "taken back, the very first bytes");
}
