//! Every command of the tutorial runs, where the data set it is about is at hand.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use crate::workspace::Workspace;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[test]
fn every_command_of_the_tutorial_runs() {
    let data = Path::new(ROOT).join("../shared/data/adventureworks");
    if !data.is_dir() {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: no data set `adventureworks` in ../shared/data beside the repository"
        );
        return;
    }
    let text = std::fs::read_to_string(Path::new(ROOT).join("docs/tutorial.md")).unwrap();
    let text = text.replace("REPO/", &format!("{ROOT}/")).replace("DATA", data.to_str().unwrap());
    let folder = Workspace::empty();
    let program = Path::new(env!("CARGO_BIN_EXE_plumb")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths([program.to_owned()].into_iter().chain(std::env::split_paths(&path))).unwrap();
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut commands = 0;
    for block in blocks {
        let ran = Command::new("sh")
            .args(["-c", block])
            .current_dir(folder.dir())
            .env("PATH", &path)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(matches!(ran.status.code(), Some(0 | 1)) && !said.contains("error: "), "{block}\n{said}");
        commands += usize::from(block.starts_with("plumb "));
    }
    assert_eq!(commands, 10, "ten commands are promised");
}
