//! Quantities in the unit of their measure, money in currencies that convert.

use std::collections::{BTreeMap, BTreeSet};

use plumb_diag::{Problem, Span};
use plumb_units::{Amount, Currency, NumberFormat, Quantity};

use super::{Entities, of_kind};
use crate::company::Company;
use crate::context::{Context, shortened};
use crate::levels::same_unit;
use crate::value::{Data, Entity, Value};

pub(crate) fn check(cx: &mut Context<'_>, company: &Company, entities: &Entities) {
    let rates = exchange_rates(cx, entities);
    for objective in of_kind(entities, "objective") {
        let levels = objective.rows("level").iter().chain(objective.rows("milestone"));
        let rows = levels.filter_map(|row| row.value("target").map(|value| ("target", value)));
        let own = ["baseline", "target"]
            .into_iter()
            .filter_map(|name| objective.value(name).map(|value| (name, value)));
        let quantities: Vec<_> = own.chain(rows).collect();
        against_measure(cx, entities, objective, &quantities);
        against_each_other(cx, company, objective, &quantities);
    }
    for quota in of_kind(entities, "quota") {
        let amount = quota.value("amount").map(|value| ("amount", value));
        against_measure(cx, entities, quota, amount.as_slice());
    }
    for measure in of_kind(entities, "measure") {
        measure_is_whole(cx, measure);
    }
    if let Some(own) = company.currency {
        currencies_convert(cx, own, &rates, entities);
    }
}

/// The measure counts in what the quantity is counted in.
fn against_measure(
    cx: &mut Context<'_>,
    entities: &Entities,
    entity: &Entity,
    quantities: &[(&str, &Value)],
) {
    let measure = entity.reference("measure").and_then(|id| entities.get("measure")?.get(id));
    let Some((measure, unit)) = measure.and_then(|measure| Some((measure, measure.choice("unit")?))) else {
        return;
    };
    for (name, value) in quantities {
        let Data::Quantity(quantity) = value.data else { continue };
        if fits(quantity, unit) {
            continue;
        }
        let message = format!("`{name}` is in {}, and `{}` counts {unit}", quantity.unit_word(), measure.id);
        cx.report(
            Problem::error("unit-mismatch", message)
                .at(value.span, "")
                .also(measure.place("unit"), "counted here")
                .help(format!("write it as `{}`", example(unit, quantity, cx.currency))),
        );
    }
}

fn fits(quantity: Quantity, unit: &str) -> bool {
    match unit {
        "money" => matches!(quantity, Quantity::Money(_)),
        "count" => matches!(quantity, Quantity::Count(_)),
        "rate" => matches!(quantity, Quantity::Rate(_)),
        _ => matches!(quantity, Quantity::Duration(_)),
    }
}

fn example(unit: &str, quantity: Quantity, own: Option<Currency>) -> String {
    let own = own.as_ref().map_or("EUR", Currency::code);
    match (unit, quantity) {
        ("money", Quantity::Count(count)) => format!("\"{count} {own}\""),
        ("rate", Quantity::Count(count)) => format!("\"{count} %\""),
        ("money", _) => "\"4 200 000 EUR\"".to_owned(),
        ("rate", _) => "\"11 %\"".to_owned(),
        ("hours", _) => "\"4 hours\"".to_owned(),
        ("days", _) => "\"10 days\"".to_owned(),
        _ => "\"120\"".to_owned(),
    }
}

/// All numbers of an objective are in one unit, and money is in the company's currency.
fn against_each_other(
    cx: &mut Context<'_>,
    company: &Company,
    objective: &Entity,
    quantities: &[(&str, &Value)],
) {
    let mut first: Option<(&str, Quantity, Span)> = None;
    for (name, value) in quantities {
        let Data::Quantity(quantity) = value.data else { continue };
        if let (Some(money), Some(own)) = (quantity.money(), company.currency)
            && money.currency() != own
        {
            let message = format!("`{name}` is in {}, and the company counts in {own}", money.currency());
            let problem = Problem::error("unit-mismatch", message).at(value.span, "");
            cx.report(problem.help(format!("write it in {own}")));
            continue;
        }
        match first {
            Some((other, unit, span)) if !same_unit(unit, quantity) => {
                let message =
                    format!("`{name}` is in {}, and `{other}` in {}", quantity.unit_word(), unit.unit_word());
                let problem = Problem::error("unit-mismatch", message).at(value.span, "");
                cx.report(
                    problem.also(span, "").help(format!("write all of `{}` in one unit", objective.path)),
                );
            }
            Some(_) => {}
            None => first = Some((name, quantity, value.span)),
        }
    }
}

/// A measure has the expressions that its aggregate needs.
fn measure_is_whole(cx: &mut Context<'_>, measure: &Entity) {
    let needs: &[&str] = match measure.choice("aggregate") {
        Some("ratio") => &["numerator", "denominator"],
        Some("sum" | "min" | "max") => &["value"],
        _ => &[],
    };
    for field in needs {
        if measure.value(field).is_none() {
            let aggregate = measure.choice("aggregate").unwrap_or_default();
            let message = format!("`{}` is a {aggregate} without a `{field}`", measure.path);
            let problem = Problem::error("missing-field", message).at(measure.span, "");
            cx.report(
                problem.help(format!("add `{field} = \"net\"`, an expression over the table's columns")),
            );
        }
    }
}

type Rates = BTreeSet<(Currency, Currency)>;

/// The pairs of currencies that have a rate, both ways.
fn exchange_rates(cx: &mut Context<'_>, entities: &Entities) -> Rates {
    let mut rates = Rates::new();
    for exchange in of_kind(entities, "exchange") {
        let mut currency = |field: &str| {
            let text = exchange.text(field)?;
            let currency = Currency::parse(text).ok();
            if currency.is_none() {
                let message = format!("`{}` is no currency", shortened(text));
                let problem = Problem::error("wrong-value", message).at(exchange.place(field), "");
                cx.report(problem.help("write three capital letters such as `EUR`"));
            }
            currency
        };
        let pair = currency("currency").zip(currency("into"));
        if let Some(text) = exchange.text("rate") {
            let rate = Amount::parse(text, NumberFormat::PLAIN).ok().filter(|rate| rate.millionths() > 0);
            if rate.is_none() {
                let message = format!("`{}` is no rate above 0 with at most 6 decimals", shortened(text));
                let problem = Problem::error("wrong-value", message).at(exchange.place("rate"), "");
                cx.report(problem.help("write it as `0.0851`"));
            }
        }
        if let Some((from, into)) = pair {
            rates.insert((from, into));
            rates.insert((into, from));
        }
    }
    rates
}

/// Money in another currency needs a rate; each currency is named once.
fn currencies_convert(cx: &mut Context<'_>, own: Currency, rates: &Rates, entities: &Entities) {
    let mut lacking: BTreeMap<Currency, (Span, usize)> = BTreeMap::new();
    for entity in
        entities.iter().filter(|(kind, _)| **kind != "objective").flat_map(|(_, of_kind)| of_kind.values())
    {
        for value in entity.fields.values() {
            let money = match value.data {
                Data::Money(money) => Some(money),
                Data::Quantity(quantity) => quantity.money(),
                _ => None,
            };
            if let Some(currency) = money.map(plumb_units::Money::currency)
                && currency != own
                && !rates.contains(&(currency, own))
            {
                let entry = lacking.entry(currency).or_insert((value.span, 0));
                *entry = (entry.0.min(value.span), entry.1 + 1);
            }
        }
    }
    for (currency, (span, count)) in lacking {
        let amounts = if count == 1 { "amount is" } else { "amounts are" };
        let message = format!("{count} {amounts} in {currency}, and no rate leads to {own}");
        let problem = Problem::error("unknown-currency", message).at(span, "the first is here");
        cx.report(problem.help(format!("add a row to `plan/rates.csv`: `{currency},{own},2026-01-01,1.00`")));
    }
}
