//! Whether windows, pay periods and days fit into one another.

use plumb_units::{Date, MILLION, Rate};

use super::{Complaint, Found, Site, Step};
use crate::component::{Component, Price, Settles};
use crate::measure::What;
use crate::number::Ratio;
use crate::plan::{Over, PayPlan};

pub(super) fn check(site: &Site<'_>, found: &mut Found) {
    let plan = site.plan;
    if plan.until <= plan.from {
        site.add(found, &[Step::Field("until")], Complaint::Backwards(plan.from, plan.until));
    }
    if matches!(plan.every, Over::Transaction | Over::Plan | Over::Rolling(_)) {
        site.add(found, &[Step::Field("every")], Complaint::NoPayPeriod(plan.every));
    }
    for (place, measure) in plan.measures.iter().enumerate() {
        let at = Step::Row("measure", place);
        if measure.over == Over::Rolling(0) {
            site.add(found, &[at, Step::Field("over")], Complaint::RollingWindow);
        }
        let seasons = &measure.seasons;
        if !matches!(seasons.len(), 0 | 4 | 12) {
            site.add(found, &[at, Step::Field("seasons")], Complaint::SeasonCount(seasons.len()));
        }
        let sum = seasons.iter().fold(0_i64, |sum, share| sum.saturating_add(share.millionths()));
        if matches!(seasons.len(), 4 | 12) && sum != MILLION {
            site.add(found, &[at, Step::Field("seasons")], Complaint::SeasonSum(Rate::from_millionths(sum)));
        }
        for (month, share) in measure.ramp.iter().enumerate() {
            if !(0..=MILLION).contains(&share.millionths()) {
                site.add(found, &[at, Step::Field("ramp")], Complaint::RampShare(month + 1, *share));
            }
        }
    }
    for (place, component) in plan.components.iter().enumerate() {
        window(site, Step::Row("component", place), component, found);
    }
    let settlement = &plan.settlement;
    let draw = settlement.draw.and_then(|draw| draw.periods).map(|count| ("draw_periods", "draw", count));
    let guarantee =
        settlement.guarantee.map(|guarantee| ("guarantee_periods", "guarantee", guarantee.periods));
    for (field, what, count) in draw.into_iter().chain(guarantee) {
        if let Some(periods) = pay_periods(plan).filter(|periods| count > *periods) {
            site.add(found, &[Step::Field(field)], Complaint::PastTheEnd(what, count, periods));
        }
    }
}

fn window(site: &Site<'_>, at: Step, component: &Component, found: &mut Found) {
    let plan = site.plan;
    let from = component.from.unwrap_or(plan.from);
    let until = component.until.unwrap_or(plan.until);
    let dated = component.from.is_some() || component.until.is_some();
    if dated && until <= from {
        site.add(found, &[at, Step::Field("until")], Complaint::Backwards(from, until));
    } else if dated && (from < plan.from || until > plan.until) {
        site.add(found, &[at, Step::Field("from")], Complaint::OutsidePlan(from, until));
    }
    let over = component.over;
    if matches!(over, Over::Rolling(_)) {
        return site.add(found, &[at, Step::Field("period")], Complaint::RollingWindow);
    }
    let week = |over: Over| over == Over::Week;
    let free = |over: Over| matches!(over, Over::Transaction | Over::Plan);
    if !free(over) && !free(plan.every) && week(over) != week(plan.every) {
        site.add(found, &[at, Step::Field("period")], Complaint::WindowAndPay(over, plan.every));
    }
    let Some(measure) = component.measure.and_then(|measure| plan.measures.get(measure)) else { return };
    // A figure or a prize is what it is at the end of the window, and rolling months have no beginning.
    if component.prizes.is_some()
        || matches!(measure.what, What::Figure(_))
        || matches!(measure.over, Over::Rolling(_))
    {
        return;
    }
    let by_line =
        !matches!(component.price, Price::Share | Price::Amount(_)) && component.settles == Settles::AsEarned;
    let alone = |over: Over| over == Over::Transaction;
    if alone(over) || (alone(measure.over) && by_line) {
        return;
    }
    let place = [at, Step::Field("period")];
    match length(plan, measure.over).cmp(&length(plan, over)) {
        std::cmp::Ordering::Less => site.add(found, &place, Complaint::MeasureShorter(measure.over, over)),
        std::cmp::Ordering::Greater if !by_line && !measure.to_date => {
            site.add(found, &place, Complaint::MeasureLonger(measure.over, over));
        }
        _ => {}
    }
}

/// Windows by length: the months that they have, the plan as many as it touches.
fn length(plan: &PayPlan, over: Over) -> u32 {
    match over {
        Over::Transaction | Over::Week => 0,
        Over::Month => 1,
        Over::Quarter => 3,
        Over::Half => 6,
        Over::Year => 12,
        Over::Rolling(months) => u32::from(months),
        Over::Plan => {
            let (months, days) = months(plan.from, plan.until);
            u32::try_from(months + i64::from(days > 0)).unwrap_or(0)
        }
    }
}

/// A window as a part of a year; `None` for transactions.
pub(crate) fn years(plan: &PayPlan, over: Over) -> Option<Ratio> {
    match over {
        Over::Transaction => None,
        Over::Week => Ratio::new(1, 52),
        Over::Plan => match months(plan.from, plan.until) {
            (months, 0) => Ratio::new(i128::from(months), 12),
            _ => Ratio::new(i128::from((plan.until - plan.from).get_days()), 365),
        },
        over => Ratio::new(i128::from(length(plan, over)), 12),
    }
}

/// Whole months between two days, and the days left.
fn months(from: Date, until: Date) -> (i64, i64) {
    let of = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
    let days = i64::from(until.day()) - i64::from(from.day());
    (of(until) - of(from), days)
}

/// How many pay periods a plan touches, by calendar months or weeks.
fn pay_periods(plan: &PayPlan) -> Option<u32> {
    let (months, days) = months(plan.from, plan.until);
    let started = months + i64::from(days > 0);
    let count = match plan.every {
        Over::Week => (i64::from((plan.until - plan.from).get_days()) + 6) / 7,
        Over::Month | Over::Quarter | Over::Half | Over::Year => {
            let length = i64::from(length(plan, plan.every));
            (started + length - 1) / length
        }
        _ => return None,
    };
    u32::try_from(count).ok()
}
