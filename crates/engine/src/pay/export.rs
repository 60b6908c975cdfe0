//! Pay for other systems: what payroll pays, what the books put aside, what is an asset.

use std::collections::{BTreeMap, BTreeSet};

use plumb_ledger::PostingKind;
use plumb_pay::capitalise::{Cost, capitalise};
use plumb_pay::{Paid, PayPlan};
use plumb_units::{Date, Money};

use super::figures::{WHOLE, is_earned, is_paid};
use super::lines::Lines;
use super::questions::PayLook;
use super::statement::Sheet;
use super::view::PayFileView;
use crate::EngineError;
use crate::outlooks::{Dated, dated, nothing};
use crate::pass::Options;
use crate::workspace::Workspace;

/// The files there are.
pub const PAY_FILES: [&str; 3] = ["payroll", "accruals", "capitalised"];

const PAYROLL: [&str; 8] =
    ["person", "employee", "period", "plan", "component", "kind", "amount", "currency"];
const ACCRUALS: [&str; 10] =
    ["period", "person", "plan", "component", "earned", "paid", "held", "balance", "accrual", "currency"];
const CAPITALISED: [&str; 13] = [
    "contract",
    "plan",
    "component",
    "person",
    "treatment",
    "amount",
    "start",
    "months",
    "monthly",
    "impaired",
    "book_value",
    "schedule",
    "currency",
];

impl Workspace {
    /// A file for another system: `payroll`, `accruals` or `capitalised`; of one pay period, or of all that have begun.
    ///
    /// # Errors
    /// A kind or a period that there is not; those of [`Workspace::pay_statement`].
    pub fn pay_export(
        &self,
        kind: &str,
        period: Option<&str>,
        options: &Options,
    ) -> Result<Dated<PayFileView>, EngineError> {
        if !PAY_FILES.contains(&kind) {
            let says = format!("`{kind}` is no file of pay; they are `{}`", PAY_FILES.join("`, `"));
            return Err(EngineError::unknown(says, kind, PAY_FILES.iter().copied()));
        }
        let look = self.pay_look(options, None)?;
        if let Some(name) = period {
            let known = (0..look.computed.inputs.plans.len()).any(|plan| {
                look.computed.period(plan, name).is_some_and(|place| place < look.computed.begun(plan))
            });
            if !known {
                return Err(nothing(format!("`{name}` is no pay period of a pay plan that has begun")));
            }
        }
        let (columns, rows): (&[&str], _) = match kind {
            "payroll" => (&PAYROLL, payroll(&look, period)),
            "accruals" => (&ACCRUALS, accruals(&look, period)),
            _ => (&CAPITALISED, capitalised(&look, period)),
        };
        let view = PayFileView {
            kind: kind.to_owned(),
            period: period.map(str::to_owned),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            rows,
        };
        Ok(dated(&look.look, view))
    }
}

/// The pay periods that are wanted, of a seat: places.
fn wanted(look: &PayLook, paid: &Paid, period: Option<&str>) -> Vec<usize> {
    let begun = look.computed.begun(paid.plan);
    match period {
        Some(name) => {
            look.computed.period(paid.plan, name).filter(|place| *place < begun).into_iter().collect()
        }
        None => (0..begun).collect(),
    }
}

fn each(look: &PayLook) -> impl Iterator<Item = (&Paid, &PayPlan, &str)> {
    let computed = &look.computed;
    computed
        .run
        .paid
        .iter()
        .filter_map(|paid| Some((paid, computed.plan(paid.plan)?, computed.id(paid.person))))
}

fn payroll(look: &PayLook, period: Option<&str>) -> Vec<Vec<String>> {
    let mut keys: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for key in look.look.texts.plan.keys().filter(|key| key.kind == "person") {
        keys.entry(key.id).or_default().push(format!("{}:{}", key.source, key.key));
    }
    let mut rows = Vec::new();
    for (paid, plan, person) in each(look) {
        let sheet = Sheet::of(&look.desk(), paid);
        for place in wanted(look, paid, period) {
            let Some(span) = look.computed.periods.get(paid.plan).and_then(|periods| periods.get(place))
            else {
                continue;
            };
            let mut sums: BTreeMap<(String, PostingKind), i64> = BTreeMap::new();
            for entered in sheet.posted_in(&span.name).iter().filter(|entered| is_paid(entered.posting.kind))
            {
                let posting = entered.posting;
                let sum = sums.entry((posting.component.clone(), posting.kind)).or_default();
                *sum = sum.saturating_add(posting.amount.minor());
            }
            for ((component, kind), minor) in sums.into_iter().filter(|(_, minor)| *minor != 0) {
                rows.push(vec![
                    person.to_owned(),
                    keys.get(person).map(|keys| keys.join(";")).unwrap_or_default(),
                    span.name.clone(),
                    plan.id.clone(),
                    if component == WHOLE { String::new() } else { component },
                    kind.word().to_owned(),
                    Money::new(minor, plan.currency).decimal(),
                    plan.currency.code().to_owned(),
                ]);
            }
        }
    }
    rows
}

/// What is earned and not paid yet, by component; the whole plan's own entries stand under no component.
fn accruals(look: &PayLook, period: Option<&str>) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (paid, plan, person) in each(look) {
        let sheet = Sheet::of(&look.desk(), paid);
        let Some(periods) = look.computed.periods.get(paid.plan) else { continue };
        let shown = |minor: i64| Money::new(minor, plan.currency).decimal();
        for place in wanted(look, paid, period) {
            let Some(span) = periods.get(place) else { continue };
            // Earned, paid, held so far.
            let mut sums: BTreeMap<String, (i64, i64, i64)> = BTreeMap::new();
            for (before, other) in periods.iter().enumerate().take(place + 1) {
                for entered in sheet.posted_in(&other.name) {
                    let posting = entered.posting;
                    let minor = posting.amount.minor();
                    let of = sums.entry(posting.component.clone()).or_default();
                    if before == place && is_paid(posting.kind) {
                        of.1 = of.1.saturating_add(minor);
                        if is_earned(posting) {
                            of.0 = of.0.saturating_add(minor);
                        }
                    }
                    if matches!(posting.counts_as(), PostingKind::Hold | PostingKind::Release) {
                        of.2 = of.2.saturating_sub(minor);
                    }
                }
            }
            let balance = sheet.sums(plan, periods, place).balance;
            if balance != 0 {
                sums.entry(WHOLE.to_owned()).or_default();
            }
            for (component, (earned, paid, held)) in sums {
                let owed = if component == WHOLE { balance } else { 0 };
                if (earned, paid, held, owed) == (0, 0, 0, 0) {
                    continue;
                }
                rows.push(vec![
                    span.name.clone(),
                    person.to_owned(),
                    plan.id.clone(),
                    if component == WHOLE { String::new() } else { component },
                    shown(earned),
                    shown(paid),
                    shown(held),
                    shown(owed),
                    shown(earned.saturating_sub(paid)),
                    plan.currency.code().to_owned(),
                ]);
            }
        }
    }
    rows
}

/// What was paid for contracts: assets with their schedules, and what is an expense at once. A contract is a deal, or the sale
/// itself where no deal stands behind it.
fn capitalised(look: &PayLook, period: Option<&str>) -> Vec<Vec<String>> {
    let computed = &look.computed;
    let events = &computed.inputs.events;
    let ends: BTreeSet<u8> = (0_u8..)
        .zip(&events.kinds)
        .filter(|(_, kind)| matches!(kind.as_str(), "cancel" | "churn" | "nonpayment"))
        .map(|(code, _)| code)
        .collect();
    let as_of = computed.as_of();
    let mut rows = Vec::new();
    for (paid, plan, person) in each(look) {
        let Some(rules) = &plan.settlement.capitalise else { continue };
        let places = wanted(look, paid, period);
        let lines = Lines::of(computed, paid.person, paid.plan);
        let costs = lines
            .lines
            .iter()
            .filter(|(_, line)| line.pays != 0 && (period.is_none() || places.contains(&line.period)));
        let costs: Vec<Cost<String>> = costs
            .map(|(id, line)| {
                let row = line.event.map(|event| event as usize);
                let sale = row
                    .and_then(|row| events.refers.get(row))
                    .filter(|sale| **sale != plumb_pay::events::NONE);
                let sale = sale.map_or(row, |sale| Some(*sale as usize));
                let fact = sale.and_then(|sale| computed.inputs.facts.get(sale));
                Cost {
                    contract: fact.map_or_else(|| id.clone(), |fact| fact.at.clone()),
                    component: line.component,
                    amount: line.pays,
                    day: line.day,
                    months: fact.and_then(|fact| fact.months),
                    ends: row.and_then(|row| events.on.get(row)).is_some_and(|on| ends.contains(on)),
                }
            })
            .collect();
        let (books, _) = capitalise(rules, &costs);
        let component = |place: usize| {
            plan.components.get(place).map_or_else(String::new, |component| component.id.clone())
        };
        let shown = |minor: i64| Money::new(minor, plan.currency).decimal();
        for asset in &books.assets {
            let schedule = asset.schedule();
            let impaired: i64 = asset.impaired.iter().fold(0, |sum, loss| sum.saturating_add(loss.amount));
            let listed: Vec<String> = schedule
                .iter()
                .map(|charge| {
                    format!(
                        "{}:{}",
                        month(charge.month),
                        shown(charge.amount.saturating_add(charge.impaired))
                    )
                })
                .collect();
            rows.push(vec![
                asset.contract.clone(),
                plan.id.clone(),
                component(asset.component),
                person.to_owned(),
                "asset".to_owned(),
                shown(asset.amount),
                asset.start.to_string(),
                asset.months.to_string(),
                shown(schedule.first().map_or(0, |charge| charge.amount)),
                shown(impaired),
                shown(asset.book_value(as_of)),
                listed.join(" "),
                plan.currency.code().to_owned(),
            ]);
        }
        for cost in &books.expensed {
            rows.push(vec![
                cost.contract.clone(),
                plan.id.clone(),
                component(cost.component),
                person.to_owned(),
                "expense".to_owned(),
                shown(cost.amount),
                cost.day.to_string(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                plan.currency.code().to_owned(),
            ]);
        }
    }
    rows
}

fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}
