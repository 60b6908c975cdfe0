//! What the next sales would pay: offerings that pay the same for the same reason as one.

use plumb_engine::{MoneyView, NextView};

use super::words::spoken;
use crate::cells::clean;

/// Offerings of which the next sales pay the same.
pub(crate) struct Alike<'v> {
    offerings: Vec<&'v NextView>,
    pub(crate) sold: &'v MoneyView,
    pub(crate) pays: &'v MoneyView,
    pub(crate) why: &'v str,
}

/// The offerings in groups, each where its first one stands.
pub(crate) fn alike(next: &[NextView]) -> Vec<Alike<'_>> {
    let mut groups: Vec<Alike<'_>> = Vec::new();
    for one in next {
        let same = |of: &&mut Alike<'_>| *of.sold == one.sold && *of.pays == one.pays && of.why == one.why;
        match groups.iter_mut().find(same) {
            Some(group) => group.offerings.push(one),
            None => {
                groups.push(Alike { offerings: vec![one], sold: &one.sold, pays: &one.pays, why: &one.why })
            }
        }
    }
    groups
}

impl Alike<'_> {
    /// The names of the offerings, each with its segment.
    pub(crate) fn names(&self, between: &str) -> String {
        let name = |(index, one): (usize, &&NextView)| {
            let offering = match &one.name {
                Some(name) => clean(name).into_owned(),
                None if index == 0 => spoken(&one.offering),
                None => spoken(&one.offering).to_lowercase(),
            };
            match &one.segment {
                Some(segment) => format!("{offering} to {}", clean(segment).replace('-', " ")),
                None => offering,
            }
        };
        self.offerings.iter().enumerate().map(name).collect::<Vec<_>>().join(between)
    }

    /// How many offerings there are.
    pub(crate) fn len(&self) -> usize {
        self.offerings.len()
    }

    /// The names within a sentence: small where they are words made of ids.
    pub(crate) fn within(&self) -> String {
        let names = self.names(", ");
        match self.offerings.first() {
            Some(first) if first.name.is_none() => names.to_lowercase(),
            _ => names,
        }
    }
}
