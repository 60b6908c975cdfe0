//! The first screen: one sentence, one picture, three moves, and the three inputs that would teach most.

use std::collections::BTreeMap;

use plumb_units::{Currency, Money};
use serde::Serialize;

use super::finding::{FindingView, finding};
use crate::pictures::MoveView;
use crate::review::{InputView, MoneyView, Review};
use crate::seen::SeenReview;

/// Moves and inputs that are shown.
const SHOWN: usize = 3;

/// Units that are drawn.
const UNITS_MAX: usize = 12;

/// What is shown first.
#[derive(Clone, Debug, Serialize)]
pub struct FirstScreen {
    /// Version of this form of data.
    pub version: u32,
    /// The company.
    pub company: String,
    /// The day of the review.
    pub as_of: String,
    /// The answer in one sentence or two.
    pub sentence: String,
    /// What the picture shows.
    pub picture_says: String,
    /// The picture, row by row.
    pub picture: Vec<PictureRow>,
    /// The first moves.
    pub moves: Vec<MoveView>,
    /// Why each move is proposed: the message of its first gap.
    pub because: Vec<String>,
    /// Share of what should be tested that is seen, 0 to 1.
    pub seen: f64,
    /// The score; absent below 60 % coverage and without a signed mandate.
    pub score: Option<f64>,
    /// What the exports show by themselves; absent once a mandate is signed.
    pub finding: Option<FindingView>,
    /// The inputs that would teach most.
    pub inputs: Vec<InputView>,
    /// Share of weight that they would turn on together.
    pub inputs_share: f64,
}

/// A row of the picture.
#[derive(Clone, Debug, Serialize)]
pub struct PictureRow {
    /// The unit or strand.
    pub name: String,
    /// How deep it stands below the first.
    pub depth: usize,
    /// What it consists of, in the order in which it is drawn.
    pub parts: Vec<PicturePart>,
    /// What all parts come to, in money; absent where nothing is in money.
    pub amount: Option<MoneyView>,
}

/// A part of a row.
#[derive(Clone, Debug, Serialize)]
pub struct PicturePart {
    /// `sound`, `strained`, `broken`, `missing`, `unseen`, `nobodys` or, without a mandate, `seen`.
    pub state: String,
    /// Its share of the longest row, 0 to 1.
    pub share: f64,
}

/// The first screen of what a viewer may see.
pub fn first_screen(seen: &SeenReview) -> FirstScreen {
    let review = seen.review();
    let moves: Vec<MoveView> = review.moves.iter().take(SHOWN).cloned().collect();
    let because = moves.iter().map(|one| {
        let gap = one.gaps.first().and_then(|id| review.gaps.iter().find(|gap| gap.id == *id));
        gap.map(|gap| gap.message.clone()).unwrap_or_default()
    });
    let because = because.collect();
    let inputs: Vec<InputView> = review.coverage.inputs.iter().take(SHOWN).cloned().collect();
    let (picture_says, picture) = picture(review);
    FirstScreen {
        version: 1,
        company: review.company.clone(),
        as_of: review.as_of.date.clone(),
        sentence: sentence(review),
        picture_says,
        picture,
        moves,
        because,
        seen: review.coverage.seen,
        score: review.score.as_ref().map(|score| score.value),
        finding: finding(review),
        inputs_share: inputs.iter().map(|input| input.share).sum(),
        inputs,
    }
}

/// Whether the mandate's money is placed on people.
fn is_placed(review: &Review) -> bool {
    let Some(split) = review.carry.as_ref().and_then(|carry| carry.split.as_ref()) else { return false };
    let total = review.carry.as_ref().map_or(0, |carry| carry.total.minor);
    let at_people = review.carry.iter().flat_map(|carry| &carry.people).any(|person| person.part.minor != 0);
    at_people || split.unseen.minor != total
}

fn sentence(review: &Review) -> String {
    let rows: i64 = review.facts.iter().map(|facts| facts.rows).sum();
    if review.mandates.is_empty() {
        return format!(
            "Nobody has told what was promised, so no money hangs on anything: {rows} facts were made from the rows of the exports, up to {}, and what they show by themselves stands below.",
            review.as_of.date
        );
    }
    let Some(carry) = &review.carry else {
        let why = review.no_carry_because.as_deref().unwrap_or("no signed mandate is in money");
        return format!("Who carries the mandate cannot be drawn: {}.", why.trim_end_matches('.'));
    };
    let money = |money: &MoneyView| {
        let exact = Currency::parse(&money.currency).map(|currency| Money::new(money.minor, currency));
        exact.map_or_else(|_| format!("{} {}", money.amount, money.currency), |money| money.to_string())
    };
    let year =
        review.fiscal_year.as_ref().map_or_else(String::new, |year| format!(" in fiscal year {}", year.name));
    let head = format!("“{}” is {}{year}", carry.says, money(&carry.total));
    let Some(split) = &carry.split else { return format!("{head}.") };
    if !is_placed(review) {
        return format!(
            "{head}; whose part is how much nobody has told yet, so none of it is known to be carried."
        );
    }
    let per_cent = |part: &MoneyView| {
        let share = 100.0 * part.minor as f64 / carry.total.minor.max(1) as f64;
        format!("{} ({share:.0} %)", money(part))
    };
    format!(
        "{head}; of it {} are soundly carried, {} lie on broken lines, {} cannot be seen, and {} are nobody's.",
        per_cent(&split.soundly_carried),
        per_cent(&split.carried_but_broken),
        per_cent(&split.unseen),
        per_cent(&split.nobodys)
    )
}

fn picture(review: &Review) -> (String, Vec<PictureRow>) {
    match (&review.carry, review.mandates.is_empty()) {
        (Some(_), false) if is_placed(review) => ("Who carries it?".to_owned(), by_unit(review)),
        (_, false) => ("How do the lines stand, strand by strand?".to_owned(), by_strand(review)),
        _ => ("What can be tested yet, strand by strand?".to_owned(), by_answer(review)),
    }
}

/// Who carries the mandate, unit by unit.
fn by_unit(review: &Review) -> Vec<PictureRow> {
    let Some(carry) = &review.carry else { return Vec::new() };
    let most = carry.total.minor.max(1) as f64;
    let row = |unit: &crate::review::UnitCarry| {
        let parts = unit.split.iter().flat_map(|split| {
            [
                ("sound", &split.soundly_carried),
                ("broken", &split.carried_but_broken),
                ("unseen", &split.unseen),
                ("nobodys", &split.nobodys),
            ]
        });
        PictureRow {
            name: unit.name.clone(),
            depth: unit.depth,
            parts: parts
                .filter(|(_, part)| part.minor > 0)
                .map(|(state, part)| PicturePart {
                    state: state.to_owned(),
                    share: share(part.minor as f64, most),
                })
                .collect(),
            amount: Some(unit.amount.clone()),
        }
    };
    carry.units.iter().filter(|unit| unit.depth < 2).take(UNITS_MAX).map(row).collect()
}

/// How lines stand at each strand.
fn by_strand(review: &Review) -> Vec<PictureRow> {
    let most = review
        .strands
        .iter()
        .map(|strand| strand.sound + strand.strained + strand.unseen + strand.missing + strand.broken)
        .max()
        .unwrap_or(0)
        .max(1) as f64;
    let row = |strand: &crate::review::StrandView| PictureRow {
        name: strand.strand.clone(),
        depth: 0,
        parts: [
            ("sound", strand.sound),
            ("strained", strand.strained),
            ("broken", strand.broken),
            ("missing", strand.missing),
            ("unseen", strand.unseen),
        ]
        .into_iter()
        .filter(|(_, lines)| *lines > 0)
        .map(|(state, lines)| PicturePart { state: state.to_owned(), share: share(lines as f64, most) })
        .collect(),
        amount: None,
    };
    review.strands.iter().filter(|strand| strand.tested).map(row).collect()
}

/// Of each strand the share of tests that have an answer.
fn by_answer(review: &Review) -> Vec<PictureRow> {
    let mut tests: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for rule in &review.rules {
        let (answered, unknown) = tests.entry(rule.strand.as_str()).or_default();
        *answered += rule.passed + rule.gaps;
        *unknown += rule.unknown;
    }
    let row = |strand: &crate::review::StrandView| {
        let (answered, unknown) = tests.get(strand.strand.as_str()).copied().unwrap_or_default();
        let all = (answered + unknown) as f64;
        // What no test looks at yet is as unseen as what lacks its input.
        let seen = if all > 0.0 { share(answered as f64, all) } else { 0.0 };
        let parts = [("seen", seen), ("unseen", share(1.0 - seen, 1.0))];
        PictureRow {
            name: strand.strand.clone(),
            depth: 0,
            parts: parts
                .into_iter()
                .filter(|(_, share)| *share > 0.0)
                .map(|(state, share)| PicturePart { state: state.to_owned(), share })
                .collect(),
            amount: None,
        }
    };
    review.strands.iter().filter(|strand| strand.tested).map(row).collect()
}

fn share(part: f64, whole: f64) -> f64 {
    ((part / whole) * 1e6).round() / 1e6
}
