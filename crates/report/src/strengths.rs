//! What is strong: up to three things that rules found sound beyond their marks.

use plumb_engine::{Review, StrengthView};

use crate::cells::hanging;
use crate::figures::{count, short};
use crate::paper::Paper;

/// Strengths that are shown.
const SHOWN: usize = 3;

/// The first strengths, each with whom it reaches; nothing where none was found.
pub(crate) fn strengths(review: &Review, paper: Paper) -> String {
    if review.strengths.is_empty() {
        return String::new();
    }
    let mut out = paper.heading("What is strong?") + "\n";
    for strength in review.strengths.iter().take(SHOWN) {
        out += &hanging(&format!("  {}: ", whose(strength)), &sentences(strength), paper.columns());
    }
    let more = review.strengths.len().saturating_sub(SHOWN);
    if more > 0 {
        out +=
            &format!("  {}: `out/review.json` lists all.\n", count(more, "more strength", "more strengths"));
    }
    out
}

/// Whose strength it is.
pub(crate) fn whose(strength: &StrengthView) -> String {
    if strength.company_wide { "the whole company".to_owned() } else { strength.name.clone() }
}

/// What was found, and whom it reaches.
pub(crate) fn sentences(strength: &StrengthView) -> String {
    let people = count(strength.people, "person", "people");
    let reach = match &strength.reached {
        Some(reached) => format!("reaches {people} with {} of the mandate", short(reached)),
        None => format!("reaches {people}"),
    };
    format!("{} ({reach})", strength.says.join("; "))
}
