//! Quotas, assignments, figures and exchange rates.

use std::collections::{BTreeMap, BTreeSet};

use plumb_pay::events::NONE;
use plumb_pay::given::{Assigned, Exchange, Figure, QuotaRow};
use plumb_pay::{Given, PayPlan};
use plumb_units::{Currency, Date, MILLION, Rounding, divide};

use super::{Company, Names, cents};
use crate::pay::sheets::{Row, Sheets, day, int, text};

pub(super) fn read(
    company: &Company<'_>,
    pay: &[PayPlan],
    sheets: &Sheets,
    names: &mut Names,
    given: &mut Given,
) {
    given.exchange = sheets.of("exchange").iter().filter_map(exchange).flatten().collect();
    given.exchange.sort_by_key(|rate| (rate.from, rate.to, rate.day));
    let mut currencies: BTreeMap<u32, Currency> = BTreeMap::new();
    for member in &given.members {
        let plan = pay.get(member.plan);
        currencies
            .entry(member.person)
            .or_insert_with(|| plan.map_or(company.currency, |plan| plan.currency));
    }
    let quotas = sheets.of("quotas").iter().filter_map(|row| {
        let person = names.of(text(row, 0)?);
        quota(person, row, currencies.get(&person).copied().unwrap_or(company.currency), &given.exchange)
    });
    given.quotas = quotas.collect();
    for row in sheets.of("assignments") {
        if let (Some(person), Some(by), Some(is)) = (text(row, 0), text(row, 1), text(row, 2)) {
            let from = day(row, 3).unwrap_or(Date::MIN);
            given.assigned.push(Assigned {
                person: names.of(person),
                by: by.to_owned(),
                is: is.to_owned(),
                from,
                until: day(row, 4),
            });
        }
    }
    figures(company, sheets, names, given);
}

/// A quota in minor units of the currency of the plan that pays the person, or in millionths.
fn quota(person: u32, row: &Row, currency: Currency, rates: &[Exchange]) -> Option<QuotaRow> {
    let (measure, unit) = (text(row, 1)?, text(row, 5).unwrap_or_default());
    let (from, until, amount) = (day(row, 2)?, day(row, 3)?, int(row, 4)?);
    let amount = match unit.strip_prefix("millionths ") {
        Some(code) => match Currency::parse(code) {
            Ok(own) => converted(cents(amount, own), own, currency, from, rates)?,
            Err(_) => amount,
        },
        None => match Currency::parse(unit) {
            Ok(own) => converted(amount, own, currency, from, rates)?,
            Err(_) => amount,
        },
    };
    Some(QuotaRow { person, measure: measure.to_owned(), from, until, amount, recorded: day(row, 6) })
}

fn converted(amount: i64, from: Currency, to: Currency, on: Date, rates: &[Exchange]) -> Option<i64> {
    if from == to {
        return Some(amount);
    }
    let rate = rates
        .iter()
        .filter(|rate| rate.from == from && rate.to == to && rate.day <= on)
        .max_by_key(|rate| rate.day)?;
    let cents = divide(i128::from(amount) * i128::from(rate.rate), i128::from(MILLION), Rounding::HalfEven)?;
    i64::try_from(cents).ok()
}

/// A rate in both directions: minor units of the one for a million of the other.
fn exchange(row: &Row) -> Option<Vec<Exchange>> {
    let (from, to) = (Currency::parse(text(row, 0)?).ok()?, Currency::parse(text(row, 1)?).ok()?);
    let (digits, below) = decimal(text(row, 2)?)?;
    let day = day(row, 3).unwrap_or(Date::MIN);
    let scale = |currency: Currency| 10_i128.checked_pow(currency.minor_digits());
    let rate = |above: i128, below: i128, of: Currency, into: Currency| {
        let above = above.checked_mul(scale(into)?)?.checked_mul(i128::from(MILLION))?;
        i64::try_from(divide(above, below.checked_mul(scale(of)?)?, Rounding::HalfEven)?).ok()
    };
    Some(vec![
        Exchange { from, to, day, rate: rate(digits, below, from, to)? },
        Exchange { from: to, to: from, day, rate: rate(below, digits, to, from)? },
    ])
}

/// A decimal above zero as a fraction.
fn decimal(text: &str) -> Option<(i128, i128)> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let places = u32::try_from(fraction.len()).ok().filter(|places| *places <= 12)?;
    let digits = format!("{whole}{fraction}");
    if whole.is_empty() || digits.len() > 18 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|digits| *digits > 0).map(|digits| (digits, 10_i128.pow(places)))
}

/// What somebody entered, then results of the company that nobody entered.
fn figures(company: &Company<'_>, sheets: &Sheets, names: &mut Names, given: &mut Given) {
    let mut units: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for row in sheets.of("people") {
        let (Some(id), Some(unit)) = (text(row, 0), text(row, 3)) else { continue };
        let person = names.known(id).unwrap_or(NONE);
        let mut next = Some(unit.to_owned());
        let mut seen = BTreeSet::new();
        while let Some(unit) = next.filter(|unit| seen.insert(unit.clone())) {
            units.entry(unit.clone()).or_default().push(person);
            let above = company.plan.entity("unit", &unit).and_then(|unit| unit.reference("parent"));
            next = above.map(ToString::to_string);
        }
    }
    let mut entered = BTreeSet::new();
    for row in sheets.of("scores") {
        let (Some(name), Some(from)) = (text(row, 2), day(row, 3)) else { continue };
        entered.insert(name.to_owned());
        let currency = text(row, 7).and_then(|code| Currency::parse(code).ok()).unwrap_or(company.currency);
        let figure = |person: Option<u32>| Figure {
            name: name.to_owned(),
            person,
            from,
            until: day(row, 4).unwrap_or(Date::MAX),
            value: int(row, 5).or_else(|| int(row, 6).map(|amount| cents(amount, currency))),
            word: text(row, 8).map(str::to_owned),
        };
        match (text(row, 0), text(row, 1)) {
            (Some(person), _) => given.figures.push(figure(Some(names.of(person)))),
            (None, Some(unit)) => {
                let people = units.get(unit).map_or(&[][..], Vec::as_slice);
                given.figures.extend(people.iter().map(|person| figure(Some(*person))));
            }
            (None, None) => given.figures.push(figure(None)),
        }
    }
    for row in sheets.of("results") {
        let (Some(name), Some(from), Some(until), Some(value)) =
            (text(row, 0), day(row, 1), day(row, 2), int(row, 3))
        else {
            continue;
        };
        if entered.contains(name) {
            continue;
        }
        let money = row.get(4).and_then(serde_json::Value::as_bool).unwrap_or(false);
        let value = if money { cents(value, company.currency) } else { value };
        given.figures.push(Figure {
            name: name.to_owned(),
            person: None,
            from,
            until,
            value: Some(value),
            word: None,
        });
    }
}
