//! For how many people, and on how much money, more brought nothing at the ends of pay periods.

use std::collections::BTreeMap;

use plumb_pay::slope::Unit;
use plumb_units::{Date, MILLION, Rate, Rounding, divide};

use super::Computed;

/// What more brought at the end of a pay period, over everybody under a plan.
#[derive(Clone, Debug)]
pub(crate) struct Dead {
    pub(crate) plan: usize,
    pub(crate) period: String,
    /// Its last day.
    pub(crate) end: Date,
    pub(crate) people: u32,
    pub(crate) earns_nothing: u32,
    pub(crate) paid_nothing: u32,
    /// Minor units of the plan's currency.
    pub(crate) money: i64,
    pub(crate) money_earns_nothing: i64,
    pub(crate) money_paid_nothing: i64,
}

pub(super) fn dead(computed: &Computed, threads: usize) -> Vec<Dead> {
    let inputs = &computed.inputs;
    let Some(unit) = usual(computed) else { return Vec::new() };
    let asked = (&unit, "net");
    let all =
        plumb_pay::dead::dead(&inputs.plans, &inputs.events, &inputs.given, &computed.run, asked, threads);
    let named = |of: plumb_pay::dead::Dead| {
        let periods = computed.periods.get(of.plan)?;
        let period = periods.iter().find(|period| period.from <= of.end && of.end < period.until)?;
        Some(Dead {
            plan: of.plan,
            period: period.name.clone(),
            end: of.end,
            people: of.people,
            earns_nothing: of.earns_nothing,
            paid_nothing: of.paid_nothing,
            money: of.money,
            money_earns_nothing: of.money_earns_nothing,
            money_paid_nothing: of.money_paid_nothing,
        })
    };
    all.into_iter().filter_map(named).collect()
}

/// What one more unit of net is in each column of money in the mean of all sales.
fn usual(computed: &Computed) -> Option<Unit> {
    let events = &computed.inputs.events;
    let booking = events.kinds.iter().position(|kind| kind == "booking")?;
    let sold = |row: &usize| {
        events.on.get(*row).copied().map(usize::from) == Some(booking) && events.number("net", *row) > 0
    };
    let rows: Vec<usize> = (0..events.len()).filter(sold).collect();
    let sum = |column: &str| rows.iter().map(|row| i128::from(events.number(column, *row))).sum::<i128>();
    let net = sum("net");
    let mut unit: BTreeMap<String, Rate> = BTreeMap::new();
    for (name, _) in events.numbers.iter().filter(|(_, numbers)| numbers.money) {
        let rate = divide(sum(name).checked_mul(i128::from(MILLION))?, net, Rounding::HalfEven)?;
        if let Some(rate) = i64::try_from(rate).ok().filter(|rate| *rate != 0) {
            unit.insert(name.clone(), Rate::from_millionths(rate));
        }
    }
    (net > 0).then_some(unit)
}
