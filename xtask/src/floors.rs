//! The floors of the house: a crate uses lower floors only.

use cargo_metadata::{DependencyKind, MetadataCommand};
use std::path::Path;

/// Crates by floor, without the prefix `plumb-`. The empty floor waits for `programme`.
pub(crate) const FLOORS: &[&[&str]] = &[
    &["units", "diag"],
    &["plan", "store", "versions"],
    &["bridge", "facts", "forecast", "pay", "sample", "targets"],
    &["catalog", "ledger"],
    &["rules", "value"],
    &[],
    &["engine"],
    &["report"],
    &["web"],
    &["cli"],
];

/// The crate of test fixtures: usable from everywhere, but from tests only.
const FIXTURES: &str = "fixtures";
/// What the crate of test fixtures may use, so that no test meets two copies of the types it tests.
const FIXTURES_MAY_USE: &[&str] = &["diag"];
/// The sample company: what it writes must not be shaped by how it is read, so it may use little. Its tests see the door.
const SAMPLE: &str = "sample";
/// What the sample company may use.
const SAMPLE_MAY_USE: &[&str] = &["units"];
/// The crates above which its tests may not look.
const SAMPLE_TESTS_UP_TO: &str = "engine";
/// This crate: it may use all others, and none may use it.
const XTASK: &str = "xtask";

/// One crate of ours using another.
#[derive(Clone, Debug)]
pub(crate) struct Arrow {
    pub(crate) from: String,
    pub(crate) to: String,
    /// Whether only tests use it.
    pub(crate) tests_only: bool,
}

/// Says what is wrong with the arrows between the crates of the workspace at `root`.
///
/// # Errors
/// When `cargo metadata` cannot read the workspace.
pub(crate) fn complaints(root: &Path) -> Result<Vec<String>, String> {
    let (crates, arrows) = workspace(root)?;
    let mut complaints = homeless(&crates);
    complaints.extend(forbidden(&arrows));
    Ok(complaints)
}

/// The crates of the workspace and the arrows between them, names without `plumb-`.
pub(crate) fn workspace(root: &Path) -> Result<(Vec<String>, Vec<Arrow>), String> {
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .no_deps()
        .other_options(vec!["--offline".to_owned()])
        .exec()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    let names: Vec<String> = metadata.packages.iter().map(|package| short(&package.name)).collect();
    let mut arrows = Vec::new();
    for package in &metadata.packages {
        for dependency in &package.dependencies {
            let to = short(&dependency.name);
            if names.contains(&to) {
                let tests_only = dependency.kind == DependencyKind::Development;
                arrows.push(Arrow { from: short(&package.name), to, tests_only });
            }
        }
    }
    Ok((names, arrows))
}

/// Arrows that do not point down.
pub(crate) fn forbidden(arrows: &[Arrow]) -> Vec<String> {
    arrows.iter().filter_map(complaint).collect()
}

/// Crates without a floor.
pub(crate) fn homeless(crates: &[String]) -> Vec<String> {
    crates
        .iter()
        .filter(|name| floor(name).is_none() && name.as_str() != FIXTURES && name.as_str() != XTASK)
        .map(|name| format!("`{name}` has no floor: give it one in `xtask/src/floors.rs`"))
        .collect()
}

fn complaint(arrow: &Arrow) -> Option<String> {
    let Arrow { from, to, tests_only } = arrow;
    let allowed = if to == XTASK {
        false
    } else if to == FIXTURES {
        *tests_only
    } else if from == XTASK {
        true
    } else if from == FIXTURES {
        FIXTURES_MAY_USE.contains(&to.as_str())
    } else if from == SAMPLE && *tests_only {
        floor(to).is_some() && floor(to) <= floor(SAMPLE_TESTS_UP_TO)
    } else if from == SAMPLE {
        SAMPLE_MAY_USE.contains(&to.as_str())
    } else {
        matches!((floor(from), floor(to)), (Some(upper), Some(lower)) if lower < upper)
    };
    let how = if *tests_only { " in its tests" } else { "" };
    (!allowed).then(|| format!("`{from}` must not use `{to}`{how}: arrows point to lower floors"))
}

fn floor(name: &str) -> Option<usize> {
    FLOORS.iter().position(|crates| crates.contains(&name))
}

fn short(package: &str) -> String {
    package.strip_prefix("plumb-").unwrap_or(package).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uses(from: &str, to: &str) -> Vec<String> {
        forbidden(&[Arrow { from: from.into(), to: to.into(), tests_only: false }])
    }

    fn tests_use(from: &str, to: &str) -> Vec<String> {
        forbidden(&[Arrow { from: from.into(), to: to.into(), tests_only: true }])
    }

    #[test]
    fn every_arrow_of_this_workspace_points_down() {
        assert_eq!(complaints(crate::root()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn this_workspace_has_arrows_to_look_at() {
        let (crates, arrows) = workspace(crate::root()).unwrap();
        assert!(crates.len() >= 10 && arrows.len() >= 10, "{crates:?} {arrows:?}");
    }

    #[test]
    fn down_is_allowed_up_and_sideways_are_not() {
        assert!(uses("rules", "units").is_empty());
        assert_eq!(uses("units", "rules").len(), 1);
        assert_eq!(uses("plan", "store").len(), 1);
    }

    #[test]
    fn tests_may_look_down_but_not_up_either() {
        assert!(tests_use("engine", "plan").is_empty());
        assert_eq!(tests_use("plan", "engine").len(), 1);
    }

    #[test]
    fn fixtures_serve_tests_only_and_know_diag_only() {
        assert!(tests_use("units", "fixtures").is_empty());
        assert_eq!(uses("rules", "fixtures").len(), 1);
        assert_eq!(uses("xtask", "fixtures").len(), 1);
        assert!(uses("fixtures", "diag").is_empty());
        assert_eq!(uses("fixtures", "rules").len(), 1);
    }

    #[test]
    fn the_sample_company_knows_units_only_and_its_tests_the_door() {
        assert!(uses("sample", "units").is_empty());
        assert_eq!(uses("sample", "plan").len(), 1);
        assert!(tests_use("sample", "engine").is_empty());
        assert_eq!(tests_use("sample", "cli").len(), 1);
        assert!(uses("cli", "sample").is_empty());
    }

    #[test]
    fn xtask_may_use_all_and_none_may_use_xtask() {
        assert!(uses("xtask", "engine").is_empty());
        assert_eq!(uses("cli", "xtask").len(), 1);
    }

    #[test]
    fn a_crate_without_a_floor_is_named() {
        assert_eq!(homeless(&["units".into(), "attic".into()]).len(), 1);
    }
}
