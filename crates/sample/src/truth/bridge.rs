//! Root cause 5, as far as it lies in the bridge: sums that nobody can steer by.

use super::{Planted, count, percent};
use plumb_units::{Currency, Money, Quantity};

/// What was planted there.
pub(super) fn planted() -> Vec<Planted> {
    let planted = |fault, rule, at: &str, size| Planted {
        cause: 5,
        fault,
        rule,
        at: vec![at.to_owned()],
        objective: Some("grow"),
        size,
    };
    let late = Currency::parse("EUR").map_or(count(4), |euro| Quantity::Money(Money::new(180_000_000, euro)));
    let sums = "lines of the bridge are sums: one market for segments that grow by 1 to 9 %, people hired in September, \
                no milestones, and nobody settled how they come about";
    vec![
        planted(sums, "G102", "objective:grow", count(7)),
        planted(sums, "G109", "lever:readings", count(3)),
        planted(sums, "G110", "lever:price", count(3)),
        planted(sums, "G106", "objective:grow", percent(8)),
        planted(sums, "G108", "objective:grow", late),
    ]
}
