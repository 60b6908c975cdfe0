//! Cut off anywhere, a change is there whole or not at all; what others wrote meanwhile is kept.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

use plumb_versions::Held;

use super::put::Deed;
use crate::{FileChange, Workspace};

const AT: &str = "2026-02-01T09:00:00Z";
const UNITS: &str = "plan/units.toml";
const QUOTAS: &str = "plan/private/quotas.csv";

fn workspace() -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("plumb.toml", "plumb = 1\n"),
        (UNITS, "[unit.a]\nname = 'A'\r\n\n\n\n[unit.b]\nname = 'B'\n"),
        (QUOTAS, "person,amount\nana,1 EUR\n"),
    ] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let workspace = Workspace::open(folder.path()).unwrap();
    (folder, workspace)
}

fn read(workspace: &Workspace, path: &str) -> String {
    String::from_utf8(workspace.file_now(path).unwrap().unwrap_or_default()).unwrap()
}

/// A change of this file: each place of the one text becomes the other.
fn change(workspace: &Workspace, path: &str, from: &str, to: &str) -> FileChange {
    let before = workspace.file_now(path).unwrap();
    let after = read(workspace, path).replace(from, to).into_bytes();
    FileChange { path: path.to_owned(), before, after: Some(after) }
}

fn both(workspace: &Workspace) -> Vec<FileChange> {
    vec![change(workspace, UNITS, "'A'", "'Alpha'"), change(workspace, QUOTAS, "1 EUR", "2 EUR")]
}

fn approved(workspace: &Workspace, files: &[FileChange]) -> i64 {
    let id = workspace.propose(files, "Ana gets more", "ana", AT).unwrap().id;
    workspace.approve(id, "ben", AT, None).unwrap();
    id
}

#[test]
fn cut_off_at_any_file_a_change_is_ended_by_the_next_look() {
    for written in 0..=2 {
        let (_folder, workspace) = workspace();
        let files = both(&workspace);
        let id = approved(&workspace, &files);
        workspace.decide(Deed::new(id, "published", "ben", AT, "Ana gets more", ""), &files).unwrap();
        for file in files.iter().take(written) {
            std::fs::write(workspace.dir().join(&file.path), file.after.as_ref().unwrap()).unwrap();
        }
        // Any reading of the plan ends it.
        let texts = workspace.raw().unwrap().texts;
        for file in &files {
            let found = texts.iter().find(|(path, _)| *path == file.path).map(|(_, bytes)| bytes);
            assert_eq!(found, file.after.as_ref(), "{written}: {}", file.path);
        }
        assert_eq!(workspace.changes().unwrap()[0].state, "published");
        assert_eq!(workspace.versions().unwrap().unkept, Vec::<String>::new());
        assert_eq!(workspace.mend().unwrap(), None);
    }
}

#[test]
fn cut_off_before_it_was_decided_nothing_is_changed() {
    let (_folder, workspace) = workspace();
    let files = both(&workspace);
    approved(&workspace, &files);
    let partial = workspace.dir().join(".plumb/pending.partial");
    std::fs::create_dir_all(&partial).unwrap();
    std::fs::write(partial.join("0"), "half").unwrap();
    assert_eq!(workspace.mend().unwrap(), None);
    assert!(files.iter().all(|file| workspace.file_now(&file.path).unwrap() == file.before));
    workspace.publish(1, "ben", AT, false).unwrap();
}

#[test]
fn what_an_editor_saved_after_the_cut_is_not_overwritten() {
    let (_folder, workspace) = workspace();
    let files = both(&workspace);
    let id = approved(&workspace, &files);
    workspace.decide(Deed::new(id, "published", "ben", AT, "Ana gets more", ""), &files).unwrap();
    std::fs::write(workspace.dir().join(UNITS), "[unit.mine]\n").unwrap();
    let told = workspace.mend().unwrap().unwrap();
    assert!(told.contains("`plan/units.toml` was edited meanwhile"), "{told}");
    assert_eq!(read(&workspace, UNITS), "[unit.mine]\n");
    assert!(read(&workspace, QUOTAS).contains("2 EUR"));
}

#[test]
fn undo_gives_the_very_first_bytes() {
    let (_folder, workspace) = workspace();
    let files = both(&workspace);
    let id = approved(&workspace, &files);
    let published = workspace.publish(id, "ben", AT, false).unwrap();
    assert_eq!(published.written, [QUOTAS, UNITS]);
    let undone = workspace.undo(id, "eva", AT).unwrap();
    assert_eq!(undone.state, "undone");
    assert!(files.iter().all(|file| workspace.file_now(&file.path).unwrap() == file.before));
    let says: Vec<_> =
        workspace.versions().unwrap().versions.into_iter().map(|version| version.says).collect();
    assert_eq!(says, ["change 1 undone", "change 1 published", "as found"]);
}

#[test]
fn an_older_change_is_taken_back_and_later_ones_stay() {
    let (_folder, workspace) = workspace();
    let first = approved(&workspace, &[change(&workspace, UNITS, "'A'", "'Alpha'")]);
    workspace.publish(first, "ben", AT, false).unwrap();
    let second = approved(&workspace, &[change(&workspace, UNITS, "'B'", "'Beta'")]);
    workspace.publish(second, "ben", AT, false).unwrap();
    workspace.undo(first, "eva", AT).unwrap();
    assert_eq!(read(&workspace, UNITS), "[unit.a]\nname = 'A'\r\n\n\n\n[unit.b]\nname = 'Beta'\n");
}

#[test]
fn lines_that_were_changed_again_are_named_and_nothing_is_written() {
    let (_folder, workspace) = workspace();
    let first = approved(&workspace, &[change(&workspace, UNITS, "'A'", "'Alpha'")]);
    workspace.publish(first, "ben", AT, false).unwrap();
    std::fs::write(workspace.dir().join(UNITS), read(&workspace, UNITS).replace("'Alpha'", "'Aleph'"))
        .unwrap();
    let told = workspace.undo(first, "eva", AT).unwrap_err().to_string();
    assert!(told.contains("line 2 is to be `name = 'A'` and is `name = 'Aleph'` now"), "{told}");
    assert!(read(&workspace, UNITS).contains("'Aleph'"));
    assert_eq!(workspace.changes().unwrap()[0].state, "published");
}

#[test]
fn a_file_that_changed_since_is_named_and_published_on_top_only_when_wanted() {
    let (_folder, workspace) = workspace();
    let id = approved(&workspace, &[change(&workspace, UNITS, "'A'", "'Alpha'")]);
    std::fs::write(workspace.dir().join(UNITS), read(&workspace, UNITS).replace("'B'", "'Beta'")).unwrap();
    let told = workspace.publish(id, "ben", AT, false).unwrap_err().to_string();
    assert!(told.contains("`plan/units.toml` changed since") && told.contains("--on-top"), "{told}");
    workspace.publish(id, "ben", AT, true).unwrap();
    assert_eq!(read(&workspace, UNITS), "[unit.a]\nname = 'Alpha'\r\n\n\n\n[unit.b]\nname = 'Beta'\n");
}

#[test]
fn who_proposed_a_change_approves_it_only_with_a_reason() {
    let (_folder, workspace) = workspace();
    let id = workspace.propose(&both(&workspace), "", "Ana", AT).unwrap().id;
    assert!(workspace.publish(id, "Ana", AT, false).unwrap_err().to_string().contains("approve it first"));
    let told = workspace.approve(id, " ana ", AT, None).unwrap_err().to_string();
    assert!(told.contains("somebody else"), "{told}");
    workspace.approve(id, "ana", AT, Some("there are two of us")).unwrap();
    let says = &workspace.changes().unwrap()[0].steps[1].says;
    assert_eq!(says, "approved by who proposed it, because there are two of us");
    let told = workspace.refuse(id + 1, "ben", AT, "").unwrap_err().to_string();
    assert!(told.contains("there is no change 2"), "{told}");
}

#[test]
fn edits_by_hand_become_a_change() {
    let (_folder, workspace) = workspace();
    let told = workspace.edited_by_hand("ana", AT).unwrap_err().to_string();
    assert!(told.contains("the first one is kept now"), "{told}");
    let edit = change(&workspace, UNITS, "'A'", "'Alpha'");
    std::fs::write(workspace.dir().join(UNITS), edit.after.as_ref().unwrap()).unwrap();
    let found = workspace.edited_by_hand("ana", AT).unwrap();
    assert_eq!(found, std::slice::from_ref(&edit));
    let id = approved(&workspace, &found);
    workspace.publish(id, "ben", AT, false).unwrap();
    let history = workspace.versions().unwrap();
    assert_eq!((history.versions.len(), history.unkept.len()), (2, 0));
    workspace.undo(id, "ben", AT).unwrap();
    assert_eq!(workspace.file_now(UNITS).unwrap(), edit.before);
}

#[test]
fn a_broken_repository_stops_no_look_and_is_told() {
    let (_folder, workspace) = workspace();
    workspace.keep_version("ana", AT, "as made").unwrap();
    std::fs::remove_file(workspace.dir().join(".plumb/versions.git/HEAD")).unwrap();
    assert!(workspace.raw().is_ok());
    let told = workspace.versions().unwrap().remarks.join(" ");
    assert!(told.contains("move the folder away"), "{told}");
    let id = approved(&workspace, &both(&workspace));
    assert!(workspace.publish(id, "ben", AT, false).is_err());
    assert!(read(&workspace, UNITS).contains("'A'"), "nothing is written that cannot be taken back");
}

#[test]
fn two_at_once_publish_one_after_the_other() {
    let (_folder, workspace) = workspace();
    let id = approved(&workspace, &both(&workspace));
    let held = Held::of(workspace.dir()).unwrap();
    std::thread::scope(|scope| {
        let tries: Vec<_> =
            (0..2).map(|_| scope.spawn(|| workspace.publish(id, "ben", AT, false).is_ok())).collect();
        drop(held);
        let done: usize = tries.into_iter().map(|one| usize::from(one.join().unwrap())).sum();
        assert_eq!(done, 1);
    });
}

#[test]
fn the_users_own_repository_is_told_to_leave_plumbs_alone() {
    let (folder, workspace) = workspace();
    std::fs::write(folder.path().join(".gitignore"), "out/").unwrap();
    workspace.keep_version("ana", AT, "as made").unwrap();
    workspace.keep_version("ana", AT, "as made").unwrap();
    let text = std::fs::read_to_string(folder.path().join(".gitignore")).unwrap();
    assert_eq!(text, "out/\n.plumb/\nledger.db*\n");
}
