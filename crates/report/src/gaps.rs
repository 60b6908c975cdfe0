//! Alignment gaps, drawn as a compiler draws errors, and what cannot be seen.

use annotate_snippets::{Level, Message, Origin};
use plumb_engine::{ExposureView, FixView, Gap, PlaceView, Review, SeenReview, WorthView};

use crate::carry::is_not_placed;
use crate::cells::clean;
use crate::coverage::would_show;
use crate::drawing::{Pieces, Spot, Title, pieces};
use crate::figures::{count, money, short};
use crate::paper::Paper;
use crate::problems::tally;

/// Where the texts of the plan are: the text of a path below the workspace, if it can be read.
pub type Texts<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Places that are drawn for one gap; more are counted.
const PLACES_MAX: usize = 4;

/// What stands at a gap that leaders must close.
pub(crate) const LEADERS: &str = "leaders: it is theirs to close";

/// Every open gap with its place, what hangs on it, its evidence and what closes it; then what cannot be seen, which is
/// no gap; then their number. Accepted gaps are counted.
pub fn gaps(seen: &SeenReview, texts: Texts<'_>, paper: Paper) -> String {
    let review = seen.review();
    let (open, accepted): (Vec<&Gap>, Vec<&Gap>) = review.gaps.iter().partition(|gap| gap.state == "open");
    let unknown = no_exposure(review);
    let mut out = String::new();
    for gap in &open {
        out.push_str(&drawn(gap, unknown, texts, paper));
        out.push_str("\n\n");
    }
    let unseen = would_show(&review.coverage, "", paper);
    if !unseen.is_empty() {
        out.push_str(&unseen);
        out.push('\n');
    }
    let tally = tally(open.iter().map(|gap| gap.severity.as_str()));
    out.push_str(&format!(
        "{}{}{tally}",
        count(open.len(), "gap", "gaps"),
        if tally.is_empty() { "" } else { ": " }
    ));
    if !accepted.is_empty() {
        out.push_str(&format!("; {} accepted by an exception", accepted.len()));
    }
    if seen.hidden_gaps() > 0 {
        out.push_str(&format!("; {} about other people left out", seen.hidden_gaps()));
    }
    out.push('\n');
    out
}

/// Why a gap's exposure is not known, where it is not.
pub(crate) fn no_exposure(review: &Review) -> &'static str {
    if review.carry.as_ref().is_some_and(is_not_placed) {
        "not known: no quota is told"
    } else {
        "not known: no signed mandate in money reaches it"
    }
}

/// One gap; `unknown` says why its exposure is not known, where it is not.
fn drawn(gap: &Gap, unknown: &str, texts: Texts<'_>, paper: Paper) -> String {
    let mut notes = Vec::new();
    if gap.at.len() > PLACES_MAX {
        notes.push(("places", format!("{} more; `--format json` lists them all", gap.at.len() - PLACES_MAX)));
    }
    notes.push((
        "exposure",
        match &gap.exposure {
            Some(exposure) => self::exposure(exposure, &gap.strand),
            None => unknown.to_owned(),
        },
    ));
    notes.extend(worth(&gap.worth).map(|worth| ("worth", worth)));
    if gap.concerns == "leaders" {
        notes.push(("concerns", LEADERS.to_owned()));
    }
    notes.push(("evidence", evidence(gap)));
    notes.extend(gap.innocent.clone().map(|innocent| ("harmless if", innocent)));
    notes.push(("fix", fix(&gap.fix)));
    if let Some(exception) = &gap.exception {
        notes.push(("accepted", format!("by exception `{exception}`")));
    }
    notes.push(("id", gap.id.clone()));
    let places = places(&gap.at, texts);
    let notes: Vec<Message<'_>> = notes
        .into_iter()
        .map(|(name, text)| places.note(Level::NOTE.with_name(name), name, &text, paper))
        .collect();
    places.rendered(&Title { severity: &gap.severity, id: &gap.rule, text: &gap.message }, notes, paper)
}

/// What hangs on a gap, in a sentence.
pub(crate) fn exposure(exposure: &ExposureView, strand: &str) -> String {
    let people = count(exposure.people, "person", "people");
    let lines = match exposure.effect.as_str() {
        "touches" => format!("touches the lines of {people} and breaks none"),
        effect => format!("{effect} the {strand} strand of {people}"),
    };
    let alone = exposure.alone.as_ref().filter(|alone| !alone.is_zero());
    let alone = alone.map_or_else(String::new, |alone| format!(", {} on it alone", money(alone)));
    format!("{} of the mandate hangs on it{alone} ({lines})", money(&exposure.amount))
}

/// What closing a gap is worth, in a few words; nothing where it is not known.
pub(crate) fn worth(worth: &WorthView) -> Option<String> {
    let class = worth.class.as_ref()?;
    let basis = worth.basis.as_deref().unwrap_or("assumed");
    Some(match (&worth.p10, &worth.p50, &worth.p90) {
        (Some(p10), Some(p50), Some(p90)) => format!(
            "about {} of margin in twelve months, in eight of ten cases {} to {} ({basis})",
            short(p50),
            short(p10),
            short(p90)
        ),
        _ => format!("{class} ({basis})"),
    })
}

/// What supports a gap, in a sentence.
pub(crate) fn evidence(gap: &Gap) -> String {
    let kind = match gap.evidence.kind.as_str() {
        "nothing" => "nothing of it exists",
        "declared" => "the plan says so",
        "stale" => "facts showed it once",
        "fresh" => "facts or a signature show it",
        other => other,
    };
    match gap.evidence.p {
        Some(p) if p < 0.0001 => format!("{kind}; p under 0.0001"),
        Some(p) => format!("{kind}; p {p:.4}"),
        None => kind.to_owned(),
    }
}

/// What closes a gap, with its effort.
pub(crate) fn fix(fix: &FixView) -> String {
    let effort = fix.effort.clone();
    let effect = fix.effect.as_ref().map(|effect| format!("shows by {effect}"));
    let terms: Vec<String> = effort.into_iter().chain(effect).collect();
    if terms.is_empty() { fix.says.clone() } else { format!("{} ({})", fix.says, terms.join(", ")) }
}

/// A place in words: `plan/people.csv:7:1` or `bookings/erp/43659`.
pub(crate) fn place(place: &PlaceView) -> String {
    match (&place.file, &place.fact) {
        (Some(file), _) => {
            let numbers = [place.line, place.column];
            let numbers = numbers.iter().map_while(|number| *number).map(|number| format!(":{number}"));
            format!("{}{}", clean(file), numbers.collect::<String>())
        }
        (None, Some(fact)) => clean(fact).into_owned(),
        (None, None) => clean(&place.path).into_owned(),
    }
}

fn places(at: &[PlaceView], texts: Texts<'_>) -> Pieces {
    let mut places = Pieces::default();
    for (index, place) in at.iter().take(PLACES_MAX).enumerate() {
        match drawn_place(place, texts, index == 0) {
            Some(drawn) => places.append(drawn),
            None => {
                let words = self::place(place);
                let label = clean(&place.label);
                let path = if label.is_empty() { words } else { format!("{words} ({label})") };
                places.elements.push(Origin::path(path).into());
            }
        }
    }
    places
}

/// The line of the plan where a place is, with carets under the word that stands there.
fn drawn_place(place: &PlaceView, texts: Texts<'_>, primary: bool) -> Option<Pieces> {
    let (file, line) = (place.file.as_deref()?, place.line?);
    let text = texts(file)?;
    let line_text = text.lines().nth(line.checked_sub(1)?)?;
    let column = place.column.unwrap_or(1).max(1);
    let start = line_text.char_indices().nth(column - 1).map_or(line_text.len(), |(at, _)| at);
    let spot = Spot {
        file,
        text: line_text,
        line,
        column,
        start,
        end: start + word_length(line_text.get(start..)?),
        label: &place.label,
        primary,
    };
    Some(pieces(&[spot]))
}

/// Bytes of the word, text or bracket that a line begins with.
fn word_length(rest: &str) -> usize {
    let closing = match rest.chars().next() {
        Some('"') => Some('"'),
        Some('\'') => Some('\''),
        Some('[') => Some(']'),
        Some('{') => Some('}'),
        _ => None,
    };
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '=' | '#');
    match closing {
        Some(closing) => {
            rest.get(1..).and_then(|inner| inner.find(closing)).map_or(rest.trim_end().len(), |at| at + 2)
        }
        None => rest.find(ends).unwrap_or(rest.len()).max(usize::from(!rest.is_empty())),
    }
}
