//! Problems of texts, drawn as a compiler draws them.

use annotate_snippets::Level;
use plumb_engine::ProblemView;

use crate::drawing::{Spot, Title, pieces};
use crate::figures::count;
use crate::paper::Paper;

/// Problems that are drawn; more are counted.
const DRAWN_MAX: usize = 200;

/// Every problem with its lines and carets, and their number at the end. Nothing at all when there are none.
///
/// ```
/// use plumb_engine::{ProblemView, SpotView};
/// let text: std::sync::Arc<str> = "[unit.emea]\nparent = \"welt\"\n".into();
/// let at = SpotView { file: "plan/units.toml".into(), line: 2, column: 10, label: "no such unit".into(), source: text, start: 21, end: 27 };
/// let problem = ProblemView { code: "unknown-unit".into(), severity: "error".into(), message: "no unit is called `welt`".into(), at: vec![at], help: None };
/// let drawn = plumb_report::problems(&[problem], Default::default());
/// assert!(drawn.starts_with("error[unknown-unit]: no unit is called `welt`\n --> plan/units.toml:2:10\n"));
/// assert!(drawn.ends_with("\n1 error\n"));
/// ```
pub fn problems(problems: &[ProblemView], paper: Paper) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    for problem in problems.iter().take(DRAWN_MAX) {
        out.push_str(&drawn(problem, paper));
        out.push_str("\n\n");
    }
    if problems.len() > DRAWN_MAX {
        let more = problems.len() - DRAWN_MAX;
        out.push_str(&format!(
            "and {} more; `--format json` lists them all\n\n",
            count(more, "problem", "problems")
        ));
    }
    out.push_str(&tally(problems.iter().map(|problem| problem.severity.as_str())));
    out.push('\n');
    out
}

/// `2 errors, 1 warning`.
pub(crate) fn tally<'a>(severities: impl Iterator<Item = &'a str> + Clone) -> String {
    let number = |word: &str| severities.clone().filter(|severity| *severity == word).count();
    let words = [("error", "errors"), ("warning", "warnings"), ("note", "notes")];
    let parts: Vec<String> = words
        .into_iter()
        .map(|(one, many)| (number(one), one, many))
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| count(number, one, many))
        .collect();
    parts.join(", ")
}

fn drawn(problem: &ProblemView, paper: Paper) -> String {
    let spots: Vec<Spot<'_>> = problem
        .at
        .iter()
        .enumerate()
        .map(|(index, spot)| Spot {
            file: &spot.file,
            text: &spot.source,
            line: spot.line,
            column: spot.column,
            start: spot.start,
            end: spot.end,
            label: &spot.label,
            primary: index == 0,
        })
        .collect();
    let pieces = pieces(&spots);
    let help = problem.help.as_ref().map(|help| pieces.note(Level::HELP, "help", help, paper));
    let title = Title { severity: &problem.severity, id: &problem.code, text: &problem.message };
    pieces.rendered(&title, help.into_iter().collect(), paper)
}
