//! Tables about how the work is done: tools and meetings.

use super::{date, flag, instant, integer, minutes, person, reference, text};
use crate::tables::FactTable;

pub(super) const TABLES: &[FactTable] = &[
    FactTable {
        name: "tool_usage",
        says: "A person used a tool on a day.",
        columns: &[
            reference("tool", "tool", "which tool").required(),
            person("who").required(),
            date("date", "when").required().event(),
            minutes("how long"),
            text("action", "what was done"),
        ],
    },
    FactTable {
        name: "meetings",
        says: "One meeting that took place.",
        columns: &[
            reference("rhythm", "rhythm", "which regular meeting"),
            reference("unit", "unit", "of which team"),
            person("who led it"),
            instant("started", "when").required().event(),
            minutes("how long"),
            integer("attendees", "how many were there").unit("people"),
            flag("notes", "1 when notes were kept"),
            integer("decisions", "how many decisions were written down"),
            integer("actions", "how many actions were agreed"),
            integer("actions_done", "how many of them are done"),
        ],
    },
    FactTable {
        name: "attendance",
        says: "A person was expected at a meeting.",
        columns: &[
            text("meeting", "key of the meeting").required(),
            person("who").required(),
            flag("present", "1 when the person was there, 0 when not").required(),
        ],
    },
];
