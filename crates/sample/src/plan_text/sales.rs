//! What is sold at which price, and the lists: rates and quotas.

use std::fmt::Write as _;

use plumb_units::{Amount, Rate};

use super::objectives::spaced;
use crate::company::Company;
use crate::days;
use crate::offerings::{ACCESSORIES, MID_MARKET, OFFERINGS, SEGMENTS};
use crate::targets;

/// Offerings with their prices and what stands ready for them, and segments.
pub(super) fn offerings(company: &Company) -> String {
    let is_mended = company.sample.aligned;
    let mut text = "# What is sold, and to whom.\n".to_owned();
    for (at, offering) in OFFERINGS.iter().enumerate() {
        // Two product lines came in through the workshop, and nobody wrote them down.
        if offering.family == ACCESSORIES && !is_mended {
            continue;
        }
        let price = company.prices.list_price(at, "EUR") / 100;
        let stage = if offering.is_service() { "growing" } else { "mature" };
        let most = offering.asked.iter().copied().max().unwrap_or(0).min(100);
        // No offering was made for laboratories of middling size until somebody made a package of two.
        let asked = SEGMENTS.iter().zip(offering.asked).filter(|(segment, asked)| {
            if segment.id == MID_MARKET {
                is_mended && FOR_MID_MARKET.contains(&offering.id)
            } else {
                *asked >= most
            }
        });
        let segments: Vec<String> = asked.map(|(segment, _)| format!("\"{}\"", segment.id)).collect();
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
        let lacks = if is_mended { &[][..] } else { lacking(offering.id) };
        text.push_str("ready = [\n");
        for (item, says) in READY.iter().filter(|(item, _)| !lacks.contains(item)) {
            let _ = writeln!(text, "  {{ item = \"{item}\", says = \"{says}\", date = 2025-10-01 }},");
        }
        let _ = writeln!(text, "]\nkeys = {{ salesforce = \"{}\" }}", offering.code);
    }
    for segment in &SEGMENTS {
        let (id, name) = (segment.id, segment.name);
        let priority = format!("priority = {}\n", ["laboratories", MID_MARKET].contains(&id));
        let growth = format!("growth = \"{} %\"\n", grows(id));
        let _ = write!(
            text,
            "\n[segment.{id}]\nname = \"{name}\"\n{priority}{growth}keys = {{ salesforce = \"{name}\" }}\n"
        );
    }
    text
}

/// How fast a segment's market grows in a year, in per cent.
fn grows(segment: &str) -> i64 {
    match segment {
        "pharma" => 9,
        MID_MARKET => 7,
        "energy" => 5,
        "laboratories" => 4,
        _ => 1,
    }
}

/// What must stand ready for those who sell an offering, and where it is.
const READY: [(&str, &str); 8] = [
    ("pricing", "in the price list of the quoting tool"),
    ("demo", "one on the shelf of each team, to be lent for a week"),
    ("story", "in the folder of stories"),
    ("proof", "two customers who take calls"),
    ("objections", "the ten questions that purchasing asks, with answers"),
    ("order", "a number in the CRM, orders go through in a day"),
    ("delivery", "in stock, or in six weeks"),
    ("training", "half a day with the product lead, all teams"),
];

/// What nobody prepared before it was sold.
fn lacking(offering: &str) -> &'static [&'static str] {
    match offering {
        "halden-cloud" => &["demo", "training", "objections"],
        "halden-cloud-validated" => &["demo", "training", "objections", "story", "proof"],
        _ => &[],
    }
}

/// What laboratories of middling size can buy, once somebody has made a package of it.
const FOR_MID_MARKET: [&str; 2] = ["gas-analysers", "halden-cloud-validated"];

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
