//! Pay beside what the objectives want: shares of pay by objective, and offerings that pay the wrong way round.
//!
//! What a unit of an offering is worth to the objectives is told by their weights: of a sum, its share in it; of a ratio, how far
//! it moves the ratio, as a share of where the ratio stands.

use std::collections::{BTreeMap, BTreeSet};

use plumb_pay::align::{Part, align};
use plumb_pay::measure::Quota;
use plumb_pay::{Component, PayPlan, day_number};
use plumb_plan::{Entity, Plan};
use plumb_units::{Date, MILLION};

use super::{Computed, Sloped};
use crate::pay::read::{column_of_measure, columns_of_ratio, is_counted, years};

/// What is paid for an objective.
#[derive(Clone, Debug)]
pub(crate) struct Mixed {
    pub(crate) objective: String,
    /// `None`: all plans together.
    pub(crate) plan: Option<usize>,
    pub(crate) weight: Option<f64>,
    pub(crate) pay_share: f64,
    pub(crate) value: Option<f64>,
    pub(crate) price: Option<f64>,
}

/// Two offerings of which the less wanted pays more.
#[derive(Clone, Debug)]
pub(crate) struct Inverted {
    pub(crate) more: String,
    pub(crate) less: String,
    /// From which day on.
    pub(crate) day: Date,
    pub(crate) value_ratio: f64,
    pub(crate) pay_ratio: f64,
    pub(crate) amount: i64,
}

/// Objectives with a weight: those that stand beside one another at the top.
fn weighted(plan: &Plan) -> Vec<(&Entity, f64)> {
    let all = plan.of_kind("objective");
    all.filter_map(|objective| {
        Some((objective, objective.rate("weight")?.millionths() as f64 / MILLION as f64))
    })
    .collect()
}

/// Variable pay at target by the objective of its components, by plan and of all together; in plans without weights what was
/// earned in the last year.
pub(super) fn mix(computed: &Computed, plan: &Plan) -> Vec<Mixed> {
    let given = &computed.inputs.given;
    let weights: BTreeMap<String, f64> =
        weighted(plan).into_iter().map(|(objective, weight)| (objective.id.to_string(), weight)).collect();
    let all: f64 = weights.values().sum();
    // Target pay and quota money by plan and objective; under `None` of all plans together.
    let mut sums: BTreeMap<Option<usize>, BTreeMap<String, (f64, f64)>> = BTreeMap::new();
    let as_of = computed.as_of();
    let holds = |of: &PayPlan| of.from <= as_of && as_of < of.until;
    for (place, of) in computed.inputs.plans.iter().enumerate().filter(|(_, of)| holds(of)) {
        let there = |member: &&plumb_pay::given::Member| {
            member.plan == place
                && member.from <= computed.as_of()
                && member.until.is_none_or(|until| computed.as_of() < until)
        };
        let objectives: Vec<Option<String>> = of
            .components
            .iter()
            .map(|component| component.objective.clone().or_else(|| counted_by(plan, of, component)))
            .collect();
        // Sums over plans are in the company's currency.
        let to = plan.company.currency.unwrap_or(of.currency);
        let rate = crate::pay::cost::rate(computed, of, to)
            .map_or(1.0, |rate| rate.millionths() as f64 / MILLION as f64);
        let mut add = |objective: &str, pay: f64, money: f64| {
            for key in [Some(place), None] {
                let sum = sums.entry(key).or_default().entry(objective.to_owned()).or_default();
                *sum = (sum.0 + pay, sum.1 + money);
            }
        };
        if of.components.iter().any(|component| component.weight.is_none()) {
            // Without weights nobody knows what a component pays at target: what it paid is known.
            for (component, objective) in objectives.iter().enumerate() {
                if let Some(objective) = objective {
                    add(objective, earned(computed, place, component) * rate, 0.0);
                }
            }
            continue;
        }
        for member in given.members.iter().filter(there) {
            let target = member.on_target.unwrap_or(of.on_target) as f64;
            for (component, objective) in of.components.iter().zip(&objectives) {
                let Some(objective) = objective else { continue };
                let share = plumb_pay::quota::weight(of, component).millionths() as f64 / MILLION as f64;
                add(objective, target * share * rate, quota(computed, of, component, member) as f64 * rate);
            }
        }
    }
    let mut found = Vec::new();
    for (place, by_objective) in &sums {
        let paid: f64 = by_objective.values().map(|(pay, _)| pay).sum();
        let mut objectives: Vec<&String> = by_objective.keys().collect();
        if paid <= 0.0 {
            continue;
        }
        objectives.extend(weights.keys().filter(|objective| !by_objective.contains_key(*objective)));
        objectives.sort();
        for objective in objectives {
            let (pay, money) = by_objective.get(objective).copied().unwrap_or((0.0, 0.0));
            let weight = weights.get(objective).filter(|_| all > 0.0).map(|weight| weight / all);
            found.push(Mixed {
                objective: objective.clone(),
                plan: *place,
                weight,
                pay_share: if paid > 0.0 { pay / paid } else { 0.0 },
                value: weight.filter(|_| money > 0.0).map(|weight| weight / money),
                price: (money > 0.0).then_some(pay / money),
            });
        }
    }
    found
}

/// The money that a member is to bring in what a component counts; 0 where it counts no money or has no listed quota.
fn quota(
    computed: &Computed,
    plan: &PayPlan,
    component: &Component,
    member: &plumb_pay::given::Member,
) -> i64 {
    let given = &computed.inputs.given;
    let measure = component.measure.and_then(|measure| plan.measures.get(measure)).filter(|measure| {
        matches!((&measure.quota, &measure.what), (Quota::Table(_), plumb_pay::measure::What::Sum(_)))
    });
    let Some(measure) = measure else { return 0 };
    let windows = plumb_pay::periods::windows(&given.calendar, measure.over, plan.from, plan.until);
    let parts =
        windows.iter().filter_map(|window| plumb_pay::quota::quota(plan, measure, member, given, window));
    parts.fold(0_i64, |sum, part| sum.saturating_add(part))
}

/// What a component earned everybody in the pay periods that ended in the last year.
fn earned(computed: &Computed, place: usize, component: usize) -> f64 {
    let as_of = computed.as_of();
    let since = years(as_of, -1);
    let mut sum = 0_i64;
    for paid in computed.run.paid.iter().filter(|paid| paid.plan == place) {
        let periods = computed.periods.get(place).into_iter().flatten().zip(&paid.periods);
        for (_, of) in periods
            .filter(|(period, _)| since < period.until && period.until <= as_of.tomorrow().unwrap_or(as_of))
        {
            sum = sum.saturating_add(of.earned.get(component).copied().unwrap_or(0));
        }
    }
    sum as f64
}

/// The objective whose measure counts what a component pays for, where the plan does not say it.
fn counted_by(plan: &Plan, pay: &PayPlan, component: &Component) -> Option<String> {
    let credit = pay.credits.get(*component.credits.first()?)?;
    let counts = |objective: &&Entity| {
        objective.reference("measure").is_some_and(|measure| is_counted(plan, credit, measure.as_str()))
    };
    let all: Vec<&Entity> = plan.of_kind("objective").filter(counts).collect();
    let weighted = all.iter().find(|objective| objective.rate("weight").is_some());
    weighted.or(all.first()).map(|objective| objective.id.to_string())
}

/// Pairs of offerings of which the one that the objectives want less pays more, by the first day on which it does, those with
/// most money first.
pub(super) fn inversions(computed: &Computed, plan: &Plan, slopes: &[Sloped]) -> Vec<Inverted> {
    let events = &computed.inputs.events;
    let mut sold: BTreeMap<&str, (f64, Vec<usize>)> = BTreeMap::new();
    // The seasons of one year.
    let since = day_number(years(computed.as_of(), -1));
    let all: Vec<usize> =
        (0_usize..).zip(&events.days).filter(|(_, day)| **day > since).map(|(row, _)| row).collect();
    for row in all.iter().copied() {
        if let Some(offering) = events.text("offering", row).filter(|_| events.number("net", row) > 0) {
            let of = sold.entry(offering).or_default();
            of.0 += events.number("net", row) as f64;
            of.1.push(row);
        }
    }
    let sum =
        |column: &str, rows: &[usize]| rows.iter().map(|row| events.number(column, *row) as f64).sum::<f64>();
    let mut worth: BTreeMap<&str, f64> = BTreeMap::new();
    for (objective, weight) in weighted(plan) {
        let Some(measure) = objective.reference("measure") else { continue };
        let (whole, [above, below]) =
            (column_of_measure(measure.as_str()), columns_of_ratio(measure.as_str()));
        let (a, b, total) = (sum(&above, &all), sum(&below, &all), sum(&whole, &all));
        for (offering, (net, rows)) in &sold {
            // Of the events that measures count, those of this offering.
            let gain = if total > 0.0 {
                sum(&whole, rows) / total
            } else if a > 0.0 && b > 0.0 {
                (sum(&above, rows) - a / b * sum(&below, rows)) / a
            } else {
                0.0
            };
            *worth.entry(offering).or_default() += weight * gain / net.max(1.0);
        }
    }
    let days: BTreeSet<Date> = slopes.iter().map(|slope| slope.day).collect();
    let mut found: Vec<Inverted> = Vec::new();
    for day in days {
        let mut parts = Vec::new();
        for (offering, (net, _)) in &sold {
            // Whoever is under two plans is paid by both.
            let mut of: BTreeMap<u32, f64> = BTreeMap::new();
            for slope in slopes {
                if let Some(person) = slope.person.filter(|_| slope.day == day && slope.segment.is_none())
                    && slope.offering == *offering
                {
                    *of.entry(person).or_default() += slope.year;
                }
            }
            let of: Vec<f64> = of.into_values().collect();
            if !of.is_empty() {
                parts.push(Part {
                    id: (*offering).to_owned(),
                    weight: worth.get(offering).copied().unwrap_or(0.0).max(0.0) * net,
                    planned: *net,
                    intensity: super::middle(of),
                });
            }
        }
        for more in inverted(parts, day) {
            // A pair is told once, with the first day.
            if !found.iter().any(|known| (&known.more, &known.less) == (&more.more, &more.less)) {
                found.push(more);
            }
        }
    }
    found
}

/// So many times as much something is worth to the objectives that it counts as wanted more.
const MORE: f64 = 1.1;

/// Pairs of one day.
fn inverted(mut parts: Vec<Part>, day: Date) -> Vec<Inverted> {
    let total: f64 = parts.iter().map(|part| part.weight).sum();
    if total <= 0.0 {
        return Vec::new();
    }
    for part in &mut parts {
        part.weight /= total;
    }
    let named = |place: usize| parts.get(place).map(|part| part.id.clone());
    let found = align(&parts).inversions;
    let view = |of: &plumb_pay::align::Inversion| {
        // What is worth nothing at all is no measure of how many times more the other is worth.
        (of.worth.is_finite() && of.pays.is_finite() && of.worth >= MORE).then_some(())?;
        Some(Inverted {
            more: named(of.wanted)?,
            less: named(of.paid)?,
            day,
            value_ratio: of.worth,
            pay_ratio: of.pays,
            amount: of.money.round() as i64,
        })
    };
    found.iter().filter_map(view).collect()
}
