//! The functions as a page.

use std::fmt::Write;

use super::{FUNCTIONS, FunctionKind};

/// The list of functions in Markdown, as `docs/measures.md` shows it.
pub fn functions_markdown() -> String {
    let mut page = String::new();
    for (kind, title) in [
        (FunctionKind::Exact, "Exact, on one row"),
        (FunctionKind::Calendar, "Days and periods"),
        (FunctionKind::Figure, "Figures of one row"),
        (FunctionKind::Statistic, "Statistics over a group"),
    ] {
        let _ = write!(page, "### {title}\n\n| function | gives | source |\n|---|---|---|\n");
        for function in FUNCTIONS.iter().filter(|function| function.kind == kind) {
            let _ = writeln!(
                page,
                "| `{}({})` | {} | {} |",
                function.name, function.arguments, function.says, function.source
            );
        }
        page.push('\n');
    }
    page
}
