//! What the fields and histories of a Salesforce organisation tell beside the standard ones: who answered for whom, what
//! was found out about deals, and contracts that run out.

use super::{Table, day, moment, money};
use crate::company::Company;
use crate::course;
use crate::crm::Crm;
use crate::days;
use crate::deals::{Deal, Kind, Outcome};
use crate::offerings::offering;
use crate::{ground, prices, salesforce};

const CRM: Crm = Crm::Salesforce;

pub(super) fn assignments(company: &Company) -> Table {
    let mut rows = Vec::new();
    for (at, account) in company.accounts.iter().enumerate() {
        let owners = ground::owners(&company.people, account, company.sample.aligned);
        let known: Vec<_> = owners.into_iter().filter(|(_, from)| *from < company.taken).collect();
        for (nth, (owner, from)) in known.iter().enumerate() {
            let until = known.get(nth + 1).map(|(_, until)| day(*until)).unwrap_or_default();
            let (potential, currency) = salesforce::potential(company, account);
            let key = format!("{}-{}", CRM.account(company, at), nth + 1);
            let (person, of) = (CRM.person(company, *owner), CRM.account(company, at));
            rows.push(vec![key, person, of, day(*from), until, potential, currency.to_owned()]);
        }
    }
    for (at, twice) in salesforce::twice(company) {
        let account = &company.accounts[twice];
        let (of, owner) = (salesforce::account_id(at), company.answers(account.seat));
        let from = day(salesforce::entered_again(account));
        let none = String::new;
        rows.push(vec![format!("{of}-1"), CRM.person(company, owner), of, from, none(), none(), none()]);
    }
    Table {
        name: "assignments",
        columns: &["key", "person", "account", "valid_from", "valid_until", "potential", "currency"],
        rows,
    }
}

pub(super) fn found_out(company: &Company) -> Table {
    let mut rows = Vec::new();
    for (at, deal) in company.deals.iter().enumerate() {
        for (nth, (field, on)) in salesforce::fields_of(company, at, deal).into_iter().enumerate() {
            if on < company.taken {
                let when = moment(CRM, (on, salesforce::minutes_of_field(nth)));
                let key = format!("{}-{field}", CRM.deal(at));
                rows.push(vec![key, CRM.deal(at), field.to_owned(), "true".to_owned(), when]);
            }
        }
    }
    Table {
        name: "opportunity_evidence",
        columns: &["key", "opportunity", "field", "value", "recorded_at"],
        rows,
    }
}

pub(super) fn renewals(company: &Company) -> Table {
    let row = |(at, deal): (usize, &Deal)| {
        let now = course::standing(deal, company.taken).filter(|_| deal.kind == Kind::Renewal)?;
        let currency = prices::currency(deal, &company.people.seats);
        let net = deal.lines.iter().map(|line| company.prices.line(line, deal, currency).net).sum();
        let (outcome, decided) = match now.outcome {
            Outcome::Won => ("renewed", day(now.close)),
            Outcome::Lost => ("lost", day(now.close)),
            Outcome::Open => ("", String::new()),
        };
        Some(vec![
            CRM.deal(at),
            CRM.account(company, deal.account),
            deal.lines.iter().map(|line| offering(line.offering).code).min().unwrap_or_default().to_owned(),
            CRM.person(company, now.owner),
            day(deal.due.unwrap_or(days::number(days::TODAY))),
            money(net),
            currency.to_owned(),
            outcome.to_owned(),
            decided,
        ])
    };
    Table {
        name: "renewals",
        columns: &["key", "account", "offering", "person", "due", "amount", "currency", "outcome", "decided"],
        rows: company.deals.iter().enumerate().filter_map(row).collect(),
    }
}
