//! What the growth is to come from, what it came from before, and what was changed in objectives meanwhile.

use super::{amount, date, real, text, whole};
use crate::tables::TableDoc;

pub(super) fn tables() -> Vec<TableDoc> {
    vec![
        TableDoc::new(
            "bridge_steps",
            "The growth bridge of the headline mandate: its parts sum to the goal.",
            vec![
                text("mandate", "the mandate"),
                whole("position", "place in the bridge, from 1"),
                text("component", "`base`, `churn`, `price` and so on, `unfunded`, `goal`"),
                text("lever", "the lever; NULL for a part as a whole"),
                text("period", "the fiscal year"),
                amount("amount", "what it brings in that year, weighed by its chance"),
                amount("full", "what it would bring in a full year"),
                real("chance", "how likely it comes about"),
                real("part", "the share of the year in which it counts"),
                amount("cost", "what it costs, once"),
            ],
        ),
        TableDoc::new(
            "bridge_happened",
            "Where the last twelve months differ from the twelve before: the parts sum to the difference.",
            vec![
                text(
                    "component",
                    "`churn`, `contraction`, `price`, `volume`, `mix`, `expansion`, `new-customers`, `new-offerings` or `unassigned`",
                ),
                text("segment", "the segment; NULL for all together"),
                text("period", "the month of the later year; NULL for the whole year"),
                amount("amount", "what it brought or took"),
                amount("before", "all that came in the twelve months before"),
                amount("after", "all that came in the last twelve"),
            ],
        ),
        TableDoc::new(
            "objective_changes",
            "What was changed in objectives, as the versions of the plan show it.",
            vec![
                text("objective", "the objective"),
                text(
                    "field",
                    "`target`, `growth`, `date` or `baseline`; NULL in the row that says that versions are kept",
                ),
                text("old", "before, as it was written; NULL where nothing was"),
                text("new", "after; NULL where nothing is"),
                date("changed_on", "the day of the version"),
                text("note", "what was said with the change; NULL where nothing was"),
                whole("below", "objectives and numbers that hang on it"),
                whole("unchanged", "of them, those that have not been touched since"),
            ],
        ),
    ]
}
