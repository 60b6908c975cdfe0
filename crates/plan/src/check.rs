//! Checks that need more than one value: dates, overlaps, circles, units, headlines, keys.

mod circles;
mod dates;
mod exceptions;
mod headlines;
mod keys;
mod overlaps;
mod quantities;

use std::collections::BTreeMap;

use plumb_units::Id;

use crate::company::Company;
use crate::context::Context;
use crate::value::Entity;

/// Entries by kind and id.
pub(crate) type Entities = BTreeMap<&'static str, BTreeMap<Id, Entity>>;

/// Runs all checks. What closes a circle is taken out, so that nobody above walks in circles.
pub(crate) fn all(cx: &mut Context<'_>, company: &Company, entities: &mut Entities) {
    circles::break_up(cx, entities);
    dates::check(cx, entities);
    overlaps::check(cx, entities);
    quantities::check(cx, company, entities);
    headlines::check(cx, entities);
    keys::check(cx, entities);
    exceptions::check(cx, entities);
}

/// The entries of a kind, by id.
fn of_kind<'e>(entities: &'e Entities, kind: &str) -> impl Iterator<Item = &'e Entity> + use<'e> {
    entities.get(kind).into_iter().flat_map(BTreeMap::values)
}
