//! Who may see what: a review as one viewer is shown it.

use std::collections::{BTreeMap, BTreeSet};

use plumb_rules::{Group, shown_groups};

use crate::pictures::{MatrixRow, MoveView};
use crate::review::{Carry, Gap, MoneyView, PersonCarry, Review, Split, UnitCarry, WorthView};

pub use plumb_rules::GROUP_MIN;

/// Who looks at a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// The operator at the command line, who holds the files anyway and sees all.
    Operator,
    /// A person of the plan: sees the own line, the people below, and the company's sums.
    Person {
        /// The person's id.
        id: String,
        /// Units that the person leads, with all units below them.
        leads: BTreeSet<String>,
    },
}

/// A review with what one viewer may see, and nothing else. Reports take only this.
#[derive(Clone, Debug)]
pub struct SeenReview {
    review: Review,
    hidden_gaps: usize,
}

impl SeenReview {
    /// What may be shown.
    pub fn review(&self) -> &Review {
        &self.review
    }

    /// How many gaps concern other people and are left out.
    pub fn hidden_gaps(&self) -> usize {
        self.hidden_gaps
    }
}

impl Review {
    /// The review as a viewer may see it: numbers, lines and gaps of other people are left out unless the viewer leads
    /// their unit; sums of fewer than five sellers, and sums that would tell such a one by subtraction, are left out too.
    pub fn seen_by(&self, viewer: &Viewer) -> SeenReview {
        let Viewer::Person { id, leads } = viewer else {
            return SeenReview { review: self.clone(), hidden_gaps: 0 };
        };
        let mut review = self.clone();
        let unit_of = |person: &str| {
            let people = self.carry.iter().flat_map(|carry| &carry.people);
            people.filter(|carry| carry.person == person).find_map(|carry| carry.unit.clone())
        };
        let may_see =
            |person: &str| person == id || unit_of(person).is_some_and(|unit| leads.contains(&unit));
        review.gaps.retain(|gap| gap.person.as_deref().is_none_or(may_see));
        let hidden_gaps = self.gaps.len() - review.gaps.len();
        review.strengths.retain(|strength| match (&strength.person, &strength.unit) {
            (Some(person), _) => may_see(person),
            (None, Some(unit)) if leads.contains(unit) => true,
            _ => strength.people >= GROUP_MIN,
        });
        review.lines.retain(|line| may_see(&line.person));
        for gap in &mut review.gaps {
            let own = gap.person.as_deref().is_some_and(may_see)
                || gap.nodes.iter().any(|node| leads.contains(node));
            if !own && gap.exposure.as_ref().is_some_and(|exposure| exposure.people < GROUP_MIN) {
                // The figures stand in the message too, and its place leads to them.
                gap.message = format!("a gap of `{}` in a group of fewer than five people", gap.rule);
                gap.at.clear();
                gap.exposure = None;
                gap.evidence.figures.clear();
            }
            if !own && gap.worth.people < GROUP_MIN {
                gap.worth = WorthView::withheld();
            }
        }
        if let Some(carry) = review.carry.take() {
            review.carry = seen_carry(carry, leads, may_see);
        }
        if review.carry.is_none() && self.carry.is_some() {
            review.no_carry_because =
                Some("fewer than five people carry it, and each one's number is private".into());
        }
        let whole =
            review.carry.as_ref().zip(self.carry.as_ref()).is_some_and(|(seen, all)| seen.total == all.total);
        if !whole {
            review.under_gaps = None;
            review.under_gaps_of_any = None;
            review.strands.clear();
            (review.said_aloud, review.bridge) = (None, None);
        }
        review.matrix = seen_rows(review.matrix, leads);
        review.moves = seen_moves(review.moves, &review.gaps);
        // A problem shows the text around it, and the text of private files is others' pay and numbers.
        review
            .problems
            .retain(|problem| problem.at.iter().all(|spot| !spot.file.starts_with("plan/private/")));
        SeenReview { review, hidden_gaps }
    }
}

/// Who carries the mandate, as far as a viewer may see it: where the whole could tell of a small group, the whole is that of
/// the largest units that are shown.
fn seen_carry(mut carry: Carry, leads: &BTreeSet<String>, may_see: impl Fn(&str) -> bool) -> Option<Carry> {
    carry.people = std::mem::take(&mut carry.people)
        .into_iter()
        .filter(|part| may_see(&part.person))
        .collect::<Vec<PersonCarry>>();
    let units = carry.units.iter().map(|unit| (unit.unit.as_str(), unit.depth, unit.sellers));
    let shown = shown_units(units, leads);
    let top_is_shown = carry.units.first().is_some_and(|top| shown.contains(&top.unit));
    let largest: Vec<UnitCarry> = largest_shown(&carry.units, &shown);
    carry.units.retain(|unit| shown.contains(&unit.unit));
    carry.broken_at.retain(|strand| strand.people >= GROUP_MIN);
    carry.unseen_at.retain(|strand| strand.people >= GROUP_MIN);
    if carry.units.is_empty() {
        return None;
    }
    if !top_is_shown {
        let sum = |of: fn(&UnitCarry) -> &MoneyView| MoneyView::sum(largest.iter().map(of), &carry.total);
        carry.split = Split {
            soundly_carried: sum(|unit| &unit.split.soundly_carried),
            carried_but_broken: sum(|unit| &unit.split.carried_but_broken),
            unseen: sum(|unit| &unit.split.unseen),
            nobodys: sum(|unit| &unit.split.nobodys),
        };
        carry.total = sum(|unit| &unit.amount);
        carry.broken_at.clear();
        carry.unseen_at.clear();
    }
    Some(carry)
}

/// The shown units that stand below no other shown one. Units come depth first.
fn largest_shown(units: &[UnitCarry], shown: &BTreeSet<String>) -> Vec<UnitCarry> {
    let mut largest: Vec<UnitCarry> = Vec::new();
    let mut within: Option<usize> = None;
    for unit in units {
        if within.is_some_and(|depth| unit.depth <= depth) {
            within = None;
        }
        if within.is_none() && shown.contains(&unit.unit) {
            within = Some(unit.depth);
            largest.push(unit.clone());
        }
    }
    largest
}

/// The rows of units whose sums a viewer may see.
fn seen_rows(mut rows: Vec<MatrixRow>, leads: &BTreeSet<String>) -> Vec<MatrixRow> {
    let shown = shown_units(rows.iter().map(|row| (row.unit.as_str(), row.depth, row.sellers)), leads);
    rows.retain(|row| shown.contains(&row.unit));
    rows
}

/// Moves with the gaps that are shown, without what hangs on those that are not.
fn seen_moves(moves: Vec<MoveView>, gaps: &[Gap]) -> Vec<MoveView> {
    let shown: BTreeSet<&str> = gaps.iter().map(|gap| gap.id.as_str()).collect();
    let seen = |mut of_all: MoveView| {
        let all = of_all.gaps.len();
        of_all.gaps.retain(|gap| shown.contains(gap.as_str()));
        if of_all.gaps.len() < all || of_all.people < GROUP_MIN {
            (of_all.reaches, of_all.people, of_all.hours) = (None, 0, None);
            (of_all.worth, of_all.worth_basis) = (None, None);
        }
        // What a move adds tells by subtraction what is left out of those before it.
        of_all.adds = None;
        (!of_all.gaps.is_empty()).then_some(of_all)
    };
    moves.into_iter().filter_map(seen).collect()
}

/// Units whose sums a viewer may see: those led, and those of five sellers or more that tell no smaller group. Units come
/// depth first, each with its depth and sellers.
fn shown_units<'a>(
    units: impl Iterator<Item = (&'a str, usize, usize)>,
    leads: &BTreeSet<String>,
) -> BTreeSet<String> {
    let mut path: Vec<(usize, &str)> = Vec::new();
    let mut groups = BTreeMap::new();
    for (unit, depth, sellers) in units {
        path.retain(|(above, _)| *above < depth);
        let parent = path.last().map(|(_, parent)| (*parent).to_owned());
        groups.insert(unit.to_owned(), Group { sellers, parent });
        path.push((depth, unit));
    }
    let led = leads.iter().filter(|unit| groups.contains_key(*unit)).cloned().collect();
    shown_groups(&groups, &led)
}

impl MoneyView {
    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        self.minor == 0
    }

    /// The sum of amounts of one currency, written like `like`.
    fn sum<'a>(amounts: impl Iterator<Item = &'a Self>, like: &Self) -> Self {
        let minor = amounts.map(|amount| amount.minor).sum();
        match plumb_units::Currency::parse(&like.currency) {
            Ok(currency) => crate::view::money(minor, currency),
            Err(_) => Self { minor, ..like.clone() },
        }
    }
}
