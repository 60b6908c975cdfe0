//! Worked examples of a pay plan: what happens, and what should come out.

use super::super::Type::{Choice, Date, Money, Named, Quantity, Rate, Rows, Text, Texts};
use super::super::{Field, field};

pub(super) const EXAMPLE: &[Field] = &[
    field("id", Text, "id, unique in the plan"),
    field("says", Text, "the case in one sentence"),
    field("person", Text, "who is paid; `ana` if absent"),
    field("people", Texts, "further people on the same terms"),
    field("role", Text, "what they do"),
    field("joined", Date, "first day under the plan; the plan's first if absent"),
    field("left", Date, "the day after the last"),
    field("on_target", Money, "variable pay of a year at target, where it differs from the plan's"),
    field("base", Money, "fixed pay of a year, where it differs"),
    field("draw", Money, "draw of a pay period, where it differs"),
    field("rate", Rate, "a rate of the person's own"),
    field(
        "quota",
        Quantity,
        "quota of everybody in it, of the plan's first measure that has one, for the whole time of the plan",
    ),
    field("quotas", Rows(EXAMPLE_QUOTA), "quotas by person, measure and time"),
    field("member", Rows(EXAMPLE_MEMBER), "people on other terms, or under another plan"),
    field("report", Rows(EXAMPLE_REPORT), "who reports to whom"),
    field("assigned", Rows(EXAMPLE_ASSIGNED), "who has which territory or account"),
    field("figure", Rows(EXAMPLE_FIGURE), "figures that somebody enters"),
    field("absent", Rows(EXAMPLE_ABSENT), "absences"),
    field("exchange", Rows(EXAMPLE_EXCHANGE), "exchange rates"),
    field("transaction", Rows(TRANSACTION), "what happened"),
    field("as_of", Date, "the last day that is known; the plan's last if absent"),
    field("earned", Money, "what the person earns in all").signed(),
    field("paid", Money, "what the person is paid in all").signed(),
    field("expect", Rows(EXPECT), "what should come out"),
];

const EXAMPLE_QUOTA: &[Field] = &[
    field("measure", Text, "id of the measure; the first that has a quota if absent"),
    field("person", Text, "whose; everybody's if absent"),
    field("amount", Quantity, "how much between `from` and `until`").required().signed(),
    field("from", Date, "first day; the plan's first if absent"),
    field("until", Date, "the day after the last; that of the plan if absent"),
    field("recorded", Date, "day on which it became known; of two for the same days the later counts"),
];

const EXAMPLE_MEMBER: &[Field] = &[
    field("person", Text, "who").required(),
    field("plan", Text, "id of the pay plan; this one if absent"),
    field("role", Text, "what the person does"),
    field("from", Date, "first day under the plan"),
    field("until", Date, "the day after the last"),
    field("on_target", Money, "variable pay of a year at target, where it differs"),
    field("base", Money, "fixed pay of a year, where it differs"),
    field("draw", Money, "draw of a pay period, where it differs"),
    field("rate", Rate, "a rate of the person's own"),
];

const EXAMPLE_REPORT: &[Field] = &[
    field("person", Text, "who reports").required(),
    field("to", Text, "to whom").required(),
    field("from", Date, "first day; always if absent"),
    field("until", Date, "the day after the last; still if absent"),
];

const EXAMPLE_ASSIGNED: &[Field] = &[
    field("person", Text, "who").required(),
    field("by", Choice(&["territory", "account"]), "what is assigned").required(),
    field("is", Text, "which one").required(),
    field("from", Date, "first day; always if absent"),
    field("until", Date, "the day after the last; still if absent"),
];

const EXAMPLE_FIGURE: &[Field] = &[
    field("name", Text, "its name").required(),
    field("value", Quantity, "the figure").signed(),
    field("word", Text, "the figure as a word"),
    field("person", Text, "whose; everybody's if absent"),
    field("from", Date, "first day; the plan's first if absent"),
    field("until", Date, "the day after the last; that of the plan if absent"),
];

const EXAMPLE_ABSENT: &[Field] = &[
    field("person", Text, "who; the example's person if absent"),
    field("from", Date, "first day").required(),
    field("until", Date, "the day after the last").required(),
];

const EXAMPLE_EXCHANGE: &[Field] = &[
    field("currency", Text, "the currency: `USD`").required(),
    field("into", Text, "the currency it is changed into: `EUR`").required(),
    field("rate", Text, "what one of it is worth: `0.9216`").required(),
    field("date", Date, "first day on which it holds; always if absent"),
];

const TRANSACTION: &[Field] = &[
    field("id", Text, "id, unique in the example; `t1`, `t2` by position if absent"),
    field("on", Text, "what sort of event: `invoice`, `payment`, `cancel`; booking if absent"),
    field("date", Date, "the day; the plan's first if absent"),
    field("amount", Quantity, "the amount that counts, in every column that credits of such events read")
        .signed(),
    field("person", Text, "whose it is; the example's person if absent"),
    field("reverses", Text, "id of the transaction that it takes back"),
    field("follows", Text, "id of the transaction that it belongs to: the sale of a payment"),
    field("shares", Named, "who shares it beside the owner: `{ ben = \"30 %\" }`"),
    field("roles", Named, "who has which role on it: `{ specialist = \"cleo\" }`"),
    field("with", Named, "its other columns: `{ segment = \"public\", margin = \"220 EUR\", term = 24 }`"),
];

const EXPECT: &[Field] = &[
    field("what", Choice(WHAT), "what is expected").or("paid"),
    field("person", Text, "whose; the example's person if absent"),
    field("plan", Text, "id of the pay plan; this one if absent"),
    field("period", Text, "name of the pay period: `2026-02`; all together if absent, or the last one"),
    field("component", Text, "id of the component; all together if absent"),
    field(
        "measure",
        Text,
        "of `quota`, `attainment` and `value`: id of the measure; the first that has a quota if absent",
    ),
    field("line", Text, "of `line` and `credit`: id of the transaction"),
    field("is", Quantity, "the figure").required().signed(),
];

/// What an example can expect: figures of a period, then sorts of entries.
const WHAT: &[&str] = &[
    "paid",
    "earned",
    "held",
    "balance",
    "line",
    "credit",
    "quota",
    "value",
    "attainment",
    "target",
    "base",
    "total",
    "asset",
    "monthly",
    "earning",
    "bonus",
    "gate",
    "multiplier",
    "cap",
    "floor",
    "clawback",
    "draw-advance",
    "draw-recovery",
    "draw-forgiven",
    "carried",
    "guarantee",
    "leave",
    "hold",
    "release",
    "forfeit",
    "adjustment",
];
