//! Deals with their stages, line items and history, and the products in them.

use super::people::owner;
use super::{company_id, contact_id, deal_id, line_id, moment, owner_id, user_id};
use crate::company::Company;
use crate::course::{self, Standing};
use crate::crm::{self, Crm};
use crate::days::{self, Day};
use crate::deals::{Deal, Kind, Outcome};
use crate::delimited::Delimited;
use crate::offerings::{OFFERINGS, offering};
use crate::{leads, prices, salesforce};

/// Internal ids of the open stages, in order.
const STAGES: [&str; 5] = [
    "appointmentscheduled",
    "qualifiedtobuy",
    "presentationscheduled",
    "decisionmakerboughtin",
    "contractsent",
];

/// The internal id of a deal's stage.
fn internal(standing: &Standing) -> &'static str {
    match standing.outcome {
        Outcome::Won => "closedwon",
        Outcome::Lost => "closedlost",
        Outcome::Open => STAGES.get(standing.stage.saturating_sub(1)).copied().unwrap_or(STAGES[0]),
    }
}

/// The end of a day on which a deal closed, or is to.
fn close(day: Day) -> String {
    moment((day, 600))
}

/// The stages of the one pipeline.
pub(super) fn stages(company: &Company) -> Delimited {
    let mut file = Delimited::new(
        ',',
        &["Stage ID", "Label", "Pipeline ID", "Display Order", "Probability", "Is Closed", "Closed Won"],
    );
    let standing = |stage, outcome| Standing { owner: 0, stage, outcome, close: 0 };
    let open = (1..=STAGES.len()).map(|stage| standing(stage, Outcome::Open));
    let all = open.chain([standing(5, Outcome::Won), standing(5, Outcome::Lost)]);
    for (order, standing) in all.enumerate() {
        let (label, chance) = Crm::HubSpot.stage(company, &standing, days::number(days::TODAY));
        let flag = |is: bool| if is { "true" } else { "false" };
        file.row(&[
            internal(&standing),
            label,
            "default",
            &order.to_string(),
            &probability(chance),
            flag(standing.outcome != Outcome::Open),
            flag(standing.outcome == Outcome::Won),
        ]);
    }
    file
}

fn probability(percent: i64) -> String {
    format!("{}.{:02}", percent / 100, percent % 100)
}

/// The product library.
pub(super) fn products(company: &Company) -> Delimited {
    let mut file =
        Delimited::new(',', &["Record ID", "Name", "SKU", "Product Type", "Unit price", "Create Date"]);
    for (at, offering) in OFFERINGS.iter().enumerate() {
        file.row(&[
            &product_id(at),
            offering.name,
            offering.code,
            if offering.is_service() { "Service" } else { "Inventory" },
            &decimal(company.prices.list_price(at, "EUR")),
            &moment((-30, 30)),
        ]);
    }
    file
}

fn product_id(at: usize) -> String {
    (1_500_000_000 + at * 17).to_string()
}

/// Minor units with a point and two decimals.
fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// Deals as the list shows them.
pub(super) fn deals(company: &Company) -> Delimited {
    let mut file = Delimited::new(
        ',',
        &[
            "Record ID",
            "Deal Name",
            "Pipeline",
            "Deal Stage",
            "Deal probability",
            "Amount",
            "Currency",
            "Close Date",
            "Create Date",
            "Deal owner",
            "Deal Type",
            "Sales Channel",
            "Is Closed Won",
            "Last Modified Date",
            "Associated Company",
            "Associated Company IDs",
            "Associated Contact IDs",
            "Associated Line Item IDs",
        ],
    );
    let mut contacts = vec![Vec::new(); company.accounts.len()];
    for lead in leads::known(company) {
        if let Some(deal) = lead.deal.and_then(|at| company.deals.get(at)) {
            contacts[deal.account].push(contact_id(lead.number));
        }
    }
    let mut first_line = 0;
    for (at, deal) in company.deals.iter().enumerate() {
        let lines = first_line..first_line + deal.lines.len();
        first_line = lines.end;
        let Some(now) = course::standing(deal, company.taken) else { continue };
        let currency = prices::currency(deal, &company.people.seats);
        let worth: i64 = deal.lines.iter().map(|line| company.prices.line(line, deal, currency).net).sum();
        let (stage, chance) = Crm::HubSpot.stage(company, &now, company.taken);
        let touched =
            if now.outcome == Outcome::Open { deal.created.max(company.taken - 3) } else { now.close };
        file.row(&[
            &deal_id(at),
            &crm::deal_name(company, deal),
            "Sales Pipeline",
            stage,
            &probability(chance),
            &decimal(worth),
            currency,
            &close(now.close),
            &moment((deal.created, 150)),
            &owner(company, now.owner),
            match deal.kind {
                Kind::New => "New Business",
                Kind::Expansion => "Existing Business",
                Kind::Renewal => "Renewal",
            },
            crm::channel(company, deal),
            if now.outcome == Outcome::Won { "true" } else { "false" },
            &moment((touched, 480)),
            &company.accounts[deal.account].name,
            &company_id(deal.account),
            &contacts[deal.account].join(";"),
            &lines.map(line_id).collect::<Vec<_>>().join(";"),
        ]);
    }
    file
}

/// Line items.
pub(super) fn line_items(company: &Company) -> Delimited {
    let mut file = Delimited::new(
        ',',
        &[
            "Record ID",
            "Name",
            "Product ID",
            "SKU",
            "Quantity",
            "Unit price",
            "Unit discount",
            "Net price",
            "Unit cost",
            "Currency",
            "Billing start date",
            "Create Date",
            "Associated Deal IDs",
        ],
    );
    let mut number = 0;
    for (at, deal) in company.deals.iter().enumerate() {
        let standing = course::standing(deal, company.taken);
        let currency = prices::currency(deal, &company.people.seats);
        for line in &deal.lines {
            number += 1;
            let Some(now) = standing else { continue };
            let (sold, priced) = (offering(line.offering), company.prices.line(line, deal, currency));
            let starts = if sold.is_service() { days::date(now.close).to_string() } else { String::new() };
            file.row(&[
                &line_id(number - 1),
                sold.name,
                &product_id(line.offering),
                sold.code,
                &line.pieces.to_string(),
                &decimal(priced.unit),
                &decimal(priced.unit - priced.sold),
                &decimal(priced.net),
                &decimal(priced.cost / line.pieces.max(1)),
                currency,
                &starts,
                &moment((deal.created, 170)),
                &deal_id(at),
            ]);
        }
    }
    file
}

/// Property history: every value that stage, date and owner of a deal had, with the moment from which it held.
pub(super) fn history(company: &Company) -> Delimited {
    let mut file = Delimited::new(
        ',',
        &["Record ID", "Property", "Value", "Timestamp", "Source Type", "Updated By User ID"],
    );
    for (at, deal) in company.deals.iter().enumerate() {
        for (property, value, when, by) in values(deal) {
            if when.0 < company.taken {
                file.row(&[&deal_id(at), property, &value, &moment(when), "CRM_UI", &user_id(by)]);
            }
        }
    }
    file
}

/// What a property became, when and by whom.
type Value = (&'static str, String, (Day, i64), usize);

fn values(deal: &Deal) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    let (mut stage, mut date) = ("", Day::MIN);
    for (nth, (on, standing)) in course::all_steps(deal).into_iter().enumerate() {
        let when = (on, salesforce::minutes_of_step(nth));
        if internal(&standing) != stage {
            stage = internal(&standing);
            values.push(("dealstage", stage.to_owned(), when, standing.owner));
        }
        if standing.close != date {
            date = standing.close;
            values.push(("closedate", close(date), when, standing.owner));
        }
    }
    for (nth, (owner, from)) in deal.owners.iter().enumerate() {
        let when = (*from, salesforce::minutes_of_owner(nth));
        values.push(("hubspot_owner_id", owner_id(*owner), when, *owner));
    }
    values
}
