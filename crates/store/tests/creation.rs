//! Making a database file, and what is left when that is cut off.
#![allow(clippy::unwrap_used, clippy::panic)]
#![allow(
    clippy::disallowed_methods,
    reason = "the process that is killed is told its file by the environment"
)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use plumb_store::rusqlite::{Connection, OpenFlags};
use plumb_store::{Migrations, Store, StoreError};
use tempfile::TempDir;

/// Names the file that the other process makes.
const FILE: &str = "PLUMB_TEST_FILE";

/// Enough tables that making them takes a while.
fn schema() -> Migrations {
    let tables =
        (0..200).map(|number| format!("create table t{number} (key text primary key, net integer);"));
    Migrations::new([tables.collect::<String>()])
}

fn is_whole(store: &Store) -> bool {
    let tables = store.query("select count(*) as n from sqlite_schema where type = 'table'", &[]).unwrap();
    let mode = store.query("select journal_mode from pragma_journal_mode", &[]).unwrap();
    tables.rows[0][0].int() == Some(200) && mode.rows[0][0].text() == Some("wal")
}

/// The process that `a_creation_that_is_killed_can_be_taken_up_again` starts and kills; by itself it does nothing.
#[test]
fn makes_a_file_and_is_killed() {
    if let Ok(path) = std::env::var(FILE) {
        drop(Store::create(Path::new(&path), &schema()).unwrap());
    }
}

#[test]
fn a_creation_that_is_killed_can_be_taken_up_again() {
    let folder = TempDir::new().unwrap();
    for point in 0..40_u64 {
        let path = folder.path().join(format!("{point}.db"));
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "makes_a_file_and_is_killed"])
            .env(FILE, &path)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(point * 500));
        child.kill().unwrap();
        child.wait().unwrap();
        if path.exists() {
            assert!(
                Store::is_blank(&path).unwrap()
                    || is_whole(&Store::open_read_only(&path, &schema()).unwrap())
            );
            assert!(is_whole(&Store::open(&path, &schema()).unwrap()), "killed at point {point}");
        } else {
            assert!(is_whole(&Store::create(&path, &schema()).unwrap()));
        }
        assert!(!Store::is_blank(&path).unwrap());
    }
}

#[test]
fn an_empty_file_with_what_an_older_journal_left_is_blank_and_becomes_a_new_database() {
    let folder = TempDir::new().unwrap();
    for left in ["plumb.db-journal", "plumb.db-wal"] {
        let path = folder.path().join("plumb.db");
        std::fs::write(&path, "").unwrap();
        std::fs::write(folder.path().join(left), "left over".repeat(1_000)).unwrap();
        assert!(Store::is_blank(&path).unwrap());
        assert!(matches!(Store::open_read_only(&path, &schema()), Err(StoreError::Older { found: 0, .. })));
        assert!(is_whole(&Store::open(&path, &schema()).unwrap()), "beside {left}");
        assert!(is_whole(&Store::open_read_only(&path, &schema()).unwrap()));
        std::fs::remove_file(&path).unwrap();
    }
}

#[test]
fn a_half_that_a_killed_writer_left_is_taken_back_before_reading() {
    let folder = TempDir::new().unwrap();
    let whole = folder.path().join("whole.db");
    drop(Store::create(&whole, &schema()).unwrap());
    let writer = Connection::open(&whole).unwrap();
    writer
        .execute_batch("pragma journal_mode = delete; pragma cache_size = 1; pragma cache_spill = 1")
        .unwrap();
    writer.execute_batch("begin; drop table t1; create table late (x)").unwrap();
    for number in 0..200 {
        writer.execute("insert into late values (zeroblob(3000) || ?1)", [number]).unwrap();
    }
    // What stands on the disk now is what a kill would leave.
    let half = folder.path().join("half.db");
    std::fs::copy(&whole, &half).unwrap();
    std::fs::copy(folder.path().join("whole.db-journal"), folder.path().join("half.db-journal")).unwrap();
    let read_only = Connection::open_with_flags(&half, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    assert!(read_only.query_row("select count(*) from t0", [], |_| Ok(())).is_err());
    let store = Store::open_read_only(&half, &schema()).unwrap();
    let tables = store.query("select count(*) as n from sqlite_schema where type = 'table'", &[]).unwrap();
    assert_eq!(tables.rows[0][0].int(), Some(200));
}

#[test]
fn what_is_no_file_is_no_database() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("plumb.db");
    std::fs::create_dir(&path).unwrap();
    assert!(matches!(Store::open_read_only(&path, &schema()), Err(StoreError::NotAFile { .. })));
    assert!(matches!(Store::create(&path, &schema()), Err(StoreError::Exists { .. })));
    let nowhere = folder.path().join("no/plumb.db");
    assert!(matches!(Store::create(&nowhere, &schema()), Err(StoreError::NotMade { .. })));
}

#[cfg(unix)]
#[test]
fn nobody_but_its_owner_reads_a_database_or_its_copy() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("plumb.db");
    let store = Store::create(&path, &schema()).unwrap();
    store.connection().execute("insert into t0 values ('a', 1)", []).unwrap();
    let steps = Migrations::new(["", "create table more (x)"]);
    let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("plumb.db"), mode("plumb.db-wal")), (0o600, 0o600));
    drop(store);
    drop(Store::open(&path, &steps).unwrap());
    assert_eq!((mode("plumb.db"), mode("plumb.db.v1")), (0o600, 0o600));
}
