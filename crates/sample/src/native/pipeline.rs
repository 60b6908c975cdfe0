//! Opportunities, their lines and history, and what was sold.

use super::{Table, day, moment, money, percent};
use crate::company::Company;
use crate::course::{self, Standing};
use crate::crm::{self, Crm, unit_name};
use crate::deals::{Deal, Outcome};
use crate::offerings::{offering, segment};
use crate::{hubspot, prices, report_csv, salesforce};

/// The deals that are known, with their places and how they stand.
fn known(company: &Company) -> impl Iterator<Item = (usize, &Deal, Standing)> {
    let all = company.deals.iter().enumerate();
    all.filter_map(|(at, deal)| Some((at, deal, course::standing(deal, company.taken)?)))
}

pub(super) fn opportunities(company: &Company, crm: Crm) -> Table {
    let row = |(at, deal, now): (usize, &Deal, Standing)| {
        let (stage, chance) = crm.stage(company, &now, company.taken);
        let currency = prices::currency(deal, &company.people.seats);
        let worth: i64 = deal.lines.iter().map(|line| company.prices.line(line, deal, currency).net).sum();
        let (outcome, closed) = match now.outcome {
            Outcome::Open => ("open", String::new()),
            Outcome::Won => ("won", day(now.close)),
            Outcome::Lost => ("lost", day(now.close)),
        };
        vec![
            crm.deal(at),
            crm::deal_name(company, deal),
            crm.account(company, deal.account),
            crm.person(company, now.owner),
            unit_name(company.people.person(now.owner).unit).to_owned(),
            segment(company.accounts[deal.account].segment).name.to_owned(),
            crm::channel(company, deal).to_owned(),
            stage.to_owned(),
            outcome.to_owned(),
            day(deal.created),
            closed,
            day(now.close),
            money(worth),
            currency.to_owned(),
            percent(chance),
        ]
    };
    Table {
        name: "opportunities",
        columns: &[
            "key", "name", "account", "person", "unit", "segment", "channel", "stage", "outcome", "created",
            "closed", "expected", "amount", "currency", "chance",
        ],
        rows: known(company).map(row).collect(),
    }
}

/// Every line of the deals that are known: its key, the deal with its place and how it stands, the line.
fn all_lines(
    company: &Company,
    crm: Crm,
) -> impl Iterator<Item = (String, (usize, &Deal, Standing), &crate::deals::Line)> {
    let lines = company.deals.iter().enumerate().flat_map(|(at, deal)| {
        deal.lines.iter().enumerate().map(move |(position, line)| (at, deal, position, line))
    });
    lines.enumerate().filter_map(move |(number, (at, deal, position, line))| {
        let key = match crm {
            Crm::Salesforce => salesforce::line_id(number),
            Crm::HubSpot => hubspot::line_id(number),
            Crm::Report => report_csv::line_id(at, position),
        };
        Some((key, (at, deal, course::standing(deal, company.taken)?), line))
    })
}

pub(super) fn lines(company: &Company, crm: Crm) -> Table {
    let row = |(key, (at, deal, _), line): (String, (usize, &Deal, Standing), &crate::deals::Line)| {
        let currency = prices::currency(deal, &company.people.seats);
        let priced = company.prices.line(line, deal, currency);
        vec![
            key,
            crm.deal(at),
            offering(line.offering).code.to_owned(),
            line.pieces.to_string(),
            money(priced.list),
            money(priced.net),
            currency.to_owned(),
        ]
    };
    Table {
        name: "opportunity_lines",
        columns: &["key", "opportunity", "offering", "quantity", "list", "net", "currency"],
        rows: all_lines(company, crm).map(row).collect(),
    }
}

pub(super) fn bookings(company: &Company, crm: Crm) -> Table {
    let row = |(key, (at, deal, now), line): (String, (usize, &Deal, Standing), &crate::deals::Line)| {
        let currency = prices::currency(deal, &company.people.seats);
        let priced = company.prices.line(line, deal, currency);
        let sold = offering(line.offering);
        let starts = if sold.is_service() && crm != Crm::Report { day(now.close) } else { String::new() };
        vec![
            key,
            day(now.close),
            crm.person(company, now.owner),
            crm.account(company, deal.account),
            unit_name(company.people.person(now.owner).unit).to_owned(),
            sold.code.to_owned(),
            segment(company.accounts[deal.account].segment).name.to_owned(),
            crm::channel(company, deal).to_owned(),
            line.pieces.to_string(),
            money(priced.list),
            money(priced.net),
            money(priced.cost),
            currency.to_owned(),
            crm::kind(deal.kind).to_owned(),
            starts,
            crm.deal(at),
        ]
    };
    Table {
        name: "bookings",
        columns: &[
            "key",
            "date",
            "person",
            "account",
            "unit",
            "offering",
            "segment",
            "channel",
            "quantity",
            "list",
            "net",
            "cost",
            "currency",
            "kind",
            "contract_start",
            "opportunity",
        ],
        rows: all_lines(company, crm)
            .filter(|(_, (_, _, now), _)| now.outcome == Outcome::Won)
            .map(row)
            .collect(),
    }
}

/// One change as the table has it.
struct Change {
    key: String,
    field: &'static str,
    old: String,
    new: String,
    at: String,
    by: usize,
}

pub(super) fn changes(company: &Company, crm: Crm) -> Table {
    let mut rows = Vec::new();
    for (at, deal) in company.deals.iter().enumerate() {
        let mut changes = Vec::new();
        let mut before: Option<(&str, i64)> = None;
        for (nth, (on, standing)) in course::all_steps(deal).into_iter().enumerate() {
            let now = (crm.stage(company, &standing, on).0, standing.close);
            let when = (on, salesforce::minutes_of_step(nth));
            let (id, by) = (salesforce::history_id(at, nth), standing.owner);
            if on < company.taken {
                let key = |field: &str, property: &str| match crm {
                    Crm::HubSpot => hubspot::history_key(at, property, when),
                    _ => format!("{id}-{field}"),
                };
                let change =
                    |key, field, old, new| Change { key, field, old, new, at: moment(crm, when), by };
                if before.is_none_or(|(stage, _)| stage != now.0) {
                    let old = before.map_or("", |(stage, _)| stage).to_owned();
                    changes.push(change(key("stage", "dealstage"), "stage", old, now.0.to_owned()));
                }
                // An export that keeps every step tells with which amount a deal began.
                if before.is_none() && crm == Crm::Salesforce {
                    let currency = prices::currency(deal, &company.people.seats);
                    let net =
                        deal.lines.iter().map(|line| company.prices.line(line, deal, currency).net).sum();
                    changes.push(change(key("amount", "amount"), "amount", String::new(), money(net)));
                }
                if let Some((_, close)) = before.filter(|(_, close)| *close != now.1) {
                    changes.push(change(key("close", "closedate"), "close_date", day(close), day(now.1)));
                }
            }
            before = Some(now);
        }
        for (nth, (owner, from)) in deal.owners.iter().enumerate() {
            let Some((before, _)) = nth.checked_sub(1).and_then(|before| deal.owners.get(before)) else {
                continue;
            };
            let when = (*from, salesforce::minutes_of_owner(nth));
            if *from < company.taken {
                let key = match crm {
                    Crm::HubSpot => hubspot::history_key(at, "hubspot_owner_id", when),
                    _ => salesforce::field_history_id(at, nth * 2),
                };
                let (old, new) = (crm.person(company, *before), crm.person(company, *owner));
                changes.push(Change { key, field: "owner", old, new, at: moment(crm, when), by: *owner });
            }
        }
        rows.extend(changes.into_iter().map(|change| {
            let Change { key, field, old, new, at: when, by } = change;
            vec![key, crm.deal(at), field.to_owned(), old, new, when, crm.person(company, by)]
        }));
    }
    Table {
        name: "opportunity_changes",
        columns: &["key", "opportunity", "field", "old", "new", "changed_at", "person"],
        rows,
    }
}
