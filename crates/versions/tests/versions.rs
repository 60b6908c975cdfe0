//! Versions give back the bytes they were given, tell pay from the rest, and are what `git` itself would have made.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

use std::path::Path;
use std::process::Command;

use plumb_versions::{Files, Note, Versions, VersionsError, blob_hash};
use proptest::prelude::*;

const NOTE: Note<'_> =
    Note { by: "Ana Kovač", at: "2026-02-01T08:09:10Z", says: "as found", private_says: None };

fn files(all: &[(&str, &str)]) -> Files {
    all.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

fn workspace() -> Files {
    files(&[
        ("plumb.toml", "plumb = 1\r\n# kept\r\n"),
        ("plan/people.csv", "id,name\nana,Ana\n"),
        ("plan/private/quotas.csv", "person,amount\r\nana,100 EUR\r\n"),
        ("mappings/crm.toml", "[mapping]\n"),
    ])
}

/// The output of `git`, or nothing where the machine has none.
fn git(dir: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").current_dir(dir).args(arguments).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_version_is_told_with_who_when_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let versions = Versions::open_or_make(folder.path()).unwrap();
    let kept = versions.commit(&workspace(), &NOTE).unwrap();
    assert_eq!((kept.by.as_str(), kept.at.as_str(), kept.says.as_str()), ("Ana Kovač", NOTE.at, "as found"));
    assert_eq!(versions.history().unwrap(), [kept]);
}

#[test]
fn the_same_texts_are_no_new_version() {
    let folder = tempfile::tempdir().unwrap();
    let versions = Versions::open_or_make(folder.path()).unwrap();
    let first = versions.commit(&workspace(), &NOTE).unwrap();
    assert_eq!(versions.commit(&workspace(), &NOTE).unwrap(), first);
    assert_eq!(versions.history().unwrap().len(), 1);
}

#[test]
fn a_change_of_private_texts_alone_is_a_version_too() {
    let folder = tempfile::tempdir().unwrap();
    let versions = Versions::open_or_make(folder.path()).unwrap();
    let first = versions.commit(&workspace(), &NOTE).unwrap();
    let mut after = workspace();
    after.insert("plan/private/quotas.csv".into(), b"person,amount\r\nana,90 EUR\r\n".to_vec());
    let second = versions.commit(&after, &NOTE).unwrap();
    assert_eq!(versions.files(&first.id).unwrap(), workspace());
    assert_eq!(versions.files(&second.id[..10]).unwrap(), after);
}

#[test]
fn pay_and_quotas_never_enter_the_repository_of_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let versions = Versions::open_or_make(folder.path()).unwrap();
    let note = Note { says: "change 1", private_says: Some("Ana gets less"), ..NOTE };
    versions.commit(&workspace(), &note).unwrap();
    let Some(all) = git(folder.path(), &["--git-dir", ".plumb/versions.git", "log", "-p", "--all"]) else {
        return;
    };
    assert!(!all.contains("100 EUR") && !all.contains("quotas.csv") && !all.contains("less"), "{all}");
    assert!(all.contains("id,name"));
}

#[cfg(unix)]
#[test]
fn nobody_but_the_owner_reads_what_is_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    Versions::open_or_make(folder.path()).unwrap();
    let mode = std::fs::metadata(folder.path().join(".plumb/private.git")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
}

#[test]
fn git_finds_nothing_changed_and_the_same_hashes() {
    let folder = tempfile::tempdir().unwrap();
    let versions = Versions::open_or_make(folder.path()).unwrap();
    versions.commit(&workspace(), &NOTE).unwrap();
    for (path, bytes) in workspace() {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    for other in ["plumb.db", "out/review.db", "plan/.swap"] {
        let path = folder.path().join(other);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "x").unwrap();
    }
    for repository in [".plumb/versions.git", ".plumb/private.git"] {
        let Some(status) = git(folder.path(), &["--git-dir", repository, "status", "--porcelain"]) else {
            return;
        };
        assert_eq!(status, "", "{repository}");
        git(folder.path(), &["--git-dir", repository, "fsck", "--strict"]);
    }
    let hash = git(folder.path(), &["hash-object", "--no-filters", "plumb.toml"]).unwrap();
    assert_eq!(blob_hash(&workspace()["plumb.toml"]).unwrap(), hash.trim());
    let told = git(folder.path(), &["--git-dir", ".plumb/versions.git", "rev-parse", "HEAD:plumb.toml"]);
    assert_eq!(told.unwrap(), hash);
}

#[test]
fn what_somebody_commits_with_git_is_a_version() {
    let folder = tempfile::tempdir().unwrap();
    let versions = Versions::open_or_make(folder.path()).unwrap();
    versions.commit(&workspace(), &NOTE).unwrap();
    let by_hand = ["--git-dir", ".plumb/versions.git", "-c", "user.name=eva", "-c", "user.email=e@x"];
    std::fs::write(folder.path().join("plumb.toml"), "plumb = 1\r\n# mine\r\n").unwrap();
    if git(folder.path(), &[&by_hand[..], &["add", "plumb.toml"]].concat()).is_none() {
        return;
    }
    git(folder.path(), &[&by_hand[..], &["commit", "-qm", "by hand"]].concat());
    git(folder.path(), &[&by_hand[..], &["gc", "-q"]].concat());
    let newest = versions.newest().unwrap().unwrap();
    assert_eq!((newest.by.as_str(), newest.says.as_str()), ("eva", "by hand"));
    let mut wanted = workspace();
    wanted.insert("plumb.toml".into(), b"plumb = 1\r\n# mine\r\n".to_vec());
    assert_eq!(versions.files(&newest.id).unwrap(), wanted);
}

#[test]
fn a_cut_between_the_two_repositories_is_mended_by_the_next_version() {
    let folder = tempfile::tempdir().unwrap();
    let versions = Versions::open_or_make(folder.path()).unwrap();
    let first = versions.commit(&workspace(), &NOTE).unwrap();
    let mut after = workspace();
    after.insert("plan/private/quotas.csv".into(), b"person\n".to_vec());
    let head = folder.path().join(".plumb/versions.git/refs/heads/main");
    let before = std::fs::read(&head).unwrap();
    let second = versions.commit(&after, &NOTE).unwrap();
    // As if the process had ended before the second repository was told.
    std::fs::write(&head, before).unwrap();
    assert_eq!(versions.newest().unwrap().unwrap(), first);
    assert_eq!(versions.files(&first.id).unwrap(), workspace());
    let mended = versions.commit(&after, &NOTE).unwrap();
    assert_eq!(versions.files(&mended.id).unwrap(), versions.files(&second.id).unwrap());
}

#[test]
fn a_broken_repository_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    Versions::open_or_make(folder.path()).unwrap().commit(&workspace(), &NOTE).unwrap();
    std::fs::remove_file(folder.path().join(".plumb/versions.git/HEAD")).unwrap();
    let told = Versions::open(folder.path()).err().unwrap().to_string();
    assert!(told.contains("versions.git") && told.contains("move the folder away"), "{told}");
}

#[test]
fn what_does_not_belong_to_the_plan_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let versions = Versions::open_or_make(folder.path()).unwrap();
    for path in ["plumb.db", "../plan.lock", "plan/../x", "plan/.git/config", "/plan/x", "plan\\x"] {
        let told = versions.commit(&files(&[(path, "x")]), &NOTE);
        assert!(matches!(told, Err(VersionsError::NotKept(_))), "{path}");
    }
    let note = Note { at: "yesterday", ..NOTE };
    assert!(matches!(versions.commit(&workspace(), &note), Err(VersionsError::NoInstant(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_bytes_come_back_as_they_went_in(
        all in proptest::collection::btree_map("(plan|plan/private|mappings)/[a-zäé ]{1,8}\\.(toml|csv)", proptest::collection::vec(any::<u8>(), 0..200), 0..6)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let versions = Versions::open_or_make(folder.path()).unwrap();
        let kept = versions.commit(&all, &NOTE).unwrap();
        prop_assert_eq!(versions.files(&kept.id).unwrap(), all);
    }
}
