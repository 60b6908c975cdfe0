//! What a review says on one page: the sentence, who carries the mandate, what stands in the way, what is seen.

use plumb_engine::{MandateView, Review, SeenReview};

use crate::ahead::ahead;
use crate::aloud;
use crate::carry::{headline, who_carries};
use crate::cells::{clean, hanging};
use crate::coverage::seen as coverage;
use crate::figures::{count, money, percent, short};
use crate::moves::moves;
use crate::paper::Paper;
use crate::problems::tally;
use crate::ranking::ranking;
use crate::strands::strands;
use crate::strengths::strengths;

/// The page that `plumb review` prints; `written` are the files in which the rest stands.
pub fn summary(seen: &SeenReview, written: &[String], paper: Paper) -> String {
    let review = seen.review();
    let mut sections = vec![opening(review, paper)];
    if let Some(carry) = review.carry.as_ref().filter(|carry| carry.split.is_some()) {
        sections.push(who_carries(carry, headline(review), paper));
    }
    sections.push(moves(review, paper));
    sections.push(ahead(review, paper));
    sections.push(ranking(seen, paper));
    sections.push(strengths(review, paper));
    sections.push(strands(review, paper));
    sections.push(coverage(review, paper));
    sections.push(closing(review, written, paper));
    sections.retain(|section| !section.is_empty());
    sections.join("\n")
}

/// The company, the day, and the answer in one sentence.
fn opening(review: &Review, paper: Paper) -> String {
    let year =
        review.fiscal_year.as_ref().map_or_else(String::new, |year| format!(", fiscal year {}", year.name));
    let head = format!("{} on {}{year}", review.company, review.as_of.date);
    let head = clean(&head).into_owned();
    let whole = hanging("", &format!("{head} ({})", review.as_of.because), paper.columns());
    let mut out = whole.replacen(&head, &paper.heading(&head), 1) + "\n";
    if let Some(said) = &review.said_aloud {
        out += &hanging("", &aloud::sentence(said), paper.columns());
    }
    out += &hanging("", &answer(review), paper.columns());
    for mandate in &review.mandates {
        out += &hanging(&format!("  `{}` ", mandate.id), &mandate_says(mandate), paper.columns());
    }
    out
}

/// How much of the mandate is carried, in sentences.
pub(crate) fn answer(review: &Review) -> String {
    if review.mandates.is_empty() {
        return "No mandate is signed, so nothing can be said about who carries it: write one in \
                `plan/objectives.toml`, then `plumb lock sign ID --by NAME --on DATE`."
            .to_owned();
    }
    let Some(carry) = &review.carry else {
        let why = review.no_carry_because.as_deref().unwrap_or("no signed mandate is in money");
        let why = why.trim_end_matches('.');
        return format!("Who carries the mandate cannot be drawn: {why}.");
    };
    let Some(split) = &carry.split else {
        return format!(
            "“{}” is {}. How that is carried is not shown: it would tell of fewer than five people.",
            carry.says,
            money(&carry.total)
        );
    };
    let sound = &split.soundly_carried;
    let year =
        review.fiscal_year.as_ref().map_or_else(String::new, |year| format!(" in fiscal year {}", year.name));
    let share =
        percent(sound.minor, carry.total.minor).map_or_else(String::new, |share| format!(" ({share})"));
    let rest = [
        (&split.carried_but_broken, "are carried by somebody whose line is broken"),
        (&split.unseen, "cannot be seen"),
        (&split.nobodys, "are nobody's"),
    ];
    let rest: Vec<String> = rest
        .iter()
        .filter(|(part, _)| part.minor != 0)
        .map(|(part, says)| {
            let share = percent(part.minor, carry.total.minor)
                .map_or_else(String::new, |share| format!(" ({share})"));
            format!("{}{share} {says}", short(part))
        })
        .collect();
    let rest = rest.join(", ");
    let sound = match (sound.minor, rest.is_empty()) {
        (0, true) => "Nothing of the mandate is soundly carried.".to_owned(),
        (0, false) => format!("Nothing of the mandate is soundly carried. Of it, {rest}."),
        (_, true) => format!("Of the mandate, {}{share} are soundly carried.", money(sound)),
        (_, false) => {
            format!("Of the mandate, {}{share} are soundly carried; of the rest, {rest}.", money(sound))
        }
    };
    let so_far = headline(review).and_then(|mandate| mandate.so_far.as_ref());
    let so_far =
        so_far.map_or_else(String::new, |so_far| format!(" {so_far} have come in so far this year."));
    format!("“{}” is {}{year}.{so_far} {sound}", carry.says, money(&carry.total))
}

fn mandate_says(mandate: &MandateView) -> String {
    let level = mandate.level.as_ref().or(mandate.target.as_ref());
    let level = level.filter(|level| !mandate.says.contains(level.as_str()));
    let level = level.map_or_else(String::new, |level| format!(", {level} this year"));
    let mut text = format!(
        "{}{level}, due {}; signed by {} on {}",
        mandate.says, mandate.date, mandate.signed_by, mandate.signed_on
    );
    if mandate.changed_since {
        text += "; CHANGED since: the plan says something else now (`plumb lock verify`)";
    }
    text
}

/// Problems of texts, the facts that were read, and where the rest stands.
fn closing(review: &Review, written: &[String], paper: Paper) -> String {
    let mut out = String::new();
    if !review.problems.is_empty() {
        let tally = tally(review.problems.iter().map(|problem| problem.severity.as_str()));
        out += &hanging(
            "",
            &format!("Problems in the plan's texts: {tally}; `plumb check` draws them."),
            paper.columns(),
        );
    }
    let rows: i64 = review.facts.iter().map(|facts| facts.rows).sum();
    let rejected: i64 = review.facts.iter().map(|facts| facts.rejected).sum();
    let tables = review.facts.iter().filter(|facts| facts.rows > 0).count();
    if rows == 0 {
        out += "No facts are imported: `plumb import MAPPING PATH` reads exports.\n";
    } else {
        let rows = count(usize::try_from(rows).unwrap_or(0), "row", "rows");
        let rejected = match rejected {
            0 => String::new(),
            _ => format!(
                "; {} could not be read",
                count(usize::try_from(rejected).unwrap_or(0), "row", "rows")
            ),
        };
        out += &format!("Facts: {rows} in {}{rejected}.\n", count(tables, "table", "tables"));
    }
    if !written.is_empty() {
        out += &format!("Written: {}.\n", clean(&written.join(", ")));
    }
    out
}
