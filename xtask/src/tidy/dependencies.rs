//! Every dependency has a line that says what it replaces, and every such line a dependency.

use crate::tree::Text;
use std::collections::BTreeSet;
use std::path::Path;

const LIST: &str = "docs/decisions/0002-dependencies.md";

pub(super) fn check(_root: &Path, texts: &[Text]) -> Vec<String> {
    let used = match used(super::find(texts, "Cargo.toml").unwrap_or_default()) {
        Ok(used) => used,
        Err(error) => return vec![error],
    };
    let explained = explained(super::find(texts, LIST).unwrap_or_default());
    let missing =
        used.difference(&explained).map(|name| format!("{LIST}: no line says why `{name}` is used"));
    let stale = explained.difference(&used).map(|name| format!("{LIST}: `{name}` is not used any more"));
    missing.chain(stale).collect()
}

/// Names in `[workspace.dependencies]` that are not crates of ours.
fn used(manifest: &str) -> Result<BTreeSet<String>, String> {
    let manifest: toml::Table = toml::from_str(manifest).map_err(|error| format!("Cargo.toml: {error}"))?;
    let dependencies = manifest.get("workspace").and_then(|workspace| workspace.get("dependencies"));
    let Some(dependencies) = dependencies.and_then(toml::Value::as_table) else {
        return Err("Cargo.toml has no `[workspace.dependencies]`".to_owned());
    };
    Ok(dependencies
        .iter()
        .filter(|(_, value)| value.get("path").is_none())
        .map(|(name, _)| name.clone())
        .collect())
}

/// Names in back-ticks that open a list item.
fn explained(list: &str) -> BTreeSet<String> {
    list.lines()
        .filter_map(|line| line.strip_prefix("- `")?.split_once('`'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::*;

    #[test]
    fn a_dependency_needs_its_line_and_a_line_its_dependency() {
        let manifest =
            "[workspace.dependencies]\nours = { path = \"x\" }\ncsv = \"1\"\nglob = { version = \"1\" }\n";
        let list = "- `csv`: reads CSV.\n- `serde`: gone.\n";
        assert_eq!(
            check(Path::new(""), &[text("Cargo.toml", manifest), text(LIST, list)]),
            [
                format!("{LIST}: no line says why `glob` is used"),
                format!("{LIST}: `serde` is not used any more")
            ]
        );
    }
}
