//! Checks that need more than one value: dates, overlaps, circles, units.

use std::collections::BTreeMap;

use plumb_units::Id;

use crate::company::Company;
use crate::context::Context;
use crate::value::Entity;

/// Entries by kind and id.
pub(crate) type Entities = BTreeMap<&'static str, BTreeMap<Id, Entity>>;

/// Runs all checks.
pub(crate) fn all(_cx: &mut Context<'_>, _company: &Company, _entities: &Entities) {}
