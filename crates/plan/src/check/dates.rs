//! Dates in their order.

use plumb_diag::Problem;

use super::{Entities, of_kind};
use crate::context::Context;
use crate::schema;

/// Pairs of fields of which the first must come before the second, beside `from` and `until`.
const PAIRS: &[(&str, &str, &str)] = &[
    ("objective", "start", "date"),
    ("development", "from", "date"),
    ("fix", "start", "date"),
    ("quota", "issued", "accepted"),
];

pub(crate) fn check(cx: &mut Context<'_>, entities: &Entities) {
    let ranges = schema::kinds()
        .filter(|kind| kind.field("from").is_some() && kind.field("until").is_some())
        .map(|kind| (kind.name, "from", "until"));
    for (kind, first, second) in ranges.chain(PAIRS.iter().copied()) {
        for entity in of_kind(entities, kind) {
            let (Some(from), Some(until)) = (entity.date(first), entity.date(second)) else { continue };
            let same_day_is_empty = second == "until";
            if from < until || (from == until && !same_day_is_empty) {
                continue;
            }
            let message = format!("`{second}` is {until}, and `{first}` is {from}");
            let help = if same_day_is_empty {
                "`until` is the first day on which it no longer holds; it comes after `from`".to_owned()
            } else {
                format!("let `{second}` be the later day")
            };
            cx.report(
                Problem::error("date-order", message)
                    .at(entity.place(second), "")
                    .also(entity.place(first), "")
                    .help(help),
            );
        }
    }
}
