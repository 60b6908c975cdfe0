//! The gaps on which most of the mandate hangs.

use plumb_engine::{Gap, Review, SeenReview, WorthView};

use crate::carry::headline;
use crate::cells::{clean, cut, hanging, left, right, width, wrap};
use crate::figures::{count, exact, list, money, short};
use crate::gaps::{no_exposure, place};
use crate::paper::Paper;

/// Gaps that are listed.
const LISTED: usize = 10;

/// Lines that a message takes here; what is longer than any page's message is cut.
const LINES_MAX: usize = 4;

/// Columns beside the figures that a message wants; where there are fewer, it stands below them.
const MESSAGE_MIN: usize = 50;

/// Indent of a message that stands below its figures.
const BELOW: usize = 6;

/// The first open gaps: what hangs on each, alone where any breaks something alone, severity, what was found; below that its place and id.
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
    let listed = open.get(..LISTED.min(open.len())).unwrap_or_default();
    out += &rows(listed, review, paper);
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
        let others = match any == own {
            true => String::new(),
            false => format!("; with the lines of the other mandates, {}", money(any)),
        };
        let under = format!(
            "Of `{headline}`, {} lie under gaps that break its lines, each part counted once{others}.",
            money(own)
        );
        out += &hanging("  ", &under, paper.columns());
    }
    let meaning = if listed.iter().any(|gap| gap.exposure.is_some()) {
        let alone = if any_alone(listed) { "; alone is what only this gap breaks" } else { "" };
        format!("Exposure is the part of the mandate that hangs on a gap{alone}.")
    } else {
        format!("What hangs on a gap is {}.", no_exposure(review))
    };
    out + &hanging("  ", &meaning, paper.columns())
}

/// Whether any of the gaps breaks what no other does.
pub(crate) fn any_alone(gaps: &[&Gap]) -> bool {
    let mut alone = gaps.iter().filter_map(|gap| gap.exposure.as_ref()?.alone.as_ref());
    alone.any(|alone| !alone.is_zero())
}

/// A row for each gap, with columns of money where some is known.
fn rows(gaps: &[&Gap], review: &Review, paper: Paper) -> String {
    let figures: Vec<[String; 2]> = gaps
        .iter()
        .map(|gap| {
            let exposure = gap.exposure.as_ref();
            exposure.map_or(["-".into(), "-".into()], |e| {
                [exact(&e.amount), e.alone.as_ref().map_or("-".into(), exact)]
            })
        })
        .collect();
    let columns = |index: usize, head: &str| {
        let each = figures.iter().filter_map(|figures| figures.get(index)).map(|figure| width(figure));
        each.chain([width(head)]).max().unwrap_or(0)
    };
    let (amount, alone) = (columns(0, "exposure"), columns(1, "alone"));
    let known = gaps.iter().any(|gap| gap.exposure.is_some());
    let with_alone = any_alone(gaps);
    let in_columns = |[exposure, by_itself]: [&str; 2]| match (known, with_alone) {
        (true, true) => format!("{}  {}  ", right(exposure, amount), right(by_itself, alone)),
        (true, false) => format!("{}  ", right(exposure, amount)),
        (false, _) => String::new(),
    };
    let head = format!("{}{}", in_columns(["exposure", "alone"]), left("severity", 8));
    let beside = 2 + width(&head) + 2;
    let fits = paper.columns() >= beside + MESSAGE_MIN;
    let indent = if fits { beside } else { BELOW };
    let room = paper.columns().saturating_sub(indent);
    let mut out = format!("  {}\n", paper.quiet(head.trim_end()));
    for (gap, [exposure, by_itself]) in gaps.iter().zip(&figures) {
        let severity = paper.severity(&gap.severity, &clean(&gap.severity));
        let padding = 10_usize.saturating_sub(width(&gap.severity));
        let between = if fits { " ".repeat(padding) } else { format!("\n{}", " ".repeat(indent)) };
        let message = message(gap, room).join(&format!("\n{}", " ".repeat(indent)));
        out += &format!("  {}{severity}{between}{message}\n", in_columns([exposure, by_itself]));
        for line in whereabouts(gap, review, room) {
            out += &format!("{}{}\n", " ".repeat(indent), paper.quiet(&clean(&line)));
        }
    }
    out
}

fn message(gap: &Gap, room: usize) -> Vec<String> {
    let mut lines = wrap(&gap.message, room);
    if lines.len() > LINES_MAX {
        let rest = lines.split_off(LINES_MAX - 1).join(" ");
        lines.push(cut(&rest, room));
    }
    lines
}

/// What closing a gap is worth, in two or three words; nothing where it is small by assumption or not known.
fn worth_in_short(worth: &WorthView) -> Option<String> {
    let basis = worth.basis.as_ref()?;
    match &worth.p50 {
        Some(middle) => Some(format!("worth about {}, {basis}", short(middle))),
        None => worth
            .class
            .as_ref()
            .filter(|class| *class != "small")
            .map(|class| format!("worth {class}, {basis}")),
    }
}

/// The place and the id of a gap, and whose it is when it is not the headline mandate's.
fn whereabouts(gap: &Gap, review: &Review, room: usize) -> Vec<String> {
    let place = gap.at.first().map(place).filter(|place| !place.is_empty());
    let followed = headline(review).map(|mandate| mandate.id.as_str());
    let of_another = review.mandates.len() > 1
        && !gap.objectives.is_empty()
        && gap.objectives.iter().all(|objective| Some(objective.as_str()) != followed);
    let named: Vec<String> = gap.objectives.iter().map(|objective| format!("`{objective}`")).collect();
    let of = of_another.then(|| format!("of {}", list(&named)));
    let mut lines: Vec<String> = Vec::new();
    let leaders = (gap.concerns == "leaders").then(|| "for leaders to close".to_owned());
    let worth = worth_in_short(&gap.worth);
    for part in place.into_iter().chain([gap.id.clone()]).chain(worth).chain(leaders).chain(of) {
        match lines.last_mut() {
            Some(line) if width(line) + 2 + width(&part) <= room => *line = format!("{line}  {part}"),
            _ => lines.push(part),
        }
    }
    lines
}
