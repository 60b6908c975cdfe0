//! Whether a person exactly at target is paid exactly the target, and what limits do to those above it.

use plumb_units::{MILLION, Money, Quantity, Rate, Rounding, divide};

use super::curves::last_level;
use super::periods::years;
use super::{Complaint, Found, Site, Step};
use crate::component::{Component, Edge, Level, Limit, Price, Shape, Times};
use crate::number::{Number, Ratio};
use crate::outline::{last_reached, multiple};

pub(super) fn check(site: &Site<'_>, found: &mut Found) {
    let plan = site.plan;
    let weights: Vec<i64> = plan.components.iter().filter_map(|c| c.weight).map(Rate::millionths).collect();
    let sum = weights.iter().fold(0_i64, |sum, weight| sum.saturating_add(*weight));
    if !weights.is_empty() && sum != MILLION {
        site.add(found, &[Step::Field("component")], Complaint::Weights(Rate::from_millionths(sum)));
    }
    let shares = plan.components.iter().any(of_target);
    let members =
        site.given.iter().flat_map(|given| &given.members).filter(|member| member.plan == site.place);
    let own: Vec<bool> = members.map(|member| member.on_target.is_some()).collect();
    let all_own = !own.is_empty() && own.iter().all(|own| *own);
    if shares && plan.on_target <= 0 && !all_own {
        site.add(found, &[Step::Field("on_target")], Complaint::NoTarget(site.money(plan.on_target)));
    }
    for (place, component) in plan.components.iter().enumerate() {
        let at = Step::Row("component", place);
        if at_target_is_meant(component) {
            at_target(site, at, component, found);
        }
        limits(site, at, component, found);
    }
    cap(site, found);
    expected(site, found);
}

/// Whether the price of a component is a share of the variable pay.
pub(super) fn of_target(component: &Component) -> bool {
    matches!(component.price, Price::Share | Price::ShareOverQuota)
}

/// Contests, pools and bonuses that hang on themselves have no target of 100 %.
fn at_target_is_meant(component: &Component) -> bool {
    let special = component.pool.is_some() || component.prizes.is_some() || component.circular.is_some();
    of_target(component) && !special
}

fn rate(exact: Ratio) -> Rate {
    let rounded =
        divide(exact.above(), exact.below(), Rounding::HalfUp).and_then(|rate| i64::try_from(rate).ok());
    Rate::from_millionths(rounded.unwrap_or(0))
}

fn at_target(site: &Site<'_>, at: Step, component: &Component, found: &mut Found) {
    let whole = Ratio::whole(MILLION);
    match (&component.shape, component.level) {
        (Shape::Matrix(matrix), Level::Attainment) => {
            let levels = match matrix.across_level {
                Level::Attainment => vec![MILLION],
                Level::Value => matrix.across_at.clone(),
            };
            let pays = levels.iter().filter_map(|across| multiple(component, &whole, Some(*across)));
            let pays: Vec<Ratio> = pays.collect();
            if let (Some(least), Some(most)) = (pays.iter().min(), pays.iter().max())
                && (*most < whole || *least > whole)
            {
                site.add(found, &[at], Complaint::AtTarget(rate(*least), rate(*most)));
            }
        }
        (_, Level::Attainment) => {
            if let Some(pays) = multiple(component, &whole, None).filter(|pays| *pays != whole) {
                site.add(found, &[at], Complaint::AtTarget(rate(pays), rate(pays)));
            }
        }
        (Shape::Linear(points) | Shape::Step { points, .. }, Level::Value) => {
            if let Some(most) = points.iter().map(|point| point.pays).max().filter(|most| *most < Rate::ONE) {
                site.add(found, &[at], Complaint::NeverWhole(most));
            }
        }
        _ => {}
    }
    for (row, times) in component.times.iter().enumerate() {
        if let Times::Step { level: Level::Attainment, points, .. } = times {
            let pays = last_reached(points, Edge::Upper, &whole);
            if pays != whole {
                site.add(found, &[at, Step::Row("times", row)], Complaint::TimesAtTarget(rate(pays)));
            }
        }
    }
}

/// A component's share of the target in one of its windows.
pub(crate) fn window_target(plan: &crate::PayPlan, component: &Component, on_target: i64) -> Option<i64> {
    let years = years(plan, component.over)?;
    let exact = years.times(on_target, 1)?.times(component.weight?.millionths(), MILLION)?;
    i64::try_from(divide(exact.above(), exact.below(), Rounding::HalfUp)?).ok()
}

fn limits(site: &Site<'_>, at: Step, component: &Component, found: &mut Found) {
    let target = window_target(site.plan, component, site.plan.on_target);
    let money = |limit: Limit| match limit {
        Limit::Money(amount) => Some(amount),
        Limit::OfTarget(share) => Some(target?.times(share.millionths(), MILLION)?),
    };
    let most = component.most.and_then(money);
    if let (Some(least), Some(most)) = (component.least.and_then(money), most)
        && least > most
    {
        let what = Complaint::LeastAboveMost(site.money(least), site.money(most));
        site.add(found, &[at, Step::Field("least")], what);
    }
    if of_target(component)
        && let (Some(most), Some(last), Some(target)) = (most, last_level(component), target)
        && let Some(pays) = at_level(component, last).and_then(|pays| pays.times(target, MILLION))
        && pays > Ratio::whole(most)
    {
        let pays =
            divide(pays.above(), pays.below(), Rounding::HalfUp).and_then(|pays| i64::try_from(pays).ok());
        let pays = Money::new(pays.unwrap_or(i64::MAX), site.plan.currency);
        let last = Quantity::Rate(Rate::from_millionths(last));
        site.add(found, &[at, Step::Field("most")], Complaint::MostBelow(site.money(most), pays, last));
    }
}

/// The most that is paid at a level, whatever the measure across does.
fn at_level(component: &Component, level: i64) -> Option<Ratio> {
    match &component.shape {
        Shape::Matrix(matrix) => {
            let levels = matrix.across_at.iter();
            levels.filter_map(|across| multiple(component, &Ratio::whole(level), Some(*across))).max()
        }
        _ => multiple(component, &Ratio::whole(level), None),
    }
}

/// Compares the plan's cap with what all components pay at the last level of any of them, and at excellence.
fn cap(site: &Site<'_>, found: &mut Found) {
    let plan = site.plan;
    let Some(cap) = plan.settlement.cap else { return };
    let cap = match cap.limit {
        Limit::OfTarget(rate) => Some(Ratio::whole(rate.millionths())),
        Limit::Money(amount) => {
            let target = years(plan, cap.over).and_then(|years| years.times(plan.on_target, 1));
            target.and_then(|target| Ratio::whole(amount).times(MILLION, 1)?.over(target))
        }
    };
    let Some(cap) = cap else { return };
    let last = plan.components.iter().filter(|component| of_target(component)).filter_map(last_level).max();
    let excellence = site.norms.excellence.millionths();
    for level in last.into_iter().chain([excellence]) {
        let pays = together(site, level);
        if let Some(pays) = pays.filter(|pays| *pays > cap) {
            let what = Complaint::CapBelow(rate(cap), rate(pays), Rate::from_millionths(level));
            return site.add(found, &[Step::Field("cap")], what);
        }
    }
}

/// What all components pay together at a level, as millionths of the target; those that cannot be told pay their share.
fn together(site: &Site<'_>, level: i64) -> Option<Ratio> {
    let mut sum = Ratio::ZERO;
    for component in site.plan.components.iter().filter(|component| of_target(component)) {
        let pays = match component.level {
            Level::Attainment => at_level(component, level),
            Level::Value => None,
        };
        let mut pays = pays.unwrap_or(Ratio::whole(MILLION));
        if let Some(Limit::OfTarget(most)) = component.most {
            pays = pays.min(Ratio::whole(most.millionths()));
        }
        sum = sum.plus(&pays.times(component.weight?.millionths(), MILLION)?)?;
    }
    Some(sum)
}

/// Draws and guarantees above what is expected in a pay period.
fn expected(site: &Site<'_>, found: &mut Found) {
    let plan = site.plan;
    let Some(years) = years(plan, plan.every) else { return };
    let of_year = |year: i64| {
        let exact = years.times(year, 1)?;
        i64::try_from(divide(exact.above(), exact.below(), Rounding::HalfUp)?).ok()
    };
    let mut compare = |path: &[Step], what: &'static str, amount: i64, on_target: i64, plan_wide: bool| {
        if let Some(expected) = of_year(on_target).filter(|expected| amount > *expected) {
            let what = Complaint::AboveExpected(what, site.money(amount), site.money(expected));
            found.add(plan_wide.then_some(site.place), path, what);
        }
    };
    let settlement = &plan.settlement;
    if let Some(draw) = settlement.draw {
        compare(&[Step::Field("draw")], "draw", draw.amount, plan.on_target, true);
    }
    if let Some(guarantee) = settlement.guarantee {
        compare(&[Step::Field("guarantee")], "guarantee", guarantee.amount, plan.on_target, true);
    }
    for (row, member) in site.given.iter().flat_map(|given| given.members.iter().enumerate()) {
        if let Some(draw) = member.draw.filter(|_| member.plan == site.place) {
            let on_target = member.on_target.unwrap_or(plan.on_target);
            compare(&[Step::Row("member", row), Step::Field("draw")], "draw", draw, on_target, false);
        }
    }
}
