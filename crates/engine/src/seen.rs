//! Who may see what: a review as one viewer is shown it.

mod outlook;

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
        let units = Units::of(self, leads);
        review.gaps.retain(|gap| gap.person.as_deref().is_none_or(may_see));
        let hidden_gaps = self.gaps.len() - review.gaps.len();
        review.strengths.retain(|strength| match (&strength.person, &strength.unit) {
            (Some(person), _) => may_see(person),
            (None, Some(unit)) if leads.contains(unit) => true,
            (None, Some(unit)) if units.is_hidden(unit) => false,
            _ => strength.people >= GROUP_MIN,
        });
        for strength in &mut review.strengths {
            let own =
                strength.person.is_some() || strength.unit.as_ref().is_some_and(|unit| leads.contains(unit));
            let unit = strength.unit.as_ref().filter(|_| !strength.company_wide);
            if !own && !units.is_whole(unit, strength.people) {
                strength.reached = None;
            }
        }
        review.lines.retain(|line| may_see(&line.person));
        let ids = seen_gaps(&mut review.gaps, &units, leads);
        if let Some(carry) = review.carry.take() {
            review.carry = seen_carry(carry, &units, leads, may_see);
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
        if !units.leads_top {
            for input in &mut review.coverage.inputs {
                // Whose lines an input would show may be few.
                (input.money, input.people) = (None, 0);
            }
            // What lies under no gap, or under those of other mandates only, may be one person's.
            (review.under_gaps, review.under_gaps_of_any) = (None, None);
        }
        review.outlook = review.outlook.take().map(|outlook| outlook::seen(outlook, &units, leads, may_see));
        review.matrix = seen_rows(review.matrix, &units, leads);
        review.moves = seen_moves(review.moves, &review.gaps, &ids);
        // A problem shows the text around it, and the text of private files is others' pay and numbers.
        review
            .problems
            .retain(|problem| problem.at.iter().all(|spot| !spot.file.starts_with("plan/private/")));
        SeenReview { review, hidden_gaps }
    }
}

/// The units of a review as groups of people, and those whose sums the viewer may see.
struct Units {
    groups: BTreeMap<String, Group>,
    shown: BTreeSet<String>,
    top: Option<String>,
    leads_top: bool,
}

impl Units {
    fn of(review: &Review, leads: &BTreeSet<String>) -> Self {
        let carried: Vec<_> = review
            .carry
            .iter()
            .flat_map(|carry| &carry.units)
            .map(|unit| (unit.unit.as_str(), unit.depth, unit.sellers))
            .collect();
        let drawn: Vec<_> =
            review.matrix.iter().map(|row| (row.unit.as_str(), row.depth, row.sellers)).collect();
        let top = carried.first().or_else(|| drawn.first()).map(|(unit, ..)| (*unit).to_owned());
        let (carried, drawn) = (groups(carried.into_iter()), groups(drawn.into_iter()));
        // What is left of a choice that tells nothing tells nothing: a unit is shown where both show it.
        let (of_carry, of_matrix) = (shown(&carried, leads), shown(&drawn, leads));
        let shown = of_carry
            .union(&of_matrix)
            .filter(|unit| of_carry.contains(*unit) || !carried.contains_key(*unit))
            .filter(|unit| of_matrix.contains(*unit) || !drawn.contains_key(*unit))
            .cloned()
            .collect();
        let leads_top = top.as_ref().is_some_and(|top| leads.contains(top));
        let groups = drawn.into_iter().chain(carried).collect();
        Self { groups, shown, top, leads_top }
    }

    /// Whether it is a unit whose sums the viewer may not see.
    fn is_hidden(&self, unit: &str) -> bool {
        self.groups.contains_key(unit) && !self.shown.contains(unit)
    }

    /// Whether so many people are all people of a shown unit, without one all people there are: any other group may tell of
    /// a few by subtraction.
    fn is_whole(&self, unit: Option<&String>, people: usize) -> bool {
        unit.or(self.top.as_ref()).is_some_and(|unit| {
            let sellers = self.groups.get(unit).map_or(0, |group| group.sellers);
            self.shown.contains(unit) && sellers == people && people >= GROUP_MIN
        })
    }

    /// The nearest shown unit above.
    fn shown_above(&self, unit: &str) -> Option<String> {
        let mut above = self.groups.get(unit)?.parent.as_ref();
        for _ in 0..self.groups.len() {
            match above {
                Some(unit) if self.shown.contains(unit) => return Some(unit.clone()),
                Some(unit) => above = self.groups.get(unit)?.parent.as_ref(),
                None => break,
            }
        }
        None
    }
}

/// Takes from gaps what tells of groups that are not shown, and all that leads to it; what the ids of the others become.
fn seen_gaps(gaps: &mut Vec<Gap>, units: &Units, leads: &BTreeSet<String>) -> BTreeMap<String, String> {
    let mut withheld: Vec<Gap> = Vec::new();
    let mut shown: Vec<Gap> = Vec::new();
    for mut gap in std::mem::take(gaps) {
        let led = !gap.nodes.is_empty() && gap.nodes.iter().all(|node| leads.contains(node));
        if gap.person.is_some() || led || units.leads_top {
            shown.push(gap);
            continue;
        }
        let few = gap.exposure.as_ref().is_some_and(|exposure| exposure.people < GROUP_MIN);
        let hidden = few || gap.nodes.iter().any(|node| units.is_hidden(node));
        let whole = |people: usize| gap.nodes.len() < 2 && units.is_whole(gap.nodes.first(), people);
        if hidden || !whole(gap.worth.people) {
            gap.worth = WorthView::withheld();
        }
        if hidden || gap.exposure.as_ref().is_some_and(|exposure| !whole(exposure.people)) {
            gap.exposure = None;
        }
        if let Some(exposure) = &mut gap.exposure {
            // What only this gap breaks may be one person's part, however many it concerns.
            exposure.alone = None;
        }
        if hidden {
            withheld.push(gap);
        } else {
            shown.push(gap);
        }
    }
    let mut ids = BTreeMap::new();
    let mut told: Vec<(String, Gap)> =
        withheld.into_iter().map(|gap| (gap.id.clone(), without_figures(gap, units))).collect();
    // Their old order was that of their figures.
    told.sort_by(|(one_id, one), (other_id, other)| {
        (&one.rule, &one.nodes, one_id).cmp(&(&other.rule, &other.nodes, other_id))
    });
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (id, mut gap) in told {
        let count = counts.entry(gap.rule.clone()).or_default();
        *count += 1;
        gap.id = format!("{}-withheld-{count}", gap.rule);
        ids.insert(id, gap.id.clone());
        shown.push(gap);
    }
    *gaps = shown;
    ids
}

/// That a rule found a gap somewhere in a larger unit, and nothing else of it.
fn without_figures(mut gap: Gap, units: &Units) -> Gap {
    let nodes: BTreeSet<String> = gap
        .nodes
        .iter()
        .filter_map(|node| match units.is_hidden(node) {
            true => units.shown_above(node),
            false => Some(node.clone()),
        })
        .collect();
    gap.message = format!("a gap of `{}` in a group that would tell of fewer than five people", gap.rule);
    gap.subject = nodes.first().map_or_else(String::new, |node| format!("unit:{node}"));
    gap.nodes = nodes.into_iter().collect();
    gap.magnitude = 1.0;
    (gap.role, gap.exception, gap.innocent, gap.try_it) = (None, None, None, None);
    gap.objectives.clear();
    gap.at.clear();
    gap.evidence.figures.clear();
    gap.evidence.p = None;
    gap
}

/// Who carries the mandate, as far as a viewer may see it: where the whole could tell of a small group, the whole is that of
/// the largest units that are shown.
fn seen_carry(
    mut carry: Carry,
    units: &Units,
    leads: &BTreeSet<String>,
    may_see: impl Fn(&str) -> bool,
) -> Option<Carry> {
    let split = units_with_split(&carry, leads);
    carry.people = std::mem::take(&mut carry.people)
        .into_iter()
        .filter(|part| may_see(&part.person))
        .collect::<Vec<PersonCarry>>();
    let everybody = carry.units.first().map_or(0, |top| top.sellers);
    let top_is_shown = carry.units.first().is_some_and(|top| units.shown.contains(&top.unit));
    for unit in &mut carry.units {
        unit.split.take_if(|_| !split.contains(&unit.unit));
    }
    let largest: Vec<UnitCarry> = largest_shown(&carry.units, &units.shown);
    carry.units.retain(|unit| units.shown.contains(&unit.unit));
    if carry.units.is_empty() {
        return None;
    }
    let many = |people: usize| {
        let rest = everybody.saturating_sub(people);
        people >= GROUP_MIN && (rest == 0 || rest >= GROUP_MIN)
    };
    if !units.leads_top {
        carry.broken_at.retain(|strand| many(strand.people));
        carry.unseen_at.retain(|strand| many(strand.people));
    }
    if !top_is_shown {
        carry.total = MoneyView::sum(largest.iter().map(|unit| &unit.amount), &carry.total);
        carry.broken_at.clear();
        carry.unseen_at.clear();
    }
    let splits: Option<Vec<&Split>> = largest.iter().map(|unit| unit.split.as_ref()).collect();
    carry.split = splits.map(|splits| {
        let sum =
            |of: fn(&Split) -> &MoneyView| MoneyView::sum(splits.iter().map(|split| of(split)), &carry.total);
        Split {
            soundly_carried: sum(|split| &split.soundly_carried),
            carried_but_broken: sum(|split| &split.carried_but_broken),
            unseen: sum(|split| &split.unseen),
            nobodys: sum(|split| &split.nobodys),
        }
    });
    Some(carry)
}

/// Units of which it may be told how their amount is carried: no part of the split is that of one to four people, nor can
/// such a one be told by subtraction.
fn units_with_split(carry: &Carry, leads: &BTreeSet<String>) -> BTreeSet<String> {
    let tree: Vec<_> =
        carry.units.iter().map(|unit| (unit.unit.as_str(), unit.depth, unit.sellers)).collect();
    let groups = groups(tree.into_iter());
    let top = carry.units.first().map(|top| top.unit.clone());
    let counts = ["sound", "broken", "unseen"].map(|state| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for person in carry.people.iter().filter(|person| person.state == state && !person.part.is_zero()) {
            let mut at = person.unit.clone().filter(|unit| groups.contains_key(unit)).or_else(|| top.clone());
            for _ in 0..=groups.len() {
                let Some(unit) = at else { break };
                at = groups.get(&unit).and_then(|group| group.parent.clone());
                *counts.entry(unit).or_default() += 1;
            }
        }
        counts
    });
    told_whole(&groups, &counts, leads)
}

/// Units of which each count may be told, where any of them is.
fn told_whole(
    groups: &BTreeMap<String, Group>,
    counts: &[BTreeMap<String, usize>],
    leads: &BTreeSet<String>,
) -> BTreeSet<String> {
    let mut told: BTreeSet<String> = groups.keys().cloned().collect();
    for counts in counts {
        let count = |unit: &String| counts.get(unit).copied().unwrap_or(0);
        let of_state: BTreeMap<String, Group> = groups
            .iter()
            .map(|(unit, group)| (unit.clone(), Group { sellers: count(unit), parent: group.parent.clone() }))
            .collect();
        let shown = shown(&of_state, leads);
        told.retain(|unit| count(unit) == 0 || shown.contains(unit));
    }
    told
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

/// The rows of units whose sums a viewer may see, and of their cells the states that tell of no few.
fn seen_rows(mut rows: Vec<MatrixRow>, units: &Units, leads: &BTreeSet<String>) -> Vec<MatrixRow> {
    let groups = groups(rows.iter().map(|row| (row.unit.as_str(), row.depth, row.sellers)));
    let elements = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    for element in 0..elements {
        let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        let mut most: BTreeMap<String, usize> = BTreeMap::new();
        for row in &rows {
            for share in row.cells.get(element).iter().flat_map(|cell| &cell.states) {
                counts.entry(share.state.clone()).or_default().insert(row.unit.clone(), share.people);
                let most = most.entry(share.state.clone()).or_default();
                *most = (*most).max(share.people);
            }
        }
        // Of few in the whole, and so many beside them that together they are a group of several states.
        let mut small: BTreeSet<String> = most
            .iter()
            .filter(|(_, most)| (1..GROUP_MIN).contains(*most))
            .map(|(state, _)| state.clone())
            .collect();
        let people =
            |states: &BTreeSet<String>| states.iter().filter_map(|state| most.get(state)).sum::<usize>();
        while !small.is_empty() && (small.len() < 2 || people(&small) < GROUP_MIN) {
            let others = most.iter().filter(|(state, most)| !small.contains(*state) && **most > 0);
            let Some((next, _)) = others.min_by_key(|(state, most)| (**most, state.as_str())) else { break };
            small.insert(next.clone());
        }
        let mut together: BTreeMap<String, usize> = BTreeMap::new();
        for (unit, people) in small.iter().filter_map(|state| counts.get(state)).flatten() {
            *together.entry(unit.clone()).or_default() += people;
        }
        let apart = counts.into_iter().filter(|(state, _)| !small.contains(state)).map(|(_, counts)| counts);
        let parts: Vec<BTreeMap<String, usize>> = apart.chain([together]).collect();
        let told = told_whole(&groups, &parts, leads);
        for row in rows.iter_mut().filter(|row| !leads.contains(&row.unit)) {
            let told = told.contains(&row.unit);
            if let Some(cell) = row.cells.get_mut(element) {
                cell.states.retain(|share| told && !small.contains(&share.state));
            }
        }
    }
    rows.retain(|row| units.shown.contains(&row.unit));
    rows
}

/// Moves with the gaps that are shown, without what hangs on those that are not; `ids` are new ids of gaps.
fn seen_moves(moves: Vec<MoveView>, gaps: &[Gap], ids: &BTreeMap<String, String>) -> Vec<MoveView> {
    let shown: BTreeMap<&str, &Gap> = gaps.iter().map(|gap| (gap.id.as_str(), gap)).collect();
    let seen = |mut of_all: MoveView| {
        let all = of_all.gaps.len();
        for gap in &mut of_all.gaps {
            if let Some(id) = ids.get(gap) {
                gap.clone_from(id);
            }
        }
        of_all.gaps.retain(|gap| shown.contains_key(gap.as_str()));
        let each = || of_all.gaps.iter().filter_map(|gap| shown.get(gap.as_str()));
        let untold = of_all.gaps.len() < all || each().any(|gap| gap.exposure.is_none());
        let no_worth = untold || each().any(|gap| gap.worth.class.is_none() && gap.worth.people == 0);
        if untold || of_all.people < GROUP_MIN {
            (of_all.reaches, of_all.people, of_all.hours) = (None, 0, None);
        }
        if no_worth || of_all.people < GROUP_MIN {
            (of_all.worth, of_all.worth_basis) = (None, None);
        }
        // What a move adds tells by subtraction what is left out of those before it.
        of_all.adds = None;
        (!of_all.gaps.is_empty()).then_some(of_all)
    };
    moves.into_iter().filter_map(seen).collect()
}

/// Units as groups. Units come depth first, each with its depth and sellers.
fn groups<'a>(units: impl Iterator<Item = (&'a str, usize, usize)>) -> BTreeMap<String, Group> {
    let mut path: Vec<(usize, &str)> = Vec::new();
    let mut groups = BTreeMap::new();
    for (unit, depth, sellers) in units {
        path.retain(|(above, _)| *above < depth);
        let parent = path.last().map(|(_, parent)| (*parent).to_owned());
        groups.insert(unit.to_owned(), Group { sellers, parent });
        path.push((depth, unit));
    }
    groups
}

/// Units whose sums a viewer may see: those led, and those of five people or more that tell no smaller group.
fn shown(groups: &BTreeMap<String, Group>, leads: &BTreeSet<String>) -> BTreeSet<String> {
    let led = leads.iter().filter(|unit| groups.contains_key(*unit)).cloned().collect();
    shown_groups(groups, &led)
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
