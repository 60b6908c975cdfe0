//! Targets, pace and forecast as one viewer may see them.

use std::collections::BTreeSet;

use super::Units;
use crate::outlook::{OutlookNode, OutlookView};

/// The outlook without other people, and without sums that tell of a few.
pub(super) fn seen(
    mut outlook: OutlookView,
    units: &Units,
    leads: &BTreeSet<String>,
    may_see: impl Fn(&str) -> bool,
) -> OutlookView {
    let is_shown = |unit: &str| units.leads_top || leads.contains(unit) || units.shown.contains(unit);
    outlook.nodes.retain(|node| match (&node.person, &node.unit) {
        (Some(person), _) => may_see(person),
        (None, Some(unit)) => is_shown(unit),
        (None, None) => units.leads_top,
    });
    for node in &mut outlook.nodes {
        // Shares of a small unit tell of the others in it.
        let whole = node.unit.as_deref().is_some_and(|unit| units.leads_top || leads.contains(unit));
        if !whole {
            plain(node, is_shown);
        }
    }
    outlook.odds.retain(|odds| odds.unit.as_deref().is_some_and(is_shown));
    outlook.milestones.retain(|one| one.unit.as_deref().is_some_and(is_shown));
    outlook.quality.retain(|quality| {
        units.leads_top
            || leads.contains(&quality.unit)
            || (is_shown(&quality.unit) && quality.people >= super::GROUP_MIN)
    });
    if !units.leads_top {
        // Sums of objectives and levels name amounts of units that may be small, remarks name people.
        let told: BTreeSet<&str> = outlook.odds.iter().map(|odds| odds.objective.as_str()).collect();
        outlook.sums.retain(|sum| told.contains(sum.objective.as_str()));
        outlook.levels.clear();
        outlook.remarks.clear();
        outlook.looks_back.retain(|look| look.level != "person");
    }
    outlook
}

/// Leaves out of a node what it says of those beside and below it.
fn plain(node: &mut OutlookNode, is_shown: impl Fn(&str) -> bool) {
    let small = node.person.is_some() && !node.unit.as_deref().is_some_and(is_shown);
    if small || node.person.is_none() {
        node.why.clone_from(&node.why_plainly);
    }
    if node.person.is_none() {
        // Who said nothing, and what all others said, may be one person's word.
        (node.committed, node.asked_of_those, node.silent) = (None, None, 0);
        node.unallocated = None;
    }
}
