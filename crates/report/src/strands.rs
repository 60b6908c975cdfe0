//! How the lines stand, strand by strand.

use plumb_engine::{Review, StrandView};

use crate::cells::{clean, hanging, left, right};
use crate::figures::count;
use crate::paper::Paper;

/// A row for each strand, with what no installed rule tests named at the end; empty without lines.
pub(crate) fn strands(review: &Review, paper: Paper) -> String {
    if review.strands.is_empty() || review.lines.is_empty() {
        return String::new();
    }
    let mut out = paper.heading("Where does the line break?") + "\n";
    let lines = count(review.lines.len(), "line", "lines");
    out += &format!("  {lines}, one from each mandate to each of its sellers\n\n");
    let head = format!(
        "{}{}",
        left("strand", 12),
        ["sound", "strained", "unseen", "missing", "broken"].map(|head| right(head, 9)).concat()
    );
    out += &format!("  {}\n", paper.quiet(&head));
    for strand in review.strands.iter().filter(|strand| strand.tested) {
        out += &format!("  {}{}\n", left(&clean(&strand.strand), 12), numbers(strand, paper));
    }
    let untested: Vec<&str> =
        review.strands.iter().filter(|s| !s.tested).map(|s| s.strand.as_str()).collect();
    if !untested.is_empty() {
        // Below, an element has a figure although a strand of it stands here.
        let scored = match review.score {
            Some(_) => "; an element is scored from those of its strands that are tested",
            None => "",
        };
        let text = format!("not tested yet, and left out: {}{scored}", untested.join(", "));
        out += &hanging("  ", &text, paper.columns());
    }
    out
}

fn numbers(strand: &StrandView, paper: Paper) -> String {
    let figure = |number: usize| right(&if number == 0 { "-".to_owned() } else { number.to_string() }, 9);
    [
        figure(strand.sound),
        paper.strained(&figure(strand.strained)),
        figure(strand.unseen),
        paper.broken(&figure(strand.missing)),
        paper.broken(&figure(strand.broken)),
    ]
    .concat()
}
