//! What was guessed, read back from the comments in the plan's files.

use super::ground::Ground;

/// Words of an entry's name that are shown.
const NAME_MAX: usize = 40;

/// The guessed entries of kinds with their evidence, a line each.
pub(super) fn of(ground: &Ground, kinds: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for kind in kinds {
        let mut shared: Option<&str> = None;
        for entity in ground.plan.of_kind(kind) {
            let Some(guess) = entity.guessed.as_deref() else { continue };
            // A list has one mark for all of its rows.
            if shared == Some(guess) {
                continue;
            }
            shared = Some(guess);
            let is_row = entity.path.contains(".csv/");
            let name: String =
                entity.text("name").unwrap_or(entity.id.as_str()).chars().take(NAME_MAX).collect();
            let head = if is_row { format!("all of `{}`", file_of(&entity.path)) } else { name };
            lines.push(format!("{head}: {guess}"));
        }
    }
    lines
}

fn file_of(path: &str) -> &str {
    path.split_once(".csv/").map_or(path, |(file, _)| file)
}
