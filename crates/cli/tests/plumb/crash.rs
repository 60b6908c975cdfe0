//! An import that is killed leaves the database as it was, or as it was to be.

use std::process::Stdio;
use std::time::Duration;

use crate::workspace::Workspace;

/// Milliseconds between the points at which an import is killed; the whole takes some forty on a fast machine.
const STEP: u64 = 4;
/// How many points.
const POINTS: u64 = 30;

/// Everything that the import could have changed, as text.
fn contents(workspace: &Workspace) -> String {
    let tables = ["people", "accounts", "opportunities", "bookings", "assignments"];
    let read = |table: &&str| {
        let ran = workspace.run(&[
            "sql",
            &format!("select * from {table} order by source, key"),
            "--format",
            "csv",
        ]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.out
    };
    tables.iter().map(read).collect()
}

fn later_export(workspace: &Workspace) {
    let customers = workspace.read("exports/customers.csv");
    let customers = customers.replace("Bulk terminals", "Terminals")
        + "C9001,Nachzügler,U104,Shipyards,TAL,EE,2026-01-12\n";
    workspace.write("exports/customers.csv", &customers);
    let users = workspace.read("exports/users.csv").replace("Account Manager", "Senior Account Manager");
    workspace.write("exports/users.csv", &users);
}

#[test]
fn an_import_that_is_killed_leaves_before_or_after() {
    let import = ["import", "mappings/quayside.toml", "exports"];
    let workspace = Workspace::imported();
    let before = contents(&workspace);
    let untouched = std::fs::read(workspace.path("plumb.db")).unwrap();
    later_export(&workspace);
    assert_eq!(workspace.run(&import).code, Some(0));
    let after = contents(&workspace);
    assert_ne!(before, after);

    for point in 0..POINTS {
        for file in ["plumb.db-wal", "plumb.db-shm"] {
            let _ = std::fs::remove_file(workspace.path(file));
        }
        std::fs::write(workspace.path("plumb.db"), &untouched).unwrap();
        let mut child =
            workspace.command(&import).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(point * STEP));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = contents(&workspace);
        assert!(now == before || now == after, "killed after {} ms, it is neither", point * STEP);
    }
    assert_eq!(workspace.run(&import).code, Some(0));
    assert!(contents(&workspace) == after);
}
