//! What a new workspace holds: what was imported, what was guessed from it, and what to do next.

use plumb_engine::{GuessView, NewView, TemplateView};

use crate::cells::{clean, hanging};
use crate::figures::count;
use crate::imports::import;
use crate::paper::Paper;

/// The import, the guesses by file with their evidence, and the next steps.
pub fn new_workspace(view: &NewView, paper: Paper) -> String {
    let head = format!("{} in {}", count(view.guesses.len(), "guess", "guesses"), view.dir);
    format!("{}\n{}", import(&view.import, paper), guessed(&head, &view.guesses, &view.next, paper))
}

/// What a template brought along, by file, and the next steps.
pub fn new_from_template(view: &TemplateView, paper: Paper) -> String {
    let head = format!(
        "{} from the template {} in {}",
        count(view.guesses.len(), "file", "files"),
        view.template.name,
        view.dir
    );
    guessed(&head, &view.guesses, &view.next, paper)
}

fn guessed(head: &str, guesses: &[GuessView], next: &[String], paper: Paper) -> String {
    let mut out = format!("{}\n", paper.heading(&clean(head)));
    let mut file = "";
    for guess in guesses {
        if guess.file != file {
            file = &guess.file;
            out += &format!("  {}\n", clean(file));
        }
        out += &hanging("    ", &format!("{} ({})", guess.what, guess.evidence), paper.columns());
    }
    let honest = "Nothing guessed is stated as fact: each carries `guessed` with its evidence until somebody confirms it.";
    out += &hanging("  ", honest, paper.columns());
    if !next.is_empty() {
        out += &format!("\n{}\n", paper.heading("Next"));
        for (index, step) in next.iter().enumerate() {
            out += &hanging(&format!("  {}. ", index + 1), step, paper.columns());
        }
    }
    out
}
