//! The generated parts of the documentation: written by `gen`, compared by `tidy`.

use crate::floors::FLOORS;
use std::fmt::Write as _;
use std::path::Path;

/// Makes the text that stands between two marks of a file.
struct Generator {
    file: &'static str,
    /// What stands before the text; empty where the file begins with it.
    begin: &'static str,
    end: &'static str,
    text: fn() -> String,
}

const GENERATORS: &[Generator] = &[
    Generator {
        file: "ARCHITECTURE.md",
        begin: "<!-- floors: begin, generated -->\n",
        end: "<!-- floors: end -->",
        text: floors,
    },
    Generator {
        file: "docs/plan-language.md",
        begin: "<!-- schema: begin, generated -->\n",
        end: "<!-- schema: end -->",
        text: plumb_plan::schema::markdown,
    },
    Generator {
        file: "docs/measures.md",
        begin: "<!-- functions -->\n",
        end: "<!-- end of functions -->",
        text: functions,
    },
    Generator { file: "docs/tables.md", begin: "", end: END_OF_FACT_TABLES, text: fact_tables },
];

/// The mark that closes what `plumb_facts` tells of its tables.
const END_OF_FACT_TABLES: &str = "<!-- end of the fact tables -->";

/// Writes every generated part; returns what was written.
///
/// # Errors
/// When a file cannot be read or written, or lacks its marks.
pub(crate) fn write(root: &Path) -> Result<String, String> {
    let mut report = String::new();
    for generator in GENERATORS {
        let (old, new) = generated(root, generator)?;
        if old != new {
            std::fs::write(root.join(generator.file), new)
                .map_err(|error| format!("{}: {error}\n", generator.file))?;
            let _ = writeln!(report, "wrote {}", generator.file);
        }
    }
    for (path, text) in whole_files(root)? {
        if std::fs::read_to_string(root.join(&path)).ok().as_ref() != Some(&text) {
            let file = root.join(&path);
            std::fs::create_dir_all(file.parent().unwrap_or(root))
                .and_then(|()| std::fs::write(root.join(&path), text))
                .map_err(|error| format!("{path}: {error}\n"))?;
            let _ = writeln!(report, "wrote {path}");
        }
    }
    for path in stale_chapters(root) {
        std::fs::remove_file(root.join(&path)).map_err(|error| format!("{path}: {error}\n"))?;
        let _ = writeln!(report, "removed {path}");
    }
    if report.is_empty() { Ok("everything generated is up to date\n".to_owned()) } else { Ok(report) }
}

/// Says which generated part is out of date.
///
/// # Errors
/// When a file cannot be read or lacks its marks.
pub(crate) fn complaints(root: &Path) -> Result<Vec<String>, String> {
    let mut complaints = Vec::new();
    for generator in GENERATORS {
        let (old, new) = generated(root, generator)?;
        if old != new {
            complaints.push(format!("{} is out of date: run `cargo xtask gen`", generator.file));
        }
    }
    for (path, text) in whole_files(root)? {
        if std::fs::read_to_string(root.join(&path)).ok() != Some(text) {
            complaints.push(format!("{path} is out of date: run `cargo xtask gen`"));
        }
    }
    complaints.extend(
        stale_chapters(root)
            .into_iter()
            .map(|path| format!("{path} has no rule any more: run `cargo xtask gen`")),
    );
    Ok(complaints)
}

/// Files that are generated from their first line to their last.
fn whole_files(root: &Path) -> Result<Vec<(String, String)>, String> {
    let mut files = rule_manual();
    files.push((crate::picture::FILE.to_owned(), crate::picture::draw(root)?));
    Ok(files)
}

/// The manual of rules.
fn rule_manual() -> Vec<(String, String)> {
    plumb_rules::manual(&plumb_rules::example::shipped_pages())
}

/// Chapters of rules that are gone.
fn stale_chapters(root: &Path) -> Vec<String> {
    let known: Vec<String> = rule_manual().into_iter().map(|(path, _)| path).collect();
    let Ok(entries) = std::fs::read_dir(root.join("docs/rules")) else { return Vec::new() };
    let names =
        entries.filter_map(|entry| Some(format!("docs/rules/{}", entry.ok()?.file_name().to_string_lossy())));
    let mut stale: Vec<String> = names.filter(|path| !known.contains(path)).collect();
    stale.sort();
    stale
}

fn generated(root: &Path, generator: &Generator) -> Result<(String, String), String> {
    let path = root.join(generator.file);
    let old = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}\n", generator.file))?;
    let new = between_marks(&old, generator.begin, generator.end, &(generator.text)())
        .ok_or_else(|| format!("{} lacks `{}`\n", generator.file, generator.end))?;
    Ok((old, new))
}

fn between_marks(text: &str, begin: &str, end: &str, inner: &str) -> Option<String> {
    let (before, rest) = text.split_once(begin)?;
    let (_, after) = rest.split_once(end)?;
    Some(format!("{before}{begin}{inner}{end}{after}"))
}

fn fact_tables() -> String {
    let page = plumb_facts::tables_markdown();
    page.split_once(END_OF_FACT_TABLES).map_or(page.clone(), |(tables, _)| tables.to_owned())
}

fn functions() -> String {
    format!("\n{}\n\n", plumb_catalog::functions::functions_markdown().trim())
}

/// The table of floors, highest first.
fn floors() -> String {
    let mut table = String::from("| floor | crates |\n|---|---|\n");
    for (number, crates) in FLOORS.iter().enumerate().rev().filter(|(_, crates)| !crates.is_empty()) {
        let crates: Vec<String> = crates.iter().map(|name| format!("`crates/{name}`")).collect();
        let _ = writeln!(table, "| {number} | {} |", crates.join(", "));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_generated_is_up_to_date() {
        assert_eq!(complaints(crate::root()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn only_what_stands_between_the_marks_is_replaced() {
        assert_eq!(between_marks("a<b>old<c>d", "<b>", "<c>", "new").as_deref(), Some("a<b>new<c>d"));
        assert_eq!(between_marks("old<c>d", "", "<c>", "new").as_deref(), Some("new<c>d"));
        assert_eq!(between_marks("no marks", "<b>", "<c>", ""), None);
    }
}
