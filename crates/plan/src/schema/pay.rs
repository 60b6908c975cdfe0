//! The kind that says what people are paid for: credits, measures, components, settlement, and worked examples.

mod example;

use super::Type::{
    Choice, Count, Date, Duration, Flag, Money, Quantities, Quantity, Rate, Ref, Refs, Rows, Text, Texts,
};
use super::{Field, Kind, field, kind_of};

pub(super) const KINDS: &[Kind] =
    &[kind_of("pay", "a pay plan: what is paid for which result, and when", PAY).dated()];

const PAY: &[Field] = &[
    field("roles", Refs("role"), "the roles it is for").required(),
    field("version", Count, "its version; 1 if absent"),
    field("on_target", Money, "variable pay of a year at exactly the target"),
    field("base", Money, "fixed pay of a year"),
    field("currency", Text, "the currency it pays in: `EUR`; the company's if absent"),
    field("every", Choice(&["week", "month", "quarter", "half", "year"]), "how often it pays").or("month"),
    field("edge", Choice(&["upper", "lower"]), "the tier to which a value exactly on an edge belongs")
        .or("upper"),
    field(
        "round_at",
        Choice(&["line", "period"]),
        "where amounts become whole cents: each line by itself, or the sum at the end of each pay period",
    )
    .or("line"),
    field("rounding", Choice(&["half-away", "half-even", "down"]), "how amounts become whole cents")
        .or("half-away"),
    field(
        "convert",
        Choice(&["plan-rate", "transaction-day"]),
        "the day whose exchange rate counts: the plan's first, or each transaction's own",
    )
    .or("plan-rate"),
    field("credit", Rows(CREDIT), "who is credited with which transactions; absent: the measure's own facts"),
    field("measure", Rows(MEASURE), "what is gathered from credits, over which time, against which quota"),
    field("component", Rows(COMPONENT), "the parts it is made of"),
    field("cap", Quantity, "the most that all components pay together: money, or per cent of `on_target`"),
    field("cap_over", Choice(&["period", "year"]), "the time over which `cap` holds; a year if absent"),
    field(
        "cap_order",
        Choice(&["before-draw", "after-draw"]),
        "whether `cap` limits what is earned, or what earnings and draw make together; before-draw if absent",
    ),
    field(
        "negative",
        Choice(&["carry", "owe", "forgive"]),
        "what a pay period below zero does: set against later pay, taken off at once, or forgiven",
    )
    .or("carry"),
    field("draw", Money, "advance on pay in each pay period"),
    field(
        "draw_kind",
        Choice(&["recoverable", "non-recoverable", "advance", "on-top"]),
        "filled up to and taken off later pay; filled up to for good; paid first and set against the same \
         period; paid on top and taken off later; recoverable if absent",
    ),
    field(
        "draw_periods",
        Count,
        "in how many of a person's first pay periods there is a draw; absent: in all",
    ),
    field("draw_limit", Money, "the most that may be owed"),
    field("draw_forgiven", Flag, "whether what is owed after the last draw is forgiven"),
    field("guarantee", Money, "the least that is paid in each of the first pay periods"),
    field("guarantee_periods", Count, "how many of a person's first pay periods have the guarantee"),
    field("hold", Rate, "the part of pay that waits").fraction(),
    field("hold_until", Text, "until when: a time such as `90 days`, or an event such as `payment`"),
    field("hold_forfeit", Duration, "after how long without the event it is lost; absent: never"),
    field("hold_of", Texts, "ids of the components of which it is held; absent: of all"),
    field(
        "hold_order",
        Choice(&["after-cap", "before-cap"]),
        "whether it is held of what `cap` leaves; after-cap if absent",
    ),
    field(
        "clawback",
        Choice(&["original-rate", "at-margin", "recalculate"]),
        "what taking a sale back costs: what it was paid, what its amount pays on that day, or the \
         difference to a world without the sale",
    ),
    field("clawback_on", Texts, "the events that take a sale back: `cancel`, `return`, `nonpayment`"),
    field(
        "clawback_within",
        Text,
        "how long after the sale: `90 days`, or `12 months` of the calendar; absent: always",
    ),
    field(
        "clawback_served",
        Count,
        "months over which a sale is earned: only those not served are taken back",
    ),
    field("leave_relief", Duration, "an absence longer than this lowers the quota by the days missed"),
    field(
        "leave_pays",
        Choice(&["earned", "target", "average"]),
        "what is paid at least while absent; earned if absent",
    ),
    field("leave_periods", Count, "how many pay periods before make the average; 6 if absent"),
    field("capitalise", Count, "months over which commission is spread as a cost of the contract"),
    field("capitalise_of", Texts, "ids of the components that are capitalised; absent: all"),
    field("capitalise_above", Count, "contracts of at most so many months are expensed at once"),
    field(
        "example",
        Rows(example::EXAMPLE),
        "what it pays in a case worked by hand; checked with every change",
    ),
];

const CREDIT: &[Field] = &[
    field("id", Text, "id, unique in the plan").required(),
    field("on", Texts, "the events that count: `booking`, `invoice`, `payment`; absent: all, and `plumb pay check` warns where there are several kinds"),
    field("amount", Text, "the number that counts: `net`, `list`, `margin`, `quantity` or another column; net if absent"),
    field("when", Text, "which transactions count: `segment is not public and term >= 24`; absent: all"),
    field(
        "to",
        Choice(&["owner", "split", "role", "territory", "account", "roll-up"]),
        "who is credited: the owner, all who share it, whoever has `role` on it, whoever has its territory or \
         account, or those above the credited",
    )
    .or("owner"),
    field("role", Text, "the role on the transaction, or of those who have the territory or account"),
    field("share", Rate, "the share of the amount that is credited; 100 % if absent"),
    field("share_when", Rows(SHARE_WHEN), "other shares; the first whose condition holds counts"),
    field("remainder", Choice(&["owner", "largest"]), "who gets cents that do not divide; owner if absent"),
    field("of", Texts, "the credits that roll up: `credit`, or `plan.credit` of another plan"),
    field("levels", Count, "the highest level above that is credited; `first_level` if absent"),
    field("first_level", Count, "the lowest level that is credited; 2 leaves out the direct manager"),
    field("once", Flag, "whether a transaction that several below share rolls up once only"),
    field("weight_by", Text, "the column whose value says how much a unit counts towards the quota"),
    field("weight", Rows(RATE_ROW), "how much a unit counts, by the value of `weight_by`"),
    field("weight_other", Rate, "how much all others count; absent: they have no weight, and it is said"),
    field("most", Money, "the most that one transaction credits"),
];

const SHARE_WHEN: &[Field] = &[
    field("when", Text, "the condition; `specialist is payee` asks for a role on the transaction").required(),
    field("share", Rate, "the share").required(),
];

const RATE_ROW: &[Field] = &[
    field("is", Text, "the value of the column").required(),
    field("rate", Rate, "the rate").required(),
    field("from", Date, "first day on which it holds"),
    field("until", Date, "first day on which it no longer holds"),
];

const MEASURE: &[Field] = &[
    field("id", Text, "id, unique in the plan").required(),
    field("sum", Texts, "the sum of what these credits credit"),
    field("count", Texts, "how many transactions these credits credit"),
    field("average", Texts, "the mean amount per transaction of these credits"),
    field("growth", Texts, "the change of their sum against the window before, as a share of it"),
    field("rank", Texts, "the place among all under the plan, from 1, by their sum"),
    field("above", Texts, "of a ratio: the credits summed above the line"),
    field("below", Texts, "of a ratio: the credits summed below the line"),
    field("figure", Text, "the name of a figure that somebody enters: a score, a result of the company"),
    field(
        "reports_at_quota",
        Text,
        "the share of direct reports at their quota of this measure: `measure`, or `plan.measure`",
    ),
    field(
        "over",
        Choice(&["transaction", "week", "month", "quarter", "half", "year", "plan", "rolling"]),
        "the time over which it is gathered before it starts anew",
    )
    .or("year"),
    field("months", Count, "of `rolling`: how many months up to and with the current one; 3 if absent"),
    field("quota", Quantity, "one quota for everybody, for a full window"),
    field(
        "quota_of",
        Text,
        "the measure under which quotas are listed; own id if absent and a quota is needed",
    ),
    field(
        "seasons",
        Quantities,
        "how a year's quota lies on its 4 quarters or 12 months: shares that sum to 100 %",
    ),
    field(
        "ramp",
        Quantities,
        "the share of the quota that counts in a person's first months: `[\"50 %\", \"50 %\"]`",
    ),
    field(
        "prorate",
        Choice(&["no", "days", "days-after-first", "months"]),
        "how quota and target shrink for a part of a window",
    )
    .or("days"),
    field("to_date", Flag, "whether only the quota up to the day counts, not that of the whole window"),
];

const COMPONENT: &[Field] = &[
    field(
        "id",
        Text,
        "id, unique in the plan; statements show it: `quota-bonus`; if absent what it pays for and how, such as `net-revenue-commission`",
    ),
    field("measure", Ref("measure"), "the company's measure that it pays for"),
    field("of", Text, "the measure of this plan that drives it"),
    field("credit", Texts, "the credits whose lines are paid; those of the measure if absent"),
    field("objective", Ref("objective"), "the objective that it pays for"),
    field("offering", Ref("offering"), "only results of this offering count"),
    field("segment", Ref("segment"), "only results in this segment count"),
    field("weight", Rate, "its share of the variable pay"),
    field(
        "pays",
        Choice(&["rate", "table", "each", "share-over-quota", "share", "amount", "own-rate", "tiers"]),
        "what a unit brings; told by the other fields if absent",
    ),
    field("rate", Rate, "what is paid of each unit of the result"),
    field("rate_by", Text, "the column whose value says the rate"),
    field("rates", Rows(RATE_ROW), "the rates by the value of `rate_by`"),
    field(
        "rate_other",
        Rate,
        "the rate of all other values; absent: nothing is paid for them, and it is said",
    ),
    field("each", Money, "so much for each whole unit"),
    field("amount", Money, "so much for each window"),
    field(
        "counts",
        Choice(&["amount", "credit"]),
        "whether the amount of a line is paid, or its weighted credit; amount if absent",
    ),
    field(
        "shape",
        Choice(&["flat", "marginal", "retro", "linear", "step", "matrix"]),
        "how the price changes: each tier pays for what lies in it, the tier reached pays for all, straight \
         lines between points, the last point reached, or a table of two measures; told by the rows if absent",
    ),
    field("tier", Rows(TIER), "rates that change with attainment or amount, in rising order"),
    field("point", Rows(POINT), "points of a curve, in rising order"),
    field(
        "edge",
        Choice(&["upper", "lower"]),
        "the tier to which a value on an edge belongs; as the plan if absent",
    ),
    field("threshold", Quantity, "attainment or amount below which nothing is paid"),
    field(
        "threshold_pays",
        Choice(&["from-zero", "from-threshold"]),
        "whether reaching it pays for all, or for what lies above; from-zero if absent",
    ),
    field("cap", Quantity, "attainment or amount above which nothing more is paid"),
    field("most", Quantity, "the most it pays in a window: money, or per cent of its target").signed(),
    field("least", Quantity, "the least it pays in a window: money, or per cent of its target"),
    field("gate", Rows(GATE), "what must be reached for it to pay"),
    field("times", Rows(TIMES), "what multiplies it"),
    field("across", Text, "of a table of two measures: the one across"),
    field("columns", Quantities, "the levels of its columns"),
    field("row", Rows(MATRIX_ROW), "its rows"),
    field(
        "bilinear",
        Flag,
        "whether values between the cells count; true if absent, else the last cell reached",
    ),
    field(
        "period",
        Choice(&["transaction", "week", "month", "quarter", "half", "year", "plan"]),
        "how often it is counted anew; as its measure if absent, else as the measure of its gate or multiplier, else `every`",
    ),
    field(
        "settles",
        Choice(&["as-earned", "at-end"]),
        "when it is earned: with each line, or at the end of its window",
    ),
    field("round_at", Choice(&["line", "period"]), "where it becomes whole cents; as the plan if absent"),
    field("tranche", Rows(TRANCHE), "how what is earned is paid out over time; absent: at once"),
    field("from", Date, "first day, of a component that does not last as long as the plan"),
    field("until", Date, "the day after its last"),
    field("pool", Money, "a fund that all share"),
    field(
        "pool_by",
        Choice(&["first-come", "earned", "credited"]),
        "by what the fund is shared; earned if absent",
    ),
    field("prize", Quantities, "prizes for the first, the second and so on"),
    field(
        "ties",
        Choice(&["share", "all", "first"]),
        "what equals get: they share, each has the higher prize, or the first takes it; share if absent",
    ),
    field("prize_at_least", Quantity, "the least that must be credited to have a place"),
    field("decelerates", Flag, "whether it is meant that more result may pay less"),
    field("after_bonus", Flag, "whether the rate is of what is left after the bonus itself"),
    field("tax", Rate, "tax that is taken off before the rate applies").fraction(),
    field("bonus_lowers_tax", Flag, "whether the bonus lowers that tax"),
];

const TIER: &[Field] = &[
    field("over", Quantity, "attainment or amount from which it holds; the end of the one before if absent"),
    field("to", Quantity, "where it ends; the begin of the next if absent"),
    field("rate", Rate, "what is paid of each unit in it"),
    field("times", Rate, "how many times the component's price is paid in it: `150 %`"),
    field("whole", Money, "so much for the whole tier, in proportion to how far it is filled"),
];

const POINT: &[Field] = &[
    field("at", Quantity, "attainment, amount or value").required().signed(),
    field("pays", Rate, "what is paid there of the component's price").required(),
];

const GATE: &[Field] = &[
    field("of", Text, "the measure of this plan").required(),
    field("at_least", Quantity, "the level that must be reached").required().signed(),
    field("otherwise", Rate, "what is paid while it is not reached; 0 % if absent"),
];

const TIMES: &[Field] = &[
    field("name", Text, "what people call it: a contest, a campaign"),
    field("when", Text, "the condition on transactions"),
    field("times", Rate, "what their pay is multiplied by"),
    field("of", Text, "the measure of this plan whose level multiplies the whole component"),
    field("point", Rows(TIMES_POINT), "what it is multiplied by from which level on"),
    field("figure", Text, "the figure whose word multiplies the whole component"),
    field("word", Rows(TIMES_WORD), "what it is multiplied by for which word"),
];

const TIMES_POINT: &[Field] = &[
    field("at", Quantity, "attainment, amount or value").required().signed(),
    field("times", Rate, "what is multiplied by from here on").required(),
];

const TIMES_WORD: &[Field] =
    &[field("is", Text, "the word").required(), field("times", Rate, "what is multiplied by").required()];

const MATRIX_ROW: &[Field] = &[
    field("at", Quantity, "level of the component's measure").required().signed(),
    field("pays", Quantities, "what is paid in each column, in per cent").required(),
];

const TRANCHE: &[Field] = &[
    field("share", Rate, "the part of what is earned").required().fraction(),
    field(
        "after",
        Text,
        "when: `at once`, a time such as `90 days` or `12 months`, or an event such as `payment`",
    )
    .required(),
    field("forfeit", Duration, "after how long without the event it is lost; absent: never"),
];
