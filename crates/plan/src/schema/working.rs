//! Kinds that say how people work together: processes, tools, reports, meetings.

use super::Type::{Choice, Count, Duration, Flag, Keys, Money, Ref, Refs, Rows, Text, Texts};
use super::{Field, Kind, field, kind_of};

pub(super) const KINDS: &[Kind] = &[
    kind_of("process", "a way of working: steps, and hand-offs between roles", PROCESS),
    kind_of("tool", "a system that people work with", TOOL),
    kind_of("report", "numbers that are shown to people regularly", REPORT),
    kind_of("rhythm", "a meeting that comes back", RHYTHM),
];

const EVERY: super::Type = Choice(&["day", "week", "fortnight", "month", "quarter", "year"]);

const PROCESS: &[Field] = &[
    field("owner", Ref("person"), "the person who answers for it"),
    field("objective", Ref("objective"), "the objective it is to help"),
    field("step", Rows(STEP), "what is done, in order"),
    field("handoff", Rows(HANDOFF), "where work passes from one role to another"),
];

const STEP: &[Field] =
    &[field("says", Text, "what is done").required(), field("role", Ref("role"), "the role that does it")];

const HANDOFF: &[Field] = &[
    field("from", Ref("role"), "the role that gives").required(),
    field("to", Ref("role"), "the role that takes").required(),
    field("trigger", Text, "what sets it off"),
    field("payload", Text, "what is handed over"),
    field("accepts", Text, "what the taker checks before accepting"),
    field("within", Duration, "time within which it must be taken"),
];

const TOOL: &[Field] = &[
    field("purpose", Text, "what it is for"),
    field("owner", Ref("person"), "the person who answers for it"),
    field("roles", Refs("role"), "the roles that use it"),
    field("must_use", Refs("role"), "the roles that cannot do their work as agreed without it"),
    field("record", Flag, "whether it is a system of record: what stands there counts"),
    field("keeps", Texts, "what it is the one home of"),
    field("enters", Texts, "what people type into it by hand"),
    field("processes", Refs("process"), "the processes that run in it"),
    field("cost", Money, "what it costs a year"),
    field("seats", Count, "how many people may use it"),
    field("keys", Keys, "what other systems call it"),
];

const REPORT: &[Field] = &[
    field("owner", Ref("person"), "the person who answers for it"),
    field("measures", Refs("measure"), "the measures it shows"),
    field("roles", Refs("role"), "the roles that get it"),
    field("units", Refs("unit"), "the units that get it; those below them too"),
    field("every", EVERY, "how often it comes"),
    field("decides", Text, "the decision it is for"),
    field("tool", Ref("tool"), "the tool it is drawn from"),
    field("keys", Keys, "what other systems call it"),
];

const RHYTHM: &[Field] = &[
    field(
        "kind",
        Choice(&[
            "team",
            "one-to-one",
            "deal-review",
            "forecast",
            "month-review",
            "quarter-review",
            "hand-off",
            "programme",
            "other",
        ]),
        "what kind of meeting it is",
    ),
    field("unit", Ref("unit"), "the unit that meets"),
    field("every", EVERY, "how often it is held"),
    field("minutes", Duration, "how long it takes"),
    field("roles", Refs("role"), "the roles that take part"),
    field("measures", Refs("measure"), "the measures that are looked at"),
    field("objectives", Refs("objective"), "the objectives that are looked at"),
    field("owner", Ref("person"), "the person who holds it"),
    field("sponsor", Ref("person"), "the person above who has promised to be there"),
    field("reports", Refs("report"), "the reports that are on the table"),
    field("inputs", Texts, "what else must be on the table"),
    field("outputs", Texts, "what must come out"),
    field("decides", Text, "what is decided there"),
    field("keys", Keys, "what other systems call it"),
];
