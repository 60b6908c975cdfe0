//! Kinds that say under which conditions the company sells: values, pressures, exchange rates, holidays.

use super::Type::{Choice, Date, Rate, Ref, Text, Texts};
use super::{Field, Kind, field, kind_of};

pub(super) const KINDS: &[Kind] = &[
    kind_of("value", "something the company stands for, and what it therefore never does", VALUE),
    kind_of("pressure", "something outside or inside that bears on a unit, with its dates", PRESSURE).dated(),
    kind_of("exchange", "the rate between two currencies from a day on", EXCHANGE)
        .in_csv("rates.csv", &["currency", "into", "date"]),
    kind_of("holiday", "a day on which nobody works in a country", HOLIDAY)
        .in_csv("holidays.csv", &["country", "date"]),
];

const VALUE: &[Field] = &[
    field("says", Text, "the value in one sentence").required(),
    field("never", Texts, "what the company does not do, whatever it brings"),
    field(
        "forbids",
        Choice(&["deadlines", "discounts", "overselling", "rivalry"]),
        "what pay and contests must therefore not reward",
    ),
];

const PRESSURE: &[Field] = &[
    field(
        "kind",
        Choice(&["client", "market", "rival", "budget", "pay", "ground", "tools", "other"]),
        "where it comes from",
    ),
    field("unit", Ref("unit"), "the unit it bears on"),
    field("segment", Ref("segment"), "the segment it bears on"),
    field("offering", Ref("offering"), "the offering it bears on"),
    field("says", Text, "what happened"),
    field("effect", Rate, "what it does to sales there, as a share").signed(),
];

const EXCHANGE: &[Field] = &[
    field("currency", Text, "currency of one unit, as a three-letter code").required(),
    field("into", Text, "currency it is worth in, as a three-letter code").required(),
    field("date", Date, "first day of the rate; it holds until the next").required(),
    field("rate", Text, "how much of `into` one unit is worth, as an exact decimal").required(),
];

const HOLIDAY: &[Field] = &[
    field("country", Text, "country, as in the units; empty: everywhere"),
    field("date", Date, "the day").required(),
];
