//! What one more unit of money of each offering earns: each person, and whoever is in the middle of each role.

use std::collections::BTreeMap;

use plumb_pay::PayPlan;
use plumb_pay::component::{Price, Times};
use plumb_pay::credit::To;
use plumb_pay::slope::{Unit, slopes};
use plumb_plan::Plan;
use plumb_units::{Date, MILLION, Rate, Rounding, divide};

use super::rest_of_year::{RestOfYear, days};
use crate::pay::computed::Computed;
use crate::pay::sale::{Seller, sales, template};

/// What one more unit of money of an offering earns somebody, or whoever is in the middle of a role.
#[derive(Clone, Debug)]
pub(crate) struct Sloped {
    pub(crate) plan: usize,
    pub(crate) role: String,
    pub(crate) person: Option<u32>,
    pub(crate) offering: String,
    /// `None`: whatever the segment of the last sale.
    pub(crate) segment: Option<String>,
    pub(crate) day: Date,
    pub(crate) now: f64,
    pub(crate) year: f64,
    pub(crate) cash: f64,
}

/// A plan, a role, an offering, a segment, a day.
type OfRole<'a> = (usize, &'a str, &'a str, Option<&'a str>, Date);

/// What one more unit of each offering earns each who is under a plan, and whoever is in the middle of each role: today, and for
/// roles on later days on which it may be another.
///
/// The middle and not the mean: whoever has hardly sold anything moves a ratio by much with any sale.
pub(super) fn sloped(computed: &Computed, plan: &Plan, threads: usize) -> Vec<Sloped> {
    let inputs = &computed.inputs;
    let mut seats = Vec::new();
    let days = days(computed);
    for paid in &computed.run.paid {
        // What rolls up to those above is no sale of theirs.
        let sells = |of: &PayPlan| of.credits.iter().any(|credit| !matches!(credit.to, To::RollUp { .. }));
        let of = computed.plan(paid.plan).filter(|of| of.from <= computed.as_of() && sells(of));
        let Some(of) = of else { continue };
        for day in days.iter().copied().filter(|day| *day < of.until) {
            let member = inputs.given.members.iter().find(|member| {
                (member.person, member.plan) == (paid.person, paid.plan)
                    && member.from <= day
                    && member.until.is_none_or(|until| day < until)
            });
            let seller = Seller { person: paid.person, plan: paid.plan, day };
            seats.extend(member.map(|member| (seller, member.role.clone())));
        }
    }
    let year = RestOfYear::of(computed, threads);
    let mut found = Vec::new();
    for (offering, segment) in sold(computed, plan) {
        let currency = computed.inputs.plans.first().map(|plan| plan.currency);
        let known = Some(offering).filter(|offering| *offering != ANY);
        let Some(row) = currency.and_then(|currency| template(&inputs.events, currency, known, segment))
        else {
            continue;
        };
        let Some(unit) = unit(computed, row) else { continue };
        let sellers: Vec<Seller> = seats.iter().map(|(seller, _)| *seller).collect();
        let Some(extra) = sales(inputs, row, &sellers, false) else { continue };
        let brings = slopes(&inputs.plans, &year.events, &year.given, &year.run, &extra, &unit, threads);
        for slope in brings.iter().filter(|slope| slope.complete) {
            let Some((Seller { person, plan: place, day }, role)) = seats.get(slope.row as usize) else {
                continue;
            };
            // Whoever is not credited gets nothing of it.
            let own = slope.seats.iter().find(|seat| (seat.person, seat.plan) == (*person, *place));
            let figures = own.map(|own| own.figures).unwrap_or_default();
            found.push(Sloped {
                plan: *place,
                role: role.clone(),
                person: Some(*person),
                offering: offering.to_owned(),
                segment: segment.map(str::to_owned),
                day: *day,
                now: figures.now.right.to_f64(),
                year: figures.year.right.to_f64(),
                cash: figures.cash.right.to_f64(),
            });
        }
    }
    let mut roles: BTreeMap<OfRole<'_>, Vec<&Sloped>> = BTreeMap::new();
    for of in &found {
        roles.entry((of.plan, &of.role, &of.offering, of.segment.as_deref(), of.day)).or_default().push(of);
    }
    let middle = |of: &[&Sloped], what: fn(&Sloped) -> f64| middle(of.iter().map(|one| what(one)).collect());
    let middles: Vec<Sloped> = roles
        .into_iter()
        .map(|((plan, role, offering, segment, day), of)| Sloped {
            plan,
            role: role.to_owned(),
            person: None,
            offering: offering.to_owned(),
            segment: segment.map(str::to_owned),
            day,
            now: middle(&of, |one| one.now),
            year: middle(&of, |one| one.year),
            cash: middle(&of, |one| one.cash),
        })
        .collect();
    middles.into_iter().chain(found).collect()
}

/// The number in the middle, or the mean of the two there; 0 of none.
pub(super) fn middle(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    let at = |place: usize| of.get(place).copied().unwrap_or(0.0);
    match of.len() {
        0 => 0.0,
        many if many % 2 == 1 => at(many / 2),
        many => (at(many / 2 - 1) + at(many / 2)) / 2.0,
    }
}

/// What one more unit of net is in the other columns of money, as in a row.
fn unit(computed: &Computed, row: usize) -> Option<Unit> {
    let events = &computed.inputs.events;
    let net = events.number("net", row);
    let money = events.numbers.iter().filter(|(_, numbers)| numbers.money);
    let rates = money.filter_map(|(name, numbers)| {
        let of = numbers.of.get(row).copied().filter(|of| *of != 0)?;
        let rate = divide(i128::from(of) * i128::from(MILLION), i128::from(net), Rounding::HalfEven)?;
        Some((name.clone(), Rate::from_millionths(i64::try_from(rate).ok()?)))
    });
    (net > 0).then(|| rates.collect())
}

/// Stands for whatever is sold, where no offerings are known.
const ANY: &str = "any-sale";

/// What is sold to whom: each offering, and in each segment by itself where pay asks for segments.
fn sold<'p>(computed: &Computed, plan: &'p Plan) -> Vec<(&'p str, Option<&'p str>)> {
    let asks = computed.inputs.plans.iter().any(asks_for_segments);
    let segments = plan.of_kind("segment").filter(|_| asks).map(|segment| Some(segment.id.as_str()));
    let segments: Vec<Option<&str>> = std::iter::once(None).chain(segments).collect();
    let mut offerings: Vec<&str> = plan.of_kind("offering").map(|offering| offering.id.as_str()).collect();
    if offerings.is_empty() {
        offerings.push(ANY);
    }
    offerings.iter().flat_map(|offering| segments.iter().map(move |segment| (*offering, *segment))).collect()
}

fn asks_for_segments(plan: &plumb_pay::PayPlan) -> bool {
    let of_credits = plan.credits.iter().flat_map(|credit| {
        let shares = credit.share_when.iter().map(|(when, _)| when);
        shares.chain([&credit.when])
    });
    let of_times = plan.components.iter().flat_map(|component| &component.times);
    let of_times = of_times.filter_map(|times| match times {
        Times::When { when, .. } => Some(when),
        _ => None,
    });
    let rates = plan.components.iter().filter_map(|component| match &component.price {
        Price::Table(table) => Some(table),
        _ => None,
    });
    let mut tables = plan.credits.iter().filter_map(|credit| credit.weight.as_ref()).chain(rates);
    of_credits.chain(of_times).any(|when| when.columns().contains(&"segment"))
        || tables.any(|table| table.by == "segment")
}
