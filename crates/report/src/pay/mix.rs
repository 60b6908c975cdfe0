//! What pay pays for beside what is wanted: which slopes, pairs and points are told, and in which words.

use std::collections::BTreeMap;

use plumb_engine::{
    AnalyseView, CostView, DeadView, GROUP_MIN, InversionView, MixView, MoneyView, PayPlanView, ShapeView,
    SlopeView,
};

use super::words::{share, spoken, times};
use crate::aloud;
use crate::cells::clean;
use crate::figures::{count, like, money};

/// Whether anything was worked out.
pub(crate) fn has_any(view: &AnalyseView) -> bool {
    !(view.shapes.is_empty() && view.curve.is_empty() && view.slopes.is_empty() && view.mix.is_empty())
}

/// What is said where nothing was worked out.
pub(crate) const NOTHING: &str = "What these plans pay for is not worked out in this review";

/// What a unit of money pays, by plan, role and day: of whoever is in the middle of a role, never one person's own.
pub(crate) fn slopes(view: &AnalyseView) -> Vec<&SlopeView> {
    let all: Vec<&SlopeView> = view.slopes.iter().filter(|slope| slope.person.is_none()).collect();
    let key = |slope: &SlopeView| {
        (slope.plan.clone(), slope.role.clone(), slope.day.clone(), slope.offering.clone())
    };
    let whole: BTreeMap<_, &SlopeView> =
        all.iter().filter(|slope| slope.segment.is_none()).map(|slope| (key(slope), *slope)).collect();
    // A segment is told where it pays another amount.
    let told = |slope: &&SlopeView| {
        slope.segment.is_none() || whole.get(&key(slope)).is_none_or(|whole| !alike(whole, slope))
    };
    let mut found: Vec<&SlopeView> = all.into_iter().filter(told).collect();
    found.sort_by_key(|slope| (&slope.plan, &slope.role, &slope.day, &slope.offering, &slope.segment));
    found
}

/// What is said where everybody could gain, and where no pay period has ended with deals.
pub(crate) const NOBODY_DEAD: &str = "At the end of each pay period everybody had something to gain.";
pub(crate) const NOBODY_ASKED: &str = "No pay period in which somebody sold has ended yet.";

/// For how many people more brought nothing, at the newest end at which it did, by plan: of no fewer people than make a group, so that nobody's own is told.
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
    // The newest end of each plan says how it is; those before are in the tables.
    let mut told: Vec<&str> = Vec::new();
    found.retain(|one| {
        let new = !told.contains(&one.plan.as_str());
        told.push(&one.plan);
        new
    });
    let says = |one: &DeadView| {
        let people = usize::try_from(one.people).unwrap_or(0);
        let earned = format!(
            "under `{}` at the end of {} more earned nothing for {} of {}{}",
            clean(&one.plan),
            clean(&one.period),
            one.earns_nothing,
            count(people, "person", "people"),
            part(&one.money_earns_nothing, &one.money),
        );
        if (one.paid_nothing, one.money_paid_nothing.minor)
            == (one.earns_nothing, one.money_earns_nothing.minor)
        {
            return earned;
        }
        let paid = part(&one.money_paid_nothing, &one.money);
        format!("{earned}, and paid nothing in that period for {}{paid}", one.paid_nothing)
    };
    found.into_iter().map(says).collect()
}

/// What the cost of pay rests on.
pub(crate) fn cost_rests(one: &CostView) -> String {
    let paths = usize::try_from(one.paths).unwrap_or(0);
    format!(
        "On the first {} of the forecast: what has happened, and what is still to come as one deal for each person, family and month, on the month's last working day, like one that was made before. Plans, people, quotas and figures stay as they are. It is what is earned, before draws, holds and guarantees.",
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

/// So far apart that an objective is named among those that lack pay.
const LACKS: f64 = 0.05;

/// What the mix comes to, in a sentence: every objective that lacks pay, and the one that has most too much. `None` where no
/// objective has a weight.
pub(crate) fn mix_says(mix: &[&MixView]) -> Option<String> {
    let Some((least, most)) = furthest(mix) else {
        return mix_gap(mix).map(|_| "What is paid follows what is wanted.".to_owned());
    };
    let off = |one: &MixView| one.pay_share - one.weight.unwrap_or(one.pay_share);
    let mut named: Vec<&MixView> = mix.iter().copied().filter(|one| off(one) <= -LACKS).collect();
    named.sort_by(|a, b| off(a).total_cmp(&off(b)).then_with(|| a.objective.cmp(&b.objective)));
    for one in [least, most] {
        if !named.iter().any(|known| std::ptr::eq(*known, one)) {
            named.push(one);
        }
    }
    let told = |(place, one): (usize, &&MixView)| {
        let (name, wanted, paid) =
            (spoken(&one.objective), share(one.weight.unwrap_or(0.0)), share(one.pay_share));
        match place {
            0 => format!("{name} is {wanted} of what is wanted and {paid} of what is paid"),
            _ => format!("{name} {wanted} and {paid}"),
        }
    };
    let gap =
        mix_gap(mix).map_or_else(String::new, |gap| format!(" {} of pay would have to move.", share(gap)));
    let all = named.iter().enumerate().map(told).collect::<Vec<_>>().join("; ");
    Some(format!("{all}.{gap}"))
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

/// The day of an analysis: the first on which anything is told.
pub(crate) fn today(view: &AnalyseView) -> Option<&str> {
    view.slopes.iter().map(|slope| slope.day.as_str()).min()
}

/// A pair in a sentence: `a unit of service pays 0.4 times what a unit of instruments pays; the objectives value it 2.1 times`.
pub(crate) fn inversion_says(one: &InversionView, today: Option<&str>) -> String {
    let (more, less) = (lower(&one.more), lower(&one.less));
    let from = match today {
        Some(today) if *today < *one.day => format!("from {} on ", aloud::day(&one.day)),
        _ => String::new(),
    };
    let pays = match pays(one) {
        0.0 => format!("{from}a unit of {more} pays nothing, one of {less} does"),
        ratio => format!("{from}a unit of {more} pays {} what a unit of {less} pays", times(ratio)),
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

/// A point in a sentence, with the name of its plan.
pub(crate) fn point_says(shape: &ShapeView, plans: &[PayPlanView]) -> String {
    let named = plans.iter().find(|plan| plan.id == shape.plan).map_or(&shape.plan, |plan| &plan.name);
    let (of, at) = (format!("{}, {}", clean(named), lower(&shape.component)), clean(&shape.at));
    let says = clean(&shape.says);
    if !says.is_empty() {
        return if says.contains(&*at) { format!("{of}: {says}") } else { format!("{of} at {at}: {says}") };
    }
    match (&shape.jump, shape.before, shape.after) {
        _ if shape.kind == "cap" => format!("{of}: nothing more is paid above {at}"),
        _ if shape.kind == "flat" => format!("{of}: from {at} on more brings nothing for a while"),
        (Some(jump), ..) => format!("{of}: at {at} pay jumps by {}", money(jump)),
        (None, Some(before), Some(after)) if before > 0.0 => {
            format!("{of}: above {at} a unit pays {} what it pays below", times(after / before))
        }
        (None, Some(_), Some(_)) => format!("{of}: from {at} on a unit pays more than nothing"),
        _ => format!("{of} at {at}"),
    }
}

/// Offerings for which a role is paid the same.
pub(crate) struct Paid<'v> {
    pub(crate) first: &'v SlopeView,
    pub(crate) offerings: Vec<String>,
    /// How many offerings the role has in all.
    of: usize,
}

impl Paid<'_> {
    /// What they are called together: the name of one, `All 8 offerings`, `The other 7`, or all names.
    pub(crate) fn names(&self) -> String {
        match self.offerings.as_slice() {
            [only] => only.clone(),
            all if all.len() == self.of => format!("All {} offerings", self.of),
            rest if rest.len() > self.of / 2 && rest.len() > 2 => format!("The other {}", rest.len()),
            [first, rest @ ..] => {
                let rest = rest.iter().map(|name| name.to_lowercase());
                std::iter::once(first.clone()).chain(rest).collect::<Vec<_>>().join(", ")
            }
            [] => String::new(),
        }
    }
}

/// What a sale earns, by role and day; offerings that pay the same to a hundredth stand together, and a day on which all is as
/// before is left out.
pub(crate) fn paid(view: &AnalyseView) -> Vec<Paid<'_>> {
    let slopes = slopes(view);
    let mut found: Vec<Paid<'_>> = Vec::new();
    // Where the rows begin of the day before, of the same role.
    let mut before = 0;
    for day in slopes.chunk_by(|a, b| (&a.plan, &a.role, &a.day) == (&b.plan, &b.role, &b.day)) {
        let mut rows: Vec<Paid<'_>> = Vec::new();
        for slope in day {
            match rows.iter_mut().find(|of| alike(of.first, slope)) {
                Some(of) => of.offerings.push(sold(slope)),
                None => rows.push(Paid { first: slope, offerings: vec![sold(slope)], of: day.len() }),
            }
        }
        // The others come last.
        rows.sort_by_key(|of| of.offerings.len());
        let last = found.get(before..).unwrap_or(&[]);
        let same_role = |of: &Paid<'_>| {
            day.first().is_some_and(|slope| (&slope.plan, &slope.role) == (&of.first.plan, &of.first.role))
        };
        let unchanged = last.len() == rows.len()
            && last.iter().zip(&rows).all(|(a, b)| alike(a.first, b.first) && a.offerings == b.offerings);
        if !(unchanged && last.first().is_some_and(same_role)) {
            before = found.len();
            found.append(&mut rows);
        }
    }
    found
}

/// Whether two pay the same to a hundredth of a hundred.
fn alike(one: &SlopeView, other: &SlopeView) -> bool {
    let cent = |of: f64| (of * 10_000.0).round() as i64;
    let key = |one: &SlopeView| (cent(one.now), one.year.map(cent), one.cash.map(cent));
    key(one) == key(other)
}

/// Whether a sale earns another amount on another day.
pub(crate) fn changes(paid: &[Paid<'_>]) -> bool {
    paid.windows(2).any(|two| match two {
        [one, other] => {
            (&one.first.plan, &one.first.role) == (&other.first.plan, &other.first.role)
                && one.first.day != other.first.day
        }
        _ => false,
    })
}

/// Who earns the same whatever is sold, in a sentence; `None` where pay tells offerings apart for everybody.
pub(crate) fn alike_says(paid: &[Paid<'_>]) -> Option<String> {
    let first = |one: &Paid<'_>| {
        let same =
            paid.iter().find(|of| (&of.first.plan, &of.first.role) == (&one.first.plan, &one.first.role));
        same.is_some_and(|of| of.first.day == one.first.day)
    };
    let cents = |one: &Paid<'_>| (one.first.now * 10_000.0).round() as i64;
    let whole = |one: &Paid<'_>| {
        let same = paid.iter().filter(|of| {
            (&of.first.plan, &of.first.role, &of.first.day)
                == (&one.first.plan, &one.first.role, &one.first.day)
        });
        let mut same = same.map(cents);
        let now = same.next();
        same.all(|other| Some(other) == now)
    };
    // Each role once.
    let mut last = None;
    let all = paid.iter().filter(|one| {
        let role = Some((&one.first.plan, &one.first.role));
        let new = last != role;
        last = role;
        new && one.of > 1 && first(one) && whole(one) && one.first.now > 0.0
    });
    let told = all.map(|one| {
        let role = lower(&whose(one.first)).to_lowercase();
        format!("{role} {} of each 100 sold", super::analyse::per_hundred(one.first.now))
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty())
        .then(|| format!("At the time of the sale pay tells no offering from another: {}", told.join(", ")))
}

/// What is said where no pair is paid the wrong way round.
pub(crate) fn none_wrong(view: &AnalyseView) -> String {
    let none = "No offering that is wanted less pays more.".to_owned();
    alike_says(&paid(view)).map_or(none.clone(), |alike| format!("{none} {alike}."))
}

/// Whether anything is counted over the year or in cash otherwise than at once.
pub(crate) fn differs(paid: &[Paid<'_>]) -> bool {
    let other = |of: Option<f64>, now: f64| of.is_some_and(|of| (of - now).abs() >= 0.000_05);
    paid.iter().any(|one| other(one.first.year, one.first.now) || other(one.first.cash, one.first.now))
}

/// What the figures of a sale rest on.
pub(crate) const RESTS: &str = "Whoever is in the middle of each role. In the year counts bonuses at its end, and the rest of it as sold like the same months of the last one; jumps are not in it";

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
