//! The house rules that a machine can check, as a test.

mod architecture;
mod decisions;
mod dependencies;
mod examples;
mod machine;
mod names;
mod scan;
mod sizes;
mod sources;
mod words;

use crate::tree::{self, Text};
use std::path::Path;

/// One group of house rules: the root and its texts in, complaints out.
type Check = fn(&Path, &[Text]) -> Vec<String>;

/// Every breach of a house rule below `root`, as `path:line: what`.
///
/// # Errors
/// When the tree cannot be read.
pub(crate) fn complaints(root: &Path) -> Result<Vec<String>, String> {
    let texts = tree::texts(root)?;
    let checks: [Check; 9] = [
        names::check,
        sources::check,
        sizes::check,
        words::check,
        machine::check,
        architecture::check,
        dependencies::check,
        decisions::check,
        examples::check,
    ];
    Ok(checks.iter().flat_map(|check| check(root, &texts)).collect())
}

/// The text at a path, where the tree has it.
fn find<'a>(texts: &'a [Text], path: &str) -> Option<&'a str> {
    texts.iter().find(|text| text.path == path).map(|text| text.text.as_str())
}

/// What stands in single back-ticks on a line.
fn back_ticked(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

#[cfg(test)]
pub(crate) fn text(path: &str, text: &str) -> Text {
    Text { path: path.to_owned(), text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    #[test]
    fn this_repository_is_tidy() {
        let complaints = super::complaints(crate::root()).unwrap();
        assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
    }

    #[test]
    fn back_ticks_come_in_pairs() {
        assert_eq!(super::back_ticked("a `b` c `d`").collect::<Vec<_>>(), ["b", "d"]);
    }
}
