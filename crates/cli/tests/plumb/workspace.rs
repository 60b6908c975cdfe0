//! The shipped example in a folder of its own, and the binary that is run on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A workspace that vanishes with this value.
pub(crate) struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// The example, without facts.
    pub(crate) fn planned() -> Self {
        let workspace = Self::empty();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/quayside"), workspace.dir());
        workspace
    }

    /// The example with its facts.
    pub(crate) fn imported() -> Self {
        let workspace = Self::planned();
        let ran = workspace.run(&["import", "mappings/quayside.toml", "exports", "--quiet"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        workspace
    }

    /// The example with its facts, and what Finance says that January of 2026 brought.
    pub(crate) fn closed_by_finance(amount: &str) -> Self {
        let workspace = Self::imported();
        workspace.write("close/finance.csv", &format!("Month,Net\n2026-01-01,{amount}\n"));
        workspace.write(
            "mappings/finance.toml",
            "[mapping]\nname = \"finance\"\nexported_at = 2026-02-02\n[source.close]\nfile = \"finance.csv\"\n\
             columns = { Month = \"date\", Net = \"amount\" }\n[table.control_totals]\nsql = \"select Month as key, \
             'net-revenue' as measure, Month as valid_from, '2026-02-01' as valid_until, Net as amount, 'EUR' as \
             currency from src.close\"\n",
        );
        let ran = workspace.run(&["import", "mappings/finance.toml", "close", "--quiet"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        workspace
    }

    pub(crate) fn dir(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.dir().join(below)
    }

    pub(crate) fn read(&self, below: &str) -> String {
        std::fs::read_to_string(self.path(below)).unwrap()
    }

    pub(crate) fn write(&self, below: &str, text: &str) {
        let path = self.path(below);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The binary with arguments, in this folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plumb"));
        command.args(arguments).current_dir(self.dir()).stdin(Stdio::null());
        // A terminal's wishes are not a pipe's.
        command.env("TERM", "xterm-256color").env_remove("COLUMNS");
        command.env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output().unwrap();
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The result of a run as JSON; with any of the codes that mean *done*.
    pub(crate) fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let ran = self.run(&[arguments, &["--format", "json"]].concat());
        assert!(matches!(ran.code, Some(0 | 1)), "{arguments:?}: {}", ran.err);
        assert!(ran.out.ends_with("\n"), "{arguments:?}");
        serde_json::from_str(&ran.out).unwrap_or_else(|why| panic!("{arguments:?}: {why}\n{}", ran.out))
    }

    /// The id of the first gap.
    pub(crate) fn first_gap(&self) -> String {
        let check = self.json(&["check"]);
        check["gaps"][0]["id"].as_str().unwrap().to_owned()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
