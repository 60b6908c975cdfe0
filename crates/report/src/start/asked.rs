//! A question before it is asked, and what an answer did.

use plumb_engine::{AnswerView, QuestionView};

use crate::cells::{clean, hanging};
use crate::paper::Paper;

/// Lines of what was guessed that are shown; more stand in the plan's files.
const GUESSES_MAX: usize = 6;

/// The question, with what was guessed from the facts.
pub fn question(question: &QuestionView, of: usize, paper: Paper) -> String {
    let head = format!("{}/{of} {}", question.number, question.says);
    let mut out = paper.heading(&clean(&head)) + "\n";
    for guess in question.guess.iter().take(GUESSES_MAX) {
        out += &paper.quiet(&hanging("  guessed: ", guess, paper.columns()));
    }
    if question.guess.len() > GUESSES_MAX {
        let more = question.guess.len() - GUESSES_MAX;
        out +=
            &paper.quiet(&hanging("  ", &format!("and {more} more, in the plan's files"), paper.columns()));
    }
    out
}

/// What answers did, a sentence each.
pub fn told(view: &AnswerView, paper: Paper) -> String {
    let mut out = String::new();
    for problem in &view.problems {
        let field = problem.field.as_ref().map_or_else(String::new, |field| format!("`{field}`: "));
        out += &hanging("  ", &format!("{field}{}; {}", problem.message, problem.help), paper.columns());
    }
    for says in &view.says {
        out += &hanging("  ", says, paper.columns());
    }
    out
}
