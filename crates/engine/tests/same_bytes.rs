//! The same inputs give the same bytes: on one thread or two, in any order of rows, at any time.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

mod quayside_copy;

use std::path::Path;

use plumb_engine::{ImportOptions, Options, Workspace};
use quayside_copy::quayside;

fn bytes(workspace: &Workspace, threads: usize) -> (Vec<u8>, Vec<u8>) {
    workspace.review(&Options { threads, ..Options::default() }).unwrap();
    let read = |name: &str| std::fs::read(workspace.dir().join("out").join(name)).unwrap();
    (read("review.db"), read("review.json"))
}

fn same(a: &(Vec<u8>, Vec<u8>), b: &(Vec<u8>, Vec<u8>)) {
    assert!(a.1 == b.1, "review.json differs");
    assert!(a.0 == b.0, "review.db differs");
}

#[test]
fn one_thread_or_two_give_the_same_bytes() {
    let (_folder, workspace) = quayside();
    same(&bytes(&workspace, 1), &bytes(&workspace, 2));
}

#[test]
fn shuffled_exports_give_the_same_bytes() {
    let (folder, workspace) = quayside();
    let before = bytes(&workspace, 2);
    let database = folder.path().join("plumb.db");
    for suffix in ["", "-wal", "-shm"] {
        let path = folder.path().join(format!("plumb.db{suffix}"));
        if path.exists() {
            std::fs::remove_file(path).unwrap();
        }
    }
    assert!(!database.exists());
    for entry in std::fs::read_dir(folder.path().join("exports")).unwrap() {
        turn_over(&entry.unwrap().path());
    }
    let exports = [folder.path().join("exports")];
    let mapping = folder.path().join("mappings/quayside.toml");
    workspace.import(&mapping, &exports, &ImportOptions::default(), &mut |_| {}).unwrap();
    same(&before, &bytes(&workspace, 2));
}

/// The rows below the header in the opposite order. Footers and texts over several lines there are none.
fn turn_over(path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    lines[1..].reverse();
    std::fs::write(path, lines.concat()).unwrap();
}

#[test]
fn plan_files_written_in_another_order_give_the_same_bytes() {
    let (folder, workspace) = quayside();
    let before = bytes(&workspace, 2);
    let plan = folder.path().join("plan");
    let mut files: Vec<_> = std::fs::read_dir(&plan)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    let texts: Vec<_> = files.iter().map(|path| std::fs::read(path).unwrap()).collect();
    for path in &files {
        std::fs::remove_file(path).unwrap();
    }
    for (path, text) in files.iter().zip(&texts).rev() {
        std::fs::write(path, text).unwrap();
    }
    same(&before, &bytes(&workspace, 2));
}
