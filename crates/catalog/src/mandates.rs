//! Which signed mandates stand on a day.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use plumb_plan::Plan;
use plumb_plan::lock::Mandate;
use plumb_units::Date;

/// The mandates that stand on a day, one entry of each, by id.
///
/// An entry stands until the day it is ended. Of several the one signed last by that day counts; where all were signed
/// later, the first of them: a review of an earlier day still looks at what was promised since.
pub fn standing_mandates(plan: &Plan, day: Date) -> Vec<&Mandate> {
    let mut chosen: BTreeMap<&str, &Mandate> = BTreeMap::new();
    let rank = |mandate: &Mandate| match mandate.signed_on <= day {
        true => (1, Some(mandate.signed_on), None),
        false => (0, None, Some(Reverse(mandate.signed_on))),
    };
    for mandate in &plan.lock.mandates {
        if mandate.ended.as_ref().is_some_and(|(_, on)| *on <= day) {
            continue;
        }
        chosen
            .entry(mandate.id.as_str())
            .and_modify(|before| {
                if rank(mandate) >= rank(before) {
                    *before = mandate;
                }
            })
            .or_insert(mandate);
    }
    chosen.into_values().collect()
}
