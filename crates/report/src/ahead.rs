//! What will happen, in words: the odds of the headline, who is behind pace, what nothing pays for, where a simple rule was nearer.

use plumb_engine::{
    LookBackView, MoneyView, OddsView, OutlookNode, OutlookView, PaceView, RangeView, Review, parse_date,
};

use crate::aloud::day;
use crate::cells::hanging;
use crate::figures::{bare, count, grouped, like, list, short};
use crate::paper::Paper;

/// Units furthest behind that are told.
pub(crate) const BEHIND_MAX: usize = 3;

/// What will happen, in two or three lines; nothing without an outlook.
pub(crate) fn ahead(review: &Review, paper: Paper) -> String {
    let Some(outlook) = &review.outlook else { return String::new() };
    let Some(says) = odds_of_the_headline(outlook) else { return String::new() };
    let mut out = paper.heading("What will happen?") + "\n" + &hanging("  ", &says, paper.columns());
    out += &hanging("  ", &behind_says(outlook), paper.columns());
    let rest: Vec<String> = unfunded(review).into_iter().chain(nearer(outlook)).collect();
    if !rest.is_empty() {
        out += &hanging("  ", &rest.join(" "), paper.columns());
    }
    out
}

/// What nothing pays for of the growth, in a sentence.
fn unfunded(review: &Review) -> Option<String> {
    let bridge = review.bridge.as_ref().filter(|bridge| bridge.unfunded.minor > 0)?;
    Some(format!("Nothing pays for {} of the growth.", short(&bridge.unfunded)))
}

/// The odds of the headline in a sentence; `None` where nothing is asked for.
///
/// ```text
/// 67 in 100 that 68.8 M EUR come in by 31 March 2027; eight in ten years end between 61.7 M and 86.6 M EUR.
/// ```
pub(crate) fn odds_of_the_headline(outlook: &OutlookView) -> Option<String> {
    let told = followed(outlook);
    let node = match told {
        Some(odds) => of_unit(outlook, odds.unit.as_deref()),
        None => outlook.nodes.first(),
    };
    let by = day(&last_day(&outlook.period.until));
    let target = node.map(|node| short(&node.target)).or_else(|| Some(written(&told?.target)))?;
    let whose = node
        .filter(|node| node.parent.is_some())
        .map_or_else(String::new, |node| format!(" in {}", node.name));
    if let Some(node) = node.filter(|node| is_over(node)) {
        let reached = if node.pace.remaining.minor <= 0 { "reached" } else { "not reached" };
        return Some(format!(
            "The year is over: {} of {target} came in{whose}, so what was asked for is {reached}.",
            short(&node.pace.actual)
        ));
    }
    let chance = told.and_then(|odds| odds.chance).or_else(|| node.and_then(|node| node.chance));
    let ends = node
        .and_then(|node| node.range.as_ref())
        .map(between)
        .or_else(|| Some(format!("{} and {}", written(told?.p10.as_ref()?), written(told?.p90.as_ref()?))));
    Some(match (chance, ends) {
        (Some(chance), Some(ends)) => {
            format!(
                "{} that {target} come in{whose} by {by}; eight in ten years end between {ends}.",
                in_100(chance)
            )
        }
        (Some(chance), None) => format!("{} that {target} come in{whose} by {by}.", in_100(chance)),
        (None, _) => {
            format!("{target} are asked for{whose} by {by}; there are no odds, because {}.", why_not(told))
        }
    })
}

/// The odds of the objective that is handed down.
pub(crate) fn followed(outlook: &OutlookView) -> Option<&OddsView> {
    let objective = outlook.objective.as_ref()?;
    outlook.odds.iter().find(|odds| odds.objective == *objective)
}

/// The unit that the headline is told of.
pub(crate) fn top(outlook: &OutlookView) -> Option<&OutlookNode> {
    followed(outlook)
        .and_then(|odds| of_unit(outlook, odds.unit.as_deref()))
        .or_else(|| outlook.nodes.first())
}

fn of_unit<'o>(outlook: &'o OutlookView, unit: Option<&str>) -> Option<&'o OutlookNode> {
    outlook.nodes.iter().find(|node| node.person.is_none() && unit.is_some() && node.unit.as_deref() == unit)
}

/// Why there are no odds.
fn why_not(odds: Option<&OddsView>) -> &str {
    odds.and_then(|odds| odds.missing.as_deref())
        .unwrap_or(
            "nothing was sold or offered yet that could be looked ahead from: import bookings or deals",
        )
        .trim_end_matches('.')
}

/// Whether all of the year is over.
fn is_over(node: &OutlookNode) -> bool {
    !node.months.is_empty() && node.months.iter().all(|month| month.actual.is_some())
}

/// Odds as people say them: `67 in 100`. Of what was simulated nothing is certain.
pub(crate) fn in_100(chance: f64) -> String {
    match chance * 100.0 {
        of if of >= 99.5 => "over 99 in 100".to_owned(),
        of if of < 0.5 => "under 1 in 100".to_owned(),
        of => format!("{of:.0} in 100"),
    }
}

/// `61.7 M and 86.6 M EUR`.
fn between(range: &RangeView) -> String {
    format!("{} and {}", bare(&range.p10), short(&range.p90))
}

/// An amount that is written with its unit: `68820000 EUR` with its thousands apart, a rate as it is.
fn written(amount: &str) -> String {
    match amount.split_once(' ') {
        Some((digits, unit))
            if digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'))
                && !unit.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            format!("{} {unit}", grouped(digits))
        }
        _ => amount.to_owned(),
    }
}

/// The day before a day; what is no day stays as it is.
pub(crate) fn last_day(until: &str) -> String {
    let day = parse_date(until).and_then(|day| day.yesterday().ok());
    day.map_or_else(|| until.to_owned(), |day| day.to_string())
}

/// How far ahead or behind something is; below nothing it is behind.
pub(crate) fn ahead_by(pace: &PaceView) -> i64 {
    pace.actual.minor.saturating_sub(pace.expected.minor)
}

/// How far along something is, the figure in words: `412.0 k EUR behind`.
pub(crate) fn pace(pace: &PaceView) -> String {
    let by = ahead_by(pace);
    let amount = short(&like(&pace.actual, by.saturating_abs()));
    match (pace.state.as_str(), by) {
        ("reached", _) => "reached".to_owned(),
        ("not begun", _) => "not begun".to_owned(),
        ("over", _) => format!("over, {} short", short(&pace.remaining)),
        (_, 0) => "as expected".to_owned(),
        (_, by) if by < 0 => format!("{amount} behind"),
        _ => format!("{amount} ahead"),
    }
}

/// Whether that is more than what is usual.
pub(crate) fn beyond(pace: &PaceView) -> &'static str {
    match pace.state.as_str() {
        "behind" | "ahead" => "more than is usual",
        "on the way" => "within what is usual",
        _ => "",
    }
}

/// Whether it is told of each unit what those below it have: only who may see all of them is told.
pub(crate) fn is_whole(outlook: &OutlookView) -> bool {
    let mut parents =
        outlook.nodes.iter().filter(|node| node.person.is_none()).filter_map(|node| node.parent.as_deref());
    parents
        .all(|parent| outlook.nodes.iter().any(|node| node.subject == parent && node.unallocated.is_some()))
}

/// Units below which no unit is shown, furthest behind first; those that are not behind are left out.
pub(crate) fn behind(outlook: &OutlookView) -> Vec<&OutlookNode> {
    let is_above = |subject: &str| {
        outlook.nodes.iter().any(|node| node.person.is_none() && node.parent.as_deref() == Some(subject))
    };
    let mut found: Vec<&OutlookNode> = outlook
        .nodes
        .iter()
        .filter(|node| node.person.is_none() && !is_above(&node.subject))
        .filter(|node| {
            matches!(node.pace.state.as_str(), "on the way" | "behind") && ahead_by(&node.pace) < 0
        })
        .collect();
    found.sort_by_key(|node| ahead_by(&node.pace));
    found
}

/// Who is furthest behind, in a sentence.
pub(crate) fn behind_says(outlook: &OutlookView) -> String {
    let found = behind(outlook);
    if found.is_empty() {
        let of = if is_whole(outlook) { "No unit" } else { "No unit shown here" };
        return format!("{of} is behind its pace.");
    }
    let told: Vec<String> = found
        .iter()
        .take(BEHIND_MAX)
        .map(|node| {
            let usual = if node.pace.state == "behind" { "" } else { ", within what is usual" };
            format!("{} ({}{usual})", node.name, pace(&node.pace))
        })
        .collect();
    let of = if is_whole(outlook) { "Furthest" } else { "Of the units shown here, furthest" };
    format!("{of} behind pace: {}.", list(&told))
}

/// Where a simple rule was nearer than the forecast, a sentence for each; nothing where none was.
pub(crate) fn nearer(outlook: &OutlookView) -> Vec<String> {
    let said = |look: &LookBackView| {
        let by = match (look.loss < look.forecast_loss, look.miss < look.forecast_miss) {
            (true, true) => "",
            (true, false) => " by the mean miss over three percentiles",
            (false, true) => " by the plain miss",
            (false, false) => return None,
        };
        let off = outlook.nodes.first().map_or_else(String::new, |node| {
            let short = |value: f64| short(&amount(value, &node.target));
            let (own, other) = (short(look.forecast_miss), short(look.miss));
            format!(
                ": off by {other} in the mean of {}, the forecast by {own}",
                count(look.n, "result", "results")
            )
        });
        Some(format!(
            "On past quarters the simple rule {} was nearer{by} for {} than this forecast{off}.",
            rule(&look.rule),
            of_level(&look.level)
        ))
    };
    outlook.looks_back.iter().filter_map(said).collect()
}

/// A level that was forecast, in words.
pub(crate) fn of_level(level: &str) -> &str {
    match level {
        "company" => "the whole company",
        "team" => "teams",
        "person" => "single people",
        other => other,
    }
}

/// A simple rule, in words.
pub(crate) fn rule(rule: &str) -> &str {
    match rule {
        "last year" => "“as a year before”",
        "run rate" => "“on as in the last three months”",
        "stage weighted" => "“open deals by their chances”",
        other => other,
    }
}

/// An amount of a forecast or of a miss, in minor units, as money.
pub(crate) fn amount(value: f64, like_this: &MoneyView) -> MoneyView {
    like(like_this, if value.is_finite() { value.round() as i64 } else { 0 })
}
