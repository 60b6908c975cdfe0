//! Opportunities with their lines and their history.

use super::csv::{self, Csv};
use super::customers::price_id;
use super::ids::{Object, id};
use super::user_id;
use crate::company::Company;
use crate::course::{self, Standing};
use crate::crm;
use crate::days::{self, Day};
use crate::deals::{Deal, Kind, Outcome};
use crate::offerings::offering;
use crate::prices;

/// Open stages in order.
const STAGES: [&str; 5] = ["Qualification", "Discovery", "Solution", "Proposal", "Negotiation"];
/// The chance that the CRM puts beside each in per cent: twice what the third has ever won.
const HOPED: [i64; 5] = [30, 35, 72, 75, 80];
/// The same, taken from what was won.
const KNOWN: [i64; 5] = [32, 34, 36, 53, 73];

/// What the second stage was called before April 2025.
const OLD_NAME: &str = "Needs Analysis";

/// The name and the chance of a stage on a day.
fn stage(company: &Company, number: usize, on: Day) -> (&'static str, i64) {
    let chances = if company.sample.aligned { KNOWN } else { HOPED };
    let at = number.saturating_sub(1).min(4);
    let (name, chance) = (STAGES[at], chances[at]);
    if number == 2 && on < days::year_start(2026) { (OLD_NAME, chance) } else { (name, chance) }
}

/// The name and the chance of the stage in which a deal stands on a day.
pub(crate) fn named(company: &Company, standing: &Standing, on: Day) -> (&'static str, i64) {
    match standing.outcome {
        Outcome::Won => ("Closed Won", 100),
        Outcome::Lost => ("Closed Lost", 0),
        Outcome::Open => stage(company, standing.stage, on),
    }
}

fn category(name: &str) -> &'static str {
    match name {
        "Closed Won" => "Closed",
        "Closed Lost" => "Omitted",
        "Negotiation" => "Forecast",
        "Solution" | "Proposal" => "BestCase",
        _ => "Pipeline",
    }
}

/// Net of all lines, in minor units of the deal's currency.
fn net(company: &Company, deal: &Deal) -> i64 {
    let currency = prices::currency(deal, &company.people.seats);
    deal.lines.iter().map(|line| company.prices.line(line, deal, currency).net).sum()
}

/// The last day on which something happened to a deal.
fn touched(deal: &Deal, standing: &Standing, on: Day) -> Day {
    if standing.outcome == Outcome::Open { deal.created.max(on - 3) } else { deal.close }
}

/// `Opportunity.csv`.
pub(super) fn opportunities(company: &Company) -> Csv {
    let mut csv = Csv::new(&[
        "Id",
        "IsDeleted",
        "AccountId",
        "Name",
        "StageName",
        "Amount",
        "Probability",
        "ExpectedRevenue",
        "CloseDate",
        "Type",
        "LeadSource",
        "IsClosed",
        "IsWon",
        "ForecastCategory",
        "CurrencyIsoCode",
        "HasOpportunityLineItem",
        "OwnerId",
        "Channel__c",
        "Contract_Ends__c",
        "CreatedDate",
        "CreatedById",
        "LastModifiedDate",
        "SystemModstamp",
    ]);
    for (at, deal) in company.deals.iter().enumerate() {
        let Some(standing) = course::standing(deal, company.taken) else { continue };
        let team = company.people.seats[deal.seat].team;
        let (name, chance) = named(company, &standing, company.taken);
        let worth = net(company, deal);
        let touched = csv::moment(touched(deal, &standing, company.taken), 480);
        let opener = deal.owners.first().map_or(0, |(person, _)| *person);
        csv.row(&[
            &id(Object::Opportunity, at),
            "false",
            &id(Object::Account, deal.account),
            &crm::deal_name(company, deal),
            name,
            &csv::money(worth),
            &chance.to_string(),
            &csv::money(prices::scaled(worth, chance, 100)),
            &csv::day(standing.close),
            match deal.kind {
                Kind::New => "New Business",
                Kind::Expansion => "Existing Business",
                Kind::Renewal => "Renewal",
            },
            "",
            csv::flag(standing.outcome != Outcome::Open),
            csv::flag(standing.outcome == Outcome::Won),
            category(name),
            team.currency,
            "true",
            &user_id(standing.owner),
            crm::channel(company, deal),
            &deal.due.map(csv::day).unwrap_or_default(),
            &csv::moment(deal.created, 150),
            &user_id(opener),
            &touched,
            &touched,
        ]);
    }
    csv
}

/// `OpportunityLineItem.csv`.
pub(super) fn lines(company: &Company) -> Csv {
    let mut csv = Csv::new(&[
        "Id",
        "IsDeleted",
        "OpportunityId",
        "PricebookEntryId",
        "Product2Id",
        "ProductCode",
        "Name",
        "CurrencyIsoCode",
        "Quantity",
        "ListPrice",
        "UnitPrice",
        "TotalPrice",
        "ServiceDate",
        "Cost__c",
        "CreatedDate",
        "SystemModstamp",
    ]);
    let mut number = 0;
    for (at, deal) in company.deals.iter().enumerate() {
        let Some(standing) = course::standing(deal, company.taken) else { continue };
        let currency = prices::currency(deal, &company.people.seats);
        let made = csv::moment(deal.created, 170);
        for line in &deal.lines {
            let offering = offering(line.offering);
            let priced = company.prices.line(line, deal, currency);
            let starts = if offering.is_service() { csv::day(standing.close) } else { String::new() };
            csv.row(&[
                &id(Object::OpportunityLineItem, number),
                "false",
                &id(Object::Opportunity, at),
                &price_id(line.offering, currency),
                &id(Object::Product2, line.offering),
                offering.code,
                &format!("{} {}", offering.name, company.accounts[deal.account].name),
                currency,
                &format!("{}.0", line.pieces),
                &csv::money(priced.unit),
                &csv::money(priced.sold),
                &csv::money(priced.net),
                &starts,
                &csv::money(priced.cost),
                &made,
                &made,
            ]);
            number += 1;
        }
    }
    csv
}

/// When a day's step in the history of a deal was written: minutes after seven.
pub(crate) fn minutes_of_step(nth: usize) -> i64 {
    180 + 3 * i64::try_from(nth).unwrap_or(0)
}

/// When a day's change of owner was written: minutes after seven.
pub(crate) fn minutes_of_owner(nth: usize) -> i64 {
    155 + i64::try_from(nth).unwrap_or(0)
}

/// `OpportunityHistory.csv`: a snapshot whenever stage or date changed.
pub(super) fn history(company: &Company) -> Csv {
    let mut csv = Csv::new(&[
        "Id",
        "OpportunityId",
        "CreatedById",
        "CreatedDate",
        "StageName",
        "Amount",
        "ExpectedRevenue",
        "CloseDate",
        "Probability",
        "ForecastCategory",
        "CurrencyIsoCode",
        "SystemModstamp",
        "IsDeleted",
    ]);
    for (at, deal) in company.deals.iter().enumerate() {
        let worth = net(company, deal);
        let currency = prices::currency(deal, &company.people.seats);
        for (nth, (on, standing)) in course::all_steps(deal).into_iter().enumerate() {
            if on >= company.taken {
                continue;
            }
            let (name, chance) = named(company, &standing, on);
            let when = csv::moment(on, minutes_of_step(nth));
            csv.row(&[
                &super::history_id(at, nth),
                &id(Object::Opportunity, at),
                &user_id(standing.owner),
                &when,
                name,
                &csv::money(worth),
                &csv::money(prices::scaled(worth, chance, 100)),
                &csv::day(standing.close),
                &chance.to_string(),
                category(name),
                currency,
                &when,
                "false",
            ]);
        }
    }
    csv
}
