//! What variable pay is likely to cost in the fiscal year: what has happened, and along the first paths of the forecast what they
//! would bring with plans, people and quotas as they are.

use std::collections::{BTreeMap, BTreeSet};

use plumb_catalog::Ground;
use plumb_forecast::{Model, Options, Outlook, Step, simulate};
use plumb_pay::cost::{Ahead, Deal, Path, Spread, cost};
use plumb_pay::{PayPlan, day_number};
use plumb_plan::Plan;
use plumb_units::{Currency, MILLION, Rate, Rounding, divide};

use super::computed::Computed;
use super::kind_of_table;
use super::read::column_of_measure;
use crate::engines::{Inputs, Sellers, Wanted};

/// Paths that pay is computed on, at most and at least: each is a run of everybody's pay.
pub(crate) const PATHS: usize = 200;
const PATHS_MIN: usize = 50;
/// Runs of one person's pay over all paths, beyond which there are fewer paths.
const RUNS: usize = 50_000;

/// Kinds of events that a sale becomes one after the other.
const KINDS: [&str; 3] = ["booking", "invoice", "payment"];

/// What pay is likely to cost in a fiscal year.
#[derive(Clone, Debug)]
pub(crate) struct Costed {
    pub(crate) year: String,
    /// The company's currency: amounts of plans in others are converted at the rate of the day.
    pub(crate) currency: Currency,
    pub(crate) earned: Spread,
    /// Variable pay at exactly the target of everybody under a plan, for the pay periods of the year.
    pub(crate) target: i64,
    /// The middle of the cost as a share of revenue, path by path; `None` without revenue.
    pub(crate) share_p50: Option<f64>,
    /// How many paths it rests on.
    pub(crate) paths: usize,
}

/// Computes it; `None` where nothing that was sold in the time of the plans shows what deals are like, no plan lasts into the year,
/// or a currency has no rate.
pub(crate) fn of(
    computed: &Computed,
    plan: &Plan,
    inputs: &Inputs,
    model: &Model,
    ground: &Ground,
    wanted: Wanted,
) -> Option<Costed> {
    let pay = &computed.inputs;
    let year = &inputs.year;
    if !pay.plans.iter().any(|plan| plan.from < year.until && year.from < plan.until) {
        return None;
    }
    let into: Vec<Rate> =
        pay.plans.iter().map(|plan| rate(computed, plan, inputs.currency)).collect::<Option<_>>()?;
    let column = column(computed, plan, inputs);
    let likes = Likes::of(computed, plan, inputs, &column);
    if likes.rows.is_empty() {
        return None;
    }
    let many = (RUNS / computed.run.paid.len().max(1)).clamp(PATHS_MIN, PATHS);
    let options = Options {
        paths: many,
        whole: many,
        seed: wanted.seed,
        threads: wanted.threads.max(1),
        ..Options::default()
    };
    let outlook = simulate(model, &options);
    let paths = paths(computed, inputs, model, &outlook, &likes, ground);
    let ahead = Ahead { year: year.clone(), column: &column, currency: inputs.currency, into, paths };
    let found = cost(&pay.plans, &pay.events, &pay.given, &ahead, wanted.threads)?;
    Some(Costed {
        year: found.year,
        currency: inputs.currency,
        earned: found.earned,
        target: target(computed, inputs, &ahead.into),
        share_p50: (found.revenue.p50 > 0).then(|| found.share.p50 as f64 / MILLION as f64),
        paths: ahead.paths.len(),
    })
}

/// What a minor unit of a plan's currency is in another one on the day.
pub(crate) fn rate(computed: &Computed, plan: &PayPlan, to: Currency) -> Option<Rate> {
    if plan.currency == to {
        return Some(Rate::ONE);
    }
    let rates = computed.inputs.given.exchange.iter();
    let rates = rates.filter(|rate| (rate.from, rate.to) == (plan.currency, to));
    let newest = rates.filter(|rate| rate.day <= computed.as_of()).max_by_key(|rate| rate.day)?;
    Some(Rate::from_millionths(newest.rate))
}

/// The column of transactions that is what the forecast is about.
fn column(computed: &Computed, plan: &Plan, inputs: &Inputs) -> String {
    let own = column_of_measure(&inputs.measure);
    let is_net =
        plan.entity("measure", &inputs.measure).and_then(|measure| measure.text("value")) == Some("net");
    if !is_net && computed.inputs.events.numbers.contains_key(&own) { own } else { "net".to_owned() }
}

/// A kind of event, whose, and of which family; `None`: of all.
type Of = (u8, Option<u32>, Option<usize>);

/// Deals that there were, by kind, whose they are, and family; with what they come to up to each.
struct Likes {
    kinds: Vec<u8>,
    rows: BTreeMap<Of, Vec<(u32, u64)>>,
}

impl Likes {
    fn of(computed: &Computed, plan: &Plan, inputs: &Inputs, column: &str) -> Self {
        let events = &computed.inputs.events;
        let table = plan.entity("measure", &inputs.measure).and_then(|measure| measure.text("table"));
        let followed = kind_of_table(table.unwrap_or_default());
        let credits = computed.inputs.plans.iter().flat_map(|plan| &plan.credits);
        let named: BTreeSet<&str> = credits.flat_map(|credit| &credit.on).map(String::as_str).collect();
        let counts = |kind: &str| kind == followed || (KINDS.contains(&kind) && named.contains(kind));
        let kinds: Vec<u8> =
            (0_u8..).zip(&events.kinds).filter(|(_, kind)| counts(kind)).map(|(code, _)| code).collect();
        let mut rows: BTreeMap<_, Vec<(u32, u64)>> = BTreeMap::new();
        let last_day = day_number(computed.as_of());
        for (row, (day, kind)) in (0_u32..).zip(events.days.iter().zip(&events.on)) {
            let size = u64::try_from(events.number(column, row as usize)).unwrap_or(0);
            if *day > last_day || !kinds.contains(kind) || size == 0 {
                continue;
            }
            let family = Some(inputs.family(events.text("offering", row as usize)));
            let owner = events.owner.get(row as usize).copied();
            for key in
                [(*kind, owner, family), (*kind, None, family), (*kind, owner, None), (*kind, None, None)]
            {
                let there = rows.entry(key).or_default();
                let before = there.last().map_or(0, |(_, sum)| *sum);
                there.push((row, before.saturating_add(size)));
            }
        }
        Self { kinds, rows }
    }

    /// A deal of somebody in a family, else anybody's there, else anything of theirs, else anything: the larger a deal was, the more
    /// often. One `number` always gives the same.
    fn one(&self, kind: u8, owner: u32, family: usize, number: u64) -> Option<u32> {
        let keys = [(Some(owner), Some(family)), (None, Some(family)), (Some(owner), None), (None, None)];
        let rows = keys.iter().find_map(|(owner, family)| self.rows.get(&(kind, *owner, *family)))?;
        let (_, whole) = rows.last()?;
        // Multiples of the golden ratio lie evenly however many there are (Weyl 1916).
        let share = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let at = u64::try_from((u128::from(share) * u128::from(*whole)) >> 64).unwrap_or(0);
        let place = rows.partition_point(|(_, sum)| *sum <= at);
        rows.get(place).map(|(row, _)| *row)
    }
}

/// Every path with its deals: one for each person, month, family and kind, on the last working day of the month.
fn paths(
    computed: &Computed,
    inputs: &Inputs,
    model: &Model,
    outlook: &Outlook,
    likes: &Likes,
    ground: &Ground,
) -> Vec<Path> {
    let pay = &computed.inputs;
    let so_far = inputs.sold_by(&Sellers::All, inputs.year.from, inputs.year.until);
    let sellers: BTreeSet<Option<usize>> = model.members.iter().map(|member| member.person).collect();
    let paid = |person: Option<usize>| pay.person(&inputs.people.get(person?)?.id);
    let sellers: Vec<(Option<usize>, Option<u32>)> =
        sellers.into_iter().map(|person| (person, paid(person))).collect();
    let last_day = |step: &Step| {
        let last = ground.workdays(step.from, step.until, None).last().copied();
        day_number(last.or_else(|| step.until.yesterday().ok()).unwrap_or(step.from))
    };
    let days: Vec<i32> = outlook.steps.iter().map(last_day).collect();
    let path = |path: usize| {
        let mut found = Path { revenue: so_far, deals: Vec::new() };
        for (person, owner) in &sellers {
            for (step, day) in days.iter().enumerate() {
                let number = (path * days.len() + step) as u64;
                for family in 0..outlook.families {
                    let amount = outlook.on_path(*person, path, step, family);
                    found.revenue = found.revenue.saturating_add(amount);
                    let Some(owner) = owner.filter(|_| amount != 0) else { continue };
                    let like = |kind: &u8| likes.one(*kind, owner, family, number);
                    let deal = |like| Deal { like, owner, day: *day, amount };
                    found.deals.extend(likes.kinds.iter().filter_map(like).map(deal));
                }
            }
        }
        found
    };
    (0..outlook.whole_paths()).map(path).collect()
}

/// Variable pay at exactly the target, of everybody in every pay period that ends in the year.
fn target(computed: &Computed, inputs: &Inputs, into: &[Rate]) -> i64 {
    let year = &inputs.year;
    let mut sum = 0_i64;
    for paid in &computed.run.paid {
        let (Some(plan), Some(rate)) = (computed.plan(paid.plan), into.get(paid.plan)) else { continue };
        let members = computed.inputs.given.members.iter();
        let members: Vec<_> =
            members.filter(|member| (member.person, member.plan) == (paid.person, paid.plan)).collect();
        for period in computed.periods.get(paid.plan).into_iter().flatten() {
            let last = period.until.yesterday().unwrap_or(period.from);
            let there = members.iter().rev().find(|member| {
                member.from < period.until && member.until.is_none_or(|until| period.from < until)
            });
            if let Some(member) = there.filter(|_| year.from <= last && last < year.until) {
                let own = i128::from(super::target(computed, plan, member, period));
                let part =
                    divide(own * i128::from(rate.millionths()), i128::from(MILLION), Rounding::HalfEven);
                sum = sum.saturating_add(part.and_then(|part| i64::try_from(part).ok()).unwrap_or(0));
            }
        }
    }
    sum
}
