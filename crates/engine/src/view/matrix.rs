//! Units beside the seven elements: how the lines of their sellers stand.

use std::collections::{BTreeMap, BTreeSet};

use plumb_rules::{ELEMENTS, Standing, Strand};

use crate::pass::Pass;
use crate::pictures::{MatrixCell, MatrixRow, StateShare};
use crate::view::{money, placed};

/// From best to worst.
const STANDINGS: [Standing; 5] =
    [Standing::Sound, Standing::Strained, Standing::Unseen, Standing::Missing, Standing::Broken];

/// The elements of one seller: the worst of all lines.
type Elements = [Option<Standing>; ELEMENTS.len()];

/// Money and people by standing.
type Tally = BTreeMap<Standing, (i64, usize)>;

/// What is summed for a unit.
#[derive(Default)]
struct Sums {
    sellers: usize,
    elements: [Tally; ELEMENTS.len()],
}

/// A row for each unit with sellers whom a mandate reaches, in the order of the tree.
pub(super) fn matrix(pass: &Pass) -> Vec<MatrixRow> {
    let sums = sums(pass);
    in_tree_order(pass, &sums)
        .into_iter()
        .filter_map(|(unit, depth)| {
            let sum = sums.get(&unit)?;
            let plan = &pass.look.texts.plan;
            let name = plan.entity("unit", &unit).and_then(|entity| entity.text("name")).unwrap_or(&unit);
            Some(MatrixRow {
                name: name.to_owned(),
                depth,
                sellers: sum.sellers,
                cells: ELEMENTS
                    .iter()
                    .zip(&sum.elements)
                    .map(|(element, tally)| cell(pass, element, tally))
                    .collect(),
                unit,
            })
        })
        .collect()
}

fn sums(pass: &Pass) -> BTreeMap<String, Sums> {
    let mut people: BTreeMap<&str, Elements> = BTreeMap::new();
    for line in &pass.assessment.lines {
        let worst = people.entry(line.person.as_str()).or_default();
        for strand in Strand::ALL {
            let standing = line.strands.get(strand.index()).copied().flatten();
            if let Some(element) = worst.get_mut(strand.element()) {
                *element = (*element).max(standing);
            }
        }
    }
    let parts = placed(pass).map(|headline| &headline.allocation.parts);
    let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
    for seller in &pass.assessment.sellers {
        let Some(elements) = people.get(seller.person.as_str()) else { continue };
        let part = parts.and_then(|parts| parts.get(&seller.person)).copied().unwrap_or(0);
        for unit in &seller.above {
            let sum = sums.entry(unit.clone()).or_default();
            sum.sellers += 1;
            for (tally, standing) in sum.elements.iter_mut().zip(elements) {
                if let Some(standing) = standing {
                    let (amount, people) = tally.entry(*standing).or_default();
                    *amount += part;
                    *people += 1;
                }
            }
        }
    }
    sums
}

fn cell(pass: &Pass, element: &str, tally: &Tally) -> MatrixCell {
    let most = STANDINGS.iter().filter_map(|standing| Some((tally.get(standing)?, standing))).max();
    let headline = placed(pass);
    let share = |standing: &Standing| {
        let (amount, people) = tally.get(standing)?;
        let amount = headline.map(|headline| money(*amount, headline.currency));
        Some(StateShare { state: standing.word().to_owned(), amount, people: *people })
    };
    MatrixCell {
        element: element.to_owned(),
        state: most.map(|(_, standing)| standing.word().to_owned()),
        states: STANDINGS.iter().filter_map(share).collect(),
    }
}

/// The units that have sums, each below its nearest one above that has some, brothers by id, with their depth.
fn in_tree_order(pass: &Pass, sums: &BTreeMap<String, Sums>) -> Vec<(String, usize)> {
    let plan = &pass.look.texts.plan;
    let mut children: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
    for unit in plan.of_kind("unit") {
        let parent = unit.reference("parent").map(ToString::to_string);
        let known = parent.filter(|parent| plan.entity("unit", parent).is_some());
        children.entry(known).or_default().push(unit.id.to_string());
    }
    let below = |unit: Option<&String>| children.get(&unit.cloned()).into_iter().flatten().rev();
    let mut next: Vec<(String, usize)> = below(None).map(|unit| (unit.clone(), 0)).collect();
    let (mut ordered, mut seen) = (Vec::new(), BTreeSet::new());
    while let Some((unit, depth)) = next.pop() {
        if !seen.insert(unit.clone()) {
            continue;
        }
        let has_row = sums.contains_key(&unit);
        next.extend(below(Some(&unit)).map(|child| (child.clone(), depth + usize::from(has_row))));
        if has_row {
            ordered.push((unit, depth));
        }
    }
    ordered
}
