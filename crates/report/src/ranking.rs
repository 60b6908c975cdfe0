//! The gaps on which most of the mandate hangs.

use plumb_engine::{Gap, SeenReview};

use crate::cells::{cut, left, right, width, wrap};
use crate::figures::{count, exact, money};
use crate::gaps::place;
use crate::paper::Paper;

/// Gaps that are listed.
const LISTED: usize = 10;

/// Lines that a message takes here; the rest is cut.
const LINES_MAX: usize = 2;

/// The first open gaps: what hangs on each, alone, severity, what was found; below that its place and id.
pub(crate) fn ranking(seen: &SeenReview, paper: Paper) -> String {
    let review = seen.review();
    let open: Vec<&Gap> = review.gaps.iter().filter(|gap| gap.state == "open").collect();
    let mut out = paper.heading("What stands in the way?") + "\n";
    if open.is_empty() {
        let tested: usize = review.rules.iter().map(|rule| rule.passed).sum();
        out += &if tested == 0 {
            "  Nothing could be tested yet.\n".to_owned()
        } else {
            format!("  No gap in {}.\n", count(tested, "thing that was tested", "things that were tested"))
        };
        return out;
    }
    let listed = open.iter().take(LISTED);
    let figures: Vec<(String, String)> = listed
        .clone()
        .map(|gap| {
            gap.exposure.as_ref().map_or(("-".into(), "-".into()), |e| (exact(&e.amount), exact(&e.alone)))
        })
        .collect();
    let amount = figures.iter().map(|(amount, _)| width(amount)).chain([9]).max().unwrap_or(9);
    let alone = figures.iter().map(|(_, alone)| width(alone)).chain([5]).max().unwrap_or(5);
    let head = format!("{}  {}  {}", right("exposure", amount), right("alone", alone), left("severity", 8));
    out += &format!("  {}\n", paper.quiet(&head));
    let indent = 2 + amount + 2 + alone + 2 + 8 + 2;
    for (gap, (exposure, by_itself)) in listed.zip(&figures) {
        let severity = paper.severity(&gap.severity, &left(&gap.severity, 8));
        let room = paper.columns().saturating_sub(indent).max(30);
        let mut lines = wrap(&gap.message, room);
        if lines.len() > LINES_MAX {
            let rest = lines.split_off(LINES_MAX - 1).join(" ");
            lines.push(cut(&rest, room));
        }
        let message = lines.join(&format!("\n{}", " ".repeat(indent)));
        out +=
            &format!("  {}  {}  {severity}  {message}\n", right(exposure, amount), right(by_itself, alone));
        let place = gap.at.first().map(place).filter(|place| !place.is_empty());
        let place = place.map_or_else(String::new, |place| format!("{place}  "));
        out += &format!("{}{}\n", " ".repeat(indent), paper.quiet(&format!("{place}{}", gap.id)));
    }
    let mut rest = Vec::new();
    if open.len() > LISTED {
        rest.push(format!(
            "{}: `plumb check` draws them all",
            count(open.len() - LISTED, "more gap", "more gaps")
        ));
    }
    let accepted = review.gaps.len() - open.len();
    if accepted > 0 {
        rest.push(format!("{} accepted by an exception", count(accepted, "gap is", "gaps are")));
    }
    if seen.hidden_gaps() > 0 {
        rest.push(format!("{} about other people left out", count(seen.hidden_gaps(), "gap", "gaps")));
    }
    if !rest.is_empty() {
        out += &format!("  {}.\n", rest.join("; "));
    }
    if let (Some(own), Some(any)) = (&review.under_gaps, &review.under_gaps_of_any) {
        let headline = review.carry.as_ref().map_or("the mandate", |carry| carry.mandate.as_str());
        out += &format!(
            "  Of `{headline}`, {} lie under gaps that break its lines, each part counted once",
            money(own)
        );
        if any == own {
            out += ".\n";
        } else {
            out += &format!(";\n  with the lines of the other mandates, {}.\n", money(any));
        }
    }
    out += "  Exposure is the part of the mandate that hangs on a gap; alone is what only this gap breaks.\n";
    out
}
