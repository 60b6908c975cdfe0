//! What pay pays for beside what is wanted: which slopes, pairs and points are told, and in which words.

use std::collections::BTreeMap;

use plumb_engine::{
    AnalyseView, CostView, DeadView, GROUP_MIN, InversionView, MixView, MoneyView, ShapeView, SlopeView,
};

use super::words::{share, spoken, times};
use crate::cells::clean;
use crate::figures::{count, like, money};

/// Whether anything was worked out.
pub(crate) fn has_any(view: &AnalyseView) -> bool {
    !(view.shapes.is_empty() && view.curve.is_empty() && view.slopes.is_empty() && view.mix.is_empty())
}

/// What is said where nothing was worked out.
pub(crate) const NOTHING: &str = "What these plans pay for is not worked out in this review";

/// What a unit of money pays, by plan, role, offering and segment: the mean of a role on its newest day, never one person's.
pub(crate) fn slopes(view: &AnalyseView) -> Vec<&SlopeView> {
    let mut newest: BTreeMap<_, &SlopeView> = BTreeMap::new();
    for slope in view.slopes.iter().filter(|slope| slope.person.is_none()) {
        let key = (&slope.plan, &slope.role, &slope.offering, &slope.segment);
        let kept = newest.entry(key).or_insert(slope);
        if kept.day < slope.day {
            *kept = slope;
        }
    }
    newest.into_values().collect()
}

/// What is said where everybody could gain, and where no pay period has ended with deals.
pub(crate) const NOBODY_DEAD: &str = "At no end of a pay period anybody.";
pub(crate) const NOBODY_ASKED: &str = "No pay period in which somebody sold has ended yet.";

/// For how many people more brought nothing, the newest end first: of no fewer people than make a group, so that nobody's own is told.
pub(crate) fn dead_says(view: &AnalyseView) -> Vec<String> {
    let told = |one: &&DeadView| {
        usize::try_from(one.people).is_ok_and(|people| people >= GROUP_MIN)
            && one.earns_nothing.max(one.paid_nothing) > 0
    };
    let mut found: Vec<&DeadView> = view.dead.iter().filter(told).collect();
    found.sort_by(|a, b| b.end.cmp(&a.end).then(a.plan.cmp(&b.plan)));
    let part = |of: &MoneyView, all: &MoneyView| match all.minor > 0 {
        true => format!(" ({} of what all of them sold in it)", share(of.minor as f64 / all.minor as f64)),
        false => String::new(),
    };
    let says = |one: &DeadView| {
        let people = usize::try_from(one.people).unwrap_or(0);
        format!(
            "under `{}` at the end of {} more earned nothing for {} of {}{}, and paid nothing in that period for {}{}",
            clean(&one.plan),
            clean(&one.period),
            one.earns_nothing,
            count(people, "person", "people"),
            part(&one.money_earns_nothing, &one.money),
            one.paid_nothing,
            part(&one.money_paid_nothing, &one.money),
        )
    };
    found.into_iter().map(says).collect()
}

/// What the cost of pay rests on.
pub(crate) fn cost_rests(one: &CostView) -> String {
    let paths = usize::try_from(one.paths).unwrap_or(0);
    format!(
        "On the first {} of the forecast: what has happened, and what is still to come as one deal for each person, family and month, on the month's last working day, like one that was made since the plans began. Plans, people, quotas and figures stay as they are. It is what is earned, before draws, holds and guarantees.",
        count(paths, "path", "paths")
    )
}

/// What moving a deal out of a period pays those who are paid by a plan, together.
pub(crate) struct Moving {
    plan: String,
    period: String,
    direction: String,
    people: usize,
    gain: MoneyView,
}

/// What moving deals pays, the most first: of no fewer people than make a group, so that nobody's own is told.
pub(crate) fn timing(view: &AnalyseView) -> Vec<Moving> {
    let mut sums: BTreeMap<_, Moving> = BTreeMap::new();
    for one in view.timing.iter().filter(|one| one.gain.minor > 0) {
        let key = (&one.plan, &one.period, &one.direction, &one.gain.currency);
        let sum = sums.entry(key).or_insert_with(|| Moving {
            plan: one.plan.clone(),
            period: one.period.clone(),
            direction: one.direction.clone(),
            people: 0,
            gain: like(&one.gain, 0),
        });
        sum.people += 1;
        sum.gain = like(&sum.gain, sum.gain.minor.saturating_add(one.gain.minor));
    }
    let mut found: Vec<Moving> = sums.into_values().filter(|sum| sum.people >= GROUP_MIN).collect();
    // Equal ones keep the order of plans and periods.
    found.sort_by_key(|sum| std::cmp::Reverse(sum.gain.minor));
    found
}

/// What moving deals pays, in a sentence.
pub(crate) fn timing_says(one: &Moving) -> String {
    let way = if one.direction == "earlier" { "earlier" } else { "later" };
    format!(
        "under `{}`, {} would gain up to {} together by moving a deal each out of {} to one period {way}",
        clean(&one.plan),
        count(one.people, "person", "people"),
        money(&one.gain),
        clean(&one.period)
    )
}

/// Objectives beside what is paid for them: all plans together where that is known, else plan by plan.
pub(crate) fn mix(view: &AnalyseView) -> Vec<&MixView> {
    let together: Vec<&MixView> = view.mix.iter().filter(|one| one.plan.is_none()).collect();
    if together.is_empty() { view.mix.iter().collect() } else { together }
}

/// How far what is paid lies from what is wanted: the share of pay that would have to move; `None` without weights.
pub(crate) fn mix_gap(mix: &[&MixView]) -> Option<f64> {
    let one_plan = mix.iter().all(|one| one.plan == mix.first().and_then(|first| first.plan.clone()));
    let off: Option<f64> = mix
        .iter()
        .map(|one| Some((one.pay_share - one.weight?).abs()))
        .try_fold(0.0, |sum, off| Some(sum + off?));
    off.filter(|_| one_plan && !mix.is_empty()).map(|off| off / 2.0)
}

/// The objective that lacks most pay, and the one that has most too much.
pub(crate) fn furthest<'v>(mix: &[&'v MixView]) -> Option<(&'v MixView, &'v MixView)> {
    let off = |one: &MixView| one.weight.map(|weight| one.pay_share - weight);
    let told: Vec<&MixView> = mix.iter().copied().filter(|one| off(one).is_some()).collect();
    let least =
        told.iter().copied().min_by(|a, b| off(a).unwrap_or(0.0).total_cmp(&off(b).unwrap_or(0.0)))?;
    let most = told.iter().copied().max_by(|a, b| off(a).unwrap_or(0.0).total_cmp(&off(b).unwrap_or(0.0)))?;
    (off(least)? < -0.005 || off(most)? > 0.005).then_some((least, most))
}

/// What the mix comes to, in a sentence; `None` where no objective has a weight.
pub(crate) fn mix_says(mix: &[&MixView]) -> Option<String> {
    let Some((least, most)) = furthest(mix) else {
        return mix_gap(mix).map(|_| "What is paid follows what is wanted.".to_owned());
    };
    let told = |one: &MixView| {
        let weight = one.weight.unwrap_or(0.0);
        format!(
            "`{}` is {} of what is wanted and {} of what is paid",
            clean(&one.objective),
            share(weight),
            share(one.pay_share)
        )
    };
    let gap =
        mix_gap(mix).map_or_else(String::new, |gap| format!(" {} of pay would have to move.", share(gap)));
    let both = if least.objective == most.objective {
        told(least)
    } else {
        format!("{}; {}", told(least), told(most))
    };
    Some(format!("{both}.{gap}"))
}

/// Pairs that are paid the wrong way round, what weighs most first.
pub(crate) fn inversions(view: &AnalyseView) -> Vec<&InversionView> {
    let weighs = |one: &InversionView| {
        let off = one.value_ratio.max(1.0) / pays(one).max(0.01);
        one.amount.minor as f64 * if off.is_finite() { off.ln() } else { 0.0 }
    };
    let mut found: Vec<&InversionView> = view.inversions.iter().collect();
    found.sort_by(|a, b| {
        weighs(b).total_cmp(&weighs(a)).then_with(|| (&a.more, &a.less).cmp(&(&b.more, &b.less)))
    });
    found
}

/// How many times as much what is wanted more pays: never above one.
fn pays(one: &InversionView) -> f64 {
    match one.pay_ratio {
        ratio if !ratio.is_finite() || ratio <= 0.0 => 0.0,
        ratio if ratio > 1.0 => 1.0 / ratio,
        ratio => ratio,
    }
}

/// A pair in a sentence: `a unit of service pays 0.4 times what a unit of instruments pays; the objectives value it 2.1 times`.
pub(crate) fn inversion_says(one: &InversionView) -> String {
    let (more, less) = (lower(&one.more), lower(&one.less));
    let pays = match pays(one) {
        0.0 => format!("a unit of {more} pays nothing, one of {less} does"),
        ratio => format!("a unit of {more} pays {} what a unit of {less} pays", times(ratio)),
    };
    format!("{pays}; the objectives value it {}", times(one.value_ratio))
}

fn lower(id: &str) -> String {
    clean(id).replace('-', " ")
}

/// Points of curves by what they are: jumps, bends, and where more brings nothing.
pub(crate) struct Points<'v> {
    pub(crate) cliffs: Vec<&'v ShapeView>,
    pub(crate) kinks: Vec<&'v ShapeView>,
    pub(crate) dead: Vec<&'v ShapeView>,
}

/// The points of all plans, in the order in which they come.
pub(crate) fn points(view: &AnalyseView) -> Points<'_> {
    let of =
        |kinds: &[&str]| view.shapes.iter().filter(|shape| kinds.contains(&shape.kind.as_str())).collect();
    Points { cliffs: of(&["cliff"]), kinks: of(&["kink"]), dead: of(&["cap", "flat"]) }
}

/// A point in a sentence.
pub(crate) fn point_says(shape: &ShapeView) -> String {
    let at = format!("`{}` {} at {}", clean(&shape.plan), lower(&shape.component), clean(&shape.at));
    let says = clean(&shape.says);
    if !says.is_empty() {
        return format!("{at}: {says}");
    }
    match (&shape.jump, shape.before, shape.after) {
        _ if shape.kind == "cap" => format!("{at}: nothing more is paid above it"),
        _ if shape.kind == "flat" => format!("{at}: more brings nothing"),
        (Some(jump), ..) => format!("{at}: pay jumps by {}", money(jump)),
        (None, Some(before), Some(after)) => format!("{at}: the slope goes from {before:.2} to {after:.2}"),
        _ => at,
    }
}

/// The name of a role or plan that a slope is of.
pub(crate) fn whose(slope: &SlopeView) -> String {
    slope.role.as_ref().map_or_else(|| clean(&slope.plan).into_owned(), |role| spoken(role))
}

/// What an offering is called, with its segment.
pub(crate) fn sold(slope: &SlopeView) -> String {
    let segment =
        slope.segment.as_ref().map_or_else(String::new, |segment| format!(" to {}", lower(segment)));
    format!("{}{segment}", spoken(&slope.offering))
}
