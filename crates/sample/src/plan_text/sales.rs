//! What is sold at which price, and the lists: rates and quotas.

use std::fmt::Write as _;

use plumb_units::{Amount, Rate};

use super::objectives::spaced;
use crate::company::Company;
use crate::days;
use crate::offerings::{OFFERINGS, SEGMENTS};
use crate::targets;

/// Offerings with their prices, and segments.
pub(super) fn offerings(company: &Company) -> String {
    let mut text = "# What is sold, and to whom.\n".to_owned();
    for (at, offering) in OFFERINGS.iter().enumerate() {
        let price = company.prices.list_price(at, "EUR") / 100;
        let stage = if offering.is_service() { "growing" } else { "mature" };
        let segments: Vec<String> = SEGMENTS
            .iter()
            .zip(offering.asked)
            .filter(|(_, asked)| *asked >= 100)
            .map(|(segment, _)| format!("\"{}\"", segment.id))
            .collect();
        let _ = write!(
            text,
            "\n[offering.{}]\nname = \"{}\"\nfamily = \"{}\"\nstage = \"{stage}\"\nlist_price = \"{} EUR\"\nmargin = \"{}\"\nsegments = [{}]\n",
            offering.id,
            offering.name,
            offering.family,
            spaced(price),
            Rate::from_millionths((1_000 - offering.cost) * 1_000),
            segments.join(", "),
        );
        if offering.is_service() {
            let _ = writeln!(text, "launched = {}", days::LAUNCH);
        }
        let _ = writeln!(text, "keys = {{ salesforce = \"{}\" }}", offering.code);
    }
    for segment in &SEGMENTS {
        let (id, name) = (segment.id, segment.name);
        let priority = format!("priority = {}\n", id == "laboratories");
        let _ = write!(
            text,
            "\n[segment.{id}]\nname = \"{name}\"\n{priority}keys = {{ salesforce = \"{name}\" }}\n"
        );
    }
    text
}

/// Exchange rates, quarter by quarter.
pub(super) fn rates(company: &Company) -> String {
    let mut text = "currency,into,date,rate\n".to_owned();
    for rates in &company.prices.rates {
        for (from, rate) in &rates.from {
            let rate = Amount::from_millionths(*rate);
            let _ = writeln!(text, "{},EUR,{},{rate}", rates.currency, days::date(*from));
        }
    }
    text
}

/// What each person is to bring in each year.
pub(super) fn quotas(company: &Company) -> String {
    let mut text = "# What each person is to bring. Kept apart, because it is about single people.\n\
                    person,measure,amount,from,until,kind,objective,issued,accepted\n"
        .to_owned();
    for quota in targets::quotas(company) {
        let _ = writeln!(
            text,
            "{},net-revenue,{} EUR,{},{},direct,{},{},{}",
            quota.person.id,
            spaced(quota.amount),
            days::date(quota.from),
            days::date(quota.until),
            quota.objective.as_deref().unwrap_or(""),
            days::date(quota.issued),
            days::date(quota.accepted),
        );
    }
    text
}
