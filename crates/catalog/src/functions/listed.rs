//! The list of all functions, for readers.

use super::Function;
use super::FunctionKind;
use super::FunctionKind::{Calendar, Exact, Figure, Statistic};

/// All functions of ours, in the order of the documentation.
pub const FUNCTIONS: &[Function] = &[
    of(Exact, "amount", "text", "decimal text as an amount in millionths", ""),
    of(Exact, "exact_text", "amount", "an amount in millionths as decimal text", ""),
    of(
        Exact,
        "part",
        "amount, fraction",
        "their product, both in millionths; halves of a millionth go to the even one",
        "",
    ),
    of(Exact, "share", "a, b", "a divided by b as a float; NULL when b is 0", ""),
    of(Exact, "day_after", "date", "the next day", ""),
    of(Exact, "days", "a, b", "days from a to b, below zero when b is earlier", ""),
    of(
        Exact,
        "days_overlap",
        "from1, until1, from2, until2",
        "days in both ranges; NULL for `until` is an open end",
        "",
    ),
    of(
        Exact,
        "money",
        "minor",
        "whole minor units of the company's currency as decimal text: 260000000 is `2600000.00`",
        "",
    ),
    of(
        Exact,
        "converted",
        "amount, currency, date",
        "the amount in the company's currency at the plan's rate of that day, halves of a millionth to the even one; NULL without a rate; without a currency, the amount",
        "",
    ),
    of(Calendar, "as_of", "", "the day of the review", ""),
    of(Calendar, "year_from", "", "first day of the fiscal year that holds the day of the review", ""),
    of(Calendar, "year_until", "", "the day after the last one of that year", ""),
    of(
        Calendar,
        "period",
        "date, grain",
        "name of the fiscal `day`, `week`, `month`, `quarter` or `year` that holds the date",
        "",
    ),
    of(Calendar, "period_from", "date, grain", "first day of that period", ""),
    of(Calendar, "period_until", "date, grain", "the day after the last one of that period", ""),
    of(Calendar, "month_of_quarter", "date", "1, 2 or 3", ""),
    of(
        Calendar,
        "days_to_end",
        "date, grain",
        "days after this one until the period ends: 0 on its last day",
        "",
    ),
    of(Calendar, "late", "date, n", "1 when the date lies in the last n days of its quarter, else 0", ""),
    of(
        Calendar,
        "working_days",
        "a, b [, country]",
        "working days from a until before b, less the holidays without a country and those of the country",
        "",
    ),
    of(Figure, "greatest", "a, b, …", "the greatest of its arguments; NULL ones do not count", ""),
    of(Figure, "least", "a, b, …", "the least of its arguments; NULL ones do not count", ""),
    of(Figure, "magnitude", "x, from, scale", "how far x lies above `from`, in scales, between 0 and 1", ""),
    of(
        Figure,
        "wilson_lower",
        "k, n",
        "lower end of the two-sided 95 % score interval for k of n",
        "Wilson 1927",
    ),
    of(
        Figure,
        "wilson_upper",
        "k, n",
        "upper end of the two-sided 95 % score interval for k of n",
        "Wilson 1927",
    ),
    of(Statistic, "mean", "x", "arithmetic mean", ""),
    of(Statistic, "mean_where", "x, condition", "mean of x in rows that meet the condition", ""),
    of(Statistic, "median", "x", "the value in the middle", "Hyndman & Fan 1996, type 7"),
    of(Statistic, "quantile", "x, q", "the value below which a share q lies", "Hyndman & Fan 1996, type 7"),
    of(Statistic, "sd", "x", "standard deviation of a sample (n − 1)", ""),
    of(Statistic, "gini", "x", "inequality: 0 when all are equal, near 1 when one has all", "Gini 1912"),
    of(
        Statistic,
        "bimodality",
        "x",
        "coefficient of bimodality; above 5/9 two heaps are likely",
        "SAS/STAT User's Guide, CLUSTER",
    ),
    of(Statistic, "correlation", "x, y", "correlation coefficient", "Pearson 1895"),
    of(
        Statistic,
        "rank_correlation",
        "x, y",
        "correlation of ranks, equal values sharing theirs",
        "Spearman 1904",
    ),
    of(
        Statistic,
        "slope",
        "y, x, cluster",
        "change of y for one more of x, comparing only within clusters",
        "fixed effects per cluster",
    ),
    of(
        Statistic,
        "slope_lower",
        "y, x, cluster",
        "lower end of its two-sided 95 % interval, errors clustered, t with G − 1 degrees of freedom",
        "Liang & Zeger 1986, G/(G − 1) · (N − 1)/(N − 2)",
    ),
    of(Statistic, "slope_p", "y, x, cluster", "one-sided p-value of a slope above zero", "as slope_lower"),
    of(
        Statistic,
        "least_group",
        "condition",
        "rows in the smaller of both groups, those that meet the condition and those that do not",
        "",
    ),
];

const fn of(
    kind: FunctionKind,
    name: &'static str,
    arguments: &'static str,
    says: &'static str,
    source: &'static str,
) -> Function {
    Function { name, arguments, kind, says, source }
}
