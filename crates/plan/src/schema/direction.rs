//! Kinds that say where the company goes: objectives, measures, quotas, levers.

use super::Type::{
    Choice, Count, Date, Duration, Flag, Money, Period, Quantity, Rate, Ref, Rows, Sql, Text, Texts,
};
use super::{Field, Kind, field, kind_of};

/// What a result is the product of, as plans and rule pages name it; `plumb_value` keeps the same words with how strongly
/// results follow.
pub const DRIVERS: &[&str] = &[
    "attrition",
    "comp-cost",
    "coverage",
    "cycle-time",
    "deal-size",
    "decision-latency",
    "effort-focus",
    "expansion",
    "forecast-accuracy",
    "margin",
    "opp-creation",
    "price-realization",
    "ramp",
    "retention",
    "selling-time",
    "win-rate",
];

pub(super) const KINDS: &[Kind] = &[
    kind_of("objective", "what a unit is to reach, by when, and which objectives it serves", OBJECTIVE),
    kind_of("measure", "how a number is computed from the facts: the one definition", MEASURE),
    kind_of("quota", "what one person is to bring of one measure in a time", QUOTA)
        .bounded()
        .in_csv("private/quotas.csv", &["person", "from", "measure"]),
    kind_of("commitment", "what one person says to bring of one measure in a time", COMMITMENT)
        .bounded()
        .in_csv("private/commitments.csv", &["person", "from", "measure"]),
    kind_of("cascade", "how a measure's target is handed down: by which bases, with which reserve", CASCADE),
    kind_of("lever", "a movement that fills the growth bridge, from within or by purchase", LEVER),
    kind_of("contest", "a prize for a result within a time", CONTEST).dated(),
    kind_of("exception", "a gap that is accepted for a reason until a day", EXCEPTION),
    kind_of("fix", "a remedy the company can carry out: effort, cost, when it may start", FIX),
];

const OBJECTIVE: &[Field] = &[
    field("says", Text, "the objective in one sentence, as it is told to people"),
    field("measure", Ref("measure"), "the measure it is counted in"),
    field("unit", Ref("unit"), "the unit that carries it").required(),
    field("direction", Choice(&["up", "down", "keep"]), "which way is better").or("up"),
    field("baseline", Quantity, "level at the start, for one fiscal year, in the measure's unit").signed(),
    field("target", Quantity, "level at the end, for one fiscal year, in the measure's unit").signed(),
    field("growth", Rate, "growth a year, compounding on the baseline; stands in for a target").signed(),
    field("start", Date, "day from which it counts"),
    field("date", Date, "day on which it is due"),
    field("owner", Ref("person"), "the person who answers for it"),
    field("weight", Rate, "its weight among the objectives of its unit"),
    field("headline", Flag, "whether it is the mandate whose money the review follows"),
    field("serves", Rows(SERVES), "the objectives above that it adds to; one id or a list of ids will do"),
    field("level", Rows(LEVEL), "targets of single periods; they come before growth and the straight line"),
    field("milestone", Rows(MILESTONE), "levels to be reached on the way"),
    field("driver", Rows(DRIVER), "what has to move, and by how much, for the growth to come about"),
    field("trade", Rows(TRADE), "what gives way when it pulls against another objective"),
    field("reviewed", Date, "day on which it was last looked at"),
];

const DRIVER: &[Field] = &[
    field("driver", Choice(DRIVERS), "what moves").required(),
    field("change", Rate, "by how much, relative to today: `4 %`").required().signed(),
    field("says", Text, "how it is to come about"),
    field("owner", Ref("person"), "the person who answers for it"),
];

const TRADE: &[Field] = &[
    field("objective", Ref("objective"), "the objective it pulls against").required(),
    field(
        "rule",
        Choice(&["floor", "exchange", "priority"]),
        "a limit, a rate of exchange, or which one goes first",
    )
    .required(),
    field("says", Text, "the rule in one sentence, as the front line is told it"),
];

const SERVES: &[Field] = &[
    field("objective", Ref("objective"), "the objective above").required(),
    field("kind", Choice(&["sum", "mean", "min", "product"]), "how the children make up the parent")
        .or("sum"),
    field("weight", Rate, "its weight in a mean"),
];

const LEVEL: &[Field] = &[
    field("period", Period, "the period, by its name in the company's calendar").required(),
    field("target", Quantity, "the level for that period, in the measure's unit").required().signed(),
];

const MILESTONE: &[Field] = &[
    field("date", Date, "the day").required(),
    field("target", Quantity, "the level to be reached by then, in the measure's unit").required().signed(),
    field("tolerance", Rate, "how far below still counts as on the way"),
];

const MEASURE: &[Field] = &[
    field("table", Text, "the fact table it reads").required(),
    field("value", Sql, "the expression that is summed, or of which the least or greatest is taken"),
    field("numerator", Sql, "of a ratio: the expression summed above the line"),
    field("denominator", Sql, "of a ratio: the expression summed below the line"),
    field("time", Text, "the column that says when").required(),
    field("person", Text, "the column that says whose"),
    field("filter", Sql, "the condition rows must meet to count"),
    field("also", Texts, "other words that people use for it"),
    field("unit", Choice(&["money", "count", "rate", "days", "hours"]), "what it is counted in").required(),
    field("aggregate", Choice(&["sum", "count", "ratio", "min", "max"]), "how rows become one number")
        .or("sum"),
    field("owner", Ref("person"), "the person who answers for the definition"),
    field("says", Text, "the definition in words"),
];

const QUOTA: &[Field] = &[
    field("person", Ref("person"), "who carries it").required(),
    field("measure", Ref("measure"), "the measure it is counted in").required(),
    field("amount", Quantity, "what is to be brought between `from` and `until`, in the measure's unit")
        .required(),
    field(
        "kind",
        Choice(&["direct", "roll-up", "overlay"]),
        "own result, the sum of a team's, or credit beside another's",
    )
    .or("direct"),
    field("objective", Ref("objective"), "the objective it serves"),
    field("issued", Date, "day on which the person was told"),
    field("accepted", Date, "day on which the person agreed"),
    field(
        "reason",
        Choice(&["joining", "leave", "move", "ground", "purchase", "correction", "decision"]),
        "why it begins, or is no longer what it was, within a fiscal year",
    ),
];

const COMMITMENT: &[Field] = &[
    field("person", Ref("person"), "who commits").required(),
    field("measure", Ref("measure"), "the measure it is counted in").required(),
    field("amount", Quantity, "what the person means to bring between `from` and `until`").required(),
    field("said", Date, "day on which it was said"),
];

const CASCADE: &[Field] = &[
    field("measure", Ref("measure"), "the measure whose target is handed down").required(),
    field(
        "objective",
        Ref("objective"),
        "the objective whose level is handed down; empty: the headline mandate, else the first of the measure",
    ),
    field("potential", Rate, "weight of what customers could buy"),
    field("history", Rate, "weight of what was brought in the year before"),
    field("capacity", Rate, "weight of heads, times ramp, times days"),
    field("equal", Rate, "weight of equal shares"),
    field("manual", Rate, "weight of the shares under `share`"),
    field("buffer", Rows(BUFFER), "what a unit hands on beyond its own target"),
    field("lock", Rows(LOCK), "amounts that are settled and stay"),
    field("share", Rows(SHARE), "shares set by hand"),
];

const BUFFER: &[Field] = &[
    field("unit", Ref("unit"), "the unit that hands on more"),
    field("level", Text, "all units of this level"),
    field("rate", Rate, "how much more, as a share of its target").required(),
];

const LOCK: &[Field] = &[
    field("unit", Ref("unit"), "the unit whose amount is settled"),
    field("person", Ref("person"), "the person whose amount is settled"),
    field("amount", Quantity, "the amount, in the measure's unit").required(),
    field("reason", Text, "why"),
];

const SHARE: &[Field] = &[
    field("unit", Ref("unit"), "the unit"),
    field("person", Ref("person"), "the person"),
    field("weight", Rate, "its weight among those beside it").required(),
];

const LEVER: &[Field] = &[
    field("kind", Choice(&["organic", "inorganic"]), "from within, or by purchase or alliance"),
    field("objective", Ref("objective"), "the objective it moves"),
    field(
        "category",
        Choice(&[
            "market",
            "price",
            "volume",
            "mix",
            "churn",
            "contraction",
            "expansion",
            "new-customers",
            "new-offerings",
            "purchase",
            "alliance",
        ]),
        "the part of the growth bridge it belongs to",
    ),
    field("amount", Money, "what it brings in a full year; below zero for what is lost").signed(),
    field("chance", Rate, "how likely it comes about").fraction(),
    field("start", Date, "first day on which somebody works on it"),
    field("closes", Date, "day on which it is done"),
    field("lag", Duration, "time from then until it shows"),
    field("cost", Money, "what it costs, once"),
    field("owner", Ref("person"), "the person who answers for it"),
    field("driver", Choice(DRIVERS), "the driver it moves"),
    field("change", Rate, "by how much it moves the driver, relative to today").signed(),
    field("segment", Ref("segment"), "the segment it is in"),
    field("offering", Ref("offering"), "the offering it is about"),
    field("hires", Count, "people that must be hired for it first"),
    field(
        "option",
        Flag,
        "whether it is not decided yet: it counts for nothing, and `plumb bridge --solve` may choose it",
    ),
    field("milestone", Rows(LEVER_MILESTONE), "what is to be there by when"),
    field("plan", Rows(LEVER_PLAN), "what is settled for those who sell"),
];

const LEVER_MILESTONE: &[Field] =
    &[field("date", Date, "the day").required(), field("says", Text, "what is there by then").required()];

const LEVER_PLAN: &[Field] = &[
    field(
        "item",
        Choice(&[
            "accounts",
            "credit",
            "offerings",
            "quota",
            "pay",
            "owners",
            "story",
            "list-change",
            "approval",
            "floor",
        ]),
        "what is settled",
    )
    .required(),
    field("says", Text, "how"),
    field("date", Date, "day by which it holds"),
    field("owner", Ref("person"), "the person who answers for it"),
];

const CONTEST: &[Field] = &[
    field("measure", Ref("measure"), "what decides who wins"),
    field("objective", Ref("objective"), "the objective it is to help"),
    field("offering", Ref("offering"), "the offering it is for"),
    field("unit", Ref("unit"), "the unit that takes part"),
    field("budget", Money, "what is given away"),
    field(
        "pays",
        Rate,
        "what a sale earns while it runs, as a share of the ordinary commission: `200 %` is double",
    ),
    field("winners", Count, "how many can win; empty where everyone who sells is paid more"),
    field(
        "baseline",
        Choice(&["none", "own", "quota"]),
        "what results are measured against: nothing, one's own of a time before it was announced, or the quota",
    ),
    field("rules", Text, "how one wins"),
    field("owner", Ref("person"), "the person who answers for it"),
];

const EXCEPTION: &[Field] = &[
    field("rule", Text, "the rule that is set aside").required(),
    field("subject", Text, "what it is set aside for, as kind and id: `unit:north`"),
    field("objective", Ref("objective"), "the objective it is set aside for"),
    field("reason", Text, "why").required(),
    field("until", Date, "first day on which the rule counts again").required(),
    field("from", Date, "first day of the exception"),
    field("by", Ref("person"), "who decided it"),
];

const FIX: &[Field] = &[
    field("rule", Text, "the rule whose gap it closes"),
    field("owner", Ref("person"), "who carries it out"),
    field("effort", Duration, "working time it takes"),
    field("cost", Money, "what it costs, once"),
    field("start", Date, "first day on which it can start"),
    field("date", Date, "day on which it is to be done"),
    field("values", super::Type::Refs("value"), "values of the company that it touches"),
];
