//! Where a plan departs from the conventions of the field: [`Norms`](super::Norms).

use std::collections::BTreeSet;

use plumb_units::{MILLION, Money, Quantity, Rate, Rounding, divide};

use super::target::of_target;
use super::{Complaint, Found, Site, Step, level};
use crate::component::{Component, Edge, Level, Shape, Times};
use crate::measure::{Quota, What};
use crate::number::{Number, Ratio};
use crate::outline::{Ground, money, multiple};

pub(super) fn check(site: &Site<'_>, found: &mut Found) {
    let (plan, norms) = (site.plan, site.norms);
    let measures: BTreeSet<usize> =
        plan.components.iter().filter_map(|component| component.measure).collect();
    if measures.len() > norms.measures_max {
        let what = Complaint::ManyMeasures(measures.len(), norms.measures_max);
        site.add(found, &[Step::Field("measure")], what);
    }
    let lasting =
        plan.components.iter().filter(|component| component.from.is_none() && component.until.is_none());
    let lasting = lasting.count();
    if lasting > norms.components_max {
        let what = Complaint::ManyComponents(lasting, norms.components_max);
        site.add(found, &[Step::Field("component")], what);
    }
    let linked = |times: &&Times| !matches!(times, Times::When { .. });
    let links =
        plan.components.iter().map(|c| c.gates.len() + c.times.iter().filter(linked).count()).sum::<usize>();
    if links > norms.links_max {
        site.add(found, &[Step::Field("component")], Complaint::ManyLinks(links, norms.links_max));
    }
    let scored = plan.components.iter().filter(|component| {
        let measure = component.measure.and_then(|measure| plan.measures.get(measure));
        measure.is_some_and(|measure| matches!(measure.what, What::Figure(_)))
    });
    let scored =
        scored.filter_map(|c| c.weight).fold(0_i64, |sum, weight| sum.saturating_add(weight.millionths()));
    if scored > norms.scored_max.millionths() {
        let what = Complaint::Scored(Rate::from_millionths(scored), norms.scored_max);
        site.add(found, &[Step::Field("component")], what);
    }
    let pay = i128::from(plan.on_target) + i128::from(plan.base);
    if plan.base > 0
        && let Some(share) = divide(i128::from(plan.on_target) * i128::from(MILLION), pay, Rounding::HalfUp)
        && let Ok(share) = i64::try_from(share)
        && !(norms.variable_min.millionths()..=norms.variable_max.millionths()).contains(&share)
    {
        let what = Complaint::PayMix(Rate::from_millionths(share), norms.variable_min, norms.variable_max);
        site.add(found, &[Step::Field("on_target")], what);
    }
    if plan.settlement.cap.is_some() {
        site.add(found, &[Step::Field("cap")], Complaint::Capped);
    }
    for (place, component) in plan.components.iter().enumerate() {
        of_component(site, Step::Row("component", place), component, found);
    }
}

fn of_component(site: &Site<'_>, at: Step, component: &Component, found: &mut Found) {
    let norms = site.norms;
    if let Some(weight) = component.weight {
        if weight < norms.weight_min {
            let what = Complaint::SmallWeight(weight, norms.weight_min, true);
            site.add(found, &[at, Step::Field("weight")], what);
        } else if weight < norms.weight_low {
            let what = Complaint::SmallWeight(weight, norms.weight_low, false);
            site.add(found, &[at, Step::Field("weight")], what);
        }
    }
    if component.top.is_some() {
        site.add(found, &[at, Step::Field("cap")], Complaint::Capped);
    }
    if component.most.is_some() {
        site.add(found, &[at, Step::Field("most")], Complaint::Capped);
    }
    acceleration(site, at, component, found);
    for (at_level, jump) in cliffs(site, component) {
        let said = level(site.plan, component.measure, component.level, at_level, site.columns);
        site.add(
            found,
            &[at],
            match jump {
                Jump::OfTarget(share) => {
                    Complaint::Cliff(said, Quantity::Rate(share), share > norms.cliff_max)
                }
                Jump::Money(money) => Complaint::Cliff(said, Quantity::Money(money), false),
                Jump::OfQuota(share) => Complaint::CliffOfQuota(said, share),
            },
        );
    }
    for (row, gate) in component.gates.iter().enumerate() {
        if gate.otherwise >= Rate::ONE || site.plan.measures.len() <= gate.measure {
            continue;
        }
        let lost = Rate::from_millionths(MILLION.saturating_sub(gate.otherwise.millionths()));
        let said = level(site.plan, Some(gate.measure), gate.level, gate.at_least, site.columns);
        let what = Complaint::Cliff(said, Quantity::Rate(lost), lost > norms.cliff_max);
        site.add(found, &[at, Step::Row("gate", row)], what);
    }
}

/// What a unit pays around a level: the slope of the share between two attainments, in millionths.
fn slope(component: &Component, from: i64, to: i64) -> Option<Ratio> {
    let rise = multiple(component, &Ratio::whole(to), None)?.minus(&multiple(
        component,
        &Ratio::whole(from),
        None,
    )?)?;
    rise.times(MILLION, to.checked_sub(from)?)
}

fn acceleration(site: &Site<'_>, at: Step, component: &Component, found: &mut Found) {
    let smooth = matches!(component.shape, Shape::Flat | Shape::Marginal(_) | Shape::Linear(_));
    let open = component.top.is_none_or(|top| top > MILLION);
    if !smooth
        || !of_target(component)
        || component.level != Level::Attainment
        || !open
        || component.decelerates
    {
        return;
    }
    let step = MILLION / 100;
    let (below, above) =
        (slope(component, MILLION - step, MILLION), slope(component, MILLION, MILLION + step));
    let last = super::curves::last_level(component).unwrap_or(MILLION).max(MILLION);
    let top = match component.shape {
        Shape::Linear(_) => slope(component, last - step, last),
        _ if component.top == Some(last) => slope(component, last - step, last),
        _ => slope(component, last, last.saturating_add(step)),
    };
    if let (Some(below), Some(above), Some(top)) = (below, above, top) {
        let most = above.max(top);
        if most <= below {
            site.add(found, &[at], Complaint::NoAccelerator);
        }
        let times = most.times(MILLION, 1).and_then(|most| most.over(below));
        if let Some(times) =
            times.filter(|times| *times > Ratio::whole(site.norms.accelerator_max.millionths()))
        {
            let rounded = divide(times.above(), times.below(), Rounding::HalfUp)
                .and_then(|rate| i64::try_from(rate).ok());
            let times = Rate::from_millionths(rounded.unwrap_or(i64::MAX));
            site.add(found, &[at], Complaint::SteepAccelerator(times, site.norms.accelerator_max));
        }
    }
}

/// How far pay jumps.
enum Jump {
    OfTarget(Rate),
    Money(Money),
    OfQuota(Rate),
}

/// The levels at which one unit more moves pay by a jump.
fn cliffs(site: &Site<'_>, component: &Component) -> Vec<(i64, Jump)> {
    let mut levels: BTreeSet<i64> = match &component.shape {
        Shape::Retro(tiers) => tiers.rows.iter().map(|tier| tier.from).collect(),
        Shape::Step { points, .. } => points.iter().map(|point| point.at).collect(),
        _ => BTreeSet::new(),
    };
    levels.extend(component.threshold.map(|threshold| threshold.at));
    let with_edge = |edge: Edge| {
        let mut component = component.clone();
        match &mut component.shape {
            Shape::Marginal(tiers) | Shape::Retro(tiers) => tiers.edge = edge,
            Shape::Step { edge: of, .. } => *of = edge,
            _ => {}
        }
        component
    };
    let (lower, upper) = (with_edge(Edge::Lower), with_edge(Edge::Upper));
    let quota =
        component.measure.and_then(|measure| site.plan.measures.get(measure)).and_then(|m| match m.quota {
            Quota::Fixed(quota) => Some(quota),
            _ => None,
        });
    let by_share = of_target(component);
    // Without a quota that all have, one of a million stands for it, and the jump is a share of it.
    let of_quota = quota.is_none() && component.level == Level::Attainment;
    let ground = Ground { quota: quota.or(of_quota.then_some(MILLION)), ..Ground::default() };
    let pays = |component: &Component, at: i64| {
        let at = Ratio::whole(at);
        if by_share { multiple(component, &at, None) } else { money(component, &at, &ground) }
    };
    let jump = |at: i64| {
        let below = match component.threshold {
            Some(threshold) if at <= threshold.at => Ratio::ZERO,
            _ => pays(&lower, at)?,
        };
        let jump = pays(&upper, at)?.minus(&below)?;
        let jump = i64::try_from(divide(jump.above(), jump.below(), Rounding::HalfUp)?).ok()?;
        let said = match (by_share, of_quota) {
            (true, _) => Jump::OfTarget(Rate::from_millionths(jump)),
            (false, true) => Jump::OfQuota(Rate::from_millionths(jump)),
            (false, false) => Jump::Money(Money::new(jump, site.plan.currency)),
        };
        (jump > 0).then_some((at, said))
    };
    levels.into_iter().filter(|at| *at > 0).filter_map(jump).collect()
}
