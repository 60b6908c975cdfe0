//! Whether every name and place that a plan refers to is there, once, and leads nowhere in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::units::gathered;
use super::{Complaint, Found, Site, Step};
use crate::component::{Component, Shape, Times};
use crate::credit::To;
use crate::measure::What;
use crate::plan::PayPlan;

/// The most credits that a plan has: lines carry a mark for each.
const CREDITS_MAX: usize = 64;

/// A credit or measure of a plan: the places of both.
type Node = (usize, usize);

/// The plan and credit that a name of a roll-up's source means.
pub(crate) fn source(plans: &[PayPlan], here: usize, name: &str) -> Option<Node> {
    let find = |plan: usize, id: &str| {
        let place = plans.get(plan)?.credits.iter().position(|credit| credit.id == id)?;
        Some((plan, place))
    };
    find(here, name).or_else(|| {
        let (plan, credit) = name.split_once('.')?;
        named(plans, here, plan).find_map(|plan| find(plan, credit))
    })
}

fn reported(plans: &[PayPlan], here: usize, name: &str) -> Option<Node> {
    let find = |plan: usize, id: &str| {
        let place = plans.get(plan)?.measures.iter().position(|measure| measure.id == id)?;
        Some((plan, place))
    };
    find(here, name).or_else(|| {
        let (plan, measure) = name.split_once('.')?;
        named(plans, here, plan).find_map(|plan| find(plan, measure))
    })
}

/// The plans of this id, those first that hold on some day of the plan that names them.
fn named<'a>(plans: &'a [PayPlan], here: usize, id: &'a str) -> impl Iterator<Item = usize> {
    let days = plans.get(here).map(|plan| (plan.from, plan.until));
    let meets =
        move |plan: &PayPlan| days.is_some_and(|(from, until)| plan.from < until && from < plan.until);
    let of = move |with: bool| {
        let plans = plans.iter().enumerate();
        plans.filter(move |(_, plan)| plan.id == id && meets(plan) == with).map(|(place, _)| place)
    };
    of(true).chain(of(false))
}

pub(super) fn check(site: &Site<'_>, found: &mut Found) {
    let plan = site.plan;
    if plan.credits.len() > CREDITS_MAX {
        let what = Complaint::TooManyCredits(plan.credits.len(), CREDITS_MAX);
        site.add(found, &[Step::Field("credit")], what);
    }
    twice(site, "credit", plan.credits.iter().map(|credit| &credit.id), found);
    twice(site, "measure", plan.measures.iter().map(|measure| &measure.id), found);
    twice(site, "component", plan.components.iter().map(|component| &component.id), found);
    places(site, found);
    unused(site, found);
    sources(site, found);
}

fn twice<'a>(site: &Site<'_>, what: &'static str, ids: impl Iterator<Item = &'a String>, found: &mut Found) {
    let mut seen = BTreeSet::new();
    for (place, id) in ids.enumerate() {
        if !seen.insert(id) {
            site.add(
                found,
                &[Step::Row(what, place), Step::Field("id")],
                Complaint::Duplicate(what, id.clone()),
            );
        }
    }
}

/// Every place in a list that a component names: the field, and the place.
fn measures_of(component: &Component) -> Vec<(&'static str, usize)> {
    let mut named: Vec<_> = component.measure.map(|measure| ("measure", measure)).into_iter().collect();
    if let Shape::Matrix(matrix) = &component.shape {
        named.push(("across", matrix.across));
    }
    named.extend(component.gates.iter().map(|gate| ("gate", gate.measure)));
    named.extend(component.times.iter().filter_map(|times| match times {
        Times::Step { measure, .. } => Some(("times", *measure)),
        _ => None,
    }));
    named
}

fn places(site: &Site<'_>, found: &mut Found) {
    let plan = site.plan;
    let mut need = |path: &[Step], what: &'static str, place: usize, of: usize| {
        if place >= of {
            site.add(found, path, Complaint::Unknown(what, format!("number {}", place + 1)));
        }
    };
    for (row, measure) in plan.measures.iter().enumerate() {
        for credit in gathered(&measure.what) {
            need(&[Step::Row("measure", row)], "credit", credit, plan.credits.len());
        }
    }
    for (row, component) in plan.components.iter().enumerate() {
        let at = Step::Row("component", row);
        for (field, measure) in measures_of(component) {
            need(&[at, Step::Field(field)], "measure", measure, plan.measures.len());
        }
        for credit in &component.credits {
            need(&[at, Step::Field("credit")], "credit", *credit, plan.credits.len());
        }
    }
    for component in plan.settlement.hold.iter().flat_map(|hold| &hold.components) {
        need(&[Step::Field("hold_of")], "component", *component, plan.components.len());
    }
    for component in plan.settlement.capitalise.iter().flat_map(|capitalise| &capitalise.components) {
        need(&[Step::Field("capitalise_of")], "component", *component, plan.components.len());
    }
}

fn unused(site: &Site<'_>, found: &mut Found) {
    let plan = site.plan;
    let in_components = plan.components.iter().flat_map(|component| component.credits.iter().copied());
    let in_measures = plan.measures.iter().flat_map(|measure| gathered(&measure.what));
    let mut credits: BTreeSet<usize> = in_components.chain(in_measures).collect();
    let mut measures: BTreeSet<usize> =
        plan.components.iter().flat_map(measures_of).map(|(_, measure)| measure).collect();
    for (place, other) in site.plans.iter().enumerate() {
        for credit in &other.credits {
            if let To::RollUp { of, .. } = &credit.to {
                let sources = of.iter().filter_map(|name| source(site.plans, place, name));
                credits.extend(sources.filter(|(plan, _)| *plan == site.place).map(|(_, credit)| credit));
            }
        }
        for measure in &other.measures {
            if let What::ReportsAtQuota(name) = &measure.what {
                let of = reported(site.plans, place, name).filter(|(plan, _)| *plan == site.place);
                measures.extend(of.map(|(_, measure)| measure));
            }
        }
    }
    for (place, credit) in plan.credits.iter().enumerate().filter(|(place, _)| !credits.contains(place)) {
        site.add(found, &[Step::Row("credit", place)], Complaint::Unused("credit", credit.id.clone()));
    }
    for (place, measure) in plan.measures.iter().enumerate().filter(|(place, _)| !measures.contains(place)) {
        site.add(found, &[Step::Row("measure", place)], Complaint::Unused("measure", measure.id.clone()));
    }
}

fn sources(site: &Site<'_>, found: &mut Found) {
    for (place, credit) in site.plan.credits.iter().enumerate() {
        let To::RollUp { of, .. } = &credit.to else { continue };
        let path = [Step::Row("credit", place), Step::Field("of")];
        if of.is_empty() {
            site.add(found, &path, Complaint::Empty("source"));
        }
        for name in of {
            match source(site.plans, site.place, name).and_then(|(plan, _)| site.plans.get(plan)) {
                None => site.add(found, &path, Complaint::Unknown("credit", name.clone())),
                Some(other) if other.currency != site.plan.currency => {
                    let known = |given: &crate::given::Given| {
                        given
                            .exchange
                            .iter()
                            .any(|rate| rate.from == other.currency && rate.to == site.plan.currency)
                    };
                    let missing = site.given.is_some_and(|given| !known(given));
                    let what = Complaint::OtherCurrency(other.id.clone(), other.currency, missing);
                    site.add(found, &path, what);
                }
                Some(_) => {}
            }
        }
    }
    for (place, measure) in site.plan.measures.iter().enumerate() {
        if let What::ReportsAtQuota(name) = &measure.what
            && reported(site.plans, site.place, name).is_none()
        {
            let path = [Step::Row("measure", place), Step::Field("reports_at_quota")];
            site.add(found, &path, Complaint::Unknown("measure", name.clone()));
        }
    }
}

/// What only shows across plans: circles, and versions that hold at once.
pub(super) fn across(plans: &[PayPlan], found: &mut Found) {
    let mut credits: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    let mut measures: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    for (here, plan) in plans.iter().enumerate() {
        for (place, credit) in plan.credits.iter().enumerate() {
            if let To::RollUp { of, .. } = &credit.to {
                credits
                    .insert((here, place), of.iter().filter_map(|name| source(plans, here, name)).collect());
            }
        }
        for (place, measure) in plan.measures.iter().enumerate() {
            if let What::ReportsAtQuota(name) = &measure.what {
                measures.insert((here, place), reported(plans, here, name).into_iter().collect());
            }
        }
        let later = plans.iter().enumerate().skip(here + 1);
        for (other, twin) in later.filter(|(_, twin)| twin.id == plan.id) {
            let (from, until) = (plan.from.max(twin.from), plan.until.min(twin.until));
            if from < until {
                found.add(Some(other), &[Step::Field("from")], Complaint::PlanTwice(from, until));
            }
        }
    }
    let name = |list: &'static str, (plan, place): Node| {
        let plan = plans.get(plan)?;
        let id = match list {
            "credit" => &plan.credits.get(place)?.id,
            _ => &plan.measures.get(place)?.id,
        };
        Some(format!("{}.{id}", plan.id))
    };
    for (list, edges) in [("credit", credits), ("measure", measures)] {
        for circle in circles(&edges) {
            if let Some((plan, place)) = circle.first().copied() {
                let names = circle.iter().filter_map(|node| name(list, *node)).collect();
                found.add(Some(plan), &[Step::Row(list, place)], Complaint::Cycle(names));
            }
        }
    }
}

/// Each circle once, from its smallest node on, by walks that never meet a node twice.
pub(super) fn circles<N: Copy + Ord>(edges: &BTreeMap<N, Vec<N>>) -> Vec<Vec<N>> {
    let (mut found, mut done) = (Vec::new(), BTreeSet::new());
    for start in edges.keys() {
        // Each entry of the walk is a node and how many of its edges were followed.
        let mut walk: Vec<(N, usize)> = if done.insert(*start) { vec![(*start, 0)] } else { Vec::new() };
        while let Some((node, followed)) = walk.last_mut() {
            let next = edges.get(node).and_then(|next| next.get(*followed)).copied();
            *followed += 1;
            let Some(next) = next else {
                walk.pop();
                continue;
            };
            if let Some(at) = walk.iter().position(|(node, _)| *node == next) {
                let mut circle: Vec<N> = walk.iter().skip(at).map(|(node, _)| *node).collect();
                let least =
                    circle.iter().enumerate().min_by_key(|(_, node)| **node).map_or(0, |(place, _)| place);
                circle.rotate_left(least);
                found.push(circle);
            } else if done.insert(next) {
                walk.push((next, 0));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}
