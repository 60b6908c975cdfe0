//! Who may see what: a review as one viewer is shown it.

use std::collections::BTreeSet;

use crate::review::{MoneyView, PersonCarry, Review, UnitCarry};

/// The fewest sellers whose sum is shown to those who do not lead them: from fewer, a single number could be told.
pub const GROUP_MIN: usize = 5;

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
        review.lines.retain(|line| may_see(&line.person));
        for gap in &mut review.gaps {
            let own = gap.person.as_deref().is_some_and(may_see)
                || gap.nodes.iter().any(|node| leads.contains(node));
            if !own && gap.exposure.as_ref().is_some_and(|exposure| exposure.people < GROUP_MIN) {
                gap.exposure = None;
                gap.evidence.figures.clear();
            }
        }
        if let Some(carry) = &mut review.carry {
            let all = std::mem::take(&mut carry.people);
            carry.people =
                all.into_iter().filter(|carry| may_see(&carry.person)).collect::<Vec<PersonCarry>>();
            let shown = shown_units(&carry.units, leads);
            carry.units.retain(|unit| shown.contains(&unit.unit));
            carry.broken_at.retain(|strand| strand.people >= GROUP_MIN);
            carry.unseen_at.retain(|strand| strand.people >= GROUP_MIN);
            if shown.is_empty() {
                review.carry = None;
                review.no_carry_because =
                    Some("fewer than five people carry it, and each one's number is private".into());
            }
        }
        // A problem shows the text around it, and the text of private files is others' pay and numbers.
        if leads.is_empty() {
            review
                .problems
                .retain(|problem| problem.at.iter().all(|spot| !spot.file.starts_with("plan/private/")));
        }
        SeenReview { review, hidden_gaps }
    }
}

/// Units whose sums a viewer may see: those led, and those of five sellers or more that tell no smaller one.
fn shown_units(units: &[UnitCarry], leads: &BTreeSet<String>) -> BTreeSet<String> {
    let mut shown: BTreeSet<String> = units
        .iter()
        .filter(|unit| leads.contains(&unit.unit) || unit.sellers >= GROUP_MIN)
        .map(|unit| unit.unit.clone())
        .collect();
    // A hidden unit can be told from the one above when all its sisters are shown: then the smallest sister goes too.
    loop {
        let mut to_hide = None;
        for (index, parent) in units.iter().enumerate().filter(|(_, unit)| shown.contains(&unit.unit)) {
            let below = units.iter().skip(index + 1).take_while(|unit| unit.depth > parent.depth);
            let children: Vec<_> = below.filter(|unit| unit.depth == parent.depth + 1).collect();
            let covered: usize =
                children.iter().filter(|unit| shown.contains(&unit.unit)).map(|unit| unit.sellers).sum();
            let rest = parent.sellers.saturating_sub(covered);
            if (1..GROUP_MIN).contains(&rest) && !leads.contains(&parent.unit) {
                let candidates =
                    children.iter().filter(|unit| shown.contains(&unit.unit) && !leads.contains(&unit.unit));
                to_hide =
                    candidates.min_by_key(|unit| (unit.sellers, &unit.unit)).map(|unit| unit.unit.clone());
                // Nothing below can be hidden: the sum above goes.
                to_hide.get_or_insert_with(|| parent.unit.clone());
                break;
            }
        }
        match to_hide {
            Some(unit) => shown.remove(&unit),
            None => return shown,
        };
    }
}

impl MoneyView {
    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        self.minor == 0
    }
}
