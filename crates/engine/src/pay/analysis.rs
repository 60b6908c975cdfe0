//! What pay plans pay for: where pay bends and jumps, what one more unit of each offering earns whom, what moving a deal brings,
//! and how all of it lies beside what the objectives want.

mod dead;
mod rest_of_year;
mod slopes;
mod wanted;

use std::collections::BTreeMap;

use plumb_pay::PayPlan;
use plumb_pay::shape::{Reference, samples, shapes};
use plumb_pay::timing::timing;
use plumb_plan::Plan;
use plumb_units::{MILLION, Rate};

use super::computed::Computed;

pub(crate) use dead::Dead;
pub(crate) use rest_of_year::bounds;
pub(crate) use slopes::Sloped;
use slopes::{middle, sloped};
pub(crate) use wanted::{Inverted, Mixed};

/// Everything that is told of pay plans.
#[derive(Clone, Debug, Default)]
pub(crate) struct Analysis {
    pub(crate) points: Vec<Point>,
    pub(crate) curve: Vec<Sampled>,
    pub(crate) slopes: Vec<Sloped>,
    pub(crate) timing: Vec<Moved>,
    pub(crate) mix: Vec<Mixed>,
    pub(crate) inversions: Vec<Inverted>,
    pub(crate) dead: Vec<Dead>,
}

/// A point at which pay bends, jumps or stops.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    pub(crate) plan: usize,
    pub(crate) component: usize,
    /// `kink`, `cliff`, `cap` or `flat`.
    pub(crate) kind: &'static str,
    /// The share of the quota; none where the component takes each deal by itself.
    pub(crate) attainment: Option<f64>,
    /// The size of a deal.
    pub(crate) amount: Option<i64>,
    pub(crate) before: f64,
    pub(crate) after: f64,
    /// Minor units.
    pub(crate) jump: i64,
}

/// What a whole plan pays at an attainment.
#[derive(Clone, Debug)]
pub(crate) struct Sampled {
    pub(crate) plan: usize,
    pub(crate) attainment: f64,
    pub(crate) paid_share: f64,
    pub(crate) slope: f64,
}

/// What moving a usual deal over an end of a pay period brings somebody.
#[derive(Clone, Debug)]
pub(crate) struct Moved {
    pub(crate) plan: usize,
    pub(crate) person: u32,
    pub(crate) period: String,
    pub(crate) gain: i64,
    pub(crate) later: bool,
}

impl Analysis {
    pub(crate) fn of(computed: &Computed, plan: &Plan, threads: usize) -> Self {
        let mut found = Self::default();
        let calendar = &computed.inputs.given.calendar;
        for (place, of) in computed.inputs.plans.iter().enumerate() {
            let reference = reference(computed, place, of);
            let meant = with_target(computed, place, of);
            for shape in shapes(&meant, &reference, calendar) {
                points(&meant, place, &shape, &mut found.points);
            }
            for sample in samples(of, &reference, calendar) {
                let after = Sampled {
                    plan: place,
                    attainment: sample.at as f64 / MILLION as f64,
                    paid_share: sample.pays.to_f64(),
                    slope: sample.slope.to_f64(),
                };
                found.curve.extend(before_jump(&after, &found.points, of));
                found.curve.push(after);
            }
        }
        found.timing = moved(computed, threads);
        found.dead = dead::dead(computed, threads);
        found.mix = wanted::mix(computed, plan);
        let slopes = sloped(computed, plan, threads);
        found.inversions = wanted::inversions(computed, plan, &slopes);
        // Single people are shown on the day itself.
        let shown = slopes.into_iter().filter(|of| of.person.is_none() || of.day == computed.as_of());
        found.slopes = shown.collect();
        found
    }
}

/// The plan with the mean of what everybody has at target, where the plan itself has no target.
fn with_target(computed: &Computed, place: usize, plan: &PayPlan) -> PayPlan {
    if plan.on_target != 0 {
        return plan.clone();
    }
    let members = computed.inputs.given.members.iter().filter(|member| member.plan == place);
    let own: Vec<i64> = members.filter_map(|member| member.on_target).filter(|own| *own > 0).collect();
    let sum = own.iter().fold(0_i64, |sum, one| sum.saturating_add(*one));
    let many = i64::try_from(own.len()).unwrap_or(i64::MAX).max(1);
    PayPlan { on_target: sum / many, ..plan.clone() }
}

/// What a plan pays just below an attainment at which it jumps.
fn before_jump(after: &Sampled, points: &[Point], plan: &PayPlan) -> Option<Sampled> {
    let here = |point: &&Point| {
        let at = point.attainment.is_some_and(|at| (at - after.attainment).abs() < 1e-9);
        point.plan == after.plan && at && point.jump != 0
    };
    let jump = points.iter().filter(here).fold(0_i64, |sum, point| sum.saturating_add(point.jump));
    let share = jump as f64 / plan.on_target.max(1) as f64;
    (jump != 0).then(|| Sampled { paid_share: after.paid_share - share, ..after.clone() })
}

fn points(plan: &PayPlan, place: usize, shape: &plumb_pay::shape::ComponentShape, found: &mut Vec<Point>) {
    let Some(component) = plan.components.get(shape.component) else { return };
    let alone = component.over == plumb_pay::Over::Transaction;
    let at = |level: plumb_pay::number::Ratio| match alone {
        true => (None, super::words::rounded(level)),
        false => (Some(level.to_f64() / MILLION as f64), None),
    };
    let money = |jump: f64| {
        let minor = if alone { jump } else { jump * plan.on_target as f64 };
        minor.round() as i64
    };
    for of in &shape.breaks {
        let (attainment, amount) = at(of.at);
        let (before, after, jump) = (of.before.to_f64(), of.after.to_f64(), money(of.jump.to_f64()));
        let kind = match (jump, of.after == plumb_pay::number::Ratio::ZERO) {
            (0, true) => "cap",
            (0, false) => "kink",
            _ => "cliff",
        };
        found.push(Point {
            plan: place,
            component: shape.component,
            kind,
            attainment,
            amount,
            before,
            after,
            jump,
        });
    }
    // Above the last point nothing more being paid is the cap that stands there already.
    for zone in shape.flat.iter().filter(|zone| zone.to.is_some()) {
        let (attainment, amount) = at(zone.from);
        let (component, kind) = (shape.component, "flat");
        found.push(Point {
            plan: place,
            component,
            kind,
            attainment,
            amount,
            before: 0.0,
            after: 0.0,
            jump: 0,
        });
    }
}

/// The share of a year's variable pay that a plan pays at exactly the quota, at the quotas that people have in the mean;
/// `None` where a quota or the target is not known.
pub(crate) fn at_quota(computed: &Computed, place: usize) -> Option<f64> {
    let as_of = computed.as_of();
    let plan = computed.plan(place).filter(|plan| plan.on_target > 0 && as_of < plan.until)?;
    let told = |component: &plumb_pay::Component| {
        let shared = component.pool.is_some() || component.prizes.is_some() || component.circular.is_some();
        let own = matches!(component.price, plumb_pay::component::Price::Own);
        component.measure.is_some() && !shared && !own
    };
    if !plan.components.iter().all(told) {
        return None;
    }
    let reference = reference(computed, place, plan);
    let listed = |(measure, quota): (&plumb_pay::Measure, &Option<i64>)| {
        quota.is_some() || !matches!(measure.quota, plumb_pay::measure::Quota::Table(_))
    };
    let none = reference.quotas.iter().all(Option::is_none);
    if none || !plan.measures.iter().zip(&reference.quotas).all(listed) {
        return None;
    }
    let all = samples(plan, &reference, &computed.inputs.given.calendar);
    all.into_iter().find(|sample| sample.at == MILLION).map(|sample| sample.pays.to_f64())
}

/// Somebody at target: the mean quotas of those under the plan, the money that lies on the values of its tables.
fn reference(computed: &Computed, place: usize, plan: &PayPlan) -> Reference {
    let given = &computed.inputs.given;
    let members: Vec<_> = given.members.iter().filter(|member| member.plan == place).collect();
    let mean = |sums: Vec<i64>| -> Option<i64> {
        let many = i64::try_from(sums.len()).ok().filter(|many| *many > 0)?;
        Some(sums.iter().fold(0_i64, |sum, one| sum.saturating_add(*one)) / many)
    };
    let quotas: Vec<Option<i64>> = plan
        .measures
        .iter()
        .map(|measure| {
            let windows = plumb_pay::periods::windows(&given.calendar, measure.over, plan.from, plan.until);
            let of = |member: &&plumb_pay::given::Member| {
                let parts = windows
                    .iter()
                    .filter_map(|window| plumb_pay::quota::quota(plan, measure, member, given, window));
                let sum = parts.fold(0_i64, |sum, part| sum.saturating_add(part));
                Some(sum).filter(|sum| *sum > 0)
            };
            mean(members.iter().filter_map(of).collect())
        })
        .collect();
    let events = &computed.inputs.events;
    let mut mix: BTreeMap<String, i64> = BTreeMap::new();
    let column = plan.components.iter().find_map(|component| match &component.price {
        plumb_pay::component::Price::Table(table) => Some(table.by.clone()),
        _ => None,
    });
    let mut sizes = Vec::new();
    for row in 0..events.len() {
        let net = events.number("net", row);
        if net > 0 {
            sizes.push(net);
            if let Some(value) = column.as_ref().and_then(|column| events.text(column, row)) {
                let sum = mix.entry(value.to_owned()).or_default();
                *sum = sum.saturating_add(net);
            }
        }
    }
    sizes.sort_unstable();
    let deal = sizes.get(sizes.len() / 2).copied().unwrap_or(0);
    let rates: Vec<i64> =
        members.iter().filter_map(|member| member.rate).map(|rate| rate.millionths()).collect();
    let planned = plan.components.iter().map(|component| {
        let own = component.measure.and_then(|measure| quotas.get(measure).copied().flatten());
        own.or_else(|| quotas.iter().flatten().next().copied()).unwrap_or(0)
    });
    Reference { planned: planned.collect(), quotas, mix, deal, own: mean(rates).map(Rate::from_millionths) }
}

/// What moving a usual deal brings each, where it brings anything.
fn moved(computed: &Computed, threads: usize) -> Vec<Moved> {
    let inputs = &computed.inputs;
    let all = timing(&inputs.plans, &inputs.events, &inputs.given, &computed.run, "net", threads);
    let view = |of: &plumb_pay::timing::Timing| {
        let later = super::words::rounded(of.later()?)?;
        let periods = computed.periods.get(of.plan)?;
        let place = periods.iter().position(|period| period.from <= of.end && of.end < period.until)?;
        // Earlier is out of the period that follows.
        let out_of = periods.get(if later > 0 { place } else { place + 1 })?;
        (later != 0).then(|| Moved {
            plan: of.plan,
            person: of.person,
            period: out_of.name.clone(),
            gain: later.saturating_abs(),
            later: later > 0,
        })
    };
    all.iter().filter_map(view).collect()
}
