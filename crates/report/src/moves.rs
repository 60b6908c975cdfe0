//! What to do first: the three moves that reach most of the mandate, in text.

use plumb_engine::{MoveView, Review};

use crate::cells::hanging;
use crate::figures::{count, grouped, short};
use crate::paper::Paper;

/// Moves that are shown.
pub(crate) const SHOWN: usize = 3;

/// The first moves, each with why, what it reaches and its hours; nothing without gaps.
pub(crate) fn moves(review: &Review, paper: Paper) -> String {
    if review.moves.is_empty() {
        return String::new();
    }
    let mut out = paper.heading("What do we do first?") + "\n";
    for (number, one) in review.moves.iter().take(SHOWN).enumerate() {
        let leaders = if one.concerns == "leaders" { "for those who lead: " } else { "" };
        out += &hanging(&format!("  {} ", number + 1), &format!("{leaders}{}", one.says), paper.columns());
        if let Some(gap) = one.gaps.first().and_then(|id| review.gaps.iter().find(|gap| gap.id == *id)) {
            out += &hanging("    because ", &gap.message, paper.columns());
        }
        out += &paper.quiet(&hanging("    ", &figures(one), paper.columns()));
    }
    out
}

fn figures(one: &MoveView) -> String {
    let mut parts = Vec::new();
    if let Some(reaches) = &one.reaches {
        parts.push(format!("reaches {} of the mandate", short(reaches)));
    }
    parts.extend(effort(one));
    parts.extend(one.shows.as_ref().map(|shows| format!("shows by {shows}")));
    let gaps = count(one.gaps.len(), "gap", "gaps");
    parts.push(format!("closes {gaps} of {}", one.rule));
    parts.join("; ")
}

/// Working time: in all, and once as the page says.
pub(crate) fn effort(one: &MoveView) -> Option<String> {
    let effort = one.effort.as_ref()?;
    let hours = one.hours.map(|hours| format!("{} hours", grouped(&hours.to_string())));
    Some(match (hours, one.places) {
        (Some(hours), 0 | 1) => format!("{hours} of work ({effort})"),
        (Some(hours), places) => format!("{hours} of work ({effort} at each of {places} places)"),
        (None, _) => format!("{effort} of work"),
    })
}
