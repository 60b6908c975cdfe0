//! What we ship as an example has nothing wrong with its texts: plans, locks, mappings.

use crate::tree::Text;
use plumb_diag::{Files, Problem};
use plumb_facts::Mapping;
use std::path::Path;

pub(super) fn check(_root: &Path, texts: &[Text]) -> Vec<String> {
    workspaces(texts).flat_map(|folder| plan(folder, texts)).chain(texts.iter().flat_map(mapping)).collect()
}

/// Folders below `examples` that have a `plumb.toml`, with `/` at the end.
fn workspaces(texts: &[Text]) -> impl Iterator<Item = &str> {
    texts
        .iter()
        .filter(|text| text.path.starts_with("examples/"))
        .filter_map(|text| text.path.strip_suffix("plumb.toml"))
}

fn plan(folder: &str, texts: &[Text]) -> Vec<String> {
    let is_plan = |path: &str| path.starts_with("plan/") || matches!(path, "plumb.toml" | "plan.lock");
    let given = texts
        .iter()
        .filter_map(|text| Some((text.path.strip_prefix(folder)?, &text.text)))
        .filter(|(path, _)| is_plan(path))
        .map(|(path, text)| (path.to_owned(), text.clone()))
        .collect();
    let (plan, mut problems) = plumb_plan::read(given);
    problems.extend(plumb_plan::lock::verify(&plan));
    problems.iter().map(|problem| shown(folder, &plan.files, problem)).collect()
}

fn mapping(text: &Text) -> Vec<String> {
    if !text.path.starts_with("examples/") || !text.path.contains("mappings/") || text.extension() != "toml" {
        return Vec::new();
    }
    let mut files = Files::default();
    let (_, problems) = Mapping::read(&mut files, &text.path, &text.text);
    problems.iter().map(|problem| shown("", &files, problem)).collect()
}

fn shown(folder: &str, files: &Files, problem: &Problem) -> String {
    let place = problem.primary.as_ref().map(|label| files.place(label.span));
    let place = place.map_or_else(String::new, |place| format!("{}:{}", place.path, place.line));
    format!("{folder}{place}: {}", problem.message)
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::*;

    #[test]
    fn a_problem_of_a_shipped_plan_is_shown_with_its_place() {
        let texts = [
            text("examples/a/plumb.toml", "plumb = 1\n[company]\nname = \"A\"\ncurrency = \"EUR\"\n"),
            text("examples/a/plan/units.toml", "[unit.a]\n\n[unit.b]\nparent = \"c\"\n"),
        ];
        assert_eq!(check(Path::new(""), &texts), ["examples/a/plan/units.toml:4: no unit is called `c`"]);
    }

    #[test]
    fn a_problem_of_a_shipped_mapping_is_shown_with_its_place() {
        let texts = [text("examples/mappings/a.toml", "[mapping]\nname = \"a\"\n[sourse.x]\n")];
        let complaints = check(Path::new(""), &texts);
        assert!(
            complaints.iter().any(|line| line.starts_with("examples/mappings/a.toml:3: ")),
            "{complaints:?}"
        );
    }
}
