//! What is likely to come: forecast, odds, what is in the pipeline, and how far the forecast could be trusted before.

use super::{amount, date, real, text, whole};
use crate::tables::TableDoc;

pub(super) fn tables() -> Vec<TableDoc> {
    vec![
        TableDoc::new(
            "forecast_nodes",
            "What each unit and person is likely to bring in the fiscal year: what came so far, and what is still to come.",
            vec![
                text("subject", "`unit:id` or `person:id`"),
                text("node", "the unit, or the person's"),
                text("person", "id of the person"),
                text("measure", "id of the measure"),
                text("period", "the fiscal year"),
                amount("already", "what came so far"),
                amount("p10", "one in ten is lower, at the end of the year"),
                amount("p50", "one in two is lower"),
                amount("p90", "nine in ten are lower"),
                amount("mean", "the mean"),
                whole("people", "people who sell there"),
                text("basis", "`deals`, `sales` or `both`"),
            ],
        ),
        TableDoc::new(
            "forecast_months",
            "The same month by month, added up from the start of the fiscal year.",
            vec![
                text("subject", "`unit:id` or `person:id`"),
                text("node", "the unit, or the person's"),
                text("person", "id of the person"),
                text("measure", "id of the measure"),
                text("period", "the fiscal month"),
                date("valid_until", "the day after its last"),
                amount("actual", "what had come by its end; NULL where it is still to come"),
                amount("p10", "one in ten is lower"),
                amount("p50", "one in two is lower"),
                amount("p90", "nine in ten are lower"),
                amount("target", "what should have come by its end"),
            ],
        ),
        TableDoc::new(
            "odds",
            "How likely each objective, unit and person reaches what is asked in the fiscal year.",
            vec![
                text("subject", "`objective:id`, `unit:id` or `person:id`"),
                text("node", "the unit, or the person's"),
                text("person", "id of the person"),
                text("objective", "the objective"),
                text("measure", "id of the measure"),
                text("period", "the fiscal year"),
                date("by", "the day after its last"),
                amount("target", "what is asked"),
                text("target_unit", "its unit: a currency, `rate` or `count`"),
                real("chance", "the share of paths that reach it"),
                amount("p10", "one in ten is lower"),
                amount("p50", "one in two is lower"),
                amount("p90", "nine in ten are lower"),
                text("missing", "why there are no odds; NULL where there are"),
            ],
        ),
        TableDoc::new(
            "pipeline_cover",
            "What may still come in the fiscal year from deals that are open and from those still to be made, beside what is left of the numbers.",
            vec![
                text("subject", "`unit:id` or `person:id`"),
                text("node", "the unit, or the person's"),
                text("person", "id of the person"),
                text("measure", "id of the measure"),
                text("period", "the fiscal year"),
                amount("remaining", "numbers of the year less what came"),
                amount("open_worth", "expected from deals that are open"),
                amount("new_worth", "expected from what is not opened yet, and from sales without a deal"),
                amount("upper", "nine in ten are lower: all of it together"),
                real("chance", "how likely all of it together reaches what is left"),
                whole("deals", "deals that are open"),
            ],
        ),
        TableDoc::new(
            "backtests",
            "How far the forecast was off on past days, beside simple rules on the same days.",
            vec![
                text("level", "`company`, `team` or `person`"),
                text("rule", "`forecast`, `last year`, `run rate` or `stage weighted`"),
                whole("origins", "past days from which it looked ahead"),
                whole("n", "forecasts that were compared"),
                amount("loss", "mean pinball loss over the tenth, fiftieth and ninetieth percentile"),
                real("coverage", "share of results inside the 80 % interval; forecast only"),
                real("bias", "mean of forecast less result, as a share of results"),
            ],
        ),
        TableDoc::new(
            "driver_bounds",
            "How much each driver has moved within four quarters before.",
            vec![
                text("driver", "the driver"),
                real("latest", "its level in the last four quarters"),
                real(
                    "most",
                    "nine in ten of its changes over four quarters were smaller, relative to the level before",
                ),
                whole("changes", "changes that this rests on"),
            ],
        ),
    ]
}
