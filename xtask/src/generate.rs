//! The generated parts of the documentation: written by `gen`, compared by `tidy`.

use crate::floors::FLOORS;
use std::fmt::Write as _;
use std::path::Path;

/// Makes the text that stands between `<!-- begin NAME -->` and `<!-- end NAME -->` in a file.
struct Generator {
    name: &'static str,
    file: &'static str,
    text: fn() -> String,
}

const GENERATORS: &[Generator] = &[Generator { name: "floors", file: "ARCHITECTURE.md", text: floors }];

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
            let _ = writeln!(report, "wrote {} in {}", generator.name, generator.file);
        }
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
            complaints.push(format!(
                "{}: `{}` is out of date: run `cargo xtask gen`",
                generator.file, generator.name
            ));
        }
    }
    Ok(complaints)
}

fn generated(root: &Path, generator: &Generator) -> Result<(String, String), String> {
    let path = root.join(generator.file);
    let old = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}\n", generator.file))?;
    let new = between_marks(&old, generator.name, &(generator.text)())
        .ok_or_else(|| format!("{} lacks the marks of `{}`\n", generator.file, generator.name))?;
    Ok((old, new))
}

fn between_marks(text: &str, name: &str, inner: &str) -> Option<String> {
    let (before, rest) = text.split_once(&format!("<!-- begin {name} -->\n"))?;
    let (_, after) = rest.split_once(&format!("<!-- end {name} -->"))?;
    Some(format!("{before}<!-- begin {name} -->\n{inner}<!-- end {name} -->{after}"))
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
        let text = "a\n<!-- begin x -->\nold\n<!-- end x -->\nb\n";
        assert_eq!(
            between_marks(text, "x", "new\n").as_deref(),
            Some("a\n<!-- begin x -->\nnew\n<!-- end x -->\nb\n")
        );
        assert_eq!(between_marks("no marks", "x", ""), None);
    }
}
